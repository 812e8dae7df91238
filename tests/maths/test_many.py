"""This file is about many at once: how many it takes, case mix, funnels, false discoveries and ranks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import samplesize_confint_proportion, samplesize_proportions_2indep_onetail

from fourscore.maths import (
    LikelyMean,
    byar,
    expected,
    false_alarms,
    false_discovery,
    funnel_limits_mean,
    funnel_limits_rate,
    funnel_limits_ratio,
    likely_mean_alone,
    likely_rate,
    likely_share,
    n_for_difference,
    n_for_half_width,
    n_for_mean_half_width,
    n_for_reliability,
    overdispersion,
    placed_mean,
    placed_rate,
    placed_ratio,
    poisson,
    rank_intervals,
    reliability,
    standardise,
    standardise_sum,
)


@pytest.mark.parametrize(("n", "known"), [(5, 0.31), (8, 0.42), (20, 0.64), (60, 0.84), (200, 0.95)])
def test_how_far_so_many_judged_calls_can_be_relied_on(n: int, known: float) -> None:
    assert round(float(reliability(n, 3, 10)), 2) == known
    assert float(n_for_reliability(3, 10, float(reliability(n, 3, 10)))) == pytest.approx(n)


def test_how_many_calls_tell_a_share() -> None:
    assert round(float(n_for_half_width(0.04, 0.01))) == 1475
    assert round(float(n_for_half_width(0.85, 0.05))) == 196
    assert float(n_for_half_width(0.04, 0.01)) == pytest.approx(samplesize_confint_proportion(0.04, 0.01))
    assert float(n_for_mean_half_width(10, 2)) == pytest.approx((1.959964 * 10 / 2) ** 2, rel=1e-6)


@pytest.mark.parametrize(("before", "after", "known"), [(0.04, 0.048, 10_300), (0.04, 0.036, 36_000)])
def test_how_many_calls_tell_one_share_from_another(before: float, after: float, known: int) -> None:
    n = float(n_for_difference(before, after))
    assert n == pytest.approx(known, rel=0.005)
    theirs = samplesize_proportions_2indep_onetail(after - before, before, 0.8, alpha=0.05)
    assert n == pytest.approx(theirs, rel=0.002)  # theirs pools the shares under no difference
    spread = (before * (1 - before) + after * (1 - after)) / 2
    apart = abs(before - after) / spread**0.5
    assert NormalIndPower().power(apart, n, 0.05) == pytest.approx(0.8, abs=1e-6)
    assert float(n_for_difference(after, before)) == pytest.approx(n)


def test_nothing_tells_equals_apart_and_alike_peers_are_never_reliable() -> None:
    assert n_for_difference(0.04, 0.04) == np.inf
    assert n_for_reliability(0, 10) == np.inf
    assert reliability(5, 0, 10) == 0
    assert reliability(0, 3, 10) == 0
    assert np.isnan(reliability(5, 0, 0))


@pytest.mark.parametrize("wrong", [
    lambda: reliability(-1, 3, 10), lambda: n_for_reliability(3, 10, 1), lambda: n_for_reliability(-3, 10),
    lambda: n_for_half_width(1.1, 0.1), lambda: n_for_half_width(0.1, 0), lambda: n_for_mean_half_width(1, 0),
    lambda: n_for_difference(4, 4.8), lambda: n_for_difference(0.4, 0.5, 0.95, 1), lambda: overdispersion([1], 0.5),
    lambda: false_discovery([0.1], 1), lambda: funnel_limits_rate(1.2, 5), lambda: placed_rate(1, 2, -0.1),
    lambda: placed_mean(4, 5, -1, 5), lambda: standardise(-1, 5), lambda: standardise_sum(4, 5, -1),
    lambda: expected([1, 2], [1, 2]), lambda: rank_intervals(likely_share([1], [2]), seed=1, draws=9),
])
def test_impossible_numbers_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


def test_the_quicker_agent_may_be_the_slower_one() -> None:
    """Y's calls take 31% less than X's, but calls such as Y's take a third less still."""
    told = standardise_sum([540 * 100, 370 * 100], [540 * 100, 360 * 100], [0, 0], overall=450)
    assert [round(float(r), 2) for r in told.ratio] == [1.00, 1.03]
    np.testing.assert_allclose(told.value, [450, 450 * 370 / 360])


