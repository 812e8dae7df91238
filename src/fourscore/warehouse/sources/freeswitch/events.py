"""This file is about recorded events of FreeSWITCH's mod_callcenter: which files hold them, and what they give.

A recording holds one event after the other as the event socket sends them, either each as one line of JSON, or as lines
`Header: value` with a blank line behind the last (`form: text`). Events of other modules may stand among them: they
tell nothing but that somebody was still recording.
The events say nothing of hold and after-call work; talk is talk and hold together. Log-ins are not per queue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse.sources import History, Slice, Staged
from fourscore.warehouse.sources.freeswitch.said import ABOUT, count_notices, once, set_aside, typed
from fourscore.warehouse.sources.freeswitch.status import stage_agents
from fourscore.warehouse.sources.freeswitch.stays import stage_stays
from fourscore.warehouse.sources.freeswitch.words import OF_CALLS
from fourscore.warehouse.sources.lines import LANDED, calls_touched, land_blocks, land_lines, standing_rows
from fourscore.warehouse.sources.nature import refuse_no_text
from fourscore.warehouse.sources.options import Reading, found_files, whole_days
from fourscore.warehouse.sources.recognise import SURE, Guess, keys_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ENOUGH = 2_000  # lines after which a recording is believed to be one
LONGEST = 1 << 20
JSON_EVENT = re.compile(rb'\s*\{.*"Event-Name"')
TEXT_EVENT = re.compile(rb'\s*"?Event-Name"? *: *"?\w+')
EXAMPLE = {
    "json": '{"Event-Name": "CUSTOM", "Event-Subclass": "callcenter::info", "CC-Action": "member-queue-start", …}',
    "text": "Event-Name: CUSTOM",
}


@dataclass(frozen=True)
class CallcenterEvents:
    """Contacts, stays, segments and agent states from recorded events of mod_callcenter.

    form: `json` (an event a line) or `text` (lines `Header: value`, events parted by blank lines). names: agent as the
    switch calls it → person; queues: the switch's name → the one people use; topics: queue (as people call it) → topic.
    covers: `event` (complete up to the last event recorded) or `day` (whole days of `zone`).
    """

    kind: ClassVar[str] = "freeswitch"
    gives: ClassVar[tuple[str, ...]] = ("contact", "visit", "segment", "agent_state")
    sliced: ClassVar[bool] = True
    recomputes_agents: ClassVar[bool] = True
    as_it_happens: ClassVar[bool] = True

    name: str
    patterns: tuple[str, ...]
    form: str
    names: dict[str, str]
    queues: dict[str, str]
    topics: dict[str, str]
    covers: str
    zone: ZoneInfo
    folder: Path

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[CallcenterEvents | None, list[Issue]]:
        """Read the options; every issue is reported with `where` as its place."""
        reading = Reading(name, options, where)
        reading.known("files", "form", "names", "queues", "topics")
        found = cls(
            name, reading.patterns("freeswitch/events*.json"), reading.one_of("form", ("json", "text")),
            reading.pairs("names", "names: {1001@example.com: Anna}"),
            reading.pairs("queues", "queues: {support@example.com: Support}"),
            reading.pairs("topics", "topics: {Support: repairs}"),
            reading.one_of("covers", ("event", "day")), reading.zone(), folder)
        return (None, reading.issues) if reading.issues else (found, [])

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """Events of the call centre module, as JSON or as blocks of lines."""
        if {"Event-Name", "CC-Action"} <= keys_in(head):
            return Guess({}, SURE)
        told = re.search(rb"^(Event-Subclass: callcenter(::|%3A%3A)info|CC-Action: )", head, re.M | re.I)
        return Guess({"form": "text"}, SURE) if told else None

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """No columns of its own."""
        return {}

    def files(self) -> list[Path]:
        """The recordings there are; their order does not matter, as every event tells its time and number."""
        return found_files(self.name, self.patterns, self.folder)

    def print_of(self, path: Path) -> str | None:
        """None: these are files on disk."""
        return None

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Append the slice's events, as they are, to `landed(file, line, row_text)`.

        Raises Trouble `not-switch-events` where fewer than one line (or block) in ten of a whole file is an event.
        """
        if piece.whole and piece.end:
            refuse_no_text(piece.path)
            self._refuse_another_kind(piece)
        (land_lines if self.form == "json" else land_blocks)(cursor, piece, self.folder / "data", ABOUT)

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Turn landed events into contacts, visits, segments and agent states.

        Calls met before are staged whole again from what was landed then. `covers` starts at the first event and ends
        at the last one, which is not included.
        """
        cursor.execute(LANDED)
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE event AS {self._typed('landed', fresh=True)}")
        set_aside(cursor)
        notices = count_notices(cursor)
        left_out, first, last = cursor.execute("""
            SELECT count(*) FILTER (fresh AND NOT of_callcenter AND fault IS NULL), min(sent), max(sent)
            FROM event WHERE of_switch OR envelope""").fetchone() or (0, None, None)
        self._earlier(cursor, history)
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE event AS {once('event')}")
        notices |= stage_stays(cursor, self.topics)
        notices |= stage_agents(cursor, history, self._typed)
        cursor.execute("DROP TABLE temp.event")
        cursor.execute("DROP TABLE IF EXISTS temp.standing")
        span = None if first is None else (moment(first), moment(last))
        if span is not None and self.covers == "day":
            span = whole_days(span, self.zone)
        return Staged(left_out, span, {name: rows for name, rows in notices.items() if rows})

    def _typed(self, rows: str, *, fresh: bool) -> str:
        return typed(rows, self.names, self.queues, fresh=fresh)

    def _earlier(self, cursor: DuckDBPyConnection, history: History) -> None:
        """Add to `event` what was landed before of the calls that are touched."""
        if not history.landed():
            return
        calls_touched(cursor, history, f"""
            SELECT member AS place, session AS call FROM event WHERE fault IS NULL AND does IN {OF_CALLS}""")
        rows = standing_rows(cursor, history, history.landed_with(cursor, "keys"),
                             "split_part(about, '|', 3) IN (FROM keys)")
        cursor.execute(f"INSERT INTO event FROM ({self._typed(rows, fresh=False)}) WHERE fault IS NULL")
        cursor.execute("DROP TABLE temp.keys")

    def _refuse_another_kind(self, piece: Slice) -> None:
        seen, alike, start = looked_at(piece.path, self.form)
        if alike * 10 >= seen:
            return
        other = "text" if self.form == "json" else "json"
        _, there, _ = looked_at(piece.path, other)
        raise Trouble(Issue(
            "not-switch-events", str(piece.path),
            said("These are no events of FreeSWITCH: {alike} of {seen} records look like one; it begins with "
                 "{start}.", alike=alike, seen=seen, start=repr(start)),
            said("Write  form: {other}  for this source.", other=other) if there else
            said("Point `files` at a recording of the event socket, with events such as  {example}",
                 example=EXAMPLE[self.form])))


def looked_at(path: Path, form: str) -> tuple[int, int, str]:
    """How many records the file begins with, how many of them look like an event of this form, and its first words."""
    seen = alike = 0
    inside = False
    with path.open("rb") as file:
        start = file.readline(80).decode("utf-8", "replace").strip()
        file.seek(0)
        while (line := file.readline(LONGEST)) and (seen < ENOUGH or alike * 10 < seen):
            if form == "json":
                seen += bool(line.strip())
                alike += JSON_EVENT.match(line) is not None
                continue
            if inside and JSON_EVENT.match(line):
                return seen, 0, start  # events of JSON without a blank line between them are of the other form
            seen += bool(line.strip()) and not inside and not line.startswith(b"Content-")
            inside = bool(line.strip())
            alike += (TEXT_EVENT.match(line) or JSON_EVENT.match(line)) is not None
    return seen, alike, start


def moment(microseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
