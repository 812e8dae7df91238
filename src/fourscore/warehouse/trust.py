"""This file is about how far the facts can be trusted: what is loaded, until when, what was set aside and why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.warehouse.agreed import Fill
from fourscore.warehouse.facts import FACTS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAMPLES = 5


class Sample(NamedTuple):
    """One row set aside: the file and line it stands on, what is wrong with it, and its text."""

    path: str
    line: int
    what: str
    text: str


class Aside(NamedTuple):
    """The rows set aside for one reason, with the first few of them."""

    issue: str
    rows: int
    samples: tuple[Sample, ...]


class SourceHealth(NamedTuple):
    """What one source brought in all its loads. Times are aware, in UTC; None where nothing was ever loaded.

    gone: files that were loaded and are no longer where they were; what they brought stays.
    notices: counted by the load, not by the file; a corrected file's earlier ones are past only where no other file of
    the source may have been in that load.
    """

    source: str
    files: int
    gone: tuple[str, ...]
    loads: int
    rows_read: int
    rows_left_out: int
    rows_set_aside: int
    aside: tuple[Aside, ...]
    notices: dict[str, int]
    fills: tuple[Fill, ...]
    last_load: datetime | None


class Health(NamedTuple):
    """The state of the whole warehouse.

    facts: standing rows by kind. replaced: superseded rows by kind. unknown_agents: seen in facts, never on the roster.
    open_visits: stays not ended in what is loaded. spread: first and last local day with facts, None where empty.
    """

    sources: tuple[SourceHealth, ...]
    facts: dict[str, int]
    replaced: dict[str, int]
    words: dict[str, int]
    unknown_agents: tuple[str, ...]
    open_visits: int
    spread: tuple[date, date] | None


def health(cursor: DuckDBPyConnection, folder: Path) -> Health:
    """Read the whole state; counts only, and a few sample rows per reason. `folder` is the centre's."""
    standing, replaced = {}, {}
    for kind in FACTS:
        row = cursor.execute(f"SELECT count(*), count(replaced_in) FROM {kind}").fetchone() or (0, 0)
        standing[kind], replaced[kind] = row[0] - row[1], row[1]
    return Health(
        sources=tuple(
            _source(cursor, key, name, folder)
            for key, name in cursor.execute("SELECT source, name FROM source ORDER BY name").fetchall()
        ),
        facts=standing,
        replaced=replaced,
        words={
            word: _number(cursor, f"SELECT count(*) FROM {word}")
            for word in ("queue", "agent", "team", "channel", "topic")
        },
        unknown_agents=_unknown_agents(cursor),
        open_visits=_number(cursor, "SELECT count(*) FROM visit WHERE open = 1 AND replaced_in IS NULL"),
        spread=_spread(cursor),
    )


def _number(cursor: DuckDBPyConnection, query: str, *values: object) -> int:
    row = cursor.execute(query, list(values)).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _spread(cursor: DuckDBPyConnection) -> tuple[date, date] | None:
    found = dict(cursor.execute("SELECT name, value FROM setting WHERE name IN ('first_day', 'last_day')").fetchall())
    if len(found) < 2:
        return None
    return date.fromisoformat(found["first_day"]), date.fromisoformat(found["last_day"])


def _source(cursor: DuckDBPyConnection, key: int, name: str, folder: Path) -> SourceHealth:
    loads = cursor.execute(
        "SELECT count(*), sum(rows_read), sum(rows_left_out), max(\"at\") FROM load WHERE source = ? AND kind = 'load'",
        [key],
    ).fetchone() or (0, 0, 0, None)
    notices = cursor.execute(
        "SELECT name, sum(rows) FROM notice n WHERE source = ? AND EXISTS (FROM file f WHERE f.source = n.source AND "
        "n.load BETWEEN f.whole_in AND f.load) GROUP BY name ORDER BY name", [key])
    counted = {notice: int(rows) for notice, rows in notices.fetchall()}
    fills = cursor.execute("SELECT kind, first_at, until_at FROM fill WHERE source = ? ORDER BY kind", [key]).fetchall()
    aside = _aside(cursor, key)
    return SourceHealth(
        source=name,
        files=_number(cursor, "SELECT count(*) FROM file WHERE source = ?", key),
        gone=_gone(cursor, key, folder),
        loads=loads[0],
        rows_read=int(loads[1] or 0),
        rows_left_out=int(loads[2] or 0),
        rows_set_aside=sum(reason.rows for reason in aside),
        aside=aside,
        notices=counted,
        fills=tuple(
            Fill(name, kind, first.replace(tzinfo=UTC), until.replace(tzinfo=UTC)) for kind, first, until in fills
        ),
        last_load=loads[3].replace(tzinfo=UTC) if loads[3] else None,
    )


def _gone(cursor: DuckDBPyConnection, source: int, folder: Path) -> tuple[str, ...]:
    """Files read before that are not there now; what is no file on disk (generated rows) has no bytes."""
    paths = cursor.execute("SELECT path FROM file WHERE source = ? AND bytes > 0 ORDER BY path", [source]).fetchall()
    return tuple(path for (path,) in paths if not (folder / path).exists())


def _aside(cursor: DuckDBPyConnection, source: int) -> tuple[Aside, ...]:
    """What stands aside now: of a file read again from its start, only what that reading set aside."""
    standing = "set_aside s LEFT JOIN file f USING (file) WHERE s.source = ? AND s.load >= coalesce(f.whole_in, 0)"
    counts = cursor.execute(
        f"SELECT issue, count(*) FROM {standing} GROUP BY issue ORDER BY 2 DESC, 1", [source]
    ).fetchall()
    found = []
    for issue, rows in counts:
        samples = cursor.execute(
            f"SELECT coalesce(f.path, ''), s.line, s.what, s.row_text FROM {standing} "
            f"AND s.issue = ? ORDER BY s.file, s.line LIMIT {SAMPLES}",
            [source, issue],
        ).fetchall()
        told = (Sample(path, line or 0, what or "", text or "") for path, line, what, text in samples)
        found.append(Aside(issue, rows, tuple(told)))
    return tuple(found)


def _unknown_agents(cursor: DuckDBPyConnection) -> tuple[str, ...]:
    seen = " UNION ".join(
        f"SELECT agent FROM {kind} WHERE replaced_in IS NULL" for kind in FACTS if "agent" in FACTS[kind]
    )
    rows = cursor.execute(
        f"SELECT name FROM agent WHERE agent IN ({seen}) AND agent NOT IN (SELECT agent FROM membership) ORDER BY name"
    )
    return tuple(name for (name,) in rows.fetchall())
