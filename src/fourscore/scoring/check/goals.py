"""This file is about goals with guards held against what they are counted from, where that has to be measured."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fourscore.scoring.check.history import Counted, History
from fourscore.scoring.guard.figures import GoalFigures
from fourscore.strategy import (
    GoalGuard,
    GuardedGoal,
    Kpi,
    Limits,
    Move,
    Noticed,
    Strategy,
    beyond_reach,
    due_too_early,
    frozen_base,
    written_ends,
)
from fourscore.terms import Issue


def counted_from(goal: GuardedGoal, strategy: Strategy, figures: GoalFigures) -> dict[Move | GoalGuard, Counted]:
    """What each part of a goal is counted from, as measured or frozen, and when its headlines are due."""
    kpis = {kpi.id: kpi for kpi in strategy.kpis()}
    found: dict[Move | GoalGuard, Counted] = {}
    for part in goal.parts:
        if (kpi := kpis.get(part.kpi)) is not None:
            base = figures.baseline(goal, part, kpi)
            by = part.by if isinstance(part, Move) else ""
            each = any(word == "*" for _, word in part.where)  # there is no one value that all of them are counted from
            found[part] = Counted(None if each else base.value, base.days.until if base.days else None,
                                  figures.calendar.period(by).until if by else None)
    return found


def reach_of(counted: dict[Move | GoalGuard, Counted], name: str, where: str, goal: GuardedGoal,
             strategy: Strategy) -> Iterator[Issue]:
    """L19 of one goal, with what it is counted from."""
    kpis = {kpi.id: kpi for kpi in strategy.kpis()}

    def base(part: Move | GoalGuard, kpi: Kpi) -> float | None:
        return counted[part].value if part in counted else None

    def ends(move: Move) -> tuple[date | None, date | None]:
        return (counted[move].until, counted[move].due) if move in counted else (None, None)

    yield from beyond_reach(name, where, goal, kpis, base)
    yield from due_too_early(name, where, goal, ends)


def goals_in_reach(history: History, limits: Limits) -> Iterator[Noticed]:
    """L19: what the text alone cannot tell, of goals counted from a period or due in a fiscal one."""
    kpis = {kpi.id: kpi for kpi in history.strategy.kpis()}
    for one in history.strategy.guarded:
        if one.goal is None or one.id not in history.counted:
            continue
        where = f"{history.strategy.path}:{one.line}"
        by_text = {*beyond_reach(one.id, where, one.goal, kpis, frozen_base(one.goal)),
                   *due_too_early(one.id, where, one.goal, written_ends(kpis))}
        for issue in reach_of(dict(history.counted[one.id]), one.id, where, one.goal, history.strategy):
            if issue not in by_text:
                yield Noticed(issue, one.id)


RULES = (goals_in_reach,)
