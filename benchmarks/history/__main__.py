"""This file is about one measure in a process of its own: what it took, at most how much memory, and what it found.

Run it as  python -m benchmarks.history MEASURE WAY FOLDER [--times N]  (the measures: see MEASURES). It prints one line
of JSON: CPU seconds and wall seconds (the median of the runs), peak memory in MB, and a print of all values found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.history.cards import Cards
from benchmarks.history.late import measure
from benchmarks.history.questions import QUESTIONS, Asked
from benchmarks.history.resolution import Resolution

MEASURES = (*QUESTIONS, "cards", "resolution", "late")


def printed(values: Iterable[Any]) -> str:
    """A short print of all values, in whichever order they came."""
    total = 0
    for value in values:
        total += int.from_bytes(hashlib.blake2b(repr(value).encode(), digest_size=16).digest(), "big")
    return f"{total % 2**128:032x}"


def timed(work: Callable[[], Any], times: int) -> tuple[Any, dict[str, Any]]:
    """What the work gave, and its CPU and wall seconds: the medians of so many runs, one after the other."""
    found, runs = None, []
    for _ in range(times):
        found = None  # letting go of what the run before gave is no part of this one
        cpu, wall = time.process_time(), time.perf_counter()
        found = work()
        runs.append((time.process_time() - cpu, time.perf_counter() - wall))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found, {"cpu_s": statistics.median(run[0] for run in runs), "wall_s": statistics.median(r[1] for r in runs),
                   "peak_mb": round(peak), "runs": times}


def question(name: str, way: str, folder: Path, times: int) -> dict[str, Any]:
    asked = Asked(folder, name)
    found, told = timed(getattr(asked, way), times)
    start = time.process_time()
    values = list(asked.values(found))
    read = {"read_s": time.process_time() - start} if way == "ours" else {}
    asked.close()
    return {**told, **read, "values": len(values), "print": printed(values)}


def run(name: str, way: str, folder: Path, times: int) -> dict[str, Any]:
    if name in QUESTIONS:
        return question(name, way, folder, times)
    if name == "late":
        return measure(folder)._asdict()
    if name == "cards":
        cards = Cards(folder)
        found, told = timed(getattr(cards, way), times)
        cards.close()
        return {**told, "values": len(found) if way == "ours" else found}
    resolution = Resolution(folder)
    found, told = timed(getattr(resolution, way), times)
    resolution.close()
    return {**told, "values": found[1], "print": printed([found]), "value": found[0] / found[1]}


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("measure", choices=MEASURES)
    ask.add_argument("way")
    ask.add_argument("folder", type=Path)
    ask.add_argument("--times", type=int, default=1)
    asked = ask.parse_args()
    print(json.dumps(run(asked.measure, asked.way, asked.folder, asked.times)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
