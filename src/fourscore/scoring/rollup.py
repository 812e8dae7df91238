"""This file is about joining scores upwards: KPI to objective to perspective to total, with exact shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

from fourscore.scoring.weights.joining import GRAIN, MISSING, NOT_APPLICABLE, Joined, join
from fourscore.strategy import Strategy

FULL = 100.0


class Leaf(NamedTuple):
    """One KPI's part in the total: its share (0..1) of the weight present, and the points it brings."""

    share: float
    contribution: float


@dataclass(frozen=True)
class Rolled:
    """The scores of one card by id; `leaves` by KPI. Contributions add up to the total's score exactly."""

    strategy: Strategy
    scores: Mapping[str, float | None]
    total: Joined
    perspectives: dict[str, Joined]
    objectives: dict[str, Joined]

    @cached_property
    def leaves(self) -> dict[str, Leaf]:
        return _leaves(self)


def shown(score: Fraction | None) -> float | None:
    """A score as a float on the grain."""
    return None if score is None else round(score * GRAIN) / GRAIN


def roll_up(strategy: Strategy, scores: Mapping[str, float | None], coverage_needed: float = 0.7) -> Rolled:
    """Join KPI scores (0..120, cut to 100; None: missing; no entry: not applicable) by weights up to the total.

    Weights are normalised among what is present; missing is never zero. Below the coverage needed, at any level, there
    is no score, and what has none has no part in the level above. Each level joins as the strategy says (`rollup`).
    """
    needed = Fraction(repr(float(coverage_needed)))
    objectives: dict[str, Joined] = {}
    perspectives: dict[str, Joined] = {}
    for perspective in strategy.perspectives:
        for objective in perspective.objectives:
            leaves = [_leaf(scores[kpi.id]) if kpi.id in scores else NOT_APPLICABLE for kpi in objective.kpis]
            objectives[objective.id] = join(tuple(kpi.weight for kpi in objective.kpis), leaves, needed,
                                            objective.rollup, [kpi.gate for kpi in objective.kpis])
        below = [objectives[objective.id] for objective in perspective.objectives]
        perspectives[perspective.id] = join(tuple(o.weight for o in perspective.objectives), below, needed,
                                            perspective.rollup)
    tops = [perspectives[perspective.id] for perspective in strategy.perspectives]
    total = join(tuple(perspective.weight for perspective in strategy.perspectives), tops, needed)
    return Rolled(strategy, scores, total, perspectives, objectives)


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
            for kpi, share, factor in zip(objective.kpis, low.shares, low.factors, strict=True):
                shares[kpi.id] = _product(rolled.total.shares[place], middle.shares[spot], share)
                factors[kpi.id] = shares[kpi.id] if means else _product(
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
