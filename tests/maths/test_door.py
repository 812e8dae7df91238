"""This file is about the room as a whole: quick to enter, and the same figures as a plain loop gives."""

import subprocess
import sys

import numpy as np
import pytest

from benchmarks.fairness import loop, made, ours
from fourscore import maths


def test_the_door_brings_no_heavy_library_in() -> None:
    code = "import sys, fourscore.maths; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "scipy"} & set(loaded)


def test_arrays_give_what_a_plain_loop_over_scipy_gives() -> None:
    measures, groups = made(60), np.arange(60) % 2
    for arrays, plain in zip(ours(measures[::6], groups), loop(measures[::6], groups), strict=True):
        assert np.isfinite(arrays).all()
        np.testing.assert_allclose(arrays, plain, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("asked", [
    lambda x, n: maths.wilson(x, n), lambda x, n: maths.clopper_pearson(x, n), lambda x, n: maths.poisson(x, n),
    lambda x, n: maths.byar(x, n), lambda x, n: maths.steady_rate(x, n, maths.BetaPrior(2, 8)),
    lambda x, n: maths.steady_count(x, n, maths.GammaPrior(2, 8)), lambda x, n: maths.placed_rate(x, n, 0.5),
    lambda x, n: maths.steady_mean(n, x, maths.NormalPrior(5, 2, 3)), lambda x, n: maths.funnel_limits_rate(0.5, n),
    lambda x, n: maths.mean_interval(n, x, x), lambda x, n: maths.difference_of_rates(x, n, x, n + 1),
    lambda x, n: maths.erlang_a(x, n, 180, 60, 20), lambda x, n: maths.waiting(x, n, 180, 20),
])
def test_many_at_once_are_each_one_alone(asked) -> None:
    x, n = np.array([1.0, 3.0, 5.0, 9.0]), np.array([4.0, 9.0, 5.0, 30.0])
    many = np.array(asked(x, n))
    alone = np.array([[float(part) for part in asked(float(a), float(b))] for a, b in zip(x, n, strict=True)]).T
    assert many.shape == alone.shape
    np.testing.assert_allclose(many, alone, rtol=1e-12)


def test_what_is_handed_in_is_not_changed() -> None:
    x, n = np.array([0.0, 3.0]), np.array([0.0, 9.0])
    kept = n.copy()
    maths.wilson(x, n)
    maths.steady_rate(x, n, maths.BetaPrior(2, 8))
    maths.mean_interval(n, x, x)
    maths.lognormal_mean(n, x, x)
    maths.ratio_interval(x, n, x, n, x, n)
    maths.standardise(x, n)
    np.testing.assert_array_equal(n, kept)
