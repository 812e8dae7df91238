"""This file is about what both sources of records can be told: their files, names, queues, extensions and clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, Trouble, any_of, did_you_mean, said

OPTIONS = (
    "name", "kind", "files", "encoding", "columns", "names", "queues", "topics", "inside", "covers", "zone",
)
# Extensions have two to six digits as a rule; what is longer is a number outside, what has letters a trunk.
EXTENSION = r"\d{2,6}"
MAPS = {"names": "names: {201: Anna}", "queues": "queues: {400: sales}", "topics": "topics: {sales: new contract}"}


@dataclass(frozen=True)
class Options:
    """How one source of records is configured.

    names: interface (`PJSIP/201`) or extension (`201`) → person. queues: queue as the switch calls it → its name here.
    topics: queue → topic of its contacts. inside: regular expression of the extensions of this house.
    covers: `event` (complete up to the last moment in the files) or `day` (whole days of `zone`).
    """

    name: str
    patterns: tuple[str, ...]
    encoding: str
    columns: tuple[str, ...]
    names: Mapping[str, str]
    queues: Mapping[str, str]
    topics: Mapping[str, str]
    inside: str
    covers: str
    zone: ZoneInfo
    folder: Path

    def files(self) -> list[Path]:
        """The files there are, by name. Raises Trouble `file-missing` where none is."""
        found: set[Path] = set()
        for pattern in self.patterns:
            path = Path(pattern) if Path(pattern).is_absolute() else self.folder / pattern
            found |= {path} if path.is_file() else {hit for hit in path.parent.glob(path.name) if hit.is_file()}
        if not found:
            raise Trouble(Issue(
                "file-missing", f"source {self.name!r}", said("No file is called {names}.",
                                                              names=any_of(self.patterns)),
                said("Copy the file there, or correct `files` (relative names start at {folder}).",
                     folder=self.folder)))
        return sorted(found, key=lambda path: (path.name, str(path)))

    def covered(self, first: datetime | None, last: datetime | None) -> tuple[datetime, datetime] | None:
        """The span [first, last) between two naive moments in UTC; of whole local days where the option says so."""
        if first is None or last is None:
            return None
        span = first.replace(tzinfo=UTC), last.replace(tzinfo=UTC)
        return span if self.covers == "event" else (self._midnight(span[0], 0), self._midnight(span[1], 1))

    def _midnight(self, at: datetime, days: int) -> datetime:
        day = at.astimezone(self.zone).date() + timedelta(days=days)
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def read_options(
    name: str, options: Mapping[str, object], where: str, folder: Path, more: tuple[str, ...] = ()
) -> tuple[Options | None, list[Issue]]:
    """Read the options above; `more` names those the source reads itself. Every issue has `where` as its place."""
    known = (*OPTIONS, *more)
    issues = [
        Issue("unknown-key", where, said("The source {name} has no option {key}.", name=repr(name), key=repr(key)),
              did_you_mean(str(key), known) or said("Remove the line."))
        for key in options if key not in known
    ]

    def wrong(option: str, expected: str, example: str) -> None:
        issues.append(bad_option(name, where, option, expected, example))

    patterns = _texts(options.get("files"))
    if not patterns:
        wrong("files", said("a file name or a list of them"), said("files: \"cdr/Master.csv*\""))
    columns = _texts(options.get("columns", ()))
    if columns is None:
        wrong("columns", said("a list of column names"), "columns: [eventtype, eventtime, uniqueid, linkedid]")
    maps: dict[str, dict[str, str]] = {}
    for option, example in MAPS.items():
        given = options.get(option) or {}
        if not isinstance(given, Mapping) or not all(isinstance(v, str | int) for v in given.values()):
            wrong(option, said("a list of pairs"), example)
            given = {}
        maps[option] = {str(key): str(value) for key, value in given.items()}
    inside = options.get("inside", EXTENSION)
    if not isinstance(inside, str | int) or not is_pattern(str(inside)):
        wrong("inside", said("a regular expression"), "inside: '2\\d\\d'")
    covers, encoding = options.get("covers", "event"), str(options.get("encoding", "utf-8"))
    if covers not in ("event", "day"):
        wrong("covers", said("'event' or 'day'"), "covers: day")
    if not ends_lines_with_a_byte(encoding):
        wrong("encoding", said("an encoding that is known and ends a line with one byte"), "encoding: latin-1")
    zone = ZoneInfo("UTC")
    try:
        zone = ZoneInfo(str(options.get("zone", "UTC")))
    except (ValueError, OSError, LookupError):
        wrong("zone", said("a time zone"), said("zone: Europe/Berlin"))
    if issues:
        return None, issues
    return Options(name, patterns or (), encoding, columns or (), maps["names"], maps["queues"], maps["topics"],
                   str(inside), str(covers), zone, folder), []


def bad_option(name: str, where: str, option: str, expected: str, example: str) -> Issue:
    return Issue("bad-option", where, said("{option} of the source {name} is not {expected}.", option=repr(option),
                                           name=repr(name), expected=expected),
                 said("Write for instance  {example}", example=example))


def ends_lines_with_a_byte(encoding: str) -> bool:
    """Whether a file in this encoding can be read on from where it ended."""
    try:
        return len("\n".encode(encoding)) == 1
    except (LookupError, ValueError):
        return False


def is_pattern(text: str) -> bool:
    """Whether the engine can match it; it knows less than Python does (nothing that looks ahead or back)."""
    import duckdb

    try:
        re.compile(text)
        with duckdb.connect() as connection:
            connection.execute("SELECT regexp_full_match('', ?)", [text])
    except (re.error, duckdb.Error):
        return False
    return True


def _texts(given: object) -> tuple[str, ...] | None:
    texts = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, list | tuple) else None
    if texts is None or not all(isinstance(text, str) and text for text in texts):
        return None
    return tuple(map(str, texts))
