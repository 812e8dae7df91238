"""This file is about time: half-open intervals in UTC, a centre's zone and its calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fourscore.terms.fiscal import Fiscal, FiscalWeeks
from fourscore.terms.issue import Issue, WrongUse
from fourscore.terms.writing.said import said

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Interval(NamedTuple):
    """From `start` up to, and not including, `end`; both aware, in UTC."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()

    def overlap(self, other: Interval) -> Interval | None:
        """The part both share, or None where they only touch."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start < end else None


class Days(NamedTuple):
    """Whole local days from `first` up to, and not including, `until`."""

    first: date
    until: date

    @property
    def length(self) -> int:
        return (self.until - self.first).days

    def before(self) -> Days:
        """The same number of days just before these."""
        return Days(self.first - timedelta(days=self.length), self.first)


@dataclass(frozen=True)
class Calendar:
    """How one centre cuts time: its zone, the day its week starts (0 Monday), the month its fiscal year starts.

    fiscal_weeks: how fiscal months are made of whole weeks; without it they are calendar months. named_by_end: a
    fiscal year is called by the calendar year of its last month, not by that of its first.
    """

    zone: ZoneInfo
    week_starts: int = 0
    fiscal_year_starts: int = 1
    fiscal_weeks: FiscalWeeks | None = None
    named_by_end: bool = False

    @property
    def fiscal(self) -> Fiscal:
        later = int(self.named_by_end and self.fiscal_year_starts > 1)
        return Fiscal(self.fiscal_year_starts, self.week_starts, self.fiscal_weeks, later)

    def interval(self, days: Days) -> Interval:
        """Those local days as an interval in UTC (23 or 25 hours for a day on which the clock changes)."""
        return Interval(self.midnight(days.first), self.midnight(days.until))

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def week(self, day: date) -> date:
        """First day of the week `day` lies in."""
        return day - timedelta(days=(day.weekday() - self.week_starts) % 7)

    def fiscal_days(self, day: date, months: int) -> Days:
        """The fiscal year (12 months), quarter (3) or month (1) that `day` lies in."""
        first = self.fiscal.number(day) // months * months
        return Days(self.fiscal.start(first), self.fiscal.start(first + months))

    def quarter(self, day: date) -> date:
        """First day of the fiscal quarter `day` lies in."""
        return self.fiscal_days(day, 3).first

    def fiscal_year(self, day: date) -> date:
        """First day of the fiscal year `day` lies in."""
        return self.fiscal_days(day, 12).first

    def period(self, text: str) -> Days:
        """Read `2026`, `2026-Q1`, `2026-03`, `2026-W12`, `2026-03-09` or `2026-03-01..2026-03-08` (end not included);
        and `FY2026`, `FY2026-Q1` and `FY2026-P03`, the third fiscal month.

        A year and a quarter are the fiscal ones, with FY before them or without, named by the calendar year they
        start in (or end in, where the centre says so); a week holds the Thursday of the ISO week of that number, so
        that its number does not depend on the day it starts.
        Raises WrongUse with `bad-period` for anything else.
        """
        found = self.read(text.strip())
        if found is None or found.length <= 0:
            raise WrongUse(Issue(
                "bad-period", repr(text), said("This is not a period."),
                said("Write a year 2026, quarter 2026-Q1, month 2026-03, week 2026-W12, day 2026-03-09, fiscal month "
                     "FY2026-P03, or first..until such as 2026-03-01..2026-03-08 (until is not included)."),
            ))
        return found

    def read(self, text: str) -> Days | None:
        """The days of that text, or none; as `period` reads it, but that they may be none or run backwards."""
        try:
            if ".." in text:
                begun, until = text.split("..")
                return Days(date.fromisoformat(begun), date.fromisoformat(until))
            if match := re.fullmatch(r"(?:FY)?(\d{4})", text, re.IGNORECASE):
                return self._fiscal(int(match[1]), 1, 12)
            if match := re.fullmatch(r"(?:FY)?(\d{4})-Q([1-4])", text, re.IGNORECASE):
                return self._fiscal(int(match[1]), int(match[2]), 3)
            if match := re.fullmatch(r"FY(\d{4})-P(0?[1-9]|1[0-2])", text, re.IGNORECASE):
                return self._fiscal(int(match[1]), int(match[2]), 1)
            if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
                first = date(int(match[1]), int(match[2]), 1)
                return Days(first, (first + timedelta(days=31)).replace(day=1))
            if match := re.fullmatch(r"(\d{4})-[Ww](\d{2})", text):
                start = self.week(date.fromisocalendar(int(match[1]), int(match[2]), 4))
                return Days(start, start + timedelta(days=7))
            day = date.fromisoformat(text)
            return Days(day, day + timedelta(days=1))
        except (ValueError, OverflowError):
            return None

    def _fiscal(self, year: int, place: int, months: int) -> Days:
        first = (year - self.fiscal.later) * 12 + (place - 1) * months
        return Days(self.fiscal.start(first), self.fiscal.start(first + months))

    def name(self, days: Days) -> str:
        """The shortest text that `period` reads back as these days.

        Where fiscal months are weeks, one of them goes before the calendar month that may have the same days.
        """
        return _name(self, days)


@lru_cache(maxsize=4096)
def _name(calendar: Calendar, days: Days) -> str:
    """See `Calendar.name`: a page names the same weeks again and again."""
    first, fiscal = days.first, calendar.fiscal
    number = fiscal.number(first)
    year, quarter, month = (fiscal.word(number, months) for months in (12, 3, 1))
    iso = (first + timedelta(days=3)).isocalendar()
    tries = [year[2:], quarter[2:], *([month] if calendar.fiscal_weeks else []), f"{first:%Y-%m}", f"{first}",
             f"{iso.year}-W{iso.week:02d}"]
    return next((t for t in tries if calendar.read(t) == days), f"{days.first}..{days.until}")


class Offset(NamedTuple):
    """From `start` (UTC) on, local time is UTC plus `seconds`."""

    start: datetime
    seconds: int


def offsets(zone: ZoneInfo, first: datetime, last: datetime) -> list[Offset]:
    """Every offset of `zone` in force between two aware instants, oldest first; the first one starts at `first`.

    Found by halving, because `zoneinfo` does not list its transitions.
    """
    def at(moment: datetime) -> int:
        # The zone's wall clock, read as if it were UTC's: how far it is ahead.
        return int((moment.astimezone(zone).replace(tzinfo=UTC) - moment).total_seconds())

    first = first.astimezone(UTC).replace(microsecond=0)
    found = [Offset(first, at(first))]
    step, here = timedelta(days=7), first
    while here < last:
        there = here + step
        if at(there) != at(here):
            low, high = here, there
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
                low, high = (middle, high) if at(middle) == at(here) else (low, middle)
            found.append(Offset(high, at(high)))
        here = there
    return found
