"""This file is about one load: find what is new, land it, stage it, store it in one transaction, report it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse import news, store
from fourscore.warehouse.agreed import LoadReport, LoadTerms, Progress
from fourscore.warehouse.derived import restated
from fourscore.warehouse.facts import FACTS
from fourscore.warehouse.file import Warehouse, columns_of, disk_trouble, utc
from fourscore.warehouse.keep import later
from fourscore.warehouse.keep.ageing import all_there
from fourscore.warehouse.keep.raw import ASIDE, write
from fourscore.warehouse.sources import Fetches, Fetching, Secret, Slice, Source, Staged
from fourscore.warehouse.storing import packs
from fourscore.warehouse.storing.books import mark_fills, write_books
from fourscore.warehouse.storing.packing import empty
from fourscore.warehouse.storing.ready import Storing, new_words
from fourscore.warehouse.storing.staff import hand_on, handed_on

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import FetchedSource, FileSource

NAME_SOURCE = "INSERT INTO source SELECT ?, ? WHERE ? NOT IN (SELECT source FROM source)"


class Landed:
    """What a source landed before one load of it: the `History` handed to its `stage`."""

    def __init__(self, folder: Path, rows: list[tuple[int, str]], source: int) -> None:
        self._folder, self._rows, self._source = folder, rows, source

    def landed(self) -> list[str]:
        return self._from(0)

    def landed_with(self, cursor: DuckDBPyConnection, keys: str) -> list[str]:
        """Files from the first load on that brought any of these contacts; none of them can be in an earlier one."""
        row = cursor.execute(
            f"SELECT min(loaded_in) FROM contact WHERE source = ? AND key IN (SELECT key FROM {keys})", [self._source]
        ).fetchone()
        first = row[0] if row else None
        return [] if first is None else self._from(first)

    def _from(self, first: int) -> list[str]:
        return list(dict.fromkeys(str(self._folder / path) for load, path in self._rows if load >= first))


class World(NamedTuple):
    """What a load is handed of the world around it: the present, who is told of its progress, and secrets by name.

    growing: sources whose files are only ever added to.
    """

    now: datetime
    progress: Progress
    secret: Secret
    growing: Collection[str] = ()


def load(warehouse: Warehouse, sources: Sequence[Source], terms: LoadTerms, world: World) -> list[LoadReport]:
    """See `Warehouse.load`."""
    restate(warehouse, terms, now=world.now)
    kept: tuple[Issue, ...] = ()
    if _renamed(warehouse, sources, terms):
        try:
            rebuild(warehouse, sources, terms, now=world.now)
        except Trouble as trouble:
            if any(issue.name != "detail-deleted" for issue in trouble.issues):
                raise
            kept = trouble.issues  # older facts stay under the names they have; what is new is loaded all the same
    reports: list[LoadReport] = []
    with warehouse.loading, _one_thread(warehouse):
        for done, source in enumerate(sources):
            world.progress(f"{source.name}: looking for what is new", done, len(sources))
            report, more = LoadReport(source.name), True
            while more:
                try:
                    with _own_cursor(warehouse) as cursor:
                        part, more = _load_one(warehouse, cursor, source, terms, world)
                except Trouble as trouble:
                    if any(issue.name == "disk-full" for issue in trouble.issues):
                        raise
                    part, more = LoadReport(source.name, issues=trouble.issues), False
                report = report.with_more(part)
            if report.files and hasattr(source, "waiting"):  # what is handed in comes in many small loads
                packs.fold(warehouse, source.name)
            reports.append(report if reports else report.with_more(LoadReport(source.name, issues=kept)))
    return reports


def _renamed(warehouse: Warehouse, sources: Sequence[Source], terms: LoadTerms) -> bool:
    """Whether what is loaded goes by other names of agents than those agreed on now, and can be made again by them.

    It is made again from the landed rows once every source that was loaded is there; until then it stays as it is.
    """
    cursor = warehouse.cursor()
    known, wanted = dict(cursor.execute("SELECT name, person FROM also_called").fetchall()), dict(terms.names)
    handed = handed_on(cursor) ^ {tuple(one) for one in terms.handed}
    loaded = {name for (name,) in cursor.execute("SELECT name FROM source").fetchall()}
    if (known == wanted and not handed) or not loaded <= {source.name for source in sources}:
        return False
    others = {name for name, _ in known.items() ^ wanted.items()} | {name for name, *_ in handed}
    met = {name for (name,) in cursor.execute("SELECT name FROM agent").fetchall()}
    if others & met:
        return True
    with warehouse.loading:  # no fact goes by them yet: there is nothing to make again
        cursor.begin()
        _call(cursor, terms)
        cursor.commit()
    return False


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


def _aside(cursor: DuckDBPyConnection) -> None:
    cursor.execute(ASIDE)
    empty(cursor, "aside")


def _load_one(
    warehouse: Warehouse, cursor: DuckDBPyConnection, source: Source, terms: LoadTerms, world: World
) -> tuple[LoadReport, bool]:
    """One transaction of one source; and whether it has more to be asked for at once."""
    number = _source_number(cursor, source.name)
    load_number = 1 + _highest_load(cursor)
    history = Landed(warehouse.folder, _landed_before(cursor, number, load_number), number)
    _aside(cursor)
    more = False
    if isinstance(source, Fetches):
        found, more = _fetch(cursor, source, number, history, world)
    else:
        found = news.find(cursor, source, number, warehouse.folder.parent, lately=warehouse.lately, now=world.now,
                          grows=source.name in world.growing)
        _land(cursor, source, found, world.progress)
    if not found.pieces or (isinstance(source, Fetches) and not found.pieces[0].slice.lines):
        _note_mark(cursor, source, number, found)
        return LoadReport(source.name, issues=tuple(found.issues)), more
    total = len(found.pieces)
    world.progress(f"{source.name}: making facts", total, total)
    living = terms.agents
    path = _keep_landed(warehouse, cursor, source, load_number, history, living)
    staged = source.stage(cursor, history)
    later.rename_staged(cursor, living)
    world.progress(f"{source.name}: storing", total, total)
    cursor.begin()
    storing = _store(cursor, source, number, load_number, staged, terms)
    rows_read, aside = (_count(cursor, t) for t in ("landed", "aside"))
    write_books(cursor, storing, staged, path, utc(world.now), rows_read, aside)
    news.remember(cursor, number, found, load_number)
    with warehouse.whole_loads.stored():
        cursor.commit()
        warehouse.stored += 1
    return LoadReport(
        source.name,
        files=total,
        rows_read=rows_read,
        rows_left_out=staged.left_out,
        rows_set_aside=aside,
        facts=storing.added,
        replaced=storing.replaced,
        issues=tuple(found.issues),
    ), more


def _land(cursor: DuckDBPyConnection, source: FileSource, found: news.News, progress: Progress) -> None:
    """Land what is new; a file that is none of the source's kind is left out with its issue, and asked for again.

    Raises its Trouble where there is no other.
    """
    left: dict[str, Trouble] = {}
    for done, piece in enumerate(list(found.pieces)):
        progress(f"{source.name}: reading {piece.slice.path.name}", done, len(found.pieces) + len(left))
        try:
            source.land(cursor, piece.slice)
        except Trouble as trouble:
            left[str(piece.slice.path)] = trouble
            found.pieces.remove(piece)
            for table in ("landed", "aside"):
                if columns_of(cursor, table):
                    cursor.execute(f"DELETE FROM {table} WHERE file = ?", [piece.slice.file])
    found.issues[:] = [issue for issue in found.issues if issue.where not in left]  # what it is says enough of it
    found.issues.extend(issue for trouble in left.values() for issue in trouble.issues)
    if left and not found.pieces:
        raise Trouble(*found.issues)
    if columns_of(cursor, "other_letters"):
        other = {file for (file,) in cursor.execute("SELECT file FROM other_letters").fetchall()}
        found.issues.extend(_other_letters(piece.slice.path) for piece in found.pieces if piece.slice.file in other)


def _other_letters(path: Path) -> Issue:
    return Issue("other-letters", str(path),
                 said("Some of its letters are not written in UTF-8; they were read as those of Windows-1252, and "
                      "everything in it was loaded."),
                 said("Look whether names with such letters are right; if not, save the file as UTF-8 and load again."))


def _store(
    cursor: DuckDBPyConnection, source: Source, number: int, load: int, staged: Staged, terms: LoadTerms
) -> Storing:
    """What was staged, as facts, with all that hangs on them; inside the caller's transaction."""
    cursor.execute(NAME_SOURCE, [number, source.name, number])
    storing = store.store(cursor, source=number, load=load, zone=terms.calendar.zone, currency=terms.currency,
                          recomputes_agents=source.recomputes_agents)
    mark_fills(cursor, number, load, staged, storing.kinds)
    store.derive(storing, "SELECT * FROM moved_fill")
    return storing


