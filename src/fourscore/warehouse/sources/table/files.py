"""This file is about reading files: text in any encoding as numbered lines, workbooks as lines of texts, their headers.

Text is cut into physical lines here rather than by a reader of whole files, because only so every row, good or bad,
keeps the number of the line it stands on, in any encoding and from any place in a file that grew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse.sources.table.mapping.shape import FileShape

if TYPE_CHECKING:

    from fourscore.warehouse.sources import Slice

# The engine keeps rows far faster by the hundred thousand than by the ten thousand.
BLOCK = 1 << 25
ENDINGS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".txt": "tsv", ".xlsx": "excel", ".xlsm": "excel",
           ".xlsb": "excel", ".xls": "excel", ".ods": "excel", ".parquet": "parquet"}
# Between the cells of a workbook's row, and between its rows: characters no cell holds.
CELL, ROW = "\x1f", "\x1e"


class Lines(NamedTuple):
    """Rows as text, the first on line `number`. broken: (line, text) of those no text could be made of."""

    number: int
    text: str
    broken: tuple[tuple[int, str], ...] = ()


def format_of(path: Path, shape: FileShape) -> str:
    """csv, tsv, excel or parquet: as the mapping says, else by the file's ending (csv for an unknown one)."""
    return shape.format or ENDINGS.get(path.suffix.lower(), "csv")


def delimiter_of(path: Path, shape: FileShape) -> str:
    form = format_of(path, shape)
    return CELL if form == "excel" else shape.delimiter or ("\t" if form == "tsv" else ",")


def header_of(path: Path, shape: FileShape) -> list[str]:
    """The column names of the file as the mapping calls them. Raises Trouble `unreadable-file`."""
    form = format_of(path, shape)
    if form == "parquet":
        return named(_parquet_columns(path))
    if shape.columns:
        return named(list(shape.columns))
    if form == "excel":
        rows = _sheet(path, shape)
        return named([cell_text(value, shape.decimal) for value in rows[shape.header_row - 1]]
                     if len(rows) >= shape.header_row else [])
    import csv

    try:
        with path.open(encoding=_codec(shape.encoding), errors="replace", newline="") as file:
            line = next((text for number, text in enumerate(file, 1) if number == shape.header_row), "").rstrip("\r\n")
    except UnicodeError as error:  # UTF-16 without its mark
        raise unreadable(path, f"as text in the encoding {shape.encoding}", error) from None
    delimiter = delimiter_of(path, shape)
    return named(next(csv.reader([line], delimiter=delimiter, quotechar=shape.quote), [])
                 if shape.quote else line.split(delimiter))


def named(header: list[str]) -> list[str]:
    """Names that differ without regard to case, and leave `file` and `line` to the row's own place.

    A second column `wait` is `wait (2)`; a column `line` is `line (column)`; one without a name `column 7`.
    """
    while header and not header[-1].strip():
        header = header[:-1]
    names: list[str] = []
    taken: set[str] = {"file", "line"}
    for number, text in enumerate(header, 1):
        plain = text.strip() or f"column {number}"
        name = f"{plain} (column)" if plain.lower() in ("file", "line") else plain
        again = 2
        while name.lower() in taken:
            name, again = f"{plain} ({again})", again + 1
        taken.add(name.lower())
        names.append(name)
    return names


def parquet_kinds(path: Path) -> list[tuple[str, str]]:
    import duckdb

    try:
        with duckdb.connect() as connection:
            found = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    except duckdb.Error as error:
        raise unreadable(path, "as a Parquet file", error) from None
    return [(str(row[0]), str(row[1])) for row in found]


def _parquet_columns(path: Path) -> list[str]:
    return [name for name, _ in parquet_kinds(path)]


def unreadable(path: Path, how: str, error: Exception) -> Trouble:
    return Trouble(Issue("unreadable-file", path.name, said("The file cannot be read {how}: {splitlines}", how=how,
                                                            splitlines=str(error).splitlines()[0]),
                         said("Check that it is the right file, and say its kind with `format:` where the ending "
                              "misleads.")))


def text_lines(piece: Slice, shape: FileShape) -> Iterator[Lines]:
    """The slice in blocks that end where a line ends, and outside quotes unless a quote is stray."""
    first, kept = piece.first_line, b""
    for block in _blocks(piece, shape):
        kept += block
        if shape.quote and kept.count(shape.quote.encode()) % 2 and len(kept) < 4 * BLOCK:
            continue
        yield _lines(kept, first, piece.path, shape)
        first += kept.count(b"\n")
        kept = b""
    if kept:
        yield _lines(kept, first, piece.path, shape)


