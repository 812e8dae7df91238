"""This file is about the frontier: what past months reached of headline and guard together, and the goal beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple


class Point(NamedTuple):
    """One month: the headline's value, the guard's, and which month it was."""

    x: float
    y: float
    name: str = ""


class Frontier(NamedTuple):
    """Past months, those on the frontier (from little of the headline to much), and the goal's point.

    beyond: no month, and nothing between two months, had as much of both. None where there are fewer than three.
    """

    months: tuple[Point, ...]
    edge: tuple[Point, ...]
    goal: Point
    beyond: bool | None


FEWEST = 3


def frontier(months: Sequence[Point], goal: Point, *, more_x: bool = True, more_y: bool = True) -> Frontier:
    """The goal's point against the upper hull of past months, where as good or better counts as within reach.

    more_x, more_y: whether more of it is better. Source: Andrew 1979, Information Processing Letters 9 (the hull);
    Charnes, Cooper and Rhodes 1978, European Journal of Operational Research 2 (what is dominated is within reach).
    """
    turned = [Point(p.x if more_x else -p.x, p.y if more_y else -p.y, p.name) for p in months]
    wanted = Point(goal.x if more_x else -goal.x, goal.y if more_y else -goal.y)
    edge = _upper(turned)
    names = {p.name for p in edge}
    return Frontier(tuple(months), tuple(p for p in sorted(months) if p.name in names), goal,
                    _beyond(edge, wanted) if len(months) >= FEWEST else None)


def _upper(points: Sequence[Point]) -> list[Point]:
    """The upper right part of the convex hull: from the highest point to the one furthest right."""
    hull: list[Point] = []
    for point in sorted(points):
        while len(hull) > 1 and _turn(hull[-2], hull[-1], point) >= 0:
            hull.pop()
        hull.append(point)
    if not hull:
        return hull
    highest = max(range(len(hull)), key=lambda i: (hull[i].y, hull[i].x))
    return hull[highest:]


def _turn(first: Point, second: Point, third: Point) -> float:
    """Above 0 where the way turns left at the second point."""
    return (second.x - first.x) * (third.y - first.y) - (second.y - first.y) * (third.x - first.x)


def _beyond(edge: Sequence[Point], goal: Point) -> bool:
    if goal.x > edge[-1].x or goal.y > edge[0].y:
        return True
    if goal.x <= edge[0].x:
        return False
    for left, right in pairwise(edge):
        if left.x <= goal.x <= right.x:
            part = (goal.x - left.x) / (right.x - left.x) if right.x > left.x else 1.0
            return goal.y > left.y + (right.y - left.y) * part + 1e-12
    return False
