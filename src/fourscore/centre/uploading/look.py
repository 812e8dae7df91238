"""This file is about looking at a file that was brought: what it is, what loading it would give, its first rows.

It is looked at by a process of its own, of bounded memory and time: whatever a file does to its readers, whoever looks
at pages meanwhile does not notice.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.centre.sniffing.nature import refuse_no_file
from fourscore.centre.sniffing.sniff import HOW_SURE, name_for, surest
from fourscore.centre.sources import source_kinds
from fourscore.centre.uploading.limits import Limits
from fourscore.centre.uploading.refuse import refuse_dangers
from fourscore.settings import Settings, read_settings
from fourscore.terms import Issue, Trouble, did_you_mean, said

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from zoneinfo import ZoneInfo

    from fourscore.warehouse import Source, Trial

SHOW = 8          # facts of each kind, and rows set aside, that are shown
RECEIVED = "received"
FEW_ASIDE = 0.2   # share of rows above which a file does not fit a source that is there


@dataclass
class Looked:
    """What a file was found to be, in plain values that can be written down.

    entry: as it is to stand among the sources. said: the comment for a place in it. fits: sources that read such files
    already. columns: name, values and how many different ones. shown: by kind of fact, columns and rows in words.
    """

    entry: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    check: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    sure: str = ""
    zone: str = ""
    issues: list[list[str]] = field(default_factory=list)
    rows: int = 0
    left_out: int = 0
    whole: bool = True
    facts: dict[str, int] = field(default_factory=dict)
    covers: list[str] = field(default_factory=list)
    aside: list[list[Any]] = field(default_factory=list)
    beside: list[list[Any]] = field(default_factory=list)
    shown: dict[str, list[Any]] = field(default_factory=dict)
    columns: list[list[Any]] = field(default_factory=list)
    fits: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Looked:
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in plain.items() if name in known})

    @property
    def aside_rows(self) -> int:
        return sum(int(rows) for _, rows, _ in self.aside)


def look(path: Path, folder: Path, entry: Mapping[str, Any] | None, limits: Limits) -> Looked:
    """What the file is to the centre of that folder; what `entry` makes of it where one is given.

    Raises Trouble where no kind of source knows the file, or it is turned away.
    """
    settings, issues = read_settings(folder)
    if settings is None:
        raise Trouble(*issues)
    if entry is not None:
        found = Looked(entry=dict(entry), zone=settings.zone.key)
    else:
        refuse_dangers(path, limits)
        found = _sniffed(path, settings)
    try:
        source = configured_for(found.entry, path, settings.zone)
        _tried(found, source, path, settings.zone)
    except Trouble as wrong:
        found.issues = [list(issue) for issue in wrong.issues]
    found.fits = [] if entry is not None else _fits(found, path, settings)
    if found.fits:  # it goes there, unless somebody says otherwise: shown as that source reads it
        _tried(found, configured_for(own_entry(settings, found.fits[0]), path, settings.zone), path, settings.zone)
    return found


def own_entry(settings: Settings, name: str) -> dict[str, Any]:
    """The source of that name as centre.yaml has it."""
    line = next(line for line in settings.sources if line.name == name)
    return {**line.options, "name": line.name, "kind": line.kind}


def _sniffed(path: Path, settings: Settings) -> Looked:
    from fourscore.warehouse import HEAD

    refuse_no_file(path)
    with path.open("rb") as file:
        head = file.read(HEAD)
    kind, _, guess = surest(path, head)
    name = name_for(path, [line.name for line in settings.sources])
    entry = {"name": name, "kind": kind, "files": files_for(name, path.suffix), **guess.options}
    sure = next(word for least, word in HOW_SURE if guess.sure >= least)
    return Looked(entry, dict(guess.said), list(guess.check), list(guess.left), sure, settings.zone.key)


def files_for(name: str, ending: str) -> str:
    """Where the files of a source stand that were brought in a browser."""
    return f"{RECEIVED}/{name}/*{ending}"


def configured_for(entry: Mapping[str, Any], path: Path, zone: ZoneInfo) -> Source:
    """The source this entry makes, reading this one file. Raises Trouble with all that is wrong with the entry."""
    kinds = source_kinds()
    kind = str(entry.get("kind", ""))
    if kind not in kinds:
        raise Trouble(Issue("unknown-source-kind", "kind", said("There is no kind of source called {kind}.",
                            kind=repr(kind)), did_you_mean(kind, kinds) or said("There are: {kinds}.",
                            kinds=', '.join(sorted(kinds)))))
    made: type[Source] = kinds[kind].load()
    options = {"zone": zone.key, **entry, "files": str(path.resolve())}
    options.pop("follow", None)
    with tempfile.TemporaryDirectory() as scratch:
        source, issues = made.configure(str(entry.get("name", "")), options, "this source", Path(scratch))
    if source is None:
        raise Trouble(*issues)
    return source


def _tried(found: Looked, source: Source, path: Path, zone: ZoneInfo) -> None:
    from fourscore.warehouse import Fetches, try_out

    if isinstance(source, Fetches):
        raise Trouble(Issue("unreadable-file", "kind", said("Sources of this kind read no files."), said("Name a kind "
                            "that does.")))
    told = try_out(source, path.resolve(), show=SHOW)
    found.issues = []
    found.rows, found.left_out, found.whole, found.facts = told.rows, told.left_out, told.whole, dict(told.facts)
    found.covers = [f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in told.covers or ()]
    found.aside = [[one.issue, one.rows, one.what] for one in told.aside]
    found.beside = [list(one) for one in told.beside]
    found.columns = [[one.name, list(one.values), one.distinct] for one in told.columns]
    found.shown = _in_words(told, zone)
    if not told.facts:
        found.issues = [list(Issue("no-fact", path.name, said("No row of it gives a fact this way."),
                                   said("Look at what is set aside, and correct how it is read.")))]


def _in_words(told: Trial, zone: ZoneInfo) -> dict[str, list[Any]]:
    return {kind: [list(one.columns), [[_word(value, zone) for value in row] for row in one.rows]]
            for kind, one in told.shown.items()}


def _word(value: object, zone: ZoneInfo) -> str:
    """A fact's field as a person reads it, on the centre's clock; a missing one is an en dash."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value.replace(tzinfo=value.tzinfo or UTC).astimezone(zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, float)):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return str(value)


