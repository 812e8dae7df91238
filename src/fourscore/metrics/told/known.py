"""This file is about what is known of every report between two loads: what it bears, what it tells, of when."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fourscore.metrics.buckets import TIMES, WITHIN_A_DAY
from fourscore.metrics.told.parts import AGENTS, CALLS, LIMITED, MADE_OF, OF_AGENTS, TOLD
from fourscore.terms import kept, said
from fourscore.warehouse import frozen

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.metrics.metric import Catalogue, Metric, Part

HALF_HOUR, HOUR, DAY, WEEK = 1800, 3600, 25 * 3600, 7 * 86400 + 3600  # a day with a clock change has 25 hours
LENGTHS = ((HALF_HOUR, said("half hours")), (HOUR, said("hours")), (DAY, said("days")), (WEEK, said("weeks")))


class Claim(NamedTuple):
    """A source says what there is to say of one queue (None: of any) and channel in [first, until), naive UTC."""

    queue: int | None
    channel: int | None
    first: datetime
    until: datetime

    def sql(self, *, whole: bool = False) -> str:
        """Whether it speaks of any of a row `f`'s time; whole: of all of it."""
        named = [f"(f.{name} IS NULL OR f.{name} = {key})"
                 for name, key in (("queue", self.queue), ("channel", self.channel)) if key is not None]
        first, until = f"TIMESTAMP '{self.first}'", f"TIMESTAMP '{self.until}'"
        time = [f"f.started_at >= {first}", f"f.ended_at <= {until}"] if whole else \
            [f"f.started_at < {until}", f"f.ended_at > {first}"]
        return " AND ".join([*named, *time])


def claimed(claims: Sequence[Claim], *, whole: bool = False) -> str:
    return "(" + (" OR ".join(f"({claim.sql(whole=whole)})" for claim in claims) or "false") + ")"


@dataclass(frozen=True)
class Report:
    """One source of intervals. bears: the words every row of it names; tells: the parts at least one row tells.

    longest_s: its longest interval. loaded: from when to when (naive UTC), as its fill mark has it. missing: months or
    weeks between its first and its last that no row tells. stands: kinds of fact (CALLS, AGENTS) of which it tells some
    time that no single calls or log-ins cover.
    """

    source: int
    name: str
    bears: frozenset[str]
    tells: frozenset[str]
    longest_s: int
    claims: tuple[Claim, ...]
    loaded: tuple[datetime, datetime]
    missing: tuple[tuple[datetime, datetime], ...]
    stands: frozenset[str]

    @property
    def rank(self) -> tuple[int, int, int]:
        """Of two that tell the same the finer in time is taken, then the one told apart by less."""
        return self.longest_s, len(self.bears), self.source

    @property
    def words(self) -> str:
        return next((words for most, words in LENGTHS if self.longest_s <= most), said("months"))

    def bearing(self, name: str) -> bool:
        """Whether its rows may be told apart by that name at all."""
        if name not in TIMES:
            return name in self.bears
        if name in WITHIN_A_DAY:
            return self.longest_s <= (HALF_HOUR if name == "half_hour" else HOUR)
        if name in ("day", "weekday"):
            return self.longest_s <= DAY
        return self.longest_s <= WEEK if name == "week" else True



class Figure(NamedTuple):
    """A bare figure somebody brought: of those days and exactly that scope."""

    metric: str
    first_day: date
    until_day: date
    team: str | None
    queue: str | None
    value: float
    who: str | None
    at: datetime | None


@dataclass(frozen=True)
class KnownTold:
    """Every report, and what single calls and log-ins say themselves. covered: kind → their claims."""

    reports: tuple[Report, ...]
    covered: Mapping[str, tuple[Claim, ...]]
    figures: tuple[Figure, ...]

    def standing(self, kind: str) -> list[Report]:
        """The reports that tell time no single fact of the kind covers."""
        return [report for report in self.reports if kind in report.stands]

    def kind_of(self, part: Part) -> str | None:
        """What single facts the part is otherwise counted over, where a report tells time they do not cover."""
        kind = MADE_OF.get(part.of)
        return kind if kind and self.standing(kind) else None

    def refusal(self, metric: Metric, name: str, catalogue: Catalogue) -> str:
        """Why a metric of which only reports tell cannot be cut by a name; "" where it can."""
        for part in (catalogue.parts[one] for one in metric.parts()):
            kind = self.kind_of(part)
            if kind is None or part.name not in TOLD or self.covered[kind]:
                continue
            telling = [report for report in self.standing(kind) if part.name in report.tells]
            if telling and not any(report.bearing(name) for report in telling):
                if name in TIMES:
                    return said("the report of {source} tells {spans}, and no single calls are loaded",
                                source=repr(telling[0].name), spans=telling[0].words)
                return said("no report tells its figures by {dimension}, and no single calls are loaded",
                            dimension=kept(name.replace("_", " ")))
        return ""


