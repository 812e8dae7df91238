"""This file is about landing text line by line, and what earlier loads landed of it: the same for every source of logs.

Every record is landed as `landed(file, line, row_text, about)`: its text as it is, under the number of its first line,
and a few words by which later loads find it without reading every text again.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.warehouse.sources import History, Slice
from fourscore.warehouse.sources.asterisk.events import TORN, earlier_rows, listed, quoted
from fourscore.warehouse.sources.asterisk.queue_log import NEVER, readable
from fourscore.warehouse.sources.nature import note_letters

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LANDED = "CREATE TEMP TABLE IF NOT EXISTS landed (file INTEGER, line BIGINT, row_text VARCHAR, about VARCHAR)"
BLANK_LINE = re.compile(rb"\n[ \t\r]*\n")
BACK = 1 << 20  # bytes before a slice in which the beginning of its first block is looked for
# A caller's number that stands for nobody; 0000000000 is what FreeSWITCH puts where there is none.
NOBODY = ("", "unknown", "anonymous", "restricted", "unavailable", "private", "withheld", "none", "0000000000")


def land_lines(cursor: DuckDBPyConnection, piece: Slice, scratch: Path, about: str) -> None:
    """Append every line of the slice that is not blank to `landed`. `about`: SQL over `row_text`, for its column.

    A line with bytes of nothing, as a power cut leaves them, goes to `aside`.
    """
    _read(cursor, piece, scratch)
    torn = f"FROM one_line WHERE contains(row_text, '{TORN}')"
    what = "this line is no text in the encoding utf-8"
    cursor.execute(f"INSERT INTO aside SELECT file, line, 'unreadable-text', '{what}', row_text {torn}")
    cursor.execute(f"DELETE {torn}")
    cursor.execute(f"INSERT INTO landed SELECT file, line, row_text, {about} FROM one_line WHERE trim(row_text) <> ''")
    cursor.execute("DROP TABLE temp.one_line")


def land_blocks(cursor: DuckDBPyConnection, piece: Slice, scratch: Path, about: str) -> None:
    """Append every block of lines to `landed`: what stands between blank lines.

    A block of which the end was still missing when the file was last read is landed again, whole, under its number.
    """
    _read(cursor, from_block(piece), scratch)
    cursor.execute(f"""
        INSERT INTO landed
        SELECT *, {about} FROM (
            SELECT file, min(line) AS line, string_agg(row_text, chr(10) ORDER BY line) AS row_text
            FROM (SELECT *, trim(row_text) = '' AS blank,
                         sum((trim(row_text) = '')::INTEGER) OVER (ORDER BY line) AS block FROM one_line)
            WHERE NOT blank GROUP BY file, block)""")
    cursor.execute("DROP TABLE temp.one_line")


def _read(cursor: DuckDBPyConnection, piece: Slice, scratch: Path) -> None:
    cursor.execute(LANDED)
    cursor.execute("CREATE OR REPLACE TEMP TABLE one_line (file INTEGER, line BIGINT, row_text VARCHAR)")
    if piece.end <= piece.start:
        return
    note_letters(cursor, piece)
    with readable(piece, scratch) as path:
        cursor.execute(
            f"""INSERT INTO one_line
                SELECT ?, line + ? - 1, coalesce(row_text, '') FROM (
                    SELECT row_number() OVER () AS line, row_text
                    FROM read_csv(?, auto_detect = false, header = false, delim = '{NEVER}', quote = '',
                                  escape = '', new_line = '\\n', columns = {{'row_text': 'VARCHAR'}}))
                WHERE line <= ?""",
            [piece.file, piece.first_line, str(path), piece.lines],
        )


def from_block(piece: Slice) -> Slice:
    """The slice from the beginning of the block in which it starts."""
    if piece.whole:
        return piece
    start = max(0, piece.start - BACK)
    with piece.path.open("rb") as file:
        file.seek(start)
        before = file.read(piece.start - start)
    blank = [found.end() for found in BLANK_LINE.finditer(before)]
    begin = blank[-1] if blank else 0 if start == 0 else len(before)
    lines = before[begin:].count(b"\n")
    return piece._replace(start=start + begin, first_line=piece.first_line - lines, lines=piece.lines + lines)


def standing_rows(cursor: DuckDBPyConnection, history: History, files: list[str], where: str = "true") -> str:
    """A query for the rows landed before in `files` that still stand; one without rows where there are no files.

    where: a condition on `about`, so that texts that are not wanted are not read.
    """
    if not files:
        return "(FROM landed WHERE false)"
    earlier_rows(cursor, history, files)  # makes `standing`
    return f"""(SELECT file, line, row_text, about FROM read_parquet({listed(files)}, filename = true)
                JOIN standing USING (filename, file) WHERE (void_from IS NULL OR line < void_from) AND ({where}))"""


def calls_touched(cursor: DuckDBPyConnection, history: History, mine: str) -> None:
    """Make temp table `keys(key)`: the calls of `mine`, a query (place, call), and all that share a place with them.

    A caller who comes back gets the earlier place in the queue again, in another call. `about` tells of every row
    landed before which place and call it speaks of, as `…|place|call`.
    """
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE pair AS SELECT DISTINCT place, call FROM ({mine})")
    if history.landed():
        rows = standing_rows(cursor, history, history.landed(), "about LIKE '%|%|%'")
        cursor.execute(f"""
            CREATE OR REPLACE TEMP TABLE shared AS
            SELECT DISTINCT place, call FROM (
                SELECT split_part(about, '|', 2) AS place, split_part(about, '|', 3) AS call FROM {rows}
                UNION ALL FROM pair)
            WHERE place <> '' AND call <> ''
            QUALIFY min(call) OVER (PARTITION BY place) <> max(call) OVER (PARTITION BY place)""")
    else:
        cursor.execute("CREATE OR REPLACE TEMP TABLE shared AS FROM pair WHERE false")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE keys AS
        WITH RECURSIVE reached(key) AS (
            SELECT call FROM pair UNION
            SELECT other.call FROM reached JOIN shared mine ON mine.call = key
            JOIN shared other ON other.place = mine.place)
        FROM reached""")
    for table in ("pair", "shared"):
        cursor.execute(f"DROP TABLE temp.{table}")


def mapped(names: dict[str, str], column: str) -> str:
    """The column's word, or the one that a person gave for it."""
    if not names:
        return column
    pairs = ", ".join(f"{quoted(one)}: {quoted(other)}" for one, other in names.items())
    return f"coalesce(MAP {{{pairs}}}[{column}], {column})"


def looked_up(names: dict[str, str], column: str) -> str:
    """What a person gave for the column's word, or nothing."""
    pairs = ", ".join(f"{quoted(one)}: {quoted(other)}" for one, other in names.items())
    return f"MAP {{{pairs}}}[{column}]" if names else "NULL::VARCHAR"


def customer(column: str) -> str:
    """A caller's number, or what else a caller is known by, in one way of writing; nothing where it stands for nobody.

    A number keeps its plus and its digits: blanks, brackets and dashes are how one person writes it and another not.
    """
    plain = f"lower(regexp_replace({column}, '[^\\p{{L}}\\p{{N}}+]', '', 'g'))"
    return f"CASE WHEN {plain} NOT IN ({', '.join(map(quoted, NOBODY))}) THEN {plain} END"


__all__ = [
    "LANDED", "calls_touched", "customer", "from_block", "land_blocks", "land_lines", "listed", "looked_up", "mapped",
    "quoted", "standing_rows",
]
