"""This file is about intervals of means: of scores, of skewed times, and of single values drawn again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.maths.given import Interval, must, numbers, tail

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fourscore.maths.given import Numbers

AT_ONCE = 4_000_000


def _spread(n: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> list[Numbers]:
    """n, mean and standard deviation, checked; n is nan where there are fewer than two values."""
    import numpy as np

    many, middle, spread = numbers(n, mean, sd)
    must(~(many < 0) & ~(spread < 0), "a number of values and a standard deviation are not below 0")
    many[~(many >= 2)] = np.nan
    return [many, middle, spread]


def mean_interval(n: ArrayLike, mean: ArrayLike, sd: ArrayLike, level: float = 0.95) -> Interval:
    """Student's interval of a mean of n values with standard deviation `sd` (n − 1 beneath); nan where n < 2.

    Exact for normal values; good from about n = 30 on for others, more where they are skewed.
    Source: Student 1908, Biometrika 6.
    """
    import numpy as np
    from scipy.special import stdtrit

    many, middle, spread = _spread(n, mean, sd)
    reach = -stdtrit(many - 1, tail(level)) * spread / np.sqrt(many)
    return Interval(middle - reach, middle + reach)


def lognormal_mean(n: ArrayLike, mean_log: ArrayLike, sd_log: ArrayLike, level: float = 0.95) -> Interval:
    """The interval of the mean (not the median) of times whose logarithms are normal; nan where n < 2.

    n times, the mean and the standard deviation (n − 1 beneath) of their natural logarithms; the interval is in the
    times' own unit. Cox's method with Student's t in place of the normal quantile, so that few times are covered too.
    Source: Cox, in Land 1972, Technometrics 14; Olsson 2005, Journal of Statistics Education 13(1).
    """
    import numpy as np
    from scipy.special import stdtrit

    many, middle, spread = _spread(n, mean_log, sd_log)
    variance = spread * spread
    reach = -stdtrit(many - 1, tail(level)) * np.sqrt(variance / many + variance * variance / (2 * (many - 1)))
    return Interval(np.exp(middle + variance / 2 - reach), np.exp(middle + variance / 2 + reach))


def bootstrap_mean(values: ArrayLike, level: float = 0.95, *, seed: int, draws: int = 2000) -> Interval:
    """The interval of the mean of any values by drawing them anew `draws` times; two single numbers.

    Bootstrap-t: each draw's mean is held against its own standard error, so that the skew of handle times moves both
    ends outwards to the right. `scipy.stats.bootstrap` does not have it; its BCa makes n × n numbers and covers less
    for skewed times. The same seed gives the same interval. nan below 8 values or where a part is missing; the value
    itself where all are alike.
    Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, section 12.5.
    """
    import numpy as np

    sample = numbers(values)[0].ravel()
    out, many = tail(level), sample.size
    must(draws >= 100, "at least 100 draws are needed")
    if many < 8 or np.isnan(sample).any():
        return Interval(np.array(np.nan), np.array(np.nan))
    middle = sample.mean()
    if np.ptp(sample) == 0:
        return Interval(np.array(middle), np.array(middle))
    centred, chance = sample - middle, np.random.default_rng(seed)
    found: list[Numbers] = []
    for start in range(0, draws, at_once := max(1, AT_ONCE // many)):
        drawn = centred[chance.integers(0, many, size=(min(at_once, draws - start), many))]
        error = np.sqrt(drawn.var(axis=1, ddof=1) / many)
        moved = drawn.mean(axis=1)
        # A draw of one value over and over has no error of its own; its t is as far out as can be.
        found.append(np.divide(moved, error, out=np.where(moved < 0, -np.inf, np.inf), where=error > 0))
    low, high = np.quantile(np.concatenate(found), [out, 1 - out], method="inverted_cdf")
    error_of_all = sample.std(ddof=1) / np.sqrt(many)
    return Interval(np.array(middle - high * error_of_all), np.array(middle - low * error_of_all))
