"""This file is about intervals of shares and counts: from where to where the true rate is likely to lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.maths.given import Interval, counts, must, normal_quantile, numbers, shares, tail

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def wilson(x: ArrayLike, n: ArrayLike, level: float = 0.95) -> Interval:
    """The score interval of a share: x hits in n trials, 0 <= x <= n (else ValueError); nan where n is 0 or missing.

    It covers close to its level on average for any n and p, and never leaves 0 to 1.
    Source: Wilson 1927, JASA 22; recommended by Brown, Cai and DasGupta 2001, Statistical Science 16.
    """
    import numpy as np

    hits, trials = shares(x, n)
    z = normal_quantile(level)
    share, whole = hits / trials, 1 + z * z / trials
    centre = share + z * z / (2 * trials)
    reach = z * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    low, high = (centre - reach) / whole, (centre + reach) / whole
    # With no hit the lower end is exactly 0, with nothing but hits the upper one exactly 1; rounding must not say else.
    return Interval(np.where((hits == 0) & (trials > 0), 0.0, np.maximum(low, 0)),
                    np.where(hits == trials, 1.0, np.minimum(high, 1)))


def clopper_pearson(x: ArrayLike, n: ArrayLike, level: float = 0.95) -> Interval:
    """The exact interval of a share: covers at least its level, always; wider than `wilson` for that.

    x hits in n trials, 0 <= x <= n (else ValueError); nan where n is 0 or missing.
    Source: Clopper and Pearson 1934, Biometrika 26, by quantiles of the Beta distribution.
    """
    import numpy as np
    from scipy.special import betaincinv

    hits, trials = shares(x, n)
    out, misses = tail(level), trials - hits
    low = betaincinv(np.where(hits > 0, hits, np.nan), misses + 1, out)
    high = betaincinv(hits + 1, np.where(misses > 0, misses, np.nan), 1 - out)
    return Interval(np.where((hits == 0) & (trials > 0), 0.0, low), np.where(misses == 0, 1.0, high))


def poisson(x: ArrayLike, exposure: ArrayLike = 1.0, level: float = 0.95) -> Interval:
    """The exact interval of events per unit of exposure (hours, contacts): covers at least its level.

    x >= 0 events (else ValueError); nan where the exposure is 0 or missing. One missing event count gives nan too.
    Source: Garwood 1936, Biometrika 28, by quantiles of the chi-square distribution.
    """
    import numpy as np
    from scipy.special import gammaincinv

    events, over = counts(x, exposure)
    out = tail(level)
    # Half the chi-square quantile of 2k degrees of freedom is the Gamma quantile of shape k.
    low = np.where(events == 0, 0.0, gammaincinv(np.where(events > 0, events, np.nan), out))
    return Interval(low / over, gammaincinv(events + 1, 1 - out) / over)


def byar(x: ArrayLike, exposure: ArrayLike = 1.0, level: float = 0.95) -> Interval:
    """Byar's short formula for the interval of events per unit of exposure; within 1% of `poisson` from 5 events on.

    x >= 0 events (else ValueError); nan where the exposure is 0 or missing.
    Source: Breslow and Day 1987, Statistical Methods in Cancer Research II, p. 69.
    """
    import numpy as np

    events, over = counts(x, exposure)
    z, more = normal_quantile(level), events + 1
    some = np.where(events > 0, events, 1.0)
    below = 1 - 1 / (9 * some) - z / (3 * np.sqrt(some))
    low = np.where(events > 0, events * np.maximum(below, 0) ** 3, 0 * events)
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return Interval(low / over, high / over)


def ratio_interval(sum_x: ArrayLike, sum_y: ArrayLike, sum_xx: ArrayLike, sum_yy: ArrayLike, sum_xy: ArrayLike,
                   n: ArrayLike, level: float = 0.95) -> Interval:
    """The interval of Σx / Σy, a ratio of two sums over n things (seconds per contact, cost per sale).

    From the sums of x, y, x², y² and xy over the n things; they add up over teams and days, as the ratio does not.
    Linear (delta) approximation with Student's t of n − 1 degrees of freedom; meant for n from about 30 on and a
    Σy well away from 0. nan where n < 2 or Σy is 0.
    Source: Cochran 1977, Sampling Techniques, 3rd edition, section 6.3.
    """
    import numpy as np
    from scipy.special import stdtrit

    x, y, xx, yy, xy, many = numbers(sum_x, sum_y, sum_xx, sum_yy, sum_xy, n)
    must(~(many < 0), "a number of things is not below 0")
    many[~(many >= 2)] = np.nan
    y[y == 0] = np.nan
    ratio = x / y
    # Rounding can leave a hair below nought where every thing has the same ratio.
    spread = np.maximum(xx - 2 * ratio * xy + ratio * ratio * yy, 0)
    reach = -stdtrit(many - 1, tail(level)) * np.sqrt(many / (many - 1) * spread) / np.abs(y)
    return Interval(ratio - reach, ratio + reach)
