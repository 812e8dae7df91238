"""This file is about a table as it is handed out: its columns with their units, its rows, and what it is of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import Response, StreamingResponse

from fourscore.terms import Issue, WrongUse, said, write_value
from fourscore.web.sheets.csv_text import csv_lines, file_name

if TYPE_CHECKING:
    from starlette.requests import Request

# An Excel sheet holds 1,048,576 rows; what has more than this is handed out as CSV, which is made as it is read.
EXCEL_ROWS = 100_000
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNIT_HEADS = {"share": "%", "seconds": "seconds", "minutes": "minutes", "points": "points"}


class Column(NamedTuple):
    """key: its head in CSV, which programs read. word: its head for people. unit: one of terms.UNITS, "" for words.

    told: the same in every row and told on the workbook's first sheet, or a figure in words; CSV alone repeats it.
    """

    key: str
    word: str
    unit: str = ""
    told: bool = False


class Figure(NamedTuple):
    """A number with a unit of its own, in a column of several units."""

    value: float | int | None
    unit: str


@dataclass(frozen=True)
class Sheet:
    """One table. name: the file's, without its ending. of: what it is of, line by line: variant, scope, period, zone …

    rows: whole and unrounded; may be read once only. currency: of the amounts.
    """

    title: str
    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    of: Sequence[tuple[str, str]]
    currency: str = ""


def heads(sheet: Sheet) -> list[str]:
    """Every column's head for people, with its unit."""
    return [_head(column, sheet.currency) for column in sheet.columns]


def _head(column: Column, currency: str) -> str:
    unit = currency if column.unit == "money" else UNIT_HEADS.get(column.unit, "")
    return f"{column.word} ({unit})" if unit and unit not in column.word else column.word


def handed_out(sheet: Sheet, ending: str) -> Response:
    """The table as a file: `csv`, or `xlsx`. Raises WrongUse `too-long-for-excel`."""
    headers = {"content-disposition": f'attachment; filename="{file_name(sheet.name)}.{ending}"'}
    if ending == "csv":
        plain = ([one.value if isinstance(one, Figure) else one for one in row] for row in sheet.rows)
        return StreamingResponse(csv_lines([column.key for column in sheet.columns], plain),
                                 media_type="text/csv; charset=utf-8", headers=headers)
    from fourscore.web.sheets.excel import workbook

    rows = iter(sheet.rows)
    first = list(islice(rows, EXCEL_ROWS + 1))
    if len(first) > EXCEL_ROWS:
        raise WrongUse(Issue("too-long-for-excel", sheet.title,
                             said("This table has more than {rows} rows, too many for a workbook.",
                                  rows=write_value(EXCEL_ROWS, "count")),
                             said("Take it as CSV, or ask for a shorter period.")))
    made = workbook(sheet, first)
    return StreamingResponse(iter([made]), media_type=EXCEL, headers={**headers, "content-length": str(len(made))})


def ending_of(request: Request) -> str:
    """The kind of file an address asks for."""
    return request.url.path.rpartition(".")[2]


def ways_out(csv: str) -> list[tuple[str, str]]:
    """The links of a table by the address of its CSV: what each is called, and where it leads."""
    path, mark, query = csv.partition("?")
    return [("CSV", csv), ("Excel", f"{path.removesuffix('.csv')}.xlsx{mark}{query}")]
