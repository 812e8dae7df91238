"""This file is about asking Twilio's API: a server here plays what it answers, pages, refusals and silences."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fed_router import Event, event, in_queue
from fed_switch import MIDNIGHT, Switch

from fourscore.terms import Secret, Trouble
from fourscore.warehouse.sources.twilio import TaskRouterEvents
from fourscore.warehouse.sources.twilio.api import Workspace, fetch

START = datetime.fromtimestamp(MIDNIGHT, UTC)
Answer = tuple[int, dict[str, str], bytes]


class Played:
    """The API: it holds events and gives them two to a page; `first` are answers it gives before."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.first: list[Answer] = []
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.elsewhere = ""
        self.now = START
        played = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if urlsplit(self.path).path.endswith("/Events"):
                    code, headers, body = played.answer(self.path, self.headers.get("Authorization") or "")
                else:
                    code, headers, body = 200, {"Date": format_datetime(played.now, usegmt=True)}, b"{}"
                (self.send_response_only if "Date" in headers else self.send_response)(code)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str, login: str) -> Answer:
        place, values = urlsplit(path).path, {n: v[0] for n, v in parse_qs(urlsplit(path).query).items()}
        self.asked.append((place, values, login))
        if self.first:
            return self.first.pop(0)
        start, end = (datetime.fromisoformat(values[name]).timestamp() * 1000 for name in ("StartDate", "EndDate"))
        found = [one for one in self.events if start <= one["event_date_ms"] <= end]
        token = int(values.get("PageToken", 0))
        more = None
        if token + 2 < len(found):
            more = (f"{self.elsewhere or self.address}{place}?StartDate={values['StartDate']}&"
                    f"EndDate={values['EndDate']}&PageSize=1000&PageToken={token + 2}")
        told = {"events": found[token:token + 2], "meta": {"next_page_url": more, "key": "events"}}
        return 200, {"Content-Type": "application/json"}, json.dumps(told).encode()


@pytest.fixture
def played() -> Iterator[Played]:
    made = Played()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def ask(played: Played, tmp_path: Path) -> Callable[..., tuple[int, list[float]]]:
    """Ask for what came until so many seconds after midnight; how many were new, and the pauses made."""

    def run(until: float) -> tuple[int, list[float]]:
        pauses: list[float] = []
        played.now = START + timedelta(seconds=until)
        where = Workspace("router", "WS1", "AC1", Secret("secret"), START, played.address)
        return fetch(where, tmp_path / "room", pauses.append), pauses

    return run


