"""This file is about what a group of peers says about each of them: how far they truly differ, fitted to the group.

A figure's spread over peers is chance (few trials each) and true differences. The spread beyond chance is found by
the method of Paule and Mandel: the between-variance at which the weighted squares about the weighted mean come to
what they should; here to k − 3, as with James and Stein, because then the weight given to each peer's own figure is
right on average (with k − 1 the variance is, and figures of small groups are drawn together too far).
Source: Paule and Mandel 1982, J. Res. NBS 87; DerSimonian and Kacker 2007, Contemporary Clinical Trials 28; Morris
1983, JASA 78; for shares and counts with the variances of Kleinman 1973, JASA 68.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fourscore.maths.given import counts, must, numbers, shares

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fourscore.maths.given import Numbers

FEWEST_PEERS = 5
# A group's prior is worth no less than one trial, or half an event, as Jeffreys' is: 0 of 2 is never surely 0.
FEWEST_TRIALS, FEWEST_EVENTS = 1.0, 0.5


class Doubt(NamedTuple):
    """How far a prior fitted to few peers may be off: the variances of its mean and of its between-variance."""

    mean: float
    between: float


CERTAIN = Doubt(0.0, 0.0)


class BetaPrior(NamedTuple):
    """The peers' true shares: Beta with mean alpha / (alpha + beta); worth alpha + beta trials of one's own."""

    alpha: float
    beta: float
    doubt: Doubt = CERTAIN


class GammaPrior(NamedTuple):
    """The peers' true events per unit of exposure: Gamma with mean shape / rate; worth `rate` units of exposure."""

    shape: float
    rate: float
    doubt: Doubt = CERTAIN


class NormalPrior(NamedTuple):
    """The peers' true means: normal about `mean` with `between_sd`; one single value spreads by `within_sd`."""

    mean: float
    between_sd: float
    within_sd: float
    doubt: Doubt = CERTAIN


class Why(StrEnum):
    """Why a group has no prior: it is too small to tell, or its members differ by no more than chance."""

    TOO_SMALL = "too small"
    ALIKE = "alike"


class NoPrior(NamedTuple):
    """A group that gives no prior: why, how many of it have figures, and their common mean (nan where none has)."""

    why: Why
    members: int
    mean: float


class JamesStein(NamedTuple):
    """How much of each distance from the mean is kept (0 to 1), and the values drawn together by it."""

    kept: float
    values: Numbers


def fit_beta(x: ArrayLike, n: ArrayLike) -> BetaPrior | NoPrior:
    """The prior of shares, from x hits in n trials of each peer (arrays). Peers with fewer than two are left out.

    Too small: fewer than 5 peers with two trials. Alike: no spread beyond that of chance at one common share.
    """
    hits, trials = shares(x, n)
    # A single trial says nothing about how far peers differ: it is 0 or 1 whatever its own share.
    hits, trials = hits[trials > 1], trials[trials > 1]
    if len(trials) < FEWEST_PEERS:
        return _too_small(hits, trials)
    pooled = _sum(hits) / _sum(trials)

    def variances(mean: float, alike: float) -> Numbers:
        """`alike`: how two trials of one peer correlate; the between-variance is alike · mean · (1 − mean)."""
        variance: Numbers = mean * (1 - mean) * (1 / trials + alike * (1 - 1 / trials))
        return variance

    fitted = _between(hits / trials, variances, pooled, 1 / (1 + FEWEST_TRIALS))
    if fitted is None:
        return NoPrior(Why.ALIKE, len(trials), pooled)
    mean, alike, doubt = fitted
    worth = 1 / alike - 1
    return BetaPrior(mean * worth, (1 - mean) * worth, doubt)


def fit_gamma(x: ArrayLike, exposure: ArrayLike) -> GammaPrior | NoPrior:
    """The prior of events per unit of exposure, from x events in each peer's exposure (arrays).

    Peers without exposure are left out. Too small: fewer than 5 peers. Alike: no spread beyond that of chance.
    """
    import numpy as np

    events, over = counts(x, exposure)
    there = ~(np.isnan(over) | np.isnan(events))
    events, over = events[there], over[there]
    if len(over) < FEWEST_PEERS:
        return _too_small(events, over)
    pooled = _sum(events) / _sum(over)

    def variances(mean: float, apart: float) -> Numbers:
        """`apart`: the between-variance over the square of the mean."""
        variance: Numbers = mean / over + apart * mean * mean
        return variance

    fitted = _between(events / over, variances, pooled, 1 / FEWEST_EVENTS)
    if fitted is None:
        return NoPrior(Why.ALIKE, len(over), pooled)
    mean, apart, doubt = fitted
    return GammaPrior(1 / apart, 1 / apart / mean, doubt)


