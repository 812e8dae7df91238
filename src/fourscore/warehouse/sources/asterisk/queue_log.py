"""This file is about Asterisk's queue_log: which files hold it, how its lines are landed, and what it gives.

A line is `epoch|callid|queue|agent|event|p1|…`, without quoting, in the order things happened. Lines are landed whole,
as text with their file and line number, so that nothing of a line is lost however many bars it has.
The log says nothing of hold and after-call work; talk is talk and hold together.
"""

from __future__ import annotations

import codecs
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, Trouble, any_of, did_you_mean, said
from fourscore.warehouse.sources import History, Slice, Staged
from fourscore.warehouse.sources.asterisk.agents import stage_agents
from fourscore.warehouse.sources.asterisk.events import EVENTS, TORN, count_notices, covered, read_events, set_aside
from fourscore.warehouse.sources.asterisk.visits import stage_visits
from fourscore.warehouse.sources.nature import LETTERS, note_letters, refuse_no_text
from fourscore.warehouse.sources.recognise import SURE, Guess

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OPTIONS = ("name", "kind", "files", "names", "topics", "covers", "zone")
EXAMPLE = "1404377805|1404377805.6457|sales|NONE|ENTERQUEUE||5551234|1"
CHUNK = 1 << 19           # bytes looked at together; a line of twice this length fills at least one chunk
LONGEST = 65_536          # characters kept of a line; Asterisk itself writes at most 8,191 bytes
NEVER = "\x1f\x1e\x1d\x1c"  # a separator no line holds, so that each line is read as one column
ODD = (b"\r", b"\0", b"\x1f")  # a carriage return would end a line, the others end or split a column
REPLACED = {ord(odd): "\ufffd" for odd in ODD} | {0: TORN}
ENOUGH = 2_000            # lines after which a log is believed to be one
LOOKS_LIKE = re.compile(rb"\d+\|[^|\n]*\|[^|\n]*\|[^|\n]*\|[^|\n]+")


@dataclass(frozen=True)
class QueueLog:
    """Contacts, stays, segments and agent states from Asterisk's queue_log files.

    patterns: the files, newest names last or first as they like: they are loaded by the time of their first event.
    names: interface → person, for a log that calls one person by two names (`PJSIP/1001` and `Anna`).
    topics: queue → topic of its contacts. covers: `event` (complete up to the last event written) or `day` (whole
    days of `zone`, from that of the first event to that of the last: only for a log known to be finished).
    """

    kind: ClassVar[str] = "asterisk"
    gives: ClassVar[tuple[str, ...]] = ("contact", "visit", "segment", "agent_state")
    sliced: ClassVar[bool] = True
    recomputes_agents: ClassVar[bool] = True
    as_it_happens: ClassVar[bool] = True

    name: str
    patterns: tuple[str, ...]
    names: Mapping[str, str]
    topics: Mapping[str, str]
    covers: str
    zone: ZoneInfo
    folder: Path

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[QueueLog | None, list[Issue]]:
        """Read `files`, `names`, `topics`, `covers` and `zone`; every issue is reported with `where` as its place."""
        issues = [
            Issue("unknown-key", where, said("The source {name} has no option {key}.", name=repr(name), key=repr(key)),
                  did_you_mean(str(key), OPTIONS) or said("Remove the line."))
            for key in options if key not in OPTIONS
        ]

        def wrong(option: str, expected: str, example: str) -> None:
            issues.append(Issue("bad-option", where, said("{option} of the source {name} is not {expected}.",
                                                          option=repr(option), name=repr(name), expected=expected),
                                said("Write for instance  {example}", example=example)))

        files = options.get("files")
        patterns = (files,) if isinstance(files, str) else tuple(files) if isinstance(files, list | tuple) else ()
        if not patterns or not all(isinstance(pattern, str) and pattern for pattern in patterns):
            wrong("files", said("a file name or a list of them"), said("files: \"asterisk/queue_log*\""))
        maps: dict[str, dict[str, str]] = {}
        for option, example in (("names", "names: {PJSIP/1001: Anna}"), ("topics", "topics: {billing: invoices}")):
            given = options.get(option) or {}
            if not isinstance(given, Mapping) or not all(isinstance(v, str | int) for v in given.values()):
                wrong(option, said("a list of pairs"), example)
                given = {}
            maps[option] = {str(key): str(value) for key, value in given.items()}
        covers = options.get("covers", "event")
        if covers not in ("event", "day"):
            wrong("covers", said("'event' or 'day'"), "covers: day")
        zone = ZoneInfo("UTC")
        try:
            zone = ZoneInfo(str(options.get("zone", "UTC")))
        except (ValueError, OSError, LookupError):
            wrong("zone", said("a time zone"), said("zone: Europe/Berlin"))
        if issues:
            return None, issues
        return cls(name, tuple(map(str, patterns)), maps["names"], maps["topics"], str(covers), zone, folder), []

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """Whether most of its first lines are events that Asterisk or one of its relatives writes."""
        lines = [line for line in head.split(b"\n")[:ENOUGH] if line.strip()]
        events = [line.split(b"|")[4].strip().decode("utf-8", "replace") for line in lines if LOOKS_LIKE.match(line)]
        known = sum(event in EVENTS for event in events)
        return Guess({}, SURE) if events and len(events) * 10 >= len(lines) * 7 and known * 2 >= len(events) else None

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """No columns of its own."""
        return {}

    def files(self) -> list[Path]:
        """The logs there are, by the time of their first event, so that a rotated one comes before its successor."""
        found: set[Path] = set()
        for pattern in self.patterns:
            path = Path(pattern) if Path(pattern).is_absolute() else self.folder / pattern
            found |= {path} if path.is_file() else {hit for hit in path.parent.glob(path.name) if hit.is_file()}
        if not found:
            raise Trouble(Issue(
                "file-missing", f"source {self.name!r}", said("No file is called {names}.",
                                                              names=any_of(self.patterns)),
                said("Copy the log there, or correct `files` (relative names start at {folder}).", folder=self.folder),
            ))
        return sorted(found, key=lambda path: (first_second(path), path.name, str(path)))

    def print_of(self, path: Path) -> str | None:
        """None: these are files on disk."""
        return None

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Append the slice's lines, as they are, to `landed(file, line, row_text)`.

        Bytes that are no UTF-8 are read as Windows-1252, and noted. Raises Trouble `not-a-queue-log` when fewer
        than one line in ten of a whole file looks like an event, and what `refuse_no_text` raises.
        """
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS landed (file INTEGER, line BIGINT, row_text VARCHAR)")
        if piece.end <= piece.start:
            return
        if piece.whole:
            refuse_no_text(piece.path)
            refuse_another_kind(piece)
        note_letters(cursor, piece)
        with readable(piece, self.folder / "data") as path:
            cursor.execute(
                f"""INSERT INTO landed
                    SELECT ?, line + ? - 1, coalesce(row_text, '') FROM (
                        SELECT row_number() OVER () AS line, row_text
                        FROM read_csv(?, auto_detect = false, header = false, delim = '{NEVER}', quote = '',
                                      escape = '', new_line = '\\n', columns = {{'row_text': 'VARCHAR'}}))
                    WHERE line <= ?""",
                [piece.file, piece.first_line, str(path), piece.lines],
            )

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Turn landed lines into contacts, visits, segments and agent states.

        Contacts met before are staged whole again from what was landed then. `covers` starts at the first event and
        ends at the last one's second, which is not included: more may still be written in that second.
        """
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS landed (file INTEGER, line BIGINT, row_text VARCHAR)")
        read_events(cursor, history, self.names)
        set_aside(cursor)
        notices = count_notices(cursor)
        notices |= stage_visits(cursor, self.topics)
        notices |= stage_agents(cursor, history, self.names)
        span = covered(cursor)
        if span is not None and self.covers == "day":
            span = (self._midnight(span[0], 0), self._midnight(span[1], 1))
        for table in ("event", "file_order", "standing"):
            cursor.execute(f"DROP TABLE IF EXISTS temp.{table}")
        return Staged(0, span, {name: rows for name, rows in notices.items() if rows})

    def _midnight(self, at: datetime, days: int) -> datetime:
        day = at.astimezone(self.zone).date() + timedelta(days=days)
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def first_second(path: Path) -> int:
    """Epoch of the first event among a log's first lines; a log without one comes last."""
    with path.open("rb") as log:
        head = log.read(CHUNK)
    found = next((line for line in head.split(b"\n") if LOOKS_LIKE.match(line)), None)
    return int(found.split(b"|")[0]) if found else 1 << 62


