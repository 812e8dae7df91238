"""This file is about how a file is written: encoding, what separates cells, where the columns' names are."""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from fourscore.warehouse.sources.table.files import ENDINGS, cell_text, format_of, header_of, named, sheets_of
from fourscore.warehouse.sources.table.mapping.shape import FileShape

DELIMITERS = (",", ";", "\t", "|", "^", "\x1f")
ROWS = 300         # rows that are looked at to see how they are written
TITLES = 40        # rows among which the columns' names are looked for
LETTERS = re.compile(r"[^\W\d_]")
DATA = re.compile(r"[+-]?[\d.,]+%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d{1,2}:\d{2}(:\d{2})?.*")


class Looks(NamedTuple):
    """How to read the file: options that say so, the shape they make, names of columns; how sure (0 to 1)."""

    options: dict[str, object]
    shape: FileShape
    names: list[str]
    said: Mapping[str, str]
    sure: float


def looks_of(head: bytes, path: Path) -> Looks | None:
    """How the file is written, or None where it is no table. Raises Trouble `unreadable-file`."""
    if head.startswith(b"PAR1"):
        shape = FileShape(format="parquet")
        options: dict[str, object] = {} if format_of(path, FileShape()) == "parquet" else {"format": "parquet"}
        return Looks(options, shape, header_of(path, shape), {}, 1.0)
    if is_workbook(head, path):
        return workbook(path)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return None  # JSON, which is not cut into cells
    return text_looks(head, path)


def is_workbook(head: bytes, path: Path) -> bool:
    if head.startswith(b"PK\x03\x04") and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
        return any(name in names for name in ("xl/workbook.xml", "xl/workbook.bin", "content.xml"))
    return head.startswith(b"\xd0\xcf\x11\xe0") and ENDINGS.get(path.suffix.lower()) == "excel"


def workbook(path: Path) -> Looks | None:
    """The sheet that holds the most rows under a line of names."""
    best: tuple[int, int, str, int, list[str], float] | None = None
    for place, (name, rows) in enumerate(sheets_of(path)):
        cells = [[cell_text(value, ".") for value in row] for row in rows[:ROWS]]
        header, sure = header_in(cells)
        if header is None or len(rows) <= header + 1:
            continue
        size = len(rows) - header
        if best is None or size > best[0]:
            best = (size, place, name, header + 1, cells[header], sure)
    if best is None:
        return None
    _, place, name, row, names, sure = best
    options: dict[str, object] = {} if ENDINGS.get(path.suffix.lower()) == "excel" else {"format": "excel"}
    said = {}
    if place:
        options["sheet"], said["sheet"] = name, "the one with the most rows"
    if row > 1:
        options["header_row"], said["header_row"] = row, "what stands above it are titles"
    shape = FileShape(format="excel", sheet=name if place else None, header_row=row)
    return Looks(options, shape, named(names), said, sure)


