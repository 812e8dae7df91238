"""This file is about one agent under two names: the facts are one person's, however the sources call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fourscore.warehouse import Warehouse

ROSTER = [("Anna", "red", "2026-01-01", None)]
NAMES = {"PJSIP/1001": "Anna", "abell": "Anna"}
FIRST = ["2026-03-02 10:00:00", "2026-03-02 10:00:10", "2026-03-02 10:05:10"]
SECOND = ["2026-03-02 10:03:00", "2026-03-02 10:03:00", "2026-03-02 10:09:00"]


def state(key: str, agent: str, start: str, end: str) -> str:
    return json.dumps({"agent_state": {"key": key, "agent": agent, "state": "login",
                                       "started_at": f"2026-03-02 {start}", "ended_at": f"2026-03-02 {end}"}}) + "\n"


@pytest.fixture
def day(hand, tmp_path: Path) -> Path:
    """A centre whose switch calls Anna by her extension, and whose sales call her by her log-in."""
    (tmp_path / "in").mkdir()
    lines = [
        hand.call("1", FIRST[0], answered=FIRST[1], ended=FIRST[2], agent="PJSIP/1001", talk_s=300),
        hand.call("2", SECOND[0], answered=SECOND[1], ended=SECOND[2], agent="Anna", talk_s=360),
        state("1", "PJSIP/1001", "09:00:00", "11:00:00"), state("2", "Anna", "10:00:00", "12:00:00"),
        json.dumps({"sale": {"key": "1", "agent": "abell", "sold_at": FIRST[2], "amount": 10}}),
        json.dumps({"until": "2026-03-03"}),
    ]
    (tmp_path / "in" / "a.jsonl").write_text("".join(line.rstrip("\n") + "\n" for line in lines), encoding="utf-8")
    return tmp_path


def told(hand, warehouse: Warehouse) -> list:
    """Who handled, sold and was there: all of it by name."""
    return warehouse.cursor().execute(
        "SELECT 'visit', name, count(*), sum(talk_s) FROM visit JOIN agent USING (agent) WHERE replaced_in IS NULL "
        "GROUP BY ALL UNION ALL SELECT 'sale', name, count(*), sum(revenue) FROM sale JOIN agent USING (agent) "
        "WHERE replaced_in IS NULL GROUP BY ALL UNION ALL "
        "SELECT 'time', name, sum(staffed_s), sum(handling_s) FROM agent_time JOIN agent USING (agent) GROUP BY ALL "
        "UNION ALL SELECT 'cube', name, sum(answered), sum(talk_s) FROM cube_agent JOIN agent USING (agent) "
        "GROUP BY ALL ORDER BY ALL").fetchall()


# Logged in from nine to twelve; two calls that overlap for 130 seconds.
ONE = [("cube", "Anna", 2, 660), ("sale", "Anna", 1, 10), ("time", "Anna", 10800, 530), ("visit", "Anna", 2, 660)]
APART = [("cube", "Anna", 1, 360), ("cube", "PJSIP/1001", 1, 300), ("sale", "abell", 1, 10),
         ("time", "Anna", 7200, 360), ("time", "PJSIP/1001", 7200, 300), ("visit", "Anna", 1, 360),
         ("visit", "PJSIP/1001", 1, 300)]


def test_all_of_it_is_one_persons(hand, day: Path) -> None:
    warehouse = Warehouse.open(day / "data")
    assert hand.load(warehouse, day / "in", hand.agreed(roster=ROSTER, names=NAMES)).issues == ()
    assert told(hand, warehouse) == ONE
    warehouse.close()


def test_without_the_names_they_are_three(hand, day: Path) -> None:
    warehouse = Warehouse.open(day / "data")
    hand.load(warehouse, day / "in", hand.agreed(roster=ROSTER))
    assert told(hand, warehouse) == APART
    warehouse.close()


def test_names_found_out_later_and_taken_back(hand, day: Path) -> None:
    """What is loaded goes by the names of the last load, even one that brought nothing."""
    warehouse = Warehouse.open(day / "data")
    for names, expected in (({}, APART), (NAMES, ONE), ({}, APART), (NAMES, ONE)):
        hand.load(warehouse, day / "in", hand.agreed(roster=ROSTER, names=names))
        assert told(hand, warehouse) == expected
    warehouse.close()


def test_a_load_of_another_source_alone_changes_no_names(hand, day: Path) -> None:
    """The facts can only be made again where all their sources are at hand."""
    warehouse = Warehouse.open(day / "data")
    hand.load(warehouse, day / "in", hand.agreed(roster=ROSTER))
    (day / "other").mkdir()
    (day / "other" / "a.jsonl").write_text(state("9", "Anna", "13:00:00", "14:00:00"), encoding="utf-8")
    other = hand.HandFed(day / "other", "other")
    warehouse.load([other], hand.agreed(roster=ROSTER, names=NAMES), now=hand.NOW, progress=lambda *_: None)
    assert ("visit", "PJSIP/1001", 1, 300) in told(hand, warehouse)
    both = [hand.HandFed(day / "in"), other]
    warehouse.load(both, hand.agreed(roster=ROSTER, names=NAMES), now=hand.NOW, progress=lambda *_: None)
    assert told(hand, warehouse) == [*ONE[:2], ("time", "Anna", 14400, 530), ONE[3]]
    warehouse.close()


def test_states_told_again_under_one_name_leave_those_under_the_other(hand, day: Path) -> None:
    """A source that tells the whole history of a log-in says nothing of the person's other log-in."""
    warehouse = Warehouse.open(day / "data")
    terms = hand.agreed(roster=ROSTER, names=NAMES)

    class Whole(hand.HandFed):
        recomputes_agents = True

    def load() -> None:
        warehouse.load([Whole(day / "in")], terms, now=hand.NOW, progress=lambda *_: None)

    load()
    (day / "in" / "b.jsonl").write_text(
        state("1", "PJSIP/1001", "09:00:00", "09:30:00") + json.dumps({"until": "2026-03-03"}) + "\n", encoding="utf-8")
    load()
    assert ("time", "Anna", 9000, 530) in told(hand, warehouse)
    warehouse.close()
