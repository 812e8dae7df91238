"""This file is about a help desk that answers as it was recorded: its records, its API on this computer, and a load."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from fourscore.warehouse import LoadReport, Warehouse
from fourscore.warehouse.sources.tickets import Tickets
from fourscore.warehouse.sources.tickets import stage as staging

USER, TOKEN = "ada@example.org", "t0ken-of-ada"
NOW = datetime(2026, 5, 1, tzinfo=UTC)


NAMES = {"users": [{"id": 1, "name": "Ada", "role": "agent"}], "groups": [{"id": 11, "name": "First line"}]}
COLUMNS = ("key, channel, customer, topic, queue, agent, opened_at, first_reply_at, solved_at, closed_at, replies, "
           "reopened")


class Loaded:
    """A folder and a warehouse; every load remembers the tickets it staged, of each the last."""

    def __init__(self, folder: Path, hand: ModuleType) -> None:
        self.folder, self.hand, self.secret = folder, hand, {"DESK_TOKEN": TOKEN}.get
        self.warehouse = Warehouse.open(folder / "data")
        self.tickets: dict[str, tuple[Any, ...]] = {}
        self.slept: list[float] = []

    def configure(self, **options: Any):
        return Tickets.configure("desk", {"name": "desk", "kind": "tickets", "zone": "UTC", **options}, "centre.yaml:7",
                                 self.folder)

    def load(self, **options: Any) -> LoadReport:
        source, issues = self.configure(**options)
        assert issues == []
        source.sleep = self.slept.append
        return self.warehouse.load([source], self.hand.agreed(), now=NOW, progress=lambda *_: None,
                                   secret=self.secret)[0]

    def write(self, *records: Any, name: str = "desk.jsonl", more: bool = False) -> None:
        with (self.folder / name).open("a" if more else "w", encoding="utf-8", newline="\n") as file:
            file.writelines(json.dumps(one) + "\n" for one in records)

    def surveys(self) -> list[tuple[Any, ...]]:
        return self.warehouse.cursor().execute(
            "SELECT key, a.name, q.name, answered_at::VARCHAR, score::DOUBLE, scale::DOUBLE, top_box FROM survey s "
            "LEFT JOIN agent a USING (agent) LEFT JOIN queue q ON q.queue = s.queue WHERE replaced_in IS NULL "
            "ORDER BY key").fetchall()


@pytest.fixture
def loaded(tmp_path: Path, hand: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loaded]:
    made = Loaded(tmp_path, hand)
    stage = staging.stage

    def watched(cursor, *more):
        found = stage(cursor, *more)
        said = [key for (key,) in cursor.execute("SELECT key FROM reread").fetchall()]
        made.tickets = {key: row for key, row in made.tickets.items() if key not in said}
        made.tickets |= {row[0]: row[1:] for row in cursor.execute(
            f"SELECT COLUMNS(*)::VARCHAR FROM (SELECT {COLUMNS} FROM staged_ticket)").fetchall()}
        return found

    monkeypatch.setattr("fourscore.warehouse.sources.tickets.source.stage", watched)
    yield made
    made.warehouse.close()


class HelpDesk:
    """An API that plays: `pages` in order by path, and what it was asked. `trouble` answers first, once for each."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[dict[str, str]], dict[str, Any]]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.trouble: list[tuple[int, dict[str, str]]] = []
        desk = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                values = dict(parse_qsl(parts.query))
                desk.asked.append((parts.path, values))
                told = base64.b64encode(f"{USER}/token:{TOKEN}".encode()).decode()
                if self.headers["Authorization"] not in (f"Basic {told}", f"Bearer {TOKEN}"):
                    self.answer(401, {})
                elif desk.trouble:
                    status, headers = desk.trouble.pop(0)
                    self.answer(status, {"error": "no"}, headers)
                elif parts.path in desk.pages:
                    self.answer(200, desk.pages[parts.path](values))
                else:
                    self.answer(404, {"error": "RecordNotFound"})

            def answer(self, status: int, page: Any, headers: dict[str, str] | None = None) -> None:
                text = json.dumps(page).encode()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(text)), **(headers or {})}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def plays(self, tickets: list[list[dict[str, Any]]], events: Sequence[dict[str, Any]] = (),
              ratings: Sequence[dict[str, Any]] = ()) -> None:
        """Tickets page by page with all that goes with them; events and ratings from the time asked for on."""

        def page(values: dict[str, str]) -> dict[str, Any]:
            at = int(values.get("cursor", "c0")[1:])
            found = tickets[at] if at < len(tickets) else []
            there = {"tickets": [one for one in found if "status" in one],
                     "metric_sets": [one for one in found if "reopens" in one], **NAMES}
            return {**there, "after_cursor": f"c{min(at + 1, len(tickets))}", "end_of_stream": at + 1 >= len(tickets)}

        def of_events(values: dict[str, str]) -> dict[str, Any]:
            found = sorted((one for one in events if seconds(one["time"]) >= int(values["start_time"])),
                           key=lambda one: one["time"])[:2]
            until = seconds(found[-1]["time"]) if found else int(values["start_time"])
            return {"ticket_metric_events": found, "count": len(found), "end_time": until, "next_page": "elsewhere"}

        def of_ratings(values: dict[str, str]) -> dict[str, Any]:
            found = [one for one in ratings if seconds(one["created_at"]) >= int(values["start_time"])]
            at = int(values.get("page[after]", "0"))
            more = at + 1 < len(found)
            return {"satisfaction_ratings": found[at:at + 1], "meta": {"has_more": more, "after_cursor": str(at + 1)}}

        self.pages = {"/api/v2/incremental/tickets/cursor.json": page,
                      "/api/v2/incremental/ticket_metric_events.json": of_events,
                      "/api/v2/satisfaction_ratings.json": of_ratings}

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.fixture
def help_desk() -> Iterator[HelpDesk]:
    desk = HelpDesk()
    yield desk
    desk.close()
