"""This file is about change: charts, their signals, differences, and what comes back by itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_effectsize
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from fourscore.maths import (
    Assurance,
    assurance,
    beyond_regression,
    difference_of_means,
    difference_of_rates,
    expected_regression,
    n_for_difference,
    p_prime,
    power_of_difference,
    quiet,
    ratio_of_counts,
    smallest_difference,
    xmr,
)

WEEKS = [80.0, 84.0, 82.0, 78.0, 81.0, 83.0]


def test_limits_of_an_xmr_chart_worked_by_hand() -> None:
    """Mean 81.333; steps 4, 2, 4, 3, 2 of mean 3."""
    chart = xmr(WEEKS)
    assert chart.centre == pytest.approx(488 / 6)
    np.testing.assert_allclose(chart.low, 488 / 6 - 2.66 * 3)
    np.testing.assert_allclose(chart.high, 488 / 6 + 2.66 * 3)
    assert chart.moving_limit == pytest.approx(3.27 * 3)
    np.testing.assert_array_equal(chart.moving, [np.nan, 4, 2, 4, 3, 2])
    assert not chart.signals.any().any()


def test_a_point_outside_frozen_limits_is_a_signal_and_moves_no_limit() -> None:
    chart = xmr([*WEEKS, 95.0, 82.0], baseline=slice(0, 6))
    np.testing.assert_array_equal(chart.signals.outside, [False] * 6 + [True, False])
    np.testing.assert_allclose(chart.low, xmr(WEEKS).low[0])
    assert chart.moving[6] == 12 > chart.moving_limit
    assert xmr([*WEEKS, 95.0, 82.0]).centre > chart.centre


def test_eight_on_one_side_are_a_signal_and_seven_are_not() -> None:
    seven = xmr([79, 83] * 6 + [79] + [81.5] * 7, baseline=slice(0, 12))
    assert not seven.signals.run.any()
    eight = xmr([79, 83] * 6 + [79] + [81.5] * 8, baseline=slice(0, 12))
    np.testing.assert_array_equal(np.flatnonzero(eight.signals.run), range(13, 21))
    broken = xmr([79, 83] * 6 + [79] + [81.5] * 4 + [81.0] + [81.5] * 4, baseline=slice(0, 12))
    assert not broken.signals.run.any()  # one exactly on the centre
    gap = xmr([79, 83] * 6 + [79] + [80.5] * 4 + [np.nan] + [80.5] * 4, baseline=slice(0, 12))
    np.testing.assert_array_equal(np.flatnonzero(gap.signals.run), [12, *range(13, 17), *range(18, 22)])


def test_three_of_four_nearer_a_limit_are_a_signal() -> None:
    """Centre 81, mean step 4: limits 10.64 away, half way 5.32."""
    usual = [79, 83] * 6
    chart = xmr([*usual, 87, 80, 87, 87], baseline=slice(0, 12))
    np.testing.assert_array_equal(np.flatnonzero(chart.signals.near), [12, 14, 15])
    assert not chart.signals.outside.any()
    np.testing.assert_array_equal(np.flatnonzero(xmr([*usual, 75, 75, 80, 75], baseline=slice(0, 12)).signals.near),
                                  [12, 13, 15])
    assert not xmr([*usual, 87, 75, 87, 75], baseline=slice(0, 12)).signals.near.any()
    assert not xmr([*usual, 86, 86, 86, 81], baseline=slice(0, 12)).signals.near.any()


def test_a_missing_week_takes_its_steps_with_it() -> None:
    chart = xmr([80, 84, np.nan, 78, 81, 83])
    np.testing.assert_array_equal(chart.moving, [np.nan, 4, np.nan, np.nan, 3, 2])
    assert chart.spread == 3
    assert chart.centre == pytest.approx(406 / 5)


def test_too_few_points_have_no_limits_and_equal_ones_no_signals() -> None:
    short = xmr([80, 84])
    assert np.isnan(short.low).all()
    assert not short.signals.any().any()
    assert assurance(short, 82) is None
    assert np.isnan(xmr([]).centre)
    equal = xmr([0.1] * 30)
    assert not equal.signals.any().any()
    assert not p_prime([7] * 30, [70] * 30).signals.any().any()
    changed = xmr([0.1] * 30 + [0.2], baseline=slice(0, 30))
    np.testing.assert_array_equal(np.flatnonzero(changed.signals.outside), [30])


def test_noise_alone_rarely_signals_and_a_shift_does() -> None:
    chance = np.random.default_rng(2)
    outside = [xmr(chance.normal(80, 4, 60)).signals.outside.mean() for _ in range(300)]
    assert np.mean(outside) < 0.01
    caught = [xmr(chance.normal(80, 4, 40) + np.repeat([0, 12], 20), baseline=slice(0, 20)).signals.any()[20:28].any()
              for _ in range(200)]
    assert np.mean(caught) > 0.95


def test_a_p_prime_chart_worked_by_hand() -> None:
    """p = 50 / 500 = 0.1; z of −1.054, 1.886, −1.333 and 0.667; mean step 2.720, over 1.128."""
    x, n = np.array([3, 16, 12, 19]), np.array([50, 100, 200, 150])
    z = (x / n - 0.1) / np.sqrt(0.09 / n)
    spread = np.abs(np.diff(z)).mean() / (2 / np.sqrt(np.pi))
    chart = p_prime(x, n)
    assert chart.centre == 0.1
    assert chart.spread == pytest.approx(spread)
    reach = 3 * np.sqrt(0.09 / n) * spread
    np.testing.assert_allclose(chart.low, np.maximum(0.1 - reach, 0))
    np.testing.assert_allclose(chart.high, 0.1 + reach)
    np.testing.assert_allclose(chart.moving[1:], np.abs(np.diff(z)))
    assert chart.moving_limit == pytest.approx(3.27 * np.abs(np.diff(z)).mean())


def test_a_p_prime_chart_spreads_as_chance_does_or_as_much_more_as_there_is() -> None:
    chance = np.random.default_rng(3)
    n = chance.integers(3000, 9000, 3000)
    assert p_prime(chance.binomial(n, 0.04), n).spread == pytest.approx(1, abs=0.03)
    wider = p_prime(chance.binomial(n, chance.beta(40, 960, 3000)), n)
    assert wider.spread > 2
    assert wider.signals.outside.mean() < 0.012
    assert p_prime(chance.binomial(n, 0.04), n).signals.outside.mean() < 0.01


def test_a_p_prime_chart_leaves_out_who_had_no_calls() -> None:
    chart = p_prime([3, 0, 16, 12, 19], [50, 0, 100, 200, 150], baseline=slice(0, 5))
    assert np.isnan(chart.values[1])
    assert np.isnan(chart.low[1])
    assert chart.centre == 0.1
    assert np.isnan(p_prime([0, 0], [0, 0]).centre)
    assert np.isnan(p_prime([0, 0, 0], [10, 10, 10]).low).all()


@pytest.mark.parametrize(("target", "higher", "told"), [
    (70, True, Assurance.HITS), (95, True, Assurance.MISSES), (82, True, Assurance.EITHER),
    (70, False, Assurance.MISSES), (95, False, Assurance.HITS), (82, False, Assurance.EITHER),
])
def test_what_a_target_may_hope_for(target: float, higher: bool, told: Assurance) -> None:
    assert assurance(xmr(WEEKS), target, higher=higher) is told


def test_a_target_exactly_on_a_limit() -> None:
    chart = xmr([80.0] * 9)
    assert assurance(chart, 80.0) is Assurance.HITS
    assert assurance(chart, 80.0, higher=False) is Assurance.HITS


def test_the_bottom_gets_better_by_itself() -> None:
    assert float(expected_regression(-2, 0.42)) == pytest.approx(-0.84)
    with pytest.raises(ValueError, match="reliability"):
        expected_regression(-2, 1.2)


def test_coaching_the_worst_is_told_from_what_comes_back_by_itself() -> None:
    """The worst tenth of a period come back by r; beyond that they move by chance alone, once in 20 times too far."""
    chance, r = np.random.default_rng(5), 0.42
    true = chance.normal(0, np.sqrt(r), 400_000)
    first, second = (true + chance.normal(0, np.sqrt(1 - r), true.size) for _ in range(2))
    worst = first < -1.2816
    assert second[worst].mean() == pytest.approx(expected_regression(first[worst], r).mean(), abs=0.01)
    away = beyond_regression(first[worst], second[worst], r)
    assert (np.abs(away) > 1.96).mean() == pytest.approx(0.05, abs=0.005)
    assert np.isnan(beyond_regression(-1, -1, 1.0))


def test_long_quiet_is_news_too() -> None:
    steady = [79.0, 83.0, 81.0] * 10
    assert quiet(xmr(steady))
    assert not quiet(xmr(steady), 31)
    assert not quiet(xmr([*steady, 120.0], baseline=slice(0, 30)))


@pytest.mark.parametrize(("x1", "n1", "x2", "n2"), [(56, 70, 48, 80), (9, 10, 3, 10), (10, 10, 0, 10), (0, 20, 0, 10)])
def test_differences_of_shares_as_statsmodels_has_them(x1: int, n1: int, x2: int, n2: int) -> None:
    theirs = confint_proportions_2indep(x2, n2, x1, n1, method="newcomb", compare="diff")
    np.testing.assert_allclose(difference_of_rates(x1, n1, x2, n2), theirs, atol=1e-10)


def test_a_published_difference_of_shares() -> None:
    """56 of 70 against 48 of 80: 0.0524 to 0.3339. Source: Newcombe 1998, Table II, method 10."""
    low, high = difference_of_rates(48, 80, 56, 70)
    assert (round(float(low), 4), round(float(high), 4)) == (0.0524, 0.3339)


def test_differences_of_means_as_statsmodels_has_them() -> None:
    chance = np.random.default_rng(6)
    first, second = chance.normal(300, 90, 30), chance.normal(280, 40, 55)
    theirs = CompareMeans(DescrStatsW(second), DescrStatsW(first)).tconfint_diff(usevar="unequal")
    told = difference_of_means(30, first.mean(), first.std(ddof=1), 55, second.mean(), second.std(ddof=1))
    np.testing.assert_allclose(told, theirs, rtol=1e-10)
    assert np.isnan(difference_of_means(1, 5, 0, 9, 5, 1).low)
    np.testing.assert_allclose(difference_of_means(5, 3, 0, 5, 4, 0), 1)


def test_ratios_of_counts_agree_with_the_exact_test() -> None:
    """At the ends of the interval the exact binomial test of one side gives 2.5%."""
    low, high = (float(end) for end in ratio_of_counts(20, 100.0, 45, 150.0))
    assert stats.binomtest(45, 65, low * 1.5 / (1 + low * 1.5), alternative="greater").pvalue == pytest.approx(0.025)
    assert stats.binomtest(45, 65, high * 1.5 / (1 + high * 1.5), alternative="less").pvalue == pytest.approx(0.025)
    assert ratio_of_counts(0, 10, 5, 10).high == np.inf
    assert ratio_of_counts(5, 10, 0, 10).low == 0
    assert np.isnan(ratio_of_counts(0, 10, 0, 10).low)
    assert np.isnan(ratio_of_counts(3, 0, 4, 10).low)


def test_who_would_see_a_drop_from_4_to_3_6_percent() -> None:
    assert float(power_of_difference(0.04, 0.036, n_for_difference(0.04, 0.036))) == pytest.approx(0.8)
    assert float(power_of_difference(0.04, 0.036, 36_000)) == pytest.approx(0.80, abs=0.005)
    near = NormalIndPower().power(proportion_effectsize(0.04, 0.036), 12_000, 0.05)
    assert float(power_of_difference(0.04, 0.036, 12_000)) == pytest.approx(near, abs=0.01)
    seen = np.random.default_rng(7).binomial(36_000, [[0.04], [0.036]], (2, 4000))
    told = difference_of_rates(seen[0], 36_000, seen[1], 36_000)
    assert (told.high < 0).mean() == pytest.approx(0.8, abs=0.02)
    assert power_of_difference(0.04, 0.04, 1000) == pytest.approx(0.025)
    assert power_of_difference(0, 1, 10) == 1


def test_how_small_a_change_shows() -> None:
    change = float(smallest_difference(0.04, 36_000))
    assert change == pytest.approx(0.0041, abs=0.0001)
    assert float(n_for_difference(0.04, 0.04 + change)) == pytest.approx(36_000, rel=0.06)
    assert np.isnan(smallest_difference(0.04, 0))


@pytest.mark.parametrize("wrong", [
    lambda: difference_of_rates(5, 4, 1, 2), lambda: difference_of_means(5, 1, -1, 5, 1, 1),
    lambda: ratio_of_counts(-1, 1, 1, 1), lambda: power_of_difference(4, 3.6, 100),
    lambda: smallest_difference(0.04, 100, power=1.0), lambda: smallest_difference(1.4, 100),
    lambda: p_prime([5], [4]),
])
def test_impossible_numbers_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


hits = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(hits, hits)
def test_a_difference_turns_round_and_stays_in_bounds(first: tuple[int, int], second: tuple[int, int]) -> None:
    low, high = difference_of_rates(*first, *second)
    back = difference_of_rates(*second, *first)
    np.testing.assert_allclose([-back.high, -back.low], [low, high], atol=1e-12)
    apart = second[0] / second[1] - first[0] / first[1]
    assert -1 - 1e-12 <= low <= apart + 1e-12
    assert apart - 1e-12 <= high <= 1 + 1e-12


@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=40), st.floats(0.001, 1000), st.floats(-1e6, 1e6))
def test_a_chart_in_another_unit_says_the_same(values: list[float], scale: float, shift: float) -> None:
    here, there = xmr(values), xmr(np.array(values) * scale + shift)
    assert there.centre == pytest.approx(here.centre * scale + shift, rel=1e-6, abs=1e-3)
    np.testing.assert_allclose(there.high - there.centre, (here.high - here.centre) * scale, rtol=1e-5, atol=1e-3)
