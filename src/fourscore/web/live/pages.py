"""This file is about the two live pages: the wall, for a screen that hangs somewhere, and the supervisor's floor."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from fourscore.centre import Entrance, is_followed, level_of
from fourscore.terms import Trouble, said, spoken
from fourscore.web.assets import built
from fourscore.web.live.hub import Hub, Topic
from fourscore.web.live.stream import Streams, topic_of
from fourscore.web.pages import Frame, broken_page, trouble_page, unknown_page

if TYPE_CHECKING:
    from fastapi import FastAPI

LOG = logging.getLogger("fourscore.web")
TRY_AGAIN = {"refresh": "30", "retry-after": "30"}


class Live:
    """The live pages of one centre."""

    def __init__(self, frame: Frame, entrance: Entrance) -> None:
        self.frame, self.hub = frame, Hub(frame.centre, built()["live.js"])
        self.streams = Streams(self.hub, entrance)

    def at(self, app: FastAPI) -> None:
        """Put the pages and the stream at their addresses."""
        for path, page in (("/wall", self.wall), ("/wall/{key}", self.linked), ("/floor", self.floor),
                           ("/live/stream", self.streams.open)):
            app.add_api_route(path, page, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)

    async def wall(self, request: Request) -> Response:
        scope = request.query_params.get("scope", "")
        return await run_in_threadpool(self._page, request, f"wall:{scope}" if scope else "wall")

    async def linked(self, request: Request, key: str) -> Response:
        """The wall a link opens; the door has looked at it."""
        return await run_in_threadpool(self._page, request, f"wall:{request.scope['wall_link'].scope}", key)

    async def floor(self, request: Request) -> Response:
        return await run_in_threadpool(self._page, request, "floor")

    def _page(self, request: Request, asked: str, link: str = "") -> Response:
        frame = self.frame
        try:
            topic = topic_of(frame.centre, asked)
            if topic is None:
                return unknown_page(frame, request)
            return self._drawn(topic, link)
        except Trouble as trouble:
            if link:  # nobody stands before that screen to load it again
                return PlainTextResponse(spoken(said("The wall cannot be shown right now; it is tried again.")), 503,
                                         TRY_AGAIN)
            return trouble_page(frame, trouble, request)
        except Exception:
            LOG.exception("a page failed: %s", request.url.path)
            return broken_page(frame, request)

    def _drawn(self, topic: Topic, link: str) -> Response:
        frame = self.frame
        followed = any(is_followed(line) for line in frame.centre.settings.sources)
        if topic.kind == "floor":
            return frame.render("floor.html", here="/floor", title=said("Live floor"), live=self.hub.now(topic),
                                topic=topic.event, followed=followed, zone=frame.centre.settings.zone.key,
                                level=level_of(frame.centre)[0])
        scope = topic.scope.partition(":")[2]
        return frame.render("wall.html", here="/wall", title=scope or said("Wall"), live=self.hub.now(topic),
                            topic=topic.event, scope=scope, link=link, followed=followed)
