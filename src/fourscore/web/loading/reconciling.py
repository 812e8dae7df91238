"""This file is about the page that holds another system's numbers against ours: pasted, or from a file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response

from fourscore.centre import reconcile
from fourscore.metrics import Asked
from fourscore.terms import Issue, Trouble, WrongUse, said
from fourscore.web.pages.frame import Frame
from fourscore.web.sheets import Column, Sheet, handed_out

if TYPE_CHECKING:
    from fourscore.metrics import Reconciled


def reconcile_page(frame: Frame, form: dict[str, list[str]]) -> Response:
    """The form, and what came of it; what was pasted stays in it, whatever is wrong."""
    typed = {name: form.get(name, [""])[-1] for name in ("numbers", "during", "calls")}
    found: Reconciled | None = None
    issues: tuple[Issue, ...] = ()
    if form:
        try:
            found = _reconciled(frame, typed)
            issues = tuple(found.issues)
        except Trouble as wrong:
            issues = tuple(wrong.issues)
    headings, rows = found.table() if found is not None else ([], [])
    table, _, ending = form.get("as", [""])[-1].partition(".")
    if found is not None and ending in ("csv", "xlsx"):
        return _filed(frame, found, ending, calls=table == "calls")
    causes = found is not None and any(column.causes or column.remainder for column in found.columns)
    return frame.render("reconcile.html", here="/reconcile", title=said("Reconcile"), typed=typed, issues=issues,
                        found=found,
                        headings=headings, rows=rows, lines=[line for line in found.lines() if line] if found else [],
                        causes=causes, whole=found.whole if found else False,
                        status=400 if issues and found is None else 200)


def _filed(frame: Frame, found: Reconciled, ending: str, *, calls: bool) -> Response:
    """The table, or that of the calls of one cause, with the page's very words."""
    headings, rows = (found.calls.columns, found.calls.rows) if calls and found.calls is not None else found.table()
    of = [("Centre", frame.centre.settings.name), ("Time zone", frame.centre.calendar.zone.key),
          *(("Told", line) for line in found.lines() if line)]
    return handed_out(Sheet("Reconcile", "reconcile-calls" if calls else "reconcile",
                            [Column(heading, heading[:1].upper() + heading[1:]) for heading in headings],
                            [list(row) for row in rows], of, frame.currency), ending)


def _reconciled(frame: Frame, typed: dict[str, str]) -> Reconciled:
    numbers = typed["numbers"].strip("\r\n")
    if not numbers.strip():
        raise WrongUse(Issue("empty-file", "the numbers", said("There are no numbers here yet."), said("Paste a table "
                             "with its headings, or choose a file.")))
    calls = typed["calls"].strip()
    if calls and not (calls.isdigit() and len(calls) < 6):
        raise WrongUse(Issue("bad-number", "the cause", said("The number of a cause is a whole number."),
                             said("Take one of those in brackets.")))
    asked = Asked(during=frame.centre.calendar.period(typed["during"]) if typed["during"].strip() else None,
                  calls=int(calls) if calls else None)
    with tempfile.TemporaryDirectory() as folder:
        tabs = "\t" in numbers.split("\n", 1)[0]
        path = Path(folder, "pasted.tsv" if tabs else "pasted.csv")
        path.write_text(numbers + "\n", encoding="utf-8", newline="\n")
        return reconcile(frame.centre, path, asked)
