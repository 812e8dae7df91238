"""This file is about reading people.yaml: who is in which team and role, and when, and every mistake at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from fourscore.settings.model import AgentLine, People, Stay, TeamLine
from fourscore.settings.staff.agreement import read_agreement
from fourscore.settings.staff.roles import read_roles
from fourscore.settings.staff.table import PEOPLE
from fourscore.settings.table import names_in
from fourscore.settings.text import Node, Text
from fourscore.terms import Issue, did_you_mean, said

ALWAYS = date(1900, 1, 1)


class _Written(NamedTuple):
    """A row of an agent's teams before its open end is closed."""

    first: date
    until: date | None
    team: str
    row: Node


def read_people(path: Path, sites: Sequence[str] | None = None) -> tuple[People, list[Issue]]:
    """All that one file says of people, with every issue; `sites` are the known ones (None: not checked)."""
    text = Text(path.name)
    top = text.open(path)
    if top is None or text.empty(top):
        return People(), text.issues
    lines = text.mapping(top, path.name, names_in(PEOPLE))
    teams = _teams(text, lines.get("teams"), sites)
    agents = _agents(text, lines.get("agents"), [team.name for team in teams])
    roles = read_roles(text, lines.get("roles"), [agent.name for agent in agents], [team.name for team in teams])
    return People(teams, agents, roles, read_agreement(text, lines.get("agreement"), roles)), text.issues


def _teams(text: Text, node: Node | None, sites: Sequence[str] | None) -> tuple[TeamLine, ...]:
    teams: dict[str, TeamLine] = {}
    for row in text.items(node, "Teams"):
        if row.id == "scalar":  # a bare name is a team without site and leader
            name, lines = text.text(row, "A team"), {}
        else:
            lines = text.mapping(row, "A team", names_in(PEOPLE, "teams"))
            name = text.text(lines.get("name"), "The team's name")
            if "name" not in lines:
                text.tell("missing-key", row, said("A team has no name."),
                          said("Add a line such as  name: Leeds Billing 1"))
        site = text.text(lines.get("site"), "The team's site")
        if site is not None and sites is not None and site not in sites:
            text.tell(
                "unknown-site",
                lines["site"],
                said("centre.yaml has no site called {site}.", site=repr(site)),
                did_you_mean(site, sites) or said("Add it to the sites of centre.yaml."),
            )
        leader = text.text(lines.get("leader"), "The team's leader")
        if name is None:
            continue
        if name in teams:
            text.tell(
                "name-twice",
                row,
                said("There are two teams called {name} (the first at {where}).", name=repr(name),
                     where=teams[name].where),
                said("Give each team its own name."),
            )
        teams.setdefault(name, TeamLine(name, site, leader, text.where(row), _seats(text, lines.get("seats"), name)))
    return tuple(teams.values())


def _seats(text: Text, node: Node | None, team: str) -> tuple[tuple[date, int], ...]:
    """How many people are planned for a team: one number, or several, each from its day on."""
    if node is None:
        return ()
    if node.id == "scalar":
        many = _whole(text, node, team)
        return () if many is None else ((ALWAYS, many),)
    found: dict[date, int] = {}
    for written, number in text.mapping(node, f"The seats of {team}", None).items():
        many = _whole(text, number, team)
        try:
            day = date.fromisoformat(f"{written}-01" if re.fullmatch(r"\d{4}-\d{2}", written) else written)
        except ValueError:
            text.tell("unreadable-date", number, said("The seats of {team} are planned from {written}, which is no "
                                                      "day.", team=team, written=repr(written)),
                      said("Write year-month-day: 2026-03-09"))
            continue
        if many is not None:
            found[day] = many
    return tuple(sorted(found.items()))


