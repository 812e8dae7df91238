"""This file is about cutting time: for each unit of time its SQL over a fact's place, its label, its span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from fourscore.terms import WEEKDAYS, Calendar, Days, Interval

# How many fiscal months the fiscal units have; a quarter and a year are the fiscal ones by either name.
FISCAL = {"fiscal_month": 1, "quarter": 3, "fiscal_quarter": 3, "year": 12, "fiscal_year": 12}
# From the shortest to the longest; the last two gather the same hour or weekday of every week.
TIMES = ("half_hour", "hour", "day", "week", "month", "fiscal_month", "quarter", "fiscal_quarter", "year",
         "fiscal_year", "hour_of_day", "weekday")
# Further words for what is listed already.
ALSO = ("fiscal_quarter", "fiscal_year")
# What the roster and the costs are too coarse for.
WITHIN_A_DAY = ("half_hour", "hour", "hour_of_day")

# The wall clock of the row's half hour (or hour), and how many seconds it is ahead of UTC: the place of a fact holds
# both its UTC moment and its local day and half hour, so no zone is worked out here, and an hour the clock repeats
# stays two hours.
_WALL = "CAST(f.day AS TIMESTAMP) + to_minutes(CAST({minutes} AS BIGINT))"
_AHEAD = "CAST(epoch(CAST(f.day AS TIMESTAMP)) + 1800 * CAST(f.half AS INTEGER) - epoch(f.slot) AS INTEGER)"


@dataclass(frozen=True)
class Bucket:
    """One unit of time on one centre's calendar."""

    name: str
    calendar: Calendar

    def columns(self) -> list[str]:
        """The SQL, over the place of `f`, that tells its cells apart."""
        if self.name in FISCAL:
            return [f"{self.calendar.fiscal.sql('f.day')} // {FISCAL[self.name]}"]
        starts = self.calendar.week_starts
        return {
            "half_hour": [_WALL.format(minutes="30 * CAST(f.half AS INTEGER)"), _AHEAD],
            "hour": [_WALL.format(minutes="60 * (CAST(f.half AS INTEGER) // 2)"), _AHEAD],
            "day": ["f.day"],
            "week": [f"f.day - CAST((isodow(f.day) + 6 - {starts}) % 7 AS INTEGER)"],
            "month": ["CAST(date_trunc('month', f.day) AS DATE)"],
            "hour_of_day": ["CAST(f.half // 2 AS INTEGER)"],
            "weekday": ["CAST(isodow(f.day) - 1 AS INTEGER)"],
        }[self.name]

    def label(self, key: Sequence[Any]) -> str:
        """What a person calls that cell."""
        first = key[0]
        if self.name in ("half_hour", "hour"):
            ahead = timezone(timedelta(seconds=key[1]))
            return str(first.replace(tzinfo=ahead).isoformat(timespec="minutes"))
        if self.name == "week":
            # The week's number is that of the ISO week its Thursday lies in, whatever day it starts.
            week = (first + timedelta(days=3)).isocalendar()
            return f"{week.year}-W{week.week:02d}"
        if self.name == "month":
            return f"{first:%Y-%m}"
        if self.name in FISCAL:
            word = self.calendar.fiscal.word(first * FISCAL[self.name], FISCAL[self.name])
            return word if self.name.startswith("fiscal_") else word.removeprefix("FY")
        if self.name == "weekday":
            return WEEKDAYS[first]
        return str(first)

    def days(self, key: Sequence[Any], during: Days) -> Days:
        """The local days of that cell within `during`."""
        first = key[0]
        if self.name in ("hour_of_day", "weekday"):
            return during
        if self.name in ("half_hour", "hour"):
            first = first.date()
        if self.name in FISCAL:
            until = self.calendar.fiscal.start((first + 1) * FISCAL[self.name])
            first = self.calendar.fiscal.start(first * FISCAL[self.name])
        else:
            until = first + timedelta(days=7 if self.name == "week" else 1)
            if self.name == "month":
                until = (first + timedelta(days=31)).replace(day=1)
        return Days(max(first, during.first), min(until, during.until))

    def interval(self, key: Sequence[Any]) -> Interval:
        """That half hour or hour in UTC."""
        start = key[0].replace(tzinfo=timezone(timedelta(seconds=key[1]))).astimezone(UTC)
        return Interval(start, start + timedelta(minutes=30 if self.name == "half_hour" else 60))

    def key_of(self, label: str) -> int | None:
        """The weekday or hour of the day a person named, or None."""
        if self.name == "weekday":
            return WEEKDAYS.index(label.lower()) if label.lower() in WEEKDAYS else None
        return int(label) if label.isdecimal() and int(label) < 24 else None


def cell_of(
    buckets: Sequence[tuple[Bucket, Sequence[Any]]], during: Days, calendar: Calendar,
    picked: Sequence[tuple[Bucket, Sequence[Any]]] = (),
) -> tuple[Interval, int]:
    """The time a cell of several units spans, in UTC, and how many local days of `during` it holds.

    picked: the weekdays a condition keeps, any of them.
    """
    days = during
    for bucket, key in buckets:
        here = bucket.days(key, days)
        days = here if here.first < here.until else Days(days.first, days.first)
    kept = {key[0] for _, key in picked} or set(range(7))
    for bucket, key in buckets:
        kept &= {key[0]} if bucket.name == "weekday" else kept
    count = days.length
    if len(kept) < 7:
        count = sum((days.first + timedelta(days=step)).weekday() in kept for step in range(days.length))
    fine = [bucket.interval(key) for bucket, key in buckets if bucket.name in ("half_hour", "hour")]
    return min(fine, key=lambda one: one.seconds) if fine else calendar.interval(days), count


def moment(at: datetime, calendar: Calendar) -> str:
    """A UTC moment of the warehouse as local time with its offset."""
    return calendar.local(at.replace(tzinfo=UTC)).isoformat(timespec="seconds")
