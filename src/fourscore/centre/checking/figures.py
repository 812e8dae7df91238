"""This file is about gathering what the rules of figures ask: runs of weeks, signs of bending, who did what work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from fourscore.centre.checking.signs import signs_of
from fourscore.terms import Days, WrongUse

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import History, Run, Scorecard
    from fourscore.strategy import Kpi, Strategy

WEEKS = 104  # two years: a year for the targets, and the months the arrows need
MONTH_DAYS = 30.44
QUARTER_DAYS = 91


def history_of(centre: Centre, strategy: Strategy) -> History:
    """The whole weeks that are loaded, up to the last one shown on cards."""
    from fourscore.centre.goals.judging import figures_of
    from fourscore.scoring import History, counted_from, weigh

    spread = centre.metrics.spread()
    if spread is None:
        return History(strategy)
    last = centre.last_week()
    weeks = min((last.until - centre.calendar.week(spread.first)).days // 7, WEEKS)
    card = centre_card(centre, strategy, last, weeks)
    runs = _runs(centre, card)
    shown = tuple(Days(last.until - timedelta(days=7 * back), last.until - timedelta(days=7 * (back - 1)))
                  for back in range(weeks, 0, -1))
    return History(
        strategy, shown, runs, signs_of(centre, strategy, shown), (spread.until - spread.first).days / MONTH_DAYS,
        len(_teams(centre, spread)), {run.kpi.id: mix for run in runs if (mix := _mix(centre, run.kpi, spread))},
        tuple(found.issue for found in centre.doubtful_rows("sources-disagree", 0)), centre.settings.currency,
        weigh(card), {one.id: counted_from(one.goal, strategy, figures_of(centre))
                      for one in strategy.guarded if one.goal},
    )


def centre_card(centre: Centre, strategy: Strategy, days: Days, weeks: int) -> Scorecard:
    """The whole centre's card as it is shown, goals with guards in it, whoever asks for the rules."""
    from fourscore.centre.staff.peers import rules_of
    from fourscore.scoring import GoalFigures, Scope, score

    free = centre.metrics.unguarded()
    return score(strategy, free, days, scope=Scope("centre", None), calendar=centre.calendar,
                 history_weeks=weeks, coverage_needed=centre.settings.coverage_needed, rules=rules_of(centre),
                 goals=GoalFigures(free, free.catalogue, centre.calendar))


def _runs(centre: Centre, card: Scorecard) -> tuple[Run, ...]:
    """By week; opinions that are not told each week (of few answers) are no late or seldom figures, and left out."""
    from fourscore.metrics import is_opinion
    from fourscore.scoring import Run, hold

    catalogue = centre.metrics.catalogue
    there = [measured for measured in card.measured() if measured.state != "not_applicable" and (
        all(point.value is not None for point in measured.history)
        or not is_opinion(catalogue.find(measured.kpi.metric), catalogue))]
    return tuple(
        Run(measured.kpi, tuple(point.value for point in measured.history),
            tuple(point.target for point in measured.history),
            tuple(hold(measured.kpi, point.value, point.days).score for point in measured.history), measured.lacking)
        for measured in there)


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
    """Of every KPI that agents are paid by, how much of the difference between them is true difference: shares, times
    and counts alike, each within its own group of peers.

    Over the quarter that ends with the last week shown; what cannot be told is left out.
    """
    from fourscore.centre.staff.peers import peers_of, rules_of
    from fourscore.scoring import Asked, compare_people, reliability_of

    paid = [kpi for kpi in strategy.kpis() if kpi.use == "pay" and "agent" in kpi.levels]
    if not paid:
        return {}
    until, found = centre.last_week().until, {}
    days = Days(until - timedelta(days=QUARTER_DAYS), until)
    peers, metrics = peers_of(centre, "agent", days), centre.metrics.unguarded()
    for kpi in paid:
        asked = Asked(metrics.catalogue.find(kpi.metric), kpi, "agent", days)
        try:
            told = reliability_of(compare_people(metrics, asked, peers, centre.calendar, rules_of(centre)))
        except WrongUse:
            continue  # nothing fair can be said of it by agent
        if told is not None:
            found[kpi.id] = told
    return found
