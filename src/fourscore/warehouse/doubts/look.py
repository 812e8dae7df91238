"""This file is about one look at all the facts: every check in turn, over one state of the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.doubts import clocks, gaps, presence, sums, twice, unknown, volume
from fourscore.warehouse.doubts.finding import ROWS, Finding, Known, Look
from fourscore.warehouse.told import beside

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHECKS = (
    sums.more_than_offered, sums.sums_and_facts, sums.longer_than_the_stay, gaps.days, gaps.halves, gaps.marks,
    volume.far, twice.twice, twice.differing, twice.entered, beside.reports, clocks.apart, presence.outside,
    presence.too_long,
    unknown.strangers, unknown.never_seen,
)

# The issues they find: what `fourscore doctor --rows` may be asked for.
FINDINGS = (
    "agents-not-on-roster", "calls-twice", "clocks-differ", "days-missing", "entered-twice", "handled-while-logged-out",
    "hours-missing", "logged-in-too-long", "longer-than-the-stay", "more-ended-than-offered", "never-seen",
    "source-stands-still", "sources-disagree", "sums-unlike-facts", "volume-far-from-pattern",
)


def doubts(cursor: DuckDBPyConnection, known: Known, *, wanted: str | None = None, limit: int = ROWS) -> list[Finding]:
    """Everything odd in the standing facts. `cursor` is this look's own; nothing is left behind in the warehouse.

    Findings carry their first 20 rows, those of the issue `wanted` up to `limit`.
    """
    cursor.begin()
    try:
        look = Look(cursor, known, wanted, limit)
        for prepare in (volume.prepare, twice.prepare):
            prepare(look)
        return [finding for check in CHECKS for finding in check(look)]
    finally:
        cursor.rollback()
