"""This file is about the sources a centre names: finding each kind, ours or another's, and setting it up."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.settings import SourceLine
from fourscore.terms import Issue, did_you_mean

if TYPE_CHECKING:
    from fourscore.warehouse import Source

GROUP = "fourscore.sources"


def no_secret(name: str) -> str | None:
    """For a centre whose sources need no password."""
    return None


def source_kinds() -> dict[str, EntryPoint]:
    """Every kind of source that is installed, by its name; nothing of it is imported yet."""
    return {point.name: point for point in entry_points(group=GROUP)}


def configured(lines: Sequence[SourceLine], folder: Path, zone: str) -> tuple[list[Source], list[Issue]]:
    """The sources of centre.yaml, set up, with every issue of every one; `zone` is theirs where they name none."""
    kinds, sources, issues = source_kinds(), [], []
    for line in lines:
        if line.kind not in kinds:
            issues.append(
                Issue(
                    "unknown-source-kind",
                    line.where,
                    f"There is no kind of source called {line.kind!r}.",
                    did_you_mean(line.kind, kinds) or f"There are: {', '.join(sorted(kinds))}.",
                )
            )
            continue
        try:
            kind: type[Source] = kinds[line.kind].load()
        except ImportError as wrong:
            issues.append(
                Issue(
                    "source-not-installed",
                    line.where,
                    f"The kind {line.kind!r} needs {wrong.name or 'a package'}, which is not installed.",
                    f"Install what the add-on {kinds[line.kind].value.partition(':')[0]} needs.",
                )
            )
            continue
        source, found = kind.configure(line.name, {"zone": zone, **line.options}, line.where, folder)
        issues += found
        if source is not None:
            sources.append(source)
    return sources, issues
