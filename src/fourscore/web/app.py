"""This file is about the application: which address leads to which page, and what is shown when one fails."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from fourscore.centre import Entrance, Looks, Uploads, asked_by, reader, texts_held
from fourscore.settings import Network
from fourscore.terms import Trouble, speaking, tongue
from fourscore.web import pages
from fourscore.web.api.app import HERE as API
from fourscore.web.api.app import Later
from fourscore.web.api.desk import A_MINUTE, Rooms
from fourscore.web.assets import STATIC
from fourscore.web.comparing.page import compare_page, compare_sheet
from fourscore.web.editor.routes import Editor
from fourscore.web.explore.page import explore_page, explore_sheet, kept_page
from fourscore.web.explore.views import Views, view_page
from fourscore.web.guard import Guard
from fourscore.web.languages.choosing import Choosing as ChoosingLanguage
from fourscore.web.languages.choosing import Speaking
from fourscore.web.live.pages import Live
from fourscore.web.loading.routes import Loading
from fourscore.web.push import Door
from fourscore.web.record.looked import Looked
from fourscore.web.record.page import audit_page, audit_sheet
from fourscore.web.remembered import Front, Remembered, State, address_of
from fourscore.web.reports.making import FORMS, KINDS, OPENS, report_page
from fourscore.web.roles.agent import Disputing
from fourscore.web.roles.landing import Beginning, put_at
from fourscore.web.search.page import search_page
from fourscore.web.serving.forwarded import Forwarded
from fourscore.web.setting_up.asking import Asking
from fourscore.web.setting_up.initiating import Initiating
from fourscore.web.setting_up.stages import Stages
from fourscore.web.setting_up.trying import Choosing
from fourscore.web.signin.account import Account
from fourscore.web.signin.door import Door as SignInDoor
from fourscore.web.signin.forms import Forms
from fourscore.web.signin.vouching import Vouching
from fourscore.web.subscribing.page import Subscriptions
from fourscore.web.watching.routes import Watching

if TYPE_CHECKING:
    from collections.abc import Callable

    from fourscore.centre import Centre, Intake

LOG = logging.getLogger("fourscore.web")


def create_app(centre: Centre, intake: Intake | None = None, network: Network | None = None,
               uploads: Uploads | None = None, a_minute: int = A_MINUTE) -> FastAPI:
    """The pages of one open centre, and the door for pushed events where there is an intake.

    network: where they are served; on this computer only, unless told. Beyond it everybody signs in from the start.
    uploads: takes files in; one of its own is made where it is left out. a_minute: requests to the API one reader may
    make.

    Raises Trouble with `pages-not-built` where their scripts were never built, `secret-missing` and
    `oidc-not-installed` where an OpenID provider cannot be asked.
    """
    frame = pages.Frame(centre)
    app = FastAPI(title=centre.settings.name, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.remembered = remembered = Remembered(lambda: _state(centre))
    _rooms(app, frame, remembered)
    network = network or Network()
    entrance = Entrance(centre, always=network.beyond)
    forms = Forms(frame, entrance)
    forms.at(app)
    if (openid := entrance.provider()) is not None:
        Vouching(forms, openid).at(app)
    app.state.uploads = uploads = uploads or Uploads(centre)
    for rooms in (Stages(frame), Asking(frame), Choosing(frame), Account(frame, entrance), Views(frame, kept_page),
                  Loading(frame, uploads), Editor(frame), Watching(frame), Subscriptions(frame), Beginning(frame),
                  Disputing(frame), Initiating(frame)):
        rooms.at(app)
    app.state.live = live = Live(frame, entrance)
    live.at(app)
    if intake is not None:
        app.add_api_route("/push/{source}", Door(intake).push, methods=["POST"], include_in_schema=False,
                          response_model=None)
    app.add_api_route("/language", ChoosingLanguage(entrance).choose, methods=["POST"],
                      include_in_schema=False, response_model=None)
    app.mount(API, Later(Rooms(frame, entrance, uploads), a_minute), name="api")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(HTTPException, _missing(frame))
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Front, remembered=remembered)
    app.state.looks = looks = Looks(centre)
    app.add_middleware(Looked, looks=looks)
    app.add_middleware(SignInDoor, entrance=entrance, held=forms.held, not_now=forms.not_now)
    app.add_middleware(Speaking)
    app.add_middleware(Guard, names=network.names)
    app.add_middleware(Forwarded, network=network)
    return app


def _state(centre: Centre) -> State:
    """What pages are made from; the day too, because roles begin and end with it."""
    return State((centre.told, centre.calendar.local(centre.now()).date()), centre.rows)


def _rooms(app: FastAPI, frame: pages.Frame, remembered: Remembered) -> None:
    def at(path: str, page: Callable[..., Response], opens: str, *, keyed: bool = False, kept: bool = True) -> None:
        """opens: what of the reader's rights lets the page be opened. kept: whether it is shown again as it was."""
        memory = remembered if kept else None

        def show(request: Request) -> Response:
            return _careful(page, opens, frame, request, memory)

        def show_one(request: Request, key: str) -> Response:
            return _careful(page, opens, frame, request, memory, key)

        app.add_api_route(path, show_one if keyed else show, methods=["GET", "HEAD"], include_in_schema=False,
                          response_model=None, name=path)

    put_at(at)
    at("/scorecard", pages.scorecard_page, "scorecard")
    at("/scorecard/panel", pages.panel_page, "scorecard")
    at("/scorecard/parts", pages.parts_page, "scorecard")
    at("/map", pages.map_page, "map")
    at("/measures", pages.measures_page, "measures")
    at("/compare", compare_page, "compare")
    at("/explore", explore_page, "explore")
    at("/explore/view/{key}", view_page, "explore", keyed=True)
    at("/search", search_page, "measures", kept=False)
    at("/audit", audit_page, "audit", kept=False)
    at("/measure/{key}", pages.measure_page, "measure", keyed=True)
    at("/measure/{key}/rows", pages.rows_page, "rows", keyed=True)
    for kind in KINDS:
        for form in FORMS:
            at(f"/report/{kind}.{form}", report_page, OPENS[kind], kept=False)
    for ending in ("csv", "xlsx"):
        at(f"/scorecard.{ending}", pages.scorecard_sheet, "scorecard")
        at(f"/audit.{ending}", audit_sheet, "audit", kept=False)
        at(f"/explore.{ending}", explore_sheet, "explore")
        at(f"/compare.{ending}", compare_sheet, "compare")
        at(f"/measures.{ending}", pages.measures_sheet, "measures")
        at(f"/measure/{{key}}/table.{ending}", pages.table_sheet, "measure", keyed=True)
        at(f"/measure/{{key}}/rows.{ending}", pages.rows_sheet, "rows", keyed=True)


def _careful(
    page: Callable[..., Response], opens: str, frame: pages.Frame, request: Request, remembered: Remembered | None,
    *more: str,
) -> Response:
    """The page, or one that says why it cannot be shown; made here, so that it carries the same headers."""
    try:
        who, said_in = reader(), tongue()

        def make() -> Response:  # perhaps anew, on a thread that nobody is signed in on
            with frame.centre.warehouse.whole_loads.asked(), texts_held(), asked_by(who), speaking(said_in):
                if not frame.rights.opens(opens):
                    return pages.unknown_page(frame, request)
                return page(frame, request, *more)

        return make() if remembered is None else remembered.page(address_of(request.scope, who), make)
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
