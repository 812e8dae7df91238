"""This file is about the tables of what was published: strategies, scorecards with every number, and corrections.

Nothing here is ever altered or deleted; a number is corrected by a row of its own. Moments are UTC, days local. A name
(`who`) is unverified until people sign in.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Float, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from fourscore.office import PERSON, Typed

DOUBLE = Float(precision=53)


class PublishedStrategy(Typed):
    """One published version: its text as it was, byte for byte, and the definitions of its metrics as JSON.

    number: 1, 2, …; two people cannot publish the same.
    """

    __tablename__ = "published_strategy"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    fingerprint: Mapped[str]
    definitions: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(info=PERSON)
    role: Mapped[str]
    why: Mapped[str]
    verified: Mapped[bool]


class PublishedCard(Typed):
    """One published scorecard of local days [first_day, until_day); name: the team's, empty for the centre's.

    load: the last load before; as_of: up to when its facts were complete.
    """

    __tablename__ = "published_card"

    published_card: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str]
    first_day: Mapped[date]
    until_day: Mapped[date]
    level: Mapped[str]
    name: Mapped[str]
    strategy: Mapped[int] = mapped_column(ForeignKey("published_strategy.number"), index=True)
    load: Mapped[int]
    as_of: Mapped[datetime | None]
    score: Mapped[float | None] = mapped_column(DOUBLE)
    status: Mapped[str]
    coverage: Mapped[float] = mapped_column(DOUBLE)
    coverage_needed: Mapped[float] = mapped_column(DOUBLE)
    zone: Mapped[str]
    currency: Mapped[str]
    published_at: Mapped[datetime]
    who: Mapped[str] = mapped_column(info=PERSON)
    role: Mapped[str]
    why: Mapped[str]
    verified: Mapped[bool]

    __table_args__ = (Index("uq_published_card_period", "first_day", "until_day", "level", "name", unique=True),)


class PublishedScore(Typed):
    """The score of a perspective, an objective or a goal with guards on a published card, in the card's order."""

    __tablename__ = "published_score"

    published_score: Mapped[int] = mapped_column(primary_key=True)
    published_card: Mapped[int] = mapped_column(ForeignKey("published_card.published_card"), index=True)
    of: Mapped[str]
    id: Mapped[str]
    name: Mapped[str]
    score: Mapped[float | None] = mapped_column(DOUBLE)
    status: Mapped[str]
    weight: Mapped[float] = mapped_column(DOUBLE)
    contribution: Mapped[float] = mapped_column(DOUBLE)
    coverage: Mapped[float] = mapped_column(DOUBLE)


class PublishedValue(Typed):
    """One KPI on a published card, in the metric's unit; definition: the stamp of the metric; parts: JSON."""

    __tablename__ = "published_value"

    published_value: Mapped[int] = mapped_column(primary_key=True)
    published_card: Mapped[int] = mapped_column(ForeignKey("published_card.published_card"), index=True)
    kpi: Mapped[str]
    name: Mapped[str]
    metric: Mapped[str]
    unit: Mapped[str]
    definition: Mapped[str]
    value: Mapped[float | None] = mapped_column(DOUBLE)
    n: Mapped[int] = mapped_column(BigInteger)
    target: Mapped[float | None] = mapped_column(DOUBLE)
    upper_target: Mapped[float | None] = mapped_column(DOUBLE)
    score: Mapped[float | None] = mapped_column(DOUBLE)
    weight: Mapped[float] = mapped_column(DOUBLE)
    contribution: Mapped[float] = mapped_column(DOUBLE)
    state: Mapped[str]
    status: Mapped[str]
    parts: Mapped[str]


class Correction(Typed):
    """A later, dated word about one KPI of a published card: old and new value and score, and the card's total."""

    __tablename__ = "published_correction"

    published_correction: Mapped[int] = mapped_column(primary_key=True)
    published_card: Mapped[int] = mapped_column(ForeignKey("published_card.published_card"))
    kpi: Mapped[str]
    number: Mapped[int]
    old_value: Mapped[float | None] = mapped_column(DOUBLE)
    new_value: Mapped[float | None] = mapped_column(DOUBLE)
    old_score: Mapped[float | None] = mapped_column(DOUBLE)
    new_score: Mapped[float | None] = mapped_column(DOUBLE)
    old_total: Mapped[float | None] = mapped_column(DOUBLE)
    new_total: Mapped[float | None] = mapped_column(DOUBLE)
    load: Mapped[int]
    corrected_at: Mapped[datetime]
    who: Mapped[str] = mapped_column(info=PERSON)
    role: Mapped[str]
    why: Mapped[str]
    verified: Mapped[bool]

    # A card's corrections are numbered, so that of two made of the same state only one is kept.
    __table_args__ = (Index("uq_published_correction_number", "published_card", "number", unique=True),)
