"""This file is about landed rows: a person's names in them masked so that the same facts come of them.

A name may be a plain number (`5551`) that stands elsewhere as a duration. So whatever is masked is proved: the facts
staged from the masked rows must be those staged from the rows as they were, but for the names themselves. What would
change a fact is left as it is, and counted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Found, Mask, Trouble, written
from fourscore.warehouse.facts import STAGED
from fourscore.warehouse.file import columns_of
from fourscore.warehouse.keep.book import CUSTOMER
from fourscore.warehouse.keep.texts import holding, personal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History, Source

ROW = '"=row"'
TRIES = 60  # how often the rows of one file are staged to find out which places are no names
ASIDE = "CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)"
# Rows of a log are hardly ever alike, so that a dictionary of them is work for nothing.
PARQUET = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE 122880"


class Cell(NamedTuple):
    """One text of one landed row, and the places in it that look like a name."""

    row: int
    column: str
    text: str
    places: tuple[Found, ...]


class Place(NamedTuple):
    """One of those places."""

    row: int
    column: str
    text: str
    at: Found


def write(cursor: DuckDBPyConnection, table: str, path: Path) -> None:
    """Write the table as a Parquet file; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    quoted = str(path).replace("'", "''")
    cursor.execute(f"COPY {table} TO '{quoted}' ({PARQUET})")
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def cells(cursor: DuckDBPyConnection, rows: str, mask: Mask) -> list[Cell]:
    """Every text of a query's rows that names the person; rows are numbered as they come, from nought."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE raw AS SELECT row_number() OVER () - 1 AS {ROW}, * FROM ({rows})")
    found = []
    for column, type_ in columns_of(cursor, "raw").items():
        if type_ != "VARCHAR":
            continue
        quoted = column.replace('"', '""')
        held = cursor.execute(
            f'SELECT {ROW}, "{quoted}" FROM raw WHERE {holding(quoted, mask)} ORDER BY {ROW}').fetchall()
        found += [Cell(row, column, text, tuple(places)) for row, text in held if (places := mask.found(text))]
    return found


def count(cursor: DuckDBPyConnection, path: Path, mask: Mask) -> int:
    """Rows of a landed file that name the person."""
    found = cells(cursor, f"FROM read_parquet('{_sql(path)}')", mask)
    cursor.execute("DROP TABLE raw")
    return len({cell.row for cell in found})


def cover(
    cursor: DuckDBPyConnection, path: Path, mask: Mask, kind: str, source: Source | None, history: History
) -> int:
    """Mask a landed file in place, in one renaming. Gives how many places had to be left, as they are no names.

    Without its source (it is no longer in centre.yaml) nothing can be proved: then only names of seven characters or
    with a letter in them are masked. The cursor's temp tables are gone afterwards.
    """
    found = cells(cursor, f"FROM read_parquet('{_sql(path)}')", mask)
    places = [Place(c.row, c.column, c.text, at) for c in found for at in c.places]
    if not places:
        _clear(cursor, ())
        return 0
    trial = _Trial(cursor, source, history, mask, kind)
    chosen = trial.settle(places) if trial.can else [p for p in places if _plain(p.text[p.at.start : p.at.end])]
    if chosen:
        trial.landed(chosen)
        part = path.with_name(path.name + ".part")
        write(cursor, "landed", part)
        part.replace(path)
    _clear(cursor, ())
    return len(places) - len(chosen)


def _plain(name: str) -> bool:
    return len(name) >= 7 or any(letter.isalpha() for letter in name)


def _sql(path: Path) -> str:
    return str(path).replace("'", "''")


def _clear(cursor: DuckDBPyConnection, kept: Sequence[str]) -> None:
    for what in ("view", "table"):
        names = cursor.execute(f"SELECT {what}_name FROM duckdb_{what}s() WHERE temporary AND NOT internal").fetchall()
        for (name,) in names:
            if name not in kept:
                cursor.execute(f'DROP {what.upper()} IF EXISTS "{name}"')


class _Alone:
    """No earlier rows: an agent's state is made of all the agent's rows, which bear the name in some files only."""

    def landed(self) -> list[str]:
        return []

    def landed_with(self, cursor: DuckDBPyConnection, keys: str) -> list[str]:
        return []


class _Trial:
    """Stages the rows of the temp table `raw` with some places masked, and says whether the facts are the same."""

    def __init__(
        self, cursor: DuckDBPyConnection, source: Source | None, history: History, mask: Mask, kind: str
    ) -> None:
        self.cursor, self.source, self.mask, self.kind = cursor, source, mask, kind
        self.history: History = history if kind == CUSTOMER else _Alone()
        self.either = Mask({name: name for pair in mask.aliases.items() for name in pair}, exact=mask.exact)
        self.tried = 0
        self.before = self._facts([])
        self.can = self.before is not None

    def settle(self, places: list[Place]) -> list[Place]:
        """As many of the places as can be masked: all at once as a rule, else by column, else by halves."""
        kept: list[Place] = []

        def take(some: list[Place]) -> None:
            if self.tried >= TRIES:
                return
            if self._facts([*kept, *some]) == self.before:
                kept.extend(some)
            elif len(some) > 1:
                for part in _parts(some):
                    take(part)

        take(places)
        return kept

    def landed(self, places: Iterable[Place]) -> None:
        """Make the temp table `landed`: the rows with these places masked."""
        _clear(self.cursor, ("raw",))
        by_cell = sorted(places, key=lambda p: (p.row, p.column, p.at.start))
        covered = [(row, column, written(text, [p.at for p in group]))
                   for (row, column, text), group in groupby(by_cell, key=lambda p: (p.row, p.column, p.text))]
        columns = sorted({column for _, column, _ in covered})
        joins, replaced = [], []
        for number, column in enumerate(columns):
            there = [(row, text) for row, name, text in covered if name == column]
            self.cursor.execute(f"CREATE TEMP TABLE covered_{number} AS SELECT unnest(?) AS row, unnest(?) AS text",
                                [[row for row, _ in there], [text for _, text in there]])
            quoted = column.replace('"', '""')
            joins.append(f"LEFT JOIN covered_{number} c{number} ON c{number}.row = r.{ROW}")
            replaced.append(f'coalesce(c{number}.text, r."{quoted}") AS "{quoted}"')
        instead = f" REPLACE ({', '.join(replaced)})" if replaced else ""
        self.cursor.execute(f"CREATE TEMP TABLE landed AS SELECT r.* EXCLUDE ({ROW}){instead} FROM raw r "
                            f"{' '.join(joins)} ORDER BY r.{ROW}")
        for number in range(len(columns)):
            self.cursor.execute(f"DROP TABLE covered_{number}")

    def _facts(self, places: list[Place]) -> object:
        """What is staged of the rows, names left out; None where it cannot be staged."""
        import duckdb

        if self.source is None:
            return None
        self.tried += 1
        self.landed(places)
        self.cursor.execute(ASIDE)
        try:
            staged = self.source.stage(self.cursor, self.history)
            facts = {kind: self._print(kind) for kind in STAGED if columns_of(self.cursor, f"staged_{kind}")}
        except (duckdb.Error, Trouble):
            return None
        aside = self.cursor.execute("SELECT file, line, issue FROM aside ORDER BY ALL").fetchall()
        return facts, aside, staged.left_out, staged.covers

    def _print(self, kind: str) -> object:
        """Number and fingerprint of a kind's rows; a text that names the person counts as what it is once masked."""
        there = columns_of(self.cursor, f"staged_{kind}")
        shown, named = [], set()
        for column, type_ in there.items():
            if column not in STAGED[kind] and not column.startswith("x_"):
                continue
            if type_ != "VARCHAR" or not personal(column, self.kind):
                shown.append(f'"{column}"')
                continue
            holds = holding(column, self.either)
            shown.append(f"CASE WHEN {holds} THEN '' ELSE \"{column}\" END")
            texts = self.cursor.execute(f'SELECT DISTINCT "{column}" FROM staged_{kind} WHERE {holds}').fetchall()
            named |= {(column, self.mask.of(text)) for (text,) in texts}
        hashed = f"hash({', '.join(shown)})"
        row = self.cursor.execute(f"SELECT count(*), sum({hashed}::HUGEINT), bit_xor({hashed}) FROM staged_{kind}")
        return row.fetchone(), named


def _parts(places: list[Place]) -> list[list[Place]]:
    columns = sorted({place.column for place in places})
    if len(columns) > 1:
        return [[place for place in places if place.column == column] for column in columns]
    half = len(places) // 2
    return [places[:half], places[half:]]
