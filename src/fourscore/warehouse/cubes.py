"""This file is about the two cubes: cells of additive parts, added to by every load, made again where facts changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.derived import histograms
from fourscore.warehouse.facts import DERIVED, FACTS
from fourscore.warehouse.parts import CUBES, STORED, StoredPart

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TYPES = {"count": "BIGINT", "seconds": "DECIMAL(18,3)"}
# The columns that say which cells a changed fact lies in: a little wider than one cell, so that the join that finds
# them again stays narrow, and narrow enough that a late row costs only a few cells.
NEAR = {"cube_queue": ("slot",), "cube_agent": ("day", "agent")}


def tables() -> dict[str, dict[str, str]]:
    """The cubes and their columns (what makes a cell, then every stored part), and the histograms beside them."""
    columns = {**FACTS["visit"], **DERIVED["piece"]}
    cubes = {
        cube: {**{name: columns[name] for name in cell}, **{part.name: TYPES[part.unit] for part in STORED}}
        for cube, cell in CUBES.items()
    }
    return {**cubes, **histograms.tables()}


def add(cursor: DuckDBPyConnection, visits: str, pieces: str) -> None:
    """Append the cells of these facts (queries over visits and pieces); whoever reads a cell sums its rows."""
    for cube, cell in CUBES.items():
        cursor.execute(f"INSERT INTO {cube} {_cells(cell, visits, pieces)}")


def _cells(cell: tuple[str, ...], visits: str, pieces: str) -> str:
    keys = ", ".join(cell)
    outer = ", ".join(f"CAST({part.aggregate}({part.name}) AS {TYPES[part.unit]}) AS {part.name}" for part in STORED)
    halves = " UNION ALL ".join(
        f"SELECT {keys}, {', '.join(_column(part, of) for part in STORED)} FROM ({rows}) GROUP BY {keys}"
        for of, rows in (("visit", visits), ("piece", pieces))
    )
    return f"SELECT {keys}, {outer} FROM ({halves}) GROUP BY {keys}"


def _column(part: StoredPart, of: str) -> str:
    kind = TYPES[part.unit]
    if part.of != of:
        return f"CAST({'NULL' if part.aggregate == 'max' else '0'} AS {kind}) AS {part.name}"
    return f"CAST({part.aggregate}({part.expression}) AS {kind}) AS {part.name}"


def touch(cursor: DuckDBPyConnection, facts: str) -> None:
    """Note that these facts (a query with slot, day, agent) changed, so that `mend` makes their cells again."""
    for cube, near in NEAR.items():
        names = ", ".join(near)
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS touched_{cube} AS SELECT {names} FROM {cube} LIMIT 0")
        cursor.execute(f"INSERT INTO touched_{cube} SELECT DISTINCT {names} FROM ({facts})")


def mend(cursor: DuckDBPyConnection, new_visits: str, new_pieces: str) -> None:
    """Add this load's facts to the cubes: touched cells are made again from all standing facts, others only grow.

    A maximum cannot be taken back from a cell, so a touched cell is never corrected by a difference.
    """
    for cube, cell in CUBES.items():
        if not _touched(cursor, cube):
            cursor.execute(f"INSERT INTO {cube} {_cells(cell, new_visits, new_pieces)}")
            continue
        same = " AND ".join(f"here.{name} IS NOT DISTINCT FROM t.{name}" for name in NEAR[cube])
        found = f"(SELECT DISTINCT * FROM touched_{cube})"
        near = f"EXISTS (SELECT 1 FROM {found} t WHERE {same})"
        cursor.execute(f"DELETE FROM {cube} AS here WHERE {near}")
        standing = [
            f"SELECT * FROM {table} AS here WHERE replaced_in IS NULL AND {near}" for table in ("visit", "piece")
        ]
        cursor.execute(f"INSERT INTO {cube} {_cells(cell, *standing)}")
        fresh = [f"SELECT * FROM ({rows}) AS here WHERE NOT {near}" for rows in (new_visits, new_pieces)]
        cursor.execute(f"INSERT INTO {cube} {_cells(cell, *fresh)}")


def _touched(cursor: DuckDBPyConnection, cube: str) -> bool:
    there = cursor.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [f"touched_{cube}"]).fetchone()
    return there is not None and cursor.execute(f"SELECT 1 FROM touched_{cube} LIMIT 1").fetchone() is not None


def rebuild(cursor: DuckDBPyConnection) -> None:
    """Make both cubes again from all standing facts; histogram rows are counted again when they are asked for."""
    histograms.clear(cursor)
    for cube in CUBES:
        cursor.execute(f"DELETE FROM {cube}")
    add(cursor, "SELECT * FROM visit WHERE replaced_in IS NULL", "SELECT * FROM piece WHERE replaced_in IS NULL")
