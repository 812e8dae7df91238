"""This file is about asking: any cut, the same from cubes and from facts, with parts, n and completeness."""

import json
import random
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from fourscore.metrics import CannotBear
from fourscore.terms import WrongUse

MARCH = ("2026-03-01", "2026-04-01")


def only(answer):
    (row,) = answer.rows
    return row


@pytest.fixture(scope="module")
def vector(new_world, tmp_path_factory):
    """The published test vector: A 1000, B 60, A_T 860, B_T 20, B_s 10, each with one flow-out more."""
    world = new_world(tmp_path_factory.mktemp("vector"))
    for wait, outcome, times in ((20, "answered", 860), (21, "answered", 140), (5, "abandoned", 10),
                                 (20, "abandoned", 10), (41, "abandoned", 40), (9, "flowed_out", 40)):
        for _ in range(times):
            world.visit("2026-03-02 10:00", wait=wait, outcome=outcome)
    world.fill_all(*MARCH)
    return world.metrics()


@pytest.mark.parametrize(("variant", "percent"), [
    ("offered", 81.13), ("answered", 86.00), ("abandons_in_threshold_excluded", 82.69),
    ("abandons_in_threshold_credited", 83.02), ("short_abandons_credited", 82.08),
    ("short_abandons_excluded", 81.90), ("flow_outs_included", 100 * 860 / 1100),
])
@pytest.mark.parametrize("use_cubes", [True, False])
def test_the_published_vector_of_service_levels(vector, days, variant: str, percent: float, use_cubes: bool) -> None:
    row = only(vector.ask([f"service_level:{variant}"], during=days(*MARCH), use_cubes=use_cubes))
    assert row.variant == variant
    assert 100 * row.value == pytest.approx(percent, abs=0.005)


def test_abandonment_with_and_without_short_ones(vector, days) -> None:
    answer = vector.ask(["abandonment_rate", "abandonment_rate:short_excluded"], during=days(*MARCH))
    assert [row.value for row in answer.rows] == [60 / 1100, 50 / 1090]
    assert [row.variant for row in answer.rows] == ["all", "short_excluded"]


def test_the_answer_in_json_is_as_agreed(vector, days) -> None:
    answer = vector.ask(["service_level"], ["queue"], during=days(*MARCH))
    assert json.loads(answer.as_json()) == answer.as_dict() == {
        "as_of": "2026-04-01T00:00:00+00:00", "zone": "UTC", "rows": [
            {"by": {"queue": "Billing"}, "metric": "service_level", "variant": "offered", "value": 0.811321,
             "parts": {"num": 860, "den": 1060}, "n": 1060, "complete": True}]}
    assert answer.rows[0].parts == {"num": 860, "den": 1060, "answered_in_time": 860, "answered": 1000, "abandoned": 60}
    assert answer.rows[0].key == "service_level:offered"


NAMES = ("queue", "agent", "team", "channel", "customer_segment", "topic")
MIXES = [(), ("queue",), ("day", "queue"), ("half_hour",), ("hour", "queue"), ("week", "team"), ("month", "agent"),
         ("quarter", "channel"), ("year", "topic"), ("hour_of_day", "weekday"), ("weekday", "agent", "queue"),
         ("customer_segment", "hour"), ("agent", "half_hour"), ("day", "hour_of_day", "team")]
ADDED = ["service_level", "average_speed_of_answer", "average_waiting_time", "longest_wait", "abandonment_rate",
         "contacts_offered", "contacts_handled", "average_talk_time", "average_handle_time", "talk_time:overlap",
         "talk_time:entered", "handling_time:overlap"]


@pytest.fixture(scope="module")
def month(new_world, tmp_path_factory):
    """400 stays of a month with the clock change in it, some facts replaced, words missing here and there."""
    world = new_world(tmp_path_factory.mktemp("month"), "Europe/Berlin", week_starts=6, fiscal=4)
    draw = random.Random(7)
    start = datetime(2026, 3, 10, tzinfo=UTC)
    for number in range(400):
        outcome = draw.choice(["answered"] * 6 + ["abandoned", "flowed_out", "dropped", "refused", "open"])
        answered = outcome == "answered"
        world.visit(
            start + timedelta(seconds=draw.randrange(30 * 86400)), draw.choice(["Billing", "Sales", None]),
            wait=draw.randrange(60000) / 1000, outcome=outcome, talk=draw.randrange(4000) * answered,
            hold=draw.choice([0, 12.345]) * answered, wrap_up=draw.randrange(90) * answered,
            agent=draw.choice(["Ada", "Ben", "Cy"]) if answered else None,
            team=draw.choice(["North", "South"]) if answered else None, channel=draw.choice(["voice", "chat"]),
            topic=draw.choice(["bill", None]), customer_segment=draw.choice(["gold", "silver", None]),
            replaced_in=2 if number % 17 == 0 else None)
    world.fill_all("2026-03-10", "2026-04-09")
    return world.metrics()


