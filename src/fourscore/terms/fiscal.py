"""This file is about fiscal years: cut into calendar months, or into months of whole weeks (4-4-5 and its like).

Fiscal months are numbered on through the years: twelve times the year it starts in, plus its place in it from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
PATTERNS = ("4-4-5", "4-5-4", "5-4-4")


@dataclass(frozen=True)
class FiscalWeeks:
    """Fiscal months of whole weeks. pattern: how many in the three months of each quarter, 13 in all.

    The year ends with a week: with the last one that ends in its last calendar month or, `nearest`, with the one that
    ends nearest to that month's end. A year so has 52 or 53 weeks; a 53rd belongs to the last fiscal month.
    """

    pattern: tuple[int, int, int]
    nearest: bool = False

    @property
    def reach(self) -> int:
        """How many days into its first calendar month a fiscal year may start."""
        return 3 if self.nearest else 0


@dataclass(frozen=True)
class Fiscal:
    """One centre's fiscal years. starts: their first calendar month; week_starts: 0 Monday; weeks: none where fiscal
    months are calendar months; later: how many years later than the one it starts in a year is named."""

    starts: int
    week_starts: int
    weeks: FiscalWeeks | None = None
    later: int = 0

    def number(self, day: date) -> int:
        """The running number of the fiscal month `day` lies in."""
        if self.weeks is None:
            return day.year * 12 + day.month - self.starts
        week = self._week(day)
        # The first week of a year is the one that holds the first (or, nearest, within three days of it) of its month,
        # so a week belongs to the year its last (or its middle) day lies in.
        pivot = week + timedelta(days=6 - self.weeks.reach)
        year = pivot.year - (pivot.month < self.starts)
        quarter, week_of_it = divmod(min((week - self._first(year)) // WEEK, 51), 13)
        first, second, _ = self.weeks.pattern
        return year * 12 + quarter * 3 + (week_of_it >= first) + (week_of_it >= first + second)

    def start(self, number: int) -> date:
        """The first day of the fiscal month of that running number."""
        if self.weeks is None:
            months = number + self.starts - 1
            return date(months // 12, months % 12 + 1, 1)
        year, place = divmod(number, 12)
        return self._first(year) + WEEK * (place // 3 * 13 + sum(self.weeks.pattern[:place % 3]))

    def sql(self, day: str) -> str:
        """SQL of the running number of the fiscal month that a DATE lies in; the same as `number`."""
        if self.weeks is None:
            return f"CAST(year({day}) * 12 + month({day}) - {self.starts} AS INTEGER)"
        week, reach = self._week_sql(day), self.weeks.reach
        pivot = f"({week} + {6 - reach})"
        year = f"(year({pivot}) - CASE WHEN month({pivot}) < {self.starts} THEN 1 ELSE 0 END)"
        first = self._week_sql(f"(make_date({year}, {self.starts}, 1) + {reach})")
        weeks = f"least(({week} - {first}) // 7, 51)"
        one, two = self.weeks.pattern[0], self.weeks.pattern[0] + self.weeks.pattern[1]
        return (f"CAST({year} * 12 + {weeks} // 13 * 3 + CASE WHEN {weeks} % 13 < {one} THEN 0 "
                f"WHEN {weeks} % 13 < {two} THEN 1 ELSE 2 END AS INTEGER)")

    def word(self, number: int, months: int) -> str:
        """What the year (12 months), the quarter (3) or the month that starts with that one is called: FY2026-P03."""
        year, place = divmod(number, 12)
        name = f"FY{year + self.later:04d}"
        return {12: name, 3: f"{name}-Q{place // 3 + 1}", 1: f"{name}-P{place + 1:02d}"}[months]

    def _first(self, year: int) -> date:
        assert self.weeks is not None
        return self._week(date(year, self.starts, 1) + timedelta(days=self.weeks.reach))

    def _week(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self.week_starts) % 7)

    def _week_sql(self, day: str) -> str:
        return f"({day} - CAST((isodow({day}) + 6 - {self.week_starts}) % 7 AS INTEGER))"
