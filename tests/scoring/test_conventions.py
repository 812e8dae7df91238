"""This file is about other systems' points read as anchors: their printed formulas, over a grid, both ways round."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.scoring import hold, points
from fourscore.strategy import Convention, Kpi
from fourscore.strategy.conventions import curve_of
from fourscore.terms import Days

MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))
# (worst, best): more is better, less is better, below nothing
PAIRS = [(0.7, 0.9), (0.08, 0.03), (600.0, 300.0), (-5.0, 20.0), (3.0, 0.0)]


def kpi_of(way: str, worst: float, best: float) -> Kpi:
    told = Convention(way, worst, best)
    return Kpi("k", "K", "m", "count", "higher" if best > worst else "lower", ((date.min, best),), worst,
               curve=curve_of(told), told_as=told)


def grid(worst: float, best: float) -> list[float]:
    return [worst + (best - worst) * step / 40 for step in range(-80, 121)]


def thirds(v: float, red: float, goal: float) -> float:
    return min(max(10 / 3 + (v - red) / (goal - red) * 10 / 3, 0), 10) * 10


def of_range(v: float, worst: float, best: float) -> float:
    """(v - min) / (max - min), mirrored where less is better; ((worst - v) / (worst - best)) · w, v clamped."""
    return min(max((worst - v) / (worst - best), 0), 1) * 100


def to_benchmark(v: float, threshold: float, benchmark: float) -> float:
    way = (v - threshold) / (benchmark - threshold)
    if way < 0:
        return 0
    return 100 if way >= 1 else min(max(math.floor(9 * way + 0.5 + 0.5), 1), 9) * 10


@pytest.mark.parametrize(("worst", "best"), PAIRS)
@pytest.mark.parametrize(("way", "formula"), [
    ("thirds", thirds), ("min_max", of_range), ("worst_best", of_range)])
def test_the_printed_formula_is_kept(way, formula, worst: float, best: float) -> None:
    kpi = kpi_of(way, worst, best)
    for value in grid(worst, best):
        assert points(kpi, value, best) == pytest.approx(formula(value, worst, best), abs=1e-9)


@pytest.mark.parametrize(("worst", "best"), PAIRS)
def test_threshold_and_benchmark_give_whole_tenths(worst: float, best: float) -> None:
    kpi = kpi_of("benchmark", worst, best)
    for step in range(-30, 130):  # away from the edges of the ninths, where the last digit of a division decides
        value = worst + (best - worst) * (step + 0.5) / 100
        assert points(kpi, value, best) == to_benchmark(value, worst, best)
    assert [points(kpi, value, best) for value in (worst, best)] == [10, 100]


def test_ten_lies_as_far_beyond_the_goal_as_the_red_flag_before_it() -> None:
    """A service level with the goal 95 and the red flag 80: ten needs 110 %, and a perfect 100 % scores 7.8."""
    kpi = kpi_of("thirds", 0.80, 0.95)
    assert points(kpi, 1.0, 0.95) == pytest.approx(77.777777, abs=1e-5)
    assert points(kpi, 1.1, 0.95) == 100
    lost = kpi_of("thirds", 0.08, 0.03)
    assert points(lost, 0.0, 0.03) == pytest.approx(86.666666, abs=1e-5)  # 8.7 for nobody lost at all


def test_a_met_target_keeps_the_old_number() -> None:
    kpi = kpi_of("thirds", 0.80, 0.95)
    held = hold(kpi, 0.95, MARCH)
    assert (held.status, held.target) == ("on_target", 0.95)
    assert held.score == pytest.approx(66.666666, abs=1e-5)
    assert hold(kpi, 0.94, MARCH).status == "within_tolerance"


@given(st.sampled_from(["thirds", "min_max", "worst_best", "benchmark"]), st.floats(-1e6, 1e6), st.floats(0.001, 1e6),
       st.booleans(), st.floats(-3e6, 3e6), st.floats(-3e6, 3e6))
def test_a_better_value_never_scores_less(way, worst, apart, lower, one, other) -> None:
    kpi = kpi_of(way, worst, worst - apart if lower else worst + apart)
    low, high = sorted((one, other), reverse=lower)
    assert 0 <= points(kpi, low, 0) <= points(kpi, high, 0) <= 100
