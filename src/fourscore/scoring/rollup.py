"""This file is about joining scores upwards: KPI to objective to perspective to total, with exact shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

from fourscore.scoring.guard.verdict import GoalScore
from fourscore.scoring.weights.joining import GRAIN, MISSING, NOT_APPLICABLE, Joined, cap, join
from fourscore.strategy import Objective, Strategy

FULL = 100.0


class Leaf(NamedTuple):
    """One KPI's part in the total: its share (0..1) of the weight present, and the points it brings."""

    share: float
    contribution: float


@dataclass(frozen=True)
class Rolled:
    """The scores of one card by id; `leaves` by KPI, and by `goal_key` of a goal with guards.

    Contributions add up to the total's score exactly. below: by objective, what joins in it, in that order.
    """

    strategy: Strategy
    scores: Mapping[str, float | None]
    below: Mapping[str, tuple[str, ...]]
    total: Joined
    perspectives: dict[str, Joined]
    objectives: dict[str, Joined]

    @cached_property
    def leaves(self) -> dict[str, Leaf]:
        return _leaves(self)


def shown(score: Fraction | None) -> float | None:
    """A score as a float on the grain."""
    return None if score is None else round(score * GRAIN) / GRAIN


class _Child(NamedTuple):
    key: str
    weight: float
    gate: bool = False
    caps: bool = False


def goal_key(goal: str) -> str:
    """What a goal is called among the leaves: a KPI may have the same id, and no id holds a colon."""
    return f"goal:{goal}"


def roll_up(
    strategy: Strategy, scores: Mapping[str, float | None], coverage_needed: float = 0.7,
    goals: Mapping[str, GoalScore] | None = None,
) -> Rolled:
    """Join KPI scores (0..120, cut to 100; None: missing; no entry: not applicable) by weights up to the total.

    Weights are normalised among what is present; missing is never zero. Below the coverage needed, at any level, there
    is no score, and what has none has no part in the level above. Each level joins as the strategy says (`rollup`).

    goals: by id what goals with guards are worth; each joins its objective as a KPI does. One that was bought leaves
    its objective no more points than its own.
    """
    needed = Fraction(repr(float(coverage_needed)))
    objectives: dict[str, Joined] = {}
    perspectives: dict[str, Joined] = {}
    below: dict[str, tuple[str, ...]] = {}
    if goals:
        scores = {**scores, **{goal_key(name): one.points for name, one in goals.items()}}
    for perspective in strategy.perspectives:
        for objective in perspective.objectives:
            children = _children(strategy, objective, goals)
            below[objective.id] = tuple(child.key for child in children)
            leaves = [_leaf(scores[child.key]) if child.key in scores else NOT_APPLICABLE for child in children]
            joined = join(tuple(child.weight for child in children), leaves, needed, objective.rollup,
                          [child.gate for child in children])
            objectives[objective.id] = cap(joined, leaves, [child.caps for child in children]) if goals else joined
        inside = [objectives[objective.id] for objective in perspective.objectives]
        perspectives[perspective.id] = join(tuple(o.weight for o in perspective.objectives), inside, needed,
                                            perspective.rollup)
    tops = [perspectives[perspective.id] for perspective in strategy.perspectives]
    total = join(tuple(perspective.weight for perspective in strategy.perspectives), tops, needed)
    return Rolled(strategy, scores, below, total, perspectives, objectives)


def _children(strategy: Strategy, objective: Objective, goals: Mapping[str, GoalScore] | None) -> list[_Child]:
    """An objective's KPIs, then the goals with guards it is named by."""
    children = [_Child(kpi.id, kpi.weight, kpi.gate) for kpi in objective.kpis]
    if goals:
        children += [_Child(goal_key(one.id), one.weight, caps=goals[one.id].caps) for one in strategy.guarded
                     if one.objective == objective.id and one.id in goals]
    return children


def _leaf(score: float | None) -> Joined:
    return MISSING if score is None else Joined(_cut(score), Fraction(1), True, ())


def _cut(score: float) -> Fraction:
    return Fraction(_grains(score), GRAIN)


def _grains(score: float) -> int:
    return round(min(score, FULL) * GRAIN)


@lru_cache(maxsize=16384)
def _product(top: Fraction, middle: Fraction, share: Fraction) -> Fraction:
    return top * middle * share


def _leaves(rolled: Rolled) -> dict[str, Leaf]:
    shares: dict[str, Fraction] = {}
    factors: dict[str, Fraction] = {}
    for place, perspective in enumerate(rolled.strategy.perspectives):
        middle = rolled.perspectives[perspective.id]
        for spot, objective in enumerate(perspective.objectives):
            low = rolled.objectives[objective.id]
            means = low.factors is low.shares and middle.factors is middle.shares
            for name, share, factor in zip(rolled.below[objective.id], low.shares, low.factors, strict=True):
                shares[name] = _product(rolled.total.shares[place], middle.shares[spot], share)
                factors[name] = shares[name] if means else _product(
                    rolled.total.factors[place], middle.factors[spot], factor)
    grains = dict.fromkeys(shares, 0)
    if rolled.total.score is not None:
        # In grains: a share of a whole number of them, rounded to the nearest whole, halves to even.
        parts = {name: Fraction(factors[name].numerator * _grains(rolled.scores[name] or 0.0),
                                factors[name].denominator)
                 for name, share in shares.items() if share}
        grains.update({name: round(part) for name, part in parts.items()})
        largest = max(parts, key=lambda name: (parts[name], name))
        grains[largest] += round(rolled.total.score * GRAIN) - sum(grains.values())
    return {name: Leaf(float(share), grains[name] / GRAIN) for name, share in shares.items()}