def known_told(cursor: DuckDBPyConnection) -> KnownTold | None:
    """None where neither intervals nor bare figures stand, as in most centres."""
    figures = tuple(Figure(*row) for row in cursor.execute(
        "SELECT e.metric, e.first_day, coalesce(e.until_day, e.first_day + 1), t.name, q.name, CAST(e.num AS DOUBLE), "
        "e.who, l.at FROM entered e LEFT JOIN team t USING (team) LEFT JOIN queue q USING (queue) "
        "LEFT JOIN load l ON l.load = e.loaded_in WHERE e.replaced_in IS NULL AND e.den IS NULL "
        "ORDER BY e.loaded_in, e.file, e.line").fetchall())
    if cursor.execute("SELECT 1 FROM interval WHERE replaced_in IS NULL LIMIT 1").fetchone() is None:
        return KnownTold((), {CALLS: (), AGENTS: ()}, figures) if figures else None
    covered = {CALLS: tuple(_calls(cursor)), AGENTS: tuple(
        Claim(None, None, first, until) for first, until in
        cursor.execute("SELECT first_at, until_at FROM fill WHERE kind = 'agent_state'").fetchall())}
    reports = tuple(_report(cursor, source, name, covered) for source, name in cursor.execute(
        "SELECT source, name FROM source WHERE source IN (SELECT source FROM interval WHERE replaced_in IS NULL) "
        "ORDER BY source").fetchall())
    return KnownTold(reports, covered, figures)


def _calls(cursor: DuckDBPyConnection) -> Iterator[Claim]:
    """What every source of calls covers: the queues it ever told a stay of, over the time it is loaded."""
    told = "SELECT DISTINCT source, queue, channel FROM visit WHERE replaced_in IS NULL"
    if "visit" in frozen(cursor):  # whose stays those were is not known any more
        told += (" UNION SELECT DISTINCT f.source, c.queue, c.channel FROM cube_queue c, fill f "
                 "WHERE f.kind = 'visit'")
    for queue, channel, first, until in cursor.execute(
        f"SELECT t.queue, t.channel, f.first_at, f.until_at FROM ({told}) t JOIN fill f USING (source) "
        "WHERE f.kind = 'visit' ORDER BY ALL"
    ).fetchall():
        yield Claim(-1 if queue is None else queue, channel, first, until)


def _report(cursor: DuckDBPyConnection, source: int, name: str, covered: Mapping[str, Sequence[Claim]]) -> Report:
    rows = f"interval f WHERE f.source = {source} AND f.replaced_in IS NULL"
    # Whether the limits agree is looked at row by row, when asked.
    told = {name: LIMITED.get(name, sql) for name, sql in TOLD.items()} | {name: f"f.{name}" for name in OF_AGENTS}
    names = ("f.queue", "f.channel", "f.agent", "coalesce(f.agent, f.team)")
    counts = ", ".join(f"count({sql})" for sql in (*names, *told.values()))
    stands = ", ".join(f"bool_or(NOT {claimed(covered[kind])})" for kind in (CALLS, AGENTS))
    row = cursor.execute(f"SELECT count(*), CAST(max(epoch(ended_at) - epoch(started_at)) AS BIGINT), min(started_at), "
                         f"max(ended_at), {stands}, {counts} FROM {rows}").fetchone() or ()
    size, longest, first, until, calls, agents, queues, channels, by_agent, by_team, *filled = row
    words = {word for word, count in (("queue", queues), ("channel", channels), ("agent", by_agent),
                                      ("team", by_team)) if count == size}
    tells = frozenset(name for name, count in zip(told, filled, strict=True) if count)
    claims = tuple(Claim(queue, channel, first, until) for queue, channel in cursor.execute(
        f"SELECT DISTINCT queue, channel FROM {rows} ORDER BY ALL").fetchall())
    stood = {CALLS} if calls else set()
    if agents and tells.intersection(OF_AGENTS):
        stood.add(AGENTS)
    missing = _missing(cursor, rows) if longest > DAY else ()
    mark = cursor.execute("SELECT first_at, until_at FROM fill WHERE kind = 'interval' AND source = ?", [source])
    loaded = mark.fetchone() or (first, until)
    return Report(source, name, frozenset(words), tells, longest, claims, loaded, missing, frozenset(stood))


def _missing(cursor: DuckDBPyConnection, rows: str) -> tuple[tuple[datetime, datetime], ...]:
    """The time between the first and the last interval that none of them tells."""
    spans = cursor.execute(f"SELECT DISTINCT started_at, ended_at FROM {rows} ORDER BY ALL").fetchall()
    found, here = [], spans[0][0]
    for start, end in spans:
        if start > here + timedelta(hours=1):
            found.append((here, start))
        here = max(here, end)
    return tuple(found)


def utc(at: datetime) -> datetime:
    """An aware moment as the warehouse has it."""
    return at.astimezone(UTC).replace(tzinfo=None)


def overlapping(spans: Collection[tuple[datetime, datetime]], start: datetime, end: datetime) -> bool:
    return any(first < end and start < until for first, until in spans)
