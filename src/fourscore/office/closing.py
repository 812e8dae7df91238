"""This file is about months signed off: by whom, when, with which numbers, and by whom reopened. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from fourscore.office.tables import Audit, ClosedNumber, Closing
from fourscore.terms import Issue, Trouble, said


class Number(NamedTuple):
    """One number: a metric of the centre (`team` None) or of one team, in the metric's unit; scope: JSON, or empty."""

    metric: str
    scope: str
    team: str | None
    value: float | None
    n: int
    complete: bool


class Closed(NamedTuple):
    """One signing off of a month, as it was; reopened where the last two are there."""

    month: str
    closed_by: str
    closed_at: datetime
    load: int
    numbers: tuple[Number, ...]
    reopened_by: str | None
    reopened_at: datetime | None


def close(session: Session, month: str, by: str, numbers: Sequence[Number], load: int, now: datetime) -> None:
    standing = _standing(session, month)
    if standing is not None:
        raise Trouble(Issue(
            "already-closed", month,
            said("{closed_by} closed this month on {closed_at}.", closed_by=standing.closed_by,
                 closed_at=f"{standing.closed_at:%Y-%m-%d}"),
            said("For other numbers, reopen it first: fourscore close CENTRE {month} --reopen --by NAME", month=month)))
    row = Closing(month=month, closed_by=by, closed_at=now, load=load)
    session.add(row)
    session.flush()
    if numbers:
        session.execute(insert(ClosedNumber), [{"closing": row.closing, **number._asdict()} for number in numbers])
    session.add(Audit(at=now, who=by, thing="month", name=month, old="open", new="closed"))


def reopen(session: Session, month: str, by: str, now: datetime) -> None:
    standing = _standing(session, month)
    if standing is None:
        raise Trouble(Issue("not-closed", month, said("This month is not closed."),
                            said("See every month: fourscore close CENTRE --list")))
    standing.reopened_by, standing.reopened_at = by, now
    session.add(Audit(at=now, who=by, thing="month", name=month, old="closed", new="open"))


def closings(session: Session) -> list[Closed]:
    numbers: dict[int, list[Number]] = {}
    for row in session.scalars(select(ClosedNumber).order_by(ClosedNumber.closed_number)):
        number = Number(row.metric, row.scope, row.team, row.value, row.n, row.complete)
        numbers.setdefault(row.closing, []).append(number)
    return [
        Closed(row.month, row.closed_by, row.closed_at, row.load, tuple(numbers.get(row.closing, ())), row.reopened_by,
               row.reopened_at)
        for row in session.scalars(select(Closing).order_by(Closing.month, Closing.closing))
    ]


def _standing(session: Session, month: str) -> Closing | None:
    return session.scalar(select(Closing).where(Closing.month == month, Closing.reopened_at.is_(None)))