def text_looks(head: bytes, path: Path) -> Looks | None:
    encoding = encoding_of(head, path)
    if encoding is None:
        return None
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    text = head[: len(head) // 2 * 2 if encoding.startswith("utf-16") else None].decode(codec, "replace")
    lines = text.splitlines(keepends=True)
    lines = lines[:-1] if path.stat().st_size > len(head) and len(lines) > 1 else lines
    found = best_cut(lines[:ROWS])
    if found is None:
        return None
    delimiter, quote, rows, starts = found
    header, sure = header_in(rows)
    options: dict[str, object] = {}
    said: dict[str, str] = {}
    shape = FileShape()
    form = "tsv" if delimiter == "\t" else "csv"
    if format_of(path, shape) != form:
        options["format"] = form
    shape = replace(shape, format=form)
    if delimiter not in (",", "\t"):
        options["delimiter"], shape = delimiter, replace(shape, delimiter=delimiter)
    if quote != '"':
        options["quote"], shape = quote or "none", replace(shape, quote=quote)
        said["quote"] = "a quote in it is a character like any other" if not quote else ""
    if encoding != "utf-8":
        options["encoding"], shape = encoding, replace(shape, encoding=encoding)
        said["encoding"] = "it is no UTF-8" if encoding == "cp1252" else "by its first bytes"
    if header is None and max(map(width, rows)) < 2:
        return None
    if header is None:
        columns = [f"column_{number}" for number in range(1, len(rows[-1]) + 1)]
        options["columns"], shape = columns, replace(shape, columns=tuple(columns), header_row=0)
        said["columns"] = "LOOK: it has no line with names of columns"
        return Looks(options, shape, columns, said, sure)
    if starts[header] > 1:
        options["header_row"], shape = starts[header], replace(shape, header_row=starts[header])
        said["header_row"] = "what stands above it are titles"
    return Looks(options, shape, header_of(path, shape), said, sure)


def encoding_of(head: bytes, path: Path) -> str | None:
    """utf-8, utf-16 with or without its mark, else cp1252; None for what is no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if max(even, odd) * 3 < len(head) or min(even, odd) * 20 > max(even, odd):
            return None
        return "utf-16-le" if odd > even else "utf-16-be"
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(1 << 20):
                decoder.decode(block)
        except UnicodeDecodeError:
            control = sum(head.count(byte) for byte in (*range(9), *range(14, 31), 127))
            return "cp1252" if control * 100 < len(head) else None
    return "utf-8"


def best_cut(lines: Sequence[str]) -> tuple[str, str, list[list[str]], list[int]] | None:
    """Delimiter, quote, rows and the line each starts on: the way in which most rows have the same columns."""
    best: tuple[float, str, str, list[list[str]], list[int]] | None = None
    for delimiter in DELIMITERS:
        for quote in ('"', "'", ""):
            if quote == "'" and not any(f"{delimiter}'" in line for line in lines[:20]):
                continue
            rows, starts = cut(lines, delimiter, quote)
            if not rows:
                continue
            ((columns, often),) = Counter(map(len, rows)).most_common(1)
            if columns < 2:
                continue
            stray = quote == '"' and any(cell.count('"') % 2 or cell[:1] == '"' for row in rows for cell in row)
            score = often / len(rows) + min(columns, 40) / 100 - (0.2 if stray else 0) - (0.01 if not quote else 0)
            score -= 0.15 if not quote and any(cell[:1] == cell[-1:] == '"' for row in rows for cell in row) else 0
            if best is None or score > best[0]:
                best = (score, delimiter, quote, rows, starts)
    if best is None or best[0] < 0.6:
        return None
    return best[1:]


def cut(lines: Sequence[str], delimiter: str, quote: str) -> tuple[list[list[str]], list[int]]:
    """The rows that hold anything, and the line each starts on."""
    if not quote:
        kept = [(line.rstrip("\r\n").split(delimiter), number) for number, line in enumerate(lines, 1)]
    else:
        reader = csv.reader(lines, delimiter=delimiter, quotechar=quote)
        kept, before = [], 0
        try:
            for row in reader:
                kept.append((row, before + 1))
                before = reader.line_num
        except csv.Error:
            return [], []
    kept = [(row, number) for row, number in kept if any(cell.strip() for cell in row)]
    return [row for row, _ in kept], [number for _, number in kept]


def header_in(rows: Sequence[Sequence[str]]) -> tuple[int | None, float]:
    """Which row holds the columns' names, and how sure; None where there is no such row."""
    widths = Counter(width(row) for row in rows if width(row) > 1)
    if not widths:
        return None, 0.0
    usual = max(widths, key=lambda columns: (widths[columns], columns))
    for place, row in enumerate(rows[:TITLES]):
        cells = [cell.strip() for cell in row[: max(usual, width(row))]]
        filled = [cell for cell in cells if cell]
        if len(filled) < max(2, 0.6 * usual):
            continue
        names = [cell for cell in filled if LETTERS.search(cell) and not DATA.fullmatch(cell)]
        if len(names) == len(filled):
            twice = len(filled) - len({cell.lower() for cell in filled})
            below = [cell for other in rows[place + 1:] for cell in other if cell.strip()]
            like_data = sum(1 for cell in below if DATA.fullmatch(cell.strip()))
            if twice * 2 > len(filled):
                return None, 0.5
            return place, 1.0 if like_data else 0.7
        return (None, 0.5) if len(names) * 2 < len(filled) or any(map(DATA.fullmatch, filled)) else (place, 0.6)
    return None, 0.0


def width(row: Sequence[str]) -> int:
    """How many cells there are up to the last filled one."""
    return max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0)

