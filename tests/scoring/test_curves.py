"""This file is about points by a table and by the logarithm, and about anchors that move and have seasons."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.scoring import aim_of, hold, points, target_during, target_on
from fourscore.strategy import Curve, Kpi
from fourscore.terms import Days

DAY = date(2026, 1, 1)


@pytest.mark.parametrize(("value", "expected"), [
    (0.0, 0), (0.6999, 0), (0.70, 0), (0.7999, 0), (0.80, 50), (0.8999, 50), (0.90, 100), (1.0, 100)])
def test_a_table_holds_from_each_value_on(value: float, expected: float, paper) -> None:
    kpi = paper.kpi("a", curve=Curve(((0.7, 0.0), (0.8, 50.0), (0.9, 100.0)), stepped=True))
    assert points(kpi, value, 0.9) == expected


@pytest.mark.parametrize(("value", "expected"), [(601, 0), (600, 0), (480, 50), (480.5, 0), (300, 100), (20, 100)])
def test_where_less_is_better_a_table_holds_downwards(value: float, expected: float, paper) -> None:
    kpi = paper.kpi("a", direction="lower", curve=Curve(((600.0, 0.0), (480.0, 50.0), (300.0, 100.0)), True, True))
    assert points(kpi, value, 300) == expected


def test_by_the_logarithm_a_doubling_is_a_doubling(paper) -> None:
    kpi = paper.kpi("a", unit="seconds", direction="lower", floor=480.0, scale="log")
    found = [points(kpi, value, 120.0) for value in (960, 480, 240, 120, 60, 0)]
    assert found == pytest.approx([0, 0, 50, 100, 100, 100])
    up = paper.kpi("a", unit="money", floor=100.0, stretch=10_000.0, scale="log")
    assert [points(up, value, 1000.0) for value in (-5, 0, 100, 1000, 10_000)] == [0, 0, 0, 100, 120]
    assert points(up, math.sqrt(100 * 1000), 1000.0) == pytest.approx(50)
    band = paper.kpi("a", unit="seconds", direction="band", floor=100.0, upper_target=400.0, upper_floor=1600.0,
                     scale="log")
    assert [points(band, value, 200.0) for value in (0, 100, 200, 400, 800, 1600)] == pytest.approx(
        [0, 0, 100, 100, 50, 0])


@given(st.lists(st.floats(0.01, 1e6), min_size=4, max_size=4, unique=True), st.floats(-10, 1e6), st.floats(-10, 1e6),
       st.booleans())
def test_by_the_logarithm_too_a_better_value_never_scores_less(anchors, one, other, lower) -> None:
    floor, amber, target, stretch = sorted(anchors, reverse=lower)
    kpi = Kpi("a", "A", "a", "seconds", "lower" if lower else "higher", ((date.min, target),), floor, amber, stretch,
              scale="log")
    low, high = sorted((one, other), reverse=lower)
    try:
        found = [points(kpi, value, target) for value in (low, high, floor, amber, target, stretch)]
    except ValueError:
        return  # two anchors whose logarithms are the same number
    assert 0 <= found[0] <= found[1] <= 120
    assert found[2:] == [0, 50, 100, 120]


@given(st.lists(st.floats(0.1, 100), min_size=2, max_size=6, unique=True), st.booleans(), st.data())
def test_any_table_never_gives_less_for_better(values, lower, data) -> None:
    starts = sorted(values, reverse=lower)
    worth = sorted(data.draw(st.lists(st.floats(1, 120), min_size=len(starts), max_size=len(starts), unique=True)))
    curve = Curve(tuple(zip(starts, worth, strict=True)), True, lower)
    one, other = sorted((data.draw(st.floats(0, 110)), data.draw(st.floats(0, 110))), reverse=lower)
    assert curve.points(one) <= curve.points(other)
    assert [curve.points(start) for start in starts] == worth


def test_a_season_is_a_share_of_the_whole_scale(paper) -> None:
    kpi = paper.kpi("a", targets=((date.min, 0.8),), floor=0.6, season=((1, 0.9), (12, 1.1)))
    assert target_on(kpi, date(2026, 1, 31)) == pytest.approx(0.72)
    assert target_on(kpi, date(2026, 2, 1)) == 0.8
    january = Days(date(2026, 1, 1), date(2026, 2, 1))
    assert hold(kpi, 0.72, january).score == 100
    assert hold(kpi, 0.63, january).score == pytest.approx(50)  # half way from 54 % to 72 %
    turn = Days(date(2025, 12, 30), date(2026, 1, 3))
    assert target_during(kpi, turn) == pytest.approx((2 * 0.88 + 2 * 0.72) / 4)


def test_a_season_scales_a_table_too(paper) -> None:
    kpi = paper.kpi("a", unit="count", targets=((date.min, 100.0),), season=((1, 0.5),),
                    curve=Curve(((0.0, 0.0), (50.0, 50.0), (100.0, 100.0)), stepped=True))
    assert hold(kpi, 50.0, Days(date(2026, 1, 1), date(2026, 2, 1)))[2:] == (100, "on_target")
    assert hold(kpi, 50.0, Days(date(2026, 2, 1), date(2026, 3, 1))).score == 50


def test_floor_amber_and_stretch_may_move_as_the_target_does(paper) -> None:
    path = {name: ((DAY, low), (DAY + timedelta(days=100), low + 0.1))
            for name, low in (("floor", 0.5), ("amber", 0.6), ("stretch", 0.8))}
    kpi = paper.kpi("a", targets=((DAY, 0.7), (DAY + timedelta(days=100), 0.8)), floor=0.5, amber=0.6, stretch=0.8,
                    moving=path)
    half = Days(DAY + timedelta(days=50), DAY + timedelta(days=51))
    assert aim_of(kpi, half).anchors[:3] == pytest.approx((0.55, 0.65, 0.85))
    assert [hold(kpi, value, half).score for value in (0.55, 0.65, 0.75, 0.85)] == pytest.approx([0, 50, 100, 120])


@given(st.lists(st.tuples(st.integers(0, 900), st.floats(0.1, 0.9)), min_size=1, max_size=5, unique_by=lambda p: p[0]),
       st.dictionaries(st.integers(1, 12), st.floats(0.5, 2.0)), st.integers(0, 800), st.integers(1, 60),
       st.integers(1, 60))
def test_a_periods_target_is_the_mean_of_its_days(dated, season, start, first, second) -> None:
    path = tuple((DAY + timedelta(days=day), value) for day, value in sorted(dated))
    kpi = Kpi("a", "A", "a", "share", "higher", path, 0.0, season=tuple(season.items()))
    begin = DAY + timedelta(days=start)
    days = [begin + timedelta(days=n) for n in range(first + second)]
    whole = target_during(kpi, Days(begin, begin + timedelta(days=first + second)))
    assert whole == pytest.approx(sum(target_on(kpi, day) for day in days) / len(days))
    parts = [target_during(kpi, Days(begin, days[first])),
             target_during(kpi, Days(days[first], begin + timedelta(days=first + second)))]
    assert whole == pytest.approx((parts[0] * first + parts[1] * second) / (first + second))
