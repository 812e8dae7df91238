"""This file is about fanning live numbers out: encoded once, newest only, nothing said twice, ended when it must."""

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from fourscore.centre import Board, Read, Ticker, Tile
from fourscore.centre.live import ticker as tickers
from fourscore.centre.live.board import Scope
from fourscore.centre.live.numbers import NOW, Number
from fourscore.terms import Issue, Trouble
from fourscore.web.live import hub as hubs
from fourscore.web.live.hub import Hub, Listener, Topic

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
WALL, OTHER = Topic("wall", "centre"), Topic("wall", "queue:Billing")


class Quiet:
    """A ticker that is asked for nothing."""

    woken = 0

    def wake(self) -> None:
        self.woken += 1


@pytest.fixture
def hub() -> Hub:
    there = SimpleNamespace(settings=SimpleNamespace(zone=UTC, currency="EUR"), now=lambda: AT)
    made = Hub(there, "live-1.js")  # type: ignore[arg-type]
    made.ticker = Quiet()  # type: ignore[assignment]
    return made


def read(waiting: float, since: datetime | None = None) -> Read:
    number, wait = (Number(key, NOW[key], None) for key in ("waiting_now", "longest_wait_now"))
    tiles = (Tile(number, waiting, None, None, AT, None, None, None, None),
             Tile(wait, None, since or AT, None, AT, None, None, None, None))
    boards = {said: Board(Scope("centre", "", None), tiles, AT, True, ()) for said in ("centre", "queue:Billing")}
    return Read(AT, boards, None)


def run(work: Callable[[], Any]) -> None:
    with ThreadPoolExecutor(1) as alone:  # a thread of its own: a browser driven from this one would have its loop here
        alone.submit(lambda: asyncio.run(work())).result()


async def heard(listener: Listener) -> list[dict[str, Any]]:
    """What there is for a listener, beats left out."""
    await asyncio.sleep(0)  # what was handed over from the ticker's thread
    listener.tell("end", b"event: end\ndata: {}\n\n")
    parts = [dict(line.split(": ", 1) for line in part.split("\n"))
             for part in (await listener.next()).decode().split("\n\n") if part]
    return [{"id": part["id"], **json.loads(part["data"])} for part in parts if part["event"].startswith("wall")]


def test_a_message_is_encoded_once_whoever_listens(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    encoded = hubs.encoded

    def counted(event: str, *more: Any) -> bytes:
        if event != "beat":
            made.append(event)
        return encoded(event, *more)

    monkeypatch.setattr(hubs, "encoded", counted)

    async def work() -> None:
        listeners = [hub.join((WALL,)) for _ in range(5)] + [hub.join((OTHER, WALL))]
        hub.say(read(3))
        told = [await heard(one) for one in listeners]
        assert sorted(made) == ["wall:centre", "wall:queue:Billing"]
        assert [[message["tiles"][0]["value"] for message in each] for each in told] == [["3"]] * 5 + [["3", "3"]]
        for one in listeners:
            hub.leave(one)

    run(work)


def test_nothing_is_said_twice_and_a_wait_that_goes_on_is_no_news(hub: Hub) -> None:
    async def work() -> None:
        listener = hub.join((WALL,))
        hub.say(read(3))
        assert len(await heard(listener)) == 1
        hub.centre.now = lambda: AT + timedelta(seconds=9)
        hub.say(read(3))
        assert await heard(listener) == []
        hub.say(read(3, AT + timedelta(seconds=4)))  # another waits longest now
        assert len(await heard(listener)) == 1
        hub.leave(listener)

    run(work)


def test_who_fell_behind_is_sent_the_newest_only(hub: Hub) -> None:
    async def work() -> None:
        listener = hub.join((WALL,))
        for waiting in range(50):
            hub.say(read(waiting))
        (message,) = await heard(listener)
        assert message["tiles"][0]["value"] == "49"
        hub.leave(listener)

    run(work)


def test_who_comes_back_is_sent_what_changed_meanwhile(hub: Hub) -> None:
    async def work() -> None:
        first = hub.join((WALL,))
        hub.say(read(3))
        (message,) = await heard(first)
        again, late = hub.join((WALL,), message["id"]), hub.join((WALL,), "another-1")
        assert await heard(again) == []
        assert [one["id"] for one in await heard(late)] == [message["id"]]
        for one in (first, again, late):
            hub.leave(one)
        assert await heard(hub.join((WALL,))) == []  # nobody looked: what was said then is past

    run(work)


def test_a_listener_that_may_hear_no_more_hears_nothing_that_waited(hub: Hub) -> None:
    async def work() -> None:
        listener = hub.join((WALL,))
        hub.say(read(3))
        await asyncio.sleep(0)
        listener.refuse()
        assert await listener.next() == b""
        hub.leave(listener)
        assert hub._wanted() == (set(), False)

    run(work)


def test_what_may_be_heard_changes_without_a_break(hub: Hub) -> None:
    async def work() -> None:
        listener = hub.join((Topic("floor", teams=("Red",)), WALL))
        assert hub._wanted() == ({"centre"}, True)
        hub.turn(listener, (OTHER,))
        assert hub._wanted() == ({"queue:Billing"}, False)
        hub.say(read(4))
        assert [one["tiles"][0]["value"] for one in await heard(listener)] == ["4"]
        hub.leave(listener)

    run(work)


def test_trouble_is_told_in_place_of_numbers(hub: Hub) -> None:
    async def work() -> None:
        listener = hub.join((WALL,))
        hub.say(read(3))
        await heard(listener)
        trouble = Trouble(Issue("office-unreachable", "the office", "The office cannot be reached.", "Start it."))
        hub.say(Read(AT, {}, None, trouble))
        (message,) = await heard(listener)  # why may name people, or places, and is not for whoever sees a wall
        assert (message["said"], message["trouble"]) == ("The numbers cannot be read just now.", True)
        hub.leave(listener)

    run(work)


def test_a_beat_tells_the_time_to_who_hears_nothing_else(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "BEAT_S", 0.01)

    async def work() -> None:
        listener = hub.join((WALL,))
        await listener.next()  # the time, on coming
        assert await asyncio.wait_for(listener.next(), 5) == hubs.encoded("beat", {"build": "live-1.js"}, "", AT)
        hub.leave(listener)

    run(work)


def test_once_all_is_ended_no_stream_is_begun(hub: Hub) -> None:
    async def work() -> None:
        first = hub.join((WALL,))
        hub.close()
        late = hub.join((WALL,))
        assert [await one.next() for one in (first, late)] == [b"", b""]
        for one in (first, late):
            hub.leave(one)

    run(work)


def test_numbers_that_cannot_be_read_for_any_reason_are_said_to_be_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence would leave the last numbers standing as if they were of now."""
    there = SimpleNamespace(now=lambda: AT, follower=None)
    heard_of, told = [Read(AT, {}, None)], threading.Event()

    def reading(*_: object, **__: object) -> Read:
        if told.is_set():
            return heard_of[0]
        raise ZeroDivisionError

    def say(read: Read) -> None:
        heard_of.append(read)
        told.set()

    monkeypatch.setattr(tickers, "read_now", reading)
    monkeypatch.setattr(Ticker, "_state", lambda _: None)
    ticker = Ticker(there, lambda: ({"centre"}, False), say)  # type: ignore[arg-type]
    ticker.wake()
    assert told.wait(20)
    ticker.stop()
    assert heard_of[1].trouble is not None
    assert heard_of[1].trouble.issues[0].name == "live-numbers-failed"
