"""This file is about a document as a PDF: set by Typst in this process, tagged, with text that can be selected."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.terms import said, together, tongue
from fourscore.web.draw import mark
from fourscore.web.reports.content import KEY, NOTHING_STANDS_OUT
from fourscore.web.reports.picture import picture
from fourscore.web.reports.putting import apart, put
from fourscore.web.words import Change

if TYPE_CHECKING:
    import typst

    from fourscore.web.reports.content import Document, Item, Part

HERE = Path(__file__).parent
# What the paper says of itself. The page's own number and how many there are is filled in where it is set.
WORDS = {
    "overall": said("Overall score"), "measures": said("Measures"), "stands_out": said("What stands out"),
    "nothing": NOTHING_STANDS_OUT, "weeks": said("Week by week"), "how": said("How to read it"), "key": KEY,
    "page": said("Page {page} of {pages}", page="{page}", pages="{pages}"),
    "heads": ["", said("Measure"), said("Weeks"), said("Actual"), said("Target"), said("Score"), said("Change")],
}


def pdf(document: Document) -> bytes:
    """The document as PDF/UA-1; where a sign is in no font, as a tagged PDF that claims no standard."""
    made = _set(document, "pdf", ["ua-1"])
    return made[0]


def pages(document: Document, ppi: float = 100.0) -> list[bytes]:
    """Its pages as PNG, to be looked at."""
    return _set(document, "png", [], ppi)


def _set(document: Document, form: Any, standards: list[Any], ppi: float | None = None) -> list[bytes]:
    import typst

    compiler = typst.Compiler(b"", font_paths=_faces())
    source, inputs = (HERE / "report.typ").read_bytes(), {"told": json.dumps(told(document), ensure_ascii=False)}
    try:
        made = compiler.compile(input=source, format=form, sys_inputs=inputs, pdf_standards=standards, ppi=ppi)
    except typst.TypstError as wrong:
        if not standards or "font" not in str(wrong):
            raise
        made = compiler.compile(input=source, format=form, sys_inputs=inputs)
    return list(made) if isinstance(made, list) else [made or b""]


@lru_cache(maxsize=1)
def _faces() -> typst.Fonts:
    """Inter, as the pages have it, and a face for Arabic; for scripts they have not, what this computer has."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[HERE / "faces"])


def told(document: Document) -> dict[str, Any]:
    """Everything the paper says, as data, in the language of who reads."""
    whole, points, other = document.whole, document.points, tongue()
    found: dict[str, Any] = put({
        "title": document.title, "head": document.head, "centre": document.centre, "notes": document.notes,
        "foot": document.foot, "words": WORDS,
        "of": together((document.who, said("{period} ({days})", period=document.period, days=document.days),
                        document.fresh), " · "),
        "whole": {"score": whole["score"], "change": _change(whole["change"]), "said": document.state},
        "points": None if points is None else [
            {"kind": kind, "lines": [{"words": one.words, "closed": one.closed} for one in there]}
            for kind, there in groupby(points, key=lambda one: one.kind)],
        "parts": [_part(part) for part in document.parts],
        "charts": [{"name": item.line.name, "said": _said(item), "picture": picture(item.chart)}
                   for item in document.items() if item.chart],
        "about": document.of,
    })
    return {**found, "lang": other.code if other else "en", "reads": other.reads if other else "ltr"}


def _part(part: Part) -> dict[str, Any]:
    lane = part.lane
    return {
        "name": lane.name, "question": apart(lane.question), "score": lane.score, "change": _change(lane.change),
        "spark": picture(lane.spark), "withheld": part.withheld, "lines": [_line(item) for item in part.items],
        "goals": [{"name": goal.name, "mark": picture(mark(goal.status.tone, goal.status.word)),
                   "tone": goal.status.tone, "status": goal.status.word, "verdict": goal.verdict, "score": goal.score}
                  for goal in lane.goals],
    }


def _line(item: Item) -> dict[str, Any]:
    line = item.line
    return {
        "mark": picture(mark(line.status.tone, line.status.word)), "tone": line.status.tone,
        "status": line.status.word, "name": line.name, "owner": line.owner,
        "facts": together(("", line.note, item.facts), " · "), "spark": picture(line.spark),
        "actual": line.actual, "target": line.target, "score": line.score, "meter": picture(line.meter),
        "change": _change(line.change),
    }


def _said(item: Item) -> str:
    line = item.line
    return together((item.aimed, line.status.word, line.note, item.facts), " · ")


def _change(change: Change | None) -> dict[str, str] | None:
    return change._asdict() if change else None
