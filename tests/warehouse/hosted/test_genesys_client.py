"""This file is about asking Genesys Cloud's API: against a server here that answers as recorded, or is busy."""

from __future__ import annotations

import json
import sys
import threading
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from fourscore.terms import Secret, Trouble
from fourscore.warehouse import Warehouse
from fourscore.warehouse.sources.hosted import Genesys, genesys_client
from fourscore.warehouse.sources.hosted.genesys_client import Api, asked_for, fetch

NOW = "Tue, 03 Mar 2026 12:00:00 GMT"


def told(name: str, day: str, *, minutes: int | None = 5) -> dict[str, Any]:
    """A conversation of that day; without a length it goes on."""
    end = None if minutes is None else f"{day}T10:{minutes:02}:00Z"
    return {"conversationId": name, "conversationStart": f"{day}T10:00:00Z", "conversationEnd": end, "participants": [
        {"purpose": "customer", "sessions": [{"mediaType": "voice", "segments": [
            {"segmentType": "interact", "segmentStart": f"{day}T10:00:00Z", "segmentEnd": end}]}]}]}


class Server(ThreadingHTTPServer):
    """The API. conversations: what it knows. trouble: statuses (and headers) it answers first, before it behaves."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.conversations: list[dict[str, Any]] = []
        self.trouble: list[tuple[int, dict[str, str]]] = []
        self.asked: list[tuple[str, int]] = []
        self.tokens = 0
        self.valid = {"token-1", "token-2", "token-3"}

    def api(self, **more: Any) -> Api:
        address = f"http://127.0.0.1:{self.server_address[1]}"
        found = Api("cloud", address, address, "client", Secret("geheim"), date(2026, 3, 1), 1)
        return found._replace(**more)


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/oauth/token":
            who = b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
            assert body == b"grant_type=client_credentials"
            self.server.tokens += 1
            good = who == "client:geheim"
            self.answer(200 if good else 401, {"access_token": f"token-{self.server.tokens}"} if good else {})
        elif self.server.trouble:
            status, headers = self.server.trouble.pop(0)
            self.answer(status, {}, **headers)
        elif self.headers["Authorization"].removeprefix("Bearer ") not in self.server.valid:
            self.answer(401, {})
        else:
            assert self.path == "/api/v2/analytics/conversations/details/query"
            self.details(json.loads(body))

    def details(self, query: dict[str, Any]) -> None:
        size, page = query["paging"]["pageSize"], query["paging"]["pageNumber"]
        self.server.asked.append((query["interval"], page))
        start, end = query["interval"].split("/")
        found = [one for one in self.server.conversations if start <= one["conversationStart"] < end]
        here = found[size * (page - 1) : size * page]
        self.answer(200, {**({"conversations": here} if here else {}), "totalHits": len(found)})

    def answer(self, status: int, told: dict[str, Any], **headers: str) -> None:
        body = json.dumps(told).encode()
        self.send_response_only(status)
        self.send_header("Date", NOW)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def ids(room: Path) -> dict[str, list[str]]:
    """What each fetched file holds."""
    import gzip

    return {path.name[:10]: [one["conversationId"] for line in gzip.decompress(path.read_bytes()).splitlines()
                             for one in json.loads(line).get("conversations", ())] for path in sorted(room.iterdir())}


def no_pause(_: float) -> None:
    pytest.fail("nothing had to be waited for")


def test_day_by_day_and_page_by_page(server: Server, tmp_path: Path) -> None:
    server.conversations = [told(f"c{n}", "2026-03-01") for n in range(230)] + [told("late", "2026-03-03")]
    fetch(server.api(), tmp_path, no_pause)
    assert {day: len(found) for day, found in ids(tmp_path).items()} == {
        "2026-03-01": 230, "2026-03-02": 0, "2026-03-03": 1}
    first = "2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z"
    last = "2026-03-03T00:00:00.000Z/2026-03-03T12:00:00.000Z"
    assert server.asked[:3] == [(first, 1), (first, 2), (first, 3)]
    assert server.asked[-1] == (last, 1)


def test_the_next_time_it_goes_on(server: Server, tmp_path: Path) -> None:
    """The last day and those just before it are asked for again; the others never."""
    fetch(server.api(), tmp_path, no_pause)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    server.asked.clear()
    server.conversations = [told("new", "2026-03-02")]
    fetch(server.api(), tmp_path, no_pause)
    assert [interval[:10] for interval, _ in server.asked] == ["2026-03-02", "2026-03-03"]
    changed = {path.name for path in tmp_path.iterdir() if path.read_bytes() != before[path.name]}
    assert changed == {"2026-03-02.json.gz"}


def test_it_waits_as_long_as_it_is_told(server: Server, tmp_path: Path) -> None:
    """By seconds, by a moment of the server's clock, else ever longer."""
    waited: list[float] = []
    server.trouble = [(429, {"Retry_After": "7"}), (503, {"Retry_After": "Tue, 03 Mar 2026 12:00:09 GMT"}), (500, {}),
                      (502, {"Retry_After": "soon"}), (429, {"Retry_After": "99999"})]
    fetch(server.api(since=date(2026, 3, 3)), tmp_path, waited.append)
    assert waited == [7, 9, 4, 8, 300]
    assert asked_for("3", None, 1) == 3