@pytest.mark.parametrize("by", MIXES, ids=lambda by: "-".join(by) or "whole")
@pytest.mark.parametrize("where", [None, {"queue": ["Billing", ""]}, {"weekday": ["monday", "sunday"]}],
                         ids=["all", "two-queues", "two-weekdays"])
def test_cubes_and_facts_give_the_same_answer(month, days, by, where) -> None:
    during = days("2026-03-12", "2026-04-07")
    borne = [name for name in ADDED if set(by) <= set(month.dimensions(name))]
    fast = month.ask(borne, by, during=during, where=where)
    slow = month.ask(borne, by, during=during, where=where, use_cubes=False)
    assert fast == slow
    assert len(fast.rows) >= len(borne) - 2
    assert len(borne) >= 5


def test_the_same_numbers_by_another_road(month, days) -> None:
    """pandas over single rows: service level, mean wait and exact linear percentiles by queue and day."""
    frame = month.warehouse.cursor().execute(
        "SELECT v.*, q.name AS queue_name FROM visit v LEFT JOIN queue q USING (queue) WHERE replaced_in IS NULL").df()
    answer = month.ask(["service_level", "average_speed_of_answer", "wait_percentile:p50", "wait_percentile:p95",
                          "longest_wait"], ["queue", "day"], during=days("2026-03-10", "2026-04-10"))
    seen = 0
    for (queue, day), rows in frame.groupby(["queue_name", "day"], dropna=False):
        waits = rows[rows.answered == 1].wait_s.astype(float)
        offered = len(waits) + (rows.abandoned == 1).sum()
        finished = rows[(rows.refused == 0) & (rows.open == 0)].wait_s.astype(float)
        expected = {
            "service_level:offered": rows.in_time.sum() / offered if offered else None,
            "average_speed_of_answer": waits.mean() if len(waits) else None,
            "wait_percentile:p50": waits.quantile(0.5) if len(waits) else None,
            "wait_percentile:p95": waits.quantile(0.95) if len(waits) else None,
            "longest_wait": finished.max() if len(finished) else None,
        }
        where = {"queue": None if pd.isna(queue) else queue, "day": f"{day:%Y-%m-%d}"}
        got = {row.key: row.value for row in answer.rows if row.by == where}
        assert got == {key: None if value is None else pytest.approx(value, abs=1e-9)
                       for key, value in expected.items() if value is not None or where["queue"]}
        seen += len(got)
    assert seen == len(answer.rows)
    assert seen > 60


def test_sums_over_any_cut_add_up_to_the_whole(month, days) -> None:
    during = days("2026-03-10", "2026-04-09")
    whole = {row.key: row.value for row in month.ask(ADDED[5:7] + ADDED[9:], during=during).rows}
    for by in MIXES[1:]:
        borne = {key: value for key, value in whole.items() if set(by) <= set(month.dimensions(key))}
        rows = month.ask(list(borne), by, during=during).rows
        for key, value in borne.items():
            assert sum(row.value for row in rows if row.key == key) == pytest.approx(value, abs=1e-6), (by, key)


def test_the_repeated_hour_is_two_hours_with_their_offsets(world_in, days) -> None:
    world = world_in("Europe/Berlin")
    for hour in (0, 1, 2):  # UTC; local 02:30, 02:30 again, 03:30
        world.visit(datetime(2026, 10, 25, hour, 30, tzinfo=UTC))
    world.visit(datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), talk=2)  # the last second before the missing hour
    world.fill_all("2026-01-01", "2027-01-01")
    metrics, during = world.metrics(), days("2026-10-25", "2026-10-26")
    for use_cubes in (True, False):
        hours = metrics.ask(["contacts_offered"], ["hour"], during=during, use_cubes=use_cubes)
        assert [(row.by["hour"], row.value) for row in hours.rows] == [
            ("2026-10-25T02:00+02:00", 1), ("2026-10-25T02:00+01:00", 1), ("2026-10-25T03:00+01:00", 1)]
        halves = metrics.ask(["talk_time"], ["half_hour"], during=days("2026-03-29", "2026-03-30"), use_cubes=use_cubes)
        assert [(row.by["half_hour"], row.value) for row in halves.rows] == [
            ("2026-03-29T01:30+01:00", 1), ("2026-03-29T03:00+02:00", 1)]
        gathered = metrics.ask(["contacts_offered"], ["hour_of_day"], during=during, use_cubes=use_cubes)
        assert [(row.by["hour_of_day"], row.value) for row in gathered.rows] == [("2", 2), ("3", 1)]