def _fits(found: Looked, path: Path, settings: Settings) -> list[str]:
    """Sources that files were brought to before, and that read this one well."""
    from fourscore.warehouse import Fetches, try_out

    fitting = []
    for line in settings.sources:
        own = files_for(line.name, path.suffix)
        if line.kind != found.entry.get("kind") or line.options.get("files") != own:
            continue
        try:
            source = configured_for(own_entry(settings, line.name), path, settings.zone)
            if isinstance(source, Fetches):
                continue
            told = try_out(source, path.resolve())
        except Trouble:
            continue
        if told.facts and sum(one.rows for one in told.aside) <= FEW_ASIDE * max(told.rows, 1):
            fitting.append(line.name)
    return fitting


def look_apart(path: Path, folder: Path, entry: Mapping[str, Any] | None, limits: Limits) -> Looked:
    """`look`, in a process of its own. Raises Trouble as it does, and `too-large-to-look-at`."""
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, path, folder, entry, limits), daemon=True)
    process.start()
    theirs.close()
    try:
        told = ours.recv() if ours.poll(limits.looking) else None
    except EOFError:
        told = None  # it ended without a word: of memory, as a rule
    finally:
        process.kill()
        process.join()
        ours.close()
    if told is None:
        raise _too_large(path, limits)
    looked, issues = told
    if issues:
        raise Trouble(*issues)
    return Looked.of(looked)


def _too_large(path: Path, limits: Limits) -> Trouble:
    return Trouble(Issue("too-large-to-look-at", path.name, said("Looking at it took more than {looking} seconds, or "
                         "more memory than one file may have.", looking=f"{limits.looking:.0f}"), said("Bring it in "
                         "parts, such as a month each; a workbook reads far faster as CSV.")))


def _work(answer: Connection, path: Path, folder: Path, entry: Mapping[str, Any] | None, limits: Limits) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # not on every system

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    try:
        answer.send((look(path, folder, entry, limits).plain(), ()))
    except Trouble as wrong:
        answer.send(({}, tuple(wrong.issues)))
    except MemoryError:
        answer.send(({}, tuple(_too_large(path, limits).issues)))
