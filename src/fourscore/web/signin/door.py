"""This file is about the one door to every page: who comes with which key, and where those without one are sent.

Whatever lies behind it is asked by the person who signed in, or in whose place a token reads. Where no account was
ever made the door stands open, and this computer asks as acting_as says.
"""

from __future__ import annotations

import logging
import time
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourscore.centre import READER_MARK, WALL, WRITER_MARK, Reader, asked_by, came_from
from fourscore.terms import Issue, Trouble, said, spoken, together
from fourscore.web.api.problems import turned_away
from fourscore.web.languages.choosing import spoken_to
from fourscore.web.serving.forwarded import counted_under
from fourscore.web.signin.attempts import Attempts
from fourscore.web.signin.place import place_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from fourscore.centre import Entrance

LOG = logging.getLogger("fourscore.web")
# What is there for everybody: the looks of the pages, and the way in. Pushed events bring a token of their own.
OPEN = ("/static/", "/push/", "/sign-in/", "/invitation/", "/unsubscribe/")
API = "/api/"
WORDS_OF_THE_API = "/api/v1/openapi.json"  # tells of no centre; programs are written from it
LANGUAGE = "/language"  # chosen by whoever comes; kept with the account of whoever is signed in
# What a page asks for by itself: it does not lead anybody away from what they are writing there.
BY_THE_PAGE = ("/notices/count",)
COOKIE = "sid"

OFFICE = ("office-", "disk-full")  # what is said of an office that cannot be asked
CANNOT = said("It cannot be looked up just now who may see what.")
SOON = said("Try again in a minute.")


