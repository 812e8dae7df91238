"""This file is about the book of who was forgotten: no name in it, only prints of names and what stands for them now.

A print is a keyed hash. The key is drawn once for each warehouse and kept in it: a print cannot be read backwards, and
is worth nothing beside another key. Whoever holds the whole warehouse can still try a number they have in mind against
it, which is the price of knowing the person again when an old file brings them once more.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Mask, plain

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CUSTOMER, AGENT = "customer", "agent"
KINDS = (CUSTOMER, AGENT)
KEY = "forget_key"


class Entry(NamedTuple):
    """One forgotten name: the print of it, the alias in its place, and the last load before it was forgotten."""

    print: str
    alias: str
    kind: str
    load: int


def entries(cursor: DuckDBPyConnection) -> list[Entry]:
    rows = cursor.execute("SELECT print, name, kind, load FROM forgotten ORDER BY ALL").fetchall()
    return [Entry(*row) for row in rows]


def key_of(cursor: DuckDBPyConnection) -> str:
    """The key of this warehouse's prints; empty where nobody was ever forgotten."""
    row = cursor.execute("SELECT value FROM setting WHERE name = ?", [KEY]).fetchone()
    return str(row[0]) if row else ""


def print_of(name: str, kind: str, key: str) -> str:
    """A customer's is the same however the identifier is written; an agent's is of the very name."""
    said = plain(name) if kind == CUSTOMER else name
    return sha256(f"{key}{sha256(f'{key}{said}'.encode()).hexdigest()}".encode()).hexdigest()


def plain_in_sql(column: str) -> str:
    """`plain` of a column, as an expression."""
    return rf"lower(regexp_replace({column}, '[^\p{{L}}\p{{N}}+]', '', 'g'))"


def print_in_sql(column: str, kind: str, key: str) -> str:
    """`print_of` a column, as an expression."""
    said = plain_in_sql(column) if kind == CUSTOMER else column
    return f"sha256('{key}' || sha256('{key}' || {said}))"


def enter(cursor: DuckDBPyConnection, names: Iterable[str], kind: str, now: datetime) -> dict[str, str]:
    """Write every name's print and alias into the book; name → alias. A name forgotten before keeps its alias.

    Inside the caller's transaction; `now` is naive UTC.
    """
    if not key_of(cursor):
        cursor.execute("INSERT INTO setting VALUES (?, ?)", [KEY, secrets.token_hex(32)])
    key = key_of(cursor)
    known = {entry.print: entry for entry in entries(cursor) if entry.kind == kind}
    aliases = {}
    for name in names:
        found = known.get(print_of(name, kind, key))
        aliases[name] = found.alias if found else alias_for(name, kind)
        if found is None:
            cursor.execute(
                "INSERT INTO forgotten SELECT ?, ?, ?, coalesce(max(load), 0), ? FROM load",
                [print_of(name, kind, key), aliases[name], kind, now],
            )
            known[print_of(name, kind, key)] = Entry("", aliases[name], kind, 0)
    return aliases


def alias_for(name: str, kind: str) -> str:
    """What stands for a person from now on, drawn by lot, so that nothing leads back.

    A customer who is a number stays one, for sources that read only numbers: no telephone number begins with 999.
    Small letters and digits only, so that it stays what it is however a source writes it.
    """
    number = name.removeprefix("+")
    if kind == CUSTOMER and number.isdigit():
        return name[: len(name) - len(number)] + "999" + f"{secrets.randbelow(10**12):012d}"
    return f"forgotten{secrets.token_hex(8)}"


def mask_of(aliases: Mapping[str, str], kind: str) -> Mask:
    """Finds these names in texts; a name with letters beyond ASCII also as JSON may write it."""
    spelled = {json.dumps(name)[1:-1]: alias for name, alias in aliases.items()}
    return Mask({**spelled, **aliases}, exact=kind == AGENT)


def known_again(cursor: DuckDBPyConnection, words: Iterable[str], kind: str, living: Iterable[str]) -> dict[str, str]:
    """Those of the words that are forgotten names, each with its alias. living: names that hold for somebody again."""
    book = {entry.print: entry.alias for entry in entries(cursor) if entry.kind == kind}
    if not book:
        return {}
    key, names = key_of(cursor), set(living) if kind == AGENT else set()
    prints = {word: print_of(word, kind, key) for word in words if word not in names}
    return {word: book[found] for word, found in prints.items() if found in book}
