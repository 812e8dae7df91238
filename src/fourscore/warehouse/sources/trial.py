"""This file is about trying a source out: one file landed and staged beside the centre, and what would come of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from fourscore.warehouse.facts import STAGED
from fourscore.warehouse.sources import Slice

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import FileSource

ENOUGH = 1 << 25  # bytes of a text that are tried; what comes after them is taken to be like them
BLOCK = 1 << 20
VALUES = 12       # values of a column that are shown
LONGEST = 200     # signs of a cell that are shown


class Reason(NamedTuple):
    """Rows set aside for one reason: the issue, how many, and the sentence about the first of them."""

    issue: str
    rows: int
    what: str


class Beside(NamedTuple):
    """One row that would be set aside: its line, the issue, what is wrong with it, and its text."""

    line: int
    issue: str
    what: str
    text: str


class Seen(NamedTuple):
    """One column of the file: its first values that are not blank, and how many different ones it holds."""

    name: str
    values: tuple[str, ...]
    distinct: int


class Shown(NamedTuple):
    """The first facts of a kind as they would be kept; a line, where there is one, comes first. Moments are in UTC,
    without a zone."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


class Trial(NamedTuple):
    """What one load of the file would bring.

    rows: read. facts: by kind. covers: UTC. whole: whether the file was read to its end. Only where it was asked for:
    shown, the first facts by kind; beside, the first rows set aside; columns, as they stand in the file.
    """

    rows: int
    left_out: int
    facts: Mapping[str, int]
    aside: tuple[Reason, ...]
    covers: tuple[datetime, datetime] | None
    whole: bool
    shown: Mapping[str, Shown] = MappingProxyType({})
    beside: tuple[Beside, ...] = ()
    columns: tuple[Seen, ...] = ()


class NothingBefore:
    """The history of a source that was never loaded."""

    def landed(self) -> list[str]:
        return []

    def landed_with(self, cursor: DuckDBPyConnection, keys: str) -> list[str]:
        return []


def try_out(source: FileSource, path: Path, *, enough: int = ENOUGH, show: int = 0) -> Trial:
    """Land and stage the file, or the first `enough` bytes of a growing text, in memory; the first `show` facts and
    rows set aside come with it. Raises Trouble as a load."""
    import duckdb

    piece = beginning(path, enough) if source.sliced else Slice(1, path, 0, path.stat().st_size, 1, 0)
    with duckdb.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, "
                       "row_text VARCHAR)")
        source.land(cursor, piece)
        landed = cursor.execute("SELECT count(*) FROM information_schema.tables WHERE table_name = 'landed'").fetchone()
        rows = cursor.execute("SELECT count(*) FROM landed").fetchone() if landed and landed[0] else None
        columns = columns_seen(cursor) if show and rows else ()
        staged = source.stage(cursor, NothingBefore())
        there = {str(name) for (name,) in cursor.execute("SELECT table_name FROM information_schema.tables").fetchall()}
        facts = {kind: found[0] for kind in STAGED if f"staged_{kind}" in there
                 and (found := cursor.execute(f"SELECT count(*) FROM staged_{kind}").fetchone()) and found[0]}
        aside = cursor.execute("SELECT issue, count(*), arg_min(what, line) FROM aside GROUP BY issue "
                               "ORDER BY count(*) DESC, issue").fetchall()
        shown = {kind: first_facts(cursor, kind, show) for kind in facts} if show else {}
        beside = cursor.execute("SELECT coalesce(line, 0), issue, coalesce(what, ''), left(coalesce(row_text, ''), "
                                f"{LONGEST}) FROM aside ORDER BY line LIMIT {show}").fetchall()
    return Trial(rows[0] if rows else 0, staged.left_out, facts, tuple(Reason(*row) for row in aside), staged.covers,
                 piece.end == path.stat().st_size or not source.sliced, shown,
                 tuple(Beside(*row) for row in beside), columns)


def columns_seen(cursor: DuckDBPyConnection) -> tuple[Seen, ...]:
    """Every column of `landed`, but for the row's own place."""
    names = [str(name) for name, *_ in cursor.execute("DESCRIBE landed").fetchall()]
    found = []
    for name in names:
        if name in ("file", "line"):
            continue
        cell = 'CAST("' + name.replace('"', '""') + '" AS VARCHAR)'
        row = cursor.execute(f"SELECT count(DISTINCT {cell}) FROM landed WHERE trim({cell}) <> ''").fetchone()
        values = cursor.execute(f"SELECT left({cell}, {LONGEST}) AS text FROM landed WHERE trim({cell}) <> '' "
                                f"GROUP BY text ORDER BY count(*) DESC, min(line) LIMIT {VALUES}").fetchall()
        found.append(Seen(name, tuple(str(value) for (value,) in values), int(row[0]) if row else 0))
    return tuple(found)


def first_facts(cursor: DuckDBPyConnection, kind: str, show: int) -> Shown:
    """The first facts staged of a kind, with the columns that hold anything in them."""
    names = [str(name) for name, *_ in cursor.execute(f"DESCRIBE staged_{kind}").fetchall()]
    order = "ORDER BY file, line" if {"file", "line"} <= set(names) else ""
    rows = cursor.execute(f"SELECT * FROM staged_{kind} {order} LIMIT {show}").fetchall()
    keep = [at for at, name in enumerate(names) if name not in ("file", "code") and any(
        row[at] is not None for row in rows)]
    keep.sort(key=lambda at: names[at] != "line")  # where it stands comes first
    return Shown(tuple(names[at] for at in keep), tuple(tuple(row[at] for at in keep) for row in rows))


def beginning(path: Path, enough: int) -> Slice:
    """The first `enough` bytes of a text up to the end of a line, as a load would take them."""
    end = lines = read = 0
    with path.open("rb") as file:
        while block := file.read(min(BLOCK, max(enough - read, 0))):
            lines += block.count(b"\n")
            if (at := block.rfind(b"\n")) >= 0:
                end = read + at + 1
            read += len(block)
    if not end:
        return Slice(1, path, 0, read, 1, 0)  # a single line without an end: a load would wait for it
    return Slice(1, path, 0, end, 1, lines)
