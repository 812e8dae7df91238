"""This file is about groups whose opinions may be told: of which people, over which times, so that no whole less what
is told of it, by people or by times, gives those of fewer than the smallest group.

Times are those of one tree: weeks within months, months within quarters, quarters within fiscal years. What is small is
hidden, and with it so much beside it that what is left of no whole is a small group: other people or times, or else the
whole itself (complementary suppression). The same is hidden however one asks, so what one question hides is not had by
another. What only follows from several lines at once, over other people and other times, is not looked for.
Source: L. Willenborg, T. de Waal, "Elements of Statistical Disclosure Control", Springer 2001.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

from fourscore.terms import Calendar, Days

Cell = tuple[str | None, ...]
Counts = Mapping[Cell, Mapping[date, int]]
WEEK, MONTH, QUARTER, YEAR = 0, 1, 3, 12
WITHIN = {YEAR: QUARTER, QUARTER: MONTH}


class Key(NamedTuple):
    """A cell of a cut by some names, over some days."""

    names: tuple[str, ...]
    days: Days
    cell: Cell


class Line(NamedTuple):
    """A whole and its parts, with how many answers each has here. open: more may come, so the whole can wait."""

    whole: Key
    parts: dict[Key, int]
    open: bool = False


class Groups:
    """counts: by the words of `names`, how many answers there were each day. until: the first local day not loaded."""

    def __init__(
        self, names: Sequence[str], counts: Counts, calendar: Calendar, smallest: int, until: date | None = None,
    ) -> None:
        self.names, self.counts, self.calendar, self.smallest = tuple(names), counts, calendar, smallest
        self.until = until
        self.cuts = [names for many in range(len(self.names) + 1) for names in combinations(self.names, many)]
        self._cut, self._year, self._weekless = cache(self._counted), cache(self._hidden), cache(self._without_weeks)

    def tells(self, names: Sequence[str], cells: Collection[Cell], days: Days) -> bool:
        """Whether the sum of these cells of a cut over these days may be told. names: in the order of this cut's."""
        units = self._units(days)
        return units is not None and all(self._tells(tuple(names), cells, size, unit) for size, unit in units)

    def count(self, names: tuple[str, ...], cells: Collection[Cell], days: Days) -> int:
        """How many answers there are in these cells."""
        return sum(n for cell, n in self._cut(names, days).items() if cell in cells)

    def cells(self, names: tuple[str, ...]) -> set[Cell]:
        """Every cell of a cut that ever has an answer."""
        places = [self.names.index(name) for name in names]
        return {tuple(cell[place] for place in places) for cell in self.counts}

    # -- times -----------------------------------------------------------------------------------------------------

    def _units(self, days: Days) -> list[tuple[int, Days]] | None:
        """The days as whole years, quarters and months, or as whole weeks; days without answers may be cut off."""
        for size in (MONTH, WEEK):
            first, last = self._of(days.first, size), self._of(days.until, size)
            until = days.until if last.first == days.until else last.until
            if not self._cut((), Days(first.first, days.first)) and not self._cut((), Days(days.until, until)):
                sizes = (WEEK,) if size == WEEK else (YEAR, QUARTER, MONTH)
                return list(self._split(Days(first.first, until), sizes))
        return None

    def _split(self, days: Days, sizes: Sequence[int]) -> Iterator[tuple[int, Days]]:
        day = days.first
        while day < days.until:
            size, unit = next((size, there) for size in sizes if (there := self._of(day, size)).first == day
                              and there.until <= days.until)
            yield size, unit
            day = unit.until

    def _of(self, day: date, size: int) -> Days:
        if size != WEEK:
            return self.calendar.fiscal_days(day, size)
        first = self.calendar.week(day)
        return Days(first, date.fromordinal(first.toordinal() + 7))

    def _inner(self, whole: Days, size: int) -> list[Days]:
        """The units of that size that a longer time touches."""
        found, day = [], whole.first
        while day < whole.until:
            found.append(self._of(day, size))
            day = found[-1].until
        return found

    # -- what is hidden --------------------------------------------------------------------------------------------

    def _counted(self, names: tuple[str, ...], days: Days) -> dict[Cell, int]:
        """By the words of those names, how many answers; nothing where there are none."""
        places = [self.names.index(name) for name in names]
        found: dict[Cell, int] = {}
        for cell, by_day in self.counts.items():
            key = tuple(cell[place] for place in places)
            if n := sum(n for day, n in by_day.items() if days.first <= day < days.until):
                found[key] = found.get(key, 0) + n
        return found

    def _tells(self, names: tuple[str, ...], cells: Collection[Cell], size: int, unit: Days) -> bool:
        asked = {cell for cell in self._cut(names, unit) if cell in cells}
        if not asked:
            return True
        hidden = self._at(names, size, unit)
        if not asked & hidden:
            return True
        # All that is hidden together is what is left of the whole, where that is told.
        return asked == hidden and not self._at((), size, unit)

    def _at(self, names: tuple[str, ...], size: int, unit: Days) -> set[Cell]:
        """The cells of a cut that are not told by themselves over a unit."""
        if size != WEEK:
            there = self._year(self._of(unit.first, YEAR))
        else:
            there = {key._replace(days=unit) for month in self._inner(unit, MONTH) for key in self._weekless(month)}
        return {key.cell for key in there if key.names == names and key.days == unit}

    def _hidden(self, year: Days) -> set[Key]:
        """What is hidden of a fiscal year, its quarters and its months."""
        units = [(YEAR, year), *((size, unit) for size in (QUARTER, MONTH) for unit in self._inner(year, size))]
        there = {Key(names, unit, cell): n for _, unit in units for names in self.cuts
                 for cell, n in self._cut(names, unit).items()}
        lines = [line for _, unit in units for line in self._across(unit, unit)]
        for size, unit in units:
            over = self.until is None or unit.until <= self.until
            for names in self.cuts if size in WITHIN else ():
                for cell in self._cut(names, unit):
                    inner = [Key(names, one, cell) for one in self._inner(unit, WITHIN[size])]
                    parts = {key: there[key] for key in inner if key in there}
                    lines.append(Line(Key(names, unit, cell), parts, open=not over))
        return with_others({key for key, n in there.items() if n < self.smallest}, lines, self.smallest)

    def _across(self, days: Days, of: Days) -> Iterator[Line]:
        """The lines along each name: what was answered in some days, as cells over others."""
        for names in self.cuts:
            for at in range(len(names)):
                parts: dict[Cell, dict[Key, int]] = {}
                for cell, n in self._cut(names, days).items():
                    parts.setdefault((*cell[:at], *cell[at + 1:]), {})[Key(names, of, cell)] = n
                for cell, here in parts.items():
                    yield Line(Key((*names[:at], *names[at + 1:]), of, cell), here)

    def _without_weeks(self, month: Days) -> set[Key]:
        """The cells whose weeks are not told in a month: all of its weeks, and their parts that lie in it, or none."""
        edges = sorted({month.first, month.until, *(
            day for week in self._inner(month, WEEK) for day in week if month.first < day < month.until)})
        pieces = [Days(first, until) for first, until in pairwise(edges)]
        small = {Key(names, month, cell) for piece in pieces for names in self.cuts
                 for cell, n in self._cut(names, piece).items() if n < self.smallest}
        small |= {Key(names, month, cell) for names in self.cuts for cell in self._at(names, MONTH, month)}
        return with_others(small, [line for piece in pieces for line in self._across(piece, month)], self.smallest)


def with_others(small: Collection[Key], lines: Sequence[Line], smallest: int) -> set[Key]:
    """What is hidden, and with it others, until of no whole that is told a single part or a small group is left."""
    hidden = set(small)
    while True:
        before = len(hidden)
        for whole, parts, may_wait in lines:
            if whole in hidden and not may_wait:
                hidden |= parts.keys()
                continue
            lacking = [n for part, n in parts.items() if part in hidden]
            if whole in hidden or not lacking or (len(lacking) > 1 and sum(lacking) >= smallest):
                continue
            told = [] if may_wait else [part for part in parts if part not in hidden]
            hidden.add(min(told, key=lambda part: (parts[part], repr(part))) if told else whole)
        if len(hidden) == before:
            return hidden
