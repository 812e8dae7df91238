"""This file is about late rows: ten thousand calls that come after months, against making everything again.

A warehouse of a million calls is loaded from files, but for some that are missing from five and a half months of them.
Then these are loaded, by the ordinary load, in three lots of ten thousand; what stands afterwards is held against a
rebuild of everything from the landed rows, every fact and every cell of both cubes.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.history.make import AT, MAPPING, write_calls
from benchmarks.history.rows import DAYS, terms
from fourscore.warehouse import Warehouse
from fourscore.warehouse.facts import DERIVED, FACTS
from fourscore.warehouse.sources.table import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Numbers given in the order of arrival: they stand for the same things, whatever they are.
ARRIVAL = {"loaded_in", "replaced_in", "file", "line", "contact"}
NAMED = {"customer": "customer_identifier", "queue": "queue", "agent": "agent", "team": "team", "topic": "topic",
         "channel": "channel", "source": "source", "customer_segment": "customer_segment"}
PARTS_OF_CELL = {"cube_queue": 7, "cube_agent": 5, "cube_person": 3}


def prints(cursor: DuckDBPyConnection, tables: Iterable[str]) -> dict[str, tuple[int, int]]:
    """For each table its standing rows and a sum of their hashes, words by name; a cube's cells are added up first."""
    found = {}
    for table in tables:
        columns = [name for name, *_ in cursor.execute(f"DESCRIBE {table}").fetchall() if name not in ARRIVAL]
        joins, selected = "", []
        for name in columns:
            if name in NAMED:
                label = "identifier" if name == "customer" else "name"
                joins += f" LEFT JOIN {NAMED[name]} AS w_{name} ON w_{name}.{name} = f.{name}"
                selected.append(f"w_{name}.{label}")
            else:
                selected.append(f"f.{name}")
        rows = f"SELECT {', '.join(selected)} FROM {table} f {joins}"
        if table in PARTS_OF_CELL:
            keys = PARTS_OF_CELL[table]
            merged = [f"{'max' if name == 'longest_wait_s' else 'sum'}({sql}) AS {name}"
                      for name, sql in zip(columns[keys:], selected[keys:], strict=True)]
            rows = (f"SELECT {', '.join([*selected[:keys], *merged])} FROM {table} f {joins} "
                    f"GROUP BY {', '.join(selected[:keys])}")
        elif "replaced_in" in {name for name, *_ in cursor.execute(f"DESCRIBE {table}").fetchall()}:
            rows += " WHERE f.replaced_in IS NULL"
        (found[table],) = cursor.execute(f"SELECT count(*), sum(hash(r)::HUGEINT) FROM ({rows}) r").fetchall()
    return found


class Late(NamedTuple):
    """CPU seconds of loading one lot of late rows (the median of them) and of a rebuild; how many rows a lot has; and
    whether all is as after the rebuild.

    fold_s: of folding the log of what was committed into the file, afterwards; a running product does it once for
    several such loads.
    """

    load_s: float
    fold_s: float
    rebuild_s: float
    rows: int
    equal: bool


def measure(folder: Path, visits: int = 1_000_000, late: int = 10_000, seed: int = 7, lots: int = 3) -> Late:
    """Load all calls but some, then the late ones lot by lot, then make everything again."""
    late_days = 167  # five and a half months, the last there are
    first = visits - visits * late_days // DAYS
    every = max((visits - first) // late, lots)
    picked = [f"(n >= {first} AND n % {every} = {lot} AND (n - {first}) // {every} < {late})" for lot in range(lots)]
    folder.mkdir(parents=True, exist_ok=True)
    write_calls(folder / "calls-0.csv", visits, seed, f"NOT ({' OR '.join(picked)})")
    source, issues = Table.configure("calls", {**MAPPING, "files": str(folder / "calls-*.csv")}, "benchmark", folder)
    if source is None:
        raise SystemExit("\n".join(map(str, issues)))
    time.sleep(3)  # months of calls were not written in the very second they are loaded
    warehouse = Warehouse.open(folder / "data")

    def load() -> int:
        (report,) = warehouse.load([source], terms(), now=datetime.now(UTC), progress=lambda *_: None)
        if report.issues or report.rows_set_aside:
            raise SystemExit(f"the load was not clean: {report}")
        return report.facts["visit"]

    load()
    warehouse.cursor().execute("CHECKPOINT")
    seconds, folding, rows = [], [], set[int]()
    for lot, which in enumerate(picked, 1):
        write_calls(folder / f"calls-{lot}.csv", visits, seed, which)
        start = time.process_time()
        rows.add(load())
        loaded = time.process_time()
        warehouse.cursor().execute("CHECKPOINT")
        seconds.append(loaded - start)
        folding.append(time.process_time() - loaded)
    if rows != {late}:
        raise SystemExit(f"the lots are not of {late:,} rows each: {rows}")
    tables = (*FACTS, *DERIVED, *PARTS_OF_CELL)
    before = prints(warehouse.cursor(), tables)
    start = time.process_time()
    warehouse.rebuild([source], terms(), now=AT)
    again = time.process_time() - start
    equal = before == prints(warehouse.cursor(), tables)
    warehouse.close()
    return Late(statistics.median(seconds), statistics.median(folding), again, late, equal)