def _fetch(
    cursor: DuckDBPyConnection, source: FetchedSource, number: int, history: Landed, world: World
) -> tuple[news.News, bool]:
    """Let the source land what is new; no piece where that is nothing. And whether there is more at once."""
    before = news.fetched(cursor, source.name, number)
    asked = Fetching(before.file, before.lines + 1, before.print or None, history, world.secret, world.now,
                     lambda what: world.progress(f"{source.name}: {what}", 0, 0))
    found = source.fetch(cursor, asked)
    lines = _count(cursor, "landed") + _count(cursor, "aside")
    known = before._replace(print=found.mark, lines=before.lines + lines)
    # Its earlier rows still stand: it is read on, as a file is that grew.
    start = 0 if before.lines == 0 else 1
    piece = news.Piece(Slice(before.file, Path(source.name), start, start, asked.first_line, lines), known)
    return news.News([piece] if lines or known != before else [], list(found.issues), []), found.more


def _note_mark(cursor: DuckDBPyConnection, source: Source, number: int, found: news.News) -> None:
    """Remember how far a source has read where there was nothing to load, so that it goes on from there."""
    if found.pieces:
        cursor.begin()
        cursor.execute(NAME_SOURCE, [number, source.name, number])
        news.remember(cursor, number, found, _highest_load(cursor))
        cursor.commit()


