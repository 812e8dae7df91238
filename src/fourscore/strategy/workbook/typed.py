"""This file is about reading a workbook that somebody edited: its typed cells, and why a file may be none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.strategy.workbook.columns import FINGERPRINT, LISTS, SHEETS, STRATEGY, WAS, Sheet
from fourscore.terms import Issue, Trouble, did_you_mean

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# Far more than a strategy needs; a sheet formatted down to its last row is refused before it is unpacked.
MOST_BYTES, MOST_PACKED, MOST_ROWS, MOST_COLUMNS = 40_000_000, 20_000_000, 5_000, 200
KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or one with a password"),
    (b"%PDF", "a PDF"), (b"\x1f\x8b", "a packed file"), (b"Rar!", "a packed file"), (b"7z\xbc\xaf", "a packed file"),
)


class Typed(NamedTuple):
    """What stands in one cell. place: its address, such as F7. format: its number format. why: set where the cell
    holds something that is no value, such as a formula nobody worked out."""

    value: object
    place: str
    format: str = ""
    why: str = ""


@dataclass(frozen=True)
class Line:
    """One row of a sheet that is not empty: its number, what it was when written ("" where it is new), its cells."""

    number: int
    was: str
    cells: dict[str, Typed]

    def cell(self, title: str) -> Typed:
        return self.cells[title]


class Mark(NamedTuple):
    """An issue and the cell it is about; "" where it is about the whole sheet."""

    sheet: str
    place: str
    issue: Issue


@dataclass
class Typing:
    """All that was typed, by sheet; and the fingerprint of the text that the workbook was written from."""

    name: str
    fingerprint: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    def mark(self, sheet: str, place: str, issue: Issue) -> None:
        """Note an issue at its cell, each only once."""
        where = f"{self.name}: {sheet}!{place}" if place else f"{self.name}: {sheet}"
        one = Mark(sheet, place, issue._replace(where=where))
        if one not in self.marks:
            self.marks.append(one)


def typed_in(content: bytes, name: str) -> Typing:
    """What stands in the workbook. Raises Trouble `not-a-workbook`, `workbook-too-large`, `not-our-workbook`, or
    `workbook-lacks` with every sheet and column that is missing."""
    _is_workbook(content, name)
    formulas = opened(content, name, data_only=False)
    any_formula = any(cell.data_type == "f" for sheet in formulas.worksheets if sheet.max_row <= MOST_ROWS
                      for row in sheet.iter_rows(max_col=min(sheet.max_column, MOST_COLUMNS)) for cell in row)
    values = opened(content, name, data_only=True) if any_formula else formulas
    lists = formulas[LISTS] if LISTS in formulas.sheetnames else None
    if lists is None or lists["A1"].value != FINGERPRINT or not isinstance(lists["B1"].value, str):
        raise Trouble(Issue("not-our-workbook", name, "This workbook was not written by  fourscore strategy export.",
                            "Export the strategy anew and make your changes in that workbook."))
    typing = Typing(name, lists["B1"].value)
    lacking: list[Issue] = []
    for sheet in SHEETS:
        if sheet.title not in formulas.sheetnames:
            near = did_you_mean(sheet.title, [one for one in formulas.sheetnames if one != LISTS])
            lacking.append(Issue("workbook-lacks", name, f"The sheet {sheet.title!r} is missing.",
                                 f"Give it its name back, or export anew. {near}".strip()))
        else:
            lacking += _sheet(typing, sheet, formulas[sheet.title], values[sheet.title])
    if lacking:
        raise Trouble(*lacking)
    return typing


def opened(content: bytes, name: str, *, data_only: bool) -> Workbook:
    """The workbook; data_only: with the last values of formulas in their place."""
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of decorations that it passes over
            return load_workbook(io.BytesIO(content), data_only=data_only)
    except Exception as error:  # a damaged file fails in as many ways as there are things in it
        raise _not("a damaged workbook", name) from error


def _is_workbook(content: bytes, name: str) -> None:
    if len(content) > MOST_PACKED:
        raise _too_large(name, f"It has {len(content):,} bytes")
    kind = next((words for head, words in KINDS if content.startswith(head)), None)
    if kind is None and not content.startswith(b"PK"):
        kind = "a text, such as CSV" if b"\x00" not in content[:4096] else "a file of another kind"
        kind = kind if content else "an empty file"
    if kind is not None:
        raise _not(kind, name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _not("a damaged workbook", name) from error
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        binary = "a binary workbook (.xlsb)" if "xl/workbook.bin" in names else "a packed file"
        raise _not("an OpenDocument file (.ods)" if "content.xml" in names else binary, name)
    if (size := sum(member.file_size for member in members)) > MOST_BYTES:
        raise _too_large(name, f"Unpacked it has {size:,} bytes")


def _not(kind: str, name: str) -> Trouble:
    return Trouble(Issue("not-a-workbook", name, f"This is {kind}, and no Excel workbook (.xlsx).",
                         "Save it as an Excel workbook (.xlsx), or export the strategy anew."))


def _too_large(name: str, what: str) -> Trouble:
    return Trouble(Issue(
        "workbook-too-large", name, f"{what}, far more than any strategy.",
        "Delete the empty rows and columns that are formatted, and pictures; or export anew and copy your changes.",
    ))


def _sheet(typing: Typing, sheet: Sheet, formulas: Worksheet, values: Worksheet) -> list[Issue]:
    """Read one sheet; what is missing in it."""
    if formulas.max_row > MOST_ROWS or formulas.max_column > MOST_COLUMNS:
        raise _too_large(typing.name, f"The sheet {sheet.title!r} has {formulas.max_row:,} rows and "
                                      f"{formulas.max_column:,} columns in use")
    titles = {str(cell.value).strip().lower(): cell.column for cell in reversed(formulas[1]) if cell.value is not None}
    needed = [*(column.title for column in sheet.columns if column.kind != "shown" or sheet is STRATEGY), WAS]
    lacking = [title for title in needed if title.lower() not in titles]
    if lacking:
        return [Issue("workbook-lacks", f"{typing.name}: {sheet.title}", f"The column {title!r} is missing.",
                      "Give the heading in its first row its name back, or export anew.") for title in lacking]
    where = {title: titles[title.lower()] for title in needed}
    covered = _merged(typing, sheet, formulas)
    typing.lines[sheet.title] = [line for line in _lines(typing, sheet, formulas, values, where, covered)
                                 if _filled(line)]
    return []


def _filled(line: Line) -> bool:
    said = [cell for title, cell in line.cells.items() if title not in (WAS, "What", "Unit")]
    return any(cell.why or (cell.value is not None and str(cell.value).strip()) for cell in said)


def _lines(
    typing: Typing, sheet: Sheet, formulas: Worksheet, values: Worksheet, where: dict[str, int], covered: set[str],
) -> Iterator[Line]:
    for number in range(2, formulas.max_row + 1):
        cells = {}
        for title, place in where.items():
            cell = formulas.cell(number, place)
            said = _typed(cell, values.cell(number, place).value)
            if cell.coordinate in covered:
                said = said._replace(why="merged")
            cells[title] = said
        was = cells.pop(WAS).value
        yield Line(number, "" if was is None else f"{was:.0f}" if isinstance(was, float) else str(was), cells)


def _typed(cell: Any, worked_out: object) -> Typed:
    value, why = cell.value, ""
    if cell.data_type == "f":
        value = worked_out
        why = "" if worked_out is not None else "formula"
    if cell.data_type == "e" or (isinstance(value, str) and cell.data_type == "f" and value.startswith("#")):
        why = "error"
    return Typed(value, cell.coordinate, str(cell.number_format), why)


def _merged(typing: Typing, sheet: Sheet, there: Worksheet) -> set[str]:
    """Merged cells below the headings: all but the first are empty, and whose they were is nobody's to guess."""
    covered: set[str] = set()
    for block in there.merged_cells.ranges:
        if block.max_row < 2:
            continue
        first = there.cell(block.min_row, block.min_col).coordinate
        covered |= {there.cell(row, column).coordinate for row in range(block.min_row, block.max_row + 1)
                    for column in range(block.min_col, block.max_col + 1)} - {first}
        typing.mark(sheet.title, first, Issue(
            "workbook-merged", "", f"The cells {block.coord} are merged into one.",
            "Split them again and write into each cell what belongs there."))
    return covered
