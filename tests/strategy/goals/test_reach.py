"""This file is about goals that ask for what can never be: beyond what a metric can show, or due before it begins."""

import math
from pathlib import Path

import pytest

from fourscore.metrics import Catalogue
from fourscore.strategy import Strategy, check_line, natural, read_goal, read_strategy
from fourscore.terms import Issue

TEXT = (Path(__file__).parents[2] / "errors" / "guarded-out-of-reach" / "strategy.yaml").read_text(encoding="utf-8")
TWIN = TEXT.replace("answered-in-time +25pp", "answered-in-time +4pp")


@pytest.fixture(scope="module")
def strategy(catalogue: Catalogue) -> Strategy:
    found, issues = read_strategy(TWIN, "strategy.yaml", catalogue)
    assert found is not None
    assert issues == []
    return found


def told(line: str, strategy: Strategy, catalogue: Catalogue) -> list[Issue]:
    goal, mistakes = read_goal(line)
    assert goal is not None, mistakes
    return [one for one in check_line(goal, strategy, catalogue)
            if one.name in ("guarded-out-of-reach", "guarded-due-too-early")]


@pytest.mark.parametrize(("line", "asked"), [
    ("answered-in-time +25pp | adherence flat", "101.0%"),
    ("answered-in-time +35% | adherence flat", "102.6%"),
    ("answered-in-time x1.4 | adherence flat", "106.4%"),
    ("answered-in-time to 101% | adherence flat", "101.0%"),
    ("answered-in-time +1pp | adherence >= 120%", "120.0%"),
    ("answered-in-time +1pp | adherence ~ 120% ±5pp", "115.0%"),
    ("wait -40s | adherence flat", "−10.0 s"),
    ("wait to -5s | adherence flat", "−5.0 s"),
    ("answered-in-time +1pp | wait <= -1s", "−1.0 s"),
    ("answered-in-time +1pp | lost ~ -3 ±1", "−2"),
    ("lost -600 | adherence flat", "−100"),
])
def test_what_can_never_be_is_told_with_what_can(line: str, asked: str, strategy: Strategy,
                                                 catalogue: Catalogue) -> None:
    (found,) = told(line, strategy, catalogue)
    assert f"that is {asked}, and" in found.what
    can = ("never below 0", "0") if asked.startswith("−") else ("never below 0.0% or above 100.0%", "0.0% to 100.0%")
    assert can[0] in found.what
    assert found.remedy.partition(" what can happen: ")[2].startswith(can[1])


@pytest.mark.parametrize("guard", ["adherence >= 0%", "wait >= 0s", "adherence ~ 50% ±60pp"])
def test_a_guard_that_nothing_can_break_is_told(guard: str, strategy: Strategy, catalogue: Catalogue) -> None:
    (found,) = told(f"answered-in-time +1pp | {guard}", strategy, catalogue)
    assert "can never be broken" in found.what


@pytest.mark.parametrize("line", [
    "answered-in-time +24pp | adherence flat",           # all of them
    "answered-in-time to 100% | wait <= 0s",
    "answered-in-time +4pp | adherence ~ 99% ±3pp",      # reaches beyond, and can be held
    "wait -30s | adherence flat",
    "turnover -10pp | adherence flat",                   # from 120% to 110%: leavers of a year can be more than all
    "answered-in-time +4pp | turnover <= 150%",
    "answered-in-time +50pp from 2025-Q4 | adherence flat",   # only who has measured that quarter knows
])
def test_what_can_be_is_left_alone(line: str, strategy: Strategy, catalogue: Catalogue) -> None:
    assert told(line, strategy, catalogue) == []


@pytest.mark.parametrize(("line", "early"), [
    ("answered-in-time +4pp by 2024-12 from 2025-Q4 | adherence flat", False),   # a month and a fiscal quarter
    ("answered-in-time +4pp by 2025-10 from 2025-10 | adherence flat", True),
    ("answered-in-time +4pp by 2025-Q3 from 2025-Q4 | adherence flat", True),
    ("answered-in-time +4pp by 2026-Q1 from 2025-Q4 | adherence flat", False),
    ("answered-in-time +4pp by 2025 from 2026 | adherence flat", True),
    ("answered-in-time +4pp by 2025-11-30 | adherence flat", True),              # its baseline ends with 2025
    ("answered-in-time +4pp by 2025-12 | adherence flat", True),
    ("answered-in-time +4pp by 2026-01 | adherence flat", False),
])
def test_a_goal_that_is_due_before_its_base_is_over_is_told(line: str, early: bool, strategy: Strategy,
                                                            catalogue: Catalogue) -> None:
    assert [one.name for one in told(line, strategy, catalogue)] == ["guarded-due-too-early"] * early


def test_a_metric_that_is_no_part_of_a_whole_has_no_upper_end() -> None:
    assert natural("schedule_adherence", "share") == (0.0, 1.0)
    assert natural("utilisation:scheduled", "share") == (0.0, math.inf)
    assert natural("return_on_investment", "share") == (-math.inf, math.inf)
    assert natural("average_handle_time", "seconds") == (0.0, math.inf)
    assert natural("net_promoter_score", "points") == (-100.0, 100.0)
    assert natural("operating_cost", "money") == (-math.inf, math.inf)


def test_a_target_beyond_what_can_be_is_told_of_a_kpi_alike(catalogue: Catalogue) -> None:
    """One meaning of what can happen, for KPIs and goals: leavers of a year may be more than all, calls in time not."""
    assert "turnover: {metric: agent_turnover, target: 110%" in TWIN
    for text, there in ((TWIN, False), (TWIN.replace("metric: schedule_adherence, target: 92%",
                                                     "metric: schedule_adherence, target: 102%"), True)):
        _, issues = read_strategy(text, "strategy.yaml", catalogue)
        assert ("out-of-reach" in [one.name for one in issues]) == there
