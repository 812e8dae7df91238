"""This file is about a real week of a bank's calls, written as a queue_log: the figures worked out elsewhere hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

SUMS = """
    count(*) AS offered, count(*) FILTER (outcome = 'answered') AS answered,
    count(*) FILTER (outcome = 'abandoned') AS abandoned,
    count(*) FILTER (outcome = 'answered' AND wait_s <= 20) AS answered_le20,
    count(*) FILTER (outcome = 'abandoned' AND wait_s <= 20) AS abandoned_le20,
    round((avg(wait_s) FILTER (outcome = 'answered'))::DOUBLE, 4) AS asa_s,
    round((avg(wait_s) FILTER (outcome = 'abandoned'))::DOUBLE, 4) AS abandon_wait_mean_s,
    round(avg(talk_s)::DOUBLE, 4) AS aht_s, sum(talk_s)::INTEGER AS talk_s_total"""


def sums(log: Any, by: str) -> dict[str, dict[str, Any]]:
    found = log.cursor.execute(f"SELECT {by} AS key, {SUMS} FROM staged_visit GROUP BY ALL")
    names = [column[0] for column in found.description]
    return {str(row[0]): dict(zip(names[1:], row[1:], strict=True)) for row in found.fetchall()}


def test_the_week(shared_data: Path, stage: Callable[..., Any]) -> None:
    folder = shared_data / "abank_week1_derived"
    expected = json.loads((folder / "expected.json").read_text())
    log = stage((folder / "queue_log").read_bytes())
    for by, there in (("'all'", {"all": expected["total"]}), ("queue", expected["by_type"])):
        counted = sums(log, by)
        assert counted == {key: {name: row[name] for name in counted[key]} for key, row in there.items()}
    assert len(log.contacts) == 8948
    assert log.aside == []


def test_its_agents(shared_data: Path, stage: Callable[..., Any]) -> None:
    folder = shared_data / "abank_week1_derived"
    expected = json.loads((folder / "expected.json").read_text())["by_server"]
    log = stage((folder / "queue_log").read_bytes())
    counted = sums(log, "replace(agent, 'Agent/', '')")
    assert {name: (row["answered"], row["aht_s"]) for name, row in counted.items() if name in expected} == {
        name: (row["calls"], row["aht_s"]) for name, row in expected.items()}
    assert sum(row["answered"] for row in counted.values()) == 7429
    talk = log.cursor.execute(
        "SELECT sum(epoch(ended_at - started_at))::INTEGER FROM staged_segment WHERE kind = 'talk'").fetchone()
    assert talk == (1247662,)
