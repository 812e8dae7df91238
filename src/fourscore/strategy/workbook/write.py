"""This file is about writing a strategy as a workbook: sheets, drop-downs, notes, formats, what may be changed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fourscore.strategy.check.look import OWNERS
from fourscore.strategy.text.edit import StrategyText, stamp
from fourscore.strategy.text.tree import grow
from fourscore.strategy.workbook.cells import TEXT, Shown
from fourscore.strategy.workbook.columns import (
    CENTRE_CHOICES,
    FINGERPRINT,
    IN_THE_FILE,
    LISTS,
    READ_ME,
    SHEETS,
    STRATEGY,
    WAS,
    Column,
    Sheet,
)
from fourscore.strategy.workbook.tables import Row, Tables, tables_of
from fourscore.terms import Trouble

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

# Rows that drop-downs and formats reach down to, for what is added below.
ROWS_READY = 300
AUTHOR = "fourscore"
HEAD_FILL, LOCKED_FILL = "FF1F3A5F", "FFEFEFEF"
# A text beginning with one of these would be taken for a formula when the cell is typed in again.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
WRITING = (
    "This workbook holds the strategy and its targets. Change cells, add rows below, delete rows or empty them; then "
    "bring it back with: fourscore strategy import FILE.xlsx. With --dry-run it only tells what would change.",
    "Whatever is not in the workbook (comments, the order of things, settings it has no column for) stays as it is in "
    "strategy.yaml.",
    "Each heading has a note that says what its column means. Cells with a list offer what may be chosen; owners may "
    "also be other words.",
    "Shares are percentages (80%). Lengths of time are written as text: 5:45 is five minutes 45 seconds, 20s is twenty "
    "seconds. Dates are written as text: 2026-03 or 2026-03-09. Several words in one cell are parted by semicolons.",
    "An id may be changed in its own row: it is then renamed wherever the strategy names it. History kept under the "
    "old id stays under the old one.",
    "The order of rows and columns is free. No formulas are needed; a formula's last value is taken.",
    "When something is wrong nothing is changed; the workbook comes back as FILE-marked.xlsx with each such cell in "
    "colour and a sheet that lists them.",
    "When somebody changed strategy.yaml after this workbook was written, that is said and nothing is changed.",
)


def workbook_of(
    text: StrategyText, units: Mapping[str, str], currency: str, name: str, owners: Sequence[str] = (),
) -> bytes:
    """The strategy as a workbook (.xlsx). units: of every metric of the catalogue, by its key; name: of the centre;
    owners: further roles and people to choose from.

    The same text gives the same cells. Raises Trouble where the text cannot be read as YAML.
    """
    from openpyxl import Workbook

    root, issues = grow(text.text, text.path.name)
    if root is None or issues:
        raise Trouble(*issues)
    tables = tables_of(root, units, currency)
    book = Workbook()
    first = book.active
    assert first is not None
    _read_me(book, name)
    lists = _lists(book, tables, units, owners, stamp(text.text.encode("utf-8")))
    for sheet in SHEETS:
        _sheet(book.create_sheet(sheet.title), sheet, tables.rows[sheet.title], lists, name)
    book.remove(first)
    book.move_sheet(LISTS, len(SHEETS))
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _read_me(book: Workbook, name: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(READ_ME)
    sheet.column_dimensions["A"].width = 110
    _put(sheet.cell(1, 1), Shown(f"The strategy of {name}", ""))
    sheet["A1"].font = Font(bold=True, size=14)
    for number, line in enumerate((*WRITING, "", *(f"{one.title}: {one.about}" for one in SHEETS)), start=3):
        sheet.cell(number, 1, line or None).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.protection.sheet = True
    _printed(sheet, name, heading=False)


def _lists(
    book: Workbook, tables: Tables, units: Mapping[str, str], owners: Sequence[str], fingerprint: str,
) -> dict[str, str]:
    """The hidden sheet with what drop-downs offer and the text's fingerprint; each list's address by its name."""
    sheet = book.create_sheet(LISTS)
    used = {shown.written for rows in tables.rows.values() for row in rows
            for title, shown in row.cells.items() if title in ("Owner", "Deputy")}
    offered = {"metric": sorted(units), "owner": [*OWNERS, *sorted({*used, *owners} - {*OWNERS, ""})]}
    sheet["A1"], sheet["B1"] = FINGERPRINT, fingerprint
    places = {}
    for column, (name, words) in enumerate(offered.items(), start=3):
        sheet.cell(1, column, name)
        for row, word in enumerate(words, start=2):
            _put(sheet.cell(row, column), Shown(word, word))
        letter = sheet.cell(1, column).column_letter
        places[name] = f"{LISTS}!${letter}$2:${letter}${max(len(words), 1) + 1}"
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    return places


def _sheet(
    there: Worksheet, sheet: Sheet, rows: Sequence[Row], lists: Mapping[str, str], name: str,
) -> None:
    """One sheet: headings with notes, rows, formats, drop-downs, print set-up."""
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    count = len(sheet.columns)
    _headings(there, sheet)
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(sheet.columns, start=1):
            _put(there.cell(number, place), row.cells[column.title])
            _dress(there.cell(number, place), column, row.cells[column.title])
        _put(there.cell(number, count + 1), Shown(row.was, row.was))
        _dress(there.cell(number, count + 1), None, None)
    for place, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(place)
        # What is added has its unit only later: as text, 5:45 stays what was typed, and 80% is read as well.
        below = there.column_dimensions[letter]
        below.number_format = "General" if column.kind in ("weight", "whole") else TEXT
        below.alignment = Alignment(wrap_text=True, vertical="top")
        _offer(there, sheet, column, letter, lists)
    there.freeze_panes = "B2" if sheet is not STRATEGY else "A2"
    there.auto_filter.ref = f"A1:{get_column_letter(count)}{max(len(rows) + 1, 2)}"
    _protected(there, count)
    _printed(there, name, heading=True)


def _headings(there: Worksheet, sheet: Sheet) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    for place, column in enumerate((*sheet.columns, None), start=1):
        cell = there.cell(1, place, column.title if column else WAS)
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        size = there.column_dimensions[cell.column_letter]
        if column is None:
            size.hidden = True
            continue
        size.width = column.width
        note = f"{column.note}{' Needed.' if column.needed else ''}"
        cell.comment = Comment(note, AUTHOR, height=40 + 18 * (len(note) // 38 + 1), width=280)
    there.row_dimensions[1].height = 30


def _put(cell: Cell | MergedCell, shown: Shown) -> None:
    """The content of a cell; a text stays a text, however it begins."""
    cell.value = shown.value
    cell.number_format = shown.format
    if isinstance(shown.value, str):
        cell.data_type = "s"
        cell.quotePrefix = shown.value.startswith(FORMULA_SIGNS)


def _dress(cell: Cell | MergedCell, column: Column | None, shown: Shown | None) -> None:
    """Wrapping, and whether the cell may be changed; what it cannot show may not."""
    from openpyxl.styles import Alignment, PatternFill, Protection

    # What is only for reading is grey, but not locked: a row with a locked cell in it cannot be deleted.
    locked = shown is not None and shown.value == IN_THE_FILE
    cell.protection = Protection(locked=locked)
    if locked or (column is not None and column.title == "Unit"):
        cell.fill = PatternFill("solid", fgColor=LOCKED_FILL)
    number = shown is not None and isinstance(shown.value, float)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right" if number else None)


def _offer(there: Worksheet, sheet: Sheet, column: Column, letter: str, lists: Mapping[str, str]) -> None:
    """The drop-down of a column; one that takes other words too only offers."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.kind == "words":
        return
    if sheet is STRATEGY:
        if column.title == "Text":
            _listed(there, f'"{",".join(CENTRE_CHOICES)}"', "B2", strict=True)
        return
    cells = f"{letter}2:{letter}{ROWS_READY}"
    if column.kind == "weight":
        rule = DataValidation("decimal", operator="greaterThan", formula1="0", allow_blank=True, showErrorMessage=True,
                              errorTitle="Weight", error="Write a number above 0, such as 1 or 2.5.")
        there.add_data_validation(rule)
        rule.add(cells)
    elif column.kind == "metric":
        _listed(there, lists["metric"], cells, strict=True)
    elif column.free:
        _listed(there, lists["owner"], cells, strict=False)
    elif column.kind == "ref":
        _listed(there, f"'{column.of[0]}'!$A$2:$A${ROWS_READY}", cells, strict=True)
    elif column.choices:
        _listed(there, f'"{",".join(column.choices)}"', cells, strict=True)


