"""This file is about the book of reviews: lines of the agenda as seen, how each was closed, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Issue, WrongUse, said

if TYPE_CHECKING:
    from fourscore.office import Office

CLOSED_AS = ("acted", "explained", "re-based")


class Line(NamedTuple):
    """A line of the agenda. signal: what it is known by within its month; about: the id of what it speaks of."""

    signal: str
    kind: str
    about: str
    words: str


class Closed(NamedTuple):
    """How a line was closed, by whom, why and when (aware)."""

    month: str
    signal: str
    closed_as: str
    who: str
    why: str
    at: datetime


class Decision(NamedTuple):
    """What was decided. change: by how much the KPI is to move by that day, in the metric's unit.

    withdraws: the number of the decision it takes back, and withdrawn: the one that took it back.
    """

    number: int
    month: str
    text: str
    kpi: str | None
    change: float | None
    by_day: date | None
    who: str
    at: datetime
    withdraws: int | None
    withdrawn: int | None


class Minutes(NamedTuple):
    """Everything kept of one month's review."""

    month: str
    lines: tuple[Line, ...]
    closed: tuple[Closed, ...]
    decisions: tuple[Decision, ...]


def keep_lines(office: Office, month: str, lines: Iterable[Line], *, now: datetime) -> int:
    """Keep the lines not kept of that month yet, as they are seen now; gives how many they were."""
    from sqlalchemy import select

    from fourscore.scoring.review.tables import LineRow

    with office.writing() as session:
        there = set(session.scalars(select(LineRow.signal).where(LineRow.month == month)))
        new = [line for line in lines if line.signal not in there]
        session.add_all(LineRow(month=month, seen_at=now, **line._asdict()) for line in new)
        return len(new)


def keep_closed(office: Office, closed: Closed) -> None:
    from fourscore.scoring.review.tables import ClosedRow

    with office.writing() as session:
        session.add(ClosedRow(**closed._asdict()))


def keep_decision(office: Office, made: Decision) -> int:
    """Keep a decision, or one that withdraws another; gives its number. Raises WrongUse `unknown-decision`."""
    from sqlalchemy.exc import IntegrityError

    from fourscore.scoring.review.tables import DecisionRow

    there = {one.number: one for one in decisions(office)}
    if made.withdraws is not None:
        of = there.get(made.withdraws)
        if of is None or of.withdraws is not None or of.withdrawn is not None:
            raise _no_decision(made.withdraws)
    row = DecisionRow(**{name: value for name, value in made._asdict().items() if name not in ("number", "withdrawn")})
    try:
        with office.writing() as session:
            session.add(row)
            session.flush()
            return row.review_decision
    except IntegrityError:
        raise _no_decision(made.withdraws or 0) from None


def _no_decision(number: int) -> WrongUse:
    return WrongUse(Issue("unknown-decision", said("decision {number}", number=number),
                          said("No decision of that number stands."),
                          said("See  fourscore review minutes MONTH")))


def decisions(office: Office) -> list[Decision]:
    """Every decision there ever was, those that withdraw another among them, oldest first."""
    from sqlalchemy import select

    from fourscore.scoring.review.tables import DecisionRow

    with office.reading() as session:
        rows = list(session.scalars(select(DecisionRow).order_by(DecisionRow.review_decision)))
        by = {row.withdraws: row.review_decision for row in rows if row.withdraws is not None}
        return [Decision(row.review_decision, row.month, row.text, row.kpi, row.change, row.by_day, row.who, row.at,
                         row.withdraws, by.get(row.review_decision)) for row in rows]


def closings(office: Office) -> list[Closed]:
    """Every closing of a line, oldest first; the last of a line stands."""
    from sqlalchemy import select

    from fourscore.scoring.review.tables import ClosedRow

    with office.reading() as session:
        return [Closed(row.month, row.signal, row.closed_as, row.who, row.why, row.at)
                for row in session.scalars(select(ClosedRow).order_by(ClosedRow.review_closed))]


def minutes(office: Office, month: str) -> Minutes:
    """What was kept of that month's review."""
    from sqlalchemy import select

    from fourscore.scoring.review.tables import LineRow

    with office.reading() as session:
        rows = session.scalars(select(LineRow).where(LineRow.month == month).order_by(LineRow.review_line))
        lines = tuple(Line(row.signal, row.kind, row.about, row.words) for row in rows)
    return Minutes(month, lines, tuple(one for one in closings(office) if one.month == month),
                   tuple(one for one in decisions(office) if one.month == month))


def kpis_decided(office: Office, since: datetime) -> set[str]:
    """The KPIs that a decision since that moment (aware) names and that still stands."""
    return {one.kpi for one in decisions(office)
            if one.kpi and one.at >= since and one.withdraws is None and one.withdrawn is None}


def kpis_cited(office: Office, since: datetime) -> set[str]:
    """The KPIs that reviews since that moment spoke of: in lines kept of their agendas, and in decisions."""
    from sqlalchemy import select

    from fourscore.scoring.review.tables import LineRow

    with office.reading() as session:
        seen = select(LineRow.about).where(LineRow.seen_at >= since, LineRow.kind.in_(ABOUT_KPIS))
        return set(session.scalars(seen)) | kpis_decided(office, since)


ABOUT_KPIS = ("signal", "missed twice", "restated")
