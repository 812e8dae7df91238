"""This file is about the warehouse's file: opening it, who holds it, its schema, and reading it beside a load."""

from __future__ import annotations

import re
import threading
import weakref
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.terms import Calendar, Days, Issue, Mask, Trouble
from fourscore.warehouse.agreed import Fill, LoadReport, LoadTerms, Progress
from fourscore.warehouse.cubes import rolled
from fourscore.warehouse.facts import FLOW, MAYBE, SCHEMA, SEGMENT, TOLD
from fourscore.warehouse.news import Lately
from fourscore.warehouse.sources import Secret, no_secret
from fourscore.warehouse.storing.ledger import tables
from fourscore.warehouse.storing.packing import create
from fourscore.warehouse.storing.whole import WholeLoads

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.derived.as_known import AsKnown, Load
    from fourscore.warehouse.doubts.finding import Finding, Known
    from fourscore.warehouse.keep.ageing import Aged
    from fourscore.warehouse.keep.held import Held
    from fourscore.warehouse.keep.touched import Touch
    from fourscore.warehouse.sources import Source
    from fourscore.warehouse.storing.staff import Colleague
    from fourscore.warehouse.trust import Health

# Statements that bring a file from schema number n to n + 1, under n.
MIGRATIONS: dict[int, tuple[str, ...]] = {
    # Rows are compared themselves, no longer their fingerprints; words of which there are few are kept as numbers; a
    # kind of fact that a source never brought has no fill mark.
    1: (
        "INSERT INTO covered FROM fill",
        *(
            statement
            for kind in ("contact", "visit", "segment", "agent_state", "sale", "survey", "evaluation", "coaching",
                         "cost", "schedule")
            for statement in (
                f"ALTER TABLE {kind} DROP COLUMN print",
                f"DELETE FROM fill WHERE kind = '{kind}' AND source NOT IN (SELECT source FROM {kind})",
            )
        ),
        f"ALTER TABLE segment ALTER kind TYPE {SEGMENT}",
        f"ALTER TABLE piece ALTER kind TYPE {SEGMENT}",
        f"ALTER TABLE visit ALTER flow TYPE {FLOW}",
    ),
    # More is told of contacts, offers, answers, reviews and coaching; other new kinds of fact are tables of their own.
    2: (
        *(f"ALTER TABLE contact ADD COLUMN {name} {kind}" for name, kind in TOLD.items()),
        "ALTER TABLE segment ADD COLUMN cancelled UTINYINT DEFAULT 0",
        "ALTER TABLE segment ALTER cancelled DROP DEFAULT",
        "ALTER TABLE agent_state ADD COLUMN known_as INTEGER",
        "ALTER TABLE survey ADD COLUMN question VARCHAR DEFAULT 'csat'",
        "ALTER TABLE survey ALTER question DROP DEFAULT",
        f"ALTER TABLE evaluation ADD COLUMN auto_fail {MAYBE}",
        "ALTER TABLE coaching ADD COLUMN actions_agreed INTEGER",
        "ALTER TABLE coaching ADD COLUMN actions_done INTEGER",
    ),
    # Every load keeps its fill marks; how far earlier ones reached is known of the last only.
    3: (
        "INSERT INTO mark SELECT (SELECT max(load) FROM load), source, kind, first_at, until_at FROM fill",
        "INSERT INTO setting SELECT 'marks_from', CAST(max(load) AS VARCHAR) FROM load HAVING count(*) > 0",
    ),
    # A person's day has one cell, whichever queues it was spent in.
    4: (rolled("cube_agent", "cube_agent"),),
    # Half hours of calls alone, without a log-in or a plan, tell no time.
    5: ("DELETE FROM agent_time WHERE greatest(staffed_s, paused_s, scheduled_s) = 0",),
    # What a source never said yes to, it was never asked: that is no "no".
    6: ("ALTER TABLE segment ALTER cancelled TYPE TINYINT",
        "UPDATE segment SET cancelled = NULL WHERE source NOT IN "
        "(SELECT source FROM segment WHERE cancelled = 1 OR kind = 'alert' AND answered = 0)", *(
        statement
        for kind, names in (("contact", ("connected", "right_party", "eligible", "offer_made", "completed")),
                            ("coaching", ("attended",)), ("absence", ("planned",)))
        for name in names
        for statement in (
            f"ALTER TABLE {kind} ALTER {name} TYPE {MAYBE}",
            f"UPDATE {kind} SET {name} = NULL WHERE source NOT IN (SELECT source FROM {kind} WHERE {name} = 1)",
        ))),
}


