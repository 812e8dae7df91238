"""This file is about the rows of Asterisk's records: their columns, how they are landed, and those landed before.

A row is landed as its cells, under the names of the file's header or of the option `columns`. Where there is neither,
the writer of the records is known by how many cells its rows have.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Issue, Trouble
from fourscore.warehouse.sources.asterisk.events import listed, quoted
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
    must have. usual: the columns of a row without a header. issue, called, example: how a person is told that a file
    is something else.
    """

    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    usual: Callable[[list[str]], list[str]]
    issue: str
    called: str
    example: str


def shape_of(path: Path, form: Form, columns: Sequence[str], encoding: str) -> tuple[FileShape, list[str]]:
    """The file's shape and its column names. Raises Trouble (`form.issue`) where it is no file of this kind."""
    with path.open("rb") as file:
        raw = file.readline(LONGEST)
    first = raw.decode(encoding, "replace").removeprefix("\ufeff").rstrip("\r\n")
    cut = {delimiter: next(csv.reader([first], delimiter=delimiter), []) if "\0" not in first else []
           for delimiter in DELIMITERS}
    for delimiter, cells in cut.items():
        if missing_in(cells, form) == []:
            names = list(columns) or cells
            return FileShape("csv", delimiter, encoding=encoding, spans=False), named(names)
    names = list(columns) or form.usual(cut[","])
    if len(names) < 2 or missing_in(names, form):
        raise Trouble(Issue(
            form.issue, str(path), f"This is not {form.called}: its first line is neither a header nor a row of the "
            f"usual columns; it begins with {first[:80]!r}.",
            f"Point `files` at such a file, as  {form.example}  , or name its columns with `columns`."))
    return FileShape("csv", ",", encoding=encoding, header_row=0, columns=tuple(names),
                     spans=False), named(names)


def missing_in(names: Sequence[str], form: Form) -> list[str]:
    """Which columns a file must have are not among these names."""
    there = {name.strip().lower() for name in names}
    return [needed for needed in form.needed if not there & set(form.columns[needed])]


def land(cursor: DuckDBPyConnection, piece: Slice, form: Form, columns: Sequence[str], encoding: str) -> None:
    """Append the slice's rows to `landed`, each cell under its column's name; rows that are none go to `aside`."""
    shape, names = shape_of(piece.path, form, columns, encoding)
    land_text(cursor, piece, shape, names)


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
    rows = f"(SELECT * FROM {everything} JOIN standing USING (filename, file) WHERE void_from IS NULL OR line < void_from)"
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
