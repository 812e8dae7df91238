"""This file is about what the tests of Asterisk's records may ask for: records written in a docstring, and staged."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fourscore.warehouse import Slice, Staged

ASIDE = "CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)"
NOON = datetime(2026, 3, 2, 12)  # noqa: DTZ001  small times in written records count from here, in UTC
MADE = 1_772_452_800  # the same as seconds since 1970


class Nothing:
    """A source's history before its first load."""

    def landed(self) -> list[str]:
        return []

    def landed_with(self, cursor: duckdb.DuckDBPyConnection, keys: str) -> list[str]:
        return []


class Found:
    """What was staged; moments are seconds after noon."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, staged: Staged) -> None:
        self.cursor, self.staged = cursor, staged

    def rows(self, table: str, *names: str) -> list[tuple[Any, ...]]:
        """These columns of every row, in their order."""
        found = self.cursor.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY ALL").fetchall()
        return [tuple(map(plain, row)) for row in found]

    def contacts(self, *names: str) -> list[tuple[Any, ...]]:
        return self.rows("staged_contact", "key", *names)

    def visits(self, *names: str) -> list[tuple[Any, ...]]:
        return self.rows("staged_visit", "contact", "number", *names)

    @property
    def segments(self) -> list[tuple[Any, ...]]:
        """Each as (contact, kind, agent, start, end, answered)."""
        return self.rows("staged_segment", "contact", "kind::VARCHAR", "agent", "started_at", "ended_at", "answered")

    @property
    def aside(self) -> list[tuple[int, str]]:
        return self.cursor.execute("SELECT line, issue FROM aside ORDER BY ALL").fetchall()


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        seconds = (value - NOON) / timedelta(seconds=1)
        return int(seconds) if seconds == int(seconds) else seconds
    return float(value) if type(value).__name__ == "Decimal" else value


def as_csv(rows: list[list[Any]], header: list[str] | None = None) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([header] if header else [])
    writer.writerows(rows)
    return out.getvalue()


def cdr(**cells: Any) -> list[Any]:
    """A record in the order of `Master.csv` with all its columns; `at`, `up` and `until` count from noon.

    A call is named by a small number; who calls is a trunk, unless `channel` says otherwise.
    """
    at, until, up = cells.pop("at"), cells.pop("until"), cells.pop("up", None)
    call, own = cells.pop("call", 1), cells.pop("own", None)
    known = {
        "src": "5551234",
        "dst": "600",
        "dcontext": "from-trunk",
        "clid": '"Ada" <5551234>',
        "channel": f"PJSIP/trunk-{call:08x}",
        "dstchannel": "",
        "lastapp": "Queue",
        "lastdata": "sales,t",
        "start": wall(at),
        "answer": wall(up) if up is not None else "",
        "end": wall(until),
        "duration": until - at,
        "billsec": until - up if up is not None else 0,
        "disposition": "NO ANSWER" if up is None else "ANSWERED",
        "amaflags": "DOCUMENTATION",
        "uniqueid": f"{MADE + 0}.{own or call}",
        "userfield": "",
        "peeraccount": "",
        "linkedid": f"{MADE}.{call}",
        "sequence": at,
    }
    assert set(cells) <= set(known)
    return ["", *{**known, **cells}.values()]


def wall(at: float) -> str:
    return str(NOON + timedelta(seconds=at))


WHO = {
    "caller": "PJSIP/trunk-00000001",
    "anna": "PJSIP/201-00000002",
    "ben": "PJSIP/202-00000003",
    "way1": "Local/201@from-queue-00000004;1",
    "way2": "Local/201@from-queue-00000004;2",
    "outside": "PJSIP/trunk-00000006",
    "out1": "Local/0301234567@out-00000007;1",
    "out2": "Local/0301234567@out-00000007;2",
}
CEL = [
    "eventtype",
    "eventtime",
    "cidname",
    "cidnum",
    "cidani",
    "cidrdnis",
    "ciddnid",
    "exten",
    "context",
    "channame",
    "appname",
    "appdata",
    "amaflags",
    "acctcode",
    "uniqueid",
    "linkedid",
    "peer",
    "userfield",
    "usereventname",
    "extra",
]


def cel(text: str) -> list[list[Any]]:
    """The events a docstring tells: `12 anna BRIDGE_ENTER bridge_id=b1`, `0 caller APP_START Queue:sales`.

    A call is named after its caller's uniqueid, 1; `begun by anna` in the first line makes it Anna's. `hangupsource`
    names a party. All events of a call named `2/caller` are of another call.
    """
    rows, lines = [], [line.split() for line in text.splitlines() if re.match(r"\s*\d", line)]
    begun = "anna" if "begun by anna" in text else "caller"
    for at, who, event, *more in lines:
        call, name = who.split("/") if "/" in who else ("1", who)
        said = dict(word.split("=") for word in more if "=" in word)
        said |= {key: WHO.get(value, value) for key, value in said.items() if key == "hangupsource"}
        app, _, data = next((word for word in more if ":" in word), "").partition(":")
        uniqueid = f"{MADE}.{call}" if name == begun else f"{MADE}.{call}{list(WHO).index(name)}"
        number = {"caller": "5551234", "anna": "201"}.get(name, "")
        user = event in ("HOLD", "UNHOLD")
        rows.append(
            [
                "USER_DEFINED" if user else event,
                f"{MADE + float(at):.6f}",
                "",
                number,
                "",
                "",
                "",
                "0301234567" if begun == "anna" else "600",
                "queues",
                WHO[name],
                app,
                data,
                "3",
                "",
                uniqueid,
                f"{MADE}.{call}",
                "",
                "",
                event if user else "",
                json.dumps(said) if said else "",
            ]
        )
    return rows


@pytest.fixture
def staged(tmp_path: Path) -> Iterator[Callable[..., Found]]:
    """Write texts as files, land each whole, and stage them; `source` is the class to read them with."""
    connection = duckdb.connect()

    def run(source: Any, *texts: str | bytes, **options: Any) -> Found:
        for number, text in enumerate(texts):
            raw = text if isinstance(text, bytes) else text.encode()
            (tmp_path / f"records{number}.csv").write_bytes(raw)
        made, issues = source.configure("calls", {"files": "records*.csv", **options}, "centre.yaml:3", tmp_path)
        assert made is not None, issues
        cursor = connection.cursor()
        cursor.execute(ASIDE)
        for number, path in enumerate(made.files(), 1):
            made.land(cursor, Slice(number, path, 0, path.stat().st_size, 1, path.read_bytes().count(b"\n")))
        return Found(cursor, made.stage(cursor, Nothing()))

    yield run
    connection.close()


@pytest.fixture
def write() -> Mapping[str, Callable[..., Any]]:
    """The writers of this file."""
    return {"cdr": cdr, "cel": cel, "csv": as_csv, "wall": wall}