def _lines(raw: bytes, first: int, path: Path, shape: FileShape) -> Lines:
    """The lines of a block but those up to the header."""
    text, broken = _decoded(raw, first, path, shape.encoding)
    start = 0
    while first <= shape.header_row and start <= len(text):
        end = text.find("\n", start)
        start = end + 1 if end >= 0 else len(text) + 1
        first += 1
    return Lines(first, text[start:len(text) - text.endswith("\n")], tuple(pair for pair in broken if pair[0] >= first))


def _blocks(piece: Slice, shape: FileShape) -> Iterator[bytes]:
    with piece.path.open("rb") as file:
        if not grows(shape):
            yield file.read()
            return
        file.seek(piece.start)
        left = piece.end - piece.start
        while left > 0:
            block = file.read(min(BLOCK, left))
            left -= len(block)
            if left > 0 and not block.endswith(b"\n"):
                rest = file.readline(left)
                left -= len(rest)
                block += rest
            if not block:
                return
            yield block


def grows(shape: FileShape) -> bool:
    """Whether a line's end is one byte in this encoding, so that a file can be read on from where it ended."""
    return len("\n".encode(shape.encoding)) == 1


def _codec(encoding: str) -> str:
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding


def _decoded(raw: bytes, first: int, path: Path, encoding: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    codec = _codec(encoding)
    try:
        text = raw.decode(codec)
        if "\0" not in text or len("\n".encode(encoding)) != 1:
            return text, ()
    except UnicodeDecodeError as error:
        if len("\n".encode(encoding)) != 1:
            raise Trouble(Issue(
                "unreadable-file", path.name, said("The file is no text in the encoding {encoding}: {error}",
                                                   encoding=encoding, error=str(error)),
                said("Name the encoding it is written in, as in  encoding: cp1252 ."))) from None
    lines, broken = [], []
    for number, line in enumerate(raw.split(b"\n"), first):
        try:
            if b"\0" in line:  # as a power cut leaves them
                raise UnicodeDecodeError(codec, line, 0, 1, "no letter")
            lines.append(line.decode(codec))
        except UnicodeDecodeError:
            lines.append("")
            broken.append((number, line.decode("ascii", "backslashreplace")))
    return "\n".join(lines), tuple(broken)


def sheets_of(path: Path) -> list[tuple[str, Sequence[Sequence[object]]]]:
    """Every sheet of a workbook by its name, with all its rows. Raises Trouble `unreadable-file`."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise unreadable(path, "as a workbook", error) from None


def _sheet(path: Path, shape: FileShape) -> Sequence[Sequence[object]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        if isinstance(shape.sheet, str) and shape.sheet not in book.sheet_names:
            raise Trouble(Issue("unreadable-file", path.name, said("The workbook has no sheet {sheet}.",
                                                                   sheet=repr(shape.sheet)),
                                said("There are: {names}.", names=', '.join(book.sheet_names))))
        sheet = book.get_sheet_by_name(shape.sheet) if isinstance(shape.sheet, str) else \
            book.get_sheet_by_index((shape.sheet or 1) - 1)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise unreadable(path, "as a workbook", error) from None
    return rows


def sheet_lines(path: Path, shape: FileShape) -> Iterator[Lines]:
    rows = _sheet(path, shape)[shape.header_row:]
    text = ROW.join(CELL.join(cell_text(value, shape.decimal) for value in row) for row in rows)
    yield Lines(shape.header_row + 1, text)


def workbook_rows(path: Path) -> list[list[list[str]]]:
    """Every sheet of a workbook as rows of texts, as a mapping would read them. Raises Trouble `unreadable-file`."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        names = CalamineWorkbook.from_path(str(path)).sheet_names
    except (CalamineError, OSError, ValueError) as error:
        raise unreadable(path, "as a workbook", error) from None
    return [[[cell_text(value, ".") for value in row] for row in _sheet(path, FileShape(sheet=name))] for name in names]


def cell_text(value: object, decimal: str) -> str:
    """A cell as text that keeps its meaning: 2021-01-31, 09:12:58, 26:05:00, 109 (not 109.0)."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", decimal)
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds() * 1000) / 1000
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{int(seconds // 3600)}:{int(seconds % 3600 // 60):02d}:{seconds % 60:06.3f}".removesuffix(".000")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value).replace(CELL, " ").replace(ROW, " ")


