"""This file is about which loads touched the facts of some days since an earlier load."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Days
from fourscore.warehouse.facts import FACTS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Touch(NamedTuple):
    """What one load did to one kind of fact: rows added and rows replaced.

    source and kind are empty for a restating, which puts changed settings or people onto facts in place. `at` is aware.
    """

    load: int
    at: datetime
    source: str
    kind: str
    added: int
    replaced: int


def touching(cursor: DuckDBPyConnection, days: Days, after: int) -> list[Touch]:
    parts = [
        f"SELECT {column} AS load, '{kind}' AS kind, {int(column == 'loaded_in')} AS new FROM {kind} "
        f"WHERE {column} > $after AND day >= $first AND day < $until"
        for kind in FACTS
        for column in ("loaded_in", "replaced_in")
    ]
    rows = cursor.execute(
        'SELECT l.load, l."at", coalesce(s.name, \'\'), coalesce(t.kind, \'\'), coalesce(sum(t.new), 0), '
        "coalesce(sum(1 - t.new), 0) FROM load l LEFT JOIN source s USING (source) "
        f"LEFT JOIN ({' UNION ALL '.join(parts)}) t ON t.load = l.load "
        "WHERE l.load > $after AND (t.load IS NOT NULL OR l.kind = 'restate') GROUP BY ALL ORDER BY ALL",
        {"after": after, "first": days.first, "until": days.until},
    ).fetchall()
    return [Touch(load, at.replace(tzinfo=UTC), source, kind, int(added), int(replaced))
            for load, at, source, kind, added, replaced in rows]
