"""This file is about staging a staff list: all rows that stand, day by day or spell by spell, made facts and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from fourscore.warehouse.sources import Staged
from fourscore.warehouse.sources.roster import daily, spells
from fourscore.warehouse.sources.roster.cells import CELL, FIELDS, Cells, Unreadable
from fourscore.warehouse.sources.roster.headings import SEVERAL, found_columns
from fourscore.warehouse.sources.roster.logins import Held, held, people_names
from fourscore.warehouse.sources.roster.options import Options
from fourscore.warehouse.sources.roster.source import BROKEN, EXTRAS, OF
from fourscore.warehouse.sources.roster.told import ALWAYS, Loan, Note, Piece, Row, Span

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History

# Why a row is set aside; of several reasons the first here is told.
REASONS = ("empty-field", "unreadable-cell", "unknown-word", "until-before-from", "impossible-time", "empty-key",
           "memberships-overlap", "login-of-two", "loan-outside")
TEXTS = [name for name in FIELDS if name != "day"]


@dataclass
class _List:
    """The whole list, understood: each person's rows, and what is wrong."""

    people: dict[str, list[Row]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    notices: dict[str, int] = field(default_factory=dict)
    unread: list[tuple[date, date]] = field(default_factory=list)
    doubtful: dict[str, set[str]] = field(default_factory=dict)  # log-ins of rows set aside, and of whom these told
    stays: list[tuple[str, str, Span]] = field(default_factory=list)
    pieces: dict[str, list[Piece]] = field(default_factory=dict)


def stage(cursor: DuckDBPyConnection, name: str, options: Options, history: History) -> Staged:
    """Temp tables staged_employment, staged_skill, told_stay, told_name and reread, of all rows that stand."""
    cells = Cells(options)
    found = _List()
    gather(cursor, options, history)
    days, broken = _days(cursor, cells, found)
    rows = _rows(cursor, cells, found, daily_list=bool(days))
    _same_people(rows, found)
    if days:
        _daily(found, days, broken, options)
    else:
        for person, told in found.people.items():
            _understood(found, person, *spells.pieces_of(told))
    shown = people_names(found.people, found.numbers)
    names = held(found.pieces, found.people, shown, found.doubtful, options.forms, found.notes)
    _facts(cursor, name, found, shown, names)
    _set_aside(cursor, found)
    if cells.unknown_reasons:
        found.notices["unknown_reasons_for_leaving"] = cells.unknown_reasons
    return Staged(covers=_covers(found, days), notices=found.notices)


def gather(cursor: DuckDBPyConnection, options: Options, history: History) -> None:
    """Temp table `roster_row`: a row for each that stands, its fields as texts. What a file says anew takes the place
    of what it said before; where a column says the day, only of the same day.
    """
    texts = ", ".join(f'"{name}" VARCHAR' for name in FIELDS)
    cursor.execute(f"CREATE TEMP TABLE roster_row (age INTEGER, file INTEGER, line BIGINT, broken VARCHAR, {texts})")
    files = [f"read_parquet('{_quoted(path)}')" for path in history.landed()]
    for age, rows in enumerate(("landed", *reversed(files))):
        there = [str(column) for column, *_ in cursor.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()]
        if OF not in there:
            continue
        columns, _ = found_columns(there[2:], options.columns)
        said = {name: _text(columns[name], several=name in SEVERAL or name == "name") for name in columns}
        if "day" not in options.columns and "day" not in columns:
            said["day"] = f'"{OF}"'
        cursor.execute(
            f"INSERT INTO roster_row BY NAME SELECT {age} AS age, file, line, \"{BROKEN}\" AS broken, "
            + ", ".join(f'{sql} AS "{name}"' for name, sql in said.items()) + f" FROM {rows}")
    # A file whose name tells its day says nothing of another one, nor does a list of spells.
    slot = ["file"] if options.day_in_name else ["file", "coalesce(day, '')"]
    newest = f"SELECT *, age > min(age) FILTER (broken IS NULL) OVER (PARTITION BY {', '.join(slot)}) AS past"
    cursor.execute(f"CREATE TEMP TABLE roster_now AS SELECT * EXCLUDE past FROM ({newest} FROM roster_row) "
                   "WHERE broken IS NOT NULL OR NOT past")
    cursor.execute("DELETE FROM roster_now n WHERE broken IS NOT NULL AND NOT EXISTS (FROM roster_now o "
                   "WHERE o.file = n.file AND o.age = n.age AND o.broken IS NULL)")


def _text(columns: Sequence[str], *, several: bool) -> str:
    cells = [f"nullif(trim(\"{column.replace(chr(34), chr(34) * 2)}\"), '')" for column in columns]
    if several:
        return f"concat_ws('{CELL}', {', '.join(cells)})"
    return f"coalesce({', '.join(cells)})" if len(cells) > 1 else cells[0]


def _quoted(path: str) -> str:
    return path.replace("'", "''")


def _days(cursor: DuckDBPyConnection, cells: Cells, found: _List) -> tuple[list[date], set[date]]:
    """The days of a daily list, and those with a line that could not be read; none where it is a list of spells.

    Temp table `roster_day(text, day, nth)`. Rows that should tell their day and do not are set aside.
    """
    texts = [text for (text,) in cursor.execute(
        "SELECT DISTINCT day FROM roster_now WHERE day IS NOT NULL AND broken IS NULL").fetchall()]
    cursor.execute("CREATE TEMP TABLE roster_day (text VARCHAR, day DATE, nth INTEGER)")
    if not texts:
        return [], set()
    read: dict[str, date | None] = {}
    for text in texts:
        try:
            read[text] = cells.day(text, "as of")
        except Unreadable:
            read[text] = None
    days = sorted({day for day in read.values() if day is not None})
    nth = {day: number for number, day in enumerate(days)}
    cursor.execute("INSERT INTO roster_day SELECT unnest(?::VARCHAR[]), unnest(?::DATE[]), unnest(?::INTEGER[])",
                   [list(read), list(read.values()), [None if d is None else nth[d] for d in read.values()]])
    bad = cursor.execute(
        "SELECT file, line, n.day FROM roster_now n LEFT JOIN roster_day d ON d.text = n.day "
        "WHERE broken IS NULL AND d.day IS NULL ORDER BY ALL").fetchall()
    found.notes += [
        Note(file, line, "unreadable-cell" if text else "empty-field",
             f"as of: {text!r} is no day written as {' or '.join(cells.options.dates)}" if text
             else "this row does not tell of which day it is")
        for file, line, text in bad]
    broken = cursor.execute(
        "SELECT DISTINCT d.day FROM roster_now n JOIN roster_day d ON d.text = n.day WHERE d.day IS NOT NULL AND "
        "(n.file, n.age) IN (SELECT (file, age) FROM roster_now b LEFT JOIN roster_day o ON o.text = b.day "
        "WHERE b.broken IS NOT NULL OR o.day IS NULL)").fetchall()
    return days, {day for (day,) in broken}


def _rows(cursor: DuckDBPyConnection, cells: Cells, found: _List, *, daily_list: bool) -> list[Row]:
    """The rows understood. In a daily list one row stands for as many days in a row as it says the same."""
    names = ", ".join(f'"{name}"' for name in TEXTS)
    if daily_list:
        same = f"SELECT DISTINCT ON (nth, {names}) file, line, d.day AS seen, nth, {names} FROM roster_now n " \
               "JOIN roster_day d ON d.text = n.day WHERE broken IS NULL AND nth IS NOT NULL ORDER BY file, line"
        runs = f"SELECT *, nth - row_number() OVER (PARTITION BY {names} ORDER BY nth) AS run FROM ({same})"
        query = (f"SELECT arg_min(file, nth), arg_min(line, nth), min(seen), max(seen), {names} FROM ({runs}) "
                 f"GROUP BY run, {names} ORDER BY 1, 2")
    else:
        query = f"SELECT file, line, NULL, NULL, {names} FROM roster_now WHERE broken IS NULL ORDER BY 1, 2"
    rows = []
    for file, line, first, last, *said in cursor.execute(query).fetchall():
        seen = (first, last) if daily_list else None
        texts = dict(zip(TEXTS, said, strict=True))
        row = cells.row(file, line, texts, seen)
        if isinstance(row, Note):
            found.notes.append(row)
            found.unread += [seen] if seen else []
            for login in cells.listed(texts["logins"]):
                found.doubtful.setdefault(login, set()).add(" ".join((texts["name"] or "").replace(CELL, " ").split()))
        else:
            rows.append(row)
    return rows if daily_list else _begun(rows, found)


def _begun(rows: list[Row], found: _List) -> list[Row]:
    """Rows of spells whose first day is told; where no row tells any, everybody is where they are since always."""
    if not any(row.first for row in rows):
        return rows
    found.notes += [Note(row.file, row.line, "empty-field", "this row tells no first day, as others do")
                    for row in rows if row.first is None and not row.bare]
    return [row for row in rows if row.first is not None or row.bare]


def _same_people(rows: Sequence[Row], found: _List) -> None:
    """Put each person's rows together: by number; a row without one is that of the one person of its name."""
    named: dict[str, set[str]] = {}
    for row in rows:
        if row.person.startswith("n"):
            named.setdefault(row.name, set()).add(row.person)
            found.numbers[row.person] = row.person[1:]
    for row in rows:
        person = row.person
        if person.startswith("-") and row.name in named:
            if len(named[row.name]) > 1:
                found.notes.append(Note(row.file, row.line, "empty-key",
                                        "several people have this name, and the row has no number to tell which"))
                continue
            person = next(iter(named[row.name]))
        found.people.setdefault(person, []).append(row._replace(person=person))


def _daily(found: _List, days: Sequence[date], broken: set[date], options: Options) -> None:
    rows = [row for told in found.people.values() for row in told]
    broken |= {day for day in days for first, last in found.unread if first <= day <= last}
    whole: set[date] = set()
    if options.whole:
        whole, doubtful = daily.believed(rows, days, broken, options.missing)
        if doubtful:
            found.notices["lists_not_believed_to_be_whole"] = doubtful
    before: dict[date, date | None] = {}
    last: date | None = None
    for day in days:
        before[day] = last
        last = day if day in whole else last
    for person, told in found.people.items():
        _understood(found, person, *daily.pieces_of(told, days, whole, before, found.notes))


def _understood(found: _List, person: str, pieces: list[Piece], loans: list[Loan]) -> None:
    found.pieces[person] = pieces
    found.notes += spells.outside(pieces, loans)
    found.stays += [(person, team, span) for team, span in spells.teams(pieces, loans, found.notes)]


def _facts(
    cursor: DuckDBPyConnection, name: str, found: _List, shown: Mapping[str, str], names: Sequence[Held]
) -> None:
    jobs: list[tuple[Any, ...]] = []
    able: list[tuple[Any, ...]] = []
    unknown = 0
    # A list that tells nobody's joining day says of the few who came since it began no more than of the others.
    told = any(row.first or row.joined for rows in found.people.values() for row in rows)
    for person, pieces in found.pieces.items():
        for job in spells.employments(pieces):
            if job.hired is None or not told:
                unknown += 1
                continue
            file, line = job.first_row.place
            jobs.append((f"{file}:{line}", shown[person], job.row.role, job.hired, job.left, job.row.leaving, file,
                         line, job.row.site, job.row.full_time))
        for skill, span, row in spells.skills(pieces):
            able.append((f"{row.file}:{row.line}:{skill}:{span.first}", shown[person], skill, span.first, span.until,
                         row.file, row.line))
    if unknown:
        found.notices["people_without_joining_day"] = unknown
    _make(cursor, "staged_employment", {
        "key": "VARCHAR", "agent": "VARCHAR", "role": "VARCHAR", "hired_on": "DATE", "left_on": "DATE",
        "leaving": "VARCHAR", "file": "INTEGER", "line": "BIGINT", **EXTRAS}, jobs)
    _make(cursor, "staged_skill", {
        "key": "VARCHAR", "agent": "VARCHAR", "skill": "VARCHAR", "from_day": "DATE", "until_day": "DATE",
        "file": "INTEGER", "line": "BIGINT"}, able)
    _make(cursor, "told_stay", {"agent": "VARCHAR", "team": "VARCHAR", "first_day": "DATE", "until_day": "DATE"},
          [(shown[person], team, span.first, span.until) for person, team, span in found.stays])
    _make(cursor, "told_name", {"agent": "VARCHAR", "name": "VARCHAR", "first_day": "DATE", "until_day": "DATE"},
          [(person, None, None, None) for person in sorted(set(shown.values()))]
          + [(one.person, one.login, one.first, one.until) for one in names])
    there = {table for (table,) in cursor.execute(
        "SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()}
    before = " UNION ALL ".join(f"SELECT key FROM {kind} JOIN source USING (source) WHERE name = '{_quoted(name)}' "
                                "AND replaced_in IS NULL" for kind in ("employment", "skill") if kind in there)
    cursor.execute(f"CREATE TEMP TABLE reread AS {before or 'SELECT CAST(NULL AS VARCHAR) AS key LIMIT 0'}")


def _make(cursor: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: list[tuple[Any, ...]]) -> None:
    """A temp table with these rows, columns handed over as lists."""
    cursor.execute(f"CREATE TEMP TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    if rows:
        cursor.execute(f"INSERT INTO {table} SELECT {', '.join(f'unnest(?::{kind}[])' for kind in columns.values())}",
                       [list(column) for column in zip(*rows, strict=True)])


def _set_aside(cursor: DuckDBPyConnection, found: _List) -> None:
    """Set aside what is wrong with rows that landed just now; earlier ones were told of by their own load."""
    notes: dict[tuple[int, int], Note] = {}
    for note in sorted(set(found.notes), key=lambda note: (REASONS.index(note.issue), note.what)):
        notes.setdefault((note.file, note.line), note)
    if not notes:
        return
    _make(cursor, "roster_note", {"file": "INTEGER", "line": "BIGINT", "issue": "VARCHAR", "what": "VARCHAR"},
          [tuple(note) for note in notes.values()])
    cursor.execute(
        "INSERT INTO aside SELECT n.file, n.line, n.issue, n.what, CAST(to_json(l) AS VARCHAR) "
        "FROM roster_note n JOIN landed l ON l.file = n.file AND l.line = n.line")


def _covers(found: _List, days: Sequence[date]) -> tuple[datetime, datetime] | None:
    """From the first day anybody was here up to the last list, or to the last day anything is told of."""
    told = [day for pieces in found.pieces.values() for piece in pieces for day in (piece.first, piece.until)
            if day is not None and day != ALWAYS]
    if not told:
        return None
    last = days[-1] + timedelta(days=1) if days else max(told) + timedelta(days=1)
    first = min(told)
    return (datetime.combine(first, time(), UTC), datetime.combine(last, time(), UTC)) if first < last else None
