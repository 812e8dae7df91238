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
from typing import TYPE_CHECKING, NamedTuple, Protocol

from fourscore.maths import percentile_places, percentile_sides
from fourscore.scoring.compare.needs import Volume, needs, volumes
from fourscore.scoring.compare.peers import Peers
from fourscore.scoring.compare.rules import USUAL, Judged, Rules
from fourscore.scoring.compare.sample import KNOWN, Sample, interval, sample_of, sides
from fourscore.scoring.compare.steady import steady
from fourscore.scoring.scale import Bar, Held, aim_of
from fourscore.strategy import Kpi, Level
from fourscore.terms import Days

if TYPE_CHECKING:
    from fourscore.metrics import Family, Row, Spread, Steps
    from fourscore.scoring.compare.sample import Numbers


class Spreading(Protocol):
    """What holding rows needs of metrics."""

    def family(self, metric: str) -> Family: ...

    def spread_of(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str | None]] | None = None,
    ) -> dict[str, Spread]: ...


PEOPLE = ("team", "agent")
# Of these families how sure a figure is hangs on how its single cases spread.
SPREADS = ("mean", "ratio", "percentile")
# Where sums tell no spread, a figure of so many cases is taken as enough.
ENOUGH = 30


class Sure(NamedTuple):
    """How sure one figure is, in the measure's unit. low, high: the interval by its own cases; steadied (with its
    interval): drawn to its peers; None where that is not known. chance, against: how sure it is at the least, by its
    own cases, that it is on the right side of the target, and on the wrong one. judged: what it may be used for among
    peers; None for the centre, which has none. enough: whether it stands on cases enough to be scored. few: whether on
    too few to tell how they spread. volume: how much there is in a week, of a team or an agent.
    """

    low: float | None = None
    high: float | None = None
    steadied: float | None = None
    steadied_low: float | None = None
    steadied_high: float | None = None
    reliability: float | None = None
    judged: Judged | None = None
    chance: float | None = None
    against: float | None = None
    enough: bool = True
    few: bool = False
    volume: Volume | None = None

    def certain(self, family: Family, level: Level, n: int, rules: Rules, *, met: bool) -> bool:
        """Whether it is certain enough on which side of its target the true figure is; n: how many things it stands on.

        An amount is what it is, and so is the centre's count of people or its level at one moment. Where no interval is
        known otherwise, a figure is uncertain; but the centre's is taken as it is where it stands on cases enough, and
        only a report or sums kept without their single facts tell it. A percentile is never: there is no such sum.
        """
        if family.kind == "exact":
            return True
        if family.kind == "percentile" and self.chance is None:
            return False
        if family.kind == "unknown" or self.chance is None or self.against is None:
            told = family.whole or (n >= ENOUGH and not self.few and not family.divided)
            return level == "centre" and told
        return (self.chance if met else self.against) >= rules.certain

    def needs(self, rules: Rules) -> str:
        """How long a time or which group would do for the next better use; "" where nothing is, or it is not known."""
        return needs(self.volume, self.judged, rules) if self.volume is not None and self.judged is not None else ""


UNKNOWN = Sure()


