"""This file is about trying a staff list: land and stage its files, several times over, and look at what came of it."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import duckdb
import pytest

from fourscore.terms import Issue
from fourscore.warehouse import Slice, Staged
from fourscore.warehouse.sources.roster import Roster


class Earlier:
    """The rows of earlier loads, as the engine keeps them."""

    def __init__(self) -> None:
        self.files: list[str] = []

    def landed(self) -> list[str]:
        return list(self.files)

    def landed_with(self, cursor: duckdb.DuckDBPyConnection, keys: str) -> list[str]:
        return list(self.files)


class Tried:
    """One staff list in a folder; every `load` is one load of the files named, after which its tables can be read."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.earlier, self.loads = folder, Earlier(), 0
        self.connection = duckdb.connect()
        self.numbers: dict[str, int] = {}

    def configure(self, **options: object) -> tuple[Roster | None, list[Issue]]:
        return Roster.configure("hr", {"name": "hr", "kind": "roster", "zone": "UTC", **options}, "centre.yaml:7",
                                self.folder)

    def write(self, name: str, text: str | bytes) -> None:
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def load(self, *names: str, **options: object) -> Staged:
        source, issues = self.configure(files="*", **options)
        assert issues == []
        assert source is not None
        self.connection.close()
        self.connection = duckdb.connect()
        self.connection.execute(
            "CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)")
        for name in names:
            path = self.folder / name
            number = self.numbers.setdefault(name, len(self.numbers) + 1)
            source.land(self.connection, Slice(number, path, 0, path.stat().st_size, 1, 0))
        staged = source.stage(self.connection, self.earlier)
        self.loads += 1
        kept = self.folder.parent / f"{self.folder.name}_landed_{self.loads}.parquet"
        self.connection.execute(f"COPY landed TO '{kept}' (FORMAT parquet)")
        self.earlier.files.append(str(kept))
        return staged

    def rows(self, query: str) -> list[tuple]:
        """Rows with their days as texts."""
        return [tuple(str(cell) if hasattr(cell, "isoformat") else cell for cell in row)
                for row in self.connection.execute(query).fetchall()]

    @property
    def jobs(self) -> list[tuple]:
        return self.rows("SELECT agent, hired_on, left_on FROM staged_employment ORDER BY ALL")

    @property
    def stays(self) -> list[tuple]:
        return self.rows("SELECT agent, team, first_day, until_day FROM told_stay ORDER BY agent, first_day")

    @property
    def names(self) -> list[tuple]:
        return self.rows("SELECT agent, name, first_day, until_day FROM told_name WHERE name IS NOT NULL ORDER BY ALL")

    @property
    def aside(self) -> list[tuple]:
        return self.rows("SELECT line, issue FROM aside ORDER BY ALL")

    @property
    def everything(self) -> tuple:
        """All that was told, but where it stood."""
        return (self.jobs, self.stays, self.names,
                self.rows("SELECT agent, role, leaving, x_site, x_full_time FROM staged_employment ORDER BY ALL"),
                self.rows("SELECT agent, skill, from_day, until_day FROM staged_skill ORDER BY ALL"))


def sheet(heading: str, *rows: str) -> str:
    """A CSV file: cells are parted by blanks, `.` is a blank one, `_` a blank in a cell."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in (heading, *rows):
        writer.writerow(["" if cell == "." else cell.replace("_", " ") for cell in row.split()])
    return out.getvalue()


def lines(text: str, places: Sequence[int]) -> str:
    """The header and these of the lines after it."""
    header, *rest = text.splitlines(keepends=True)
    return "".join([header, *(rest[place] for place in places)])


@pytest.fixture
def tried(tmp_path: Path) -> Tried:
    folder = tmp_path / "hr"
    folder.mkdir()
    return Tried(folder)
