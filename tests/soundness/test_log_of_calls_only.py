"""This file is about a log without log-ins: not knowing who was there must never look like nobody being there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fourscore.metrics import Metrics, Row, read_catalogue
from fourscore.terms import Calendar, Days
from fourscore.warehouse import FACTS, Warehouse
from fourscore.warehouse.sources.asterisk import QueueLog

DAY = Days(date(2026, 3, 9), date(2026, 3, 10))
MIDNIGHT = 1773014400  # of 9 March 2026, in UTC
CALLS = (
    "0|NONE|NONE|NONE|QUEUESTART|", "36000|c1|sales|NONE|ENTERQUEUE||555|1", "36010|c1|sales|Anna|CONNECT|10|c1-a|2",
    "36610|c1|sales|Anna|COMPLETECALLER|10|600|1", "72000|NONE|NONE|NONE|CONFIGRELOAD|",
)
LOG_IN = ("72060|MANAGER|sales|Anna|ADDMEMBER|",)
LATER = ("75600|c2|sales|NONE|ENTERQUEUE||555|1", "86400|NONE|NONE|NONE|CONFIGRELOAD|")
OWN = """\
metrics:
  idle: {unit: seconds, better: lower, words: Time waiting for calls., num: agent_idle_s}
"""


@pytest.fixture
def loaded(hand: Any, warehouse: Warehouse, tmp_path: Path) -> Iterator[Callable[..., Metrics]]:
    """Load the log once for each of these parts of it."""
    (tmp_path / "own.yaml").write_text(OWN)

    def run(*parts: tuple[str, ...]) -> Metrics:
        source, _ = QueueLog.configure("calls", {"files": "queue_log"}, "centre.yaml:1", tmp_path)
        assert source is not None
        for part in parts:
            with (tmp_path / "queue_log").open("a", encoding="utf-8", newline="\n") as log:
                for second, rest in (line.split("|", 1) for line in part):
                    log.write(f"{MIDNIGHT + int(second)}|{rest}\n")
            warehouse.load([source], hand.agreed(), now=datetime(2026, 3, 20, tzinfo=UTC), progress=lambda *_: None)
        catalogue, issues = read_catalogue(tmp_path, {table: warehouse.extras(table) for table in FACTS})
        assert issues == []
        return Metrics(warehouse, catalogue, Calendar(ZoneInfo("UTC")), "EUR")

    return run


def agents(metrics: Metrics) -> list[Row]:
    return metrics.ask(["occupancy", "idle"], during=DAY).rows


def told(rows: list[Row]) -> list[tuple[float | None, bool]]:
    return [(row.value, row.complete) for row in rows]


def marks(warehouse: Warehouse) -> dict[str, datetime]:
    return {fill.kind: fill.until_at for fill in warehouse.fills()}


def at(second: int) -> datetime:
    return datetime.fromtimestamp(MIDNIGHT + second, UTC)


def test_who_was_there_is_not_known(loaded: Callable[..., Metrics], warehouse: Warehouse) -> None:
    """Caught: a mark for every kind the source could give, by which nobody idled a minute on an unknown day."""
    metrics = loaded(CALLS)
    assert marks(warehouse) == dict.fromkeys(("contact", "visit", "segment"), at(72000))
    assert told(agents(metrics)) == [(None, False), (None, False)]
    assert metrics.ask(["occupancy", "idle"], ["agent"], during=DAY).rows == []
    warehouse.cursor().execute(
        "INSERT INTO fill SELECT source, 'agent_state', first_at, until_at + INTERVAL 1 DAY FROM fill "
        "WHERE kind = 'visit'")
    warehouse.stored += 1  # as a load tells it
    assert told(agents(metrics)) == [(None, True), (0, True)]


def test_once_somebody_logged_in_quiet_is_known(loaded: Callable[..., Metrics], warehouse: Warehouse) -> None:
    """Caught: a mark only for what this load brought, which leaves Anna's open log-in at the minute she came."""
    metrics = loaded(CALLS, LOG_IN, LATER)
    assert marks(warehouse) == dict.fromkeys(("contact", "visit", "segment", "agent_state"), at(86400))
    ((idle,),) = warehouse.cursor().execute("SELECT sum(idle_s) FROM agent_time").fetchall()
    assert idle == 86400 - 72060
    ((wrong,),) = warehouse.cursor().execute(
        "SELECT sum(epoch(l.until_at) - epoch(s.started_at)) FROM agent_state s, ("
        "SELECT max(started_at) AS until_at FROM agent_state) l WHERE s.ended_at IS NULL").fetchall()
    assert wrong == 0
    assert agents(metrics)[1].value == idle
