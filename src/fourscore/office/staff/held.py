"""This file is about reading out everything the office holds about one person, and noting that somebody did."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, Text, select

from fourscore.office.tables import Audit, Typed
from fourscore.terms import Mask

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fourscore.office.file import Office

# Tables whose rows belong to whoever the row above is about; of others, only what names the person is theirs.
ABOVE = ("agent", "dispute", "comment")


def held(office: Office, mask: Mask) -> dict[str, list[dict[str, Any]]]:
    """By table, every row that names the person, or belongs to a row about them; nothing where there is none."""
    found: dict[str, list[dict[str, Any]]] = {}
    with office.reading() as session:
        for table in Typed.metadata.sorted_tables:  # in an order in which what is above comes first
            if rows := _rows(session, table, mask, found):
                found[table.name] = rows
    return found


def _rows(
    session: Session, table: Table, mask: Mask, above: dict[str, list[dict[str, Any]]],
) -> list[dict[str, Any]]:
    texts = [column.name for column in table.columns if isinstance(column.type, Text)]
    upward = [(column.name, key.column.table.name, key.column.name) for column in table.columns
              for key in column.foreign_keys if key.column.table.name in ABOVE]
    keys = {name: {row[there] for row in above.get(parent, ())} for name, parent, there in upward}
    rows = [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]
    return [row for row in rows if any(isinstance(row[name], str) and mask.found(row[name]) for name in texts)
            or any(row[name] in there for name, there in keys.items())]


def looked(office: Office, who: str, name: str, *, now: datetime) -> None:
    """Note in the audit that `who` read everything about a person."""
    with office.writing() as session:
        session.add(Audit(at=now, who=who, thing="about", name=name, old=None, new="read all that is held"))
