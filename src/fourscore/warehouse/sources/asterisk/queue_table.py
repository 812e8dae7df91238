"""This file is about Asterisk's queue_log kept in a database table: its rows become the lines the file would have.

A row is `id, time, callid, queuename, agent, event, data1 … data5`; what does not fit into five parameters stays inside
the last with its bars, so that joining them gives the line's text again. Older tables have one column `data`. The time
is the wall clock's, unless Asterisk writes it in GMT. Rows are read on by `id`, which grows as they are written; it is
also their line. The facts are made from the lines by the same staging as the file's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from fourscore.terms import Issue, Trouble, did_you_mean, said
from fourscore.warehouse.sources import Fetched, Fetching, History, Staged
from fourscore.warehouse.sources.asterisk.events import listed
from fourscore.warehouse.sources.asterisk.queue_log import QueueLog
from fourscore.warehouse.sources.database.address import Address, connected
from fourscore.warehouse.sources.database.fetch import Rows, blocks
from fourscore.warehouse.sources.table.wall_clock import WallClock

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlalchemy import ColumnClause, Connection, Select

OWN = ("url", "url_from", "password_from", "table", "utc")
SHARED = ("name", "kind", "names", "topics", "covers", "zone")
NEEDED = ("id", "time", "callid", "queuename", "agent", "event")
# Rows looked at again: one written by another program just then may have an earlier id and be seen only now.
AGAIN = 1_000
# How far a clock may seem to go back from one row to the next without having been put back for the winter.
JITTER = 60


@dataclass(frozen=True)
class QueueTable:
    """Contacts, stays, segments and agent states from Asterisk's queue_log in a table (`schema.name` or `name`).

    utc: the times are GMT (`queue_log_realtime_use_gmt`), not those of the zone's wall clock.
    """

    kind: ClassVar[str] = "asterisk_table"
    gives: ClassVar[tuple[str, ...]] = QueueLog.gives
    recomputes_agents: ClassVar[bool] = True
    as_it_happens: ClassVar[bool] = True

    name: str
    address: Address
    table: str
    utc: bool
    log: QueueLog

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[QueueTable | None, list[Issue]]:
        """Read the address, `table` and `utc`, and those of the file that are not about files; every issue is told."""
        issues = [
            Issue("unknown-key", where, said("The source {name} has no option {key}.", name=repr(name), key=repr(key)),
                  did_you_mean(str(key), (*OWN, *SHARED)) or said("Remove the line."))
            for key in options if key not in OWN and key not in SHARED]
        texts: dict[str, str | None] = {}
        for option, example in (("url", "sqlite:///queue_log.db"), ("url_from", "PBX_DATABASE"),
                                ("password_from", "PBX_PASSWORD"), ("table", "queue_log")):
            value = options.get(option)
            texts[option] = value if isinstance(value, str) and value else None
            if value is not None and texts[option] is None:
                issues.append(Issue("bad-option", where, said("{option} is not a text.", option=repr(option)),
                                    said("Write for instance  {option}: {example}", option=option, example=example)))
        utc = options.get("utc", False)
        if not isinstance(utc, bool):
            issues.append(Issue("bad-option", where, said("'utc' is neither yes nor no."),
                                said("Write for instance  utc: true")))
        address = Address(texts["url"], texts["url_from"], texts["password_from"], where, folder)
        issues += address.issues()
        shared = {key: value for key, value in options.items() if key in SHARED}
        log, found = QueueLog.configure(name, {**shared, "files": "-"}, where, folder)
        issues += found
        if issues or log is None:
            return None, issues
        return cls(name, address, texts["table"] or "queue_log", bool(utc), log), []

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """No columns of its own."""
        return {}

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """As the file's lines."""
        return self.log.stage(cursor, history)

    def fetch(self, cursor: DuckDBPyConnection, asked: Fetching) -> Fetched:
        """Append the new rows to `landed(file, line, row_text, time_text)`; `time_text` is the time as it was told.

        Where a row turns up among those read before, all from it on are landed again, in their order, as lines of a
        corrected file are. A table that was emptied and counts from the start again goes on under further lines.
        Raises Trouble as `connected` and `Address.engine` do, and `unknown-column` for a table that is no queue_log.
        """
        mark = self._mark(asked.mark)
        first = self._read(cursor, asked, mark)
        if first is None:
            mark = {"base": mark["base"] + mark["last"], "last": 0}
            first = self._read(cursor, asked, mark)
        self._write_lines(cursor, asked, mark["base"], first or 0)
        row = cursor.execute("SELECT max(id) FROM queue_row").fetchone()
        cursor.execute("DROP TABLE queue_row")
        if asked.mark is not None and (row is None or row[0] is None):
            return Fetched(asked.mark)  # empty just now: whether its ids go on is seen when there are rows again
        last = max(mark["last"], row[0] if row and row[0] is not None else 0)
        return Fetched(json.dumps({"of": self._print, "base": mark["base"], "last": last}))

    @property
    def _print(self) -> str:
        said = json.dumps([self.address.url, self.address.url_from, self.table])
        return blake2b(said.encode(), digest_size=12).hexdigest()

    def _mark(self, mark: str | None) -> dict[str, int]:
        """base: added to ids to make lines. last: the greatest id read. Another table goes on under further lines."""
        if mark is None:
            return {"base": 0, "last": 0}
        said = json.loads(mark)
        if said["of"] != self._print:
            return {"base": said["base"] + said["last"], "last": 0}
        return {"base": said["base"], "last": said["last"]}

    def _read(self, cursor: DuckDBPyConnection, asked: Fetching, mark: Mapping[str, int]) -> int | None:
        """Fill temp table `queue_row(id, time_text, said, epoch)`; the first id to land, None where ids start again.

        epoch: of rows landed before, what was made of their time then.
        """
        rows = Rows(cursor, "queue_text", asked, ".")
        with connected(self.address.engine(asked.secret), self.address.where, lambda: rows.done) as connection:
            names = self._columns(connection)
            rows.make([name for name, _ in names])
            for block in blocks(connection, self._query(names, mark["last"] - AGAIN)):
                rows.append(block)
        data = [f'"{name}"' for name, _ in names if name.startswith("data")]
        parts = [f"coalesce({cell}, '')" for cell in ("callid", "queuename", "agent", "event")]
        params = " || '|' || ".join(f"coalesce({cell}, '')" for cell in data)
        cursor.execute(f"""
            CREATE OR REPLACE TEMP TABLE queue_row AS
            SELECT CAST(id AS BIGINT) AS id, coalesce("time", '') AS time_text, {" || '|' || ".join(parts)} || '|'
                   || rtrim({params}, '|') AS said FROM queue_text""")
        cursor.execute("DROP TABLE queue_text")
        return self._first_to_land(cursor, asked, mark)

    def _first_to_land(self, cursor: DuckDBPyConnection, asked: Fetching, mark: Mapping[str, int]) -> int | None:
        cursor.execute("CREATE OR REPLACE TEMP TABLE queue_known (id BIGINT, time_text VARCHAR, row_text VARCHAR)")
        if mark["last"] and asked.history.landed():
            files = listed(asked.history.landed())
            cursor.execute(f"""
                INSERT INTO queue_known SELECT line - $base, time_text, row_text
                FROM read_parquet({files}, filename = true)
                WHERE line > $base + $last - {AGAIN} AND line <= $base + $last
                QUALIFY row_number() OVER (PARTITION BY line ORDER BY list_position({files}, filename) DESC) = 1
                """, dict(mark))
        cursor.execute("""
            CREATE OR REPLACE TEMP TABLE queue_row AS
            SELECT q.*, k.id IS NOT NULL AS known, try_cast(split_part(k.row_text, '|', 1) AS BIGINT) AS epoch,
                   k.id IS NOT NULL AND (k.time_text <> q.time_text OR NOT suffix(k.row_text, '|' || q.said)) AS other
            FROM queue_row q LEFT JOIN queue_known k USING (id)""")
        cursor.execute("DROP TABLE queue_known")
        found = cursor.execute("SELECT min(id) FILTER (NOT known), max(id), bool_or(other) FROM queue_row").fetchone()
        if not found or found[1] is None:
            # Nothing among the last rows or after them: the table is empty now, or counts from its start again.
            return 0 if mark["last"] == 0 else None
        return None if found[2] else found[0] if found[0] is not None else found[1] + 1

    def _write_lines(self, cursor: DuckDBPyConnection, asked: Fetching, base: int, first: int) -> None:
        """The lines from the id `first` on, their times in seconds since 1970."""
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS landed "
                       "(file INTEGER, line BIGINT, row_text VARCHAR, time_text VARCHAR)")
        cursor.execute(f"""
            INSERT INTO landed SELECT ?, ? + id, coalesce(CAST(epoch AS VARCHAR), time_text) || '|' || said, time_text
            FROM ({self._timed(cursor)}) WHERE id >= ? ORDER BY id""", [asked.file, base, first])

    def _timed(self, cursor: DuckDBPyConnection) -> str:
        """A query over `queue_row` with every `epoch`.

        In the hour that comes twice a time is the second one from the row on at which the clock has gone back.
        """
        zoned = "regexp_full_match(time_text, '.*\\d\\d:\\d\\d.*([Zz]|[+-]\\d\\d(:?\\d\\d)?)')"
        told = (f"CASE WHEN {zoned} THEN CAST(floor(epoch(try_cast(time_text AS TIMESTAMPTZ))) AS BIGINT) "
                "WHEN regexp_full_match(time_text, '\\d{9,10}(\\.\\d+)?') "
                "THEN CAST(floor(CAST(time_text AS DOUBLE)) AS BIGINT) END")
        local = f"CASE WHEN NOT {zoned} THEN date_trunc('second', try_cast(time_text AS TIMESTAMP)) END"
        if self.utc:
            return f"SELECT * REPLACE (coalesce(epoch, {told}, epoch_us({local}) // 1000000) AS epoch) FROM queue_row"
        years = cursor.execute(f"SELECT min(year({local})), max(year({local})) FROM queue_row").fetchone()
        first, last = years if years and years[0] is not None else (2000, 2000)
        clock = WallClock.over(self.log.zone, max(first, 1970), min(last, 2200))
        seconds, hour = "epoch_us({}) // 1000000", "twice, year(wall), month(wall)"
        return f"""
            SELECT * REPLACE (coalesce(epoch, CASE WHEN twice AND bool_or(back) OVER (
                PARTITION BY {hour} ORDER BY id) THEN second_time ELSE first_time END) AS epoch)
            FROM (SELECT *, twice AND (coalesce(epoch = second_time, false)
                         OR first_time + {JITTER} < max(coalesce(epoch, first_time)) OVER (
                             PARTITION BY {hour} ORDER BY id)) AS back
                  FROM (SELECT * REPLACE (coalesce(epoch, {told}) AS epoch), wall,
                               {seconds.format(clock.to_utc('wall'))} AS first_time,
                               {seconds.format(clock.to_utc_second('wall'))} AS second_time,
                               coalesce({clock.twice('wall')}, false) AS twice
                        FROM (SELECT *, {local} AS wall FROM queue_row)))"""

    def _columns(self, connection: Connection) -> list[tuple[str, str]]:
        """The columns to ask for: what we call each, and what the table does."""
        from sqlalchemy import false, literal_column, select

        nothing: Select[Any] = select(literal_column("*")).select_from(self._table()).where(false())
        there = {name.lower(): name for name in map(str, connection.execute(nothing).keys())}
        data = sorted(there.keys() & {f"data{place}" for place in range(1, 6)}) or sorted(there.keys() & {"data"})
        missing = [name for name in NEEDED if name not in there] + ([] if data else ["data1"])
        if missing:
            where = f"{self.address.where}, table"
            raise Trouble(*(
                Issue("unknown-column", where, said("The table {table} has no column {name}.", table=self.table,
                                                    name=repr(name)),
                      said("Point `table` at Asterisk's queue_log, with columns id, time, callid, queuename, "
                           "agent, event and data1 to data5 (or data).")) for name in missing))
        return [(name, there[name]) for name in (*NEEDED, *data)]

    def _table(self) -> Any:
        from sqlalchemy import table

        schema, _, name = self.table.rpartition(".")
        return table(name, schema=schema or None)

    def _query(self, names: list[tuple[str, str]], after: int) -> Select[Any]:
        from sqlalchemy import column, select

        columns: list[ColumnClause[Any]] = [column(there) for _, there in names]
        found: Select[Any] = select(*columns).select_from(self._table())
        return found.where(columns[0] > after).order_by(columns[0])
