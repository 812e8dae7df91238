"""This file is about letting a draft go out: what changed in it, putting it into the file, publishing with approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from fourscore.centre import before_publishing, lines_between, publish_draft, signed_in, told_between
from fourscore.scoring import APPROVED_BY
from fourscore.terms import Issue, Trouble, said
from fourscore.web.editor.desk import PATH, Desk
from fourscore.web.editor.typed import Typed
from fourscore.web.words import issues_of, moment_word

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse


def changes_page(desk: Desk, request: Request) -> HTMLResponse:
    """What the draft says otherwise than the file and the last version, and every step it was changed by."""
    there, local = desk.stands(), desk.frame.centre.calendar.local
    before = before_publishing(desk.frame.centre, gates=False)
    draft = there.draft
    way = {step.number for step in draft.way} if draft else set()
    steps: list[dict[str, Any]] = [
        {"said": step.said, "by": step.by, "at": moment_word(local(step.at)), "undone": step.number not in way,
         "here": draft is not None and step.number == draft.here} for step in (draft.steps if draft else ())]
    return desk.render("changes.html", request, there, tab=f"{PATH}/changes", title=said("What changed"), before=before,
                       lines=lines_between(there.file, there.text), steps=steps[::-1])


class Releasing:
    """The page on which the draft is put in force."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def page(self, request: Request, typed: Typed | None = None, issues: tuple[Issue, ...] = ()) -> HTMLResponse:
        desk, centre = self.desk, self.desk.frame.centre
        there, role = desk.stands(), APPROVED_BY["strategy"]
        today = centre.calendar.local(centre.now()).date()
        holders, me = centre.settings.people.holders(role, today), signed_in() or ""
        before = before_publishing(centre)
        found = told_between(centre, there.file, there.text)
        return desk.render(
            "publish.html", request, there, status=400 if issues else 200, tab=f"{PATH}/publish", title=said("Publish"),
            before=before, issues=issues, holders=holders, me=me, may=me in holders if me else bool(holders),
            readable=found is not None, why=typed.get("why") if typed else "", who=typed.get("who") if typed else "")

    def publish(self, request: Request, said: Typed) -> Response:
        newest = said.get("newest")
        try:
            publish_draft(self.desk.frame.centre, signed_in() or said.get("who"), said.get("why"), said.get("seen"),
                          int(newest) if newest.isdigit() else 0)
        except Trouble as wrong:
            return self.page(request, said, issues_of(wrong))
        return RedirectResponse(f"{PATH}/publish?done=published", 303)
