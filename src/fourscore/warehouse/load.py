"""This file is about one load: find what is new, land it, stage it, store it in one transaction, report it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fourscore.terms import Issue, Trouble
from fourscore.warehouse import news, store
from fourscore.warehouse.agreed import LoadReport, LoadTerms, Progress
from fourscore.warehouse.derived import restated
from fourscore.warehouse.facts import FACTS
from fourscore.warehouse.file import Warehouse, columns_of, disk_trouble, utc
from fourscore.warehouse.keep import later
from fourscore.warehouse.keep.ageing import frozen
from fourscore.warehouse.keep.raw import ASIDE, write
from fourscore.warehouse.sources import Source, Staged
from fourscore.warehouse.storing.ready import Storing, new_words

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

class Landed:
    """What a source landed before one load of it: the `History` handed to its `stage`."""

    def __init__(self, folder: Path, rows: list[tuple[int, str]], source: int) -> None:
        self._folder, self._rows, self._source = folder, rows, source

    def landed(self) -> list[str]:
        return [str(self._folder / path) for _, path in self._rows]

    def landed_with(self, cursor: DuckDBPyConnection, keys: str) -> list[str]:
        """Files from the first load on that brought any of these contacts; none of them can be in an earlier one."""
        row = cursor.execute(
            f"SELECT min(loaded_in) FROM contact WHERE source = ? AND key IN (SELECT key FROM {keys})", [self._source]
        ).fetchone()
        first = row[0] if row else None
        return [] if first is None else [str(self._folder / path) for load, path in self._rows if load >= first]


def load(
    warehouse: Warehouse, sources: Sequence[Source], terms: LoadTerms, *, now: datetime, progress: Progress
) -> list[LoadReport]:
    """See `Warehouse.load`."""
    restate(warehouse, terms, now=now)
    reports = []
    with warehouse.loading, _one_thread(warehouse):
        for done, source in enumerate(sources):
            progress(f"{source.name}: looking for what is new", done, len(sources))
            try:
                with _own_cursor(warehouse) as cursor:
                    reports.append(_load_one(warehouse, cursor, source, terms, now, progress))
            except Trouble as trouble:
                if any(issue.name == "disk-full" for issue in trouble.issues):
                    raise
                reports.append(LoadReport(source.name, issues=trouble.issues))
    return reports


@contextmanager
def _own_cursor(warehouse: Warehouse) -> Iterator[DuckDBPyConnection]:
    """A cursor whose temp tables and open transaction are gone afterwards, whatever happened (Ctrl-C included)."""
    import duckdb

    cursor = warehouse.cursor()
    try:
        yield cursor
    except (duckdb.Error, OSError) as error:
        raise disk_trouble(error, warehouse.folder) or error from error
    finally:
        cursor.close()


@contextmanager
def _one_thread(warehouse: Warehouse) -> Iterator[None]:
    """Do the work on one thread: several take more time in all, and whoever reads meanwhile finds the rest free."""
    cursor = warehouse.cursor()
    cursor.execute("SET threads = 1")
    try:
        yield
    finally:
        cursor.execute("RESET threads")
        cursor.close()


def _load_one(
    warehouse: Warehouse,
    cursor: DuckDBPyConnection,
    source: Source,
    terms: LoadTerms,
    now: datetime,
    progress: Progress,
) -> LoadReport:
    number = _source_number(cursor, source.name)
    found = news.find(cursor, source, number, warehouse.folder.parent)
    if not found.pieces:
        return LoadReport(source.name, issues=tuple(found.issues))
    load_number = 1 + _highest_load(cursor)
    folder = warehouse.folder / "landed" / quote(source.name, safe=" ")
    _sweep(cursor, warehouse.folder, folder)
    cursor.execute(ASIDE)
    _land(cursor, source, found, progress)
    total = len(found.pieces)
    progress(f"{source.name}: making facts", total, total)
    history = Landed(warehouse.folder, _landed_before(cursor, number, load_number), number)
    living = terms.agents
    path = _keep_landed(warehouse, cursor, folder / f"{load_number}.parquet", source, history, living)
    staged = source.stage(cursor, history)
    later.rename_staged(cursor, living)
    progress(f"{source.name}: storing", total, total)
    cursor.begin()
    cursor.execute(
        "INSERT INTO source SELECT ?, ? WHERE ? NOT IN (SELECT source FROM source)", [number, source.name, number]
    )
    storing = store.store(cursor, source=number, load=load_number, zone=terms.calendar.zone, currency=terms.currency,
                          recomputes_agents=source.recomputes_agents)
    _mark_fills(cursor, number, staged, storing.kinds)
    store.derive(storing, "SELECT * FROM moved_fill")
    rows_read, aside = (_count(cursor, t) if columns_of(cursor, t) else 0 for t in ("landed", "aside"))
    _write_books(cursor, storing, staged, path, utc(now), rows_read, aside)
    news.remember(cursor, number, found, load_number)
    cursor.commit()
    return LoadReport(
        source.name,
        files=len(found.pieces),
        rows_read=rows_read,
        rows_left_out=staged.left_out,
        rows_set_aside=aside,
        facts=storing.added,
        replaced=storing.replaced,
        issues=tuple(found.issues),
    )


def _land(cursor: DuckDBPyConnection, source: Source, found: news.News, progress: Progress) -> None:
    for done, piece in enumerate(found.pieces):
        progress(f"{source.name}: reading {piece.slice.path.name}", done, len(found.pieces))
        source.land(cursor, piece.slice)


def _highest_load(cursor: DuckDBPyConnection) -> int:
    row = cursor.execute("SELECT coalesce(max(load), 0) FROM load").fetchone()
    return int(row[0]) if row else 0


def _count(cursor: DuckDBPyConnection, table: str) -> int:
    row = cursor.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _source_number(cursor: DuckDBPyConnection, name: str) -> int:
    """The source's key; the next free one for a source not met before (written only with its first load)."""
    row = cursor.execute(
        "SELECT coalesce((SELECT source FROM source WHERE name = ?), (SELECT coalesce(max(source), 0) + 1 FROM "
        "source))",
        [name],
    ).fetchone()
    return int(row[0]) if row else 1


