"""This file is about power: after how many weeks a guard can speak, and what would let it speak sooner."""

from __future__ import annotations

import math
from typing import NamedTuple

from fourscore.strategy import Band, Kpi
from fourscore.terms import write_span

LEVEL, POWER = 0.95, 0.8


class Speaks(NamedTuple):
    """When a guard of a share can tell a breach from chance, as it is seen in four of five cases at 95%.

    needed: cases in each of the two periods. have: cases in the guard's window; weekly: in a week. weeks: how long the
    window has to be. tells: the smallest fall the window shows, in the share's own unit.
    """

    guard: str
    then: float
    edge: float
    needed: float
    have: float
    weekly: float
    weeks: float
    tells: float

    @property
    def in_time(self) -> bool:
        return self.have >= self.needed


def speaks(kpi: Kpi, baseline: float, band: Band, have: float, days: int) -> Speaks | None:
    """For a guard of `have` cases in a window of so many days; None where the band has no edge off the baseline.

    Of two edges the one that lies where the KPI gets worse; of a KPI good neither way the nearer one.
    """
    from fourscore.maths import n_for_difference, smallest_difference

    edges = [edge for edge in band if math.isfinite(edge) and edge != baseline and 0 <= edge <= 1]
    worse = [edge for edge in edges if kpi.direction != "band" and (edge < baseline) == (kpi.direction == "higher")]
    edge = min(worse or edges, key=lambda one: abs(one - baseline), default=None)
    if edge is None or not 0 < baseline < 1 or have <= 0 or days <= 0:
        return None
    needed, weekly = float(n_for_difference(baseline, edge, LEVEL, POWER)), have / days * 7
    return Speaks(kpi.name, baseline, edge, needed, have, weekly, needed / weekly,
                  float(smallest_difference(baseline, have, LEVEL, POWER)))


def power_words(found: Speaks) -> str:
    """What the manager can do about it, in a sentence."""
    low, high = write_span(min(found.edge, found.then), max(found.edge, found.then), "share")
    edge, then = (low, high) if found.edge < found.then else (high, low)
    told = (f"{found.guard}: to tell {edge} from {then} takes about {_about(found.needed)} cases in each period; "
            f"there are {found.weekly:,.0f} a week")
    if found.in_time:
        return f"{told}, so its window is long enough."
    weeks = f"{math.ceil(found.weeks):,}"
    return (f"{told}, so it can speak after {weeks} weeks. Judge it over {weeks}w, "
            f"or widen the band to ±{_points(found.tells)}pp, which its window can tell.")


def _points(share: float) -> str:
    """A difference of shares in percentage points, rounded up so that the window can tell it; it never reads 0."""
    points = 100 * share
    digits = max(1, -math.floor(math.log10(points))) if points > 0 else 1
    return f"{math.ceil(points * 10 ** digits) / 10 ** digits:.{digits}f}"


def _about(number: float) -> str:
    """To two digits, rounded up: who plans wants no false precision."""
    size = 10 ** max(0, math.floor(math.log10(max(number, 1))) - 1)
    return f"{math.ceil(number / size) * size:,}"
