"""This file is about a call transferred twice: three stays, three agents, one contact, each second once."""

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

MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))
# Half past ten on 9 March 2026; an event eight days later closes the window of first-contact resolution.
CALL = """\
1773052200|c1|sales|NONE|ENTERQUEUE||+4930555|1
1773052210|c1|sales|Anna|CONNECT|10|c1-a|2
1773052270|c1|sales|Anna|BLINDTRANSFER|601|queues|10|60|1
1773052270|c1|billing|NONE|ENTERQUEUE||+4930555|1
1773052300|c1|billing|Ben|CONNECT|30|c1-b|2
1773052420|c1|billing|Ben|BLINDTRANSFER|602|queues|30|120|1
1773052420|c1|technical|NONE|ENTERQUEUE||+4930555|1
1773052425|c1|technical|Cleo|CONNECT|5|c1-c|2
1773052605|c1|technical|Cleo|COMPLETECALLER|5|180|1
1773743405|NONE|NONE|NONE|CONFIGRELOAD|
"""


@pytest.fixture
def ask(hand: Any, warehouse: Warehouse, tmp_path: Path) -> Callable[..., dict[Any, float | None]]:
    (tmp_path / "queue_log").write_text(CALL, encoding="utf-8", newline="\n")
    source, _ = QueueLog.configure("calls", {"files": "queue_log"}, "centre.yaml:1", tmp_path)
    assert source is not None
    warehouse.load([source], hand.agreed(), now=datetime(2026, 3, 20, tzinfo=UTC), progress=lambda *_: None)
    catalogue, issues = read_catalogue(None, {})
    assert issues == []
    metrics = Metrics(warehouse, catalogue, Calendar(ZoneInfo("UTC")), "EUR")

    def run(metric: str, by: str | None = None) -> dict[Any, float | None]:
        rows = metrics.ask([metric], [by] if by else [], during=MARCH).rows
        return {row.by[by] if by else None: row.value for row in rows}

    return run


def test_three_stays_are_offered_and_answered(
    ask: Callable[..., dict[Any, float | None]], warehouse: Warehouse
) -> None:
    """Caught: what was handled counted by the call, which leaves it all to whoever answered first."""
    assert ask("contacts_offered") == {None: 3}
    assert ask("contacts_handled", "queue") == {"sales": 1, "billing": 1, "technical": 1}
    assert ask("contacts_handled", "agent") == {"Anna": 1, "Ben": 1, "Cleo": 1}
    wrong = warehouse.cursor().execute("SELECT a.name, sum(handled) FROM contact JOIN agent a USING (agent) GROUP BY 1")
    assert dict(wrong.fetchall()) == {"Anna": 1}


def test_each_agent_talked_their_own_time_and_together_the_whole(
    ask: Callable[..., dict[Any, float | None]], warehouse: Warehouse
) -> None:
    """Caught: the call's agent given all of its talk; the call's length from first to last taken for talk."""
    assert ask("talk_time:entered", "agent") == {"Anna": 60, "Ben": 120, "Cleo": 180}
    assert ask("talk_time:entered") == ask("talk_time:overlap") == {None: 360}
    assert ask("average_talk_time") == {None: 120}
    wrong = warehouse.cursor().execute(
        "SELECT a.name, sum(v.talk_s), any_value(epoch(c.ended_at - c.started_at)) FROM visit v "
        "JOIN contact c USING (contact) JOIN agent a ON a.agent = c.agent GROUP BY 1")
    assert wrong.fetchall() == [("Anna", 360, 405)]


def test_the_wait_is_that_of_each_stay(
    ask: Callable[..., dict[Any, float | None]], hand: Any, warehouse: Warehouse
) -> None:
    """Caught: every answer's wait counted from where the call came in, with the earlier agents' talk in it."""
    assert ask("average_speed_of_answer") == {None: 15}
    assert ask("service_level:offered") == {None: pytest.approx(2 / 3)}
    assert ask("longest_wait") == {None: 30}
    wrong = hand.one(warehouse, "SELECT avg(w), max(w) FROM (SELECT epoch(v.answered_at - c.started_at) AS w "
                                "FROM visit v JOIN contact c USING (contact))")
    assert wrong == (pytest.approx(335 / 3), 225)


def test_the_customer_called_once_and_was_helped(
    ask: Callable[..., dict[Any, float | None]], warehouse: Warehouse, hand: Any
) -> None:
    """One contact: its first queue and agent are those of its first stay. Caught: each stay a repeat of the one before.
    """
    assert ask("first_contact_resolution", "agent") == {"Anna": 1}
    assert hand.one(warehouse, "SELECT count(*) FROM contact WHERE replaced_in IS NULL") == 1
    wrong = hand.one(warehouse, "SELECT avg(CASE WHEN later IS NULL THEN 1 ELSE 0 END) FROM (SELECT lead(entered_at) "
                                "OVER (PARTITION BY customer ORDER BY entered_at) AS later FROM visit)")
    assert wrong == pytest.approx(1 / 3)
