"""This file is about pages shown again: made once for all who ask, made anew once anything they show has changed."""

import threading
import time

import pytest
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from fourscore.web.remembered import Remembered


class Maker:
    """Makes pages and counts them."""

    def __init__(self, slow_s: float = 0, status: int = 200) -> None:
        self.made, self.slow_s, self.status = 0, slow_s, status

    def __call__(self) -> Response:
        self.made += 1
        time.sleep(self.slow_s)
        return HTMLResponse(f"page {self.made}", self.status)


def test_a_page_is_made_once_until_the_state_is_another() -> None:
    state, maker = [1], Maker()
    remembered = Remembered(lambda: state[0])
    assert [remembered.page("/a", maker).body for _ in range(3)] == [b"page 1"] * 3
    assert remembered.page("/a?team=x", maker).body == b"page 2"
    state[0] = 2
    assert [remembered.page("/a", maker).body for _ in range(2)] == [b"page 3"] * 2


def test_what_changes_while_a_page_is_made_makes_it_old() -> None:
    state, maker = [1], Maker()
    remembered = Remembered(lambda: state[0])

    def made() -> Response:
        state[0] += 1  # a load comes in between
        return maker()

    remembered.page("/a", made)
    assert remembered.page("/a", maker).body == b"page 2"


def test_many_who_ask_at_once_wait_for_one_page() -> None:
    maker, got = Maker(slow_s=0.2), []
    remembered = Remembered(lambda: 1)
    threads = [threading.Thread(target=lambda: got.append(remembered.page("/a", maker).body)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [b"page 1"] * 8


def test_a_page_seen_packed_is_whole_for_everyone_after() -> None:
    remembered, text = Remembered(lambda: 1), "a long page " * 500

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
    remembered = Remembered(lambda: 1)
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
    remembered = Remembered(lambda: 1, most=2)
    for address in ("/a", "/b", "/a", "/c"):
        remembered.page(address, maker)
    assert maker.made == 3
    remembered.page("/a", maker)
    assert maker.made == 3
    remembered.page("/b", maker)
    assert maker.made == 4
