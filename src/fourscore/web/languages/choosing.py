"""This file is about which language a reader is answered in: the one they chose, or what their browser asks for."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse

from fourscore.terms import speaking
from fourscore.web.languages.tongues import ENGLISH, LANGUAGES, spoken_in

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "language"
A_YEAR = 365 * 86_400
CODES = tuple(one.code for one in LANGUAGES)
SILENT = ("/static/", "/api/")  # files, and answers to programs, are the same for everybody


class Speaking:
    """Everything that is made for a request is made in its reader's language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(SILENT):
            await self.app(scope, receive, send)
            return
        code = scope["language"] = language_of(Headers(scope=scope))

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-language"] = code
                headers.add_vary_header("Accept-Language")
            await send(message)

        with speaking(spoken_in(code)):
            await self.app(scope, receive, told)


def language_of(headers: Headers) -> str:
    """The code of a request's language: chosen once and kept in a cookie, or the browser's first that there is."""
    try:
        chosen = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        chosen = None
    if chosen is not None and chosen.value in CODES:
        return chosen.value
    return _asked_for(headers.get("accept-language", ""))


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
    """Keep the language that was chosen, and go back to the page where it was."""
    form, there = await request.form(), urlsplit(request.headers.get("referer", ""))
    code = str(form.get("language", ""))
    back = f"{there.path}?{there.query}" if there.query else there.path
    home = there.netloc == request.url.netloc and back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if home else "/", 303)
    if code in CODES:
        answer.set_cookie(COOKIE, code, max_age=A_YEAR, httponly=True, samesite="lax",
                          secure=request.url.scheme == "https", path="/")
    return answer
