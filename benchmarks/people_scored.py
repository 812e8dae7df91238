"""This file is about scoring people: 25 KPIs for 1,000 agents with intervals and steadied figures, beside a plain loop.

A cube of a month is filled by hand (1,000 agents in 80 teams, ten queues), with the single facts that means need. Then
every agent's card is made with intervals, steadied figures and reliability; and, for the same figures, a loop over
agents and KPIs with one call of scipy for each interval and each steadied figure. Processor
seconds of the best of three; the loop, being slow, over fifty agents and told for all.

Run it as  python benchmarks/people_scored.py  (--json: for docs/performance.md, whose row `people` it is)
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from fourscore.metrics import Metrics, read_catalogue
from fourscore.scoring import Peers, Scorecard, score_many
from fourscore.strategy import Kpi, Objective, Perspective, Strategy
from fourscore.terms import Calendar, Days
from fourscore.warehouse import Warehouse
from fourscore.warehouse.cubes import rebuild
from fourscore.warehouse.facts import FACTS

MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))
SHARES = ("service_level:answered", "answer_rate")
MEANS = ("average_handle_time", "average_talk_time", "average_speed_of_answer")


def filled(folder: Path, agents: int, calls: int) -> Warehouse:
    """A month of answered stays: `calls` of each agent, their lengths and outcomes drawn by a hash."""
    warehouse = Warehouse.open(folder)
    cursor = warehouse.cursor()
    cursor.execute("INSERT INTO source VALUES (1, 'calls')")
    cursor.execute("INSERT INTO file VALUES (1, 1, 'calls.csv', 'x', 1, 1, 1, 1)")
    cursor.execute(f"INSERT INTO agent SELECT range + 1, 'agent ' || (range + 1) FROM range({agents})")
    cursor.execute("INSERT INTO team SELECT range + 1, 'team ' || (range + 1) FROM range(80)")
    cursor.execute("INSERT INTO queue SELECT range + 1, 'queue ' || (range + 1) FROM range(10)")
    given = {
        "slot": "moment", "day": "CAST(moment AS DATE)", "half": "hour(moment) * 2", "entered_at": "moment",
        "contact": "n", "number": "1", "queue": "1 + agent % 10", "agent": "agent", "team": "1 + agent % 80",
        "answered": "1",
        "in_time": "CAST(hash(n, 1) % 100 < 60 + agent % 30 AS INTEGER)", "wait_s": "hash(n, 2) % 40",
        "talk_s": "60 + hash(n, 3) % (300 + agent % 100)", "handle_s": "90 + hash(n, 3) % (300 + agent % 100)",
        "source": "1", "file": "1", "line": "n", "loaded_in": "1",
    }
    columns = {name: given.get(name, "0" if kind == "UTINYINT" else "NULL") for name, kind in FACTS["visit"].items()}
    cursor.execute(
        f"INSERT INTO visit ({', '.join(columns)}) SELECT {', '.join(columns.values())} "
        f"FROM (SELECT n, 1 + n % {agents} AS agent, "
        f"TIMESTAMP '2026-03-02 08:00' + to_hours(CAST(n // {agents} % 600 AS BIGINT)) AS moment "
        f"FROM (SELECT range AS n FROM range({agents * calls})))")
    cursor.execute("INSERT INTO fill VALUES (1, 'visit', TIMESTAMP '2026-03-01', TIMESTAMP '2026-04-01')")
    rebuild(cursor)
    return warehouse


def strategy(count: int) -> Strategy:
    """So many KPIs over the same measures, each with its own target."""
    kpis = []
    for number in range(count):
        share = number % 5 < len(SHARES)
        metric = SHARES[number % 5] if share else MEANS[number % 5 - len(SHARES)]
        target = 0.6 + 0.01 * number if share else 200.0 + number
        kpis.append(Kpi(f"k{number}", f"K{number}", metric, "share" if share else "seconds",
                        "higher" if share else "lower", ((date.min, target),), 0.2 if share else 500.0))
    objective = Objective("o", "O", "p", "me", tuple(kpis))
    return Strategy("", "", (), (), (Perspective("p", "P", "", (objective,)),), ())


def plain_loop(cards: list[Scorecard]) -> float:
    """The same intervals and steadied figures, one by one."""
    from scipy import stats

    begun = time.process_time()
    for card in cards:
        for one in card.measured():
            if one.row is None or one.value is None:
                continue
            n, x = one.row.parts["den"], one.row.parts["num"]
            if one.kpi.unit == "share":
                stats.binomtest(int(x), int(n)).proportion_ci(method="wilson")
                stats.beta(20 + x, 10 + n - x).interval(0.95)
            else:
                stats.t(n - 1, one.value, 90 / n**0.5).interval(0.95)
                stats.norm(one.value, 90 / n**0.5).interval(0.95)
    return time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--agents", type=int, default=1000)
    parser.add_argument("--calls", type=int, default=600)
    parser.add_argument("--kpis", type=int, default=25)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        warehouse = filled(Path(room), args.agents, args.calls)
        calendar = Calendar(ZoneInfo("UTC"))
        metrics = Metrics(warehouse, read_catalogue(None, {})[0], calendar, "EUR")
        peers = Peers(MARCH.until, {f"agent {n + 1}": f"queue {1 + (n + 1) % 10}" for n in range(args.agents)})
        made, runs = strategy(args.kpis), []
        for _ in range(3):
            begun, at = time.process_time(), time.perf_counter()
            cards = score_many(made, metrics, MARCH, level="agent", calendar=calendar, peers=peers)
            runs.append((time.process_time() - begun, time.perf_counter() - at))
        best = min(runs)
        sure = sum(one.sure.steadied is not None for card in cards for one in card.measured())
        loop = plain_loop(cards[:50]) * len(cards) / len(cards[:50])
        if args.json:
            print(json.dumps({"ours": {"cpu_s": best[0], "wall_s": best[1]}, "loop": {"cpu_s": loop},
                              "cards": len(cards), "figures": sure}))
        else:
            print(f"{len(cards):,} cards, {sure:,} figures with interval and steadied: {best[0]:.2f} s; "
                  f"a plain loop for intervals and steadied figures alone: {loop:.2f} s ({loop / best[0]:.1f} times)")
        warehouse.close()


if __name__ == "__main__":
    main()
