"""This file is about joining scores into the one above: by their mean, the worst, their geometric mean, or a gate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from fourscore.strategy import Joining

# Scores and contributions are whole multiples of this, so that adding them as floats is exact in any order.
GRAIN = 2**40
# The grains at amber: below it a gate is shut.
SHUT_BELOW = 50 * GRAIN
Exact = int | Fraction


@dataclass(frozen=True, eq=False)
class Weighed:
    """What the children's weights come to where some of them are missing; there are few such patterns among many cards.

    weights: of those that have a score, as whole numbers; 0 of the others; whole: their sum. shares: of each, its part
    of these. factors: what a point of each child brings to the score; those times the children's scores add up to it
    (but for the last grain of a geometric mean). enough: whether the coverage is the one needed.
    """

    weights: tuple[int, ...]
    whole: int
    shares: tuple[Fraction, ...]
    factors: tuple[Fraction, ...]
    coverage: Exact = 0
    applicable: bool = True
    enough: bool = True


class Joined(NamedTuple):
    """What a node has: its score (None: none below, or too little of it), the share of its weight that is present.

    above, below: the score in grains is the one over the other, not brought to lowest terms. shut: the place of the
    child whose gate is shut, or, where there is no score, of one that was not measured. capped: the place of the child
    that leaves no more points than its own.
    """

    above: int | None
    below: int
    coverage: Exact
    applicable: bool
    weighed: Weighed
    shut: int | None = None
    capped: int | None = None

    @property
    def score(self) -> Fraction | None:
        """In points, exactly."""
        return None if self.above is None else Fraction(self.above, self.below * GRAIN)

    @property
    def covered(self) -> Exact | None:
        """Its coverage as `join` is told it."""
        return self.coverage if self.above is not None else MISSED if self.applicable else None


@lru_cache(maxsize=4096)
def whole_weights(weights: tuple[float, ...]) -> tuple[int, ...]:
    """The weights as whole numbers in the same proportions, each taken as it is written in decimals."""
    exact = [Fraction(repr(float(weight))) for weight in weights]
    common = math.lcm(*(weight.denominator for weight in exact))
    return tuple(int(weight * common) for weight in exact)


# What stands for the coverage of a child that has no score.
MISSED = -1


def join(
    weights: tuple[float, ...], scores: Sequence[int | None], belows: Sequence[int], coverage: Sequence[Exact | None],
    needed: float, how: Joining = "mean", gates: Sequence[bool] = (),
) -> Joined:
    """The children's scores as one, by their weights; None below the coverage needed.

    scores, belows: of each child, in grains, and what they are to be divided by. coverage: MISSED where a child has no
    score, None where it is not applicable. gates: for each child whether it is a gate. An unmeasured gate leaves no
    score: nobody knows whether it is shut.
    """
    weighed = _weighed(weights, tuple(coverage), needed)
    if not weighed.enough:
        return Joined(None, 1, weighed.coverage, weighed.applicable, weighed)
    common = math.lcm(*belows)
    if common == 1:  # of KPIs it always is
        above = sum([weight * score for weight, score in zip(weighed.weights, scores, strict=True)
                     if score is not None])
    else:
        above = sum([weight * score * (common // below) for weight, score, below in zip(
            weighed.weights, scores, belows, strict=True) if score is not None])
    mean = Joined(above, common * weighed.whole, weighed.coverage, True, weighed)
    if how == "mean":
        return mean
    children = [None if score is None else Fraction(score, below) for score, below in zip(scores, belows, strict=True)]
    if how == "worst":
        return _worst(mean, children)
    if how == "geometric":
        return _geometric(mean, children)
    return _gated(mean, children, [gate and one is not None for gate, one in zip(gates, coverage, strict=True)])


def cap(joined: Joined, scores: Sequence[int | None], caps: Sequence[bool]) -> Joined:
    """No more than the lowest of the children that cap: all the weight is on that one then. Less stays as it is.

    scores: of each child, in whole grains.
    """
    low = min(((score, place) for place, (score, caps_it) in enumerate(zip(scores, caps, strict=True))
               if caps_it and score is not None), default=None)
    if low is None or joined.above is None or joined.above <= low[0] * joined.below:
        return joined
    return _at(joined, low[0])._replace(weighed=_alone(low[1], len(scores)), capped=low[1])


@lru_cache(maxsize=4096)
def _weighed(weights: tuple[float, ...], coverage: tuple[Exact | None, ...], needed: float) -> Weighed:
    pairs = list(zip(whole_weights(weights), coverage, strict=True))
    present = tuple(0 if covered is None or covered == MISSED else weight for weight, covered in pairs)
    there = sum(present)
    shares = tuple(Fraction(weight, there) if weight else Fraction(0) for weight in present)
    whole = sum(weight for weight, covered in pairs if covered is not None)
    if all(covered is None or covered == MISSED for covered in coverage):
        return Weighed(present, there, shares, shares, 0, whole > 0, enough=False)
    covered = sum((weight * Fraction(covered or 0) for weight, (_, covered) in zip(present, pairs, strict=True)),
                  Fraction(0)) / whole
    told = covered if covered.denominator > 1 else int(covered)  # whole numbers are looked up faster
    return Weighed(present, there, shares, shares, told, enough=covered >= Fraction(repr(needed)))


def _worst(mean: Joined, children: Sequence[Fraction | None]) -> Joined:
    """All the weight on the weakest child; on the first where several are."""
    score, place = min((score, place) for place, score in enumerate(children) if score is not None)
    return _at(mean, score)._replace(weighed=_alone(place, len(children)))


@lru_cache(maxsize=256)
def _alone(place: int, many: int) -> Weighed:
    weights = tuple(int(here == place) for here in range(many))
    shares = tuple(Fraction(weight) for weight in weights)
    return Weighed(weights, 1, shares, shares)


def _at(joined: Joined, score: Exact) -> Joined:
    return joined._replace(above=score.numerator, below=score.denominator)


def _geometric(mean: Joined, children: Sequence[Fraction | None]) -> Joined:
    """The mean of the logarithms, by weight; one child without points leaves none.

    A child's part is in proportion to its weight times the logarithm of one more than its points: that is never
    negative, rises with the child's points, and is nothing at none.
    """
    pairs = [(float(share), float(score or 0) / GRAIN)
             for share, score in zip(mean.weighed.shares, children, strict=True)]
    there = [(share, points) for share, points in pairs if share]
    joined = math.exp(math.fsum(share * math.log(points) for share, points in there)) if all(
        points > 0 for _, points in there) else 0.0
    bounds = [score for score in children if score is not None]
    score = min(max(Fraction(round(joined * GRAIN)), min(bounds)), max(bounds)) if joined else Fraction(0)
    logs = [share * math.log1p(points) for share, points in pairs]
    whole = math.fsum(logs)
    factors = tuple(score / GRAIN * Fraction(log / whole) / Fraction(points) if log and whole else Fraction(0)
                    for log, (_, points) in zip(logs, pairs, strict=True))
    return _at(mean, score)._replace(weighed=replace(mean.weighed, factors=factors))


def _gated(mean: Joined, children: Sequence[Fraction | None], gates: Sequence[bool]) -> Joined:
    """The mean, unless a gate stands below amber: then nothing; or was not measured: then there is no score."""
    kept = [(place, score) for place, (score, gate) in enumerate(zip(children, gates, strict=True)) if gate]
    unknown = next((place for place, score in kept if score is None), None)
    shut = min(((score, place) for place, score in kept if score is not None and score < SHUT_BELOW), default=None)
    if shut is not None:
        nothing = (Fraction(0),) * len(children)
        return _at(mean, 0)._replace(weighed=replace(mean.weighed, factors=nothing), shut=shut[1])
    return mean if unknown is None else mean._replace(above=None, shut=unknown)


def nearest(above: int, below: int) -> int:
    """The whole number nearest to a fraction, of two the even one, as `round` gives it."""
    whole, rest = divmod(above, below)
    return whole + (2 * rest > below or (2 * rest == below and whole % 2 == 1))
