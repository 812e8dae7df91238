"""This file is about pages shown again: made once for all who ask, made anew once anything they show has changed."""

import threading
import time

import pytest
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from fourscore.centre import Reader
from fourscore.web.remembered import WHILE_S, Front, Remembered, State, address_of

STATE = State(1, 1)


class Maker:
    """Makes pages and counts them."""

    def __init__(self, slow_s: float = 0, status: int = 200) -> None:
        self.made, self.slow_s, self.status = 0, slow_s, status

    def __call__(self) -> Response:
        self.made += 1
        time.sleep(self.slow_s)
        return HTMLResponse(f"page {self.made}", self.status)


def test_a_page_is_made_once_until_the_state_is_another() -> None:
    told, maker = [1], Maker()
    remembered = Remembered(lambda: State(told[0], 0))
    assert [remembered.page("/a", maker).body for _ in range(3)] == [b"page 1"] * 3
    assert remembered.page("/a?team=x", maker).body == b"page 2"
    told[0] = 2
    assert [remembered.page("/a", maker).body for _ in range(2)] == [b"page 3"] * 2


def test_what_changes_while_a_page_is_made_makes_it_old() -> None:
    told, maker = [1], Maker()
    remembered = Remembered(lambda: State(told[0], 0))

    def made() -> Response:
        told[0] += 1  # a load comes in between
        return maker()

    remembered.page("/a", made)
    assert remembered.page("/a", maker).body == b"page 2"


def test_many_who_ask_at_once_wait_for_one_page() -> None:
    maker, got = Maker(slow_s=0.2), []
    remembered = Remembered(lambda: STATE)
    threads = [threading.Thread(target=lambda: got.append(remembered.page("/a", maker).body)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [b"page 1"] * 8


def test_a_page_seen_packed_is_whole_for_everyone_after() -> None:
    remembered, text = Remembered(lambda: STATE), "a long page " * 500

    async def shown(scope: Scope, receive: Receive, send: Send) -> None:
        await remembered.page("/a", lambda: HTMLResponse(text))(scope, receive, send)

    client = TestClient(GZipMiddleware(shown, minimum_size=1000))
    for packed in ("gzip", "identity", "gzip", "gzip", "identity"):
        seen = client.get("/a", headers={"accept-encoding": packed})
        assert seen.text == text
        assert seen.headers.get("content-encoding", "identity") == packed
        assert (int(seen.headers["content-length"]) == len(text)) is (packed == "identity")


def test_faults_and_streams_are_not_kept() -> None:
    broken = Maker(status=500)
    remembered = Remembered(lambda: STATE)
    remembered.page("/a", broken)
    remembered.page("/a", broken)
    assert broken.made == 2
    streams = [StreamingResponse(iter(["x"])) for _ in range(2)]
    assert [remembered.page("/b", lambda one=one: one) for one in streams] == streams

    def fails() -> Response:
        raise ValueError("no page")

    with pytest.raises(ValueError, match="no page"):
        remembered.page("/c", fails)
    assert remembered.page("/c", Maker()).body == b"page 1"


def test_only_so_many_are_kept_the_longest_unseen_goes() -> None:
    maker = Maker()
    remembered = Remembered(lambda: STATE, most=2)
    for address in ("/a", "/b", "/a", "/c"):
        remembered.page(address, maker)
    assert maker.made == 3
    remembered.page("/a", maker)
    assert maker.made == 3
    remembered.page("/b", maker)
    assert maker.made == 4


class Rows:
    """Rows that came in, and a clock, both moved by hand."""

    def __init__(self) -> None:
        self.told, self.rows, self.now_s = 1, 1, 0.0
        self.remembered = Remembered(lambda: State(self.told, self.rows), clock=lambda: self.now_s)

    def until(self, body: bytes, maker: Maker) -> None:
        """Wait until that is what is shown."""
        until = time.monotonic() + 10
        while self.remembered.page("/a", maker).body != body:
            assert time.monotonic() < until
            time.sleep(0.01)


def test_nobody_waits_for_rows_that_came_in_by_themselves() -> None:
    there, maker = Rows(), Maker()
    there.remembered.page("/a", maker)
    maker.slow_s, there.rows = 0.3, 2
    begun = time.monotonic()
    assert [there.remembered.page("/a", maker).body for _ in range(20)] == [b"page 1"] * 20
    assert time.monotonic() - begun < 0.2
    there.until(b"page 2", maker)
    assert maker.made == 2  # once for all who asked
    there.remembered.close()


def test_a_page_that_lacks_rows_for_long_is_shown_to_nobody() -> None:
    there, maker = Rows(), Maker()
    there.remembered.page("/a", maker)
    there.now_s = 1000.0
    assert there.remembered.page("/a", maker).body == b"page 1"  # nothing came: it is as true as ever
    there.remembered._thread = threading.current_thread()  # nothing is made anew for now
    there.rows, there.now_s = 2, 1000.0 + WHILE_S - 1
    assert there.remembered.at_hand("/a") is not None
    there.now_s += 2
    assert there.remembered.at_hand("/a") is None
    there.remembered._thread = None
    assert there.remembered.page("/a", maker).body == b"page 2"
    there.remembered.close()


def test_after_a_change_of_words_no_former_page_is_shown_be_it_only_just_made() -> None:
    there, maker = Rows(), Maker()
    there.remembered.page("/a", maker)
    there.rows, there.told = 2, 2
    assert there.remembered.at_hand("/a") is None
    assert there.remembered.page("/a", maker).body == b"page 2"
    there.remembered.close()


def test_a_page_that_can_no_longer_be_made_is_not_shown_for_long() -> None:
    there, maker = Rows(), Maker()

    def fails() -> Response:
        raise ValueError("no page")

    there.remembered.page("/a", maker)
    there.remembered._pages["/a"].make = fails
    there.rows = 2
    assert there.remembered.page("/a", maker).body == b"page 1"
    there.until(b"page 2", maker)
    there.remembered.close()


def test_nothing_is_made_anew_once_it_is_closed() -> None:
    there, maker = Rows(), Maker()
    there.remembered.page("/a", maker)
    there.remembered.close()
    there.rows = 2
    assert there.remembered.page("/a", maker).body == b"page 1"
    time.sleep(0.05)
    assert maker.made == 1


def test_the_front_answers_what_is_remembered_as_the_pages_behind_it_would() -> None:
    text, behind = "a long page " * 500, []
    remembered = Remembered(lambda: STATE)

    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        behind.append(scope["path"])
        made = remembered.page(address_of(scope, Reader()), lambda: HTMLResponse(text, headers={"x-own": "1"}))
        await made(scope, receive, send)

    client = TestClient(Front(GZipMiddleware(pages, minimum_size=1000), remembered))
    for packed in ("gzip", "identity"):
        answers = [client.get(f"/{packed}?a=1", headers={"accept-encoding": packed}) for _ in range(3)]
        assert [answer.text for answer in answers] == [text] * 3
        assert [answer.headers for answer in answers] == [answers[0].headers] * 3
        assert answers[1].headers.get("content-encoding", "identity") == packed
        assert (answers[1].headers["x-own"], answers[1].headers["vary"]) == ("1", "Accept-Encoding")
    assert behind == ["/gzip", "/identity"]
    assert client.head("/gzip?a=1").status_code == client.post("/gzip?a=1").status_code == 200
    assert client.get("/gzip?a=2").text == text
    assert behind == ["/gzip", "/identity", "/gzip", "/gzip", "/gzip"]
