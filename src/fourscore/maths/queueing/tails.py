"""This file is about the two sums behind every Erlang formula, kept exact for one agent as for tens of thousands.

Both are Gamma integrals over a Poisson term, so that numbers of servers may lie between whole ones. The term itself
is worked out by Loader's way, which loses no digits where its parts are huge and nearly equal.
Source: Loader 2000, Fast and Accurate Computation of Binomial Probabilities; Jagerman 1974, Bell System Technical
Journal 53; Abramowitz and Stegun 1964, 6.5.29 and 6.5.31.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fourscore.maths.given import Numbers

# Below this a quotient of two vanishing numbers is worked out another way.
VANISHING = -600.0
STEPS = 20_000


def log_poisson(k: Numbers, mean: Numbers) -> Numbers:
    """The logarithm of mean^k · e^(−mean) / Γ(k + 1), for real k >= 0 and mean > 0."""
    import numpy as np
    from scipy.special import gammaln, xlogy

    many = np.where(k < 16, 16.0, k)
    step = (mean - many) / many
    # Far below, the quotient itself keeps the digits that one added to `step` would lose.
    logarithm = np.where(step < -0.5, np.log(mean / many), np.log1p(np.maximum(step, -0.5)))
    apart = many * (step - logarithm)
    inverse = 1 / (many * many)
    rest = (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - inverse / 1188) * inverse) * inverse) * inverse) / many
    large = -rest - apart - 0.5 * np.log(2 * np.pi * many)
    return np.asarray(np.where(k < 16, xlogy(k, mean) - mean - gammaln(k + 1), large))


def below_over_term(k: Numbers, mean: Numbers) -> Numbers:
    """(Σ of the Poisson terms up to k) / (the term of k), for real k >= 0 and mean > 0: the inverse of Erlang's B."""
    import numpy as np
    from scipy.special import gammaincc

    term = log_poisson(k, mean)
    with np.errstate(over="ignore", invalid="ignore"):
        found = np.asarray(gammaincc(k + 1, mean) * np.exp(-term))
    far = (term < VANISHING) & (mean > k)
    if far.any():
        found[far] = _fraction(k[far], mean[far])
    return found


def above_over_term(k: Numbers, mean: Numbers) -> Numbers:
    """(Σ of the Poisson terms from k on) / (the term of k), for real k > 0 and mean > 0; infinite where it is huge.

    That is the confluent function 1F1(1; k + 1; mean).
    """
    import numpy as np
    from scipy.special import gammainc

    term = log_poisson(k, mean)
    with np.errstate(over="ignore", invalid="ignore"):
        found = np.asarray(gammainc(k, mean) * np.exp(-term))
    far = (term < VANISHING) & (mean < k)
    if far.any():
        found[far] = _series(k[far], mean[far])
    return found


def _fraction(k: Numbers, mean: Numbers) -> Numbers:
    """`below_over_term` far above k, by Legendre's continued fraction in Lentz's way."""
    import numpy as np

    tiny = 1e-300
    b = mean - k
    c, d = np.full_like(b, 1 / tiny), 1 / b
    found = d
    for step in range(1, STEPS):
        a = -step * (step - k - 1)
        b = b + 2
        d = 1 / (a * d + b)
        c = b + a / c
        found = found * (c * d)
        if (np.abs(c * d - 1) < 1e-15).all():
            break
    return np.asarray(mean * found)


def _series(k: Numbers, mean: Numbers) -> Numbers:
    """`above_over_term` far below k, term by term."""
    import numpy as np

    term = np.ones_like(mean)
    found = term
    for step in range(1, STEPS):
        term = term * mean / (k + step)
        found = found + term
        if (term < 1e-17 * found).all():
            break
    return found
