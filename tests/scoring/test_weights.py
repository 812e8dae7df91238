"""This file is about what a weight really does: shares of the total's variance, and slopes."""

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.scoring import Scope, effective_weights, score, weigh

CENTRE = Scope("centre")


def test_of_two_equal_weights_the_one_that_moves_decides() -> None:
    """Two KPIs of half the weight each, independent, with standard deviations of 10 and 2: 100 / 104 and 4 / 104."""
    weeks = [{"wide": 0.5 * (50 + a), "narrow": 0.5 * (50 + b)} for a in (-10, 10) for b in (-2, 2)]
    assert effective_weights(weeks) == {"wide": Fraction(100, 104), "narrow": Fraction(4, 104)}


def test_what_evens_the_other_out_weighs_less_than_nothing() -> None:
    """w_i w_j cov: with 60 and 40 of the weight, deviations of 10 and 5 against each other, 24/16 and -8/16."""
    weeks = [{"up": 0.6 * (50 + a), "down": 0.4 * (50 - a / 2)} for a in (-10, 10)]
    found = effective_weights(weeks)
    assert [float(found[name]) for name in ("up", "down")] == pytest.approx([1.5, -0.5])


def test_a_total_that_never_moved_has_no_effective_weights() -> None:
    assert effective_weights([{"a": 1.0}, {"a": 1.0}]) == {}
    assert effective_weights([]) == {}


@given(st.integers(1, 6).flatmap(lambda n: st.lists(st.lists(st.floats(0, 100), min_size=n, max_size=n), min_size=2)))
def test_effective_weights_add_up_to_one_exactly(rows) -> None:
    found = effective_weights([{str(place): value for place, value in enumerate(row)} for row in rows])
    assert not found or sum(found.values()) == 1


def figures(paper, shares) -> dict:
    chance = random.Random(4)
    days = [paper.march.first.replace(month=month, day=day) for month in (1, 2, 3) for day in range(1, 29)]
    weekly: dict = {}
    found = {}
    for metric, (low, high) in shares.items():
        for day in days:
            share = weekly.setdefault((metric, day.isocalendar().week), chance.uniform(low, high))
            found[metric, "North", day] = (1000 * share, 1000)
    return found


def card(paper, strategy, shares):
    return score(strategy, paper.metrics(figures(paper, shares)), paper.march, scope=CENTRE, calendar=paper.calendar,
                 history_weeks=8)


def test_a_card_tells_nominal_effective_and_slope(paper) -> None:
    strategy = paper.strategy([paper.kpi("a", weight=3.0), paper.kpi("b")])
    made = card(paper, strategy, {"a": (0.70, 0.71), "b": (0.55, 0.79)})
    weights = weigh(made)
    a, b = weights.rows
    assert (a.nominal, b.nominal) == (0.75, 0.25)
    assert a.effective + b.effective == pytest.approx(1)
    assert b.effective > 0.5 > a.effective  # a quarter of the weight makes most of the movement
    # From 0 points at 0.5 to 100 at 0.8: 333 points of its score for the whole of a share, by its weight.
    assert a.slope == pytest.approx(0.75 * 100 / 0.3, rel=1e-4)
    assert weights.weeks == 8


def test_a_slope_ends_at_the_target_and_goes_by_the_way_of_joining(paper) -> None:
    base = paper.strategy([paper.kpi("a"), paper.kpi("b")])
    made = card(paper, base, {"a": (0.9, 0.9), "b": (0.6, 0.6)})
    assert [row.slope for row in weigh(made).rows] == [0.0, pytest.approx(0.5 * 100 / 0.3, rel=1e-4)]
    (top,) = base.perspectives
    worst = replace(base, perspectives=(replace(top, objectives=(replace(top.objectives[0], rollup="worst"),)),))
    made = card(paper, worst, {"a": (0.7, 0.7), "b": (0.6, 0.6)})
    assert [row.slope for row in weigh(made).rows] == [0.0, pytest.approx(100 / 0.3, rel=1e-4)]
    lower = paper.strategy([paper.kpi("a", direction="lower", floor=0.8, targets=((date.min, 0.5),))])
    made = card(paper, lower, {"a": (0.6, 0.6)})
    assert weigh(made).rows[0].slope == pytest.approx(-100 / 0.3, rel=1e-4)
