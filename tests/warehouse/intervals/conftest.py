"""This file is about a centre that has reports of intervals, with or without single calls beside them."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fourscore.metrics import Metrics, read_catalogue
from fourscore.terms import Calendar, Days
from fourscore.warehouse import LoadReport, LoadTerms, Membership, Source, Threshold, Warehouse
from fourscore.warehouse.sources.intervals import Intervals
from fourscore.warehouse.sources.table import Table

ZONE = ZoneInfo("Europe/Berlin")
OURS = read_catalogue(None, {})[0]
KINDS = {"intervals": Intervals, "table": Table}


class Room:
    """A folder with files in it, sources that read them, and numbers of what was loaded."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.sources = folder, dict[str, Source]()
        self.warehouse = Warehouse.open(folder / "data")
        self.calendar = Calendar(ZONE)
        self.thresholds = [Threshold(None, date(2026, 1, 1), Decimal(20), Decimal(5))]
        self.roster: list[Membership] = []

    def source(self, name: str, options: Mapping[str, Any], text: str | None = None, kind: str = "intervals") -> None:
        """Have a source of these options; with `text`, its one file."""
        made, issues = KINDS[kind].configure(
            name, {"files": f"{name}.csv", "zone": ZONE.key, **options}, f"centre.yaml, {name}", self.folder)
        assert made is not None, issues
        self.sources[name] = made
        if text is not None:
            self.write(f"{name}.csv", text)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    @property
    def terms(self) -> LoadTerms:
        return LoadTerms(self.calendar, tuple(self.thresholds), tuple(self.roster), "EUR", ())

    def load(self, *names: str) -> list[LoadReport]:
        sources = [self.sources[name] for name in names] or list(self.sources.values())
        return self.warehouse.load(sources, self.terms, now=datetime(2026, 6, 1, tzinfo=UTC), progress=lambda *_: None)

    def rebuild(self) -> None:
        self.warehouse.rebuild(list(self.sources.values()), self.terms, now=datetime(2026, 6, 2, tzinfo=UTC))

    @property
    def metrics(self) -> Metrics:
        return Metrics(self.warehouse, OURS, self.calendar, "EUR")

    def rows(self, metrics: str, first: str, until: str, by: str = "", **more: Any) -> list[Any]:
        during = Days(date.fromisoformat(first), date.fromisoformat(until))
        return self.metrics.ask(metrics.split(), by.split(), during=during, **more).rows

    def values(self, metrics: str, first: str, until: str, by: str = "", **more: Any) -> list[Any]:
        """Labels and value of each row."""
        return [(*row.by.values(), row.value) for row in self.rows(metrics, first, until, by, **more)]

    def aside(self) -> list[tuple[Any, ...]]:
        return self.warehouse.cursor().execute(
            "SELECT line, issue, what FROM set_aside ORDER BY file, line, what").fetchall()

    def standing(self) -> list[tuple[Any, ...]]:
        """Every told sum that stands, whatever load brought it."""
        return self.warehouse.cursor().execute(
            "SELECT s.name, i.key, slot, day, half, started_at, ended_at, q.name, t.name, offered, answered, "
            "abandoned, answered_in_time, talk_s, within_s FROM interval i JOIN source s USING (source) "
            "LEFT JOIN queue q ON q.queue = i.queue LEFT JOIN team t ON t.team = i.team WHERE replaced_in IS NULL "
            "ORDER BY ALL").fetchall()


@pytest.fixture
def room(tmp_path: Path):
    made = Room(tmp_path)
    yield made
    made.warehouse.close()


@pytest.fixture(scope="module")
def new_room(tmp_path_factory: pytest.TempPathFactory):
    """Rooms that tests share."""
    made: list[Room] = []

    def new() -> Room:
        made.append(Room(tmp_path_factory.mktemp("room")))
        return made[-1]

    yield new
    for one in made:
        one.warehouse.close()


Make = Callable[[], Room]
