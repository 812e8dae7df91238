"""This file is about a table as an Excel workbook: figures stay figures with their format, and no name is ever run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from fourscore.web.sheets.csv_text import FORMULA_STARTS
from fourscore.web.sheets.sheet import Figure, Sheet, heads

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

FORMATS = {"share": "0.0%", "seconds": "#,##0.0", "minutes": "#,##0.0", "money": "#,##0.00", "count": "#,##0",
           "points": "0.0", "ratio": "0.00"}
MOMENT, DAY = "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"
# What no workbook may hold (XML 1.0 §2.2), and the longest text a cell takes.
NO_SIGN, LONGEST = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"), 32_767
WIDEST = 60


def workbook(sheet: Sheet, rows: Iterable[Sequence[Any]]) -> bytes:
    """The workbook: first what the table is of, then the table. Moments stand on the clock they carry."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    about, table = book.create_sheet("About"), book.create_sheet("Table")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 20, 90
    for name, said in (("Table", sheet.title), *sheet.of):
        about.append([_text(about, name, bold=True), _text(about, said)])
    kept = [place for place, column in enumerate(sheet.columns) if not column.told]
    words = heads(sheet)
    for number, place in enumerate(kept, 1):
        table.column_dimensions[get_column_letter(number)].width = min(max(len(words[place]) + 3, 12), WIDEST)
    table.freeze_panes = "B2"
    table.append([_text(table, words[place], bold=True) for place in kept])
    many = 1
    for row in rows:
        table.append([_cell(table, row[place], sheet.columns[place].unit) for place in kept])
        many += 1
    if kept:
        table.auto_filter.ref = f"A1:{get_column_letter(len(kept))}{many}"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(table: WriteOnlyWorksheet, value: Any, unit: str) -> Cell | None:
    """One value: empty where there is none, so that nothing takes it for a zero."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, Figure):
        value, unit = value
    if value is None:
        return None
    if isinstance(value, bool):
        return _text(table, "yes" if value else "no")
    if isinstance(value, (int, float, Decimal)):
        made = WriteOnlyCell(table)
        made.value = value
        if unit in FORMATS:
            made.number_format = FORMATS[unit]
        return made
    if isinstance(value, date):  # a moment is one too
        moment = isinstance(value, datetime)
        made = WriteOnlyCell(table)
        made.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        made.number_format = MOMENT if moment else DAY
        return made
    return _text(table, str(value))


def _text(table: WriteOnlyWorksheet, said: str, *, bold: bool = False) -> Cell:
    """A text that stays one, also when somebody edits it: a formula would be run."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    made = WriteOnlyCell(table, NO_SIGN.sub("", said)[:LONGEST])
    made.data_type = "s"
    if said.startswith(FORMULA_STARTS):
        made.quotePrefix = True
    if bold:
        made.font = Font(bold=True)
    return made
