"""This file is about where each role begins, and at which address each page made for a role stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourscore.centre import asked_by, begins, reader
from fourscore.terms import kept, said, spoken
from fourscore.web.pages import front_page
from fourscore.web.pages.trouble import unknown_page
from fourscore.web.roles.agent import agent_view, my_view
from fourscore.web.roles.improving import coach_view, quality_view
from fourscore.web.roles.rooms import ROOMS
from fourscore.web.roles.running import network_view, resource_view
from fourscore.web.roles.staffing import recruiting_view, training_view
from fourscore.web.roles.strategy import goals_view, targets_view
from fourscore.web.roles.team import team_home, team_view, teams_view
from fourscore.web.roles.view import Make, View, page_of, sheet_of
from fourscore.web.setting_up.initiating import offered
from fourscore.web.signin.forms import fields_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.web.pages import Frame

CHOSEN = "begin_as"     # the cookie that keeps it
KEPT_S = 365 * 86400
# What somebody of a role begins with, in words; whoever is not in it begins with the scorecard.
PATHS = {room.opens: room.path for room in ROOMS}


class Made(NamedTuple):
    """A page made for a role. opens: what of the reader's rights it is there by. lasting: whether it is shown again as
    it was, until something changes; what goes on just now is not."""

    path: str
    make: Make
    opens: str
    keyed: bool = False
    lasting: bool = True


def goals_page(frame: Frame, request: Request) -> View:
    """The goals, with the forms of initiatives."""
    return goals_view(frame, request, offered(frame, {}))


MADE = (
    Made("/my", my_view, "my"), Made("/agent/{key}", agent_view, "agent", keyed=True),
    Made("/team/{key}", team_view, "team", keyed=True, lasting=False), Made("/teams", teams_view, "teams"),
    Made("/coach", coach_view, "coach"), Made("/quality", quality_view, "quality"),
    Made("/goals", goals_page, "goals"), Made("/targets", targets_view, "targets"),
    Made("/people/recruiting", recruiting_view, "recruiting"), Made("/people/training", training_view, "training"),
    Made("/resource", resource_view, "resource"), Made("/network", network_view, "network"),
)


def put_at(at: Callable[..., None]) -> None:
    """Every page made for a role, and its tables as files, at their addresses."""
    at("/", home_page, "scorecard", kept=False)
    at("/team", team_home, "team", kept=False)
    for made in MADE:
        at(made.path, page_of(made.make, made.opens), made.opens, keyed=made.keyed, kept=made.lasting)
        for ending in ("csv", "xlsx"):
            path = f"{made.path}/table.{ending}" if made.keyed else f"{made.path}.{ending}"
            at(path, sheet_of(made.make, made.opens), made.opens, keyed=made.keyed, kept=made.lasting)


def home_page(frame: Frame, request: Request) -> Response:
    """To where the role of who is signed in begins; of several roles, the one they chose. Without signing in, the
    scorecard."""
    who, asker = reader(), frame.rights.asker
    if who.person is None or not asker.roles or request.url.query:
        return front_page(frame, request)
    roles = [role for role in asker.roles if role == request.cookies.get(CHOSEN)] or list(asker.roles)
    pages = {begins(frame.centre, role) for role in roles}
    if len(pages) > 1:
        return RedirectResponse("/begin", 303)
    (page,) = pages
    return front_page(frame, request) if page == "scorecard" else RedirectResponse(PATHS[page], 303)


class Beginning:
    """The page on which somebody of several roles says with which they begin."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def at(self, app: FastAPI) -> None:
        """Put the page, and what it sends, at its address."""
        for method, page in (("GET", self.page), ("POST", self.choose)):
            app.add_api_route("/begin", page, methods=[method], include_in_schema=False, response_model=None)

    async def page(self, request: Request) -> Response:
        return await run_in_threadpool(self._shown, request)

    def _shown(self, request: Request) -> Response:
        frame = self.frame
        roles = frame.rights.asker.roles
        if reader().person is None or not roles:
            return unknown_page(frame, request)
        if len(roles) == 1:
            return RedirectResponse("/", 303)
        names = {room.opens: room.name for room in ROOMS}
        offered = [(role, kept(role), names[begins(frame.centre, role)],
                    role == request.cookies.get(CHOSEN)) for role in roles]
        return frame.render("begin.html", title=said("Where you begin"), roles=offered)

    async def choose(self, request: Request) -> Response:
        fields, who = await fields_of(request), reader()
        if fields is None:
            return PlainTextResponse(spoken(said("This is no form of this page.")), 400)

        def kept() -> Response:
            with asked_by(who):
                role = fields.get("role", "")
                if who.person is None or role not in self.frame.rights.asker.roles:
                    return unknown_page(self.frame, request)
                answer = RedirectResponse("/", 303)
                answer.set_cookie(CHOSEN, role, max_age=KEPT_S, httponly=True, samesite="lax",
                                  secure=request.url.scheme == "https")
                return answer

        return await run_in_threadpool(kept)
