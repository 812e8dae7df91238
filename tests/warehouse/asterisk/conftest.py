"""This file is about what the tests of the queue_log may ask for: a log written in a docstring, landed and staged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fourscore.warehouse import Slice, Staged
from fourscore.warehouse.sources.asterisk import QueueLog

MIDNIGHT = 1_767_225_600  # 2026-01-01 00:00 UTC; small times in a written log count from here
ASIDE = "CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)"
Row = dict[str, Any]


class Nothing:
    """A source's history before its first load."""

    def landed(self) -> list[str]:
        return []

    def landed_with(self, cursor: duckdb.DuckDBPyConnection, keys: str) -> list[str]:
        return []


class Log:
    """What was staged from one log; moments are seconds after the log's midnight."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, staged: Staged) -> None:
        self.cursor, self.staged = cursor, staged

    def rows(self, table: str, order: str = "file, line") -> list[Row]:
        found = self.cursor.execute(f"FROM {table} ORDER BY {order}")
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, map(plain, row), strict=True)) for row in found.fetchall()]
        return [{name: value for name, value in row.items() if name != "code"} for row in rows]

    @property
    def visits(self) -> list[Row]:
        return self.rows("staged_visit", "contact, number")

    @property
    def contacts(self) -> list[Row]:
        return self.rows("staged_contact", "key")

    @property
    def segments(self) -> list[tuple[Any, ...]]:
        """Each as (kind, contact, agent, start, end, answered)."""
        names = ("kind", "contact", "agent", "started_at", "ended_at", "answered")
        return [tuple(row[name] for name in names) for row in self.rows("staged_segment", "started_at, kind, agent")]

    @property
    def states(self) -> list[tuple[Any, ...]]:
        """Each as (state, agent, queue, start, end, reason)."""
        names = ("state", "agent", "queue", "started_at", "ended_at", "reason")
        return [tuple(row[name] for name in names)
                for row in self.rows("staged_agent_state", "state, agent, started_at, queue NULLS FIRST")]

    @property
    def aside(self) -> list[tuple[int, str]]:
        return [(row["line"], row["issue"]) for row in self.rows("aside")]


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        seconds = (value - datetime(2026, 1, 1)) / timedelta(seconds=1)  # noqa: DTZ001  the tables hold naive UTC
        return int(seconds) if seconds == int(seconds) else seconds
    return float(value) if type(value).__name__ == "Decimal" else value


def written(text: str) -> bytes:
    """The log lines of a docstring; a small time becomes that many seconds after midnight."""
    lines = [line.strip() for line in text.splitlines() if "|" in line]
    return "".join(
        re.sub(r"^(\d{1,6})\|", lambda found: f"{MIDNIGHT + int(found[1])}|", line) + "\n" for line in lines).encode()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Callable[..., Log]]:
    """Write bytes or text as a queue_log, land it whole, and stage it."""
    connection = duckdb.connect()

    def run(text: str | bytes, **options: Any) -> Log:
        path = tmp_path / "queue_log"
        path.write_bytes(text if isinstance(text, bytes) else written(text))
        source, issues = QueueLog.configure("calls", {"files": "queue_log", **options}, "centre.yaml:3", tmp_path)
        assert source is not None, issues
        cursor = connection.cursor()
        cursor.execute(ASIDE)
        lines = len(path.read_bytes().removesuffix(b"\n").split(b"\n"))
        source.land(cursor, Slice(1, path, 0, path.stat().st_size, 1, lines))
        return Log(cursor, source.stage(cursor, Nothing()))

    yield run
    connection.close()


@pytest.fixture
def log(request: pytest.FixtureRequest, stage: Callable[..., Log]) -> Log:
    """The log written in the test's own docstring."""
    return stage(request.function.__doc__)
