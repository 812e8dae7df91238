"""This file is about what a check of the facts gives: a finding, its places, how sure it is, and rows to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, OpeningHours, said, write_value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SPOTS, ROWS = 100, 20
CERTAIN, LIKELY, POSSIBLE = said("certain"), said("likely"), said("possible")


class Person(NamedTuple):
    """Somebody on the roster: every name the facts may know them by, and the days from the first to the last stay."""

    names: tuple[str, ...]
    first_day: date
    until_day: date | None


class Closure(NamedTuple):
    """[first_at, until_at) (aware), in which the queues named, or where none is all of them, were closed; and why."""

    first_at: datetime
    until_at: datetime
    queues: tuple[str, ...]
    why: str


class Known(NamedTuple):
    """What the facts are held against. `now` is aware; people: empty where nobody wrote down who works here.

    sources: the names of those that the centre still has; marks of others may stand still. hours: when each site is
    open; empty where one never closes. closures: when nobody worked beside that. resuming: sources whose waits hold
    what was waited in an earlier call, whose place in the queue its caller came back to.
    """

    zone: ZoneInfo
    now: datetime
    sources: tuple[str, ...]
    people: tuple[Person, ...] = ()
    hours: tuple[OpeningHours, ...] = ()
    closures: tuple[Closure, ...] = ()
    resuming: tuple[str, ...] = ()


class Spot(NamedTuple):
    """One place of a finding: where (a day, a queue, an agent, in the centre's own time), and what is odd there."""

    where: str
    what: str


class Row(NamedTuple):
    """A row of a source to look at. `at` is in the reporting zone; path and line are blank where no file gave it."""

    where: str
    source: str
    path: str
    line: int | None
    at: datetime | None
    queue: str | None
    agent: str | None
    what: str


@dataclass(frozen=True)
class Finding:
    """What one check found. spots, rows: the first of them; spots_total, rows_total: how many there are.

    sure: certain (it cannot be otherwise), likely, or possible (an ordinary reason would look the same).
    """

    issue: Issue
    means: str
    sure: str
    spots: tuple[Spot, ...]
    spots_total: int
    rows: tuple[Row, ...]
    rows_total: int

    @property
    def name(self) -> str:
        return self.issue.name

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        rows = [{**row._asdict(), "at": row.at.isoformat() if row.at else None} for row in self.rows]
        return {**self.issue._asdict(), "means": self.means, "sure": self.sure, "spots_total": self.spots_total,
                "spots": [spot._asdict() for spot in self.spots], "rows_total": self.rows_total, "rows": rows}


class Look:
    """One look at all the facts: a cursor of its own, what is known, and how many rows of which finding are wanted."""

    def __init__(self, cursor: DuckDBPyConnection, known: Known, wanted: str | None, limit: int) -> None:
        self.cursor, self.known, self.wanted, self.limit = cursor, known, wanted, limit
        self.sources: dict[int, str] = dict(cursor.execute("SELECT source, name FROM source").fetchall())

    def make(self, table: str, query: str) -> None:
        """A temp table that later queries of this look may read."""
        self.cursor.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")

    def all(self, query: str) -> list[Any]:
        return self.cursor.execute(query).fetchall()

    def found(self, issue: Issue, means: str, sure: str, spots: str | Iterable[Spot], rows: str | None,
              what: Callable[..., str] | None = None) -> Finding:
        """The finding of these places, given as Spots or as a query (where, values that `what` puts into words).

        rows: query (spot, source, file, line, moment, queue, agent, what): keys as the facts have them, UTC.
        """
        told = self.all(spots) if isinstance(spots, str) else list(spots)
        shown = (row if what is None else (row[0], what(*row[1:])) for row in told[:SPOTS])
        total, sample = self._rows(rows, self.limit if issue.name == self.wanted else ROWS) if rows else (0, ())
        return Finding(issue, means, sure, tuple(Spot(*row) for row in shown), len(told), sample, total)

    def _rows(self, rows: str, limit: int) -> tuple[int, tuple[Row, ...]]:
        ((total,),) = self.all(f"SELECT count(*) FROM ({rows})")
        first = f"SELECT * FROM ({rows}) ORDER BY spot, moment, file, line LIMIT {limit}"
        read = self.all(
            "SELECT r.spot, s.name, coalesce(f.path, ''), r.line, r.moment, q.name, a.name, r.what "
            f"FROM ({first}) r LEFT JOIN source s ON s.source = r.source LEFT JOIN file f ON f.file = r.file "
            "LEFT JOIN queue q ON q.queue = r.queue LEFT JOIN agent a ON a.agent = r.agent "
            "ORDER BY r.spot, r.moment, r.file, r.line")
        zone = self.known.zone
        return total, tuple(
            Row(where, source or "", path, line, at.replace(tzinfo=UTC).astimezone(zone) if at else None, queue, agent,
                what)
            for where, source, path, line, at, queue, agent, what in read)


def names(found: Iterable[str], most: int = 5) -> str:
    """A few names, and how many more there are."""
    every = list(found)
    first = ", ".join(every[:most])
    if len(every) <= most:
        return first
    return said("{names} and {number} more", names=first, number=write_value(len(every) - most, "count"))


def written(count: int) -> str:
    """A number of things."""
    return write_value(count, "count")
