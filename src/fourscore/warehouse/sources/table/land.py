"""This file is about landing: numbered lines cut into columns, values kept as texts, bad rows set aside.

Plain lines, nearly all there are as a rule, are cut by the engine's reader of files, the others one by one in SQL.
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fourscore.warehouse.sources.table.files import (
    CELL,
    ROW,
    delimiter_of,
    format_of,
    parquet_kinds,
    sheet_lines,
    text_lines,
)
from fourscore.warehouse.sources.table.mapping.shape import FileShape
from fourscore.warehouse.sources.table.plain import Form, Sorted, sort_lines

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import Slice


def land_text(cursor: DuckDBPyConnection, piece: Slice, shape: FileShape, names: list[str]) -> None:
    """Append the slice's rows to `landed`; rows that are none go to `aside`."""
    make_room(cursor, names)
    delimiter = delimiter_of(piece.path, shape)
    if format_of(piece.path, shape) == "excel":
        blocks, form = sheet_lines(piece.path, shape), Form(ROW, delimiter, "", len(names))
    else:
        blocks, form = text_lines(piece, shape), Form("\n", delimiter, shape.quote, len(names), shape.spans)
    for block in blocks:
        if block.broken:
            what = f"this line is no text in the encoding {shape.encoding}"
            cursor.executemany("INSERT INTO aside VALUES (?, ?, 'unreadable-text', ?, ?)",
                               [(piece.file, line, what, text) for line, text in block.broken])
        found = sort_lines(block.text, form)
        if found.plain:
            _read(cursor, piece.file, block.number, found, form, names)
        if found.odd:
            _cut(cursor, block.number, found, separator=form.separator)
            _split(cursor, form)
            _store(cursor, piece.file, delimiter, names)


def _read(cursor: DuckDBPyConnection, file: int, first: int, found: Sorted, form: Form, names: list[str]) -> None:
    """Append the plain lines to `landed`; they are read from a file of their own, whatever the encoding was."""
    places = range(len(names))
    columns = ", ".join(f"'{place}': 'VARCHAR'" for place in places)
    cells = ", ".join(f'"{place}" AS "{_quoted(name)}"' for place, name in enumerate(names))
    odd = "WHERE line NOT IN (SELECT $first + unnest($odd::BIGINT[]))" if found.odd else ""
    with TemporaryDirectory() as folder:
        path = Path(folder, "plain.csv")
        path.write_bytes(found.plain)
        cursor.execute(
            f"""INSERT INTO landed BY NAME SELECT $file::INTEGER AS file, line, {cells} FROM (
                SELECT $first - 1 + row_number() OVER () AS line, * FROM read_csv(
                    $path, columns = {{{columns}}}, auto_detect = false, header = false, strict_mode = true,
                    delim = $delimiter, quote = $quote, escape = $quote, new_line = '\\n',
                    force_not_null = [{", ".join(f"'{place}'" for place in places)}]))
            {odd}""",
            {"file": file, "first": first, "path": str(path), "delimiter": form.delimiter, "quote": form.quote,
             **({"odd": found.places} if found.odd else {})})


