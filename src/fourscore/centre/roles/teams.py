"""This file is about the people of a team, and the cards of all of them, or of all teams, asked for at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.agreement.cards import is_agents, only
from fourscore.centre.people import everybody
from fourscore.centre.staff.peers import peers_of, rules_of
from fourscore.scoring import score_many
from fourscore.terms import Days, WrongUse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fourscore.centre.centre import Centre
    from fourscore.scoring import Scorecard
    from fourscore.settings import TeamLine

LATELY = 90  # days in which somebody counts as having come, or gone, lately


class Seats(NamedTuple):
    """A team by its people. there: on that day; came, went: in the 90 days before it.

    planned: how many are planned for that day; None where nobody said. to_come: what is planned from later days on.
    """

    team: str
    leader: str
    site: str
    there: int
    came: int
    went: int
    planned: int | None = None
    to_come: tuple[tuple[date, int], ...] = ()


class Stayed(NamedTuple):
    """Somebody's time in a team. until_day: the first day they were not there any more; None while they are."""

    agent: str
    first_day: date
    until_day: date | None


class Skilled(NamedTuple):
    """Somebody with their skills on a day, each since when. team: theirs on that day, "" where it is not known."""

    agent: str
    team: str
    since: Mapping[str, date]


def led_by(centre: Centre) -> list[str]:
    """The teams whose people who asks may see, those they lead first."""
    rights, days = centre.keeper.rights(), centre.metrics.spread() or centre.last_week()
    names = [*(rights.asker.leads or ()), *centre.names("team")]
    return [name for name in dict.fromkeys(names) if rights.covers(("agent",), {"team": (name,)}, days)]


def people_of(centre: Centre, team: str, days: Days) -> list[str]:
    """Who was in that team on any of these days."""
    found = []
    for one in everybody(centre.office, centre.settings, centre.warehouse):
        if any(stay.team == team and stay.first_day < days.until and (
                stay.until_day is None or days.first < stay.until_day) for stay in one.stays):
            found.append(one.name)
    return sorted(found)


def cards_of_team(centre: Centre, team: str, days: Days) -> list[Scorecard]:
    """The cards of that team's people, as far as the staff agreement lets them be told. Raises WrongUse `not-yours`,
    `not-agreed`."""
    metrics, guarding = centre.metrics, centre.keeper.guarding()
    where = {"team": (team,)}
    centre.keeper.rights().allow(("agent",), where, days)
    kept, refused = [], []
    for kpi in centre.strategy.kpis():
        if is_agents(kpi, metrics):
            try:
                guarding.allow([metrics.catalogue.find(kpi.metric)], ("agent",), {**kpi.scope, **where}, days,
                               metrics.spread)
                kept.append(kpi)
            except WrongUse as no:
                refused.append(no)
    if refused and not kept:
        raise refused[0]
    there = people_of(centre, team, days)
    cards = score_many(
        only(centre.strategy, kept), metrics.unguarded(), days, level="agent", calendar=centre.calendar, names=there,
        coverage_needed=centre.settings.coverage_needed, rules=rules_of(centre), peers=peers_of(centre, "agent", days))
    return [card for card in cards if card.scope.name in there]


def cards_of_teams(centre: Centre, days: Days) -> list[Scorecard]:
    """The cards of all teams who asks may see."""
    rights = centre.keeper.rights()
    strategy = centre.strategy
    kpis = [kpi for kpi in strategy.kpis() if "team" in kpi.levels and rights.covers(("team",), kpi.scope, days)]
    cards = score_many(
        only(strategy, kpis), centre.metrics.unguarded(), days, level="team", calendar=centre.calendar,
        coverage_needed=centre.settings.coverage_needed, rules=rules_of(centre), peers=peers_of(centre, "team", days))
    return [card for card in cards if card.scope.name and rights.covers(("team",), {"team": (card.scope.name,)}, days)]


def seats(centre: Centre, day: date) -> list[Seats]:
    """Every team by its people on that day, from people.yaml and staff lists."""
    lines: dict[str, TeamLine] = {team.name: team for team in centre.settings.people.teams}
    since, found = day - timedelta(days=LATELY), {}
    stays = [stay for one in everybody(centre.office, centre.settings, centre.warehouse) for stay in one.stays]
    for name in sorted({*lines, *(stay.team for stay in stays)}):
        of = [stay for stay in stays if stay.team == name]
        line = lines.get(name)
        found[name] = Seats(
            name, (line.leader or "") if line else "", (line.site or "") if line else "",
            sum(stay.first_day <= day and (stay.until_day is None or day < stay.until_day) for stay in of),
            sum(since < stay.first_day <= day for stay in of),
            sum(stay.until_day is not None and since < stay.until_day <= day for stay in of),
            *_planned(line, day))
    return list(found.values())


def stayed(centre: Centre, team: str, day: date) -> list[Stayed]:
    """Whoever is counted in the seats of that team on that day: who is there, who came and who went lately. Raises
    WrongUse `not-yours` for whoever may not see its people."""
    centre.keeper.rights().allow(("agent",), {"team": (team,)}, Days(day, day + timedelta(days=1)))
    since = day - timedelta(days=LATELY)
    return sorted(Stayed(one.name, stay.first_day, stay.until_day)
                  for one in everybody(centre.office, centre.settings, centre.warehouse) for stay in one.stays
                  if stay.team == team and stay.first_day <= day and (stay.until_day is None or since < stay.until_day))


def _planned(line: TeamLine | None, day: date) -> tuple[int | None, tuple[tuple[date, int], ...]]:
    seats = line.seats if line else ()
    return (next((many for since, many in reversed(seats) if since <= day), None),
            tuple((since, many) for since, many in seats if since > day))


def skilled(centre: Centre, day: date) -> list[Skilled]:
    """Who holds which skill on that day, and everybody else who is there then, by team and name; of those whom who asks
    may see by name."""
    from fourscore.warehouse import skills_held

    people = everybody(centre.office, centre.settings, centre.warehouse)
    called = {name: one.name for one in people for name in one.every_name}
    team = {one.name: stay.team for one in people for stay in one.stays
            if stay.first_day <= day and (stay.until_day is None or day < stay.until_day)}
    found: dict[str, dict[str, date]] = {name: {} for name in team}
    for one in skills_held(centre.warehouse.cursor()):
        if one.first_day <= day and (one.until_day is None or day < one.until_day):
            there = found.setdefault(called.get(one.agent, one.agent), {})
            there[one.skill] = min(one.first_day, there.get(one.skill, one.first_day))
    rights, days = centre.keeper.rights(), Days(day, day + timedelta(days=1))
    rows = [Skilled(name, team.get(name, ""), since) for name, since in found.items()
            if rights.covers(("agent",), {"team": (team[name],)} if name in team else {}, days)]
    return sorted(rows, key=lambda one: (not one.team, one.team, one.agent))
