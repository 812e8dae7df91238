"""This file is about the source kind push: events that other systems send while the centre is served, by a mapping.

They wait in a spool from which every load takes over what came since. The same id again is the same event: with the
same content it changes nothing, with another it is a correction, and what came last counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

from fourscore.terms import Issue, said
from fourscore.warehouse.sources import Fetched, Fetching, History, Staged
from fourscore.warehouse.sources.push.spool import place_of, sizes, tidy, unread
from fourscore.warehouse.sources.table import Table
from fourscore.warehouse.sources.table.mapping import OF_FILES, OPTIONS, read_mapping
from fourscore.warehouse.sources.table.stage import Staging
from fourscore.warehouse.sources.table.values import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OWN = ("id",)
# What a mapping may say of any rows, and not of files; events are known by their id.
OF_EVENTS = tuple(option for option in OPTIONS if option not in (*OF_FILES, "key"))
TAKEN = ("file", "line", "event", "received")  # columns of what landed that are ours
BEHIND = " (column)"
AT_ONCE = 1 << 25  # bytes of events in one load


class Push:
    """Events pushed over HTTP while the centre is served, each giving the facts a mapping in the centre's file says."""

    kind: ClassVar[str] = "push"
    recomputes_agents: ClassVar[bool] = False

    def __init__(self, name: str, id_at: str, table: Table, spool: Path) -> None:
        self.name, self.id_at, self.table, self.spool = name, id_at, table, spool
        self._again = 0

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[Push | None, list[Issue]]:
        """Read `id` (where an event's id stands; `id` itself where that is left out) and the mapping."""
        issues: list[Issue] = []
        id_at = options.get("id", "id")
        if not isinstance(id_at, str) or not id_at.strip():
            issues.append(Issue("bad-option", where, said("'id' of the source {name} is not the name of a key.",
                                                          name=repr(name)),
                                said("Write for instance  id: event_id")))
            id_at = "id"
        rows = {option: value for option, value in options.items() if option not in OWN}
        mapping, found = read_mapping(name, rows, where, OF_EVENTS, (*OWN, *OF_EVENTS))
        issues += found
        if mapping is not None:
            used = [id_at, *(column for column in mapping.used if column != id_at)]
            issues += _names(used, mapping.used, where)
            mapping = mapping.__class__(**{**vars(mapping), "key": (id_at,), "used": {id_at: "id", **mapping.used}})
        if issues or mapping is None:
            return None, issues
        return cls(name, id_at, Table(mapping, where, folder), place_of(folder / "data", name)), []

    @property
    def gives(self) -> tuple[str, ...]:
        """As the mapping says."""
        return self.table.gives

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """The mapping's further columns."""
        return self.table.brings()

    def waiting(self) -> tuple[tuple[str, int], ...]:
        """What waits in the spool; other than before once something came in."""
        return sizes(self.spool)

    def fetch(self, cursor: DuckDBPyConnection, asked: Fetching) -> Fetched:
        """Land what came since, of every id the last; what is no event goes to `aside`."""
        done: dict[str, int] = json.loads(asked.mark) if asked.mark else {}
        tidy(self.spool, done)
        found, more = unread(self.spool, done, AT_ONCE)
        if found:
            self._land(cursor, asked, b"".join(stretch.lines for stretch in found))
        ends = {stretch.name: stretch.end for stretch in found}
        there = {name: ends.get(name, done.get(name, 0)) for name, _ in self.waiting()}
        return Fetched(json.dumps({name: end for name, end in there.items() if end}), more)

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Facts of the landed events; those that can be none are set aside with the reason."""
        names = self._columns()
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS landed (file INTEGER, line BIGINT, received VARCHAR, "
                       "event VARCHAR)")
        there = {str(name).lower() for name, *_ in cursor.execute("DESCRIBE landed").fetchall()}
        for name in names:
            if name.lower() not in there:  # landed before the mapping named it
                cursor.execute(f"ALTER TABLE landed ADD COLUMN {_quoted(name)} VARCHAR")
                cursor.execute(f"UPDATE landed SET {_quoted(name)} = {_value(name, 'event')}")
        staged = _EventStaging(cursor, self.table.mapping, history).stage()
        again = {"events_told_again": self._again} if self._again else {}
        return staged._replace(notices={**staged.notices, **again})

    def _columns(self) -> list[str]:
        return list(self.table.mapping.used)

    def _land(self, cursor: DuckDBPyConnection, asked: Fetching, lines: bytes) -> None:
        with TemporaryDirectory(prefix="pushed_", dir=self.spool.parent) as room:
            path = Path(room, "lines.tsv")
            path.write_bytes(lines)
            cursor.execute(
                """CREATE TEMP TABLE pushed AS SELECT row_number() OVER () AS nth, * FROM read_csv(
                    ?, auto_detect = false, header = false, delim = '\t', quote = '', escape = '', new_line = '\\n',
                    columns = {'received': 'VARCHAR', 'issue': 'VARCHAR', 'said': 'VARCHAR', 'event': 'VARCHAR'},
                    force_not_null = ['received', 'issue', 'said', 'event'])""", [str(path)])
        cursor.execute("UPDATE pushed SET issue = 'unreadable-event', said = 'this event cannot be read' "
                       "WHERE issue = '' AND NOT json_valid(event)")
        row = cursor.execute("SELECT count(*) FILTER (issue = '') - count(DISTINCT CASE WHEN issue = '' THEN said END) "
                             "FROM pushed").fetchone()
        self._again = int(row[0]) if row else 0
        cursor.execute(
            """CREATE TEMP TABLE pushed_once AS SELECT ? - 1 + row_number() OVER (ORDER BY nth) AS line, * FROM (
                FROM pushed QUALIFY issue <> '' OR nth = max(nth) OVER (PARTITION BY issue, said))""",
            [asked.first_line])
        cursor.execute("INSERT INTO aside SELECT ?, line, issue, said, event FROM pushed_once WHERE issue <> '' "
                       "ORDER BY line", [asked.file])
        rest = [name for name in self._columns() if name != self.id_at]
        cells = "".join(f", {_value(name, 'event')} AS {_quoted(name)}" for name in rest)
        cursor.execute(
            f"""CREATE TEMP TABLE landed AS SELECT ?::INTEGER AS file, line::BIGINT AS line, received, event,
                said AS {_quoted(self.id_at)}{cells} FROM pushed_once WHERE issue = '' ORDER BY line""", [asked.file])
        for table in ("pushed", "pushed_once"):
            cursor.execute(f"DROP TABLE temp.{table}")


class _EventStaging(Staging):
    """As any rows, but an event set aside is shown as it was sent."""

    @property
    def _row_text(self) -> str:
        return 'l."event"'


def _names(used: list[str], places: Mapping[str, str], where: str) -> list[Issue]:
    """Keys that cannot be told apart once they are columns."""
    issues, met = [], dict.fromkeys(TAKEN, "")
    for name in used:
        lower = name.lower()
        if lower in met:
            other = met[lower]
            what = said("{name} is taken by our own.", name=repr(name))
            if other:
                what = said("{other} and {name} differ by capitals only.", other=repr(other), name=repr(name))
            issues.append(Issue("bad-mapping", f"{where}, {places.get(name, 'id')}", what,
                                said("Write {number} for an event's own key of that name.",
                                     number=repr(name + BEHIND))))
        met[lower] = name
    return issues


def _value(name: str, event: str) -> str:
    """SQL for an event's value under a key, or under keys in each other, as text; nothing where there is none."""
    key = name.removesuffix(BEHIND)
    ways = [_pointer([key]), *([_pointer(key.split("."))] if "." in key else [])]
    found = ", ".join(f"json_extract_string({event}, {literal(way)})" for way in ways)
    return f"replace({f'coalesce({found})' if len(ways) > 1 else found}, chr(0), '\ufffd')"


def _pointer(keys: list[str]) -> str:
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
