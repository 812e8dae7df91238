"""This file is about later loads: rows that bring a forgotten person again land and are stored under the alias."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.warehouse.facts import STAGED
from fourscore.warehouse.file import Warehouse, columns_of
from fourscore.warehouse.keep import book, raw

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History, Source

# A name may stand as a whole field, as a word without blanks, or as letters and digits between anything else.
CUT = r"regexp_split_to_array({0}, '[|,;\t\n\"{{}}\[\]]')"
WORDS = (r"regexp_extract_all({0}, '[^\s|,;\"{{}}\[\]<>]+')", r"regexp_extract_all({0}, '\+?[\p{{L}}\p{{N}}_]+')")
RENAMED = "renamed"


def cover_landed(
    warehouse: Warehouse, cursor: DuckDBPyConnection, path: Path, source: Source, history: History,
    living: Iterable[str],
) -> None:
    """Mask the rows just landed at `path`, and the temp tables `landed` and `aside`, where they name the forgotten."""
    if not book.entries(cursor):
        return
    for kind in book.KINDS:
        names = _named(cursor, kind, set(living) if kind == book.AGENT else set())
        if not names:
            continue
        mask = book.mask_of(names, kind)
        with_own = warehouse.cursor()
        try:
            raw.cover(with_own, path, mask, kind, source, history)
        finally:
            with_own.close()
        quoted = str(path).replace("'", "''")
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE landed AS SELECT * FROM read_parquet('{quoted}')")
        for column in ("what", "row_text"):
            texts = [text for (text,) in cursor.execute(f"SELECT DISTINCT {column} FROM aside").fetchall()]
            for text in texts:
                if text and mask.found(text):
                    cursor.execute(f"UPDATE aside SET {column} = ? WHERE {column} = ?", [mask.of(text), text])


def _named(cursor: DuckDBPyConnection, kind: str, living: set[str]) -> dict[str, str]:
    """Forgotten names that stand in what landed or was set aside, each with its alias."""
    key, parts = book.key_of(cursor), []
    for table in ("landed", "aside"):
        for column, type_ in columns_of(cursor, table).items():
            if type_ == "VARCHAR":
                quoted = '"' + column.replace('"', '""') + '"'
                ways = [how.format(quoted) for how in (CUT, *WORDS)]
                parts += [f"SELECT trim(unnest({way})) AS word FROM {table}" for way in ways]
    if not parts:
        return {}
    rows = cursor.execute(
        f"SELECT w.word, g.name FROM (SELECT DISTINCT word FROM ({' UNION ALL '.join(parts)})) w "
        f"JOIN forgotten g ON g.print = {book.print_in_sql('w.word', kind, key)} WHERE g.kind = ?", [kind]
    ).fetchall()
    return {word: alias for word, alias in rows if word not in living}


def rename_staged(cursor: DuckDBPyConnection, living: Iterable[str]) -> None:
    """Temp table `renamed(word, kind, was, now)`: forgotten names that were staged all the same, to be stored as `now`.

    A source may write a name otherwise than its rows do (a telephone number with its country), or by its own settings.
    """
    if not book.entries(cursor):
        return
    there = set(cursor.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'temp'")
                .fetchall())
    cursor.execute(f"CREATE TEMP TABLE {RENAMED} (kind VARCHAR, was VARCHAR, now VARCHAR)")
    for kind in book.KINDS:
        staged = [f"staged_{fact}" for fact, columns in STAGED.items() if kind in columns]
        for table in (table for table in staged if (table, kind) in there):
            found = book.known_again(cursor, _words(cursor, table, kind), kind, living)
            for was, now in found.items():
                cursor.execute(f"INSERT INTO {RENAMED} VALUES (?, ?, ?)", [kind, was, now])
    for table, column in (("told_stay", "agent"), ("told_name", "agent"), ("told_name", "name")):
        if (table, column) in there:
            found = book.known_again(cursor, _words(cursor, table, column), book.AGENT, living)
            for was, now in found.items():
                cursor.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [now, was])


def _words(cursor: DuckDBPyConnection, table: str, column: str) -> list[str]:
    rows = cursor.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()
    return [str(word) for (word,) in rows]


def stored_as(column: str, value: str) -> str:
    """The expression under which a staged customer or agent is stored, once there is the temp table `renamed`."""
    if column not in book.KINDS:
        return value
    return f"coalesce((SELECT min(r.now) FROM {RENAMED} r WHERE r.kind = '{column}' AND r.was = {value}), {value})"


def nobody_new(kind: str, source: int, load: int, customer: str) -> str:
    """The condition by which a staged row `s` is new and its customer forgotten: it is of nobody, and matches none.

    What was here when the person was forgotten keeps its alias, so that a row told again is the same row.
    """
    return (
        f"{customer} IN (SELECT name FROM forgotten WHERE kind = 'customer' AND load < {load}) AND s.key NOT IN ("
        f"SELECT f.key FROM {kind} f JOIN customer_identifier i USING (customer) JOIN forgotten g "
        f"ON g.name = i.identifier AND f.loaded_in <= g.load WHERE f.source = {source} AND f.key IS NOT NULL)"
    )
