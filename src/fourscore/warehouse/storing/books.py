"""This file is about the books of a load: how far its facts reach, what it read, what it set aside and noticed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fourscore.warehouse.facts import FACTS
from fourscore.warehouse.file import utc

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import Staged
    from fourscore.warehouse.storing.ready import Storing


def mark_fills(cursor: DuckDBPyConnection, source: int, load: int, staged: Staged, kinds: tuple[str, ...]) -> None:
    """Merge what this load covers into the fill marks; `moved_fill(source, was, until)` tells agent states' marks.

    A kind of which the source never brought a row has no mark: a log of calls alone does not say that nobody logged in.
    Once it brought one, its other loads tell that there were none in their time.
    """
    cursor.execute("CREATE TEMP TABLE old_fill AS SELECT * FROM fill WHERE kind = 'agent_state'")
    if staged.covers is not None:
        first, until = (utc(moment) for moment in staged.covers)
        for kind in kinds:
            cursor.execute("INSERT INTO covered VALUES (?, ?, ?, ?)", [source, kind, first, until])
        cursor.execute(
            "CREATE TEMP TABLE merged AS SELECT source, kind, min(first_at) AS first_at, max(until_at) AS until_at "
            "FROM covered GROUP BY ALL"
        )
        cursor.execute("DELETE FROM covered")
        cursor.execute("INSERT INTO covered BY NAME SELECT * FROM merged")
        cursor.execute("DROP TABLE merged")
        cursor.execute("DELETE FROM fill WHERE source = ?", [source])
        covered = {kind for (kind,) in cursor.execute("SELECT kind FROM covered WHERE source = ?", [source]).fetchall()}
        brought = " UNION ALL ".join(
            f"SELECT '{kind}' WHERE EXISTS (FROM {kind} WHERE source = {source})" for kind in FACTS if kind in covered
        )
        if brought:
            cursor.execute(f"INSERT INTO fill BY NAME FROM covered WHERE source = ? AND kind IN ({brought})", [source])
        cursor.execute(
            "INSERT INTO mark SELECT ?, f.* FROM fill f WHERE source = ? AND (kind, first_at, until_at) NOT IN ("
            "SELECT (kind, arg_max(first_at, load), arg_max(until_at, load)) FROM mark WHERE source = ? GROUP BY kind)",
            [load, source, source],
        )
    cursor.execute(
        "CREATE TEMP TABLE moved_fill AS SELECT f.source, o.until_at AS was, f.until_at AS until FROM fill f "
        "LEFT JOIN old_fill o USING (source) WHERE f.kind = 'agent_state'"
    )


def write_books(
    cursor: DuckDBPyConnection,
    storing: Storing,
    staged: Staged,
    landed: str | None,
    at: datetime,
    rows: int,
    aside: int,
) -> None:
    source, number = storing.source, storing.load
    cursor.execute(
        "INSERT INTO load VALUES (?, ?, 'load', ?, ?, ?, ?, ?)",
        [number, source, at, rows, staged.left_out, aside, landed],
    )
    cursor.execute(f"INSERT INTO set_aside SELECT {number}, {source}, file, line, issue, what, row_text FROM aside")
    repeated = {"repeated_rows": storing.doubled} if storing.doubled else {}
    repeated |= {"older_than_what_is_kept": storing.aged} if storing.aged else {}
    for name, count in {**staged.notices, **repeated}.items():
        cursor.execute("INSERT INTO notice VALUES (?, ?, ?, ?)", [number, source, name, count])