@dataclass(frozen=True)
class Sureness:
    """Everybody's, of one KPI. error: of each the standard error that one case would have (means and ratios)."""

    family: Family
    sure: Mapping[str | None, Sure]
    error: Mapping[str | None, float]
    scale: float

    def of(self, who: str | None, row: Row | None, bar: Bar, rules: Rules, *, enough: bool = True) -> Sure:
        """That one's, and for want of cases what would do on the scale it is scored by."""
        sure = self.sure.get(who, UNKNOWN)
        if enough:
            return sure
        target, volume = bar.aim.target, sure.volume
        squared = self._squared(who, row, target) if row is not None and target is not None else None
        if volume is not None and volume.cases and squared is not None and bar.length > 0:
            volume = volume._replace(scale=volume.cases * squared / bar.even)
        return sure._replace(enough=False, judged="too_few", volume=volume)

    def hides(self, row: Row | None, rules: Rules) -> bool:
        """Whether so few gave their opinion that it could be told whose it is."""
        return self.family.opinion and row is not None and row.n < rules.smallest_group

    def enough(self, who: str | None, row: Row | None, bar: Bar, rules: Rules) -> bool:
        """Whether a row of the bar's days stands on cases enough to be placed on this KPI's scale.

        They are where chance spreads figures less than the scale does from its floor to its target: where as much of
        the points' differences is real as `rules.coach` asks, for people spread evenly over the scale.
        """
        target = bar.aim.target
        if row is None or row.value is None or target is None or self.family.kind in ("exact", "unknown", "paid"):
            return True
        if self.family.kind == "percentile":
            return row.n >= ENOUGH
        squared = self._squared(who, row, target)
        if squared is None:
            return row.n >= ENOUGH
        return bar.even >= rules.coach * (bar.even + squared)

    def _squared(self, who: str | None, row: Row, target: float) -> float | None:
        """The squared standard error of that row's figure if its target were the true one; None where it is not known.
        """
        below = row.parts.get("den")
        if not below or below <= 0:
            return None
        n = below / self.scale
        if self.family.kind == "share":
            share = ((target if 0.0 <= target <= 1.0 else float(target > 1.0)) * n + 1) / (n + 2)
            return share * (1 - share) / n
        if self.family.kind == "count":
            return (max(target, 0.0) * n + 1) / n**2 if math.isfinite(n) else None
        one = self.error.get(who)
        return None if one is None else one * one / below


def errors_of(sample: Sample, rows: Sequence[Row], names: Sequence[str | None]) -> tuple[
        dict[str | None, float], float]:
    """Of each the standard error that one case would have (means and ratios), and how many cases one of what stands
    below the line is."""
    import numpy as np

    if sample.family.kind in ("share", "paid"):  # of which one case is one, and spreads as its share does
        return {}, 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        below = np.array([row.parts.get("den") or np.nan for row in rows], dtype=float)
        # The same share of the figure's error at any volume: it shrinks with the root of what stands below the line.
        error = np.where(sample.few > 0, np.nan, sample.sd / np.sqrt(sample.cases) * np.sqrt(below))
        scales = below / sample.n if sample.family.kind == "count" else np.ones(1)
    scale = next((float(one) for one in scales if np.isfinite(one) and one > 0), math.nan)
    return {name: one for name, one in zip(names, error.tolist(), strict=True) if math.isfinite(one)}, scale


def sureness(kpi: Kpi, family: Family, rows: Mapping[str | None, Row], spread: Spread | None, targets: tuple[
        float | None, float | None], peers: Peers | None, rules: Rules, level: Level, days: Days) -> Sureness:
    """How sure the figures of these people are. targets: of the days, a band's lower and upper edge.

    The spread was asked for each agent or team, or for all rows together, as of a site. peers: with whom each may be
    compared; without them nothing is steadied.
    """
    import numpy as np

    by_name, names = level in PEOPLE, sorted(rows, key=lambda name: name or "")
    keys = [(name,) if name is not None and by_name else () for name in names]
    if family.kind == "percentile":
        steps = [spread.steps.get(key) if spread else None for key in keys]
        people, cases = [name or "" for name in names], [float(rows[name].n) for name in names]
        worth = [float(ENOUGH)] * len(names)
        much = volumes(people, cases, worth, peers, level, days) if peers is not None else [None] * len(names)
        return Sureness(family, {
            name: percentile(kpi, family, rows[name], one, targets, rules)._replace(volume=volume)
            for name, one, volume in zip(names, steps, much, strict=True)}, {}, 1.0)
    if not names or family.kind not in KNOWN:
        return Sureness(family, dict.fromkeys(names, UNKNOWN), {}, 1.0)
    sample = sample_of(family, kpi.unit, [rows[name] for name in names], keys, spread)
    low, high = interval(sample, rules.level)
    blank = np.full(len(names), np.nan)
    right, wrong = (blank, blank) if targets[0] is None else sides(sample, kpi.direction, targets[0], targets[1])
    steadied, why = dict.fromkeys(("estimate", "low", "high", "reliability"), blank), [""] * len(names)
    told: list[Volume | None] = [None] * len(names)
    if peers is not None:
        people = [name or "" for name in names]
        groups = [group for group, _ in peers.groups(people, [bool(one == one) for one in sample.value])]
        drawn = steady(sample, groups, rules.level)
        steadied, why = {name: getattr(drawn, name) for name in steadied}, drawn.why
        own = sample.n if family.kind == "count" else sample.cases
        told = [*volumes(people, own.tolist(), drawn.worth.tolist(), peers, level, days)]
    columns = zip(names, *map(_told, (low, high, *steadied.values(), right, wrong)), why, sample.few.tolist(), told,
                  strict=True)
    found = {name: Sure(lowest, highest, middle, least, most, reliability,
                        rules.judged(reliability, reason) if peers is not None and family.kind != "paid" else None,
                        chance, against,
                        few=bool(few), volume=volume)
             for name, lowest, highest, middle, least, most, reliability, chance, against, reason, few, volume
             in columns}
    return Sureness(family, found, *errors_of(sample, [rows[name] for name in names], names))


