"""This file is about rights in force at once: who may see what is as its texts say now, whatever is being loaded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fourscore.centre.written import Stamp, stamp
from fourscore.settings import Settings

TEXTS = ("centre.yaml", "people.yaml")


def rights_stamps(folder: Path) -> tuple[Stamp, ...]:
    """Changes whenever a text does in which it stands who may see what."""
    return tuple(stamp(folder / name) for name in TEXTS)


def with_rights_of(settings: Settings, newer: Settings) -> Settings:
    """The settings in force with what a newer text says of who may see what, for which no fact has to be restated."""
    leaders = {team.name: team.leader for team in newer.people.teams}
    teams = tuple(team._replace(leader=leaders.get(team.name)) for team in settings.people.teams)
    people = settings.people._replace(roles=newer.people.roles, teams=teams)
    return replace(settings, acting_as=newer.acting_as, smallest_group=newer.smallest_group, people=people)
