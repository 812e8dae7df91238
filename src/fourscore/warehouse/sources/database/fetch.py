"""This file is about fetching: what a query gives is streamed in, and what was landed before is recognised.

Rows are read in blocks by a cursor on the server's side, in the order of the column `since`, from its greatest value
landed so far on (that value included, as more rows may have been written with it meanwhile), and always those in which
it is blank. Rows that say what their key's last landed ones said are let go, so that nothing is landed twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.terms import Issue, Trouble, did_you_mean, said
from fourscore.warehouse.sources.database.address import Address, connected
from fourscore.warehouse.sources.database.texts import as_text, keep, kept
from fourscore.warehouse.sources.table.files import named

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlalchemy import ColumnClause, Connection, Row, Select

    from fourscore.warehouse.sources import Fetching

BLOCK = 10_000


class Asked(NamedTuple):
    """What is asked of a database. since: the column it is read on by; again: from how long before the mark.

    key: columns that name a row. decimal: the sign numbers are written with. wanted: column → the place that names it.
    """

    address: Address
    query: str
    since: str | None
    again: timedelta
    key: tuple[str, ...]
    decimal: str
    wanted: Mapping[str, str]

    @property
    def print(self) -> str:
        """Changes when what is asked changes; all is then read from the start."""
        said = [self.address.url, self.address.url_from, self.query, self.since]
        return blake2b(json.dumps(said).encode(), digest_size=12).hexdigest()


def fetch(cursor: DuckDBPyConnection, asked: Asked, place: Fetching) -> str:
    """Land what is new, and give the mark. Raises Trouble; then nothing has been landed.

    Beside those of `Address.engine` and `connected`: `unknown-column`, `bad-option` (of `since`).
    """
    engine = asked.address.engine(place.secret)
    into = "fetched" if place.history.landed() else "landed"
    rows = Rows(cursor, into, place, asked.decimal)
    with connected(engine, asked.address.where, lambda: rows.done) as connection:
        raw = list(map(str, connection.execute(_query(asked.query, nothing=True)).keys()))
        names = named(raw)
        _check(asked, names)
        rows.make(names)
        last = mark = _mark(asked, place.mark)
        at = names.index(asked.since) if asked.since is not None else None
        query = _query(asked.query, raw[at] if at is not None else None, _again(asked, mark))
        for block in blocks(connection, query):
            rows.append(block)
            if at is not None:
                last = next((row[at] for row in reversed(block) if _counts(row[at], place.now)), last)
    if into == "fetched":
        _recognise(cursor, asked, place, names)
    return _kept(asked, last)


def blocks(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
    """The rows of a query, block by block, by a cursor on the server's side; it is closed whatever happens."""
    streaming = connection.execution_options(stream_results=True, max_row_buffer=BLOCK)
    with streaming.execute(query) as result:
        yield from result.partitions(BLOCK)


class Rows:
    """The temp table the rows go to, as texts, a block at a time."""

    def __init__(self, cursor: DuckDBPyConnection, table: str, place: Fetching, decimal: str) -> None:
        self.cursor, self.table, self.place, self.decimal, self.done, self.names = cursor, table, place, decimal, 0, 0

    def make(self, names: Sequence[str]) -> None:
        self.names = len(names)
        columns = ", ".join(f"{quoted(name)} VARCHAR" for name in names)
        self.cursor.execute(f"CREATE TEMP TABLE {self.table} (file INTEGER, line BIGINT, {columns})")

    def append(self, block: Sequence[Sequence[object]]) -> None:
        texts = [[as_text(cell, self.decimal) for cell in row] for row in block]
        cells = ", ".join(f"r[{place}]" for place in range(1, self.names + 1))
        self.cursor.execute(
            f"""INSERT INTO {self.table} SELECT ?, ? + row_number() OVER (), {cells}
            FROM (SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS r)""",
            [self.place.file, self.place.first_line + self.done - 1, json.dumps(texts, ensure_ascii=False)])
        self.done += len(texts)
        self.place.tell(said("{done} rows fetched", done=f"{self.done:,}"))


