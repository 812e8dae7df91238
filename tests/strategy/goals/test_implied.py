"""This file is about what a goal means and implies: targets, bands, the article's own arithmetic, contradictions."""

from pathlib import Path
from typing import Literal

import pytest

from fourscore.metrics import Catalogue
from fourscore.strategy import (
    Arithmetic,
    Implied,
    Kpi,
    Strategy,
    band_of,
    implied_words,
    read_goal,
    read_strategy,
    sentence,
    target_of,
)

BASE = (Path(__file__).parents[2] / "errors" / "guarded-contradiction" / "strategy.yaml").read_text(
    encoding="utf-8").partition("  more-calls:")[0]
ARTICLE = "calls +20% by 2026-12 | conversion ~ 4% ±0.4pp, cost flat"


# A support desk's identity: calls answered over calls offered is the answer rate.
ANSWERED = BASE.replace('conversion: {metric: "conversion_rate:dial", target: 4.4%, floor: 2%, baseline: 4%}',
                        "offered: {metric: contacts_offered, direction: higher, target: 12000, floor: 9000}\n"
                        "          handled: {metric: contacts_handled, direction: higher, target: 12000, floor: 900}"
                        ).replace('lost: {metric: "abandonment_rate:all", target: 5%, floor: 12%, baseline: 8%}',
                                  "answer-rate: {metric: answer_rate, target: 95%, floor: 80%}")


def with_goals(catalogue: Catalogue, *goals: str, base: str = BASE) -> tuple[Strategy, list[str]]:
    text = base + "".join(f'  g{i}: {{goal: "{goal}", objective: grow}}\n' for i, goal in enumerate(goals))
    strategy, issues = read_strategy(text, "strategy.yaml", catalogue)
    assert strategy is not None, issues
    return strategy, [issue.name for issue in issues]


def implied_of(catalogue: Catalogue, goal: str) -> dict[str, Implied]:
    strategy, _ = with_goals(catalogue, goal)
    kpis = {kpi.id: kpi for kpi in strategy.kpis()}
    read = strategy.guarded[0].goal
    assert read is not None
    return {one.name: one for one in Arithmetic(read, kpis, catalogue, lambda _, kpi: kpi.baseline).implied()}


def test_the_articles_goal_implies_sales_and_both_costs(catalogue: Catalogue) -> None:
    """Sales +20%, cost per call −16.7%, cost per sale −16.7%; the guards let each stray."""
    found = list(implied_of(catalogue, ARTICLE).values())
    assert [implied_words(one) for one in found] == [
        "Outbound dials with at least one sale +20% (+8% to +32%): Dial attempts × Conversion rate per dial",
        "Operating cost per one of dial attempts −16.7% (−18.3% to −15%): Operating cost ÷ Dial attempts",
        "Operating cost per one of outbound dials with at least one sale −16.7% (−25.8% to −5.6%): "
        "Operating cost ÷ Dial attempts × Conversion rate per dial"]
    assert found[0].factor.at == pytest.approx(1.2)
    assert found[1].factor.at == pytest.approx(1 / 1.2)


def test_a_kpi_that_follows_is_named(catalogue: Catalogue) -> None:
    """The catalogue's own definition of a ratio is the identity: calls answered over calls offered."""
    strategy, names = with_goals(catalogue, "offered +20% from 2025-Q4 | handled flat", base=ANSWERED)
    assert names == []
    goal = strategy.guarded[0].goal
    assert goal is not None
    found = list(Arithmetic(goal, {k.id: k for k in strategy.kpis()}, catalogue, lambda _, kpi: None).implied())
    assert [(one.kpi, round(one.factor.at, 4)) for one in found if one.kpi] == [("answer-rate", 0.8333)]


