"""This file is about a source fed by hand: one line of text, one conversation or other fact, said in JSON.

A conversation is {"contact": {...}, "visits": [...], "segments": [...]}; anything else is {"sale": {...}} and so on.
{"until": "..."} says how far the file is complete. A line that is not JSON is set aside.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from fourscore.terms import Calendar, Issue, Trouble
from fourscore.warehouse import CUBES, FACTS, WORDS, LoadTerms, Membership, Rate, Slice, Staged, Threshold, Warehouse
from fourscore.warehouse.facts import DERIVED, STAGED
from fourscore.warehouse.parts import STORED
from fourscore.warehouse.storing.packing import create

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class HandFed:
    """The source: files of one folder, in the order of their names."""

    kind = "hand"
    gives = tuple(STAGED)
    sliced = True
    recomputes_agents = False

    def __init__(self, folder: Path, name: str = "hand") -> None:
        self.folder, self.name = folder, name

    @classmethod
    def configure(cls, name: str, options: Mapping[str, object], where: str, folder: Path):
        return cls(folder, name), []

    def files(self) -> list[Path]:
        found = sorted(self.folder.glob("*.jsonl"))
        if not found:
            raise Trouble(Issue("file-missing", str(self.folder), "There is no file to load.", "Put one there."))
        return found

    def print_of(self, path: Path) -> str | None:
        return None

    def land(self, cursor, piece: Slice) -> None:
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS landed (file INTEGER, line BIGINT, text VARCHAR)")
        with piece.path.open("rb") as file:
            file.seek(piece.start)
            lines = file.read(piece.end - piece.start).decode().splitlines()
        for number, text in enumerate(lines, piece.first_line):
            row = [piece.file, number, text]
            try:
                json.loads(text)
            except ValueError:
                cursor.execute("INSERT INTO aside VALUES (?, ?, 'not-json', 'This is no JSON.', ?)", row)
            else:
                cursor.execute("INSERT INTO landed VALUES (?, ?, ?)", row)

    def stage(self, cursor, history) -> Staged:
        staged: dict[str, list[dict]] = {}
        whole: dict[str, dict] = {}
        until = []
        for file, line, text in cursor.execute("SELECT * FROM landed ORDER BY file, line").fetchall():
            said = json.loads(text)
            at = {"file": file, "line": line}
            for kind, row in said.items():
                if kind == "until":
                    until.append(datetime.fromisoformat(row).replace(tzinfo=UTC))
                elif kind in STAGED and kind != "contact":
                    staged.setdefault(kind, []).append({**row, **at})
            if "contact" in said:
                whole[said["contact"]["key"]] = {**said, "at": at}
        for said in whole.values():
            staged.setdefault("contact", []).append({**said["contact"], **said["at"]})
            for kind in ("visit", "segment"):
                for number, row in enumerate(said.get(f"{kind}s", ()), 1):
                    row = {"contact": said["contact"]["key"], "number": number, **row, **said["at"]}
                    staged.setdefault(kind, []).append(row)
        if whole:
            staged.setdefault("visit", [])
            staged.setdefault("segment", [])
        for kind, rows in staged.items():
            extras = {name: "VARCHAR" for row in rows for name in row if name.startswith("x_")}
            cursor.execute(create(f"staged_{kind}", {**STAGED[kind], **extras}, temporary=True))
            for row in rows:
                names = ", ".join(row)
                cursor.execute(
                    f"INSERT INTO staged_{kind} ({names}) VALUES ({', '.join('?' for _ in row)})", [*row.values()]
                )
        return Staged(covers=(datetime(2020, 1, 1, tzinfo=UTC), max(until)) if until else None)


def agreed(
    zone: str = "UTC", *, thresholds=((None, "2000-01-01", 20, 5),), roster=(), rates=(), currency: str = "EUR",
    names=None,
) -> LoadTerms:
    """Terms from plain words."""
    return LoadTerms(
        Calendar(ZoneInfo(zone)),
        tuple(Threshold(q, date.fromisoformat(d), Decimal(a), Decimal(s)) for q, d, a, s in thresholds),
        tuple(Membership(a, t, date.fromisoformat(f), date.fromisoformat(u) if u else None) for a, t, f, u in roster),
        currency,
        tuple(Rate(date.fromisoformat(d), c, Decimal(r)) for d, c, r in rates),
        names or {},
    )


def call(
    key: str,
    entered: str,
    *,
    answered: str | None = None,
    ended: str | None = None,
    queue: str = "sales",
    agent: str | None = None,
    outcome: str | None = None,
    talk_s: int = 0,
    wait_s: int | None = None,
    **about,
) -> str:
    """One conversation of one stay; talk as one segment from the answer to the end."""
    outcome = outcome or ("answered" if answered else "abandoned" if ended else "open")
    visit = {
        "queue": queue,
        "agent": agent,
        "entered_at": entered,
        "answered_at": answered,
        "ended_at": ended,
        "outcome": outcome,
        "talk_s": talk_s,
    }
    if wait_s is not None:
        visit["wait_s"] = wait_s
    segments = (
        [{"kind": "talk", "agent": agent, "queue": queue, "started_at": answered, "ended_at": ended}]
        if answered
        else []
    )
    contact = {"key": key, "started_at": entered, "ended_at": ended, "channel": "voice", **about}
    return json.dumps({"contact": contact, "visits": [visit], "segments": segments})


def write(folder: Path, name: str, *lines: str, more: bool = False) -> Path:
    """Write whole lines into a file of the folder, or add them to it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.jsonl"
    with path.open("a" if more else "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
    return path


def load(warehouse: Warehouse, folder: Path, terms: LoadTerms, name: str = "hand"):
    """Load what is new in the folder, and give the one report."""
    return warehouse.load([HandFed(folder, name)], terms, now=NOW, progress=lambda *_: None)[0]


def one(warehouse: Warehouse, query: str):
    """The one row, or the one value, a query gives."""
    rows = warehouse.cursor().execute(query).fetchall()
    assert len(rows) == 1, rows
    return rows[0] if len(rows[0]) > 1 else rows[0][0]


def dump(warehouse: Warehouse) -> dict[str, list[tuple]]:
    """Everything that stands, in words instead of keys, so that two warehouses can be held against each other."""
    cursor = warehouse.cursor()
    columns = {**FACTS, **DERIVED}
    books = {"file", "line", "loaded_in", "replaced_in"}
    found = {}
    for table, kinds in columns.items():
        if _is_empty(cursor, table):
            found[table] = []
            continue
        shown = [_said(name) for name in kinds if name not in books]
        where = "WHERE replaced_in IS NULL" if "replaced_in" in kinds else ""
        found[table] = cursor.execute(f"SELECT {', '.join(shown)} FROM {table} f {where} ORDER BY ALL").fetchall()
    for cube, cell in CUBES.items():
        if _is_empty(cursor, cube):
            found[cube] = []
            continue
        keys = ", ".join(_said(name) for name in cell)
        sums = ", ".join(f"{part.aggregate}({part.name})" for part in STORED)
        rows = cursor.execute(f"SELECT {keys}, {sums} FROM {cube} f GROUP BY ALL ORDER BY ALL").fetchall()
        found[cube] = [row for row in rows if any(row[len(cell) :])]
    return found


def _is_empty(cursor: DuckDBPyConnection, table: str) -> bool:
    """Asked first, as the long question for a table's rows takes ten times as long to put."""
    return cursor.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None


def _said(name: str) -> str:
    if name in WORDS:
        return f"(SELECT w.name FROM {name} w WHERE w.{name} = f.{name}) AS {name}"
    if name == "known_as":
        return "(SELECT w.name FROM agent w WHERE w.agent = f.known_as) AS known_as"
    if name == "contact":
        return "(SELECT min(c.key) FROM contact c WHERE c.contact = f.contact) AS contact"
    if name == "customer":
        return "(SELECT min(i.identifier) FROM customer_identifier i WHERE i.customer = f.customer) AS customer"
    return f'f."{name}"'
