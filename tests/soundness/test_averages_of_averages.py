"""This file is about averages of averages: every mean is taken once, from all that stands behind it.

Each test also works the number out in the tempting, wrong way, and asserts that the wrong way is seen.
"""

import importlib.util
import random
from pathlib import Path
from statistics import fmean

import pytest

from fourscore.metrics import read_catalogue

PERIOD = ("2026-03-02", "2026-03-09")


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
def week(hands, tmp_path_factory):
    """A busy Monday of short, late calls by one team, and a quiet week of long, prompt ones by the other."""
    world = hands.World(tmp_path_factory.mktemp("week"))
    draw = random.Random(3)
    for number in range(230):
        busy = number < 200
        day = 2 if busy else 3 + number % 6
        hour = 9 + number % (2 if busy else 8)
        world.visit(f"2026-03-{day:02d} {hour:02d}:15", wait=draw.randrange(10, 90) if busy else 2,
                    talk=60 if busy else 900, agent="Ada" if busy else "Ben", team="North" if busy else "South",
                    outcome="answered" if draw.random() < 0.8 or not busy else "abandoned")
    # Simpson: whoever is handed the easy calls seems to sell better.
    for agent, segment, calls, sold in (("Ada", "new", 80, 4), ("Ada", "known", 20, 8),
                                        ("Ben", "new", 20, 2), ("Ben", "known", 80, 36)):
        for number in range(calls):
            world.fact("contact", "2026-03-02 10:00", "started_at", contact=number, agent=agent,
                       customer_segment=segment, eligible=1, sold=int(number < sold))
    world.fill_all(*PERIOD)
    return world.metrics()


MEANS = ["service_level", "service_level:answered", "abandonment_rate", "average_speed_of_answer",
         "average_waiting_time", "average_talk_time", "average_handle_time", "wait_percentile:p50",
         "wait_percentile:p90", "handle_time_percentile:p90"]


@pytest.mark.parametrize("metric", MEANS)
@pytest.mark.parametrize("by", ["day", "team", "hour_of_day"])
@pytest.mark.parametrize("use_cubes", [True, False])
def test_a_week_is_not_the_mean_of_its_pieces(hands, week, metric: str, by: str, use_cubes: bool) -> None:
    during = hands.days(*PERIOD)
    (whole,) = week.ask([metric], during=during, use_cubes=use_cubes).rows
    pieces = [row for row in week.ask([metric], [by], during=during, use_cubes=use_cubes).rows if row.value is not None]
    if "num" in whole.parts:
        right = sum(row.parts["num"] for row in pieces) / sum(row.parts["den"] for row in pieces)
        assert whole.value == pytest.approx(right, rel=1e-12)
        assert sum(row.n for row in pieces) == whole.n
    wrong = fmean(row.value for row in pieces)
    assert whole.value != pytest.approx(wrong, rel=0.01)


def test_percentiles_come_from_all_values_in_one_row(hands, week) -> None:
    during = hands.days(*PERIOD)
    waits = sorted(row[0] for row in week.warehouse.cursor().execute(
        "SELECT CAST(wait_s AS DOUBLE) FROM visit WHERE answered = 1").fetchall())
    place = 0.9 * (len(waits) - 1)
    low = int(place)
    right = waits[low] + (place - low) * (waits[low + 1] - waits[low])
    (whole,) = week.ask(["wait_percentile:p90"], during=during).rows
    assert whole.value == pytest.approx(right, rel=1e-12)
    pieces = week.ask(["wait_percentile:p90"], ["team"], during=during).rows
    weighted = sum(row.value * row.n for row in pieces if row.value is not None) / len(waits)
    assert whole.value != pytest.approx(weighted, rel=0.01)


def test_conversion_of_agents_is_not_averaged(hands, week) -> None:
    during = hands.days(*PERIOD)
    (whole,) = week.ask(["conversion_rate"], during=during).rows
    assert whole.value == 50 / 200
    agents = {row.by["agent"]: row.value for row in week.ask(["conversion_rate"], ["agent"], during=during).rows}
    assert agents == {"Ada": 12 / 100, "Ben": 38 / 100}
    cells = week.ask(["conversion_rate"], ["agent", "customer_segment"], during=during).rows
    wrong = {agent: fmean(row.value for row in cells if row.by["agent"] == agent) for agent in agents}
    assert wrong != pytest.approx(agents, rel=0.05)


def test_the_longest_wait_is_the_longest_of_all_pieces(hands, week) -> None:
    during = hands.days(*PERIOD)
    (whole,) = week.ask(["longest_wait"], during=during).rows
    pieces = [row.value for row in week.ask(["longest_wait"], ["half_hour"], during=during).rows]
    assert whole.value == max(pieces)
    assert whole.value != sum(pieces)


def test_no_definition_can_add_a_ratio(tmp_path: Path) -> None:
    """Whoever writes the mean of two metrics is told so, instead of being given a wrong number."""
    (tmp_path / "ours.yaml").write_text(
        "metrics:\n  both: {unit: share, better: higher, words: The mean., "
        "num: service_level + abandonment_rate, den: answered}\n"
        "  mean: {unit: share, better: higher, words: The mean., num: avg(answered)}\n")
    catalogue, issues = read_catalogue(tmp_path, {})
    assert {issue.name for issue in issues} == {"averages-a-ratio"}
    assert not {"both", "mean"} & set(catalogue.metrics)