class Warehouse:
    """What happened, in one file that one process holds; threads of that process read it while a load runs."""

    def __init__(self, folder: Path, connection: DuckDBPyConnection) -> None:
        self.folder = folder
        self.loading, self._gate = threading.Lock(), threading.Lock()
        self.lately = Lately()
        self._connection = connection
        self.stored = 0  # transactions that changed facts since it was opened, each counted once it is kept
        self.whole_loads = WholeLoads()
        self._cursors: weakref.WeakSet[DuckDBPyConnection] = weakref.WeakSet()

    @classmethod
    def open(cls, folder: Path) -> Warehouse:
        """Open, or make, `folder/warehouse.duckdb`, and bring an older one forward.

        Raises Trouble: `warehouse-locked` while another process holds it, `warehouse-newer` when a later version of
        the program wrote it, `warehouse-broken` when it is none, `disk-full` when there is no room to make it.
        """
        folder.mkdir(parents=True, exist_ok=True)
        connection = connect(folder / "warehouse.duckdb")
        try:
            _bring_forward(connection, folder)
        except BaseException:
            connection.close()
            raise
        return cls(folder, connection)

    def cursor(self) -> DuckDBPyConnection:
        """A fresh cursor; each thread takes its own, and sees whole loads only."""
        with self._gate:
            cursor = self._connection.cursor()
            self._cursors.add(cursor)
            return cursor

    def write_afresh(self) -> None:
        """Write all that stands into a new file in place of this one, so that no byte of what was erased is left.

        Whoever reads meanwhile is waited for. Raises Trouble `warehouse-in-use` where somebody does not finish.
        """
        from fourscore.warehouse.keep.afresh import copy_to, none_left

        fresh, place = self.folder / "warehouse.duckdb.part", self.folder / "warehouse.duckdb"
        with self.loading:
            copy_to(self._connection, fresh)
            with self._gate:
                none_left(self._cursors, place)
                self._connection.close()
                try:
                    fresh.replace(place)
                finally:
                    self._connection = connect(place)

    def close(self) -> None:
        self._connection.close()

    def extras(self, table: str) -> dict[str, str]:
        """The columns mappings brought to a fact table, with their types: {"x_priority": "VARCHAR"}."""
        return {name: kind for name, kind in columns_of(self.cursor(), table).items() if name.startswith("x_")}

    def fills(self) -> list[Fill]:
        """How far each kind of fact from each source is complete."""
        rows = (
            self.cursor()
            .execute("SELECT name, kind, first_at, until_at FROM fill JOIN source USING (source) ORDER BY ALL")
            .fetchall()
        )
        return [
            Fill(name, kind, first.replace(tzinfo=UTC), until.replace(tzinfo=UTC)) for name, kind, first, until in rows
        ]

    def load(
        self, sources: Sequence[Source], terms: LoadTerms, *, now: datetime, progress: Progress,
        secret: Secret = no_secret, growing: Collection[str] = (),
    ) -> list[LoadReport]:
        """Load what is new in every source, each in one transaction. `now` is aware; it dates the load.

        `secret` gives the value kept under a name outside the centre's folder, to sources that need a password.
        `growing` names sources whose files are only ever added to: one that begins anew was rotated, not corrected.

        A source in trouble is reported and leaves no trace; the others are loaded. Raises Trouble `disk-full`.
        """
        from fourscore.warehouse.load import World, load

        return load(self, sources, terms, World(now, progress, secret, growing))

    def restate(self, terms: LoadTerms, *, now: datetime) -> bool:
        """Put changed thresholds, roster, zone and rates onto the facts; False where nothing had changed."""
        from fourscore.warehouse.load import restate

        return restate(self, terms, now=now)

    def rebuild(self, sources: Sequence[Source], terms: LoadTerms, *, now: datetime) -> None:
        """Make the facts again from the landed rows, and everything derived again from the facts."""
        from fourscore.warehouse.load import rebuild

        rebuild(self, sources, terms, now=now)

    def kinds_of(self, name: str) -> tuple[str, ...]:
        """Whether this names a customer, an agent, both or neither; who was forgotten is known by a print."""
        from fourscore.warehouse.keep.person import kinds_of

        return kinds_of(self, name)

    def names_of(self, names: Sequence[str], kind: str) -> list[str]:
        """These names and every other the same customer is known by; no alias is among them."""
        from fourscore.warehouse.keep.person import names_of

        return names_of(self, names, kind)

    def staff(self) -> list[Colleague]:
        """Everybody the staff lists tell of, with their names and teams."""
        from fourscore.warehouse.storing.staff import staff

        return staff(self.cursor())

    def naming(self, mask: Mask) -> dict[str, int]:
        """Rows that name a person, by place: every text column of every table, every landed file; noughts included."""
        from fourscore.warehouse.keep.person import count

        with self.loading:  # no file is folded meanwhile
            return count(self, mask)

    def held(self, mask: Mask, kind: str) -> dict[str, Held]:
        """Every row that is a person's or names them, by table and landed file; kind: customer or agent."""
        from fourscore.warehouse.keep.held import held

        with self.loading:
            return held(self, mask, kind)

    def forget(
        self, names: Sequence[str], kind: str, sources: Sequence[Source], *, now: datetime
    ) -> Mapping[str, str]:
        """Write an alias in place of each of a person's names; name → alias. Every number stays.

        Cut short, it is completed by doing it again. Free parts of the file hold old bytes until `write_afresh`.
        """
        from fourscore.warehouse.keep.person import forget

        return forget(self, names, kind, sources, now=now)

    def touching(self, days: Days, after: int) -> list[Touch]:
        """Loads after that one which added or replaced facts of those local days, or restated facts in place."""
        from fourscore.warehouse.keep.touched import touching

        return touching(self.cursor(), days, after)

    def last_before(self, moment: datetime) -> Load | None:
        """The last load before an aware moment; None where there was none."""
        from fourscore.warehouse.derived.as_known import last_before

        return last_before(self, moment)

    def as_known(self, load: int) -> AbstractContextManager[AsKnown]:
        """What was known after that load, as a warehouse of its own, for the length of a `with`.

        Raises Trouble `not-known-then` for a load of which it was not kept how far its facts reached.
        """
        from fourscore.warehouse.derived.as_known import as_known

        return as_known(self, load)

    def last_load(self) -> int:
        """The number of the last load; 0 before the first."""
        row = self.cursor().execute("SELECT coalesce(max(load), 0) FROM load").fetchone()
        return int(row[0]) if row else 0

    def count_histograms(self, cells: str, fact: str, days: Days) -> None:
        """Keep the histogram rows of those local days that are not kept yet, unless a load runs or the disk is full.

        cells: a key of `HISTOGRAMS`. fact: a kind of fact that has lengths.
        """
        from fourscore.warehouse.derived.histograms import count

        count(self, cells, fact, days)

    def age(
        self, limits: Mapping[str, date], calendar: Calendar, whole_again: Sequence[str], *, now: datetime,
        dry_run: bool,
    ) -> list[Aged]:
        """Delete single facts before each limit (a word of `AGEING`), or count them; what was counted of them stays.

        whole_again: sources whose landed rows are always read again from the first on, and stay.
        Raises Trouble `warehouse-in-use`, after which only free parts of the file may still hold old bytes.
        """
        from fourscore.warehouse.keep.ageing import age

        return age(self, limits, calendar, whole_again, now=now, dry_run=dry_run)

    def frozen(self) -> dict[str, tuple[date, datetime]]:
        """For each kind of which single facts were deleted: the first local day kept, and its beginning in UTC."""
        from fourscore.warehouse.keep.ageing import frozen

        return frozen(self.cursor())

    def aged(self) -> list[Aged]:
        """The book of what was deleted when."""
        from fourscore.warehouse.keep.ageing import book

        return book(self.cursor())

    def health(self) -> Health:
        """What is loaded, from when to when, what was set aside and why."""
        from fourscore.warehouse.trust import health

        return health(self.cursor(), self.folder.parent)

    def doubts(self, known: Known, *, wanted: str | None = None, limit: int = 20) -> list[Finding]:
        """What in the facts cannot be right or is far from what is usual, held against what is `known`.

        Findings carry their first 20 rows, those of the issue `wanted` up to `limit`.
        """
        from fourscore.warehouse.doubts.look import doubts

        cursor = self.cursor()
        try:
            return doubts(cursor, known, wanted=wanted, limit=limit)
        finally:
            cursor.close()


