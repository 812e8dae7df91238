"""This file is about staff lists: the teams and names a source tells of people, and log-ins handed from one to another.

A source that knows people makes temp tables `told_stay(agent, team, first_day, until_day)` and `told_name(agent, name,
first_day, until_day)` with every load: all it knows, under the name each is shown by; a row of told_name without a name
says that somebody is there. They take the place of what the source told before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date
from typing import TYPE_CHECKING, NamedTuple

from fourscore.warehouse.facts import DATED

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.terms import Calendar
    from fourscore.warehouse.agreed import Handed

TOLD = {"told_stay": "staff_stay", "told_name": "staff_name"}


class StaffStay(NamedTuple):
    """In a team on the local days [first_day, until_day); open where there is none."""

    team: str
    first_day: date
    until_day: date | None


class StaffName(NamedTuple):
    """A further name of somebody on the local days [first_day, until_day); of all days where there are none."""

    name: str
    first_day: date | None
    until_day: date | None


class Colleague(NamedTuple):
    """Somebody on a staff list, as the source of that name tells it."""

    source: str
    name: str
    names: tuple[StaffName, ...]
    stays: tuple[StaffStay, ...]


def keep(cursor: DuckDBPyConnection, source: int) -> None:
    """Write what was told into the books, inside the caller's transaction, in place of what stood there."""
    there = {name for (name,) in cursor.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()}
    for told, book in TOLD.items():
        if told in there:
            cursor.execute(f"DELETE FROM {book} WHERE source = {source}")
            cursor.execute(
                f"INSERT INTO {book} BY NAME SELECT {source} AS source, * RENAME (agent AS person) FROM {told}")


def staff(cursor: DuckDBPyConnection) -> list[Colleague]:
    """Everybody the staff lists tell of, by source and name."""
    names: dict[tuple[str, str], list[StaffName]] = {}
    for source, person, name, first, until in cursor.execute(
        "SELECT s.name, f.person, f.name, first_day, until_day FROM staff_name f JOIN source s USING (source) "
        "ORDER BY ALL"
    ).fetchall():
        there = names.setdefault((source, person), [])
        if name is not None and name != person:
            there.append(StaffName(name, first, until))
    stays: dict[tuple[str, str], list[StaffStay]] = {}
    for source, person, *stay in cursor.execute(
        "SELECT s.name, person, team, first_day, until_day FROM staff_stay JOIN source s USING (source) "
        "ORDER BY 1, 2, 4, 5, 3"
    ).fetchall():
        stays.setdefault((source, person), []).append(StaffStay(*stay))
    return [Colleague(*who, tuple(said), tuple(stays.get(who, ()))) for who, said in names.items()]


class SkillHeld(NamedTuple):
    """A skill somebody holds on the local days [first_day, until_day); open where there is none."""

    agent: str
    skill: str
    first_day: date
    until_day: date | None


def skills_held(cursor: DuckDBPyConnection) -> list[SkillHeld]:
    """Every skill anybody holds or held, as it was loaded."""
    return [SkillHeld(*row) for row in cursor.execute(
        "SELECT a.name, k.skill, k.from_day, k.until_day FROM skill k JOIN agent a USING (agent) "
        "WHERE k.replaced_in IS NULL ORDER BY ALL").fetchall()]


def names_with(cursor: DuckDBPyConnection, names: Sequence[str]) -> list[str]:
    """Every name of the people on staff lists who go by one of these; a log-in that was another's too is left out."""
    rows = cursor.execute(
        "SELECT DISTINCT person, coalesce(name, person) FROM staff_name WHERE person IN (SELECT person FROM staff_name "
        "WHERE list_contains($names::VARCHAR[], person) OR list_contains($names::VARCHAR[], name)) "
        "AND (name IS NULL OR name NOT IN (SELECT name FROM staff_name WHERE name IS NOT NULL GROUP BY name "
        "HAVING count(DISTINCT person) > 1)) ORDER BY ALL",
        {"names": list(names)}).fetchall()
    return list(dict.fromkeys([*(person for person, _ in rows), *(name for _, name in rows)]))


def hand_on(cursor: DuckDBPyConnection, handed: Sequence[Handed], calendar: Calendar) -> None:
    """Write down which log-ins were handed on, and the moments (UTC) between which each stands for whom."""
    cursor.execute("DELETE FROM handed")
    for one in handed:
        first, until = (None if day is None else calendar.midnight(day).astimezone(UTC).replace(tzinfo=None)
                        for day in (one.first_day, one.until_day))
        cursor.execute("INSERT INTO handed VALUES (?, ?, ?, ?, ?, ?)",
                       [one.name, one.stands_for, one.first_day, one.until_day, first, until])


def handed_on(cursor: DuckDBPyConnection) -> set[tuple[str, str, date | None, date | None]]:
    """What is written down of them."""
    return set(cursor.execute("SELECT name, stands_for, first_day, until_day FROM handed").fetchall())


def lent(kind: str, at: Mapping[str, str], agent: str) -> str:
    """The expression for a staged agent whose log-in was handed on: whom it stood for at the row's moment."""
    moment, first, until = (f"s.{DATED[kind]}", "first_day", "until_day") if kind in DATED else (
        f"s.{at[kind]}", "first_at", "until_at")
    found = (f"SELECT min(h.stands_for) FROM handed h WHERE h.name = {agent} AND "
             f"(h.{first} IS NULL OR {moment} >= h.{first}) AND (h.{until} IS NULL OR {moment} < h.{until})")
    return f"coalesce(({found}), {agent})"
