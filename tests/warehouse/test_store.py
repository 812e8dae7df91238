"""This file is about staged rows becoming facts: words, flags, teams, returns, corrections, money, links."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest

ROSTER = [("Ada", "red", "2026-01-01", "2026-03-10"), ("Ada", "blue", "2026-03-10", None)]


@pytest.fixture
def feed(hand, warehouse, tmp_path):
    """Write lines into a new file and load them: feed(*lines, terms=...)."""
    count = iter(range(1000))

    def feeding(*lines, terms=None, name="hand"):
        hand.write(tmp_path / name, f"{next(count):04}", *lines)
        return hand.load(warehouse, tmp_path / name, terms or hand.agreed(), name)

    return feeding


def test_a_call_becomes_contact_visit_segment_and_piece(hand, warehouse, feed) -> None:
    report = feed(
        hand.call(
            "a",
            "2026-03-09 10:00:00",
            answered="2026-03-09 10:00:20",
            ended="2026-03-09 10:05:20",
            agent="Ada",
            talk_s=300,
            topic="bill",
            customer="+441",
        ),
        terms=hand.agreed(roster=ROSTER),
    )
    assert report.facts == {"visit": 1, "segment": 1, "contact": 1}
    assert hand.one(
        warehouse,
        "SELECT q.name, a.name, t.name, v.wait_s, v.in_time, v.handle_s, v.day, v.half FROM visit v "
        "JOIN queue q USING (queue) JOIN agent a USING (agent) JOIN team t USING (team)",
    ) == ("sales", "Ada", "red", Decimal(20), 1, Decimal(300), date(2026, 3, 9), 20)
    assert hand.one(warehouse, "SELECT handled, customer, q.name FROM contact JOIN queue q USING (queue)") == (
        1,
        1,
        "sales",
    )
    assert hand.one(warehouse, "SELECT kind, seconds FROM piece") == ("talk", Decimal(300))


@pytest.mark.parametrize(("wait", "in_time"), [(20, 1), (21, 0)])
def test_the_limit_itself_is_in_time(hand, warehouse, feed, wait, in_time) -> None:
    feed(
        hand.call("a", "2026-03-09 10:00:00", answered="2026-03-09 10:01:00", ended="2026-03-09 10:05:00", wait_s=wait)
    )
    assert hand.one(warehouse, "SELECT in_time FROM visit") == in_time


def test_short_abandons_and_abandons_in_time_are_told_apart(hand, warehouse, feed) -> None:
    feed(
        *(
            hand.call(f"{wait}", "2026-03-09 10:00:00", ended="2026-03-09 10:02:00", wait_s=wait)
            for wait in (5, 6, 20, 21)
        )
    )
    rows = (
        warehouse.cursor().execute("SELECT wait_s, short_abandon, abandoned_in_time FROM visit ORDER BY 1").fetchall()
    )
    assert [(int(wait), *flags) for wait, *flags in rows] == [(5, 1, 1), (6, 0, 1), (20, 0, 1), (21, 0, 0)]


def test_a_queues_own_threshold_beats_the_general_one_from_its_first_day(hand, warehouse, feed) -> None:
    terms = hand.agreed(
        thresholds=[(None, "2000-01-01", 20, 5), ("sales", "2026-03-10", 60, 5), (None, "2026-03-11", 5, 1)]
    )
    feed(
        *(
            hand.call(day, f"{day} 10:00:00", answered=f"{day} 10:00:30", ended=f"{day} 10:01:00")
            for day in ("2026-03-09", "2026-03-10", "2026-03-11")
        ),
        terms=terms,
    )
    assert warehouse.cursor().execute("SELECT in_time FROM visit ORDER BY day").fetchall() == [(0,), (1,), (1,)]


def test_the_team_is_the_one_of_that_local_day(hand, warehouse, feed) -> None:
    feed(
        hand.call("a", "2026-03-09 22:30:00", answered="2026-03-09 22:30:05", ended="2026-03-09 22:31:00", agent="Ada"),
        hand.call("b", "2026-03-09 23:30:00", answered="2026-03-09 23:30:05", ended="2026-03-09 23:31:00", agent="Ada"),
        hand.call("c", "2026-03-09 23:30:00", answered="2026-03-09 23:30:05", ended="2026-03-09 23:31:00", agent="Bob"),
        terms=hand.agreed("Europe/Berlin", roster=ROSTER),
    )
    rows = warehouse.cursor().execute(
        "SELECT c.key, t.name FROM visit v JOIN contact c USING (contact) LEFT JOIN team t ON t.team = v.team ORDER "
        "BY 1"
    )
    assert rows.fetchall() == [("a", "red"), ("b", "blue"), ("c", None)]


def test_the_same_customer_comes_back_and_a_late_row_restates_both_neighbours(hand, warehouse, feed) -> None:
    def at(key, time, **about):
        return hand.call(key, f"2026-03-09 {time}", ended=f"2026-03-09 {time}", **about)

    feed(
        at("a", "10:00:00", customer="x", topic="bill"),
        at("c", "12:00:00", customer="x", topic="bill"),
        at("d", "12:00:00"),
        at("e", "13:00:00"),
    )
    assert told(warehouse) == [
        ("a", 7200, 7200, None, None),
        ("c", None, None, 7200, 7200),
        ("d", None, None, None, None),
        ("e", None, None, None, None),
    ]
    feed(at("b", "11:00:00", customer="x", topic="move"))
    assert told(warehouse)[:3] == [
        ("a", 3600, 7200, None, None),
        ("b", 3600, None, 3600, None),
        ("c", None, None, 3600, 7200),
    ]


def test_contacts_of_one_second_follow_each_other_by_key_however_they_were_loaded(hand, warehouse, feed) -> None:
    def at(key):
        return hand.call(key, "2026-03-09 10:00:00", ended="2026-03-09 10:01:00", customer="x")

    feed(at("b"))
    feed(at("c"), hand.call("d", "2026-03-09 10:00:09", ended="2026-03-09 10:01:00", customer="x"))
    feed(at("a"))
    assert [row[:2] for row in told(warehouse)] == [("a", 0), ("b", 0), ("c", 9), ("d", None)]
    assert [row[3] for row in told(warehouse)] == [None, 0, 0, 9]


def told(warehouse):
    return (
        warehouse.cursor()
        .execute(
            "SELECT key, next_s, next_topic_s, previous_s, previous_topic_s FROM contact "
            "WHERE replaced_in IS NULL ORDER BY key"
        )
        .fetchall()
    )


def test_a_correction_supersedes_and_keeps_what_was_known(hand, warehouse, feed) -> None:
    feed(hand.call("a", "2026-03-09 10:00:00"), hand.call("b", "2026-03-09 10:00:00", ended="2026-03-09 10:00:09"))
    report = feed(
        hand.call(
            "a",
            "2026-03-09 10:00:00",
            answered="2026-03-09 10:00:10",
            ended="2026-03-09 10:01:10",
            agent="Ada",
            talk_s=60,
        )
    )
    assert report.replaced == 2  # the contact and its stay; b stands untouched
    rows = warehouse.cursor().execute(
        "SELECT open, answered, loaded_in, replaced_in FROM visit ORDER BY contact, loaded_in"
    )
    assert rows.fetchall() == [(1, 0, 1, 2), (0, 1, 2, None), (0, 0, 1, None)]
    assert hand.one(warehouse, "SELECT sum(still_open), sum(answered), sum(abandoned) FROM cube_queue") == (0, 1, 1)
    assert hand.one(warehouse, "SELECT count(DISTINCT contact) FROM contact WHERE key = 'a'") == 1


def test_the_longest_wait_comes_down_when_its_call_is_corrected(hand, warehouse, feed) -> None:
    feed(
        hand.call("a", "2026-03-09 10:00:00", ended="2026-03-09 10:15:00"),
        hand.call("b", "2026-03-09 10:01:00", ended="2026-03-09 10:02:00"),
    )
    feed(hand.call("a", "2026-03-09 10:00:00", ended="2026-03-09 10:00:30"))
    assert hand.one(warehouse, "SELECT max(longest_wait_s) FROM cube_queue") == 60


def test_a_row_said_twice_in_one_load_counts_once_and_the_last_holds(hand, warehouse, feed) -> None:
    sale = {"key": "s", "agent": "Ada", "sold_at": "2026-03-09 10:00:00", "amount": "10.00"}
    report = feed(json.dumps({"sale": sale}), json.dumps({"sale": {**sale, "amount": "12.00"}}))
    assert (hand.one(warehouse, "SELECT revenue FROM sale"), report.replaced) == (Decimal(12), 1)
    assert warehouse.health().sources[0].notices == {"repeated_rows": 1}


def test_sales_find_their_contact_whichever_comes_first(hand, warehouse, feed) -> None:
    sale = {"sold_at": "2026-03-09 10:04:00", "amount": "10.00"}
    feed(
        json.dumps({"sale": {"key": "1", "contact": "a", **sale}}),
        json.dumps({"sale": {"key": "2", "contact": "a", **sale}}),
        json.dumps({"sale": {"key": "3", "agent": "Bob", "contact": "a", **sale}}),
        name="shop",
    )
    assert hand.one(warehouse, "SELECT count(contact) FROM sale") == 0
    feed(
        hand.call("a", "2026-03-09 10:00:00", answered="2026-03-09 10:00:20", ended="2026-03-09 10:05:20", agent="Ada"),
        hand.call("b", "2026-03-09 10:00:00", ended="2026-03-09 10:00:20"),
    )
    rows = warehouse.cursor().execute(
        "SELECT s.key, a.name, q.name FROM sale s JOIN agent a USING (agent) JOIN queue q USING (queue)"
    )
    assert sorted(rows.fetchall()) == [("1", "Ada", "sales"), ("2", "Ada", "sales"), ("3", "Bob", "sales")]
    assert warehouse.cursor().execute("SELECT key, sold FROM contact ORDER BY key").fetchall() == [("a", 1), ("b", 0)]


def test_a_withdrawn_link_unsells_the_contact(hand, warehouse, feed) -> None:
    sale = {"key": "1", "sold_at": "2026-03-09 10:04:00", "amount": "10.00"}
    feed(
        hand.call("a", "2026-03-09 10:00:00", ended="2026-03-09 10:00:20"),
        json.dumps({"sale": {"contact": "a", **sale}}),
    )
    assert hand.one(warehouse, "SELECT sold FROM contact") == 1
    feed(json.dumps({"sale": sale}))
    assert hand.one(warehouse, "SELECT sold FROM contact WHERE replaced_in IS NULL") == 0


def test_money_is_converted_at_the_rate_of_its_own_day(hand, warehouse, feed) -> None:
    def sold(key, day, amount):
        return json.dumps(
            {"sale": {"key": key, "agent": "Ada", "sold_at": f"{day} 10:00:00", "amount": amount, "currency": "USD"}}
        )

    terms = hand.agreed(rates=[("2026-03-09", "USD", "0.90"), ("2026-03-10", "USD", "0.00005")])
    feed(
        sold("a", "2026-03-09", "10.00"),
        sold("b", "2026-03-10", "1.00"),
        sold("c", "2026-03-10", "3.00"),
        sold("d", "2026-03-10", "-1.00"),
        terms=terms,
    )
    rows = warehouse.cursor().execute("SELECT key, revenue FROM sale ORDER BY key").fetchall()
    # 0.00005 and 0.00015 lie half way: to the even neighbour, 0.0000 and 0.0002.
    assert rows == [
        ("a", Decimal("9.0000")),
        ("b", Decimal("0.0000")),
        ("c", Decimal("0.0002")),
        ("d", Decimal("0.0000")),
    ]


def test_without_a_rate_the_row_waits_and_is_loaded_once_the_rate_is_known(hand, warehouse, feed) -> None:
    line = {
        "key": "a",
        "agent": "Ada",
        "sold_at": "2026-03-09 10:00:00",
        "amount": "10.00",
        "currency": "USD",
        "x_shop": "web",
    }
    report = feed(json.dumps({"sale": line}), terms=hand.agreed(rates=[("2026-03-08", "USD", "0.80")]))
    assert (report.rows_set_aside, hand.one(warehouse, "SELECT count(*) FROM sale")) == (1, 0)
    aside = warehouse.health().sources[0].aside
    assert [(a.issue, a.rows, a.samples[0].line) for a in aside] == [("no-rate", 1, 1)]
    terms = hand.agreed(rates=[("2026-03-09", "USD", "0.90")])
    assert warehouse.restate(terms, now=hand.NOW)
    assert hand.one(warehouse, "SELECT revenue, x_shop, a.name FROM sale JOIN agent a USING (agent)") == (
        Decimal(9),
        "web",
        "Ada",
    )
    assert warehouse.health().sources[0].aside == ()
    assert not warehouse.restate(terms, now=hand.NOW)


def test_a_cost_is_spread_by_day_and_the_last_cent_falls_on_the_last_day(hand, warehouse, feed) -> None:
    feed(
        json.dumps(
            {
                "cost": {
                    "key": "rent",
                    "first_day": "2026-02-01",
                    "until_day": "2026-02-08",
                    "amount": "100.00",
                    "line_of_cost": "rent",
                }
            }
        )
    )
    rows = warehouse.cursor().execute("SELECT day, cost FROM cost ORDER BY day").fetchall()
    assert [cost for _, cost in rows] == [Decimal("14.28")] * 6 + [Decimal("14.32")]
    assert (rows[0][0], rows[-1][0], sum(cost for _, cost in rows)) == (date(2026, 2, 1), date(2026, 2, 7), 100)


def test_rows_that_cannot_be_are_set_aside_and_good_ones_stay(hand, warehouse, feed) -> None:
    report = feed(
        hand.call("a", "2026-03-09 10:00:00", ended="2026-03-09 09:00:00"),
        hand.call("b", "2026-03-09 10:00:00", ended="2026-03-09 10:00:10"),
        "{half",
    )
    assert (report.rows_set_aside, report.rows_read) == (3, 2)
    assert [(a.issue, a.rows) for a in warehouse.health().sources[0].aside] == [("impossible-row", 2), ("not-json", 1)]
    assert hand.one(warehouse, "SELECT key FROM contact") == "b"


def test_extra_columns_come_along(hand, warehouse, feed) -> None:
    feed(hand.call("a", "2026-03-09 10:00:00", x_priority="2"))
    feed(hand.call("b", "2026-03-09 10:00:00"))
    assert warehouse.extras("contact") == {"x_priority": "VARCHAR"}
    assert warehouse.cursor().execute("SELECT x_priority FROM contact ORDER BY key").fetchall() == [("2",), (None,)]


def test_surveys_and_evaluations_take_agent_and_queue_from_the_contact(hand, warehouse, feed) -> None:
    feed(
        hand.call("a", "2026-03-09 10:00:00", answered="2026-03-09 10:00:20", ended="2026-03-09 10:05:20", agent="Ada"),
        json.dumps(
            {"survey": {"key": "1", "contact": "a", "answered_at": "2026-03-10 08:00:00", "score": 4, "scale": 5}}
        ),
        json.dumps(
            {
                "survey": {
                    "key": "2",
                    "contact": "a",
                    "queue": "help",
                    "answered_at": "2026-03-10 08:00:00",
                    "score": 3,
                    "scale": 5,
                }
            }
        ),
        json.dumps(
            {
                "evaluation": {
                    "key": "1",
                    "contact": "a",
                    "evaluated_at": "2026-03-10 08:00:00",
                    "points": 8,
                    "applicable": 10,
                }
            }
        ),
    )
    rows = (
        warehouse.cursor()
        .execute(
            "SELECT s.key, a.name, q.name, top_box, channel FROM survey s JOIN agent a USING (agent) "
            "JOIN queue q USING (queue) ORDER BY 1"
        )
        .fetchall()
    )
    assert rows == [("1", "Ada", "sales", 1, 1), ("2", "Ada", "help", 0, 1)]
    assert hand.one(warehouse, "SELECT agent IS NOT NULL, day FROM evaluation") == (True, date(2026, 3, 10))


def test_a_stay_without_its_contact_makes_a_bare_one(hand, warehouse, feed) -> None:
    feed(
        json.dumps(
            {
                "visit": {
                    "contact": "a",
                    "number": 1,
                    "queue": "sales",
                    "entered_at": "2026-03-09 10:00:00",
                    "ended_at": "2026-03-09 10:00:09",
                    "outcome": "abandoned",
                }
            }
        )
    )
    assert hand.one(warehouse, "SELECT key, started_at, handled, q.name FROM contact JOIN queue q USING (queue)") == (
        "a",
        datetime.fromisoformat("2026-03-09T10:00"),
        0,
        "sales",
    )


def test_a_stay_that_comes_after_its_contact_leaves_what_was_told_of_it(hand, warehouse, feed) -> None:
    feed(hand.call("a", "2026-03-09 10:00:00", ended="2026-03-09 10:00:09", recorded=1, right_party=0, disposition="x"))
    feed(json.dumps({"visit": {"contact": "a", "number": 2, "queue": "help", "entered_at": "2026-03-09 10:00:09",
                               "ended_at": "2026-03-09 10:00:19", "outcome": "abandoned"}}))
    told = "SELECT ended_at, recorded, right_party, connected, disposition FROM contact WHERE replaced_in IS NULL"
    assert hand.one(warehouse, told) == (datetime.fromisoformat("2026-03-09T10:00:19"), 1, 0, None, "x")
