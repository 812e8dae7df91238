"""This file is about FreeSWITCH's call detail records (mod_json_cdr, mod_xml_cdr): their files, and what they give.

A record is what was known of one leg of a call when it hung up: its channel variables, with values encoded as in an
address. A call that still goes on has none yet. Only legs of mod_callcenter (`cc_side`) are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse.sources import History, Slice, Staged
from fourscore.warehouse.sources.freeswitch.events import moment
from fourscore.warehouse.sources.freeswitch.legs import ABOUT, set_aside, stage_legs, typed
from fourscore.warehouse.sources.lines import LANDED, calls_touched, land_lines, standing_rows
from fourscore.warehouse.sources.nature import LETTERS, note_letters, refuse_no_text
from fourscore.warehouse.sources.options import Reading, found_files, whole_days
from fourscore.warehouse.sources.recognise import SURE, Guess, keys_in, lines_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LOOKS_LIKE = {"json": b'"variables"', "lines": b'"variables"', "xml": b"<cdr"}
HEAD = 1 << 20
END = re.compile(r"(?<=</cdr>)\s*")


@dataclass(frozen=True)
class CallDetailRecords:
    """Contacts, stays and segments from the records of both legs of each call.

    form: `json` or `xml` (whole files, of one record mostly, as the modules write them) or `lines` (a record of JSON on
    each line of a file that may grow, as collectors of posted records write it). names, queues, topics, covers: as for
    the events of mod_callcenter.
    """

    kind: ClassVar[str] = "freeswitch_cdr"
    gives: ClassVar[tuple[str, ...]] = ("contact", "visit", "segment")
    recomputes_agents: ClassVar[bool] = False

    name: str
    patterns: tuple[str, ...]
    form: str
    names: dict[str, str]
    queues: dict[str, str]
    topics: dict[str, str]
    covers: str
    zone: ZoneInfo
    folder: Path

    @property
    def sliced(self) -> bool:
        """A file of lines is read on from where it ended; the others are read whole."""
        return self.form == "lines"

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[CallDetailRecords | None, list[Issue]]:
        """Read the options; every issue is reported with `where` as its place."""
        reading = Reading(name, options, where)
        reading.known("files", "form", "names", "queues", "topics")
        found = cls(
            name, reading.patterns("freeswitch/json_cdr/*.cdr.json"), reading.one_of("form", ("json", "xml", "lines")),
            reading.pairs("names", "names: {1001@example.com: Anna}"),
            reading.pairs("queues", "queues: {support@example.com: Support}"),
            reading.pairs("topics", "topics: {Support: repairs}"),
            reading.one_of("covers", ("event", "day")), reading.zone(), folder)
        return (None, reading.issues) if reading.issues else (found, [])

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """A record in XML or JSON; where there are several, each on its line."""
        if b"<cdr core-uuid" in head[:400]:
            return Guess({"form": "xml"}, SURE)
        if not {"core-uuid", "variables"} <= keys_in(head):
            return None
        several = sum(line.lstrip().startswith("{\"") and line.rstrip().endswith("}") for line in lines_in(head)) > 1
        return Guess({"form": "lines"} if several else {}, SURE)

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """No columns of its own."""
        return {}

    def files(self) -> list[Path]:
        """The files there are; their order does not matter."""
        return found_files(self.name, self.patterns, self.folder)

    def print_of(self, path: Path) -> str | None:
        """None: these are files on disk."""
        return None

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Append the file's records, as they are, to `landed(file, line, row_text, about)`.

        Raises Trouble `not-call-records` where the file looks like none.
        """
        if piece.whole:
            refuse_no_text(piece.path, lines=self.form == "lines")
            self._refuse_another_kind(piece.path)
        if self.form == "lines":
            land_lines(cursor, piece, self.folder / "data", ABOUT)
            return
        # A file read before that has grown is read whole again; its earlier rows then no longer stand.
        note_letters(cursor, piece)
        text = piece.path.read_bytes().decode("utf-8", LETTERS)
        cursor.execute(LANDED)
        records, line = END.split(text) if self.form == "xml" else [text], 1
        for record in records:
            if record.strip():
                cursor.execute(
                    f"INSERT INTO landed SELECT *, {ABOUT} FROM (SELECT ? AS file, ? AS line, ? AS row_text)",
                    [piece.file, line, record])
            line += record.count("\n") + 1

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Turn landed records into contacts, visits and segments.

        Calls met before are staged whole again from what was landed then. `covers` starts with the first call
        told of and ends where the last one did; calls that still go on are not known yet.
        """
        cursor.execute(LANDED)
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE leg AS {self._typed('landed', fresh=True)}")
        set_aside(cursor)
        left_out, first, last = cursor.execute("""
            SELECT count(*) FILTER (side IS NULL AND fault IS NULL), min(began), max(ended)
            FROM leg WHERE fault IS NULL""").fetchone() or (0, None, None)
        if history.landed():
            calls_touched(cursor, history, "SELECT place, call FROM leg WHERE fault IS NULL AND side IS NOT NULL")
            rows = standing_rows(cursor, history, history.landed_with(cursor, "keys"),
                                 "split_part(about, '|', 3) IN (FROM keys)")
            cursor.execute(f"INSERT INTO leg FROM ({self._typed(rows, fresh=False)}) WHERE fault IS NULL")
            cursor.execute("DROP TABLE temp.keys")
        notices = stage_legs(cursor, self.topics)
        for table in ("leg", "standing"):
            cursor.execute(f"DROP TABLE IF EXISTS temp.{table}")
        span = None if first is None else (moment(first), moment(last))
        if span is not None and self.covers == "day":
            span = whole_days(span, self.zone)
        return Staged(left_out, span, {name: rows for name, rows in notices.items() if rows})

    def _typed(self, rows: str, *, fresh: bool) -> str:
        return typed(rows, self.names, self.queues, fresh=fresh)

    def _refuse_another_kind(self, path: Path) -> None:
        with path.open("rb") as file:
            head = file.read(HEAD)
        if LOOKS_LIKE[self.form] in head or not head.strip():
            return
        start = head[:80].decode("utf-8", "replace").strip().partition("\n")[0]
        other = next((form for form, sign in LOOKS_LIKE.items() if sign in head), None)
        raise Trouble(Issue(
            "not-call-records", str(path),
            said("This is no call detail record of FreeSWITCH in the form {form}; it begins with {start}.",
                 form=repr(self.form), start=repr(start)),
            said("Write  form: {other}  for this source.", other=other) if other else
            said("Point `files` at what mod_json_cdr or mod_xml_cdr wrote (often /var/log/freeswitch/json_cdr/*).")))
