"""This file is about turning a value into points by its KPI's anchors, and into a status by its target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from fourscore.scoring.scale.target import Aim, Anchors, aim_of
from fourscore.strategy import Kpi, straight
from fourscore.terms import Days

Status = Literal["on_target", "within_tolerance", "off_target", "uncertain", "no_data"]
WORTH = FLOOR, AMBER, TARGET, STRETCH = 0.0, 50.0, 100.0, 120.0


def points(kpi: Kpi, value: float, target: float, anchors: Anchors | None = None) -> float:
    """Points from 0 to 120, between the anchors in straight lines (or straight by the logarithm) and flat outside.

    0 at the floor, 50 at amber, 100 at the target, 120 at the stretch; a band gives 100 from edge to edge and falls
    to 0 at the floor on either side. A table of points or another system's convention goes by its own. `value` and
    `target` in the metric's unit, of an amount for the time its target is meant for. anchors: those of the days, where
    they move. Raises ValueError where the anchors do not follow one another.
    """
    floor, amber, stretch, season = anchors or Anchors(kpi.floor, kpi.amber, kpi.stretch)
    if kpi.curve is not None:
        return kpi.curve.points(value, season)
    if kpi.direction == "band":
        if kpi.upper_target is None or kpi.upper_floor is None or kpi.upper_target < target:
            raise ValueError(f"the band of {kpi.id} has no upper edge above its lower one")
        low = _line(kpi, (floor, amber, target, None), value)
        high = _line(kpi, (kpi.upper_floor, kpi.upper_amber, kpi.upper_target, None), value, -1.0)
        return min(low, high)
    return _line(kpi, (floor, amber, target, stretch), value, -1.0 if kpi.direction == "lower" else 1.0)


def _line(kpi: Kpi, anchors: Sequence[float | None], value: float, sign: float = 1.0) -> float:
    """The points of a value on one side: sign turns what falls into what rises."""
    if kpi.scale == "log":
        anchors, value = [None if here is None else _log(here) for here in anchors], _log(value)
    there = [(sign * here, worth) for here, worth in zip(anchors, WORTH, strict=True) if here is not None]
    if any(low[0] >= high[0] for low, high in pairwise(there)):
        raise ValueError("anchors have to follow one another from worst to best")
    return straight(there, sign * value)


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


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


class Held(NamedTuple):
    """A value held against its target, both for the same days; a band's lower edge, with the upper one beside it."""

    target: float | None
    upper_target: float | None
    score: float | None
    status: Status


def hold(
    kpi: Kpi, value: float | None, days: Days, aim: Aim | None = None, *, complete: bool = True, share: float = 1.0,
) -> Held:
    """Target, points (0..120) and status of a value of these days; `aim` saves working it out again.

    share: of the target, for a part of the centre that has a share of it.

    A value short of its target has neither the points nor the word of one that meets it (a table of points or another
    system's convention gives its own points to both). An amount that is not complete is not held against the target of
    all the days: three days' sales are no missed week.
    """
    target, count, anchors = aim or aim_of(kpi, days)
    count *= share
    if target is None:
        return Held(None, None, None, "no_data")
    wanted, upper = target * count, None if kpi.upper_target is None else kpi.upper_target * count
    if value is None or (kpi.per is not None and not complete):
        return Held(wanted, upper, None, "no_data")
    met = meets(kpi, value, wanted, upper)
    worth = points(kpi, value / count, target, anchors)
    if kpi.curve is None:
        worth = max(worth, TARGET) if met else min(worth, math.nextafter(TARGET, 0.0))
    return Held(wanted, upper, worth, status_of(met=met, score=worth))
