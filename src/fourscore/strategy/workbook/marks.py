"""This file is about wrong cells: finding the cell a mistake belongs to, and marking it in the workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fourscore.strategy.workbook.columns import (
    KPIS,
    LISTS,
    NAMED,
    NUMBERED,
    READ_ME,
    SHEETS,
    STRATEGY,
    TARGETS,
    TO_MEND,
    TOP,
    VALUE,
    Sheet,
)
from fourscore.strategy.workbook.pairing import Pairs, said
from fourscore.strategy.workbook.tables import Row, Tables, node_of
from fourscore.strategy.workbook.typed import Line, Mark, Typing, opened
from fourscore.terms import Issue

if TYPE_CHECKING:
    from openpyxl import Workbook

MARK, AUTHOR = "FFFFC7CE", "fourscore"
# Before it stands what somebody else noted at the cell.
CUT = "To mend: "


def locate(
    issue: Issue, tables: Tables, pairs: Pairs, typing: Typing, changed: Mapping[tuple[str, int], Sequence[str]],
    marked: frozenset[tuple[str, str]],
) -> None:
    """Mark the cell that an issue of the text is about: the one on its line, else one of its row that was changed.

    marked: sheets and rows with a wrong cell, from which the issue may follow; then it is not told beside it.
    """
    found = re.search(r":(\d+)$", issue.where)
    number = int(found[1]) if found else 1
    rows = [(sheet, row, line) for sheet in (KPIS, *(one for one in NAMED if one is not KPIS), *NUMBERED)
            for row in tables.rows[sheet.title] for line in _lines(sheet, row, pairs)]
    near = [(sheet, line, _place(sheet, row, line, number)) for sheet, row, line in rows if _covers(row, number)]
    targets = [(TARGETS, line, line.cell("Target").place) for line in typing.lines[TARGETS.title]
               for row in tables.rows[TARGETS.title] if row.line == number
               and row.was == f"{pairs.meant(('KPIs',), said(line.cell('KPI')))}/{said(line.cell('Since'))}"]
    near = [one for one in (*targets, *near) if one[2]]
    if any((sheet.title, str(line.number)) in marked for sheet, line, _ in near):
        return
    of_kpi = [line for sheet, line, _ in near if sheet is KPIS]
    names = {pairs.id_of(KPIS, line) for line in of_kpi}
    beside = [line for line in typing.lines[TARGETS.title] if said(line.cell("KPI")) in names]
    if any((TARGETS.title, str(line.number)) in marked for line in beside):
        return
    exact = [(sheet, place) for sheet, line, place in near if place != line.cell(sheet.columns[0].title).place]
    if exact:
        typing.mark(exact[0][0].title, exact[0][1], issue)
        return
    for sheet, line in [*((sheet, line) for sheet, line, _ in near), *((TARGETS, line) for line in beside)]:
        if places := [place for place in changed.get((sheet.title, line.number), ()) if place]:
            typing.mark(sheet.title, places[0], issue)
            return
    if near:
        typing.mark(near[0][0].title, near[0][2], issue)
    else:
        typing.mark(STRATEGY.title, _top(issue, typing), issue)


def rows_marked(marks: Sequence[Mark]) -> frozenset[tuple[str, str]]:
    return frozenset((mark.sheet, re.sub(r"\D", "", mark.place)) for mark in marks)


def _lines(sheet: Sheet, row: Row, pairs: Pairs) -> list[Line]:
    if sheet in NUMBERED:
        # Rows of a list are counted anew when one goes; the words of their cells tell which is which.
        columns = sheet.columns[:2]
        return [line for line in pairs.lines(sheet)
                if all(said(line.cell(column.title)) == row.cells[column.title].written for column in columns)]
    return [line for line in pairs.lines(sheet) if pairs.id_of(sheet, line) == row.was]


def _covers(row: Row, number: int) -> bool:
    """Whether something of this row's own stands on that line."""
    own = [row.line, *(node.line for key, node in row.node.entries if key.text not in ("objectives", "kpis"))]
    inner = [node.line for key, value in row.node.entries if key.text not in ("objectives", "kpis", "target")
             for node in value.inside()]
    return number in (*own, *inner)


