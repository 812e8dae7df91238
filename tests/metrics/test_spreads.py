"""This file is about spreads: sums, squares and logarithms of cases against the same made one by one in Python."""

import random
from fractions import Fraction
from math import isclose, isnan, log

import pytest

from fourscore.metrics.spread.asking import FEW
from fourscore.scoring.compare.sample import MANY

MARCH = ("2026-03-01", "2026-03-12")
ANSWER, HANDLE, HELD = "average_speed_of_answer", "average_handle_time", "held_for_each_second_of_talk"
OWN = """
parts:
  all_seconds: {of: visit, sum: handle_s, words: all handling}
  talk_seconds: {of: visit, sum: talk_s, words: all talk}
metrics:
  held_for_each_second_of_talk:
    unit: ratio
    better: lower
    num: all_seconds
    den: talk_seconds
    words: How much longer everything takes than the talk.
"""
LONG = 40 * 86400  # seconds: in thousandths its square is more than 64 bits hold


@pytest.fixture(scope="module")
def calls(new_world, tmp_path_factory):
    """Many calls of Ada, few of Bob and of nobody's team, some of them longer than a month; the same as plain rows."""
    folder = tmp_path_factory.mktemp("calls")
    world, chance, rows = new_world(folder), random.Random(5), []
    (folder / "metrics").mkdir()
    (folder / "metrics" / "ours.yaml").write_text(OWN)
    for agent, team, many in ("Ada", "red", 130), ("Bob", "red", 30), ("Eve", None, 12), ("Joe", "blue", 99):
        for number in range(many):
            wait, talk = chance.choice([0, chance.randrange(1, 90_000)]), chance.randrange(1, 900_000)
            if number == 3:
                talk += LONG * 1000
            rows.append({"agent": agent, "team": team, "wait": wait, "talk": talk})
            world.visit(f"2026-03-{1 + number % 10:02d} {number % 24:02d}:05", "A", wait=wait / 1000, talk=talk / 1000,
                        outcome="answered", agent=agent, team=team, channel="voice")
    world.fill_all("2026-03-01 00:00", "2026-03-12 00:00")
    return rows, world.metrics(folder / "metrics")


@pytest.mark.parametrize("by", [(), ("team",), ("agent",), ("agent", "team")])
@pytest.mark.parametrize(("metric", "above"), [(ANSWER, "wait"), (HANDLE, "talk")])
def test_sums_of_every_cell_are_those_of_its_calls(calls, days, by, metric, above):
    rows, metrics = calls
    spread = metrics.spread_of([HANDLE, ANSWER], by, during=days(*MARCH))[metric]
    cells = {tuple(row[name] for name in by) for row in rows}
    assert set(spread.at) == cells
    for cell in cells:
        here = [Fraction(row[above], 1000) for row in rows if tuple(row[name] for name in by) == cell]
        found = spread.of(cell)
        assert found["cases"] == found["den"] == found["den2"] == len(here)
        assert found["num"] == found["cross"] == float(sum(here))
        assert isclose(found["num2"], sum(one * one for one in here), rel_tol=1e-15)
        logs = [log(one) for one in here if one > 0]
        if len(here) >= FEW:
            assert isnan(found["logs"])
            assert isnan(found["logs2"])
            assert isnan(found["positive"])
        else:
            assert found["positive"] == len(logs)
            assert isclose(found["logs"], sum(logs), rel_tol=1e-9)
            assert isclose(found["logs2"], sum(one * one for one in logs), rel_tol=1e-9)


def test_one_team_with_few_calls_alone(calls, days):
    rows, metrics = calls
    spread = metrics.spread_of([HANDLE], ("agent",), during=days(*MARCH), where={"team": ["red"]})[HANDLE]
    assert set(spread.at) == {("Ada",), ("Bob",)}
    assert spread.of(("Bob",))["positive"] == sum(row["agent"] == "Bob" for row in rows)


def test_products_of_two_times_longer_than_a_month(calls, days):
    rows, metrics = calls
    found = metrics.spread_of([HELD], ("agent",), during=days(*MARCH))[HELD].of(("Bob",))
    talks = [Fraction(row["talk"], 1000) for row in rows if row["agent"] == "Bob"]
    assert max(talks) > LONG
    for name in ("num2", "cross", "den2"):
        assert isclose(found[name], sum(one * one for one in talks), rel_tol=1e-15)


def test_logarithms_are_there_wherever_an_interval_asks_for_them():
    assert FEW >= MANY
