"""This file is about how far figures lie from what was expected of them: standard errors, over-dispersion, findings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fourscore.maths import (
    Interval,
    LikelyMean,
    false_discovery,
    funnel_limits_mean,
    funnel_limits_rate,
    funnel_limits_ratio,
    overdispersion,
    rank_intervals,
)
from fourscore.scoring.compare.sample import OWN_SPREAD, Sample
from fourscore.scoring.compare.standing import Limit
from fourscore.scoring.compare.steady import Steady

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

# Ninety-nine point eight per cent of equals lie within (Spiegelhalter 2005).
FUNNEL_Z = 3.0902
SEED = 4


@dataclass(frozen=True)
class Placed:
    """One place each: standard errors from the expected figure, p and limits, all widened by the root of φ; whether it
    is a finding; and φ itself (nan where nobody has a figure).
    """

    z: Numbers
    p: Numbers
    low: Numbers
    high: Numbers
    flagged: NDArray[np.bool_]
    phi: float


def placed(sample: Sample, expected: Numbers, alarms: float, among: NDArray[np.bool_]) -> Placed:
    """How each figure stands to what was expected of it, chance and the spread of all allowed for.

    Shares and counts by exact tails, so that a few lucky cases are no finding; means and ratios by the normal.
    among: who may be a finding: those who stand on cases enough. It hangs on how many cases somebody has, not on
    what came of them, so that no more of the findings are false for it.
    Source: Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24 (2005);
    Bourgon, Gentleman and Huber, Independent filtering increases detection power, PNAS 107 (2010).
    """
    import numpy as np
    from scipy.special import ndtr, ndtri

    error, away = _error(sample, expected)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(error > 0, away / error, np.nan)
    phi = overdispersion(z)
    wider = max(1.0, phi) ** 0.5 if phi == phi else 1.0
    tail = _tail(sample, expected)
    tail = np.where(np.isnan(tail), ndtr(-np.abs(z)), tail)
    p = 2 * ndtr(ndtri(np.minimum(tail, 0.5)) / wider)
    reach = FUNNEL_Z * wider * error
    low, high = expected - reach, expected + reach
    if sample.family.kind == "share":
        low, high = np.maximum(low, 0), np.minimum(high, 1)
    elif sample.family.kind == "count" or sample.skewed:
        low = np.maximum(low, 0)
    return Placed(z / wider, p, low, high, false_discovery(np.where(among, p, np.nan), alarms), phi)


# Where the funnel's limits are worked out: at so many sizes from this part of the largest on to a little beyond it.
PLACES, SMALLEST, BEYOND = 80, 1 / 400, 1.1
INNER, OUTER = 0.95, 0.998


def limits(sample: Sample, overall: float | None, phi: float) -> tuple[Limit, ...]:
    """The funnel: for so many cases, between which figures over expected ones 95% and 99.8% of equals lie.

    Of the whole centre's work, by the same methods as for each one's own limits, and as much wider by φ.
    """
    import numpy as np

    sizes = sample.size[np.isfinite(sample.size) & (sample.size > 0)]
    if not sizes.size or not overall or overall <= 0:
        return ()
    largest, share = float(sizes.max()) * BEYOND, sample.family.kind == "share"
    at = np.geomspace(1.0 if share else largest * SMALLEST, max(math.ceil(largest) if share else largest, 2.0), PLACES)
    at = np.unique(np.round(at) if share else at)
    wider = max(1.0, phi) if phi == phi else 1.0
    found: list[Interval] = []
    for level in (INNER, OUTER):
        if sample.family.kind == "share":
            one = funnel_limits_rate(min(overall, 1.0), at, level, wider)
            found.append(Interval(one.low / overall, one.high / overall))
        elif sample.family.kind == "count":
            found.append(funnel_limits_ratio(at * overall, level, wider))
        else:
            one = funnel_limits_mean(overall, _pooled(sample), at, level, wider)
            found.append(Interval(np.maximum(one.low, 0) / overall if sample.skewed else one.low / overall,
                                  one.high / overall))
    (inner, outer) = found
    return tuple(Limit(*map(float, row)) for row in zip(at, inner.low, inner.high, outer.low, outer.high, strict=True)
                 if np.isfinite(row).all())


def _pooled(sample: Sample) -> float:
    """The standard deviation of one case, of all of them together."""
    import numpy as np

    freedom = np.where(np.isnan(sample.sd), 0.0, np.maximum(np.nan_to_num(sample.cases) - 1, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.sqrt(np.nansum(freedom * np.nan_to_num(sample.sd) ** 2) / freedom.sum()))


def _error(sample: Sample, expected: Numbers) -> tuple[Numbers, Numbers]:
    """The standard error of each figure if the expected one were true, and how far it is from that."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        if sample.family.kind == "share":
            return np.sqrt(expected * (1 - expected) / sample.n), sample.value - expected
        if sample.family.kind == "count":
            return np.sqrt(expected / sample.n), sample.x / sample.n - expected
        sd = np.where((sample.cases >= OWN_SPREAD) & (sample.sd > 0), sample.sd, _pooled(sample))
        return sd / np.sqrt(sample.cases), sample.value - expected


def _tail(sample: Sample, expected: Numbers) -> Numbers:
    """The smaller exact tail of shares and counts; nan for others."""
    import numpy as np
    from scipy.stats import binom, poisson

    x, tails = sample.x, np.full((2, *sample.value.shape), np.nan)
    if sample.family.kind == "share":
        counted = binom(sample.n, np.clip(expected, 0, 1))
        tails = np.array([counted.cdf(x), counted.sf(x - 1)])
    elif sample.family.kind == "count":
        events = poisson(sample.n * expected)
        tails = np.array([events.cdf(x), events.sf(x - 1)])
    return np.asarray(tails.min(axis=0))


def ranks(steadied: Steady, times: Numbers, groups: Sequence[str | None], level: float, *,
          higher: bool) -> tuple[Numbers, Numbers, Numbers]:
    """From which to which place each stands within its own group's work, and of how many; 1 is the best.

    By the steadied figures, each times `times` so that differences of case mix are out. nan where nothing is known.
    Source: Goldstein and Spiegelhalter, League tables and their limitations, JRSS A 159 (1996).
    """
    import numpy as np

    low, high, of = (np.full(steadied.estimate.shape, np.nan) for _ in range(3))
    error = (steadied.high - steadied.low) / (2 * 1.959964)
    places: dict[str | None, list[int]] = {}
    for place, group in enumerate(groups):
        if np.isfinite(error[place] * times[place]) and np.isfinite(steadied.estimate[place]):
            places.setdefault(group, []).append(place)
    for here in places.values():
        likely = LikelyMean(steadied.estimate[here] * times[here], error[here] * times[here],
                            np.full(len(here), np.inf))
        found = rank_intervals(likely, level, seed=SEED, higher=higher)
        low[here], high[here], of[here] = found.low, found.high, len(here)
    return low, high, of