def _cut(cursor: DuckDBPyConnection, first: int, found: Sorted, *, separator: str) -> None:
    """One row of temp table `table_line` for each odd line that holds anything."""
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE table_line AS
        SELECT line, text FROM (
            SELECT ? + unnest(?::BIGINT[]) AS line, rtrim(unnest(string_split(?, ?)), chr(13)) AS text)
        WHERE trim(text, ' ' || chr(9) || ?) <> ''""",
        [first, found.places, separator.join(found.odd), separator, CELL])


def _split(cursor: DuckDBPyConnection, form: Form) -> None:
    """Temp table `table_cell`: line, text, and the row's cells (none where its quotes do not close)."""
    delimiter, quote = form.delimiter, form.quote
    if not quote or not _one(cursor, "SELECT bool_or(contains(text, $quote)) FROM table_line", {"quote": quote}):
        cursor.execute("CREATE OR REPLACE TEMP TABLE table_cell AS "
                       "SELECT line, text, string_split(text, ?) AS cells FROM table_line", [delimiter])
        return
    quotes = "(len(text) - len(replace(text, $quote, '')))"
    stray = _one(cursor, f"SELECT sum({quotes}) % 2 = 1 FROM table_line", {"quote": quote})
    # A line goes on in the next one while a quote is open. With a stray quote about, none is taken to go on,
    # so that only the line it stands on is lost.
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE table_record AS
        SELECT min(line) AS line, string_agg(text, chr(10) ORDER BY line) AS text FROM (
            SELECT line, text, max(CASE WHEN within AND NOT $stray THEN 0 ELSE line END) OVER (ORDER BY line) AS first
            FROM (SELECT *, coalesce(sum({quotes}) OVER (
                    ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) % 2 = 1 AS within
                  FROM table_line))
        GROUP BY first""", {"quote": quote, "stray": bool(stray) or not form.spans})
    q, d = re.escape(quote), re.escape(delimiter)
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE table_cell AS
        SELECT line, text, CASE WHEN regexp_full_match($delimiter || text, '(?s)(?:' || $cell || ')*') THEN
            list_transform(regexp_extract_all($delimiter || text, '(?s)' || $cell, 1), lambda c: CASE
                WHEN starts_with(c, $quote) THEN replace(c[2:-2], $quote || $quote, $quote) ELSE c END) END AS cells
        FROM table_record""",
        {"delimiter": delimiter, "quote": quote, "cell": f"{d}({q}(?:[^{q}]|{q}{q})*{q}|[^{d}{q}]*)"})


def _store(cursor: DuckDBPyConnection, file: int, delimiter: str, names: list[str]) -> None:
    many = len(names)
    # A row may end in more delimiters than the header has names, if nothing stands between them.
    fits = f"len(cells) = {many} OR (len(cells) > {many} AND trim(array_to_string(cells[{many + 1}:], '')) = '')"
    cells = ", ".join(f'cells[{place}] AS "{_quoted(name)}"' for place, name in enumerate(names, 1))
    cursor.execute(
        f"""INSERT INTO aside SELECT ?, line,
            CASE WHEN cells IS NULL THEN 'unreadable-text' ELSE 'wrong-number-of-columns' END,
            CASE WHEN cells IS NULL THEN 'a quote in this line is not closed'
                 ELSE 'this row has ' || len(cells) || ' columns where the header has {many}' END,
            replace(text, ?, CASE WHEN ? = chr(31) THEN ' | ' ELSE ? END)
        FROM table_cell WHERE cells IS NULL OR NOT ({fits})""", [file, delimiter, delimiter, delimiter])
    cursor.execute(f"INSERT INTO landed BY NAME SELECT ?::INTEGER AS file, line, {cells} FROM table_cell "
                   f"WHERE {fits} ORDER BY line", [file])


def make_room(cursor: DuckDBPyConnection, names: list[str]) -> None:
    """Make `landed`, or give it the columns this file has and earlier ones had not."""
    cursor.execute("CREATE TEMP TABLE IF NOT EXISTS landed (file INTEGER, line BIGINT)")
    for name in names:
        cursor.execute(f'ALTER TABLE landed ADD COLUMN IF NOT EXISTS "{_quoted(name)}" VARCHAR')


def land_parquet(cursor: DuckDBPyConnection, piece: Slice, shape: FileShape, names: list[str]) -> None:
    """Append a Parquet file's rows as texts; a row's line is its place in the file, from 1."""
    columns = []
    for (raw, kind), name in zip(parquet_kinds(piece.path), names, strict=True):
        text = f'CAST("{_quoted(raw)}" AS VARCHAR)'
        if kind in ("DOUBLE", "FLOAT"):
            text = f"regexp_replace({text}, '\\.0$', '')"
        if shape.decimal == "," and (kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL")):
            text = f"replace({text}, '.', ',')"
        columns.append(f'{text} AS "{_quoted(name)}"')
    make_room(cursor, names)
    cursor.execute(
        f"INSERT INTO landed BY NAME SELECT ?::INTEGER AS file, file_row_number + 1 AS line, {', '.join(columns)} "
        "FROM read_parquet(?, file_row_number = true) ORDER BY file_row_number", [piece.file, str(piece.path)])


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def _one(cursor: DuckDBPyConnection, sql: str, values: dict[str, object]) -> object:
    row = cursor.execute(sql, values).fetchone()
    return row[0] if row else None
