"""This file is about what stands round the measures: goals and their drivers, guards, policies, what is allowed."""

from datetime import date
from pathlib import Path

from fourscore.metrics import Catalogue
from fourscore.strategy import Allowed, Change, Guarded, Policy, read_strategy

WHOLE = (Path(__file__).parents[1] / "errors" / "change-without-day" / "strategy.yaml").read_text(encoding="utf-8")
MORE = """
centre: support
guarded:
  more:
    goal: "answered-in-time to 85% by 2026-12 from 2025-Q4 | cost flat"
    objective: answer-quickly
    owner: Ada King
    serves: solve
policies:
  promise: {text: Call back, owner: Ada King, serves: solve, kpi: quality, from: 2026-01-01, acknowledge: [Agent]}
allow:
  - {rule: L08, at: learning, reason: next year, who: Ada King, until: 2026-06-01}
"""


def test_all_of_it_is_read(catalogue: Catalogue) -> None:
    text = WHOLE.replace("{who: Ada", "{on: 2026-03-01, who: Ada") + MORE
    text = text.replace("term: short, serves", "term: annual, drivers: [cost, quality], owner: Ada King, serves")
    text = text.replace("owner: Resource analyst", "owner: Resource analyst\n        deputy: Trainer")
    text = text.replace("floor: 60%", "floor: 60%\n            baseline: {value: 70%, from: 2025-01, until: 2026-01, "
                        "points: 12}\n            decision: how many sit at ten\n            control: centre\n"
                        "            timing: lagging\n            guards: [cost]\n            use: review")
    strategy, issues = read_strategy(text, "strategy.yaml", catalogue)
    assert issues == []
    assert strategy is not None
    assert strategy.centre == "support"
    goal = strategy.goals[0]
    assert (goal.term, goal.drivers, goal.owner) == ("annual", ("cost", "quality"), "Ada King")
    kpi = next(kpi for kpi in strategy.kpis() if kpi.id == "answered-in-time")
    assert (kpi.baseline, kpi.baseline_days, kpi.baseline_points) == (0.7, (date(2025, 1, 1), date(2026, 1, 1)), 12)
    assert (kpi.decision, kpi.control, kpi.timing, kpi.use) == ("how many sit at ten", "centre", "lagging", "review")
    assert (kpi.guards, kpi.changes) == (("cost",), (
        Change(date(2026, 3, 1), "Ada King", "The threshold moved from 30 to 20 seconds"),))
    assert next(o.deputy for o in strategy.objectives() if o.id == "answer-quickly") == "Trainer"
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith(
        ("more:", "promise:", "- {rule"))]
    assert strategy.guarded == (Guarded(
        "more", "answered-in-time to 85% by 2026-12 from 2025-Q4 | cost flat", "answer-quickly", "Ada King",
        "solve", lines[0]),)
    assert strategy.policies == (Policy(
        "promise", "Call back", "Ada King", "solve", "quality", date(2026, 1, 1), None, ("Agent",), lines[1]),)
    assert strategy.allowed == (Allowed("L08", "learning", "next year", "Ada King", date(2026, 6, 1), lines[2]),)


def test_each_mistake_is_told_with_its_line(catalogue: Catalogue) -> None:
    wrong = WHOLE.replace("{who: Ada", "{on: soon, who: Ada").replace(
        "floor: 60%", "floor: 60%\n            baseline: {value: 70%, from: 2026-01, until: 2025-01, points: many}")
    _, issues = read_strategy(wrong + "\nallow: {rule: L08}\n", "strategy.yaml", catalogue)
    assert [(issue.name, issue.where) for issue in issues] == [
        ("unreadable-value", "strategy.yaml:19"), ("unreadable-date", "strategy.yaml:19"),
        ("unreadable-date", "strategy.yaml:21"), ("wrong-shape", "strategy.yaml:31")]
