"""This file is about making scorecards: every KPI held against its target, for the centre, a team or an agent."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fourscore.scoring.card import Measured, Scorecard, Scored, ScoredObjective, ScoredPerspective
from fourscore.scoring.compare.peers import Peers
from fourscore.scoring.compare.rules import USUAL, Rules
from fourscore.scoring.figure import OnCards, Terms, difference
from fourscore.scoring.guard.figures import GoalFigures
from fourscore.scoring.guard.standing import CardGoals, ScoredGoal
from fourscore.scoring.readings import Figures, Readings, Scope, Wanted, read, whole_weeks
from fourscore.scoring.rollup import Ladder, Rolled, goal_key, shown
from fourscore.scoring.scale import Status, status_of
from fourscore.strategy import Level, Objective, Perspective, Strategy
from fourscore.terms import Calendar, Days

if TYPE_CHECKING:
    pass


def score(
    strategy: Strategy, metrics: Figures, days: Days, *, scope: Scope, calendar: Calendar, history_weeks: int = 26,
    coverage_needed: float = 0.7, rules: Rules = USUAL, peers: Peers | None = None, goals: GoalFigures | None = None,
) -> Scorecard:
    """The card of one scope over local days of the calendar's zone, with the last whole weeks beside it.

    peers: of a team or an agent, with whom its figures may be compared; without them none is steadied. goals: what
    goals with guards are judged by; they are the centre's, and have a part in its card only.
    Raises WrongUse as `metrics.ask` does, for an unknown team or agent.
    """
    wanted = Wanted(days, whole_weeks(calendar, days, history_weeks), scope.level, scope.name, scope.parts)
    readings = read(strategy, metrics, wanted, calendar, beside=peers is not None)
    held = Terms(calendar, coverage_needed, rules, peers, goals if scope.level == "centre" else None)
    return _Cards(strategy, metrics, readings, wanted, held).of(scope)


def score_many(
    strategy: Strategy, metrics: Figures, days: Days, *, level: Level, calendar: Calendar, names: Sequence[str] = (),
    history_weeks: int = 0, coverage_needed: float = 0.7, rules: Rules = USUAL, peers: Peers | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> list[Scorecard]:
    """The cards of everybody of a level that has facts in these days (and of those named), in the order of names.

    Of teams and agents it asks as few questions as for one card. groups: the teams of each site, or the queues of each
    group of them; a group is one whole, joined from the parts of its facts, so each is asked for by itself, and one
    without parts has no card. No score depends on any other card; figures steadied by peers do.
    """
    if level in ("site", "queue_group"):
        scopes = [Scope(level, name, tuple(parts)) for name, parts in sorted((groups or {}).items()) if parts]
        return [score(strategy, metrics, days, scope=scope, calendar=calendar, history_weeks=history_weeks,
                      coverage_needed=coverage_needed, rules=rules) for scope in scopes]
    wanted = Wanted(days, whole_weeks(calendar, days, history_weeks), level, None)
    with _uncollected():
        readings = read(strategy, metrics, wanted, calendar)
        cards = _Cards(strategy, metrics, readings, wanted, Terms(calendar, coverage_needed, rules, peers))
        return [cards.of(Scope(level, name)) for name in sorted({*readings.names(), *names})]


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for circles of objects until the end: among hundreds of thousands of new rows it takes a third of the
    time and finds nothing. Who finds the search put off leaves it to whoever did so.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # and let go again: what was made is counted among the old, and not searched at once
        gc.unfreeze()
        gc.enable()


class _Cards:
    """Cards made from one set of readings."""

    def __init__(
        self, strategy: Strategy, metrics: Figures, readings: Readings, wanted: Wanted, terms: Terms,
    ) -> None:
        self.strategy, self.readings, self.wanted, self.terms = strategy, readings, wanted, terms
        self.currency, self.period = metrics.currency, terms.calendar.name(wanted.days)
        self.kpis = {kpi.id: OnCards(kpi, metrics, readings, wanted, terms) for kpi in strategy.kpis()}
        self.ladder = Ladder(strategy)
        self.goals = CardGoals(strategy, terms.goals, wanted.weeks) if terms.goals else None

    def of(self, scope: Scope) -> Scorecard:
        who = scope.name
        figures = {name: one.figure(who) for name, one in self.kpis.items()}
        there = {name: figure for name, figure in figures.items() if figure.state != "not_applicable"}
        days = self.wanted.days
        rolled = self._roll({name: figure.held.score for name, figure in there.items()}, days)
        before = self._roll({name: figure.score_before for name, figure in there.items()}, days.before())
        beside = {name: one.weekly(who) for name, one in self.kpis.items()}
        weekly = {week: self._roll({name: beside[name].scores[place] for name in there}, week)
                  for place, week in enumerate(self.wanted.weeks)}
        leaves = rolled.leaves
        now = {name: one.measured(figures[name], who, leaves[name], beside[name].points)
               for name, one in self.kpis.items()}
        goals = self._goals(rolled)
        perspectives = tuple([_perspective(perspective, now, rolled, before, weekly, goals)
                              for perspective in self.strategy.perspectives])
        total = shown(rolled.total)
        return Scorecard(
            strategy=self.strategy, days=days, period=self.period, scope=scope,
            score=total, status=_status(total, [part for p in perspectives for part in _parts(p.objectives)]),
            coverage=float(rolled.total.coverage), coverage_needed=self.terms.needed, withheld=total is None,
            change=difference(total, shown(before.total)), perspectives=perspectives,
            as_of=min(self.readings.as_of, default=None), zone=str(self.terms.calendar.zone), currency=self.currency,
            history=tuple([Scored(week, shown(of.total)) for week, of in weekly.items()]), rules=self.terms.rules,
        )

    def _roll(self, scores: Mapping[str, float | None], days: Days) -> Rolled:
        return self.ladder.up(scores, self.terms.needed, self.goals.scores(days) if self.goals else None)

    def _goals(self, rolled: Rolled) -> dict[str, list[ScoredGoal]]:
        """By objective, its goals with guards as they stand on this card."""
        found: dict[str, list[ScoredGoal]] = {}
        if self.goals is None:
            return found
        earlier = self.goals.scores(self.wanted.days.before())
        weekly = [self.goals.scores(week) for week in self.wanted.weeks]
        for goal in self.goals.goals:
            leaf, was = rolled.leaves.get(goal_key(goal.id)), earlier.get(goal.id)
            judged = self.goals.judged(goal, self.wanted.days)
            found.setdefault(goal.objective, []).append(ScoredGoal(
                judged, leaf is not None, leaf.share if leaf else 0.0, leaf.contribution if leaf else 0.0,
                difference(judged.points, was.points if was else None), tuple(week.get(goal.id) for week in weekly)))
        return found


def _perspective(
    perspective: Perspective, now: Mapping[str, Measured], rolled: Rolled, before: Rolled,
    weekly: Mapping[Days, Rolled], goals: Mapping[str, Sequence[ScoredGoal]],
) -> ScoredPerspective:
    joined = rolled.perspectives[perspective.id]
    objectives = tuple([_objective(objective, now, rolled, before, goals.get(objective.id, ()))
                        for objective in perspective.objectives])
    there = shown(joined)
    return ScoredPerspective(
        perspective=perspective, score=there, status=_status(there, _parts(objectives)),
        weight=sum(o.weight for o in objectives), contribution=sum(o.contribution for o in objectives),
        coverage=float(joined.coverage), applicable=joined.applicable,
        change=difference(there, shown(before.perspectives[perspective.id])), objectives=objectives,
        history=tuple(Scored(week, shown(of.perspectives[perspective.id])) for week, of in weekly.items()),
    )


def _objective(
    objective: Objective, now: Mapping[str, Measured], rolled: Rolled, before: Rolled, goals: Sequence[ScoredGoal],
) -> ScoredObjective:
    joined = rolled.objectives[objective.id]
    measured = tuple([now[kpi.id] for kpi in objective.kpis])
    there = shown(joined)
    scored = [m for m in measured if m.score is not None]
    parts: list[Measured | ScoredGoal] = [*measured, *goals]
    bought = None if joined.capped is None else next(
        goal for goal in goals if goal_key(goal.judged.guarded.id) == rolled.below[objective.id][joined.capped])
    return ScoredObjective(
        objective=objective, score=there, status=_status(there, parts), weight=sum(part.weight for part in parts),
        contribution=sum(part.contribution for part in parts), coverage=float(joined.coverage),
        applicable=joined.applicable, change=difference(there, shown(before.objectives[objective.id])),
        measured=measured, weakest=min(scored, key=lambda m: m.score or 0.0, default=None),
        shut_by=None if joined.shut is None else measured[joined.shut], goals=tuple(goals), bought=bought,
    )


def _parts(objectives: Sequence[ScoredObjective]) -> list[Measured | ScoredGoal]:
    return [*[one for objective in objectives for one in objective.measured],
            *[one for objective in objectives for one in objective.goals]]


def _status(there: float | None, below: Sequence[Measured | ScoredGoal]) -> Status:
    """On target only when everything measured below is; uncertain where nothing misses for certain; else by score."""
    if there is None:
        return "no_data"
    words = {part.status for part in below}
    if "uncertain" in words and not words & {"within_tolerance", "off_target"}:
        return "uncertain"
    return status_of(met=words <= {"on_target", "no_data"}, score=there)
