"""This file is about erasing a person from the office: every text column of every table, and the copies beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Text, func, select, text, update
from sqlalchemy.orm import Session

from fourscore.office.access import accounts
from fourscore.office.access.audit import rewriting
from fourscore.office.mail import ending
from fourscore.office.tables import Audit, Typed
from fourscore.terms import Mask

WHO = "fourscore forget"
BEFORE = ("called ", "led by ")  # what stands before a name in the audit's words


def _columns() -> Iterator[Column[Any]]:
    """Every text column of the office, whichever room declared its table."""
    for table in Typed.metadata.sorted_tables:
        yield from (column for column in table.columns if isinstance(column.type, Text))


def _held(connection: Connection, column: Column[Any], mask: Mask) -> list[tuple[str, int]]:
    at = func.strpos if connection.dialect.name == "postgresql" else func.instr
    found: dict[str, int] = {}
    for name in mask.names:
        rows = connection.execute(select(column, func.count()).where(at(column, name) > 0).group_by(column))
        found |= {str(said): count for said, count in rows}
    return [(said, count) for said, count in found.items() if _of(said, mask) != said]


def _of(said: str, mask: Mask) -> str:
    """The text masked; the audit's words are taken apart, so that a name of one word is found in them too."""
    pieces = []
    for piece in said.split(", "):
        before = next((words for words in BEFORE if piece.startswith(words)), "")
        pieces.append(before + mask.of(piece.removeprefix(before)))
    return ", ".join(pieces)


def counts(connection: Connection, mask: Mask) -> dict[str, int]:
    """Rows that name the person, by column, noughts included."""
    return {
        f"office: {column.table.name}.{column.name}": sum(count for _, count in _held(connection, column, mask))
        for column in _columns()
    }


def cover(session: Session, mask: Mask, kind: str, alias: str, now: datetime) -> None:
    """Write the aliases in place of the names, the audit's included; who was in which team stays."""
    accounts.forget(session, mask, alias, now)  # while they still bear the name
    ending.forget(session, mask, now)
    session.flush()
    connection = session.connection()
    with rewriting(connection):
        for column in _columns():
            for said, _ in _held(connection, column, mask):
                connection.execute(update(column.table).where(column == said).values({column.name: _of(said, mask)}))
        # From which browsers they came says who they were.
        connection.execute(update(Audit).where(Audit.who.in_(set(mask.aliases.values()))).values(origin=None))
    told = select(Audit.audit).where(Audit.who == WHO, Audit.thing == kind, Audit.name == alias)
    if session.scalar(told) is None:
        session.add(Audit(at=now, who=WHO, thing=kind, name=alias, old="named", new="forgotten"))


def scrub(engine: Engine) -> None:
    """Let nothing of what was erased stay in free pages and logs of the database."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as held:
            driver = held.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for table in Typed.metadata.sorted_tables:
            connection.execute(text(f'VACUUM FULL "{table.name}"'))


def count_in_copy(path: Path, mask: Mask) -> int:
    """Rows that name the person in a copy of the office, a SQLite file of any earlier step."""
    with closing(sqlite3.connect(path)) as copy:
        return sum(
            bool(said and _of(str(said), mask) != said)
            for table, column in _text_columns(copy)
            for (said,) in copy.execute(f'SELECT "{column}" FROM "{table}"')
        )


def cover_copy(path: Path, mask: Mask) -> None:
    """Mask a copy as the office itself; its file is written anew."""
    with closing(sqlite3.connect(path)) as copy:
        kept = copy.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in kept:  # those that keep the audit as it is
            copy.execute(f'DROP TRIGGER "{name}"')
        for table, column in _text_columns(copy):
            said = [row[0] for row in copy.execute(f'SELECT DISTINCT "{column}" FROM "{table}"') if row[0]]
            for one in said:
                if _of(str(one), mask) != one:
                    copy.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?', [_of(one, mask), one])
        for _, trigger in kept:
            copy.execute(trigger)
        copy.commit()
        copy.execute("VACUUM")
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _text_columns(copy: sqlite3.Connection) -> list[tuple[str, str]]:
    tables = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [
        (table, name)
        for table in tables
        for _, name, kind, *_ in copy.execute(f'PRAGMA table_info("{table}")')
        if kind.upper().startswith(("TEXT", "VARCHAR"))
    ]
