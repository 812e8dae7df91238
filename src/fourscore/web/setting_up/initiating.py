"""This file is about initiatives on the page of goals: written down with what is to move, moved on with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourscore.centre import SaidInitiative, add_initiative, set_state, signed_in
from fourscore.scoring import initiatives
from fourscore.terms import Issue, Trouble, kept, said, spoken
from fourscore.web.pages.trouble import trouble_page, unknown_page
from fourscore.web.roles.strategy import STATE_WORDS, goals_view
from fourscore.web.roles.view import shown
from fourscore.web.signin.forms import body_of
from fourscore.web.watching.routes import fields_said
from fourscore.web.words import issues_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.web.pages import Frame

PATH = "/goals"
LONGEST = 40_000
AIMS = 3  # KPIs one form asks for; more are added by the verb or the API
FIELDS = ("name", "hypothesis", "objective", "owner", "start", "cost", "who", "state", "why", "initiative")


def offered(frame: Frame, typed: Mapping[str, str], wrong: tuple[Issue, ...] = ()) -> dict[str, Any]:
    """What the forms of initiatives show, for whoever may write the strategy; nothing for others."""
    strategy = frame.strategy()[0]
    if strategy is None or not frame.rights.opens("strategy"):
        return {"initiate": None}
    me, centre = signed_in() or "", frame.centre
    return {"initiate": {
        "me": me, "wrong": wrong, "moving": "state" in typed,
        "typed": {**dict.fromkeys(FIELDS, ""), "owner": me, **{name: typed[name] for name in FIELDS if name in typed}},
        "objectives": [(one.id, one.name) for one in strategy.objectives()],
        "kpis": [(kpi.id, kept(kpi.name)) for kpi in strategy.kpis()], "teams": centre.names("team"),
        "aims": [{part: typed.get(f"{part}.{place}", "") for part in ("kpi", "change", "by")} for place in range(AIMS)],
        "chosen": {part: typed.get(part, "").split("\n") for part in ("teams", "against")},
        # With how many states each has now, so that nobody moves on what another has moved meanwhile.
        "there": [(f"{one.id}@{len(one.states)}", one.name) for one in initiatives(centre.office)],
        "states": list(STATE_WORDS.items()),
    }}


class Initiating:
    """The forms of initiatives of one centre."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def at(self, app: FastAPI) -> None:
        """Put what the forms send at its addresses."""
        acts = (("/initiatives", self._write), ("/initiatives/state", self._move))
        for path, act in acts:
            app.add_api_route(PATH + path, self._taking(act), methods=["POST"], include_in_schema=False,
                              response_model=None)

    def _taking(self, act: Callable[[Mapping[str, str]], str]) -> Callable[..., object]:
        async def take(request: Request) -> Response:
            typed = fields_said(await body_of(request, LONGEST))
            if typed is None:
                return PlainTextResponse(spoken(said("This is no form of these pages.")), 400)
            return await run_in_threadpool(self._taken, request, act, typed)

        return take

    def _taken(self, request: Request, act: Callable[[Mapping[str, str]], str], typed: Mapping[str, str]) -> Response:
        frame = self.frame
        try:
            if not frame.rights.opens("strategy"):
                return unknown_page(frame, request)
            try:
                return RedirectResponse(f"{PATH}#{act(typed)}", 303)
            except Trouble as wrong:
                return shown(frame, goals_view(frame, request, {**offered(frame, typed, issues_of(wrong)),
                                                                "status": 400}))
        except Trouble as trouble:
            return trouble_page(frame, trouble, request)

    def _write(self, typed: Mapping[str, str]) -> str:
        """Where the table is that it stands in."""
        centre, name = self.frame.centre, typed.get("name", "").strip()
        aims = [[typed.get(f"{part}.{place}", "").strip() for part in ("kpi", "change", "by")] for place in range(AIMS)]
        add_initiative(centre, SaidInitiative(
            _id_of(name, {one.id for one in initiatives(centre.office)}), name, typed.get("hypothesis", ""),
            typed.get("objective", ""), typed.get("owner", ""),
            [f"{kpi} {change} by {day}" for kpi, change, day in aims if kpi or change or day],
            typed.get("start", ""), typed.get("cost", ""), _names(typed, "teams"), _names(typed, "against")),
            _who(typed))
        return "t-initiatives"

    def _move(self, typed: Mapping[str, str]) -> str:
        name, _, seen = typed.get("initiative", "").rpartition("@")
        set_state(self.frame.centre, name, typed.get("state", ""), _who(typed), typed.get("why", ""),
                  seen=int(seen) if seen.isdecimal() else 0)
        return "t-initiatives"


def _id_of(name: str, taken: set[str]) -> str:
    """An id made of the name, and of a number where another has that."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "initiative"
    return next(one for number in range(1, len(taken) + 2)
                if (one := plain if number == 1 else f"{plain}-{number}") not in taken)


def _names(typed: Mapping[str, str], part: str) -> list[str]:
    return [name for name in typed.get(part, "").split("\n") if name]


def _who(typed: Mapping[str, str]) -> str:
    """Whoever signed in writes; on this computer itself whoever is named."""
    return signed_in() or typed.get("who", "")
