"""This file is about when a site is open: its week by its own wall clock, its holidays, and its working days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fourscore.terms.clock import Days, Interval

Spans = tuple[tuple[time, time], ...]


class Holiday(NamedTuple):
    """One local day of a site with other hours than its weekday's. spans: none where it is closed all day; where they
    are not given the site works as on any other such weekday."""

    day: date
    name: str
    spans: Spans | None = ()


@dataclass(frozen=True)
class Holidays:
    """The holidays of one site: those written down, and for every other day the public ones, asked for by the year."""

    listed: tuple[Holiday, ...] = ()
    public: Callable[[int], tuple[Holiday, ...]] | None = None

    @cached_property
    def _listed(self) -> dict[date, Holiday]:
        return {one.day: one for one in self.listed}

    def between(self, days: Days) -> list[Holiday]:
        """Every holiday of these days, in order."""
        years = range(days.first.year, (days.until - timedelta(days=1)).year + 1)
        public = [one for year in years for one in self.public(year)] if self.public is not None else []
        found = {one.day: one for one in public} | self._listed
        return [found[day] for day in sorted(found) if days.first <= day < days.until]

    def on(self, day: date) -> Holiday | None:
        return next(iter(self.between(Days(day, day + timedelta(days=1)))), None)


@dataclass(frozen=True)
class OpeningHours:
    """When a site is open, by its own wall clock: for each weekday (0 Monday) spans of local (from, until).

    `until` of 00:00 means the end of that day. A span inside a missing hour is empty, one over a repeated hour longer.
    A holiday has spans of its own in place of those that begin on that weekday; a span that began the evening before
    runs into it as always.
    """

    zone: ZoneInfo
    week: tuple[Spans, ...]
    holidays: Holidays = field(default_factory=Holidays)

    def on(self, day: date) -> Spans:
        """The spans that begin on that local day."""
        holiday = self.holidays.on(day)
        return self.week[day.weekday()] if holiday is None or holiday.spans is None else holiday.spans

    def open_between(self, days: Days) -> Iterator[Interval]:
        """Opening intervals that start on these local days of the site, in UTC, oldest first."""
        day = days.first
        while day < days.until:
            for start, end in self.on(day):
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

    def working_days(self, days: Days) -> set[date]:
        """The local days on which the site opens, if only for an hour."""
        holidays = {one.day: one.spans for one in self.holidays.between(days) if one.spans is not None}
        every = (days.first + timedelta(days=step) for step in range(days.length))
        return {day for day in every if holidays.get(day, self.week[day.weekday()])}


@dataclass(frozen=True)
class WorkingDays:
    """The working days of a centre. sites: those that tell their hours, by name; teams: the site each team sits at.

    A working day of a site is one on which it opens; of the centre, one on which any of its sites does.
    """

    sites: Mapping[str, OpeningHours] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)

    def of(self, days: Days, sites: Collection[str] | None = None, weekdays: Collection[int] = range(7)) -> int | None:
        """How many there are, at any of these sites (any at all where none is named), on these weekdays (0 Monday).

        Not known where one of the sites, or the whole centre, tells no hours.
        """
        named = self.sites if sites is None else sites
        if not named or not set(named) <= set(self.sites):
            return None
        found = set[date]().union(*(self.sites[name].working_days(days) for name in named))
        return sum(day.weekday() in weekdays for day in found)

    def of_sites(self, days: Days) -> dict[str, int]:
        """The number of each site that tells its hours."""
        return {name: len(hours.working_days(days)) for name, hours in self.sites.items()}

    def closed(self, days: Days) -> set[date]:
        """Those of these days that are a holiday somewhere, and on which no site opens."""
        holidays = {one.day for hours in self.sites.values() for one in hours.holidays.between(days)}
        return holidays.difference(*(hours.working_days(days) for hours in self.sites.values()))
