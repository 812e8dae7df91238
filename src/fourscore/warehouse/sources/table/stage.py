"""This file is about staging: landed rows read by the mapping, impossible ones set aside, the rest given as facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fourscore.warehouse.sources import History, Staged
from fourscore.warehouse.sources.table.earlier import AGE, OLD, columns_of, gather
from fourscore.warehouse.sources.table.give import CONTACT, KEY, ROW, cost_until, facts_of, visit_columns
from fourscore.warehouse.sources.table.mapping.shape import FIELDS, FactMapping, Field, Mapping, Moment
from fourscore.warehouse.sources.table.values import Values, layered, literal, made, rounded, told
from fourscore.warehouse.sources.table.wall_clock import WallClock

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LEFT_OUT, TWICE = '"=left out"', '"=twice"'
HOW = {"word": "is none of the words the mapping knows", "flag": "is neither yes nor no",
       "seconds": "is no length of time", "number": "is no number", "moment": "is no date and time that can be read",
       "day": "is no date that can be read"}
FEW = 100_000
# What lies outside these bounds is a slip or stands for a blank; within them no sum of times is too large to hold.
TEN_YEARS = 315_360_000
FIRST_YEAR, LAST_YEAR = 1990, 2100
YEARS = f"BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '{LAST_YEAR}-01-01'"
OUTSIDE = f"' is not between {FIRST_YEAR} and {LAST_YEAR}'"
OF_DAYS = {"cost", "budget"}
# The moment a kind is dated by, where the mapping leaves it to the row's own contact.
IMPLIED = {"visit": "entered", "sale": "sold", "survey": "answered", "evaluation": "evaluated"}


class Staging:
    """One load's rows on their way from `landed` to `staged_…`."""

    def __init__(self, cursor: DuckDBPyConnection, mapping: Mapping, history: History) -> None:
        self.cursor, self.mapping, self.history = cursor, mapping, history
        names = [str(name) for name, *_ in cursor.execute("DESCRIBE landed").fetchall()]
        self.columns = [name for name in names if name not in ("file", "line")]
        present = {name: '"' + name.replace('"', '""') + '"' for name in self.columns}
        self.values = Values(present, mapping.shape.decimal)
        self.cells: list[str] = []
        self.parts: list[str] = []  # what is worked out of every row, one `… AS name` after another
        self.problems: list[tuple[str, str, str]] = []  # (test, issue, the sentence about it), the first to tell first
        self.twice: list[str] = []  # tests for a time in an hour that came twice
        self.signs: dict[str, str] = {}  # what is to be noticed → the column that says whether it is so

    def stage(self) -> Staged:
        gather(self.cursor, self.mapping, self.values, self.columns, self.history)
        self._look()
        self.cells = self.values.cells(self.mapping.used)
        self._fields()
        self._times(self._clocks())
        facts = facts_of(self.mapping)
        self._read(" ".join(facts.values()))
        self._choose()
        few = self._one("SELECT count(*) FROM table_read") <= FEW
        for kind, query in facts.items():
            # A view, as hardly anything is worked out; but rows are not put in order again at every reading, and of
            # few rows the planning would be most of the work.
            what = "TABLE" if few or " OVER " in query else "VIEW"
            self.cursor.execute(f"CREATE TEMP {what} staged_{kind} AS {query}")
        return Staged(self._one(f"SELECT count(*) FROM table_read WHERE {LEFT_OUT} AND NOT {OLD}"),
                      self._covers(), self._notices())

    def _one(self, sql: str) -> int:
        row = self.cursor.execute(sql).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def _look(self) -> None:
        """Look at how the texts are written: where nothing is to be trimmed, and which are written as most are."""
        names, values = list(self.mapping.used), self.values
        values.trimmed = frozenset(names)
        fields = [field for fact in self.mapping.facts.values() for field in fact.fields.values()]
        tests = {told(field.place): test for field in [*fields, *(extra.read for extra in self.mapping.extras)]
                 if (test := values.as_most(field)) is not None}
        asked = [*(f"bool_or({values.to_trim(values.present[name])})" for name in names),
                 *(f"bool_and(coalesce({test}, true))" for test in tests.values())]
        if not asked:
            return
        # A text that is to be trimmed first is not written as most are.
        rows = layered("table_row", values.cells(names))
        found = self.cursor.execute(f"SELECT {', '.join(asked)} FROM {rows}").fetchone() or ()
        values.trimmed = frozenset(name for name, blank in zip(names, found, strict=False) if not blank)
        values.usual = frozenset(name for name, usual in zip(tests, found[len(names):], strict=True)
                                 if usual is not False)

    @property
    def _contact_key(self) -> tuple[str, ...]:
        contact = self.mapping.facts.get("contact")
        return contact.key if contact else ()

    def _fields(self) -> None:
        """Every field of a row as text and value, and what can be wrong with it by itself."""
        mapping, values = self.mapping, self.values
        out = values.condition(mapping.leave_out) if mapping.leave_out else "false"
        # A row without a key of its own is known by where it stands.
        key = values.key(mapping.key) if mapping.key else "'' || l.file || ':' || l.line"
        self.parts += [*self.cells, f"{out} AS {LEFT_OUT}", f"{key} AS {KEY}"]
        self.problems.append((f"{KEY} IS NULL", "empty-key", literal(f"the key ({', '.join(mapping.key)}) is blank")))
        for fact in mapping.facts.values():
            if fact.when is not None:
                self.parts.append(f"{values.condition(fact.when)} AS {made(fact.kind)}")
            # Words and numbers first: whether a stay was answered decides whether its answer is read.
            for field in sorted(fact.fields.values(), key=lambda field: field.reads == "moment"):
                self.parts += self._field(field, fact)
                self.problems += [(f"({made(fact.kind)}) AND {test}" if fact.when else test, issue, what)
                                  for test, issue, what in _wrong(field)]
        if self._contact_key:
            self.parts.append(f"{values.key(self._contact_key)} AS {CONTACT}")
        for extra in mapping.extras:
            self.parts += values.field(extra.read)
        noticed = self._noticed()
        self.signs = {name: f'"#{number}"' for number, name in enumerate(noticed)}
        self.parts += [f"{test} AS {self.signs[name]}" for name, test in noticed.items()]

    def _noticed(self) -> dict[str, str]:
        """What the mapping has counted, and what is counted without being asked for."""
        mapping = self.mapping
        tests = {name: self.values.condition(test) for name, test in mapping.notices.items()}
        customer = mapping.facts["contact"].fields.get("customer") if "contact" in mapping.facts else None
        if isinstance(customer, Field) and customer.columns:
            tests["rounded_customer_ids"] = rounded(told("contact.customer"))
        for extra in mapping.extras:
            place = extra.read.place
            tests[f"unreadable_{extra.name}"] = f"{told(place)} IS NOT NULL AND {made(place)} IS NULL"
        return tests

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

    def _moments(self) -> list[Moment]:
        return [field for fact in self.mapping.facts.values() for field in fact.fields.values()
                if isinstance(field, Moment) and field.reads == "moment"]

    def _clocks(self) -> dict[str, WallClock]:
        """The wall clock of every zone, over the years there are."""
        moments = self._moments()
        zones = {moment.zone for moment in moments}
        years = [made(f"{moment.place}.year") for moment in moments if moment.date is not None or moment.time is None]
        found: list[int] = []
        if years and zones != {"UTC"}:
            spans = ", ".join(f"{edge}({year}) FILTER ({year} BETWEEN {FIRST_YEAR} AND {LAST_YEAR})"
                              for year in years for edge in ("min", "max"))
            row = self.cursor.execute(f"SELECT {spans} FROM {layered('table_row', self.parts)}").fetchone() or ()
            found = [year for year in row if year is not None]
        first, last = (min(found), max(found)) if found else (FIRST_YEAR, FIRST_YEAR)
        return {zone: WallClock.over(ZoneInfo(zone), first, last) for zone in zones}

    def _times(self, clocks: dict[str, WallClock]) -> None:
        """Moments in UTC, in their order, and what their order shows to be impossible."""
        for kind, fact in self.mapping.facts.items():
            earlier: list[str] = []
            guard = f"({made(kind)}) AND " if fact.when else ""
            if kind in IMPLIED and IMPLIED[kind] not in fact.fields:
                self.parts.append(f"{made('contact.started')} AS {made(f'{kind}.{IMPLIED[kind]}')}")
                earlier.append(made(f"{kind}.{IMPLIED[kind]}"))
            for field in FIELDS[kind]:
                moment = fact.fields.get(field)
                if isinstance(moment, Moment) and moment.reads == "moment":
                    sql, wrong = _moment(moment, clocks[moment.zone], earlier)
                    self.parts += sql
                    self.problems += [(guard + test, "impossible-time", what) for test, what in wrong]
                    self.twice.append(clocks[moment.zone].twice(made(moment.place + ".local")))
                    earlier.insert(0, made(moment.place))
            if kind == "visit":
                columns, wrong = visit_columns(fact)
                self.parts += columns
                self.problems += [(guard + test, "empty-field", what) for test, what in wrong]
            if kind in OF_DAYS:
                self.parts.append(cost_until(fact))
                self.problems.append((f"{guard}{made(f'{kind}.until!')} <= {made(f'{kind}.first_day')}",
                                      "impossible-time", literal(f"{kind}: it ends before its first day")))

    def _read(self, facts: str) -> None:
        """Temp table `table_read`: of every row what the queries of its facts use, and which problem is its first."""
        names = dict.fromkeys(part.rsplit(" AS ", 1)[1] for part in self.parts)
        kept = [name for name in names if name in (LEFT_OUT, KEY, *self.signs.values()) or name in facts]
        cases = "".join(f" WHEN {test} THEN {number}" for number, (test, _, _) in enumerate(self.problems))
        twice = " OR ".join(f"coalesce({test}, false)" for test in self.twice if test != "false") or "false"
        self.cursor.execute(
            f"CREATE TEMP TABLE table_read AS SELECT file, line, {OLD}, {AGE}, {', '.join(kept)}, {twice} AS {TWICE}, "
            f"CAST(CASE{cases} END AS USMALLINT) AS problem FROM {layered('table_row', self.parts)}")

    def _choose(self) -> None:
        """Set aside what is wrong or doubled; the view `table_good` shows the rest."""
        good = f"problem IS NULL AND NOT {LEFT_OUT}"
        # Nearly always no key is there twice, which is found out by far less work than which of its rows counts.
        self.cursor.execute(
            f"CREATE TEMP TABLE table_doubled AS SELECT {KEY} FROM table_read GROUP BY {KEY} HAVING count(*) > 1")
        if self._one("SELECT count(*) FROM table_doubled"):
            self._doubled(good)
            good += " AND rowid NOT IN (SELECT row FROM table_again)"
        if self._one(f"SELECT count(*) FROM table_read WHERE problem IS NOT NULL AND NOT {LEFT_OUT} AND NOT {OLD}"):
            self._wrong()
        contact = "" if self._contact_key else f", {KEY} AS {CONTACT}"
        self.cursor.execute(f"CREATE TEMP VIEW table_good AS SELECT *{contact}, rowid AS {ROW} FROM table_read "
                            f"WHERE {good}")
        if self.history.landed():
            self._say_what_was_read_again(CONTACT if self._contact_key else KEY)

    def _doubled(self, good: str) -> None:
        """Of rows with the same key those of the last load's last file say what it is, or that it is nothing any more.

        Of these the first good one counts, and further ones are set aside.
        """
        self.cursor.execute(
            f"""CREATE TEMP TABLE table_again AS
            SELECT *, first_value(line) OVER same AS first_line FROM (
                SELECT rowid AS row, file, line, {KEY}, {good} AS good,
                    rank() OVER (PARTITION BY {KEY} ORDER BY {AGE}, file DESC) AS version
                FROM table_read WHERE {KEY} IN (SELECT {KEY} FROM table_doubled))
            WINDOW same AS (PARTITION BY {KEY} ORDER BY version, NOT good, line)
            QUALIFY row_number() OVER same > 1""")
        self.cursor.execute(
            f"""INSERT INTO aside SELECT w.file, w.line, 'duplicate-key',
                'the row on line ' || first_line || ' of the same file has the same key ' || w.{KEY}, {self._row_text}
            FROM table_again w JOIN table_row l ON l.file = w.file AND l.line = w.line AND NOT l.{OLD}
            WHERE w.version = 1 AND w.good ORDER BY w.file, w.line""")

    def _say_what_was_read_again(self, contact: str) -> None:
        """Temp tables `reread` and `reread_contact`: the keys of which this load says all there is, be it nothing."""
        self.cursor.execute(f"CREATE TEMP TABLE reread AS SELECT DISTINCT {KEY} AS key FROM table_read "
                            f"WHERE NOT {OLD} AND {KEY} IS NOT NULL")
        self.cursor.execute(f"CREATE TEMP TABLE reread_contact AS SELECT DISTINCT {contact} AS key FROM table_read "
                            f"WHERE {contact} IS NOT NULL")

    def _wrong(self) -> None:
        """The texts of wrong rows are made again, for the sentence about each."""
        rows = (f"(SELECT l.*, r.problem FROM table_row l JOIN table_read r ON r.file = l.file AND r.line = l.line "
                f"WHERE r.problem IS NOT NULL AND NOT r.{LEFT_OUT} AND NOT l.{OLD} AND NOT r.{OLD})")
        issues = " ".join(f"WHEN {at} THEN {literal(issue)}" for at, (_, issue, _) in enumerate(self.problems))
        whats = " ".join(f"WHEN {at} THEN {what}" for at, (_, _, what) in enumerate(self.problems))
        self.cursor.execute(
            f"INSERT INTO aside SELECT file, line, CASE problem {issues} END, CASE problem {whats} END, "
            f"{self._row_text} FROM {layered(rows, self.parts)} l ORDER BY file, line")

    @property
    def _row_text(self) -> str:
        shape = self.mapping.shape
        between = "\t" if shape.delimiter is None and shape.format == "tsv" else shape.delimiter or ","
        return f"concat_ws({literal(between)}, {', '.join(f'l.{name}' for name in self.values.present.values())})"

    def _covers(self) -> tuple[datetime, datetime] | None:
        """From the first to the last moment there is a fact of; whole local days where the mapping says so."""
        spans = []
        for kind, fact in self.mapping.facts.items():
            first = last = IMPLIED.get(kind) or next(
                name for name, field in FIELDS[kind].items() if field.required and field.reads in ("moment", "day"))
            if kind in OF_DAYS:
                last = "until!"
            where = f" WHERE {made(kind)}" if fact.when else ""
            spans.append(f"SELECT min(CAST({made(f'{kind}.{first}')} AS TIMESTAMP)) AS a, "
                         f"max(CAST({made(f'{kind}.{last}')} AS TIMESTAMP)) AS b FROM table_good{where}")
        row = self.cursor.execute(f"SELECT min(a), max(b) FROM ({' UNION ALL '.join(spans)})").fetchone()
        if row is None or row[0] is None:
            return None
        start, end = row[0].replace(tzinfo=UTC), row[1].replace(tzinfo=UTC)
        zone = ZoneInfo(self.mapping.zone)
        if set(self.mapping.facts) <= OF_DAYS:
            return row[0].replace(tzinfo=zone).astimezone(UTC), row[1].replace(tzinfo=zone).astimezone(UTC)
        if self.mapping.covers == "event":
            return start, end
        first_day = start.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        last_day = end.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        return (first_day.replace(tzinfo=zone).astimezone(UTC),
                (last_day + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC))

    def _notices(self) -> dict[str, int]:
        """Counts over every row that landed, those left out or set aside included."""
        counts = [f"count(*) FILTER ({TWICE} AND NOT {LEFT_OUT})",
                  *(f"count(*) FILTER ({sign})" for sign in self.signs.values())]
        row = self.cursor.execute(f"SELECT {', '.join(counts)} FROM table_read WHERE NOT {OLD}").fetchone() or ()
        # What nobody asked for is said only where there is any.
        notices = {name: int(count) for name, count in zip(("times_in_a_repeated_hour", *self.signs), row, strict=True)
                   if count or name in self.mapping.notices}
        notices["full_row_duplicates"] = self._whole_rows_doubled()
        for name in self.mapping.distinct:
            notices |= self._distinct(name)
        return notices

    def _whole_rows_doubled(self) -> int:
        """Rows that are the same in every column as one before; they have the same key, or none."""
        whole = ", ".join(f"l.{name}" for name in self.values.present.values())
        rows = "landed l"
        if self.mapping.key:
            if not self._one("SELECT count(*) FROM table_doubled"):
                return 0
            key = self.values.key(self.mapping.key)
            rows = (f"{layered('landed', self.values.cells(self.mapping.key))} l WHERE {key} IS NULL "
                    f"OR {key} IN (SELECT {KEY} FROM table_doubled WHERE {KEY} IS NOT NULL)")
        return self._one(f"SELECT count(*) - count(DISTINCT hash({whole})) FROM {rows}")

    def _distinct(self, name: str) -> dict[str, int]:
        """Values of a column not seen before, and rows that repeat one; over all loads they add up.

        Of a file read again from its start, what an earlier load landed is past and does not count as seen.
        """
        column, cells = self.values.column(name), self.values.cells([name])
        seen = []
        for path in self.history.landed():
            if name in columns_of(self.cursor, path):
                seen.append(f"SELECT {column} FROM {layered(f'read_parquet({literal(path)})', cells)} l WHERE {column} "
                            "IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ("
                            "SELECT file, min(line) AS first FROM landed GROUP BY file) again "
                            "WHERE again.file = l.file AND l.line >= again.first)")
        new = f"CASE WHEN {column} NOT IN ({' UNION '.join(seen)}) THEN {column} END" if seen else column
        row = self.cursor.execute(f"SELECT count(DISTINCT {new}), count({column}) "
                                  f"FROM {layered('landed', cells)} l").fetchone() or (0, 0)
        return {f"distinct_{name}": row[0], f"{name}_repeats_across_lines": row[1] - row[0]}


