"""This file is about documents in other languages: nothing in them is said in English alone, and Arabic from the right.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader
from tests.languages.brackets import Bracketed, unsaid
from tests.web.conftest import _paper

from fourscore.terms import speaking, together
from fourscore.web.languages.tongues import spoken_in
from fourscore.web.pages.frame import Frame
from fourscore.web.reports.book import workbook
from fourscore.web.reports.content import KINDS, Document, Point, address_for, scorecard_document
from fourscore.web.reports.pdf import pdf, told
from fourscore.web.reports.slides import slides

OURS = {"Inter-Regular", "Inter-SemiBold"}
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")  # openpyxl does not read them
DATA = ("svg", "tone", "lang", "reads")  # for the one that sets it, and not to be read
POINTS = [Point(KINDS["signal"], "=cmd", ""), Point(KINDS["missed twice"], "Ours", "Ours")]


@pytest.fixture(scope="module")
def frame() -> Frame:
    return Frame(_paper().PaperCentre())


def document(frame: Frame) -> Document:
    return scorecard_document(frame, address_for(frame, "2026-W46", ""), points=POINTS)


def own(frame: Frame) -> set[str]:
    """What people of that centre wrote, and codes."""
    strategy: Any = frame.centre.strategy
    names = {frame.centre.settings.name, "Europe/Berlin", "=cmd", "Ours"}
    for perspective in strategy.perspectives:
        names |= {perspective.name, perspective.question}
    return names | {kpi.name for kpi in strategy.kpis()} | {goal.id for goal in strategy.guarded}


def texts(one: Any) -> Iterator[str]:
    if isinstance(one, dict):
        for name, inside in one.items():
            yield from () if name in DATA else texts(inside)
    elif isinstance(one, list):
        for inside in one:
            yield from texts(inside)
    elif isinstance(one, str):
        yield one


def on_slides(deck: Any) -> Iterator[Any]:
    """Every paragraph, those of tables and charts too."""
    for shape in (shape for slide in deck.slides for shape in slide.shapes):
        if shape.has_text_frame:
            yield from shape.text_frame.paragraphs
        if shape.has_table:
            yield from (one for row in shape.table.rows for cell in row.cells for one in cell.text_frame.paragraphs)
        if shape.has_chart:
            yield from shape.chart.chart_title.text_frame.paragraphs


def test_nothing_in_a_document_is_said_in_english_alone(frame: Frame) -> None:
    with speaking(Bracketed()):
        made = document(frame)
        deck: Any = Presentation(BytesIO(slides(made)))
        book: Any = load_workbook(BytesIO(workbook(made)))
        found = {"pdf": list(texts(told(made))), "slides": [one.text for one in on_slides(deck)],
                 "book": [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
                          if isinstance(cell.value, str)] + book.sheetnames}
    names = own(frame)
    wrong = {kind: unsaid("".join(f"<p>{escape(text)}</p>" for text in there), names) for kind, there in found.items()}
    assert all(len(there) > 60 for there in found.values())
    assert wrong == {"pdf": [], "slides": [], "book": []}


def test_a_document_in_arabic_begins_at_the_right(frame: Frame) -> None:
    with speaking(spoken_in("ar")):
        made = document(frame)
        reader = PdfReader(BytesIO(pdf(made)))
        deck: Any = Presentation(BytesIO(slides(made)))
        book: Any = load_workbook(BytesIO(workbook(made)))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()  # every letter is in a font of ours
    pages: list[Any] = list(reader.pages)
    faces = {str(font.get_object()["/BaseFont"]).partition("+")[2] for one in pages
             for font in one["/Resources"]["/Font"].values()}
    assert {"IBMPlexSansArabic-Regular", "IBMPlexSansArabic-SemiBold"} <= faces
    # All of them come along with us, so that it is the same on a computer without any font.
    assert faces - {"DejaVuSansMono-Bold"} <= {*OURS, "IBMPlexSansArabic-Regular", "IBMPlexSansArabic-SemiBold"}
    said = [one for one in on_slides(deck) if one.text]
    assert {(one._p.pPr.get("rtl"), one._p.pPr.get("algn")) for one in said} == {("1", "r")}
    assert {run._r.rPr.get("lang") for one in said for run in one.runs} == {"ar"}
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert {table._tbl.tblPr.get("rtl") for table in tables} == {"1"}
    assert [sheet.sheet_view.rightToLeft for sheet in book] == [True] * len(book.sheetnames)


def test_english_documents_stay_as_they_are_read(frame: Frame) -> None:
    made = document(frame)
    deck: Any = Presentation(BytesIO(slides(made)))
    assert {one._p.pPr.get("rtl") for one in on_slides(deck) if one.text} == {None}
    assert not any(sheet.sheet_view.rightToLeft for sheet in load_workbook(BytesIO(workbook(made))))
    assert str(together(made.of[0], ": ")) == f"Centre: {made.centre}"
