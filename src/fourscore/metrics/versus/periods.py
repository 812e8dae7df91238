"""This file is about the period another is held against: named, the one before, or that of the year before."""

from __future__ import annotations

from datetime import date, timedelta

from fourscore.terms import Calendar, Days

BEFORE, YEAR_BEFORE = "before", "year-before"
SAME_WEEKDAYS = timedelta(days=364)


def period_of(text: str, during: Days, calendar: Calendar) -> Days:
    """A period as `Calendar.period` reads it, or one of two words.

    `before` is the fiscal year, quarter or month, or the calendar month, just before the one asked about; for any other
    days as many just before them. `year-before` is that of the year before; for a week, a day or any other days those
    364 days earlier, which are the same weekdays. Raises WrongUse `bad-period`.
    """
    word = text.strip().lower()
    if word not in (BEFORE, YEAR_BEFORE):
        return calendar.period(text)
    for months in (12, 3, 1):
        if calendar.fiscal_days(during.first, months) == during:
            back = calendar.fiscal.number(during.first) - (months if word == BEFORE else 12)
            return Days(calendar.fiscal.start(back), calendar.fiscal.start(back + months))
    if during.first.day == 1 and during.until == _month(during.first, 1):
        first = _month(during.first, -1 if word == BEFORE else -12)
        return Days(first, _month(first, 1))
    if word == BEFORE:
        return during.before()
    return Days(during.first - SAME_WEEKDAYS, during.until - SAME_WEEKDAYS)


def _month(first: date, later: int) -> date:
    months = first.year * 12 + first.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)