def _whole(text: Text, node: Node, team: str) -> int | None:
    written = text.text(node, f"The seats of {team}")
    if written is None:
        return None
    if not re.fullmatch(r"\d{1,5}", written):
        text.tell("bad-number", node, said("The seats of {team} are {written}, which is no whole number.", team=team,
                                           written=repr(written)),
                  said("Write how many people are planned: seats: 24"))
        return None
    return int(written)


def _agents(text: Text, node: Node | None, teams: Sequence[str]) -> tuple[AgentLine, ...]:
    agents: list[AgentLine] = []
    taken: dict[str, str] = {}
    for row in text.items(node, "Agents"):
        if row.id == "scalar":
            name, lines = text.text(row, "An agent"), {}
        else:
            lines = text.mapping(row, "An agent", names_in(PEOPLE, "agents"))
            name = text.text(lines.get("name"), "The agent's name")
            if "name" not in lines:
                text.tell("missing-key", row, said("An agent has no name."), said("Add a line such as  name: Ada Bell"))
        if name is None:
            continue
        further = [(one, text.text(one, "A further name")) for one in text.items(lines.get("names"), "Further names")]
        names = tuple(dict.fromkeys(other for _, other in further if other and other != name))
        for other in (name, *names):
            if other in taken:
                text.tell(
                    "name-twice",
                    row,
                    said("{other} already names another agent ({taken}).", other=repr(other), taken=taken[other]),
                    said("One name belongs to one agent; take it out of one of the two."),
                )
            taken.setdefault(other, text.where(row))
        until = text.day(lines.get("until"), "The agent's until")
        stays = _stays(text, lines.get("teams"), name, until, teams)
        agents.append(AgentLine(name, names, stays, until, text.where(row)))
    return tuple(agents)


def _stays(text: Text, node: Node | None, agent: str, leaves: date | None, teams: Sequence[str]) -> tuple[Stay, ...]:
    """The agent's time in teams, oldest first, without overlap; the next team or the leaving closes an open end."""
    found = [stay for row in text.items(node, "An agent's teams") if (stay := _stay(text, row, agent, teams))]
    found.sort(key=lambda stay: stay.first)
    stays = []
    for place, (first, until, team, row) in enumerate(found):
        following = found[place + 1].first if place + 1 < len(found) else None
        end = until or following or leaves
        if following is not None and (first == following or (until is not None and until > following)):
            what = f"{agent} would be in two teams at once from {following}."
            remedy = "End one team before the next begins: an agent is in one team on a day."
            text.tell("memberships-overlap", row, what, remedy)
        elif leaves is not None and (first >= leaves or (end is not None and end > leaves)):
            what = f"{agent} leaves on {leaves}, but this team lasts longer."
            text.tell("after-leaving", row, what, said("Change the agent's until, or the team's dates."))
        elif end is not None and end <= first:
            what = f"{agent}'s time in {team} ends on {end}, before it starts on {first}."
            remedy = "until is the first day no longer in the team; it comes after from."
            text.tell("until-before-from", row, what, remedy)
        else:
            stays.append(Stay(team, first, end))
    return tuple(stays)


def _stay(text: Text, row: Node, agent: str, teams: Sequence[str]) -> _Written | None:
    """One row of an agent's teams, as written."""
    if row.id == "scalar":
        team, lines = text.text(row, "A team"), {}
    else:
        lines = text.mapping(row, "An agent's team", names_in(PEOPLE, "agents.teams"))
        team = text.text(lines.get("team"), "The team")
        if "team" not in lines:
            what = f"A row of {agent}'s teams names no team."
            text.tell("missing-key", row, what, said("Add a line such as  team: Leeds Billing 1"))
    if team is None:
        return None
    if team not in teams:
        near = did_you_mean(team, teams) or "Add it to the teams of this file."
        text.tell("unknown-team", row, said("There is no team called {team} above.", team=repr(team)), near)
    first = text.day(lines.get("from"), "The first day in the team") or ALWAYS
    return _Written(first, text.day(lines.get("until"), "The end in the team"), team, row)
