"""This file is about a document as an Excel workbook: figures with their formats, and Excel's own charts over them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from fourscore.web.sheets.csv_text import FORMULA_STARTS
from fourscore.web.sheets.excel import FORMATS, LONGEST, NO_SIGN
from fourscore.web.words import standing_of

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from fourscore.web.reports.content import Document, Item

HEADS = (("Perspective", 20), ("Measure", 32), ("Weeks", 22), ("Actual", 13), ("Target", 13), ("Upper edge", 13),
         ("Score", 9), ("Status", 17), ("Weight", 9), ("Adds to the total", 16), ("Counted", 10), ("Known by", 38),
         ("Owner", 24))
WIDE, HIGH, ACROSS = 480, 260, 2  # of a chart, in pixels, and how many stand side by side


class _Book:
    """A workbook with its formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def form(self, **said: Any) -> Any:
        key = tuple(sorted(said.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(said)
        return self._formats[key]

    def text(self, sheet: Worksheet, row: int, column: int, said: str, **more: Any) -> None:
        """A text that stays one, also when somebody edits it: a formula would be run."""
        if said.startswith(FORMULA_STARTS):
            more["quote_prefix"] = True
        sheet.write_string(row, column, NO_SIGN.sub("", said)[:LONGEST], self.form(**more) if more else None)

    def figure(self, sheet: Worksheet, row: int, column: int, value: float | None, unit: str) -> None:
        """A number in its unit; an empty cell where there is none, so that nothing takes it for a zero."""
        if value is not None:
            sheet.write_number(row, column, float(value), self.form(num_format=FORMATS.get(unit, "General")))


def workbook(document: Document) -> bytes:
    """What it is of, the table, the review's agenda where there is one, a chart of each measure, and their weeks."""
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as made:
        book = _Book(made)
        made.set_properties({"title": f"{document.title}, {document.period}", "author": document.centre})
        _about(book, document)
        if document.points is not None:
            _agenda(book, document)
        table, charts, weeks = (made.add_worksheet(name) for name in ("Scorecard", "Charts", "Weeks"))
        places = _weeks(book, weeks, document)
        _table(book, table, document, places)
        _charts(made, charts, document, places)
    return out.getvalue()


def _about(book: _Book, document: Document) -> None:
    sheet = book.book.add_worksheet("About")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    whole = document.whole
    score = "withheld" if document.card.withheld else f"{whole['score']} ({whole['status'].word})"
    rows = [("Document", document.title), *document.of, ("How complete", document.fresh), ("Overall score", score),
            *(("Note", note) for note in document.notes)]
    for row, (name, said) in enumerate(rows):
        book.text(sheet, row, 0, name, bold=True)
        book.text(sheet, row, 1, said)


def _agenda(book: _Book, document: Document) -> None:
    sheet = book.book.add_worksheet("What stands out")
    for column, (word, wide) in enumerate((("Kind", 18), ("What", 100), ("Closed", 40))):
        sheet.set_column(column, column, wide)
        book.text(sheet, 0, column, word, bold=True)
    for row, point in enumerate(document.points or [], 1):
        for column, said in enumerate(point):
            book.text(sheet, row, column, said)


def _table(book: _Book, sheet: Worksheet, document: Document, places: dict[str, int]) -> None:
    for column, (word, wide) in enumerate(HEADS):
        sheet.set_column(column, column, wide)
        book.text(sheet, 0, column, word, bold=True)
    sheet.freeze_panes(1, 2)
    row = 0
    for part in document.parts:
        for item in part.items:
            row += 1
            m, unit = item.measured, item.measured.kpi.unit
            for column, said in ((0, part.lane.name), (1, item.line.name), (7, standing_of(m).word),
                                 (11, " · ".join(filter(None, (item.line.note, item.facts)))), (12, item.line.owner)):
                book.text(sheet, row, column, said)
            for column, value, of in ((3, m.value, unit), (4, m.target, unit), (5, m.upper_target, unit),
                                      (6, m.score, "points"), (8, m.weight, "share"), (9, m.contribution, "points"),
                                      (10, m.n, "count")):
                book.figure(sheet, row, column, value, of)
            if m.kpi.id in places:
                at, many = places[m.kpi.id], len(m.history)
                sheet.add_sparkline(row, 2, {"range": f"Weeks!{_cells(at + 1, many)}",
                                             "series_color": "#5E6777", "last_point": True})
    if row:
        sheet.autofilter(0, 0, row, len(HEADS) - 1)


def _weeks(book: _Book, sheet: Worksheet, document: Document) -> dict[str, int]:
    """Each measure's weeks, value and target, in three columns of its own; where the first of them is."""
    sheet.freeze_panes(2, 0)
    places: dict[str, int] = {}
    for number, item in enumerate(item for item in document.items() if item.measured.history):
        m, at = item.measured, 3 * number
        places[m.kpi.id] = at
        sheet.set_column(at, at + 2, 13)
        book.text(sheet, 0, at, item.line.name, bold=True)
        for column, word in enumerate(("Week from", "Actual", "Target")):
            book.text(sheet, 1, at + column, word, bold=True)
        for row, point in enumerate(m.history, 2):
            book.text(sheet, row, at, f"{point.days.first}")
            book.figure(sheet, row, at + 1, point.value, m.kpi.unit)
            book.figure(sheet, row, at + 2, point.target, m.kpi.unit)
    return places


def _charts(book: Workbook, sheet: Worksheet, document: Document, places: dict[str, int]) -> None:
    drawn: list[Item] = [item for item in document.items() if item.chart and item.measured.kpi.id in places]
    for number, item in enumerate(drawn):
        m, at = item.measured, places[item.measured.kpi.id]
        chart: Any = book.add_chart({"type": "line"})
        names = f"=Weeks!{_cells(at, len(m.history))}"
        chart.add_series({"name": "Actual", "categories": names, "values": f"=Weeks!{_cells(at + 1, len(m.history))}",
                          "line": {"color": "#48505F", "width": 1.75}})
        if m.target is not None:
            chart.add_series({"name": "Target", "categories": names, "line": {
                "color": "#2F54C8", "width": 1.25, "dash_type": "dash"},
                "values": f"=Weeks!{_cells(at + 2, len(m.history))}"})
        chart.set_title({"name": f"{item.line.name}: {item.line.actual}, {item.line.status.word.lower()}",
                         "name_font": {"size": 11}, "overlay": False})
        chart.set_y_axis({"num_format": FORMATS.get(m.kpi.unit, "General"), "major_gridlines": {
            "visible": True, "line": {"color": "#E3E6EC"}}})
        chart.set_x_axis({"interval_unit": 5, "num_font": {"size": 8}})
        chart.set_legend({"position": "bottom"})
        chart.show_blanks_as("gap")
        chart.set_size({"width": WIDE, "height": HIGH})
        sheet.insert_chart(0, 0, chart, {"x_offset": 10 + number % ACROSS * (WIDE + 12),
                                         "y_offset": 10 + number // ACROSS * (HIGH + 12),
                                         "description": f"{item.line.name} by week, with its target"})


def _cells(column: int, many: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return str(xl_range_abs(2, column, 1 + many, column))
