"""This file is about disputed numbers: who disputes which, why, and what was answered. Nothing is ever deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from fourscore.office.staff.tables import Dispute, DisputeAnswer
from fourscore.office.tables import Audit

if TYPE_CHECKING:
    from fourscore.office.file import Office


class Answered(NamedTuple):
    """One answer; value and n: the number as it stood then."""

    outcome: str
    text: str
    value: float | None
    n: int
    by: str
    at: datetime


class Disputed(NamedTuple):
    """A number of an agent for the local days [first_day, until_day), with all that was answered, oldest first."""

    number: int
    metric: str
    agent: str
    first_day: date
    until_day: date
    value: float | None
    n: int
    why: str
    by: str
    at: datetime
    answers: tuple[Answered, ...] = ()

    @property
    def outcome(self) -> str:
        """How it stands: open, or the outcome of the last answer."""
        return self.answers[-1].outcome if self.answers else "open"


def open_dispute(office: Office, dispute: Disputed) -> int:
    """Keep a new dispute; gives its number (the one it is handed with says nothing)."""
    with office.writing() as session:
        row = Dispute(metric=dispute.metric, agent_name=dispute.agent, first_day=dispute.first_day,
                      until_day=dispute.until_day, value=dispute.value, n=dispute.n, why=dispute.why,
                      opened_by=dispute.by, opened_at=dispute.at)
        session.add(row)
        session.flush()
        session.add(Audit(at=dispute.at, who=dispute.by, thing="dispute", name=dispute.agent, old=None,
                          new=f"{dispute.metric} disputed"))
        return row.dispute


def answer_dispute(office: Office, number: int, answer: Answered) -> None:
    """Keep an answer to that dispute."""
    with office.writing() as session:
        row = session.get_one(Dispute, number)
        session.add(DisputeAnswer(dispute=number, outcome=answer.outcome, text=answer.text, value=answer.value,
                                  n=answer.n, answered_by=answer.by, answered_at=answer.at))
        session.add(Audit(at=answer.at, who=answer.by, thing="dispute", name=row.agent_name, old=None,
                          new=f"{row.metric} {answer.outcome}"))


def disputes(office: Office, agent: str | None = None) -> list[Disputed]:
    """All disputes, or those on one agent's numbers, in the order they were opened."""
    with office.reading() as session:
        found = select(Dispute).order_by(Dispute.dispute)
        if agent is not None:
            found = found.where(Dispute.agent_name == agent)
        rows = list(session.scalars(found))
        answers: dict[int, list[Answered]] = {row.dispute: [] for row in rows}
        for one in session.scalars(select(DisputeAnswer).where(DisputeAnswer.dispute.in_(answers)).order_by(
                DisputeAnswer.dispute_answer)):
            answers[one.dispute].append(Answered(one.outcome, one.text, one.value, one.n, one.answered_by,
                                                 one.answered_at))
        return [Disputed(row.dispute, row.metric, row.agent_name, row.first_day, row.until_day, row.value, row.n,
                         row.why, row.opened_by, row.opened_at, tuple(answers[row.dispute])) for row in rows]