def columns_of(cursor: DuckDBPyConnection, table: str) -> dict[str, str]:
    """Columns of a table or temp table and their types, in order; empty where there is no such table."""
    import duckdb

    try:
        rows = cursor.execute(f"PRAGMA table_info('{table}')").fetchall()
    except duckdb.CatalogException:
        return {}
    return {name: kind for _, name, kind, *_ in rows}


def connect(path: Path) -> DuckDBPyConnection:
    import duckdb

    try:
        return duckdb.connect(
            str(path),
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                # What is committed is safe in the log beside the file; to fold it into the file costs as much as a
                # small load, so it is done once for several.
                "checkpoint_threshold": "64MB",
            },
        )
    except duckdb.Error as error:
        text = str(error)
        if "could not set lock" not in text.lower() and "being used by another process" not in text:
            raise disk_trouble(error, path.parent) or _broken(path) from None
        holder = re.search(r"PID (\d+)", text)
        who = f"process {holder[1]}" if holder else "another process"
        raise Trouble(Issue(
            "warehouse-locked", str(path), f"The warehouse is held by {who}; only one process can open it at a time.",
            "Ask that process (a running `fourscore serve` carries out every verb), or end it and try again.",
        )) from None


def _broken(path: Path) -> Trouble:
    return Trouble(Issue(
        "warehouse-broken", str(path), "The warehouse's file is damaged, or is no warehouse.",
        f"Put a copy in its place. Without a copy, move the folder {path.parent} away (keep it: it holds the "
        "landed rows) and run `fourscore load`, which reads the sources' files again.",
    ))


