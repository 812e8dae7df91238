"""This file is about a document as an Excel workbook: figures with their formats, and Excel's own charts over them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from fourscore.terms import said, spoken, together
from fourscore.web.reports.putting import axis_format, right_to_left, sheet_name
from fourscore.web.sheets.csv_text import FORMULA_STARTS
from fourscore.web.sheets.excel import FORMATS, LONGEST, NO_SIGN
from fourscore.web.words import standing_of

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from fourscore.web.reports.content import Document, Item

HEADS = ((said("Perspective"), 20), (said("Measure"), 32), (said("Weeks"), 22), (said("Actual"), 13),
         (said("Target"), 13), (said("Upper edge"), 13), (said("Score"), 9), (said("Status"), 17), (said("Weight"), 9),
         (said("Adds to the total"), 16), (said("Counted"), 10), (said("Known by"), 38), (said("Owner"), 24))
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

    def sheet(self, name: str) -> Worksheet:
        """A sheet of that name, in the direction of who reads."""
        made = self.book.add_worksheet(sheet_name(name))
        if right_to_left():
            made.right_to_left()
        return made

    def text(self, sheet: Worksheet, row: int, column: int, words: str, **more: Any) -> None:
        """A text that stays one, also when somebody edits it: a formula would be run."""
        text = spoken(words)
        if text.startswith(FORMULA_STARTS):
            more["quote_prefix"] = True
        sheet.write_string(row, column, NO_SIGN.sub("", text)[:LONGEST], self.form(**more) if more else None)

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
        made.set_properties({"title": spoken(document.head), "author": document.centre})
        _about(book, document)
        if document.points is not None:
            _agenda(book, document)
        table, charts, weeks = (book.sheet(name) for name in (said("Scorecard"), said("Charts"), said("Weeks")))
        places = _weeks(book, weeks, document)
        _table(book, table, document, places)
        _charts(made, charts, document, places)
    return out.getvalue()


def _about(book: _Book, document: Document) -> None:
    sheet = book.sheet(said("About"))
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    score = said("withheld") if document.card.withheld else said(
        "{score} ({status})", score=document.whole["score"], status=document.whole["status"].word)
    rows = [(said("Document"), document.title), *document.of, (said("How complete"), document.fresh),
            (said("Overall score"), score), *((said("Note"), note) for note in document.notes)]
    for row, (name, words) in enumerate(rows):
        book.text(sheet, row, 0, name, bold=True)
        book.text(sheet, row, 1, words)


def _agenda(book: _Book, document: Document) -> None:
    sheet = book.sheet(said("What stands out"))
    for column, (word, wide) in enumerate((
            (said("Kind"), 18), (said("What"), 100), (said("Closed"), 40))):
        sheet.set_column(column, column, wide)
        book.text(sheet, 0, column, word, bold=True)
    for row, point in enumerate(document.points or [], 1):
        for column, words in enumerate(point):
            book.text(sheet, row, column, words)


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
            for column, words in ((0, part.lane.name), (1, item.line.name), (7, standing_of(m).word),
                                 (11, together((item.line.note, item.facts), " · ")), (12, item.line.owner)):
                book.text(sheet, row, column, words)
            for column, value, of in ((3, m.value, unit), (4, m.target, unit), (5, m.upper_target, unit),
                                      (6, m.score, "points"), (8, m.weight, "share"), (9, m.contribution, "points"),
                                      (10, m.n, "count")):
                book.figure(sheet, row, column, value, of)
            if m.kpi.id in places:
                at, many = places[m.kpi.id], len(m.history)
                sheet.add_sparkline(row, 2, {"range": _cells(at + 1, many),
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
        for column, word in enumerate((said("Week from"), said("Actual"), said("Target"))):
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
        many = len(m.history)
        chart.add_series({"name": spoken(said("Actual")), "categories": f"={_cells(at, many)}",
                          "values": f"={_cells(at + 1, many)}", "line": {"color": "#48505F", "width": 1.75}})
        if m.target is not None:
            chart.add_series({"name": spoken(said("Target")), "categories": f"={_cells(at, many)}",
                              "values": f"={_cells(at + 2, many)}",
                              "line": {"color": "#2F54C8", "width": 1.25, "dash_type": "dash"}})
        chart.set_title({"name": spoken(together((item.aimed_by_name, item.line.status.word), " · ")),
                         "name_font": {"size": 11}, "overlay": False})
        chart.set_y_axis({"num_format": axis_format(m.kpi.unit), "major_gridlines": {
            "visible": True, "line": {"color": "#E3E6EC"}}})
        chart.set_x_axis({"interval_unit": 5, "num_font": {"size": 8}})
        chart.set_legend({"position": "bottom"})
        chart.show_blanks_as("gap")
        chart.set_size({"width": WIDE, "height": HIGH})
        sheet.insert_chart(0, 0, chart, {"x_offset": 10 + number % ACROSS * (WIDE + 12),
                                         "y_offset": 10 + number // ACROSS * (HIGH + 12),
                                         "description": spoken(said("{measure} by week, with its target",
                                                                    measure=item.line.name))})


def _cells(column: int, many: int) -> str:
    """The cells of a measure's weeks, on their sheet."""
    from xlsxwriter.utility import quote_sheetname, xl_range_abs

    return f"{quote_sheetname(sheet_name(said('Weeks')))}!{xl_range_abs(2, column, 1 + many, column)}"
