"""This file is about how many: how far a mean of n can be relied on, and how many n it takes to tell something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.maths.given import must, normal_quantile, numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fourscore.maths.given import Numbers


def reliability(n: ArrayLike, between_sd: ArrayLike, within_sd: ArrayLike) -> Numbers:
    """tau² / (tau² + sigma² / n): the share of the spread of peers' means of n that is true difference, 0 to 1.

    `between_sd` is that of the peers' true values, `within_sd` that of one peer's single values, in one unit. 0 for
    no values; nan where both are 0. ValueError where one is below 0.
    Source: Spearman 1910 and Brown 1910, British Journal of Psychology 3.
    """
    import numpy as np

    many, between, within = numbers(n, between_sd, within_sd)
    must(~(many < 0) & ~(between < 0) & ~(within < 0), "numbers and standard deviations are not below 0")
    true, chance = many * between * between, within * within
    return np.divide(true, true + chance, out=np.full_like(true, np.nan), where=true + chance > 0)


def n_for_reliability(between_sd: ArrayLike, within_sd: ArrayLike, wanted: float = 0.8) -> Numbers:
    """How many values each peer needs for a reliability, not rounded: r / (1 − r) · sigma² / tau².

    Infinite where the peers do not differ. ValueError unless 0 < wanted < 1.
    """
    import numpy as np

    must(0 < wanted < 1, "a reliability lies between 0 and 1, such as 0.8")
    between, within = numbers(between_sd, within_sd)
    must(~(between < 0) & ~(within < 0), "standard deviations are not below 0")
    with np.errstate(divide="ignore"):
        return np.where(between == 0, np.inf, wanted / (1 - wanted) * within ** 2 / between ** 2)


def n_for_half_width(rate: ArrayLike, half_width: ArrayLike, level: float = 0.95) -> Numbers:
    """How many trials tell a share to ± `half_width`, not rounded: z² p (1 − p) / d².

    4% ± 1 point takes 1,475, 85% ± 5 points 196. ValueError unless 0 <= rate <= 1 and the width is above 0.
    Source: Cochran 1977, Sampling Techniques, 3rd edition, section 4.4.
    """
    share, width = numbers(rate, half_width)
    must((share >= 0) & (share <= 1) & (width > 0), "a share lies between 0 and 1, and its half-width above 0")
    z = normal_quantile(level)
    needed: Numbers = z * z * share * (1 - share) / (width * width)
    return needed


def n_for_mean_half_width(sd: ArrayLike, half_width: ArrayLike, level: float = 0.95) -> Numbers:
    """How many values tell a mean to ± `half_width`, not rounded: z² sd² / d². ValueError unless d > 0."""
    spread, width = numbers(sd, half_width)
    must((spread >= 0) & (width > 0), "a standard deviation is not below 0, and a half-width above it")
    z = normal_quantile(level)
    needed: Numbers = z * z * spread * spread / (width * width)
    return needed


def n_for_difference(before: ArrayLike, after: ArrayLike, level: float = 0.95, power: float = 0.8) -> Numbers:
    """How many trials in each of two groups or periods tell one share from another, not rounded.

    (z for the level, two-sided, + z for the power)² · (p₁(1 − p₁) + p₂(1 − p₂)) / (p₁ − p₂)². 4.0% from 4.8% takes
    about 10,300 each, 4.0% from 3.6% about 36,000. Infinite where they are equal; ValueError unless both are shares
    and 0 < power < 1.
    Source: Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions, section 4.2 (without the
    correction for continuity).
    """
    import numpy as np
    from scipy.special import ndtri

    must(0 < power < 1, "a power lies between 0 and 1, such as 0.8")
    first, second = numbers(before, after)
    must((first >= 0) & (first <= 1) & (second >= 0) & (second <= 1), "a share lies between 0 and 1")
    reach = normal_quantile(level) + float(ndtri(power))
    spread = first * (1 - first) + second * (1 - second)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(first == second, np.inf, reach * reach * spread / (first - second) ** 2)