def fit_normal(n: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> NormalPrior | NoPrior:
    """The prior of means, from n values of each peer, their mean and standard deviation (n − 1 beneath); arrays.

    The spread of single values is pooled over the peers. For skewed times hand in those of their logarithms. Peers
    without values, and those whose mean is missing, are left out. Too small: fewer than 5 peers, or no peer with two
    values. Alike: no spread beyond that of chance.
    """
    import numpy as np

    many, middle, spread = numbers(n, mean, sd)
    must(~(many < 0) & ~(spread < 0), "a number of values and a standard deviation are not below 0")
    there = (many > 0) & ~np.isnan(middle)
    many, middle, spread = many[there], middle[there], spread[there]
    common = _sum(many * middle) / _sum(many) if many.size else float("nan")
    repeated = (many > 1) & ~np.isnan(spread)
    if many.size < FEWEST_PEERS or not repeated.any():
        return NoPrior(Why.TOO_SMALL, int(many.size), common)
    freedom = many[repeated] - 1
    within = _sum(freedom * spread[repeated] ** 2) / _sum(freedom)

    def variances(mean: float, between: float) -> Numbers:
        variance: Numbers = within / many + between
        return variance

    fitted = _between(middle, variances, common)
    if fitted is None:
        return NoPrior(Why.ALIKE, int(many.size), common)
    mean_of_all, between, doubt = fitted
    return NormalPrior(mean_of_all, between ** 0.5, within ** 0.5, doubt)


def james_stein(values: ArrayLike, variance: float) -> JamesStein:
    """k values of one known variance drawn towards their mean, by the share 1 − (k − 3)·variance / Σ(y − ȳ)².

    Never drawn past the mean. Raises ValueError below 4 values.
    Source: Efron and Morris 1975, JASA 70 (their c is what is kept here); Lindley's form of James and Stein 1961.
    """
    import numpy as np

    y = numbers(values)[0]
    must(y.size > 3, "at least 4 values are needed")
    squares = float(((y - y.mean()) ** 2).sum())
    kept = max(0.0, 1 - (y.size - 3) * variance / squares) if squares > 0 else 0.0
    return JamesStein(kept, np.asarray(y.mean() + kept * (y - y.mean())))


def _too_small(part: Numbers, whole: Numbers) -> NoPrior:
    mean = _sum(part) / _sum(whole) if whole.size else float("nan")
    return NoPrior(Why.TOO_SMALL, int(whole.size), mean)


def _sum(values: Numbers) -> float:
    """The sum rounded once, so that it is the same to the last digit in whatever order the peers stand."""
    return math.fsum(values.tolist())


def _between(figures: Numbers, variances: Callable[[float, float], Numbers], pooled: float,
             most: float | None = None) -> tuple[float, float, Doubt] | None:
    """The weighted mean, the between-spread at which the weighted squares come to k − 3, and the doubt of both.

    `variances` gives the variance of each figure from the common mean and the between-spread, in whatever terms that
    is counted; `most` is the largest there may be. None where the squares come to no more at a spread of 0 already.
    """
    import numpy as np
    from scipy.optimize import brentq

    def mean_at(between: float) -> float:
        mean = pooled
        for _ in range(3):  # the mean hangs on the weights, and those, weakly, on the mean
            weight = 1 / variances(mean, between)
            mean = _sum(weight * figures) / _sum(weight)
        return mean

    def excess(between: float) -> float:
        mean = mean_at(between)
        return _sum((figures - mean) ** 2 / variances(mean, between)) - (figures.size - 3)

    if np.ptp(figures) == 0 or (variances(pooled, 0.0).all() and excess(0.0) <= 0):
        return None
    high = _sum((figures - _sum(figures) / figures.size) ** 2) / figures.size if most is None else most
    while most is None and excess(high) > 0:
        high = 2 * high
    low = high * 1e-9
    between = low if excess(low) <= 0 else high if excess(high) >= 0 else brentq(excess, low, high, xtol=low, rtol=1e-9)
    mean = mean_at(between)
    weight = 1 / variances(mean, between)
    few = figures.size / (figures.size - 3)
    return mean, float(between), Doubt(1 / _sum(weight), 2 * few / _sum(weight * weight))
