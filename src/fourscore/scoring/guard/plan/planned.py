"""This file is about a goal's plan: what it implies, whether it can be done and seen, its parts, and what was so."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from fourscore.scoring.guard.figures import GoalFigures, before, window_of
from fourscore.scoring.guard.inside import family_of
from fourscore.scoring.guard.plan.cascade import Handed, by_volume, with_guard
from fourscore.scoring.guard.plan.feasible import Feasible, Floor, feasible
from fourscore.scoring.guard.plan.frontier import Frontier, Point, frontier
from fourscore.scoring.guard.plan.power import Speaks, speaks
from fourscore.strategy import (
    Arithmetic,
    Band,
    GoalGuard,
    GuardedGoal,
    Implied,
    Kpi,
    Move,
    Strategy,
    band_of,
    target_of,
)
from fourscore.terms import Days

MONTHS = 24
OUTBOUND = "outbound"


@dataclass(frozen=True)
class Plan:
    """All that is worked out of a goal before it is accepted. Left out: what nothing is known for."""

    implied: tuple[Implied, ...]
    feasible: Feasible | None
    speaks: tuple[Speaks, ...]
    cascade: tuple[Handed, ...]
    cascade_guard: Kpi | None
    frontier: Frontier | None


def plan(goal: GuardedGoal, strategy: Strategy, figures: GoalFigures, days: Days) -> Plan:
    """The plan of a goal whose KPIs are named by their ids, at the volume of those days."""
    return _Planning(goal, {kpi.id: kpi for kpi in strategy.kpis()}, figures, days).plan()


class _Planning:
    """One goal's plan, its baselines asked for once."""

    def __init__(self, goal: GuardedGoal, kpis: Mapping[str, Kpi], figures: GoalFigures, days: Days) -> None:
        self.goal, self.kpis, self.figures, self.days = goal, kpis, figures, days
        self.known: dict[Move | GoalGuard, float | None] = {}

    def baseline(self, part: Move | GoalGuard, kpi: Kpi) -> float | None:
        if part not in self.known:
            self.known[part] = self.figures.baseline(self.goal, part, kpi).value
        return self.known[part]

    def plan(self) -> Plan:
        arithmetic = Arithmetic(self.goal, self.kpis, self.figures.catalogue, self.baseline)
        move = self.goal.moves[0]
        first = self.kpis.get(move.kpi)
        target = target_of(move.change, first.unit, self.baseline(move, first)) if first else None
        shares = [(guard, kpi, band) for guard, kpi, band in self._guards() if self._family(kpi) == "share"]
        cascade: tuple[Handed, ...] = ()
        edge = None
        if first is not None and ("team", "*") in move.where and self._family(first) == "count":
            cascade = tuple(self._of_each(move, first, shares))
        elif first is not None and target is not None and self._family(first) == "count":
            cascade = tuple(self._cascade(move, first, target, shares))
            edge = self._frontier(move, first, target, shares[0]) if shares else None
        return Plan(tuple(arithmetic.implied()), self._feasible(move, first, target), tuple(self._speaks(shares)),
                    cascade, shares[0][1] if shares else None, edge)

    def _guards(self) -> list[tuple[GoalGuard, Kpi, Band]]:
        found = []
        for guard in self.goal.guards:
            kpi = self.kpis.get(guard.kpi)
            band = band_of(guard, kpi, self.baseline(guard, kpi)) if kpi else None
            if kpi is not None and band is not None:
                found.append((guard, kpi, band))
        return found

    def _family(self, kpi: Kpi) -> str:
        metric = self.figures.catalogue.metrics.get(kpi.metric)
        return family_of(metric, self.figures.catalogue) if metric else "none"

    def _speaks(self, shares: list[tuple[GoalGuard, Kpi, Band]]) -> list[Speaks]:
        found = []
        for guard, kpi, band in shares:
            over = window_of(guard, self.days)
            figure, base = self.figures.figure(kpi, guard.where, over), self.baseline(guard, kpi)
            if base is None or not band.holds(base):  # a guard elsewhere than before is told from its own middle
                base = (band.low + band.high) / 2 if math.isfinite(band.high - band.low) else None
            told = speaks(kpi, base, band, figure.n, over.length) if base is not None else None
            if told is not None:
                found.append(told)
        return found

    def _cascade(self, move: Move, kpi: Kpi, target: float,
                 shares: list[tuple[GoalGuard, Kpi, Band]]) -> list[Handed]:
        volumes = {str(team): cell.x for (team,), cell in self.figures.cells(
            kpi, move.where, self.days, ("team",)).items() if team is not None and cell.x > 0}
        handed = by_volume(volumes, target)
        if not shares or not handed:
            return list(handed.values())
        guard, of, band = shares[0]
        cells = self.figures.cells(of, guard.where, window_of(guard, self.days), ("team",))
        return with_guard(handed, {str(team): cell for (team,), cell in cells.items() if team is not None}, band)

    def _of_each(self, move: Move, kpi: Kpi, shares: list[tuple[GoalGuard, Kpi, Band]]) -> list[Handed]:
        """What is asked of each team by itself: its own target, counted from what it had before."""
        handed: dict[str, Handed] = {}
        each = self.figures.each(kpi, move.where, self.days)
        volumes = [self.figures.figure(kpi, where, self.days).x for where in each]
        for where, volume in zip(each, volumes, strict=True):
            base = self.figures.baseline(self.goal, replace(move, where=where), kpi).value
            target, team = target_of(move.change, kpi.unit, base), dict(where)["team"]
            if target is not None and sum(volumes) > 0:
                handed[team] = Handed(team, volume / math.fsum(volumes), target)
        if not shares or not handed:
            return list(handed.values())
        guard, of, band = shares[0]
        cells = self.figures.cells(of, guard.where, window_of(guard, self.days), ("team",))
        return with_guard(handed, {str(team): cell for (team,), cell in cells.items() if team is not None}, band)

    def _frontier(self, move: Move, kpi: Kpi, target: float, shown: tuple[GoalGuard, Kpi, Band]) -> Frontier | None:
        guard, of, band = shown
        base = self.baseline(guard, of)
        months: list[Point] = []
        here = self.days
        if here.first.day != 1 or here.until.day != 1:
            begun = here.until.replace(day=1)  # the last calendar month that is over
            here = Days((begun - timedelta(days=1)).replace(day=1), begun)
        while len(months) < MONTHS:
            x = self.figures.figure(kpi, move.where, here).value
            y = self.figures.figure(of, guard.where, here).value
            if x is None or y is None:
                break
            months.insert(0, Point(x, y, self.figures.calendar.name(here)))
            here = before(here)
        wanted = base if base is not None and band.holds(base) else band.low if of.direction == "higher" else band.high
        if not months:
            return None
        return frontier(months, Point(target, wanted), more_x=kpi.direction != "lower", more_y=of.direction != "lower")

    # -- the floor ---------------------------------------------------------------------------------------------------

    def _feasible(self, move: Move, kpi: Kpi | None, target: float | None) -> Feasible | None:
        """How the floor carries it, where the headline is a number of contacts and occupancy is known."""
        base = self.baseline(move, kpi) if kpi else None
        if kpi is None or not base or target is None or self._family(kpi) != "count":
            return None
        part = self._part_of_work(kpi)
        occupancy = self._value("occupancy")
        if part is None or not occupancy:
            return None
        dials = self._outbound(kpi)
        halves = () if dials else self._halves()
        floor = Floor(occupancy, part, self._value("shrinkage"), self._value("labour_share_of_cost"),
                      self._value("connect_rate") if dials else None, halves)
        return feasible(floor, target / base, handle=self._handle(), cost_band=self._cost_band())

    def _outbound(self, kpi: Kpi) -> bool:
        metric = self.figures.catalogue.metrics[kpi.metric]
        return any(part.of == "contact" for part in map(self.figures.catalogue.parts.__getitem__, metric.parts()))

    def _part_of_work(self, kpi: Kpi) -> float | None:
        """The part of all handling that the goal's contacts make: calls in queues, or what is left of it for dials.

        1 where it is not told: as if all work grew so. None where the count is of no contacts, or where nothing is left
        for dials: several chats at a time are handled longer than their agents were busy.
        """
        metric = self.figures.catalogue.metrics[kpi.metric]
        kinds = {self.figures.catalogue.parts[part].of for part in metric.parts()}
        if not kinds & {"contact", "visit"}:
            return None
        queues, whole = self._sum("handling_time:entered"), self._sum("occupancy")
        if queues is None or not whole:
            return 1.0
        inbound = min(1.0, queues / whole)
        return (inbound if "visit" in kinds else 1 - inbound) or None

    def _ask(self, metric: str, take: Callable[[float | None, float], float | None]) -> float | None:
        from fourscore.terms import WrongUse

        try:
            rows = self.figures.metrics.ask([metric], during=self.days).rows
        except WrongUse:
            return None
        return take(rows[0].value, float(rows[0].parts.get("num") or 0)) if rows else None

    def _value(self, metric: str) -> float | None:
        return self._ask(metric, lambda value, _: value)

    def _sum(self, metric: str) -> float | None:
        return self._ask(metric, lambda value, num: None if value is None else num)

    def _halves(self) -> list[tuple[float, float, float]]:
        """Half hours with calls: how many were answered, and seconds of handling each."""
        from fourscore.terms import WrongUse

        try:
            rows = self.figures.metrics.ask(["average_handle_time"], ("half_hour",), during=self.days).rows
        except WrongUse:
            return []
        return [(float(row.parts.get("den") or 0), row.value, 0.0) for row in rows if row.value]

    def _handle(self) -> float:
        """What the goal itself does to handling a call, as a multiple."""
        for move in self.goal.moves:
            kpi = self.kpis.get(move.kpi)
            base = self.baseline(move, kpi) if kpi else None
            target = target_of(move.change, kpi.unit, base) if kpi else None
            if kpi is not None and kpi.metric == "average_handle_time" and base and target:
                return target / base
        return 1.0

    def _cost_band(self) -> Band | None:
        for guard, kpi, band in self._guards():
            base = self.baseline(guard, kpi)
            if kpi.metric == "operating_cost" and base:
                return Band(band.low / base, band.high / base)
        return None