def percentile(kpi: Kpi, family: Family, row: Row, steps: Steps | None, targets: tuple[float | None, float | None],
               rules: Rules) -> Sure:
    """How sure a percentile is: by the values it lies between, and by how many of them are up to its target.

    Not where the row counts other values than these steps do (a report told some).
    """
    if row.value is None or steps is None or steps.n != row.n:
        return UNKNOWN
    low, high = (float(place) for place in percentile_places(row.n, family.below, rules.level))
    ends = (None if math.isnan(low) else steps.at_least(low), None if math.isnan(high) else steps.at_most(high))
    target, upper = targets
    if target is None:
        return Sure(*ends)
    (within, beyond), (within_upper, beyond_upper) = (
        (float(percentile_sides(steps.within(edge)[0], row.n, family.below)[0]),
         float(percentile_sides(steps.within(edge)[1], row.n, family.below)[1]))
        for edge in (target, target if upper is None else upper))
    if kpi.direction != "band":
        right, wrong = (beyond, within) if kpi.direction == "higher" else (within, beyond)
        return Sure(*ends, chance=right, against=wrong)
    if upper is None:
        return Sure(*ends, chance=beyond, against=within)
    return Sure(*ends, chance=max(beyond + within_upper - 1, 0.0), against=max(within, beyond_upper))


def hold_rows(
    kpi: Kpi, metrics: Spreading, rows: Mapping[str | None, Row], level: Level, days: Days,
    where: Mapping[str, Sequence[str | None]], rules: Rules = USUAL,
    shares: Mapping[str | None, Fraction] = MappingProxyType({}),
) -> dict[str | None, Held]:
    """Each row of these days, by whose it is (None: the centre's), held as its own card holds it.

    `where`: what the rows were asked with. Too few cases for a score have neither points nor status, and a status that
    is not certain is `uncertain`. shares: of each, its share of the target, where that is shared out.
    """
    family = metrics.family(kpi.metric)
    by = (level,) if level in PEOPLE else ()
    needed = family.kind in SPREADS and bool(rows)
    spread = metrics.spread_of([kpi.metric], by, during=days, where=where).get(kpi.metric) if needed else None
    bar = Bar(kpi, aim_of(kpi, days))
    sure = sureness(kpi, family, rows, spread, (bar.target, bar.upper), None, rules, level, days)
    found = {}
    for who, row in rows.items():
        own = Bar(kpi, bar.aim, float(shares[who])) if who in shares else bar
        held = own.hold(row.value, complete=row.complete)
        if who is not None and (sure.hides(row, rules) or not sure.enough(who, row, bar, rules)):
            held = held._replace(score=None, status="no_data")
        elif held.status != "no_data" and not sure.sure.get(who, UNKNOWN).certain(
                family, level, row.n, rules, met=held.status == "on_target"):
            held = held._replace(status="uncertain")
        found[who] = held
    return found


def _told(values: Numbers) -> list[float | None]:
    return [one if math.isfinite(one) else None for one in values.tolist()]

