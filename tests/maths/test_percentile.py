"""This file is about percentiles: between which values the true one lies, held against scipy and a simulation."""

import numpy as np
import pytest
from scipy.stats import lognorm, quantile_test

from fourscore.maths import percentile_places, percentile_sides


@pytest.mark.parametrize("share", [0.5, 0.9, 0.95])
@pytest.mark.parametrize("n", [2, 9, 35, 100, 1001])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.998])
def test_the_places_are_those_of_scipy(n: int, share: float, level: float) -> None:
    """scipy tells the values between which the percentile lies; of 1, 2, 3 … each is its own place."""
    theirs = quantile_test(np.arange(1.0, n + 1), q=n / 2, p=share).confidence_interval(level)
    np.testing.assert_array_equal(percentile_places(n, share, level), [theirs.low, theirs.high])


def test_with_many_values_the_places_are_those_of_the_short_formula() -> None:
    n, share = 100_000, 0.9
    reach = 1.959964 * (n * share * (1 - share)) ** 0.5
    np.testing.assert_allclose(percentile_places(n, share), [n * share - reach, n * share + reach + 1], atol=1.5)


@pytest.mark.parametrize(("n", "share"), [(60, 0.5), (60, 0.9), (400, 0.95)])
def test_the_true_percentile_lies_between_them_as_often_as_is_said(n: int, share: float) -> None:
    """4,000 samples of skewed lengths with a fixed seed."""
    rng, true = np.random.default_rng(5), lognorm(0.8, scale=60).ppf(share)
    values = np.sort(lognorm(0.8, scale=60).rvs((4000, n), random_state=rng), axis=1)
    low, high = (int(place) for place in percentile_places(n, share))
    held = ((values[:, low - 1] <= true) & (true < values[:, high - 1])).mean()
    assert 0.945 <= held <= 0.985


@pytest.mark.parametrize("share", [0.5, 0.9])
@pytest.mark.parametrize("n", [3, 20, 200])
def test_whoever_is_just_on_the_wrong_side_is_seldom_called_right(n: int, share: float) -> None:
    """Whatever the distribution: with 0.8 asked, at most 2 of 10; and with many values it is called so at all."""
    from scipy.stats import binom

    within = np.arange(n + 1)
    up_to, beyond = percentile_sides(within, n, share)
    assert binom.pmf(within, n, share - 1e-9)[up_to >= 0.8].sum() <= 0.2 + 1e-6
    assert binom.pmf(within, n, share + 1e-9)[beyond >= 0.8].sum() <= 0.2 + 1e-6
    assert beyond[0] == pytest.approx(1 - (1 - share) ** n)
    assert up_to[n] == pytest.approx(1 - share**n)


def test_without_values_nothing_is_known() -> None:
    assert np.isnan(percentile_places(0, 0.9)).all()
    assert np.isnan(percentile_sides(0, 0, 0.9)).all()
    for share in (0.0, 1.0):
        with pytest.raises(ValueError, match="share"):
            percentile_places(5, share)
