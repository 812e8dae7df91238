"""This file is about copies of the office: SQLite's own backup of a running file, row by row from and to PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, MetaData, Table, create_engine, insert, inspect, select, text

VERSION = "alembic_version"


def copy_file(engine: Engine, to: Path) -> None:
    """A consistent copy, made while others read and write."""
    with closing(engine.raw_connection()) as source, closing(sqlite3.connect(to)) as copy:
        driver = source.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.backup(copy)


def copy_rows(engine: Engine, to: Path) -> None:
    """Every table in a SQLite file that can be opened as an office itself, in the form the office has now."""
    from fourscore.office.forward import revision, upgrade

    copy = create_engine(f"sqlite:///{to}")
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as here, copy.begin() as there:
            form = revision(here)
            if form is not None:
                upgrade(there, form)
                _carry_over(here, there)
    finally:
        copy.dispose()


def form_of(url: str) -> str | None:
    """The migration an office stands at, looked at without bringing it forward; None where there is none."""
    from fourscore.office.forward import revision

    with _looking(url) as engine:
        if engine is None:
            return None
        with engine.connect() as connection:
            return revision(connection)


def copy_closed(url: str, to: Path) -> None:
    """A copy of the office at that address as it is, not brought forward, in a SQLite file; nothing of no office."""
    with _looking(url) as engine:
        if engine is not None:
            (copy_file if engine.dialect.name == "sqlite" else copy_rows)(engine, to)


def put_back(copy: Path, url: str, aside: str) -> None:
    """Make the PostgreSQL office at that address what the SQLite file says, in one transaction.

    The tables there were go into a schema called `aside`. Where that schema is there already, all was done before.
    """
    from fourscore.office.forward import revision, upgrade

    said = create_engine(f"sqlite:///{copy.as_posix()}")
    with _looking(url) as engine, said.connect() as here:
        assert engine is not None
        with engine.begin() as there:
            if aside in inspect(there).get_schema_names():
                return
            there.execute(text(f'CREATE SCHEMA "{aside}"'))
            for name in inspect(there).get_table_names():
                there.execute(text(f'ALTER TABLE "{name}" SET SCHEMA "{aside}"'))
            form = revision(here)
            if form is not None:
                upgrade(there, form)
                _carry_over(here, there)
                _count_on(there)
    said.dispose()


def _carry_over(here: Connection, there: Connection) -> None:
    """All rows, between databases of one form; a moment that was kept without its zone is in UTC."""
    told, tables = MetaData(), MetaData()
    told.reflect(here)
    tables.reflect(there)
    for table in tables.sorted_tables:
        if table.name != VERSION and table.name in told.tables:
            rows = [_row(table, dict(row)) for row in here.execute(select(told.tables[table.name])).mappings()]
            if rows:
                there.execute(insert(table), rows)


def _row(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    for column in table.columns:
        value = row.get(column.name)
        if isinstance(value, datetime) and isinstance(column.type, DateTime):
            aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            row[column.name] = aware if column.type.timezone else aware.replace(tzinfo=None)
    return row


def _count_on(there: Connection) -> None:
    """Numbers given from now on go on behind those that were put back."""
    for name in inspect(there).get_table_names():
        for column in inspect(there).get_columns(name):
            given = there.execute(
                text("SELECT pg_get_serial_sequence(:one, :other)"), {"one": f'"{name}"', "other": column["name"]}
            ).scalar()
            if given:
                most = f'SELECT max("{column["name"]}") FROM "{name}"'
                there.execute(text(f"SELECT setval('{given}', coalesce(({most}), 1), ({most}) IS NOT NULL)"))


@contextmanager
def _looking(url: str) -> Iterator[Engine | None]:
    """The database, for a look; none where the file is not there, which would be made by looking."""
    from fourscore.office.file import Office, engine_of, in_words

    place = url.removeprefix("sqlite:///")
    if place != url and not Path(place).exists():
        yield None
        return
    engine = engine_of(url)
    try:
        with in_words(Office(url, engine)):
            yield engine
    finally:
        engine.dispose()
