"""This file is about trying a table mapping on a few rows: land, stage, and look at what came of it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from ruamel.yaml import YAML

from fourscore.terms import Issue
from fourscore.warehouse import Slice, Staged
from fourscore.warehouse.sources.table import Table


class Earlier:
    """The rows of earlier loads, as the engine keeps them."""

    def __init__(self) -> None:
        self.files: list[str] = []

    def landed(self) -> list[str]:
        return list(self.files)

    def landed_with(self, cursor: duckdb.DuckDBPyConnection, keys: str) -> list[str]:
        return list(self.files)


class Tried:
    """One source in a folder; every `load` is one load of it, after which its staged tables can be read."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.earlier, self.loads = folder, Earlier(), 0
        self.connection = duckdb.connect()

    def configure(self, mapping: str, **more: object) -> tuple[Table | None, list[Issue]]:
        options = {"name": "calls", "kind": "table", "zone": "UTC", **YAML(typ="safe").load(mapping), **more}
        return Table.configure("calls", options, "centre.yaml:7", self.folder)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def load(self, mapping: str, pieces: Sequence[Slice] = (), **more: object) -> Staged:
        source, issues = self.configure(mapping, **more)
        assert issues == []
        assert source is not None
        self.connection.close()
        self.connection = duckdb.connect()
        self.connection.execute(
            "CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)")
        for number, path in enumerate(() if pieces else source.files(), 1):
            source.land(self.connection, Slice(number, path, 0, path.stat().st_size, 1, path.read_bytes().count(b"\n")))
        for piece in pieces:
            source.land(self.connection, piece)
        staged = source.stage(self.connection, self.earlier)
        self.loads += 1
        kept = self.folder / f"landed_{self.loads}.parquet"
        self.connection.execute(f"COPY landed TO '{kept}' (FORMAT parquet)")
        self.earlier.files.append(str(kept))
        return staged

    def rows(self, kind: str, columns: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(
            f"SELECT {columns} FROM (SELECT * FROM staged_{kind} ORDER BY ALL) ORDER BY file, line").fetchall()

    def aside(self) -> list[tuple[Any, ...]]:
        return self.connection.execute("SELECT line, issue, what FROM aside ORDER BY file, line").fetchall()


@pytest.fixture
def tried(tmp_path: Path) -> Iterator[Tried]:
    trial = Tried(tmp_path)
    yield trial
    trial.connection.close()