@pytest.mark.parametrize(("goals", "contradict"), [
    ((ARTICLE, "handle-time -5% | calls flat"), True),
    ((ARTICLE, "handle-time -5% | calls no worse"), False),
    ((ARTICLE, "calls to 11,000 | cost flat"), False),                                       # at least 11,000
    ((ARTICLE, "handle-time -5% by 2026-06 | calls flat"), False),                           # over before it is due
    (("calls +20% | conversion ~ 4% ±0.4pp, cost <= 55000", "calls x1.2 | cost >= 56000"), True),
    (("calls +20% | cost flat", "conversion +10% | calls ~ 10000 ±5%"), True),
])
def test_two_goals_that_cannot_both_be_kept_are_told(catalogue: Catalogue, goals: tuple[str, ...],
                                                     contradict: bool) -> None:
    _, names = with_goals(catalogue, *goals)
    assert ("guarded-contradiction" in names) is contradict


def test_an_implied_goal_contradicts_another_goal(catalogue: Catalogue) -> None:
    """More calls offered and as many answered is a lower answer rate; another goal holds that share flat."""
    goals = "offered +20% from 2025-Q4 | handled flat", "calls +5% from 2025-Q4 | answer-rate flat"
    assert with_goals(catalogue, *goals, base=ANSWERED)[1] == ["guarded-contradiction"]
    wider = goals[1].replace("answer-rate flat", "answer-rate ~ baseline ±20%")
    assert with_goals(catalogue, goals[0], wider, base=ANSWERED)[1] == []
    inside = f"{goals[0]}, answer-rate flat"
    assert with_goals(catalogue, inside, base=ANSWERED)[1] == ["guarded-contradiction"]


def test_the_sentence_says_what_is_meant(catalogue: Catalogue) -> None:
    strategy, _ = with_goals(catalogue, ARTICLE)
    goal, kpis = strategy.guarded[0].goal, {kpi.id: kpi for kpi in strategy.kpis()}
    assert goal is not None
    assert sentence(goal, kpis, lambda _, kpi: kpi.baseline, "EUR") == (
        "Raise Dial attempts by 20% to 12,000 a month by the end of 2026-12 (10,000 before), keeping Conversion rate "
        "per dial about 4.0% (3.6% to 4.4%) and Operating cost flat (€49,000 to €51,000 a month).")


def kpi_of(unit: str, direction: Literal["higher", "lower", "band"], baseline: float) -> Kpi:
    return Kpi("k", "K", "k", unit, direction, (), 0.0, baseline=baseline)


@pytest.mark.parametrize(("move", "unit", "baseline", "target"), [
    ("k +20%", "count", 10_000, 12_000), ("k +20%", "share", 0.04, 0.048), ("k +2pp", "share", 0.04, 0.06),
    ("k -15s", "seconds", 345, 330), ("k to 5:30", "seconds", 345, 330), ("k to 80%", "share", 0.7, 0.8),
    ("k x1.2", "money", 100, 120), ("k -0:15", "seconds", 345, 330), ("k +1.5m", "money", 0, 1_500_000),
    ("k -5m", "seconds", 600, 300), ("k +2 points", "points", 80, 82), ("k +2", "share", 0.5, None),
])
def test_a_change_means_what_its_unit_says(move: str, unit: str, baseline: float, target: float | None) -> None:
    goal, mistakes = read_goal(f"{move} | other flat")
    assert goal is not None, mistakes
    found = target_of(goal.moves[0].change, unit, baseline)
    assert found == (None if target is None else pytest.approx(target))


@pytest.mark.parametrize(("guard", "unit", "direction", "low", "high"), [
    ("k ~ 4% ±0.4pp", "share", "higher", 0.036, 0.044), ("k ~ 4% ±10%", "share", "higher", 0.036, 0.044),
    ("k flat", "share", "higher", 0.049, 0.051), ("k flat ±10%", "share", "higher", 0.045, 0.055),
    ("k no worse", "share", "higher", 0.05, float("inf")), ("k no worse", "share", "lower", -float("inf"), 0.05),
    ("k <= 6%", "share", "lower", -float("inf"), 0.06), ("k >= baseline", "share", "higher", 0.05, float("inf")),
])
def test_a_guard_is_a_band(guard: str, unit: str, direction: str, low: float, high: float) -> None:
    goal, mistakes = read_goal(f"x +20% | {guard}")
    assert goal is not None, mistakes
    band = band_of(goal.guards[0], kpi_of(unit, direction, 0.05), 0.05)
    assert band is not None
    assert band == pytest.approx((low, high))
    assert band.holds(0.05) or guard.startswith("k ~")
