"""This file is about reading out everything the warehouse holds about one person: the rows, not only their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.terms import Mask, plain
from fourscore.warehouse.facts import DERIVED, WORDS
from fourscore.warehouse.file import Warehouse, columns_of
from fourscore.warehouse.keep import book
from fourscore.warehouse.keep.texts import OURS, holding
from fourscore.warehouse.storing.ledger import tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Held(NamedTuple):
    """Rows of one table or landed file. Words are told by name, moments in UTC as they are kept. worked_out: the rows
    follow from others that are told too, so only their number is given in `total`."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    total: int
    worked_out: bool = False


def held(warehouse: Warehouse, mask: Mask, kind: str) -> dict[str, Held]:
    """By table or landed file, every row that is the person's or names them; nothing where there is none.

    kind: customer or agent. A contact's stays and pieces are its customer's too.
    """
    cursor = warehouse.cursor()
    try:
        found: dict[str, Held] = {}
        keys = _keys(cursor, mask.names, kind)
        for table in (*tables(), *_cubes()):
            if table not in OURS and (rows := _of_table(cursor, table, keys, mask, kind)).total:
                found[table] = rows
        for path in sorted((warehouse.folder / "landed").rglob("*.parquet")):
            quoted = str(path).replace("'", "''")
            cursor.execute(f"CREATE OR REPLACE TEMP TABLE held_landed AS SELECT COLUMNS(lambda c: c <> '=load') "
                           f"FROM read_parquet('{quoted}')")
            if (rows := _of_table(cursor, "held_landed", [], mask, kind)).total:
                found[f"landed rows: {path.relative_to(warehouse.folder).as_posix()}"] = rows
        cursor.execute("DROP TABLE IF EXISTS held_landed")
        return found
    finally:
        cursor.close()


def _keys(cursor: DuckDBPyConnection, names: Sequence[str], kind: str) -> list[int]:
    """The numbers by which facts know the person."""
    if kind == book.CUSTOMER:
        query = ("SELECT DISTINCT customer FROM customer_identifier WHERE list_contains(?, "
                 f"{book.plain_in_sql('identifier')})")
        return [key for (key,) in cursor.execute(query, [[plain(name) for name in names]]).fetchall()]
    return [key for (key,) in cursor.execute("SELECT agent FROM agent WHERE list_contains(?, name)",
                                             [list(names)]).fetchall()]


def _of_table(cursor: DuckDBPyConnection, table: str, keys: Sequence[int], mask: Mask, kind: str) -> Held:
    columns = columns_of(cursor, table)
    texts = [name for name, type_ in columns.items() if type_ == "VARCHAR"]
    tests = _by_key(columns, keys, kind)
    if table in DERIVED or table in _cubes():
        ((total,),) = cursor.execute(f"SELECT count(*) FROM {table} f WHERE {tests or 'false'}").fetchall()
        return Held(tuple(columns), [], total, worked_out=True)
    quoted = [name.replace('"', '""') for name in texts]
    names = [f"coalesce({holding(name, mask)}, false)" for name in quoted]
    where = " OR ".join([*([tests] if tests else []), *names]) or "false"
    picked = ", ".join([_told(name, type_) for name, type_ in columns.items()])
    theirs = f"coalesce({tests or 'false'}, false)"
    rows = cursor.execute(f"SELECT {picked}, {theirs} FROM {table} f WHERE {where}").fetchall()
    place = {name: number for number, name in enumerate(columns)}
    # A condition finds a name inside a longer word too; whether it stands by itself is seen here.
    there = [row[:-1] for row in rows if row[-1] or any(
        isinstance(text := row[place[name]], str) and mask.found(text) for name in texts)]
    return Held(tuple(columns), there, len(there))


def _by_key(columns: dict[str, str], keys: Sequence[int], kind: str) -> str:
    """A condition: the row is about the person, by the number facts know them by."""
    if not keys:
        return ""
    listed = ", ".join(map(str, keys))
    column = "customer" if kind == book.CUSTOMER else "agent"
    if columns.get(column) == "INTEGER":
        return f"f.{column} IN ({listed})"
    if kind == book.CUSTOMER and columns.get("contact") == "BIGINT":
        return f"f.contact IN (SELECT contact FROM contact WHERE customer IN ({listed}))"
    return ""


def _told(name: str, type_: str) -> str:
    """The column as it is told: a word by its name, a file by its path."""
    quoted = name.replace('"', '""')
    if name in WORDS and type_ == "INTEGER":
        return f'(SELECT any_value(w.name) FROM "{name}" w WHERE w."{name}" = f."{name}") AS "{name}"'
    return f'f."{quoted}"'


def _cubes() -> dict[str, dict[str, str]]:
    from fourscore.warehouse.cubes import tables as cubes

    return cubes()
