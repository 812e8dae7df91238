"""This file is about a race: Fourscore and a plain pandas script make the same totals from one file, in turn."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SAID = ("offered", "answered", "abandoned", "in time", "seconds of wait", "seconds of talk")
# A child says how much processor time it took, all its threads together, imports left out, and what it found.
CHILD = """
import importlib, json, sys, time
sys.path.insert(0, {here!r})
from pathlib import Path
ways = importlib.import_module({module!r}).WAYS
{imports}
start = time.process_time()
found = ways[{way!r}](Path({file!r}), Path({room!r}))
print(json.dumps([time.process_time() - start, found]))
"""
Totals = dict[str, list[float]]


def in_a_child(module: str, way: str, imports: str, file: Path) -> tuple[float, Totals]:
    with tempfile.TemporaryDirectory() as room:
        code = CHILD.format(here=str(Path(__file__).parent), module=module, way=way, file=str(file), room=room,
                            imports=imports)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds, found = json.loads(done.stdout.splitlines()[-1])  # a long query may draw a bar of its progress before
    return seconds, found


def race(module: str, imports: dict[str, str], file: Path, count: int, things: str, rounds: int) -> int:
    """Run each way of `module.WAYS` in turn; print things per CPU second and their ratio. 1 where the totals differ."""
    print(f"{count:,} {things}, {file.stat().st_size / 1e6:.0f} MB")
    best: dict[str, float] = {}
    found: dict[str, Totals] = {}
    for turn in range(rounds):
        for way, needs in imports.items():
            seconds, found[way] = in_a_child(module, way, needs, file)
            best[way] = min(seconds, best.get(way, seconds))
            print(f"  round {turn + 1}  {way:<10} {seconds:6.2f} CPU s")
    for way, seconds in best.items():
        print(f"{way:<10} {count / seconds:>10,.0f} {things} per CPU second")
    print(f"ratio      {best['pandas'] / best['fourscore']:>10.2f}")
    if found["fourscore"] != found["pandas"]:
        apart = {key for key in {*found["fourscore"], *found["pandas"]}
                 if found["fourscore"].get(key) != found["pandas"].get(key)}
        print(f"the totals differ in {len(apart)} cells, among them {sorted(apart)[:3]}")
        return 1
    totals = [sum(column) for column in zip(*found["pandas"].values(), strict=True)]
    print("same totals:", ", ".join(f"{name} {total:,.0f}" for name, total in zip(SAID, totals, strict=True)))
    return 0
