"""This file is about time: half-open intervals in UTC, a centre's zone and calendar, and opening hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fourscore.terms.issue import Issue, WrongUse

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
    """How one centre cuts time: its zone, the day its week starts (0 Monday), the month its fiscal year starts."""

    zone: ZoneInfo
    week_starts: int = 0
    fiscal_year_starts: int = 1

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

    def quarter(self, day: date) -> date:
        """First day of the fiscal quarter `day` lies in."""
        months = (day.year * 12 + day.month - self.fiscal_year_starts) // 3 * 3 + self.fiscal_year_starts - 1
        return date(months // 12, months % 12 + 1, 1)

    def fiscal_year(self, day: date) -> date:
        """First day of the fiscal year `day` lies in."""
        return date(day.year - (day.month < self.fiscal_year_starts), self.fiscal_year_starts, 1)

    def period(self, text: str) -> Days:
        """Read `2026`, `2026-Q1`, `2026-03`, `2026-W12`, `2026-03-09` or `2026-03-01..2026-03-08` (end not included).

        A year and a quarter are the fiscal ones, named by the calendar year they start in; a week holds the
        Thursday of the ISO week of that number, so that its number does not depend on the day it starts.
        Raises WrongUse with `bad-period` for anything else.
        """
        found = self._period(text.strip())
        if found is None or found.length <= 0:
            raise WrongUse(Issue(
                "bad-period", repr(text), "This is not a period.",
                "Write a year 2026, quarter 2026-Q1, month 2026-03, week 2026-W12, day 2026-03-09, "
                "or first..until such as 2026-03-01..2026-03-08 (until is not included).",
            ))
        return found

    def _period(self, text: str) -> Days | None:
        try:
            if ".." in text:
                first, until = text.split("..")
                return Days(date.fromisoformat(first), date.fromisoformat(until))
            if re.fullmatch(r"\d{4}", text):
                return self._months(int(text), self.fiscal_year_starts, 12)
            if match := re.fullmatch(r"(\d{4})-[Qq]([1-4])", text):
                return self._months(int(match[1]), self.fiscal_year_starts + 3 * (int(match[2]) - 1), 3)
            if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
                return self._months(int(match[1]), int(match[2]), 1) if 1 <= int(match[2]) <= 12 else None
            if match := re.fullmatch(r"(\d{4})-[Ww](\d{2})", text):
                start = self.week(date.fromisocalendar(int(match[1]), int(match[2]), 4))
                return Days(start, start + timedelta(days=7))
            day = date.fromisoformat(text)
            return Days(day, day + timedelta(days=1))
        except (ValueError, OverflowError):
            return None

    def _months(self, year: int, month: int, count: int) -> Days:
        first = year * 12 + month - 1
        last = first + count
        return Days(date(first // 12, first % 12 + 1, 1), date(last // 12, last % 12 + 1, 1))

    def name(self, days: Days) -> str:
        """The shortest text that `period` reads back as these days."""
        first = days.first
        tries = [f"{first:%Y-%m}", f"{first}"]
        year = self.fiscal_year(first)
        tries.insert(0, f"{year.year}-Q{((first.year - year.year) * 12 + first.month - year.month) // 3 + 1}")
        tries.insert(0, f"{year.year}")
        iso = (first + timedelta(days=3)).isocalendar()
        tries.append(f"{iso.year}-W{iso.week:02d}")
        return next((t for t in tries if self._period(t) == days), f"{days.first}..{days.until}")


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


@dataclass(frozen=True)
class OpeningHours:
    """When a site is open, by its own wall clock: for each weekday (0 Monday) spans of local (from, until).

    `until` of 00:00 means the end of that day. A span inside a missing hour is empty, one over a repeated hour longer.
    """

    zone: ZoneInfo
    week: tuple[tuple[tuple[time, time], ...], ...]

    def open_between(self, days: Days) -> Iterator[Interval]:
        """Opening intervals that start on these local days of the site, in UTC, oldest first."""
        day = days.first
        while day < days.until:
            for start, end in self.week[day.weekday()]:
                last_day = day + timedelta(days=1) if end <= start else day
                opened = datetime.combine(day, start, self.zone).astimezone(UTC)
                closed = datetime.combine(last_day, end, self.zone).astimezone(UTC)
                if opened < closed:
                    yield Interval(opened, closed)
            day += timedelta(days=1)

    def is_open(self, at: datetime) -> bool:
        day = at.astimezone(self.zone).date()
        spans = self.open_between(Days(day - timedelta(days=1), day + timedelta(days=1)))
        return any(span.start <= at < span.end for span in spans)
