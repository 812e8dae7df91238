"""This file is about signals in a run of weeks: shares by their own chart, everything else as single figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fourscore.maths import Signals, p_prime, xmr
from fourscore.scoring.review.effect import LEAST, Sums
from fourscore.terms import said

RULES = {
    "outside": said("outside its natural limits"), "run": said("one of 8 weeks in a row on one side of its centre"),
    "near": said("one of 3 in 4 weeks nearer to a limit than to the centre"),
}


class Moved(NamedTuple):
    """A week (its place in the run) that is more than noise: by which rules in words, its value, and the limits."""

    place: int
    rules: tuple[str, ...]
    value: float
    centre: float
    low: float
    high: float


def moved(run: Sequence[Sums | None], *, share: bool, usual: slice, looked: slice) -> list[Moved]:
    """The weeks of `looked` that are more than noise, by centre and limits of the weeks in `usual`; None: not known.

    share: each week's figure is a share of what stands below the line. Nothing where fewer than 6 usual weeks are
    known.
    """
    if sum(one is not None and one.den > 0 for one in run[usual]) < LEAST:
        return []
    nan = float("nan")
    if share and all(one is None or 0 <= one.num <= one.den for one in run):
        chart = p_prime([nan if one is None else one.num for one in run],
                        [nan if one is None else one.den for one in run], baseline=usual)
    else:
        chart = xmr([one.num / one.den if one is not None and one.den else nan for one in run], baseline=usual)
    found: Signals = chart.signals
    weeks = range(len(run))[looked]
    return [
        Moved(week, rules, float(chart.values[week]), chart.centre, float(chart.low[week]), float(chart.high[week]))
        for week in weeks
        if (rules := tuple(words for rule, words in RULES.items() if getattr(found, rule)[week]))
    ]
