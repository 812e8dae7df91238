"""This file is about joining scores: weights, coverage, and shares that add up exactly."""

import math
import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.scoring.rollup import roll_up, shown
from fourscore.strategy import Kpi, Objective, Perspective, Strategy

GRAINS = Fraction(8, 2**40)
WEIGHTS = st.one_of(st.integers(1, 9).map(float), st.floats(0.01, 100))


@st.composite
def strategies(draw: st.DrawFn) -> Strategy:
    number = iter(range(1000))

    def kpi() -> Kpi:
        return Kpi(f"k{next(number)}", "K", "m", "share", "higher", (), 0.0, weight=draw(WEIGHTS),
                   gate=draw(st.booleans()))

    def objective() -> Objective:
        kpis = tuple(kpi() for _ in range(draw(st.integers(0, 4))))
        return Objective(f"o{next(number)}", "O", "p", "", kpis, draw(WEIGHTS), rollup=draw(st.sampled_from(
            ["mean", "worst", "geometric", "gate"])))

    def perspective() -> Perspective:
        objectives = tuple(objective() for _ in range(draw(st.integers(0, 4))))
        return Perspective(f"p{next(number)}", "P", "", objectives, draw(WEIGHTS), rollup=draw(st.sampled_from(
            ["mean", "worst", "geometric"])))

    return Strategy("", "", (), (), tuple(perspective() for _ in range(4)), ())


def scores_of(strategy: Strategy, data: st.DataObject, missing: bool = True) -> dict[str, float | None]:
    score = st.floats(0, 120)
    either = st.one_of(score, st.none()) if missing else score
    return {kpi.id: data.draw(either) for kpi in strategy.kpis()}


@given(strategies(), st.data(), st.sampled_from([0.0, 0.5, 0.7, 1.0]))
def test_contributions_add_up_to_the_total_exactly_in_any_order(strategy: Strategy, data, needed: float) -> None:
    rolled = roll_up(strategy, scores_of(strategy, data), needed)
    contributions = [leaf.contribution for leaf in rolled.leaves.values()]
    random.Random(1).shuffle(contributions)
    total = shown(rolled.total)
    assert sum(contributions) == (total if total is not None else 0.0)
    if total is not None:
        assert sum(leaf.share for leaf in rolled.leaves.values()) == pytest.approx(1)
        assert 0 <= total <= 100


@given(strategies(), st.data(), st.integers(2, 1000))
def test_weights_are_relative(strategy: Strategy, data, times: int) -> None:
    scores = scores_of(strategy, data)
    heavier = replace(strategy, perspectives=tuple(replace(p, weight=p.weight * times, objectives=tuple(
        replace(o, weight=o.weight * times, kpis=tuple(replace(k, weight=k.weight * times) for k in o.kpis))
        for o in p.objectives)) for p in strategy.perspectives))
    one, other = roll_up(strategy, scores).total, roll_up(heavier, scores).total
    assert (one.score is None) == (other.score is None) or float(one.coverage) == pytest.approx(0.7)
    if one.score is not None and other.score is not None:
        assert float(one.score) == pytest.approx(float(other.score))


@given(strategies(), st.data())
def test_a_better_kpi_never_lowers_anything(strategy: Strategy, data) -> None:
    scores = scores_of(strategy, data)
    there = [name for name, score in scores.items() if score is not None]
    if not there:
        return
    name = data.draw(st.sampled_from(there))
    better = {**scores, name: data.draw(st.floats(scores[name], 120))}
    one, other = roll_up(strategy, scores), roll_up(strategy, better)
    # A gate that opens beside an unmeasured one: certainly without points before, and now nobody knows.
    unknown = any(was.shut is not None and was.score is not None and other.objectives[o].score is None
                  for o, was in one.objectives.items())
    for was, now in ((one.total, other.total), *((one.objectives[o], other.objectives[o]) for o in one.objectives)):
        assert (was.score is None) == (now.score is None) or (unknown and was.score is not None)
        # a geometric mean is rounded to a grain
        assert was.score is None or now.score is None or was.score <= now.score + GRAINS


@given(strategies(), st.data())
def test_all_at_their_targets_is_exactly_a_hundred(strategy: Strategy, data) -> None:
    scores = {kpi.id: data.draw(st.sampled_from([100.0, 112.0])) for kpi in strategy.kpis()}
    total = roll_up(strategy, scores).total
    assert shown(total) == (100.0 if scores else None)


def two(paper, *kpis: Kpi) -> Strategy:
    return paper.strategy(kpis)


def test_missing_is_not_zero(paper) -> None:
    strategy = two(paper, paper.kpi("a"), paper.kpi("b"))
    with_nothing = roll_up(strategy, {"a": 90.0, "b": None}, 0.5).total
    with_zero = roll_up(strategy, {"a": 90.0, "b": 0.0}, 0.5).total
    assert (shown(with_nothing), float(with_nothing.coverage)) == (90.0, 0.5)
    assert (shown(with_zero), float(with_zero.coverage)) == (45.0, 1.0)


