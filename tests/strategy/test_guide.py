"""This file is about the guided set-up: what it asks, and that its answers make the file a person would have edited."""

import re

import pytest

from fourscore.metrics import Catalogue
from fourscore.strategy import (
    STAGES,
    STARTERS,
    STOPS,
    kpi_questions,
    questions,
    read_sheet,
    read_strategy,
    sheet,
    starter,
    strategy_from,
)
from fourscore.terms import WrongUse


@pytest.mark.parametrize("kind", STARTERS)
def test_at_most_sixty_are_asked_with_the_four_of_the_centre(kind: str) -> None:
    asked = questions(kind)
    assert 40 <= len(asked) + 4 <= 60
    assert len({question.id for question in asked}) == len(asked)
    assert [question.stage for question in asked] == sorted(question.stage for question in asked)
    assert {question.stage for question in asked} == {0, 1, 2, 3}


@pytest.mark.parametrize("kind", STARTERS)
def test_who_answers_nothing_gets_the_starter(kind: str, catalogue: Catalogue) -> None:
    assert strategy_from(kind, "GBP", {}, catalogue) == starter(kind, "GBP")
    proposed = {question.id: question.proposed for question in questions(kind, "GBP")}
    assert strategy_from(kind, "GBP", proposed, catalogue) == starter(kind, "GBP")


def test_answers_make_the_file_that_was_edited_by_hand(catalogue: Catalogue) -> None:
    made = strategy_from("sales", "EUR", {
        "mission": "Sell what helps.", "goal more-sales-at-the-same-cost": "Do 10% more calls at the same cost",
        "target conversion": "4.5%", "target handle-time": "8:00 to 10:00",
        "objective hold-costs": "Hold the line on costs"}, catalogue)
    by_hand = starter("sales")
    for old, new in (
        (r"(?m)^mission: .*$", "mission: Sell what helps."),
        (r"Do 20% more calls, keeping the conversion rate at about 4% and our costs flat",
         "Do 10% more calls at the same cost"),
        (r"target: 4%", "target: 4.5%"), (r"\{from: 8:30, to: 11:00\}", "{from: 8:00, to: 10:00}"),
        (r"name: Keep costs flat", "name: Hold the line on costs"),
    ):
        by_hand, times = re.subn(old, new, by_hand)
        assert times == 1, old
    assert made == by_hand


@pytest.mark.parametrize("kind", STARTERS)
def test_what_is_left_out_leaves_nothing_that_leads_to_it(kind: str, catalogue: Catalogue) -> None:
    asked = questions(kind)
    for question in asked:
        if not question.leave_out:
            continue
        made = strategy_from(kind, "EUR", {question.id: "none"}, catalogue)
        strategy, issues = read_strategy(made, "strategy.yaml", catalogue)
        assert strategy is not None, question.id
        assert not {issue.name for issue in issues} & (STOPS | {"link-to-nowhere"}), question.id
        name = question.id.partition(" ")[2]
        there = {*(o.id for o in strategy.objectives()), *(k.id for k in strategy.kpis())}
        kept = {"target": {k.id for k in strategy.kpis()}, "objective": {o.id for o in strategy.objectives()},
                "goal": {goal.id for goal in strategy.goals}}[question.id.split()[0]]
        assert name not in kept
        named = {end for link in strategy.links for end in (link.source, link.target)}
        named |= {one for goal in strategy.goals for one in goal.drivers}
        named |= {one for kpi in strategy.kpis() for one in kpi.guards}
        assert named <= there


def test_what_stands_under_something_left_out_is_not_written(catalogue: Catalogue) -> None:
    made = strategy_from("support", "EUR", {
        "objective hold-costs": "none", "target operating-cost": "€1", "goal reason-to-stay": "none",
        "goal reason-to-stay serves": "Nobody"}, catalogue)
    assert "operating-cost:" not in made
    assert "Nobody" not in made


def test_every_answer_that_cannot_be_used_is_told_at_once(catalogue: Catalogue) -> None:
    with pytest.raises(WrongUse) as refused:
        strategy_from("sales", "EUR", {"mision": "x", "mission": "none", "target handle-time": "9:00",
                                       "target conversion": "3% to 4%", "vision": "fine"}, catalogue)
    assert [(issue.name, issue.where) for issue in refused.value.issues] == [
        ("unknown-answer", "the answer to 'mision'"), ("answer-needed", "the answer to 'mission'"),
        ("answer-unreadable", "the answer to 'target handle-time'"),
        ("answer-unreadable", "the answer to 'target conversion'")]
    assert "mission" in refused.value.issues[0].remedy


def test_a_target_beyond_the_examples_stretch_takes_it_away(catalogue: Catalogue) -> None:
    made = strategy_from("sales", "EUR", {"target conversion": "5%"}, catalogue)
    kpi = next(kpi for kpi in read_strategy(made, "strategy.yaml", catalogue)[0].kpis() if kpi.id == "conversion")
    assert (kpi.floor, kpi.targets[0][1], kpi.stretch) == (0.02, 0.05, None)


