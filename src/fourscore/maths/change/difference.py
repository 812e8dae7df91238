"""This file is about two periods or groups held against each other: the difference, and whether it would show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.maths.fair.rates import wilson
from fourscore.maths.given import Interval, must, normal_quantile, numbers, shares, tail

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fourscore.maths.given import Numbers


def difference_of_rates(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, level: float = 0.95) -> Interval:
    """The interval of the second share less the first, from x hits in n trials of each; nan where one has none.

    By Wilson's intervals of both, so that it stays within −1 and 1 and holds for few hits. ValueError unless
    0 <= x <= n. Source: Newcombe 1998, Statistics in Medicine 17, method 10.
    """
    import numpy as np

    (hits1, trials1), (hits2, trials2) = shares(x1, n1), shares(x2, n2)
    p1, p2 = hits1 / trials1, hits2 / trials2
    first, second = wilson(x1, n1, level), wilson(x2, n2, level)
    apart = p2 - p1
    return Interval(apart - np.sqrt((p2 - second.low) ** 2 + (first.high - p1) ** 2),
                    apart + np.sqrt((second.high - p2) ** 2 + (p1 - first.low) ** 2))


def difference_of_means(n1: ArrayLike, mean1: ArrayLike, sd1: ArrayLike, n2: ArrayLike, mean2: ArrayLike,
                        sd2: ArrayLike, level: float = 0.95) -> Interval:
    """The interval of the second mean less the first, spreads not taken for equal; nan where one has n < 2.

    Source: Welch 1947, Biometrika 34; Satterthwaite 1946, Biometrics Bulletin 2.
    """
    import numpy as np
    from scipy.special import stdtrit

    many1, at1, spread1, many2, at2, spread2 = numbers(n1, mean1, sd1, n2, mean2, sd2)
    must(~(spread1 < 0) & ~(spread2 < 0), "a standard deviation is not below 0")
    for many in (many1, many2):
        many[~(many >= 2)] = np.nan
    error1, error2 = spread1 ** 2 / many1, spread2 ** 2 / many2
    error = error1 + error2
    beneath = error1 ** 2 / (many1 - 1) + error2 ** 2 / (many2 - 1)
    freedom = np.divide(error ** 2, beneath, out=np.asarray(many1 + many2 - 2), where=beneath > 0)
    reach = -stdtrit(freedom, tail(level)) * np.sqrt(error)
    return Interval(at2 - at1 - reach, at2 - at1 + reach)


def ratio_of_counts(x1: ArrayLike, exposure1: ArrayLike, x2: ArrayLike, exposure2: ArrayLike,
                    level: float = 0.95) -> Interval:
    """The exact interval of the second rate of events over the first, from x events in each exposure.

    Given both together, the second's events are binomial with a share that hangs on the ratio alone. From 0 where the
    second had none, to infinity where the first had none; nan where both had none, or an exposure is 0.
    Source: Przyborowski and Wilenski 1940, Biometrika 31.
    """
    import numpy as np

    from fourscore.maths.fair.rates import clopper_pearson
    from fourscore.maths.given import counts

    (events1, over1), (events2, over2) = counts(x1, exposure1), counts(x2, exposure2)
    low, high = clopper_pearson(events2, events1 + events2, level)
    with np.errstate(divide="ignore"):
        return Interval(low / (1 - low) * over1 / over2, high / (1 - high) * over1 / over2)


def power_of_difference(before: ArrayLike, after: ArrayLike, n: ArrayLike, level: float = 0.95) -> Numbers:
    """The chance that a change from one share to the other shows at this level, with n trials in each period.

    Two-sided: Φ(|p₁ − p₂| / sqrt((p₁(1 − p₁) + p₂(1 − p₂)) / n) − z); `n_for_difference` turned round, without the
    chance of seeing it the wrong way round. 0.8 for 4.0% to 3.6% with about 36,000 in each.
    """
    import numpy as np
    from scipy.special import ndtr

    first, second, many = numbers(before, after, n)
    must((first >= 0) & (first <= 1) & (second >= 0) & (second <= 1) & ~(many < 0),
         "a share lies between 0 and 1, and a number of trials is not below 0")
    spread = first * (1 - first) + second * (1 - second)
    apart = np.abs(first - second) * np.sqrt(many)
    away = np.divide(apart, np.sqrt(spread), out=np.where(apart > 0, np.inf, 0.0), where=spread > 0)
    return np.asarray(ndtr(away - normal_quantile(level)))


def smallest_difference(rate: ArrayLike, n: ArrayLike, level: float = 0.95, power: float = 0.8) -> Numbers:
    """How far a share has to move to be seen with this power, n trials in each period; in shares, nan where n is 0.

    (z for the level + z for the power) · sqrt(2 p (1 − p) / n), both periods taken to spread like the first.
    """
    import numpy as np
    from scipy.special import ndtri

    must(0 < power < 1, "a power lies between 0 and 1, such as 0.8")
    share, many = numbers(rate, n)
    must(~(share < 0) & ~(share > 1) & ~(many < 0), "a share lies between 0 and 1, trials are not below 0")
    many[many == 0] = np.nan
    reach = normal_quantile(level) + float(ndtri(power))
    return np.asarray(reach * np.sqrt(2 * share * (1 - share) / many))
