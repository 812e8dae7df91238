"""This file is about reports as files: the page's own words and figures, selectable and tagged, charts native."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader
from starlette.testclient import TestClient
from tests.web.conftest import _paper

from fourscore.terms import Trouble
from fourscore.web import create_app
from fourscore.web.pages.frame import Frame
from fourscore.web.reports.book import workbook
from fourscore.web.reports.content import Document, Point, address_for, scorecard_document
from fourscore.web.reports.pdf import pdf
from fourscore.web.reports.slides import slides

WEEK = "2026-W46"
POINTS = [Point("signal", "=cmd|' /C calc'!A0 and #set <b>", ""), Point("missed twice", "Calls: 1, then 2", "acted: x")]


@pytest.fixture(scope="module")
def paper() -> ModuleType:
    return _paper()


@pytest.fixture(scope="module")
def document(paper: ModuleType) -> Document:
    frame = Frame(paper.PaperCentre())
    return scorecard_document(frame, address_for(frame, WEEK, ""), "Monthly review", POINTS)


@pytest.fixture(scope="module")
def page(paper: ModuleType) -> str:
    """The scorecard page's own text."""
    pages = TestClient(create_app(paper.PaperCentre()), base_url="http://127.0.0.1", follow_redirects=False)
    return unescape(re.sub(r"<[^>]+>", "\n", pages.get(f"/scorecard?period={WEEK}").text))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def written(document: Document) -> Iterator[str]:
    """Every word of a measure that the page shows."""
    for item in document.items():
        line = item.line
        yield from (line.name, line.actual, line.target, line.score, line.status.word)
        yield from ([line.change.text] if line.change else [])


def test_a_document_says_what_the_page_says(document: Document, page: str) -> None:
    words = list(written(document))
    assert len(words) > 70
    assert [word for word in words if squeezed(word) not in squeezed(page)] == []


def test_the_pdf_has_that_text_to_select_and_tags_for_who_hears_it(document: Document) -> None:
    reader = PdfReader(BytesIO(pdf(document)))
    root: Any = reader.trailer["/Root"]
    text = squeezed("".join(one.extract_text() for one in reader.pages))
    assert [word for word in written(document) if squeezed(word) not in text] == []
    for said in (document.fresh, document.zone, document.period, POINTS[0].words, document.items()[0].facts):
        assert squeezed(said) in text, said
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    pages: list[Any] = list(reader.pages)
    faces = {str(font.get_object()["/BaseFont"]).partition("+")[2] for one in pages
             for font in one["/Resources"]["/Font"].values()}
    assert {"Inter-Regular", "Inter-SemiBold"} <= faces


