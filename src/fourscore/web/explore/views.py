"""This file is about saved views on the page Explore: opened, kept, changed, and taken away again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourscore.centre import View, is_yours, keep_view, view_of, views_of, withdraw_view
from fourscore.settings import ROLES
from fourscore.terms import Days, Issue, Trouble, WrongUse, kept, said, spoken, together
from fourscore.web.address import kinds, neighbour, period_name, period_of, read_number
from fourscore.web.explore.question import PATH, Question, question_of
from fourscore.web.pages.trouble import trouble_page
from fourscore.web.signin.forms import fields_of
from fourscore.web.words import dimension_inside, moment_word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fastapi import FastAPI

    from fourscore.web.pages.frame import Frame

ROLE = "role:"  # before a role's name, in the fields of the form
# What an address says that belongs to no view.
PASSING = ("view", "page")


def views_shown(
    frame: Frame, question: Question, form: Mapping[str, str] | None = None, wrong: str = "",
) -> dict[str, Any]:
    """The list of views and the form to keep one. form: what the form held when it could not be kept, and why not."""
    centre = frame.centre
    there = views_of(centre)
    here = next((view for view in there if view.number == question.view), None)
    mine = here is not None and is_yours(centre, here)
    values = form if form is not None else _values(here) if here is not None and mine else {}
    calendar = question.address.calendar
    moves = [(name, said("the last complete {period}", period=dimension_inside(name))) for name in kinds(calendar)]
    return {
        "views": [{"name": view.now.name, "href": f"{PATH}/view/{view.number}", "here": view is here,
                   "mine": is_yours(centre, view), "owner": view.owner,
                   "roles": together(map(kept, view.now.roles), ", "),
                   "number": view.number} for view in there],
        "keep_form": {
            "query": question.within().query(), "name": values.get("name", ""), "wrong": wrong,
            "moves": [(name, word, values.get("moves", "") == name) for name, word in moves],
            "roles": [(role, f"{ROLE}{role}" in values) for role in ROLES],
            "changes": here.number if here is not None and mine else 0, "seen": here.seen if here is not None else 0,
            "open": bool(wrong),
        },
        "here_view": here and {"name": here.now.name, "history": [
            {"by": text.by, "at": moment_word(calendar.local(text.at)), "name": text.name,
             "shared": said("shared with {roles}", roles=together(map(kept, text.roles), ", "))
             if text.roles else said("kept to oneself"),
             "href": _link(frame, text.question, text.moves)} for text in reversed(here.texts)]},
    }


def _values(view: View) -> dict[str, str]:
    return {"name": view.now.name, "moves": view.now.moves, **{f"{ROLE}{role}": "yes" for role in view.now.roles}}


def view_page(frame: Frame, request: Request, key: str) -> Response:
    """A view's own address leads to its question as it stands today."""
    number = read_number(QueryParams({"number": key}), "number")
    view = view_of(frame.centre, number)
    return RedirectResponse(_link(frame, (*view.now.question, ("view", str(number))), view.now.moves), status_code=303)


def question_of_view(frame: Frame, view: View) -> Question:
    """What a view asks as it stands today."""
    return question_of(frame, QueryParams(_link(frame, view.now.question, view.now.moves).partition("?")[2]))


def _link(frame: Frame, pairs: tuple[tuple[str, str], ...], moves: str) -> str:
    """The address of those pairs; of one that moves on, for the last complete week, month or quarter."""
    spread = frame.centre.metrics.spread()
    if moves and spread is not None:
        calendar = frame.centre.calendar
        days = frame.centre.last_week() if moves == "week" else _last(frame, moves, spread)
        pairs = (("period", period_name(calendar, days)), *(pair for pair in pairs if pair[0] != "period"))
    return f"{PATH}?{urlencode(pairs, quote_via=quote, safe=':')}"


def _last(frame: Frame, kind: str, spread: Days) -> Days:
    """The last whole period of its kind that is loaded; the one that is running where there is none before it."""
    calendar = frame.centre.calendar
    days = period_of(calendar, kind, spread)
    before = neighbour(calendar, days, -1)
    return before if days.until > spread.until and before.until > spread.first else days


class Views:
    """What is done to views of one centre."""

    def __init__(self, frame: Frame, page: Callable[..., Response]) -> None:
        self.frame, self.page = frame, page

    def at(self, app: FastAPI) -> None:
        """Put what changes views at its addresses."""
        app.add_api_route(f"{PATH}/views", self.keep, methods=["POST"], include_in_schema=False, response_model=None)
        app.add_api_route(f"{PATH}/view/{{number}}/withdraw", self.withdraw, methods=["POST"], include_in_schema=False,
                          response_model=None)

    async def keep(self, request: Request) -> Response:
        """Keep a view, and show it; where it cannot be kept the page comes back with what was written."""
        form = await fields_of(request)
        if form is None:
            return PlainTextResponse(spoken(said("This is no view.")), 400)
        return await run_in_threadpool(self._keep, request, form)

    def _keep(self, request: Request, form: dict[str, str]) -> Response:
        try:
            question = replace(question_of(self.frame, QueryParams(form.get("query", ""))), view=0)
            if not question.metrics:
                raise WrongUse(Issue("view-not-kept", "Explore", said("There is no measure in this question."),
                                     said("Choose one, then keep the view.")))
        except Trouble as trouble:
            return trouble_page(self.frame, trouble, request)
        moves = form.get("moves", "")
        pairs = [pair for pair in QueryParams(question.within().query()).multi_items()
                 if pair[0] not in PASSING and not (moves and pair[0] == "period")]
        roles = [name.removeprefix(ROLE) for name in form if name.startswith(ROLE)]
        change = form.get("do") == "change"
        numbers = [int(form[name]) if change and form.get(name, "").isdecimal() else 0 for name in ("number", "seen")]
        try:
            view = keep_view(self.frame.centre, form.get("name", ""), pairs, moves=moves, roles=roles,
                             number=numbers[0], seen=numbers[1])
        except Trouble as trouble:
            wrong = together(text for issue in trouble.issues for text in (issue.what, issue.remedy))
            shown = int(form.get("number", "")) if form.get("number", "").isdecimal() else 0
            return self.page(self.frame, replace(question, view=shown), form, wrong)
        return RedirectResponse(f"{PATH}/view/{view.number}", status_code=303)

    async def withdraw(self, request: Request, number: int) -> Response:
        """Take a view away; its question stays on the screen."""
        return await run_in_threadpool(self._withdraw, request, number)

    def _withdraw(self, request: Request, number: int) -> Response:
        try:
            view = withdraw_view(self.frame.centre, number)
            return RedirectResponse(_link(self.frame, view.now.question, view.now.moves), status_code=303)
        except Trouble as trouble:
            return trouble_page(self.frame, trouble, request)
