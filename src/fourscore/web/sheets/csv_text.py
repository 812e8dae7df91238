"""This file is about handing a table out as CSV: figures stay figures, and no name is ever run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

# A cell a spreadsheet would take for a formula, and run.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: Any) -> str:
    """A figure as it is, in full; a text with a leading apostrophe where it could be taken for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file, headings first; begins with the mark by which Excel knows UTF-8."""
    yield "\ufeff" + _line(headings)
    for row in rows:
        yield _line(row)


def _line(values: Sequence[Any]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([cell(value) for value in values])
    return out.getvalue()


def file_name(*parts: str) -> str:
    """A file name every system accepts."""
    plain = "-".join(part for part in parts if part)
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in plain)
