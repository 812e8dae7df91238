"""This file is about many screens at once: 500 live streams at 10 messages a second, and what they cost the server.

A serve's own pages run in a process of their own over a centre with one followed log, with a ticker that has something
else to say ten times a second; another process holds the streams open, reads all of them and counts. The server's
processor time is its own (user and system), so that it does not hang on what else the computer does.

Run it as  python -m benchmarks.streams ; it prints one line, and gives 1 where a stream lost its pace. With --keep the
result goes where the page of results finds it.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import multiprocessing
import re
import socket
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CENTRE = """\
name: Streams
zone: UTC
currency: EUR
sources:
  - {name: switch, kind: asterisk, files: queue_log, follow: true}
"""
ADDRESS = "/live/stream?show=wall"


def log(now: int) -> str:
    """A few calls of today, one of whom waits."""
    lines = []
    for number in range(200):
        at, key = now - 4000 + 20 * number, f"c{number}"
        lines += [f"{at}|{key}|Billing|NONE|ENTERQUEUE||555{number}|1",
                  f"{at + 9}|{key}|Billing|Ada|CONNECT|9|x{number}|2"]
        lines += [f"{at + 15}|{key}|Billing|Ada|COMPLETECALLER|9|6|1"] if number < 199 else []
    return "\n".join(lines) + f"\n{now - 5}|w|Billing|NONE|ENTERQUEUE||5559|1\n"


def serve(folder: str, rate: float, said: Any) -> None:
    """Serve the pages in this process, and tell what processor time they cost between two words of the other side."""
    import threading

    import uvicorn

    from fourscore.centre import Centre, Ticker, read_now
    from fourscore.web import create_app

    class Rushing(Ticker):
        """Has another number of people waiting each time."""

        def _run(self) -> None:
            read, number, due = read_now(self.centre, {"centre"}, floor=False), 0, time.monotonic()
            board = read.boards["centre"]
            while not self._stopping.is_set():
                number, due = number + 1, due + 1 / rate
                tiles = (board.tiles[0]._replace(value=float(number % 1000)), *board.tiles[1:])
                self._say(read._replace(boards={"centre": replace(board, tiles=tiles)}))
                time.sleep(max(0.0, due - time.monotonic()))

    with Centre.open(Path(folder), now=lambda: datetime.now(UTC)) as centre:
        centre.load()
        app = create_app(centre)
        hub = app.state.live.hub
        hub.ticker = Rushing(centre, lambda: ({"centre"}, False), hub.say)
        listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        said.send(listening.getsockname()[1])
        while said.recv() == "cpu":
            said.send(time.process_time())
        hub.close()
        hub.stop()


class Stream(asyncio.Protocol):
    """One stream that is read: how many messages came, and how long each was on its way."""

    def __init__(self) -> None:
        self.count, self.late_ms, self.rest = 0, list[float](), b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(f"GET {ADDRESS} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        found = data.count(b"event: wall")
        self.count += found
        if found and self.count % 50 == 0 and (at := re.search(rb'"now":(\d+)', data)):
            self.late_ms.append(time.time() * 1000 - int(at[1]))


async def listen(port: int, streams: int, seconds: float, said: Any) -> dict[str, float]:
    """Hold that many streams open, and count what comes in so many seconds once all of them are there."""
    loop = asyncio.get_running_loop()
    there: list[Stream] = []
    for _ in range(streams):
        _, one = await loop.create_connection(Stream, "127.0.0.1", port)
        there.append(one)
    while any(one.count < 3 for one in there):
        await asyncio.sleep(0.2)
    said.send("cpu")
    cpu, start, before = said.recv(), time.perf_counter(), [one.count for one in there]
    await asyncio.sleep(seconds)
    said.send("cpu")
    used, lasted = said.recv() - cpu, time.perf_counter() - start
    came = [(one.count - was) / lasted for one, was in zip(there, before, strict=True)]
    late = sorted(ms for one in there for ms in one.late_ms)
    return {"streams": streams, "cpu_share": used / lasted, "per_s": statistics.median(came), "least_per_s": min(came),
            "late_ms": statistics.median(late), "late_p95_ms": late[int(len(late) * 0.95)]}


def measured(streams: int, rate: float, seconds: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "centre"
        from fourscore.centre import init

        now = datetime.now(UTC)
        init(folder, kind="support", name="Streams", zone="UTC", currency="EUR", until=now.date())
        (folder / "centre.yaml").write_text(CENTRE, encoding="utf-8")
        (folder / "queue_log").write_text(log(int(now.timestamp())), encoding="utf-8")
        apart = multiprocessing.get_context("spawn")
        said, other = apart.Pipe()
        process = apart.Process(target=serve, args=(str(folder), rate, other))
        process.start()
        found = asyncio.run(listen(said.recv(), streams, seconds, said))
        said.send("end")
        process.join(10)
        process.kill()
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=500)
    parser.add_argument("--rate", type=float, default=10)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--json", action="store_true", help="as one JSON object")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    found = measured(options.streams, options.rate, options.seconds)
    if options.keep:
        importlib.import_module("benchmarks.__main__").keep("streams", found)
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        print(f"streams    {options.streams} at {found['per_s']:.1f} messages a second each (least "
              f"{found['least_per_s']:.1f}): {100 * found['cpu_share']:.1f}% of a core on the server; a message is "
              f"{found['late_ms']:.0f} ms on its way (95%: {found['late_p95_ms']:.0f})")
    return int(found["least_per_s"] < 0.9 * options.rate)


if __name__ == "__main__":
    sys.exit(main())
