"""This file is about the questions of the set-up as a page: answered, they change strategy.yaml and nothing beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fourscore.centre import Led, answer_strategy, led
from fourscore.strategy import LEAVE_OUT, STAGES
from fourscore.terms import Issue, Trouble, kept
from fourscore.web.pages.trouble import trouble_page, unknown_page
from fourscore.web.setting_up.forms import Sent, sent
from fourscore.web.words import issues_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.strategy import Question
    from fourscore.web.pages import Frame

HERE = "/stages"
PATH = f"{HERE}/questions"
ASKED = (1, 3)    # the stages whose answers stand in the strategy
OUT = "out "      # before a question's name: whether its thing is left out
LONG = 90         # characters from which an answer gets more than a line


class Asking:
    """The page of the questions of a stage, and its form."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def at(self, app: FastAPI) -> None:
        for method, page in (("GET", self.page), ("POST", self.answer)):
            app.add_api_route(f"{PATH}/{{stage}}", page, methods=[method], include_in_schema=False, response_model=None)

    async def page(self, request: Request, stage: int) -> Response:
        return await run_in_threadpool(self._shown, request, stage, None, ())

    async def answer(self, request: Request, stage: int) -> Response:
        said = await sent(request)
        return await run_in_threadpool(self._answered, request, stage, said)

    def _answered(self, request: Request, stage: int, said: Sent) -> Response:
        if not self.frame.rights.opens("strategy"):
            return unknown_page(self.frame, request)
        try:
            changed = answer_strategy(self.frame.centre, answers_in(said, led(self.frame.centre)), said.get("seen"))
        except Trouble as wrong:
            return self._shown(request, stage, said, issues_of(wrong))
        return RedirectResponse(f"{HERE}?done={'answered' if changed else 'same'}", 303)

    def _shown(self, request: Request, stage: int, said: Sent | None, issues: tuple[Issue, ...]) -> Response:
        centre = self.frame.centre
        if stage not in ASKED or not self.frame.rights.opens("strategy"):
            return unknown_page(self.frame, request)
        try:
            there = led(centre)
        except Trouble as trouble:
            return trouble_page(self.frame, trouble, request)
        of = {issue.where: issue for issue in issues}
        asked = [_field(question, said, of) for question in there.asked if question.stage == stage - 1]
        used = {id(field["wrong"]) for field in asked if field["wrong"]}
        return self.frame.render(
            "questions.html", status=400 if issues else 200, here=HERE, title=kept(STAGES[stage - 1]), stage=stage,
            seen=there.seen, asked=asked, issues=[issue for issue in issues if id(issue) not in used])


def answers_in(said: Sent, there: Led) -> dict[str, str]:
    """What the form answers, on one line each: only what it asked, so that a thing somebody else left out meanwhile is
    none of it."""
    known = {question.id: question for question in there.asked}
    answers = {name: " ".join(value.split()) for name, value in said.fields.items() if name in known}
    for name in known:
        if said.get(OUT + name):
            answers[name] = LEAVE_OUT
        elif name in answers and not answers[name]:
            answers[name] = known[name].proposed
    return answers


def _field(question: Question, said: Sent | None, wrong: dict[str, Issue]) -> dict[str, Any]:
    """A question as the form shows it: what was typed, and beside it what stands in the strategy where it differs."""
    typed = said.fields.get(question.id, question.proposed) if said else question.proposed
    return {
        "name": question.id, "text": question.text, "value": typed,
        "long": max(len(typed), len(question.proposed)) > LONG,
        "now": question.proposed if typed != question.proposed else "", "leave_out": question.leave_out,
        "out": bool(said and said.get(OUT + question.id)), "out_name": OUT + question.id,
        "under": bool(question.under), "wrong": wrong.get(f"the answer to {question.id!r}"),
    }
