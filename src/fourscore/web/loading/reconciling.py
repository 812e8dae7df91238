"""This file is about the page that holds another system's numbers against ours: pasted, or from a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fourscore.centre import keep_report, reconcile_text, report_of, reports_of
from fourscore.metrics import Asked
from fourscore.terms import Issue, Trouble, WrongUse, formula_words, kept, said, said_many, together, write_value
from fourscore.web.pages.frame import Frame
from fourscore.web.sheets import Column, Sheet, handed_out
from fourscore.web.words import moment_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fourscore.centre import Pasted
    from fourscore.metrics import Reconciled

PATH = "/reconcile"
ASKED = ("during", "calls")  # what the address of a report says besides
CAUSE = re.compile(r"\s*\((\d+)\)")
LONGEST = 60  # signs of a report's headings told in the list of reports
MOMENTS = {"entered": said("when it entered"), "left": said("when it was answered or given up"),
           "ended": said("when it ended")}


def empty_page(frame: Frame) -> Response:
    """The form, and the reports that were held against ours lately."""
    return _page(frame, {})


def pasted_page(frame: Frame, form: Mapping[str, list[str]]) -> Response:
    """Keep what was pasted and show what comes of it at its own address; where nothing does, it stays in the form."""
    typed = {name: form.get(name, [""])[-1] for name in ("numbers", *ASKED)}
    try:
        _reconciled(frame, typed)
    except Trouble as wrong:
        return _page(frame, typed, issues=tuple(wrong.issues), status=400)
    said_too = {name: typed[name].strip() for name in ASKED if typed[name].strip()}
    number = keep_report(frame.centre, typed["numbers"])
    return RedirectResponse(f"{PATH}/{number}{'?' if said_too else ''}{urlencode(said_too)}", 303)


def report_page(frame: Frame, request: Request) -> Response:
    """What comes of a kept report, held against the numbers as they are now."""
    report, typed = _asked(frame, request)
    try:
        found = _reconciled(frame, typed)
    except Trouble as wrong:
        return _page(frame, typed, issues=tuple(wrong.issues), status=400, report=report)
    return _page(frame, typed, issues=tuple(found.issues), found=found, report=report)


def report_sheet(frame: Frame, request: Request) -> Response:
    """The table, or that of the calls of one cause, with the page's very words."""
    report, typed = _asked(frame, request)
    found = _reconciled(frame, typed)
    table, _, ending = request.path_params["table"].partition(".")
    calls = table == "calls" and found.calls is not None
    if ending not in ("csv", "xlsx") or not (calls or table == "differences"):
        raise _unknown(request.path_params["table"])
    headings, rows = (found.calls.columns, found.calls.rows) if calls and found.calls is not None else found.table()
    of = [("Centre", frame.centre.settings.name), ("Time zone", frame.centre.calendar.zone.key),
          ("Report", str(report.number)), *(("Told", line) for line in found.lines() if line)]
    return handed_out(Sheet("Reconcile", "reconcile-calls" if calls else "reconcile",
                            [Column(heading, heading[:1].upper() + heading[1:]) for heading in headings],
                            [list(row) if calls else _row([*row]) for row in rows], of, frame.currency), ending)


def _asked(frame: Frame, request: Request) -> tuple[Pasted, dict[str, str]]:
    """The report of an address, and what the form about it says."""
    key = request.path_params["number"]
    report = report_of(frame.centre, int(key) if key.isdecimal() and len(key) < 10 else 0)
    return report, {"numbers": report.numbers, **{name: request.query_params.get(name, "") for name in ASKED}}


def _page(frame: Frame, typed: Mapping[str, str], *, issues: tuple[Issue, ...] = (), status: int = 200,
          found: Reconciled | None = None, report: Pasted | None = None) -> Response:
    headings, rows = found.table() if found is not None else ([], [])
    keys = [one.hit.definition.key for one in found.columns] if found is not None else []
    causes = found is not None and any(column.causes or column.remainder for column in found.columns)
    here = f"{PATH}/{report.number}" if report is not None else PATH
    also = urlencode({name: typed[name] for name in ASKED if typed.get(name)})
    return frame.render("reconcile.html", here=PATH, title=said("Reconcile"),
                        typed={"numbers": "", **dict.fromkeys(ASKED, ""), **typed}, issues=issues, found=found,
                        headings=headings, rows=[_row(row) for row in rows], keys=keys,
                        lines=_lines(found, typed, here) if found and report else [],
                        causes=causes, whole=found.whole if found else False, status=status,
                        report=report and _told(frame, report), at=here, also=f"?{also}" if also else "",
                        before=[_told(frame, one) for one in reports_of(frame.centre)])


def _row(row: list[str]) -> list[str]:
    """A line of the table as people read it: what its figure is, and by which moment it is counted."""
    column, what, limits, moment, *others = row
    if what.startswith("≈ "):  # the formula of a measure that has no name
        what = together(["≈", *(formula_words(one) if one[:1].isalpha() else one for one in what.split()[1:])])
    return [column, what, limits, MOMENTS.get(moment, moment), *others]


def _lines(found: Reconciled, typed: Mapping[str, str], here: str) -> list[tuple[str, str]]:
    """What is told, line by line; a numbered cause with the address of its calls."""
    told = []
    for line in filter(None, found.lines()):
        number = CAUSE.match(line)
        asked = {"during": typed.get("during"), "calls": number and number[1]}
        query = urlencode({name: value for name, value in asked.items() if value})
        told.append((line, f"{here}?{query}#calls-title" if number else ""))
    return told


def _told(frame: Frame, report: Pasted) -> dict[str, Any]:
    """A report in a list: what it is, when it came, and from whom."""
    return {"href": f"{PATH}/{report.number}", "number": report.number, "by": kept(report.by),
            "at": moment_word(frame.centre.calendar.local(report.at)), "name": _name(report.numbers)}


def _name(numbers: str) -> str:
    """What a report calls itself above its table; else its columns, and how many rows there are."""
    lines = [line for line in numbers.splitlines() if line.strip()]
    cells = [cell.strip(' "') for cell in re.split("[\t;]" if re.search("[\t;]", lines[0]) else ",", lines[0])]
    words = ", ".join(filter(None, cells))
    words = words if len(words) <= LONGEST else words[:LONGEST - 1] + "…"
    if len(list(filter(None, cells))) == 1 and len(lines) > 2:
        return words
    rows = len(lines) - 1
    return said_many("{columns} – {number} row", "{columns} – {number} rows", rows, columns=words,
                     number=write_value(rows, "count"))


def _reconciled(frame: Frame, typed: Mapping[str, str]) -> Reconciled:
    calls = typed["calls"].strip()
    if calls and not (calls.isdigit() and len(calls) < 6):
        raise WrongUse(Issue("bad-number", "the cause", said("The number of a cause is a whole number."),
                             said("Take one of those in brackets.")))
    asked = Asked(during=frame.centre.calendar.period(typed["during"]) if typed["during"].strip() else None,
                  calls=int(calls) if calls else None)
    return reconcile_text(frame.centre, typed["numbers"], asked)


def _unknown(table: str) -> WrongUse:
    return WrongUse(Issue("unknown-report", repr(table), said("A report has no table of that name."),
                          said("Take one of those on its page.")))
