"""This file is about trying a source out: one file landed and staged beside the centre, and what would come of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.warehouse.facts import STAGED
from fourscore.warehouse.sources import Slice

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import FileSource

ENOUGH = 1 << 25  # bytes of a text that are tried; what comes after them is taken to be like them
BLOCK = 1 << 20


class Reason(NamedTuple):
    """Rows set aside for one reason: the issue, how many, and the sentence about the first of them."""

    issue: str
    rows: int
    what: str


class Trial(NamedTuple):
    """What one load of the file would bring.

    rows: read. facts: by kind. covers: UTC. whole: whether the file was read to its end.
    """

    rows: int
    left_out: int
    facts: Mapping[str, int]
    aside: tuple[Reason, ...]
    covers: tuple[datetime, datetime] | None
    whole: bool


class NothingBefore:
    """The history of a source that was never loaded."""

    def landed(self) -> list[str]:
        return []

    def landed_with(self, cursor: DuckDBPyConnection, keys: str) -> list[str]:
        return []


def try_out(source: FileSource, path: Path, *, enough: int = ENOUGH) -> Trial:
    """Land and stage the file, or the first `enough` bytes of a growing text, in memory. Raises Trouble as a load."""
    import duckdb

    piece = beginning(path, enough) if source.sliced else Slice(1, path, 0, path.stat().st_size, 1, 0)
    with duckdb.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, "
                       "row_text VARCHAR)")
        source.land(cursor, piece)
        landed = cursor.execute("SELECT count(*) FROM information_schema.tables WHERE table_name = 'landed'").fetchone()
        rows = cursor.execute("SELECT count(*) FROM landed").fetchone() if landed and landed[0] else None
        staged = source.stage(cursor, NothingBefore())
        there = {str(name) for (name,) in cursor.execute("SELECT table_name FROM information_schema.tables").fetchall()}
        facts = {kind: found[0] for kind in STAGED if f"staged_{kind}" in there
                 and (found := cursor.execute(f"SELECT count(*) FROM staged_{kind}").fetchone()) and found[0]}
        aside = cursor.execute("SELECT issue, count(*), arg_min(what, line) FROM aside GROUP BY issue "
                               "ORDER BY count(*) DESC, issue").fetchall()
    return Trial(rows[0] if rows else 0, staged.left_out, facts, tuple(Reason(*row) for row in aside), staged.covers,
                 piece.end == path.stat().st_size or not source.sliced)


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
