"""This file is about the questions of the stages as a page of the editor: answered, they change the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from fourscore.centre import answer_draft
from fourscore.strategy import LEAVE_OUT, STAGES, Question, questions_of
from fourscore.terms import Issue, Trouble
from fourscore.web.editor.desk import PATH, Desk
from fourscore.web.editor.typed import NOW, WAS, Typed
from fourscore.web.pages.trouble import unknown_page
from fourscore.web.words import issues_of

if TYPE_CHECKING:
    from starlette.requests import Request

ASKED = ("1", "3")
OUT, LONG = "out.", 90


class Asked:
    """The questions of a stage, answered in the draft."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def page(self, request: Request, typed: Typed | None = None, issues: tuple[Issue, ...] = ()) -> Response:
        stage = request.path_params["stage"]
        if stage not in ASKED:
            return unknown_page(self.desk.frame, request)
        there = self.desk.stands()
        asked = [_field(one, typed) for one in self._questions(there.text) if one.stage == int(stage) - 1]
        return self.desk.render("questions.html", request, there, status=400 if issues else 200,
                                title=STAGES[int(stage) - 1], stage=stage, asked=asked, issues=issues)

    def answer(self, request: Request, said: Typed) -> Response:
        there = self.desk.stands()
        known = {one.id: one for one in self._questions(there.text)}
        answers = {name: " ".join(value.split()) for name, value in said.changed().items() if name in known}
        answers |= {name: LEAVE_OUT for name in known if said.get(OUT + name)}
        try:
            done = answer_draft(self.desk.frame.centre, answers, said.get("seen"))
        except Trouble as wrong:
            # What was changed stands in the form as it was typed, beside what is in the draft now.
            return self.page(request, said, issues_of(wrong))
        return RedirectResponse(f"{PATH}?done={'kept' if done.words else 'same'}", 303)

    def _questions(self, text: str) -> list[Question]:
        return questions_of(self.desk.text_of(text).root())


def _field(question: Question, said: Typed | None) -> dict[str, Any]:
    """A question with what stands in the draft, or was typed."""
    was = said.fields.get(WAS + question.id, question.proposed) if said else question.proposed
    typed = said.fields.get(NOW + question.id, question.proposed) if said else question.proposed
    value = typed if typed != was else question.proposed
    return {"name": question.id, "text": question.text, "value": value, "was": question.proposed,
            "long": max(len(value), len(question.proposed)) > LONG, "leave_out": question.leave_out,
            "now": question.proposed if value != question.proposed else "",
            "out": bool(said and said.get(OUT + question.id)), "under": bool(question.under)}
