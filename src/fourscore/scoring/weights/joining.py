"""This file is about joining scores into the one above: by their mean, the worst, their geometric mean, or a gate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from fourscore.strategy import Joining

# Scores and contributions are whole multiples of this, so that adding them as floats is exact in any order.
GRAIN = 2**40
# The points at amber: below it a gate is shut.
SHUT_BELOW = 50


class Joined(NamedTuple):
    """What a node has: its score (None: none below, or too little of it), the share of its weight that is present.

    shares: of each child's weight among the children that have a score; 0 for the others. factors: what a point of each
    child brings to this score; those times the children's scores add up to it (but for the last grain of a geometric
    mean). shut: the place of the child whose gate is shut, or, where there is no score, of one that was not measured.
    capped: the place of the child that leaves no more points than its own.
    """

    score: Fraction | None
    coverage: Fraction
    applicable: bool
    shares: tuple[Fraction, ...]
    factors: tuple[Fraction, ...] = ()
    shut: int | None = None
    capped: int | None = None


NOT_APPLICABLE = Joined(None, Fraction(0), False, ())
MISSING = Joined(None, Fraction(0), True, ())


@lru_cache(maxsize=4096)
def whole_weights(weights: tuple[float, ...]) -> tuple[int, ...]:
    """The weights as whole numbers in the same proportions, each taken as it is written in decimals."""
    exact = [Fraction(repr(float(weight))) for weight in weights]
    common = math.lcm(*(weight.denominator for weight in exact))
    return tuple(int(weight * common) for weight in exact)


def join(
    weights: tuple[float, ...], children: Sequence[Joined], needed: Fraction, how: Joining = "mean",
    gates: Sequence[bool] = (),
) -> Joined:
    """The children's scores as one, by their weights; None below the coverage needed.

    gates: for each child whether it is a gate. An unmeasured gate leaves no score: nobody knows whether it is shut.
    """
    pairs = list(zip(whole_weights(weights), children, strict=True))
    whole = sum(weight for weight, child in pairs if child.applicable)
    there = [(weight, child.score, child.coverage) for weight, child in pairs if child.score is not None]
    shares = _shares(weights, tuple(child.score is not None for child in children))
    if not there:
        return Joined(None, Fraction(0), whole > 0, shares, shares)
    covered = _mean([(weight, coverage) for weight, _, coverage in there], whole)
    if covered < needed:
        return Joined(None, covered, True, shares, shares)
    score = _mean([(weight, score) for weight, score, _ in there], sum(weight for weight, *_ in there))
    mean = Joined(score, covered, True, shares, shares)
    if how == "worst":
        return _worst(mean, children)
    if how == "geometric":
        return _geometric(mean, children)
    return _gated(mean, children, gates) if how == "gate" else mean


def cap(joined: Joined, children: Sequence[Joined], caps: Sequence[bool]) -> Joined:
    """No more than the lowest of the children that cap: all the weight is on that one then. Less stays as it is."""
    low = min(((child.score, place) for place, (child, caps_it) in enumerate(zip(children, caps, strict=True))
               if caps_it and child.score is not None), default=None)
    if low is None or joined.score is None or joined.score <= low[0]:
        return joined
    alone = tuple(Fraction(here == low[1]) for here in range(len(children)))
    return joined._replace(score=low[0], shares=alone, factors=alone, capped=low[1])


def _worst(mean: Joined, children: Sequence[Joined]) -> Joined:
    """All the weight on the weakest child; on the first where several are."""
    score, place = min((child.score, place) for place, child in enumerate(children) if child.score is not None)
    alone = tuple(Fraction(here == place) for here in range(len(children)))
    return mean._replace(score=score, shares=alone, factors=alone)


def _geometric(mean: Joined, children: Sequence[Joined]) -> Joined:
    """The mean of the logarithms, by weight; one child without points leaves none.

    A child's part is in proportion to its weight times the logarithm of one more than its points: that is never
    negative, rises with the child's points, and is nothing at none.
    """
    pairs = [(float(share), float(child.score or 0)) for share, child in zip(mean.shares, children, strict=True)]
    there = [(share, score) for share, score in pairs if share]
    joined = math.exp(math.fsum(share * math.log(score) for share, score in there)) if all(
        score > 0 for _, score in there) else 0.0
    bounds = [child.score for child in children if child.score is not None]
    score = min(max(Fraction(round(joined * GRAIN), GRAIN), min(bounds)), max(bounds)) if joined else Fraction(0)
    logs = [share * math.log1p(there) for share, there in pairs]
    whole = math.fsum(logs)
    factors = [score * Fraction(log / whole) / Fraction(there) if log and whole else Fraction(0)
               for log, (_, there) in zip(logs, pairs, strict=True)]
    return mean._replace(score=score, factors=tuple(factors))


def _gated(mean: Joined, children: Sequence[Joined], gates: Sequence[bool]) -> Joined:
    """The mean, unless a gate stands below amber: then nothing; or was not measured: then there is no score."""
    kept = [(place, child) for place, (child, gate) in enumerate(zip(children, gates, strict=True))
            if gate and child.applicable]
    unknown = next((place for place, child in kept if child.score is None), None)
    shut = min(((child.score, place) for place, child in kept if child.score is not None and child.score < SHUT_BELOW),
               default=None)
    if shut is not None:
        return mean._replace(score=Fraction(0), factors=(Fraction(0),) * len(children), shut=shut[1])
    return mean if unknown is None else mean._replace(score=None, shut=unknown)


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
