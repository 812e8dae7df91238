"""This file is about one look at all the facts: every check in turn, over one state of the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.doubts import gaps, volume
from fourscore.warehouse.doubts.finding import ROWS, Finding, Known, Look

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHECKS = (gaps.days, gaps.halves, gaps.marks, volume.far)


def doubts(cursor: DuckDBPyConnection, known: Known, *, wanted: str | None = None, limit: int = ROWS) -> list[Finding]:
    """Everything odd in the standing facts. `cursor` is this look's own; nothing is left behind in the warehouse.

    Findings carry their first 20 rows, those of the issue `wanted` up to `limit`.
    """
    cursor.begin()
    try:
        look = Look(cursor, known, wanted, limit)
        volume.prepare(look)
        return [finding for check in CHECKS for finding in check(look)]
    finally:
        cursor.rollback()
