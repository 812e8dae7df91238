"""This file is about staging: landed rows read by the mapping, impossible ones set aside, the rest given as facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fourscore.warehouse.sources import History, Staged
from fourscore.warehouse.sources.table.give import cost_until, give_facts, visit_columns
from fourscore.warehouse.sources.table.mapping.shape import FIELDS, FactMapping, Field, Mapping, Moment
from fourscore.warehouse.sources.table.values import Values, layered, literal, made, rounded, told
from fourscore.warehouse.sources.table.wall_clock import WallClock

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEY, CONTACT, OLD, LEFT_OUT = '"=key"', '"=contact key"', '"=old"', '"=left out"'
HOW = {"word": "is none of the words the mapping knows", "flag": "is neither yes nor no",
       "seconds": "is no length of time", "number": "is no number", "moment": "is no date and time that can be read",
       "day": "is no date that can be read"}
# The moment a kind is dated by, where the mapping leaves it to the row's own contact.
IMPLIED = {"visit": "entered", "sale": "sold", "survey": "answered", "evaluation": "evaluated"}


class Staging:
    """One load's rows on their way from `landed` to `staged_…`."""

    def __init__(self, cursor: DuckDBPyConnection, mapping: Mapping, history: History) -> None:
        self.cursor, self.mapping, self.history = cursor, mapping, history
        names = cursor.execute(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = 'landed' ORDER BY column_index").fetchall()
        self.columns = [str(name) for (name,) in names if name not in ("file", "line")]
        present = {name: '"' + name.replace('"', '""') + '"' for name in self.columns}
        self.values = Values(present, mapping.shape.decimal)

    def stage(self) -> Staged:
        self._rows()
        self._read()
        self._time()
        self._choose()
        give_facts(self.cursor, self.mapping)
        return Staged(self._one(f"SELECT count(*) FROM table_read WHERE {LEFT_OUT} AND NOT {OLD}"),
                      self._covers(), self._notices())

    def _one(self, sql: str) -> int:
        row = self.cursor.execute(sql).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def _columns_of(self, path: str) -> set[str]:
        """The columns of an earlier load's rows."""
        rows = self.cursor.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
        return {str(name) for name, *_ in rows}

    @property
    def _contact_key(self) -> tuple[str, ...]:
        contact = self.mapping.facts.get("contact")
        return contact.key if contact else ()

    def _rows(self) -> None:
        """Temp table `table_row`: what landed, and, where several rows make one contact, its rows of earlier loads."""
        columns = ", ".join(f"l.{name}" for name in self.values.present.values())
        self.cursor.execute(f"CREATE OR REPLACE TEMP TABLE table_row AS "
                            f"SELECT file, line, {columns}, false AS {OLD} FROM landed l")
        files = self.history.landed() if self._contact_key else []
        if not files:
            return
        key = self.values.key(self._contact_key)
        for path in files:
            there = self._columns_of(path)
            shared = ", ".join(self.values.present[name] for name in self.columns if name in there)
            if set(self._contact_key) <= there:
                self.cursor.execute(
                    f"INSERT INTO table_row BY NAME SELECT file, line, {shared}, true AS {OLD} FROM read_parquet(?) l "
                    f"WHERE {key} IN (SELECT {key} FROM landed l)", [path])

    def _read(self) -> None:
        """Temp table `table_read`: every field of every row as text and value, and the first thing wrong with it."""
        mapping, values = self.mapping, self.values
        out = values.condition(mapping.leave_out) if mapping.leave_out else "false"
        # A row without a key of its own is known by where it stands.
        key = values.key(mapping.key) if mapping.key else "'' || l.file || ':' || l.line"
        parts = [f"{out} AS {LEFT_OUT}", f"{key} AS {KEY}"]
        problems = [(f"{KEY} IS NULL", "empty-key", literal(f"the key ({', '.join(mapping.key)}) is blank"))]
        for fact in mapping.facts.values():
            if fact.when is not None:
                parts.append(f"{values.condition(fact.when)} AS {made(fact.kind)}")
            # Words and numbers first: whether a stay was answered decides whether its answer is read.
            for field in sorted(fact.fields.values(), key=lambda field: field.reads == "moment"):
                parts += self._field(field, fact)
                problems += [(f"({made(fact.kind)}) AND {test}" if fact.when else test, issue, what)
                             for test, issue, what in _wrong(field)]
        parts.append(f"{values.key(self._contact_key) if self._contact_key else KEY} AS {CONTACT}")
        for extra in mapping.extras:
            parts += values.field(extra.read)
        landed = ", ".join(values.present.values())
        self.cursor.execute(f"CREATE OR REPLACE TEMP TABLE table_read AS SELECT * EXCLUDE ({landed}), "
                            f"{_first(problems)} AS problem FROM {layered('table_row', parts)}")

    def _field(self, field: Field | Moment, fact: FactMapping) -> list[str]:
        if isinstance(field, Field):
            return self.values.field(field)
        if field.reads == "day":
            return self.values.day(field)
        parts = self.values.moment(field)
        if field.place == "visit.answered":
            # A log may leave the clock of an answer in rows that had none; a stay not ended may have been answered.
            unanswered = f"{made('visit.outcome')} NOT IN ('answered', 'open')"
            parts = [f"CASE WHEN {unanswered} THEN NULL ELSE {sql} END AS {name}"
                     for sql, name in (part.rsplit(" AS ", 1) for part in parts)]
        return parts

    def _moments(self) -> list[tuple[Moment, FactMapping]]:
        return [(field, fact) for fact in self.mapping.facts.values() for field in fact.fields.values()
                if isinstance(field, Moment) and field.reads == "moment"]

    def _time(self) -> None:
        """Temp table `table_timed`: moments in UTC, in their order, and what their order shows to be impossible."""
        moments = self._moments()
        clocks = self._clocks({moment.zone for moment, _ in moments})
        parts: list[str] = []
        problems: list[tuple[str, str, str]] = []
        twice = []
        for kind, fact in self.mapping.facts.items():
            earlier: list[str] = []
            guard = f"({made(kind)}) AND " if fact.when else ""
            if kind in IMPLIED and IMPLIED[kind] not in fact.fields:
                parts.append(f"{made('contact.started')} AS {made(f'{kind}.{IMPLIED[kind]}')}")
                earlier.append(made(f"{kind}.{IMPLIED[kind]}"))
            for field in FIELDS[kind]:
                moment = fact.fields.get(field)
                if isinstance(moment, Moment) and moment.reads == "moment":
                    sql, wrong = _moment(moment, clocks[moment.zone], earlier)
                    parts += sql
                    problems += [(guard + test, "impossible-time", what) for test, what in wrong]
                    twice.append(clocks[moment.zone].twice(made(moment.place + ".local")))
                    earlier.insert(0, made(moment.place))
            if kind == "visit":
                columns, wrong = visit_columns(fact)
                parts += columns
                problems += [(guard + test, "empty-field", what) for test, what in wrong]
            if kind == "cost":
                parts.append(cost_until(fact))
                problems.append((f"{guard}{made('cost.until!')} <= {made('cost.first_day')}", "impossible-time",
                                 literal("cost: it ends before its first day")))
        doubtful = " OR ".join(f"coalesce({test}, false)" for test in twice if test != "false") or "false"
        rows = layered(f"(SELECT * FROM table_read WHERE NOT {LEFT_OUT})", parts)
        self.cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE table_timed AS SELECT * EXCLUDE (problem), {doubtful} AS \"=twice\", "
            f"coalesce(problem, {_first(problems)}) AS problem FROM {rows}")

    def _clocks(self, zones: set[str]) -> dict[str, WallClock]:
        """The wall clock of every zone, over the times there are."""
        pieces = [made(f"{moment.place}.{piece}") for moment, _ in self._moments() for piece in ("local", "utc")]
        spans = ", ".join(f"min({piece}), max({piece})" for piece in pieces) or "NULL"
        row = self.cursor.execute(f"SELECT {spans} FROM table_read").fetchone() or ()
        times = [time for time in row if isinstance(time, datetime)] or [datetime(2000, 1, 1)]  # noqa: DTZ001  no row
        return {zone: WallClock.over(zone, min(times), max(times)) for zone in zones}

    def _choose(self) -> None:
        """Set aside what is wrong or doubled; temp table `table_good` holds the rest."""
        self.cursor.execute(
            f"""CREATE OR REPLACE TEMP TABLE table_ranked AS SELECT *,
                first_value(line) OVER same AS first_line, first_value(file) OVER same AS first_file,
                row_number() OVER same AS place
            FROM table_timed WHERE problem IS NULL
            WINDOW same AS (PARTITION BY {KEY} ORDER BY {OLD}, file DESC, line)""")
        shape = self.mapping.shape
        between = "\t" if shape.delimiter is None and shape.format == "tsv" else shape.delimiter or ","
        row_text = f"concat_ws({literal(between)}, {', '.join(f'l.{name}' for name in self.values.present.values())})"
        self.cursor.execute(
            f"""INSERT INTO aside SELECT w.file, w.line, w.issue, w.what, {row_text} FROM (
                SELECT file, line, problem.issue AS issue, problem.what AS what FROM table_timed
                WHERE problem IS NOT NULL AND NOT {OLD}
                UNION ALL SELECT file, line, 'duplicate-key',
                    'the row on line ' || first_line || ' of the same file has the same key ' || {KEY}
                FROM table_ranked WHERE place > 1 AND file = first_file AND NOT {OLD}) w
            JOIN table_row l ON l.file = w.file AND l.line = w.line AND NOT l.{OLD} ORDER BY w.file, w.line""")
        self.cursor.execute("CREATE OR REPLACE TEMP TABLE table_good AS SELECT * FROM table_ranked WHERE place = 1")

    def _covers(self) -> tuple[datetime, datetime] | None:
        """From the first to the last moment there is a fact of; whole local days where the mapping says so."""
        spans = []
        for kind, fact in self.mapping.facts.items():
            first, last = "started", "started"
            if kind in IMPLIED:
                first = last = IMPLIED[kind]
            elif kind == "cost":
                first, last = "first_day", "until!"
            where = f" WHERE {made(kind)}" if fact.when else ""
            spans.append(f"SELECT min(CAST({made(f'{kind}.{first}')} AS TIMESTAMP)) AS a, "
                         f"max(CAST({made(f'{kind}.{last}')} AS TIMESTAMP)) AS b FROM table_good{where}")
        row = self.cursor.execute(f"SELECT min(a), max(b) FROM ({' UNION ALL '.join(spans)})").fetchone()
        if row is None or row[0] is None:
            return None
        start, end = row[0].replace(tzinfo=UTC), row[1].replace(tzinfo=UTC)
        zone = ZoneInfo(self.mapping.zone)
        if set(self.mapping.facts) == {"cost"}:
            return row[0].replace(tzinfo=zone).astimezone(UTC), row[1].replace(tzinfo=zone).astimezone(UTC)
        if self.mapping.covers == "event":
            return start, end
        first_day = start.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        last_day = end.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        return (first_day.replace(tzinfo=zone).astimezone(UTC),
                (last_day + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC))

    def _notices(self) -> dict[str, int]:
        """Counts over every row that landed, those left out or set aside included."""
        mapping, values = self.mapping, self.values
        counted = {name: f"count(*) FILTER ({values.condition(test)})" for name, test in mapping.notices.items()}
        whole = ", ".join(f"l.{name}" for name in values.present.values())
        counted["full_row_duplicates"] = f"count(*) - count(DISTINCT hash({whole}))"
        customer = mapping.facts["contact"].fields.get("customer") if "contact" in mapping.facts else None
        if isinstance(customer, Field) and customer.columns:
            counted["rounded_customer_ids"] = f"count(*) FILTER ({rounded(values.text(customer, customer.columns))})"
        row = self.cursor.execute(f"SELECT {', '.join(counted.values())} FROM landed l").fetchone() or ()
        notices = {name: int(count) for name, count in zip(counted, row, strict=True)}
        for name in mapping.distinct:
            notices |= self._distinct(name)
        notices["times_in_a_repeated_hour"] = self._one(
            f'SELECT count(*) FROM table_timed WHERE "=twice" AND NOT {OLD}')
        for extra in mapping.extras:
            notices[f"unreadable_{extra.name}"] = self._one(
                f"SELECT count(*) FROM table_read WHERE {told(extra.read.place)} IS NOT NULL "
                f"AND {made(extra.read.place)} IS NULL AND NOT {OLD}")
        silent = ("rounded_customer_ids", "times_in_a_repeated_hour", *(f"unreadable_{e.name}" for e in mapping.extras))
        return {name: count for name, count in notices.items() if count or name not in silent}

    def _distinct(self, name: str) -> dict[str, int]:
        """Values of a column not seen before, and rows that repeat one; over all loads they add up.

        Of a file read again from its start, what an earlier load landed is past and does not count as seen.
        """
        column = self.values.column(name)
        seen = []
        for path in self.history.landed():
            if name in self._columns_of(path):
                seen.append(f"SELECT {column} FROM read_parquet({literal(path)}) l WHERE NOT EXISTS (SELECT 1 FROM ("
                            "SELECT file, min(line) AS first FROM landed GROUP BY file) again "
                            "WHERE again.file = l.file AND l.line >= again.first)")
        before = f" AND {column} NOT IN ({' UNION '.join(seen)})" if seen else ""
        new = self._one(f"SELECT count(DISTINCT {column}) FROM landed l WHERE {column} <> ''{before}")
        rows = self._one(f"SELECT count(*) FROM landed l WHERE {column} <> ''")
        return {f"distinct_{name}": new, f"{name}_repeats_across_lines": rows - new}


