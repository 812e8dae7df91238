"""This file is about fresh bytes: what is deleted stays in free parts of a file until something overwrites it."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.file import Warehouse

PATIENCE_S = 10.0
PAUSE_S = 0.02


def copy_to(connection: DuckDBPyConnection, path: Path) -> None:
    """Write everything that stands into a new file; it is on the disk when this returns."""
    for left in (path, path.with_name(path.name + ".wal")):
        left.unlink(missing_ok=True)
    cursor = connection.cursor()
    try:
        quoted = str(path).replace("'", "''")
        cursor.execute(f"ATTACH '{quoted}' AS afresh")
        try:
            row = cursor.execute("SELECT current_database()").fetchone()
            name = str(row[0] if row else "").replace('"', '""')
            cursor.execute(f'COPY FROM DATABASE "{name}" TO afresh')
            cursor.execute("CHECKPOINT afresh")
        finally:
            cursor.execute("DETACH afresh")
    finally:
        cursor.close()
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def resting(warehouse: Warehouse) -> Iterator[None]:
    """Meanwhile no load stores anything and no landed file is folded or deleted; who reads is not kept waiting."""
    with warehouse.loading:
        yield


def copy_out(warehouse: Warehouse, to: Path) -> None:
    """Everything that stands now, in a warehouse of its own at `to`; the caller lets it rest.

    The file itself is never read: closing it again would let go of the lock by which it is ours.
    """
    cursor = warehouse.cursor()
    try:
        copy_to(cursor, to)
    finally:
        cursor.close()


def copy_closed(folder: Path, to: Path) -> None:
    """The warehouse of that folder, which nobody has open, as it is: not brought forward."""
    with _closed(folder) as connection:
        copy_to(connection, to)


def form_of(folder: Path) -> int | None:
    """The number of its schema; None where there is no warehouse. Raises Trouble as `Warehouse.open` does."""
    if not (folder / "warehouse.duckdb").exists():
        return None
    with _closed(folder) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        if ("setting",) not in tables:
            return None
        row = connection.execute("SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'schema'").fetchone()
        return int(row[0]) if row else None


@contextmanager
def _closed(folder: Path) -> Iterator[DuckDBPyConnection]:
    from fourscore.warehouse.file import connect

    connection = connect(folder / "warehouse.duckdb")
    try:
        yield connection
    finally:
        connection.close()


def none_left(cursors: Collection[DuckDBPyConnection], place: Path) -> None:
    """Wait until nobody reads any more; called while no new reader is let in."""
    waited = 0.0
    while len(cursors):
        if waited >= PATIENCE_S:
            raise Trouble(Issue(
                "warehouse-in-use", str(place),
                said("Somebody is still reading the warehouse, so its file could not be written anew."),
                said("The person is erased from all that can be read; do the same again to clear the old bytes too."),
            ))
        gc.collect()
        time.sleep(PAUSE_S)
        waited += PAUSE_S
