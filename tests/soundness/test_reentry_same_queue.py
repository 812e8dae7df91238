"""This file is about a caller who enters the same queue again: each stay counts by itself, none merged or doubled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fourscore.metrics import Metrics, read_catalogue
from fourscore.terms import Calendar, Days
from fourscore.warehouse import Warehouse
from fourscore.warehouse.sources.asterisk import QueueLog

DAY = Days(date(2026, 3, 9), date(2026, 3, 10))
# An overflow loop: out of the queue by its limit and in again, answered, sent back, in again, gone after nine seconds.
CALL = """\
1773052200|c1|sales|NONE|ENTERQUEUE||555|1
1773052320|c1|sales|NONE|EXITWITHTIMEOUT|1|1|120
1773052320|c1|sales|NONE|ENTERQUEUE||555|1
1773052330|c1|sales|Anna|CONNECT|10|c1-a|2
1773052390|c1|sales|Anna|BLINDTRANSFER|600|queues|10|60|1
1773052390|c1|sales|NONE|ENTERQUEUE||555|1
1773052399|c1|sales|NONE|ABANDON|1|1|9
1773052400|NONE|NONE|NONE|CONFIGRELOAD|
"""


@pytest.fixture
def centre(hand: Any, tmp_path: Path) -> Callable[..., tuple[Warehouse, Metrics]]:
    """Load the log in pieces of so many lines, one load each."""
    opened: list[Warehouse] = []

    def run(*lengths: int) -> tuple[Warehouse, Metrics]:
        folder = tmp_path / "-".join(map(str, lengths))
        warehouse = Warehouse.open(folder / "data")
        opened.append(warehouse)
        source, _ = QueueLog.configure("calls", {"files": "queue_log"}, "centre.yaml:1", folder)
        assert source is not None
        for length in lengths:
            text = "".join(CALL.splitlines(keepends=True)[:length])
            (folder / "queue_log").write_text(text, encoding="utf-8", newline="\n")
            warehouse.load([source], hand.agreed(), now=datetime(2026, 3, 20, tzinfo=UTC), progress=lambda *_: None)
        return warehouse, Metrics(warehouse, read_catalogue(None, {})[0], Calendar(ZoneInfo("UTC")), "EUR")

    yield run
    for warehouse in opened:
        warehouse.close()


NAMES = ("contacts_offered", "contacts_handled", "contacts_abandoned", "average_speed_of_answer", "talk_time:entered",
         "average_waiting_time", "longest_wait", "service_level:flow_outs_included")
FIGURES = (3, 1, 1, 10, 60, 139 / 3, 120, 1 / 3)


def figures(metrics: Metrics, names: tuple[str, ...]) -> list[float | None]:
    return [row.value for row in metrics.ask(names, during=DAY).rows]


def test_three_stays_of_one_call_in_one_queue(centre: Callable[..., tuple[Warehouse, Metrics]]) -> None:
    """Caught: a stay known by its call and queue, which makes the three one, from the first entry to the last end."""
    warehouse, metrics = centre(8)
    assert figures(metrics, NAMES) == [pytest.approx(figure) for figure in FIGURES]
    merged = warehouse.cursor().execute(
        "SELECT count(*) OVER (), max(answered), max(abandoned), epoch(max(ended_at) - min(entered_at)) FROM visit "
        "GROUP BY contact, queue").fetchall()
    assert merged == [(1, 1, 1, 199)]


@pytest.mark.parametrize("cuts", [(1, 8), (2, 3, 8), (4, 8), (5, 6, 8), range(1, 9)])
def test_the_same_however_the_log_arrives(
    hand: Any, centre: Callable[..., tuple[Warehouse, Metrics]], cuts: tuple[int, ...]
) -> None:
    """Caught: a stay seen in part by one load and counted again, whole, by the next."""
    warehouse, metrics = centre(*cuts)
    assert figures(metrics, NAMES) == [pytest.approx(figure) for figure in FIGURES]
    assert hand.dump(warehouse) == hand.dump(centre(8)[0])
    assert hand.one(warehouse, "SELECT count(*) FROM visit") > FIGURES[0]
