"""This file is about when an interval begins and ends: by the wall clock and the calendar of the report's zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fourscore.warehouse.sources.intervals.options import NAMES, PERIODS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def spell(cursor: DuckDBPyConnection, period: str, zone: ZoneInfo) -> None:
    """Give each row of `report_row` its `begin_row`, and make `report_spell(begin_row, started_at, ended_at, wrong)`.

    In the hour that comes twice a second row of the same names and time by the clock is of the second hour.
    """
    names = ", ".join(NAMES)
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE report_row AS SELECT *, dense_rank() OVER (ORDER BY utc, local, again) AS "
        f"begin_row FROM (SELECT *, least(row_number() OVER (PARTITION BY file, local, utc, {names} "
        "ORDER BY line) - 1, 1) AS again FROM report_row)")
    found = cursor.execute("SELECT DISTINCT begin_row, local, utc, again FROM report_row ORDER BY begin_row").fetchall()
    spells = [(row, *_spell(local, utc, bool(again), period, zone)) for row, local, utc, again in found]
    columns = [list(column) for column in zip(*spells, strict=True)] or [[], [], [], []]
    cursor.execute("CREATE OR REPLACE TEMP TABLE report_spell AS SELECT unnest(?::BIGINT[]) AS begin_row, "
                   "unnest(?::TIMESTAMP[]) AS started_at, unnest(?::TIMESTAMP[]) AS ended_at, "
                   "unnest(?::VARCHAR[]) AS wrong", columns)


def _spell(
    local: datetime | None, utc: datetime | None, again: bool, period: str, zone: ZoneInfo,
) -> tuple[datetime | None, datetime | None, str | None]:
    """Start and end in naive UTC, or what is wrong."""
    if utc is not None:
        at = utc.replace(tzinfo=UTC).astimezone(zone)
    elif local is not None:
        at = local.replace(tzinfo=zone)
        if again and at.replace(fold=1).utcoffset() != at.utcoffset():
            at = at.replace(fold=1)
        if at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
            return None, None, f"the clock jumped over {local:%Y-%m-%d %H:%M}"
    else:
        return None, None, "no time is told"
    if not 1990 <= at.year < 2100:
        return None, None, f"{at:%Y-%m-%d} is not between 1990 and 2100"
    length = PERIODS[period]
    if length:
        into = (at.hour * 3600 + at.minute * 60 + at.second) % length
        if into or at.microsecond:
            return None, None, f"{at:%H:%M:%S} is not where a {period.replace('_', ' ')} begins"
        start = at.astimezone(UTC).replace(tzinfo=None)
        return start, start + timedelta(seconds=length), None
    if at.time() != time():
        return None, None, f"{at:%H:%M} is no beginning of a {period}: give the day alone"
    first = at.date().replace(day=1) if period == "month" else at.date()
    until = (first + timedelta(days=31)).replace(day=1) if period == "month" else first + timedelta(
        days=7 if period == "week" else 1)
    start, end = (datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None) for day in (first, until))
    return start, end, None