def _query(
    query: str, since: str | None = None, mark: object = None, *, nothing: bool = False
) -> Select[tuple[object]]:
    """The query's rows: none of them, or those from the mark on in the order of `since`, in the database's own SQL."""
    from sqlalchemy import column, false, literal, literal_column, or_, select, text

    # What looks like a parameter in it is none.
    plain = re.sub(r"(?<![:\\]):(?=\w)", r"\\:", query.strip().rstrip(";").rstrip())
    everything: Select[tuple[object]] = select(literal_column("*"))
    found = everything.select_from(text(plain).columns().subquery("q"))
    if nothing:
        return found.where(false())
    if since is None:
        return found
    at: ColumnClause[object] = column(since)
    if mark is not None:
        found = found.where(or_(at >= literal(mark), at.is_(None)))
    return found.order_by(at)


def _check(asked: Asked, names: list[str]) -> None:
    """Every column the source names must be in the query's result; all that are not are told at once."""
    wanted = {**asked.wanted, **({asked.since: "since"} if asked.since is not None else {})}
    unknown = [(column, place) for column, place in wanted.items() if column not in names]
    if unknown:
        raise Trouble(*(
            Issue("unknown-column", f"{asked.address.where}, {place}",
                  said("The query gives no column {column}.", column=repr(column)),
                  did_you_mean(column, names) or said("It gives: {what}.",
                                                      what=', '.join(sorted(names)) or 'no columns at all'))
            for column, place in unknown))


def _recognise(cursor: DuckDBPyConnection, asked: Asked, place: Fetching, names: list[str]) -> None:
    """Move from `fetched` to `landed` the rows of every key of which any says what its last landed rows did not say."""
    files = place.history.landed()
    paths = "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in files) + "]"
    rows = f"read_parquet({paths}, union_by_name = true, filename = true)"
    there = {str(name) for name, *_ in cursor.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()}
    cells = ", ".join(quoted(name) for name in names)
    before = ", ".join(quoted(name) if name in there else f"NULL AS {quoted(name)}" for name in names)
    key = f"hash({', '.join(quoted(name) for name in asked.key)})"
    cursor.execute(f"""
        CREATE TEMP TABLE landed AS
        WITH before AS (
            SELECT {cells}, {key} AS "=key", nth
            FROM (SELECT {before}, list_position({paths}, filename) AS nth FROM {rows})
            WHERE {key} IN (SELECT {key} FROM fetched)),
        last AS (SELECT {cells} FROM before QUALIFY nth = max(nth) OVER (PARTITION BY "=key")),
        news AS (SELECT {key} AS "=key" FROM (SELECT {cells} FROM fetched EXCEPT SELECT {cells} FROM last))
        SELECT * REPLACE (? - 1 + row_number() OVER (ORDER BY line) AS line) FROM fetched
        WHERE {key} IN (SELECT "=key" FROM news) ORDER BY line""", [place.first_line])
    cursor.execute("DROP TABLE fetched")


def _mark(asked: Asked, mark: str | None) -> object:
    """The greatest value of `since` landed so far; None where there is none, or something else was asked then."""
    if asked.since is None or mark is None:
        return None
    said = json.loads(mark)
    return kept(*said["since"]) if said["of"] == asked.print and said["since"] else None


def _kept(asked: Asked, last: object) -> str:
    """The mark, as a text."""
    since = None
    if last is not None:
        since = keep(last)
        if since is None:
            raise _bad_since(asked, said("holds {name__}, by which it cannot be read on", name__=type(last).__name__),
                             said("Name a column of times, numbers or texts that only ever grow."))
    return json.dumps({"of": asked.print, "since": since})


def _again(asked: Asked, mark: object) -> object:
    """Where to read on from: the mark, less the overlap."""
    if mark is None or not asked.again:
        return mark
    if not isinstance(mark, date):
        raise _bad_since(asked, said("holds no dates and times, so that there can be no overlap"),
                         said("Leave `overlap` out, or name a column of dates and times."))
    return mark - asked.again


def _counts(value: object, now: datetime) -> bool:
    """Whether the mark may be put at a value: not at a blank, nor at a time to come, before which others will follow.

    A time without a zone may be of any, so that it may be up to a day ahead.
    """
    if isinstance(value, datetime):
        ahead = now if value.tzinfo is not None else (now + timedelta(days=1)).replace(tzinfo=None)
        return value <= ahead
    return value is not None and not (isinstance(value, date) and value > (now + timedelta(days=1)).date())


def _bad_since(asked: Asked, what: str, remedy: str) -> Trouble:
    return Trouble(Issue("bad-option", f"{asked.address.where}, since",
                         said("The column {since} {what}.", since=repr(asked.since), what=what), remedy))


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
