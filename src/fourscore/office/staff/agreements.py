"""This file is about staff agreements as they were approved, and whom they were told. Nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, update

from fourscore.office.staff.tables import AgreementNotice, StaffAgreement
from fourscore.office.tables import Audit

if TYPE_CHECKING:
    from fourscore.office.file import Office


class Approved(NamedTuple):
    """An agreement as it was approved; number: counted up, the highest is in force. text: its terms as JSON."""

    number: int
    text: str
    fingerprint: str
    approved_by: str
    role: str
    approved_at: datetime


class Notice(NamedTuple):
    """An agent was told of agreement `number` with the words `what`."""

    number: int
    agent: str
    what: str
    told_by: str
    told_at: datetime
    acknowledged_at: datetime | None


def approve(office: Office, text: str, fingerprint: str, by: str, role: str, *, now: datetime) -> None:
    """From now on this agreement is in force; that it was approved stands in the audit too."""
    with office.writing() as session:
        session.add(StaffAgreement(text=text, fingerprint=fingerprint, approved_by=by, role=role, approved_at=now))
        session.add(Audit(at=now, who=by, thing="agreement", name=fingerprint[:12], old=None,
                          new=f"approved as {role}"))


def approved(office: Office) -> list[Approved]:
    """Every agreement that was ever in force, oldest first."""
    with office.reading() as session:
        return [Approved(row.staff_agreement, row.text, row.fingerprint, row.approved_by, row.role, row.approved_at)
                for row in session.scalars(select(StaffAgreement).order_by(StaffAgreement.staff_agreement))]


def tell(office: Office, number: int, notices: Mapping[str, str], by: str, *, now: datetime) -> None:
    """Keep what each agent (agent → words) was told of an agreement; whoever was told already is left as it is."""
    with office.writing() as session:
        told = set(session.scalars(
            select(AgreementNotice.agent_name).where(AgreementNotice.staff_agreement == number)))
        session.add_all(AgreementNotice(staff_agreement=number, agent_name=agent, what=what, told_by=by, told_at=now)
                        for agent, what in notices.items() if agent not in told)


def acknowledge(office: Office, number: int, agent: str, *, now: datetime) -> bool:
    """The agent has read it; False where they were not told of it, or said so before."""
    with office.writing() as session:
        return bool(session.execute(
            update(AgreementNotice)
            .where(AgreementNotice.staff_agreement == number, AgreementNotice.agent_name == agent,
                   AgreementNotice.acknowledged_at.is_(None))
            .values(acknowledged_at=now)
            .returning(AgreementNotice.agreement_notice)).all())


def notices(office: Office, number: int) -> list[Notice]:
    """Who was told of that agreement, by name."""
    with office.reading() as session:
        rows = select(AgreementNotice).where(AgreementNotice.staff_agreement == number)
        return [Notice(row.staff_agreement, row.agent_name, row.what, row.told_by, row.told_at, row.acknowledged_at)
                for row in session.scalars(rows.order_by(AgreementNotice.agent_name))]
