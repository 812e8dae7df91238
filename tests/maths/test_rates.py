"""This file is about intervals of shares, counts, means and ratios: known figures, a second way, and laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from fourscore.maths import (
    bootstrap_mean,
    byar,
    clopper_pearson,
    lognormal_mean,
    mean_interval,
    poisson,
    ratio_interval,
    wilson,
)

X = np.array([0, 1, 5, 7, 60, 500, 999, 1000])
N = np.array([1, 9, 50, 10, 1000, 1000, 1000, 1000])
LEVELS = [0.8, 0.9, 0.95, 0.998]


def test_seven_of_ten_may_be_anything_from_40_to_89_percent() -> None:
    low, high = wilson(7, 10)
    assert (round(float(low), 2), round(float(high), 2)) == (0.40, 0.89)


@pytest.mark.parametrize(("sales", "low", "high"), [(462, 3.53, 4.10), (365, 2.76, 3.27)])
def test_a_months_conversion_of_12150_calls(sales: int, low: float, high: float) -> None:
    told = wilson(sales, 12_150, 0.9)
    assert [round(100 * float(end), 2) for end in told] == [low, high]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("ours", "theirs"), [(wilson, "wilson"), (clopper_pearson, "beta")])
def test_shares_as_statsmodels_has_them(ours, theirs: str, level: float) -> None:
    low, high = proportion_confint(X, N, 1 - level, theirs)
    np.testing.assert_allclose(ours(X, N, level), [low, high], rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("level", LEVELS)
def test_counts_as_chi_square_quantiles_have_them(level: float) -> None:
    out, hours = (1 - level) / 2, 40.0
    low, high = poisson(X, hours, level)
    np.testing.assert_allclose(low[1:], stats.chi2.ppf(out, 2 * X[1:]) / 2 / hours, rtol=1e-10)
    assert low[0] == 0
    np.testing.assert_allclose(high, stats.chi2.ppf(1 - out, 2 * X + 2) / 2 / hours, rtol=1e-10)


def test_byar_is_near_the_exact_interval_from_five_events_on() -> None:
    events = np.arange(5, 400)
    np.testing.assert_allclose(byar(events, 10.0), poisson(events, 10.0), rtol=0.01)
    assert float(byar(0, 1.0).low) == 0


def test_means_as_statsmodels_has_them() -> None:
    values = np.random.default_rng(3).normal(300, 90, 40)
    told = mean_interval(len(values), values.mean(), values.std(ddof=1), 0.9)
    np.testing.assert_allclose(told, DescrStatsW(values).tconfint_mean(0.1), rtol=1e-12)


def test_a_mean_of_times_by_coxs_method() -> None:
    """Worked by hand: n 40, mean of logs 5.127, variance 1.010; t of 39 degrees of freedom 2.0227."""
    reach = 2.02269 * math.sqrt(1.010 / 40 + 1.010**2 / (2 * 39))
    low, high = lognormal_mean(40, 5.127, math.sqrt(1.010))
    assert float(low) == pytest.approx(math.exp(5.632 - reach), rel=1e-5)
    assert float(high) == pytest.approx(math.exp(5.632 + reach), rel=1e-5)


def test_a_bootstrapped_mean_agrees_with_students_where_the_values_are_normal() -> None:
    values = np.random.default_rng(8).normal(300, 90, 200)
    told = bootstrap_mean(values, seed=1, draws=4000)
    np.testing.assert_allclose(told, mean_interval(200, values.mean(), values.std(ddof=1)), rtol=0.005)


def test_a_bootstrapped_mean_of_skewed_times_reaches_further_up_and_repeats() -> None:
    values = np.random.default_rng(8).lognormal(5.5, 0.8, 120)
    low, high = bootstrap_mean(values, seed=4)
    assert float(high) - values.mean() > 1.1 * (values.mean() - float(low))
    assert bootstrap_mean(values, seed=4) == (low, high)
    assert bootstrap_mean(values, seed=5) != (low, high)
    theirs = stats.bootstrap((values,), np.mean, n_resamples=4000, method="BCa",
                             rng=np.random.default_rng(1)).confidence_interval
    np.testing.assert_allclose([low, high], theirs, rtol=0.03)


def test_a_ratio_of_sums_by_drawing_its_things_anew() -> None:
    chance = np.random.default_rng(5)
    contacts = chance.integers(1, 30, 400).astype(float)
    seconds = contacts * chance.lognormal(5.5, 0.3, 400)
    told = ratio_interval(seconds.sum(), contacts.sum(), (seconds**2).sum(), (contacts**2).sum(),
                          (seconds * contacts).sum(), 400)
    drawn = chance.integers(0, 400, (4000, 400))
    ratios = seconds[drawn].sum(axis=1) / contacts[drawn].sum(axis=1)
    np.testing.assert_allclose(told, np.quantile(ratios, [0.025, 0.975]), rtol=0.005)
    assert told.low + told.high == pytest.approx(2 * seconds.sum() / contacts.sum())


def test_a_ratio_with_ones_beneath_is_a_mean() -> None:
    values = np.random.default_rng(6).normal(300, 90, 60)
    told = ratio_interval(values.sum(), 60, (values**2).sum(), 60, values.sum(), 60)
    np.testing.assert_allclose(told, mean_interval(60, values.mean(), values.std(ddof=1)), rtol=1e-9)


def test_all_alike_is_a_ratio_without_doubt() -> None:
    low, high = ratio_interval(30, 10, 90.1 - 0.1, 10, 30, 10)
    assert float(low) == pytest.approx(3, abs=1e-6)
    assert float(high) == pytest.approx(3, abs=1e-6)


@pytest.mark.parametrize("told", [
    wilson(0, 0), clopper_pearson(0, 0), poisson(0, 0), byar(0, 0), wilson(np.nan, 10), clopper_pearson(np.nan, 10),
    wilson(3, np.nan), clopper_pearson(3, np.nan), poisson(np.nan, 4), byar(np.nan, 4), poisson(2, np.nan),
    mean_interval(1, 5, 0), mean_interval(np.nan, 5, 1), mean_interval(9, np.nan, 1), lognormal_mean(1, 5, 0),
    ratio_interval(5, 0, 9, 0, 0, 9), ratio_interval(5, 1, 25, 1, 5, 1), bootstrap_mean([1, 2, 3], seed=1),
    bootstrap_mean([1, 2, 3, 4, 5, 6, 7, 8, np.nan], seed=1),
])
def test_what_cannot_be_told_is_not_told(told) -> None:
    assert np.isnan(told.low).all()
    assert np.isnan(told.high).all()


@pytest.mark.parametrize("wrong", [
    lambda: wilson(11, 10), lambda: wilson(-1, 10), lambda: clopper_pearson([1, 11], [10, 10]),
    lambda: poisson(-1, 5), lambda: byar(1, -5), lambda: wilson(1, 10, 95), lambda: wilson(1, 10, 0),
    lambda: mean_interval(10, 5, -1), lambda: mean_interval(-10, 5, 1), lambda: wilson([1, 2], [10, 10, 10]),
    lambda: bootstrap_mean(np.ones(9), seed=1, draws=5), lambda: ratio_interval(1, 1, 1, 1, 1, -1),
])
def test_impossible_numbers_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


hits = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(hits, st.sampled_from(LEVELS))
def test_laws_of_an_interval_of_a_share(pair: tuple[int, int], level: float) -> None:
    x, n = pair
    for method in (wilson, clopper_pearson):
        low, high = method(x, n, level)
        assert 0 <= low <= x / n <= high <= 1
        mirrored = method(n - x, n, level)
        np.testing.assert_allclose([1 - mirrored.high, 1 - mirrored.low], [low, high], atol=1e-12)
        wider = method(x, n, 0.999)
        assert wider.low <= low
        assert high <= wider.high
        if x < n:
            more = method(x + 1, n, level)
            assert more.low > low
            assert more.high >= high


@given(st.lists(hits, min_size=1, max_size=8), hits)
def test_another_peer_changes_nobodys_own_interval(peers: list[tuple[int, int]], new: tuple[int, int]) -> None:
    for method in (wilson, clopper_pearson, byar, poisson):
        before = method(*zip(*peers, strict=True))
        after = method(*zip(*peers, new, strict=True))
        np.testing.assert_array_equal(np.array(after)[:, :-1], before)


@given(st.integers(0, 100_000), st.floats(0.1, 1e6), st.sampled_from(LEVELS))
def test_laws_of_an_interval_of_a_count(x: int, exposure: float, level: float) -> None:
    low, high = poisson(x, exposure, level)
    assert 0 <= low <= x / exposure < high
    assert poisson(x + 1, exposure, level).high > high
