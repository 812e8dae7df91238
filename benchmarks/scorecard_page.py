"""This file is about the scorecard page: server time for all of it against bare SQL for the same cells, in one run.

A sample centre of about a million queue stays is generated and loaded once (kept in --folder). Then the page is asked
for through the application itself, in turn with hand-written SQL over the facts that counts the same measures for the
period, the period before and 26 weeks. CPU seconds of this process; the median of the runs is what to quote.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.centre import Centre, init
from fourscore.web import create_app

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

UNTIL = date(2026, 11, 16)

# One pass per fact table, by week: the parts of every measure on the blended card, from facts, as one would by hand.
BY_HAND = {
    "visit": "sum(in_time), sum(answered), sum(abandoned), sum(flowed_out), sum(short_abandon), "
             "sum(CASE WHEN answered = 1 THEN handle_s ELSE 0 END)",
    "contact": "sum(outbound), sum(completed), sum(handled), "
               "sum(CASE WHEN outbound = 1 AND sold = 1 THEN 1 ELSE 0 END), "
               "sum(CASE WHEN handled = 1 AND customer IS NOT NULL AND (previous_topic_s IS NULL OR "
               "previous_topic_s >= 604800) THEN 1 ELSE 0 END), "
               "sum(CASE WHEN handled = 1 AND customer IS NOT NULL AND (previous_topic_s IS NULL OR "
               "previous_topic_s >= 604800) AND (next_topic_s IS NULL OR next_topic_s >= 604800) THEN 1 ELSE 0 END)",
    "sale": "sum(revenue), sum(CASE WHEN contact IS NOT NULL THEN revenue ELSE 0 END)",
    "cost": "sum(cost)",
    "survey": "sum(top_box), count(*)",
    "evaluation": "sum(points), sum(applicable)",
    "coaching": "sum(minutes), sum(CASE WHEN method = 'role_playing' THEN minutes ELSE 0 END), "
                "sum(CASE WHEN method = 'sharing_practices_with_agents' THEN minutes ELSE 0 END)",
    "agent_time": "sum(handling_s), sum(idle_s), sum(adhering_s), sum(scheduled_s)",
    "agent_day": "count(*)",
}


def by_hand(centre: Centre, first: date) -> None:
    """The same cells: the week, the week before, and 26 weeks, each from facts."""
    cursor = centre.warehouse.cursor()
    for since, until in ((first, first + timedelta(7)), (first - timedelta(7), first),
                         (first - timedelta(25 * 7), first + timedelta(7))):
        for table, parts in BY_HAND.items():
            standing = "" if table.startswith("agent_") else "AND replaced_in IS NULL"
            cursor.execute(f"SELECT date_trunc('week', day), {parts} FROM {table} "
                           f"WHERE day >= ? AND day < ? {standing} GROUP BY 1", [since, until]).fetchall()


def page(app: ASGIApp, path: str, loop: asyncio.Runner | None = None) -> int:
    """The page's bytes, asked for without a network. loop: that of a server that runs; else one is begun for it."""
    got: list[int] = []

    async def once() -> None:
        scope: Scope = {"type": "http", "method": "GET", "path": path.split("?")[0], "raw_path": path.encode(),
                 "query_string": path.partition("?")[2].encode(), "headers": [(b"host", b"127.0.0.1")],
                 "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "http_version": "1.1",
                 "asgi": {"version": "3.0"}}

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                assert message["status"] == 200, message
            got.append(len(message.get("body", b"")))

        await app(scope, receive, send)

    if loop is None:
        asyncio.run(once())
    else:
        loop.run(once())
    return sum(got)


def cpu(work: Callable[[], object]) -> tuple[float, float]:
    start, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - start, time.perf_counter() - wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made) / "centre"
        if not (folder / "centre.yaml").exists():
            init(folder, kind="blended", name="Benchmark", zone="Europe/London", currency="GBP", with_sample=True,
                 until=UNTIL, visits=options.visits)
        with Centre.open(folder, now=lambda: datetime.now(UTC)) as centre:
            centre.load()
            visits = centre.warehouse.cursor().execute("SELECT count(*) FROM visit").fetchall()[0][0]
            app, first = create_app(centre), UNTIL - timedelta(14)
            path = f"/scorecard?period={first}..{first + timedelta(7)}"
            size = page(app, path)  # warm
            by_hand(centre, first)
            pages, hands = [], []
            for _ in range(options.runs):
                pages.append(cpu(lambda: page(app, path)))
                hands.append(cpu(lambda: by_hand(centre, first)))
    ours, theirs = (statistics.median(c for c, _ in runs) for runs in (pages, hands))
    walls = [statistics.median(w for _, w in runs) for runs in (pages, hands)]
    print(f"{visits:,} visits; page of {size:,} bytes; medians of {options.runs} runs in turn")
    print(f"page      {ours:.3f} CPU s  {walls[0]:.3f} s")
    print(f"bare SQL  {theirs:.3f} CPU s  {walls[1]:.3f} s")
    print(f"ratio     {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
