"""This file is about a score taken apart: rounding told, rules stamped, gates and the weakest named."""

from dataclasses import replace
from datetime import date

import pytest

from fourscore.metrics import read_catalogue
from fourscore.scoring import Scope, explain, rounding, rule_of, score
from fourscore.strategy import Curve


def figures(paper, **shares: float):
    return paper.metrics({(name, "North", paper.march.first): (share * 1000, 1000) for name, share in shares.items()})


def made(paper, strategy, **shares: float):
    return score(strategy, figures(paper, **shares), paper.march, scope=Scope("centre"), calendar=paper.calendar,
                 history_weeks=0, coverage_needed=0.5)


def by(paper, how: str, *kpis):
    base = paper.strategy(kpis)
    (top,) = base.perspectives
    return replace(base, perspectives=(replace(top, objectives=(replace(top.objectives[0], rollup=how),)),))


def test_what_rounding_leaves_is_told(paper) -> None:
    card = made(paper, paper.strategy([paper.kpi("a"), paper.kpi("b"), paper.kpi("c")]), a=0.551, b=0.551, c=0.551)
    whole = explain(card)
    objective = whole.parts[0].parts[0]
    shown = [f"{part.contribution:.2f}" for part in objective.parts]
    assert (shown, f"{objective.contribution:.2f}") == (["5.67", "5.67", "5.67"], "17.00")
    assert rounding(objective) == ("17.01", "17.00")
    assert sum(part.contribution for part in objective.parts) == objective.contribution
    assert any("add up to 17.01 instead of 17.00" in line for line in whole.lines())
    assert rounding(whole) is None


def test_every_part_is_found_by_its_id_and_the_way_down_to_it(paper) -> None:
    whole = explain(made(paper, paper.strategy([paper.kpi("a")], [paper.kpi("b")]), a=0.7, b=0.6))
    assert [part.id for part in whole.path("b")] == ["total", "p1", "o1", "b"]
    assert (whole.find("o0").kind, whole.find("total"), whole.find("nothing"), whole.path("nothing")) == (
        "objective", whole, None, ())


def test_a_rules_stamp_changes_with_what_it_scores_by_and_with_nothing_else(paper) -> None:
    catalogue, _ = read_catalogue(None, {})
    kpi = paper.kpi("a", metric="service_level:offered")
    same = [replace(kpi, name="Other", weight=9.0, owner="me", line=77, deputy="you"),
            replace(kpi, baseline=0.7, baseline_days=(date(2025, 1, 1), date(2026, 1, 1)), baseline_points=12)]
    others = [replace(kpi, floor=0.4), replace(kpi, targets=((date.min, 0.81),)), replace(kpi, scope={"queue": ("Q",)}),
              replace(kpi, metric="service_level:answered"), replace(kpi, scale="log"),
              replace(kpi, season=((1, 0.9),)), replace(kpi, cascade="share"),
              replace(kpi, cascade="share", baseline_days=(date(2025, 1, 1), date(2026, 1, 1))),
              replace(kpi, curve=Curve(((0.1, 0.0), (0.9, 100.0)))), replace(kpi, direction="lower")]
    assert {rule_of(one) for one in same} == {rule_of(kpi)}
    assert len({rule_of(one) for one in (kpi, *others)}) == 1 + len(others)
    metric = catalogue.metrics["service_level:offered"]
    changed = replace(catalogue, metrics={**catalogue.metrics, metric.key: replace(metric, num="answered")})
    assert rule_of(kpi, changed) != rule_of(kpi, catalogue)
    assert rule_of(same[0], catalogue) == rule_of(kpi, catalogue)


@pytest.mark.parametrize(("how", "score_", "said"), [
    ("worst", 20.0, "The weakest part alone counts. Weakest: B (20.0)."),
    ("geometric", (80 * 20) ** 0.5, "The parts join by their geometric mean. Weakest: B (20.0)."),
    ("mean", 50.0, "of 50.00. Weakest: B (20.0).")])
def test_the_way_of_joining_and_the_weakest_are_said(paper, how: str, score_: float, said: str) -> None:
    card = made(paper, by(paper, how, paper.kpi("a"), paper.kpi("b")), a=0.74, b=0.56)
    assert card.score == pytest.approx(score_)
    whole = explain(card)
    assert said in whole.parts[0].parts[0].sentence
    assert sum(m.contribution for m in card.measured()) == card.score
    assert card.perspectives[0].weakest.objective.id == "o0"
    assert card.weakest.perspective.id == "p0"


def test_a_shut_gate_says_which_and_why(paper) -> None:
    gated = by(paper, "gate", paper.kpi("a"), paper.kpi("b", gate=True))
    shut = made(paper, gated, a=0.8, b=0.56)
    assert (shut.score, shut.perspectives[0].objectives[0].shut_by.kpi.id) == (0.0, "b")
    assert "O0 scores 0 of 100, because its gate B is shut: 20.0 points, and 50 open it." in "\n".join(
        explain(shut).lines())
    unknown = made(paper, gated, a=0.8)
    assert unknown.score is None
    assert explain(unknown).parts[0].parts[0].sentence.startswith(
        "O0 has no score: its gate B was not measured in 2026-03, so nobody knows whether it is shut.")
    opened = made(paper, gated, a=0.8, b=0.65)
    assert opened.score == pytest.approx(75)
