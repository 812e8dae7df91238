"""This file is about the tables of reviewing: initiatives, what was seen and decided in reviews, policies read.

Nothing here is altered or deleted: a state is followed by another, a decision is withdrawn by a row of its own. Moments
are UTC, days local. A name is unverified until people sign in.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Float, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from fourscore.office import PERSON, Exact, Typed

DOUBLE = Float(precision=53)


class InitiativeRow(Typed):
    """What is done to move KPIs. scope, against: teams it is done in, and teams it is held against, as JSON lists.

    cost: in `currency`, missing where nobody said.
    """

    __tablename__ = "initiative"

    initiative: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    hypothesis: Mapped[str]
    objective: Mapped[str]
    owner: Mapped[str] = mapped_column(info=PERSON)
    cost: Mapped[Decimal | None] = mapped_column(Exact())
    currency: Mapped[str]
    first_day: Mapped[date]
    scope: Mapped[str]
    against: Mapped[str]
    written_at: Mapped[datetime]
    who: Mapped[str] = mapped_column(info=PERSON)


class AimRow(Typed):
    """A KPI the initiative is to move, by how much (in the metric's unit, with its sign) and by which day."""

    __tablename__ = "initiative_aim"

    initiative_aim: Mapped[int] = mapped_column(primary_key=True)
    initiative: Mapped[int] = mapped_column(ForeignKey("initiative.initiative"), index=True)
    kpi: Mapped[str]
    change: Mapped[float] = mapped_column(DOUBLE)
    by_day: Mapped[date]


class StateRow(Typed):
    """A state an initiative came into; number: 1 is the first, so that of two written at once only one is kept."""

    __tablename__ = "initiative_state"

    initiative_state: Mapped[int] = mapped_column(primary_key=True)
    initiative: Mapped[int] = mapped_column(ForeignKey("initiative.initiative"))
    number: Mapped[int]
    state: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(info=PERSON)

    __table_args__ = (Index("uq_initiative_state_number", "initiative", "number", unique=True),)


class LineRow(Typed):
    """A line of a month's agenda, kept as it was first seen; `signal` is what it is known by within the month."""

    __tablename__ = "review_line"

    review_line: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str]
    signal: Mapped[str]
    kind: Mapped[str]
    about: Mapped[str]
    words: Mapped[str]
    seen_at: Mapped[datetime]

    __table_args__ = (Index("uq_review_line_month", "month", "signal", unique=True),)


class ClosedRow(Typed):
    """A line of the agenda closed as acted, explained or re-based; the last of several stands."""

    __tablename__ = "review_closed"

    review_closed: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(index=True)
    signal: Mapped[str]
    closed_as: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(info=PERSON)


class DecisionRow(Typed):
    """A decision of a month's review; with `withdraws` it takes back an earlier one, for the reason in `text`.

    change: by how much the KPI is to move, in the metric's unit, by that day.
    """

    __tablename__ = "review_decision"

    review_decision: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    kpi: Mapped[str | None]
    change: Mapped[float | None] = mapped_column(DOUBLE)
    by_day: Mapped[date | None]
    withdraws: Mapped[int | None] = mapped_column(ForeignKey("review_decision.review_decision"), unique=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(info=PERSON)


class AcknowledgedRow(Typed):
    """That somebody has read a policy, in the wording with this fingerprint."""

    __tablename__ = "policy_acknowledged"

    policy_acknowledged: Mapped[int] = mapped_column(primary_key=True)
    policy: Mapped[str]
    fingerprint: Mapped[str]
    name: Mapped[str] = mapped_column(info=PERSON)
    role: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index("uq_policy_acknowledged_name", "policy", "fingerprint", "name", unique=True),)
