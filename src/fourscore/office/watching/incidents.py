"""This file is about incidents as kept: what happened beside the figures, when, and every correction of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from fourscore.office.tables import Audit
from fourscore.office.watching.tables import Incident, IncidentText
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.office.file import Office


class What(NamedTuple):
    """What an incident was: [begins_at, ends_at), aware; without an end it goes on. queues: none for all.

    why: what a correction mends. by, at: who said so, and when.
    """

    kind: str
    queues: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime | None
    text: str
    why: str
    by: str
    at: datetime


class Happened(NamedTuple):
    """An incident. seen: the number of its last text, which a correction has to know. texts: the oldest first."""

    number: int
    by: str
    seen: int
    texts: tuple[What, ...]

    @property
    def now(self) -> What:
        return self.texts[-1]


def incidents(office: Office) -> list[Happened]:
    """Every incident that was not withdrawn, the latest first."""
    with office.reading() as session:
        texts: dict[int, list[tuple[str, IncidentText]]] = {}
        for by, one in session.execute(select(Incident.entered_by, IncidentText).join(
                Incident, Incident.incident == IncidentText.incident).where(Incident.withdrawn_at.is_(None)).order_by(
                IncidentText.incident_text)):
            texts.setdefault(one.incident, []).append((by, one))
        found = [Happened(number, said[-1][0], said[-1][1].incident_text, tuple(_what(one) for _, one in said))
                 for number, said in texts.items()]
    return sorted(found, key=lambda one: (one.now.begins_at, one.number), reverse=True)


def keep_incident(office: Office, what: What, *, number: int = 0, seen: int = 0) -> int:
    """Keep a new one, or a correction of that number; its number. Raises Trouble `changed-meanwhile`."""
    with office.writing() as session:
        old = None
        if number:
            row = session.get_one(Incident, number)
            last = session.scalars(select(IncidentText).where(IncidentText.incident == number).order_by(
                IncidentText.incident_text.desc()).limit(1)).one()
            if last.incident_text != seen or row.withdrawn_at is not None:
                raise Trouble(Issue("changed-meanwhile", f"incident {number}",
                                    said("Somebody else changed this while you did."),
                                    said("Look at what it says now, then make your change again.")))
            old = _words(_what(last))
        else:
            row = Incident(entered_by=what.by, entered_at=what.at)
            session.add(row)
            session.flush()
        session.add(IncidentText(
            incident=row.incident, kind=what.kind, queues=json.dumps(what.queues, ensure_ascii=False),
            begins_at=what.begins_at, ends_at=what.ends_at, text=what.text, why=what.why, said_by=what.by,
            said_at=what.at))
        session.add(Audit(at=what.at, who=what.by, thing="incident", name=f"incident {row.incident}", old=old,
                          new=_words(what)))
        return row.incident


def withdraw_incident(office: Office, number: int, *, by: str, now: datetime) -> None:
    """It is marked nowhere any more; that it was there stays on record."""
    with office.writing() as session:
        row = session.get_one(Incident, number)
        if row.withdrawn_at is None:
            row.withdrawn_at = now
            session.add(Audit(at=now, who=by, thing="incident", name=f"incident {number}", old="there",
                              new="withdrawn"))


def _what(row: IncidentText) -> What:
    return What(row.kind, tuple(json.loads(row.queues)), row.begins_at, row.ends_at, row.text, row.why, row.said_by,
                row.said_at)


def _words(what: What) -> str:
    until = f"{what.ends_at:%Y-%m-%d %H:%M} UTC" if what.ends_at else "now"
    return ", ".join(filter(None, (what.kind, " and ".join(what.queues) or "all queues",
                                   f"{what.begins_at:%Y-%m-%d %H:%M} to {until}", what.text, what.why)))
