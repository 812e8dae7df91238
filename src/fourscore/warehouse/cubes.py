"""This file is about the cubes: cells of additive parts, added to by every load, made again where facts changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.derived import histograms
from fourscore.warehouse.facts import DERIVED, FACTS
from fourscore.warehouse.parts import CUBES, ROLLED, STORED
from fourscore.warehouse.storing.packing import empty

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
    for cube in _of_facts():
        _put(cursor, cube, visits, pieces)


def _of_facts() -> list[str]:
    return [cube for cube in CUBES if cube not in ROLLED.values()]


def _put(cursor: DuckDBPyConnection, cube: str, visits: str, pieces: str) -> None:
    """Append cells of these facts to a cube, and theirs to the cube that is made of them."""
    cells = _cells(CUBES[cube], visits, pieces)
    if cube not in ROLLED:
        cursor.execute(f"INSERT INTO {cube} {cells}")
        return
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE new_cell AS {cells}")
    cursor.execute(f"INSERT INTO {cube} FROM new_cell")
    cursor.execute(rolled(cube, "new_cell"))
    cursor.execute("DROP TABLE new_cell")


def rolled(cube: str, cells: str) -> str:
    """The statement that appends a cube's cells (a table of them) to the cube made of it.

    Day by day, so that some days are read without the others.
    """
    keys = ", ".join(CUBES[ROLLED[cube]])
    return f"INSERT INTO {ROLLED[cube]} SELECT {keys}, {_merged()} FROM {cells} GROUP BY {keys} ORDER BY {keys}"


def _merged() -> str:
    return ", ".join(f"CAST({part.aggregate}({part.name}) AS {TYPES[part.unit]}) AS {part.name}" for part in STORED)


def _cells(cell: tuple[str, ...], visits: str, pieces: str) -> str:
    """Query of the cells of these facts: those of visits and those of pieces, side by side where they are the same."""
    halves = {}
    for of, rows in (("visit", visits), ("piece", pieces)):
        parts = ", ".join(f"CAST({part.aggregate}({part.expression}) AS {TYPES[part.unit]}) AS {part.name}"
                          for part in STORED if part.of == of)
        halves[of] = f"(SELECT {', '.join(cell)}, {parts} FROM ({rows}) GROUP BY {', '.join(cell)}) {of}"
    keys = ", ".join(f"coalesce(visit.{name}, piece.{name}) AS {name}" for name in cell)
    # Nothing is a sum of 0, but no longest wait.
    parts = ", ".join(f"{part.of}.{part.name}" if part.aggregate == "max" else
                      f"coalesce({part.of}.{part.name}, 0) AS {part.name}" for part in STORED)
    same = " AND ".join(f"visit.{name} IS NOT DISTINCT FROM piece.{name}" for name in cell)
    return f"SELECT {keys}, {parts} FROM {halves['visit']} FULL JOIN {halves['piece']} ON {same}"


def touch(cursor: DuckDBPyConnection, facts: str) -> None:
    """Note that these facts (a query with slot, day, agent) changed, so that `mend` makes their cells again."""
    for cube, near in NEAR.items():
        names = ", ".join(near)
        if f"touched_{cube}" not in _noted(cursor):
            cursor.execute(f"CREATE TEMP TABLE touched_{cube} AS SELECT {names} FROM {cube} LIMIT 0")
            empty(cursor, f"touched_{cube}")
        cursor.execute(f"INSERT INTO touched_{cube} SELECT DISTINCT {names} FROM ({facts})")


def mend(cursor: DuckDBPyConnection, new_visits: str, new_pieces: str) -> None:
    """Add this load's facts to the cubes: touched cells are made again from all standing facts, others only grow.

    A maximum cannot be taken back from a cell, so a touched cell is never corrected by a difference.
    """
    touched = {table for table in _noted(cursor) if cursor.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()}
    for cube in _of_facts():
        if f"touched_{cube}" not in touched:
            _put(cursor, cube, new_visits, new_pieces)
            continue
        same = " AND ".join(f"here.{name} IS NOT DISTINCT FROM t.{name}" for name in NEAR[cube])
        found = f"(SELECT DISTINCT * FROM touched_{cube})"
        near = f"EXISTS (SELECT 1 FROM {found} t WHERE {same})"
        for one in (cube, *([ROLLED[cube]] if cube in ROLLED else [])):
            cursor.execute(f"DELETE FROM {one} AS here WHERE {near}")
        # One statement for both: to plan it twice would take longer than to carry it out.
        visits, pieces = (
            f"SELECT * FROM {table} AS here WHERE replaced_in IS NULL AND {near} "
            f"UNION ALL BY NAME SELECT * FROM ({rows}) AS here WHERE NOT {near}"
            for table, rows in (("visit", new_visits), ("piece", new_pieces))
        )
        _put(cursor, cube, visits, pieces)


def _noted(cursor: DuckDBPyConnection) -> set[str]:
    """The temp tables of changed facts that are there."""
    names = [f"touched_{cube}" for cube in NEAR]
    found = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE list_contains(?, table_name)", [names])
    return {name for (name,) in found.fetchall()}


def rebuild(cursor: DuckDBPyConnection) -> None:
    """Make all cubes again from all standing facts; histogram rows are counted again when they are asked for."""
    histograms.clear(cursor)
    for cube in CUBES:
        cursor.execute(f"DELETE FROM {cube}")
    add(cursor, "SELECT * FROM visit WHERE replaced_in IS NULL", "SELECT * FROM piece WHERE replaced_in IS NULL")