def test_what_is_expected_is_the_groups_rate_on_ones_own_work() -> None:
    volumes = [[100, 0], [20, 80], [0, 0], [10, 0]]
    np.testing.assert_allclose(expected([0.1, 0.3], volumes), [10, 26, 0, 1])
    told = expected([0.1, np.nan], volumes)
    assert np.isnan(told[1])
    np.testing.assert_allclose(told[[0, 2, 3]], [10, 0, 1])


@pytest.mark.parametrize("exact", [False, True])
def test_a_published_ratio_with_its_limits(exact: bool) -> None:
    """107.07 (100.17 to 114.32) is what 895 events give where 835.9 were expected."""
    told = standardise(895, 895 / 1.0707, overall=100, exact=exact)
    assert [round(float(v), 2) for v in told[3:]] == [107.07, 100.17, 114.32]
    assert float(told.ratio) == pytest.approx(1.0707)


def test_limits_of_a_standardised_ratio_are_those_of_its_events() -> None:
    told = standardise([0, 7, 3], [5.0, 5.0, 0.0])
    np.testing.assert_allclose([told.low, told.high], np.array(byar([0, 7, 3], [5, 5, 0])))
    np.testing.assert_allclose(told.ratio, [0, 1.4, np.nan])
    assert np.isnan(told.value).all()
    exact = standardise([0, 7], [5.0, 5.0], exact=True)
    np.testing.assert_allclose([exact.low, exact.high], np.array(poisson([0, 7], [5, 5])))
    summed = standardise_sum([1200, 5], [1000, 0], [100.0**2, 1])
    np.testing.assert_allclose([summed.low[0], summed.high[0]], [1.2 - 0.196, 1.2 + 0.196], atol=1e-4)
    assert np.isnan([part[1] for part in summed]).all()


def test_fifty_agents_give_two_and_a_half_false_alarms() -> None:
    assert false_alarms(50, 0.95) == pytest.approx(2.5)
    assert false_alarms(50, 0.998) == pytest.approx(0.1)


@pytest.mark.parametrize("level", [0.95, 0.998])
def test_funnel_limits_are_the_formulas_where_there_are_many(level: float) -> None:
    z, n = stats.norm.ppf((1 + level) / 2), np.array([5000, 50_000])
    told = funnel_limits_rate(0.3, n, level, phi=2.0)
    reach = z * np.sqrt(2 * 0.3 * 0.7 / n)
    np.testing.assert_allclose(told, [0.3 - reach, 0.3 + reach], rtol=0.005)
    told = funnel_limits_ratio(n, level, phi=2.0)
    np.testing.assert_allclose(told, [1 - z * np.sqrt(2 / n), 1 + z * np.sqrt(2 / n)], rtol=0.002)
    told = funnel_limits_mean(300, 90, n, level, phi=2.0)
    np.testing.assert_allclose(told, [300 - z * 90 * np.sqrt(2 / n), 300 + z * 90 * np.sqrt(2 / n)])


@pytest.mark.parametrize("phi", [0.5, 1.0, 1.7])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.998])
@pytest.mark.parametrize("target", [0.02, 0.5, 0.85, 1.0])
def test_strictly_outside_the_funnel_is_exactly_below_the_level(target: float, level: float, phi: float) -> None:
    n = np.repeat(np.arange(1, 60), 60)
    x = np.minimum(np.tile(np.arange(60), 59), n)
    limits = funnel_limits_rate(target, n, level, phi)
    outside = (x / n < limits.low - 1e-12) | (x / n > limits.high + 1e-12)
    np.testing.assert_array_equal(outside, placed_rate(x, n, target, phi).p < 1 - level - 1e-12)
    sizes = np.unique(n)
    chance = [stats.binom(size, target).pmf(np.unique(x[(n == size) & outside])).sum() for size in sizes]
    assert max(chance) <= 1 - level + 1e-12


@pytest.mark.parametrize("level", [0.9, 0.95, 0.998])
def test_strictly_outside_is_below_the_level_for_events_too(level: float) -> None:
    should = np.repeat([0.05, 0.7, 3.3, 20.0], 80)
    events = np.tile(np.arange(80), 4)
    limits = funnel_limits_ratio(should, level)
    outside = (events / should < limits.low) | (events / should > limits.high)
    np.testing.assert_array_equal(outside, placed_ratio(events, should).p < 1 - level)
    assert outside.any()


