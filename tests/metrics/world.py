"""This file is about a small warehouse written by hand, so that a test knows every fact in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fourscore.metrics import Catalogue, Metrics, read_catalogue
from fourscore.terms import Calendar, Days
from fourscore.warehouse import FACTS, Warehouse
from fourscore.warehouse.cubes import rebuild
from fourscore.warehouse.facts import DERIVED

WORDS = ("queue", "agent", "team", "channel", "topic", "customer_segment", "source")


@cache
def ours() -> Catalogue:
    return read_catalogue(None, {})[0]


class World:
    """Facts by hand. Moments are local ("2026-03-02 10:55") in the centre's zone, lengths are seconds."""

    def __init__(self, folder: Path, zone: str = "UTC", week_starts: int = 0, fiscal: int = 1) -> None:
        self.warehouse = Warehouse.open(folder / "data")
        self.cursor = self.warehouse.cursor()
        self.calendar = Calendar(ZoneInfo(zone), week_starts, fiscal)
        self.words: dict[tuple[str, str], int] = {}
        self.count = 0
        self.waiting: dict[tuple[str, tuple[str, ...]], list[list[Any]]] = {}
        self.word("source", "calls")
        self.cursor.execute("INSERT INTO file VALUES (1, 1, 'calls/march.csv', 'x', 1, 1, 1, 1)")

    def word(self, kind: str, name: str | None) -> int | None:
        if name is None:
            return None
        if (kind, name) not in self.words:
            self.words[kind, name] = 1 + sum(one == kind for one, _ in self.words)
            self.cursor.execute(f"INSERT INTO {kind} VALUES (?, ?)", [self.words[kind, name], name])
        return self.words[kind, name]

    def utc(self, at: str | datetime) -> datetime:
        """A local moment as naive UTC; `datetime`s are UTC already."""
        if isinstance(at, datetime):
            return at.replace(tzinfo=None)
        return datetime.fromisoformat(at).replace(tzinfo=self.calendar.zone).astimezone(UTC).replace(tzinfo=None)

    def place(self, utc: datetime) -> dict[str, Any]:
        local = utc.replace(tzinfo=UTC).astimezone(self.calendar.zone)
        into = timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)
        return {"slot": utc - into, "day": local.date(), "half": local.hour * 2 + local.minute // 30}

    def put(self, table: str, **values: Any) -> None:
        """One row of a fact; words by name, what is not said is missing (flags are 0)."""
        self.warehouse.stored += 1  # as a load tells it
        columns = {**FACTS, **DERIVED}[table]
        self.count += 1
        flags = {name: 0 for name, kind in columns.items() if kind == "UTINYINT" and name != "half"}
        asked = {"question": "csat"} if table == "survey" else {}
        whole = {**flags, **asked, "source": "calls", "file": 1, "line": self.count, "loaded_in": 1, **values}
        keyed = {name: self.word(name, value) if name in WORDS else value for name, value in whole.items()
                 if name in columns or name.startswith("x_")}
        self.waiting.setdefault((table, tuple(keyed)), []).append(list(keyed.values()))

    def store(self) -> None:
        """Write what was put in, many rows to a statement."""
        for (table, names), rows in self.waiting.items():
            marks = f"({', '.join('?' for _ in names)})"
            for start in range(0, len(rows), 100):
                some = rows[start:start + 100]
                self.cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join([marks] * len(some))}",
                                    [value for row in some for value in row])
        self.waiting.clear()

    def visit(self, at: str | datetime, queue: str | None = "Billing", *, wait: float = 0, talk: float = 0,
              hold: float = 0, wrap_up: float = 0, agent: str | None = None, team: str | None = None,
              outcome: str = "answered", within: float = 20, short: float = 5, **more: Any) -> None:
        """One stay, its pieces of talk, hold and after-call work included."""
        utc = self.utc(at)
        number = self.count
        entered = {"contact": number, "number": 1, "queue": queue, "agent": agent, "team": team, "channel": "voice",
                   **more}
        self.put("visit", **{**entered, **self.place(utc), "entered_at": utc, outcome: 1, "wait_s": wait,
                             "in_time": int(outcome == "answered" and wait <= within),
                             "abandoned_in_time": int(outcome == "abandoned" and wait <= within),
                             "short_abandon": int(outcome == "abandoned" and wait <= short),
                             "talk_s": talk, "hold_s": hold, "wrap_up_s": wrap_up, "handle_s": talk + hold + wrap_up})
        here = utc + timedelta(seconds=wait)
        for kind, seconds in (("talk", talk), ("hold", hold), ("wrap_up", wrap_up)):
            here = self.pieces(here, seconds, {**entered, "kind": kind})

    def pieces(self, start: datetime, seconds: float, what: dict[str, Any]) -> datetime:
        end = start + timedelta(seconds=seconds)
        what = {name: value for name, value in what.items() if not name.startswith("x_")}
        while start < end:
            place = self.place(start)
            until = min(end, place["slot"] + timedelta(minutes=30))
            self.put("piece", **{**what, **place, "started_at": start, "seconds": (until - start).total_seconds()})
            start = until
        return end

    def fact(self, table: str, at: str | datetime, column: str, **values: Any) -> None:
        """One row of a fact placed by a moment that stands in `column`."""
        utc = self.utc(at)
        self.put(table, **{**self.place(utc), column: utc, **values})

    def fill(self, kind: str, first: str, until: str, source: str = "calls") -> None:
        """Everything of that kind in [first, until) is here."""
        self.warehouse.stored += 1  # as a load tells it
        self.cursor.execute("INSERT INTO fill VALUES (?, ?, ?, ?)",
                            [self.word("source", source), kind, self.utc(first), self.utc(until)])

    def fill_all(self, first: str, until: str) -> None:
        for kind in FACTS:
            self.fill(kind, first, until)

    def roster(self, agent: str, team: str, days: Days) -> None:
        for step in range(days.length):
            self.put("agent_day", day=days.first + timedelta(days=step), agent=agent, team=team)

    def metrics(self, own: Path | None = None, window: int = 7) -> Metrics:
        """Everything put in so far, cubes included, ready to be asked."""
        self.store()
        rebuild(self.cursor)
        catalogue = ours()
        if own is not None:
            catalogue, issues = read_catalogue(own, {table: self.warehouse.extras(table) for table in FACTS})
            assert issues == []
        return Metrics(self.warehouse, catalogue, self.calendar, "EUR", window)


def days(first: str, until: str) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(until))
