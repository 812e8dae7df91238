"""This file is about notices as kept: what waits for whom, what was seen, and what still has to go out by mail."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, update

from fourscore.office.watching.tables import Notice

if TYPE_CHECKING:
    from fourscore.office.file import Office

ALERT = "alert"


class Told(NamedTuple):
    """A notice. kind: mention or alert; thing: the number of the comment, or of the alert's episode."""

    number: int
    person: str
    kind: str
    thing: int
    at: datetime
    seen_at: datetime | None


def of(office: Office, names: Sequence[str], *, now: datetime, unseen: bool = False, limit: int = 200) -> list[Told]:
    """What is to be told to these names by now, the latest first; unseen: only what was not seen yet."""
    found = select(Notice).where(Notice.person.in_(names), Notice.due_at <= now).order_by(Notice.notice.desc())
    if unseen:
        found = found.where(Notice.seen_at.is_(None))
    with office.reading() as session:
        return [_told(row) for row in session.scalars(found.limit(limit))]


def seen(office: Office, numbers: Collection[int], *, now: datetime) -> None:
    """They were read."""
    with office.writing() as session:
        session.execute(update(Notice).where(Notice.notice.in_(numbers), Notice.seen_at.is_(None)).values(seen_at=now))


def to_mail(office: Office, *, now: datetime, most_tries: int, limit: int = 50) -> list[Told]:
    """What has to go out by mail by now, the oldest first; what failed too often is given up."""
    with office.reading() as session:
        return [_told(row) for row in session.scalars(
            select(Notice).where(Notice.by_mail, Notice.mailed_at.is_(None), Notice.due_at <= now,
                                 Notice.tries < most_tries).order_by(Notice.notice).limit(limit))]


def mailed(office: Office, number: int, *, now: datetime) -> None:
    """It went out, or there is nobody to mail it to."""
    with office.writing() as session:
        session.execute(update(Notice).where(Notice.notice == number).values(mailed_at=now))


def failed(office: Office, number: int) -> None:
    """It could not go out this time."""
    with office.writing() as session:
        session.execute(update(Notice).where(Notice.notice == number).values(tries=Notice.tries + 1))


def _told(row: Notice) -> Told:
    return Told(row.notice, row.person, row.kind, row.thing, row.due_at, row.seen_at)
