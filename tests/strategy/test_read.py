"""This file is about reading a strategy: what each line of the file becomes."""

import textwrap
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.metrics import Catalogue, read_catalogue
from fourscore.strategy import STARTERS, Kpi, Strategy, read_strategy, starter
from fourscore.terms import WrongUse

FRAME = """
mission: m
vision: v
values: [a, b]
goals:
  g: {text: t, term: mid, by: 2028, serves: s}
perspectives:
  financial: {objectives: {f: {owner: o, kpis: {fk: {metric: cost_per_sale, target: 5, floor: 9}}}}}
  process: {objectives: {p: {owner: o, kpis: {pk: {metric: quality_score, target: 85%, floor: 70%}}}}}
  learning: {objectives: {l: {owner: o, kpis: {lk: {metric: schedule_adherence, target: 92%, floor: 82%}}}}}
  customer:
    name: Customers
    question: What must they see?
    weight: 2
    objectives:
      c:
        owner: o
        kpis:
          k:
"""


def strategy_with(kpi: str, catalogue: Catalogue) -> tuple[Strategy | None, list[str]]:
    text = FRAME + textwrap.indent(textwrap.dedent(kpi).strip("\n"), " " * 12) + "\n"
    strategy, issues = read_strategy(text, "strategy.yaml", catalogue, ["site"])
    return strategy, [issue.name for issue in issues]


def kpi_with(kpi: str, catalogue: Catalogue) -> Kpi:
    strategy, issues = strategy_with(kpi, catalogue)
    assert issues == []
    assert strategy is not None
    return next(kpi for kpi in strategy.kpis() if kpi.id == "k")


def test_defaults_come_from_the_metric_and_the_objective(catalogue: Catalogue) -> None:
    kpi = kpi_with("metric: service_level\ntarget: 80%\nfloor: 60%", catalogue)
    assert (kpi.metric, kpi.name, kpi.unit) == ("service_level:offered", catalogue.find("service_level").name, "share")
    assert (kpi.direction, kpi.owner, kpi.weight, kpi.per) == ("higher", "o", 1.0, None)
    assert kpi.targets == ((date.min, 0.8),)
    assert kpi.levels == ("centre", "site", "queue_group", "team")


def test_a_path_is_dated_and_a_month_means_its_first_day(catalogue: Catalogue) -> None:
    kpi = kpi_with("metric: service_level\nfloor: 60%\ntarget: {2026-12-15: 80%, 2026-01: 75%}", catalogue)
    assert kpi.targets == ((date(2026, 1, 1), 0.75), (date(2026, 12, 15), 0.8))


def test_values_are_read_in_the_metrics_unit(catalogue: Catalogue) -> None:
    kpi = kpi_with("metric: average_handle_time\ndirection: lower\ntarget: 5:45\nfloor: 8m\nstretch: 300s", catalogue)
    assert (kpi.targets[0][1], kpi.floor, kpi.stretch) == (345, 480, 300)
    assert kpi_with("metric: cost_per_contact:handled\ntarget: €4.20\nfloor: 6.5", catalogue).targets[0][1] == 4.2


def test_a_decimal_comma_is_not_taken_for_thousands(catalogue: Catalogue) -> None:
    assert strategy_with("metric: conversion_rate:call\ntarget: 4,2%\nfloor: 3%", catalogue)[1] == ["unreadable-value"]
    kpi = kpi_with("metric: dial_attempts\ndirection: higher\ntarget: 12,000\nfloor: 9,000", catalogue)
    assert (kpi.targets[0][1], kpi.floor, kpi.per, kpi.levels) == (12_000, 9_000, "month", ("centre",))


def test_a_band_has_two_edges_and_two_floors(catalogue: Catalogue) -> None:
    kpi = kpi_with("metric: occupancy\ntarget: {from: 75%, to: 87%}\nfloor: {from: 55%, to: 96%}", catalogue)
    assert (kpi.direction, kpi.floor, kpi.targets[0][1], kpi.upper_target, kpi.upper_floor) == (
        "band", 0.55, 0.75, 0.87, 0.96)


