"""This file is about case mix: what was observed, beside what was to be expected of the same work."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.maths.fair.rates import byar, poisson
from fourscore.maths.given import must, normal_quantile, numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fourscore.maths.given import Numbers


class Standardised(NamedTuple):
    """Observed over expected with its limits, and the same times the overall figure, in that figure's unit.

    `ratio` is 1 where the work took what such work takes; above 1 it is more. `value`, `value_low` and `value_high`
    are nan where no overall figure was given.
    """

    ratio: Numbers
    low: Numbers
    high: Numbers
    value: Numbers
    value_low: Numbers
    value_high: Numbers


def expected(rates: ArrayLike, volumes: ArrayLike) -> Numbers:
    """What was to be expected of each member: Σ over the kinds of work of the group's rate × the member's volume.

    `rates` one for each kind of work, `volumes` members × kinds. A kind that a member had and whose rate is missing
    makes the member's sum nan; one it did not have counts nothing.
    """
    import numpy as np

    rate, volume = numbers(rates, volumes)
    must(volume.ndim == 2, "volumes are a table of members by kinds of work")
    return np.asarray(np.where(volume == 0, 0.0, rate * volume).sum(axis=1))


def standardise(observed: ArrayLike, expected: ArrayLike, level: float = 0.95, *, overall: float | None = None,
                exact: bool = False) -> Standardised:
    """Observed events over expected ones, with Byar's limits (`exact`: those of Poisson quantiles).

    For counts: transfers, complaints, sales. nan where nothing was to be expected; ValueError below 0.
    Source: Breslow and Day 1987, Statistical Methods in Cancer Research II, section 2.3.
    """
    low, high = (poisson if exact else byar)(observed, expected, level)
    events, should = numbers(observed, expected)
    should[should == 0] = float("nan")
    return _times(events / should, low, high, overall)


def standardise_sum(observed: ArrayLike, expected: ArrayLike, variance: ArrayLike, level: float = 0.95, *,
                    overall: float | None = None) -> Standardised:
    """An observed sum (seconds, money) over the expected one; `variance` is that of the observed sum.

    It is Σ over the kinds of work of n × the variance of single values of that kind. Normal limits: meant for sums
    over 30 things and more. nan where nothing was to be expected; ValueError where a variance is below 0.
    """
    import numpy as np

    total, should, spread = numbers(observed, expected, variance)
    must(~(spread < 0) & ~(should < 0), "an expected sum and a variance are not below 0")
    should[should == 0] = np.nan
    reach = normal_quantile(level) * np.sqrt(spread)
    return _times(total / should, (total - reach) / should, (total + reach) / should, overall)


def _times(ratio: Numbers, low: Numbers, high: Numbers, overall: float | None) -> Standardised:
    times = float("nan") if overall is None else overall
    return Standardised(ratio, low, high, ratio * times, low * times, high * times)
