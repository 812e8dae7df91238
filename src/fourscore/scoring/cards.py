"""This file is about making scorecards: every KPI held against its target, for the centre, a team or an agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fourscore.scoring.card import Measured, Scorecard, Scored, ScoredObjective, ScoredPerspective
from fourscore.scoring.compare.peers import Peers
from fourscore.scoring.compare.rules import USUAL, Rules
from fourscore.scoring.figure import OnCards, Terms, difference
from fourscore.scoring.readings import Figures, Readings, Scope, Wanted, read, whole_weeks
from fourscore.scoring.rollup import Rolled, roll_up, shown
from fourscore.scoring.scale import Status, status_of
from fourscore.strategy import Level, Objective, Perspective, Strategy
from fourscore.terms import Calendar, Days

if TYPE_CHECKING:
    from fourscore.metrics import Row


def score(
    strategy: Strategy, metrics: Figures, days: Days, *, scope: Scope, calendar: Calendar, history_weeks: int = 26,
    coverage_needed: float = 0.7, rules: Rules = USUAL, peers: Peers | None = None,
) -> Scorecard:
    """The card of one scope over local days of the calendar's zone, with the last whole weeks beside it.

    peers: of a team or an agent, with whom its figures may be compared; without them none is steadied.
    Raises WrongUse as `metrics.ask` does, for an unknown team or agent.
    """
    wanted = Wanted(days, whole_weeks(calendar, days, history_weeks), scope.level, scope.name, scope.parts)
    readings = read(strategy, metrics, wanted, calendar, beside=peers is not None)
    held = Terms(calendar, coverage_needed, rules, peers)
    return _Cards(strategy, metrics, readings, wanted, held).of(scope)


def score_many(
    strategy: Strategy, metrics: Figures, days: Days, *, level: Level, calendar: Calendar, names: Sequence[str] = (),
    history_weeks: int = 0, coverage_needed: float = 0.7, rules: Rules = USUAL, peers: Peers | None = None,
) -> list[Scorecard]:
    """The cards of every team or agent that has facts in these days (and of those named), in the order of names.

    Asks as few questions as for one card. No score depends on any other card; figures steadied by peers do. level: team
    or agent; what a site or a group of queues is made of is told with its scope, so those are asked for one by one.
    """
    wanted = Wanted(days, whole_weeks(calendar, days, history_weeks), level, None)
    readings = read(strategy, metrics, wanted, calendar)
    cards = _Cards(strategy, metrics, readings, wanted, Terms(calendar, coverage_needed, rules, peers))
    return [cards.of(Scope(level, name)) for name in sorted({*readings.names(), *names})]


class _Cards:
    """Cards made from one set of readings."""

    def __init__(
        self, strategy: Strategy, metrics: Figures, readings: Readings, wanted: Wanted, terms: Terms,
    ) -> None:
        self.strategy, self.readings, self.wanted, self.terms = strategy, readings, wanted, terms
        self.currency, self.period = metrics.currency, terms.calendar.name(wanted.days)
        everybody: dict[str, dict[str | None, Row]] = {kpi.id: {} for kpi in strategy.kpis()}
        for (who, kpi_id), row in (*readings.others.items(), *readings.now.items()):
            everybody[kpi_id][who] = row
        self.kpis = {kpi.id: OnCards(kpi, metrics, readings, wanted, terms, everybody[kpi.id])
                     for kpi in strategy.kpis()}

    def of(self, scope: Scope) -> Scorecard:
        who = scope.name
        figures = {name: one.figure(who) for name, one in self.kpis.items()}
        there = {name: figure for name, figure in figures.items() if figure.state != "not_applicable"}
        rolled = self._roll({name: figure.held.score for name, figure in there.items()})
        before = self._roll({name: figure.score_before for name, figure in there.items()})
        weekly = {week: self._roll({name: self.kpis[name].score_in(week, who) for name in there})
                  for week in self.wanted.weeks}
        leaves = rolled.leaves
        now = {name: one.measured(figures[name], who, leaves[name]) for name, one in self.kpis.items()}
        perspectives = tuple([
            _perspective(perspective, now, rolled, before, weekly) for perspective in self.strategy.perspectives])
        total = shown(rolled.total)
        return Scorecard(
            strategy=self.strategy, days=self.wanted.days, period=self.period, scope=scope,
            score=total, status=_status(total, list(now.values())),
            coverage=float(rolled.total.coverage), coverage_needed=self.terms.needed, withheld=total is None,
            change=difference(total, shown(before.total)), perspectives=perspectives,
            as_of=min(self.readings.as_of, default=None), zone=str(self.terms.calendar.zone), currency=self.currency,
            history=tuple([Scored(week, shown(of.total)) for week, of in weekly.items()]),
        )

    def _roll(self, scores: Mapping[str, float | None]) -> Rolled:
        return roll_up(self.strategy, scores, self.terms.needed)


def _perspective(
    perspective: Perspective, now: Mapping[str, Measured], rolled: Rolled, before: Rolled,
    weekly: Mapping[Days, Rolled],
) -> ScoredPerspective:
    joined = rolled.perspectives[perspective.id]
    objectives = tuple(_objective(objective, now, rolled, before) for objective in perspective.objectives)
    there = shown(joined)
    return ScoredPerspective(
        perspective=perspective, score=there, status=_status(there, [m for o in objectives for m in o.measured]),
        weight=sum(o.weight for o in objectives), contribution=sum(o.contribution for o in objectives),
        coverage=float(joined.coverage), applicable=joined.applicable,
        change=difference(there, shown(before.perspectives[perspective.id])), objectives=objectives,
        history=tuple(Scored(week, shown(of.perspectives[perspective.id])) for week, of in weekly.items()),
    )


def _objective(objective: Objective, now: Mapping[str, Measured], rolled: Rolled, before: Rolled) -> ScoredObjective:
    joined = rolled.objectives[objective.id]
    measured = tuple([now[kpi.id] for kpi in objective.kpis])
    there = shown(joined)
    scored = [m for m in measured if m.score is not None]
    return ScoredObjective(
        objective=objective, score=there, status=_status(there, measured), weight=sum(m.weight for m in measured),
        contribution=sum(m.contribution for m in measured), coverage=float(joined.coverage),
        applicable=joined.applicable, change=difference(there, shown(before.objectives[objective.id])),
        measured=measured, weakest=min(scored, key=lambda m: m.score or 0.0, default=None),
        shut_by=None if joined.shut is None else measured[joined.shut],
    )


def _status(there: float | None, measured: Sequence[Measured]) -> Status:
    """On target only when everything measured below is; uncertain where nothing misses for certain; else by score."""
    if there is None:
        return "no_data"
    words = {m.status for m in measured}
    if "uncertain" in words and not words & {"within_tolerance", "off_target"}:
        return "uncertain"
    return status_of(met=words <= {"on_target", "no_data"}, score=there)