@pytest.mark.parametrize("lines", [
    "target: {from: 75%, to: 87%}\nfloor: {from: 80%, to: 96%}",
    "target: {from: 87%, to: 75%}\nfloor: {from: 55%, to: 96%}",
    "target: {from: 75%, to: 87%}\nfloor: {from: 55%, to: 96%}\nstretch: 80%",
    "target: {from: 75%, to: 87%}\nfloor: {from: 55%, to: 96%}\namber: 60%",
    "target: 80%\nfloor: {from: 55%, to: 96%}",
])
def test_a_band_that_is_none_is_refused(lines: str, catalogue: Catalogue) -> None:
    assert strategy_with(f"metric: occupancy\n{lines}", catalogue)[1] == ["anchors-contradict-direction"]


def test_a_baseline_is_the_floor_where_none_is_written(catalogue: Catalogue) -> None:
    kpi = kpi_with("metric: service_level\nbaseline: 71%\ntarget: 80%", catalogue)
    assert (kpi.floor, kpi.baseline) == (0.71, 0.71)


def test_every_point_of_a_path_is_held_against_the_anchors(catalogue: Catalogue) -> None:
    _, issues = strategy_with("metric: service_level\nfloor: 60%\ntarget: {2026-01: 75%, 2026-12: 60%}", catalogue)
    assert issues == ["anchors-contradict-direction"]


def test_a_target_of_nothing_at_all_is_legal(catalogue: Catalogue) -> None:
    kpi = kpi_with("metric: abandonment_rate:all\ntarget: 0\nfloor: 5%", catalogue)
    assert (kpi.targets[0][1], kpi.direction) == (0.0, "lower")


def test_scope_knows_the_usual_words_and_the_centres_own_columns(catalogue: Catalogue) -> None:
    scope = "scope: {queue: [Billing, Sales], site: Leeds}"
    kpi = kpi_with(f"metric: service_level\ntarget: 80%\nfloor: 60%\n{scope}", catalogue)
    assert kpi.scope == {"queue": ("Billing", "Sales"), "site": ("Leeds",)}


def test_every_issue_is_reported_at_once(catalogue: Catalogue) -> None:
    strategy, issues = read_strategy(textwrap.dedent("""\
        mision: help
        perspectives:
          customer:
            objectives:
              a:
                kpis:
                  x: {metric: servce_level, target: 80%}
                  y: {metric: service_level, target: many, floor: 60%, weight: -1}
        links:
          - {from: a, to: b}
        """), "strategy.yaml", catalogue)
    assert strategy is None
    assert [(issue.where, issue.name) for issue in issues] == [
        ("strategy.yaml:1", "unknown-key"), ("strategy.yaml:1", "missing-mission"),
        ("strategy.yaml:1", "missing-vision"),
        ("strategy.yaml:1", "missing-values"), ("strategy.yaml:1", "missing-goals"),
        ("strategy.yaml:3", "not-four-perspectives"), ("strategy.yaml:5", "objective-without-owner"),
        ("strategy.yaml:7", "unknown-metric"), ("strategy.yaml:8", "weight-not-positive"),
        ("strategy.yaml:8", "unreadable-value"), ("strategy.yaml:10", "link-to-nowhere"),
        ("strategy.yaml:10", "link-unfinished"),
    ]


