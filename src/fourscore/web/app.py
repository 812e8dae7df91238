"""This file is about the application: which address leads to which page, and what is shown when one fails."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from fourscore.centre import Entrance, asked_by
from fourscore.terms import Trouble
from fourscore.web import pages
from fourscore.web.assets import STATIC
from fourscore.web.guard import Guard
from fourscore.web.push import Door
from fourscore.web.remembered import Front, Remembered, State, address_of
from fourscore.web.signin.door import Door as SignInDoor
from fourscore.web.signin.forms import Forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from fourscore.centre import Centre, Intake

LOG = logging.getLogger("fourscore.web")


def create_app(centre: Centre, intake: Intake | None = None) -> FastAPI:
    """The pages of one open centre, and the door for pushed events where there is an intake.

    Raises Trouble with `pages-not-built` where their scripts were never built.
    """
    frame = pages.Frame(centre)
    app = FastAPI(title=centre.settings.name, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.remembered = remembered = Remembered(lambda: State(centre.told, centre.rows))
    _rooms(app, frame, remembered)
    entrance = Entrance(centre)
    Forms(frame, entrance).at(app)
    if intake is not None:
        app.add_api_route("/push/{source}", Door(intake).push, methods=["POST"], include_in_schema=False,
                          response_model=None)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(HTTPException, _missing(frame))
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Front, remembered=remembered)
    app.add_middleware(SignInDoor, entrance=entrance)
    app.add_middleware(Guard)
    return app


def _rooms(app: FastAPI, frame: pages.Frame, remembered: Remembered) -> None:
    def at(path: str, page: Callable[..., Response], *, keyed: bool = False) -> None:
        def show(request: Request) -> Response:
            return _careful(page, frame, request, remembered)

        def show_one(request: Request, key: str) -> Response:
            return _careful(page, frame, request, remembered, key)

        app.add_api_route(path, show_one if keyed else show, methods=["GET", "HEAD"], include_in_schema=False,
                          response_model=None, name=path)

    def front(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/scorecard{query}", status_code=307)

    app.add_api_route("/", front, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)
    at("/scorecard", pages.scorecard_page)
    at("/scorecard/panel", pages.panel_page)
    at("/scorecard.csv", pages.scorecard_csv)
    at("/map", pages.map_page)
    at("/measures", pages.measures_page)
    at("/measure/{key}", pages.measure_page, keyed=True)
    at("/measure/{key}/table.csv", pages.table_csv, keyed=True)
    at("/measure/{key}/rows", pages.rows_page, keyed=True)
    at("/measure/{key}/rows.csv", pages.rows_csv, keyed=True)


def _careful(
    page: Callable[..., Response], frame: pages.Frame, request: Request, remembered: Remembered, *more: str,
) -> Response:
    """The page, or one that says why it cannot be shown; made here, so that it carries the same headers."""
    try:
        reader = frame.reader

        def make() -> Response:  # perhaps anew, on a thread that nobody is signed in on
            with frame.centre.warehouse.whole_loads.asked(), asked_by(reader or None):
                return page(frame, request, *more)

        return remembered.page(address_of(request.scope, reader), make)
    except Trouble as trouble:
        return pages.trouble_page(frame, trouble, request)
    except Exception:
        LOG.exception("a page failed: %s", request.url.path)
        return pages.broken_page(frame, request)


def _missing(frame: pages.Frame) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, why: Exception) -> Response:
        if isinstance(why, HTTPException) and why.status_code != 404:
            return Response(why.detail, why.status_code, headers=why.headers, media_type="text/plain")
        return pages.unknown_page(frame, request)

    return answer
