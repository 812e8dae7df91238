"""This file is about the stream: one request that stays open, on which live numbers come as they change.

It comes through the same door as every page, as its reader. Whether the reader may still hear it is asked again while
it lasts: who was signed out, whose link was revoked and whose role has ended hears nothing more.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from fourscore.centre import wall_scope, wall_today
from fourscore.terms import WrongUse, said, speaking, spoken, tongue
from fourscore.web.languages.choosing import tongue_of_page
from fourscore.web.live.hub import Hub, Listener, Topic
from fourscore.web.signin.door import key_of, link_key_of

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from fourscore.centre import Centre, Entrance

ASKED_AGAIN_S = 15.0
MOST_TOPICS = 20
GONE = b"event: gone\ndata: {}\n\n"
Topics = tuple[Topic, ...]


def topic_of(centre: Centre, asked: str) -> Topic | None:
    """What `floor`, `floor:TEAM`, `wall` or `wall:SCOPE` stands for, for whoever asks; none where there is nothing for
    them."""
    kind, _, scope = asked.partition(":")
    if kind == "floor":
        teams = centre.keeper.floor()
        if teams is None or (scope and "" not in teams and scope not in teams):
            return None
        return Topic("floor", scope, (scope,) if scope else teams, tongue())
    if kind != "wall":
        return None
    try:
        there = wall_scope(centre, scope)
    except WrongUse:
        return None
    where = {} if there.queues is None else {"queue": there.queues}
    topic = Topic("wall", there.said, tongue=tongue())
    return topic if centre.keeper.rights().covers((), where, wall_today(centre)) else None


class Streams:
    """The address at which streams are opened."""

    def __init__(self, hub: Hub, entrance: Entrance) -> None:
        self.hub, self.entrance = hub, entrance

    async def open(self, request: Request) -> Response:
        shows = request.query_params.getlist("show")[:MOST_TOPICS]
        may = self._may(request.scope, shows, request.query_params.get("language", ""))
        topics = await run_in_threadpool(may)
        if not topics:
            return PlainTextResponse(spoken(said("There is nothing live at this address.")), 404)
        if self.hub.full:
            return PlainTextResponse(spoken(said("Too many screens are connected.")), 503, {"retry-after": "30"})
        return EventStream(self.hub, topics, request.headers.get("last-event-id", ""), may)

    def _may(self, scope: Scope, shows: Sequence[str], language: str) -> Callable[[], Topics]:
        """What gives the topics the reader may hear now, in their page's language; asked on a thread, as the reader."""
        link, key = link_key_of(scope), key_of(scope)
        signed_in = scope.get("signed_in") is not None

        def may() -> Topics:
            if link:
                there = self.entrance.wall(link)
                return (Topic("wall", there.scope, tongue=tongue()),) if there else ()
            if (self.entrance.who(key) is None) if signed_in else self.entrance.needed():
                return ()
            found = [topic_of(self.hub.centre, one) for one in shows]
            return tuple(dict.fromkeys(one for one in found if one is not None))

        def in_language() -> Topics:
            with speaking(tongue_of_page(language)):
                return may()

        return in_language


class EventStream(Response):
    """The stream itself. `may` gives what its reader may hear; with nothing it ends."""

    media_type = "text/event-stream"

    def __init__(self, hub: Hub, topics: Topics, had: str, may: Callable[[], Topics]) -> None:
        super().__init__(headers={"x-accel-buffering": "no"}, media_type=self.media_type)
        del self.headers["content-length"]
        self.hub, self.topics, self.had, self.may = hub, topics, had, may

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        listener = self.hub.join(self.topics, self.had)
        beside = [asyncio.create_task(_gone(receive, listener)), asyncio.create_task(self._ask_again(listener))]
        try:
            while chunk := await listener.next():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            with contextlib.suppress(OSError):
                await send({"type": "http.response.body", "body": GONE if listener.refused else b""})
        finally:
            self.hub.leave(listener)
            for task in beside:
                task.cancel()

    async def _ask_again(self, listener: Listener) -> None:
        while True:
            await asyncio.sleep(ASKED_AGAIN_S)
            topics = await run_in_threadpool(self.may)
            if not topics:
                listener.refuse()
                return
            self.hub.turn(listener, topics)


async def _gone(receive: Receive, listener: Listener) -> None:
    """The browser went away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.close()
