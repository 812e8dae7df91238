"""This file is about making tables: the statement for each, and how the columns of facts are packed on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.facts import DERIVED, FACTS, FLAG, FLOW, MAYBE, SECONDS, SEGMENT
from fourscore.warehouse.parts import CUBES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# How columns of facts are packed. Named, it need not be found out by trying every way on every load: days and what is
# alike in a whole load lie in long runs; moments and durations are as good as random. What is alike in a whole row
# group (a flag that is never set, a topic nobody tells) takes no room however it is packed, and where it is not, runs
# of it are too short to save any.
RUNS = ("source", "slot", "day", "half", "team", "loaded_in", "file")
RANDOM = ("key", "contact_key", "channel", "topic", "customer_segment", "replaced_in", "mos", "sentiment")
LONG = {("customer_identifier", "identifier"): "uncompressed"}  # a book as long as facts; no two are alike
PACKED = {
    FLAG: "uncompressed", MAYBE: "uncompressed", FLOW: "rle", SEGMENT: "bitpacking", "INTEGER": "bitpacking",
    "BIGINT": "bitpacking", SECONDS: "uncompressed", "TIMESTAMP": "uncompressed",
}


def create(table: str, columns: dict[str, str], *, temporary: bool = False) -> str:
    """The statement that makes a table where there is none."""
    body = ", ".join(f'"{name}" {kind}{_packed(table, name, kind)}' for name, kind in columns.items())
    return f"CREATE {'TEMP ' if temporary else ''}TABLE IF NOT EXISTS {table} ({body})"


def empty(cursor: DuckDBPyConnection, table: str) -> None:
    """Take every row out of a table, or begin a new one, so that whatever comes within the transaction is found in it.

    Where a transaction's first rows for a table are none, and then some 120,000 come by one statement, DuckDB 2.0.0
    finds not one of them until the transaction is committed. A row put in first and taken out again keeps clear of it.
    """
    cursor.execute(f"INSERT INTO {table} DEFAULT VALUES")
    cursor.execute(f"DELETE FROM {table}")


def _packed(table: str, name: str, kind: str) -> str:
    if (table, name) in LONG:
        return f" USING COMPRESSION '{LONG[table, name]}'"
    if table in CUBES:
        return " USING COMPRESSION 'bitpacking'"
    if table not in FACTS and table not in DERIVED:
        return ""
    how = "rle" if name in RUNS else "uncompressed" if name in RANDOM else PACKED.get(kind)
    return f" USING COMPRESSION '{how}'" if how else ""
