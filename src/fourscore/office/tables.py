"""This file is about the office's tables: people and teams with dates, and what was changed by whom.

Other rooms declare theirs on the same metadata (`Typed`), so that one chain of migrations keeps them all. Days are
local days of the centre's reporting zone, half-open; moments are UTC. A row that no longer holds gets `withdrawn_at`
and stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    MetaData,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Batch migrations on SQLite can only touch what has a name.
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
PLACES = 4  # decimals of a number that was entered, as the warehouse keeps them
# What a column says that holds the name of a person of the house who is not always an agent.
PERSON = {"person": True}
_ORIGIN: ContextVar[str | None] = ContextVar("from where a change comes", default=None)
LIVE, STANDING = text("withdrawn_at IS NULL"), text("reopened_at IS NULL")


class Moment(TypeDecorator[datetime]):
    """An aware moment. Kept in UTC; SQLite would hand it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A number of up to four decimals, kept as whole ten-thousandths: SQLite would make it a fraction near to it."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        whole = value.scaleb(PLACES)
        if whole != whole.to_integral_value():
            raise ValueError("a number with more than four decimals cannot be kept")
        return int(whole)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-PLACES)


class Typed(DeclarativeBase):
    """What people type and may correct."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {str: Text, datetime: Moment}


class Team(Typed):
    """A team; `gone_on` is the first day it was no longer in people.yaml."""

    __tablename__ = "team"

    team: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    site: Mapped[str | None]
    leader: Mapped[str | None] = mapped_column(info=PERSON)
    gone_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = MappingProxyType({"version_id_col": version})


class Agent(Typed):
    """A person who works with contacts; `until_day` is a leaver's first day away, `gone_on` as for a team."""

    __tablename__ = "agent"

    agent: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    until_day: Mapped[date | None]
    gone_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = MappingProxyType({"version_id_col": version})


class AgentName(Typed):
    """A further name the sources know an agent by; it belongs to one agent at a time."""

    __tablename__ = "agent_name"

    agent_name: Mapped[int] = mapped_column(primary_key=True)
    agent: Mapped[int] = mapped_column(ForeignKey("agent.agent"), index=True)
    name: Mapped[str]
    written_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_agent_name_name", "name", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),)


class Membership(Typed):
    """An agent in a team on the days [first_day, until_day)."""

    __tablename__ = "membership"

    membership: Mapped[int] = mapped_column(primary_key=True)
    agent: Mapped[int] = mapped_column(ForeignKey("agent.agent"), index=True)
    team: Mapped[int] = mapped_column(ForeignKey("team.team"), index=True)
    first_day: Mapped[date]
    until_day: Mapped[date | None]
    written_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("until_day IS NULL OR until_day > first_day", name="not_empty"),
        Index("uq_membership_start", "agent", "first_day", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )


class HandedIn(Typed):
    """The text last brought in, by the name of its file: its fingerprint and when; one row per file."""

    __tablename__ = "handed_in"

    file: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = MappingProxyType({"version_id_col": version})


@contextmanager
def came_from(place: str) -> Iterator[None]:
    """What is noted in the audit within, on this thread and in this task, came from there, in words."""
    before = _ORIGIN.set(place)
    try:
        yield
    finally:
        _ORIGIN.reset(before)


class Audit(Typed):
    """One change of one typed thing, or one look at a person's figures, as words: never altered, never deleted.

    origin: from where it came, in words, as far as that was known.
    """

    __tablename__ = "audit"

    audit: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str]
    thing: Mapped[str]
    name: Mapped[str] = mapped_column(index=True)
    old: Mapped[str | None]
    new: Mapped[str | None]
    origin: Mapped[str | None] = mapped_column(default=lambda: _ORIGIN.get())


class Closing(Typed):
    """A month signed off by somebody, who may also have reopened it; `load`: the last load before.

    One row for each time; a month is closed while one of its rows is not reopened.
    """

    __tablename__ = "closing"

    closing: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str]
    closed_by: Mapped[str] = mapped_column(info=PERSON)
    closed_at: Mapped[datetime]
    load: Mapped[int]
    reopened_by: Mapped[str | None] = mapped_column(info=PERSON)
    reopened_at: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_closing_month", "month", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
    )


class ClosedNumber(Typed):
    """One number a month was signed off with; `team` missing for the centre's, `value` where there was none.

    scope: what a KPI is limited to, as JSON; empty for a number of everything.
    """

    __tablename__ = "closed_number"

    closed_number: Mapped[int] = mapped_column(primary_key=True)
    closing: Mapped[int] = mapped_column(ForeignKey("closing.closing"), index=True)
    metric: Mapped[str]
    scope: Mapped[str]
    team: Mapped[str | None]
    value: Mapped[float | None] = mapped_column(Float(precision=53))
    n: Mapped[int] = mapped_column(BigInteger)
    complete: Mapped[bool]


class Entry(Typed):
    """A figure entered by hand for the local days [first_day, until_day): never altered, never deleted.

    A later one for the same metric, days, team and queue stands in its place; one without numbers withdraws it.
    """

    __tablename__ = "entry"

    entry: Mapped[int] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(index=True)
    first_day: Mapped[date]
    until_day: Mapped[date]
    team: Mapped[str | None]
    queue: Mapped[str | None]
    num: Mapped[Decimal | None] = mapped_column(Exact())
    den: Mapped[Decimal | None] = mapped_column(Exact())
    said_by: Mapped[str] = mapped_column(info=PERSON)
    said_at: Mapped[datetime]
    note: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("until_day > first_day", name="not_empty"),
        CheckConstraint("(num IS NULL) = (den IS NULL)", name="both_or_neither"),
    )
