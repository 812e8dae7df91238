"""This file is about feeding a switch's events by hand: said in a few words, loaded, and looked at."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from fourscore.warehouse import LoadReport, Warehouse
from fourscore.warehouse.sources.freeswitch import CallcenterEvents

MIDNIGHT = 1_767_225_600  # 2026-01-01 00:00 UTC; moments of the tests are seconds after it
SEQUENCE = itertools.count(1)
Event = dict[str, str]


def event(at: float, action: str, **headers: Any) -> Event:
    """An event of mod_callcenter: `Member_UUID="m"` is its header CC-Member-UUID."""
    named = {"CC-" + name.replace("_", "-"): str(value) for name, value in headers.items()}
    return {"Event-Name": "CUSTOM", "Event-Subclass": "callcenter::info", "Core-UUID": "core",
            "Event-Date-Timestamp": str(round((MIDNIGHT + at) * 1e6)),
            "Event-Sequence": str(next(SEQUENCE)),
            "CC-Action": action, **named}


def member(session: str = "c1", place: str = "m1", queue: str = "sales", caller: str = "5551") -> dict[str, str]:
    return {"Queue": queue, "Member_UUID": place, "Member_Session_UUID": session, "Member_CID_Number": caller}


def as_json(*events: Mapping[str, Any]) -> str:
    return "".join(f"{json.dumps(one)}\n" for one in events)


def as_text(*events: Mapping[str, Any]) -> str:
    """As the event socket sends them: values encoded as in an address, a blank line behind each event."""
    return "".join("".join(f"{name}: {quote(str(value), safe='()!* ')}\n" for name, value in one.items()) + "\n"
                   for one in events)


class Switch:
    """A warehouse and the files of one source; every `load` gives its report."""

    def __init__(self, hand: ModuleType, folder: Path, configure: Any = CallcenterEvents.configure) -> None:
        self.hand, self.folder, self.configure = hand, folder, configure
        self.options: dict[str, Any] = {"files": "*.json"}
        self.warehouse = Warehouse.open(folder / "data")

    def load(self, text: str | bytes, file: str = "day.json", **options: Any) -> LoadReport:
        self.options |= options
        (self.folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        source, issues = self.configure("switch", self.options, "centre.yaml:3", self.folder)
        assert source is not None, issues
        now = datetime(2026, 2, 1, tzinfo=UTC)
        report: LoadReport = self.warehouse.load([source], self.hand.agreed(), now=now, progress=lambda *_: None)[0]
        return report

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(map(plain, row)) for row in self.warehouse.cursor().execute(query).fetchall()]

    @property
    def visits(self) -> list[tuple[Any, ...]]:
        """(contact, number, queue, agent, entered, answered, ended, outcome or flow, wait, talk)."""
        return self.rows("""
            SELECT c.key, v.number, q.name, a.name, entered_at, answered_at, v.ended_at,
                   CASE 1 WHEN answered THEN 'answered' WHEN abandoned THEN 'abandoned' WHEN flowed_out THEN v.flow
                          WHEN dropped THEN 'dropped' WHEN refused THEN 'refused' WHEN open THEN 'open' END,
                   wait_s, talk_s
            FROM visit v JOIN contact c USING (contact) LEFT JOIN queue q ON q.queue = v.queue
            LEFT JOIN agent a ON a.agent = v.agent
            WHERE v.replaced_in IS NULL AND c.replaced_in IS NULL ORDER BY c.key, number""")

    @property
    def contacts(self) -> list[tuple[Any, ...]]:
        """(key, start, end, handled)."""
        return self.rows("""
            SELECT key, started_at, ended_at, handled FROM contact WHERE replaced_in IS NULL ORDER BY key""")

    @property
    def segments(self) -> list[tuple[Any, ...]]:
        """(kind, contact, agent, start, end, answered)."""
        return self.rows("""
            SELECT s.kind::VARCHAR, c.key, a.name, s.started_at, s.ended_at, s.answered
            FROM segment s JOIN contact c USING (contact) LEFT JOIN agent a ON a.agent = s.agent
            WHERE s.replaced_in IS NULL AND c.replaced_in IS NULL ORDER BY s.started_at, s.kind, a.name""")

    @property
    def states(self) -> list[tuple[Any, ...]]:
        """(state, agent, start, end)."""
        return self.rows("""
            SELECT state, a.name, started_at, ended_at FROM agent_state s JOIN agent a USING (agent)
            WHERE replaced_in IS NULL ORDER BY a.name, state, started_at""")

    @property
    def aside(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT line, issue FROM set_aside ORDER BY load, line")

    @property
    def notices(self) -> dict[str, int]:
        return dict(self.rows("SELECT name, sum(rows)::INTEGER FROM notice GROUP BY ALL"))


def plain(value: Any) -> Any:
    """Moments as seconds after midnight, exact numbers as ordinary ones."""
    if isinstance(value, datetime):
        value = value.replace(tzinfo=UTC).timestamp() - MIDNIGHT
    if isinstance(value, Decimal):
        value = float(value)
    return int(value) if isinstance(value, float) and value == int(value) else value
