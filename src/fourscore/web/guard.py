"""This file is about the headers every answer carries for safety, and the requests that are turned away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response

from fourscore.settings import OWN_NAMES
from fourscore.terms import Issue, said
from fourscore.web.api.problems import HERE, turned_away

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
                               "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# What brings a key of its own, and is sent by programs from elsewhere too.
KEYED = ("/push/", "/unsubscribe/")
SAFE = ("GET", "HEAD", "OPTIONS")
FOR_EVER = "public, max-age=31536000, immutable"  # built files carry a hash of their content in their name
NEVER = "no-store"                                # figures of people stay out of the browser's cache
ASK_AGAIN = "private, no-cache"                   # of the API: a program may keep them, and asks whether they hold
TLS_ONLY = "max-age=31536000"                     # a browser that was here over TLS comes without it no more


class Guard:
    """Adds the headers to every answer, and refuses a request that names neither this computer nor a public name.

    A page elsewhere that gives its own name this computer's address (DNS rebinding) is told apart by the name in the
    request.
    """

    def __init__(self, app: ASGIApp, names: Collection[str] = ()) -> None:
        self.app, self.names = app, frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        guarded = dressed(scope, send)
        await (refusal(scope, self.names) or self.app)(scope, receive, guarded)


def refusal(scope: Scope, names: Collection[str]) -> Response | None:
    """What turns a request away that comes by another name, or changes something from elsewhere; none for others."""
    host = Headers(scope=scope).get("host", "")
    if not names_this_computer(host) and host_of(host) not in names:
        what = said("These pages are not known by this name.") if names else \
            said("These pages are shown on this computer only, as 127.0.0.1 or localhost.")
        issue = Issue("name-unknown", host, what, said("Ask by a name that stands in centre.yaml."))
        return turned_away(scope, issue, 421) or PlainTextResponse(what, 421)
    if scope["method"] not in SAFE and not scope["path"].startswith(KEYED) and not from_here(scope):
        what = said("This was sent by a page from elsewhere; nothing was changed.")
        issue = Issue("sent-from-elsewhere", "the request", what,
                      said("Send it from our own pages, or with a token."))
        return turned_away(scope, issue, 403) or PlainTextResponse(what, 403)
    return None


def dressed(scope: Scope, send: Send) -> Send:
    """What sends an answer with the headers on it."""
    host = Headers(scope=scope).get("host", "")

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if scope["scheme"] == "https" and host_of(host) not in OWN_NAMES:
                headers["strict-transport-security"] = TLS_ONLY
            built = scope["path"].startswith("/static/built/") and message["status"] in (200, 304)
            if not scope["path"].startswith("/static/") or built:
                headers["cache-control"] = FOR_EVER if built else ASK_AGAIN if scope["path"].startswith(HERE) else NEVER
        await send(message)

    return guarded


def from_here(scope: Scope) -> bool:
    """Whether a request that changes something was sent by one of our own pages, or by no page at all.

    Every browser of today says where a request comes from (Fetch Metadata); an older one names the page's origin.
    Programs say neither, and bring no cookie that somebody else could use.
    """
    headers = Headers(scope=scope)
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or origin == f"{scope['scheme']}://{headers.get('host', '')}"


def said_from_here(scope: Scope) -> bool:
    """Whether it is said that one of our own pages sent it: what brings a cookie to the API has to say so."""
    headers = Headers(scope=scope)
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    return from_here(scope) and (site == "same-origin" or (site is None and origin is not None))


def names_this_computer(host: str) -> bool:
    """Whether a Host header (name and perhaps port) is one of this computer's own names."""
    return host_of(host) in OWN_NAMES


def host_of(host: str) -> str:
    """The name in a Host header, in small letters, without its port; empty where there is none."""
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "").rstrip(".") if parts.netloc == host and parts.username is None else ""
    except ValueError:
        return ""
