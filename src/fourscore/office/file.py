"""This file is about the office's database: opening, bringing it forward, backing it up; SQLite or PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from fourscore.office.people import Change, TypedAgent, TypedTeam
from fourscore.terms import Issue, Mask, Trouble

if TYPE_CHECKING:
    from fourscore.office.access.tokens import Token
    from fourscore.office.closing import Closed, Number
    from fourscore.office.entries import Entered
    from fourscore.office.people import AgentRow, Stay

BUSY_SECONDS = 10
PATIENCE = 5
# Two programs that open a PostgreSQL office at once bring it forward one after the other; any number that is ours.
FORWARD_LOCK = 4_804_004


class Office:
    """What people type and may correct; any thread may ask. `url` is the database address it was opened with."""

    def __init__(self, url: str, engine: Engine) -> None:
        self.url, self.engine = url, engine

    @classmethod
    def open(cls, url: str, *, backups: Path, now: datetime) -> Office:
        """Open the database, made where there is none, and bring it forward; SQLite is copied to `backups` first.

        Raises Trouble: `postgresql-driver-missing`, `bad-office-url`, `office-unreachable`, `office-broken`,
        `office-newer`.
        """
        from fourscore.office.forward import bring_forward

        engine = engine_of(url)
        office = cls(url, engine)
        try:
            with in_words(office):
                bring_forward(office, backups=backups, now=now)
        except BaseException:
            engine.dispose()
            raise
        return office

    def close(self) -> None:
        self.engine.dispose()

    @property
    def shown(self) -> str:
        """The address without its password."""
        return make_url(self.url).render_as_string(hide_password=True)

    @property
    def place(self) -> str:
        """Where the database is, for people: the path of its file, or its name and its server's."""
        url = make_url(self.url)
        if url.get_backend_name() == "sqlite":
            return url.database or ""
        return f"{url.database} on {url.host or 'this computer'}" + (f", port {url.port}" if url.port else "")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and changes nothing."""
        with in_words(self), Session(self.engine.execution_options(reading=True)) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is kept whole or not at all.

        Raises Trouble `changed-meanwhile` when a row it changes was changed by somebody else since it was read.
        """
        with in_words(self), Session(self.engine) as session, session.begin():
            yield session

    def back_up(self, to: Path) -> Path:
        """Copy all, as of one moment, into a SQLite file at `to`; from PostgreSQL too. Raises `backup-failed`."""
        from fourscore.office.backup import copy_file, copy_rows

        to.parent.mkdir(parents=True, exist_ok=True)
        half = to.with_name(f"{to.name}.part")
        half.unlink(missing_ok=True)
        try:
            (copy_file if self.engine.dialect.name == "sqlite" else copy_rows)(self.engine, half)
            half.replace(to)
        except (sqlite3.OperationalError, OSError) as wrong:
            raise Trouble(
                Issue(
                    "backup-failed",
                    str(to),
                    f"The office could not be copied: {wrong}.",
                    "Make room on that disk, or check that you may write there.",
                )
            ) from None
        finally:
            half.unlink(missing_ok=True)
        return to

    def bring_in(
        self, teams: Sequence[TypedTeam], agents: Sequence[TypedAgent], *, who: str, now: datetime, today: date
    ) -> list[Change]:
        """Make people and teams what the text says, keeping what was; every change made, none where nothing changed.

        `today` is the local day on which whoever is no longer in the text counts as gone.
        """
        from fourscore.office.people import bring_in

        for left in reversed(range(PATIENCE)):
            try:
                with self.writing() as session:
                    return bring_in(session, teams, agents, who=who, now=now, today=today)
            except (Trouble, IntegrityError) as wrong:
                # Two programs handed the same text in at once: the second looks again at what the first made of it.
                overtaken = isinstance(wrong, IntegrityError) or wrong.issues[0].name == "changed-meanwhile"
                if not (left and overtaken):
                    raise
        return []

    def roster(self) -> list[Stay]:
        """Who was in which team on which days, as held now, by agent and day."""
        from fourscore.office.roster import roster

        with self.reading() as session:
            return roster(session)

    def agents(self) -> list[str]:
        """The agents' names, leavers and those gone included."""
        from fourscore.office.roster import agents

        with self.reading() as session:
            return [row.name for row in agents(session)]

    def people(self) -> list[AgentRow]:
        """The agents with their further names and days."""
        from fourscore.office.roster import agents

        with self.reading() as session:
            return agents(session)

    def teams(self) -> list[str]:
        """The teams' names."""
        from fourscore.office.roster import teams

        with self.reading() as session:
            return teams(session)

    def names_of(self, name: str) -> list[str]:
        """Every name of the agent who goes, or went, by this one: their own first; none where there is no such agent.

        A further name that was withdrawn is still theirs while nobody else has it.
        """
        from fourscore.office.roster import names_of

        with self.reading() as session:
            return names_of(session, name)

    def close_month(self, month: str, by: str, numbers: Sequence[Number], *, load: int, now: datetime) -> None:
        """Sign a month off with these numbers. Raises Trouble `already-closed`."""
        from fourscore.office.closing import close

        with self.writing() as session:
            close(session, month, by, numbers, load, now)

    def reopen_month(self, month: str, by: str, *, now: datetime) -> None:
        """Take the signature back; that it was there stays on record. Raises Trouble `not-closed`."""
        from fourscore.office.closing import reopen

        with self.writing() as session:
            reopen(session, month, by, now)

    def closings(self) -> list[Closed]:
        """Every signing off of every month, by month and time, those taken back included."""
        from fourscore.office.closing import closings

        with self.reading() as session:
            return closings(session)

    def enter(self, said: Entered) -> int:
        """Keep a figure entered by hand, or the withdrawal of one; the number it got. Its own number is not looked at.

        Whatever was said before of the same stays on record.
        """
        from fourscore.office.entries import add

        with self.writing() as session:
            return add(session, said)

    def entries(self) -> list[Entered]:
        """Everything ever entered by hand, in the order it was said."""
        from fourscore.office.entries import entries

        with self.reading() as session:
            return entries(session)

    def signers(self) -> list[str]:
        """Who entered figures, or closed or reopened months; they need not be agents."""
        from fourscore.office.entries import signers

        with self.reading() as session:
            return signers(session)

    def add_token(self, name: str, source: str, *, now: datetime) -> str:
        """Make a token for one source and give it, for the only time. Raises Trouble `token-twice`."""
        from fourscore.office.access.tokens import make

        with self.writing() as session:
            return make(session, name, source, now)

    def revoke_token(self, name: str, *, now: datetime) -> None:
        """From now on it lets nobody in. Raises Trouble `unknown-token`."""
        from fourscore.office.access.tokens import revoke

        with self.writing() as session:
            revoke(session, name, now)

    def tokens(self) -> list[Token]:
        """All there ever were, by source and when they were made; never the tokens themselves."""
        from fourscore.office.access.tokens import every

        with self.reading() as session:
            return every(session)

    def lets_in(self, source: str, token: str) -> str | None:
        """The name of that token if it may push to this source."""
        from fourscore.office.access.tokens import lets_in

        with self.reading() as session:
            return lets_in(session, source, token)

    def names(self) -> list[str]:
        """Every name an agent goes by, further names included."""
        return sorted({name for row in self.people() for name in (row.name, *row.names)})

    def changes(self, name: str | None = None) -> list[Change]:
        """What was changed, oldest first; of everything, or of one person or team."""
        from fourscore.office.roster import changes

        with self.reading() as session:
            return changes(session, name)

    def naming(self, mask: Mask) -> dict[str, int]:
        """Rows that name a person, by column, noughts included."""
        from fourscore.office.forgotten import counts

        with self.reading() as session:
            return counts(session.connection(), mask)

    def forget(self, mask: Mask, kind: str, alias: str, *, now: datetime) -> None:
        """Write the aliases in place of a person's names, in one transaction, and keep none of the old bytes.

        The audit tells when `alias`, a `kind` of person, was forgotten.
        """
        from fourscore.office.forgotten import cover, scrub

        with self.writing() as session:
            cover(session, mask, kind, alias, now)
        with in_words(self):
            scrub(self.engine)