def test_a_token_that_ran_out_is_renewed(server: Server, tmp_path: Path) -> None:
    server.valid = {"token-2"}
    fetch(server.api(), tmp_path, no_pause)
    assert server.tokens == 2
    assert len(server.asked) == 3


def test_who_is_refused_is_told(server: Server, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        fetch(server.api(secret=Secret("falsch")), tmp_path, no_pause)
    (issue,) = trouble.value.issues
    assert issue.name == "api-refused"
    assert "it answers 401" in issue.what
    assert "falsch" not in str(issue)
    server.trouble = [(403, {})]
    with pytest.raises(Trouble, match="it answers 403"):
        fetch(server.api(), tmp_path, no_pause)
    assert server.tokens == 2, "a right that is missing does not come with another token"


def test_what_came_before_a_failure_is_kept(server: Server, tmp_path: Path) -> None:
    """Of three days one came; the second failed in its middle and is asked for from its start the next time."""
    server.conversations = [told(f"c{n}", "2026-03-02") for n in range(101)]
    waited: list[float] = []
    room = tmp_path / "room"
    asked = server.asked

    class Failing(list):
        def __bool__(self) -> bool:
            return len(asked) == 2  # after the first day and the second's first page

        def pop(self, _: int = 0) -> tuple[int, dict[str, str]]:
            return 503, {}

    server.trouble = Failing()
    with pytest.raises(Trouble, match="asked 6 times, it answers 503") as trouble:
        fetch(server.api(), room, waited.append)
    assert trouble.value.issues[0].name == "api-unreachable"
    assert waited == [1, 2, 4, 8, 16]
    assert [path.name for path in room.glob("*.gz")] == ["2026-03-01.json.gz"]
    server.trouble = []
    fetch(server.api(again=0), room, no_pause)
    assert {day: len(found) for day, found in ids(room).items() if day[0] != "."} == {
        "2026-03-01": 0, "2026-03-02": 101, "2026-03-03": 0}


def test_nobody_there(tmp_path: Path) -> None:
    made = Server()
    api = made.api()
    made.server_close()
    with pytest.raises(Trouble) as trouble:
        fetch(api, tmp_path, lambda _: None)
    assert trouble.value.issues[0].name == "api-unreachable"


def test_without_the_package_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(Trouble, match=r"pip install 'fourscore\[genesys\]'") as trouble:
        fetch(Api("cloud", "x", "x", "client", Secret("x"), date(2026, 3, 1), 1), tmp_path)
    assert trouble.value.issues[0].name == "source-not-installed"


def test_more_than_can_be_paged_through_is_asked_for_by_halves(
        server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(genesys_client, "MOST", 2)
    server.conversations = [{**told(f"c{hour}", "2026-03-01"), "conversationStart": f"2026-03-01T{hour:02}:00:00.000Z"}
                            for hour in range(5)]
    fetch(server.api(), tmp_path, no_pause)
    assert ids(tmp_path)["2026-03-01"] == ["c0", "c1", "c2", "c3", "c4"]


def test_a_load_asks_and_loads(server: Server, hand: Any, tmp_path: Path) -> None:
    """A conversation that went on at the first load has ended at the second; nothing is doubled."""
    api = server.api()
    source, issues = Genesys.configure(
        "cloud", {"api": {"address": api.address, "client_id": "client", "secret": api.secret, "since": api.since}},
        "centre.yaml:3", tmp_path)
    assert source is not None, issues
    warehouse = Warehouse.open(tmp_path / "data")
    found = []
    for minutes in (None, 7, 7):
        server.conversations = [told("a", "2026-03-02"), told("b", "2026-03-03", minutes=minutes)]
        (report,) = warehouse.load(
            [source], hand.agreed(), now=datetime(2026, 3, 3, tzinfo=UTC), progress=lambda *_: None)
        found.append((report.files, report.issues, warehouse.cursor().execute(
            "SELECT key, strftime(ended_at, '%H:%M') FROM contact WHERE replaced_in IS NULL ORDER BY key").fetchall()))
    warehouse.close()
    assert found == [(3, (), [("a", "10:05"), ("b", None)]), (1, (), [("a", "10:05"), ("b", "10:07")]),
                     (0, (), [("a", "10:05"), ("b", "10:07")])]


def test_every_wrong_option_of_the_api_is_told(tmp_path: Path) -> None:
    def names(api: Any) -> list[str]:
        source, issues = Genesys.configure("cloud", {"api": api}, "centre.yaml:3", tmp_path)
        assert source is None
        return [issue.what.split("'")[1] if issue.name == "bad-option" else issue.name for issue in issues]

    assert names("x") == ["api"]
    assert names({"regions": 1, "secret": "geheim", "since": "today", "again": -1}) == [
        "unknown-key", "region", "client_id", "secret", "since", "again"]
    (issue,) = Genesys.configure("cloud", {}, "centre.yaml:3", tmp_path)[1]
    assert issue.name == "bad-option"


def test_regions_have_two_addresses(tmp_path: Path) -> None:
    options = {"region": "mypurecloud.de", "client_id": "c", "secret": Secret("s"), "since": date(2026, 3, 1)}
    source, _ = Genesys.configure("cloud", {"api": options}, "centre.yaml:3", tmp_path)
    assert source is not None
    assert source.api is not None
    assert source.api[1:3] == ("https://login.mypurecloud.de", "https://api.mypurecloud.de")
    assert "'…'" in repr(source)
