"""This file is about who really asks, and over what: the word of a proxy in front is believed, and nobody else's.

A header can be written by anybody. Where a proxy is declared, what it says of its own caller counts: it appends the
address it was asked from, so that the last one which is not a proxy's is true, and whatever stands before it may be
invented. Source: MDN Web Docs, X-Forwarded-For, "Selecting an IP address".
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourscore.settings import OWN_NAMES, plain_address
from fourscore.web.guard import dressed, host_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from fourscore.settings import Network

SAFE = ("GET", "HEAD")
TOLD = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host")
SILENT = ("The proxy in front of these pages does not say how it was asked: let it set X-Forwarded-Proto. "
          "Nothing was done.")
ROUND = "These pages are reached over TLS only, at the address of the proxy in front of them."
PLAIN = "This was sent without TLS, so that others could read it; nothing was done. Use https:// and try again."


class Forwarded:
    """Puts the true caller, scheme and name into the request; turns away what came without TLS from beyond."""

    def __init__(self, app: ASGIApp, network: Network) -> None:
        self.app, self.network = app, network

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.network.proxies:
            await self.app(scope, receive, send)
            return
        headers, beside = Headers(scope=scope), scope["client"][0] if scope.get("client") else ""
        if not self.network.trusts(beside):
            scope, answer = self._direct(scope, headers, beside)
        elif not any(name.decode() in headers for name in TOLD) and _own(beside, headers.get("host", "")):
            answer = None  # this very computer, past the proxy on it
        else:
            scope, answer = self._through(scope, headers)
        if answer is None:
            await self.app(scope, receive, send)
        else:
            await answer(scope, receive, dressed(scope, send))

    def _direct(self, scope: Scope, headers: Headers, beside: str) -> tuple[Scope, Response | None]:
        """Somebody who is no proxy: what they say of themselves is passed over."""
        safe = scope["scheme"] == "https" or _own(beside, headers.get("host", ""))
        return scope, None if safe else PlainTextResponse(ROUND, 421)

    def _through(self, scope: Scope, headers: Headers) -> tuple[Scope, Response | None]:
        """What a proxy passed on, told as it told it."""
        scheme = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
        host = headers.get("x-forwarded-host", "").rpartition(",")[2].strip() or headers.get("host", "")
        told = [(name, value) for name, value in scope["headers"] if name not in (*TOLD, b"host")]
        there = {**scope, "headers": [(b"host", host.encode("latin-1", "replace")), *told]}
        if scheme not in ("http", "https"):
            return there, PlainTextResponse(SILENT, 400)
        there["scheme"] = scheme
        if (caller := self._caller(",".join(headers.getlist("x-forwarded-for")))) is not None:
            there["client"] = (caller, 0)
        if scheme == "https":
            return there, None
        return there, self._to_tls(there, host)

    def _to_tls(self, scope: Scope, host: str) -> Response:
        """The same address over TLS, where it is one of ours and nothing was sent yet."""
        name = host_of(host)
        if scope["method"] not in SAFE or name not in self.network.names:
            return PlainTextResponse(PLAIN, 403)
        query = scope["query_string"].decode("latin-1")
        shown = f"[{name}]" if ":" in name else name
        path = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
        return RedirectResponse(f"https://{shown}{path}{f'?{query}' if query else ''}", 308)

    def _caller(self, said: str) -> str | None:
        """The last address that is no proxy's; none where the proxy names none, or no address."""
        caller = None
        for word in reversed([one.strip() for one in said.split(",") if one.strip()]):
            try:
                caller = str(plain_address(_without_port(word)))
            except ValueError:
                return None  # so that nobody chooses a name of their own to be counted under
            if not self.network.trusts(caller):
                return caller
        return caller


def counted_under(address: str) -> str:
    """The place an address is counted under: of IPv6 the network of 64 bits, all of which one subscriber has.

    Source: RFC 6177, section 2.
    """
    try:
        one = plain_address(address)
    except ValueError:
        return address
    return str(one) if one.version == 4 else str(ipaddress.ip_network((one, 64), strict=False))


def _own(beside: str, host: str) -> bool:
    """Whether this computer asks itself, by a name of its own."""
    try:
        return plain_address(beside).is_loopback and host_of(host) in OWN_NAMES
    except ValueError:
        return False


def _without_port(word: str) -> str:
    if word.startswith("["):
        return word[1:].partition("]")[0]
    return word.partition(":")[0] if word.count(":") == 1 else word