def engine_of(url: str) -> Engine:
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            address,
            connect_args={"timeout": BUSY_SECONDS}
            if address.get_backend_name() == "sqlite"
            else {"connect_timeout": BUSY_SECONDS},
        )
    except ModuleNotFoundError:
        raise Trouble(
            Issue(
                "postgresql-driver-missing",
                "centre.yaml",
                "The office is on PostgreSQL, but its driver psycopg is not installed.",
                "Install it with: pip install 'fourscore[postgresql]'",
            )
        ) from None
    except (ArgumentError, OSError) as wrong:
        raise Trouble(
            Issue(
                "bad-office-url",
                "centre.yaml",
                f"The office's address cannot be used: {wrong}.",
                "Write  sqlite:///data/office.db  or  postgresql+psycopg://user@host/database",
            )
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    """SQLite's own defaults would accept a membership of nobody, and let writers starve readers."""
    connection.isolation_level = None  # the driver must not begin transactions by itself: `_begin_sqlite` does
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Who will write waits for the lock at once; else two that read first could each block the other's write."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def in_words(office: Office) -> Iterator[None]:
    """The database's own troubles, as issues."""
    try:
        yield
    except StaleDataError:
        what, remedy = (
            "Somebody else changed this while you did.",
            "Look at what it says now, then make your change again.",
        )
        raise Trouble(Issue("changed-meanwhile", office.shown, what, remedy)) from None
    except DatabaseError as wrong:
        said = str(wrong.orig).strip().splitlines()[0] if wrong.orig and str(wrong.orig).strip() else "no answer"
        issue = _issue(office.shown, said)
        if issue is None and (isinstance(wrong, OperationalError) or "permission denied" in said):
            issue = Issue(
                "office-unreachable",
                office.shown,
                f"The office's database cannot be used: {said}.",
                "Check the address in centre.yaml, that the database runs, and that you may write to it.",
            )
        if issue is None:
            raise
        raise Trouble(issue) from None


def _issue(where: str, said: str) -> Issue | None:
    """What the database said, where it has a remedy of its own."""
    if "locked" in said:
        what = f"The office has been written to by another program for more than {BUSY_SECONDS} s."
        return Issue("office-busy", where, what, "Wait for the other program to finish, then try again.")
    if "disk is full" in said or "No space left" in said:
        what = "The disk is full; nothing of this change was kept, and what was there before is intact."
        return Issue("disk-full", where, what, "Make room on that disk, then try again.")
    if "not a database" in said or "malformed" in said:
        what = "The office's file is damaged, or is no office at all."
        return Issue("office-broken", where, what, "Put the newest copy from data/backups in its place.")
    return None


def lock_forward(connection: Connection) -> None:
    """Wait until no other program is bringing this database forward; SQLite's BEGIN IMMEDIATE has done so already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": FORWARD_LOCK})