def test_a_call_over_the_hour_gives_its_talk_to_both(world, days) -> None:
    world.visit("2026-03-02 10:55", talk=1200)
    world.fill_all(*MARCH)
    metrics = world.metrics()
    overlap = metrics.ask(["talk_time:overlap"], ["hour"], during=days(*MARCH)).rows
    assert [(row.by["hour"], row.value) for row in overlap] == [
        ("2026-03-02T10:00+00:00", 300), ("2026-03-02T11:00+00:00", 900)]
    entered = metrics.ask(["talk_time:entered"], ["hour"], during=days(*MARCH)).rows
    assert [(row.by["hour"], row.value) for row in entered] == [("2026-03-02T10:00+00:00", 1200)]


@pytest.mark.parametrize(("by", "label"), [
    ("day", "2026-02-01"), ("week", "2026-W05"), ("month", "2026-02"), ("quarter", "2025-Q4"), ("year", "2025"),
    ("weekday", "sunday"), ("hour_of_day", "23"), ("half_hour", "2026-02-01T23:30+00:00"),
    ("hour", "2026-02-01T23:00+00:00"),
])
def test_labels_are_the_calendars_own(world_in, days, by: str, label: str) -> None:
    world = world_in("UTC", week_starts=0, fiscal=4)
    world.visit("2026-02-01 23:45")
    world.fill_all("2026-01-01", "2027-01-01")
    row = only(world.metrics().ask(["contacts_offered"], [by], during=days("2026-01-01", "2027-01-01")))
    assert row.by == {by: label}
    if by in ("day", "week", "month", "quarter", "year"):
        period = world.calendar.period(label)
        again = world.metrics().ask(["contacts_offered"], during=period)
        assert only(again).value == 1


@pytest.mark.parametrize("starts", range(7))
def test_a_week_is_the_same_week_in_every_label_and_period(world_in, days, starts: int) -> None:
    world = world_in("UTC", week_starts=starts)
    for day in range(1, 15):
        world.visit(f"2026-01-{day:02d} 12:00")
    world.fill_all("2025-12-01", "2026-03-01")
    metrics = world.metrics()
    rows = metrics.ask(["contacts_offered"], ["week"], during=days("2025-12-20", "2026-02-01")).rows
    assert sum(row.value for row in rows) == 14
    for row in rows:
        assert only(metrics.ask(["contacts_offered"], during=world.calendar.period(row.by["week"]))).value == row.value


def test_missing_words_are_a_cell_and_can_be_picked(world, days) -> None:
    world.visit("2026-03-02 10:00", "Billing")
    world.visit("2026-03-02 10:00", None)
    world.fill_all(*MARCH)
    metrics = world.metrics()
    rows = metrics.ask(["contacts_offered"], ["queue"], during=days(*MARCH)).rows
    assert [(row.by["queue"], row.value) for row in rows] == [("Billing", 1), (None, 1)]
    for missing in ("", None):
        picked = metrics.ask(["contacts_offered"], during=days(*MARCH), where={"queue": [missing]})
        assert only(picked).value == 1
    assert only(metrics.ask(["contacts_offered"], during=days(*MARCH), where={"queue": []})).value == 0


@pytest.mark.parametrize(("metric", "by", "where", "name", "says"), [
    ("occupancy", ["queue"], {}, "cannot-bear", "being logged in is not kept per queue"),
    ("operating_cost", ["hour"], {}, "cannot-bear", "known by the day"),
    ("cost_per_contact", ["agent"], {}, "cannot-bear", "shared out to nobody else"),
    ("coaching_time_per_agent", ["queue"], {}, "cannot-bear", "belongs to an agent and a team"),
    ("coaching_time_per_agent", ["half_hour"], {}, "cannot-bear", "known by the day"),
    ("schedule_adherence", [], {"customer_segment": ["gold"]}, "cannot-bear", "agents' half hours"),
    ("contacts_offered", ["priority"], {}, "unknown-dimension", "no 'priority'"),
    ("contacts_offered", ["qeue"], {}, "unknown-dimension", "no 'qeue'"),
    ("contacts_offered", [], {"day": ["2026-03-02"]}, "cannot-bear", "part of the period"),
    ("contacts_offered", [], {"queue": ["Biling"]}, "unknown-word", "no queue called 'Biling'"),
    ("contacts_offered", [], {"weekday": ["mondy"]}, "unknown-word", "no weekday called 'mondy'"),
    ("contacts_offered", [], {"hour_of_day": ["24"]}, "unknown-word", "no hour of day called '24'"),
    ("contacts_ofered", [], {}, "unknown-metric", "no metric called"),
])
def test_what_a_metric_cannot_bear_is_refused_with_its_reason(world, days, metric, by, where, name, says) -> None:
    world.visit("2026-03-02 10:00")
    world.fill_all(*MARCH)
    with pytest.raises(WrongUse) as refused:
        world.metrics().ask([metric], by, during=days(*MARCH), where=where)
    (issue,) = refused.value.issues
    assert issue.name == name
    assert says in issue.what
    assert issue.remedy


