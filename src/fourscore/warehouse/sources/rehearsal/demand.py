"""This file is about demand in a generated centre: how many contacts come when, by day, half hour and queue."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from fourscore.warehouse.sources.rehearsal.lines import POOLS, Hours, Line, Pool
from fourscore.warehouse.sources.rehearsal.people import Cast

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

HALF = 1_800
HALVES = 48
WEEK = (1.13, 1.05, 1.0, 0.98, 0.96, 0.46, 0.24)  # Monday first
HOLIDAYS = {(1, 1), (1, 6), (5, 1), (10, 3), (11, 1), (12, 24), (12, 25), (12, 26), (12, 31)}
HOLIDAY, DAY_AFTER = 0.30, 1.18
GROWTH = 0.10       # more visits at the end of 60 weeks than at the start
BOUGHT = {True: 1.55, False: 1.22}  # dials, and calls to queues that sell, in the month when more were bought
MORNING = 7 * 3_600  # mail of the evening before, from 17:00, is the next day's work


class Days(NamedTuple):
    """The local days. midnight: UTC seconds of each wall clock's 00:00 as the offset of its noon has it, so that
    `midnight + wall seconds` is right from the early morning on also on days when the clock changes.

    age: share of the whole time that has passed, 0 to 1. bought: days of the month when more calls were bought.
    """

    midnight: Ints
    weekday: Ints
    age: Floats
    season: Floats
    bought: Flags
    month: Ints

    @property
    def length(self) -> int:
        return len(self.weekday)


def days_of(made: Cast) -> Days:
    """The days of the centre's time with all that varies by day alone."""
    options = made.options
    zone, first = ZoneInfo(options.zone), options.days.first
    dates = [first + timedelta(days=n) for n in range(options.days.length)]
    noon = [int(datetime.combine(day, time(12), zone).astimezone(UTC).timestamp()) for day in dates]
    year = np.array([day.timetuple().tm_yday for day in dates])
    holiday = np.array([(day.month, day.day) in HOLIDAYS for day in dates])
    season = 1 + 0.07 * np.cos(2 * np.pi * (year - 25) / 365.25)
    season[1:][holiday[:-1]] *= DAY_AFTER
    season[holiday] *= HOLIDAY
    bought = made.stories.bought
    return Days(
        midnight=np.array(noon, dtype=np.int64) - 12 * 3600,
        weekday=np.array([day.weekday() for day in dates], dtype=np.int64),
        age=np.arange(len(dates)) / len(dates),
        season=season,
        bought=np.array([bought is not None and bought.first <= day < bought.until for day in dates]),
        month=np.array([day.year * 12 + day.month for day in dates], dtype=np.int64),
    )


def pool_of(line: Line) -> Pool:
    return next(pool for pool in POOLS if pool.name == line.pool)


def hours_on(pool: Pool, weekday: int) -> Hours:
    return pool.hours[max(0, weekday - 4)]


def shape(line: Line) -> Floats:
    """How a weekday's contacts fall on its half hours, in parts of 1 over the hours of a weekday."""
    hour = np.arange(HALVES) / 2 + 0.25
    if line.channel == "chat":
        curve = 0.75 + 0.5 * np.exp(-(((hour - 13.5) / 2.5) ** 2)) + 0.35 * np.exp(-(((hour - 17.0) / 1.5) ** 2))
    elif pool_of(line).dials:
        curve = np.ones(HALVES)
    else:
        curve = 0.45 + np.exp(-(((hour - 10.5) / 2.0) ** 2)) + 0.78 * np.exp(-(((hour - 15.0) / 2.2) ** 2))
    opens, closes = pool_of(line).hours[0]
    curve[:opens] = 0
    curve[closes:] = 0
    return np.asarray(curve / curve.sum())


def expected(made: Cast, days: Days) -> dict[str, Floats]:
    """Contacts to expect for each queue, day and half hour, in all as many as there are visits to be."""
    found: dict[str, Floats] = {}
    moved = {line.moves_to[0]: line.share * line.moves_to[1] * 0.85 for line in made.lines if line.moves_to}
    total = sum(line.share + moved.get(line.name, 0) for line in made.lines if not pool_of(line).dials)
    for line in made.lines:
        pool = pool_of(line)
        opened = np.array([hours_on(pool, int(day)) for day in days.weekday])
        half = np.arange(HALVES)
        is_open = (half >= opened[:, :1]) & (half < opened[:, 1:])
        pattern = np.array(WEEK)[days.weekday] * days.season * (1 + GROWTH * days.age)
        grid = pattern[:, None] * shape(line) * is_open
        if line.channel == "email":
            grid = pattern[:, None] * shape(line)  # mail comes on closed days too, and is the next open day's work
        target = made.options.visits * line.share / total
        if pool.dials:
            target *= 0.28 / 0.7 * sum(1 for other in made.lines if other.pool != "outbound") / 7
        grid *= target / grid.sum()
        if line.sells:
            grid[days.bought] *= BOUGHT[pool.dials]
        found[line.name] = grid
    return found


class Arrivals(NamedTuple):
    """Contacts of one queue, oldest first within a day. at: wall seconds of that day (mail: or the evening before)."""

    day: Ints
    at: Ints


def arrivals(rng: np.random.Generator, line: Line, grid: Floats, days: Days) -> Arrivals:
    """Draw the contacts: Poisson by half hour round what is expected, and days a little better or worse than that."""
    noisy = grid * rng.lognormal(-0.0013, 0.05, size=(len(grid), 1))
    counts = rng.poisson(noisy).ravel()
    cell = np.repeat(np.arange(counts.size), counts)
    at = (cell % HALVES) * HALF + rng.integers(0, HALF, size=cell.size)
    day = cell // HALVES
    if line.channel == "email":
        day, at = _mail(rng, day, at, days)
    order = np.lexsort((at, day))
    return Arrivals(day[order].astype(np.int64), at[order].astype(np.int64))


def _mail(rng: np.random.Generator, day: Ints, at: Ints, days: Days) -> tuple[Ints, Ints]:
    """A third of the mail was written in the evening or night before; a closed day's is the next open day's work."""
    earlier = rng.random(at.size) < 0.33
    at = np.where(earlier, (rng.beta(1.1, 2.2, size=at.size) * 15 * 3600).astype(np.int64) - MORNING, at)
    closed = days.weekday[day] == 6
    at = np.where(closed, at - 86_400, at)
    day = np.where(closed, day + 1, day)
    kept = (day < days.length) & ~((day == 0) & (at < 0)) & ~((day == 1) & (at < -86_400))
    return day[kept], at[kept]
