"""This file is about the pages of the way in: signing in and out, an invitation, and one's own account."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourscore.terms import Trouble
from fourscore.web.signin.attempts import Attempts
from fourscore.web.signin.door import keep_key, key_of, onward
from fourscore.web.words import moment_word

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.centre import Entrance
    from fourscore.web.pages import Frame

LONGEST_FORM = 10_000
REFUSED = "The name or the password is not right."


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
            ("/account", "GET", self.account), ("/account/elsewhere", "POST", self.everywhere),
        ):
            app.add_api_route(path, page, methods=[method], include_in_schema=False, response_model=None)

    async def form(self, request: Request) -> Response:
        return self._form(onward(request.query_params.get("next", "/")))

    async def sign_in(self, request: Request) -> Response:
        """Let whoever proves who they are in. Many wrong tries, at one name or from one address, have to wait."""
        said = await fields_of(request)
        if said is None:
            return PlainTextResponse("This is no sign-in.", 400)
        login, after = said.get("login", ""), onward(said.get("next", "/"))
        places = (f"name {login.strip().casefold()}", f"address {request.client.host if request.client else ''}")
        now = time.monotonic()
        wait = max(self.attempts.waits(place, now) for place in places)
        if wait:
            return self._form(after, login, f"There were too many tries. Wait {wait} s, then try again.", 429)
        key = await run_in_threadpool(
            self.entrance.enter, login, said.get("password", ""), request.headers.get("user-agent", ""),
            instead=key_of(request.scope))
        if key is None:
            for place in places:
                self.attempts.failed(place, now)
            return self._form(after, login, REFUSED, 401)
        return _in(request, key, after)

    async def sign_out(self, request: Request) -> Response:
        await run_in_threadpool(self.entrance.leave, key_of(request.scope))
        answer = RedirectResponse("/sign-in", 303)
        keep_key(answer, request.scope, "")
        return answer

    async def invitation(self, request: Request, key: str) -> Response:
        return await self._invitation(key)

    async def accept(self, request: Request, key: str) -> Response:
        """Take the password that was chosen, typed twice alike."""
        said = await fields_of(request)
        if said is None:
            return PlainTextResponse("This is no answer to an invitation.", 400)
        if said.get("password", "") != said.get("again", ""):
            return await self._invitation(key, "The two passwords differ.", 400)
        try:
            made = await run_in_threadpool(
                self.entrance.accept, key, said.get("password", ""), request.headers.get("user-agent", ""))
        except Trouble as trouble:
            issue = trouble.issues[0]
            return await self._invitation(key, f"{issue.what} {issue.remedy}", 400)
        return _in(request, made, "/")

    async def account(self, request: Request) -> Response:
        """One's own account: who one is here, and where one is signed in."""
        there = request.scope.get("signed_in")
        if there is None:
            return RedirectResponse("/", 303)
        return await run_in_threadpool(self._account, there)

    async def everywhere(self, request: Request) -> Response:
        """Sign out wherever this account is signed in, here too."""
        there = request.scope.get("signed_in")
        if there is not None:
            await run_in_threadpool(self.entrance.leave_everywhere, there.account)
        answer = RedirectResponse("/sign-in", 303)
        keep_key(answer, request.scope, "")
        return answer

    def _account(self, there: Any) -> Response:
        asker, zone = self.frame.centre.keeper.guarding().asker, self.frame.centre.settings.zone
        places = [{"browser": browser_word(one.browser), "since": moment_word(one.made_at.astimezone(zone)),
                   "here": one.sign_in == there.sign_in} for one in self.entrance.places(there.account)]
        return self.frame.render("account.html", title="Your account", person=there.person, login=there.login,
                                 roles=asker.roles, leads=asker.leads or (), places=places)

    def _form(self, after: str, login: str = "", wrong: str = "", status: int = 200) -> Response:
        return self.frame.render("sign_in.html", status=status, title="Sign in", after=after, login=login, wrong=wrong)

    async def _invitation(self, key: str, wrong: str = "", status: int = 200) -> Response:
        found = await run_in_threadpool(self.entrance.invited, key)
        login, person = found or ("", "")
        return self.frame.render("invitation.html", status=status if found else 404, title="Welcome", login=login,
                                 person=person, wrong=wrong)


async def fields_of(request: Request) -> dict[str, str] | None:
    """What a form says, the last of each field; none where it is no form, or too long to be one."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return None
    try:
        said = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return None
    return {name: values[-1] for name, values in said.items()}


def browser_word(agent: str) -> str:
    """A browser by the name people know it by, from what it says of itself."""
    names = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS",
               "Linux": "Linux"}
    name = next((word for sign, word in names.items() if f"{sign}/" in agent), agent.partition("/")[0])
    system = next((word for sign, word in systems.items() if sign in agent), "")
    return " on ".join(word for word in (name or "Unknown browser", system) if word)


def _in(request: Request, key: str, after: str) -> Response:
    answer = RedirectResponse(after, 303)
    keep_key(answer, request.scope, key)
    return answer
