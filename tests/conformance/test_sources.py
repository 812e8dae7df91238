"""This file is about every source telling the same recorded day: the facts are the same, whoever told them."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from fourscore.terms import Calendar
from fourscore.warehouse import LoadTerms, Source, Threshold, Warehouse
from fourscore.warehouse.sources.asterisk import QueueLog

DAY = Path(__file__).parent / "day"
EXPECTED = json.loads((DAY / "expected.json").read_text(encoding="utf-8"))


class Told(NamedTuple):
    """How a source tells the day: what it is, its options, and what of the day it cannot tell, with the reason."""

    make: Callable[..., tuple[Source | None, list[Any]]]
    options: dict[str, Any]
    cannot: dict[str, str]


SOURCES = {
    "asterisk": Told(QueueLog.configure, {"files": str(DAY / "queue_log")}, {}),
}
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


@pytest.fixture(scope="module", params=SOURCES)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Warehouse]]:
    folder = tmp_path_factory.mktemp("day")
    way = SOURCES[request.param]
    source, issues = way.make("calls", {**way.options, "zone": EXPECTED["zone"]}, "centre.yaml:1", folder)
    assert source is not None, issues
    terms = LoadTerms(Calendar(ZoneInfo(EXPECTED["zone"])),
                      (Threshold(None, date(2026, 1, 1), Decimal(20), Decimal(5)),), (), "EUR", ())
    warehouse = Warehouse.open(folder / "data")
    (report,) = warehouse.load([source], terms, now=datetime(2026, 10, 26, tzinfo=UTC), progress=lambda *_: None)
    assert (report.issues, report.rows_set_aside) == ((), 0)
    yield request.param, warehouse
    warehouse.close()


def as_written(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("facts", QUERIES)
def test_the_day(told: tuple[str, Warehouse], facts: str) -> None:
    name, warehouse = told
    found = warehouse.cursor().execute(QUERIES[facts])
    columns = [column[0] for column in found.description]
    rows = [list(map(as_written, row)) for row in found.fetchall()]
    if facts in SOURCES[name].cannot:
        assert rows == [], f"{name} was said not to tell {facts}: {SOURCES[name].cannot[facts]}"
    else:
        assert columns == EXPECTED[facts]["columns"]
        assert rows == EXPECTED[facts]["rows"]


def test_how_far_it_is_complete(told: tuple[str, Warehouse]) -> None:
    first, until = (datetime.fromisoformat(at).replace(tzinfo=UTC) for at in EXPECTED["complete"])
    assert {(fill.first_at, fill.until_at) for fill in told[1].fills()} == {(first, until)}


def test_the_log_is_the_readable_day() -> None:
    spec = importlib.util.spec_from_file_location("conformance_day", DAY / "write.py")
    assert spec is not None
    assert spec.loader is not None
    written = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(written)
    assert (DAY / "queue_log").read_text(encoding="utf-8") == written.queue_log()
