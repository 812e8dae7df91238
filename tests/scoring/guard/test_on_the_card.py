"""This file is about goals with guards on a scorecard: their part in the roll-up, without making up for a breach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.metrics import Catalogue, Family
from fourscore.scoring import GoalFigures, GoalScore, Scope, Scorecard, explain, roll_up, score, weigh
from fourscore.scoring.guard.standing import CardGoals
from fourscore.scoring.rollup import goal_key, shown
from fourscore.strategy import Guarded, Joining, Kpi, Objective, Perspective, Strategy
from fourscore.terms import Days

MAY = Days(date(2026, 5, 1), date(2026, 6, 1))
ARTICLE = "calls +20% by 2026-12 | conversion ~ 4% ±0.4pp, cost flat"
FAMILIES = {"conversion_rate:dial": "share"}


@pytest.fixture
def card(paper, catalogue: Catalogue, strategy_of: Callable[..., Strategy], figures: GoalFigures,
         monkeypatch: pytest.MonkeyPatch) -> Callable[..., Scorecard]:
    """The centre's card of May 2026 with these calls, sales and costs."""
    monkeypatch.setattr(type(paper), "family", lambda self, key: Family(FAMILIES.get(key, "exact")), raising=False)
    monkeypatch.setattr(type(paper), "spread_of", lambda *args, **named: {}, raising=False)
    one_by_one = type(paper).ask

    def ask(self, metrics, by=(), **named):
        answers = [one_by_one(self, [metric], by, **named) for metric in metrics]
        return replace(answers[0], rows=[row for answer in answers for row in answer.rows])

    monkeypatch.setattr(type(paper), "ask", ask)

    def made(calls: float, sales: float, cost: float, *goals: str, **changes: object) -> Scorecard:
        paper.put(MAY.first, calls, sales, cost)
        strategy = strategy_of(*(goals or (ARTICLE,)))
        strategy = replace(strategy, guarded=tuple(replace(one, **changes) for one in strategy.guarded))
        return score(strategy, paper, MAY, scope=Scope("centre"), calendar=figures.calendar, history_weeks=0,
                     goals=figures, coverage_needed=0.5)

    return made


def objective(card: Scorecard, name: str = "grow"):
    return next(one for perspective in card.perspectives for one in perspective.objectives if one.objective.id == name)


def test_a_goal_joins_its_objective_as_a_kpi_does(card: Callable[..., Scorecard]) -> None:
    """Month A, provisionally achieved: 90 points for a third of the objective."""
    found = objective(card(12_150, 462, 50_800))
    (goal,) = found.goals
    assert (goal.judged.word, goal.score, goal.status) == ("provisionally achieved", 90, "uncertain")
    conversion, cost = (one.score for one in found.measured)
    assert found.score == pytest.approx((conversion + cost + 90) / 3)
    assert goal.weight == pytest.approx(found.weight / 3)
    assert goal.contribution == pytest.approx(90 * goal.weight)
    assert found.contribution == sum(one.contribution for one in (*found.measured, *found.goals))


def test_a_bought_gain_leaves_the_objective_no_more_than_its_own_points(card: Callable[..., Scorecard]) -> None:
    """Month B: a mean of the KPIs' 42 and 82 with the goal's 40 would be 54; it is 40, and the goal alone brings it."""
    made = card(12_150, 365, 50_200)
    found = objective(made)
    (goal,) = found.goals
    assert [round(one.score or 0) for one in found.measured] == [42, 82]
    assert (goal.judged.word, goal.score, found.score, found.status) == ("bought", 40, 40, "off_target")
    assert found.bought is goal
    assert [one.contribution for one in found.measured] == [0, 0]
    assert goal.contribution == found.contribution > 0
    told = [part.sentence for name in ("grow", "g0") if (part := explain(made).find(name))]
    said = "scores 40.0 of 100 and no more, because its goal g0 is reached at the cost of Conversion rate per dial: "
    assert said + "no other gain makes up for that." in told[0]
    assert "reached at the cost of Conversion rate per dial, which is worth 40.0 points." in told[1]


@pytest.mark.parametrize("month", [(12_150, 462, 50_800), (12_150, 365, 50_200), (10_900, 436, 50_000)])
def test_contributions_add_up_exactly_with_goals(card: Callable[..., Scorecard], month: tuple[int, int, int]) -> None:
    made = card(*month, weight=2.5)
    whole = explain(made)
    parts = [part for perspective in whole.parts for objective in perspective.parts for part in objective.parts]
    assert {part.kind for part in parts} == {"kpi", "goal"}
    assert sum(part.contribution for part in parts) == made.score == whole.contribution
    assert sum(part.share for part in parts) == pytest.approx(1)


