"""This file is about a goal's plan: floor, power, cascade and frontier, to the article's printed figures."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.scoring import GoalFigures, plan_goal
from fourscore.scoring.guard.figures import Figure
from fourscore.scoring.guard.plan.cascade import by_volume, with_guard
from fourscore.scoring.guard.plan.feasible import Floor, feasible, feasible_words
from fourscore.scoring.guard.plan.frontier import Point, frontier
from fourscore.scoring.guard.plan.power import power_words, speaks
from fourscore.strategy import Band, Kpi, Strategy
from fourscore.terms import Days

MAY = Days(date(2026, 5, 1), date(2026, 6, 1))
CONVERSION = Kpi("conversion", "Conversion", "conversion_rate:dial", "share", "higher", ((date.min, 0.044),), 0.02)


def test_a_fifth_more_calls_at_unchanged_staff_is_impossible() -> None:
    """85% becomes 102%; within 90% handling has to fall by 11.8%, or agents' time to grow by 13.3%."""
    found = feasible(Floor(0.85, shrinkage=0.35, labour=0.7), 1.2, cost_band=Band(0.98, 1.02))
    assert found.after == pytest.approx(1.02)
    assert found.impossible
    assert (found.handle, found.people) == (pytest.approx(0.9 / 1.02), pytest.approx(1.02 / 0.9))
    assert found.shrinkage == pytest.approx(1 - 0.65 * 1.02 / 0.9)
    assert (found.cost, found.breaks) == (pytest.approx(1 + 0.7 * (1.02 / 0.9 - 1)), True)
    told = " ".join(feasible_words(found))
    assert "from 85% to 102%: impossible" in told
    assert "11.8% less; or agents' time grows by 13.3%, shrinkage falling to 26%" in told
    assert "the cost guard breaks" in told


def test_each_way_to_make_room_makes_it() -> None:
    found = feasible(Floor(0.85, part=0.6), 1.2)
    assert found.after == pytest.approx(0.85 * 1.12)
    again = feasible(Floor(0.85, part=0.6), 1.2, handle=found.handle)
    assert again.after == pytest.approx(0.9)
    assert not again.strained
    assert found.after / found.people == pytest.approx(0.9)
    assert feasible(Floor(0.85, connect=0.3), 1.2).connect == pytest.approx(0.36)
    assert feasible(Floor(0.85, connect=0.9), 1.2).connect is None           # more than all cannot be answered
    easy = feasible(Floor(0.6), 1.2)
    assert feasible_words(easy) == ["At unchanged staff occupancy goes from 60% to 72%: it can be carried."]


def test_erlang_asks_for_fewer_than_a_fifth_more_agents() -> None:
    """Larger groups queue better: 80% within 20 s of 10 Erlang takes 14 agents, of 12 Erlang 16."""
    found = feasible(Floor(0.85, halves=[(60, 300, 12.0)] * 4), 1.2)
    assert found.agents == pytest.approx(16 / 14)


def test_about_36_000_cases_tell_four_from_three_point_six_per_cent() -> None:
    found = speaks(CONVERSION, 0.04, Band(0.036, 0.044), 10_000, 31)
    assert found is not None
    assert found.needed == pytest.approx(36_000, rel=0.01)
    assert found.weeks == pytest.approx(found.needed / (10_000 / 31 * 7))
    assert not found.in_time
    assert found.tells == pytest.approx(0.0078, abs=0.0001)
    assert "takes about 36,000 cases in each period" in power_words(found)
    assert "after 16 weeks. Judge it over 16w, or widen the band to ±0.8pp" in power_words(found)
    long = speaks(CONVERSION, 0.04, Band(0.036, 0.044), 40_000, 31)
    assert long is not None
    assert power_words(long).endswith("long enough.")
    assert speaks(CONVERSION, 0.04, Band(0.0, 0.04), 0, 31) is None


@pytest.mark.parametrize(("edge", "told"), [
    (0.0396, "to tell 3.96% from 4.00% takes"), (0.039996, "to tell 3.9996% from 4.0000% takes"),
    (0.036, "to tell 3.6% from 4.0% takes")])
def test_edge_and_baseline_never_read_alike(edge: float, told: str) -> None:
    found = speaks(CONVERSION, 0.04, Band(edge, 0.05), 10_000, 31)
    assert found is not None
    assert told in power_words(found)


def test_a_band_that_a_window_can_tell_is_never_of_no_width() -> None:
    found = speaks(CONVERSION, 0.04, Band(0.03999, 0.05), 10**9, 31)
    assert found is not None
    assert not found.in_time
    assert 0 < 100 * found.tells < 0.05
    (told,) = re.findall(r"±([\d.]+)pp", power_words(found))
    assert 100 * found.tells <= float(told) < 100 * found.tells + 0.01


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.floats(1, 1e5), min_size=1, max_size=12),
       st.floats(1, 1e6))
def test_the_parts_of_the_headline_add_up(volumes: dict[str, float], target: float) -> None:
    handed = by_volume(volumes, target)
    assert sum(part.target for part in handed.values()) == pytest.approx(target)
    assert sum(part.share for part in handed.values()) == pytest.approx(1)


