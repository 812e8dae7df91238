"""This file is about the office's tables of what was agreed with the agents, and of numbers they dispute."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from fourscore.office.tables import PERSON, Typed


class StaffAgreement(Typed):
    """The text of a staff agreement as it was approved; the last one is in force. Never altered, never deleted.

    text: its terms as JSON; fingerprint: of the terms alone. role: as whom the person approved.
    """

    __tablename__ = "staff_agreement"

    staff_agreement: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    fingerprint: Mapped[str]
    approved_by: Mapped[str] = mapped_column(info=PERSON)
    role: Mapped[str]
    approved_at: Mapped[datetime]


class AgreementNotice(Typed):
    """An agent was told of an agreement, and perhaps has said so; what: the words of the notice."""

    __tablename__ = "agreement_notice"

    agreement_notice: Mapped[int] = mapped_column(primary_key=True)
    staff_agreement: Mapped[int] = mapped_column(ForeignKey("staff_agreement.staff_agreement"), index=True)
    agent_name: Mapped[str] = mapped_column(index=True, info=PERSON)
    what: Mapped[str]
    told_by: Mapped[str] = mapped_column(info=PERSON)
    told_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]


class Dispute(Typed):
    """A number of an agent that somebody holds to be wrong; value and n: as it stood when the dispute was opened."""

    __tablename__ = "dispute"

    dispute: Mapped[int] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(index=True)
    agent_name: Mapped[str] = mapped_column(index=True, info=PERSON)
    first_day: Mapped[date]
    until_day: Mapped[date]
    value: Mapped[float | None] = mapped_column(Float(precision=53))
    n: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str]
    opened_by: Mapped[str] = mapped_column(info=PERSON)
    opened_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("until_day > first_day", name="not_empty"),)


class DisputeAnswer(Typed):
    """An answer to a dispute; value and n: the number as it stood then. The last one tells how it stands."""

    __tablename__ = "dispute_answer"

    dispute_answer: Mapped[int] = mapped_column(primary_key=True)
    dispute: Mapped[int] = mapped_column(ForeignKey("dispute.dispute"), index=True)
    outcome: Mapped[str]
    text: Mapped[str]
    value: Mapped[float | None] = mapped_column(Float(precision=53))
    n: Mapped[int] = mapped_column(BigInteger)
    answered_by: Mapped[str] = mapped_column(info=PERSON)
    answered_at: Mapped[datetime]
