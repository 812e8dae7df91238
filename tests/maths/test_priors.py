"""This file is about peers: the prior fitted to a group, figures drawn to it, and what is likely then."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fourscore.maths import (
    BetaPrior,
    Doubt,
    GammaPrior,
    NoPrior,
    NormalPrior,
    Why,
    chance_below,
    chance_better,
    chance_inside,
    fit_beta,
    fit_gamma,
    fit_normal,
    james_stein,
    likely_between,
    likely_mean,
    likely_mean_alone,
    likely_rate,
    likely_share,
    reliability,
    steady_count,
    steady_mean,
    steady_rate,
)

# 18 batters' hits in 45 at bats early in 1970, and their averages later that season: Efron and Morris 1975.
EARLY = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]) / 45
LATER = np.array([.346, .298, .276, .222, .273, .270, .263, .210, .269, .230, .264, .256, .303, .264, .226, .286, .316,
                  .200])


def test_batters_drawn_together_are_three_times_nearer_to_their_season() -> None:
    drawn = james_stein(EARLY, EARLY.mean() * (1 - EARLY.mean()) / 45)
    assert round(drawn.kept, 3) == 0.212
    # Known as 0.0754 and 0.0213, cut after the fourth digit.
    assert ((EARLY - LATER) ** 2).sum() == pytest.approx(0.07549, abs=5e-6)
    assert ((drawn.values - LATER) ** 2).sum() == pytest.approx(0.02137, abs=5e-6)


def test_values_no_further_apart_than_chance_are_all_the_mean() -> None:
    drawn = james_stein([1.0, 1.1, 0.9, 1.0, 1.05], 1.0)
    assert drawn.kept == 0
    np.testing.assert_allclose(drawn.values, 1.01)
    assert james_stein([2.0] * 5, 1.0).kept == 0
    with pytest.raises(ValueError, match="4 values"):
        james_stein([1, 2, 3], 1.0)


def test_five_of_fifty_is_no_better_than_sixty_of_a_thousand() -> None:
    told = steady_rate([5, 60], [50, 1000], BetaPrior(20, 480))
    assert [round(100 * share, 1) for share in told.estimate] == [4.5, 5.3]
    np.testing.assert_allclose(told.reliability, [50 / 550, 1000 / 1500])
    np.testing.assert_allclose(told.low, stats.beta(np.array([25, 80]), np.array([525, 1420])).ppf(0.025))
    np.testing.assert_allclose(told.high, stats.beta(np.array([25, 80]), np.array([525, 1420])).ppf(0.975))


def test_counts_and_means_drawn_to_their_peers_by_the_formula() -> None:
    counted = steady_count([3, 0], [10.0, 0.0], GammaPrior(4, 20))
    np.testing.assert_allclose(counted.estimate, [7 / 30, 4 / 20])
    np.testing.assert_allclose(counted.reliability, [1 / 3, 0])
    np.testing.assert_allclose(counted.low, stats.gamma([7, 4], scale=1 / np.array([30, 20])).ppf(0.025))
    meant = steady_mean([8, 0], [79.0, np.nan], NormalPrior(85, 3, 10))
    kept = 72 / 172
    np.testing.assert_allclose(meant.estimate, [85 + kept * (79 - 85), 85])
    np.testing.assert_allclose(meant.reliability, [kept, 0])
    spread = stats.norm(meant.estimate, [3 * (1 - kept) ** 0.5, 3])
    np.testing.assert_allclose([meant.low, meant.high], [spread.ppf(0.025), spread.ppf(0.975)])


def test_reliability_is_the_same_thing_for_every_kind() -> None:
    """For shares tau² and sigma² are those of the Beta; its weight n / (n + alpha + beta) is the same number."""
    share, worth = 0.04, 500
    tau = (share * (1 - share) / (worth + 1)) ** 0.5
    sigma = (share * (1 - share) * worth / (worth + 1)) ** 0.5
    n = np.array([5, 50, 1000])
    np.testing.assert_allclose(steady_rate(n * 0, n, BetaPrior(20, 480)).reliability, reliability(n, tau, sigma))
    np.testing.assert_allclose(steady_count(n * 0, n, GammaPrior(4, 20)).reliability,
                               reliability(n, 4 ** 0.5 / 20, (4 / 20) ** 0.5))


def test_a_fit_finds_what_the_group_was_drawn_from() -> None:
    chance = np.random.default_rng(11)
    n = chance.integers(20, 600, 3000)
    shares = fit_beta(chance.binomial(n, chance.beta(20, 480, 3000)), n)
    assert isinstance(shares, BetaPrior)
    assert shares.alpha / (shares.alpha + shares.beta) == pytest.approx(0.04, rel=0.03)
    assert shares.alpha + shares.beta == pytest.approx(500, rel=0.2)
    rates = fit_gamma(chance.poisson(n * chance.gamma(4, 1 / 20, 3000)), n)
    assert isinstance(rates, GammaPrior)
    assert (rates.shape, rates.rate) == pytest.approx((4, 20), rel=0.1)
    values = chance.normal(chance.normal(85, 3, 3000)[:, None], 10, (3000, 8))
    means = fit_normal(np.full(3000, 8), values.mean(axis=1), values.std(axis=1, ddof=1))
    assert isinstance(means, NormalPrior)
    assert means[:3] == pytest.approx((85, 3, 10), rel=0.05)


def test_equal_groups_are_drawn_together_as_james_and_stein_have_it() -> None:
    chance = np.random.default_rng(12)
    values = chance.normal(chance.normal(85, 3, 40)[:, None], 10, (40, 15))
    found = fit_normal(np.full(40, 15), values.mean(axis=1), values.std(axis=1, ddof=1))
    assert isinstance(found, NormalPrior)
    within = values.var(axis=1, ddof=1).mean()
    assert found.within_sd ** 2 == pytest.approx(within)
    assert found.mean == pytest.approx(values.mean())
    told, known = steady_mean(15, values.mean(axis=1), found), james_stein(values.mean(axis=1), within / 15)
    np.testing.assert_allclose(told.reliability, known.kept, rtol=1e-6)
    np.testing.assert_allclose(told.estimate, known.values, rtol=1e-9)


def test_a_group_without_differences_is_told_from_one_too_small() -> None:
    alike = fit_beta([4, 4, 5, 4, 3, 4], [100] * 6)
    assert alike == NoPrior(Why.ALIKE, 6, 24 / 600)
    small = fit_beta([40, 4, 0, 0], [100, 100, 0, np.nan])
    assert small == NoPrior(Why.TOO_SMALL, 2, 0.22)
    assert fit_gamma([4, 4, 5, 4, 3], [10.0] * 5) == NoPrior(Why.ALIKE, 5, 0.4)
    assert fit_gamma([1], [10.0]).why == Why.TOO_SMALL
    assert fit_normal([9] * 6, [80, 80.1, 80.2, 79.9, 80, 80], [10] * 6).why == Why.ALIKE
    single = fit_normal([1] * 6, [80, 90, 100, 70, 60, 50], [np.nan] * 6)
    assert (single.why, single.mean) == (Why.TOO_SMALL, 75)
    assert np.isnan(fit_beta([], []).mean)
    assert fit_beta([0] * 6, [50] * 6) == NoPrior(Why.ALIKE, 6, 0.0)
    assert fit_beta([50] * 6, [50] * 6) == NoPrior(Why.ALIKE, 6, 1.0)


def test_single_trials_say_nothing_of_how_far_peers_differ() -> None:
    assert fit_beta([0, 1, 1, 0, 1, 0, 1], [1] * 7).why == Why.TOO_SMALL


def test_peers_who_do_all_or_nothing_are_fitted_too() -> None:
    found = fit_beta([0, 50, 0, 50, 0, 50], [50] * 6)
    assert isinstance(found, BetaPrior)
    assert (found.alpha, found.beta) == pytest.approx((0.5, 0.5))
    rates = fit_gamma([0, 0, 0, 0, 900], [10.0] * 5)
    assert isinstance(rates, GammaPrior)
    assert rates.shape == pytest.approx(0.5)


def test_values_without_spread_inside_are_fitted() -> None:
    found = fit_normal([5] * 6, [70, 75, 80, 85, 90, 95], [0] * 6)
    assert isinstance(found, NormalPrior)
    assert (found.within_sd, found.between_sd ** 2) == pytest.approx((0, 437.5 / 3))


def test_the_doubt_of_few_peers_widens_and_keeps_the_estimate() -> None:
    doubt = Doubt(mean=0.0001, between=1e-8)
    for plain, doubted in [
        (steady_rate([5, 0], [50, 0], BetaPrior(20, 480)), steady_rate([5, 0], [50, 0], BetaPrior(20, 480, doubt))),
        (steady_count([5, 0], [50, 0], GammaPrior(4, 20)), steady_count([5, 0], [50, 0], GammaPrior(4, 20, doubt))),
        (steady_mean([5, 0], [4, 0], NormalPrior(3, 1, 2)),
         steady_mean([5, 0], [4, 0], NormalPrior(3, 1, 2, Doubt(0.1, 0.1)))),
    ]:
        np.testing.assert_allclose(doubted.estimate, plain.estimate)
        np.testing.assert_array_equal(doubted.reliability, plain.reliability)
        assert (doubted.high - doubted.low > plain.high - plain.low).all()


def test_without_peers_what_is_likely_is_jeffreys_or_students() -> None:
    share = likely_share([40, 0], [50, 0])
    assert float(chance_below(share, 0.8)[0]) == pytest.approx(stats.beta(40.5, 10.5).cdf(0.8))
    assert np.isnan(chance_below(share, 0.8)[1])
    rate = likely_rate([3, 0], [10, 0])
    assert float(chance_below(rate, 0.5)[0]) == pytest.approx(stats.gamma(3.5, scale=0.1).cdf(0.5))
    assert np.isnan(chance_below(rate, 0.5)[1])
    mean = likely_mean_alone([9, 1], [80.0, 80.0], [12.0, 0.0])
    assert float(chance_below(mean, 84)[0]) == pytest.approx(stats.t(8, 80, 4).cdf(84))
    assert np.isnan(chance_below(mean, 84)[1])
    np.testing.assert_allclose([e[0] for e in likely_between(mean, 0.9)], stats.t(8, 80, 4).interval(0.9))


def test_without_trials_the_group_alone_speaks_and_a_missing_part_is_missing() -> None:
    told = steady_rate([0, np.nan, 3, np.nan], [0, 10, np.nan, 0], BetaPrior(20, 480))
    assert told.estimate[0] == 0.04
    assert told.reliability[0] == 0
    assert np.isnan(told.estimate[1:3]).all()
    counted = steady_count([0, np.nan, 3], [0, 10, np.nan], GammaPrior(4, 20))
    assert counted.estimate[0] == pytest.approx(0.2)
    assert np.isnan(counted.estimate[1:]).all()
    meant = steady_mean([0, 5, np.nan], [np.nan, np.nan, 80], NormalPrior(85, 3, 10))
    assert meant.estimate[0] == 85
    assert np.isnan(meant.estimate[1:]).all()


def test_chances_of_being_better_and_of_lying_in_a_band() -> None:
    likely = likely_share([42, 38], [50, 50])
    better = chance_better(likely, 0.8)
    np.testing.assert_allclose(better + chance_better(likely, 0.8, higher=False), 1)
    assert better[0] > 0.7 > 0.5 > better[1]
    band = chance_inside(likely, 0.7, 0.9)
    np.testing.assert_allclose(band, chance_below(likely, 0.9) - chance_below(likely, 0.7))
    np.testing.assert_allclose(chance_inside(likely, -np.inf, 0.8), chance_below(likely, 0.8))
    np.testing.assert_allclose(chance_inside(likely_mean([4], [2.0], NormalPrior(1, 1, 1)), -np.inf, np.inf), 1)
    np.testing.assert_allclose(chance_inside(likely_rate([4], [2.0]), 0, np.inf), 1)
    with pytest.raises(ValueError, match="lower edge"):
        chance_inside(likely, 0.9, 0.7)


def test_a_mean_without_any_spread_is_where_it_is() -> None:
    told = likely_mean_alone([5, 5, 5], [79.0, 80.0, 81.0], [0.0, 0.0, 0.0])
    np.testing.assert_array_equal(chance_better(told, 80), [0, 0.5, 1])


hits = st.integers(2, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(hits, min_size=5, max_size=12))
def test_a_steadied_share_lies_between_ones_own_and_the_groups(peers: list[tuple[int, int]]) -> None:
    x, n = np.array(peers, dtype=float).T
    prior = fit_beta(x, n)
    if isinstance(prior, NoPrior):
        assert prior.why is Why.ALIKE
        return
    middle = prior.alpha / (prior.alpha + prior.beta)
    told = steady_rate(x, n, prior)
    assert (np.minimum(x / n, middle) - 1e-12 <= told.estimate).all()
    assert (told.estimate <= np.maximum(x / n, middle) + 1e-12).all()
    assert (told.low >= 0).all()
    assert (told.high <= 1).all()
    assert (told.low < told.high).all()
    assert ((told.reliability > 0) & (told.reliability < 1)).all()


@given(st.lists(hits, min_size=5, max_size=12))
def test_a_fit_hangs_neither_on_order_nor_on_what_is_called_a_hit(peers: list[tuple[int, int]]) -> None:
    x, n = np.array(peers, dtype=float).T
    here, turned, mirrored = fit_beta(x, n), fit_beta(x[::-1], n[::-1]), fit_beta(n - x, n)
    assert type(here) is type(turned) is type(mirrored)
    if isinstance(here, BetaPrior):
        np.testing.assert_allclose(here[:2], turned[:2], rtol=1e-5)
        np.testing.assert_allclose(here[:2], mirrored[1::-1], rtol=1e-5)