def kept(tmp_path: Path) -> list[str]:
    return [json.loads(line)["sid"] for path in sorted((tmp_path / "room").glob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()]


def test_page_after_page_and_then_only_what_is_new(played: Played, ask: Any, tmp_path: Path) -> None:
    played.events = [event(nth * 100, "task.created", task_sid=f"WT{nth}") for nth in range(5)]
    assert ask(1_000) == (5, [])
    assert kept(tmp_path) == [one["sid"] for one in played.events]
    place, values, login = played.asked[0]
    assert place == "/v1/Workspaces/WS1/Events"
    assert values == {"StartDate": "2025-12-31T23:50:00Z", "EndDate": "2026-01-01T00:16:40Z", "PageSize": "1000"}
    assert login == "Basic " + base64.b64encode(b"AC1:secret").decode()
    assert [values.get("PageToken") for _, values, _ in played.asked] == [None, "2", "4"]
    late, new = event(900, "task.created", task_sid="WT8"), event(1_100, "task.created", task_sid="WT9")
    played.events += [late, new]
    assert ask(1_200) == (2, [])
    assert ask(1_200) == (0, [])
    assert sorted(kept(tmp_path)) == sorted(one["sid"] for one in played.events)


def test_what_came_is_loaded(played: Played, ask: Any, router: Switch) -> None:
    """The files it keeps are those the source reads; a day's file grows and is read on."""
    played.events = [event(100, "task-queue.entered", **in_queue())]
    ask(1_000)
    router.options["files"] = "room/*.jsonl"
    router.load("", "other.txt")
    assert [visit[7] for visit in router.visits] == ["open"]
    played.events.append(event(1_500, "task.canceled", task_sid="WT1", task_canceled_reason="hangup"))
    ask(2_000)
    router.load("", "other.txt")
    assert [visit[7:9] for visit in router.visits] == [("abandoned", 1_400)]


def test_busy_and_broken_answers_are_asked_for_again(played: Played, ask: Any) -> None:
    """As long as it says itself, in seconds or as a moment; else twice as long each time."""
    played.events = [event(1, "task.created", task_sid="WT1")]
    day = "Thu, 01 Jan 2026 00:00:{} GMT"
    moment = {"Retry-After": day.format("30"), "Date": day.format("10")}
    played.first = [(429, {"Retry-After": "7"}, b""), (503, moment, b""), (500, {}, b""),
                    (502, {"Retry-After": "soon"}, b""), (429, {"Retry-After": "9999"}, b"")]
    count, pauses = ask(100)
    assert (count, pauses) == (1, [7, 20, 4, 8, 300])


def test_it_gives_up_in_the_end_and_keeps_what_came(played: Played, ask: Any, tmp_path: Path) -> None:
    played.events = [event(1, "task.created", task_sid="WT1"), event(30_000, "task.created", task_sid="WT2")]
    answers = iter([played.answer] + [lambda *_: (503, {}, b"")] * 6 + [played.answer] * 9)
    played.answer = lambda path, login: next(answers)(path, login)  # type: ignore[method-assign]
    with pytest.raises(Trouble) as trouble:
        ask(40_000)
    assert [issue.name for issue in trouble.value.issues] == ["api-unreachable"]
    assert kept(tmp_path) == [played.events[0]["sid"]]
    assert ask(40_000)[0] == 1
    assert kept(tmp_path) == [one["sid"] for one in played.events]


@pytest.mark.parametrize(("answer", "said"), [
    ((401, {}, b"secret"), "401"), ((404, {}, b""), "404"), ((200, {}, b"<html>"), "something else"),
    ((200, {}, b"[]"), "something else"),
])
def test_refused(played: Played, ask: Any, answer: Answer, said: str) -> None:
    played.first = [answer]
    with pytest.raises(Trouble) as trouble:
        ask(100)
    issue, = trouble.value.issues
    assert (issue.name, said in issue.what, "secret" in str(issue)) == ("api-refused", True, False)


def test_the_token_is_sent_nowhere_else(played: Played, ask: Any) -> None:
    played.events = [event(nth, "task.created", task_sid=f"WT{nth}") for nth in range(5)]
    played.elsewhere = "http://127.0.0.2:9"
    with pytest.raises(Trouble) as trouble:
        ask(100)
    assert "elsewhere" in trouble.value.issues[0].what


def test_the_source_asks_before_it_reads(played: Played, tmp_path: Path) -> None:
    """With `api` and no files of its own, what was fetched is what there is."""
    played.events = [event(1, "task.created", task_sid="WT1")]
    played.now = START + timedelta(seconds=100)
    api = {"workspace": "WS1", "account": "AC1", "token": Secret("secret"), "since": START.date(),
           "address": played.address}
    source, issues = TaskRouterEvents.configure("router", {"api": api}, "centre.yaml:1", tmp_path)
    assert source is not None, issues
    (path,) = source.files()
    assert path == tmp_path / "data" / "fetched" / "router" / "2026-01-01.jsonl"
    assert "WT1" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("api", "wrong"), [
    ("WS1", "'api'"), ({"workspace": "WS1", "account": "AC1", "token": "plain"}, "'token'"),
    ({"workspace": 1, "account": "AC1", "token": Secret("x")}, "'api'"),
    ({"workspace": "WS1", "account": "AC1", "token": Secret("x"), "since": "soon"}, "'since'"),
    ({"workspace": "WS1", "account": "AC1", "token": Secret("x"), "tokn": 1}, "'tokn'"),
])
def test_a_wrong_api_is_told(api: Any, wrong: str, tmp_path: Path) -> None:
    source, issues = TaskRouterEvents.configure("router", {"api": api, "files": "a"}, "centre.yaml:1", tmp_path)
    assert source is None
    assert [wrong in issue.what for issue in issues] == [True]


def test_nobody_there(tmp_path: Path) -> None:
    pauses: list[float] = []
    with pytest.raises(Trouble) as trouble:
        fetch(Workspace("r", "WS1", "AC1", Secret("x"), START, "http://127.0.0.1:1"), tmp_path / "room", pauses.append)
    assert [issue.name for issue in trouble.value.issues] == ["api-unreachable"]
    assert pauses == [1, 2, 4, 8, 16]


def test_a_torn_line_is_taken_away(played: Played, ask: Any, tmp_path: Path) -> None:
    """The program ended while it wrote: neither the line nor the mark was whole, so the event comes again."""
    played.events = [event(1, "task.created", task_sid="WT1"), event(2, "task.created", task_sid="WT2")]
    ask(100)
    path = tmp_path / "room" / "2026-01-01.jsonl"
    path.write_bytes(path.read_bytes()[:-30])
    (tmp_path / "room" / "mark.json").unlink()
    ask(100)
    assert set(kept(tmp_path)) == {one["sid"] for one in played.events}
