"""This file is about what a KPI asks for in some days: its paths, its season, its share of the time they are meant for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from fourscore.strategy import Kpi, on, times_exactly
from fourscore.terms import Days


class Anchors(NamedTuple):
    """What is worth 0, 50 and 120 points in some days; season: the mean share of the path that those days ask for."""

    floor: float
    amber: float | None
    stretch: float | None
    season: float = 1.0


class Aim(NamedTuple):
    """What a KPI asks for in some days: the mean target of its path, and how many of its lengths of time they are.

    times: for a part of the centre that has a share of its target, that share of them.
    """

    target: float | None
    times: float
    anchors: Anchors | None = None


def in_season(kpi: Kpi, day: date) -> float:
    """The share of its path that the day's month asks for."""
    return next((share for month, share in kpi.season if month == day.month), 1.0)


def target_on(kpi: Kpi, day: date) -> float | None:
    """The target on one day, in the metric's unit: straight between dated points, flat before and after them.

    For a band its lower edge. None where the KPI has no target.
    """
    if not kpi.targets:
        return None
    return times_exactly(on(kpi.targets, day), in_season(kpi, day))


def target_during(kpi: Kpi, days: Days) -> float | None:
    """The mean of the target's path over these days; for an amount still for the time it is meant for."""
    if not kpi.targets:
        return None
    if len(kpi.targets) < 2 and not kpi.season:
        return kpi.targets[0][1]
    return _mean(days, lambda day: target_on(kpi, day) or 0.0)


def _mean(days: Days, value: Callable[[date], float]) -> float:
    """The mean over the days; where all are the same, that very number."""
    daily = [value(days.first + timedelta(days=day)) for day in range((days.until - days.first).days)]
    return math.fsum(daily) / len(daily) if min(daily) < max(daily) else daily[0]


def anchors_during(kpi: Kpi, days: Days) -> Anchors:
    """The other anchors, each the mean of its path and season over these days, as the target is."""
    if not kpi.moving and not kpi.season:
        return Anchors(kpi.floor, kpi.amber, kpi.stretch)

    def during(name: str, fixed: float | None) -> float | None:
        path = kpi.moving.get(name, ())
        if not path and fixed is None:
            return None
        return _mean(days, lambda day: times_exactly(
            on(path, day) if path else fixed or 0.0, in_season(kpi, day)))

    return Anchors(during("floor", kpi.floor) or 0.0, during("amber", kpi.amber), during("stretch", kpi.stretch),
                   _mean(days, lambda day: in_season(kpi, day)))


def times(kpi: Kpi, days: Days) -> float:
    """How many of the lengths of time that an amount's target is meant for lie in these days; 1 for what is no amount.

    A day of March is 1/31 of a month; a quarter is three months and a year twelve, so whole ones count exactly 1.
    """
    return 1.0 if kpi.per is None else _times(kpi.per, days)


@lru_cache(maxsize=4096)
def _times(per: str, days: Days) -> float:
    if per in ("day", "week"):
        return (days.until - days.first).days / (7 if per == "week" else 1)
    months = Fraction(0)
    here = days.first
    while here < days.until:
        next_month = date(here.year + here.month // 12, here.month % 12 + 1, 1)
        end = min(next_month, days.until)
        months += Fraction((end - here).days, (next_month - here.replace(day=1)).days)
        here = end
    return float(months / {"month": 1, "quarter": 3, "year": 12}[per])


def aim_of(kpi: Kpi, days: Days) -> Aim:
    """The target of these days, and all that points go by."""
    return Aim(target_during(kpi, days), times(kpi, days), anchors_during(kpi, days))


def aims_of(kpi: Kpi, periods: Sequence[Days]) -> dict[Days, Aim]:
    """The aim of each of these periods; what does not move is worked out once for all of them."""
    if len(kpi.targets) > 1 or kpi.season or kpi.moving or not periods:
        return {days: aim_of(kpi, days) for days in periods}
    aim = aim_of(kpi, periods[0])
    if kpi.per is None:
        return dict.fromkeys(periods, aim)
    return {days: aim._replace(times=times(kpi, days)) for days in periods}
