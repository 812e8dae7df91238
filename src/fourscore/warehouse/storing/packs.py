"""This file is about packs: landed rows of many small loads folded into one file, in which every row names its load.

Pushed events are loaded every few seconds, and each load lands a file. A pack stands in place of the files of loads one
after the other: the book of loads names it for each of them. First the pack is whole on the disk, then one transaction
names it, then the small files go. Cut short before that transaction, the next load sweeps the pack away; cut short
after it, the small files.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.file import Warehouse

LOAD = '"=load"'         # the column of a pack that names the load
FEWEST = 16              # files that are folded at once
MOST_BYTES = 1 << 28     # of a pack
ROOM = "unpacked"        # the folder, in the warehouse's, of a pack's rows by load while they are gone through
NAME = re.compile(r"(\d+)-(\d+)\.parquet")


class LandedFile(NamedTuple):
    """A landed file: its path under the warehouse's folder, its bytes, its loads."""

    path: str
    size: int
    loads: list[int]


def span(path: str | Path) -> tuple[int, int] | None:
    """The first and the last load of a pack; None for one load's own file."""
    found = NAME.fullmatch(Path(path).name)
    return (int(found[1]), int(found[2])) if found else None


def to_fold(files: Sequence[LandedFile]) -> list[LandedFile]:
    """Those of a source's files, in the order of their loads, that are worth folding: the last ones, or none.

    A pack is folded again only with as much as it holds, so that a row is written a few times, however many come.
    """
    chosen: list[LandedFile] = []
    total = 0
    for file in reversed(files):
        if total + file.size > MOST_BYTES or (span(file.path) and file.size > total):
            break
        chosen.insert(0, file)
        total += file.size
    return chosen if len(chosen) >= FEWEST else []


def fold(warehouse: Warehouse, source: str) -> None:
    """Fold the last small files of a source into one; the caller holds `loading`. Where it cannot be, all stays."""
    import duckdb

    cursor = warehouse.cursor()
    try:
        chosen = _alike(cursor, warehouse.folder, to_fold(_files(cursor, warehouse.folder, source)))
        if chosen:
            _fold(cursor, warehouse.folder, chosen)
    except (duckdb.Error, OSError):
        return  # the rows stand where they stood, and the next load sweeps away what was begun
    finally:
        cursor.close()


def _files(cursor: DuckDBPyConnection, folder: Path, source: str) -> list[LandedFile]:
    rows = cursor.execute(
        "SELECT landed, list(load ORDER BY load) FROM load JOIN source USING (source) WHERE name = ? AND "
        "landed IS NOT NULL GROUP BY landed ORDER BY min(load)", [source]).fetchall()
    return [LandedFile(path, (folder / path).stat().st_size, loads) for path, loads in rows]


def _alike(cursor: DuckDBPyConnection, folder: Path, files: list[LandedFile]) -> list[LandedFile]:
    """The last of them, as far back as their columns are the same: what a load did not bring is not the same as blank.
    """
    chosen: list[LandedFile] = []
    columns: object = None
    for file in reversed(files):
        there = [row[:2] for row in cursor.execute(f"DESCRIBE {_read(folder / file.path)}").fetchall()
                 if f'"{row[0]}"' != LOAD]
        if columns not in (None, there):
            break
        chosen.insert(0, file)
        columns = there
    return chosen if len(chosen) >= FEWEST else []


def _fold(cursor: DuckDBPyConnection, folder: Path, files: list[LandedFile]) -> None:
    loads = [load for file in files for load in file.loads]
    pack = (folder / files[0].path).with_name(f"{loads[0]}-{loads[-1]}.parquet")
    rows = " UNION ALL BY NAME ".join(
        _read(folder / file.path) if span(file.path) else
        f"SELECT {file.loads[0]}::INTEGER AS {LOAD}, * FROM ({_read(folder / file.path)})" for file in files)
    _write(cursor, rows, pack)
    cursor.begin()
    cursor.execute("UPDATE load SET landed = ? WHERE list_contains(?, landed)",
                   [pack.relative_to(folder).as_posix(), [file.path for file in files]])
    cursor.commit()
    for file in files:
        (folder / file.path).unlink()


