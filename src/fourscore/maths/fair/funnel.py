"""This file is about many at once: funnel limits by size, spread beyond chance, and how many flags chance alone raises.

Source: Spiegelhalter 2005, Statistics in Medicine 24, "Funnel plots for comparing institutional performance".
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.maths.given import Interval, counts, must, normal_quantile, numbers, shares, tail

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from fourscore.maths.given import Numbers


# The farthest normal quantile of a share that numbers can hold.
FARTHEST = 38.0


class Placed(NamedTuple):
    """How each member stands to the target: standard errors away, and the chance of being that far away by chance.

    `z` is the plain distance in standard errors, which `overdispersion` is found from. `p` is two-sided, widened by
    the over-dispersion; for shares and counts from exact tails, so that small groups are not flagged too often.
    """

    z: Numbers
    p: Numbers


def overdispersion(z: ArrayLike, winsorise: float = 0.1) -> float:
    """phi, how many times wider than chance the members spread: the mean z², the outermost z pulled in.

    The share `winsorise` is pulled in at each end, so that the outliers to be found do not hide themselves; and the
    mean is divided by what chance alone gives when pulled in so, so that members who differ by chance alone give 1.
    Members that are nan are left out; nan without any. Limits count a phi below 1 as 1. ValueError unless
    0 <= winsorise < 0.5.
    Source: Spiegelhalter 2005, section A.3.1; the division is that of a consistent scale estimate (Huber 1981).
    """
    import numpy as np
    from scipy.special import ndtri

    must(0 <= winsorise < 0.5, "the share pulled in at each end lies between 0 and 0.5")
    scores = numbers(z)[0].ravel()
    scores = scores[~np.isnan(scores)]
    if not scores.size:
        return float("nan")
    pulled = np.clip(scores, *np.quantile(scores, [winsorise, 1 - winsorise]))
    by_chance = 1.0
    if winsorise > 0:
        edge = -float(ndtri(winsorise))
        by_chance = 1 - 2 * winsorise - 2 * edge * np.exp(-edge * edge / 2) / np.sqrt(2 * np.pi)
        by_chance += 2 * winsorise * edge * edge
    return float((pulled * pulled).mean() / by_chance)


def funnel_limits_rate(target: float, n: ArrayLike, level: float = 0.95, phi: float = 1.0) -> Interval:
    """Within which limits a share of n trials stays with the level's probability when the true one is the target.

    Close to p ± z √(p (1 − p) / n), but by exact binomial tails drawn smoothly between whole hits (Spiegelhalter's
    A.1.1): strictly outside is at most what the level leaves, however small n is. nan where n is 0 or missing.
    """
    import numpy as np
    from scipy.stats import binom

    must(0 <= target <= 1, "a share lies between 0 and 1")
    _, trials = shares(np.zeros_like(numbers(n)[0]), n)
    low, high = _smooth(binom(trials, target), _beyond(level, phi))
    return Interval(np.maximum(low / trials, 0.0), np.minimum(high / trials, 1.0))


def funnel_limits_ratio(expected: ArrayLike, level: float = 0.95, phi: float = 1.0) -> Interval:
    """Within which limits observed over expected events stay with the level's probability when the true ratio is 1.

    By exact Poisson tails drawn smoothly between whole events. nan where nothing was to be expected.
    """
    import numpy as np
    from scipy.stats import poisson

    _, should = counts(np.zeros_like(numbers(expected)[0]), expected)
    low, high = _smooth(poisson(should), _beyond(level, phi))
    return Interval(np.maximum(low / should, 0.0), high / should)


def funnel_limits_mean(target: float, sd: ArrayLike, n: ArrayLike, level: float = 0.95, phi: float = 1.0) -> Interval:
    """Within which limits a mean of n values stays when the true one is the target: target ± z √phi · sd / √n.

    `sd` is that of single values, pooled over the members. nan where n is 0 or missing.
    """
    spread, many = numbers(sd, n)
    reach = normal_quantile(level) * _wider(phi) * _error(spread, many)
    return Interval(target - reach, target + reach)


def placed_rate(x: ArrayLike, n: ArrayLike, target: float, phi: float = 1.0) -> Placed:
    """How shares (x hits in n trials) stand to the target. nan without trials, z also where the target is 0 or 1."""
    import numpy as np
    from scipy.stats import binom

    must(0 <= target <= 1, "a share lies between 0 and 1")
    hits, trials = shares(x, n)
    spread = np.sqrt(target * (1 - target) / trials)
    z = np.divide(hits / trials - target, spread, out=np.full_like(spread, np.nan), where=spread > 0)
    return Placed(z, _two_sided(binom(trials, target), hits, phi))


def placed_ratio(observed: ArrayLike, expected: ArrayLike, phi: float = 1.0) -> Placed:
    """How observed events stand to the expected ones. nan where nothing was to be expected."""
    import numpy as np
    from scipy.stats import poisson

    events, should = counts(observed, expected)
    return Placed((events - should) / np.sqrt(should), _two_sided(poisson(should), events, phi))


def placed_mean(n: ArrayLike, mean: ArrayLike, sd: ArrayLike, target: float, phi: float = 1.0) -> Placed:
    """How means of n values stand to the target; `sd` is that of single values, pooled. nan without values."""
    import numpy as np
    from scipy.special import ndtr

    many, middle, spread = numbers(n, mean, sd)
    error = _error(spread, many)
    z = np.divide(middle - target, error, out=np.full_like(error, np.nan), where=error > 0)
    return Placed(z, np.asarray(2 * ndtr(-np.abs(z) / _wider(phi))))


def false_discovery(p_values: ArrayLike, q: float = 0.05) -> NDArray[np.bool_]:
    """Which members to flag so that of those flagged at most the share q is flagged by chance, on average.

    Members whose p is nan are not flagged and count nothing. ValueError unless 0 < q < 1.
    Source: Benjamini and Hochberg 1995, JRSS B 57.
    """
    import numpy as np
    from scipy.stats import false_discovery_control

    must(0 < q < 1, "the share of false flags lies between 0 and 1")
    p = numbers(p_values)[0]
    known = ~np.isnan(p)
    flagged = np.zeros(p.shape, dtype=np.bool_)
    if known.any():
        flagged[known] = false_discovery_control(p[known]) <= q
    return flagged


def false_alarms(members: int, level: float = 0.95) -> float:
    """How many of so many members lie outside their limits by chance alone: 2.5 of 50 at a level of 0.95."""
    return members * 2 * tail(level)


def _wider(phi: float) -> float:
    """A phi below 1 counts as 1: that peers look more alike than chance allows is chance too."""
    return math.sqrt(max(1.0, phi))


def _beyond(level: float, phi: float) -> float:
    """The share beyond either limit once the limits are drawn out by the root of phi."""
    from scipy.special import ndtr

    return float(ndtr(-normal_quantile(level) * _wider(phi)))


def _error(spread: Numbers, many: Numbers) -> Numbers:
    import numpy as np

    must(~(spread < 0) & ~(many < 0), "a standard deviation and a number of values are not below 0")
    return np.asarray(spread / np.sqrt(np.where(many == 0, np.nan, many)))


def _smooth(counted: Any, beyond: float) -> tuple[Numbers, Numbers]:
    """The counts beyond which lies at most this share at either end, drawn smoothly between whole counts.

    Between two counts by their tails' standard normal quantiles, which lie nearly in line: a limit over many sizes has
    no teeth then, and is the exact one at whole counts.
    """
    import numpy as np
    from scipy.special import ndtri

    def quantile(share: Any) -> Any:
        return np.clip(ndtri(share), -FARTHEST, FARTHEST)

    edge = quantile(beyond)
    low = counted.ppf(beyond)
    high = counted.isf(beyond)
    with np.errstate(divide="ignore", invalid="ignore"):
        at, before = quantile(counted.cdf(low)), quantile(counted.cdf(low - 1))
        here, after = quantile(counted.sf(high - 1)), quantile(counted.sf(high))
        return (np.where(at > before, low - (at - edge) / (at - before), low),
                np.where(here > after, high + (here - edge) / (here - after), high))


def _two_sided(counted: Any, seen: Numbers, phi: float) -> Numbers:
    """Twice the smaller exact tail, at most 1; then drawn in by the root of phi on the scale of z."""
    import numpy as np
    from scipy.special import ndtr, ndtri

    smaller = np.minimum(counted.cdf(np.ceil(seen)), counted.sf(np.floor(seen) - 1))
    return np.asarray(2 * ndtr(ndtri(np.minimum(smaller, 0.5)) / _wider(phi)))
