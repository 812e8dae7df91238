"""This file is about turning a value into points by its KPI's anchors, and into a status by its target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from fourscore.strategy import Kpi
from fourscore.terms import Days

Status = Literal["on_target", "within_tolerance", "off_target", "uncertain", "no_data"]
FLOOR, AMBER, TARGET, STRETCH = 0.0, 50.0, 100.0, 120.0


def target_on(kpi: Kpi, day: date) -> float | None:
    """The target on one day, in the metric's unit: straight between dated points, flat before and after them.

    For a band its lower edge. None where the KPI has no target.
    """
    path = kpi.targets
    if not path:
        return None
    if day <= path[0][0]:
        return path[0][1]
    for (first, start), (last, end) in pairwise(path):
        if day <= last:
            share = Fraction((day - first).days, (last - first).days)
            return start + float(share) * (end - start) if share < 1 else end
    return path[-1][1]


def target_during(kpi: Kpi, days: Days) -> float | None:
    """The mean of the target's path over these days; for an amount still for the time it is meant for."""
    if len(kpi.targets) < 2:
        return target_on(kpi, days.first)
    daily = [target_on(kpi, days.first + timedelta(days=day)) for day in range((days.until - days.first).days)]
    known = [target for target in daily if target is not None]
    return math.fsum(known) / len(known) if min(known) < max(known) else known[0]


def times(kpi: Kpi, days: Days) -> float:
    """How many of the lengths of time that an amount's target is meant for lie in these days; 1 for what is no amount.

    A day of March is 1/31 of a month; a quarter is three months and a year twelve, so whole ones count exactly 1.
    """
    if kpi.per is None:
        return 1.0
    if kpi.per in ("day", "week"):
        return (days.until - days.first).days / (7 if kpi.per == "week" else 1)
    months = Fraction(0)
    here = days.first
    while here < days.until:
        next_month = date(here.year + here.month // 12, here.month % 12 + 1, 1)
        end = min(next_month, days.until)
        months += Fraction((end - here).days, (next_month - here.replace(day=1)).days)
        here = end
    return float(months / {"month": 1, "quarter": 3, "year": 12}[kpi.per])


def points(kpi: Kpi, value: float, target: float) -> float:
    """Points from 0 to 120, straight between the anchors and flat outside them.

    0 at the floor, 50 at amber, 100 at the target, 120 at the stretch; a band gives 100 from edge to edge and falls
    to 0 at the floor on either side. `value` and `target` in the metric's unit, of an amount for the time its
    target is meant for. Raises ValueError where the anchors do not follow one another.
    """
    if kpi.direction == "band":
        low = _line(_anchors(kpi.floor, kpi.amber, target, None), value)
        if kpi.upper_target is None or kpi.upper_floor is None or kpi.upper_target < target:
            raise ValueError(f"the band of {kpi.id} has no upper edge above its lower one")
        high = _line(_anchors(-kpi.upper_floor, _minus(kpi.upper_amber), -kpi.upper_target, None), -value)
        return min(low, high)
    if kpi.direction == "lower":
        return _line(_anchors(-kpi.floor, _minus(kpi.amber), -target, _minus(kpi.stretch)), -value)
    return _line(_anchors(kpi.floor, kpi.amber, target, kpi.stretch), value)


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


def _anchors(floor: float, amber: float | None, target: float, stretch: float | None) -> list[tuple[float, float]]:
    line = [(floor, FLOOR), (amber, AMBER), (target, TARGET), (stretch, STRETCH)]
    there = [(value, worth) for value, worth in line if value is not None]
    if any(low[0] >= high[0] for low, high in pairwise(there)):
        raise ValueError("anchors have to follow one another from worst to best")
    return there


def _line(anchors: Sequence[tuple[float, float]], value: float) -> float:
    """Linear between the anchors, flat outside; exact at each of them, and never falling."""
    if value <= anchors[0][0]:
        return anchors[0][1]
    for (low, low_points), (high, high_points) in pairwise(anchors):
        if value < high:
            return min(low_points + (value - low) / (high - low) * (high_points - low_points), high_points)
    return anchors[-1][1]


def meets(kpi: Kpi, value: float, target: float, upper: float | None = None) -> bool:
    """Whether the value reaches its target; in a band, whether it lies between the edges or on one."""
    if kpi.direction == "band":
        return value >= target and (upper is None or value <= upper)
    return value >= target if kpi.direction == "higher" else value <= target


def status_of(*, met: bool, score: float) -> Status:
    """On target only when the target is met; otherwise within tolerance from amber (50 points) on."""
    if met:
        return "on_target"
    return "within_tolerance" if score >= AMBER else "off_target"


class Aim(NamedTuple):
    """What a KPI asks for in some days: the mean target of its path, and how many of its lengths of time they are."""

    target: float | None
    times: float


class Held(NamedTuple):
    """A value held against its target, both for the same days; a band's lower edge, with the upper one beside it."""

    target: float | None
    upper_target: float | None
    score: float | None
    status: Status


def aim_of(kpi: Kpi, days: Days) -> Aim:
    return Aim(target_during(kpi, days), times(kpi, days))


def hold(
    kpi: Kpi, value: float | None, days: Days, aim: Aim | None = None, *, complete: bool = True,
) -> Held:
    """Target, points (0..120) and status of a value of these days; `aim` saves working it out again.

    A value short of its target has neither the points nor the word of one that meets it. An amount that is not
    complete is not held against the target of all the days: three days' sales are no missed week.
    """
    target, count = aim or aim_of(kpi, days)
    if target is None:
        return Held(None, None, None, "no_data")
    wanted, upper = target * count, None if kpi.upper_target is None else kpi.upper_target * count
    if value is None or (kpi.per is not None and not complete):
        return Held(wanted, upper, None, "no_data")
    met = meets(kpi, value, wanted, upper)
    worth = points(kpi, value / count, target)
    worth = max(worth, TARGET) if met else min(worth, math.nextafter(TARGET, 0.0))
    return Held(wanted, upper, worth, status_of(met=met, score=worth))
