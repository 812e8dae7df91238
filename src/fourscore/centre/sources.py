"""This file is about the sources a centre names: finding each kind, ours or another's, and setting it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fourscore.settings import SourceLine
from fourscore.terms import Issue, Secret, did_you_mean

if TYPE_CHECKING:
    from fourscore.warehouse import Source

GROUP = "fourscore.sources"
NOTHING: Mapping[str, str] = MappingProxyType({})


def source_kinds() -> dict[str, EntryPoint]:
    """Every kind of source that is installed, by its name; nothing of it is imported yet."""
    return {point.name: point for point in entry_points(group=GROUP)}


def configured(
    lines: Sequence[SourceLine], folder: Path, zone: str, environment: Mapping[str, str] = NOTHING
) -> tuple[list[Source], list[Issue]]:
    """The sources of centre.yaml, set up, with every issue of every one; `zone` is theirs where they name none.

    Where an option says `{environment: NAME}`, the source is handed the word under that name in `environment`.
    """
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
        options = _with_secrets(line.options, environment, line, issues)
        source, found = kind.configure(line.name, {"zone": zone, **options}, line.where, folder)
        issues += found
        if source is not None:
            sources.append(source)
    return sources, issues


def _with_secrets(
    options: Mapping[str, Any], environment: Mapping[str, str], line: SourceLine, issues: list[Issue]
) -> dict[str, Any]:
    """The options with every `{environment: NAME}` in them, at any depth, replaced by the word it stands for."""
    found: dict[str, Any] = {}
    for key, value in options.items():
        found[key] = value
        if isinstance(value, Mapping) and set(value) == {"environment"}:
            name = str(value["environment"])
            found[key] = Secret(environment.get(name, ""))
            if not found[key]:
                issues.append(
                    Issue(
                        "secret-missing",
                        line.where,
                        f"The source {line.name!r} takes {key!r} from the environment, where there is no {name!r}.",
                        "Set it for the program that loads; while `fourscore serve` runs, that is serve.",
                    )
                )
        elif isinstance(value, Mapping):
            found[key] = _with_secrets(value, environment, line, issues)
    return found
