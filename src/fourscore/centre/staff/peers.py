"""This file is about comparing the people of a centre: their queues, their time there, and the limits it goes by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from fourscore.centre.people import everybody
from fourscore.terms import Days, Issue, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fourscore.centre.centre import Centre
    from fourscore.scoring import Peers, Rules, Standings
    from fourscore.strategy import Kpi, Level

WORK = "contacts_handled"


def compare(centre: Centre, metric: str, level: str, period: str = "", team: str = "") -> Standings:
    """Every agent or team beside what was to be expected of it, by a metric or by a KPI of the strategy.

    period: of all that is loaded where it is left out. team: only its agents are told, everybody is read. Raises
    WrongUse `not-comparable`, `unknown-level`, `unknown-team`, `unknown-metric`, `not-agreed`; Trouble where nothing is
    loaded.
    """
    from fourscore.scoring import Asked, compare_people

    levels: dict[str, Level] = {"agent": "agent", "team": "team"}
    if level not in levels:
        raise WrongUse(Issue("unknown-level", repr(level), said("People are compared by agent or by team."),
                             did_you_mean(level, levels) or said("Write: --by agent")))
    days = centre.calendar.period(period) if period else centre.metrics.spread() or centre.last_week()
    peers = peers_of(centre, levels[level], days)
    only = tuple(sorted(name for name, of in peers.team.items() if of == team)) if team else ()
    if team and team not in (known := centre.names("team")):
        raise WrongUse(Issue("unknown-team", repr(team), said("There is no team called {team}.", team=repr(team)),
                             did_you_mean(team, known) or said("people.yaml and the facts name every team there is.")))
    if team and level == "team":
        only = (team,)
    kpi = _kpi(centre, metric)
    found = centre.metrics.catalogue.find(kpi.metric if kpi else metric)
    where = {"team": [team]} if team else {}
    centre.keeper.allow([found], (level,), where, days, centre.metrics.spread)
    compared = compare_people(
        centre.metrics.unguarded(), Asked(found, kpi, levels[level], days, only or (("",) if team else ())), peers,
        centre.calendar, rules_of(centre))
    return centre.keeper.nameless(compared) if level == "agent" else compared


def comparable(centre: Centre, level: str, days: Days) -> list[Kpi]:
    """The strategy's KPIs by which these people can be compared at all; of them it hangs on the agreement besides."""
    from fourscore.scoring import Asked
    from fourscore.scoring import comparable as can_be
    from fourscore.terms import Trouble

    levels: dict[str, Level] = {"agent": "agent", "team": "team"}
    metrics = centre.metrics.unguarded()
    try:
        kpis = list(centre.strategy.kpis())
    except Trouble:
        return []
    return [kpi for kpi in kpis if level in levels and can_be(
        metrics, Asked(metrics.catalogue.find(kpi.metric), kpi, levels[level], days))]


def first_compared(centre: Centre, levels: Sequence[str], period: str, team: str) -> tuple[str, Kpi] | None:
    """The level and the measure to begin with: the first of which somebody can be judged, else the first of which a
    figure may be shown at all. None where there is none.
    """
    from fourscore.scoring import TOLD

    days, shown = centre.calendar.period(period), None
    for level in levels:
        for kpi in comparable(centre, level, days):
            try:
                found = compare(centre, kpi.id, level, period, team)
            except WrongUse:  # the agreement keeps it back
                continue
            if any(row.verdict in TOLD for row in found.rows):
                return level, kpi
            if shown is None and any(row.value is not None for row in found.rows):
                shown = level, kpi
    return shown


def _kpi(centre: Centre, name: str) -> Kpi | None:
    """The KPI of that id, or the one KPI of that metric; none where the strategy has none or cannot be read."""
    from fourscore.terms import Trouble

    try:
        kpis = list(centre.strategy.kpis())
    except Trouble:
        return None
    by_id = [kpi for kpi in kpis if kpi.id == name]
    if by_id:
        return by_id[0]
    of_metric = [kpi for kpi in kpis if kpi.metric in (name, centre.metrics.catalogue.find(name).key)
                 and not kpi.scope]
    return of_metric[0] if len(of_metric) == 1 else None


def rules_of(centre: Centre) -> Rules:
    from fourscore.scoring import Rules

    settings = centre.settings
    return Rules(settings.rank_reliability, settings.coach_reliability, settings.colour_chance,
                 settings.smallest_group)


def peers_of(centre: Centre, level: Level, days: Days) -> Peers:
    """Everybody's main queue in these days, their first day, and their team on the last of them."""
    from fourscore.scoring import Peers, main_queues

    counts: dict[tuple[str, str | None], float] = {}
    try:
        # Whose figures these are is told to nobody: they only say who does the same work.
        answer = centre.metrics.unguarded().ask([WORK], (level, "queue"), during=days)
    except WrongUse:  # a report that tells agents without their queues
        answer = None
    for row in answer.rows if answer else ():
        if (name := row.by[level]) is not None:
            counts[name, row.by["queue"]] = row.value or 0.0
    if level == "team":
        return Peers(days.until, main_queues(counts))
    first: dict[str, date] = {}
    team: dict[str, str] = {}
    last = days.until - timedelta(days=1)
    for one in everybody(centre.office, centre.settings, centre.warehouse):
        if one.stays:
            begun = min(stay.first_day for stay in one.stays)
            there = [stay.team for stay in one.stays
                     if stay.first_day <= last and (stay.until_day is None or last < stay.until_day)]
            for name in one.every_name:
                first[name] = begun
                team |= {name: there[-1]} if there else {}
    return Peers(days.until, main_queues(counts), first, team)