def _first(problems: list[tuple[str, str, str]]) -> str:
    """The first of these problems a row has."""
    if not problems:
        return "NULL"
    cases = " ".join(
        f"WHEN {test} THEN {{'issue': {literal(issue)}, 'what': {what}}}" for test, issue, what in problems)
    return f"CASE {cases} END"


def _wrong(field: Field | Moment) -> list[tuple[str, str, str]]:
    """What can be wrong with a field by itself: (test, issue, the sentence about it)."""
    text, value = told(field.place), made(field.place)
    where = f"{field.place} ({', '.join(field.columns)})" if field.columns else field.place
    found = []
    if isinstance(field, Moment) and field.reads == "moment":
        value = f"coalesce({made(field.place + '.local')}, {made(field.place + '.utc')})"
        if field.time is not None and field.date is None:
            value = made(field.place + ".clock")
    elif field.place == "contact.customer":
        return []
    how = HOW.get(field.reads)
    if how is not None:
        issue = "unreadable-cell" if field.reads not in ("word", "flag") else "unknown-word"
        found.append((f"{text} IS NOT NULL AND {value} IS NULL", issue,
                      f"{literal(where + ': ')} || {text} || {literal(' ' + how)}"))
    if field.required:
        found.append((f"{value} IS NULL", "empty-field", literal(f"{where} is blank")))
    if field.reads == "seconds":
        found.append((f"{value} < 0", "impossible-time",
                      f"{literal(where + ': ')} || {text} || ' is less than nothing'"))
    return found


