"""This file is about making scorecards: every KPI held against its target, for the centre, a team or an agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from fourscore.scoring.card import Measured, Point, Scorecard, Scored, ScoredObjective, ScoredPerspective, State
from fourscore.scoring.compare.peers import Peers
from fourscore.scoring.compare.rules import USUAL, Rules
from fourscore.scoring.compare.sure import UNKNOWN, Sure, Sureness, sureness
from fourscore.scoring.guard.figures import GoalFigures
from fourscore.scoring.guard.standing import CardGoals, ScoredGoal
from fourscore.scoring.readings import PEOPLE, Figures, Readings, Scope, Wanted, read, whole_weeks
from fourscore.scoring.rollup import Rolled, goal_key, roll_up, shown
from fourscore.scoring.scale import Held, Status, aim_of, hold, status_of
from fourscore.strategy import Kpi, Level, Objective, Perspective, Strategy
from fourscore.terms import Calendar, Days

if TYPE_CHECKING:
    from fourscore.metrics import Row


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
    readings = read(strategy, metrics, wanted, calendar)
    cards = _Cards(strategy, metrics, readings, wanted, Terms(calendar, coverage_needed, rules, peers))
    return [cards.of(Scope(level, name)) for name in sorted({*readings.names(), *names})]


class Terms(NamedTuple):
    """What every card is made by: calendar, coverage needed, limits of fairness, and with whom people are compared."""

    calendar: Calendar
    needed: float
    rules: Rules
    peers: Peers | None
    goals: GoalFigures | None = None


class _Cards:
    """Cards made from one set of readings."""

    def __init__(
        self, strategy: Strategy, metrics: Figures, readings: Readings, wanted: Wanted, terms: Terms,
    ) -> None:
        self.strategy, self.readings, self.wanted, self.terms = strategy, readings, wanted, terms
        self.calendar, self.needed, self.currency = terms.calendar, terms.needed, metrics.currency
        # KPIs limited to some of those who have cards at this level
        self.limited = {kpi.id: kpi.scope[wanted.level] for kpi in strategy.kpis() if wanted.level in kpi.scope}
        self.shared = {kpi.id for kpi in strategy.kpis() if kpi.cascade == "share" and wanted.level != "centre"}
        self.earlier = wanted.days.before()
        every = (wanted.days, self.earlier, *wanted.weeks)
        self.aims = {days: {kpi.id: aim_of(kpi, days) for kpi in strategy.kpis()} for days in every}
        everybody: dict[str, dict[str | None, Row]] = {}
        for (who, kpi_id), row in (*readings.others.items(), *readings.now.items()):
            everybody.setdefault(kpi_id, {})[who] = row
        self.sure = {kpi.id: self._sureness(kpi, metrics, everybody.get(kpi.id, {})) for kpi in strategy.kpis()
                     if kpi.id in readings.can}
        self.goals = CardGoals(strategy, terms.goals, wanted.weeks) if terms.goals else None

        there = {kpi_id for (_, kpi_id), row in readings.now.items() if row.value is not None}
        self.lacking = {kpi.id: metrics.lacking(kpi.metric) for kpi in strategy.kpis()
                        if kpi.id in readings.can - there}

    def of(self, scope: Scope) -> Scorecard:
        who = scope.name
        now = {kpi.id: self._measure(kpi, who) for kpi in self.strategy.kpis()}
        rolled = self._roll({name: measured.score for name, measured in now.items()}, who, self.wanted.days)
        before = {kpi: self.readings.before.get((who, kpi)) for kpi in now}
        rolled_before = self._roll(self._scores(self.earlier, before, who), who, self.earlier)
        weekly = {week: self._roll(self._scores(week, self._in_week(who, week), who), who, week)
                  for week in self.wanted.weeks}
        perspectives = tuple(
            _perspective(perspective, now, rolled, rolled_before, weekly, self._goals(rolled))
            for perspective in self.strategy.perspectives
        )
        total = shown(rolled.total.score)
        return Scorecard(
            strategy=self.strategy, days=self.wanted.days, period=self.calendar.name(self.wanted.days), scope=scope,
            score=total, status=_status(total, _words([m for p in perspectives for m in p.measured()], [
                g for p in perspectives for o in p.objectives for g in o.goals])),
            coverage=float(rolled.total.coverage), coverage_needed=self.needed, withheld=total is None,
            change=_difference(total, shown(rolled_before.total.score)), perspectives=perspectives,
            as_of=min(self.readings.as_of, default=None), zone=str(self.calendar.zone), currency=self.currency,
            history=tuple(Scored(week, shown(weekly[week].total.score)) for week in self.wanted.weeks),
        )

    def _sureness(self, kpi: Kpi, metrics: Figures, rows: Mapping[str | None, Row]) -> Sureness:
        """How sure everybody's figure of one KPI is; of a card of one, those beside it too."""
        held = self._hold(kpi, None, self.wanted.days, self.wanted.name)
        return sureness(kpi, metrics.family(kpi.metric), rows, self.readings.spreads.get(kpi.id),
                        (held.target, held.upper_target), self.terms.peers, self.terms.rules,
                        by_name=self.wanted.level in PEOPLE)

    def _enough(self, kpi: Kpi, who: str | None, row: Row | None, days: Days) -> bool:
        """Whether a figure of a team or an agent stands on cases enough to be scored; the centre's stands on all."""
        if self.wanted.level not in PEOPLE or kpi.id not in self.sure:
            return True
        return self.sure[kpi.id].enough(kpi, who, row, self.aims[days][kpi.id].target, self.terms.rules)

    def _hides(self, kpi: Kpi, who: str | None, row: Row | None) -> bool:
        return who is not None and kpi.id in self.sure and self.sure[kpi.id].hides(row, self.terms.rules)

    def _roll(self, scores: Mapping[str, float | None], who: str | None, days: Days) -> Rolled:
        bears = {name: value for name, value in scores.items() if self._can(name, who)}
        return roll_up(self.strategy, bears, self.needed, self.goals.scores(days) if self.goals else None)

    def _goals(self, rolled: Rolled) -> dict[str, list[ScoredGoal]]:
        """By objective, its goals with guards as they stand on this card."""
        found: dict[str, list[ScoredGoal]] = {}
        if self.goals is None:
            return found
        earlier = self.goals.scores(self.earlier)
        weekly = [self.goals.scores(week) for week in self.wanted.weeks]
        for goal in self.goals.goals:
            leaf, was = rolled.leaves.get(goal_key(goal.id)), earlier.get(goal.id)
            judged = self.goals.judged(goal, self.wanted.days)
            found.setdefault(goal.objective, []).append(ScoredGoal(
                judged, leaf is not None, leaf.share if leaf else 0.0, leaf.contribution if leaf else 0.0,
                _difference(judged.points, was.points if was else None), tuple(week.get(goal.id) for week in weekly)))
        return found

    def _can(self, kpi: str, who: str | None) -> bool:
        if kpi in self.shared and not self.readings.share(kpi, who):
            return False  # who had no part in the volume has none in the target
        return kpi in self.readings.can and (kpi not in self.limited or who in self.limited[kpi])

    def _in_week(self, who: str | None, week: Days) -> dict[str, Row | None]:
        return {kpi.id: self.readings.weekly.get((who, kpi.id, week.first)) for kpi in self.strategy.kpis()}

    def _scores(self, days: Days, rows: Mapping[str, Row | None], who: str | None) -> dict[str, float | None]:
        found: dict[str, float | None] = {}
        for kpi in self.strategy.kpis():
            row = rows[kpi.id]
            held = self._hold(kpi, row, days, who)
            found[kpi.id] = held.score if self._enough(kpi, who, row, days) else None
        return found

    def _hold(self, kpi: Kpi, row: Row | None, days: Days, who: str | None) -> Held:
        aim = self.aims[days][kpi.id]
        share = self.readings.share(kpi.id, who) if kpi.id in self.shared else 1.0
        if not share:
            aim, share = aim._replace(target=None), 1.0
        return hold(kpi, row.value if row else None, days, aim, complete=not row or row.complete, share=share)

    def _measure(self, kpi: Kpi, who: str | None) -> Measured:
        days = self.wanted.days
        row, earlier = self.readings.now.get((who, kpi.id)), self.readings.before.get((who, kpi.id))
        last = self.readings.last.get((who, kpi.id)) if row is None or row.value is None else None
        if last is not None and last.holds:
            row = last.row
        held, was = self._hold(kpi, row, days, who), self._hold(kpi, earlier, self.earlier, who)
        if not self._enough(kpi, who, earlier, self.earlier):
            was = was._replace(score=None)
        state, held = self._state(kpi, who, row, held)
        if state == "missing" and last is not None:
            state = "stale"
        row = None if self._hides(kpi, who, row) else row
        sure, certain = self._certain(kpi, who, row, held, state)
        value = row.value if row else None
        if self._hides(kpi, who, earlier):
            earlier = None
        unfinished = kpi.per is not None and state == "partial"
        return Measured(
            kpi=kpi, value=value, target=held.target, upper_target=held.upper_target, score=held.score, state=state,
            status=held.status if certain else "uncertain", n=row.n if row else 0, row=row, weight=0.0,
            contribution=0.0,
            change=None if unfinished or last else _difference(value, earlier.value if earlier else None),
            score_change=None if last else _difference(held.score, was.score), sure=sure, certain=certain,
            history=tuple(self._point(kpi, who, week) for week in self.wanted.weeks), of=last.days if last else None,
            target_share=self.readings.share(kpi.id, who) if kpi.id in self.shared else None,
            lacking=self.lacking.get(kpi.id, ()) if state == "missing" else (),
        )

    def _certain(self, kpi: Kpi, who: str | None, row: Row | None, held: Held, state: State) -> tuple[Sure, bool]:
        """How sure the figure is, and whether it is certain on which side of its target the true one lies."""
        there = row is not None and kpi.id in self.sure
        sure = self.sure[kpi.id].sure.get(who, UNKNOWN) if there else UNKNOWN
        few = state in ("too_few", "hidden")
        sure = sure._replace(enough=not few, judged="too_few" if few else sure.judged)
        return sure, held.status == "no_data" or sure.certain(
            self.sure[kpi.id].family, self.wanted.level, self.terms.rules, met=held.status == "on_target")

    def _state(self, kpi: Kpi, who: str | None, row: Row | None, held: Held) -> tuple[State, Held]:
        """What became of a figure; too few cases take its score and status away."""
        if not self._can(kpi.id, who):
            return "not_applicable", held
        if self._hides(kpi, who, row):
            return "hidden", held._replace(score=None, status="no_data")
        if held.score is not None and not self._enough(kpi, who, row, self.wanted.days):
            return "too_few", held._replace(score=None, status="no_data")
        if row is not None and row.value is not None and not row.complete:
            return "partial", held
        return "missing" if held.score is None else "measured", held

    def _point(self, kpi: Kpi, who: str | None, week: Days) -> Point:
        row = self.readings.weekly.get((who, kpi.id, week.first))
        row = None if self._hides(kpi, who, row) else row
        held = self._hold(kpi, row, week, who)
        return Point(week, row.value if row else None, held.target, held.score)


