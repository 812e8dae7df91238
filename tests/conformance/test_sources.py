"""This file is about every source telling the same recorded day: the facts are the same, whoever told them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from recorded_day import BEGIN, DAY, FACTS, Told
from ways import WAYS

from fourscore.terms import Calendar
from fourscore.warehouse import LoadReport, LoadTerms, Source, Threshold, Warehouse

EXPECTED = json.loads((DAY / "expected.json").read_text(encoding="utf-8"))
ZONE = ZoneInfo(EXPECTED["zone"])
KINDS = {"contact": "contacts", "visit": "visits", "segment": "offers", "agent_state": "agents"}
# What stands in the warehouse, in the columns of expected.json; words by name, times as the day is written (UTC).
QUERIES = {
    "contacts": "SELECT key, started_at, ended_at, identifier AS customer, handled FROM contact "
                "LEFT JOIN customer_identifier USING (customer) WHERE replaced_in IS NULL ORDER BY key",
    "visits": "SELECT c.key AS contact, number, q.name AS queue, a.name AS agent, entered_at, answered_at, v.ended_at, "
              "CASE 1 WHEN answered THEN 'answered' WHEN abandoned THEN 'abandoned' WHEN flowed_out THEN 'flowed_out' "
              "WHEN dropped THEN 'dropped' WHEN refused THEN 'refused' WHEN open THEN 'open' END AS outcome, flow, "
              "transferred, in_time, wait_s, talk_s FROM visit v JOIN contact c USING (contact) "
              "LEFT JOIN queue q ON q.queue = v.queue LEFT JOIN agent a ON a.agent = v.agent "
              "WHERE v.replaced_in IS NULL AND c.replaced_in IS NULL ORDER BY contact, number",
    "talk by local half hour": "SELECT slot, day, half, sum(seconds) AS seconds FROM piece "
                               "WHERE kind = 'talk' AND replaced_in IS NULL GROUP BY ALL ORDER BY slot",
    "offers": "SELECT c.key AS contact, a.name AS agent, s.started_at, s.ended_at, answered FROM segment s "
              "JOIN contact c USING (contact) LEFT JOIN agent a ON a.agent = s.agent "
              "WHERE kind = 'alert' AND s.replaced_in IS NULL AND c.replaced_in IS NULL ORDER BY contact, s.started_at",
    "agents": "SELECT state, a.name AS agent, q.name AS queue, r.name AS reason, started_at, ended_at "
              "FROM agent_state s "
              "LEFT JOIN agent a USING (agent) LEFT JOIN queue q ON q.queue = s.queue "
              "LEFT JOIN reason r ON r.reason = s.reason "
              "WHERE replaced_in IS NULL ORDER BY state, agent, queue NULLS LAST",
    "time of agents on the day": "SELECT name AS agent, sum(staffed_s) AS staffed_s, sum(paused_s) AS paused_s, "
                                 "sum(handling_s) AS handling_s FROM agent_time JOIN agent USING (agent) "
                                 "WHERE day = DATE '2026-10-25' GROUP BY name ORDER BY name",
}


class Room:
    """A folder with the day's files in it, or the first part of them, and a warehouse the day is loaded into."""

    def __init__(self, way: Told, folder: Path) -> None:
        self.way, self.folder = way, folder
        self.warehouse = Warehouse.open(folder / "data")
        self.terms = LoadTerms(
            Calendar(ZONE), (Threshold(None, date(2026, 1, 1), Decimal(20), Decimal(5)),), (), "EUR", ())

    def sources(self) -> list[Source]:
        found = []
        for name, (configure, options) in self.way.sources.items():
            source, issues = configure(name, {**options, "zone": ZONE.key}, "centre.yaml:1", self.folder)
            assert source is not None, issues
            found.append(source)
        return found

    def load(self, share: float = 1) -> list[LoadReport]:
        """Load what there is once this share of the day has been written."""
        self.way.write_share(self.folder, share)
        reports = self.warehouse.load(
            self.sources(), self.terms, now=datetime(2026, 10, 26, tzinfo=UTC), progress=lambda *_: None)
        assert [(report.issues, report.rows_set_aside) for report in reports] == [((), 0)] * len(reports)
        return reports

    def stands(self, facts: str) -> dict[str, Any]:
        """What came of it, as expected.json has it."""
        found = self.warehouse.cursor().execute(QUERIES[facts])
        columns = [column[0] for column in found.description]
        return {"columns": columns, "rows": [list(map(as_written, row)) for row in found.fetchall()]}

    def expected(self, facts: str) -> dict[str, Any]:
        if facts in self.way.otherwise:
            return {**EXPECTED[facts], "rows": self.way.otherwise[facts][1]}
        return {**EXPECTED[facts], "rows": []} if facts in self.way.cannot else EXPECTED[facts]

    def check(self) -> None:
        """Every fact, and how far it is complete."""
        assert {facts: self.stands(facts) for facts in QUERIES} == {facts: self.expected(facts) for facts in QUERIES}
        first, until = (datetime.fromisoformat(at).replace(tzinfo=UTC) for at in EXPECTED["complete"])
        if BEGIN in self.way.cannot:
            first = datetime.combine(first.astimezone(ZONE).date(), time(), ZONE).astimezone(UTC)
        assert {(fill.kind, fill.first_at, fill.until_at) for fill in self.warehouse.fills()
                if fill.kind in KINDS} == {
            (kind, first, until) for kind, facts in KINDS.items() if facts not in self.way.cannot}


def as_written(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


@pytest.fixture(params=WAYS)
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    made = Room(WAYS[request.param], tmp_path)
    yield made
    made.warehouse.close()


@pytest.fixture(scope="module", params=WAYS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The day loaded, to look at."""
    made = Room(WAYS[request.param], tmp_path_factory.mktemp("day"))
    made.load()
    yield made
    made.warehouse.close()


@pytest.mark.parametrize("facts", QUERIES)
def test_the_day(told: Room, facts: str) -> None:
    assert told.stands(facts) == told.expected(facts)


def test_all_of_it_and_how_far_it_is_complete(told: Room) -> None:
    told.check()


def test_told_again_it_is_the_same_day(room: Room) -> None:
    """The same files bring nothing; the facts made again from the landed rows are the same."""
    room.load()
    again = room.load()
    assert [(report.files, report.facts, report.replaced) for report in again] == [(0, {}, 0)] * len(again)
    room.check()
    room.warehouse.rebuild(room.sources(), room.terms, now=datetime(2026, 10, 27, tzinfo=UTC))
    room.check()


@pytest.mark.parametrize("shares", [(0.5, 1), (0.3, 0.6, 0.8, 1)])
def test_told_in_pieces_it_is_the_same_day(room: Room, shares: tuple[float, ...]) -> None:
    """However much of it had been written when it was looked at: stays are taken up again, nothing is doubled."""
    for share in shares:
        assert all(report.files == 1 for report in room.load(share))
    room.check()


def test_what_cannot_be_told_is_something_that_is_asked() -> None:
    assert {what for way in WAYS.values() for what in (*way.cannot, *way.otherwise)} <= {*QUERIES, BEGIN}
    assert set(EXPECTED) == {*QUERIES, "zone", "complete"}
    assert set(FACTS) == set(QUERIES)


@pytest.mark.parametrize("way", WAYS)
def test_the_files_are_the_readable_day(way: str) -> None:
    made = {name: make() for name, make in WAYS[way].files.items()}
    assert made == {name: (DAY / name).read_text(encoding="utf-8") for name in made}
