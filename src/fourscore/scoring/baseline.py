"""This file is about freezing a baseline: what a KPI was over whole months, and how far a month strays by itself."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fourscore.scoring.scale import times
from fourscore.strategy import Kpi
from fourscore.terms import Days, Issue, Trouble, read_value, said

if TYPE_CHECKING:
    from fourscore.scoring.readings import Figures

DIGITS = 6  # that a baseline is written with, beginning at the first that is not nought
# Natural limits of single values: 3 / 1.128 times the mean moving range on either side.
SPREAD = 2.66
UNITS = {"share": "%", "seconds": "s"}
CAN_BE_NEGATIVE = ("money", "ratio", "points")


class Frozen(NamedTuple):
    """value: over all of the days (of an amount, for the time its target is meant for), as `written` says it, in the
    metric's unit. points: of how many months; n: how many things it stands on. low, high: the natural limits of a
    month, cut to what can be; None with fewer than two months.
    """

    kpi: Kpi
    days: Days
    value: float
    written: str
    points: int
    n: int
    low: float | None
    high: float | None


def freeze(kpi: Kpi, metrics: Figures, days: Days) -> Frozen:
    """The KPI's baseline over whole months. Raises Trouble `baseline-not-complete`, WrongUse as `metrics.ask` does.

    The value is that of all the days at once, never a mean of months. The limits are those of single values with moving
    ranges (XmR), set round that value. Source: D. J. Wheeler, Understanding Variation.
    """
    where = {name: list(words) for name, words in kpi.scope.items()}
    (whole,) = metrics.ask([kpi.metric], during=days, where=where).rows
    value = whole.value
    if value is None or not whole.complete:
        what = (said("there is no value over all of it") if value is None
                else said("some of it is not loaded, or will still change"))
        raise Trouble(_not_complete(kpi, what))
    monthly: list[float] = []
    for month in months_of(days):
        (row,) = metrics.ask([kpi.metric], during=month, where=where).rows
        if row.value is None or not row.complete:
            raise Trouble(_not_complete(kpi, said("{month} has no value", month=f"{month.first:%Y-%m}")
                                        if row.value is None
                                        else said("{month} is not complete", month=f"{month.first:%Y-%m}")))
        monthly.append(row.value / times(kpi, month))
    text = written(value / times(kpi, days), kpi.unit)
    kept = read_value(text, kpi.unit)
    low, high = limits(kept, monthly)
    if kpi.unit not in CAN_BE_NEGATIVE and low is not None:
        low = max(low, 0.0)
    if kpi.unit == "share" and high is not None:
        high = min(high, 1.0)
    return Frozen(kpi, days, kept, text, len(monthly), whole.n, low, high)


def _not_complete(kpi: Kpi, what: str) -> Issue:
    return Issue("baseline-not-complete", kpi.id,
                 said("{name} cannot be frozen over these months: {what}.", name=kpi.name, what=what),
                 said("Choose months that are whole and loaded (`fourscore doctor` says which), or load what is "
                      "missing."))


def months_of(days: Days) -> list[Days]:
    """The calendar months that make up these days, which begin and end with one."""
    edges = [days.first]
    while edges[-1] < days.until:
        edges.append(date(edges[-1].year + edges[-1].month // 12, edges[-1].month % 12 + 1, 1))
    return [Days(first, until) for first, until in pairwise(edges)]


def limits(centre: float, values: list[float]) -> tuple[float | None, float | None]:
    """The natural limits round a centre, from the mean of the moving ranges; none with fewer than two values."""
    if len(values) < 2:
        return None, None
    spread = SPREAD * math.fsum(abs(b - a) for a, b in pairwise(values)) / (len(values) - 1)
    return centre - spread, centre + spread


def written(value: float, unit: str) -> str:
    """The value as a person writes it in the strategy, with six digits that say something."""
    shown = value * 100 if unit == "share" else value
    before = math.floor(math.log10(abs(shown))) + 1 if shown else 1
    text = f"{shown:.{max(0, DIGITS - before)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text + UNITS.get(unit, "")
