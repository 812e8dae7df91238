"""This file is about how sure a card's figures are: each person's and KPI's interval, steadied figure and certainty.

Whether a figure enters a score, and whether its status has a colour, hangs on the person's own cases alone: nobody's
score changes when somebody else comes or goes. What peers say (reliability, the steadied figure) is told beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from fourscore.scoring.compare.peers import Peers
from fourscore.scoring.compare.rules import USUAL, Judged, Rules
from fourscore.scoring.compare.sample import alone, chance_right, interval, sample_of
from fourscore.scoring.compare.steady import steady
from fourscore.scoring.scale import Bar, Held, aim_of
from fourscore.strategy import Kpi, Level
from fourscore.terms import Days

if TYPE_CHECKING:
    from fourscore.metrics import Family, Row, Spread
    from fourscore.scoring.compare.sample import Numbers
    from fourscore.scoring.readings import Figures

PEOPLE = ("team", "agent")
# Values spread evenly over a scale of length L have a standard deviation of L / √12.
EVENLY = 12.0
# Where sums tell no spread, a figure of so many cases is taken as enough.
ENOUGH = 30


class Sure(NamedTuple):
    """How sure one figure is, in the measure's unit. low, high: the interval by its own cases; steadied (with its
    interval): drawn to its peers; None where that is not known. chance: of being on the right side of the target, by
    its own cases. judged: what it may be used for among peers; None for the centre, which has none. enough: whether it
    stands on cases enough to be scored.
    """

    low: float | None = None
    high: float | None = None
    steadied: float | None = None
    steadied_low: float | None = None
    steadied_high: float | None = None
    reliability: float | None = None
    judged: Judged | None = None
    chance: float | None = None
    enough: bool = True
    known: bool = False

    def certain(self, family: Family, level: Level, rules: Rules, *, met: bool) -> bool:
        """Whether it is certain enough on which side of its target the true figure is.

        An amount is what it is. Where no interval is known at all, a person's figure is uncertain; the centre's, which
        stands on all cases there are, is taken as it is.
        """
        if family.kind == "exact":
            return True
        if self.chance is None:
            return level == "centre"
        return (self.chance if met else 1 - self.chance) >= rules.certain


UNKNOWN = Sure()


@dataclass(frozen=True)
class Sureness:
    """Everybody's, of one KPI. error: of each the standard error that one case would have (means and ratios)."""

    family: Family
    sure: Mapping[str | None, Sure]
    error: Mapping[str | None, float]
    scale: float

    def hides(self, row: Row | None, rules: Rules) -> bool:
        """Whether so few gave their opinion that it could be told whose it is."""
        return self.family.opinion and row is not None and row.n < rules.smallest_group

    def enough(self, who: str | None, row: Row | None, bar: Bar, rules: Rules) -> bool:
        """Whether a row of the bar's days stands on cases enough to be placed on this KPI's scale.

        They are where chance spreads figures less than the scale does from its floor to its target: where as much of
        the points' differences is real as `rules.coach` asks, for people spread evenly over the scale.
        """
        target = bar.aim.target
        if row is None or row.value is None or target is None or self.family.kind in ("exact", "unknown"):
            return True
        error = self._error(who, row, target)
        if error is None:
            return row.n >= ENOUGH
        spread = bar.length * bar.length / EVENLY
        return spread >= rules.coach * (spread + error * error)

    def _error(self, who: str | None, row: Row, target: float) -> float | None:
        """The standard error of that row's figure if its target were the true one; None where it is not known."""
        below = row.parts.get("den")
        if not below or below <= 0:
            return None
        n = below / self.scale
        if self.family.kind == "share":
            share = (min(max(target, 0.0), 1.0) * n + 1) / (n + 2)
            return math.sqrt(share * (1 - share) / n)
        if self.family.kind == "count":
            return math.sqrt(max(target, 0.0) * n + 1) / n if math.isfinite(n) else None
        one = self.error.get(who)
        return None if one is None else one / math.sqrt(below)