def _listed(there: Worksheet, source: str, cells: str, *, strict: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=strict,
                          errorTitle="Not in the list", error="Choose one of the words in the list.")
    there.add_data_validation(rule)
    rule.add(cells)


def _protected(there: Worksheet, count: int) -> None:
    """Only headings, and cells that cannot show what is in the file, are locked; rows may be added, deleted, sorted."""
    from openpyxl.styles import Protection
    from openpyxl.utils import get_column_letter

    for place in range(1, count + 2):
        there.column_dimensions[get_column_letter(place)].protection = Protection(locked=False)
    rest = there.column_dimensions[get_column_letter(count + 2)]
    rest.min, rest.max, rest.protection = count + 2, 16_384, Protection(locked=False)
    shield = there.protection
    shield.sheet = True
    # In this format a permission that is off is one that is given.
    shield.insertRows = shield.deleteRows = shield.sort = shield.autoFilter = False
    shield.formatCells = shield.formatColumns = shield.formatRows = False


def _printed(there: Worksheet, name: str, *, heading: bool) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    there.page_setup.orientation = "landscape"
    there.page_setup.paperSize = 9  # A4
    there.page_setup.fitToWidth, there.page_setup.fitToHeight = 1, 0
    there.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if heading:
        there.print_title_rows = "1:1"
    footer = there.oddFooter
    if footer is not None and footer.left is not None and footer.right is not None:
        footer.left.text, footer.right.text = name.replace("&", "&&"), "&A  &P / &N"
