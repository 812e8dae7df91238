"""This file is about the pages of the way in: signing in and out, and an invitation."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourscore.terms import Trouble, said, spoken, together
from fourscore.web.languages.choosing import chosen_in
from fourscore.web.serving.forwarded import counted_under
from fourscore.web.signin.attempts import Attempts
from fourscore.web.signin.door import CANNOT, SOON, keep_key, key_of, onward, way_back

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.centre import Entrance
    from fourscore.web.pages import Frame

LONGEST_FORM, LONGEST_HELD = 10_000, 1_000_000
MOST_FIELDS = 2_000
REFUSED = said("The name or the password is not right.")


class Forms:
    """The way in to one centre's pages."""

    def __init__(self, frame: Frame, entrance: Entrance) -> None:
        self.frame, self.entrance = frame, entrance
        self.attempts = Attempts()

    def at(self, app: FastAPI) -> None:
        """Put the pages at their addresses."""
        for path, method, page in (
            ("/sign-in", "GET", self.form), ("/sign-in", "POST", self.sign_in), ("/sign-out", "POST", self.sign_out),
            ("/invitation/{key}", "GET", self.invitation), ("/invitation/{key}", "POST", self.accept),
        ):
            app.add_api_route(path, page, methods=[method], include_in_schema=False, response_model=None)

    async def form(self, request: Request) -> Response:
        return self._form(onward(request.query_params.get("next", "/")))

    async def sign_in(self, request: Request) -> Response:
        """Let whoever proves who they are in. Many wrong tries, at one name or from one address, have to wait."""
        typed = await fields_of(request, LONGEST_FORM + 3 * LONGEST_HELD)  # it is written in a form once more
        held = None if typed is None else typed.pop("held", None)
        if typed is None or not self.entrance.ways.passwords or sum(map(len, typed.values())) > LONGEST_FORM:
            return PlainTextResponse(spoken(said("This is no sign-in.")), 400)
        login, after = typed.get("login", ""), onward(typed.get("next", "/"))
        places = (f"name {login.strip().casefold()}", f"address {counted_under(caller_of(request))}")
        now = time.monotonic()
        wait = max(self.attempts.waits(place, now) for place in places)
        if wait:
            return self._form(after, login, said("There were too many tries. Wait {seconds} s, then try again.",
                                                 seconds=wait), 429, held)
        key = await run_in_threadpool(
            self.entrance.enter, login, typed.get("password", ""), request.headers.get("user-agent", ""),
            instead=key_of(request.scope), language=chosen_in(request.headers))
        if key is None:
            for place in places:
                self.attempts.failed(place, now)
            return self._form(after, login, REFUSED, 401, held)
        if held is not None:
            answer = self._held(after, held, signed=True)
            keep_key(answer, request.scope, key)
            return answer
        return signed(request, key, after)

    async def held(self, request: Request) -> Response:
        """A form that somebody sent who is signed out by now: given back to be sent once they are signed in again."""
        body = await body_of(request, LONGEST_HELD)
        if body is None:
            return PlainTextResponse(spoken(said("Sign in first, then try again.")), 401)
        return self._held(onward(request.url.path + (f"?{request.url.query}" if request.url.query else "")),
                          body.decode("utf-8", "replace"))

    def not_now(self, request: Request) -> Response:
        """Of the centre it tells its name alone, because it is not known who reads."""
        return self.frame.render("not_now.html", status=503, title=said("This cannot be shown right now"), within=False,
                                 what=CANNOT, remedy=SOON, again=onward(request.url.path))

    async def sign_out(self, request: Request) -> Response:
        await run_in_threadpool(self.entrance.leave, key_of(request.scope))
        answer = RedirectResponse("/sign-in", 303)
        keep_key(answer, request.scope, "")
        return answer

    async def invitation(self, request: Request, key: str) -> Response:
        return await self._invitation(key)

    async def accept(self, request: Request, key: str) -> Response:
        """Take the password that was chosen, typed twice alike."""
        typed = await fields_of(request)
        if typed is None:
            return PlainTextResponse(spoken(said("This is no answer to an invitation.")), 400)
        if typed.get("password", "") != typed.get("again", ""):
            return await self._invitation(key, said("The two passwords differ."), 400)
        try:
            made = await run_in_threadpool(
                self.entrance.accept, key, typed.get("password", ""), request.headers.get("user-agent", ""),
                language=chosen_in(request.headers))
        except Trouble as trouble:
            issue = trouble.issues[0]
            return await self._invitation(key, together([issue.what, issue.remedy]), 400)
        return signed(request, made, "/")

    def refused(self, status: int, head: str, what: str, remedy: str, after: str = "/") -> Response:
        """A page that says why nobody is signed in by this, and what to do."""
        return self.frame.render("no_way_in.html", status=status, title=head, within=False, what=what, remedy=remedy,
                                 again=way_back(after))

    def _form(self, after: str, login: str = "", wrong: str = "", status: int = 200,
              held: str | None = None) -> Response:
        return self._asked(after, held, login=login, wrong=wrong, status=status)

    def _held(self, after: str, held: str, *, signed: bool = False) -> Response:
        """What was written, to be sent to where it was meant to go."""
        return self._asked(after, held, status=200 if signed else 401, signed=signed)

    def _asked(self, after: str, held: str | None, *, login: str = "", wrong: str = "", status: int,
               signed: bool = False) -> Response:
        return self.frame.render("sign_in.html", status=status, title=said("Sign in"), within=False, after=after,
                                 login=login,
                                 wrong=wrong, held=held, fields=fields_held(held), signed=signed, **self._ways(after))

    def _ways(self, after: str) -> dict[str, Any]:
        ways = self.entrance.ways
        return {"passwords": ways.passwords, "provider": ways.provider.name if ways.provider else "",
                "to_provider": f"/sign-in/provider?next={quote(after, safe='')}"}

    async def _invitation(self, key: str, wrong: str = "", status: int = 200) -> Response:
        found = await run_in_threadpool(self.entrance.invited, key)
        login, person = found or ("", "")
        return self.frame.render("invitation.html", status=status if found else 404, title=said("Welcome"),
                                 within=False,
                                 login=login, person=person, wrong=wrong)


async def body_of(request: Request, longest: int = LONGEST_FORM) -> bytes | None:
    """What a form sends; none where it is no form, or too long."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            return None
    return bytes(body)


async def fields_of(request: Request, longest: int = LONGEST_FORM) -> dict[str, str] | None:
    """What a form says, the last of each field; none where it is no form, or too long to be one."""
    body = await body_of(request, longest)
    try:
        said = None if body is None else parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return None
    return None if said is None else {name: values[-1] for name, values in said.items()}


def fields_held(held: str | None) -> list[tuple[str, str]]:
    """Every field of a form that is kept to be sent again, in its order."""
    try:
        return parse_qsl(held or "", keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return []


def caller_of(request: Request) -> str:
    """The address a request came from."""
    return request.client.host if request.client else ""


def signed(request: Request, key: str, after: str) -> Response:
    """Signed in from now on, and on to where that was to lead."""
    answer = RedirectResponse(after, 303)
    keep_key(answer, request.scope, key)
    return answer
