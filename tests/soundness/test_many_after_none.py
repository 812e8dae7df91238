"""This file is about many rows after none: a first load that brings nothing, and a second whole history of calls.

DuckDB 2.0.0 finds no row of a table in the transaction in which its first rows were none and many came afterwards.
"""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from fourscore.terms import Calendar
from fourscore.warehouse import LoadTerms, Warehouse
from fourscore.warehouse.sources.table import Table
from fourscore.warehouse.storing.packing import empty

MANY = 125_000  # more than a row group, the number from which rows of one statement are put in another way
NOW = datetime(2027, 1, 1, tzinfo=UTC)
MAPPING = {
    "zone": "UTC", "key": ["call"],
    "facts": {"contact": {"started": "entered", "channel": {"value": "voice"}, "customer": "customer"},
              "visit": {"queue": {"value": "Orders"}, "outcome": {"value": "answered"},
                        "wait": "wait", "talk": "wait"}},
}


@pytest.mark.parametrize("rows", [1, MANY, 3 * MANY])
def test_an_emptied_table_finds_what_comes_after_none(rows: int) -> None:
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE kept AS SELECT i AS a, i % 7 AS b FROM range({rows}) t(i)")
    connection.begin()
    connection.execute("CREATE TEMP TABLE found AS SELECT * FROM kept LIMIT 0")
    empty(connection, "found")
    connection.execute("INSERT INTO found SELECT * FROM kept WHERE a < 0")
    connection.execute("INSERT INTO found SELECT * FROM kept")
    assert connection.execute("SELECT count(*), sum(a), count(b) FROM found").fetchall() == [
        (rows, rows * (rows - 1) // 2, rows)]


def write(path: Path, numbers: range, entered: str | None = None) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["call", "entered", "customer", "wait"])
        for n in numbers:
            lines.writerow([n, entered or f"{start + timedelta(seconds=60 * n):%Y-%m-%d %H:%M:%S}", n % 50_000, n % 90])


def standing(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    cursor = warehouse.cursor()
    wanted = {
        "contact": "count(*), count(next_s), sum(next_s), sum(previous_s)",
        "visit": "count(*), sum(wait_s), sum(talk_s)",
        "cube_queue": "count(*), sum(entered), sum(answered)",
        "set_aside": "count(*)",
    }
    return {table: cursor.execute(f"SELECT {sums} FROM {table}").fetchall() for table, sums in wanted.items()}


def test_a_rebuild_finds_a_whole_history_after_a_load_of_nothing(tmp_path: Path) -> None:
    source, issues = Table.configure("calls", {**MAPPING, "files": "calls-*.csv"}, "test", tmp_path)
    assert source is not None, issues
    terms = LoadTerms(calendar=Calendar(ZoneInfo("UTC")), currency="EUR", thresholds=[], roster=[], rates=[])
    warehouse = Warehouse.open(tmp_path / "data")
    write(tmp_path / "calls-1.csv", range(1), "never")
    warehouse.load([source], terms, now=NOW, progress=lambda *_: None)
    write(tmp_path / "calls-2.csv", range(1, MANY + 1))
    warehouse.load([source], terms, now=NOW, progress=lambda *_: None)
    loaded = standing(warehouse)
    again = MANY - 50_000  # every customer but these called once more
    assert loaded["contact"] == [(MANY, again, again * 50_000 * 60, again * 50_000 * 60)]
    assert loaded["set_aside"] == [(1,)]
    warehouse.rebuild([source], terms, now=NOW)
    assert standing(warehouse) == loaded
    warehouse.close()
