"""This file is about what programs asked for by a key of their own: done once, and answered alike when it comes again.

Only prints are kept of who asked, by which key, and for what; of the answer what may be told again. After a while all
of it is forgotten.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from fourscore.office.access.accounts import printed
from fourscore.office.tables import PERSON, Typed

if TYPE_CHECKING:
    from fourscore.office.file import Office


class RepeatedRow(Typed):
    """Something asked for. run: which run of the server does it. status: none as long as it is being done; body: none
    where the answer was for once."""

    __tablename__ = "repeated"

    repeated: Mapped[int] = mapped_column(primary_key=True)
    print: Mapped[str] = mapped_column(unique=True)
    asked: Mapped[str]
    run: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    edition: Mapped[str | None]
    body: Mapped[str | None] = mapped_column(info=PERSON)


class Before(NamedTuple):
    """What was asked for before by a key. alike: whether it is the same now."""

    alike: bool
    run: str
    status: int | None
    edition: str | None
    body: str | None


def begin(office: Office, key: str, asked: str, run: str, *, now: datetime, since: datetime) -> Before | None:
    """Note that it is being done from now on; or what is known of that key, where it came since then."""
    name, what = printed(key), printed(asked)
    with office.writing() as session:
        session.execute(delete(RepeatedRow).where(RepeatedRow.at < since))
        row = session.scalar(select(RepeatedRow).where(RepeatedRow.print == name))
        if row is not None:
            return Before(row.asked == what, row.run, row.status, row.edition, row.body)
        session.add(RepeatedRow(print=name, asked=what, run=run, at=now))
    return None


def done(office: Office, key: str, status: int, edition: str, body: str | None) -> None:
    """What came of it, to be told again."""
    with office.writing() as session:
        row = session.scalar(select(RepeatedRow).where(RepeatedRow.print == printed(key)))
        if row is not None:
            row.status, row.edition, row.body = status, edition, body


def undone(office: Office, key: str) -> None:
    """It failed, and may be tried again by that key."""
    with office.writing() as session:
        session.execute(delete(RepeatedRow).where(RepeatedRow.print == printed(key)))
