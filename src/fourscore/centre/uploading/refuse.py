"""This file is about files that are turned away before anything reads them: bombs, pages, far too many columns."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from fourscore.centre.uploading.limits import Limits
from fourscore.centre.uploading.receive import in_bytes
from fourscore.terms import Issue, Trouble, said, write_value

BLOCK = 1 << 20
HEAD = 4 << 20    # bytes among which the first lines are looked for
LINES = 60        # first lines whose cells are counted
PLACE = re.compile(rb"""\sr=["']([A-Z]{0,3})(\d{1,7})["']""")
MARKUP = ((rb"<svg[\s>]", said("an SVG picture")), (rb"<!doctype html|<html[\s>]", said("a web page")))
# Workbooks that repeat one cell a million times in a few letters cannot be told from others without unpacking them.
UNBOUNDED = {".ods": said("an OpenDocument sheet"), ".xlsb": said("a binary workbook")}


def refuse_dangers(path: Path, limits: Limits) -> None:
    """Raises Trouble `marked-up-file`, `unpacks-too-large`, `too-many-columns`, `too-many-rows`, `unreadable-file`,
    `binary-file` or `line-too-long`."""
    if path.suffix.lower() in UNBOUNDED:
        raise Trouble(Issue("binary-file", path.name, said("This is {UNBOUNDED}, which is not read here.",
                            UNBOUNDED=UNBOUNDED[path.suffix.lower()]), said("Save it as an Excel workbook (.xlsx) or "
                            "as CSV, and bring that.")))
    with path.open("rb") as file:
        head = file.read(HEAD)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096].lower()
    if start.startswith(b"<"):
        for sign, what in MARKUP:
            if re.search(sign, start):
                raise Trouble(Issue("marked-up-file", path.name, said("This is {what}, not rows of calls. It is "
                                    "neither kept nor shown.", what=what), said("Export it anew as CSV, or as a "
                                    "workbook.")))
    if zipfile.is_zipfile(path):
        _refuse_bomb(path, limits)
    elif not head.startswith(b"\xd0\xcf\x11\xe0"):
        _refuse_columns(path, head, limits)


def _refuse_columns(path: Path, head: bytes, limits: Limits) -> None:
    """A text whose first lines have far too many cells, or no end."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "latin-1", "replace")
    lines = text.split("\n", LINES)[:LINES]
    if text.lstrip()[:1] in ("{", "[", "<"):
        return  # not cut into cells
    if len(head) == HEAD and len(lines) == 1:
        raise Trouble(Issue("line-too-long", path.name, said("Its first line is longer than {HEAD}.",
                            HEAD=in_bytes(HEAD)), said("Check the export: rows of calls stand on lines of their own.")))
    most = max(line.count(sign) for line in lines for sign in ",;\t|") + 1
    if most > limits.columns:
        raise _too_many(path, most, limits)


def _too_many(path: Path, columns: int, limits: Limits) -> Trouble:
    return Trouble(Issue("too-many-columns", path.name, said("It has {columns} columns; at most {columns2} are read.",
                         columns=write_value(columns, "count"), columns2=write_value(limits.columns, "count")),
                         said("Export one row for each call with the columns that are needed.")))


def _refuse_bomb(path: Path, limits: Limits) -> None:
    """A workbook that is far larger than it looks: it is unpacked bit by bit, whatever it says of itself."""
    unpacked = columns = rows = 0
    try:
        with zipfile.ZipFile(path) as book:
            for entry in book.infolist():
                sheet = entry.filename.startswith("xl/worksheets/")
                columns = rows = 0
                rest = b""
                with book.open(entry) as inside:
                    while some := inside.read(BLOCK):
                        unpacked += len(some)
                        if unpacked > limits.unpacked:
                            raise _bomb(path, limits)
                        if sheet:
                            columns, rows = _extent(rest + some, columns, rows)
                            rest = some[-40:]
                _refuse_extent(path, columns, rows, limits)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as wrong:
        raise Trouble(Issue("unreadable-file", path.name, said("The workbook cannot be opened: {wrong}.",
                                                               wrong=str(wrong)),
                            said("Save it once more, without a password, and bring that."))) from None


def _bomb(path: Path, limits: Limits) -> Trouble:
    return Trouble(Issue("unpacks-too-large", path.name, said("It has {st_size}, and more than {unpacked} once it is "
                         "unpacked.", st_size=in_bytes(path.stat().st_size), unpacked=in_bytes(limits.unpacked)),
                         said("Save what is needed of it as CSV, and bring that.")))


def _extent(text: bytes, columns: int, rows: int) -> tuple[int, int]:
    """How far the cells of a sheet reach."""
    for letters, number in PLACE.findall(text):
        rows = max(rows, int(number))
        if letters:
            at = 0
            for letter in letters:
                at = at * 26 + letter - 64
            columns = max(columns, at)
    return columns, rows


def _refuse_extent(path: Path, columns: int, rows: int, limits: Limits) -> None:
    if columns > limits.columns:
        raise _too_many(path, columns, limits)
    if columns * rows > limits.cells:
        raise Trouble(Issue("too-many-rows", path.name, said("A sheet of it reaches over {rows} rows and {columns} "
                            "columns, {columns2} cells; at most {cells} are read.", rows=write_value(rows, "count"),
                            columns=write_value(columns, "count"), columns2=write_value(columns * rows, "count"),
                            cells=write_value(limits.cells, "count")), said("Save what is needed of it as CSV, and "
                            "bring that; or take empty rows out.")))
