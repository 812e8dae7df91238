"""This file is about percentiles: between which of the sorted values the true one lies, and on which side of an edge.

A percentile needs no form of distribution: how many of n values lie up to the true q percentile is binomial (n, q).
Source: David and Nagaraja, Order Statistics (3rd edition, 2003), 7.1; Conover, Practical Nonparametric Statistics
(3rd edition, 1999), 3.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.maths.given import Interval, must, numbers, tail

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fourscore.maths.given import Numbers


def percentile_places(n: ArrayLike, share: float, level: float = 0.95) -> Interval:
    """The places (1 is the smallest) of the two of n values between which the true percentile lies, with the level's
    chance at the least; close to n·q ± z·√(n·q·(1 − q)). nan at the end at which even the outermost value is too near.
    ValueError unless 0 < share < 1.
    """
    import numpy as np
    from scipy.stats import binom

    must(0 < share < 1, "a percentile's share lies between 0 and 1")
    (many,) = numbers(n)
    beyond = tail(level)
    with np.errstate(invalid="ignore"):
        low, high = binom.ppf(beyond, many, share), binom.isf(beyond, many, share) + 1
        return Interval(np.where((low >= 1) & (many > 0), low, np.nan), np.where(high <= many, high, np.nan))


def percentile_sides(within: ArrayLike, n: ArrayLike, share: float) -> tuple[Numbers, Numbers]:
    """How sure it is, at the least, that the true percentile is up to an edge, and that it is beyond it, where so many
    of n values are up to the edge. Whatever it truly is, who calls it so from 0.8 on errs in at most 2 of 10 cases.

    nan without values. ValueError unless 0 < share < 1.
    """
    import numpy as np
    from scipy.stats import binom

    must(0 < share < 1, "a percentile's share lies between 0 and 1")
    some, many = numbers(within, n)
    known = many > 0
    return (np.where(known, binom.cdf(some - 1, many, share), np.nan),
            np.where(known, binom.sf(some, many, share), np.nan))
