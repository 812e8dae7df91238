"""This file is about other systems' ways of giving points, read as anchors so that their numbers can be kept."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

Way = Literal["thirds", "min_max", "worst_best", "benchmark"]

# The two values each way is told by: what is worst of the two, then what is best. min_max tells them by size.
NAMES: dict[Way, tuple[str, str]] = {
    "thirds": ("red_flag", "goal"), "min_max": ("min", "max"), "worst_best": ("worst", "best"),
    "benchmark": ("threshold", "benchmark"),
}
WHOLE, NINTHS = 100.0, 9


class Convention(NamedTuple):
    """A way of giving points with its two values, in the metric's unit; `best` is the better one."""

    way: Way
    worst: float
    best: float


class Curve(NamedTuple):
    """(value, points) from the worst value to the best, in the metric's unit.

    stepped: from each value on (in the direction of better) there are so many points, and none before the first;
    otherwise points run in straight lines and stay flat outside. falling: less is better.
    """

    anchors: tuple[tuple[float, float], ...]
    stepped: bool = False
    falling: bool = False

    def points(self, value: float, share: float = 1.0) -> float:
        """What a value is worth where every anchor is this share of what is written (a month's, by its season)."""
        sign = -1.0 if self.falling else 1.0
        line = [(sign * times_exactly(at, share), points) for at, points in self.anchors]
        return stair(line, sign * value) if self.stepped else straight(line, sign * value)


def times_exactly(value: float, share: float) -> float:
    """The product of the two as they are written in decimals: 90% of 80% is 72%, and not a hair more."""
    return value if share == 1 else float(Fraction(repr(value)) * Fraction(repr(share)))


def straight(anchors: Sequence[tuple[float, float]], value: float) -> float:
    """Linear between the anchors, flat outside; exact at each of them, and never falling."""
    low, low_points = anchors[0]
    if value <= low:
        return low_points
    for high, high_points in anchors:
        if value < high:
            points = low_points + (value - low) / (high - low) * (high_points - low_points)
            return points if points < high_points else high_points
        low, low_points = high, high_points
    return low_points


def stair(anchors: Sequence[tuple[float, float]], value: float) -> float:
    """The points of the last anchor that is reached; none before the first."""
    return max((points for at, points in anchors if value >= at), default=0.0)


def curve_of(told: Convention) -> Curve:
    """The points that system gives, taken times ten where it counts to ten.

    thirds: 10/3 + (v - red flag) / (goal - red flag) · 10/3 of ten, so that ten lies as far beyond the goal as the
    red flag lies before it. min_max, worst_best: none at the worst, all at the best. benchmark: none before the
    threshold, 1 to 9 of ten in ninths between, ten from the benchmark on.
    Source: the help pages of Spider Impact (goal and red flag), BSC Designer (minimum and maximum) and NICE Uptivity
    (worst and best); 42 CFR 412.165 (threshold and benchmark: nine times the share of the way, plus a half, rounded).
    """
    worst, best = (Fraction(repr(value)) for value in (told.worst, told.best))
    falling = told.best < told.worst
    if told.way == "thirds":
        return Curve(((float(2 * worst - best), 0.0), (float(2 * best - worst), WHOLE)), falling=falling)
    if told.way == "benchmark":
        rungs = [(worst + (best - worst) * rung / NINTHS, 10.0 * (rung + 1)) for rung in range(NINTHS)]
        return Curve((*((float(value), points) for value, points in rungs), (told.best, WHOLE)), True, falling)
    return Curve(((told.worst, 0.0), (told.best, WHOLE)), falling=falling)