def _read(path: Path) -> str:
    return f"SELECT * FROM read_parquet('{_quoted(path)}')"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _write(cursor: DuckDBPyConnection, rows: str, path: Path) -> None:
    """A query's rows as a landed file; it has its name, for good, once it is whole."""
    from fourscore.warehouse.keep.raw import write

    part = path.with_name(path.name + ".part")
    write(cursor, f"({rows})", part)
    part.replace(path)
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class OneByOne:
    """Landed files as if each load had its own. Loads are gone through in their order, source by source or mixed."""

    def __init__(self, cursor: DuckDBPyConnection, folder: Path) -> None:
        self._cursor, self._folder = cursor, folder
        self._open: dict[int, str] = {}  # the pack that is gone through, by source

    def file(self, source: int, load: int, landed: str) -> Path:
        """The rows of that load alone."""
        if span(landed) is None:
            return self._folder / landed
        if self._open.get(source) != landed:
            self._open[source] = landed
            shutil.rmtree(self._room(source), ignore_errors=True)
            self._room(source).mkdir(parents=True)
        path = self._room(source) / f"{load}.parquet"
        if not path.exists():
            rows = f"SELECT * EXCLUDE ({LOAD}) FROM ({_read(self._folder / landed)}) WHERE {LOAD} = {load}"
            _write(self._cursor, rows, path)
        return path

    def before(self, source: int, earlier: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        """Of earlier loads (load, landed) of that source the files that hold no later load's rows."""
        return [(load, str(self._room(source) / f"{load}.parquet") if landed == self._open.get(source) else landed)
                for load, landed in earlier]

    def written_back(self, source: int, loads: Sequence[int]) -> None:
        """Put the rows of that source's open pack back into it as they are now; `loads`: all it holds."""
        pack = self._open[source]
        rows = " UNION ALL BY NAME ".join(
            f"SELECT {load}::INTEGER AS {LOAD}, * FROM ({_read(self._room(source) / f'{load}.parquet')})"
            for load in loads)
        _write(self._cursor, rows, self._folder / pack)

    def _room(self, source: int) -> Path:
        return self._folder / ROOM / str(source)


@contextmanager
def one_by_one(cursor: DuckDBPyConnection, folder: Path) -> Iterator[OneByOne]:
    """Go through landed rows load by load; the caller holds `loading`."""
    shutil.rmtree(folder / ROOM, ignore_errors=True)
    try:
        yield OneByOne(cursor, folder)
    finally:
        shutil.rmtree(folder / ROOM, ignore_errors=True)


def thin(cursor: DuckDBPyConnection, folder: Path) -> None:
    """Take rows of loads that no longer name it out of every pack."""
    shutil.rmtree(folder / ROOM, ignore_errors=True)
    rows = cursor.execute("SELECT landed, list(load) FROM load WHERE landed IS NOT NULL GROUP BY landed").fetchall()
    for landed, loads in rows:
        if span(landed) is None:
            continue
        kept = f"list_contains({loads}, {LOAD})"
        gone = cursor.execute(f"SELECT 1 FROM ({_read(folder / landed)}) WHERE NOT {kept} LIMIT 1").fetchone()
        if gone:
            _write(cursor, f"SELECT * FROM ({_read(folder / landed)}) WHERE {kept}", folder / landed)


def ages(paths: Sequence[str]) -> list[tuple[str, str]]:
    """Each of a history's files, newest first, with how many loads ago a row of it landed, as SQL."""
    found, ago = [], 0
    for path in reversed(paths):
        ends = span(path)
        if ends is None:
            ago += 1
            found.append((path, str(ago)))
        else:
            found.append((path, f"({ago + 1 + ends[1]} - {LOAD})"))
            ago += 1 + ends[1] - ends[0]
    return found
