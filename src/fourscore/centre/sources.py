"""This file is about the sources a centre names: finding each kind, ours or another's, and setting it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.settings import SourceLine
from fourscore.terms import Issue, Secret, Trouble, did_you_mean, said, together

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.warehouse import Source

GROUP = "fourscore.sources"
NOTHING: Mapping[str, str] = MappingProxyType({})


class Kind(NamedTuple):
    """A kind of source that is installed. gives: kinds of fact, empty where only a configured one can tell.

    needs: what it cannot work without and is not there, as sentences. recognises: whether `sniff` can ask it.
    """

    name: str
    about: str
    gives: tuple[str, ...]
    needs: tuple[str, ...]
    recognises: bool
    package: str


class Configured(NamedTuple):
    """A source of centre.yaml. files: those there are. until_at: how far loaded (aware, in the reporting zone)."""

    name: str
    kind: str
    gives: tuple[str, ...]
    files: tuple[Path, ...]
    loads: int
    rows_read: int
    until_at: datetime | None
    trouble: tuple[Issue, ...]


@cache
def source_kinds() -> Mapping[str, EntryPoint]:
    """Every kind of source that is installed, by its name; nothing of it is imported yet.

    Looked up once, as it takes a while: what is installed meanwhile is found after the next start.
    """
    return {point.name: point for point in entry_points(group=GROUP)}


def configured(
    lines: Sequence[SourceLine], folder: Path, zone: str, environment: Mapping[str, str] = NOTHING
) -> tuple[list[Source], list[Issue]]:
    """The sources of centre.yaml, set up, with every issue of every one; `zone` is theirs where they name none.

    Where an option says `{environment: NAME}`, the source is handed the word under that name in `environment`.
    """
    from fourscore.warehouse import TYPED

    kinds, sources, issues = source_kinds(), [], []
    for line in lines:
        if line.name == TYPED:
            issues.append(Issue("name-twice", line.where,
                                said("{typed} is what figures entered by hand are called.", typed=repr(TYPED)),
                                said("Give the source another name.")))
        if line.kind not in kinds:
            issues.append(
                Issue(
                    "unknown-source-kind",
                    line.where,
                    said("There is no kind of source called {kind}.", kind=repr(line.kind)),
                    did_you_mean(line.kind, kinds) or said("There are: {names}.", names=together(sorted(kinds), ", ")),
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
                    said("The kind {kind} needs {name}, which is not installed.", kind=repr(line.kind),
                         name=wrong.name or "a package"),
                    said("Install what the add-on {partition} needs.",
                         partition=kinds[line.kind].value.partition(":")[0]),
                )
            )
            continue
        options = _with_secrets(line.options, environment, line, issues)
        options.pop("follow", None)  # what `serve` does with a source is nothing to the source
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
                        said("The source {name} takes {key} from the environment, where there is no {name2}.",
                             name=repr(line.name), key=repr(key), name2=repr(name)),
                        said("Set it for the program that loads; while `fourscore serve` runs, that is serve."),
                    )
                )
        elif isinstance(value, Mapping):
            found[key] = _with_secrets(value, environment, line, issues)
    return found


def files_of(source: Source) -> list[Path]:
    """The files a source reads; none where it asks somebody, which only a load does. Raises Trouble as `files` does."""
    from fourscore.warehouse import Fetches

    if isinstance(source, Fetches) or getattr(source, "api", None) is not None:
        return []
    return source.files()


def waiting_in(source: Source) -> object:
    """What waits for a source whose rows are handed in: other than before once more came; None for all others."""
    waiting = getattr(source, "waiting", None)
    return None if waiting is None else waiting()


def kinds_there() -> list[Kind]:
    """Every kind of source, ours and others' alike, by name."""
    return [about(name, point) for name, point in sorted(source_kinds().items())]


def about(name: str, point: EntryPoint) -> Kind:
    """What a kind says of itself."""
    package = point.dist.name if point.dist is not None else point.value.partition(".")[0]
    try:
        kind = point.load()
    except (ImportError, AttributeError) as wrong:
        return Kind(name, "", (), (said("{package} is not installed", package=wrong.name or package),), False, package)
    words = " ".join((kind.__doc__ or "").strip().partition("\n\n")[0].split())
    gives = getattr(kind, "may_give", getattr(kind, "gives", ()))
    missing = {module: extra for module, extra in getattr(kind, "needs", {}).items()
               if find_spec(module.partition(".")[0]) is None}
    needs = tuple(said("{module} is not installed: pip install '{package}'", module=module,
                       package=f"{package}[{extra}]") for module, extra in missing.items())
    return Kind(name, words, tuple(gives) if isinstance(gives, (tuple, list)) else (), needs,
                hasattr(kind, "recognise"), package)


def sources_of(centre: Centre) -> list[Configured]:
    """The centre's own sources in the order of centre.yaml, each with its files and how far they are loaded."""
    settings, found = centre.settings, []
    health = {source.source: source for source in centre.warehouse.health().sources}
    for line in settings.sources:
        sources, issues = configured([line], centre.folder, settings.zone.key)
        files: list[Path] = []
        if sources:
            try:
                files = files_of(sources[0])
            except Trouble as trouble:
                issues = list(trouble.issues)
        loaded = health.get(line.name)
        until = max((fill.until_at for fill in loaded.fills), default=None) if loaded else None
        found.append(Configured(
            line.name, line.kind, tuple(sources[0].gives) if sources else (), tuple(files),
            loaded.loads if loaded else 0, loaded.rows_read if loaded else 0,
            until.astimezone(settings.zone) if until else None, tuple(issues)))
    return found