def _landed_before(cursor: DuckDBPyConnection, source: int, load: int) -> list[tuple[int, str]]:
    return cursor.execute(
        "SELECT load, landed FROM load WHERE source = ? AND load < ? AND landed IS NOT NULL ORDER BY load",
        [source, load],
    ).fetchall()


def _sweep(cursor: DuckDBPyConnection, root: Path, folder: Path) -> None:
    """Remove landed files of loads that were never committed."""
    known = {str(path) for (path,) in cursor.execute("SELECT landed FROM load WHERE landed IS NOT NULL").fetchall()}
    for path in folder.glob("*.parquet*") if folder.is_dir() else ():
        if path.relative_to(root).as_posix() not in known:
            path.unlink()


def _keep_landed(
    warehouse: Warehouse, cursor: DuckDBPyConnection, path: Path, source: Source, history: Landed,
    living: Sequence[str],
) -> str | None:
    """Write the landed rows as they are, but for who was forgotten; the file has its name only once it is whole.

    Gives its path.
    """
    if not columns_of(cursor, "landed"):
        return None
    unfinished = path.with_name(path.name + ".part")
    write(cursor, "landed", unfinished)
    later.cover_landed(warehouse, cursor, unfinished, source, history, living)
    unfinished.replace(path)
    return path.relative_to(warehouse.folder).as_posix()


def _mark_fills(cursor: DuckDBPyConnection, source: int, staged: Staged, kinds: tuple[str, ...]) -> None:
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
        brought = " UNION ALL ".join(
            f"SELECT '{kind}' WHERE EXISTS (FROM {kind} WHERE source = {source})" for kind in FACTS
        )
        cursor.execute(f"INSERT INTO fill BY NAME FROM covered WHERE source = ? AND kind IN ({brought})", [source])
    cursor.execute(
        "CREATE TEMP TABLE moved_fill AS SELECT f.source, o.until_at AS was, f.until_at AS until FROM fill f "
        "LEFT JOIN old_fill o USING (source) WHERE f.kind = 'agent_state'"
    )


