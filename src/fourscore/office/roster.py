"""This file is about reading the office: the roster as dated memberships, people and teams, and what was changed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from fourscore.office.people import AgentRow, Change, Stay
from fourscore.office.tables import Agent, AgentName, Audit, Membership, Team


def roster(session: Session) -> list[Stay]:
    rows = session.execute(
        select(Agent.name, Team.name, Membership.first_day, Membership.until_day)
        .join(Agent, Agent.agent == Membership.agent)
        .join(Team, Team.team == Membership.team)
        .where(Membership.withdrawn_at.is_(None))
        .order_by(Agent.name, Membership.first_day)
    )
    return [Stay(*row) for row in rows]


def agents(session: Session) -> list[AgentRow]:
    names: dict[int, list[str]] = {}
    live = select(AgentName.agent, AgentName.name).where(AgentName.withdrawn_at.is_(None)).order_by(AgentName.name)
    for agent, name in session.execute(live):
        names.setdefault(agent, []).append(name)
    return [
        AgentRow(row.name, tuple(names.get(row.agent, ())), row.until_day, row.gone_on)
        for row in session.scalars(select(Agent).order_by(Agent.name))
    ]


def names_of(session: Session, name: str) -> list[str]:
    further = session.execute(select(AgentName.agent, AgentName.name, AgentName.withdrawn_at)).all()
    own = {row.name: row.agent for row in session.scalars(select(Agent))}
    live = own | {said: agent for agent, said, withdrawn in further if withdrawn is None}
    past = {said: agent for agent, said, _ in further if said not in live}
    agent = live.get(name, past.get(name))
    if agent is None:
        return []
    first = [said for said, whose in own.items() if whose == agent]
    return list(dict.fromkeys([*first, *(said for said, whose in {**live, **past}.items() if whose == agent)]))


def teams(session: Session) -> list[str]:
    return list(session.scalars(select(Team.name).order_by(Team.name)))


def changes(session: Session, name: str | None) -> list[Change]:
    rows = select(Audit).order_by(Audit.audit)
    if name is not None:
        rows = rows.where(Audit.name == name)
    return [Change(row.at, row.who, row.thing, row.name, row.old, row.new) for row in session.scalars(rows)]
