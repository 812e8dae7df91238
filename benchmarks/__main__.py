"""This file is about measuring everything: each row of docs/performance.md, beside SQL by hand, into results/.

Run it as  python -m benchmarks --size 1e6  (or 1e7, 1e8; --folder says where the made warehouses go, and --only which
rows to measure; the others keep their earlier results). Every way runs in a process of its own. A history of 1e8 visits
takes about 20 GB while it is asked and 30 GB while it is made. Afterwards  python -m benchmarks.page  prints the page.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results"
SIZES = {"1e4": 10_000, "1e6": 1_000_000, "1e7": 10_000_000, "1e8": 100_000_000}
# The rows: the ways each is measured in, and how many runs of each (the median counts).
ASKED: dict[str, tuple[tuple[str, ...], int]] = {
    "facts": (("ours", "hand"), 1),
    "cube": (("ours", "hand"), 3),
    "team_days": (("ours", "hand"), 31),
    "month_agent": (("ours", "hand"), 3),
    "cards": (("ours", "hand"), 5),
    "resolution": (("asked", "scratch", "hand"), 1),
}
ROWS = ("load", "people", *ASKED, "late")


def machine() -> dict[str, Any]:
    """What was measured on, by the names the system gives it."""
    model = platform.processor() or platform.machine()
    cpus, memory = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    if cpus.exists():
        names = [line for line in cpus.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    kilobytes = int(memory.read_text().split()[1]) if memory.exists() else 0
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True,
                            check=False).stdout.strip()
    return {
        "processor": model, "cores": os.cpu_count(), "memory_gb": round(kilobytes / 2**20, 1),
        "system": f"{platform.system()} {platform.release()}", "python": platform.python_version(),
        "duckdb": version("duckdb"), "fourscore": version("fourscore"), "commit": commit,
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    }


def keep(row: str, found: dict[str, Any], results: Path = RESULTS) -> None:
    """What was measured of the pages, beside the other rows of `pages`."""
    place = results / "pages.json"
    told: dict[str, Any] = json.loads(place.read_text()) if place.exists() else {"rows": {}}
    told["rows"][row] = {**found, "machine": machine()}
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(told, indent=1) + "\n")


def child(*words: str) -> dict[str, Any]:
    """One way of one row, in its own process."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.history", *words], cwd=HERE.parent, capture_output=True,
                          text=True, check=False, env={**os.environ, "PYTHONPATH": _path()})
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _path() -> str:
    return os.pathsep.join([str(HERE.parent / "src"), str(HERE.parent), os.environ.get("PYTHONPATH", "")])


def load(events: int) -> dict[str, Any]:
    """A generated queue_log loaded, and its totals by bare SQL and by pandas; the best of three turns of each."""
    sys.path.insert(0, str(HERE))
    log_of, race = importlib.import_module("load_queue_log"), importlib.import_module("beside_pandas")
    with tempfile.TemporaryDirectory() as room:
        log = Path(room, "queue_log")
        log_of.write_log(log, events, 7)
        found: dict[str, Any] = {"events": events}
        prints = {}
        for _ in range(3):
            for way, imports in log_of.IMPORTS.items():
                seconds, prints[way] = race.in_a_child("load_queue_log", way, imports, log)
                found[way] = {"cpu_s": min(seconds, found.get(way, {}).get("cpu_s", seconds))}
        found["same"] = all(one == prints["fourscore"] for one in prints.values())
    return found


def people() -> dict[str, Any]:
    """Cards of a thousand agents with intervals and steadied figures, from a cube of a month of its own."""
    done = subprocess.run([sys.executable, str(HERE / "people_scored.py"), "--json"], cwd=HERE.parent,
                          capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": _path()})
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(row: str, size: int, folder: Path) -> dict[str, Any]:
    if row == "load":
        return load(min(size, 1_000_000))
    if row == "people":
        return people()
    if row == "late":
        with tempfile.TemporaryDirectory(dir=folder.parent) as room:
            return child("late", "ours", room)
    ways, times = ASKED[row]
    found: dict[str, Any] = {way: child(row, way, str(folder), "--times", str(times)) for way in ways}
    prints = {one["print"] for one in found.values() if "print" in one}
    found["same"] = len(prints) <= 1
    return found


def main() -> int:
    ask = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--size", choices=SIZES, default="1e6")
    ask.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "fourscore-benchmarks")
    ask.add_argument("--only", nargs="+", choices=ROWS, help="the others keep what was measured before")
    ask.add_argument("--results", type=Path, default=RESULTS)
    asked = ask.parse_args()
    folder, size = asked.folder / asked.size, SIZES[asked.size]
    folder.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "benchmarks.history.make", str(folder), "--visits", str(size)],
                   cwd=HERE.parent, check=True, env={**os.environ, "PYTHONPATH": _path()})
    place = asked.results / f"{asked.size}.json"
    told: dict[str, Any] = json.loads(place.read_text()) if place.exists() else {"rows": {}}
    # Loading, people's figures and late rows are measured on a million, whatever else is asked.
    rows = asked.only or [row for row in ROWS if row in ASKED or asked.size == "1e6"]
    apart = 0
    for row in rows:
        found = measured(row, size, folder)
        apart += found.get("same", found.get("equal")) is False
        told["rows"][row] = {**found, "machine": machine()}
        told["visits"] = size
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(told, indent=1) + "\n")
        print(row, json.dumps({way: one.get("cpu_s") if isinstance(one, dict) else one for way, one in found.items()}),
              flush=True)
    return 1 if apart else 0


if __name__ == "__main__":
    sys.exit(main())
