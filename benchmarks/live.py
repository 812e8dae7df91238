"""This file is about living with what comes in: events pushed into a running serve while somebody reads, then kill -9.

A centre is made in a folder of its own and served by a process of its own. First a reader asks for the scorecard's
numbers alone; then the same while events are pushed at the rate asked for; then the serve is killed with kill -9 in the
middle of it, begun anew, and every event that was answered for is looked for, once and once only. Times are the wall's,
of a client on this computer; the ratio of the reader's medians, both of this run, is what to quote.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

BATCH, PUSHERS = 500, 4
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
ASK = "/scorecard?period={day}..{next}"
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

    def __init__(self, served: Served, token: str, place: int, rate: float, day: datetime, first: int) -> None:
        super().__init__(daemon=True)
        self.served, self.token, self.place, self.rate, self.day = served, token, place, rate, day
        self.first = first
        self.acknowledged: list[int] = []  # numbers of batches
        self.took: list[float] = []
        self.until = 0.0

    def run(self) -> None:
        begun, number = time.perf_counter(), self.place
        try:
            connection = self.served.connect()
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
        except OSError:
            return  # killed


class Reading(NamedTuple):
    median_ms: float
    p95_ms: float
    reads: int


def read(served: Served, path: str, seconds: float) -> Reading:
    connection, took, until = served.connect(), [], time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} was answered {answer.status}")
        took.append((time.perf_counter() - start) * 1000)
        time.sleep(0.05)
    took.sort()
    return Reading(statistics.median(took), took[int(len(took) * 0.95)], len(took))


def counted(folder: Path, day: datetime) -> int:
    said = fourscore("ask", str(folder), "contacts_offered", "--during", f"{day:%Y-%m-%d}", "--format", "json")
    rows = json.loads(said)
    rows = rows if isinstance(rows, list) else rows["rows"]
    return int(rows[0]["value"] or 0) if rows else 0


def pushed(served: Served, token: str, options: argparse.Namespace, day: datetime, first: int) -> list[Pusher]:
    pushers = [Pusher(served, token, place, options.rate, day, first) for place in range(PUSHERS)]
    for pusher in pushers:
        pusher.until = time.perf_counter() + options.seconds
        pusher.start()
    return pushers


def waited_for(folder: Path, day: datetime, wanted: int, most_s: float) -> float:
    """Seconds until that many are counted."""
    start = time.perf_counter()
    while time.perf_counter() - start < most_s:
        if counted(folder, day) >= wanted:
            return time.perf_counter() - start
        time.sleep(0.2)
    return float("inf")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=10_000)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    day = datetime(2026, 6, 1, tzinfo=UTC)
    path = ASK.format(day="2026-06-01", next="2026-06-08")
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "centre"
        fourscore("init", str(folder), *MADE)
        (folder / "centre.yaml").write_text(CENTRE, encoding="utf-8")
        token = fourscore("token", "add", str(folder), "benchmark").strip()
        served = Served(folder)
        few = argparse.Namespace(rate=options.rate, seconds=2.0)
        for pusher in pushed(served, token, few, day, 0):
            pusher.join()
        first = 1_000_000
        waited_for(folder, day, int(2 * options.rate) // BATCH * BATCH, 60)
        time.sleep(3)
        alone = read(served, path, options.seconds / 2)
        pushers = pushed(served, token, options, day, first)
        begun = time.perf_counter()
        under = read(served, path, options.seconds)
        for pusher in pushers:
            pusher.join()
        lasted = time.perf_counter() - begun
        sent = sum(len(pusher.acknowledged) for pusher in pushers) * BATCH
        took = sorted(one for pusher in pushers for one in pusher.took)
        print(f"pushed     {sent:,} events in {lasted:.1f} s: {sent / lasted:,.0f} a second, each answered once it was "
              f"on the disk (median {1000 * statistics.median(took):.0f} ms for {BATCH})")
        print(f"reader     alone {alone.median_ms:.1f} ms (95%: {alone.p95_ms:.1f}), meanwhile "
              f"{under.median_ms:.1f} ms (95%: {under.p95_ms:.1f}); ratio {under.median_ms / alone.median_ms:.2f}; "
              f"{alone.reads} and {under.reads} pages")
        killed(served, folder, token, options, day)


def killed(served: Served, folder: Path, token: str, options: argparse.Namespace, day: datetime) -> None:
    """Push on into another day, kill the serve, begin it anew, and count."""
    another = day + timedelta(days=1)
    start = time.perf_counter()
    one = pushed(served, token, argparse.Namespace(rate=options.rate, seconds=0.01), another, 90_000_000)
    for pusher in one:
        pusher.join()
    few = sum(len(pusher.acknowledged) for pusher in one) * BATCH
    waited_for(folder, another, few, 120)
    print(f"visible    {time.perf_counter() - start:.1f} s after the push, behind all that was pushed before it")
    third = day + timedelta(days=2)
    pushers = pushed(served, token, argparse.Namespace(rate=options.rate, seconds=60), third, 95_000_000)
    time.sleep(min(8.0, options.seconds))
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.communicate()
    for pusher in pushers:
        pusher.join()
    batches = sorted(number for pusher in pushers for number in pusher.acknowledged)
    again = Served(folder)
    waited_for(folder, third, len(batches) * BATCH, 120)
    time.sleep(5)
    again.process.send_signal(signal.SIGINT)
    again.process.wait(60)
    keys = keys_of(folder, third)
    wanted = {f"e{95_000_000 + number * BATCH + place}" for number in batches for place in range(BATCH)}
    print(f"kill -9    {len(wanted):,} events were answered for; lost {len(wanted - keys.keys()):,}, doubled "
          f"{sum(count > 1 for count in keys.values()):,}, kept though unanswered {len(keys.keys() - wanted):,}")


def keys_of(folder: Path, day: datetime) -> dict[str, int]:
    import duckdb

    with duckdb.connect(str(folder / "data" / "warehouse.duckdb"), read_only=True) as warehouse:
        return dict(warehouse.execute(
            "SELECT c.key, count(*) FROM visit v JOIN contact c USING (contact) WHERE v.replaced_in IS NULL AND "
            "c.replaced_in IS NULL AND v.day = ? GROUP BY 1", [day.date()]).fetchall())


if __name__ == "__main__":
    main()
