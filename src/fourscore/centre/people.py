"""This file is about handing people.yaml to the office, and what office and settings agreed on to a load."""

from __future__ import annotations

from datetime import datetime

from fourscore.office import Office, TypedAgent, TypedStay, TypedTeam
from fourscore.settings import Settings
from fourscore.warehouse import LoadTerms, Membership, Rate, Threshold

WHO = "people.yaml"


def bring_in(office: Office, settings: Settings, now: datetime) -> None:
    """Make the office say what people.yaml says, history kept; does nothing where it says so already."""
    office.bring_in(
        [TypedTeam(team.name, team.site, team.leader) for team in settings.people.teams],
        [TypedAgent(agent.name, agent.names, tuple(TypedStay(*stay) for stay in agent.stays), agent.until_day)
         for agent in settings.people.agents],
        who=WHO, now=now, today=settings.calendar.local(now).date(),
    )


def load_terms(office: Office, settings: Settings) -> LoadTerms:
    """What a load places, flags and converts the facts by."""
    return LoadTerms(
        calendar=settings.calendar,
        thresholds=tuple(Threshold(*line) for line in settings.thresholds),
        roster=tuple(Membership(*stay) for stay in office.roster()),
        currency=settings.currency,
        rates=tuple(Rate(*line) for line in settings.rates),
    )