def _moment(moment: Moment, clock: WallClock, earlier: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The columns of a moment in UTC, and the tests its time of day or its place among the others may fail."""
    place, local = moment.place, made(moment.place + ".local")
    where = f"{place} ({', '.join(moment.columns)}): "
    before = f"coalesce({', '.join(earlier)})" if earlier else "NULL"
    wrong = [(f"coalesce({clock.never(local)}, false)",
              f"{literal(where)} || {told(place)} || ' never was: the clock was put forward over it'")]
    if moment.time is None or moment.after is None:
        first, second = clock.to_utc(local), clock.to_utc_second(local)
        chosen = f"CASE WHEN {first} < {before} AND {second} >= {before} THEN {second} ELSE {first} END" if earlier \
            else first
        parts = [f"coalesce({made(place + '.utc')}, {chosen}) AS {made(place)}"]
    else:
        after = made(moment.after)
        day = f"date_trunc('day', {clock.to_local(after)}) + to_microseconds({made(place + '.clock')})"
        start = made(place + ".start")
        # The first time the clock shows this after the other moment: today, today again, or tomorrow.
        tries = [clock.to_utc(start), clock.to_utc_second(start), clock.to_utc(f"({start} + INTERVAL 1 DAY)")]
        chosen = "".join(f" WHEN {one} >= {after} THEN {one}" for one in tries)
        parts = [f"coalesce({local}, {day}) AS {start}", f"CASE{chosen} ELSE {tries[-1]} END AS {made(place)}"]
        how = literal(f" lies before {moment.after}, or too long after it")
        wrong.append((f"{made(place)} - {after} > to_seconds({moment.at_most_s})",
                      f"{literal(where)} || {told(place)} || {how}"))
    if earlier:
        wrong.append((f"{made(place)} < {before}",
                      f"{literal(where)} || {told(place)} || ' lies before what it follows'"))
    return parts, wrong
