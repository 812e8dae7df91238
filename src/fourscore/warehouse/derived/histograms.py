"""This file is about histogram rows: how many facts of a cell fall into each bucket of length, for percentiles.

Buckets are those of DDSketch (Masson, Rim and Lee, "DDSketch: A fast and fully-mergeable quantile sketch with
relative-error guarantees", PVLDB 12, 2019): with γ = (1 + α) / (1 - α) a length x > 0 lies in bucket i = ⌈log_γ x⌉,
that is γ^(i-1) < x ≤ γ^i, and 2γ^i / (γ + 1) is no farther from any such x than α·x. Nought has a bucket of its own.
So the k-th smallest length of any grouping is told within α, and what is interpolated between two of them as well.

A day is counted when it is first asked for, or before its facts are deleted. Whoever changes a fact drops its day in
the same transaction: what is kept is never stale, and a load pays nothing for days nobody asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import log
from typing import TYPE_CHECKING

from fourscore.terms import Days
from fourscore.warehouse.facts import FACTS
from fourscore.warehouse.parts import HISTOGRAMS, LENGTHS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.file import Warehouse

ERROR = 0.005
GAMMA = (1 + ERROR) / (1 - ERROR)
# Lengths are whole milliseconds, of which the shortest lies in bucket -690: all are numbered above that of nought.
NOUGHT, ABOVE = 0, 1000
# Days counted in one go: rows of a period then lie together, and the memory needed has a bound.
AT_ONCE = 31
COUNTED = tuple(dict.fromkeys(length.of for length in LENGTHS))


def tables() -> dict[str, dict[str, str]]:
    """The tables of histogram rows, and which days of which kind of fact are in each.

    A row with no bucket says how many facts stand in its cell, whether they have a length or not: its part is the fact.
    """
    found = {
        cells: {"part": "VARCHAR", **{name: FACTS["visit"][name] for name in cell}, "bucket": "SMALLINT", "n": "BIGINT"}
        for cells, cell in HISTOGRAMS.items()
    }
    return {**found, "histogram_counted": {"cells": "VARCHAR", "fact": "VARCHAR", "day": "DATE"}}


def bucket(length: str) -> str:
    """The bucket of a length in seconds, as an expression."""
    return (f"CAST(CASE WHEN {length} <= 0 THEN {NOUGHT} ELSE {ABOVE} + ceil(ln({length}) / {log(GAMMA)!r}) END "
            "AS SMALLINT)")


def estimate(number: str) -> str:
    """The length in seconds that a bucket stands for, as an expression."""
    return f"CASE WHEN {number} = {NOUGHT} THEN 0.0 ELSE pow({GAMMA!r}, {number} - {ABOVE}) * {2 / (GAMMA + 1)!r} END"


def edges(number: str) -> tuple[str, str]:
    """Between which lengths in seconds those of a bucket lie, as two expressions."""
    low, high = (f"CASE WHEN {number} = {NOUGHT} THEN 0.0 ELSE pow({GAMMA!r}, {number} - {ABOVE}{less}) END"
                 for less in (" - 1", ""))
    return low, high


def _rows(cells: str, fact: str, where: str) -> str:
    """The histogram rows of standing facts, counted from them."""
    cell = ", ".join(name if name in FACTS[fact] else f"CAST(NULL AS INTEGER) AS {name}" for name in HISTOGRAMS[cells])
    standing = f"FROM {fact} WHERE replaced_in IS NULL AND {where}"
    rows = [f"SELECT '{fact}' AS part, {cell}, CAST(NULL AS SMALLINT) AS bucket, count(*) AS n {standing} GROUP BY ALL"]
    rows += [f"SELECT '{length.name}' AS part, {cell}, {bucket(length.expression)} AS bucket, count(*) AS n {standing} "
             f"AND ({length.expression}) IS NOT NULL GROUP BY ALL" for length in LENGTHS if length.of == fact]
    return " UNION ALL ".join(rows)


def histogram_rows(cells: str, fact: str, missing: Days | None) -> str:
    """A table of histogram rows as it would be were all days counted: those that are not are counted from the facts.

    missing: the days `uncounted` names, none where all are there.
    """
    if missing is None:
        return cells
    where = (f"day >= DATE '{missing.first}' AND day < DATE '{missing.until}' AND day NOT IN (SELECT day FROM "
             f"histogram_counted WHERE cells = '{cells}' AND fact = '{fact}')")
    return f"(SELECT * FROM {cells} UNION ALL {_rows(cells, fact, where)})"


def _missing(cursor: DuckDBPyConnection, cells: str, fact: str, days: Days) -> list[date]:
    row = cursor.execute(f"SELECT min(day), max(day) FROM {fact}").fetchone()
    if row is None or row[0] is None:
        return []
    first, until = max(days.first, row[0]), min(days.until, row[1] + timedelta(days=1))
    there = {day for (day,) in cursor.execute(
        "SELECT day FROM histogram_counted WHERE cells = ? AND fact = ? AND day >= ? AND day < ?",
        [cells, fact, first, until]).fetchall()}
    return [day for step in range((until - first).days) if (day := first + timedelta(days=step)) not in there]


def uncounted(cursor: DuckDBPyConnection, cells: str, fact: str, days: Days) -> Days | None:
    """From the first to the last of those local days that have facts but no histogram rows."""
    found = _missing(cursor, cells, fact, days)
    return Days(found[0], found[-1] + timedelta(days=1)) if found else None


def count(warehouse: Warehouse, cells: str, fact: str, days: Days) -> None:
    """See `Warehouse.count_histograms`. Writing waits for nobody, and no load can change a fact meanwhile."""
    import duckdb

    from fourscore.warehouse.file import disk_trouble

    if not warehouse.loading.acquire(blocking=False):
        return
    cursor = warehouse.cursor()
    try:
        cursor.begin()
        _count(cursor, cells, fact, _missing(cursor, cells, fact, days))
        cursor.commit()
    except duckdb.Error as error:
        if disk_trouble(error, warehouse.folder) is None:
            raise
    finally:
        cursor.close()
        warehouse.loading.release()


def _count(cursor: DuckDBPyConnection, cells: str, fact: str, days: Sequence[date]) -> None:
    for start in range(0, len(days), AT_ONCE):
        some = days[start : start + AT_ONCE]
        listed = ", ".join(f"DATE '{day}'" for day in some)
        where = f"day >= DATE '{some[0]}' AND day <= DATE '{some[-1]}' AND day IN ({listed})"
        cursor.execute(f"INSERT INTO {cells} {_rows(cells, fact, where)}")
        cursor.execute(f"INSERT INTO histogram_counted SELECT '{cells}', '{fact}', unnest([{listed}])")


def drop(cursor: DuckDBPyConnection, fact: str, changed: Sequence[str]) -> None:
    """Forget what was counted of the days of these facts (queries of `day`), inside the caller's transaction.

    Days of which single facts were deleted keep their rows: nothing of theirs changes any more.
    """
    any_counted = "SELECT 1 FROM histogram_counted WHERE fact = ? LIMIT 1"
    if not changed or cursor.execute(any_counted, [fact]).fetchone() is None:
        return
    kept = f"(SELECT coalesce(max(first_day), DATE '0001-01-01') FROM frozen WHERE kind = '{fact}')"
    days = cursor.execute(
        f"SELECT DISTINCT day FROM ({' UNION ALL '.join(changed)}) WHERE day >= {kept} AND day IN "
        "(SELECT day FROM histogram_counted WHERE fact = ?)", [fact]).fetchall()
    if not days:
        return
    listed = ", ".join(f"DATE '{day}'" for (day,) in days)
    these = f"day IN ({listed})"
    parts = [fact, *(length.name for length in LENGTHS if length.of == fact)]
    for cells in HISTOGRAMS:
        cursor.execute(f"DELETE FROM {cells} WHERE part IN {tuple(parts)} AND {these}")
    cursor.execute(f"DELETE FROM histogram_counted WHERE fact = '{fact}' AND {these}")


def clear(cursor: DuckDBPyConnection) -> None:
    """Forget all that was counted."""
    for table in tables():
        cursor.execute(f"DELETE FROM {table}")


def count_before(cursor: DuckDBPyConnection, fact: str, day: date) -> None:
    """Count every day before that one into every table of histogram rows, because its facts are about to be deleted.

    Facts may have been deleted uncounted once: which day is the first that is always counted is noted.
    """
    if fact not in COUNTED:
        return
    for cells in HISTOGRAMS:
        _count(cursor, cells, fact, _missing(cursor, cells, fact, Days(date.min, day)))
    cursor.execute(
        "INSERT INTO setting SELECT $name, CAST(coalesce((SELECT max(first_day) FROM frozen WHERE kind = $fact), "
        "DATE '0001-01-01') AS VARCHAR) WHERE $name NOT IN (SELECT name FROM setting)",
        {"name": f"counted_{fact}", "fact": fact})


def counted_from(cursor: DuckDBPyConnection, fact: str) -> date | None:
    """The first day whose histogram rows were kept when its facts were deleted; none where none ever were."""
    row = cursor.execute("SELECT CAST(value AS DATE) FROM setting WHERE name = ?", [f"counted_{fact}"]).fetchone()
    return row[0] if row else None
