"""This file is about Asterisk's channel event logging (CEL): which columns it has, its options, and what it gives.

A row is one thing that happened to one channel. Rows of one channel are in order; those of a call have its `linkedid`
in common, and it is over with LINKEDID_END. Log-ins, pauses and after-call work are not in it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse.sources import History, Slice, Staged
from fourscore.warehouse.sources.asterisk.records import events, happened, rows
from fourscore.warehouse.sources.asterisk.records.options import Options, read_options
from fourscore.warehouse.sources.recognise import SURE, Guess, columns_in, lines_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# As the mapping of cel_custom.conf that comes with Asterisk writes them.
ORDER = (
    "eventtype", "eventtime", "cidname", "cidnum", "cidani", "cidrdnis", "ciddnid", "exten", "context", "channame",
    "appname", "appdata", "amaflags", "acctcode", "uniqueid", "linkedid", "peer", "userfield", "usereventname", "extra",
)

ENOUGH = 200  # lines after which a file is believed to hold events


def usual(cells: list[str]) -> list[str]:
    """The columns of a row of a file without a header."""
    return list(ORDER) if len(cells) == len(ORDER) and cells[0] in events.KNOWN else []


FORM = rows.Form(
    {"id": ("id",), "eventtype": ("eventtype",), "eventtime": ("eventtime",),
     "userevent": ("usereventname", "userdeftype"), "cidnum": ("cidnum", "cid_num"), "exten": ("exten",),
     "channame": ("channame",), "appname": ("appname",), "appdata": ("appdata",), "uniqueid": ("uniqueid",),
     "linkedid": ("linkedid",), "extra": ("extra", "eventextra")},
    ("eventtype", "eventtime", "channame", "uniqueid", "linkedid"),
    usual,
)


class ChannelEvents:
    """Contacts, stays in queues, offers, talk and hold from Asterisk's CEL files or an export of its table."""

    kind: ClassVar[str] = "asterisk_cel"
    gives: ClassVar[tuple[str, ...]] = ("contact", "visit", "segment")
    sliced: ClassVar[bool] = True
    recomputes_agents: ClassVar[bool] = False

    def __init__(self, options: Options) -> None:
        self.name, self.options = options.name, options

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[ChannelEvents | None, list[Issue]]:
        """Read the options; every issue is reported with `where` as its place."""
        read, issues = read_options(name, options, where, folder)
        return (None if read is None else cls(read)), issues

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """A header with three columns that belong together; or, without one, rows as cel_custom writes them."""
        if {"eventtype", "eventtime", "linkedid"} <= columns_in(head):
            return Guess({}, SURE)
        there = [cells for cells in csv.reader(lines_in(head)[:ENOUGH]) if cells]
        known = sum(bool(usual(cells)) for cells in there)
        return Guess({}, SURE) if known and known * 10 >= len(there) * 7 else None

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
        """Append the slice's events, cell by cell, to `landed`. Raises Trouble `not-a-cel`."""
        first = rows.land(cursor, piece, FORM, self.options.columns, self.options.encoding)
        if first is not None:
            raise Trouble(Issue(
                "not-a-cel", str(piece.path), said("This is no file of Asterisk's channel events: its first line "
                                                   "is neither a header nor a row as cel_custom writes it; it "
                                                   "begins with {first}.", first=repr(first[:80])),
                said("Point `files` at such a file (often /var/log/asterisk/cel-custom/Master.csv), or name its "
                     "columns with `columns`.")))

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Calls of which an event is new are made whole again from all of their events."""
        rows.read(cursor, history, FORM, "linkedid")
        found = events.read(cursor, FORM, self.options)
        left_out = happened.stage(cursor, self.options)
        events.forget(cursor)
        happened.forget(cursor)
        return Staged(left_out, self.options.covered(found.first, found.last), found.notices)
