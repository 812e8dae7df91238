"""This file is about goals with guards on a scorecard: judged over its days and weeks, and what that is worth there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fourscore.scoring.guard.figures import PAST, Figure, GoalFigures, figure_of, limits_of
from fourscore.scoring.guard.judge import Judged, judge
from fourscore.scoring.guard.verdict import GoalScore, Word, goal_score
from fourscore.scoring.scale import Status, times
from fourscore.strategy import Guarded, Kpi, Move, Strategy, Where
from fourscore.terms import Days

# A goal's verdict as the status of what stands above it: on target only when it is achieved.
STATUS: dict[Word, Status] = {
    "achieved": "on_target", "provisionally achieved": "uncertain", "in progress": "within_tolerance",
    "in progress, watch": "within_tolerance", "behind": "off_target", "bought": "off_target",
    "failing on both": "off_target", "unknown": "no_data",
}


@dataclass(frozen=True)
class ScoredGoal:
    """A goal with its verdict over a card's days. begun: it has a part in its objective; before, it is only told.

    weight, contribution, change: as of a KPI. history: for each week of the card, None where it had not begun.
    """

    judged: Judged
    begun: bool
    weight: float
    contribution: float
    change: float | None
    history: tuple[GoalScore | None, ...]

    @property
    def score(self) -> float | None:
        return self.judged.points if self.begun else None

    @property
    def status(self) -> Status:
        return STATUS[self.judged.word] if self.begun else "no_data"


class CardGoals:
    """The verdicts on every goal that can be read and names an objective, over some days and the weeks of one card."""

    def __init__(self, strategy: Strategy, figures: GoalFigures, weeks: Sequence[Days]) -> None:
        there = {objective.id for objective in strategy.objectives()}
        self.goals = [one for one in strategy.guarded if one.goal is not None and one.objective in there]
        self.strategy, self.figures = strategy, Remembering(figures)
        self.found: dict[tuple[str, Days], Judged] = {}
        self.kpis = {kpi.id: kpi for kpi in strategy.kpis()}
        for goal in self.goals:
            since = [week for week in weeks if self.begun(goal, week)]
            for part in goal.goal.parts if goal.goal else ():
                if since and part.kpi in self.kpis:
                    self.figures.remember_weeks(self.kpis[part.kpi], part.where, since)

    def begun(self, goal: Guarded, days: Days) -> bool:
        """Whether there is something to count from: every headline has a baseline, over when the days begin; one asked
        of each has it for somebody."""
        moves = goal.goal.moves if goal.goal else ()
        return bool(moves) and all(self._counted(goal, move, days) for move in moves)

    def _counted(self, goal: Guarded, move: Move, days: Days) -> bool:
        if goal.goal is None or move.kpi not in self.kpis:
            return False
        kpi = self.kpis[move.kpi]
        bases = (self.figures.baseline(goal.goal, replace(move, where=where), kpi)
                 for where in self.figures.each(kpi, move.where, days))
        return any(one.value is not None and (one.days is None or one.days.until <= days.first) for one in bases)

    def judged(self, goal: Guarded, days: Days) -> Judged:
        if (goal.id, days) not in self.found:
            self.found[goal.id, days] = judge(goal, self.strategy, self.figures, days, mixed=False)
        return self.found[goal.id, days]

    def scores(self, days: Days) -> dict[str, GoalScore]:
        """What each goal that has begun by then is worth to its objective, by id."""
        there = [self.judged(goal, days) for goal in self.goals if self.begun(goal, days)]
        return {one.guarded.id: goal_score(one.word, one.points) for one in there}


class Remembering(GoalFigures):
    """Figures asked for once: the same weeks are judged, and the past that others are judged by."""

    def __init__(self, figures: GoalFigures) -> None:
        super().__init__(figures.metrics, figures.catalogue, figures.calendar)
        self.kept: dict[tuple[str, Where, date, date], Figure] = {}

    def figure(self, kpi: Kpi, where: Where, days: Days) -> Figure:
        key = (kpi.id, where, days.first, days.until)
        if key not in self.kept:
            self.kept[key] = super().figure(kpi, where, days)
        return self.kept[key]

    def remember_weeks(self, kpi: Kpi, where: Where, weeks: Sequence[Days]) -> None:
        """Ask for these whole weeks, and as many before them as a spread is taken from, in one question."""
        limits = limits_of(kpi, where)
        needs = {"week", *limits, *(name for name, word in where if word == "*")} if limits is not None else set()
        if not weeks or limits is None or not needs <= set(self.metrics.dimensions(kpi.metric)):
            return
        every = [Days(first, first + timedelta(7)) for back in range(PAST, 0, -1)
                 for first in (weeks[0].first - timedelta(7 * back),)] + list(weeks)
        named = {self.calendar.name(week): week for week in every}
        starred = [name for name, word in where if word == "*"]
        answer = self.metrics.ask([kpi.metric], ("week", *starred), during=Days(every[0].first, every[-1].until),
                                  where=limits)
        for row in answer.rows:
            week = named.get(row.by["week"] or "")
            if week is not None and all(row.by[name] is not None for name in starred):
                one = tuple((name, str(row.by[name]) if word == "*" else word) for name, word in where)
                self.kept[kpi.id, one, week.first, week.until] = figure_of(kpi, row, times(kpi, week))
