"""This file is about ways in which the arithmetic of scorecards misleads elsewhere, and that ours does not go."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fourscore.scoring import Scope, explain, hold, points, roll_up, score, score_many
from fourscore.scoring.rollup import shown
from fourscore.strategy import Span
from fourscore.terms import Days

CENTRE = Scope("centre")


def card(paper, figures, *groups, days=None, scope=CENTRE, **more):
    return score(paper.strategy(*groups), paper.metrics(figures), days or paper.march, scope=scope,
                 calendar=paper.calendar, history_weeks=0, **more)


def test_twice_the_time_wanted_is_no_double_score(paper) -> None:
    """v / t makes 200 of a handle time of 600 against 300, in the green."""
    kpi = paper.kpi("aht", unit="seconds", direction="lower", targets=((date.min, 300.0),), floor=600.0)
    held = hold(kpi, 600.0, paper.march)
    assert (held.score, held.status) == (0, "off_target")
    assert points(kpi, 150.0, 300.0) == 100


def test_what_other_formulas_print_and_what_is_said_here(paper) -> None:
    """600 s wanted 300: 200. 3 complaints, none wanted: 400. 80 to none: −100%. 50 and 30 of 100 at 90: 72."""
    assert (100 * 600 / 300, 100 * 3 + 100, 100 * (0 - 80) / 80, 0.5 * 90 + 0.3 * 90) == (200, 400, -100, 72)
    time, none = (paper.kpi("k", direction="lower", unit="count", targets=((date.min, aim),), floor=floor)
                  for aim, floor in ((300.0, 600.0), (0.0, 10.0)))
    assert [points(time, 600.0, 300.0), points(none, 3.0, 0.0)] == pytest.approx([0, 70])
    falls = {("n", "North", date(2026, 1, 29)): (80, None), ("n", "North", date(2026, 3, 2)): (0, None)}
    made = card(paper, falls, [paper.kpi("n", unit="count", direction="lower", targets=((date.min, 10.0),), floor=90.0,
                                         levels=("centre",))])
    assert made.measured()[0].change == -80                                  # things, and never a percentage


def test_a_line_through_two_anchors(paper) -> None:
    """4% of calls lost are worth 50 points, 2% are worth 100: as a line in a spreadsheet through the two has it."""
    lost = paper.kpi("lost", direction="lower", targets=((date.min, 0.02),), amber=0.04, floor=0.06)
    assert [points(lost, value, 0.02) for value in (0.04, 0.03, 0.02, 0.06)] == pytest.approx([50, 75, 100, 0])


@pytest.mark.parametrize(("actual", "aim"), [(120.0, 100.0), (0.35, 0.25), (40.0, 28.0)])
def test_cost_turnover_and_answer_time_over_their_targets_are_a_shortfall(paper, actual: float, aim: float) -> None:
    """A published card scored three of them by target over actual, and the worse they were the better it looked."""
    kpi = paper.kpi("k", direction="lower", targets=((date.min, aim),), floor=aim * 2)
    assert points(kpi, actual, aim) < 100
    assert points(kpi, actual * 1.1, aim) < points(kpi, actual, aim)


def test_a_target_of_nothing_is_legal(paper) -> None:
    """100 v + 100 makes 400 of three complaints where none are wanted."""
    kpi = paper.kpi("complaints", unit="count", direction="lower", targets=((date.min, 0.0),), floor=10.0)
    assert [hold(kpi, value, paper.march).score for value in (0.0, 3.0, 10.0)] == pytest.approx([100, 70, 0])
    assert hold(kpi, 0.0, paper.march).status == "on_target"


def test_missing_is_no_zero_and_weights_need_not_be_a_hundred(paper) -> None:
    """90 and nothing is not 45; 50 + 30 of the weight at 90 is not 72."""
    strategy = paper.strategy([paper.kpi("a", weight=50.0), paper.kpi("b", weight=30.0)])
    assert shown(roll_up(strategy, {"a": 90.0, "b": None}, 0.5).total) == 90
    assert shown(roll_up(strategy, {"a": 90.0, "b": 90.0}).total) == 90


def test_one_of_ten_and_five_of_hundred_and_ninety_are_three_percent(paper) -> None:
    there = {("a", "North", date(2026, 3, 2)): (1, 10), ("a", "South", date(2026, 3, 3)): (5, 190)}
    value = card(paper, there, [paper.kpi("a")]).measured()[0].value
    assert value == 6 / 200
    assert value != pytest.approx((1 / 10 + 5 / 190) / 2)  # 6.3 %


def test_a_periods_score_is_of_its_data_and_not_the_mean_of_its_parts_scores(paper) -> None:
    """Capped scores of two days, 100 and 0, would be 50; the days together are far above the target."""
    there = {("a", "North", date(2026, 3, 2)): (990, 1000), ("a", "North", date(2026, 3, 3)): (4, 10)}
    whole = card(paper, there, [paper.kpi("a")])
    parts = [card(paper, there, [paper.kpi("a")], days=Days(day, day + timedelta(days=1))).score
             for day in (date(2026, 3, 2), date(2026, 3, 3))]
    assert parts == [100, 0]
    assert whole.score == 100


def test_a_newcomer_does_not_lift_the_others(paper) -> None:
    """With a range taken from the people shown 300, 320 and 340 score 100, 50 and 0; with 600 beside them, 100, 93, 87.
    """
    kpi = paper.kpi("aht", unit="seconds", direction="lower", targets=((date.min, 300.0),), floor=360.0)
    times = {"a": 300, "b": 320, "c": 340}

    def scores(who) -> list[float]:
        there = {("aht", name, paper.march.first): (seconds * 10, 10) for name, seconds in who.items()}
        cards = score_many(paper.strategy([kpi]), paper.metrics(there), paper.march, level="team",
                           calendar=paper.calendar)
        return [made.score for made in cards if made.scope.name in times]

    assert scores(times) == scores({**times, "new": 600}) == pytest.approx([100, 66.6667, 33.3333], abs=1e-3)


def test_a_guard_can_be_kept_from_being_bought_off(paper) -> None:
    """The mean of 100, 100, 100 and 0 is 75; and 120 points elsewhere never make it more."""
    kpis = [paper.kpi(name) for name in "abcd"]
    base = paper.strategy(kpis)
    scores = {"a": 120.0, "b": 120.0, "c": 120.0, "d": 0.0}
    assert shown(roll_up(base, scores).total) == 75
    (top,) = base.perspectives
    for how in ("worst", "geometric"):
        other = replace(base, perspectives=(replace(top, objectives=(replace(top.objectives[0], rollup=how),)),))
        assert shown(roll_up(other, scores).total) == 0
    gated = replace(top.objectives[0], rollup="gate", kpis=(*kpis[:3], replace(kpis[3], gate=True)))
    assert shown(roll_up(replace(base, perspectives=(replace(top, objectives=(gated,)),)), scores).total) == 0


def test_the_weakest_is_named_at_every_level(paper) -> None:
    there = {(name, "North", paper.march.first): (value, 100) for name, value in zip("abcd", (79, 78, 77, 55),
                                                                                   strict=True)}
    made = card(paper, there, [paper.kpi("a"), paper.kpi("b")], [paper.kpi("c"), paper.kpi("d")])
    assert made.weakest.perspective.id == "p1"
    assert [p.weakest.objective.id for p in made.perspectives] == ["o0", "o1"]
    assert [o.weakest.kpi.id for p in made.perspectives for o in p.objectives] == ["b", "d"]
    assert "Weakest: P1" in explain(made).sentence


def test_an_old_value_never_passes_as_current(paper) -> None:
    there = {("a", "North", date(2026, 1, 20)): (9, 10)}
    for valid, state in ((None, "missing"), (Span(1, "month"), "stale"), (Span(3, "month"), "measured")):
        made = card(paper, there, [paper.kpi("a", valid=valid)])
        there_is = made.measured()[0]
        assert there_is.state == state
        assert (there_is.score is not None) == (state == "measured")
        assert (there_is.of is not None) == (state != "missing")


def test_two_equal_good_months_both_count(paper) -> None:
    kpi = paper.kpi("d", unit="count", targets=((date.min, 15.0),), floor=0.0, per="month", levels=("centre",))
    there = {("d", "North", date(2026, month, 5)): (15, None) for month in (1, 2)} | {
        ("d", "North", date(2026, 3, 5)): (30, None)}
    made = card(paper, there, [kpi], days=Days(date(2026, 1, 1), date(2026, 4, 1)))
    assert made.measured()[0].value == 60


def test_no_score_is_a_sum_that_rewards_being_many(paper) -> None:
    """A team of twice the size with the same share has the same score."""
    there = {("a", "Few", paper.march.first): (75, 100), ("a", "Many", paper.march.first): (7500, 10_000)}
    few, many = score_many(paper.strategy([paper.kpi("a")]), paper.metrics(there), paper.march, level="team",
                           calendar=paper.calendar)
    assert few.score == many.score
