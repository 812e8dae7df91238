"""This file is about the page of the stages: how each stands, signing it, appointing, and publishing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fourscore.centre import (
    appoint,
    diff,
    gates,
    may_have_moved,
    publish_card,
    publish_strategy,
    shown,
    sign_stage,
    signed_in,
)
from fourscore.scoring import APPROVED_BY, Approval, cards, strategies
from fourscore.settings import ROLES
from fourscore.terms import Issue, Trouble, said, together, write_score
from fourscore.web.pages.trouble import trouble_page, unknown_page
from fourscore.web.setting_up.forms import Sent, on_disk, sent
from fourscore.web.words import Status, issues_of, moment_word

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.scoring import Card
    from fourscore.strategy import Gate, Signature
    from fourscore.web.pages import Frame

PATH = "/stages"
DONE = {"signed": said("The stage is signed."), "appointed": said("The role is given from today on."),
        "strategy": said("The strategy is published."), "scorecard": said("The scorecard is published."),
        "answered": said("The answers are in the strategy."), "same": said("That is what the strategy says already.")}
LEVELS = {"team": said("team"), "site": said("site"), "queue": said("queue"), "queue_group": said("queue group"),
          "agent": said("agent")}
# The roles, as they stand by themselves and inside a sentence.
ROLE_WORDS = {
    "Senior manager": said("Senior manager"), "Call centre manager": said("Call centre manager"),
    "Resource analyst": said("Resource analyst"), "Reporting analyst": said("Reporting analyst"),
    "Network analyst": said("Network analyst"), "Recruiter": said("Recruiter"), "Team leader": said("Team leader"),
    "Trainer": said("Trainer"), "Quality analyst": said("Quality analyst"), "Agent": said("Agent"),
    "Outside adviser": said("Outside adviser"), "Agents' representative": said("Agents' representative"),
}
ROLES_INSIDE = {
    "Senior manager": said("senior manager"), "Call centre manager": said("call centre manager"),
    "Resource analyst": said("resource analyst"), "Reporting analyst": said("reporting analyst"),
    "Network analyst": said("network analyst"), "Recruiter": said("recruiter"), "Team leader": said("team leader"),
    "Trainer": said("trainer"), "Quality analyst": said("quality analyst"), "Agent": said("agent"),
    "Outside adviser": said("outside adviser"), "Agents' representative": said("agents' representative"),
}
MARKS = {None: "none", True: "good", False: "off"}


class Refused(NamedTuple):
    """A form that could not be carried out: which, why, and what it said, so that nothing typed is lost."""

    form: str
    issues: tuple[Issue, ...]
    said: Sent


class Stages:
    """The page of the stages of one centre, and its forms."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def at(self, app: FastAPI) -> None:
        app.add_api_route(PATH, self.page, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)
        forms: dict[str, Callable[[Sent], str]] = {
            "sign": self._sign, "appoint": self._appoint, "strategy": self._strategy, "scorecard": self._scorecard}
        for name, act in forms.items():
            app.add_api_route(f"{PATH}/{name}", self._taking(name, act), methods=["POST"], include_in_schema=False,
                              response_model=None)

    async def page(self, request: Request) -> Response:
        return await run_in_threadpool(self._careful, request, request.query_params.get("done", ""), None)

    def _taking(self, name: str, act: Callable[[Sent], str]) -> Callable[..., Any]:
        async def take(request: Request) -> Response:
            said = await sent(request)
            return await run_in_threadpool(self._taken, request, name, act, said)

        return take

    def _taken(self, request: Request, name: str, act: Callable[[Sent], str], said: Sent) -> Response:
        if not self.frame.rights.opens("stages"):
            return unknown_page(self.frame, request)
        try:
            done = act(said)
        except Trouble as wrong:
            form = f"{name} {said.get('stage')}".strip()
            return self._careful(request, "", Refused(form, issues_of(wrong), said))
        return RedirectResponse(f"{PATH}?done={done}", 303)

    # -- the forms ---------------------------------------------------------------------------------------------------

    def _sign(self, said: Sent) -> str:
        number = said.get("stage")
        with on_disk(said.file) as report:
            sign_stage(self.frame.centre, int(number) if number.isdigit() else 0, _who(said), report)
        return "signed"

    def _appoint(self, said: Sent) -> str:
        appoint(self.frame.centre, said.get("name"), said.get("role"))
        return "appointed"

    def _strategy(self, said: Sent) -> str:
        seen = said.get("seen")
        publish_strategy(self.frame.centre, _who(said), said.get("why"), seen=int(seen) if seen.isdigit() else None)
        return "strategy"

    def _scorecard(self, said: Sent) -> str:
        publish_card(self.frame.centre, said.get("period"), _who(said), said.get("why"))
        return "scorecard"

    # -- the page ----------------------------------------------------------------------------------------------------

    def _careful(self, request: Request, done: str, wrong: Refused | None) -> Response:
        if not self.frame.rights.opens("stages"):
            return unknown_page(self.frame, request)
        try:
            return self._page(done, wrong)
        except Trouble as trouble:
            return trouble_page(self.frame, trouble, request)

    def _page(self, done: str, wrong: Refused | None) -> Response:
        centre = self.frame.centre
        today = centre.calendar.local(centre.now()).date()
        holders = {role: centre.settings.people.holders(role, today) for role in ROLES}
        there = gates(centre, centre.noted())
        return self.frame.render(
            "stages.html", status=400 if wrong else 200, here=PATH, title=said("Set-up"), done=DONE.get(done, ""),
            wrong=wrong, stages=[_stage(gate) for gate in there], holders=holders, me=signed_in() or "",
            writes=self.frame.rights.opens("strategy"),
            brings=self.frame.rights.opens("load"), roles=ROLES, role_words=ROLE_WORDS, inside=ROLES_INSIDE,
            approved_by=APPROVED_BY, **self._published(there))

    def _published(self, there: list[Gate]) -> dict[str, Any]:
        """What is published, what the file says otherwise, and which months may be published."""
        centre = self.frame.centre
        versions, kept = strategies(centre.office), cards(centre.office)
        differences, newest = [], versions[-1].number if versions else 0
        if versions:
            differences = [one.words for one in diff(centre).differences]
        open_ = [gate.stage.number for gate in there if gate.open]
        return {
            "versions": [{"number": one.number, "at": self._at(one.at), "by": _by(one.approval),
                          "why": one.approval.why} for one in reversed(versions)],
            "cards": [{"of": _of(one), "at": self._at(one.at), "by": _by(one.approval), "why": one.approval.why,
                       "score": write_score(one.total, 1), "moved": self._moved(one)} for one in reversed(kept)],
            "differences": differences, "newest": newest, "months": self._months(kept),
            "strategy_may": {1, 2, 3} <= {*open_}, "scorecard_may": {1, 2, 3, 4} <= {*open_} and bool(versions),
        }

    def _moved(self, card: Card) -> int:
        centre = self.frame.centre
        return len(shown(centre, card).restated) if may_have_moved(centre, card) else 0

    def _months(self, kept: list[Card]) -> list[str]:
        """Months that are over, whole within what is loaded, and not published yet; the newest first."""
        centre = self.frame.centre
        spread, there = centre.metrics.spread(), {card.period for card in kept if not card.scope.name}
        if spread is None:
            return []
        first, found = min(spread.until, centre.calendar.local(centre.now()).date()).replace(day=1), []
        for _ in range(12):
            first = (first - timedelta(days=1)).replace(day=1)
            if first >= spread.first and f"{first:%Y-%m}" not in there:
                found.append(f"{first:%Y-%m}")
        return found

    def _at(self, at: Any) -> str:
        return moment_word(self.frame.centre.calendar.local(at))


