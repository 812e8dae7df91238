"""This file is about the texts in the warehouse's tables: where a person's names stand in them, and masking them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fourscore.terms import Mask
from fourscore.warehouse.facts import FACTS, WORDS
from fourscore.warehouse.file import columns_of
from fourscore.warehouse.keep.book import AGENT
from fourscore.warehouse.storing.ledger import tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Columns of facts in which a person may be named; everything else is a code the centre's numbers are cut by.
PERSONAL = ("key", "contact", "contact_key", "coach", "evaluator", "who", "title", "given_by")
# Books of names, and the columns in which a name stands.
NAMES = {
    "also_called": ("name", "person"), "handed": ("name", "stands_for"), "staff_stay": ("person",),
    "staff_name": ("name", "person"),
}
# Books that hold no word of a source: what is masked or counted in them would be nobody's name.
OURS = ("setting", "forgotten", "aged", "frozen", "fill", "covered", "notice", "load")


def personal(column: str, kind: str) -> bool:
    """Whether this column of a fact, staged or stored, may name a person of that kind."""
    return column in (*PERSONAL, "customer", *([AGENT] if kind == AGENT else [])) or column.startswith("x_")


def _columns(cursor: DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Every text column of every table."""
    for table in tables():
        if table not in OURS:
            yield from ((table, name) for name, type_ in columns_of(cursor, table).items() if type_ == "VARCHAR")


def _may_change(table: str, column: str, kind: str) -> bool:
    if table in FACTS:
        return personal(column, kind)
    if table in WORDS or table in NAMES:
        return (table == AGENT or column in NAMES.get(table, ())) and kind == AGENT
    return table in ("customer_identifier", "set_aside") and column in ("identifier", "row_text", "what")


def holding(column: str, mask: Mask) -> str:
    """A quick condition: the column has one of the names somewhere in it, by itself or inside a longer word."""
    patterns = "|".join(f"(?:{mask.pattern(name)})" for name in mask.names).replace("'", "''")
    return f"regexp_matches(\"{column}\", '{patterns}')" if mask.names else "false"


def _held(cursor: DuckDBPyConnection, table: str, column: str, mask: Mask) -> list[tuple[str, int]]:
    """The different texts that name the person, and in how many rows each stands."""
    rows = cursor.execute(
        f'SELECT "{column}", count(*) FROM {table} WHERE {holding(column, mask)} GROUP BY ALL'
    ).fetchall()
    return [(text, count) for text, count in rows if mask.found(text)]


def counts(cursor: DuckDBPyConnection, mask: Mask) -> dict[str, int]:
    """Rows that name the person, for every text column of every table that is searched, noughts included."""
    return {
        f"warehouse: {table}.{column}": sum(count for _, count in _held(cursor, table, column, mask))
        for table, column in _columns(cursor)
    }


def cover(cursor: DuckDBPyConnection, mask: Mask, kind: str) -> None:
    """Write the aliases in place of the names, inside the caller's transaction. Keys stay, so every number does."""
    if kind == AGENT:
        _one_key_for_each(cursor, mask)
    for table, column in _columns(cursor):
        if not _may_change(table, column, kind):
            continue
        held = _held(cursor, table, column, mask)
        texts = {text: _covered(text, mask, table) for text, _ in held}
        if texts:
            cursor.execute("CREATE OR REPLACE TEMP TABLE covering AS SELECT unnest(?) AS was, unnest(?) AS now",
                           [list(texts), list(texts.values())])
            cursor.execute(f'UPDATE {table} f SET "{column}" = c.now FROM covering c WHERE f."{column}" = c.was')
            cursor.execute("DROP TABLE covering")


def _covered(text: str, mask: Mask, table: str) -> str:
    """A row that waits for its rate is read again as JSON, so that a number in it is no name."""
    if table != "set_aside" or not text.startswith("{"):
        return mask.of(text)
    from fourscore.terms import written

    quoted = [f for f in mask.found(text) if text[: f.start].count('"') % 2]
    return written(text, quoted)


def _one_key_for_each(cursor: DuckDBPyConnection, mask: Mask) -> None:
    """Where an alias is a word already (a load came in between), the name's facts go over to it."""
    keyed = [table for table, columns in {**tables(), **_cubes()}.items() if AGENT in columns and table != AGENT]
    for name, alias in mask.aliases.items():
        pair = cursor.execute(
            "SELECT (SELECT min(agent) FROM agent WHERE name = ?), (SELECT min(agent) FROM agent WHERE name = ?)",
            [name, alias],
        ).fetchone()
        if pair is None or None in pair:
            continue
        for table in keyed:
            cursor.execute(f"UPDATE {table} SET agent = ? WHERE agent = ?", [pair[1], pair[0]])
        cursor.execute("DELETE FROM agent WHERE agent = ?", [pair[0]])


def _cubes() -> dict[str, dict[str, str]]:
    from fourscore.warehouse.cubes import tables as cubes

    return cubes()
