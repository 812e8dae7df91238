"""This file is about the strategy's text as a page: edited as a whole, with what the rules say beside each line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fourscore.centre import by_line
from fourscore.terms import said
from fourscore.web.editor.desk import PATH, Desk
from fourscore.web.editor.overview import counts_of
from fourscore.web.editor.typed import Typed
from fourscore.web.words import note_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from fourscore.terms import Issue


def text_page(desk: Desk, request: Request, brought: Typed | None = None,
              issues: tuple[Issue, ...] = ()) -> HTMLResponse:
    """The text, its lines numbered, with notes in place. brought: what was typed, where it could not be kept."""
    there = desk.stands()
    typed = there.text if brought is None else brought.fields.get("text", "")
    shown = typed.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    checked = desk.checked(there)
    found = {line: [note_of(finding) for finding in notes] for line, notes in by_line(checked).items()}
    lines = shown.count("\n") + 1
    status = (413 if any(issue.name == "text-too-long" for issue in issues) else 400) if issues else 200
    rows: list[dict[str, Any]] = [{"number": number, "notes": found.get(number, [])} for number in range(1, lines + 1)]
    return desk.render("text.html", request, there, status=status, tab=f"{PATH}/text",
                       title=said("The strategy's text"),
                       text=shown, rows=rows, lines=lines, issues=issues, seen=there.seen, whole=found.get(0, []),
                       told_lines=sorted((line, notes) for line, notes in found.items() if line),
                       counts=counts_of(checked))
