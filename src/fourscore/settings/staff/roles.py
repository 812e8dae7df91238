"""This file is about reading the roles of people.yaml: who is appointed to what, from which day until which."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from fourscore.settings.model import ADVISER, AGENT, REPRESENTATIVE, ROLES, RoleLine, RoleScope
from fourscore.settings.staff.table import PEOPLE
from fourscore.settings.table import names_in
from fourscore.settings.text import Node, Text
from fourscore.terms import did_you_mean, said

ALWAYS = date(1900, 1, 1)
# Roles whose figures are limited by what they are.
OWN_LIMITS = (AGENT, ADVISER, REPRESENTATIVE)


def read_roles(
    text: Text, node: Node | None, agents: Collection[str], teams: Collection[str] = (),
) -> tuple[RoleLine, ...]:
    """Every appointment in the order it is written; agents, teams: the names of those of the file."""
    found: list[RoleLine] = []
    for row in text.items(node, "Roles"):
        line = _role(text, row, agents, teams)
        if line is None:
            continue
        if (other := next((one for one in found if _overlap(one, line)), None)) is not None:
            text.tell("role-twice", row,
                      said("{name} is {role} already, for some of these days ({where}).", name=line.name,
                           role=line.role, where=other.where),
                      said("End one row before the next begins, or keep one of the two."))
            continue
        found.append(line)
    return tuple(found)


def read_role(text: Text, node: Node | None, what: str) -> str | None:
    """One role as it is called here; small and capital letters are the same."""
    written = text.text(node, what)
    if written is None:
        return None
    known = {role.lower(): role for role in ROLES}
    if written.lower() not in known:
        near = did_you_mean(written.lower(), known)
        text.tell("unknown-role", node, said("There is no role called {written}.", written=repr(written)),
                  f"{near} The roles are: {', '.join(ROLES)}.".strip())
    return known.get(written.lower())


def _role(text: Text, row: Node, agents: Collection[str], teams: Collection[str]) -> RoleLine | None:
    lines = text.mapping(row, "A role", names_in(PEOPLE, "roles"))
    for key, example in (("name", "name: Mara Quinn"), ("role", "role: Senior manager")):
        if row.id == "mapping" and key not in lines:
            text.tell("missing-key", row, said("A row of roles has no {key}.", key=key),
                      said("Add to it  {example}", example=example))
    name, role = text.text(lines.get("name"), "The name"), read_role(text, lines.get("role"), "The role")
    first = text.day(lines.get("from"), "The first day in the role") or ALWAYS
    until = text.day(lines.get("until"), "The end of the role")
    if name is None or role is None:
        return None
    if role == ADVISER and until is None:
        text.tell("adviser-without-end", row, said("{name} is an {lower} without an end.", name=name,
                                                   lower=ADVISER.lower()),
                  said("Add the first day the access is over, such as  until: 2026-12-31"))
        return None
    if role == AGENT and name not in agents:
        near = did_you_mean(name, agents) or "Add them to the agents of this file."
        text.tell("unknown-agent", row, said("There is no agent called {name} in this file.", name=repr(name)), near)
        return None
    if until is not None and until <= first:
        text.tell("until-before-from", row, said("{name} stops being {role} on {until}, before it starts on "
                                                 "{first}.", name=name, role=role, until=until, first=first),
                  said("until is the first day no longer in the role; it comes after from."))
        return None
    return RoleLine(name, role, first, until, text.where(row), _scope(text, lines.get("scope"), role, teams))


def _scope(text: Text, node: Node | None, role: str, teams: Collection[str]) -> RoleScope:
    """What the role is limited to. With a mistake in it, it is limited to nothing at all rather than not limited."""
    if node is None:
        return RoleScope()
    if role in OWN_LIMITS:
        text.tell("scope-not-for-this", node, said("What the role {role} may see is not limited by a scope.",
                                                   role=role),
                  said("Leave scope out; docs/signing-in.md says what each role sees."))
        return RoleScope()
    lines = text.mapping(node, "A scope", names_in(PEOPLE, "roles.scope"))
    found = {name: tuple(word for one in text.items(lines[name], f"The {name} of a scope")
                         if (word := text.text(one, "A name")) is not None) for name in lines}
    for team in found.get("teams", ()):
        if team not in teams:
            text.tell("unknown-team", lines["teams"], said("There is no team called {team} above.", team=repr(team)),
                      did_you_mean(team, teams) or said("Add it to the teams of this file."))
    if not any(found.values()):
        text.tell("scope-empty", node, said("A scope names neither teams nor queues, so that nothing could be seen."),
                  "Write for example  scope: {teams: [Leeds Billing 1]} , or leave it out.")
        return RoleScope((), ())
    return RoleScope(found.get("teams"), found.get("queues"))


def _overlap(one: RoleLine, other: RoleLine) -> bool:
    return ((one.name, one.role) == (other.name, other.role)
            and (one.until_day is None or other.first_day < one.until_day)
            and (other.until_day is None or one.first_day < other.until_day))
