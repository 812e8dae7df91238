"""This file is about handing people.yaml to the office, and what office and settings agreed on to a load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from fourscore.centre.staff.together import Somebody, Stay, together
from fourscore.office import TypedAgent, TypedStay, TypedTeam
from fourscore.warehouse import Handed, LoadTerms, Membership, Person, Rate, TableRate, Threshold

if TYPE_CHECKING:
    from fourscore.office import Office
    from fourscore.settings import Settings
    from fourscore.terms import Issue
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
    people = everybody(office, settings, warehouse)
    names = {name: one.name for one in people for name in one.every_name[1:]}
    return LoadTerms(
        calendar=settings.calendar,
        thresholds=tuple(Threshold(*line) for line in settings.thresholds),
        roster=tuple(roster(people, warehouse)),
        currency=settings.currency,
        rates=tuple(Rate(*line) for line in settings.rates),
        names=names,
        rate_tables=tuple(TableRate(*line) for line in settings.rate_tables),
        handed=tuple(Handed(lent.login, lent.stands_for, lent.first_day, lent.until_day)
                     for one in people for lent in one.lent),
    )


def everybody(office: Office, settings: Settings, warehouse: Warehouse) -> list[Somebody]:
    """Everybody, from people.yaml and the staff lists together."""
    stays: dict[str, list[Stay]] = {}
    for stay in office.roster():
        stays.setdefault(stay.agent, []).append(Stay(stay.team, stay.first_day, stay.until_day))
    typed = [
        Somebody(row.name, list(row.names), stays.get(row.name, []), row.until_day or row.gone_on, said=WHO,
                 gone=row.gone_on is not None)
        for row in office.people()
    ]
    return together(typed, warehouse.staff(), [line.name for line in settings.sources])[0]


def contradictions(settings: Settings, warehouse: Warehouse) -> list[Issue]:
    """Where people.yaml and the staff lists say different things of one person."""
    typed = [
        Somebody(line.name, list(line.names), [Stay(*stay) for stay in line.stays], line.until_day, said=line.where)
        for line in settings.people.agents
    ]
    return together(typed, warehouse.staff(), [line.name for line in settings.sources])[1]


def roster(people: Sequence[Somebody], warehouse: Warehouse) -> list[Membership]:
    """Who was in which team, under the names the facts know them by.

    A person counts once in the headcount, so only names that facts carry are on it; the first name where none does.
    Facts carry a further name only until the next load makes them the person's.
    """
    seen = _seen(warehouse, sorted({name for one in people if one.names for name in (one.name, *one.names)}))
    members = []
    for one in people:
        names = [name for name in (one.name, *one.names) if name in seen] or [one.name]
        members += [Membership(name, *stay) for stay in one.stays for name in names]
    return members


def people_known(office: Office, settings: Settings, warehouse: Warehouse) -> tuple[Person, ...]:
    """Everybody on the roster under all their names, with their first and last day in any team."""
    found = []
    for one in everybody(office, settings, warehouse):
        ends = [stay.until_day for stay in one.stays if stay.until_day is not None]
        left = one.until_day or (max(ends) if len(ends) == len(one.stays) and ends else None)
        first = min((stay.first_day for stay in one.stays), default=date.max)
        found.append(Person((*one.every_name, *(lent.login for lent in one.lent)), first, left))
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


def names_there(office: Office, warehouse: Warehouse, word: str) -> list[str]:
    """Every team, agent, queue … (`warehouse.WORDS`) that the facts or, for teams and agents, the office name."""
    from fourscore.warehouse import WORDS

    if word not in WORDS:
        raise ValueError(f"{word!r} is none of the words the facts are kept by")
    found = {name for (name,) in warehouse.cursor().execute(f'SELECT name FROM "{word}"').fetchall() if name}
    if word in ("team", "agent"):
        found |= set(office.teams() if word == "team" else office.agents())
        people = warehouse.staff()
        found |= {stay.team for one in people for stay in one.stays} if word == "team" else {o.name for o in people}
    return sorted(found)


def unknown_to(people: Iterable[Person], warehouse: Warehouse) -> list[str]:
    """Agents who appear in the facts but are none of these people."""
    known = {name for person in people for name in person.names}
    rows = warehouse.cursor().execute("SELECT name FROM agent ORDER BY name").fetchall()
    return [name for (name,) in rows if name and name not in known]
