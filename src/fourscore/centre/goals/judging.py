"""This file is about judging a centre's goals with guards, and trying one that is not written yet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.written import scopes_of
from fourscore.terms import Days, Issue, Trouble, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import GoalFigures, Judged, Plan
    from fourscore.strategy import Guarded, GuardedGoal, Strategy


class Shown(NamedTuple):
    """A goal's verdict, and its plan where one was asked for."""

    judged: Judged
    plan: Plan | None


class Tried(NamedTuple):
    """A goal that is not written yet: what it says, what is wrong with it, and its plan (None: nothing is loaded, or it
    is wrong)."""

    goal: GuardedGoal
    says: str
    issues: tuple[Issue, ...]
    plan: Plan | None
    days: Days | None


def goals(centre: Centre, goal: str = "", period: str = "", as_of: str = "", *, with_plan: bool = False) -> list[Shown]:
    """The verdicts on the goals with guards, or on the one of that id, over a period: a month, usually.

    Without a period, the last whole month that was over, and loaded, on the day `as_of` (today where left out). Raises
    WrongUse `unknown-goal`, `bad-period`; Trouble `nothing-loaded`, `guarded-unreadable`.
    """
    from fourscore.scoring import judge_goal, plan_goal

    strategy, figures = centre.strategy, figures_of(centre)
    known = [one.id for one in strategy.guarded]
    if goal and goal not in known:
        raise WrongUse(Issue("unknown-goal", repr(goal), said("No goal with guards has this id."),
                             did_you_mean(goal, known) or said("Write one under  guarded:  in strategy.yaml.")))
    chosen = [one for one in strategy.guarded if goal in ("", one.id)]
    unread = [one for one in chosen if one.goal is None]
    if goal and unread:
        raise Trouble(_unread(unread[0], strategy.path))
    days = period_of(centre, period, as_of) if chosen else None
    return [Shown(judge_goal(one, strategy, figures, days),
                  plan_goal(one.goal, strategy, figures, days) if with_plan else None)
            for one in chosen if one.goal is not None and days is not None]


def _unread(goal: Guarded, path: str) -> Issue:
    return Issue("guarded-unreadable", f"{path}:{goal.line}", said("The goal {id} cannot be read.", id=repr(goal.id)),
                 said("See what is wrong with it: fourscore check"))


def figures_of(centre: Centre) -> GoalFigures:
    from fourscore.scoring import GoalFigures

    return GoalFigures(centre.metrics, centre.metrics.catalogue, centre.calendar)


def period_of(centre: Centre, period: str, as_of: str) -> Days:
    """The period named, else the last whole month that is loaded and was over on that day."""
    if period:
        return centre.calendar.period(period)
    spread = centre.metrics.spread()
    if spread is None:
        raise Trouble(Issue("nothing-loaded", str(centre.folder), said("Nothing is loaded yet, so there is no number."),
                            said("Run: fourscore load")))
    today = centre.calendar.local(centre.now()).date()
    day = centre.calendar.period(as_of).first if as_of else today
    return last_month(min(day, spread.until))


def last_month(day: date) -> Days:
    """The last calendar month that was over on that day."""
    until = day.replace(day=1)
    return Days((until - timedelta(days=1)).replace(day=1), until)


def try_goal(centre: Centre, line: str, strategy: Strategy | None = None) -> Tried:
    """What a goal means before it is written: in words, with everything wrong with it and its plan.

    strategy: the one it is held beside, the file's where it is left out.

    Raises WrongUse `guarded-unreadable` with every mistake of the line.
    """
    from fourscore.scoring import counted_from, plan_goal, reach_of
    from fourscore.strategy import DIMENSIONS, check_line, read_goal, sentence, with_ids

    strategy, catalogue = strategy or centre.strategy, centre.metrics.catalogue
    read, mistakes = read_goal(line)
    if read is None:
        raise WrongUse(*(Issue("guarded-unreadable", said("column {column}", column=one.column), one.what, one.remedy)
                         for one in mistakes))
    kpis = {kpi.id: kpi for kpi in strategy.kpis()}
    goal, figures = with_ids(read, list(kpis.values())), figures_of(centre)
    issues = check_line(goal, strategy, catalogue, (*DIMENSIONS, *scopes_of(centre.extras)))
    counted = counted_from(goal, strategy, figures)
    issues += [one for one in reach_of(counted, "this goal", "the goal", goal, strategy) if one not in issues]
    says = sentence(goal, kpis, lambda part, _: counted[part].value if part in counted else None, figures.currency)
    loaded = centre.metrics.spread() is not None
    days = period_of(centre, "", "") if loaded else None
    sound = not any(issue.name not in ("guarded-without-guard", "guarded-contradiction") for issue in issues)
    return Tried(goal, says, tuple(issues), plan_goal(goal, strategy, figures, days) if days and sound else None, days)