def _highest_load(cursor: DuckDBPyConnection) -> int:
    row = cursor.execute("SELECT coalesce(max(load), 0) FROM load").fetchone()
    return int(row[0]) if row else 0


def _count(cursor: DuckDBPyConnection, table: str) -> int:
    """How many rows a temp table has; 0 where it was not made."""
    if not columns_of(cursor, table):
        return 0
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
    warehouse: Warehouse, cursor: DuckDBPyConnection, source: Source, load: int, history: Landed, living: Sequence[str]
) -> str | None:
    """Write the landed rows as they are, but for who was forgotten; the file has its name only once it is whole.

    Gives its path.
    """
    path = warehouse.folder / "landed" / quote(source.name, safe=" ") / f"{load}.parquet"
    _sweep(cursor, warehouse.folder, path.parent)
    if not columns_of(cursor, "landed"):
        return None
    unfinished = path.with_name(path.name + ".part")
    write(cursor, "landed", unfinished)
    later.cover_landed(warehouse, cursor, unfinished, source, history, living)
    unfinished.replace(path)
    return path.relative_to(warehouse.folder).as_posix()


def restate(warehouse: Warehouse, terms: LoadTerms, *, now: datetime) -> bool:
    """See `Warehouse.restate`."""
    with warehouse.loading, _own_cursor(warehouse) as cursor:
        cursor.begin()
        _aside(cursor)
        for word, names in (
            ("agent", [m.agent for m in terms.roster]),
            ("team", [m.team for m in terms.roster]),
            ("queue", [t.queue for t in terms.thresholds if t.queue is not None]),
        ):
            known = {name for (name,) in cursor.execute(f"SELECT name FROM {word}").fetchall()} if names else set()
            if unknown := [name for name in names if name not in known]:
                new_words(cursor, word, f"SELECT unnest({_list(unknown)}) AS name")
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
        warehouse.stored += 1
        return done


def _list(names: Sequence[str]) -> str:
    quoted = ("'" + name.replace("'", "''") + "'" for name in dict.fromkeys(names))
    return f"[{', '.join(quoted)}]"


def _call(cursor: DuckDBPyConnection, terms: LoadTerms) -> None:
    """Write down which names are whose, and when."""
    names = terms.names
    hand_on(cursor, terms.handed, terms.calendar)
    cursor.execute("DELETE FROM also_called")
    if names:
        cursor.execute("INSERT INTO also_called SELECT unnest(?), unnest(?)", [list(names), list(names.values())])
        new_words(cursor, "agent", "SELECT person AS name FROM also_called")


def rebuild(warehouse: Warehouse, sources: Sequence[Source], terms: LoadTerms, *, now: datetime) -> None:
    """See `Warehouse.rebuild`. Contacts and words keep their numbers, the books stay as they are."""
    all_there(warehouse, "The facts cannot be made again")
    restate(warehouse, terms, now=now)
    with warehouse.loading, _own_cursor(warehouse) as cursor, packs.one_by_one(cursor, warehouse.folder) as alone:
        by_name = {source.name: source for source in sources}
        cursor.execute("CREATE TEMP TABLE kept_ids AS SELECT DISTINCT source, key, contact FROM contact")
        loads = cursor.execute(
            "SELECT load, source, name, landed FROM load JOIN source USING (source) WHERE kind = 'load' ORDER BY load"
        ).fetchall()
        cursor.begin()
        _call(cursor, terms)
        for kind in FACTS:
            empty(cursor, kind)
        cursor.execute("DELETE FROM set_aside WHERE issue = 'no-rate'")
        for number, key, name, landed in loads:
            restated.clear(cursor)
            _aside(cursor)
            if landed is not None:
                path = str(alone.file(key, number, landed)).replace("'", "''")
                cursor.execute(f"CREATE TEMP TABLE landed AS SELECT * FROM read_parquet('{path}')")
            source = by_name[name]
            before = alone.before(key, _landed_before(cursor, key, number))
            source.stage(cursor, Landed(warehouse.folder, before, key))
            later.rename_staged(cursor, terms.agents)
            store.store(cursor, source=key, load=number, zone=terms.calendar.zone, currency=terms.currency,
                        recomputes_agents=source.recomputes_agents)
            cursor.execute(f"INSERT INTO set_aside SELECT {number}, {key}, * FROM aside WHERE issue = 'no-rate'")
        restated.clear(cursor)
        restated.derive_all(Storing(cursor, 0, 0, terms.calendar.zone, terms.currency))
        cursor.commit()
        warehouse.stored += 1
