"""This file is about bare figures: percentages and averages somebody wrote down, kept as they were entered."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fourscore.terms import read_seconds
from fourscore.warehouse.facts import STAGED
from fourscore.warehouse.sources.intervals.grid import quoted
from fourscore.warehouse.sources.intervals.options import Plan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TIMES = {"seconds": 1, "minutes": 60, "hours": 3600}
BLANK = ("-", "–", "—", "n/a", "na", "n.a.", "#n/a", "#div/0!")
MOST = Decimal(10) ** 12


def figure(text: str, unit: str, decimal: str) -> Decimal | None:
    """The figure in a cell: 82 %, 0.82, 312, 5:12, 312 s; a share is 0 to 1, a time is seconds. None: none can be read.

    unit: what a plain number is; a sign of its own in the cell comes first.
    """
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).lower()
    if decimal == ",":
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?%?", plain):
        plain = plain.replace(",", "")
    try:
        if plain.endswith("%"):
            value = Decimal(plain[:-1]) / 100
        elif re.fullmatch(r"[+-]?\d*\.?\d+(e[+-]?\d+)?", plain):
            value = Decimal(plain)
            value = value / 100 if unit == "percent" else value * TIMES.get(unit, 1)
        else:
            value = read_seconds(plain)
    except (InvalidOperation, ValueError):
        return None
    return value if value.is_finite() and abs(value) < MOST else None


def stage_figures(cursor: DuckDBPyConnection, plan: Plan, zone: ZoneInfo) -> None:
    """Temp table `staged_entered`: a row for each figure, of its days and scope, with nothing below the line."""
    cursor.execute("CREATE TEMP TABLE staged_entered (" + ", ".join(
        f"{name} {kind}" for name, kind in STAGED["entered"].items()) + ")")
    found: list[tuple[object, ...]] = []
    wrong: list[tuple[object, ...]] = []
    for metric, (column, unit) in plan.entered.items():
        rows = cursor.execute(
            f"SELECT s.started_at, s.ended_at, r.team, r.queue, r.file, r.line, {quoted('@' + column)} "
            "FROM report_row r "
            f"JOIN report_spell s USING (begin_row) WHERE {quoted('@' + column)} IS NOT NULL ORDER BY r.file, r.line"
        ).fetchall()
        for start, end, team, queue, file, line, text in rows:
            if text.strip().lower() in BLANK:
                continue
            value = figure(text, unit, plan.mapping.shape.decimal)
            if value is None:
                wrong.append((file, line, "unreadable-cell",
                              f'"{text}" in {column!r} is no figure; the rest of the row is loaded', text))
                continue
            first, until = _days(start, end, zone)
            key = "|".join((metric, first, until, team or "", queue or ""))
            found.append((key, metric, first, until, team, queue, str(round(value, 4)), plan.who, file, line))
    if wrong:
        cursor.executemany("INSERT INTO aside VALUES (?, ?, ?, ?, ?)", wrong)
    if found:
        columns = [list(column) for column in zip(*found, strict=True)]
        names = "key, metric, first_day, until_day, team, queue, num, who, file, line"
        marks = ", ".join("unnest(?)" for _ in columns)
        cursor.execute(f"INSERT INTO staged_entered ({names}) SELECT {marks}", columns)


def _days(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """The local days of an interval of whole days: its first, and the one after its last."""
    first, last = ((at.replace(tzinfo=UTC) - timedelta(microseconds=back)).astimezone(zone).date()
                   for at, back in ((start, 0), (end, 1)))
    return str(first), str(last + timedelta(days=1))
