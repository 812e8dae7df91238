"""This file is about the API as an application of its own under /api/v1, and how large a request may be."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from fourscore.terms import Issue
from fourscore.web.api.desk import A_MINUTE, Desk, Rooms
from fourscore.web.api.document import document_of, reading_page
from fourscore.web.api.matters.access import Access
from fourscore.web.api.matters.cards import Cards
from fourscore.web.api.matters.daily.alerts import Alerts
from fourscore.web.api.matters.daily.comments import Comments
from fourscore.web.api.matters.daily.drafts import Drafts
from fourscore.web.api.matters.daily.incidents import Incidents
from fourscore.web.api.matters.daily.mailing import Mailing
from fourscore.web.api.matters.daily.rooms import Roles
from fourscore.web.api.matters.figures import Figures
from fourscore.web.api.matters.loading import Loading
from fourscore.web.api.matters.people import People
from fourscore.web.api.matters.publishing import Publishing
from fourscore.web.api.matters.reviewing import Reviewing
from fourscore.web.api.matters.strategies import Strategies
from fourscore.web.api.matters.views import Views
from fourscore.web.api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = "/api/v1"
LARGEST = 5_000_000  # bytes of a request that brings no file; files have bounds of their own
FILES = f"{HERE}/uploads"
MATTERS = (Figures, Cards, Strategies, Publishing, Reviewing, People, Loading, Views, Access, Mailing,
           Comments, Incidents, Alerts, Drafts, Roles)


def api_of(rooms: Rooms, a_minute: int = A_MINUTE) -> FastAPI:
    """The API of one centre. a_minute: requests one reader may make."""
    api = FastAPI(title="fourscore", version="1", docs_url=None, redoc_url=None, openapi_url=None,
                  redirect_slashes=False)
    desk = Desk(api, rooms, a_minute)
    for matter in MATTERS:
        matter(desk)
    kept: list[dict[str, Any]] = []

    def told() -> dict[str, Any]:
        if not kept:
            kept.append(document_of(api, HERE))
        return kept[0]

    def words(request: Request) -> Response:
        return JSONResponse(told())

    def page(request: Request) -> Response:
        return reading_page(rooms.frame, told())

    api.add_api_route("/openapi.json", words, include_in_schema=False, response_model=None)
    api.add_api_route("/docs", page, include_in_schema=False, response_model=None)
    api.add_exception_handler(HTTPException, _missing)
    api.add_exception_handler(RequestValidationError, _wrong)
    api.add_middleware(Bounded)
    return api


def _missing(request: Request, why: Exception) -> Response:
    path, status = request.scope["path"], why.status_code if isinstance(why, HTTPException) else 500
    if status == 404:
        return problem(path, (Issue("unknown-address", path, "There is nothing at this address.",
                                    f"{HERE}/docs has every address."),), 404)
    headers = why.headers if isinstance(why, HTTPException) else None
    if status == 405:
        return problem(path, (Issue("method-unknown", request.method, "This address is not asked for in this way.",
                                    f"{HERE}/docs has every address."),), 405, headers)
    return problem(path, (Issue("not-readable", path, "This request cannot be read.",
                                "Send JSON as the document has it."),), status, headers)


def _wrong(request: Request, why: Exception) -> Response:
    """Everything wrong with what was sent, each with its place."""
    found = why.errors() if isinstance(why, RequestValidationError) else []
    issues = [Issue("wrong-parameter", ".".join(str(one) for one in wrong["loc"]), f"{wrong['msg']}.",
                    f"{HERE}/docs has what is expected.") for wrong in found]
    return problem(request.scope["path"], issues or (Issue(
        "wrong-parameter", "the request", "This is not what is expected.", ""),), 422)


class Later:
    """The API of one centre, put together when it is first asked: that takes longer than to make all the pages."""

    def __init__(self, rooms: Rooms, a_minute: int = A_MINUTE) -> None:
        self._rooms, self._a_minute = rooms, a_minute
        self._making = threading.Lock()
        self._made: FastAPI | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        made = self._made
        if made is None:
            made = await run_in_threadpool(self._make)
        await made(scope, receive, send)

    def _make(self) -> FastAPI:
        with self._making:
            if self._made is None:
                self._made = api_of(self._rooms, self._a_minute)
            return self._made


class Bounded:
    """Turns away a request that is too large, as soon as it is known."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["path"] == FILES and scope["method"] == "POST"):
            await self.app(scope, receive, send)
            return
        said = Headers(scope=scope).get("content-length", "")
        if said.isdigit() and int(said) > LARGEST:
            await _too_large(scope)(scope, receive, send)
            return
        came, begun, over = 0, False, False

        async def counted() -> Message:
            nonlocal came, over
            message = await receive()
            came += len(message.get("body", b""))
            if came > LARGEST:
                over = True
                return {"type": "http.disconnect"}
            return message

        async def sent(message: Message) -> None:
            nonlocal begun
            if over and not begun:
                begun = True
                await _too_large(scope)(scope, receive, send)
            if not over:
                begun = True
                await send(message)

        await self.app(scope, counted, sent)


def _too_large(scope: Scope) -> Response:
    return problem(scope["path"], (Issue("body-too-large", "the request", f"This is larger than {LARGEST:,} bytes.",
                                         "Send less; files are brought by POST /uploads."),), 413)