def test_below_the_coverage_needed_there_is_no_score(paper) -> None:
    strategy = two(paper, paper.kpi("a", weight=6.9), paper.kpi("b", weight=3.1))
    assert roll_up(strategy, {"a": 90.0, "b": None}).total.score is None
    strategy = two(paper, paper.kpi("a", weight=7), paper.kpi("b", weight=3))
    assert shown(roll_up(strategy, {"a": 90.0, "b": None}).total) == 90.0


def test_an_objective_without_a_score_has_no_part_above(paper) -> None:
    strategy = paper.strategy([paper.kpi("a"), paper.kpi("b")], [paper.kpi("c")], [paper.kpi("d")], [paper.kpi("e")])
    rolled = roll_up(strategy, {"a": 10.0, "b": None, "c": 100.0, "d": 100.0, "e": 100.0})
    assert rolled.objectives["o0"].score is None
    assert (shown(rolled.total), float(rolled.total.coverage)) == (100.0, 0.75)
    assert rolled.leaves["a"] == (0.0, 0.0)


def test_what_is_not_applicable_is_out_of_the_coverage(paper) -> None:
    strategy = paper.strategy([paper.kpi("a")], [paper.kpi("b")], [paper.kpi("c")], [paper.kpi("d")])
    rolled = roll_up(strategy, {"a": 40.0, "b": 80.0})
    assert (shown(rolled.total), rolled.total.coverage, rolled.perspectives["p2"].applicable) == (60.0, 1, False)
    assert roll_up(strategy, {}).total.applicable is False


def test_more_than_the_target_is_not_carried_over(paper) -> None:
    strategy = two(paper, paper.kpi("a"), paper.kpi("b"))
    assert shown(roll_up(strategy, {"a": 120.0, "b": 80.0}).total) == 90.0


def joined(paper, how: str, *scores: float | None, gates=(), weights=(), needed: float = 0.5):
    kpis = [paper.kpi(f"k{place}", gate=place in gates, weight=dict(enumerate(weights)).get(place, 1.0))
            for place in range(len(scores))]
    made = paper.strategy(kpis)
    (perspective,) = made.perspectives
    (objective,) = perspective.objectives
    made = replace(made, perspectives=(replace(perspective, objectives=(replace(objective, rollup=how),)),))
    return roll_up(made, {f"k{place}": score for place, score in enumerate(scores)}, needed)


def test_the_worst_alone_bears_all_the_weight(paper) -> None:
    rolled = joined(paper, "worst", 100.0, 100.0, 100.0, 12.0)
    assert shown(rolled.total) == 12.0  # a mean would say 78
    assert {name: leaf for name, leaf in rolled.leaves.items() if leaf.share} == {"k3": (1.0, 12.0)}


def test_a_geometric_mean_is_not_bought_off(paper) -> None:
    rolled = joined(paper, "geometric", 100.0, 25.0)
    assert shown(rolled.total) == pytest.approx(50.0)
    leaves = rolled.leaves
    assert leaves["k0"].contribution + leaves["k1"].contribution == shown(rolled.total)
    assert leaves["k0"].contribution / leaves["k1"].contribution == pytest.approx(math.log(101) / math.log(26))
    weighed = joined(paper, "geometric", 100.0, 25.0, weights=(3, 1))
    assert shown(weighed.total) == pytest.approx(100**0.75 * 25**0.25)
    none = joined(paper, "geometric", 100.0, 0.0)
    assert shown(none.total) == 0.0
    assert {leaf.contribution for leaf in none.leaves.values()} == {0.0}
    assert shown(joined(paper, "geometric", 100.0, 100.0, 100.0).total) == 100.0


def test_a_shut_gate_leaves_no_points_and_an_unmeasured_one_no_score(paper) -> None:
    opened = joined(paper, "gate", 50.0, 100.0, gates=(0,))
    assert (shown(opened.total), opened.objectives["o0"].shut) == (75.0, None)
    shut = joined(paper, "gate", 49.9, 100.0, gates=(0,))
    assert (shown(shut.total), shut.objectives["o0"].shut) == (0.0, 0)
    assert {leaf.contribution for leaf in shut.leaves.values()} == {0.0}
    unknown = joined(paper, "gate", None, 100.0, gates=(0,))
    assert (unknown.total.score, unknown.objectives["o0"].shut) == (None, 0)
    assert float(unknown.objectives["o0"].coverage) == 0.5
    open_again = joined(paper, "gate", 100.0, None, gates=(0,))
    assert shown(open_again.total) == 100.0
    not_gated = joined(paper, "mean", 10.0, 100.0, gates=(0,))
    assert shown(not_gated.total) == 55.0


@pytest.mark.parametrize("how", ["mean", "worst", "geometric", "gate"])
def test_below_the_coverage_needed_no_way_of_joining_gives_a_score(paper, how: str) -> None:
    assert joined(paper, how, 90.0, None, None, gates=(0,), needed=0.7).total.score is None
