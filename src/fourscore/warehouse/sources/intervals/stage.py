"""This file is about staging: rows of a report become intervals told and bare figures, cell by cell.

A cell that cannot be read is set aside and not told; the other cells of its row are. So a sum over it has no number
instead of one that is too small.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fourscore.warehouse.facts import COUNTS_TOLD
from fourscore.warehouse.sources import Staged
from fourscore.warehouse.sources.intervals.figures import stage_figures
from fourscore.warehouse.sources.intervals.grid import cells, quoted
from fourscore.warehouse.sources.intervals.options import NAMES, Plan
from fourscore.warehouse.sources.intervals.spells import spell
from fourscore.warehouse.sources.options import whole_days
from fourscore.warehouse.sources.table.mapping.shape import Field
from fourscore.warehouse.sources.table.values import Values, layered, literal, made, told

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Rows that add up what stands above them; as intervals of their own they would count it twice.
TOTALS = ("total", "totals", "grand total", "sum", "sums", "summary", "all", "overall", "gesamt", "summe", "insgesamt",
          "gesamtsumme", "total general", "totale", "som", "totaal", "subtotal", "sub total")
LEFT_OUT, BLANK = '"=left out"', '"=blank"'
# Behind the beginning of an interval its end may stand, as in 09:00 - 09:30.
TO_THE_END = "\\s*(-|–|—|to|until|bis)\\s*\\d{1,2}[:.]\\d{2}(:\\d{2})?\\s*([AaPp]\\.?[Mm]\\.?)?\\s*$"
SURE_WORDS = {"number": "is no whole number of things", "seconds": "is no length of time"}


class Staging:
    """One load's rows on their way from `landed` to `staged_interval` and `staged_entered`."""

    def __init__(self, cursor: DuckDBPyConnection, plan: Plan) -> None:
        self.cursor, self.plan, self.zone = cursor, plan, ZoneInfo(plan.start.zone)
        columns = [str(name) for name, *_ in cursor.execute("DESCRIBE landed").fetchall()][2:]
        self.rows = "landed"
        if plan.kpi is not None:
            columns, self.rows = cells(cursor, plan, columns), "report_landed"
        self.values = Values({name: quoted(name) for name in columns}, plan.mapping.shape.decimal)

    def stage(self) -> Staged:
        self._read()
        self.cursor.execute(f"DELETE FROM report_row WHERE {BLANK} AND NOT {LEFT_OUT}")
        left_out = self._one(f"SELECT count(*) FROM report_row WHERE {LEFT_OUT}")
        self.cursor.execute(f"DELETE FROM report_row WHERE {LEFT_OUT}")
        self._set_aside_rows()
        spell(self.cursor, self.plan.period, self.zone)
        self._set_aside_spells()
        self._set_aside_cells()
        notices = self._intervals() if self.plan.tells else {}
        covers = self._covers() if self.plan.tells else None
        if self.plan.entered:
            stage_figures(self.cursor, self.plan, self.zone)
        return Staged(left_out, covers, {name: count for name, count in notices.items() if count})

    def _one(self, sql: str) -> int:
        row = self.cursor.execute(sql).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def _fields(self) -> dict[str, Field]:
        return {**self.plan.names, **self.plan.tells}

    def _read(self) -> None:
        """Temp table `report_row`: place, the beginning's pieces, names, each cell's text and value, the figures."""
        plan, values = self.plan, self.values
        start = {column for column in plan.start.columns if column != plan.start.date}
        told_columns = dict.fromkeys(column for one in self._fields().values() for column in one.columns)
        figures = dict.fromkeys(column for column, _ in plan.entered.values())
        out = plan.mapping.leave_out
        used = dict.fromkeys([*plan.start.columns, *told_columns, *figures, *(out.columns if out else ())])
        rows = self.rows
        if start:
            begins = ", ".join(f"regexp_replace({quoted(name)}, {literal(TO_THE_END)}, '') AS {quoted(name)}"
                               for name in start)
            rows = f"(SELECT * REPLACE ({begins}) FROM {rows})"
        parts = values.cells(used)
        for one in self._fields().values():
            parts += values.field(one)
        parts += values.moment(plan.start)
        names = [told(one.place) for one in plan.names.values()] + [told("start")]
        totals = " OR ".join(f"lower({name}) IN ({', '.join(map(literal, TOTALS))})" for name in names)
        condition = f"({values.condition(out)})" if out else "false"
        parts.append(f"coalesce({condition}, false) OR coalesce({totals}, false) AS {LEFT_OUT}")
        filled = [told(one.place) for one in plan.tells.values() if one.columns]
        filled += [values.column(column) for column in figures]
        parts.append(f"{' AND '.join(f'{text} IS NULL' for text in filled) or 'true'} AS {BLANK}")
        kept = [f"{made(one.place)} AS {quoted(name)}" for name, one in self._fields().items()]
        kept += [f"{told(one.place)} AS {quoted('?' + name)}" for name, one in self._fields().items()]
        kept += [f"NULL AS {name}" for name in NAMES if name not in plan.names]
        kept += [f"{values.column(column)} AS {quoted('@' + column)}" for column in figures]
        self.cursor.execute(
            "CREATE OR REPLACE TEMP TABLE report_row AS SELECT file, line, "
            f"concat_ws(' | ', {', '.join(map(values.column, used))}) AS row_text, {told('start')} AS begins, "
            f"{made('start.local')} AS local, {made('start.utc')} AS utc, {', '.join(kept)}, {LEFT_OUT}, {BLANK} "
            f"FROM {layered(rows, parts)}")

    def _set_aside_rows(self) -> None:
        """Rows whose interval or whose names are not told."""
        blank = [("begins IS NULL", "empty-field", "'when the interval begins is blank'"),
                 ("coalesce(local, utc) IS NULL", "unreadable-cell", "'\"' || begins || '\" is no time that can be "
                  "read as the beginning of an interval'")]
        blank += [(f"{name} IS NULL", "empty-field", f"'the {name} is blank'")
                  for name, one in self.plan.names.items() if one.columns]
        for test, issue, what in blank:
            self._aside(f"SELECT file, line, '{issue}', {what}, row_text FROM report_row r "
                        f"WHERE {test}")
            self.cursor.execute(f"DELETE FROM report_row WHERE {test}")

    def _set_aside_spells(self) -> None:
        self._aside("SELECT file, line, 'impossible-time', wrong, row_text FROM report_row r "
                    "JOIN report_spell USING (begin_row) WHERE wrong IS NOT NULL")
        self.cursor.execute("DELETE FROM report_row WHERE begin_row IN "
                            "(SELECT begin_row FROM report_spell WHERE wrong IS NOT NULL)")

    def _set_aside_cells(self) -> None:
        """Cells that tell something no such cell can; they become blank."""
        for name, one in self.plan.tells.items():
            if not one.columns:
                continue
            value, text = quoted(name), quoted("?" + name)
            whole = f" OR {value} <> floor({value})" if name in COUNTS_TOLD else ""
            wrong = f"{text} IS NOT NULL AND ({value} IS NULL OR {value} < 0 OR {value} > 1e12{whole})"
            says = literal(f'" in {" ".join(one.columns)!r} {SURE_WORDS[one.reads]}; the rest of the row is loaded')
            self._aside(f"SELECT file, line, 'unreadable-cell', '\"' || {text} || {says}, "
                        f"row_text FROM report_row r WHERE {wrong}")
            self.cursor.execute(f"UPDATE report_row SET {value} = NULL WHERE {wrong}")

    def _aside(self, query: str) -> None:
        self.cursor.execute(f"INSERT INTO aside {query}")

    def _intervals(self) -> dict[str, int]:
        """Temp table `staged_interval`; and counts of what is odd in it."""
        tells = list(self.plan.tells)
        types = {name: "BIGINT" if name in COUNTS_TOLD else "DECIMAL(18,3)" for name in tells}
        grouped = self.plan.kpi is not None
        columns = ", ".join(
            f"CAST({'any_value' if grouped else ''}({quoted(name)}) AS {types[name]}) AS {name}" for name in tells)
        place = "min(file) AS file, min(line) AS line" if grouped else "file, line"
        group = f" GROUP BY s.started_at, s.ended_at, {', '.join(NAMES)}, file" if grouped else ""
        key = " || '|' || ".join(["strftime(s.started_at, '%Y-%m-%dT%H:%M:%S')",
                                  *(f"coalesce({name}, '')" for name in NAMES)])
        counted = [name for name in tells if self.plan.tells[name].columns] or tells
        self.cursor.execute(
            f"CREATE TEMP TABLE staged_interval AS SELECT * FROM (SELECT {key} AS key, s.started_at, s.ended_at, "
            f"{', '.join(f'CAST({name} AS VARCHAR) AS {name}' for name in NAMES)}, {columns}, {place} "
            f"FROM report_row r JOIN report_spell s USING (begin_row){group}) "
            f"WHERE coalesce({', '.join(f'CAST({name} AS VARCHAR)' for name in counted)}) IS NOT NULL")
        if {"offered", "answered", "abandoned"} <= set(tells):
            return {"more_ended_than_offered": self._one(
                "SELECT count(*) FROM staged_interval WHERE answered + abandoned > offered")}
        return {}

    def _covers(self) -> tuple[datetime, datetime] | None:
        row = self.cursor.execute("SELECT min(started_at), max(ended_at) FROM staged_interval").fetchone()
        if row is None or row[0] is None:
            return None
        first, until = row
        span = first.replace(tzinfo=UTC), until.replace(tzinfo=UTC)
        if self.plan.mapping.covers == "event":
            return span
        return whole_days((span[0], span[1] - timedelta(microseconds=1)), self.zone)
