"""This file is about a figure drawn to its peers: one's own trials and the group's prior joined, and what follows.

Bayes' rule with the conjugate prior of the group. Where the prior was fitted, the doubt left by few peers widens what
is likely (same mean, larger variance), so that intervals cover their level in small groups too. Source: Efron and
Morris 1975, JASA 70; Morris 1983, JASA 78; Gelman et al. 2013, Bayesian Data Analysis, 3rd edition, chapter 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.maths.fair.priors import BetaPrior, Doubt, GammaPrior, NormalPrior
from fourscore.maths.given import Interval, counts, must, numbers, shares, tail

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike

    from fourscore.maths.given import Numbers


class LikelyShare(NamedTuple):
    """What is known of true shares: Beta(alpha, beta), one for each."""

    alpha: Numbers
    beta: Numbers


class LikelyRate(NamedTuple):
    """What is known of true events per unit of exposure: Gamma(shape, rate), one for each."""

    shape: Numbers
    rate: Numbers


class LikelyMean(NamedTuple):
    """What is known of true means: Student's t about `mean` with scale `error`; normal where `freedom` is infinite."""

    mean: Numbers
    error: Numbers
    freedom: Numbers


Likely = LikelyShare | LikelyRate | LikelyMean


class Steadied(NamedTuple):
    """A figure drawn to its peers, from where to where the true one is likely to lie, and how reliable its own is.

    `reliability` is tau² / (tau² + sigma² / n), the weight that one's own figure has in the estimate: 0 without
    trials, towards 1 with many.
    """

    estimate: Numbers
    low: Numbers
    high: Numbers
    reliability: Numbers


def likely_share(x: ArrayLike, n: ArrayLike, prior: BetaPrior | None = None) -> LikelyShare:
    """What x hits in n trials and the group's prior say of the true share; without trials the prior alone.

    Without a prior Jeffreys' Beta(½, ½), and nan where there are no trials. ValueError unless 0 <= x <= n.
    """
    import numpy as np

    hits, trials = shares(x, n)
    if prior is None:
        return LikelyShare(0.5 + hits + 0 * trials, 0.5 + trials - hits)
    hits, trials = _with_nothing(hits, trials, n)
    worth = prior.alpha + prior.beta
    both = worth + trials
    middle, share = prior.alpha / worth, (prior.alpha + hits) / both
    most = share * (1 - share)
    variance = most / (both + 1)
    far = np.divide(hits, trials, out=np.full_like(hits, middle), where=trials != 0) - middle
    wider = variance + _doubted(worth / both, far, middle * (1 - middle) / (worth + 1), prior.doubt)
    # The same mean with the larger variance; a share's variance stays below that of all or nothing.
    both = np.where(wider > variance, most / np.minimum(wider, most / 1.5) - 1, both)
    return LikelyShare(share * both, (1 - share) * both)


def likely_rate(x: ArrayLike, exposure: ArrayLike, prior: GammaPrior | None = None) -> LikelyRate:
    """What x events in this exposure and the group's prior say of the true rate; without exposure the prior alone.

    Without a prior Jeffreys' Gamma(½, 0), and nan where there is no exposure. ValueError where x or it is below 0.
    """
    import numpy as np

    events, over = counts(x, exposure)
    if prior is None:
        return LikelyRate(0.5 + events + 0 * over, over + 0 * events)
    events, over = _with_nothing(events, over, exposure)
    both = prior.rate + over
    middle, per_unit = prior.shape / prior.rate, (prior.shape + events) / both
    far = np.divide(events, over, out=np.full_like(events, middle), where=over != 0) - middle
    wider = per_unit / both + _doubted(prior.rate / both, far, middle / prior.rate, prior.doubt)
    return LikelyRate(per_unit * per_unit / wider, per_unit / wider)


def likely_mean(n: ArrayLike, mean: ArrayLike, prior: NormalPrior) -> LikelyMean:
    """What n values of this mean and the group's prior say of the true mean; without values the prior alone.

    Values whose mean is missing give nan. ValueError where n is below 0.
    """
    import numpy as np

    many, middle = numbers(n, mean)
    must(~(many < 0), "a number of values is not below 0")
    between = prior.between_sd ** 2
    kept = many * between / (many * between + prior.within_sd ** 2)
    far = np.where(many == 0, 0.0, middle - prior.mean)
    variance = between * (1 - kept) + _doubted(1 - kept, far, between, prior.doubt)
    return LikelyMean(prior.mean + kept * far, np.sqrt(variance), np.full_like(far, np.inf))


def _with_nothing(part: Numbers, whole: Numbers, told: ArrayLike) -> tuple[Numbers, Numbers]:
    """Who had no trials at all has 0 of 0, beside a group that says what to expect; a part missing stays nan."""
    import numpy as np

    nothing = numbers(told, part)[0] == 0
    return np.where(nothing, 0.0, part + 0 * whole), np.where(nothing, 0.0, whole + 0 * part)


def _doubted(weight: Numbers, far: Numbers, between: float, doubt: Doubt) -> Numbers:
    """What the doubt in the prior adds to the variance of an estimate that gives it this weight.

    `far` is how far one's own figure lies from the prior's mean: the further, the more the weight matters.
    Source: Morris 1983, JASA 78, for unequal numbers of trials by the delta method.
    """
    slope = weight * (1 - weight) / between
    added: Numbers = weight * weight * doubt.mean + slope * slope * far * far * doubt.between
    return added