def sureness(kpi: Kpi, family: Family, rows: Mapping[str | None, Row], spread: Spread | None, targets: tuple[
        float | None, float | None], peers: Peers | None, rules: Rules, *, by_name: bool = True) -> Sureness:
    """How sure the figures of these people are. targets: of the days, a band's lower and upper edge.

    by_name: whether the spread was asked for each of them, or for all rows together, as of a site. peers: with whom
    each may be compared; without them nothing is steadied.
    """
    import numpy as np

    names = list(rows)
    keys = [(name,) if name is not None and by_name else () for name in names]
    sample = sample_of(family, kpi.unit, [rows[name] for name in names], keys, spread)
    if not names or not sample.known:
        return Sureness(family, dict.fromkeys(names, UNKNOWN), {}, 1.0)
    low, high = interval(sample, rules.level)
    likely = alone(sample)
    blank = np.full(len(names), np.nan)
    chance = blank if targets[0] is None or likely is None else chance_right(
        likely, kpi.direction, targets[0], targets[1])
    steadied = dict.fromkeys(("estimate", "low", "high", "reliability"), blank)
    if peers is not None:
        people = [name or "" for name in names]
        groups = [group for group, _ in peers.groups(people, [bool(one == one) for one in sample.value])]
        drawn = steady(sample, groups, rules.level)
        steadied = {name: getattr(drawn, name) for name in steadied}
    with np.errstate(divide="ignore", invalid="ignore"):
        below = np.array([row.parts.get("den") or np.nan for row in rows.values()], dtype=float)
        # The same share of the figure's error at any volume: it shrinks with the root of what stands below the line.
        error = sample.sd / np.sqrt(sample.cases) * np.sqrt(below)
        scales = below / sample.n if family.kind == "count" else np.ones(1)
    scale = next((float(one) for one in scales if np.isfinite(one) and one > 0), math.nan)
    columns = zip(names, *map(_told, (low, high, *steadied.values(), chance)), strict=True)
    found = {name: Sure(lowest, highest, middle, least, most, reliability,
                        rules.judged(reliability) if peers is not None else None, right, known=True)
             for name, lowest, highest, middle, least, most, reliability, right in columns}
    errors = {name: one for name, one in zip(names, error.tolist(), strict=True) if math.isfinite(one)}
    return Sureness(family, found, errors, scale)


def hold_rows(
    kpi: Kpi, metrics: Figures, rows: Mapping[str | None, Row], level: Level, days: Days,
    where: Mapping[str, Sequence[str | None]], rules: Rules = USUAL,
    shares: Mapping[str | None, Fraction] = MappingProxyType({}),
) -> dict[str | None, Held]:
    """Each row of these days, by whose it is (None: the centre's), held as its own card holds it.

    `where`: what the rows were asked with. Too few cases for a score have neither points nor status, and a status that
    is not certain is `uncertain`. shares: of each, its share of the target, where that is shared out.
    """
    family = metrics.family(kpi.metric)
    by = (level,) if level in PEOPLE else ()
    needed = family.kind in ("mean", "ratio") and bool(rows)
    spread = metrics.spread_of([kpi.metric], by, during=days, where=where).get(kpi.metric) if needed else None
    bar = Bar(kpi, aim_of(kpi, days))
    sure = sureness(kpi, family, rows, spread, (bar.target, bar.upper), None, rules, by_name=level in PEOPLE)
    found = {}
    for who, row in rows.items():
        own = Bar(kpi, bar.aim, float(shares[who])) if who in shares else bar
        held = own.hold(row.value, complete=row.complete)
        if who is not None and (sure.hides(row, rules) or not sure.enough(who, row, bar, rules)):
            held = held._replace(score=None, status="no_data")
        elif held.status != "no_data" and not sure.sure.get(who, UNKNOWN).certain(
                family, level, rules, met=held.status == "on_target"):
            held = held._replace(status="uncertain")
        found[who] = held
    return found


def _told(values: Numbers) -> list[float | None]:
    return [one if math.isfinite(one) else None for one in values.tolist()]

