"""This file is about how much a KPI really moves the total: its share of the total's ups and downs, and its slope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fourscore.scoring.card import Measured, Scorecard
from fourscore.scoring.guard.standing import ScoredGoal
from fourscore.scoring.guard.verdict import GoalScore, goal_score
from fourscore.scoring.rollup import Rolled, goal_key, roll_up, shown
from fourscore.scoring.scale import aim_of, hold

# So many weeks an effective weight is told of, wherever it is told: the last year.
YEAR_WEEKS = 52
# The step for a slope, as a part of the way from floor to target: far below any kink, far above the grain of scores.
STEP = 1e-6


@dataclass(frozen=True)
class Weight:
    """nominal: its share (0..1) of the weight present. effective: its share of the total's variance over the weeks;
    below 0 for one that evens the others out; None where the total never moved. slope: points of the total for one
    unit of the metric (a share's is 0..1) more, at the present value; on a kink, the way that is better. None where
    nothing was measured.
    """

    measured: Measured
    nominal: float
    effective: float | None
    slope: float | None


@dataclass(frozen=True)
class Weights:
    """The weights of a card; weeks: how many of its history had a total, which the effective ones stand on.

    goals: the nominal and the effective weight of each goal with guards. A KPI's slope takes goals as they stand.
    """

    weeks: int
    rows: tuple[Weight, ...]
    goals: tuple[tuple[ScoredGoal, float, float | None], ...] = ()


def effective_weights(contributions: Sequence[Mapping[str, float]]) -> dict[str, Fraction]:
    """Each part's share of the variance of their sum; they add up to 1. Empty where the sum never moved.

    contributions: for each week what each part brought to the total, w·s. The share of part i is
    Σj cov(w_i s_i, w_j s_j) / Σi Σj cov(w_i s_i, w_j s_j), which is its covariance with the total over the variance.
    Source: the covariance principle of allocating a variance, as in A. J. McNeil, R. Frey, P. Embrechts, Quantitative
    Risk Management (Euler allocation of a standard deviation).
    """
    names = list(dict.fromkeys(name for week in contributions for name in week))
    series = {name: [Fraction(week.get(name, 0.0)) for week in contributions] for name in names}
    total = [sum(week, Fraction(0)) for week in zip(*series.values(), strict=True)]
    variance = _covariance(total, total)
    return {name: _covariance(one, total) / variance for name, one in series.items()} if variance else {}


def _covariance(one: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    """Up to the number of weeks, which falls out of every share."""
    if not one:
        return Fraction(0)
    mean, mean_other = sum(one, Fraction(0)) / len(one), sum(other, Fraction(0)) / len(one)
    return sum(((a - mean) * (b - mean_other) for a, b in zip(one, other, strict=True)), Fraction(0))


def weigh(card: Scorecard) -> Weights:
    """Nominal and effective weight and slope of each KPI that the card can have, in its order; over the last year of
    its history."""
    there = [m for m in card.measured() if m.state != "not_applicable"]
    weekly: list[Mapping[str, float]] = []
    for place in range(len(card.history))[-YEAR_WEEKS:]:
        goals = {one.judged.guarded.id: stood for one in card.goals() if (stood := one.history[place]) is not None}
        rolled = _rolled(card, {m.kpi.id: m.history[place].score for m in there}, goals)
        if rolled.total.above is not None:
            weekly.append({name: leaf.contribution for name, leaf in rolled.leaves.items()})
    effective = effective_weights(weekly)
    return Weights(len(weekly), tuple(
        Weight(m, m.weight, float(effective[m.kpi.id]) if m.kpi.id in effective else None, _slope(card, there, m))
        for m in there), tuple(
        (one, one.weight, float(effective[key]) if (key := goal_key(one.judged.guarded.id)) in effective else None)
        for one in card.goals() if one.begun))


def _rolled(card: Scorecard, scores: Mapping[str, float | None], goals: Mapping[str, GoalScore]) -> Rolled:
    return roll_up(card.strategy, scores, card.coverage_needed, goals)


def _slope(card: Scorecard, there: Sequence[Measured], one: Measured) -> float | None:
    """How the total answers to a small step of this value, the better way first."""
    if one.value is None or one.target is None or one.score is None or card.score is None:
        return None
    aim, share = aim_of(one.kpi, card.days), one.target_share or 1.0
    floor = (aim.anchors.floor if aim.anchors else one.kpi.floor) * aim.times * share
    step = STEP * (abs(one.target - floor) or abs(one.target) or 1.0)
    scores = {m.kpi.id: m.score for m in there}
    ways = {"higher": (1,), "lower": (-1,), "band": (1, -1)}[one.kpi.direction]
    goals = {goal.judged.guarded.id: goal_score(goal.judged.word, goal.judged.points) for goal in card.goals()
             if goal.begun}
    found = 0.0
    for way in ways:
        moved = hold(one.kpi, one.value + way * step, card.days, aim, complete=one.state != "partial",
                     share=share)
        total = shown(_rolled(card, {**scores, one.kpi.id: moved.score}, goals).total)
        if total is not None and total != card.score:
            found = (total - card.score) / (way * step)
            break
    return found
