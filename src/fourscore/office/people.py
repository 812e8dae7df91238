"""This file is about bringing the roster people write into the office; what was is kept, what changed is known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from fourscore.office.tables import Agent, AgentName, Audit, HandedIn, Membership, Team


class TypedTeam(NamedTuple):
    name: str
    site: str | None = None
    leader: str | None = None


class TypedStay(NamedTuple):
    """In `team` on the local days [first_day, until_day)."""

    team: str
    first_day: date
    until_day: date | None = None


class TypedAgent(NamedTuple):
    """`names` are further names; `stays` do not overlap; `until_day` is a leaver's first day away."""

    name: str
    names: tuple[str, ...] = ()
    stays: tuple[TypedStay, ...] = ()
    until_day: date | None = None


class Change(NamedTuple):
    """One change of a `team`, `agent`, `further name` or `membership`; None: it was not there, or is no more."""

    at: datetime
    who: str
    thing: str
    name: str
    old: str | None
    new: str | None


class Stay(NamedTuple):
    """An agent in a team on the local days [first_day, until_day)."""

    agent: str
    team: str
    first_day: date
    until_day: date | None


class AgentRow(NamedTuple):
    """An agent as held now; `gone_on`: the day they were found to be no longer in people.yaml."""

    name: str
    names: tuple[str, ...]
    until_day: date | None
    gone_on: date | None


@dataclass
class _Hand:
    """One bringing in: the session, who hands in and when, and what changed so far."""

    session: Session
    who: str
    now: datetime
    today: date
    changes: list[Change] = field(default_factory=list)

    def tell(self, thing: str, name: str, old: str | None, new: str | None) -> None:
        change = Change(self.now, self.who, thing, name, old, new)
        self.changes.append(change)
        self.session.add(Audit(at=self.now, who=self.who, thing=thing, name=name, old=old, new=new))


def bring_in(
    session: Session, teams: Sequence[TypedTeam], agents: Sequence[TypedAgent], *, who: str, now: datetime, today: date
) -> list[Change]:
    """Make teams, agents, further names and memberships what these say. See `Office.bring_in`."""
    fingerprint = hashlib.sha256(repr((list(teams), list(agents))).encode()).hexdigest()
    handed = session.get(HandedIn, who, with_for_update=True)
    if handed is not None and handed.fingerprint == fingerprint:
        return []
    if handed is None:
        handed = HandedIn(file=who, fingerprint=fingerprint, at=now)
        session.add(handed)
        session.flush()  # where two hand in the same file for the first time, the second waits here and is told
    handed.fingerprint, handed.at = fingerprint, now
    hand = _Hand(session, who, now, today)
    kept_teams = _teams(hand, teams)
    kept_agents = _agents(hand, agents)
    _further_names(hand, agents, kept_agents)
    _memberships(hand, agents, kept_agents, kept_teams)
    return hand.changes


def _teams(hand: _Hand, teams: Sequence[TypedTeam]) -> dict[str, Team]:
    kept = {team.name: team for team in hand.session.scalars(select(Team))}
    for typed in teams:
        team = kept.get(typed.name)
        if team is None:
            team = kept[typed.name] = Team(name=typed.name)
            hand.session.add(team)
            hand.tell("team", typed.name, None, _team_words(typed.site, typed.leader))
        elif (team.site, team.leader, team.gone_on) != (typed.site, typed.leader, None):
            hand.tell(
                "team",
                typed.name,
                _team_words(team.site, team.leader, team.gone_on),
                _team_words(typed.site, typed.leader),
            )
        team.site, team.leader, team.gone_on = typed.site, typed.leader, None
    typed_names = {typed.name for typed in teams}
    for team in kept.values():
        if team.name not in typed_names and team.gone_on is None:
            before = _team_words(team.site, team.leader)
            team.gone_on = hand.today
            hand.tell("team", team.name, before, _team_words(team.site, team.leader, hand.today))
    hand.session.flush()
    return kept


def _agents(hand: _Hand, agents: Sequence[TypedAgent]) -> dict[str, Agent]:
    """Every agent by name. Who is found under a further name only was renamed, and stays the same person."""
    kept = {agent.name: agent for agent in hand.session.scalars(select(Agent))}
    for typed in agents:
        agent = kept.get(typed.name)
        if agent is None:
            agent = next((kept.pop(name) for name in typed.names if name in kept), None)
            if agent is not None:
                hand.tell("agent", typed.name, f"called {agent.name}", f"called {typed.name}")
                agent.name = typed.name
        if agent is None:
            agent = Agent(name=typed.name)
            hand.session.add(agent)
            hand.tell("agent", typed.name, None, _agent_words(typed.until_day))
        elif (agent.until_day, agent.gone_on) != (typed.until_day, None):
            hand.tell("agent", typed.name, _agent_words(agent.until_day, agent.gone_on), _agent_words(typed.until_day))
        agent.until_day, agent.gone_on = typed.until_day, None
        kept[typed.name] = agent
    typed_names = {typed.name for typed in agents}
    for agent in kept.values():
        if agent.name not in typed_names and agent.gone_on is None:
            before = _agent_words(agent.until_day)
            agent.gone_on = hand.today
            hand.tell("agent", agent.name, before, _agent_words(agent.until_day, hand.today))
    hand.session.flush()
    return kept


