"""This file is about turning a value into points by its KPI's anchors, and into a status by its target."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import Literal, NamedTuple

from fourscore.scoring.scale.target import Aim, Anchors, aim_of
from fourscore.strategy import Kpi, straight
from fourscore.terms import Days

Status = Literal["on_target", "within_tolerance", "off_target", "uncertain", "no_data"]
WORTH = FLOOR, AMBER, TARGET, STRETCH = 0.0, 50.0, 100.0, 120.0
# The most points of a value that does not meet its target.
SHORT = math.nextafter(TARGET, 0.0)


def points(kpi: Kpi, value: float, target: float, anchors: Anchors | None = None) -> float:
    """Points from 0 to 120, between the anchors in straight lines (or straight by the logarithm) and flat outside.

    0 at the floor, 50 at amber, 100 at the target, 120 at the stretch; a band gives 100 from edge to edge and falls
    to 0 at the floor on either side. A table of points or another system's convention goes by its own. `value` and
    `target` in the metric's unit, of an amount for the time its target is meant for. anchors: those of the days, where
    they move. Raises ValueError where the anchors do not follow one another.
    """
    return points_of(kpi, target, anchors)(value)


def points_of(kpi: Kpi, target: float, anchors: Anchors | None = None) -> Callable[[float], float]:
    """What `points` gives for each value, the anchors looked at once for all values."""
    floor, amber, stretch, season = anchors or Anchors(kpi.floor, kpi.amber, kpi.stretch)
    if kpi.curve is not None:
        return partial(kpi.curve.points, share=season)
    if kpi.direction == "band":
        if kpi.upper_target is None or kpi.upper_floor is None or kpi.upper_target < target:
            raise ValueError(f"the band of {kpi.id} has no upper edge above its lower one")
        low = _line(kpi, (floor, amber, target, None))
        high = _line(kpi, (kpi.upper_floor, kpi.upper_amber, kpi.upper_target, None), -1.0)
        return lambda value: min(low(value), high(value))
    return _line(kpi, (floor, amber, target, stretch), -1.0 if kpi.direction == "lower" else 1.0)


def _line(kpi: Kpi, anchors: Sequence[float | None], sign: float = 1.0) -> Callable[[float], float]:
    """The points of values on one side: sign turns what falls into what rises."""
    logs = kpi.scale == "log"
    if logs:
        anchors = [None if here is None else _log(here) for here in anchors]
    there = [(sign * here, worth) for here, worth in zip(anchors, WORTH, strict=True) if here is not None]
    if any(low[0] >= high[0] for low, high in pairwise(there)):
        raise ValueError("anchors have to follow one another from worst to best")
    if logs:
        return lambda value: straight(there, sign * _log(value))
    return lambda value: straight(there, sign * value)


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


class Bar:
    """What a KPI asks for in some days: worked out once, for every value that is held against it.

    share: of the target, for a part of the centre that has a share of it. target: for all of the days, with a band's
    upper edge.
    """

    def __init__(self, kpi: Kpi, aim: Aim, share: float = 1.0) -> None:
        self.kpi, self.aim, self.count = kpi, aim, aim.times * share
        asked = aim.target is not None
        self.target = None if aim.target is None else aim.target * self.count
        self.upper = kpi.upper_target * self.count if asked and kpi.upper_target is not None else None
        self.nothing = Held(self.target, self.upper, None, "no_data")
        self._held: dict[float, Held] = {}  # a week's figure is held for the chart, and again for the week's total

    @cached_property
    def points(self) -> Callable[[float], float]:
        return points_of(self.kpi, self.aim.target or 0.0, self.aim.anchors)

    @cached_property
    def length(self) -> float:
        """From the floor to the target, of an amount for the time it is meant for; of a band the longer of both sides.
        """
        kpi, lengths = self.kpi, [abs((self.aim.target or 0.0) - self.kpi.floor)]
        if kpi.upper_floor is not None and kpi.upper_target is not None:
            lengths.append(abs(kpi.upper_floor - kpi.upper_target))
        return max(lengths)

    @cached_property
    def even(self) -> float:
        """The variance of values spread evenly over that length."""
        return self.length**2 / 12

    def hold(self, value: float | None, *, complete: bool = True) -> Held:
        """Target, points (0..120) and status of a value of these days: see the function `hold`."""
        if value is None or self.lacks(complete=complete):
            return self.nothing
        if (found := self._held.get(value)) is not None:
            return found
        met, worth = self._worth(value)
        found = self._held[value] = Held(self.target, self.upper, worth, status_of(met=met, score=worth))
        return found

    def worth(self, value: float | None, *, complete: bool = True) -> float | None:
        """The points alone."""
        return None if value is None or self.lacks(complete=complete) else self._worth(value)[1]

    def lacks(self, *, complete: bool) -> bool:
        return self.target is None or (not complete and self.kpi.per is not None)

    def _worth(self, value: float) -> tuple[bool, float]:
        met = meets(self.kpi, value, self.target or 0.0, self.upper)
        worth = self.points(value / self.count)
        if (worth < TARGET) is met and self.kpi.curve is None:
            worth = TARGET if met else SHORT
        return met, worth


def hold(
    kpi: Kpi, value: float | None, days: Days, aim: Aim | None = None, *, complete: bool = True, share: float = 1.0,
) -> Held:
    """Target, points (0..120) and status of a value of these days; `aim` saves working it out again.

    share: of the target, for a part of the centre that has a share of it.

    A value short of its target has neither the points nor the word of one that meets it (a table of points or another
    system's convention gives its own points to both). An amount that is not complete is not held against the target of
    all the days: three days' sales are no missed week.
    """
    return Bar(kpi, aim or aim_of(kpi, days), share).hold(value, complete=complete)
