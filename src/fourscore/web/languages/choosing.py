"""This file is about which language a reader is answered in: the one they chose, or what their browser asks for.

What somebody chooses who is signed in is kept with their account, and holds in every browser they sign in on; it is
kept in the browser too, for its way in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse

from fourscore.terms import speaking, tongue
from fourscore.web.languages.tongues import ENGLISH, LANGUAGES, spoken_in

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from fourscore.centre import Entrance
    from fourscore.terms import Tongue

COOKIE = "language"
A_YEAR = 365 * 86_400
LONGEST_FORM = 1_000  # bytes; it says one code
CODES = tuple(one.code for one in LANGUAGES)
SILENT = ("/static/", "/api/")  # files, and answers to programs, are the same for everybody
READ = "/api/v1/docs"  # the page about them, which people read


class Speaking:
    """Everything that is made for a request is made in its reader's language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["path"].startswith(SILENT) and scope["path"] != READ):
            await self.app(scope, receive, send)
            return
        code = scope["language"] = language_of(Headers(scope=scope))

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-language"] = scope["language"]
                headers.add_vary_header("Accept-Language")
            await send(message)

        with speaking(spoken_in(code)):
            await self.app(scope, receive, told)


@contextmanager
def spoken_to(scope: Scope, code: str) -> Iterator[None]:
    """Whoever signed in is answered in the language that is kept with their account, where one is."""
    if code not in CODES or "language" not in scope:
        yield
        return
    scope["language"] = code
    with speaking(spoken_in(code)):
        yield


def language_of(headers: Headers) -> str:
    """The code of a request's language: the one chosen in this browser, or the browser's first that there is."""
    return chosen_in(headers) or _asked_for(headers.get("accept-language", ""))


def chosen_in(headers: Headers) -> str:
    """The code of the language that was chosen in this browser; empty where none was."""
    try:
        chosen = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return chosen.value if chosen is not None and chosen.value in CODES else ""


def tongue_of_page(code: str) -> Tongue | None:
    """The language of a page that says which it is in; for any other code the one who asks is answered in."""
    return spoken_in(code) if code in CODES else tongue()


def _asked_for(accepted: str) -> str:
    """By `Accept-Language` (RFC 9110, 12.5.4): the heaviest that there is, `de-AT` by its `de`; English otherwise."""
    wanted = []
    for place, one in enumerate(accepted.split(",")):
        name, _, weight = one.strip().partition(";q=")
        try:
            weighs = float(weight) if weight else 1.0
        except ValueError:
            weighs = 0.0
        code = name.split("-")[0].lower()
        if weighs > 0 and code in CODES:
            wanted.append((-weighs, place, code))
    return min(wanted)[2] if wanted else ENGLISH.code


async def choose(request: Request) -> RedirectResponse:
    """Keep the language that was chosen in this browser, and go back to the page where it was."""
    return _chosen(request, await _said(request))


class Choosing:
    """Choosing a language where people sign in."""

    def __init__(self, entrance: Entrance) -> None:
        self.entrance = entrance

    async def choose(self, request: Request) -> RedirectResponse:
        """Keep what was chosen with the account of whoever is signed in, and in this browser."""
        code, there = await _said(request), request.scope.get("signed_in")
        if code and there is not None:
            await run_in_threadpool(self.entrance.speak, there.account, code)
        return _chosen(request, code)


async def _said(request: Request) -> str:
    """The code of the language the form says; empty where it says none that there is."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return ""
    code = dict(parse_qsl(body.decode("latin-1"))).get("language", "")
    return code if code in CODES else ""


def _chosen(request: Request, code: str) -> RedirectResponse:
    there = urlsplit(request.headers.get("referer", ""))
    back = f"{there.path}?{there.query}" if there.query else there.path
    home = there.netloc == request.url.netloc and back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if home else "/", 303)
    if code:
        answer.set_cookie(COOKIE, code, max_age=A_YEAR, httponly=True, samesite="lax",
                          secure=request.url.scheme == "https", path="/")
    return answer