def test_how_members_stand_to_the_target() -> None:
    told = placed_rate([30, 0, 5], [40, 0, np.nan], 0.85)
    assert told.z[0] == pytest.approx((0.75 - 0.85) / (0.85 * 0.15 / 40) ** 0.5)
    assert told.p[0] == pytest.approx(2 * stats.binom(40, 0.85).cdf(30))
    assert np.isnan(told.z[1:]).all()
    assert np.isnan(told.p[1:]).all()
    assert np.isnan(placed_rate(4, 4, 1.0).z)
    assert placed_rate(3, 4, 1.0).p == 0
    means = placed_mean([25, 0], [84.0, 84.0], 10, 80, phi=4)
    assert means.z[0] == pytest.approx(2)
    assert means.p[0] == pytest.approx(2 * stats.norm.sf(1))
    assert np.isnan(means.p[1])
    assert placed_ratio(12, 5.0).p == pytest.approx(2 * stats.poisson(5).sf(11))


def test_overdispersion_is_one_by_chance_and_not_moved_by_a_few_outliers() -> None:
    z = np.random.default_rng(4).normal(0, 1, 20_000)
    assert overdispersion(z) == pytest.approx(1, abs=0.03)
    assert overdispersion(z, 0) == pytest.approx((z**2).mean())
    assert overdispersion(z * 1.5) == pytest.approx(2.25, abs=0.06)
    with_outliers = np.append(z[:400], [40.0, -40.0, np.nan])
    assert overdispersion(with_outliers) == pytest.approx(1, abs=0.15)
    assert overdispersion(with_outliers, 0) > 5
    assert np.isnan(overdispersion([np.nan]))


def test_false_discoveries_as_statsmodels_has_them() -> None:
    p = np.random.default_rng(9).beta(0.4, 2, 200)
    told = false_discovery(np.append(p, np.nan), 0.1)
    np.testing.assert_array_equal(told[:-1], multipletests(p, 0.1, "fdr_bh")[0])
    assert not told[-1]
    assert 0 < told.sum() < 200
    assert not false_discovery([np.nan, np.nan]).any()


def test_ranks_of_members_far_apart_are_sure_and_of_equals_anything() -> None:
    told = rank_intervals(likely_share([100, 900, 500, 0], [1000, 1000, 1000, 0]), seed=1)
    np.testing.assert_array_equal(told.low, [3, 1, 2, np.nan])
    np.testing.assert_array_equal(told.high, [3, 1, 2, np.nan])
    np.testing.assert_array_equal(told.first, [0, 1, 0, np.nan])
    np.testing.assert_array_equal(told.worst, [1, 0, 0, np.nan])
    turned = rank_intervals(likely_share([100, 900, 500], [1000, 1000, 1000]), seed=1, higher=False)
    np.testing.assert_array_equal(turned.low, [1, 3, 2])
    equal = rank_intervals(likely_rate([50] * 20, [10.0] * 20), seed=1)
    assert (equal.low <= 2).all()
    assert (equal.high >= 19).all()
    np.testing.assert_allclose(equal.best, 0.25, atol=0.03)
    assert equal.best.sum() == pytest.approx(5)
    assert equal.first.sum() == pytest.approx(1)
    assert np.isnan(rank_intervals(likely_share([0], [0]), seed=1).low).all()


def test_ranks_repeat_with_their_seed_and_hold_for_means() -> None:
    likely = likely_mean_alone([5, 50, 50], [80.0, 82.0, 84.0], [8.0, 8.0, 8.0])
    first, again = rank_intervals(likely, seed=7), rank_intervals(likely, seed=7)
    np.testing.assert_array_equal(first, again)
    # Two of them: the chance of being first is that of a difference of two normal figures.
    pair = LikelyMean(np.array([80.0, 82.0]), np.array([3.0, 4.0]), np.array([np.inf, np.inf]))
    told = rank_intervals(pair, seed=2, draws=40_000)
    assert told.first[1] == pytest.approx(stats.norm.cdf(2 / 5), abs=0.01)


@given(st.floats(0.001, 0.999), st.integers(1, 5000), st.floats(1, 5))
def test_funnel_limits_hold_the_target_and_widen(target: float, n: int, phi: float) -> None:
    low, high = funnel_limits_rate(target, n, 0.95)
    assert 0 <= low <= high <= 1
    assert low <= target + 1 / n
    assert high >= target - 1 / n
    further = funnel_limits_rate(target, n, 0.998, phi)
    assert further.low <= low + 1e-9
    assert further.high >= high - 1e-9
