"""This file is about subscriptions as kept: made, listed and withdrawn; a withdrawn one stays on record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from fourscore.office.mail.tables import SubscriptionRow
from fourscore.office.tables import Audit

if TYPE_CHECKING:
    from fourscore.office.file import Office


class Subscription(NamedTuple):
    """Who is sent what, and when; its words are those of the table."""

    number: int
    person: str
    address: str
    what: str
    scope: str
    form: str
    every: str
    hour: int
    made_at: datetime
    withdrawn_at: datetime | None = None
    language: str = ""


def subscriptions(office: Office) -> list[Subscription]:
    """Those that stand, the oldest first."""
    with office.reading() as session:
        rows = session.scalars(select(SubscriptionRow).where(SubscriptionRow.withdrawn_at.is_(None))
                               .order_by(SubscriptionRow.mail_subscription))
        return [_of(row) for row in rows]


def subscription(office: Office, number: int) -> Subscription | None:
    """The one of that number, withdrawn or not."""
    with office.reading() as session:
        row = session.get(SubscriptionRow, number)
        return _of(row) if row else None


def keep_subscription(office: Office, one: Subscription) -> int:
    """Keep a new one; its number."""
    with office.writing() as session:
        row = SubscriptionRow(**{name: value for name, value in one._asdict().items() if name != "number"})
        session.add(row)
        session.flush()
        session.add(Audit(at=one.made_at, who=one.person or "this computer", thing="subscription", name=_said(one),
                          old=None, new=f"sent to {one.address}"))
        return row.mail_subscription


def withdraw_subscription(office: Office, number: int, *, by: str, now: datetime) -> None:
    """From now on nothing is sent by it; once withdrawn, it stays as it was."""
    with office.writing() as session:
        row = session.get(SubscriptionRow, number)
        if row is None or row.withdrawn_at is not None:
            return
        row.withdrawn_at = now
        one = _of(row)
        session.add(Audit(at=now, who=by or "this computer", thing="subscription", name=_said(one),
                          old=f"sent to {one.address}", new="withdrawn"))


def _of(row: SubscriptionRow) -> Subscription:
    return Subscription(row.mail_subscription, row.person, row.address, row.what, row.scope, row.form, row.every,
                        row.hour, row.made_at, row.withdrawn_at, row.language)


def _said(one: Subscription) -> str:
    return " ".join(filter(None, (one.every, one.what, one.scope)))