def likely_mean_alone(n: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> LikelyMean:
    """What n values with this mean and standard deviation say of the true mean, without peers; nan where n < 2."""
    import numpy as np

    many, middle, spread = numbers(n, mean, sd)
    must(~(many < 0) & ~(spread < 0), "a number of values and a standard deviation are not below 0")
    many[~(many >= 2)] = np.nan
    return LikelyMean(middle + 0 * many, spread / np.sqrt(many), many - 1)


def steady_rate(x: ArrayLike, n: ArrayLike, prior: BetaPrior, level: float = 0.95) -> Steadied:
    """Shares drawn to their peers: (x + alpha) / (n + alpha + beta), with Beta quantiles to either side.

    x hits in n trials, 0 <= x <= n (else ValueError). Without trials the group's own; nan where a part is missing.
    """
    likely = likely_share(x, n, prior)
    trials = numbers(n, x)[0]
    return Steadied(likely.alpha / (likely.alpha + likely.beta), *likely_between(likely, level),
                    trials / (trials + prior.alpha + prior.beta))


def steady_count(x: ArrayLike, exposure: ArrayLike, prior: GammaPrior, level: float = 0.95) -> Steadied:
    """Events per unit of exposure drawn to their peers: (x + shape) / (exposure + rate), with Gamma quantiles.

    Without exposure the group's own; nan where a part is missing. ValueError where x or exposure is below 0.
    """
    likely = likely_rate(x, exposure, prior)
    over = numbers(exposure, x)[0]
    return Steadied(likely.shape / likely.rate, *likely_between(likely, level), over / (over + prior.rate))


def steady_mean(n: ArrayLike, mean: ArrayLike, prior: NormalPrior, level: float = 0.95) -> Steadied:
    """Means drawn to their peers: m + B·(ȳ − m) with B = tau² / (tau² + sigma² / n), normal quantiles to either side.

    n values of this mean. Without values the group's own; nan where the mean is missing. ValueError where n < 0.
    """
    likely = likely_mean(n, mean, prior)
    many, between = numbers(n, mean)[0], prior.between_sd ** 2
    return Steadied(likely.mean, *likely_between(likely, level),
                    many * between / (many * between + prior.within_sd ** 2))


def likely_between(likely: Likely, level: float = 0.95) -> Interval:
    """The middle `level` of what is likely: as much lies below it as above."""
    out = tail(level)
    return Interval(_quantile(likely, out), _quantile(likely, 1 - out))


def _quantile(likely: Likely, below: float) -> Numbers:
    import numpy as np
    from scipy.special import betaincinv, gammaincinv, stdtrit

    match likely:
        case LikelyShare(alpha, beta):
            return np.asarray(betaincinv(alpha, beta, below))
        case LikelyRate(shape, rate):
            return np.asarray(gammaincinv(shape, below) / rate)
        case LikelyMean(mean, error, freedom):
            return np.asarray(mean + error * stdtrit(freedom, below))


def chance_below(likely: Likely, value: ArrayLike) -> Numbers:
    """The probability that the true figure lies below this value (one for all, or one each); nan where not known."""
    import numpy as np
    from scipy.special import betainc, gammainc, stdtr

    match likely:
        case LikelyShare(alpha, beta):
            return np.asarray(betainc(alpha, beta, np.clip(value, 0, 1)))
        case LikelyRate(shape, rate):
            return np.asarray(gammainc(shape, rate * np.maximum(value, 0)))
        case LikelyMean(mean, error, freedom):
            away = np.asarray(value, dtype=np.float64) - mean
            with np.errstate(divide="ignore", invalid="ignore"):
                spread = stdtr(freedom, away / error)
            return np.asarray(np.where(error == 0, np.where(away == 0, 0.5, away > 0), spread))


def chance_better(likely: Likely, target: ArrayLike, *, higher: bool = True) -> Numbers:
    """The probability that the true figure is on the right side of the target: above it, or below where low is good.

    Colour is given to a figure where this, or its opposite, is at least 0.8.
    """
    below = chance_below(likely, target)
    better: Numbers = 1 - below if higher else below
    return better


def chance_inside(likely: Likely, low: ArrayLike, high: ArrayLike) -> Numbers:
    """The probability that the true figure lies in the band from low to high; one side may be infinite.

    ValueError where low is above high.
    """
    bottom, top = numbers(low, high)
    must(~(bottom > top), "a band's lower edge lies below its upper one")
    inside: Numbers = chance_below(likely, top) - chance_below(likely, bottom)
    return inside


def drawn(likely: Likely, draws: int, chance: np.random.Generator) -> Numbers:
    """True figures as likely as what is known allows: an array of draws × members; nan for those not known."""
    import numpy as np

    size = (draws, *likely[0].shape)
    known = ~np.isnan(sum(likely))
    at = [np.where(known, part, 1.0) for part in likely]
    match likely:
        case LikelyShare():
            found = chance.beta(at[0], at[1], size)
        case LikelyRate():
            found = chance.standard_gamma(at[0], size) / at[1]
        case LikelyMean():
            normal = chance.standard_normal(size)
            few = np.isfinite(at[2])
            freedom = np.where(few, at[2], 1.0)
            wider = np.sqrt(freedom / chance.chisquare(freedom, size)) if few.any() else 1.0
            found = at[0] + at[1] * normal * np.where(few, wider, 1.0)
    return np.where(known, found, np.nan)