def _write_books(
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


def restate(warehouse: Warehouse, terms: LoadTerms, *, now: datetime) -> bool:
    """See `Warehouse.restate`."""
    with warehouse.loading, _own_cursor(warehouse) as cursor:
        cursor.begin()
        cursor.execute(ASIDE)
        for word, names in (
            ("agent", [m.agent for m in terms.roster]),
            ("team", [m.team for m in terms.roster]),
            ("queue", [t.queue for t in terms.thresholds if t.queue is not None]),
        ):
            if names:
                new_words(cursor, word, f"SELECT unnest({_list(names)}) AS name")
        changed = restated.note_terms(cursor, terms)
        if "zone" in changed:
            all_there(warehouse, "Days cannot be cut by another zone")
        if not changed:
            cursor.rollback()
            return False
        done = restated.restate(cursor, terms, changed)
        if done:
            cursor.execute(
                "INSERT INTO load SELECT coalesce(max(load), 0) + 1, NULL, 'restate', ?, 0, 0, 0, NULL FROM load",
                [utc(now)],
            )
        cursor.commit()
        return done


def all_there(warehouse: Warehouse, what: str) -> None:
    """Raise Trouble `detail-deleted` where facts went when their time was over: all would be counted from the rest."""
    gone = frozen(warehouse.cursor())
    if gone:
        first = min(day for day, _ in gone.values())
        raise Trouble(Issue(
            "detail-deleted", str(warehouse.folder), f"{what}: single facts before {first} were deleted.",
            "Leave it as it is, or load everything anew into an empty data folder."))


def _list(names: Sequence[str]) -> str:
    quoted = ("'" + name.replace("'", "''") + "'" for name in dict.fromkeys(names))
    return f"[{', '.join(quoted)}]"


def rebuild(warehouse: Warehouse, sources: Sequence[Source], terms: LoadTerms, *, now: datetime) -> None:
    """See `Warehouse.rebuild`. Contacts and words keep their numbers, the books stay as they are."""
    all_there(warehouse, "The facts cannot be made again")
    restate(warehouse, terms, now=now)
    with warehouse.loading, _own_cursor(warehouse) as cursor:
        by_name = {source.name: source for source in sources}
        cursor.execute("CREATE TEMP TABLE kept_ids AS SELECT DISTINCT source, key, contact FROM contact")
        loads = cursor.execute(
            "SELECT load, source, name, landed FROM load JOIN source USING (source) WHERE kind = 'load' ORDER BY load"
        ).fetchall()
        cursor.begin()
        for kind in FACTS:
            cursor.execute(f"DELETE FROM {kind}")
        cursor.execute("DELETE FROM set_aside WHERE issue = 'no-rate'")
        for number, key, name, landed in loads:
            restated.clear(cursor)
            cursor.execute(ASIDE)
            if landed is not None:
                path = str(warehouse.folder / landed).replace("'", "''")
                cursor.execute(f"CREATE TEMP TABLE landed AS SELECT * FROM read_parquet('{path}')")
            source = by_name[name]
            source.stage(cursor, Landed(warehouse.folder, _landed_before(cursor, key, number), key))
            later.rename_staged(cursor, terms.agents)
            store.store(
                cursor,
                source=key,
                load=number,
                zone=terms.calendar.zone,
                currency=terms.currency,
                recomputes_agents=source.recomputes_agents,
            )
            cursor.execute(f"INSERT INTO set_aside SELECT {number}, {key}, * FROM aside WHERE issue = 'no-rate'")
        restated.clear(cursor)
        restated.derive_all(Storing(cursor, 0, 0, terms.calendar.zone, terms.currency))
        cursor.commit()
