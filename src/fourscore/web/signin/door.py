"""This file is about the one door to every page: who comes with which key, and where those without one are sent.

Whatever lies behind it is asked by the person who signed in. Where no account was ever made the door stands open, and
this computer asks as acting_as says.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourscore.centre import asked_by

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from fourscore.centre import Entrance

# What is there for everybody: the looks of the pages, and the way in. Pushed events bring a token of their own.
OPEN = ("/static/", "/push/", "/sign-in", "/invitation/")
COOKIE = "sid"


class Door:
    """Lets a request through as the person whose key it brings."""

    def __init__(self, app: ASGIApp, entrance: Entrance) -> None:
        self.app, self.entrance = app, entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _open(scope["path"]):
            await self.app(scope, receive, send)
            return
        key = key_of(scope)
        there = await run_in_threadpool(self.entrance.who, key) if key else None
        if there is not None:
            scope["signed_in"] = there
            with asked_by(there.person):
                await self.app(scope, receive, send)
            return
        known = self.entrance.known
        if known or (known is None and await run_in_threadpool(self.entrance.needed)):
            await _outside(scope)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def key_of(scope: Scope) -> str:
    """The key in the request's cookie; empty where there is none."""
    try:
        jar = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return ""
    found = jar.get(cookie_name(scope))
    return found.value if found else ""


def cookie_name(scope: Scope) -> str:
    """Over TLS a name that browsers let nobody else set, and send nowhere else."""
    return f"__Host-{COOKIE}" if scope["scheme"] == "https" else COOKIE


def keep_key(answer: Response, scope: Scope, key: str) -> None:
    """Hand the browser its key, which ends with the browser; or take it away where `key` is empty."""
    secure = scope["scheme"] == "https"
    if key:
        answer.set_cookie(cookie_name(scope), key, path="/", secure=secure, httponly=True, samesite="lax")
    else:
        answer.delete_cookie(cookie_name(scope), path="/", secure=secure, httponly=True, samesite="lax")


def onward(said: str) -> str:
    """Where to go after signing in: a page of ours, whatever the address says."""
    return said if said.startswith("/") and not said.startswith(("//", "/\\")) and said.isprintable() else "/"


def _open(path: str) -> bool:
    return path == "/sign-in" or path.startswith(OPEN[:2] + OPEN[3:])


def _outside(scope: Scope) -> Response:
    """A page is asked for again after signing in; a part of one, or a table, only says so."""
    if scope["method"] not in ("GET", "HEAD") or "hx-request" in Headers(scope=scope):
        return PlainTextResponse("Sign in first, then try again.", 401)
    query = scope["query_string"].decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse("/sign-in" if asked == "/" else f"/sign-in?next={quote(asked, safe='')}", 303)
