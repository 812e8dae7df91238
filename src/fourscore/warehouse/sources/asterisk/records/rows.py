"""This file is about the rows of Asterisk's records: their columns, how they are landed, and those landed before.

A row is landed as its cells, under the names of the file's header or of the option `columns`. Where there is neither,
the writer of the records is known by how many cells its rows have.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.warehouse.sources.asterisk.events import listed, quoted
from fourscore.warehouse.sources.nature import refuse_no_text
from fourscore.warehouse.sources.table.files import named
from fourscore.warehouse.sources.table.land import land_text
from fourscore.warehouse.sources.table.mapping.shape import FileShape

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History, Slice

DELIMITERS = ",;\t|"
LONGEST = 1 << 16  # bytes of a first line; a longer one is no header
BLANK = r"('', '\N', 'NULL')"  # how tables are written out where a cell holds nothing


class Form(NamedTuple):
    """How the rows of a kind of record are written.

    columns: what is read → the names a column may have, the first of those that are there counts. needed: what a file
    must have. usual: the columns of a row without a header, none where it is no such row.
    """

    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    usual: Callable[[list[str]], list[str]]


def land(cursor: DuckDBPyConnection, piece: Slice, form: Form, columns: Sequence[str], encoding: str) -> str | None:
    """Append the slice's rows to `landed`, each cell under its column's name; rows that are none go to `aside`.

    Of a file of another kind nothing is landed, and its first line is given back. Raises what `refuse_no_text` does.
    """
    refuse_no_text(piece.path, encoding=encoding)
    first, shape = shape_of(piece.path, form, columns, encoding)
    if shape is None:
        return first
    land_text(cursor, piece, shape, named(list(shape.columns)))
    return None


def shape_of(path: Path, form: Form, columns: Sequence[str], encoding: str) -> tuple[str, FileShape | None]:
    """The file's first line and its shape with its columns; none where that line is no header and no such row."""
    with path.open("rb") as file:
        raw = file.readline(LONGEST)
    first = raw.decode(encoding, "replace").removeprefix("\ufeff").rstrip("\r\n").replace("\r", " ")
    if "\0" in first:
        return first, None
    cut = {delimiter: next(csv.reader([first], delimiter=delimiter), []) for delimiter in DELIMITERS}
    for delimiter, cells in cut.items():
        if not missing_in(cells, form):
            return first, FileShape(
                "csv", delimiter, encoding=encoding, columns=tuple(columns or cells), spans=False)
    names = tuple(columns or form.usual(cut[","]))
    if not names or missing_in(names, form):
        return first, None
    return first, FileShape("csv", ",", encoding=encoding, header_row=0, columns=names, spans=False)


def missing_in(names: Sequence[str], form: Form) -> list[str]:
    """Which columns a file must have are not among these names."""
    there = {name.strip().lower() for name in names}
    return [needed for needed in form.needed if not there & set(form.columns[needed])]


def read(cursor: DuckDBPyConnection, history: History, form: Form, call: str) -> None:
    """Make temp table `record`: what landed now (fresh), and what landed before of the same calls and still stands.

    Every column of the form is there as text, blank ones without a value; `call` is an expression over them.
    """
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE record AS {_chosen('landed', _there(cursor, 'landed'), form, call)}")
    files = history.landed()
    if not files:
        return
    everything = f"read_parquet({listed(files)}, filename = true, union_by_name = true)"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE standing AS
        WITH part AS (
            SELECT list_position({listed(files)}, filename) AS nth, filename, file, min(line) AS first_line
            FROM {everything} GROUP BY filename, file
            UNION ALL SELECT 1 << 30, NULL, file, min(line) FROM landed GROUP BY file)
        SELECT filename, file, min(first_line) OVER (
                   PARTITION BY file ORDER BY nth ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS void_from
        FROM part""")
    rows = (f"(SELECT * FROM {everything} JOIN standing USING (filename, file) "
            "WHERE void_from IS NULL OR line < void_from)")
    chosen = _chosen(rows, _there(cursor, everything), form, call)
    cursor.execute(f"""
        INSERT INTO record SELECT * REPLACE (false AS fresh) FROM ({chosen})
        WHERE call IN (SELECT call FROM record WHERE call IS NOT NULL)""")
    cursor.execute("DROP TABLE temp.standing")


def _there(cursor: DuckDBPyConnection, rows: str) -> set[str]:
    return {str(name).lower() for name, *_ in cursor.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()}


def _chosen(rows: str, there: set[str], form: Form, call: str) -> str:
    """A query for the form's columns, whatever each is called in these rows, with the call and whether it is fresh."""
    columns = []
    for name, aliases in form.columns.items():
        found = [f'CASE WHEN "{alias}" NOT IN {BLANK} THEN "{alias}" END' for alias in aliases if alias in there]
        value = f"coalesce({', '.join(found)})" if found else "CAST(NULL AS VARCHAR)"
        columns.append(f'{value} AS "{name}"')
    return f"SELECT *, {call} AS call, true AS fresh FROM (SELECT file, line, {', '.join(columns)} FROM {rows})"


def row_text(form: Form, record: str) -> str:
    """A record's cells, for a person to read."""
    cells = ", ".join(f"coalesce({record}.\"{name}\", '')" for name in form.columns)
    return f"concat_ws(',', {cells})"


def mapped(value: str, pairs: Mapping[str, str]) -> str:
    """The value, or the word it stands for."""
    return f"coalesce({worded(value, pairs)}, {value})" if pairs else value


def worded(value: str, pairs: Mapping[str, str]) -> str:
    """The word the value stands for, if any."""
    if not pairs:
        return "CAST(NULL AS VARCHAR)"
    return f"MAP {{{', '.join(f'{quoted(one)}: {quoted(other)}' for one, other in pairs.items())}}}[{value}]"
