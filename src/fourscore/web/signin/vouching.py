"""This file is about signing in by an OpenID provider: the way there, and the way back."""

from __future__ import annotations

import functools
import logging
import secrets
import time
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fourscore.terms import Trouble, said
from fourscore.web.languages.choosing import chosen_in
from fourscore.web.serving.forwarded import counted_under
from fourscore.web.signin.attempts import Attempts
from fourscore.web.signin.door import key_of, onward
from fourscore.web.signin.forms import caller_of, signed

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import Scope

    from fourscore.centre import OpenId
    from fourscore.web.signin.forms import Forms

LOG = logging.getLogger("fourscore.web")
BACK = "/sign-in/back"
AT_ONCE = 4  # a provider that is slow to answer keeps no thread from the pages
HEADS = {"provider-down": (503, said("No answer")), "provider-differs": (503, said("No answer")),
         "sign-in-stale": (400, said("Begin again")), "provider-refused": (401, said("Not signed in")),
         "not-vouched-for": (401, said("Not signed in")), "no-name-told": (403, said("Not signed in")),
         "unknown-here": (403, said("Not known here"))}
Found = TypeVar("Found")


class Vouching:
    """The pages between here and the provider."""

    def __init__(self, forms: Forms, openid: OpenId) -> None:
        self.forms, self.openid = forms, openid
        self.attempts, self._limit = Attempts(), CapacityLimiter(AT_ONCE)

    def at(self, app: FastAPI) -> None:
        """Put the pages at their addresses."""
        for path, page in (("/sign-in/provider", self.go), (BACK, self.back)):
            app.add_api_route(path, page, methods=["GET"], include_in_schema=False, response_model=None)

    async def go(self, request: Request) -> Response:
        """On to the provider. The browser keeps a key by which it is known again on its way back."""
        after, key = onward(request.query_params.get("next", "/")), _begun(request.scope) or secrets.token_urlsafe(32)
        back = f"{request.scope['scheme']}://{request.headers['host']}{BACK}"
        try:
            address = await self._apart(functools.partial(self.openid.begin, key, after, back))
        except Trouble as trouble:
            return self._no(trouble, after)
        answer = RedirectResponse(address, 303)
        answer.set_cookie(_name(request.scope), key, path="/", secure=request.scope["scheme"] == "https", httponly=True,
                          samesite="lax")
        return answer

    async def back(self, request: Request) -> Response:
        """Signed in, where the provider vouches for somebody who is known here; else a page that says why not."""
        place, now = counted_under(caller_of(request)), time.monotonic()
        if wait := self.attempts.waits(place, now):
            return self.forms.refused(429, said("Too many tries"),
                                      said("There were too many tries from where you are."),
                                      said("Wait {seconds} s, then try again.", seconds=wait))
        try:
            claims, after = await self._apart(functools.partial(
                self.openid.finish, dict(request.query_params), _begun(request.scope)))
            key = await self._apart(functools.partial(
                self.forms.entrance.vouched, claims, request.headers.get("user-agent", ""),
                instead=key_of(request.scope), language=chosen_in(request.headers)))
        except Trouble as trouble:
            if trouble.issues[0].name not in ("provider-down", "provider-differs"):
                self.attempts.failed(place, now)
            return self._no(trouble)
        return signed(request, key, after)

    async def _apart(self, work: Callable[[], Found]) -> Found:
        return await run_sync(work, limiter=self._limit)

    def _no(self, trouble: Trouble, after: str = "/") -> Response:
        issue = trouble.issues[0]
        LOG.warning("nobody was signed in by the provider: %s: %s", issue.name, issue.what)
        status, head = HEADS.get(issue.name, (400, said("Not signed in")))
        return self.forms.refused(status, head, issue.what, issue.remedy, after)


def _name(scope: Scope) -> str:
    """Over TLS a name that browsers let nobody else set."""
    return "__Host-begun" if scope["scheme"] == "https" else "begun"


def _begun(scope: Scope) -> str:
    """The key of the browser that began; empty where it has none."""
    try:
        jar = SimpleCookie(Request(scope).headers.get("cookie", ""))
    except CookieError:
        return ""
    found = jar.get(_name(scope))
    return found.value if found else ""
