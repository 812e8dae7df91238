"""This file is about what a goal implies: sales from calls × conversion, cost per call from cost and calls, and so on.

An identity is a definition of the catalogue: a ratio is its numerator's sum over its denominator's. Everything is told
as a factor on the baseline, so that no baseline needs to be known where a goal is written relative to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from fourscore.strategy.goals.meaning import band_of, target_of
from fourscore.strategy.goals.model import GoalGuard, GuardedGoal, Move, Where
from fourscore.strategy.model import Kpi
from fourscore.terms import capital, inner, kept, said

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue, Metric

Scope = tuple[tuple[str, tuple[str, ...]], ...]


class Factor(NamedTuple):
    """A multiple of the baseline: at the goal, and from where to where the guards let it be (inf: open)."""

    low: float
    at: float
    high: float

    def times(self, other: Factor) -> Factor:
        return Factor(self.low * other.low, self.at * other.at, _product(self.high, other.high))

    def over(self, other: Factor) -> Factor:
        low = 0.0 if math.isinf(other.high) else self.low / other.high
        return Factor(low, self.at / other.at, math.inf if other.low == 0 else self.high / other.low)


def _product(one: float, other: float) -> float:
    return 0.0 if 0 in (one, other) else one * other


class Implied(NamedTuple):
    """What a goal asks for without saying so. metric: the catalogue's key of it, "" where it has none.

    because: from what it follows. kpi: the id of a KPI of the strategy that measures just this, "" where none does.
    """

    name: str
    metric: str
    factor: Factor
    because: str
    kpi: str = ""


class Quantity(NamedTuple):
    """A sum that things are counted or added up in: its formula over parts, limited to a scope."""

    formula: str
    scope: Scope


class Known(NamedTuple):
    factor: Factor
    name: str
    because: str


def scope_of(kpi: Kpi, where: Where) -> Scope:
    """What a part of a goal is limited to in the end."""
    return tuple(sorted({**kpi.scope, **{name: (word,) for name, word in where if word != "*"}}.items()))


def factor_of(part: Move | GoalGuard, kpi: Kpi, baseline: float | None, *, least: bool = False) -> Factor | None:
    """The part as a multiple of its baseline. least: a headline as what has to be reached at least, not as the goal."""
    before = 1.0 if baseline is None and _relative(part, kpi) else baseline
    if before is None or before <= 0:
        return None
    if isinstance(part, Move):
        target = target_of(part.change, kpi.unit, before)
        if target is None or target <= 0:
            return None
        at = target / before
        if not least:
            return Factor(at, at, at)
        return Factor(at, at, math.inf) if at >= 1 else Factor(0.0, at, at)
    band = band_of(part, kpi, before)
    if band is None:
        return None
    low, high = max(0.0, band.low / before), band.high / before
    middle = (low + high) / 2 if part.op in ("~", "flat") else min(max(1.0, low), high)
    return Factor(low, middle, high) if middle > 0 else None


def _relative(part: Move | GoalGuard, kpi: Kpi) -> bool:
    """Whether the part says a multiple whatever the baseline is."""
    if isinstance(part, Move):
        return part.change.kind == "times" or (part.change.kind == "by" and part.change.amount.unit == "%")
    in_shares = part.tolerance is None or part.tolerance.unit == "%"
    return part.value is None and in_shares and not (part.op == "no worse" and kpi.direction == "band")


class Arithmetic:
    """What follows from the parts of one goal, by the catalogue's definitions."""

    def __init__(self, goal: GuardedGoal, kpis: Mapping[str, Kpi], catalogue: Catalogue,
                 baseline: Callable[[Move | GoalGuard, Kpi], float | None], *, least: bool = False) -> None:
        self.kpis, self.catalogue = kpis, catalogue
        self.sums: dict[Quantity, Known] = {}
        self.ratios: list[tuple[Quantity, Quantity, Known]] = []
        self.told: set[tuple[str, Scope]] = set()
        for part in goal.parts:
            kpi = kpis.get(part.kpi)
            factor = kpi and factor_of(part, kpi, baseline(part, kpi), least=least)
            if kpi is not None and factor:
                self._take(kpi, scope_of(kpi, part.where), factor)
        self._follow()

    def _take(self, kpi: Kpi, scope: Scope, factor: Factor) -> None:
        metric = self.catalogue.metrics.get(kpi.metric)
        if metric is None or (metric.key, scope) in self.told:
            return
        known = Known(factor, kept(kpi.name), kept(kpi.name))
        self.told.add((metric.key, scope))
        if metric.kind == "sum":
            self.sums[Quantity(metric.num, scope)] = known
        elif metric.kind == "ratio" and metric.den:
            self.ratios.append((Quantity(metric.num, scope), Quantity(metric.den, scope), known))

    def _follow(self) -> None:
        """Each ratio of which one side is known tells the other, until nothing more follows."""
        found = True
        while found:
            found = False
            for num, den, ratio in self.ratios:
                if den in self.sums and num not in self.sums:
                    one = self.sums[den]
                    self.sums[num] = Known(one.factor.times(ratio.factor), self._words(num),
                                           said("{one} × {other}", one=one.because, other=ratio.because))
                    found = True
                elif num in self.sums and den not in self.sums:
                    one = self.sums[num]
                    self.sums[den] = Known(one.factor.over(ratio.factor), self._words(den),
                                           said("{one} ÷ {other}", one=one.because, other=ratio.because))
                    found = True

    def _words(self, quantity: Quantity) -> str:
        """What a sum is called: as a metric that is just this sum, or by the words of its part."""
        metric = self._metric(quantity.formula, None)
        part = self.catalogue.parts.get(quantity.formula)
        return kept(metric.name) if metric else capital(kept(part.words) if part else quantity.formula)

    def _metric(self, num: str, den: str | None) -> Metric | None:
        return next((one for one in self.catalogue.metrics.values()
                     if one.num == num and one.den == den and one.kind == ("ratio" if den else "sum")), None)

    def of_metric(self, metric: Metric, scope: Scope) -> Known | None:
        """The factor that a metric has by this goal, told or implied; None where nothing follows for it."""
        num = self.sums.get(Quantity(metric.num, scope))
        if metric.kind == "sum":
            return num
        told = next((known for one, other, known in self.ratios
                     if (one.formula, other.formula, one.scope) == (metric.num, metric.den, scope)), None)
        den = self.sums.get(Quantity(metric.den or "", scope))
        if num is None or den is None or metric.kind != "ratio":
            return told
        return told or Known(num.factor.over(den.factor), kept(metric.name),
                             said("{one} ÷ {other}", one=num.because, other=den.because))

    def implied(self) -> Iterator[Implied]:
        """The sums that follow, then each amount of money per thing counted, then other KPIs of the strategy."""
        seen: set[str] = set()
        for quantity, known in self.sums.items():
            metric = self._metric(quantity.formula, None)
            if metric is None or (metric.key, quantity.scope) not in self.told:
                if known.name == known.because:
                    continue
                seen.add(metric.key if metric else known.name)
                yield Implied(known.name, metric.key if metric else "", known.factor, known.because,
                              self._kpi(metric, quantity.scope))
        for num, over in self.sums.items():
            for den, under in self.sums.items():
                if num.scope == den.scope and self._unit(num) == "money" and self._unit(den) == "count":
                    metric = self._metric(num.formula, den.formula)
                    key = metric.key if metric else f"{over.name} per {under.name}"
                    if key not in seen and (key, num.scope) not in self.told:
                        seen.add(key)
                        yield Implied(kept(metric.name) if metric else said("{sum} per one of {thing}", sum=over.name,
                                                                            thing=inner(under.name)),
                                      metric.key if metric else "", over.factor.over(under.factor),
                                      said("{one} ÷ {other}", one=over.because, other=under.because),
                                      self._kpi(metric, num.scope))
        for kpi in self.kpis.values():
            metric, scope = self.catalogue.metrics.get(kpi.metric), scope_of(kpi, ())
            if metric is not None and metric.key not in seen and (metric.key, scope) not in self.told:
                follows = self.of_metric(metric, scope)
                if follows is not None:
                    seen.add(metric.key)
                    yield Implied(kept(kpi.name), metric.key, follows.factor, follows.because, kpi.id)

    def _unit(self, quantity: Quantity) -> str:
        metric, part = self._metric(quantity.formula, None), self.catalogue.parts.get(quantity.formula)
        return metric.unit if metric else part.unit if part else ""

    def _kpi(self, metric: Metric | None, scope: Scope) -> str:
        return next((kpi.id for kpi in self.kpis.values()
                     if metric is not None and kpi.metric == metric.key and scope_of(kpi, ()) == scope), "")