def _place(sheet: Sheet, row: Row, line: Line, number: int) -> str:
    """The cell of what stands on that line; the first one of the row where it is none of them."""
    for column in sheet.columns:
        if column.at and number != row.line and (node := node_of(row.node, column)) is not None and node.line == number:
            return line.cell(column.title).place
    return line.cell(sheet.columns[0].title).place


def _top(issue: Issue, typing: Typing) -> str:
    """The row of the first sheet that an issue about the whole strategy speaks of, where there is one."""
    words = {**{name: label for label, name in TOP.items()}, "values": VALUE}
    for line in typing.lines[STRATEGY.title]:
        if any(name in issue.what and said(line.cell("What")) == label for name, label in words.items()):
            return line.cell("Text").place
    return ""


def marked_workbook(content: bytes, name: str, marks: Sequence[Mark]) -> bytes:
    """The workbook with every wrong cell in colour and a note at it, and a sheet that lists them all.

    Marks of an earlier time go; what else stands in the workbook stays.
    """
    book = opened(content, name, data_only=False)
    _unmark(book)
    notes: dict[tuple[str, str], list[str]] = {}
    for mark in marks:
        notes.setdefault((mark.sheet, mark.place), []).append(f"{mark.issue.what}\n{mark.issue.remedy}")
    for (sheet, place), texts in notes.items():
        if place:
            _mark(book, sheet, place, "\n\n".join(texts))
    _list(book, marks)
    book.active = book.sheetnames.index(TO_MEND)
    for one in book.worksheets:
        one.sheet_view.tabSelected = one.title == TO_MEND
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _mark(book: Workbook, sheet: str, place: str, text: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = book[sheet][place]
    cell.fill = PatternFill("solid", fgColor=MARK)
    author, before = (cell.comment.author, cell.comment.text) if cell.comment is not None else (AUTHOR, "")
    height = 60 + 18 * (len(text) // 38 + text.count("\n"))
    cell.comment = Comment(before + CUT + text, author, height=height, width=300)


def _unmark(book: Workbook) -> None:
    """Take earlier marks away: our colour, and our notes below the headings."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if TO_MEND in book.sheetnames:
        book.remove(book[TO_MEND])
    for sheet in SHEETS:
        for row in book[sheet.title].iter_rows(min_row=2):
            for cell in row:
                if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == MARK:
                    cell.fill = PatternFill()
                if cell.comment is not None and CUT in cell.comment.text:
                    own = cell.comment.text.partition(CUT)[0]
                    cell.comment = Comment(own, cell.comment.author) if own else None
        for cell in book[sheet.title][1]:
            if cell.comment is not None:  # how large a note is drawn is not read back
                cell.comment.height, cell.comment.width = 40 + 18 * (len(cell.comment.text) // 38 + 1), 280


def _list(book: Workbook, marks: Sequence[Mark]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    order = {title: place for place, title in enumerate((*(sheet.title for sheet in SHEETS), READ_ME, LISTS))}
    sheet = book.create_sheet(TO_MEND, 0)
    headings = (("Sheet", 16), ("Cell", 8), ("What is wrong", 70), ("How to mend it", 60))
    for place, (title, width) in enumerate(headings, start=1):
        cell = sheet.cell(1, place, title)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row, mark in enumerate(sorted(marks, key=lambda one: (order.get(one.sheet, 99), _number(one.place))), start=2):
        for place, text in enumerate((mark.sheet, mark.place, mark.issue.what, mark.issue.remedy), 1):
            cell = sheet.cell(row, place)
            cell.value, cell.data_type = text, "s"
            cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if mark.place:
            sheet.cell(row, 2).hyperlink = f"#'{mark.sheet}'!{mark.place}"
    sheet.freeze_panes = "A2"


def _number(place: str) -> tuple[int, str]:
    return int(re.sub(r"\D", "", place) or 0), place
