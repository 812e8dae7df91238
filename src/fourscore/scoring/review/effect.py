"""This file is about the effect of an initiative: what came, held against what would have happened anyway.

With teams to compare with, the difference of the differences (Card and Krueger 1994, American Economic Review 84), each
of the four figures a ratio of sums with its own interval, the intervals joined by their squares (Zou and Donner 2008,
Statistics in Medicine 27). Without, what the history led to expect: the last weeks drawn back to the centre by as much
as the history itself does (Galton 1886), give or take its natural limits (Wheeler 2000, Understanding Variation).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from fourscore.maths import expected_regression, ratio_interval, xmr
from fourscore.terms import said

Verdict = Literal[
    "moved as expected", "moved, less than expected", "no more than would have happened anyway",
    "moved the other way", "cannot be told yet",
]
# The verdicts as they are said.
VERDICTS: tuple[str, ...] = (
    said("moved as expected"), said("moved, less than expected"), said("no more than would have happened anyway"),
    said("moved the other way"), said("cannot be told yet"))
LEAST = 6  # weeks, or days, of a history from which limits can be told
LAST = 4  # weeks before the beginning that led to it


class Sums(NamedTuple):
    """What stands above and below the line in one day or week; of an amount 1 stands below it."""

    num: float
    den: float


class Effect(NamedTuple):
    """What came, and what would have come anyway (`expected`), in the metric's unit.

    effect: what came less what was expected, from `low` to `high` (95%). weeks: whole weeks since the beginning.
    method: `comparison` or `history`. until: the day by which it can be told, where it cannot yet and will. why: in a
    sentence, why it cannot be told.
    """

    verdict: Verdict
    method: str
    before: float | None
    after: float | None
    expected: float | None
    effect: float | None
    low: float | None
    high: float | None
    weeks: int
    until: date | None
    why: str


def not_yet(method: str, weeks: int, why: str, until: date | None = None) -> Effect:
    return Effect("cannot be told yet", method, None, None, None, None, None, None, weeks, until, why)


def ratio(sums: Sequence[Sums]) -> float | None:
    """The ratio of the sums; None where nothing stands below the line."""
    den = math.fsum(one.den for one in sums)
    return math.fsum(one.num for one in sums) / den if den else None


def by_comparison(
    before: Sequence[Sums], after: Sequence[Sums], others_before: Sequence[Sums], others_after: Sequence[Sums], *,
    change: float, first_day: date, weeks: int,
) -> Effect:
    """The effect by teams in which nothing was done. Each side day by day (week by week for amounts)."""
    sides = (before, after, others_before, others_after)
    if min(len(side) for side in sides) < LEAST:
        return not_yet("comparison", weeks, said("fewer than {least} days or weeks are known of some side",
                                                 least=LEAST))
    found = [_interval(side) for side in sides]
    if any(one is None for one in found):
        return not_yet("comparison", weeks, said("nothing stands below the line on some side"))
    (b, b_reach), (a, a_reach), (ob, ob_reach), (oa, oa_reach) = (one for one in found if one is not None)
    reach = math.sqrt(math.fsum(one * one for one in (b_reach, a_reach, ob_reach, oa_reach)))
    expected = b + (oa - ob)
    return _judged("comparison", b, a, expected, reach, change, first_day, weeks)


def _interval(sums: Sequence[Sums]) -> tuple[float, float] | None:
    """The ratio of the sums, and how far its 95% interval reaches to either side."""
    x, y = [one.num for one in sums], [one.den for one in sums]
    if not math.fsum(y):
        return None
    xx, yy, xy = (math.fsum(p * q for p, q in zip(one, other, strict=True)) for one, other in ((x, x), (y, y), (x, y)))
    found = ratio_interval(math.fsum(x), math.fsum(y), xx, yy, xy, len(sums))
    low, high = float(found.low), float(found.high)
    return (low + high) / 2, (high - low) / 2


def by_history(history: Sequence[Sums], after: Sequence[Sums], *, change: float, first_day: date) -> Effect:
    """The effect by what the history, week by week up to the beginning, led to expect. `after`: the weeks since.

    Centre and what came are ratios of sums; the weeks' own ratios only tell how far weeks lie apart.
    """
    weeks = len(after)
    known = [one for one in history if one.den]
    came, centre = ratio(after), ratio(known)
    last = ratio(known[-LAST:])
    if len(known) < LEAST or centre is None or last is None:
        return not_yet("history", weeks, said("{weeks} weeks before it are known, and limits need {least}",
                                              weeks=len(known), least=LEAST))
    if came is None or weeks < 1:
        return not_yet("history", weeks, said("no whole week since it began is known"), first_day + timedelta(days=7))
    values = [one.num / one.den for one in known]
    chart = xmr(values)
    own = persistence(values)
    spread = math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1))
    away = float(expected_regression((last - centre) / spread, own)) * spread if spread else 0.0
    # The mean of several weeks lies nearer to the centre than one does, the less so the more weeks take after the last.
    together = weeks * (1 - own) / (1 + own) if own < 1 else 1.0
    reach = float(chart.high[-1] - chart.centre) / math.sqrt(max(together, 1.0))
    return _judged("history", last, came, centre + away, reach, change, first_day, weeks)


def persistence(values: Sequence[float]) -> float:
    """How much of a week's distance from the centre the next one keeps, 0 to 1: 1 − mean squared step / (2 variance).

    0 for noise, near 1 for a level that drifts. Source: von Neumann 1941, Annals of Mathematical Statistics 12.
    """
    centre = math.fsum(values) / len(values)
    variance = math.fsum((value - centre) ** 2 for value in values) / len(values)
    steps = [(later - earlier) ** 2 for earlier, later in pairwise(values)]
    if not variance:
        return 0.0
    return min(1.0, max(0.0, 1 - math.fsum(steps) / len(steps) / (2 * variance)))


def _judged(
    method: str, before: float, after: float, expected: float, reach: float, change: float, first_day: date, weeks: int,
) -> Effect:
    effect = after - expected
    low, high = effect - reach, effect + reach
    up = 1 if change > 0 else -1
    # Seen in the direction that was hoped for.
    least, most = sorted((low * up, high * up))
    verdict: Verdict
    until, why = None, ""
    if least > 0:
        verdict = "moved as expected" if most >= abs(change) else "moved, less than expected"
    elif most < 0:
        verdict = "moved the other way"
    elif most < abs(change):
        verdict = "no more than would have happened anyway"
    else:
        verdict = "cannot be told yet"
        needed = math.ceil(weeks * (reach / abs(change)) ** 2) if change and weeks else 0
        until = first_day + timedelta(days=7 * max(needed, weeks + 1))
        why = said("after {weeks} weeks both no effect and the expected one are within what chance does", weeks=weeks)
    return Effect(verdict, method, before, after, expected, effect, low, high, weeks, until, why)
