"""This file is about the warehouse as it stood after an earlier load: a second one in memory, made of what was known.

Facts brought by later loads are left out, facts replaced since stand again, and everything derived is worked out from
them anew. Settings, people and rates are today's: they are put onto facts in place, and what they were is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse import cubes
from fourscore.warehouse.derived import links, restated
from fourscore.warehouse.facts import DERIVED, FACTS
from fourscore.warehouse.file import Warehouse, utc
from fourscore.warehouse.storing.ledger import tables
from fourscore.warehouse.storing.packing import create
from fourscore.warehouse.storing.ready import Storing

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NUMBERS = count(1)
MARKS_FROM = "marks_from"  # the first load whose fill marks are kept; not set where all are


class Load(NamedTuple):
    """One load: its number, and when it was, aware."""

    load: int
    at: datetime


class AsKnown(Warehouse):
    """What was known after one load. restated: later loads that put changed settings or people onto facts."""

    def __init__(self, whole: Warehouse, name: str, load: int, restated: tuple[Load, ...]) -> None:
        super().__init__(whole.folder, whole.cursor())
        self.whole, self.name, self.load_number, self.restated = whole, name, load, restated

    def cursor(self) -> DuckDBPyConnection:
        cursor = self.whole.cursor()
        cursor.execute(f"USE {self.name}")
        return cursor


def last_before(warehouse: Warehouse, moment: datetime) -> Load | None:
    """The last load before an aware moment; None where there was none."""
    rows = warehouse.cursor().execute(
        'SELECT load, "at" FROM load WHERE "at" < ? ORDER BY load DESC LIMIT 1', [utc(moment)]).fetchall()
    return Load(rows[0][0], rows[0][1].replace(tzinfo=UTC)) if rows else None


@contextmanager
def as_known(warehouse: Warehouse, load: int) -> Iterator[AsKnown]:
    """The warehouse as of that load, for the length of a `with`; the present one is left as it is.

    Raises Trouble `not-known-then` for a load of which it was not kept how far its facts reached.
    """
    cursor = warehouse.cursor()
    _refuse_unmarked(cursor, load)
    name = f"known_{next(NUMBERS)}"
    cursor.execute(f"ATTACH ':memory:' AS {name}")
    try:
        cursor.begin()
        _copy(cursor, name, load)
        later = cursor.execute(
            "SELECT load, \"at\" FROM load WHERE kind = 'restate' AND load > ? ORDER BY load", [load]).fetchall()
        cursor.commit()
        known = AsKnown(warehouse, name, load, tuple(Load(one, at.replace(tzinfo=UTC)) for one, at in later))
        _derive(known)
        yield known
        known.close()
    finally:
        cursor.execute(f"DETACH {name}")
        cursor.close()


def _refuse_unmarked(cursor: DuckDBPyConnection, load: int) -> None:
    row = cursor.execute("SELECT CAST(value AS INTEGER) FROM setting WHERE name = ?", [MARKS_FROM]).fetchone()
    if row is not None and load < row[0]:
        raise Trouble(Issue(
            "not-known-then", f"load {load}",
            said("How far the facts reached is kept from load {row} on, so what was known before it cannot be told.",
                 row=row[0]),
            said("Ask as of a later day.")))


def _copy(cursor: DuckDBPyConnection, name: str, load: int) -> None:
    """Every table as of that load; what is derived is made empty."""
    later = {**cubes.tables(), **DERIVED}
    for table, columns in later.items():
        cursor.execute(create(f"{name}.{table}", columns))
    picked = {
        "load": f"SELECT * FROM load WHERE load <= {load}",
        "set_aside": f"SELECT * FROM set_aside WHERE load <= {load}",
        "setting": "SELECT * FROM setting WHERE name NOT IN ('first_day', 'last_day')",
        "fill": ("SELECT source, kind, arg_max(first_at, load) AS first_at, arg_max(until_at, load) AS until_at "
                 f"FROM mark WHERE load <= {load} GROUP BY source, kind"),
    }
    stood = f"loaded_in <= {load} AND (replaced_in IS NULL OR replaced_in > {load})"
    for table in tables():
        if table in FACTS:
            query = f"SELECT * REPLACE (CAST(NULL AS INTEGER) AS replaced_in) FROM {table} WHERE {stood}"
        elif table in later:
            continue
        else:
            query = picked.get(table, f"SELECT * FROM {table}")
        cursor.execute(f"CREATE TABLE {name}.{table} AS {query}")


def _derive(known: AsKnown) -> None:
    """Everything derived, from the facts that stood then."""
    cursor = known.cursor()
    try:
        cursor.begin()
        settings = dict(cursor.execute("SELECT name, value FROM setting").fetchall())
        if "zone" in settings:
            storing = Storing(cursor, 0, known.load_number, ZoneInfo(settings["zone"]), settings["currency"])
            links.unlink_all(storing)
            restated.thresholds_again(storing)
            restated.derive_all(storing)
        cursor.commit()
    finally:
        cursor.close()
