"""This file is about figures that people enter by hand: what the office keeps of them, landed and staged as facts.

Every load that finds something new lands all there is, withdrawals too, so that the facts can be made again from any
such load's rows. A cell (metric, days, team, queue) has one figure: the last said. What an earlier load told of a cell
and the last no longer tells, is past.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, said
from fourscore.warehouse.facts import TYPED
from fourscore.warehouse.sources import Fetched, Fetching, History, Staged

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CELL = ("metric", "first_day", "until_day", "team", "queue")
KEY = " || ' ' || ".join((
    *(f"(row_text->>'$.{name}')" for name in CELL[:3]),
    *(f"coalesce('{name} ' || (row_text->>'$.{name}'), '')" for name in CELL[3:])))


class Figure(NamedTuple):
    """One thing said of a cell, under its number (1: the first ever), by `who`.

    Of the local days [first_day, until_day). num, den: missing where the cell's figure was withdrawn.
    """

    number: int
    metric: str
    first_day: date
    until_day: date
    team: str | None
    queue: str | None
    num: Decimal | None
    den: Decimal | None
    who: str


class TypedFigures:
    """Figures entered by hand. No centre configures it: it is there when somebody entered one."""

    kind: ClassVar[str] = TYPED
    gives: ClassVar[tuple[str, ...]] = ("entered",)
    recomputes_agents: ClassVar[bool] = False

    def __init__(self, figures: Callable[[], Sequence[Figure]], zone: ZoneInfo) -> None:
        self.name, self.figures, self.zone = TYPED, figures, zone

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[TypedFigures | None, list[Issue]]:
        """It has no options and reads nothing of centre.yaml."""
        return None, [Issue("unknown-source-kind", where, said("What is entered by hand is no source of "
                                                               "centre.yaml."),
                            said("Take the entry out; write figures down with: fourscore enter"))]

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """No columns of its own."""
        return {}

    def fetch(self, cursor: DuckDBPyConnection, asked: Fetching) -> Fetched:
        """Land everything ever said, where it is no longer what was landed last. `line`: the number it was said under.

        The mark is a print of it all: an office put back from a copy may know less than was landed.
        """
        rows = [(asked.file, one.number, _text(one)) for one in self.figures()]
        mark = hashlib.sha256("\n".join(f"{line} {text}" for _, line, text in rows).encode()).hexdigest()
        cursor.execute("CREATE TEMP TABLE landed (file INTEGER, line BIGINT, row_text VARCHAR)")
        if mark == asked.mark or (not rows and asked.mark is None):
            return Fetched(asked.mark or "")
        if not rows:  # nothing is left of what was landed; a load without a row would be none
            rows = [(asked.file, 0, "{}")]
        cursor.execute("INSERT INTO landed SELECT unnest(?::INTEGER[]), unnest(?::BIGINT[]), unnest(?::VARCHAR[])",
                       [list(column) for column in zip(*rows, strict=True)])
        return Fetched(mark)

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """The last said of each cell, where it was not withdrawn; every other cell ever landed is past."""
        said = f"(SELECT {KEY} AS key, * FROM landed WHERE (row_text->>'$.metric') IS NOT NULL)"
        cursor.execute(f"""
            CREATE TEMP TABLE staged_entered AS
            SELECT key, row_text->>'$.metric' AS metric, CAST(row_text->>'$.first_day' AS DATE) AS first_day,
                   CAST(row_text->>'$.until_day' AS DATE) AS until_day, row_text->>'$.team' AS team,
                   row_text->>'$.queue' AS queue, CAST(row_text->>'$.num' AS DECIMAL(18,4)) AS num,
                   CAST(row_text->>'$.den' AS DECIMAL(18,4)) AS den, row_text->>'$.who' AS who, file, line
            FROM (SELECT * FROM {said} QUALIFY row_number() OVER (PARTITION BY key ORDER BY line DESC) = 1)
            WHERE (row_text->>'$.num') IS NOT NULL""")
        before = history.landed()
        landed = f"SELECT row_text FROM read_parquet([{', '.join(map(_quoted, before))}]) UNION ALL " if before else ""
        cursor.execute(f"CREATE TEMP TABLE reread AS SELECT DISTINCT {KEY} AS key FROM ({landed}SELECT row_text FROM "
                       "landed) WHERE (row_text->>'$.metric') IS NOT NULL")
        span = cursor.execute("SELECT min(first_day), max(until_day) FROM staged_entered").fetchone()
        if span is None or span[0] is None:
            return Staged()
        return Staged(covers=(self._midnight(span[0]), self._midnight(span[1])))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def _text(one: Figure) -> str:
    """A figure as its row is landed; what it does not have is left out."""
    told = {name: str(value) for name, value in one._asdict().items() if value is not None and name != "number"}
    return json.dumps(told, ensure_ascii=False)


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "''") + "'"