def _perspective(
    perspective: Perspective, now: Mapping[str, Measured], rolled: Rolled, before: Rolled,
    weekly: Mapping[Days, Rolled], goals: Mapping[str, Sequence[ScoredGoal]],
) -> ScoredPerspective:
    joined = rolled.perspectives[perspective.id]
    objectives = tuple(_objective(objective, now, rolled, before, goals.get(objective.id, ()))
                       for objective in perspective.objectives)
    there = shown(joined.score)
    return ScoredPerspective(
        perspective=perspective, score=there, status=_status(there, _words(
            [m for o in objectives for m in o.measured], [g for o in objectives for g in o.goals])),
        weight=sum(o.weight for o in objectives), contribution=sum(o.contribution for o in objectives),
        coverage=float(joined.coverage), applicable=joined.applicable,
        change=_difference(there, shown(before.perspectives[perspective.id].score)), objectives=objectives,
        history=tuple(Scored(week, shown(of.perspectives[perspective.id].score)) for week, of in weekly.items()),
    )


def _objective(
    objective: Objective, now: Mapping[str, Measured], rolled: Rolled, before: Rolled, goals: Sequence[ScoredGoal],
) -> ScoredObjective:
    joined = rolled.objectives[objective.id]
    measured = tuple(
        replace(now[kpi.id], weight=rolled.leaves[kpi.id].share, contribution=rolled.leaves[kpi.id].contribution)
        for kpi in objective.kpis
    )
    there = shown(joined.score)
    scored = [m for m in measured if m.score is not None]
    keys = rolled.below[objective.id]
    leaves = [rolled.leaves[key] for key in keys]
    bought = None if joined.capped is None else next(
        goal for goal in goals if goal_key(goal.judged.guarded.id) == keys[joined.capped])
    return ScoredObjective(
        objective=objective, score=there, status=_status(there, _words(measured, goals)),
        weight=sum(leaf.share for leaf in leaves), contribution=sum(leaf.contribution for leaf in leaves),
        coverage=float(joined.coverage),
        applicable=joined.applicable, change=_difference(there, shown(before.objectives[objective.id].score)),
        measured=measured, weakest=min(scored, key=lambda m: m.score or 0.0, default=None),
        shut_by=None if joined.shut is None else measured[joined.shut], goals=tuple(goals), bought=bought,
    )


def _words(measured: Sequence[Measured], goals: Sequence[ScoredGoal]) -> list[Status]:
    return [*(one.status for one in measured), *(one.status for one in goals)]


def _status(there: float | None, below: Sequence[Status]) -> Status:
    """On target only when everything measured below is; uncertain where nothing misses for certain; else by score."""
    if there is None:
        return "no_data"
    words = set(below)
    if "uncertain" in words and not words & {"within_tolerance", "off_target"}:
        return "uncertain"
    return status_of(met=words <= {"on_target", "no_data"}, score=there)


def _difference(there: float | None, was: float | None) -> float | None:
    return None if there is None or was is None else there - was
