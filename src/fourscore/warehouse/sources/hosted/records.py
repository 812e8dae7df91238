"""This file is about JSON records in files: one value after another, however they are set out, landed one to a row.

Records may stand one to a line, behind each other without a line break (as a stream's delivery writes them), over many
lines, in a list, or packed by gzip. Each is landed as its text, with its running number in the file as its line. What is
no whole JSON value is landed as well, up to where the next record begins, so that it can be set aside and counted.
"""

from __future__ import annotations

import codecs
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Issue, Trouble

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History, Slice

CHUNK = 1 << 23            # bytes read together
BATCH, BATCH_CHARACTERS = 20_000, 1 << 25  # values handed over together: at most so many, about so long in all
SPACE = re.compile(r"[ \t\r\n,]*")
# Where another record may begin after one that cannot be read: at the head of a line, or straight behind an end.
NEXT = re.compile(r"\n(?=[{\[])|(?<=\})[ \t\r\n]*(?=\{)")
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Form(NamedTuple):
    """What the records of one kind of system look like.

    what: the records in words, after "This file holds no ". looks_like: found in every record's text. inside: SQL that
    makes of a valid value `t` the list of records in it. id, root: SQL for a record's own key and for the key of what it
    is a part of, from its text `row_text`. longest: characters of the longest value that is still believed to be one.
    name, remedy: of the issue raised for a file of another kind.
    """

    what: str
    looks_like: re.Pattern[str]
    inside: str
    id: str
    root: str
    longest: int
    name: str
    remedy: str


def make_landed(cursor: DuckDBPyConnection) -> None:
    """Make temp table `landed`, where it is not there yet."""
    cursor.execute("""CREATE TEMP TABLE IF NOT EXISTS landed (
        file INTEGER, line BIGINT, row_text VARCHAR, id VARCHAR, root VARCHAR)""")


def land_file(cursor: DuckDBPyConnection, piece: Slice, form: Form) -> None:
    """Append the file's records to `landed`. Raises Trouble where hardly any value in it looks like such a record."""
    make_landed(cursor)
    seen = alike = line = 0
    start, batch, length = "", [], 0
    for text in values(unpacked(piece.path, form), form.longest):
        start = start or text[:80]
        seen += 1
        alike += form.looks_like.search(text) is not None
        batch.append(text)
        length += len(text)
        if len(batch) == BATCH or length > BATCH_CHARACTERS:
            line, batch, length = line + land_values(cursor, piece.file, line, batch, form), [], 0
    if alike * 10 < seen:
        raise another_kind(piece.path, form, f"{alike} of {seen} entries look like one; it begins with {start!r}")
    if batch:
        land_values(cursor, piece.file, line, batch, form)


def land_values(cursor: DuckDBPyConnection, file: int, line: int, texts: list[str], form: Form) -> int:
    """Append the records in these values, numbered on from `line`; how many there were."""
    row = cursor.execute(f"""
        INSERT INTO landed
        WITH told AS (SELECT unnest($texts) AS t, unnest(range(len($texts))) AS outer_nth),
        parted AS (SELECT outer_nth, CASE WHEN json_valid(t) THEN {form.inside} ELSE [t] END AS parts FROM told),
        single AS (SELECT outer_nth, unnest(parts)::VARCHAR AS row_text, unnest(range(len(parts))) AS nth FROM parted)
        SELECT $file, $line + row_number() OVER (ORDER BY outer_nth, nth), row_text,
               CASE WHEN json_valid(row_text) THEN {form.id} END, CASE WHEN json_valid(row_text) THEN {form.root} END
        FROM single""", {"texts": texts, "file": file, "line": line}).fetchone()
    return int(row[0]) if row else 0


def another_kind(path: Path, form: Form, why: str) -> Trouble:
    return Trouble(Issue(form.name, str(path), f"This file holds no {form.what}: {why}.", form.remedy))


def unpacked(path: Path, form: Form) -> Iterator[str]:
    """The file's text, piece by piece: unpacked where gzip packed it, bytes that are no text replaced."""
    with path.open("rb") as file:
        head = file.read(4)
        if head == ZIP:
            raise another_kind(path, form, "it is a ZIP archive; unpack it first")
        file.seek(0)
        with gzip.GzipFile(fileobj=file) if head.startswith(GZIP) else file as whole:
            decoder = None
            while True:
                try:
                    chunk = whole.read(CHUNK)
                except (EOFError, gzip.BadGzipFile, zlib.error) as wrong:
                    raise another_kind(path, form, f"it cannot be unpacked ({wrong})") from wrong
                if decoder is None:
                    name = next((name for mark, name in MARKS if chunk.startswith(mark)), "utf-8")
                    decoder = codecs.getincrementaldecoder(name)("replace")
                yield decoder.decode(chunk, not chunk).replace("\0", "\ufffd")
                if not chunk:
                    return


def values(chunks: Iterator[str], longest: int) -> Iterator[str]:
    """The text of every object or list at the top, and of whatever stands between them that is none."""
    decode = json.JSONDecoder().raw_decode
    text, at, more = "", 0, True
    while True:
        found = SPACE.match(text, at)
        at = found.end() if found else at
        end = None
        if text[at : at + 1] in ("{", "["):
            try:
                end = decode(text, at)[1]
            except (ValueError, RecursionError):
                end = None
        if end is None and more and len(text) - at < longest:
            chunk = next(chunks, None)
            more, text, at = chunk is not None, text[at:] + (chunk or ""), 0
            continue
        if at == len(text):
            return
        if end is None:
            found = NEXT.search(text, at + 1)
            end = found.start() if found else len(text)
        yield text[at:end]
        at = end


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