@pytest.mark.parametrize("kind", STARTERS)
@pytest.mark.parametrize("currency", ["EUR", "USD", "CHF"])
def test_starters_are_complete(kind: str, currency: str, catalogue: Catalogue) -> None:
    strategy, issues = read_strategy(starter(kind, currency), "strategy.yaml", catalogue)
    assert issues == []
    assert strategy is not None
    objectives, kpis = list(strategy.objectives()), list(strategy.kpis())
    assert len(strategy.perspectives) == 4
    assert 8 <= len(objectives) <= 12
    assert 12 <= len(kpis) <= 18
    assert len(strategy.links) >= 10
    assert {goal.term for goal in strategy.goals} == {"short", "mid"}
    assert any("20% more calls" in goal.text and "flat" in goal.text for goal in strategy.goals)
    linked = {link.source for link in strategy.links} | {link.target for link in strategy.links}
    assert {objective.id for objective in objectives} == linked


def test_an_unknown_starter_names_the_ones_there_are() -> None:
    with pytest.raises(WrongUse, match=r"Did you mean sales\?"):
        starter("sale")


CATALOGUE = read_catalogue(None, {})[0]


@given(st.text(alphabet="ab:- \n\t'\"{}[],#&*!|>%@", max_size=60))
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    strategy, issues = read_strategy(text, "strategy.yaml", CATALOGUE)
    assert issues
    assert strategy is None or all(issue.where for issue in issues)


@pytest.mark.parametrize(("lines", "expected"), [
    ("metric: occupancy\ntarget: {from: 75%}\nfloor: {from: 55%, to: 96%}", ["kpi-without-target"]),
    ("metric: occupancy\ntarget: {from: low, to: 80%}\nfloor: {from: 55%, to: 96%}", ["unreadable-value"]),
    ("metric: occupancy\ntarget: {from: 75%, to: 87%}", ["kpi-without-floor"]),
    ("metric: service_level\nfloor: 60%\ntarget: {2026-01: 75%, 2026-12: }", ["kpi-without-target"]),
    ("metric: service_level\nfloor: 60%\ntarget: 80%\nscope: {queue: }", ["unknown-scope"]),
    ("metric: service_level\nfloor: 60%\ntarget: 80%\nscope: {queue: {a: b}}", ["wrong-shape", "unknown-scope"]),
    ("metric: service_level\nfloor: 60%\ntarget: 80%\nlevels: [centre, floor]", ["unknown-choice"]),
    ("metric: service_level\nfloor: 60%\ntarget: 80%\nweight: heavy", ["weight-not-positive"]),
    ("metric: service_level\nfloor: 60%\ntarget: 80%\nname: [a, b]", ["wrong-shape"]),
    ("metric: service_level\nfloor: {from: 60%, to: 90%}\ntarget: 80%", ["anchors-contradict-direction"]),
    ("metric: service_level\nfloor: [60%]\ntarget: 80%", ["unreadable-value"]),
    ("metric: service_level\nfloor: 60%\ntarget: 80%\ndirection: lower", ["anchors-contradict-direction"]),
    ("metric: service_level\nfloor: 60%\ntarget: {from: 75%, to: 85%}", ["anchors-contradict-direction"]),
])
def test_what_is_wrong_with_a_kpi_is_named(lines: str, expected: list[str], catalogue: Catalogue) -> None:
    strategy, issues = strategy_with(lines, catalogue)
    assert issues == expected
    assert strategy is None


def test_links_are_a_list_and_a_lag_is_one_number_or_two(catalogue: Catalogue) -> None:
    text = FRAME + "            metric: service_level\n            target: 80%\n            floor: 60%\n"
    _, issues = read_strategy(f"{text}links: {{c: p}}\n", "strategy.yaml", catalogue)
    assert [issue.name for issue in issues] == ["wrong-shape"]
    for written, lag in (("4", (4, 4)), ("2..6", (2, 6)), ("2-6 weeks", (2, 6)), ("6..2", None)):
        link = f"  - {{from: c, to: p, sign: minus, lag: {written}, sentence: s}}\n"
        strategy, _ = read_strategy(f"{text}links:\n{link}", "strategy.yaml", catalogue)
        assert strategy is not None
        assert (strategy.links[0].lag_weeks, strategy.links[0].sign) == (lag, "-")
