"""This file is about the page for whoever saves second: what was changed meanwhile, what they typed, both in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fourscore.centre import called_now, lines_between, met, met_text
from fourscore.strategy import THINGS, words_in
from fourscore.terms import Trouble, said
from fourscore.web.editor.desk import PATH, Desk
from fourscore.web.editor.form.things import said_of
from fourscore.web.editor.typed import Typed
from fourscore.web.words import moment_word

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse


_ID = said("Id")


def is_met(wrong: Trouble) -> bool:
    """Whether a change could not be made because there was another one."""
    return any(issue.name == "changed-meanwhile" for issue in wrong.issues)


def meeting_page(desk: Desk, request: Request, typed: Typed, action: str) -> HTMLResponse:
    """Both changes, nothing of either lost; the form once more, to be put on top of what is there now."""
    there, local = desk.stands(), desk.frame.centre.calendar.local
    found = met(desk.frame.centre, typed.get("seen"))
    steps = [{"said": step.said, "by": step.by, "at": moment_word(local(step.at))} for step in found.steps]
    context: dict[str, Any] = {"fields": [], "yours": [], "brought": None, "typed": None}
    if action == f"{PATH}/text":
        text = met_text(desk.frame.centre, typed.get("seen"), typed.fields.get("text", ""))
        context |= {"typed": text.yours, "yours": lines_between(text.base, text.yours) if text.base else [],
                    "brought": text.brought}
    else:
        kind, key = action.removeprefix(f"{PATH}/").split("/", 1)
        key = called_now(desk.frame.centre, kind, key, typed.get("seen"))
        action = f"{PATH}/{kind}/{key}"
        context["fields"] = _fields(desk, there.text, kind, key, typed)
    again = [(name, value) for name, value in typed.fields.items() if name not in ("seen", "text", "do")]
    return desk.render("meeting.html", request, there, status=409, title=said("Somebody else changed the draft"),
                       action=action, theirs=found.theirs, lines=found.lines, steps=steps, again=again, now=found.now,
                       do=typed.get("do"), **context)


def _fields(desk: Desk, text: str, kind: str, key: str, said: Typed) -> list[dict[str, str]]:
    """What was typed in this form, beside what stood there and stands there now."""
    try:
        now = words_in(desk.text_of(text).root(), kind, key) if key != "new" else {}
    except Trouble:
        now = {}
    labels = {field.name: field.label for field in THINGS[kind].fields}
    called = said.another_id() if key != "new" else ""
    another = [{"label": _ID, "was": said.get("was_id"), "now": key, "yours": called}] if called else []
    return [*another, *({"label": labels.get(name, name), "was": said.fields.get(f"was.{name}", ""),
                         "now": now.get(name, ""), "yours": value} for name, value in said_of(kind, said).items())]
