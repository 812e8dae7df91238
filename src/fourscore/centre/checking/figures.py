"""This file is about gathering what the rules of figures ask: runs of weeks, signs of bending, who did what work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from fourscore.terms import Days, Trouble, WrongUse

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import History, Run, Sign
    from fourscore.strategy import Kpi, Strategy

WEEKS = 104  # two years: a year for the targets, and the months the arrows need
# What rises first where a figure is made to look good, as far as it has a metric.
SIGNS = ("transfer_rate", "average_hold_time", "agent_disconnect_first_rate", "agent_non_response_rate", "reopen_rate",
         "repeat_contact_rate")
MONTH_DAYS = 30.44


def history_of(centre: Centre, strategy: Strategy) -> History:
    """The whole weeks that are loaded, up to the last one shown on cards."""
    from fourscore.scoring import History

    spread = centre.metrics.spread()
    if spread is None:
        return History(strategy)
    last = centre.last_week()
    weeks = min((last.until - centre.calendar.week(spread.first)).days // 7, WEEKS)
    runs = _runs(centre, strategy, last, weeks)
    shown = tuple(Days(last.until - timedelta(days=7 * back), last.until - timedelta(days=7 * (back - 1)))
                  for back in range(weeks, 0, -1))
    return History(
        strategy, shown, runs, _signs(centre, shown), (spread.until - spread.first).days / MONTH_DAYS,
        len(_teams(centre, spread)), {run.kpi.id: mix for run in runs if (mix := _mix(centre, run.kpi, spread))},
        tuple(found.issue for found in centre.doubtful_rows("sources-disagree", 0)), centre.settings.currency,
    )


def _runs(centre: Centre, strategy: Strategy, last: Days, weeks: int) -> tuple[Run, ...]:
    from fourscore.scoring import Run, Scope, hold, score

    card = score(strategy, centre.metrics, last, scope=Scope("centre", None), calendar=centre.calendar,
                 history_weeks=weeks, coverage_needed=centre.settings.coverage_needed)
    there = [measured for measured in card.measured() if measured.state != "not_applicable"]
    return tuple(
        Run(measured.kpi, tuple(point.value for point in measured.history),
            tuple(point.target for point in measured.history),
            tuple(hold(measured.kpi, point.value, point.days).score for point in measured.history), measured.weight)
        for measured in there)


def _signs(centre: Centre, weeks: tuple[Days, ...]) -> tuple[Sign, ...]:
    from fourscore.scoring import Sign

    found = []
    for key in SIGNS if weeks else ():
        try:
            metric = centre.metrics.catalogue.find(key)
            answer = centre.metrics.ask([metric.key], ("week",), during=Days(weeks[0].first, weeks[-1].until))
        except Trouble:
            continue  # nothing of that kind is loaded, or it cannot be told by week
        by_week = {row.by["week"]: row.value for row in answer.rows}
        found.append(Sign(metric.name, tuple(by_week.get(centre.calendar.name(week)) for week in weeks)))
    return tuple(found)


def _teams(centre: Centre, spread: Days) -> set[str]:
    try:
        answer = centre.metrics.ask(["contacts_handled"], ("team",), during=spread)
    except WrongUse:
        return set()
    return {team for row in answer.rows if (team := row.by["team"])}


def _mix(centre: Centre, kpi: Kpi, spread: Days) -> Mapping[str, Mapping[str, int]]:
    """Of a KPI that judges agents, each agent's cases by queue."""
    if kpi.use == "coaching" or "agent" not in kpi.levels:
        return {}
    try:
        answer = centre.metrics.ask([kpi.metric], ("agent", "queue"), during=spread, where=dict(kpi.scope))
    except WrongUse:
        return {}
    found: dict[str, dict[str, int]] = {}
    for row in answer.rows:
        agent, queue = row.by["agent"], row.by["queue"]
        if agent and queue and row.n:
            found.setdefault(agent, {})[queue] = row.n
    return found


def reliabilities(centre: Centre, strategy: Strategy) -> dict[str, float]:
    """Of every share that agents are paid by, how much of the difference between them is true difference.

    Over the quarter that ends with the last week shown; what cannot be told is left out.
    """
    from fourscore.scoring import reliability_of

    found = {}
    for kpi in strategy.kpis():
        if kpi.use != "pay" or "agent" not in kpi.levels or kpi.unit != "share":
            continue
        until = centre.last_week().until
        try:
            answer = centre.metrics.ask([kpi.metric], ("agent",), during=Days(until - timedelta(days=91), until),
                                        where=dict(kpi.scope))
        except WrongUse:
            continue
        pairs = [(float(row.parts["num"]), float(row.parts["den"])) for row in answer.rows
                 if row.by["agent"] and row.parts.get("num") is not None and row.parts.get("den")]
        told = reliability_of([hits for hits, _ in pairs], [trials for _, trials in pairs])
        if told is not None:
            found[kpi.id] = told
    return found