def _further_names(hand: _Hand, agents: Sequence[TypedAgent], kept: dict[str, Agent]) -> None:
    """A name taken away is withdrawn before it is given to another: it belongs to one agent at a time."""
    by_key = {agent.agent: agent.name for agent in kept.values()}
    live = {
        (by_key[row.agent], row.name): row
        for row in hand.session.scalars(select(AgentName).where(AgentName.withdrawn_at.is_(None)))
    }
    typed_names = {typed.name for typed in agents}
    wanted = {(typed.name, name) for typed in agents for name in typed.names}
    taken = {name for _, name in wanted} | typed_names
    for (agent, name), row in live.items():
        # Who is gone from the text keeps the names nobody else took: their past is still theirs.
        if (agent, name) not in wanted and (agent in typed_names or name in taken):
            row.withdrawn_at = hand.now
            hand.tell("further name", agent, name, None)
    hand.session.flush()
    for agent, name in sorted(wanted - live.keys()):
        hand.session.add(AgentName(agent=kept[agent].agent, name=name, written_at=hand.now))
        hand.tell("further name", agent, None, name)
    hand.session.flush()


def _memberships(hand: _Hand, agents: Sequence[TypedAgent], kept: dict[str, Agent], teams: dict[str, Team]) -> None:
    names = {team.team: team.name for team in teams.values()}
    by_key = {agent.agent: agent.name for agent in kept.values()}
    live: dict[str, dict[TypedStay, Membership]] = {}
    for row in hand.session.scalars(select(Membership).where(Membership.withdrawn_at.is_(None))):
        stay = TypedStay(names[row.team], row.first_day, row.until_day)
        live.setdefault(by_key[row.agent], {})[stay] = row
    wanted = {typed.name: set(typed.stays) for typed in agents}
    merged = {name for typed in agents for name in typed.names}
    for name, stays in live.items():
        if name not in wanted:
            # Gone from the text: what was stays, what is ends today. Somebody's further name now: theirs is told there.
            wanted[name] = set() if name in merged else _ended(stays, hand.today)
    _write(hand, wanted, live, lambda name: kept[name], lambda name: teams[name])


def _ended(stays: dict[TypedStay, Membership], today: date) -> set[TypedStay]:
    """The stays without anything from `today` on."""
    past = {stay for stay in stays if stay.first_day < today}
    return {stay if stay.until_day and stay.until_day <= today else stay._replace(until_day=today) for stay in past}


def _write(
    hand: _Hand,
    wanted: dict[str, set[TypedStay]],
    live: dict[str, dict[TypedStay, Membership]],
    agent: Callable[[str], Agent],
    team: Callable[[str], Team],
) -> None:
    """Withdraw what no longer holds, then add what does; the audit pairs the two where they start on the same day."""
    added: list[tuple[str, TypedStay, TypedStay | None]] = []
    for name, stays in sorted(wanted.items()):
        old = live.get(name, {})
        before = {stay.first_day: stay for stay in old.keys() - stays}
        for stay in sorted(old.keys() - stays):
            old[stay].withdrawn_at = hand.now
        added += [(name, stay, before.pop(stay.first_day, None)) for stay in sorted(stays - old.keys())]
        for stay in sorted(before.values()):
            hand.tell("membership", name, _stay_words(stay), None)
    hand.session.flush()
    for name, stay, earlier in added:
        hand.session.add(
            Membership(
                agent=agent(name).agent,
                team=team(stay.team).team,
                first_day=stay.first_day,
                until_day=stay.until_day,
                written_at=hand.now,
            )
        )
        hand.tell("membership", name, _stay_words(earlier) if earlier else None, _stay_words(stay))
    hand.session.flush()


def _team_words(site: str | None, leader: str | None, gone_on: date | None = None) -> str:
    words = [
        f"site {site}" if site else "",
        f"led by {leader}" if leader else "",
        f"gone from {gone_on}" if gone_on else "",
    ]
    return ", ".join(word for word in words if word) or "there"


def _agent_words(until_day: date | None, gone_on: date | None = None) -> str:
    words = [f"leaves on {until_day}" if until_day else "", f"gone from {gone_on}" if gone_on else ""]
    return ", ".join(word for word in words if word) or "here"


def _stay_words(stay: TypedStay) -> str:
    return f"{stay.team} from {stay.first_day}" + (f" until {stay.until_day}" if stay.until_day else "")
