"""This file is about points by anchors, targets along their path, and amounts for a part of their time."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.scoring import hold, points, target_during, target_on, times
from fourscore.scoring.scale import meets, status_of
from fourscore.terms import Days


@pytest.mark.parametrize(("value", "expected"), [
    (0.0, 0), (0.60, 0), (0.65, 25), (0.70, 50), (0.75, 75), (0.80, 100), (0.85, 110), (0.90, 120), (1.0, 120),
])
def test_more_is_better(value: float, expected: float, paper) -> None:
    kpi = paper.kpi("a", floor=0.6, amber=0.7, stretch=0.9)
    assert points(kpi, value, 0.8) == pytest.approx(expected)


@pytest.mark.parametrize(("value", "expected"), [
    (700, 0), (480, 0), (420, 37.5), (400, 50), (345, 100), (300, 120), (0, 120),
])
def test_less_is_better(value: float, expected: float, paper) -> None:
    kpi = paper.kpi("a", unit="seconds", direction="lower", floor=480, amber=400, stretch=300)
    assert points(kpi, value, 345) == pytest.approx(expected)


def test_without_amber_the_line_is_straight_and_without_stretch_it_ends(paper) -> None:
    kpi = paper.kpi("a", floor=0.6)
    assert [points(kpi, value, 0.8) for value in (0.7, 0.8, 0.95)] == pytest.approx([50, 100, 100])


@pytest.mark.parametrize(("value", "expected"), [
    (0.5, 0), (0.55, 0), (0.65, 50), (0.75, 100), (0.8, 100), (0.87, 100), (0.915, 50), (0.96, 0), (1, 0),
])
def test_a_band_is_best_in_its_middle(value: float, expected: float, paper) -> None:
    kpi = paper.kpi("a", direction="band", floor=0.55, upper_target=0.87, upper_floor=0.96)
    assert points(kpi, value, 0.75) == pytest.approx(expected)
    assert meets(kpi, value, 0.75, 0.87) == (expected == 100)


def test_a_target_of_none_at_all_can_be_reached(paper) -> None:
    kpi = paper.kpi("complaints", unit="count", direction="lower", floor=10)
    assert [points(kpi, value, 0) for value in (0, 3, 5, 12)] == pytest.approx([100, 70, 50, 0])


def test_anchors_out_of_order_are_no_scale(paper) -> None:
    with pytest.raises(ValueError, match="follow one another"):
        points(paper.kpi("a", floor=0.8), 0.7, 0.6)
    with pytest.raises(ValueError, match="upper edge"):
        points(paper.kpi("a", direction="band", floor=0.1, upper_target=0.2, upper_floor=0.9), 0.3, 0.4)


VALUES = st.floats(-1e6, 1e6)


@given(st.lists(VALUES, min_size=4, max_size=4, unique=True), VALUES, VALUES, st.booleans())
def test_a_better_value_never_scores_less(anchors: list[float], one: float, other: float, lower: bool) -> None:
    from fourscore.strategy import Kpi

    floor, amber, target, stretch = sorted(anchors, reverse=lower)
    kpi = Kpi("a", "A", "a", "count", "lower" if lower else "higher", ((date.min, target),), floor, amber, stretch)
    low, high = sorted((one, other), reverse=lower)
    assert 0 <= points(kpi, low, target) <= points(kpi, high, target) <= 120
    assert [points(kpi, anchor, target) for anchor in (floor, amber, target, stretch)] == [0, 50, 100, 120]


@given(st.floats(0, 2), st.floats(0, 2))
def test_a_band_rises_to_its_middle_and_falls_after_it(one: float, other: float) -> None:
    from fourscore.strategy import Kpi

    kpi = Kpi("a", "A", "a", "share", "band", ((date.min, 0.7),), 0.5, upper_target=0.8, upper_floor=0.9)
    low, high = sorted((one, other))
    if high <= 0.75:
        assert points(kpi, low, 0.7) <= points(kpi, high, 0.7)
    if low >= 0.75:
        assert points(kpi, low, 0.7) >= points(kpi, high, 0.7)


def test_status_is_by_the_value_and_never_by_its_rounding(paper) -> None:
    kpi = paper.kpi("a")
    almost = math.nextafter(0.8, 0)
    assert not meets(kpi, almost, 0.8)
    assert meets(kpi, 0.8, 0.8)
    assert status_of(met=True, score=100) == "on_target"
    assert [status_of(met=False, score=score) for score in (100, 50, 49.9)] == [
        "within_tolerance", "within_tolerance", "off_target"]


def test_a_value_short_of_its_target_never_has_a_hundred_points(paper) -> None:
    kpi = paper.kpi("a")
    short = hold(kpi, math.nextafter(0.8, 0), paper.march)
    assert (short.status, short.target) == ("within_tolerance", 0.8)
    assert short.score < 100
    assert hold(kpi, 0.8, paper.march) == (0.8, None, 100, "on_target")
    assert hold(kpi, None, paper.march) == (0.8, None, None, "no_data")
    assert hold(paper.kpi("a", targets=()), 0.8, paper.march) == (None, None, None, "no_data")
    band = paper.kpi("a", direction="band", upper_target=0.9, upper_floor=0.95, per="week")
    assert hold(band, 1.7, Days(date(2026, 3, 2), date(2026, 3, 16))) == (1.6, 1.8, 100, "on_target")


def test_a_path_is_straight_between_its_points_and_flat_outside(paper) -> None:
    kpi = paper.kpi("a", targets=((date(2026, 1, 1), 0.7), (date(2026, 1, 11), 0.8), (date(2026, 3, 1), 0.8)))
    days = [date(2025, 6, 1), date(2026, 1, 1), date(2026, 1, 6), date(2026, 1, 11), date(2026, 2, 1), date(2027, 1, 1)]
    assert [target_on(kpi, day) for day in days] == pytest.approx([0.7, 0.7, 0.75, 0.8, 0.8, 0.8])
    assert target_during(kpi, Days(date(2026, 1, 1), date(2026, 1, 12))) == pytest.approx(0.75)
    assert target_during(kpi, Days(date(2026, 1, 11), date(2026, 2, 1))) == 0.8
    assert target_on(paper.kpi("a", targets=()), date(2026, 1, 1)) is None


@pytest.mark.parametrize(("per", "days", "expected"), [
    ("month", (date(2026, 3, 1), date(2026, 4, 1)), 1), ("month", (date(2026, 2, 1), date(2026, 5, 1)), 3),
    ("month", (date(2026, 3, 1), date(2026, 3, 8)), 7 / 31), ("quarter", (date(2026, 1, 1), date(2026, 4, 1)), 1),
    ("year", (date(2028, 1, 1), date(2029, 1, 1)), 1), ("week", (date(2026, 3, 2), date(2026, 3, 16)), 2),
    ("day", (date(2026, 3, 2), date(2026, 3, 16)), 14), (None, (date(2026, 3, 2), date(2026, 3, 16)), 1),
])
def test_an_amount_is_meant_for_a_length_of_time(per, days, expected: float, paper) -> None:
    assert times(paper.kpi("a", per=per), Days(*days)) == (expected if expected >= 1 else pytest.approx(expected))


@given(st.integers(0, 800), st.integers(1, 400), st.integers(1, 400))
def test_two_parts_of_a_time_add_up_to_the_whole(start: int, first: int, second: int) -> None:
    from fourscore.strategy import Kpi

    kpi = Kpi("a", "A", "a", "money", "higher", ((date.min, 1.0),), 0.0, per="month")
    begin = date(2026, 1, 1) + timedelta(days=start)
    middle = begin + timedelta(days=first)
    end = middle + timedelta(days=second)
    whole = times(kpi, Days(begin, end))
    assert times(kpi, Days(begin, middle)) + times(kpi, Days(middle, end)) == pytest.approx(whole)
