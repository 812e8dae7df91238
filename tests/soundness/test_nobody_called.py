"""This file is about the day nobody called: no number is not zero, and nothing loaded is not nobody.

Each test also works the number out in the tempting, wrong way, and asserts that the wrong way is seen.
"""

import importlib.util
from pathlib import Path
from statistics import fmean

import pytest

LOADED = ("2026-03-01", "2026-03-11")


@pytest.fixture(scope="module")
def hands():
    place = Path(__file__).parents[1] / "metrics" / "world.py"
    spec = importlib.util.spec_from_file_location("hand_written_world", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def metrics(hands, tmp_path_factory):
    """Calls on the 2nd and the 4th, nobody on the 3rd, refused ones on the 5th, nothing loaded from the 11th on."""
    world = hands.World(tmp_path_factory.mktemp("quiet"))
    for wait in (10, 10, 30, 10):
        world.visit("2026-03-02 10:00", wait=wait)
    world.visit("2026-03-04 10:00", wait=10)
    world.visit("2026-03-05 10:00", outcome="refused")
    world.fill_all(*LOADED)
    return world.metrics()


RATIOS = ["service_level", "abandonment_rate", "average_speed_of_answer", "average_handle_time", "longest_wait",
          "wait_percentile", "conversion_rate", "customer_satisfaction", "quality_score", "cost_per_sale",
          "first_contact_resolution", "occupancy"]
COUNTS = ["contacts_offered", "contacts_handled", "contacts_abandoned", "dial_attempts", "sales_revenue", "talk_time"]


def values(metrics, hands, names: list[str], first: str, until: str, **more):
    return [row.value for row in metrics.ask(names, during=hands.days(first, until), **more).rows]


@pytest.mark.parametrize("use_cubes", [True, False])
@pytest.mark.parametrize("day", [("2026-03-03", "2026-03-04"), ("2026-03-05", "2026-03-06")])
def test_a_quiet_day_has_no_ratio(metrics, hands, day, use_cubes: bool) -> None:
    assert values(metrics, hands, RATIOS, *day, use_cubes=use_cubes) == [None] * len(RATIOS)
    wrong = metrics.warehouse.cursor().execute(
        "SELECT coalesce(sum(in_time) / nullif(sum(answered + abandoned), 0), 0) FROM visit WHERE day = ?",
        [day[0]]).fetchone()
    assert wrong == (0,)  # a service level of nought, on a day on which nobody was kept waiting


@pytest.mark.parametrize("use_cubes", [True, False])
def test_nobody_is_zero_and_nothing_loaded_is_no_number(metrics, hands, use_cubes: bool) -> None:
    assert values(metrics, hands, COUNTS, "2026-03-03", "2026-03-04", use_cubes=use_cubes) == [0] * len(COUNTS)
    assert values(metrics, hands, COUNTS, "2026-03-20", "2026-03-21", use_cubes=use_cubes) == [None] * len(COUNTS)
    wrong = [metrics.warehouse.cursor().execute("SELECT count(*) FROM visit WHERE day = ?", [day]).fetchone()
             for day in ("2026-03-03", "2026-03-20")]
    assert wrong[0] == wrong[1]  # counting rows cannot tell the two apart


def test_a_quiet_day_is_said_to_be_complete_and_a_missing_one_is_not(metrics, hands) -> None:
    def complete(first: str, until: str) -> bool:
        return all(row.complete for row in metrics.ask(COUNTS, during=hands.days(first, until)).rows)

    assert complete("2026-03-03", "2026-03-04")
    assert complete("2026-03-06", "2026-03-11")
    assert not complete("2026-03-20", "2026-03-21")
    assert not complete("2026-03-10", "2026-03-12")
    wrong = metrics.warehouse.cursor().execute(
        "SELECT count(*) FILTER (day = DATE '2026-03-03') > 0, max(day) >= DATE '2026-03-06' FROM visit").fetchone()
    assert wrong == (False, False)  # neither a day's own rows nor the last row of all can say that it is here


def test_a_quiet_day_does_not_pull_the_week_down(metrics, hands) -> None:
    (week,) = metrics.ask(["service_level"], during=hands.days("2026-03-02", "2026-03-06")).rows
    assert week.value == 4 / 5
    by_day = metrics.ask(["service_level"], ["day"], during=hands.days("2026-03-02", "2026-03-06")).rows
    assert [(row.by["day"], row.value) for row in by_day] == [
        ("2026-03-02", 3 / 4), ("2026-03-04", 1.0), ("2026-03-05", None)]
    wrong = fmean(row.value or 0 for row in by_day)
    assert week.value != pytest.approx(wrong, abs=0.05)


def test_only_cells_with_facts_are_listed(metrics, hands) -> None:
    during = hands.days("2026-03-01", "2026-03-11")
    days = [row.by["day"] for row in metrics.ask(["contacts_offered"], ["day"], during=during).rows]
    assert days == ["2026-03-02", "2026-03-04", "2026-03-05"]
    assert [row.value for row in metrics.ask(["contacts_offered"], ["day"], during=during).rows] == [4, 1, 0]
    wrong = metrics.warehouse.cursor().execute(
        "SELECT avg(level) FROM (SELECT coalesce(sum(in_time) / nullif(sum(answered + abandoned), 0), 0) AS level FROM "
        "range(DATE '2026-03-01', DATE '2026-03-11', INTERVAL 1 DAY) d(day) LEFT JOIN visit USING (day) GROUP BY day)"
    ).fetchone()
    assert wrong == (0.175,)  # every day listed, the empty ones with nought: less than a fifth, of 4 calls in 5


def test_one_row_each_even_where_there_is_nothing(metrics, hands) -> None:
    rows = metrics.ask(RATIOS + COUNTS, during=hands.days("2026-03-03", "2026-03-04")).rows
    assert len(rows) == len(RATIOS + COUNTS)
    assert {row.n for row in rows} == {0}
    wrong = metrics.warehouse.cursor().execute(
        "SELECT day, count(*) FROM visit WHERE day = DATE '2026-03-03' GROUP BY day").fetchall()
    assert wrong == []  # the day is gone from the table, and whoever reads it cannot see that nobody called
