"""This file is about files of which every tenth row is broken: good rows load as if the others were not there."""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import load_queue_log
import load_table

GOOD_ONES = 9  # rows between two broken ones
# What happens to rows: cut short, a time that is none, letters of another encoding, another program's words.
BROKEN = {
    "queue_log": (b"1767225601|17672256", b"yesterday|1.1|sales|NONE|ENTERQUEUE||+49301|1", b"\xff\xfe\x00|\xe9\xe8",
                  b"[2026-01-01 00:00:01] WARNING: queue full"),
    "table": (b"01,7,493", b"01,7,4930,1,invoice,sales,31.31.2026,08:00:00,5,OK,08:00:05,1:00,A001",
              b"01,8,4930,1,invoice,sales,01.01.2026,08:00:00,soon,OK,08:00:05,1:00,A001",
              b"01,9,4930,1,invoice,sales,01.01.2026,08:00:00,5,MAYBE,08:00:05,1:00,A001"),
}
WRITERS = {"queue_log": load_queue_log.write_log, "table": load_table.write_table}
# Each fact without its place in the file: contacts and customers are numbered as they come, some keys name the line.
FACTS = {
    "contact": "SELECT identifier, c.* EXCLUDE (contact, customer, file, line) FROM contact c "
               "LEFT JOIN customer_identifier USING (customer)",
    "visit": "SELECT key, v.* EXCLUDE (contact, customer, file, line) FROM visit v JOIN contact USING (contact)",
    "segment": "SELECT key, s.* EXCLUDE (contact, file, line) FROM segment s JOIN contact USING (contact)",
    "agent_state": "SELECT * EXCLUDE (key, file, line) FROM agent_state",
}
CHILD = """
import json, sys, time
sys.path.insert(0, {here!r})
import broken_rows
import duckdb, fourscore.warehouse.load
from pathlib import Path
print(json.dumps(broken_rows.loaded({kind!r}, Path({file!r}), Path({room!r}))))
"""


def with_every_tenth_broken(kind: str, clean: Path, broken: Path) -> int:
    """Write the clean file's rows with a broken one after every nine; how many were put in. A heading stays first."""
    put_in, kinds = 0, itertools.cycle(BROKEN[kind])
    with clean.open("rb") as good, broken.open("wb") as bad:
        if kind == "table":
            bad.write(good.readline())
        for number, line in enumerate(good, start=1):
            bad.write(line)
            if number % GOOD_ONES == 0:
                bad.write(next(kinds) + b"\n")
                put_in += 1
    return put_in


def loaded(kind: str, file: Path, room: Path) -> tuple[float, int, list[str]]:
    """CPU seconds of a load, rows set aside, and each fact's rows and fingerprint, but for their place."""
    import time
    from datetime import UTC, date, datetime
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from fourscore.terms import Calendar
    from fourscore.warehouse import LoadTerms, Threshold, Warehouse
    from fourscore.warehouse.sources.asterisk import QueueLog
    from fourscore.warehouse.sources.table import Table

    options = {"files": str(file)} if kind == "queue_log" else {**load_table.MAPPING, "files": str(file)}
    source, issues = (QueueLog if kind == "queue_log" else Table).configure("calls", options, "benchmark", room)
    if source is None:
        raise SystemExit("\n".join(map(str, issues)))
    limits = (Threshold(None, date(2000, 1, 1), Decimal(20), Decimal(5)),)
    terms = LoadTerms(Calendar(ZoneInfo("UTC")), limits, (), "EUR", ())
    warehouse = Warehouse.open(room / "data")
    start = time.process_time()
    (report,) = warehouse.load([source], terms, now=datetime(2026, 6, 1, tzinfo=UTC), progress=lambda *_: None)
    took = time.process_time() - start
    prints = [str(warehouse.cursor().execute(
        f"SELECT '{fact}', count(*), sum(hash(row_of)::HUGEINT) FROM ({rows}) AS row_of").fetchall())
        for fact, rows in FACTS.items()]
    warehouse.close()
    return took, report.rows_set_aside, prints


def in_a_child(kind: str, file: Path) -> tuple[float, int, list[str]]:
    with tempfile.TemporaryDirectory() as room:
        code = CHILD.format(here=str(Path(__file__).parent), kind=kind, file=str(file), room=room)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    took, aside, prints = json.loads(done.stdout)
    return took, aside, prints


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rows", type=int, default=1_000_000, help="rows of the broken file, about")
    ask.add_argument("--seed", type=int, default=7)
    asked = ask.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as room:
        for kind, write in WRITERS.items():
            clean, broken = Path(room, f"{kind}.clean"), Path(room, f"{kind}.broken")
            write(clean, asked.rows * GOOD_ONES // (GOOD_ONES + 1), asked.seed)
            put_in = with_every_tenth_broken(kind, clean, broken)
            alone, none, facts = in_a_child(kind, clean)
            among, aside, same = in_a_child(kind, broken)
            good = none == 0 and aside == put_in and facts == same
            wrong += not good
            print(f"{kind:<10} {put_in:,} of {asked.rows:,} rows broken, {aside:,} set aside; facts "
                  f"{'equal' if facts == same else 'DIFFER'}; {among:.2f} CPU s beside {alone:.2f} without them, "
                  f"ratio {among / alone:.2f}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
