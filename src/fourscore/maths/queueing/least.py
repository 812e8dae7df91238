"""This file is about the fewest agents with which something holds, searched for many loads at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fourscore.maths.given import must

if TYPE_CHECKING:
    from fourscore.maths.given import Numbers

MOST = 1e7


def least(holds: Callable[[Any, Numbers], Any], fewest: Numbers, guess: Numbers, asked: Any, missing: Any) -> Numbers:
    """The least whole number from `fewest` on with which it holds, for each; as many loads at a time as are open.

    All are flat arrays of one length. `holds(at, numbers)` says for the places `at` whether it holds with these
    numbers; once it holds it must hold with every larger one. From the guess the bounds are thrown wider until they
    hold the answer, then halved. `asked` is yes where there is something to search (elsewhere the answer is `fewest`),
    `missing` where nothing is known (nan). ValueError where not even ten million would do.
    """
    import numpy as np

    low = fewest - 1  # known not to do, or not allowed
    high = np.maximum(np.ceil(guess), fewest)  # once known to do
    at, step = np.flatnonzero(asked & ~missing), np.ones(low.size)
    enough = np.zeros(low.size, dtype=np.bool_)
    while at.size:
        good = np.asarray(holds(at, high[at]), dtype=np.bool_)
        enough[at[good]] = True
        failed = at[~good]
        low[failed] = high[failed]
        high[failed] += step[failed]
        step[failed] *= 2
        must(high[failed] < MOST, "no number of agents is enough")
        at = failed
    at, step = np.flatnonzero(enough & (high - low > 1)), np.ones(low.size)
    near = enough & (low < fewest)  # not yet bounded from below by trying
    while at.size:
        tried = np.where(near[at], np.maximum(high[at] - step[at], low[at] + 1), np.floor((low[at] + high[at]) / 2))
        good = np.asarray(holds(at, tried), dtype=np.bool_)
        high[at[good]] = tried[good]
        low[at[~good]] = tried[~good]
        near[at[~good]] = False
        step[at] *= 2
        at = at[high[at] - low[at] > 1]
    return np.where(missing, np.nan, np.where(asked, high, fewest))

