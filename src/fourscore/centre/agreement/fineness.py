"""This file is about how fine a question on persons is: the shortest time of which it would tell a figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fourscore.metrics import Loaded
from fourscore.terms import Calendar, Days, said

# From a single fact to a quarter; what is longer tells no more than a quarter does.
FACT, HOUR, DAY, WEEK, MONTH, QUARTER = range(6)
GRAIN = {"day": DAY, "week": WEEK, "month": MONTH, "quarter": QUARTER}
UNIT = {
    "half_hour": HOUR, "hour": HOUR, "hour_of_day": HOUR, "day": DAY, "weekday": DAY, "week": WEEK, "month": MONTH,
    "fiscal_month": MONTH, "quarter": QUARTER, "fiscal_quarter": QUARTER, "year": QUARTER, "fiscal_year": QUARTER,
}
# Weeks, calendar months and fiscal months cut each other; what is left between their cuts may be a day.
KIND = {"week": "week", "month": "calendar", **dict.fromkeys(
    ("fiscal_month", "quarter", "fiscal_quarter", "year", "fiscal_year"), "fiscal")}
NAMES = {FACT: said("single facts"), HOUR: said("the hour"), DAY: said("the day"), WEEK: said("the week"),
         MONTH: said("the month"), QUARTER: said("the quarter")}


def fineness(
    by: Sequence[str], picked: Sequence[str], during: Days, calendar: Calendar, loaded: Loaded,
) -> int:
    """The shortest time told by these days, cut by the names `by` and picked by the names `picked`.

    A span that does not begin and end where weeks (months, quarters) do tells days: two such spans that differ by a day
    would tell that day. So does a week cut by a month. What lies before the first or after the last day that is loaded
    has no facts, so a span may begin and end there anywhere.
    """
    names = [name for name in (*by, *picked) if name in UNIT]
    if any(UNIT[name] <= DAY for name in names):
        return min(UNIT[name] for name in names)
    whole = _span(during, calendar, None)
    reach = loaded() if whole == DAY or names else None
    whole = max(whole, _span(during, calendar, reach))
    for name in names:
        whole = min(whole, UNIT[name]) if _whole(during, UNIT[name], calendar, reach, KIND.get(name)) else DAY
    kinds = {"months" if calendar.fiscal_weeks is None and name != "week" else KIND.get(name) for name in names}
    return DAY if len(kinds) > 1 else whole


def _span(during: Days, calendar: Calendar, reach: Days | None) -> int:
    """The longest unit of which these days are whole ones."""
    return next((unit for unit in (QUARTER, MONTH, WEEK) if _whole(during, unit, calendar, reach)), DAY)


def _whole(during: Days, unit: int, calendar: Calendar, reach: Days | None, kind: str | None = None) -> bool:
    """Whether these days begin and end where such a unit does; of months, those of the kind meant."""
    begins = reach is not None and during.first <= reach.first
    ends = reach is not None and during.until >= reach.until
    return any(
        (begins or during.first == _start(during.first, unit, calendar, fiscal=fiscal))
        and (ends or during.until == _start(during.until, unit, calendar, fiscal=fiscal))
        for fiscal in (False, True) if kind is None or fiscal == (kind == "fiscal"))


def _start(day: date, unit: int, calendar: Calendar, *, fiscal: bool) -> date:
    """The first day of the week, month or quarter it lies in."""
    if unit == WEEK:
        return calendar.week(day)
    if fiscal or unit == QUARTER:
        return calendar.fiscal_days(day, 3 if unit == QUARTER else 1).first
    return day.replace(day=1)
