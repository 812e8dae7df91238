"""This file is about Asterisk's call detail records (CDR): which columns they have, their options, and what they give.

A record is one path between two parties, so that a call has several: one for each telephone that rang, one more after
each transfer. They are joined by `linkedid`. It is written when it ends; hold, menus, and log-ins are not in it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse.sources import History, Slice, Staged
from fourscore.warehouse.sources.asterisk.records import calls, rows
from fourscore.warehouse.sources.asterisk.records.options import Options, bad_option, read_options
from fourscore.warehouse.sources.recognise import SURE, Guess, columns_in, lines_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BASE = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer",
    "end", "duration", "billsec", "disposition", "amaflags",
)
NEWER = ("peeraccount", "linkedid", "sequence")
UNIQUEID = re.compile(r"(.*-)?\d{9,10}\.\d+")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d+)?")
ENOUGH = 200  # lines after which a file is believed to hold records
DISPOSITIONS = ("NO ANSWER", "CANCEL", "FAILED", "BUSY", "ANSWERED", "CONGESTION")
ANSWERED_BY = ("agent", "dialplan")


def usual(cells: list[str]) -> list[str]:
    """The columns of a row of `Master.csv`, where `uniqueid`, `userfield` and the newer three are each there or not."""
    more = len(cells) - len(BASE)
    newer = NEWER if more >= len(NEWER) else ()
    more -= len(newer)
    if more not in (0, 1, 2) or cells[14] not in DISPOSITIONS:
        return []
    lone = ("uniqueid",) if more and UNIQUEID.fullmatch(cells[len(BASE)]) else ("userfield",) if more else ()
    return [*BASE, *(("uniqueid", "userfield") if more == 2 else lone), *newer]


FORM = rows.Form(
    {**{name: (name,) for name in (*BASE, "uniqueid", "linkedid", "sequence")}, "start": ("start", "calldate")},
    ("start", "duration", "billsec", "disposition", "channel", "dstchannel", "lastapp", "dst"),
    usual,
)


class CallRecords:
    """Contacts, stays in queues, offers and talk from Asterisk's CDR files.

    answered_by: `agent` where a call is answered by the member of the queue, so that the record's answer is the
    agent's; `dialplan` where it is answered before, so that records tell no waiting time: no stays are given then.
    """

    kind: ClassVar[str] = "asterisk_cdr"
    sliced: ClassVar[bool] = True
    recomputes_agents: ClassVar[bool] = False

    def __init__(self, options: Options, answered_by: str) -> None:
        self.name, self.options, self.answered_by = options.name, options, answered_by

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[CallRecords | None, list[Issue]]:
        """Read the options; every issue is reported with `where` as its place."""
        read, issues = read_options(name, options, where, folder, ("answered_by",))
        answered_by = options.get("answered_by", "agent")
        if answered_by not in ANSWERED_BY:
            issues.append(bad_option(name, where, "answered_by", "'agent' or 'dialplan'", "answered_by: dialplan"))
        return (None if read is None or issues else cls(read, str(answered_by))), issues

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """A header with two columns that no other log has; or, without one, rows as cdr_csv writes them."""
        if {"dstchannel", "billsec"} <= columns_in(head):
            return Guess({}, SURE)
        there = [cells for cells in csv.reader(lines_in(head)[:ENOUGH]) if cells]
        known = sum(bool(usual(cells)) and MOMENT.fullmatch(cells[BASE.index("start")]) is not None
                    and all(cells[BASE.index(name)].isdigit() for name in ("duration", "billsec")) for cells in there)
        return Guess({}, SURE) if known and known * 10 >= len(there) * 7 else None

    @property
    def gives(self) -> tuple[str, ...]:
        """Stays only where records can tell them."""
        return ("contact", "visit", "segment") if self.answered_by == "agent" else ("contact", "segment")

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """No columns of its own."""
        return {}

    def files(self) -> list[Path]:
        """The files there are, by name. Raises Trouble `file-missing` where none is."""
        return self.options.files()

    def print_of(self, path: Path) -> str | None:
        """These are files on disk."""
        return None

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Append the slice's records, cell by cell, to `landed`. Raises Trouble `not-a-cdr`."""
        first = rows.land(cursor, piece, FORM, self.options.columns, self.options.encoding)
        if first is not None:
            raise Trouble(Issue(
                "not-a-cdr", str(piece.path), said("This is no file of Asterisk's call detail records: its first "
                                                   "line is neither a header nor a row as cdr_csv writes it; it "
                                                   "begins with {first}.", first=repr(first[:80])),
                said("Point `files` at such a file (often /var/log/asterisk/cdr-csv/Master.csv), or name its "
                     "columns with `columns`.")))

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Calls of which a record is new are made whole again from all of their records."""
        return calls.stage(cursor, history, FORM, self.options, stays=self.answered_by == "agent")
