"""This file is about what is not loaded: no number is made up for it, and a half-loaded time says so."""

from datetime import UTC, datetime

import pytest

from fourscore.metrics.plan import Coverage, Mark
from fourscore.terms import Interval

MARCH = ("2026-03-01", "2026-04-01")


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(("marks", "span", "known", "complete"), [
    ([], (2, 3), False, False),
    ([(1, 10)], (2, 3), True, True),
    ([(1, 10)], (1, 10), True, True),
    ([(1, 10)], (10, 11), False, False),
    ([(5, 10)], (4, 6), True, False),
    ([(1, 10)], (9, 11), True, False),
    ([(1, 5), (5, 10)], (4, 6), True, True),     # one source took over from the other
    ([(1, 5), (6, 10)], (4, 7), True, False),    # and left a gap
    ([(1, 10), (1, 8)], (7, 9), True, False),    # one of two sources lags
    ([(1, 10), (1, 8)], (6, 8), True, True),
    ([(1, 5), (5, 10), (1, 10)], (4, 10), True, True),
    ([(1, 10), (3, 4)], (2, 4), True, True),
    ([(1, 10), (3, 4)], (5, 6), True, False),    # a source that stopped without a successor is missed
])
def test_how_far_facts_are_known(marks, span, known: bool, complete: bool) -> None:
    coverage = Coverage(Mark("visit", at(first), at(until)) for first, until in marks)
    assert coverage.of("visit", Interval(at(span[0]), at(span[1]))) == (known, complete)


def values(answer) -> list:
    return [(row.value, row.n, row.complete) for row in answer.rows]


def test_an_empty_day_inside_what_is_loaded_is_zero_and_outside_unknown(world, days) -> None:
    world.visit("2026-03-02 10:00")
    world.fill_all("2026-03-01", "2026-03-10")
    metrics = world.metrics()
    asked = ["contacts_offered", "service_level", "talk_time", "longest_wait", "wait_percentile"]
    assert values(metrics.ask(asked, during=days("2026-03-05", "2026-03-06"))) == [
        (0, 0, True), (None, 0, True), (0, 0, True), (None, 0, True), (None, 0, True)]
    assert values(metrics.ask(asked, during=days("2026-03-20", "2026-03-21"))) == [(None, 0, False)] * 5
    assert values(metrics.ask(asked[:1], during=days(*MARCH))) == [(1, 1, False)]
    assert metrics.ask(asked, ["day"], during=days("2026-03-05", "2026-03-06")).rows == []


def test_each_cell_is_held_against_its_own_time(world, days) -> None:
    for hour in ("2026-03-09 23:10", "2026-03-10 09:10", "2026-03-10 10:10"):
        world.visit(hour)
    world.fill_all("2026-03-01", "2026-03-10 10:00")
    metrics = world.metrics()
    by_hour = metrics.ask(["contacts_offered"], ["hour"], during=days(*MARCH)).rows
    assert [row.complete for row in by_hour] == [True, True, False]
    by_day = metrics.ask(["contacts_offered"], ["day"], during=days(*MARCH)).rows
    assert [row.complete for row in by_day] == [True, False]
    picked = metrics.ask(["contacts_offered"], ["hour_of_day"], during=days(*MARCH)).rows
    assert {row.complete for row in picked} == {False}


def test_as_of_is_where_the_last_of_the_sources_ends(world_in, days) -> None:
    world = world_in("Europe/Berlin")
    world.fill("visit", "2026-03-01", "2026-03-10")
    world.fill("visit", "2026-03-01", "2026-03-08", source="chats")
    world.fill("cost", "2026-03-01", "2026-03-05")
    metrics = world.metrics()
    assert metrics.ask(["contacts_offered"], during=days(*MARCH)).as_of.isoformat() == "2026-03-08T00:00:00+01:00"
    assert metrics.ask(["operating_cost"], during=days(*MARCH)).as_of.isoformat() == "2026-03-05T00:00:00+01:00"
    assert metrics.ask(["sales_revenue"], during=days(*MARCH)).as_of is None


def test_a_ratio_over_two_kinds_of_fact_waits_for_both(world, days) -> None:
    world.visit("2026-03-02 10:00")
    for kind in ("visit", "contact"):
        world.fill(kind, *MARCH)
    (row,) = world.metrics().ask(["cost_per_contact"], during=days(*MARCH)).rows
    assert (row.value, row.n, row.complete) == (None, 1, False)
    assert "num" not in row.parts


def test_adherence_is_no_zero_before_log_ins_are_loaded(world, days) -> None:
    place = world.place(world.utc("2026-03-02 10:00"))
    world.put("agent_time", **place, agent="Ada", team="North", scheduled_s=1800, adhering_s=0, handling_s=0, idle_s=0)
    world.fill("schedule", *MARCH)
    metrics = world.metrics()
    (row,) = metrics.ask(["schedule_adherence"], during=days(*MARCH)).rows
    assert (row.value, row.parts["scheduled_s"], row.complete) == (None, 1800, False)
    world.fill("agent_state", *MARCH)
    (row,) = metrics.ask(["schedule_adherence"], during=days(*MARCH)).rows
    assert (row.value, row.n, row.complete) == (0.0, 1, True)