def test_the_weight_of_a_goal_is_that_beside_its_objectives_kpis(card: Callable[..., Scorecard]) -> None:
    found = objective(card(10_900, 436, 50_000, weight=3.0))
    assert found.goals[0].weight == pytest.approx(found.weight * 3 / 5)
    assert found.goals[0].score == pytest.approx(45)


def test_an_unknown_goal_is_missing_and_never_a_zero(card: Callable[..., Scorecard], paper) -> None:
    paper.incomplete = frozenset({"dial_attempts"})
    found = objective(card(12_150, 462, 50_200))
    assert (found.goals[0].judged.word, found.goals[0].score) == ("unknown", None)
    assert found.coverage == pytest.approx(2 / 3)
    assert found.score == pytest.approx(sum(one.score or 0 for one in found.measured) / 2)


def test_a_goal_has_no_part_before_its_baseline_is_over(card: Callable[..., Scorecard]) -> None:
    made = card(12_150, 365, 50_200, ARTICLE.replace("2026-12", "2026-12 from 2026-05"))
    found = objective(made)
    assert (found.goals[0].begun, found.goals[0].weight, found.coverage) == (False, 0, 1)
    assert found.score == pytest.approx(sum(one.score for one in found.measured) / 2)
    assert "It has no part yet" in explain(made).find("g0").sentence


def test_goals_are_the_centres(paper, card: Callable[..., Scorecard], figures: GoalFigures, strategy_of) -> None:
    card(12_150, 365, 50_200)
    team = score(strategy_of(ARTICLE), paper, MAY, scope=Scope("team", "A"), calendar=figures.calendar,
                 history_weeks=0, goals=figures)
    assert team.goals() == ()


def test_the_weights_of_a_card_know_its_goals(card: Callable[..., Scorecard]) -> None:
    weights = weigh(card(10_900, 436, 50_000))
    ((goal, nominal, effective),) = weights.goals
    assert nominal + sum(row.nominal for row in weights.rows) == pytest.approx(1)
    assert (goal.judged.guarded.id, effective) == ("g0", None)               # no weeks, so nothing moved


KPIS = tuple(Kpi(id=name, name=name, metric=name, unit="share", direction="higher", targets=((date.min, 0.8),),
                 floor=0.5) for name in "abc")


@given(st.lists(st.one_of(st.none(), st.floats(0, 120)), min_size=3, max_size=3), st.floats(0, 40), st.floats(0, 100),
       st.floats(0.1, 9), st.sampled_from(["mean", "worst", "geometric"]))
def test_nothing_makes_up_for_a_breach(
    scores: list[float | None], bought: float, other: float, weight: float, how: Joining,
) -> None:
    """Whatever else the objective has and however it joins: never more than the bought goal's points; parts add up."""
    objective = Objective("o", "O", "p", "", KPIS, rollup=how)
    strategy = Strategy("", "", (), (), (Perspective("p", "P", "", (objective,)),), (),
                        guarded=tuple(Guarded(name, "", "o", "", weight=weight) for name in "gh"))
    values: Mapping[str, float | None] = dict(zip("abc", scores, strict=True))
    goals = {"g": GoalScore(bought, True), "h": GoalScore(other, False)}
    rolled = roll_up(strategy, values, 0.0, goals)
    total = shown(rolled.total)
    assert total is not None
    assert total <= bought + 1e-9
    assert sum(leaf.contribution for leaf in rolled.leaves.values()) == total
    assert set(rolled.leaves) == {"a", "b", "c", goal_key("g"), goal_key("h")}
    free = roll_up(strategy, values, 0.0, {**goals, "g": GoalScore(bought, False)})
    assert (shown(free.total) or 0) >= total                           # the cap only ever takes points


def test_weeks_before_the_baseline_are_not_judged_and_nothing_is_asked_twice(
    paper, figures: GoalFigures, strategy_of: Callable[..., Strategy], monkeypatch: pytest.MonkeyPatch,
) -> None:
    paper.put(MAY.first, 12_150, 462, 50_800)
    goals = CardGoals(strategy_of(ARTICLE.replace("2026-12", "2026-12 from 2026-04")), figures, ())
    asked: list[tuple[object, ...]] = []
    ask = type(paper).ask
    monkeypatch.setattr(type(paper), "ask", lambda self, keys, by=(), **named: asked.append(
        (*keys, named["during"])) or ask(self, keys, by, **named))
    assert goals.scores(Days(date(2026, 4, 6), date(2026, 4, 13))) == {}
    assert len(asked) == 1                                                   # the headline's baseline alone
    assert goals.scores(MAY)["g0"].points == 90
    goals.scores(MAY)
    assert len(asked) == len(set(asked)) > 5
