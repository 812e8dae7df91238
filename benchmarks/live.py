"""This file is about living with what comes in: events pushed into a running serve while somebody reads, then kill -9.

A centre is made in a folder of its own and served by a process of its own. First a reader goes round the scorecard, the
map and one measure alone; then the same while another process pushes events at the rate asked for and five screens show
the wall and the floor; then the serve is
killed with kill -9 in the middle of it, begun anew, and every event that was answered for is looked for, once and once
only. Times are the wall's, of a client on this computer; on a computer that has other work the ratio of the reader's
medians, both of this run, is what to quote.

Run it as  python -m benchmarks.live ; the result goes to results/live.json, and  python -m benchmarks.page  prints it.
"""

from __future__ import annotations

import argparse
import http.client
import importlib
import json
import multiprocessing
import os
import re
import selectors
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

BATCH, PUSHERS, SCREENS = 500, 4, 5
CENTRE = """\
name: Live
zone: UTC
currency: EUR
sources:
  - name: live
    kind: push
    covers: event
    facts:
      contact: {started: at, channel: {value: voice}, customer: caller, topic: topic}
      visit: {queue: queue, outcome: {column: result, words: {answered: answered, lost: abandoned}}, wait: wait,
              talk: talk, agent: agent}
"""
HERE = Path(__file__).parent
RESULTS = HERE / "results"
PERIOD = "period=2026-06-01..2026-06-08"
READ = (f"/scorecard?{PERIOD}", f"/map?{PERIOD}", f"/measure/service_level?{PERIOD}")
MADE = ("--kind", "support", "--name", "Live", "--zone", "UTC", "--currency", "EUR")


def event(number: int, day: datetime) -> dict[str, object]:
    lost = number % 12 == 0
    return {"id": f"e{number}", "at": (day + timedelta(seconds=number % 80_000)).isoformat(),
            "caller": f"+49{number % 300_000:08d}", "queue": f"queue {number % 8}", "topic": f"topic {number % 5}",
            "result": "lost" if lost else "answered", "wait": number % 47, "talk": 0 if lost else 30 + number % 500,
            "agent": "" if lost else f"A{number % 120:03d}"}


