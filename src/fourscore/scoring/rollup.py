"""This file is about joining scores upwards: KPI to objective to perspective to total, with exact shares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from fourscore.scoring.guard.verdict import GoalScore
from fourscore.scoring.weights.joining import GRAIN, MISSED, Joined, Weighed, cap, join, nearest
from fourscore.strategy import Guarded, Joining, Objective, Strategy

FULL = 100.0


class Leaf(NamedTuple):
    """One KPI's part in the total, or one goal's: its share (0..1) of the weight present, and the points it brings."""

    share: float
    contribution: float


@dataclass(frozen=True)
class Rolled:
    """The scores of one card by id; by KPI, and by `goal_key` of a goal with guards, `leaves`, and `grains`, its score
    in grains.

    Contributions add up to the total's score exactly. below: by objective, what joins in it, in that order.
    """

    strategy: Strategy
    grains: Mapping[str, int | None]
    below: Mapping[str, tuple[str, ...]]
    total: Joined
    perspectives: dict[str, Joined]
    objectives: dict[str, Joined]

    @cached_property
    def leaves(self) -> dict[str, Leaf]:
        return _leaves(self)


def shown(joined: Joined) -> float | None:
    """A node's score as a float on the grain."""
    return None if joined.above is None else nearest(joined.above, joined.below) / GRAIN


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
    return Ladder(strategy).up(scores, coverage_needed, goals)


class _Rung(NamedTuple):
    """An objective as scores join in it: its KPIs and then the goals with guards that it is named by."""

    objective: Objective
    named: tuple[Guarded, ...]
    keys: tuple[str, ...]
    weights: tuple[float, ...]
    gates: tuple[bool, ...]
    ones: tuple[int, ...]  # what whole grains are divided by

    @classmethod
    def of(cls, objective: Objective, named: tuple[Guarded, ...]) -> _Rung:
        return cls(objective, named, (*[kpi.id for kpi in objective.kpis], *[goal_key(one.id) for one in named]),
                   (*[kpi.weight for kpi in objective.kpis], *[one.weight for one in named]),
                   (*[kpi.gate for kpi in objective.kpis], *[False for _ in named]),
                   (1,) * (len(objective.kpis) + len(named)))

    def joined(self, grains: Mapping[str, int | None], needed: float, goals: Mapping[str, GoalScore]) -> Joined:
        leaves = list(map(grains.get, self.keys))
        coverage = [1 if leaf is not None else MISSED if key in grains else None
                    for key, leaf in zip(self.keys, leaves, strict=True)] if None in leaves else self.ones
        joined = join(self.weights, leaves, self.ones, coverage, needed, self.objective.rollup, self.gates)
        return joined if not self.named else cap(
            joined, leaves, [*[False for _ in self.objective.kpis], *[goals[one.id].caps for one in self.named]])


class Ladder:
    """A strategy's way from KPIs to the total, laid out once for many cards and weeks: see `roll_up`."""

    def __init__(self, strategy: Strategy) -> None:
        self.strategy = strategy
        self._weights = {one.id: tuple([objective.weight for objective in one.objectives])
                         for one in strategy.perspectives}
        self._tops = tuple([perspective.weight for perspective in strategy.perspectives])
        self._laid: dict[frozenset[str], tuple[list[list[_Rung]], dict[str, tuple[str, ...]]]] = {}

    def _rungs(self, goals: frozenset[str]) -> tuple[list[list[_Rung]], dict[str, tuple[str, ...]]]:
        """By perspective its objectives, where these goals have a part; and what joins in each objective."""
        if goals not in self._laid:
            guarded = [one for one in self.strategy.guarded if one.id in goals]
            rungs = [[_Rung.of(objective, tuple([one for one in guarded if one.objective == objective.id]))
                      for objective in perspective.objectives] for perspective in self.strategy.perspectives]
            self._laid[goals] = rungs, {rung.objective.id: rung.keys for row in rungs for rung in row}
        return self._laid[goals]

    def up(self, scores: Mapping[str, float | None], needed: float = 0.7,
           goals: Mapping[str, GoalScore] | None = None) -> Rolled:
        needed, goals = float(needed), goals or {}
        if goals:
            scores = {**scores, **{goal_key(name): one.points for name, one in goals.items()}}
        grains = {name: None if score is None else round(min(score, FULL) * GRAIN) for name, score in scores.items()}
        objectives: dict[str, Joined] = {}
        perspectives: dict[str, Joined] = {}
        rungs, below = self._rungs(frozenset(goals))
        for perspective, row in zip(self.strategy.perspectives, rungs, strict=True):
            inside = [rung.joined(grains, needed, goals) for rung in row]
            objectives.update(zip([rung.objective.id for rung in row], inside, strict=True))
            perspectives[perspective.id] = _above(self._weights[perspective.id], inside, needed, perspective.rollup)
        total = _above(self._tops, list(perspectives.values()), needed)
        return Rolled(self.strategy, grains, below, total, perspectives, objectives)


def _above(weights: tuple[float, ...], nodes: Sequence[Joined], needed: float, how: Joining = "mean") -> Joined:
    return join(weights, [node.above for node in nodes], [node.below for node in nodes],
                [node.covered for node in nodes], needed, how)


@lru_cache(maxsize=1024)
def _factors(total: Weighed, nodes: tuple[tuple[Weighed, tuple[Weighed, ...]], ...]) -> tuple[
        tuple[float, ...], tuple[int, ...], int]:
    """Of each leaf, in the strategy's order, its share of the total's weight, and what a grain of it brings to the
    total in units of one over the last number.
    """
    shares, factors = [], []
    for place, (middle, lows) in enumerate(nodes):
        for spot, low in enumerate(lows):
            top = total.shares[place] * middle.shares[spot]
            brings = total.factors[place] * middle.factors[spot]
            shares += [float(top * share) for share in low.shares]
            factors += [brings * factor for factor in low.factors]
    common = math.lcm(*[factor.denominator for factor in factors])
    return tuple(shares), tuple([factor.numerator * (common // factor.denominator) for factor in factors]), common


def _leaves(rolled: Rolled) -> dict[str, Leaf]:
    strategy = rolled.strategy
    shares, factors, common = _factors(rolled.total.weighed, tuple([
        (rolled.perspectives[perspective.id].weighed,
         tuple([rolled.objectives[objective.id].weighed for objective in perspective.objectives]))
        for perspective in strategy.perspectives]))
    names = [key for objective in strategy.objectives() for key in rolled.below[objective.id]]
    total = rolled.total
    if total.above is None:
        return {name: Leaf(share, 0.0) for name, share in zip(names, shares, strict=True)}
    # In grains: each part rounded to the nearest whole, halves to even, and what is left goes to the largest.
    parts = {name: factor * (rolled.grains.get(name) or 0)
             for name, share, factor in zip(names, shares, factors, strict=True) if share}
    grains = {name: nearest(part, common) for name, part in parts.items()}
    largest = max(parts, key=lambda name: (parts[name], name))
    grains[largest] += nearest(total.above, total.below) - sum(grains.values())
    return {name: Leaf(share, grains.get(name, 0) / GRAIN) for name, share in zip(names, shares, strict=True)}
