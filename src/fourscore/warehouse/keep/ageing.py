"""This file is about how long facts are kept: single facts go after their time, what was counted of them stays.

Cells of the cubes, histogram rows, agents' half hours and roster days are kept for ever. What is dated before the
first day kept is *frozen*: a row that comes late, or again, is left out, so that no cell is made again from the few
facts still there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Calendar, Issue, Trouble, said
from fourscore.warehouse.derived import histograms
from fourscore.warehouse.facts import DATED, FACTS
from fourscore.warehouse.storing.packs import thin

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.file import Warehouse

CONTACTS = ("contact", "visit", "segment")
# Intervals told are sums already, and nothing is left of them in the cubes: they are kept for ever, like the cubes.
OTHERS = tuple(kind for kind in FACTS if kind not in (*CONTACTS, "interval"))
# What a time can be set for. Contacts, their stays and their segments go together: one cell is counted of all three.
AGEING = ("contacts", *OTHERS, "set_aside", "landed")
WITH_CUSTOMER = ("contact", "visit", "ticket", "subscription")
DAYS_OF = {**DATED, "cost": "first_day", "budget": "first_day"}


class Aged(NamedTuple):
    """What was deleted of one thing: rows dated before `until_day` (local). `at` is aware; none where only counted."""

    what: str
    until_day: date
    rows: int
    at: datetime | None


def kinds_in(what: str) -> tuple[str, ...]:
    """The kinds of fact that go under this word."""
    return CONTACTS if what == "contacts" else (what,) if what in FACTS else ()


def age(
    warehouse: Warehouse, limits: Mapping[str, date], calendar: Calendar, whole_again: Sequence[str], *, now: datetime,
    dry_run: bool,
) -> list[Aged]:
    """Delete what lies before the first day to keep of each thing (a word of `AGEING`), in one transaction.

    What would go is only counted with `dry_run`. A day once passed stays passed, should a limit be set back. Customers
    of whom no fact is left lose their identifiers. whole_again: sources whose landed rows are read again from the
    first on; theirs stay.
    """
    with warehouse.loading:
        done = _aged(warehouse, limits, calendar, whole_again, now=now, dry_run=dry_run)
    if not dry_run and any(one.rows for one in done):
        warehouse.write_afresh()
    return done


def _aged(
    warehouse: Warehouse, limits: Mapping[str, date], calendar: Calendar, whole_again: Sequence[str], *, now: datetime,
    dry_run: bool,
) -> list[Aged]:
    cursor = warehouse.cursor()
    try:
        cursor.begin()
        done = []
        for what in sorted(limits, key=lambda what: (what == "landed", AGEING.index(what))):
            day = limits[what]
            for kind in () if dry_run else kinds_in(what):
                histograms.count_before(cursor, kind, day)
            rows = _landed(cursor, day, calendar, whole_again) if what == "landed" else sum(
                _old(cursor, table, where) for table, where in _wheres(what, day, calendar))
            done.append(Aged(what, day, rows, None if dry_run else now))
            _note(cursor, what, day, rows, calendar, now)
        if dry_run:
            cursor.rollback()
        else:
            cursor.commit()
            warehouse.stored += 1
            _sweep(cursor, warehouse.folder)
        return done
    finally:
        cursor.close()


def _landed(cursor: DuckDBPyConnection, day: date, calendar: Calendar, whole_again: Sequence[str]) -> int:
    """Let go of the rows of loads before that day of which no fact is left; how many files they are.

    Nothing is staged from them again: whatever they could tell is frozen.
    """
    at = calendar.midnight(day).astimezone(UTC).replace(tzinfo=None)
    left = " UNION ".join(f"SELECT loaded_in FROM {kind}" for kind in FACTS)
    rows = cursor.execute(
        'UPDATE load SET landed = NULL WHERE landed IS NOT NULL AND "at" < $at AND source NOT IN (SELECT source FROM '
        f"source WHERE list_contains($whole::VARCHAR[], name)) AND load NOT IN ({left}) RETURNING load",
        {"at": at, "whole": list(whole_again)},
    ).fetchall()
    return len(rows)


def _sweep(cursor: DuckDBPyConnection, folder: Path) -> None:
    """Delete landed files, and rows of packs, of loads that name them no more."""
    named = {str(landed) for (landed,) in cursor.execute("SELECT landed FROM load WHERE landed IS NOT NULL").fetchall()}
    for path in (folder / "landed").rglob("*.parquet*"):
        if path.relative_to(folder).as_posix() not in named:
            path.unlink()
    thin(cursor, folder)


def _wheres(what: str, day: date, calendar: Calendar) -> list[tuple[str, str]]:
    """Tables and which of their rows are old: what began before that day, and no longer lasts on it."""
    at = f"TIMESTAMP '{calendar.midnight(day).astimezone(UTC):%Y-%m-%d %H:%M:%S}'"
    if what == "set_aside":
        return [("set_aside", f'load IN (SELECT load FROM load WHERE "at" < {at}) AND issue <> \'no-rate\'')]
    found = []
    for kind in kinds_in(what):
        where = f"day < DATE '{day}'"
        if kind in ("segment", "agent_state", "schedule", "absence", "system_health"):
            where += f" AND ended_at <= {at}"
        found.append((kind, where))
    if what == "contacts":
        found.append(("piece", f"day < DATE '{day}'"))
    if set(kinds_in(what)) & set(WITH_CUSTOMER):
        left = " UNION ".join(f"SELECT customer FROM {kind} WHERE customer IS NOT NULL" for kind in WITH_CUSTOMER)
        found.append(("customer_identifier", f"customer NOT IN ({left})"))
    return found


def _old(cursor: DuckDBPyConnection, table: str, where: str) -> int:
    row = cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()
    cursor.execute(f"DELETE FROM {table} WHERE {where}")
    return int(row[0]) if row else 0


def _note(cursor: DuckDBPyConnection, what: str, day: date, rows: int, calendar: Calendar, now: datetime) -> None:
    if rows:
        at = now.astimezone(UTC).replace(tzinfo=None)
        cursor.execute("INSERT INTO aged VALUES (?, ?, ?, ?)", [what, day, rows, at])
    first = calendar.midnight(day).astimezone(UTC).replace(tzinfo=None)
    for kind in kinds_in(what):
        row = cursor.execute("SELECT max(first_day) FROM frozen WHERE kind = ?", [kind]).fetchone()
        if row is None or row[0] is None or row[0] < day:
            cursor.execute("DELETE FROM frozen WHERE kind = ?", [kind])
            cursor.execute("INSERT INTO frozen VALUES (?, ?, ?)", [kind, day, first])


def book(cursor: DuckDBPyConnection) -> list[Aged]:
    """What was deleted when, oldest first."""
    rows = cursor.execute('SELECT what, until_day, rows, "at" FROM aged ORDER BY "at", what').fetchall()
    return [Aged(what, day, rows, at.replace(tzinfo=UTC)) for what, day, rows, at in rows]


def frozen(cursor: DuckDBPyConnection) -> dict[str, tuple[date, datetime]]:
    """For each kind of which facts were deleted: the first local day that is whole, and its beginning in naive UTC."""
    return {kind: (day, first) for kind, day, first in cursor.execute("FROM frozen ORDER BY ALL").fetchall()}


def all_there(warehouse: Warehouse, what: str) -> None:
    """Raise Trouble `detail-deleted` where facts went when their time was over: all would be counted from the rest."""
    gone = frozen(warehouse.cursor())
    if gone:
        first = min(day for day, _ in gone.values())
        raise Trouble(Issue(
            "detail-deleted", str(warehouse.folder), said("{what}: single facts before {first} were deleted.",
                                                          what=what, first=first),
            said("Leave it as it is, or load everything anew into an empty data folder.")))


def too_old(kind: str, at: str | None, limits: Mapping[str, tuple[date, datetime]], staged: Sequence[str]) -> str:
    """The condition by which a staged row `s` is dated before what is kept; empty where all is kept.

    A stay or segment goes with its contact, where that is staged too.
    """
    if kind not in limits:
        return ""
    day, first = limits[kind]
    old = f"s.{DAYS_OF[kind]} < DATE '{day}'" if kind in DAYS_OF else f"s.{at} < TIMESTAMP '{first}'"
    if kind in ("visit", "segment") and "contact" in staged:
        old += (" OR s.contact IN (SELECT key FROM staged_contact WHERE "
                f"started_at < TIMESTAMP '{limits['contact'][1]}')")
    return f"coalesce({old}, false)"