def test_every_picture_in_the_pdf_is_said_in_words(document: Document) -> None:
    root: Any = PdfReader(BytesIO(pdf(document))).trailer["/Root"]
    kinds, silent = [], 0
    waiting = [root["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop()
        if not hasattr(one, "get"):
            continue
        kinds.append(one.get("/S"))
        silent += one.get("/S") == "/Figure" and not one.get("/Alt")
        below = one.get("/K")
        for child in below if isinstance(below, list) else [below]:
            there = child.get_object() if hasattr(child, "get_object") else child
            waiting.append(there)
    assert {"/Table", "/TH", "/TD", "/H1", "/H2", "/Figure"} <= set(kinds)
    assert silent == 0


def test_the_slides_bear_native_tables_and_charts_that_stay_on_them(document: Document) -> None:
    deck: Any = Presentation(BytesIO(slides(document)))
    wide, high, charts, text = deck.slide_width, deck.slide_height, [], ""
    for slide in deck.slides:
        boxes = []
        for shape in slide.shapes:
            assert shape.left >= 0, shape.name
            assert shape.top >= 0, shape.name
            assert shape.left + shape.width <= wide, shape.name
            assert shape.top + shape.height <= high, shape.name
            for other in boxes:
                apart = (shape.left >= other.left + other.width or other.left >= shape.left + shape.width
                         or shape.top >= other.top + other.height or other.top >= shape.top + shape.height)
                assert apart, (shape.name, other.name)
            boxes.append(shape)
            if shape.has_chart:
                charts.append(shape.chart)
            if shape.has_table:
                text += " ".join(cell.text_frame.text for row in shape.table.rows for cell in row.cells)
            if shape.has_text_frame:
                text += shape.text_frame.text
    assert [word for word in written(document) if squeezed(word) not in squeezed(text)] == []
    drawn = [item for item in document.items() if item.chart]
    assert len(charts) == len(drawn)
    for chart, item in zip(charts, drawn, strict=True):
        assert list(chart.plots[0].series[0].values) == [point.value for point in item.measured.history]


@pytest.mark.filterwarnings("ignore:Sparkline Group extension")  # openpyxl does not read them; Excel does
def test_the_workbook_bears_figures_unrounded_empty_where_there_is_none_and_native_charts(document: Document) -> None:
    book: Any = load_workbook(BytesIO(workbook(document)))
    table = book["Scorecard"]
    heads = [cell.value for cell in table[1]]
    rows = {row[heads.index("Measure")].value: row for row in table.iter_rows(min_row=2)}
    for item in document.items():
        row, m = rows[item.line.name], item.measured
        for head, value in (("Actual", m.value), ("Target", m.target), ("Counted", m.n)):
            assert row[heads.index(head)].value == (pytest.approx(value) if value is not None else None), head
        assert row[heads.index("Status")].value == item.line.status.word
    assert len(book["Charts"]._charts) == sum(bool(item.chart) for item in document.items())
    assert book["What stands out"]["B2"].data_type == "s"
    assert book["What stands out"]["B2"].quotePrefix
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about["Time zone"] == document.zone
    assert about["How complete"] == document.fresh


def test_a_sign_no_font_has_does_not_stop_a_pdf(paper: ModuleType) -> None:
    frame = Frame(paper.PaperCentre())
    points = [Point("signal", "\U000F1234 and \U0001F9EF", "")]
    made = scorecard_document(frame, address_for(frame, WEEK, ""), "R", points)
    assert pdf(made)[:5] == b"%PDF-"


@pytest.mark.parametrize("form", ["pdf", "pptx", "xlsx"])
def test_the_pages_hand_it_out(paper: ModuleType, form: str) -> None:
    pages = TestClient(create_app(paper.PaperCentre()), base_url="http://127.0.0.1", follow_redirects=False)
    answer = pages.get(f"/report/scorecard.{form}?period={WEEK}&scope=team:Support+1")
    assert answer.status_code == 200
    assert f'filename="scorecard-Support-1-{WEEK}.{form}"' in answer.headers["content-disposition"]
    assert pages.get("/report/scorecard.doc").status_code == 404


def test_a_file_that_cannot_be_written_whole_leaves_what_was_there(tmp_path: Path) -> None:
    """A process that may write no more than some bytes, as on a full disk, in the middle of a report."""
    from fourscore.cli.asking.report import write_whole

    there = tmp_path / "october.pdf"
    there.write_bytes(b"as it was")
    code = ("import resource, signal, sys; from pathlib import Path; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
            "from fourscore.cli.asking.report import write_whole\n"
            "from fourscore.terms import Trouble\n"
            "try: write_whole(Path(sys.argv[1]), b'x' * 100000)\n"
            "except Trouble as told: print(told.issues[0].name)")
    said = subprocess.run([sys.executable, "-c", code, str(there)], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "report-not-written"
    assert there.read_bytes() == b"as it was"
    assert [one.name for one in tmp_path.iterdir()] == ["october.pdf"]
    with pytest.raises(Trouble, match="could not be written"):
        write_whole(tmp_path / "no such folder" / "x.pdf", b"x")