class Door:
    """Lets a request through as the person whose key, or token, it brings."""

    def __init__(self, app: ASGIApp, entrance: Entrance, held: Callable[[Request], Awaitable[Response]],
                 not_now: Callable[[Request], Response]) -> None:
        """held: gives a form that was sent by somebody who is signed out by now back to them, with all it says.
        not_now: the page while it cannot be known who comes."""
        self.app, self.entrance, self.held, self.not_now, self.attempts = app, entrance, held, not_now, Attempts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._let(scope, receive, sent)
        except Trouble as trouble:  # what is wrong is for whoever looks after the centre, not for whoever comes
            if begun or not any(issue.name.startswith(OFFICE) for issue in trouble.issues):
                raise
            LOG.warning("nobody was let in to %s: %s", scope["path"], trouble)
            issue = Issue("office-unreachable", "the request", CANNOT, SOON)
            answer = turned_away(scope, issue, 503, {"retry-after": "30"}) or self.not_now(Request(scope))
            await answer(scope, receive, send)

    async def _let(self, scope: Scope, receive: Receive, send: Send) -> None:
        if link := link_key_of(scope):
            with came_from(place_of(scope)):
                await self._through_link(link, scope, receive, send)
            return
        if _open(scope["path"]):
            with came_from(place_of(scope)):
                await self.app(scope, receive, send)
            return
        if (token := _bearer(scope)) is not None:
            await self._read(token, scope, receive, send)
            return
        key = key_of(scope)
        there = await run_in_threadpool(self.entrance.who, key) if key else None
        if there is not None:
            scope["signed_in"] = there
            with asked_by(Reader(there.person, there.guest)), came_from(place_of(scope)), \
                    spoken_to(scope, there.language):
                await self.app(scope, receive, send)
            return
        known = self.entrance.known
        if scope["path"] == LANGUAGE or not (await run_in_threadpool(self.entrance.needed) if known is None else known):
            await self.app(scope, receive, send)
            return
        form = is_form(Headers(scope=scope)) and scope["method"] == "POST" and not scope["path"].startswith(API)
        answer = await self.held(Request(scope, receive)) if form else _outside(scope)
        await answer(scope, receive, send)

    async def _read(self, token: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand out a table to a program, as its person may see it; wrong tokens have to wait, right ones never do."""
        found = await run_in_threadpool(self.entrance.lets_read, token) if token else None
        refusal: Response | None = None
        if found is None:
            wait = self.attempts.failed(counted_under((scope.get("client") or ("",))[0]), time.monotonic())
            refusal = _wrong_token(scope, wait)
        elif scope["path"].startswith(API):
            pass  # what a token is for is looked at where it is known what is asked
        elif scope["method"] not in ("GET", "HEAD") or not scope["path"].endswith(".csv"):
            refusal = PlainTextResponse(spoken(said("A token reads tables only: addresses that end with .csv")), 404)
        if found is None or refusal is not None:
            await (refusal or Response(status_code=401))(scope, receive, send)
            return
        scope["token"] = found
        with asked_by(Reader(found.person, found.guest, frozenset(found.reads))), came_from(place_of(scope)):
            await self.app(scope, receive, send)

    async def _through_link(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        """A screen with a link to a wall sees that wall, as somebody who sees no names, and nothing else."""
        scope["wall_link"] = there = await run_in_threadpool(self.entrance.wall, key)
        if there is None:
            await PlainTextResponse(spoken(said("This link shows nothing any more: it was revoked, or its time is "
                                                "over.")),
                                    404)(scope, receive, send)
            return
        with asked_by(WALL):
            await self.app(scope, receive, send)


def _wrong_token(scope: Scope, wait: int) -> Response:
    what = said("This token lets nobody in: it is wrong, has ended, or was revoked.")
    remedy = said("Make a new one on the page of your account.")
    status, headers, issue = 401, {"www-authenticate": "Bearer"}, Issue("token-wrong", "the token", what, remedy)
    if wait:
        many, remedy = said("Too many wrong tokens came from this address."), said("Wait {seconds} s.", seconds=wait)
        what = together([many, remedy])
        status, headers, issue = 429, {"retry-after": str(wait)}, Issue("too-many-requests", "the token", many, remedy)
    return turned_away(scope, issue, status, headers) or PlainTextResponse(spoken(what), status, headers)


def link_key_of(scope: Scope) -> str:
    """The key of a link to a wall, where a request brings one: /wall/KEY, and the stream of that page."""
    path = str(scope["path"])
    if path.startswith("/wall/"):
        return path.removeprefix("/wall/") or "-"
    if path != "/live/stream":
        return ""
    asked: dict[str, str] = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    return asked.get("link", "")


def _bearer(scope: Scope) -> str | None:
    """The token that reads a request brings; none where it brings none. Other pages know of no other tokens."""
    scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    known = scope["path"].endswith(".csv") or scope["path"].startswith(API)
    if scheme.lower() != "bearer" or not (known or token.strip().startswith((READER_MARK, WRITER_MARK))):
        return None
    return token.strip()


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
    return path in ("/sign-in", WORDS_OF_THE_API) or path.startswith(OPEN)


def is_form(headers: Headers) -> bool:
    """Whether a form of a page was sent, by the page and not by its script."""
    kind = headers.get("content-type", "").partition(";")[0].strip()
    return kind == "application/x-www-form-urlencoded" and "hx-request" not in headers


def way_back(asked: str) -> str:
    """The sign-in page that leads on to that page of ours."""
    return "/sign-in" if asked == "/" else f"/sign-in?next={quote(asked, safe='')}"


def _outside(scope: Scope) -> Response:
    """A page is asked for again after signing in; for a part of one, the page it is in. A script only is told."""
    headers = Headers(scope=scope)
    issue = Issue("sign-in-first", "the request", said("This is told to those who are signed in, and to their "
                  "programs."), said("Send a token:  Authorization: Bearer TOKEN"))
    if refusal := turned_away(scope, issue, 401, {"www-authenticate": "Bearer"}):
        return refusal
    if "hx-request" in headers and scope["path"] in BY_THE_PAGE:
        return Response(status_code=204)
    if scope["method"] not in ("GET", "HEAD") or "hx-request" in headers:
        whole = urlsplit(headers.get("hx-current-url", ""))
        there = onward(whole.path + (f"?{whole.query}" if whole.query else ""))
        told = {"hx-redirect": way_back(there)} if "hx-request" in headers else {}
        return PlainTextResponse(spoken(said("Sign in first, then try again.")), 401, headers=told)
    query = scope["query_string"].decode("latin-1")
    return RedirectResponse(way_back(scope["path"] + (f"?{query}" if query else "")), 303)