def _wrong(field: Field | Moment) -> list[tuple[str, str, str]]:
    """What can be wrong with a field by itself: (test, issue, the sentence about it)."""
    value, given = made(field.place), f"{told(field.place)} IS NOT NULL"
    where = f"{field.place} ({', '.join(field.columns)})" if field.columns else field.place
    said = f"{literal(where + ': ')} || {told(field.place)}"
    found = []
    if isinstance(field, Moment) and field.reads == "moment":
        value = f"coalesce({made(field.place + '.local')}, {made(field.place + '.utc')})"
        if field.time is not None and field.date is None:
            value = made(field.place + ".clock")
        if field.date is not None:
            given = f"({made(field.place + '.date')} IS NOT NULL OR {made(field.place + '.time')} IS NOT NULL)"
    elif field.place == "contact.customer":
        return []
    how = HOW.get(field.reads)
    if how is not None:
        issue = "unreadable-cell" if field.reads not in ("word", "flag") else "unknown-word"
        found.append((f"{value} IS NULL AND {given}", issue,
                      f"{said} || {literal(' ' + how)}"))
    if field.required:
        found.append((f"{value} IS NULL", "empty-field", literal(f"{where} is blank")))
    if field.reads == "seconds":
        found += [(f"{value} < 0", "impossible-time", f"{said} || ' is less than nothing'"),
                  (f"{value} > {TEN_YEARS}", "impossible-time", f"{said} || ' is longer than ten years'")]
    if field.reads == "day":
        found.append((f"{value} NOT {YEARS}", "impossible-time", f"{said} || {OUTSIDE}"))
    if field.reads == "number" and not field.place.endswith("amount"):
        most = 8000 if field.place.endswith("number") else 999_999_999
        found.append((f"abs({value}) > {most}", "unreadable-cell", f"{said} || ' is too large a number'"))
    return found


def _moment(moment: Moment, clock: WallClock, earlier: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The columns of a moment in UTC, and the tests its time of day or its place among the others may fail."""
    place, local = moment.place, made(moment.place + ".local")
    where = f"{place} ({', '.join(moment.columns)}): "
    before = f"coalesce({', '.join(earlier)})" if earlier else "NULL"
    said = f"{literal(where)} || {told(place)}"
    wrong = [(f"{made(place)} NOT {YEARS}", f"{said} || {OUTSIDE}"),
             (f"coalesce({clock.never(local)}, false)", f"{said} || ' never was: the clock was put forward over it'")]
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
                      f"{said} || {how}"))
    if earlier:
        wrong += [(f"{made(place)} < {before}", f"{said} || ' lies before what it follows'"),
                  (f"{made(place)} > {before} + INTERVAL 10 YEAR",
                   f"{said} || ' lies more than ten years after what it follows'")]
    return parts, wrong