def refuse_another_kind(piece: Slice) -> None:
    """Raise Trouble where nearly no line of the file is an event; all of it is read only after a bad beginning."""
    with piece.path.open("rb") as log:
        seen = alike = 0
        for number, line in enumerate(log, 1):
            seen += bool(line.strip())
            alike += LOOKS_LIKE.match(line) is not None
            if number == ENOUGH and alike * 10 >= seen:
                return
    if alike * 10 >= seen:
        return
    with piece.path.open("rb") as log:
        start = log.readline(80).decode("utf-8", "replace").strip()
    raise Trouble(Issue(
        "not-a-queue-log", str(piece.path),
        said("This is not a queue_log of Asterisk: {alike} of {seen} lines look like an event; it begins with "
             "{start}.", alike=alike, seen=seen, start=repr(start)),
        said("Point `files` at Asterisk's queue_log (often /var/log/asterisk/queue_log), with lines such as  "
             "{example}", example=EXAMPLE),
    ))


@contextmanager
def readable(piece: Slice, scratch: Path) -> Iterator[Path]:
    """A file that begins with the slice's lines, each safe to read as one column.

    It is the log itself where that will do (which may be growing just now), else a copy.
    """
    plain = plainly_readable(piece)
    whole = piece.whole and piece.end == piece.path.stat().st_size
    if plain and whole and not set("*?[") & set(str(piece.path)):
        yield piece.path
        return
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="queue_log_", dir=scratch) as room:
        copy = Path(room, "piece")
        with copy.open("wb") as out:
            out.writelines(chunks(piece) if plain else mended(piece))
        yield copy


def chunks(piece: Slice) -> Iterator[bytes]:
    with piece.path.open("rb") as log:
        log.seek(piece.start)
        left = piece.end - piece.start
        while left and (chunk := log.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def plainly_readable(piece: Slice) -> bool:
    """Whether the slice's lines can be read as they are: UTF-8, none too long, nothing in them that ends a line."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for chunk in chunks(piece):
        if any(odd in chunk for odd in ODD) or (len(chunk) == CHUNK and b"\n" not in chunk):
            return False
        if not (chunk.isascii() and not decoder.getstate()[0]):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
    return not decoder.getstate()[0]


def mended(piece: Slice) -> Iterator[bytes]:
    """The slice's lines with what cannot be read replaced, so that each stays one line, under its number."""
    with piece.path.open("rb") as log:
        log.seek(piece.start)
        left = piece.end - piece.start
        while left and (line := log.readline(left)):
            left -= len(line)
            text = line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", LETTERS)[:LONGEST]
            yield text.translate(REPLACED).encode() + b"\n"
