"""This file is about joining scores upwards: KPI to objective to perspective to total, with exact shares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

from fourscore.strategy import Strategy

# Scores and contributions are whole multiples of this, so that adding them as floats is exact in any order.
GRAIN = 2**40
FULL = 100.0


class Joined(NamedTuple):
    """What a node has: its score (None: none below, or too little of it), the share of its weight that is present.

    shares: of each child's weight among the children that have a score; 0 for the others.
    """

    score: Fraction | None
    coverage: Fraction
    applicable: bool
    shares: tuple[Fraction, ...]


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


@lru_cache(maxsize=4096)
def whole_weights(weights: tuple[float, ...]) -> tuple[int, ...]:
    """The weights as whole numbers in the same proportions, each taken as it is written in decimals."""
    exact = [Fraction(repr(float(weight))) for weight in weights]
    common = math.lcm(*(weight.denominator for weight in exact))
    return tuple(int(weight * common) for weight in exact)


def shown(score: Fraction | None) -> float | None:
    """A score as a float on the grain."""
    return None if score is None else round(score * GRAIN) / GRAIN


def roll_up(strategy: Strategy, scores: Mapping[str, float | None], coverage_needed: float = 0.7) -> Rolled:
    """Join KPI scores (0..120, cut to 100; None: missing; no entry: not applicable) by weights up to the total.

    Weights are normalised among what is present; missing is never zero. Below the coverage needed, at any level, there
    is no score, and what has none has no part in the level above.
    """
    needed = Fraction(repr(float(coverage_needed)))
    objectives: dict[str, Joined] = {}
    perspectives: dict[str, Joined] = {}
    for perspective in strategy.perspectives:
        for objective in perspective.objectives:
            leaves = [_leaf(scores[kpi.id]) if kpi.id in scores else NOT_APPLICABLE for kpi in objective.kpis]
            objectives[objective.id] = _join(tuple(kpi.weight for kpi in objective.kpis), leaves, needed)
        below = [objectives[objective.id] for objective in perspective.objectives]
        perspectives[perspective.id] = _join(tuple(o.weight for o in perspective.objectives), below, needed)
    tops = [perspectives[perspective.id] for perspective in strategy.perspectives]
    total = _join(tuple(perspective.weight for perspective in strategy.perspectives), tops, needed)
    return Rolled(strategy, scores, total, perspectives, objectives)


NOT_APPLICABLE = Joined(None, Fraction(0), False, ())
MISSING = Joined(None, Fraction(0), True, ())


def _leaf(score: float | None) -> Joined:
    return MISSING if score is None else Joined(_cut(score), Fraction(1), True, ())


def _cut(score: float) -> Fraction:
    return Fraction(_grains(score), GRAIN)


def _grains(score: float) -> int:
    return round(min(score, FULL) * GRAIN)


def _join(weights: tuple[float, ...], children: Sequence[Joined], needed: Fraction) -> Joined:
    pairs = list(zip(whole_weights(weights), children, strict=True))
    whole = sum(weight for weight, child in pairs if child.applicable)
    there = [(weight, child.score, child.coverage) for weight, child in pairs if child.score is not None]
    shares = _shares(weights, tuple(child.score is not None for child in children))
    if not there:
        return Joined(None, Fraction(0), whole > 0, shares)
    covered = _mean([(weight, coverage) for weight, _, coverage in there], whole)
    if covered < needed:
        return Joined(None, covered, True, shares)
    score = _mean([(weight, score) for weight, score, _ in there], sum(weight for weight, *_ in there))
    return Joined(score, covered, True, shares)


def _mean(weighted: Sequence[tuple[int, Fraction]], whole: int) -> Fraction:
    """The exact weighted sum over `whole`, made in whole numbers: one fraction at the end, none on the way."""
    common = math.lcm(*(value.denominator for _, value in weighted))
    return Fraction(sum(weight * value.numerator * (common // value.denominator) for weight, value in weighted),
                    common * whole)


@lru_cache(maxsize=4096)
def _shares(weights: tuple[float, ...], present: tuple[bool, ...]) -> tuple[Fraction, ...]:
    """What each child's weight is of the weights present; there are few such patterns among many cards."""
    pairs = list(zip(whole_weights(weights), present, strict=True))
    there = sum(weight for weight, here in pairs if here)
    return tuple(Fraction(weight, there) if here else Fraction(0) for weight, here in pairs)


@lru_cache(maxsize=16384)
def _product(top: Fraction, middle: Fraction, share: Fraction) -> Fraction:
    return top * middle * share


def _leaves(rolled: Rolled) -> dict[str, Leaf]:
    shares: dict[str, Fraction] = {}
    for perspective, top in zip(rolled.strategy.perspectives, rolled.total.shares, strict=True):
        for objective, middle in zip(perspective.objectives, rolled.perspectives[perspective.id].shares, strict=True):
            for kpi, share in zip(objective.kpis, rolled.objectives[objective.id].shares, strict=True):
                shares[kpi.id] = _product(top, middle, share)
    grains = dict.fromkeys(shares, 0)
    if rolled.total.score is not None:
        # In grains: a share of a whole number of them, rounded to the nearest whole, halves to even.
        parts = {name: Fraction(share.numerator * _grains(rolled.scores[name] or 0.0), share.denominator)
                 for name, share in shares.items() if share}
        grains.update({name: round(part) for name, part in parts.items()})
        largest = max(parts, key=lambda name: (parts[name], name))
        grains[largest] += round(rolled.total.score * GRAIN) - sum(grains.values())
    return {name: Leaf(float(share), grains[name] / GRAIN) for name, share in shares.items()}
