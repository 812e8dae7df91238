"""This file is about loading speed: a generated table of calls read through a mapping, and by a pandas script."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from beside_pandas import race

QUEUES = ("sales", "support", "billing", "orders", "returns", "technical", "vip", "retention")
TOPICS = ("invoice", "delivery", "address", "complaint", "new order")
FIRST_SECOND = 1_767_225_600  # 2026-01-01 00:00 UTC
DAY = 86_400
CALLS_A_DAY = 8_000
IN_TIME = 20
HEADER = "trunk,call,customer,priority,topic,queue,day,entered,wait,result,answered,talk,agent"
# What a person would write into centre.yaml for such a file.
MAPPING = {
    "zone": "UTC",
    "covers": "day",
    "key": ["trunk", "call", "day"],
    "leave_out": "result = 'TEST'",
    "facts": {
        "contact": {
            "started": {"date": "day", "time": "entered", "date_format": "%d.%m.%Y"},
            "channel": {"value": "voice"},
            "customer": {"column": "customer", "empty": "0"},
            "topic": "topic",
        },
        "visit": {
            "queue": "queue",
            "outcome": {"column": "result", "words": {"OK": "answered", "LOST": "abandoned"}},
            "wait": "wait",
            "answered": {"time": "answered", "after": "entered", "empty": "00:00:00"},
            "talk": "talk",
            "agent": {"column": "agent", "empty": "NONE"},
        },
    },
    "extra": {"priority": "text"},
    "notices": {"answered_without_agent": "result = 'OK' and agent = 'NONE'"},
}


def clock(second: int) -> str:
    second %= DAY
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def write_table(path: Path, rows: int, seed: int) -> None:
    """Whole days of calls in time order; three in a hundred rows are tests."""
    from datetime import UTC, datetime

    rng, written, day = random.Random(seed), 0, FIRST_SECOND
    with path.open("w", encoding="utf-8", newline="\n") as table:
        table.write(HEADER + "\n")
        while written < rows:
            date = f"{datetime.fromtimestamp(day, UTC):%d.%m.%Y}"
            times = sorted(int(rng.triangular(6 * 3600, 21 * 3600, 11 * 3600)) for _ in range(CALLS_A_DAY))
            for number, at in enumerate(times[: rows - written]):
                draw, wait = rng.random(), int(rng.expovariate(1 / 35))
                result = "TEST" if draw < 0.03 else "LOST" if draw < 0.11 else "OK"
                talk = int(rng.lognormvariate(5, 0.8)) if result == "OK" else 0
                customer = f"4930{rng.randrange(100_000, 400_000)}" if rng.random() < 0.7 else "0"
                table.write(
                    f"{rng.randrange(1, 20):02d},{number},{customer},{rng.randrange(3)},{rng.choice(TOPICS)},"
                    f"{rng.choice(QUEUES)},{date},{clock(at)},{wait},{result},"
                    f"{clock(at + wait) if result == 'OK' else '00:00:00'},"
                    f"{talk // 60}:{talk % 60:02d},{f'A{rng.randrange(120):03d}' if result == 'OK' else 'NONE'}\n")
            written += min(CALLS_A_DAY, rows - written)
            day += DAY


def with_fourscore(path: Path, folder: Path) -> dict[str, list[float]]:
    """Load the whole table (landed rows, facts, pieces, agents' time, both cubes) and ask the cube for the totals."""
    from datetime import UTC, date, datetime
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from fourscore.terms import Calendar
    from fourscore.warehouse import LoadTerms, Threshold, Warehouse
    from fourscore.warehouse.sources.table import Table

    source, issues = Table.configure("calls", {**MAPPING, "files": str(path)}, "benchmark", folder)
    if source is None:
        raise SystemExit("\n".join(map(str, issues)))
    limits = (Threshold(None, date(2000, 1, 1), Decimal(IN_TIME), Decimal(5)),)
    terms = LoadTerms(Calendar(ZoneInfo("UTC")), limits, (), "EUR", ())
    warehouse = Warehouse.open(folder / "data")
    (report,) = warehouse.load([source], terms, now=datetime(2026, 6, 1, tzinfo=UTC), progress=lambda *_: None)
    if report.issues or report.rows_set_aside:
        raise SystemExit(f"the load was not clean: {report}")
    rows = warehouse.cursor().execute(
        "SELECT q.name, day, sum(entered), sum(answered), sum(abandoned), sum(answered_in_time), sum(wait_answered_s), "
        "sum(talk_s) FROM cube_queue LEFT JOIN queue q USING (queue) GROUP BY ALL").fetchall()
    warehouse.close()
    return {f"{queue} {day}": [float(part) for part in parts] for queue, day, *parts in rows if any(parts)}


def with_pandas(path: Path, folder: Path) -> dict[str, list[float]]:
    """The same totals as a plain script would find them: nothing is kept, and nothing bad is looked for."""
    import pandas as pd

    calls = pd.read_csv(path, dtype=str, keep_default_na=False)
    calls = calls[calls["result"] != "TEST"].drop_duplicates(["trunk", "call", "day"])
    started = pd.to_datetime(calls["day"] + " " + calls["entered"], format="%d.%m.%Y %H:%M:%S")
    calls["day"] = started.dt.strftime("%Y-%m-%d")
    calls["wait"] = calls["wait"].astype("int64")
    calls["answered"] = calls["result"] == "OK"
    calls["abandoned"] = calls["result"] == "LOST"
    calls["in_time"] = calls["answered"] & (calls["wait"] <= IN_TIME)
    calls["wait"] = calls["wait"].where(calls["answered"], 0)
    parts = calls["talk"].str.split(":", expand=True).astype("int64")
    calls["talk"] = (parts[0] * 60 + parts[1]).where(calls["answered"], 0)
    grouped = calls.groupby(["queue", "day"])
    totals = pd.DataFrame({
        "offered": grouped.size(), "answered": grouped["answered"].sum(), "abandoned": grouped["abandoned"].sum(),
        "in_time": grouped["in_time"].sum(), "wait": grouped["wait"].sum(), "talk": grouped["talk"].sum()})
    rows = zip(totals.index, totals.to_numpy(), strict=True)
    return {f"{queue} {day}": [float(part) for part in row] for (queue, day), row in rows}


WAYS = {"fourscore": with_fourscore, "pandas": with_pandas}
IMPORTS = {
    "fourscore": "import duckdb, sqlglot, fourscore.warehouse.load, fourscore.warehouse.sources.table.stage, "
                 "fourscore.warehouse.sources.table.land",
    "pandas": "import pandas",
}


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rows", type=int, default=300_000)
    ask.add_argument("--rounds", type=int, default=3, help="each way is run this often, in turn; the best counts")
    ask.add_argument("--seed", type=int, default=7)
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as room:
        table = Path(room, "calls.csv")
        write_table(table, asked.rows, asked.seed)
        return race("load_table", IMPORTS, table, asked.rows, "rows", asked.rounds)


if __name__ == "__main__":
    sys.exit(main())
