"""This file is about ranks with what is not known of them: from which to which place each member may truly stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.maths.fair.steadied import drawn
from fourscore.maths.given import must, numbers, tail

if TYPE_CHECKING:
    from fourscore.maths.fair.steadied import Likely
    from fourscore.maths.given import Numbers

AT_ONCE = 2_000_000


class Ranks(NamedTuple):
    """From which place to which each member may truly stand (1 is the best), and how likely it is among which.

    `best` and `worst` are the chances of standing in the best and in the worst quarter (of fewer than 4 members: of
    being the first and the last); `first` that of being the best. nan for members of whom nothing is known.
    """

    low: Numbers
    high: Numbers
    best: Numbers
    worst: Numbers
    first: Numbers


def rank_intervals(likely: Likely, level: float = 0.95, *, seed: int, draws: int = 4000,
                   higher: bool = True) -> Ranks:
    """Ranks by drawing every member's true figure `draws` times from what is likely, and ranking each draw.

    `higher` says whether more is better. The same seed gives the same ranks. ValueError below 100 draws.
    Source: Goldstein and Spiegelhalter 1996, JRSS A 159.
    """
    import numpy as np

    must(draws >= 100, "at least 100 draws are needed")
    parts = numbers(*likely)
    known = ~np.isnan(sum(parts))
    out, members = tail(level), int(known.sum())
    found = [np.full(parts[0].shape, np.nan) for _ in range(5)]
    if members == 0:
        return Ranks(*found)
    those, chance = type(likely)(*(part[known] for part in parts)), np.random.default_rng(seed)
    places = np.empty((draws, members), dtype=np.int32)
    for start in range(0, draws, at_once := max(1, AT_ONCE // members)):
        true = drawn(those, min(at_once, draws - start), chance)
        order = np.argsort(-true if higher else true, axis=1)
        np.put_along_axis(places[start:start + at_once], order, np.arange(1, members + 1, dtype=np.int32)[None], axis=1)
    quarter = max(1, members // 4)
    ends = np.quantile(places, [out, 1 - out], axis=0, method="inverted_cdf")
    among = (places <= quarter, places > members - quarter, places == 1)
    told = (*ends, *(place.mean(axis=0) for place in among))
    for at, values in zip(found, told, strict=True):
        at[known] = values
    return Ranks(*found)
