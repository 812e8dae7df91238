"""This file is about figures entered by hand: each kept with who and when, the last said of the same thing standing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from fourscore.office.tables import Entry, Typed


class Cell(NamedTuple):
    """What a figure is of: a metric, local days [first_day, until_day), and a team or queue where not all."""

    metric: str
    first_day: date
    until_day: date
    team: str | None
    queue: str | None


class Entered(NamedTuple):
    """One thing said of a cell. number: 1 is the first ever. num, den: missing where it was withdrawn. said_at: UTC."""

    number: int
    cell: Cell
    num: Decimal | None
    den: Decimal | None
    said_by: str
    said_at: datetime
    note: str | None


def add(session: Session, said: Entered) -> int:
    """Keep it, under the next number, which is given."""
    row = Entry(**said.cell._asdict(), num=said.num, den=said.den, said_by=said.said_by, said_at=said.said_at,
                note=said.note)
    session.add(row)
    session.flush()
    return row.entry


def entries(session: Session) -> list[Entered]:
    return [
        Entered(row.entry, Cell(row.metric, row.first_day, row.until_day, row.team, row.queue), row.num, row.den,
                row.said_by, row.said_at, row.note)
        for row in session.scalars(select(Entry).order_by(Entry.entry))
    ]


def standing(said: Iterable[Entered]) -> dict[Cell, Entered]:
    """The last said of each cell, where it was not a withdrawal; `said` in the order it was said."""
    last = {one.cell: one for one in said}
    return {cell: one for cell, one in last.items() if one.num is not None}


def signers(session: Session) -> list[str]:
    """Who signed anything, leads a team or is spoken of, whichever room's table holds it: agents or not."""
    columns = [column for table in Typed.metadata.sorted_tables for column in table.columns
               if column.info.get("person")]
    return sorted({name for column in columns for name in session.scalars(select(column).distinct()) if name})
