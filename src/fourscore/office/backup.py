"""This file is about copies of the office: SQLite's own backup of a running file, and row by row from PostgreSQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, create_engine, insert, select

from fourscore.office.tables import Typed


def copy_file(engine: Engine, to: Path) -> None:
    """A consistent copy, made while others read and write."""
    with closing(engine.raw_connection()) as source, closing(sqlite3.connect(to)) as copy:
        driver = source.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.backup(copy)


def copy_rows(engine: Engine, to: Path) -> None:
    """Every table of the office in a SQLite file that can be opened as an office itself."""
    from fourscore.office.forward import upgrade

    copy = create_engine(f"sqlite:///{to}")
    try:
        with copy.begin() as there:
            upgrade(there)
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as here, copy.begin() as there:
            for table in Typed.metadata.sorted_tables:
                rows = [dict(row) for row in here.execute(select(table)).mappings()]
                if rows:
                    there.execute(insert(table), rows)
    finally:
        copy.dispose()
