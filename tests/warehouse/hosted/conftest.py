"""This file is about what the tests of hosted systems' sources may ask for: files landed and staged, and looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fourscore.warehouse import Slice, Staged

ASIDE = "CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)"
Row = dict[str, Any]


class Nothing:
    """A source's history before its first load."""

    def landed(self) -> list[str]:
        return []

    def landed_with(self, cursor: duckdb.DuckDBPyConnection, keys: str) -> list[str]:
        return []


class Told:
    """What was staged from one load."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, staged: Staged) -> None:
        self.cursor, self.staged = cursor, staged

    def rows(self, table: str, order: str = "ALL") -> list[Row]:
        found = self.cursor.execute(f"FROM {table} ORDER BY {order}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, map(plain, row), strict=True)) for row in found.fetchall()]

    def some(self, table: str, *names: str, order: str = "ALL") -> list[tuple[Any, ...]]:
        """Only these columns."""
        return [tuple(row[name] for name in names) for row in self.rows(table, order)]

    @property
    def contacts(self) -> list[Row]:
        return self.rows("staged_contact", "key")

    @property
    def visits(self) -> list[Row]:
        return self.rows("staged_visit", "contact, number")

    @property
    def segments(self) -> list[tuple[Any, ...]]:
        """Each as (kind, agent, queue, start, end, answered)."""
        return self.some("staged_segment", "kind", "agent", "queue", "started_at", "ended_at", "answered",
                         order="contact, number")

    @property
    def aside(self) -> list[tuple[int, str]]:
        return self.some("aside", "line", "issue", order="file, line")


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return float(value) if type(value).__name__ == "Decimal" else value


@pytest.fixture
def staged(tmp_path: Path) -> Iterator[Callable[..., Told]]:
    """Land the files of a source, each whole, and stage it."""
    connection = duckdb.connect()

    def run(kind: Any, *texts: str | bytes, **options: Any) -> Told:
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.json").write_bytes(text if isinstance(text, bytes) else text.encode())
        source, issues = kind.configure("switch", {"files": "*.json", **options}, "centre.yaml:3", tmp_path)
        assert source is not None, issues
        cursor = connection.cursor()
        cursor.execute(ASIDE)
        for number, path in enumerate(source.files(), 1):
            source.land(cursor, Slice(number, path, 0, path.stat().st_size, 1, 0))
        return Told(cursor, source.stage(cursor, Nothing()))

    yield run
    connection.close()
