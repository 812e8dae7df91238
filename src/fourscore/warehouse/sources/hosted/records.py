"""This file is about JSON records in files: one value after another, however they are set out, landed one to a row.

Records may stand one to a line, behind each other without a line break (as a stream's delivery writes them), over many
lines, in a list, or packed by gzip. Each is landed as its text, with the line it begins on. What is no whole JSON value
is landed as well, up to where the next record begins, so that it can be set aside and counted.
"""

from __future__ import annotations

import codecs
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.terms import Issue, Trouble
from fourscore.warehouse.sources.elements import Records, Told, elements
from fourscore.warehouse.sources.nature import LETTERS, nature_of, note_letters, refuse_no_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History, Slice

CHUNK = 1 << 16            # bytes read together; where a text cannot be read, what was read is looked through each time
BATCH, BATCH_CHARACTERS = 20_000, 1 << 25  # values handed over together: at most so many, about so long in all
GZIP = b"\x1f\x8b"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Form(NamedTuple):
    """What the records of one kind of system look like.

    lists: the names under which answers hold a list of them. inside: the records in a value, which may be a list or an
    answer that holds some; None where it is a record itself. name_of_id: what stands in the text of a record though it
    is broken. id, root: a record's own key and the key of what it is a part of; a value without an id is no such
    record. longest: characters of the longest value that is still believed to be one. issue: for a file of another
    kind, from its path and why it is none.
    """

    lists: tuple[str, ...]
    inside: Callable[[Any], list[Any] | None]
    name_of_id: str
    id: Callable[[Any], str | None]
    root: Callable[[Any], str | None]
    longest: int
    issue: Callable[[str, str], Issue]


class Row(NamedTuple):
    """One record: its line, its text, its key and that of what it is a part of, where it could be read."""

    line: int
    text: str
    id: str | None
    root: str | None


def make_landed(cursor: DuckDBPyConnection) -> None:
    """Make temp table `landed`, where it is not there yet."""
    cursor.execute("""CREATE TEMP TABLE IF NOT EXISTS landed (
        file INTEGER, line BIGINT, row_text VARCHAR, id VARCHAR, root VARCHAR)""")


def land_file(cursor: DuckDBPyConnection, piece: Slice, form: Form) -> None:
    """Append the file's records to `landed`.

    Raises Trouble where hardly any value in it looks like such a record, and what `refuse_no_text` does.
    """
    refuse_no_text(piece.path, gzip=True, lines=False, wide=True)
    make_landed(cursor)
    if nature_of(piece.path) is None:
        note_letters(cursor, piece)
    seen = alike = length = 0
    start, batch = "", list[Row]()
    for row in records(unpacked(piece.path, form), form):
        start = start or row.text[:80]
        seen += 1
        alike += row.id is not None or form.name_of_id in row.text
        batch.append(row)
        length += len(row.text)
        if len(batch) == BATCH or length > BATCH_CHARACTERS:
            land_rows(cursor, piece.file, batch)
            batch, length = [], 0
    if alike * 10 < seen:
        raise another_kind(piece.path, form, f"{alike} of {seen} entries look like one; it begins with {start!r}")
    if batch:
        land_rows(cursor, piece.file, batch)


def land_rows(cursor: DuckDBPyConnection, file: int, rows: list[Row]) -> None:
    """Append the records to `landed`."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    cursor.execute(f"""
        INSERT INTO landed SELECT {file:d}, unnest($1::BIGINT[]), unnest($2::VARCHAR[]), unnest($3::VARCHAR[]),
                                  unnest($4::VARCHAR[])""", columns)


def records(chunks: Iterator[str], form: Form) -> Iterator[Row]:
    """The records of a text; those in a list or an answer are written anew, each as its own text."""
    def looks_like(value: Any) -> bool:
        found = form.inside(value) if isinstance(value, (dict, list)) else None
        return any(isinstance(one, dict) and form.id(one) is not None for one in found or (value,))

    for told in elements(chunks, Records(form.lists, looks_like, form.longest)):
        inside = None if told.value is None else form.inside(told.value)
        if inside is None:
            yield row_of(told, told.value, form, anew=told.listed and told.value is not None)
        else:
            yield from (row_of(told, one, form, anew=True) for one in inside)


def row_of(told: Told, value: Any, form: Form, *, anew: bool) -> Row:
    text = json.dumps(value, ensure_ascii=False) if anew else told.text
    if not isinstance(value, dict):
        return Row(told.line, text, None, None)
    return Row(told.line, text, form.id(value), form.root(value))


def another_kind(path: Path, form: Form, why: str) -> Trouble:
    return Trouble(form.issue(str(path), why))


def unpacked(path: Path, form: Form) -> Iterator[str]:
    """The file's text, piece by piece: unpacked where gzip packed it, bytes that are no text replaced."""
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
        file.seek(0)
        with gzip.GzipFile(fileobj=file) if packed else file as whole:
            decoder = None
            while True:
                try:
                    chunk = whole.read(CHUNK)
                except (EOFError, gzip.BadGzipFile, zlib.error) as wrong:
                    raise another_kind(path, form, f"it cannot be unpacked ({wrong})") from wrong
                if decoder is None:
                    name = next((name for mark, name in MARKS if chunk.startswith(mark)), "utf-8")
                    decoder = codecs.getincrementaldecoder(name)(LETTERS if name == "utf-8" else "replace")
                yield decoder.decode(chunk, not chunk).replace("\0", "\ufffd")
                if not chunk:
                    return


def standing(cursor: DuckDBPyConnection, history: History) -> str:
    """A query for the rows landed before that still stand; `filename` tells where each is.

    A file that changed is read again from its start: what was landed of it until then no longer counts.
    """
    listed = "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in history.landed()) + "]"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE standing AS
        SELECT file, arg_max(filename, list_position({listed}, filename)) AS filename
        FROM (SELECT DISTINCT filename, file FROM read_parquet({listed}, filename = true))
        WHERE file NOT IN (SELECT file FROM landed) GROUP BY file""")
    return f"(SELECT * FROM read_parquet({listed}, filename = true) SEMI JOIN standing USING (filename, file))"
