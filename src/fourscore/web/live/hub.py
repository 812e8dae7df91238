"""This file is about fanning live numbers out: each message is put into words once, and encoded once for each language
that somebody listens in.

A message is the whole truth of what it is about, so a listener that fell behind is sent the newest only: nothing queues
up for anybody, and whoever comes back after a break is right with the first message.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.centre import Ticker, read_now
from fourscore.terms import Tongue, said, speaking, spoken
from fourscore.web.live.words import Plain, floor_words, wall_words

if TYPE_CHECKING:
    from fourscore.centre import Centre, Read

LOG = logging.getLogger("fourscore.live")
BEAT_S = 5.0  # a stream on which nothing else comes says so often that it is alive
MOST = 2_000  # streams at a time


class Topic(NamedTuple):
    """What is listened to. scope: of a wall, or the one team of the floor. teams: of the floor, those whose people are
    seen. tongue: the language it is heard in; None for English.
    """

    kind: str
    scope: str = ""
    teams: tuple[str, ...] = ()
    tongue: Tongue | None = None

    @property
    def event(self) -> str:
        """By what name the browser knows it."""
        return f"{self.kind}:{self.scope}" if self.kind == "wall" or self.scope else self.kind


class Said(NamedTuple):
    """The last message of a topic: what it says, without its number and moment, and as it goes out."""

    body: Plain
    chunk: bytes


class Listener:
    """One stream: the newest message of each of its topics that it was not sent yet."""

    def __init__(self, topics: tuple[Topic, ...]) -> None:
        self.topics, self.open, self.refused = topics, True, False
        self._pending: dict[object, bytes] = {}
        self._waiting: asyncio.Future[None] | None = None

    def tell(self, topic: object, chunk: bytes) -> None:
        self._pending[topic] = chunk
        self._wake()

    def close(self) -> None:
        self.open = False
        self._wake()

    def refuse(self) -> None:
        """Its reader may not hear it any more."""
        self.refused = True
        self._pending.clear()
        self.close()

    async def next(self) -> bytes:
        """What there is to send, waited for; empty once it is closed."""
        while self.open and not self._pending:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        if not self.open:
            return b""
        chunks, self._pending = b"".join(self._pending.values()), {}
        return chunks

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


class Hub:
    """Everybody who listens to one centre. build: the address of the pages' script, told with every beat.

    Its methods but `say` belong to the thread of the event loop.
    """

    def __init__(self, centre: Centre, build: str = "") -> None:
        self.centre, self.build = centre, build
        self.ticker = Ticker(centre, self._wanted, self.say)
        self._listeners: dict[Topic, set[Listener]] = {}
        self._said: dict[Topic, Said] = {}
        self._number, self._run = 0, secrets.token_hex(4)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beating: asyncio.Task[None] | None = None
        self._open, self._closed = 0, False

    @property
    def full(self) -> bool:
        return self._open >= MOST

    def join(self, topics: tuple[Topic, ...], had: str = "") -> Listener:
        """Listen. had: the number of the last message the browser was sent; what is as it was then is not sent."""
        self._loop = asyncio.get_running_loop()
        listener = Listener(topics)
        self._open += 1
        self._put(listener)
        if self._closed:  # asked for before the end, there after it
            listener.close()
            return listener
        if self._beating is None:
            self._beating = self._loop.create_task(self._beat())
        for topic in topics:
            there = self._said.get(topic)
            if there is not None and f"id: {had}\n".encode() not in there.chunk:
                listener.tell(topic, there.chunk)
        listener.tell("beat", self._beat_now())  # what time it is now
        self.ticker.wake()
        return listener

    def leave(self, listener: Listener) -> None:
        listener.close()
        self._open -= 1
        self._take(listener)
        if not self._listeners and self._beating is not None:
            self._beating.cancel()
            self._beating = None

    def turn(self, listener: Listener, topics: tuple[Topic, ...]) -> None:
        """What a listener may hear has changed."""
        if topics != listener.topics:
            self._take(listener)
            listener.topics = topics
            self._put(listener)
            self.ticker.wake()

    def close(self) -> None:
        """End every stream, and those that are being opened; the ticker ends with `stop`."""
        self._closed = True
        for listener in {one for every in self._listeners.values() for one in every}:
            listener.close()

    def stop(self) -> None:
        self.ticker.stop()

    def now(self, topic: Topic) -> Plain:
        """What the topic says at this moment, read for whoever opens its page. Raises Trouble."""
        read = read_now(self.centre, {topic.scope} if topic.kind == "wall" else set(), floor=topic.kind == "floor")
        if read.trouble is not None:
            raise read.trouble
        return {**self._words(topic, read, read.at), "now": _ms(read.at)}

    def say(self, read: Read) -> None:
        """Put what was read into words, once for each topic, and hand on what says something else than before."""
        now, news = self.centre.now(), dict[Topic, Said]()
        words = dict[Topic, Plain]()  # the same for every language
        for topic in list(self._listeners):
            alike = topic._replace(tongue=None)
            body = words[alike] = words.get(alike) or self._words(topic, read, now)
            there = self._said.get(topic)
            if body and (there is None or _lasting(there.body) != _lasting(body)):
                self._number += 1
                with speaking(topic.tongue):
                    news[topic] = Said(body, encoded(topic.event, body, f"{self._run}-{self._number}", now))
        if news and self._loop is not None:
            self._soon(lambda: self._fan(news))

    def _soon(self, work: Callable[[], None]) -> None:
        try:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(work)
        except RuntimeError:
            LOG.info("nobody listens any more")  # the loop has ended meanwhile

    def _fan(self, news: dict[Topic, Said]) -> None:
        for topic, message in news.items():
            if topic in self._listeners:
                self._said[topic] = message
                for listener in self._listeners[topic]:
                    listener.tell(topic, message.chunk)

    def _words(self, topic: Topic, read: Read, now: datetime) -> Plain:
        settings = self.centre.settings
        if read.trouble is not None:
            # Why may name people, and is told to those alone who look after the texts: on every page of theirs.
            return {"said": said("The numbers cannot be read just now."), "tone": "near", "trouble": True}
        if topic.kind == "floor":
            seen = read.floor and read.floor.seen_by(topic.teams)
            # Whoever sees some teams alone does not see a whole queue's number opened.
            return floor_words(seen, now, settings.zone, opens="" in topic.teams) if seen else {}
        board = read.boards.get(topic.scope)
        return wall_words(board, now, settings.zone, settings.currency) if board else {}

    def _wanted(self) -> tuple[set[str], bool]:
        topics = list(self._listeners)
        return {one.scope for one in topics if one.kind == "wall"}, any(one.kind == "floor" for one in topics)

    def _put(self, listener: Listener) -> None:
        for topic in listener.topics:
            self._listeners.setdefault(topic, set()).add(listener)

    def _take(self, listener: Listener) -> None:
        for topic in listener.topics:
            there = self._listeners.get(topic, set())
            there.discard(listener)
            if not there:
                self._listeners.pop(topic, None)
                self._said.pop(topic, None)

    def _beat_now(self) -> bytes:
        return encoded("beat", {"build": self.build}, "", self.centre.now())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            chunk = self._beat_now()
            for listener in {one for every in self._listeners.values() for one in every}:
                listener.tell("beat", chunk)


def encoded(event: str, body: Plain, number: str, now: datetime) -> bytes:
    """A message as it stands in the stream, in the language that is spoken. Source: WHATWG HTML, server-sent events."""
    text = json.dumps({**_spoken(body), "now": _ms(now)}, ensure_ascii=False, separators=(",", ":"))
    head = f"id: {number}\n" if number else ""
    return f"{head}event: {event}\ndata: {text}\n\n".encode()


def _spoken(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: _spoken(one) for name, one in body.items()}
    return [_spoken(one) for one in body] if isinstance(body, list) else spoken(body)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _lasting(body: Any) -> Any:
    """What a message says, but for lengths of time that go on: the page counts those by itself."""
    if isinstance(body, dict):
        running = body.get("since") is not None
        return {name: _lasting(one) for name, one in body.items() if not (running and name in ("value", "wait"))}
    return [_lasting(one) for one in body] if isinstance(body, Iterable) and not isinstance(body, str) else body


