"""This file is about pages as Lighthouse sees them: how fast, how open to everybody and how well built, out of 100.

A sample centre is generated, loaded and served; Lighthouse (in frontend/node_modules, which an editable install brings)
looks at each page as a computer on a desk asks for it and as a slow telephone does, and a table is printed: the best
speed of several looks, since other work on the machine slows a page and nothing makes it faster than it is, and the
worst of the rest. With --keep the result goes where the page of results finds it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import playwright
import uvicorn

from fourscore.centre import Centre, init
from fourscore.web import create_app

FRONTEND = Path(__file__).parents[1] / "frontend"
# Playwright brings a Node of its own, new enough for Lighthouse.
NODE = Path(playwright.__file__).parent / "driver" / ("node.exe" if os.name == "nt" else "node")
CATEGORIES = ("performance", "accessibility", "best-practices")
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The Chromium that is here."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@contextmanager
def served(visits: int) -> Iterator[tuple[str, str]]:
    """Where a sample centre is served, and an agent of it."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "centre"
        init(folder, kind="support", name="Northgate", zone="Europe/Berlin", currency="EUR", with_sample=True,
             until=date(2026, 11, 16), visits=visits)
        with Centre.open(folder, now=lambda: datetime(2026, 11, 16, 9, tzinfo=UTC)) as centre:
            centre.load()
            with closing(socket.create_server(("127.0.0.1", 0))) as listening:
                server = uvicorn.Server(uvicorn.Config(create_app(centre), log_level="error", lifespan="off"))
                thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
                thread.start()
                yield f"http://127.0.0.1:{listening.getsockname()[1]}", min(centre.names("agent"))
                server.should_exit = True
                thread.join(10)


def pages(address: str, agent: str) -> dict[str, str]:
    """The pages that are looked at, by what they are of."""
    return {"scorecard": f"{address}/scorecard", "map": f"{address}/map", "agent": f"{address}/agent/{quote(agent)}",
            "explore": f"{address}/explore"}


def seen(
    form: str, addresses: dict[str, str], program: str, categories: tuple[str, ...] = CATEGORIES,
) -> dict[str, Any]:
    """By page what Lighthouse found on that form of device."""
    ran = subprocess.run([NODE, "lighthouse.mjs", ",".join(categories), form, *addresses.values()], cwd=FRONTEND,
                         env={**os.environ, "CHROME_PATH": program}, capture_output=True, text=True, timeout=300)
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    told = json.loads(ran.stdout)
    return {page: told[address] for page, address in addresses.items()}


def best(form: str, addresses: dict[str, str], program: str, looks: int) -> Iterator[tuple[str, list[int], set[str]]]:
    """By page its points, and what cost any in the last look."""
    points: dict[str, list[list[int]]] = {page: [] for page in addresses}
    faults: dict[str, set[str]] = {}
    for _ in range(looks):
        for page, found in seen(form, addresses, program).items():
            if "NO_NAVSTART" not in str(found["faults"]):  # the browser was not ready: nothing was looked at
                points[page].append([int(found["points"][name]) for name in CATEGORIES])
                faults[page] = set(found["faults"])
    for page, told in points.items():
        fast, *rest = zip(*told, strict=True)
        yield page, [max(fast), *(min(one) for one in rest)], faults[page]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=6_000)
    parser.add_argument("--looks", type=int, default=3)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    program = chromium()
    if program is None or not (FRONTEND / "node_modules" / "lighthouse").is_dir():
        print("There is no Chromium here." if program is None else "There is no lighthouse in frontend/node_modules.")
        return 2
    points: dict[str, dict[str, list[int]]] = {}
    print(f"{'':24}{'   '.join(CATEGORIES)}")
    with served(options.visits) as (address, agent):
        addresses = pages(address, agent)
        for form in ("desktop", "mobile"):
            for page, told, faults in best(form, addresses, program, options.looks):
                points.setdefault(form, {})[page] = told
                print(f"{form:10}{page:14}" + "   ".join(f"{one:{len(name)}}" for one, name in zip(
                    told, CATEGORIES, strict=True)), *sorted(faults), sep="  ", flush=True)
    if options.keep:
        importlib.import_module("benchmarks.__main__").keep("lighthouse", {"points": points})
    return 0 if all(fast >= 98 and rest == [100, 100] for fast, *rest in points["desktop"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