def _who(said: Sent) -> str:
    """Whoever signed in signs; on this computer itself whoever is named."""
    return signed_in() or said.get("who")


def _stage(gate: Gate) -> dict[str, Any]:
    signed = gate.signed
    return {
        "number": gate.stage.number, "title": gate.stage.title, "artefact": gate.stage.artefact,
        "role": gate.stage.role, "status": _status(gate), "ready": gate.ready,
        "checks": [{"tone": MARKS[check.met], "what": check.what, "told": check.told} for check in gate.checks],
        "errors": [error.issue for error in gate.errors],
        "signed": "" if signed is None else _signed(signed),
        "at": None if signed is None else f"{signed.at:%Y-%m-%d}",
        "changed": signed is not None and not gate.current,
    }


def _status(gate: Gate) -> Status:
    if not gate.ready:
        return Status("off", said("Not ready"))
    if gate.signed is None:
        return Status("near", said("To be signed"))
    return Status("good", said("Open")) if gate.current else Status("near", said("Changed since"))


def _of(card: Card) -> str:
    if not card.scope.name:
        return card.period
    return together([card.period, together([LEVELS.get(card.scope.level, card.scope.level), card.scope.name])], ", ")


def _by(approval: Approval) -> str:
    return _signed(approval)


def _signed(one: Approval | Signature) -> str:
    """Who signed, as what, and whether it is known that it was them."""
    role = ROLE_WORDS.get(one.role, one.role)
    if one.verified:
        return said("{person} ({role})", person=one.who, role=role)
    return said("{person} ({role}, unverified)", person=one.who, role=role)
