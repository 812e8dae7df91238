"""This file is about loading speed: a generated queue_log read by Fourscore and by a plain pandas script, in turn."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from beside_pandas import race

QUEUES = ("sales", "support", "billing", "orders", "returns", "technical", "vip", "retention")
AGENTS = tuple(f"Agent/{1000 + n}" for n in range(120))
FIRST_SECOND = 1_767_225_600  # 2026-01-01 00:00 UTC
DAY = 86_400
CALLS_A_DAY = 8_000
IN_TIME = 20
Line = tuple[int, str]


def shift(rng: random.Random, day: int) -> Iterator[Line]:
    """One day's log-ins, pauses and log-offs: each agent in two queues, about four pauses."""
    for number, agent in enumerate(AGENTS):
        start = day + 7 * 3600 + (number % 4) * 5400 + rng.randrange(300)
        end = start + 8 * 3600 + rng.randrange(600)
        mine = (QUEUES[number % 8], QUEUES[(number + 3) % 8])
        for queue in mine:
            yield start, f"MANAGER|{queue}|{agent}|ADDMEMBER|"
            yield end, f"MANAGER|{queue}|{agent}|REMOVEMEMBER|"
        pause = start
        for reason in ("coffee", "lunch", "training", "coffee"):
            pause += rng.randrange(4000, 6500)
            back = pause + rng.randrange(120, 1200)
            for at, event in ((pause, "PAUSE"), (back, "UNPAUSE")):
                for queue in mine:
                    yield at, f"NONE|{queue}|{agent}|{event}|{reason}"
                yield at, f"NONE|NONE|{agent}|{event}ALL|{reason}"


def stay(rng: random.Random, at: int, call: str, caller: str, queue: str) -> Iterator[Line]:
    """One stay in one queue, from its entry to its end; one in thirty goes on to another queue by blind transfer."""
    yield at, f"{call}|{queue}|NONE|ENTERQUEUE||{caller}|1"
    wait, draw = int(rng.expovariate(1 / 35)), rng.random()
    if draw < 0.08:
        yield at + wait, f"{call}|{queue}|NONE|ABANDON|1|1|{wait}"
        return
    if draw < 0.10:
        yield at + wait, f"{call}|{queue}|NONE|EXITWITHTIMEOUT|1|1|{wait}"
        return
    if draw < 0.11:
        yield at + wait, f"{call}|{queue}|NONE|EXITWITHKEY|5|1|1|{wait}"
        return
    for _ in range(rng.choice((0, 0, 0, 0, 1, 1, 2))):
        agent = rng.choice(AGENTS)
        yield at + rng.randrange(wait + 1), f"{call}|{queue}|{agent}|RINGNOANSWER|{rng.randrange(1000, 20000)}"
    agent, ring, talk = rng.choice(AGENTS), rng.randrange(0, 8), int(rng.lognormvariate(5, 0.8))
    yield at + wait, f"{call}|{queue}|{agent}|CONNECT|{wait}|{call}-b|{ring}"
    end = at + wait + talk
    if rng.random() < 1 / 30:
        yield end, f"{call}|{queue}|{agent}|BLINDTRANSFER|600|queues|{wait}|{talk}|1"
        yield from stay(rng, end, call, caller, rng.choice(QUEUES))
    else:
        event = rng.choice(("COMPLETECALLER", "COMPLETECALLER", "COMPLETEAGENT"))
        yield end, f"{call}|{queue}|{agent}|{event}|{wait}|{talk}|1"


def write_log(path: Path, events: int, seed: int) -> None:
    """Whole days of calls in time order, cut after `events` lines."""
    rng, written, day = random.Random(seed), 0, FIRST_SECOND
    left: list[Line] = []
    with path.open("w", encoding="utf-8", newline="\n") as log:
        while written < events:
            lines = left + list(shift(rng, day))
            for number in range(CALLS_A_DAY):
                at = day + int(rng.triangular(6 * 3600, 22 * 3600, 11 * 3600))
                caller = f"+4930{rng.randrange(100_000, 400_000)}"
                lines.extend(stay(rng, at, f"{at}.{number}", caller, rng.choice(QUEUES)))
            lines.sort(key=lambda line: line[0])  # stable, so a call's lines of one second keep their order
            day += DAY
            left = [line for line in lines if line[0] >= day]
            for at, rest in lines[: min(len(lines) - len(left), events - written)]:
                log.write(f"{at}|{rest}\n")
                written += 1