def test_guards_are_copied_and_small_teams_drawn_to_the_others() -> None:
    """Eight teams of thousands about 4%, and one with no sale in 40 calls: that is no proof of a breach."""
    sales = (90, 105, 112, 118, 122, 130, 140, 150)
    figures = {f"t{i}": Figure(None, x, 3_000, 3_000, 1) for i, x in enumerate(sales)}
    figures["small"] = Figure(None, 0, 40, 40, 1)
    handed = by_volume({team: figure.n for team, figure in figures.items()} | {"none": 10.0}, 30_000)
    found = {one.team: one for one in with_guard(handed, figures, Band(0.036, 0.044))}
    small, large = found["small"], found["t0"]
    assert small.value == 0
    assert small.steadied is not None
    assert 0.03 < small.steadied < 0.042
    assert small.chance is not None
    assert small.chance > 0.2                                                # alone it would be about nought
    assert large.steadied is not None
    assert 0.03 < large.steadied < 0.033                                     # its own 3.0% keeps most of the weight
    assert large.chance is not None
    assert large.chance < 0.15
    assert (found["none"].value, found["none"].chance) == (None, None)


def test_teams_that_differ_by_chance_alone_share_one_figure() -> None:
    figures = {f"t{i}": Figure(None, 40, 1_000, 1_000, 1) for i in range(6)} | {"t9": Figure(None, 1, 40, 40, 1)}
    found = with_guard(by_volume({team: figure.n for team, figure in figures.items()}, 7_000), figures,
                       Band(0.036, 0.044))
    assert {round(one.steadied or 0, 6) for one in found} == {round(241 / 6_040, 6)}
    assert len({one.chance for one in found}) == 1
    few = {f"t{i}": figures[f"t{i}"] for i in range(2)}
    alone = with_guard(by_volume({"t0": 1.0, "t1": 1.0}, 10), few, Band(0.036, 0.044))
    assert [one.steadied for one in alone] == [0.04, 0.04]                   # too few teams to draw them together


def test_a_point_beyond_all_past_months_asks_for_a_new_way() -> None:
    months = [Point(9_000, 0.044, "a"), Point(10_000, 0.040, "b"), Point(12_000, 0.030, "c"), Point(9_500, 0.038, "d")]
    found = frontier(months, Point(12_000, 0.04))
    assert found.beyond is True
    assert [point.name for point in found.edge] == ["a", "b", "c"]
    assert frontier(months, Point(11_000, 0.035)).beyond is False            # half way between b and c
    assert frontier(months, Point(11_000, 0.0351)).beyond is True
    assert frontier(months, Point(8_000, 0.02)).beyond is False              # worse than what there was
    assert frontier(months, Point(8_000, 0.045)).beyond is True
    assert frontier(months[:2], Point(12_000, 0.04)).beyond is None          # two months tell no frontier
    waits = [Point(100, 20, "a"), Point(120, 30, "b"), Point(140, 50, "c")]  # less is better upwards
    assert frontier(waits, Point(140, 30), more_y=False).beyond is True
    assert frontier(waits, Point(120, 35), more_y=False).beyond is False


POINTS = st.lists(st.tuples(st.integers(1, 100), st.integers(1, 100)), min_size=3, max_size=12)


@given(POINTS, st.tuples(st.integers(1, 100), st.integers(1, 100)))
def test_what_was_reached_is_never_beyond(months: list[tuple[int, int]], goal: tuple[int, int]) -> None:
    points = [Point(x, y, str(i)) for i, (x, y) in enumerate(months)]
    assert not any(frontier(points, Point(x, y)).beyond for x, y in months)
    middle = Point((months[0][0] + months[1][0]) / 2, (months[0][1] + months[1][1]) / 2)
    assert frontier(points, middle).beyond is False
    if any(x >= goal[0] and y >= goal[1] for x, y in months):
        assert frontier(points, Point(*goal)).beyond is False


def test_the_whole_plan_of_the_articles_goal(paper: Any, figures: GoalFigures,
                                             strategy_of: Callable[..., Strategy]) -> None:
    paper.put(MAY.first, 6_000, 240, 30_000, team="A")
    paper.put(MAY.first, 4_000, 160, 20_000, team="B")
    for metric, cell in (("occupancy", (85.0, 100.0)), ("handling_time:entered", (0.0, 1.0)),
                         ("connect_rate", (30.0, 100.0)), ("labour_share_of_cost", (70.0, 100.0))):
        paper.facts[metric] = {(MAY.first, "", "A"): cell}
    strategy = strategy_of("calls +20% by 2026-12 | conversion ~ 4% ±0.4pp, cost flat")
    goal = strategy.guarded[0].goal
    assert goal is not None
    found = plan_goal(goal, strategy, figures, MAY)
    assert [round(one.factor.at, 3) for one in found.implied] == [1.2, 0.833, 0.833]
    assert found.feasible is not None
    assert (found.feasible.after, found.feasible.connect) == (pytest.approx(1.02), pytest.approx(0.36))
    assert (found.feasible.breaks, found.feasible.labour) == (True, 0.7)
    assert [round(one.needed, -3) for one in found.speaks] == [36_000]
    assert [(one.team, one.target, one.value) for one in found.cascade] == [
        ("A", pytest.approx(7_200), 0.04), ("B", pytest.approx(4_800), 0.04)]
    assert found.frontier is not None
    assert (len(found.frontier.months), found.frontier.beyond) == (9, True)
    assert found.frontier.goal[:2] == (pytest.approx(12_000), 0.04)