def test_a_target_nobody_can_score_is_told(catalogue: Catalogue) -> None:
    with pytest.raises(WrongUse) as refused:
        strategy_from("sales", "EUR", {"target conversion": "1%", "target quality": "good"}, catalogue)
    assert [issue.name for issue in refused.value.issues] == ["anchors-contradict-direction", "unreadable-value"]


@pytest.mark.parametrize("kind", STARTERS)
def test_a_sheet_says_what_was_answered(kind: str) -> None:
    asked = questions(kind)
    assert read_sheet(sheet(asked, {}), "a.yaml") == ({}, [])
    answers = {question.id: f'"{number}": # {question.proposed}'.strip() for number, question in enumerate(asked)}
    text = sheet(asked, answers)
    assert read_sheet(text, "a.yaml") == (answers, [])
    assert all(f"# {number}. {stage}" in text for number, stage in enumerate(STAGES[:4], 1))


def test_a_broken_sheet_is_told_with_its_line() -> None:
    _, issues = read_sheet("mission: [a, b]\nvision: - x\n", "a.yaml")
    assert [(issue.name, issue.where) for issue in issues] == [("bad-yaml", "a.yaml:2")]
    _, issues = read_sheet("mission: [a, b]\nvision: x\n", "a.yaml")
    assert [(issue.name, issue.where) for issue in issues] == [("wrong-shape", "a.yaml:1")]


# -- the questions of a KPI --

ASKED = ["decision", "numerator", "denominator", "source", "direction", "baseline", "target", "guard", "lag", "control",
         "gaming"]
HALF = """\
mission: Help.
perspectives:
  customer:
    objectives:
      quick:
        kpis:
          bare: {metric: "service_level:offered", target: 80%, floor: 60%}
          whole:
            metric: average_handle_time
            direction: band
            target: {from: 4:00, to: 5:45}
            floor: {from: 2:00, to: 9:00}
            decision: how much time  is planned
            source: the switch
            baseline: 5:00
            guards: []
            timing: leading
            control: team
            gaming: hanging up
          calls: {metric: contacts_handled, direction: higher, per: week, floor: 50,
            target: {2026-01: 100, 2026-07: 120}, guards: [bare],
            baseline: {value: 90, from: 2025-01, until: 2026-01, points: 12}}
      liked: {kpis: {csat: {metric: "customer_satisfaction:top_box", target: 80%, floor: 60%}}}
links:
  - {from: quick, to: liked, sign: +, lag: 2..6, sentence: "If quick, then liked."}
"""


def asked_of(catalogue: Catalogue, kpi: str) -> dict[str, str]:
    strategy, _ = read_strategy(HALF, "strategy.yaml", catalogue)
    assert strategy is not None
    asked = [one for one in kpi_questions(strategy, HALF, catalogue) if one.kpi == kpi]
    assert [one.about for one in asked] == ASKED
    assert all(bool(one.write) == one.open and one.text.endswith("?") for one in asked)
    assert {one.line for one in asked} == {HALF[: HALF.index(f"          {kpi}:")].count("\n") + 1}
    return {one.about: one.answer for one in asked}


def test_what_the_file_and_the_metric_answer_is_told_and_the_rest_is_open(catalogue: Catalogue) -> None:
    bare = asked_of(catalogue, "bare")
    assert {about for about, answer in bare.items() if not answer} == {
        "decision", "source", "baseline", "guard", "lag", "control", "gaming"}
    assert (bare["direction"], bare["target"]) == ("higher is better", "80.0%")
    assert "answered" in bare["numerator"]
    whole = asked_of(catalogue, "whole")
    assert {about for about, answer in whole.items() if not answer} == {"baseline"}  # a figure without its days
    assert (whole["decision"], whole["guard"]) == ("how much time is planned", "nothing")
    assert whole["target"] == "4:00 – 5:45"
    assert whole["lag"] == "leading; Liked follows after 2 to 6 weeks"
    calls = asked_of(catalogue, "calls")
    assert calls["denominator"] == "nothing: it is an amount"
    assert calls["target"] == "100 from 2026-01-01 on, 120 from 2026-07-01 on, per week"
    assert calls["baseline"] == "90, from 2025-01-01 up to 2026-01-01, of 12 values"
    assert calls["guard"] == "Service level"


@pytest.mark.parametrize("kind", STARTERS)
def test_a_starter_answers_what_can_be_known_before_there_are_data(kind: str, catalogue: Catalogue) -> None:
    strategy, _ = read_strategy(starter(kind), "strategy.yaml", catalogue)
    assert strategy is not None
    asked = kpi_questions(strategy, starter(kind), catalogue)
    assert len(asked) == len(ASKED) * len(list(strategy.kpis()))
    assert {one.about for one in asked if one.open} <= {"source", "baseline", "guard", "gaming"}
