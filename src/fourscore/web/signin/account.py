"""This file is about the page of one's own account: where one is signed in, and one's tokens that read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourscore.centre import (
    READABLE,
    WRITABLE,
    WRITES,
    add_read_token,
    add_write_token,
    read_tokens,
    revoke_read_token,
)
from fourscore.terms import Trouble, kept, said, spoken, together
from fourscore.web.pages import unknown_page
from fourscore.web.signin.door import keep_key
from fourscore.web.signin.forms import fields_of
from fourscore.web.signin.place import browser_word
from fourscore.web.words import moment_word

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.centre import Entrance
    from fourscore.web.pages import Frame

# What a token may read, in the words of the pages.
READS = {"scorecard": said("the scorecard"), "measure": said("measures"), "rows": said("what was counted"),
         "explore": said("Explore"),
         "measures": said("the list of measures"), "audit": said("what is on record")}
# What a token may change through the API.
WRITES_WORDS = {f"{WRITES}{one}": word for one, word in (
    ("access", said("who may come in")), ("alerts", said("alerts")), ("comments", said("comments and notices")),
    ("figures", said("figures entered by hand")), ("incidents", said("incidents")), ("load", said("files and loads")),
    ("people", said("disputes and the agreement")), ("review", said("reviews, initiatives and months")),
    ("strategy", said("the strategy, its draft, and what is published")),
    ("subscriptions", said("what you are sent by mail")), ("views", said("saved views")))}


class Account:
    """One's own account."""

    def __init__(self, frame: Frame, entrance: Entrance) -> None:
        self.frame, self.entrance = frame, entrance

    def at(self, app: FastAPI) -> None:
        """Put the page, and what it sends, at their addresses."""
        for path, method, page in (
            ("/account", "GET", self.account), ("/account/elsewhere", "POST", self.everywhere),
            ("/account/tokens", "POST", self.make_token), ("/account/tokens/revoke", "POST", self.revoke_token),
        ):
            app.add_api_route(path, page, methods=[method], include_in_schema=False, response_model=None)

    async def account(self, request: Request) -> Response:
        """Who one is here, where one is signed in, and one's tokens."""
        there = request.scope.get("signed_in")
        if there is None:
            return RedirectResponse("/", 303)
        return await run_in_threadpool(self._page, there)

    async def everywhere(self, request: Request) -> Response:
        """Sign out wherever this account is signed in, here too."""
        there = request.scope.get("signed_in")
        if there is not None:
            await run_in_threadpool(self.entrance.leave_everywhere, there.account)
        answer = RedirectResponse("/sign-in", 303)
        keep_key(answer, request.scope, "")
        return answer

    async def make_token(self, request: Request) -> Response:
        """Make a token, and show it for the only time; what was filled in comes back where it cannot be made."""
        there, typed = request.scope.get("signed_in"), await fields_of(request)
        if there is None or not await run_in_threadpool(self.frame.rights.opens, "tokens"):
            return unknown_page(self.frame, request)
        if typed is None:
            return PlainTextResponse(spoken(said("This is no token's form.")), 400)
        return await run_in_threadpool(self._made, there, typed)

    async def revoke_token(self, request: Request) -> Response:
        """Let a token of one's own read no more."""
        there, typed = request.scope.get("signed_in"), await fields_of(request)
        if there is None:
            return unknown_page(self.frame, request)
        if typed is None:
            return PlainTextResponse(spoken(said("This is no token's form.")), 400)
        try:
            await run_in_threadpool(revoke_read_token, self.frame.centre, typed.get("name", ""), by=there.person,
                                    account=there.account)
        except Trouble as trouble:
            return await run_in_threadpool(self._page, there, {}, trouble)
        return RedirectResponse("/account#tokens", 303)

    def _made(self, there: Any, typed: Mapping[str, str]) -> Response:
        # A token reads tables, or goes through the API: by what is ticked for the other it is not widened.
        add, words, ticks = ((add_write_token, WRITABLE, "writes") if typed.get("use") == "api" else
                             (add_read_token, READABLE, "reads"))
        try:
            token = add(self.frame.centre, there.login, typed.get("name", ""),
                        [one for one in words if f"{ticks}-{one}" in typed], typed.get("until", ""), by=there.person)
        except Trouble as trouble:
            return self._page(there, typed, trouble)
        return self._page(there, token=token)

    def _page(self, there: Any, typed: Mapping[str, str] | None = None, trouble: Trouble | None = None,
              token: str = "") -> Response:
        frame, zone = self.frame, self.frame.centre.settings.zone
        rights, now = frame.rights, frame.centre.now()
        places = [{"browser": browser_word(one.browser), "since": moment_word(one.made_at.astimezone(zone)),
                   "here": one.sign_in == there.sign_in} for one in self.entrance.places(there.account)]
        tokens = [{"name": one.name, "reads": together([{**READS, **WRITES_WORDS}[read] for read in one.reads], ", "),
                   "until": moment_word(one.ends_at.astimezone(zone)),
                   "used": moment_word(one.used_at.astimezone(zone)) if one.used_at else ""}
                  for one in read_tokens(frame.centre, there.account) if one.lives(now)]
        wrong = together(trouble.issues[0][2:]) if trouble else ""
        usual = frame.centre.calendar.local(now).date() + timedelta(days=90)
        return frame.render(
            "account.html", status=400 if wrong else 200, title=said("Your account"), person=there.person,
            login=there.login, guest=there.guest, roles=[kept(role) for role in rights.asker.roles],
            leads=rights.asker.leads or (), places=places, tokens=tokens, token=token,
            wrong=wrong, may_make=rights.opens("tokens"), name=(typed or {}).get("name", ""),
            until=(typed or {}).get("until", usual.isoformat()),
            reads=[(one, READS[one], typed is None or f"reads-{one}" in typed) for one in READABLE
                   if rights.opens(one)],
            writes=[(one, WRITES_WORDS[f"{WRITES}{one}"], f"writes-{one}" in (typed or {})) for one in WRITABLE],
            by_api=(typed or {}).get("use") == "api")
