"""This file is about the outbox: each message once, with its state, its tries, and why it was not sent so far."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError

from fourscore.office.mail.tables import MessageRow

if TYPE_CHECKING:
    from fourscore.office.file import Office

WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"


class Message(NamedTuple):
    """One message of the outbox; see the table."""

    number: int
    subscription: int | None
    day: date
    address: str
    subject: str
    state: str
    tries: int
    reason: str
    told: tuple[str, ...]
    made_at: datetime
    next_try_at: datetime
    ended_at: datetime | None


def messages(office: Office, *, states: Sequence[str] = (), most: int = 0) -> list[Message]:
    """Those of these states, or all, the newest first."""
    wanted = select(MessageRow).order_by(MessageRow.mail_message.desc())
    if states:
        wanted = wanted.where(MessageRow.state.in_(states))
    with office.reading() as session:
        return [_of(row) for row in session.scalars(wanted.limit(most) if most else wanted)]


def put(office: Office, *, subscription: int | None, day: date, address: str, now: datetime) -> int | None:
    """A new message that waits; None where that subscription has one of that day already."""
    row = MessageRow(mail_subscription=subscription, day=day, address=address, subject="", state=WAITING, tries=0,
                     reason="", told="[]", made_at=now, next_try_at=now)
    try:
        with office.writing() as session:
            session.add(row)
            session.flush()
            return row.mail_message
    except IntegrityError:
        return None


def claim(office: Office, number: int, subject: str, told: Sequence[str]) -> bool:
    """From now on the mail server has it; False where somebody else was quicker, or it does not wait any more."""
    with office.writing() as session:
        done = session.execute(
            update(MessageRow).where(MessageRow.mail_message == number, MessageRow.state == WAITING)
            .values(state=SENDING, subject=subject, told=json.dumps(list(told), ensure_ascii=False)))
        assert isinstance(done, CursorResult)
        return done.rowcount == 1


def settle(office: Office, number: int, state: str, now: datetime, *, reason: str = "",
           next_try_at: datetime | None = None) -> None:
    """What became of a try: sent, failed for good, or waiting for the next one."""
    with office.writing() as session:
        row = session.get_one(MessageRow, number)
        row.state, row.reason, row.tries = state, reason, row.tries + 1
        row.next_try_at = next_try_at or row.next_try_at
        row.ended_at = None if state == WAITING else now


def again(office: Office, number: int, now: datetime) -> bool:
    """Let one that failed wait once more; False where there is none of that number that did."""
    with office.writing() as session:
        row = session.get(MessageRow, number)
        if row is None or row.state != FAILED:
            return False
        row.state, row.tries, row.reason, row.next_try_at, row.ended_at = WAITING, 0, "", now, None
        return True


def interrupted(office: Office, now: datetime, reason: str) -> int:
    """Whatever was with the mail server when we were stopped: nobody knows whether it went out. How many those are."""
    with office.writing() as session:
        done = session.execute(update(MessageRow).where(MessageRow.state == SENDING).values(
            state=FAILED, reason=reason, ended_at=now, tries=MessageRow.tries + 1))
        assert isinstance(done, CursorResult)
        return done.rowcount


def _of(row: MessageRow) -> Message:
    return Message(row.mail_message, row.mail_subscription, row.day, row.address, row.subject, row.state, row.tries,
                   row.reason, tuple(json.loads(row.told)), row.made_at, row.next_try_at, row.ended_at)
