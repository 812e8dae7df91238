"""This file is about a scorecard of 25 measures: what the server takes to make its page from the cubes, and for what.

A sample centre is generated and loaded once (kept in --folder), and its strategy is written anew with as many measures
as cubes can tell. The page is made anew each time, never shown from memory; beside it, in the same run, the questions
to the metrics alone and the same cells by bare SQL from the cube. CPU time of this process; the median and the least of
the runs. Beside them a yardstick: the same small work of Python alone, which tells how busy the machine is. Answers of
the warehouse are remembered as in a server that runs. With --keep the result goes where the page of results finds it.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import statistics
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.scorecard_page import cpu, page
from fourscore.centre import Centre, init
from fourscore.metrics import read_catalogue
from fourscore.warehouse import STORED
from fourscore.web import create_app

UNTIL, MEASURES = date(2026, 11, 16), 25


def strategy(measures: int) -> str:
    """A strategy file of four perspectives, with a measure for each metric that the cubes alone can tell."""
    catalogue, _ = read_catalogue(None, {})
    told = [metric for metric in catalogue.metrics.values() if all(
        ((part := catalogue.parts[name]).column or part.kept) and part.aggregate != "values"
        for name in metric.parts())][:measures]
    lines = ["mission: Measured.", "vision: Measured.", "values: [measure]", "goals:", "  all:",
             "    text: Measure all", "    term: short", "    by: end of this fiscal year",
             "    serves: The measuring", "perspectives:"]
    for place in range(4):
        lines += [f"  view-{place}:", f"    name: Perspective {place + 1}", "    question: How many?",
                  "    objectives:", f"      aim-{place}:", f"        name: Objective {place + 1}",
                  "        owner: Senior manager", "        kpis:"]
        for metric in told[place::4]:
            up = metric.better == "higher" or (metric.better not in ("lower", "higher") and metric.unit != "seconds")
            low, high = {"share": ("20%", "80%"), "seconds": ("3m", "10m")}.get(metric.unit, ("10", "1000"))
            aim, floor = (high, low) if up else (low, high)
            lines += [f"          {metric.key.replace(':', '-').replace('_', '-')}:",
                      f"            name: {metric.name} {(metric.variant or '').replace('_', ' ')}",
                      f"            metric: {metric.key}", f"            direction: {'higher' if up else 'lower'}",
                      f"            target: {aim}", f"            floor: {floor}"]
            lines += ["            per: month"] if metric.unit in ("count", "money") else []
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=41)
    parser.add_argument("--measures", type=int, default=MEASURES)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made) / "centre"
        if not (folder / "centre.yaml").exists():
            init(folder, kind="support", name="Benchmark", zone="Europe/London", currency="GBP", with_sample=True,
                 until=UNTIL, visits=options.visits)
        (folder / "strategy.yaml").write_text(strategy(options.measures), encoding="utf-8")
        with Centre.open(folder, now=lambda: datetime(2026, 11, 16, 9, tzinfo=UTC)) as centre:
            centre.load()
            found = measure(centre, options.runs)
    if options.keep:
        importlib.import_module("benchmarks.__main__").keep("render", found)


def yardstick() -> None:
    """About 10 ms where nothing else runs."""
    told = {}
    for number in range(40_000):
        told[number % 97] = f"{number:.1f}"


def measure(centre: Centre, runs: int) -> dict[str, Any]:
    with asyncio.Runner() as loop:
        return measured(centre, runs, loop)


def measured(centre: Centre, runs: int, loop: asyncio.Runner) -> dict[str, Any]:
    app, first = create_app(centre), UNTIL - timedelta(14)
    path = f"/scorecard?period={first}..{first + timedelta(7)}"
    sums = ", ".join(f"{part.aggregate}({part.name})" for part in STORED)

    def anew() -> int:
        app.state.remembered.forget()
        return page(app, path, loop)

    def asked() -> object:
        return centre.scorecard(f"{first}..{first + timedelta(7)}")

    def bare() -> None:
        for since, until in ((first, first + timedelta(7)), (first - timedelta(7), first),
                             (first - timedelta(25 * 7), first + timedelta(7))):
            centre.warehouse.cursor().execute(f"SELECT date_trunc('week', day), {sums} FROM cube_person "
                                              "WHERE day >= ? AND day < ? GROUP BY 1", [since, until]).fetchall()

    size = anew()
    many = len(list(centre.strategy.kpis()))
    ways = {"page": anew, "the card alone": asked, "bare SQL": bare, "yardstick": yardstick}
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            took[name].append(cpu(way))
    print(f"{many} measures, page of {size:,} bytes; {runs} runs in turn: median and least CPU ms, median ms")
    found: dict[str, Any] = {"measures": many, "bytes": size, "runs": runs}
    for name, times in took.items():
        seconds, wall = (statistics.median(one) * 1000 for one in zip(*times, strict=True))
        least = min(times)[0] * 1000
        print(f"{name:15} {seconds:7.1f} {least:7.1f} {wall:7.1f}")
        found[name] = {"cpu_ms": seconds, "least_ms": least, "wall_ms": wall}
    return found


if __name__ == "__main__":
    main()