class Served:
    """A serve of its own process, on any free port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, "-m", "fourscore", "serve", str(folder), "--port", "0"],
                                        stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        line = self.process.stdout.readline()
        found = re.search(r":(\d+)/", line)
        assert found, line
        self.port = int(found[1])

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


def fourscore(*words: str) -> str:
    command = [sys.executable, "-m", "fourscore", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Pusher(threading.Thread):
    """Pushes every PUSHERS-th batch at its time, and notes which were answered for."""

    def __init__(self, port: int, token: str, place: int, rate: float, day: datetime, first: int, until: float) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.place, self.rate, self.day = port, token, place, rate, day
        self.first, self.until = first, until
        self.acknowledged: list[int] = []  # numbers of batches
        self.took: list[float] = []

    def run(self) -> None:
        begun, number = time.perf_counter(), self.place
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            while True:
                due = begun + number * BATCH / self.rate
                if due > self.until:
                    return
                start = self.first + number * BATCH
                body = json.dumps([event(one, self.day) for one in range(start, start + BATCH)])
                time.sleep(max(0.0, due - time.perf_counter()))
                sent = time.perf_counter()
                connection.request("POST", "/push/live", body, {"authorization": f"Bearer {self.token}"})
                answer = connection.getresponse()
                said = json.loads(answer.read())
                if answer.status != 200 or said["taken"] != BATCH:
                    raise SystemExit(f"a push was answered {answer.status}: {said}")
                self.took.append(time.perf_counter() - sent)
                self.acknowledged.append(number)
                number += PUSHERS
        except (OSError, http.client.HTTPException):
            return  # killed


class Pushed(NamedTuple):
    """batches: the numbers of those that were answered for. took: seconds until each was. lasted: seconds in all."""

    batches: list[int]
    took: list[float]
    lasted: float


class Pushing:
    """Pushes from a process of its own, so that neither the reader nor the serve shares its time with it."""

    def __init__(self, served: Served, token: str, rate: float, seconds: float, day: datetime, first: int) -> None:
        apart = multiprocessing.get_context("spawn")
        self.said, other = apart.Pipe(duplex=False)
        self.process = apart.Process(target=push, args=(served.port, token, rate, seconds, day, first, other))
        self.process.start()

    def done(self) -> Pushed:
        told: Pushed = self.said.recv()
        self.process.join()
        return told


def push(port: int, token: str, rate: float, seconds: float, day: datetime, first: int, said: Any) -> None:
    """What the process of `Pushing` does."""
    begun = time.perf_counter()
    pushers = [Pusher(port, token, place, rate, day, first, begun + seconds) for place in range(PUSHERS)]
    for pusher in pushers:
        pusher.start()
    for pusher in pushers:
        pusher.join()
    said.send(Pushed(sorted(number for pusher in pushers for number in pusher.acknowledged),
                     sorted(one for pusher in pushers for one in pusher.took), time.perf_counter() - begun))


class Watching(threading.Thread):
    """Screens that show the wall and the floor meanwhile, each on a stream of its own; what comes is counted."""

    def __init__(self, served: Served, screens: int) -> None:
        super().__init__(daemon=True)
        self.messages, self.over = 0, threading.Event()
        self.streams = [served.connect() for _ in range(screens)]

    def run(self) -> None:
        answers = []
        for stream in self.streams:
            stream.request("GET", "/live/stream?show=wall&show=floor")
            answers.append(stream.getresponse())
        selector = selectors.DefaultSelector()
        for stream in self.streams:
            stream.sock.setblocking(False)
            selector.register(stream.sock, selectors.EVENT_READ, stream.sock)
        while not self.over.is_set():
            for key, _ in selector.select(0.2):
                self.messages += key.data.recv(1 << 20).count(b"event: wall")
        for stream in self.streams:
            stream.close()


class Reading(NamedTuple):
    median_ms: float
    p95_ms: float
    most_ms: float
    reads: int


def read(served: Served, seconds: float, rounds: int = 1) -> Reading:
    """Go round the pages, so often at the least; between two of them nothing is asked for 50 ms."""
    connection, took, until = served.connect(), [], time.perf_counter() + seconds
    while time.perf_counter() < until or len(took) < rounds * len(READ):
        path = READ[len(took) % len(READ)]
        start = time.perf_counter()
        connection.request("GET", path, headers={"accept-encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} was answered {answer.status}")
        took.append((time.perf_counter() - start) * 1000)
        time.sleep(0.05)
    took.sort()
    return Reading(statistics.median(took), took[int(len(took) * 0.95)], took[-1], len(took))


def counted(folder: Path, day: datetime) -> int:
    said = fourscore("ask", str(folder), "contacts_offered", "--during", f"{day:%Y-%m-%d}", "--format", "json")
    rows = json.loads(said)
    rows = rows if isinstance(rows, list) else rows["rows"]
    return int(rows[0]["value"] or 0) if rows else 0


def waited_for(folder: Path, day: datetime, wanted: int, most_s: float) -> float:
    """Seconds until that many are counted."""
    start = time.perf_counter()
    while time.perf_counter() - start < most_s:
        if counted(folder, day) >= wanted:
            return time.perf_counter() - start
        time.sleep(0.2)
    return float("inf")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=10_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    found = measured(options.rate, options.seconds)
    sys.path.insert(0, str(HERE.parent))
    found["machine"] = importlib.import_module("benchmarks.__main__").machine()
    options.results.mkdir(parents=True, exist_ok=True)
    (options.results / "live.json").write_text(json.dumps(found, indent=1) + "\n")
    return 1 if found["lost"] or found["doubled"] else 0


def measured(rate: float, seconds: float) -> dict[str, Any]:
    """What the row of the page is made of; said aloud on the way."""
    day = datetime(2026, 6, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "centre"
        fourscore("init", str(folder), *MADE)
        (folder / "centre.yaml").write_text(CENTRE, encoding="utf-8")
        token = fourscore("token", "add", str(folder), "benchmark").strip()
        served = Served(folder)
        few = Pushing(served, token, rate, 2.0, day, 0).done()
        waited_for(folder, day, len(few.batches) * BATCH, 120)
        time.sleep(3)
        read(served, 0, rounds=2)  # every page is made once
        alone = read(served, seconds / 2)
        screens = Watching(served, SCREENS)
        screens.start()
        pushing = Pushing(served, token, rate, seconds, day, 1_000_000)
        under = read(served, seconds)
        told = pushing.done()
        screens.over.set()
        sent, answered_ms = len(told.batches) * BATCH, 1000 * statistics.median(told.took)
        print(f"pushed     {sent:,} events in {told.lasted:.1f} s: {sent / told.lasted:,.0f} a second, each answered "
              f"once it was on the disk (median {answered_ms:.0f} ms for {BATCH})", flush=True)
        print(f"reader     alone {alone.median_ms:.1f} ms (95%: {alone.p95_ms:.1f}), meanwhile "
              f"{under.median_ms:.1f} ms (95%: {under.p95_ms:.1f}, all: {under.most_ms:.1f}); ratio "
              f"{under.median_ms / alone.median_ms:.2f}; {alone.reads} and {under.reads} pages", flush=True)
        changes = screens.messages / SCREENS / seconds
        print(f"screens    {SCREENS} showed wall and floor meanwhile: {changes:.1f} changes a second each", flush=True)
        return {"events_per_s": sent / told.lasted, "events": sent, "answered_ms": answered_ms,
                "median_ms": under.median_ms, "p95_ms": under.p95_ms, "most_ms": under.most_ms, "reads": under.reads,
                "alone_ms": alone.median_ms, "ratio": under.median_ms / alone.median_ms,
                **killed(served, folder, token, rate, min(8.0, seconds), day)}


def killed(
    served: Served, folder: Path, token: str, rate: float, seconds: float, day: datetime
) -> dict[str, Any]:
    """Push on into another day, kill the serve after those seconds, begin it anew, and count."""
    another, third = day + timedelta(days=1), day + timedelta(days=2)
    start = time.perf_counter()
    few = len(Pushing(served, token, rate, 0.01, another, 90_000_000).done().batches) * BATCH
    waited_for(folder, another, few, 300)
    visible = time.perf_counter() - start
    print(f"visible    {visible:.1f} s after the push, behind all that was pushed before it", flush=True)
    pushing = Pushing(served, token, rate, 600, third, 95_000_000)
    time.sleep(seconds)
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.communicate()
    batches = pushing.done().batches
    again = Served(folder)
    waited_for(folder, third, len(batches) * BATCH, 300)
    time.sleep(5)
    again.process.send_signal(signal.SIGINT)
    again.process.wait(60)
    keys = keys_of(folder, third)
    wanted = {f"e{95_000_000 + number * BATCH + place}" for number in batches for place in range(BATCH)}
    lost, doubled = len(wanted - keys.keys()), sum(count > 1 for count in keys.values())
    print(f"kill -9    {len(wanted):,} events were answered for; lost {lost:,}, doubled {doubled:,}, kept though "
          f"unanswered {len(keys.keys() - wanted):,}", flush=True)
    return {"visible_s": visible, "answered_for": len(wanted), "lost": lost, "doubled": doubled}


def keys_of(folder: Path, day: datetime) -> dict[str, int]:
    import duckdb

    with duckdb.connect(str(folder / "data" / "warehouse.duckdb"), read_only=True) as warehouse:
        return dict(warehouse.execute(
            "SELECT c.key, count(*) FROM visit v JOIN contact c USING (contact) WHERE v.replaced_in IS NULL AND "
            "c.replaced_in IS NULL AND v.day = ? GROUP BY 1", [day.date()]).fetchall())


if __name__ == "__main__":
    sys.exit(main())
