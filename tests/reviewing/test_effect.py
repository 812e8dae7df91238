"""This file is about the effect of what was done, held against what would have happened anyway."""

import random
from datetime import date

import pytest

from fourscore.scoring import Sums, by_comparison, by_history, moved
from fourscore.scoring.review.effect import persistence, ratio

DAY = date(2026, 3, 2)


def days(rate: float, count: int, seed: int, n: int = 400) -> list[Sums]:
    """Calls of so many days, each sold with that chance."""
    draw = random.Random(seed)
    return [Sums(sum(draw.random() < rate for _ in range(n)), n) for _ in range(count)]


def test_a_ratio_is_one_of_sums() -> None:
    assert ratio([Sums(1, 10), Sums(5, 190)]) == pytest.approx(0.03)
    assert ratio([Sums(0, 0)]) is None


def test_the_difference_of_differences_takes_off_what_came_to_all() -> None:
    found = by_comparison(days(0.04, 84, 1), days(0.06, 56, 2), days(0.05, 84, 3), days(0.06, 56, 4), change=0.01,
                          first_day=DAY, weeks=8)
    assert found.effect == pytest.approx((found.after - found.before) - (0.01), abs=0.004)
    assert found.low < 0.01 < found.high
    assert found.verdict == "moved as expected"
    same = by_comparison(days(0.04, 84, 1), days(0.06, 56, 2), days(0.04, 84, 3), days(0.06, 56, 4), change=0.01,
                         first_day=DAY, weeks=8)
    assert same.verdict == "no more than would have happened anyway"
    less = by_comparison(days(0.04, 84, 1), days(0.06, 56, 2), days(0.05, 84, 3), days(0.06, 56, 4), change=0.05,
                         first_day=DAY, weeks=8)
    assert less.verdict == "moved, less than expected"
    worse = by_comparison(days(0.06, 84, 1), days(0.04, 56, 2), days(0.05, 84, 3), days(0.05, 56, 4), change=0.01,
                          first_day=DAY, weeks=8)
    assert worse.verdict == "moved the other way"


def test_intervals_of_no_effect_cover_it_as_often_as_they_say() -> None:
    """95% intervals of 300 trials without an effect, in which the level moved for everybody."""
    held = sum(found.low <= 0 <= found.high for trial in range(300) for found in [by_comparison(
        days(0.04, 30, 4 * trial, 60), days(0.06, 30, 4 * trial + 1, 60), days(0.04, 30, 4 * trial + 2, 60),
        days(0.06, 30, 4 * trial + 3, 60), change=0.01, first_day=DAY, weeks=4)])
    assert 0.92 * 300 <= held <= 0.98 * 300


def weeks(*levels: float) -> list[Sums]:
    return [Sums(level * 100, 100) for level in levels]


def test_the_worst_is_drawn_back_without_anything_done() -> None:
    """Noise keeps nothing of a bad month: what came back to the centre is no effect."""
    draw = random.Random(7)
    noise = [draw.gauss(10, 1) for _ in range(22)]
    history = weeks(*noise, 8.0, 8.2, 7.9, 8.1)
    found = by_history(history, weeks(10.1, 9.9, 10.0, 10.0), change=3, first_day=DAY)
    assert found.before == pytest.approx(8.05)
    assert found.expected > 8.8  # a comparison of before and after alone would call 1.95 the effect
    assert found.effect < 1.2
    assert found.verdict == "no more than would have happened anyway"


def test_what_goes_beyond_the_limits_of_its_history_is_an_effect() -> None:
    draw = random.Random(3)
    history = weeks(*(draw.gauss(10, 1) for _ in range(26)))
    assert by_history(history, weeks(*[14.0] * 8), change=3, first_day=DAY).verdict == "moved as expected"
    assert by_history(history, weeks(*[12.5] * 8), change=9, first_day=DAY).verdict == "moved, less than expected"
    assert by_history(history, weeks(*[6.0] * 8), change=3, first_day=DAY).verdict == "moved the other way"


def test_what_cannot_be_told_yet_says_why_and_until_when() -> None:
    draw = random.Random(3)
    history = weeks(*(draw.gauss(10, 1) for _ in range(26)))
    found = by_history(history, weeks(10.4), change=0.5, first_day=DAY)
    assert found.verdict == "cannot be told yet"
    assert (found.until > DAY, "chance" in found.why) == (True, True)
    assert by_history(history[:5], weeks(12.0), change=1, first_day=DAY).why == (
        "5 weeks before it are known, and limits need 6")
    assert by_history(history, [], change=1, first_day=DAY).until == date(2026, 3, 9)
    short = by_comparison(days(0.1, 5, 1), days(0.1, 9, 2), days(0.1, 9, 3), days(0.1, 9, 4), change=1, first_day=DAY,
                          weeks=1)
    assert (short.verdict, short.effect) == ("cannot be told yet", None)


def test_noise_keeps_nothing_and_a_drift_all() -> None:
    draw, level, drift = random.Random(1), 0.0, []
    for _ in range(200):
        level += draw.gauss(0, 1)
        drift.append(level)
    assert persistence([draw.gauss(0, 1) for _ in range(2000)]) < 0.06
    assert persistence(drift) > 0.9
    assert persistence([5.0] * 9) == 0.0


def test_signals_are_of_the_weeks_looked_at_by_the_limits_of_the_usual_ones() -> None:
    usual = [Sums(40 + step, 1000) for step in (0, 3, -2, 1, -3, 2, 0, -1, 2, -2)]
    run = [*usual, Sums(41, 1000), Sums(90, 1000)]
    for share in (True, False):
        (found,) = moved(run, share=share, usual=slice(0, 10), looked=slice(10, 12))
        assert (found.place, found.value, found.rules[0]) == (11, 0.09, "outside its natural limits")
    assert moved(run[:5], share=True, usual=slice(0, 4), looked=slice(4, 5)) == []
    assert moved([*usual, None], share=True, usual=slice(0, 10), looked=slice(10, 11)) == []
