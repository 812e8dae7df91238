"""This file is about the page of reports and subscriptions: what can be taken along, and what is sent to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourscore.centre import (
    MAIL_FORMS,
    MAIL_TIMES,
    MAILED_VIEW,
    Subscription,
    asked_by,
    end_by_link,
    mine,
    reader,
    subscribe,
    unsubscribe,
    views_of,
)
from fourscore.terms import Trouble, said, spoken, together
from fourscore.web.languages.readers import code_now
from fourscore.web.pages.frame import Frame
from fourscore.web.pages.trouble import trouble_page, unknown_page
from fourscore.web.reports.making import report_links
from fourscore.web.signin.forms import fields_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

PATH = "/subscriptions"
WHAT_WORDS = {"digest": said("What moved, and why"), "scorecard": said("The scorecard"), "review": said("The review "
                                                                                                        "pack")}
TIME_WORDS = {"daily": said("Every day"), "weekly": said("Every week"), "monthly": said("Every month")}
# The same inside a sentence.
TIMES_INSIDE = {"daily": said("every day"), "weekly": said("every week"), "monthly": said("every month")}
FORM_WORDS = {"pdf": said("as PDF attached"), "pptx": said("as slides attached"),
              "xlsx": said("as an Excel workbook attached"), "text": said("in the mail alone")}


class Subscriptions:
    """What one is sent by mail."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def at(self, app: FastAPI) -> None:
        """Put the page, what it sends, and the links of mails at their addresses."""
        for path, method, page in (
            (PATH, "GET", self.page), (PATH, "POST", self.add), (f"{PATH}/{{number}}/end", "POST", self.end),
            ("/unsubscribe/{token}", "GET", self.asked_to_end), ("/unsubscribe/{token}", "POST", self.ended),
        ):
            app.add_api_route(path, page, methods=[method], include_in_schema=False, response_model=None)

    async def page(self, request: Request) -> Response:
        """The reports there are, one's subscriptions, and the form for another."""
        return await self._asked(request, lambda: self._shown({"what": request.query_params.get("what", "")}))

    async def add(self, request: Request) -> Response:
        """Subscribe; where it cannot be the page comes back with what was written."""
        typed = await fields_of(request)
        if typed is None:
            return PlainTextResponse(spoken(said("This is no subscription.")), 400)
        return await self._asked(request, lambda: self._add(typed))

    async def end(self, request: Request, number: int) -> Response:
        """End one of one's own."""
        def work() -> Response:
            unsubscribe(self.frame.centre, number)
            return RedirectResponse(PATH, 303)

        return await self._asked(request, work)

    async def asked_to_end(self, request: Request, token: str) -> Response:
        """The link of a mail: what would end, and a button. Programs that look at links end nothing."""
        return await run_in_threadpool(self._ending, request, token, True)

    async def ended(self, request: Request, token: str) -> Response:
        """The button, or a mail program's own (RFC 8058)."""
        return await run_in_threadpool(self._ending, request, token, False)

    async def _asked(self, request: Request, work: Callable[[], Response]) -> Response:
        who = reader()

        def there() -> Response:
            with asked_by(who):
                try:
                    if not self.frame.rights.opens("subscriptions"):
                        return unknown_page(self.frame, request)
                    return work()
                except Trouble as trouble:
                    return trouble_page(self.frame, trouble, request)

        return await run_in_threadpool(there)

    def _add(self, said: Mapping[str, str]) -> Response:
        hour = said.get("hour", "")
        try:
            subscribe(self.frame.centre, what=said.get("what", ""), address=said.get("address", ""),
                      every=said.get("every", ""), hour=int(hour) if hour.isdecimal() and len(hour) < 3 else -1,
                      scope=said.get("scope", "").removeprefix("centre"), form=said.get("form", ""),
                      language=code_now())
        except Trouble as trouble:
            wrong = together([text for issue in self.frame.issues_of(trouble) for text in (issue.what, issue.remedy)])
            return self._shown(said, wrong)
        return RedirectResponse(PATH, 303)

    def _shown(self, typed: Mapping[str, str], wrong: str = "") -> Response:
        frame, centre = self.frame, self.frame.centre
        spread = centre.metrics.spread()
        address = frame.address_of(_nothing()) if spread is not None else None
        views = [(f"{MAILED_VIEW}{view.number}", said("View: {name}", name=view.now.name)) for view in views_of(centre)]
        whats = [(name, word) for name, word in WHAT_WORDS.items() if name != "review" or frame.rights.opens("review")]
        scopes = frame.scopes(address, spread) if address is not None and spread is not None else []
        return frame.render(
            "subscriptions.html", status=400 if wrong else 200, here=PATH, title=said("Reports"), wrong=wrong,
            typed=typed,
            reports=report_links(frame, address) if address is not None and frame.rights.covers(
                (), {}, address.days) else [], mails=centre.settings.mail is not None,
            ours=[self._line(one, dict([*whats, *views])) for one in mine(centre)], whats=[*whats, *views],
            times=[(name, TIME_WORDS[name]) for name in MAIL_TIMES], zone=centre.settings.zone.key,
            forms=[(name, FORM_WORDS[name]) for name in MAIL_FORMS], scopes=scopes, hours=range(24),
            address_said=typed.get("address") or (frame.reader if "@" in frame.reader else ""))

    def _line(self, one: Subscription, words: Mapping[str, str]) -> dict[str, Any]:
        return {"number": one.number, "what": words.get(one.what, said("A view that is gone")),
                "whose": one.scope.partition(":")[2] or said("Whole centre"), "address": one.address,
                "when": said("{time} at {clock}", time=TIMES_INSIDE[one.every], clock=f"{one.hour:02d}:00"),
                "form": FORM_WORDS[one.form],
                "view": one.what.startswith(MAILED_VIEW)}

    def _ending(self, request: Request, token: str, ask: bool) -> Response:
        try:
            one = end_by_link(self.frame.centre, token, ask=ask)
        except Trouble as trouble:
            return trouble_page(self.frame, trouble, request)
        if one is None:
            return self.frame.render("unsubscribe.html", status=404, title=said("Subscription"), within=False, one=None,
                                     token="", over=False)
        return self.frame.render(
            "unsubscribe.html", title=said("Subscription"), within=False, token=token,
            over=not ask or one.withdrawn_at is not None,
            one={"what": WHAT_WORDS.get(one.what) or said("A view"), "when": TIMES_INSIDE[one.every],
                 "address": one.address})


def _nothing() -> Any:
    from starlette.datastructures import QueryParams

    return QueryParams("")
