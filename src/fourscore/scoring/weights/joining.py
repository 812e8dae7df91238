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

    weights: of those that have a score, as whole numbers; 0 of the others. shares: of each, its part of these. factors:
    what a point of each child brings to the score; those times the children's scores add up to it (but for the last
    grain of a geometric mean). enough: whether the coverage is the one needed.
    """

    weights: tuple[int, ...]
    shares: tuple[Fraction, ...]
    factors: tuple[Fraction, ...]
    coverage: Exact = 0
    applicable: bool = True
    enough: bool = True


class Joined(NamedTuple):
    """What a node has: its score in grains (None: none below, or too little of it), the share of its weight present.

    shut: the place of the child whose gate is shut, or, where there is no score, of one that was not measured.
    """

    score: Exact | None
    coverage: Exact
    applicable: bool
    weighed: Weighed
    shut: int | None = None


LEAF = Weighed((), (), ())
NOT_APPLICABLE = Joined(None, 0, False, LEAF)
MISSING = Joined(None, 0, True, LEAF)


@lru_cache(maxsize=4096)
def whole_weights(weights: tuple[float, ...]) -> tuple[int, ...]:
    """The weights as whole numbers in the same proportions, each taken as it is written in decimals."""
    exact = [Fraction(repr(float(weight))) for weight in weights]
    common = math.lcm(*(weight.denominator for weight in exact))
    return tuple(int(weight * common) for weight in exact)


def join(
    weights: tuple[float, ...], children: Sequence[Joined], needed: float, how: Joining = "mean",
    gates: Sequence[bool] = (),
) -> Joined:
    """The children's scores as one, by their weights; None below the coverage needed.

    gates: for each child whether it is a gate. An unmeasured gate leaves no score: nobody knows whether it is shut.
    """
    weighed = _weighed(weights, tuple([
        child.coverage if child.score is not None else MISSED if child.applicable else None for child in children]),
        needed)
    if not weighed.enough:
        return Joined(None, weighed.coverage, weighed.applicable, weighed)
    score = _mean([(weight, child.score) for weight, child in zip(weighed.weights, children, strict=True)
                   if child.score is not None], sum(weighed.weights))
    mean = Joined(score, weighed.coverage, True, weighed)
    if how == "worst":
        return _worst(mean, children)
    if how == "geometric":
        return _geometric(mean, children)
    return _gated(mean, children, gates) if how == "gate" else mean


# What stands for the coverage of a child that has no score.
MISSED = -1


@lru_cache(maxsize=4096)
def _weighed(weights: tuple[float, ...], coverage: tuple[Exact | None, ...], needed: float) -> Weighed:
    """coverage: of each child; MISSED where it has no score, None where it is not applicable."""
    pairs = list(zip(whole_weights(weights), coverage, strict=True))
    whole = sum(weight for weight, covered in pairs if covered is not None)
    there = [(weight, covered) for weight, covered in pairs if covered is not None and covered != MISSED]
    present = tuple(0 if covered is None or covered == MISSED else weight for weight, covered in pairs)
    shares = tuple(Fraction(weight, sum(present)) if there else Fraction(0) for weight in present)
    if not there:
        return Weighed(present, shares, shares, 0, whole > 0, enough=False)
    covered = _mean(there, whole)
    return Weighed(present, shares, shares, covered, enough=covered >= Fraction(repr(needed)))


def _worst(mean: Joined, children: Sequence[Joined]) -> Joined:
    """All the weight on the weakest child; on the first where several are."""
    score, place = min((child.score, place) for place, child in enumerate(children) if child.score is not None)
    return mean._replace(score=score, weighed=_alone(place, len(children)))


@lru_cache(maxsize=256)
def _alone(place: int, many: int) -> Weighed:
    weights = tuple(int(here == place) for here in range(many))
    shares = tuple(Fraction(weight) for weight in weights)
    return Weighed(weights, shares, shares)


def _geometric(mean: Joined, children: Sequence[Joined]) -> Joined:
    """The mean of the logarithms, by weight; one child without points leaves none.

    A child's part is in proportion to its weight times the logarithm of one more than its points: that is never
    negative, rises with the child's points, and is nothing at none.
    """
    pairs = [(float(share), float(child.score or 0) / GRAIN)
             for share, child in zip(mean.weighed.shares, children, strict=True)]
    there = [(share, score) for share, score in pairs if share]
    joined = math.exp(math.fsum(share * math.log(score) for share, score in there)) if all(
        score > 0 for _, score in there) else 0.0
    bounds = [child.score for child in children if child.score is not None]
    score = min(max(round(joined * GRAIN), min(bounds)), max(bounds)) if joined else 0
    logs = [share * math.log1p(there) for share, there in pairs]
    whole = math.fsum(logs)
    factors = tuple(Fraction(score, GRAIN) * Fraction(log / whole) / Fraction(there) if log and whole else Fraction(0)
                    for log, (_, there) in zip(logs, pairs, strict=True))
    return mean._replace(score=score, weighed=replace(mean.weighed, factors=factors))


def _gated(mean: Joined, children: Sequence[Joined], gates: Sequence[bool]) -> Joined:
    """The mean, unless a gate stands below amber: then nothing; or was not measured: then there is no score."""
    kept = [(place, child) for place, (child, gate) in enumerate(zip(children, gates, strict=True))
            if gate and child.applicable]
    unknown = next((place for place, child in kept if child.score is None), None)
    shut = min(((child.score, place) for place, child in kept if child.score is not None and child.score < SHUT_BELOW),
               default=None)
    if shut is not None:
        nothing = (Fraction(0),) * len(children)
        return mean._replace(score=0, weighed=replace(mean.weighed, factors=nothing), shut=shut[1])
    return mean if unknown is None else mean._replace(score=None, shut=unknown)


def _mean(weighted: Sequence[tuple[int, Exact]], whole: int) -> Exact:
    """The exact weighted sum over `whole`, made in whole numbers: one fraction at the end, none on the way."""
    common = math.lcm(*[value.denominator for _, value in weighted])
    above = sum([weight * value.numerator * (common // value.denominator) for weight, value in weighted])
    rest = above % (common * whole)
    return Fraction(above, common * whole) if rest else above // (common * whole)


def nearest(above: int, below: int) -> int:
    """The whole number nearest to a fraction, of two the even one, as `round` gives it."""
    whole, rest = divmod(above, below)
    return whole + (2 * rest > below or (2 * rest == below and whole % 2 == 1))
