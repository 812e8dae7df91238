"""This file is about the reports of other systems that people pasted: kept as they were, the same text once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from fourscore.office.views.tables import PastedReport

if TYPE_CHECKING:
    from fourscore.office.file import Office


class Pasted(NamedTuple):
    """A report of another system. numbers: its text. by, at: who pasted it, and when."""

    number: int
    numbers: str
    by: str
    at: datetime


def keep(office: Office, numbers: str, *, by: str, now: datetime) -> int:
    """Keep a report; its number, or that of the last one if it says the same."""
    with office.writing() as session:
        last = session.scalar(select(PastedReport).order_by(PastedReport.pasted_report.desc()).limit(1))
        if last is not None and (last.numbers, last.pasted_by) == (numbers, by):
            return last.pasted_report
        row = PastedReport(numbers=numbers, pasted_by=by, pasted_at=now)
        session.add(row)
        session.flush()
        return row.pasted_report


def one(office: Office, number: int) -> Pasted | None:
    """The report of that number."""
    with office.reading() as session:
        row = session.get(PastedReport, number)
        return None if row is None else _pasted(row)


def lately(office: Office, most: int) -> list[Pasted]:
    """The last ones, the newest first."""
    with office.reading() as session:
        rows = session.scalars(select(PastedReport).order_by(PastedReport.pasted_report.desc()).limit(most))
        return [_pasted(row) for row in rows]


def _pasted(row: PastedReport) -> Pasted:
    return Pasted(row.pasted_report, row.numbers, row.pasted_by, row.pasted_at)
