"""This file is about the numbers handed to a method: arrays of one shape, checked, and what to answer where none is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]


class Interval(NamedTuple):
    """From where to where the true values are likely to lie; arrays of one shape, nan where it cannot be told."""

    low: Numbers
    high: Numbers


def numbers(*values: ArrayLike) -> list[Numbers]:
    """The values as arrays of floats of one shape; single numbers are repeated beside arrays.

    Raises ValueError where two arrays differ in length.
    """
    import numpy as np

    told = [np.asarray(value, dtype=np.float64) for value in values]
    return [np.array(value) for value in np.broadcast_arrays(*told)]


def must(holds: Any, words: str) -> None:
    """Raises ValueError with these words unless the condition holds everywhere."""
    import numpy as np

    if not np.all(holds):
        raise ValueError(words)


def tail(level: float) -> float:
    """The share left out at either end: 0.025 for a level of 0.95. Raises ValueError unless 0 < level < 1."""
    if not 0 < level < 1:
        raise ValueError("a level lies between 0 and 1, such as 0.95")
    return (1 - level) / 2


def normal_quantile(level: float) -> float:
    """How many standard deviations to either side hold the level: 1.96 for 0.95."""
    from scipy.special import ndtri

    return float(-ndtri(tail(level)))


def shares(x: ArrayLike, n: ArrayLike) -> tuple[Numbers, Numbers]:
    """Hits and trials, checked: 0 <= x <= n. A trial-less pair becomes nan, and so does one with a part missing."""
    import numpy as np

    hits, trials = numbers(x, n)
    known = ~(np.isnan(hits) | np.isnan(trials))
    must((hits[known] >= 0) & (hits[known] <= trials[known]), "hits lie between 0 and the number of trials")
    trials[~known | (trials == 0)] = np.nan
    return hits, trials


def counts(x: ArrayLike, exposure: ArrayLike) -> tuple[Numbers, Numbers]:
    """Events and the time or volume they happened in, checked: both at least 0. Without exposure nan."""
    import numpy as np

    events, over = numbers(x, exposure)
    known = ~(np.isnan(events) | np.isnan(over))
    must((events[known] >= 0) & (over[known] >= 0), "events and their exposure are not below 0")
    over[~known | (over == 0)] = np.nan
    return events, over
