"""This file is about joins that multiply: a contact with several stays, sales and memberships counts once."""

import json
from decimal import Decimal

import pytest

SALE = {"sold_at": "2026-03-09 10:10:00", "amount": "10.00"}


@pytest.fixture
def busy_contact(hand, warehouse, tmp_path):
    """One call that was in two queues, answered twice, with three talk segments, two sales and a survey."""
    visits = [
        {
            "queue": queue,
            "agent": agent,
            "entered_at": f"2026-03-09 {a}",
            "answered_at": f"2026-03-09 {b}",
            "ended_at": f"2026-03-09 {c}",
            "outcome": "answered",
            "talk_s": 60,
        }
        for queue, agent, a, b, c in (
            ("sales", "Ada", "10:00:00", "10:00:10", "10:01:10"),
            ("help", "Bob", "10:01:10", "10:01:30", "10:02:30"),
        )
    ]
    segments = [
        {"kind": "talk", "agent": agent, "queue": queue, "started_at": f"2026-03-09 {a}", "ended_at": f"2026-03-09 {b}"}
        for queue, agent, a, b in (
            ("sales", "Ada", "10:00:10", "10:00:40"),
            ("sales", "Ada", "10:00:40", "10:01:10"),
            ("help", "Bob", "10:01:30", "10:02:30"),
        )
    ]
    contact = {
        "key": "a",
        "started_at": "2026-03-09 10:00:00",
        "ended_at": "2026-03-09 10:02:30",
        "customer": "x",
        "eligible": 1,
    }
    hand.write(
        tmp_path / "in",
        "a",
        json.dumps({"contact": contact, "visits": visits, "segments": segments}),
        *(json.dumps({"sale": {"key": key, "contact": "a", **SALE}}) for key in "12"),
        json.dumps(
            {"survey": {"key": "1", "contact": "a", "answered_at": "2026-03-09 12:00:00", "score": 5, "scale": 5}}
        ),
    )
    # Ada stands on the roster twice over the same day, as happens when a move is written before the old line is closed.
    hand.load(
        warehouse,
        tmp_path / "in",
        hand.agreed(
            roster=[
                ("Ada", "red", "2026-01-01", None),
                ("Ada", "blue", "2026-03-01", None),
                ("Bob", "red", "2026-01-01", None),
            ],
            thresholds=[(None, "2000-01-01", 20, 5), (None, "2026-01-01", 20, 5), ("sales", "2026-02-01", 20, 5)],
        ),
    )
    return warehouse


def test_revenue_is_not_multiplied_by_stays(hand, busy_contact) -> None:
    """Caught: revenue summed over sales joined to the contact's visits, which counts each sale once per stay."""
    wrong = hand.one(busy_contact, "SELECT sum(s.revenue) FROM sale s JOIN visit v USING (contact)")
    assert wrong == Decimal(40)
    assert hand.one(busy_contact, "SELECT sum(revenue) FROM sale") == Decimal(20)


def test_a_contact_that_sold_twice_sold_once_for_conversion(hand, busy_contact) -> None:
    """Caught: conversion counted as sales joined to contacts: two of one, 200 %."""
    wrong = hand.one(busy_contact, "SELECT count(*) FROM sale s JOIN contact c USING (contact)")
    assert wrong == 2
    assert hand.one(busy_contact, "SELECT sum(sold), sum(eligible) FROM contact") == (1, 1)


def test_talk_is_not_multiplied_by_segments(hand, busy_contact) -> None:
    """Caught: talk of the stays summed over a join with their segments."""
    wrong = hand.one(
        busy_contact, "SELECT sum(v.talk_s) FROM visit v JOIN segment s ON s.contact = v.contact AND s.agent = v.agent"
    )
    assert wrong == Decimal(180)
    for table in ("visit", "cube_queue", "cube_agent"):
        assert hand.one(busy_contact, f"SELECT sum(talk_s) FROM {table}") == Decimal(120)
    assert hand.one(busy_contact, "SELECT sum(talk_overlap_s) FROM cube_agent") == Decimal(120)


def test_an_agent_twice_on_the_roster_answers_once(hand, busy_contact) -> None:
    """Caught: the team stamped by a plain join with the roster's date ranges, which doubles Ada's stays."""
    wrong = hand.one(
        busy_contact,
        "SELECT count(*) FROM visit v JOIN membership m ON m.agent = v.agent "
        "AND m.first_day <= v.day AND (m.until_day IS NULL OR v.day < m.until_day)",
    )
    assert wrong == 3
    rows = busy_contact.cursor().execute(
        "SELECT a.name, t.name FROM visit JOIN agent a USING (agent) JOIN team t USING (team) ORDER BY 1"
    )
    assert rows.fetchall() == [("Ada", "blue"), ("Bob", "red")]
    assert hand.one(busy_contact, "SELECT sum(answered) FROM cube_agent") == 2
    assert hand.one(busy_contact, "SELECT count(*) FROM agent_day") == 2


def test_a_stay_under_three_threshold_rows_is_in_time_once(hand, busy_contact) -> None:
    """Caught: in time by a join with every threshold that has begun, which counts one stay two or three times."""
    wrong = hand.one(
        busy_contact,
        "SELECT sum(CASE WHEN v.wait_s <= t.answer_within_s THEN 1 ELSE 0 END) FROM visit v JOIN threshold t "
        "ON t.first_day <= v.day AND (t.queue IS NULL OR t.queue = v.queue)",
    )
    assert wrong == 5
    assert hand.one(busy_contact, "SELECT sum(in_time), count(*) FROM visit") == (2, 2)


def test_two_sources_that_know_the_same_key_do_not_double_a_sale(hand, warehouse, tmp_path) -> None:
    """Caught: linking by the contact's key alone, where telephone and chat both count from 1."""
    for name in ("chat", "phone"):
        hand.write(tmp_path / name, "a", hand.call("1", "2026-03-09 10:00:00", ended="2026-03-09 10:01:00"))
        hand.load(warehouse, tmp_path / name, hand.agreed(), name)
    hand.write(tmp_path / "phone", "b", json.dumps({"sale": {"key": "s", "contact": "1", **SALE}}))
    hand.load(warehouse, tmp_path / "phone", hand.agreed(), "phone")
    wrong = hand.one(warehouse, "SELECT sum(revenue) FROM sale s JOIN contact c ON c.key = s.contact_key")
    assert wrong == Decimal(20)
    assert hand.one(warehouse, "SELECT sum(revenue), count(*) FROM sale") == (Decimal(10), 1)
    assert hand.one(warehouse, "SELECT w.name FROM contact JOIN source w USING (source) WHERE sold = 1") == "phone"


def test_corrected_facts_are_not_counted_beside_their_corrections(hand, warehouse, tmp_path) -> None:
    """Caught: any sum over a fact table that forgets what was replaced."""
    for number, ended in enumerate(("10:01:00", "10:02:00")):
        hand.write(tmp_path / "in", f"{number}", hand.call("1", "2026-03-09 10:00:00", ended=f"2026-03-09 {ended}"))
        hand.load(warehouse, tmp_path / "in", hand.agreed())
    wrong = hand.one(warehouse, "SELECT sum(abandoned), sum(wait_s) FROM visit")
    assert wrong == (2, Decimal(180))
    for table in ("visit WHERE replaced_in IS NULL", "cube_queue", "cube_agent"):
        column = "wait_s" if table.startswith("visit") else "wait_abandoned_s"
        assert hand.one(warehouse, f"SELECT sum(abandoned), sum({column}) FROM {table}") == (1, Decimal(120))
