"""This file is about Amazon Connect's records as they are: samples of them, and a real week of a bank's calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fourscore.warehouse.sources.hosted import AmazonConnect

SUMS = """
    count(*) AS offered, count(*) FILTER (outcome = 'answered') AS answered,
    count(*) FILTER (outcome = 'abandoned') AS abandoned,
    count(*) FILTER (outcome = 'answered' AND wait_s <= 20) AS answered_le20,
    count(*) FILTER (outcome = 'answered' AND wait_s < 20) AS answered_lt20,
    count(*) FILTER (outcome = 'abandoned' AND wait_s <= 20) AS abandoned_le20,
    round(count(*) FILTER (outcome = 'answered' AND wait_s <= 20) / count(*), 6) AS sl20_answered_over_offered,
    round((avg(wait_s) FILTER (outcome = 'answered'))::DOUBLE, 4) AS asa_s,
    round((avg(wait_s) FILTER (outcome = 'abandoned'))::DOUBLE, 4) AS abandon_wait_mean_s,
    round((avg(talk_s + hold_s + wrap_up_s) FILTER (outcome = 'answered'))::DOUBLE, 4) AS aht_s,
    sum(talk_s)::INTEGER AS talk_s_total"""


def sums(told: Any, by: str) -> dict[str, dict[str, Any]]:
    found = told.cursor.execute(f"SELECT {by} AS key, {SUMS} FROM staged_visit GROUP BY ALL")
    names = [column[0] for column in found.description]
    return {str(row[0]): dict(zip(names[1:], row[1:], strict=True)) for row in found.fetchall()}


def test_the_week(shared_data: Path, staged: Callable[..., Any]) -> None:
    folder = shared_data / "abank_week1_derived"
    expected = json.loads((folder / "expected.json").read_text())
    told = staged(AmazonConnect, (folder / "ctr.jsonl").read_bytes())
    days = {f"19{key[:2]}-{key[2:4]}-{key[4:]}": row for key, row in expected["by_date"].items()}
    for by, there in (("'all'", {"all": expected["total"]}), ("queue", expected["by_type"]),
                      ("entered_at::DATE", days)):
        counted = sums(told, by)
        assert counted == {key: {name: there[key][name] for name in counted[key]} for key in counted}
        assert set(counted) == set(there)
    assert len(told.contacts) == 8948
    assert told.aside == []
    assert told.staged.notices == {}


def test_its_agents(shared_data: Path, staged: Callable[..., Any]) -> None:
    folder = shared_data / "abank_week1_derived"
    expected = json.loads((folder / "expected.json").read_text())["by_server"]
    told = staged(AmazonConnect, (folder / "ctr.jsonl").read_bytes())
    counted = sums(told, "agent")
    assert {name: (row["answered"], row["aht_s"]) for name, row in counted.items() if name in expected} == {
        name: (row["calls"], row["aht_s"]) for name, row in expected.items()}
    assert told.cursor.execute("""
        SELECT kind, sum(epoch(ended_at - started_at))::INTEGER FROM staged_segment GROUP BY kind""").fetchall() == [
        ("talk", 1247662)]


def test_samples(shared_data: Path, staged: Callable[..., Any]) -> None:
    folder = shared_data / "switch_formats" / "amazon_connect_ctr"
    told = staged(AmazonConnect, *(path.read_bytes() for path in sorted(folder.glob("*.json"))))
    assert told.some("staged_visit", "contact", "queue", "agent", "wait_s", "talk_s", "hold_s", "wrap_up_s",
                     "transferred", order="contact") == [
        ("sample-0001", "BasicQueue", "agent1", 7, 33, 0, 32, 0), ("sample-0002", "CSR", "agent2", 5, 14, 0, 10, 0),
        ("sample-0003", "payroll", "agent3", 753, 2257, 1021, 116, 1)]
    assert told.segments[-3:] == [
        ("talk", "agent3", "payroll", "2019-08-13T18:15:23", "2019-08-13T18:53:00", 1),
        ("hold", "agent3", "payroll", "2019-08-13T18:53:00", "2019-08-13T19:10:01", 1),
        ("wrap_up", "agent3", "payroll", "2019-08-13T19:10:01", "2019-08-13T19:11:57", 1)]
    assert told.aside == []
