"""This file is about the audit: only ever added to, held so by the database itself, and read by whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, or_, select, text

from fourscore.office.tables import Audit

if TYPE_CHECKING:
    from fourscore.office.file import Office

LOOK = "figures"  # what was looked at: figures of one person
SAID = "the audit is only ever added to"
# By name, when it refuses. INSERT OR REPLACE would take a row away without any trigger on deletes.
WHEN = {
    "audit_no_update": "UPDATE ON audit", "audit_no_delete": "DELETE ON audit",
    "audit_no_replace": "INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE audit = NEW.audit)",
}
SQLITE = {name: f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
          for name, when in WHEN.items()}
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_only_added() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_only_added()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added()",
)


class Noted(NamedTuple):
    """One entry. who: whose act it was. thing: what it was about; name: about whom, or which one. origin: from where
    it came, where that was known. old, new: in words; none where it was not there, or is no more."""

    number: int
    at: datetime
    who: str
    thing: str
    name: str
    old: str | None
    new: str | None
    origin: str | None


class Wanted(NamedTuple):
    """Which entries are asked for; what is left empty is not asked about.

    since, until: aware, half-open.
    """

    who: str = ""
    about: str = ""
    thing: str = ""
    since: datetime | None = None
    until: datetime | None = None


def lock(connection: Connection) -> None:
    """From now on the database refuses to change or delete what stands in the audit."""
    for said in SQLITE.values() if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.execute(text(said))


@contextmanager
def rewriting(connection: Connection) -> Iterator[None]:
    """Within this transaction alone the audit may be changed, so that a person can be forgotten in it too."""
    sqlite = connection.dialect.name == "sqlite"
    opening = [f"DROP TRIGGER {name}" for name in SQLITE] if sqlite else ["ALTER TABLE audit DISABLE TRIGGER USER"]
    closing = list(SQLITE.values()) if sqlite else ["ALTER TABLE audit ENABLE TRIGGER USER"]
    for said in opening:
        connection.execute(text(said))
    yield
    for said in closing:
        connection.execute(text(said))


def noted(
    office: Office, wanted: Wanted, mine: Sequence[str] | None, *, limit: int | None = None, offset: int = 0,
) -> tuple[list[Noted], int]:
    """The entries asked for, the latest first, and how many there are in all.

    mine: only entries about these names, or by the first of them; None: all there are.
    """
    conditions = _conditions(wanted, mine)
    with office.reading() as session:
        total = session.scalar(select(func.count()).select_from(Audit).where(*conditions)) or 0
        rows = session.scalars(
            select(Audit).where(*conditions).order_by(Audit.audit.desc()).limit(limit).offset(offset))
        return [Noted(row.audit, row.at, row.who, row.thing, row.name, row.old, row.new, row.origin)
                for row in rows], total


def things(office: Office, mine: Sequence[str] | None) -> list[str]:
    """What there are entries about."""
    with office.reading() as session:
        return list(session.scalars(
            select(Audit.thing).where(*_conditions(Wanted(), mine)).distinct().order_by(Audit.thing)))


def look(office: Office, who: str, name: str, what: str, *, now: datetime, since: datetime, origin: str | None) -> bool:
    """Note that `who` looked at figures of the person `name`; once since that moment, False where it was noted then."""
    with office.writing() as session:
        there = select(Audit.audit).where(Audit.thing == LOOK, Audit.who == who, Audit.name == name, Audit.at >= since)
        if session.scalar(there.limit(1)) is not None:
            return False
        session.add(Audit(at=now, who=who, thing=LOOK, name=name, old=None, new=what, origin=origin))
        return True


def note_changes(
    office: Office, who: str, thing: str, changes: Iterable[tuple[str, str, str]], *, now: datetime
) -> None:
    """One line for each change of `thing` that somebody made in a text of the centre through its pages: of what, how it
    was and how it is; empty where it was not or is not any more."""
    with office.writing() as session:
        for name, old, new in changes:
            session.add(Audit(at=now, who=who, thing=thing, name=name, old=old or None, new=new or None))


def _conditions(wanted: Wanted, mine: Sequence[str] | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if mine is not None:
        names = list(mine)
        found.append(or_(Audit.name.in_(names), Audit.who.in_(names[:1])))
    for column, said in ((Audit.who, wanted.who), (Audit.name, wanted.about), (Audit.thing, wanted.thing)):
        if said:
            found.append(column == said)
    if wanted.since is not None:
        found.append(Audit.at >= wanted.since)
    if wanted.until is not None:
        found.append(Audit.at < wanted.until)
    return found
