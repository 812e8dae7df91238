"""This file is about the trade: how much of what was to hold was given for each thousand more of the headline."""

from __future__ import annotations

from typing import NamedTuple

from fourscore.scoring.guard.inside import LEVEL
from fourscore.strategy import Kpi

PER = 1_000


class Side(NamedTuple):
    """A guard's value at one time; of a share x hits in n trials. n 0: only the value is known, and taken as it is."""

    value: float
    x: float = 0.0
    n: float = 0.0


class Trade(NamedTuple):
    """How much the guard changed for each thousand more of the headline, in its own unit, with its 90% interval.

    A share's change is in points of 1 (0.01 is one percentage point). low, high: None where only values are known.
    """

    guard: str
    headline: str
    extra: float
    rate: float
    low: float | None
    high: float | None


def trade(headline: Kpi, extra: float, guard: Kpi, then: Side, now: Side) -> Trade | None:
    """The change of the guard over the extra of the headline, in thousands; None where the headline did not grow.

    Of two shares by Newcombe's interval; where the earlier one is a frozen value, by Wilson's of the later one.
    """
    from fourscore.maths import difference_of_rates, wilson

    thousands = extra / PER
    if thousands <= 0:
        return None
    change = now.value - then.value
    low = high = None
    if now.n > 0 and then.n > 0:
        apart = difference_of_rates(then.x, then.n, now.x, now.n, LEVEL)
        low, high = float(apart.low) / thousands, float(apart.high) / thousands
    elif now.n > 0:
        later = wilson(now.x, now.n, LEVEL)
        low, high = (float(later.low) - then.value) / thousands, (float(later.high) - then.value) / thousands
    return Trade(guard.name, headline.name, extra, change / thousands, low, high)