def test_a_refusal_carries_what_a_page_needs_to_say_it_in_its_own_words(world, days) -> None:
    world.fill_all(*MARCH)
    with pytest.raises(CannotBear) as refused:
        world.metrics().ask(["occupancy"], ["customer_segment"], during=days(*MARCH))
    found = refused.value
    assert (found.metric.key, found.name) == ("occupancy", "customer_segment")
    assert found.reason.endswith("being logged in is not kept per queue")
    assert list(found.there) == world.metrics().dimensions("occupancy")
    (issue,) = found.issues
    assert issue.what == f"Occupancy cannot be told by customer_segment: {found.reason}."
    assert issue.remedy == f"It can be told by {', '.join(found.there)}."


def test_columns_of_the_centres_own_mapping(world, days) -> None:
    world.cursor.execute("ALTER TABLE visit ADD COLUMN x_priority INTEGER")
    world.visit("2026-03-02 10:00", x_priority=2)
    world.visit("2026-03-02 10:00", x_priority=1)
    world.visit("2026-03-02 10:00")
    world.fill_all(*MARCH)
    metrics = world.metrics()
    rows = metrics.ask(["contacts_offered"], ["priority"], during=days(*MARCH)).rows
    assert [row.by["priority"] for row in rows] == ["1", "2", None]
    assert only(metrics.ask(["contacts_offered"], during=days(*MARCH), where={"priority": ["2", ""]})).value == 2
    assert "priority" in metrics.dimensions("service_level")
    assert "priority" not in metrics.dimensions("occupancy")
    with pytest.raises(WrongUse, match="There are: 1, 2"):
        metrics.ask(["contacts_offered"], during=days(*MARCH), where={"priority": ["7"]})
    with pytest.raises(WrongUse, match="no source brings that column"):
        metrics.ask(["sales_revenue"], ["priority"], during=days(*MARCH))


def test_a_word_that_one_of_the_facts_lacks_is_a_word_all_the_same(world, days) -> None:
    """Nobody of that job bought: there were no sales to them, but there is such a job."""
    for table in ("visit", "sale"):
        world.cursor.execute(f"ALTER TABLE {table} ADD COLUMN x_job VARCHAR")
    world.visit("2026-03-02 10:00", x_job="baker")
    world.visit("2026-03-02 10:00", x_job="clerk")
    world.fact("sale", "2026-03-02 10:05", "sold_at", amount=10, x_job="clerk")
    world.fill_all(*MARCH)
    asked = ["contacts_offered", "sales_revenue"]
    offered, revenue = world.metrics().ask(asked, during=days(*MARCH), where={"job": ["baker"]}).rows
    assert (offered.value, revenue.value) == (1, 0)
    with pytest.raises(WrongUse, match="There is no job called 'butler'"):
        world.metrics().ask(asked, during=days(*MARCH), where={"job": ["butler"]})


def test_dimensions_are_those_all_its_facts_share(world) -> None:
    metrics = world.metrics()
    assert metrics.dimensions("occupancy")[-2:] == ["team", "agent"]
    by_the_day = ["day", "week", "month", "fiscal_month", "quarter", "year", "weekday", "queue", "team"]
    assert metrics.dimensions("cost_per_contact") == metrics.dimensions("cost_per_sale") == by_the_day
    assert set(NAMES) < set(metrics.dimensions("service_level"))


def test_spread_is_the_days_that_hold_anything(world, days) -> None:
    assert world.metrics().spread() is None
    world.visit("2026-03-02 10:00")
    world.visit("2026-03-09 10:00")
    world.visit("2026-05-09 10:00", replaced_in=2)
    assert world.metrics().spread() == days("2026-03-02", "2026-03-10")
