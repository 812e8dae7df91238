"""This file is about earlier rows: those of the contacts a load tells of, which are read again with what landed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.sources.table.values import layered, literal
from fourscore.warehouse.storing.packing import empty
from fourscore.warehouse.storing.packs import ages

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History
    from fourscore.warehouse.sources.table.mapping.shape import Mapping
    from fourscore.warehouse.sources.table.values import Values

OLD, AGE = '"=old"', '"=age"'


def columns_of(cursor: DuckDBPyConnection, path: str) -> set[str]:
    """The columns of an earlier load's rows."""
    rows = cursor.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
    return {str(name) for name, *_ in rows}


def gather(
    cursor: DuckDBPyConnection, mapping: Mapping, values: Values, columns: list[str], history: History
) -> None:
    """`table_row`: what landed, and, where several rows make one contact, its rows of earlier loads.

    `=age`: how many loads ago a row landed. A row that belonged to another contact before brings that one's rows.
    """
    told = ", ".join(f"l.{name}" for name in values.present.values())
    own = mapping.facts["contact"].key if "contact" in mapping.facts else ()
    files = [(path, columns_of(cursor, path)) for path in history.landed()] if own else []
    files = [(path, there) for path, there in files if set(own) <= there]
    cursor.execute(f"CREATE TEMP {'TABLE' if files else 'VIEW'} table_row AS "
                   f"SELECT file, line, {told}, false AS {OLD}, 0 AS {AGE} FROM landed l")
    if not files:
        return
    contact, row, cells = values.key(own), values.key(mapping.key), values.cells({*own, *mapping.key})
    keyed = [path for path, there in files if mapping.key and set(mapping.key) <= there]
    contacts = [f"SELECT {contact} FROM {layered('landed', cells)}"]
    contacts += [f"SELECT {contact} FROM {layered(f'read_parquet({literal(path)})', cells)} WHERE {row} IN "
                 f"(SELECT {row} FROM {layered('landed', cells)})" for path in keyed]
    cursor.execute(f"CREATE TEMP TABLE table_again_of AS {' UNION '.join(contacts)}")
    aged = ages([path for path, _ in files])
    for (path, age), (_, there) in zip(aged, reversed(files), strict=True):
        shared = ", ".join(values.present[name] for name in columns if name in there)
        cursor.execute(
            f"INSERT INTO table_row BY NAME SELECT file, line, {shared}, true AS {OLD}, {age} AS {AGE} "
            f"FROM {layered('read_parquet(?)', cells)} WHERE {contact} IN (FROM table_again_of)", [path])
    _drop_outdated(cursor, row, values.cells(mapping.key),
                   [(age, path) for path, age in aged if path in keyed])


def _drop_outdated(cursor: DuckDBPyConnection, row: str, cells: list[str], files: list[tuple[str, str]]) -> None:
    """Drop rows of which a later load said otherwise: it may have put them with another contact, not told of now."""
    if not files:
        return
    old = layered('(SELECT rowid AS "=row", * FROM table_row)', cells)
    cursor.execute(f'CREATE TEMP TABLE table_known AS SELECT "=row", {AGE} AS age, {row} AS key FROM {old} WHERE {OLD}')
    cursor.execute("CREATE TEMP TABLE table_said (key VARCHAR, age INTEGER)")
    empty(cursor, "table_said")
    for age, path in files:
        cursor.execute(f"INSERT INTO table_said SELECT DISTINCT {row}, {age} FROM {layered('read_parquet(?)', cells)} "
                       f"WHERE {row} IN (SELECT key FROM table_known)", [path])
    cursor.execute('DELETE FROM table_row WHERE rowid IN (SELECT "=row" FROM table_known k '
                   "JOIN (SELECT key, min(age) AS last FROM table_said GROUP BY key) s USING (key) WHERE k.age > last)")
