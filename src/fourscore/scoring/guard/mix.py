"""This file is about mix: whether a share fell because the work got harder, or because the same work is done worse."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from fourscore.scoring.guard.figures import Figure
from fourscore.scoring.guard.inside import LEVEL
from fourscore.terms import said, together, write_digits

# What kind of work it is, as far as the measure can be cut by it.
KINDS = ("topic", "queue", "hour_of_day")
KIND_WORDS = {"topic": said("topic"), "queue": said("queue"), "hour_of_day": said("hour of day")}


class Mixed(NamedTuple):
    """A share told at the baseline's mix of work. value, low, high: the baseline's share times observed over expected,
    with its 90% interval. by_mix, by_work: the change of the share, taken apart: what other work alone would have
    changed, and what the same work changed; they add up. unknown: the share of the work whose kind is new, and is
    expected to do as the whole did. kinds: by what the work was told apart.
    """

    value: float
    low: float
    high: float
    expected: float
    x: float
    exposure: float
    by_mix: float
    by_work: float
    unknown: float
    kinds: tuple[str, ...]


def at_mix(then: Mapping[tuple[str | None, ...], Figure], now: Mapping[tuple[str | None, ...], Figure],
           kinds: tuple[str, ...]) -> Mixed | None:
    """Today's hits over those to be expected of today's work at the baseline's shares, kind by kind.

    Indirect standardisation; None where either time has no work. Source: Breslow and Day 1987, Statistical Methods in
    Cancer Research II, section 2.3.
    """
    from fourscore.maths import standardise

    trials_then, trials_now = (math.fsum(cell.n for cell in cells.values()) for cells in (then, now))
    if not trials_then or not trials_now:
        return None
    whole = math.fsum(cell.x for cell in then.values()) / trials_then
    expected, unknown = 0.0, 0.0
    for kind, cell in now.items():
        earlier = then.get(kind)
        if earlier is None or not earlier.n:
            unknown += cell.n
        expected += cell.n * (earlier.x / earlier.n if earlier is not None and earlier.n else whole)
    hits = math.fsum(cell.x for cell in now.values())
    if not expected or not whole:
        return None
    found = standardise(hits, expected, LEVEL, overall=whole)
    return Mixed(float(found.value), float(found.value_low), float(found.value_high), expected / trials_now, hits,
                 expected / whole, expected / trials_now - whole, (hits - expected) / trials_now,
                 unknown / trials_now, kinds)


def mix_words(mixed: Mixed, name: str) -> str:
    """Which of the two it was, in points of the share."""
    work, harder = 100 * mixed.by_work, 100 * mixed.by_mix
    told = said("{name} changed by {points} points: {mix} by another mix of work, {same} in the same work; at the "
                "baseline's mix it is {value} ({low} to {high}), by {kinds}", name=name, points=_points(work + harder),
                mix=_points(harder), same=_points(work), value=write_digits(mixed.value, "share", 2),
                low=write_digits(mixed.low, "share", 2), high=write_digits(mixed.high, "share", 2),
                kinds=together([KIND_WORDS.get(kind, kind.replace("_", " ")) for kind in mixed.kinds], ", "))
    return told if mixed.unknown < 0.005 else together((told, said(
        "{share} of the work is of kinds not seen before", share=write_digits(mixed.unknown, "share", 0))), "; ")


def _points(points: float) -> str:
    return together(("" if f"{points:+.2f}".startswith("-") else "+", write_digits(points, "points", 2)), "")