def with_fourscore(path: Path, folder: Path) -> dict[str, list[float]]:
    """Load the whole log (landed rows, facts, pieces, agents' time, both cubes) and ask the cube for the totals."""
    from datetime import UTC, date, datetime
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from fourscore.terms import Calendar
    from fourscore.warehouse import LoadTerms, Threshold, Warehouse
    from fourscore.warehouse.sources.asterisk import QueueLog

    source, issues = QueueLog.configure("calls", {"files": str(path)}, "benchmark", folder)
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
    """The same totals as a plain script would find them: nothing is kept."""
    import pandas as pd

    names = ["epoch", "call", "queue", "agent", "event", "p1", "p2", "p3", "p4", "p5"]
    log = pd.read_csv(path, sep="|", names=names, dtype=str, quoting=3, keep_default_na=False, index_col=False)
    log["epoch"] = log["epoch"].astype("int64")
    ends = {"COMPLETECALLER": "p2", "COMPLETEAGENT": "p2", "BLINDTRANSFER": "p4"}
    log = log[log["event"].isin(["ENTERQUEUE", "CONNECT", "ABANDON", *ends])]
    log["number"] = (log["event"] == "ENTERQUEUE").groupby(log["call"]).cumsum()
    entered = log[log["event"] == "ENTERQUEUE"].set_index(["call", "number"])[["queue", "epoch"]]
    connect = log[log["event"] == "CONNECT"].set_index(["call", "number"])["p1"].astype("int64").rename("wait")
    abandoned = log[log["event"] == "ABANDON"].set_index(["call", "number"])["epoch"].rename("left")
    ended = log[log["event"].isin(ends)].set_index(["call", "number"])
    talk = ended["p2"].where(ended["event"] != "BLINDTRANSFER", ended["p4"]).astype("int64").rename("talk")
    stays = entered.join([connect, abandoned, talk])
    stays["day"] = pd.to_datetime(stays["epoch"], unit="s").dt.strftime("%Y-%m-%d")
    stays["answered"] = stays["talk"].notna()
    stays["in_time"] = stays["answered"] & (stays["wait"] <= IN_TIME)
    stays["wait"] = stays["wait"].where(stays["answered"], 0)
    grouped = stays.groupby(["queue", "day"])
    totals = pd.DataFrame({
        "offered": grouped.size(), "answered": grouped["answered"].sum(), "abandoned": grouped["left"].count(),
        "in_time": grouped["in_time"].sum(), "wait": grouped["wait"].sum(), "talk": grouped["talk"].sum()})
    rows = zip(totals.index, totals.to_numpy(), strict=True)
    return {f"{queue} {day}": [float(part) for part in row] for (queue, day), row in rows}


def with_sql(path: Path, folder: Path) -> dict[str, list[float]]:
    """The same totals as bare SQL would find them: one statement over the file, and nothing is kept."""
    import duckdb

    columns = dict.fromkeys(("call", "queue", "agent", "event", "p1", "p2", "p3", "p4", "p5"), "VARCHAR")
    log = (f"read_csv('{path}', delim = '|', quote = '', escape = '', header = false, null_padding = true, "
           f"auto_detect = false, columns = {({'epoch': 'BIGINT', **columns})})")
    rows = duckdb.connect().execute(f"""
        WITH events AS (SELECT *, sum(CASE WHEN event = 'ENTERQUEUE' THEN 1 ELSE 0 END)
                        OVER (PARTITION BY call ORDER BY line ROWS UNBOUNDED PRECEDING) AS number
                        FROM (SELECT *, row_number() OVER () AS line FROM {log}) WHERE event IN ('ENTERQUEUE',
                        'CONNECT', 'ABANDON', 'COMPLETECALLER', 'COMPLETEAGENT', 'BLINDTRANSFER')),
        stays AS (SELECT any_value(queue) FILTER (event = 'ENTERQUEUE') AS queue,
                  any_value(epoch) FILTER (event = 'ENTERQUEUE') AS entered,
                  any_value(TRY_CAST(p1 AS BIGINT)) FILTER (event = 'CONNECT') AS wait,
                  count(*) FILTER (event = 'ABANDON') AS lost,
                  any_value(TRY_CAST(CASE event WHEN 'BLINDTRANSFER' THEN p4 ELSE p2 END AS BIGINT))
                  FILTER (event IN ('COMPLETECALLER', 'COMPLETEAGENT', 'BLINDTRANSFER')) AS talk
                  FROM events GROUP BY call, number)
        SELECT queue, strftime(make_timestamp(entered * 1000000), '%Y-%m-%d'), count(*), count(talk), sum(lost),
               count(*) FILTER (talk IS NOT NULL AND wait <= {IN_TIME}), sum(wait) FILTER (talk IS NOT NULL), sum(talk)
        FROM stays WHERE queue IS NOT NULL GROUP BY ALL""").fetchall()
    return {f"{queue} {day}": [float(part or 0) for part in parts] for queue, day, *parts in rows}


WAYS = {"fourscore": with_fourscore, "pandas": with_pandas, "sql": with_sql}
IMPORTS = {
    "fourscore": "import duckdb, fourscore.warehouse.load, fourscore.warehouse.sources.asterisk",
    "pandas": "import pandas",
    "sql": "import duckdb",
}


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--events", type=int, default=1_000_000)
    ask.add_argument("--rounds", type=int, default=3, help="each way is run this often, in turn; the best counts")
    ask.add_argument("--seed", type=int, default=7)
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as room:
        log = Path(room, "queue_log")
        write_log(log, asked.events, asked.seed)
        return race("load_queue_log", IMPORTS, log, asked.events, "events", asked.rounds)


if __name__ == "__main__":
    sys.exit(main())
