"""This file is about a serve that is killed while events are pushed: what was answered for is there, once."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from fourscore.centre import init
from fourscore.warehouse import Warehouse

CENTRE = """\
name: Live
zone: UTC
currency: EUR
sources:
  - {name: sales, kind: push, follow: 1s, facts: {sale: {sold: at, amount: net}}}
"""


def fourscore(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "fourscore", *words], capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL)


class Served:
    """A serve of its own process, on any free port."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "fourscore", "serve", str(folder), "--port", "0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self.process.stdout
        line = self.process.stdout.readline()
        found = re.search(r":(\d+)/", line)
        assert found, line
        self.port = int(found[1])

    def push(self, token: str, events: list[dict[str, object]]) -> int:
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            there.request("POST", "/push/sales", json.dumps(events), {"authorization": f"Bearer {token}"})
            return there.getresponse().status
        finally:
            there.close()


def sale(number: int, net: int = 1) -> dict[str, object]:
    return {"id": f"s{number}", "at": f"2026-03-02T{number % 24:02d}:00:00Z", "net": net}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")
def test_what_was_answered_for_outlives_kill_9_and_counts_once(tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    init(folder, kind="sales", name="Live", zone="UTC", currency="EUR", until=date(2026, 3, 1))
    (folder / "centre.yaml").write_text(CENTRE)
    made = fourscore("token", "add", str(folder), "till", "--format", "json")
    token = json.loads(made.stdout)["token"]
    served, acknowledged = Served(folder), []

    def pushing() -> None:
        number = 0
        while True:
            try:
                if served.push(token, [sale(number + place) for place in range(20)]) == 200:
                    acknowledged.extend(range(number, number + 20))
            except OSError:
                return
            number += 20

    pusher = threading.Thread(target=pushing, daemon=True)
    pusher.start()
    time.sleep(4)  # long enough for a load or two in between
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.communicate()
    pusher.join(30)
    assert len(acknowledged) > 100
    again = Served(folder)
    # Its sender did not hear of the last ones, and sends some again; one is corrected.
    assert again.push(token, [sale(number) for number in acknowledged[-40:]]) == 200
    assert again.push(token, [sale(acknowledged[0], 7)]) == 200
    assert fourscore("token", "revoke", str(folder), "till").returncode == 0
    assert again.push(token, [sale(1)]) == 401
    loaded = fourscore("load", str(folder))
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    again.process.send_signal(signal.SIGINT)
    said, _ = again.process.communicate(timeout=60)
    assert (again.process.returncode in (0, 130), "Traceback" in said, token in said) == (True, False, False)
    warehouse = Warehouse.open(folder / "data")
    rows = warehouse.cursor().execute(
        "SELECT key, revenue::INTEGER FROM sale WHERE replaced_in IS NULL").fetchall()
    warehouse.close()
    assert len(rows) == len(dict(rows))
    assert {f"s{number}" for number in acknowledged} <= set(dict(rows))
    assert sum(revenue for _, revenue in rows) == len(rows) + 6
