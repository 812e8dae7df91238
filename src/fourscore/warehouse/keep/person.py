"""This file is about forgetting one person in the warehouse: the tables in one transaction, then file by file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.terms import Mask, plain
from fourscore.warehouse.file import Warehouse, utc
from fourscore.warehouse.keep import book, raw, texts
from fourscore.warehouse.storing.packs import one_by_one, span
from fourscore.warehouse.storing.staff import names_with

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import Source


SAME = f"{book.plain_in_sql('identifier')} = ?"


def kinds_of(warehouse: Warehouse, name: str) -> tuple[str, ...]:
    """Whether the warehouse knows this name as a customer's, an agent's, both or neither; forgotten ones included."""
    cursor = warehouse.cursor()
    try:
        there = {
            book.CUSTOMER: (f"SELECT count(*) FROM customer_identifier WHERE {SAME}", plain(name)),
            book.AGENT: ("SELECT (SELECT count(*) FROM agent WHERE name = $1) + (SELECT count(*) FROM staff_name WHERE "
                         "person = $1 OR name = $1)", name),
        }
        found = {kind for kind, (query, said) in there.items() if (cursor.execute(query, [said]).fetchone() or (0,))[0]}
        key, entries = book.key_of(cursor), book.entries(cursor)
        return tuple(sorted(found | {e.kind for e in entries if e.print == book.print_of(name, e.kind, key)}))
    finally:
        cursor.close()


def names_of(warehouse: Warehouse, names: Sequence[str], kind: str) -> list[str]:
    """These names and every other the warehouse knows the same person by; those of an erasure cut short included."""
    cursor = warehouse.cursor()
    try:
        found = list(dict.fromkeys(names))
        if kind == book.CUSTOMER:
            found += [name for (name,) in cursor.execute(
                "SELECT identifier FROM customer_identifier WHERE customer IN (SELECT customer FROM "
                f"customer_identifier WHERE list_contains(?, {book.plain_in_sql('identifier')})) ORDER BY ALL",
                [[plain(one) for one in found]]).fetchall()]
        else:
            found += names_with(cursor, found)
        aliases = {entry.alias for entry in book.entries(cursor)}
        return [name for name in dict.fromkeys(found) if name not in aliases]
    finally:
        cursor.close()


def count(warehouse: Warehouse, mask: Mask) -> dict[str, int]:
    """Rows that name the person, by place: every text column of every table, and every landed file."""
    cursor = warehouse.cursor()
    try:
        found = texts.counts(cursor, mask)
        for path in _landed(warehouse.folder):
            found[f"landed rows: {path.relative_to(warehouse.folder).as_posix()}"] = raw.count(cursor, path, mask)
        return found
    finally:
        cursor.close()


def forget(
    warehouse: Warehouse, names: Sequence[str], kind: str, sources: Sequence[Source], *, now: datetime
) -> Mapping[str, str]:
    """Write an alias in place of each name, everywhere; name → alias. `Warehouse.write_afresh` clears the old bytes.

    The book and the tables are one transaction; each landed file is replaced in one renaming. Cut short at any moment,
    it is completed by doing it again. Every number stays.
    """
    with warehouse.loading:
        return _covered(warehouse, names, kind, sources, utc(now))


def _covered(
    warehouse: Warehouse, names: Sequence[str], kind: str, sources: Sequence[Source], now: datetime
) -> Mapping[str, str]:
    cursor = warehouse.cursor()
    try:
        cursor.begin()
        aliases = book.enter(cursor, names, kind, now)
        mask = book.mask_of(aliases, kind)
        texts.cover(cursor, mask, kind)
        cursor.commit()
        warehouse.stored += 1  # the numbers are the same, and names in answers given before are not
        _landed_too(warehouse, cursor, mask, kind, {source.name: source for source in sources})
    finally:
        cursor.close()
    return aliases


def _landed_too(
    warehouse: Warehouse, cursor: DuckDBPyConnection, mask: Mask, kind: str, sources: Mapping[str, Source]
) -> None:
    from fourscore.warehouse.load import Landed

    for path in (warehouse.folder / "landed").rglob("*.part"):
        path.unlink()
    loads = cursor.execute(
        "SELECT load, source, name, landed FROM load JOIN source USING (source) WHERE landed IS NOT NULL ORDER BY load"
    ).fetchall()
    holds: dict[str, list[int]] = {}
    for load, _, _, landed in loads:
        holds.setdefault(landed, []).append(load)
    named = {landed for landed in holds if span(landed) and raw.count(cursor, warehouse.folder / landed, mask)}
    with one_by_one(cursor, warehouse.folder) as alone:
        for load, source, name, landed in loads:
            if not (warehouse.folder / landed).exists() or (span(landed) and landed not in named):
                continue
            path = alone.file(source, load, landed)
            before = alone.before(source, [(number, there) for number, key, _, there in loads
                                           if key == source and number < load])
            raw.cover(cursor, path, mask, kind, sources.get(name), Landed(warehouse.folder, before, source))
            if span(landed) and load == holds[landed][-1]:
                alone.written_back(source, holds[landed])


def _landed(folder: Path) -> list[Path]:
    return sorted((folder / "landed").rglob("*.parquet"))
