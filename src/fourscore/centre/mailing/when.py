"""This file is about when something is due, by the centre's own clock, and of which days it then tells."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from fourscore.terms import Days

if TYPE_CHECKING:
    from fourscore.terms import Calendar

DAILY, WEEKLY, MONTHLY = "daily", "weekly", "monthly"
EVERY = (DAILY, WEEKLY, MONTHLY)


def due_day(calendar: Calendar, every: str, hour: int, now: datetime) -> date:
    """The last local day on which it was due by `now`: each day, the first of each week, or the first of each month."""
    today = calendar.local(now).date()
    day = today if due_at(calendar, today, hour) <= now else today - timedelta(days=1)
    if every == WEEKLY:
        return calendar.week(day)
    return day.replace(day=1) if every == MONTHLY else day


def due_at(calendar: Calendar, day: date, hour: int) -> datetime:
    """That hour of that day as a moment. An hour the clock leaves out is the moment it is put forward; one that comes
    twice is meant the first time."""
    return datetime.combine(day, time(hour), calendar.zone).astimezone(UTC)


def days_told(calendar: Calendar, every: str, day: date) -> Days:
    """The days that something due then tells of: the day, the week or the month that is just over."""
    if every == WEEKLY:
        return Days(day - timedelta(days=7), day)
    if every == MONTHLY:
        first = day.replace(day=1)  # a review may be sent more often than there is a new one
        return Days((first - timedelta(days=1)).replace(day=1), first)
    return Days(day - timedelta(days=1), day)
