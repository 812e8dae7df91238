"""This file is about a database to load from: rows put into it, a source that reads it, and what came of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from fourscore.terms import Issue
from fourscore.warehouse import LoadReport, Warehouse
from fourscore.warehouse.sources.database import Database

CALLS = {
    "query": "SELECT * FROM calls",
    "key": "id",
    "leave_out": "result = 'test'",
    "facts": {
        "contact": {"key": "call", "started": "began", "customer": "caller"},
        "visit": {"queue": "queue", "agent": "agent", "talk": "talk", "wait": {"column": "wait", "otherwise": 0},
                  "outcome": {"column": "result", "words": {"ok": "answered", "lost": "abandoned"}}},
        "sale": {"when": "amount <> ''", "amount": "amount", "agent": "agent"},
    },
}
TABLE = ("CREATE TABLE calls (id integer PRIMARY KEY, call varchar(20), began timestamp, caller varchar(20), "
         "queue varchar(20), agent varchar(20), result varchar(20), wait integer, talk integer, amount numeric(10, 2), "
         "changed timestamp)")
COLUMNS = ("id", "call", "began", "caller", "queue", "agent", "result", "wait", "talk", "amount", "changed")
ROW: dict[str, Any] = {
    "began": "2026-03-02 09:00:00", "caller": "5551", "queue": "sales", "agent": "Ada", "result": "ok", "wait": 5,
    "talk": 60, "amount": None, "changed": "2026-03-02 09:10:00",
}


class There:
    """A database, the options that name it, and a warehouse what it holds is loaded into."""

    def __init__(self, url: str, options: Mapping[str, Any], folder: Path, warehouse: Warehouse, hand: ModuleType,
                 secret: Callable[[str], str | None]) -> None:
        self.engine: Engine = create_engine(url)
        self.options, self.folder, self.warehouse, self.hand, self.secret = options, folder, warehouse, hand, secret
        self.told: list[str] = []
        self.tell: Callable[[str], None] = self.told.append

    def run(self, statement: str, *values: Mapping[str, Any]) -> None:
        with self.engine.begin() as connection:
            if values:
                connection.execute(text(statement), list(values))
            else:
                connection.execute(text(statement))

    def make(self) -> None:
        self.run("DROP TABLE IF EXISTS calls")
        self.run(TABLE)

    def put(self, *rows: Mapping[str, Any]) -> None:
        """Insert rows, or put them in the place of those of the same id."""
        self.run(f"DELETE FROM calls WHERE id IN ({', '.join(str(row['id']) for row in rows)})")
        marks = ", ".join(f":{name}" for name in COLUMNS)
        self.run(f"INSERT INTO calls ({', '.join(COLUMNS)}) VALUES ({marks})",
                 *({"call": f"c{row['id']}", **ROW, **row} for row in rows))

    def configure(self, **more: Any) -> tuple[Database | None, list[Issue]]:
        given = {"name": "calls", "kind": "database", "zone": "UTC", **CALLS, **self.options, **more}
        options = {key: value for key, value in given.items() if value is not None}
        return Database.configure("calls", options, "centre.yaml:7", self.folder)

    def load(self, warehouse: Warehouse | None = None, **more: Any) -> LoadReport:
        source, issues = self.configure(**more)
        assert issues == []
        return (warehouse or self.warehouse).load(
            [source], self.hand.agreed(), now=self.hand.NOW.replace(month=6), secret=self.secret,
            progress=lambda what, done, total: self.tell(what))[0]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.warehouse.cursor().execute(query).fetchall()

    def landed(self) -> int:
        (found,) = self.rows("SELECT coalesce(sum(rows_read), 0) FROM load")
        return int(found[0])

    def stays(self) -> list[tuple[Any, ...]]:
        """Call, number, agent, talk of every stay that stands."""
        return self.rows("SELECT c.key, number, a.name, talk_s::INTEGER FROM visit v JOIN contact c USING (contact) "
                         "LEFT JOIN agent a ON a.agent = v.agent "
                         "WHERE v.replaced_in IS NULL AND c.replaced_in IS NULL ORDER BY ALL")


@pytest.fixture
def sqlite(tmp_path: Path, warehouse: Warehouse, hand: ModuleType) -> Iterator[There]:
    there = There(f"sqlite:///{tmp_path / 'calls.db'}", {"url": "sqlite:///calls.db"}, tmp_path, warehouse, hand,
                  {}.get)
    there.make()
    yield there
    there.engine.dispose()


@pytest.fixture
def on_postgresql(postgresql: str, tmp_path: Path, warehouse: Warehouse, hand: ModuleType) -> Iterator[There]:
    """A database of its own on a server of the tests' own; its password is known to the variable PBX_PASSWORD."""
    server, name = create_engine(postgresql, isolation_level="AUTOCOMMIT"), f"calls_{secrets.token_hex(6)}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    url = make_url(postgresql).set(database=name)
    bare = url._replace(password=None).render_as_string()
    there = There(url.render_as_string(hide_password=False), {"url": bare, "password_from": "PBX_PASSWORD"}, tmp_path,
                  warehouse, hand, {"PBX_PASSWORD": url.password, "PBX_WRONG": "pa55word"}.get)
    there.make()
    yield there
    there.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def there(request: pytest.FixtureRequest) -> There:
    """The same on either."""
    return request.getfixturevalue({"sqlite": "sqlite", "postgresql": "on_postgresql"}[request.param])