def disk_trouble(error: BaseException, folder: Path) -> Trouble | None:
    """The Trouble to raise when `error` says that the disk is full; None when it says something else."""
    full = ("no space left", "not enough space", "disk full", "disk quota", "no more space", "failed to offload")
    text = str(error).lower()
    if not any(words in text for words in full):
        return None
    return Trouble(Issue(
        "disk-full", str(folder), "The disk is full; nothing of this load was kept and all earlier facts are intact.",
        f"Make room on the disk that holds {folder}, then load again.",
    ))


def _bring_forward(connection: DuckDBPyConnection, folder: Path) -> None:
    from fourscore.warehouse.cubes import tables as cubes

    connection.begin()
    there = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for name, columns in {**tables(), **cubes()}.items():
        if name not in there:
            connection.execute(create(name, columns))
    found = connection.execute("SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'schema'").fetchone()
    number = found[0] if found else SCHEMA
    if number > SCHEMA:
        raise Trouble(
            Issue(
                "warehouse-newer",
                str(folder),
                f"The warehouse has schema {number}; this program knows up to {SCHEMA}.",
                "Use the version of fourscore that wrote it, or a later one.",
            )
        )
    for step in range(number, SCHEMA):
        for statement in MIGRATIONS[step]:
            connection.execute(statement)
    connection.execute("DELETE FROM setting WHERE name = 'schema'")
    connection.execute("INSERT INTO setting VALUES ('schema', ?)", [str(SCHEMA)])
    connection.commit()


def utc(at: datetime) -> datetime:
    """An aware moment as the naive UTC the tables hold."""
    return at.astimezone(UTC).replace(tzinfo=None)
