"""This file is about how fast a centre is generated: seconds for a million visits, and rows a second of all kinds.

Run it as  python benchmarks/rehearsal.py  (options: --visits, --weeks, --most SECONDS). It ends with exit code 1 when
generating took more processor time than --most allows.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path

import duckdb

from fourscore.warehouse import Slice
from fourscore.warehouse.sources.rehearsal import Rehearsal


class Nothing:
    """Nothing was landed before."""

    def landed(self) -> list[str]:
        return []

    def landed_with(self, cursor: duckdb.DuckDBPyConnection, keys: str) -> list[str]:
        return []


def measure(visits: int, weeks: int) -> dict[str, float]:
    """Generate and stage one centre; processor and wall seconds, visits, rows of all kinds."""
    options = {"until": date(2026, 11, 2), "visits": visits, "weeks": weeks}
    source, issues = Rehearsal.configure("made", options, "benchmark", Path())
    if source is None:
        raise SystemExit("\n".join(map(str, issues)))
    cursor = duckdb.connect()
    processor, wall = time.process_time(), time.perf_counter()
    source.land(cursor, Slice(1, source.files()[0], 0, 0, 1))
    source.stage(cursor, Nothing())
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    counts = {}
    for kind in source.gives:
        row = cursor.execute(f"SELECT count(*) FROM staged_{kind}").fetchone()
        counts[kind] = row[0] if row else 0
    rows = sum(counts.values())
    return {
        "visits": counts["visit"], "rows": rows, "processor_s": round(processor, 2), "wall_s": round(wall, 2),
        "visits_per_processor_s": round(counts["visit"] / processor), "rows_per_processor_s": round(rows / processor),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Seconds to generate a centre.")
    parser.add_argument("--visits", type=int, default=1_000_000)
    parser.add_argument("--weeks", type=int, default=60)
    parser.add_argument("--most", type=float, default=25.0, help="processor seconds allowed")
    given = parser.parse_args()
    found = measure(given.visits, given.weeks)
    print(json.dumps(found, indent=2))
    if found["processor_s"] > given.most:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
