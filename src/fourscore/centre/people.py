"""This file is about handing people.yaml to the office, and what office and settings agreed on to a load."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from fourscore.office import TypedAgent, TypedStay, TypedTeam
from fourscore.warehouse import LoadTerms, Membership, Person, Rate, TableRate, Threshold

if TYPE_CHECKING:
    from fourscore.office import Office
    from fourscore.settings import Settings
    from fourscore.warehouse import Warehouse

WHO = "people.yaml"
WITH_AGENTS = ("visit", "segment", "contact", "agent_state", "sale", "survey", "evaluation", "coaching", "schedule")


def bring_in(office: Office, settings: Settings, now: datetime) -> None:
    """Make the office say what people.yaml says, history kept; does nothing where it says so already."""
    office.bring_in(
        [TypedTeam(team.name, team.site, team.leader) for team in settings.people.teams],
        [
            TypedAgent(agent.name, agent.names, tuple(TypedStay(*stay) for stay in agent.stays), agent.until_day)
            for agent in settings.people.agents
        ],
        who=WHO,
        now=now,
        today=settings.calendar.local(now).date(),
    )


def load_terms(office: Office, settings: Settings, warehouse: Warehouse) -> LoadTerms:
    """What a load places, flags and converts the facts by."""
    return LoadTerms(
        calendar=settings.calendar,
        thresholds=tuple(Threshold(*line) for line in settings.thresholds),
        roster=tuple(roster(office, warehouse)),
        currency=settings.currency,
        rates=tuple(Rate(*line) for line in settings.rates),
        names={name: row.name for row in office.people() for name in row.names},
        rate_tables=tuple(TableRate(*line) for line in settings.rate_tables),
    )


def roster(office: Office, warehouse: Warehouse) -> list[Membership]:
    """Who was in which team, under the names the facts know them by.

    A person counts once in the headcount, so only names that facts carry are on it; the first name where none does.
    Facts carry a further name only until the next load makes them the person's.
    """
    further = {row.name: row.names for row in office.people() if row.names}
    seen = _seen(warehouse, sorted({name for own, names in further.items() for name in (own, *names)}))
    members = []
    for stay in office.roster():
        names = [name for name in (stay.agent, *further.get(stay.agent, ())) if name in seen] or [stay.agent]
        members += [Membership(name, stay.team, stay.first_day, stay.until_day) for name in names]
    return members


def people_known(office: Office) -> tuple[Person, ...]:
    """Everybody on the roster under all their names, with their first and last day in any team."""
    stays: dict[str, list[tuple[date, date | None]]] = {}
    for stay in office.roster():
        stays.setdefault(stay.agent, []).append((stay.first_day, stay.until_day))
    found = []
    for row in office.people():
        here = stays.get(row.name, [])
        ends = [until for _, until in here if until is not None]
        left = row.until_day or row.gone_on or (max(ends) if len(ends) == len(here) and ends else None)
        first = min((first for first, _ in here), default=date.max)
        found.append(Person((row.name, *row.names), first, left))
    return tuple(found)


def _seen(warehouse: Warehouse, names: list[str]) -> set[str]:
    """Those of the names that stand in a fact."""
    if not names:
        return set()
    facts = " UNION ".join(f"SELECT agent FROM {table}" for table in WITH_AGENTS)
    rows = warehouse.cursor().execute(
        f"SELECT name FROM agent WHERE list_contains(?, name) AND agent IN ({facts})", [names]
    )
    return {name for (name,) in rows.fetchall()}
