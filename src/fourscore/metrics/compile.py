"""This file is about the SQL of a question: one statement for each table it reads, all run in one snapshot."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.metrics.buckets import TIMES, Bucket
from fourscore.metrics.catalogue.fields import FRAMES, TEXT_NAMES, WORD_NAMES
from fourscore.metrics.catalogue.opening import IN_HOURS, in_hours
from fourscore.metrics.catalogue.telling import TELLING, tellers
from fourscore.metrics.metric import Catalogue, Part
from fourscore.metrics.plan import Coverage, Extras, Mark, Pass, Question, in_cubes
from fourscore.metrics.told.known import KnownTold, known_told
from fourscore.terms import Calendar, Days, Issue, OpeningHours, WrongUse, did_you_mean, kept, said, said_many
from fourscore.warehouse import SEEN, frozen, seen

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse import Warehouse


class Known(NamedTuple):
    """What holds from one load to the next: mappings' columns, whether unanswered stays name no agent, reports, and
    of what was asked for so far which sources tell it.
    """

    extras: Extras
    agentless: bool
    told: KnownTold | None
    telling: dict[str, frozenset[int]]


class Snapshot:
    """The warehouse as it stands at one moment: a load that ends meanwhile is not half seen."""

    def __init__(
        self, cursor: DuckDBPyConnection, calendar: Calendar, window_days: int, known: dict[int, Known],
        hours: Sequence[OpeningHours] = (),
    ) -> None:
        self.cursor, self.calendar, self.window_s, self.hours = cursor, calendar, window_days * 86400, hours
        marks = cursor.execute("SELECT kind, first_at, until_at, source FROM fill").fetchall()
        self.coverage = Coverage((Mark(kind, first.replace(tzinfo=UTC), until.replace(tzinfo=UTC), source)
                                  for kind, first, until, source in marks), self._tellers)
        self.frozen = frozen(cursor)
        self._words: dict[str, dict[int, str]] = {}
        # Only a load changes these, and asking for them is the slowest of all.
        ((load,),) = cursor.execute("SELECT coalesce(max(load), 0) FROM load").fetchall()
        if load not in known:
            known.clear()
            known[load] = Known(self._columns(), self._agentless(), known_told(cursor), {})
        self.extras, self.agentless, self.told, self._telling = known[load]
        self.coverage.beside(self.told)

    @classmethod
    @contextmanager
    def of(
        cls, warehouse: Warehouse, calendar: Calendar, window_days: int, known: dict[int, Known],
        hours: Sequence[OpeningHours] = (),
    ) -> Iterator[Snapshot]:
        """A snapshot for the length of a `with`. known: what earlier snapshots found out; hours: of every site."""
        cursor = warehouse.cursor()
        try:
            cursor.begin()
            yield cls(cursor, calendar, window_days, known, hours)
        finally:
            cursor.rollback()
            cursor.close()

    def _columns(self) -> Extras:
        found: dict[str, dict[str, str]] = {}
        rows = self.cursor.execute("SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE "
                                   "database_name = current_database() AND starts_with(column_name, 'x_')").fetchall()
        for table, column, kind in rows:
            found.setdefault(table, {})[column] = kind
        return found

    def _tellers(self, name: str, sources: Collection[int]) -> frozenset[int]:
        if name not in self._telling:
            self._telling[name] = tellers(self.cursor, name, sources)
        return self._telling[name]

    def _sources_telling(self, name: str) -> str:
        return ", ".join(str(mark.source) for mark in self.coverage.marks_of(name)) or "NULL"

    def reads(self, catalogue: Catalogue, question: Question) -> Catalogue:
        """The catalogue with the question's parts read from where they are kept, where every source then tells them."""
        span = self.calendar.interval(question.during)

        def sources(kind: str) -> set[int]:
            return {mark.source for mark in self.coverage.marks_of(kind)
                    if mark.first_at < span.end and span.start < mark.until_at}

        found = {name: replace(part, column=part.kept) for metric in question.metrics for name in metric.parts()
                 if (part := catalogue.parts[name]).kept and sources("visit") == set.intersection(
                     *(sources(need) for need in part.needs))}
        return Catalogue(catalogue.metrics, {**catalogue.parts, **found}) if found else catalogue

    def _agentless(self) -> bool:
        ((found,),) = self.cursor.execute(
            "SELECT coalesce(sum(entered - answered), 0) > 0 FROM cube_person WHERE agent IS NULL").fetchall()
        return bool(found)

    def words(self, word: str) -> dict[int, str]:
        """The names of one kind of word by their keys."""
        if word not in self._words:
            rows = self.cursor.execute(f"SELECT {word}, name FROM {word}").fetchall()
            self._words[word] = dict(rows)
        return self._words[word]

    def run(self, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Every row of a statement; of the values only those it names are bound."""
        if IN_HOURS in sql:
            sql = sql.replace(IN_HOURS, in_hours(self.hours, Days(values["first"], values["until"])))
        sql = TELLING.sub(lambda found: self._sources_telling(found[1]), sql)
        until = self.coverage.until("contact")
        there = {**values, "window_s": self.window_s, "known_until": until.replace(tzinfo=None) if until else None}
        bound = {name: value for name, value in there.items() if f"${name}" in sql}
        return self.cursor.execute(sql, bound).fetchall()


class Statement(NamedTuple):
    """SQL with its values, and how many columns stand before the parts: the cell's key, then its presence."""

    sql: str
    values: dict[str, Any]
    keys: tuple[int, ...]


def statement(step: Pass, question: Question, snapshot: Snapshot) -> Statement:
    """One pass over one table: the cell's key columns, whether it holds rows, then every part."""
    frame, cube = FRAMES[step.fact], step.table != step.fact
    columns = [key_columns(name, snapshot.calendar) for name in question.by]
    keys = [column for group in columns for column in group]
    presence = frame.cube_presence if cube else frame.presence
    selected = [*keys, presence, *(sql for part in step.parts for sql in aggregates(part, step, cube=cube))]
    joins = sorted({join for part in step.parts for join in part.joins}) if not cube else []
    conditions, values = filters(step.fact, question.where, question.during, snapshot)
    standing = [] if cube else [frame.standing]
    table = table_of(step.table, question.during, snapshot.calendar)
    sql = (f"SELECT {', '.join(selected)} FROM {table} AS f {word_joins(joins)} "
           f"WHERE {' AND '.join([*standing, *conditions])}")
    if keys:
        sql += f" GROUP BY {', '.join(str(place + 1) for place in range(len(keys)))}"
    return Statement(f"{sql} HAVING {presence} > 0", values, tuple(len(group) for group in columns))


def table_of(name: str, during: Days, calendar: Calendar) -> str:
    """A stored table by its name, or the query of facts worked out for those days."""
    return seen(name, calendar.zone, during.first, during.until) if name in SEEN else name


def key_columns(name: str, calendar: Calendar) -> list[str]:
    if name in TIMES:
        return Bucket(name, calendar).columns()
    if name in (*WORD_NAMES, *TEXT_NAMES):
        return [f"f.{name}" if name in WORD_NAMES else f"CAST(f.{name} AS VARCHAR)"]
    return [f'CAST(f."x_{name}" AS VARCHAR)']


def aggregates(part: Part, step: Pass, *, cube: bool) -> list[str]:
    """The columns of one part; values give their number and then one column of all the percentiles wanted."""
    if in_cubes(part):
        # Whole numbers of 64 bits are handed over many times faster than sums of decimals are.
        added = f"{part.aggregate}({f'f.{part.column}' if cube else part.sql})"
        return [f"CAST({added} * 1000 AS BIGINT)" if part.unit == "seconds" else f"CAST({added} AS BIGINT)"]
    if cube:
        return [f"{part.aggregate}(f.{part.column})"]
    if part.aggregate == "distinct":
        return [f"count(DISTINCT {part.sql})"]
    if part.aggregate == "stock":
        return [f"histogram({part.sql})"]
    if part.aggregate == "values":
        # Doubles, because percentiles of decimals are cut to the decimal's own places.
        shares = ", ".join(str(share) for share in step.quantiles.get(part.name, ()))
        return [f"count({part.sql})", f"quantile_cont(CAST({part.sql} AS DOUBLE), [{shares or '0.5'}])"]
    return [f"{part.aggregate}({part.sql})"]


def word_joins(words: Sequence[str]) -> str:
    """Names of words beside the fact: a word has one name, so no row is doubled."""
    return " ".join(f"LEFT JOIN {word} AS w_{word} ON w_{word}.{word} = f.{word}" for word in words)


def filters(
    fact: str, where: Mapping[str, Sequence[str | None]], during: Days, snapshot: Snapshot,
) -> tuple[list[str], dict[str, Any]]:
    """The conditions of a question over one table. Raises WrongUse `unknown-word` for a name nothing has."""
    conditions = ["f.day >= $first", "f.day < $until"]
    values: dict[str, Any] = {"first": during.first, "until": during.until}
    for place, (name, wanted) in enumerate(where.items()):
        if name in TIMES:
            column, picked = Bucket(name, snapshot.calendar).columns()[0], _times(name, wanted, snapshot.calendar)
        elif name in WORD_NAMES:
            column, picked = f"f.{name}", _word_keys(name, wanted, snapshot)
        else:
            column, picked = key_columns(name, snapshot.calendar)[0], []
            for number, value in enumerate(one for one in wanted if one is not None):
                _known_text(fact, name, value, during, snapshot)
                values[f"w{place}_{number}_"] = value
                picked.append(f"$w{place}_{number}_")
        either = [f"{column} IN ({', '.join(picked)})"] if picked else []
        either += [f"{column} IS NULL"] if None in wanted else []
        conditions.append(f"({' OR '.join(either) or 'FALSE'})")
    return conditions, values


def _unknown(name: str, value: str, there: Sequence[str]) -> WrongUse:
    remedy = did_you_mean(value, there) or (
        said_many("There are {number} others.", "There are {number} others.", len(there)) if there
        else said("None is loaded yet."))
    return WrongUse(Issue("unknown-word", f"{name}={value}", said(
        "There is no {kind} called {name}.", kind=kept(name.replace("_", " ")), name=repr(value)),
                          remedy))


def _times(name: str, wanted: Sequence[str | None], calendar: Calendar) -> list[str]:
    bucket = Bucket(name, calendar)
    keys = [(one, bucket.key_of(one or "")) for one in wanted]
    for one, key in keys:
        if key is None:
            there = [bucket.label((number,)) for number in range(7 if name == "weekday" else 24)]
            raise _unknown(name, one or "", there)
    return [str(key) for _, key in keys]


def _word_keys(name: str, wanted: Sequence[str | None], snapshot: Snapshot) -> list[str]:
    keys = {text: key for key, text in snapshot.words(name).items()}
    for one in wanted:
        if one is not None and one not in keys:
            raise _unknown(name, one, sorted(keys))
    return [str(keys[one]) for one in wanted if one is not None]


def _known_text(fact: str, name: str, value: str, during: Days, snapshot: Snapshot) -> None:
    """Raise WrongUse where no kind of fact has the word. No sale of a job is no reason to say there is no such job."""
    (column,), there = key_columns(name, snapshot.calendar), set[str]()
    bearing = [one for one, frame in FRAMES.items()
               if one != fact and (name in frame.texts or f"x_{name}" in snapshot.extras.get(one, {}))]
    for one in (fact, *bearing):
        table = table_of(one, during, snapshot.calendar)
        if snapshot.run(f"SELECT 1 FROM {table} AS f WHERE {column} = $value LIMIT 1", {"value": value}):
            return
        words = f"SELECT DISTINCT {column} FROM {table} AS f WHERE {column} IS NOT NULL LIMIT 1000"
        there.update(word for (word,) in snapshot.run(words, {}))
    raise _unknown(name, value, sorted(there))
