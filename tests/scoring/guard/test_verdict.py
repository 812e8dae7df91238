"""This file is about the verdict: its table cell by cell, its words for what is not known, and points for a parent."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.scoring import Judged, goal_points, verdict_line
from fourscore.scoring.guard.figures import before, window_of
from fourscore.scoring.guard.verdict import ORDER, SHAPES, TABLE, Headline, State, Word, state_of, verdict
from fourscore.strategy import GoalGuard, Window
from fourscore.terms import Days

Make = Callable[..., Judged]
GUARDS: tuple[State, ...] = ("inside", "inconclusive", "breached", "not measured")
ROWS: dict[Headline, tuple[Word, ...]] = {
    "reached": ("achieved", "provisionally achieved", "bought", "unknown"),
    "on path": ("in progress", "in progress, watch", "bought", "unknown"),
    "off path": ("behind", "behind", "failing on both", "unknown"),
}


class Paper(Protocol):
    """The paper figures of conftest, as far as they are written to here."""

    facts: dict[str, dict[tuple[date, str, str], tuple[float, float]]]
    incomplete: frozenset[str]

    def put(self, month: date, calls: float, sales: float, cost: float, kind: str = "", team: str = "A") -> None: ...


@pytest.mark.parametrize("headline", ROWS)
def test_the_table(headline: Headline) -> None:
    assert tuple(verdict([headline], [guard]) for guard in GUARDS) == ROWS[headline]
    assert set(GUARDS) == set(ORDER)


def test_several_headlines_and_guards() -> None:
    assert verdict(["reached", "on path"], ["inside"]) == "in progress"
    assert verdict(["reached", "off path"], ["inside"]) == "behind"
    assert verdict(["reached", "not measured"], ["breached"]) == "unknown"
    assert verdict(["reached"], ["inside", "not measured", "breached"]) == "bought"
    assert verdict(["reached"], ["inside", "not measured"]) == "unknown"
    assert verdict(["reached"], []) == "provisionally achieved"


@given(st.sampled_from(list(ROWS)), st.lists(st.sampled_from(GUARDS), min_size=1, max_size=4),
       st.floats(0, 3, allow_nan=False))
def test_no_gain_buys_off_a_guard(headline: Headline, guards: list[State], progress: float) -> None:
    """Whatever the headline gains: with a breach or a gap the goal is never achieved, nor worth more than 40."""
    word = verdict([headline], guards)
    points = goal_points(word, progress)
    if "breached" in guards:
        assert word in ("bought", "failing on both")
        assert points is not None
        assert points <= 40
    elif "not measured" in guards:
        assert (word, points) == ("unknown", None)
    assert (word == "achieved") == (headline == "reached" and set(guards) == {"inside"})


def test_points_for_a_parent() -> None:
    told = {"achieved": 100, "in progress": 45, "in progress, watch": 45, "provisionally achieved": 45, "bought": 40,
            "failing on both": 40, "behind": 45, "unknown": None}
    assert {word: goal_points(word, 0.45) for word in SHAPES} == told
    assert goal_points("provisionally achieved", 1.2) == 90
    assert goal_points("in progress", -0.3) == 0
    assert set(SHAPES) == set(TABLE.values())


def test_what_is_shown_and_what_is_not() -> None:
    assert state_of(0.8, 0.2, holds=True, hard=False) == "inside"
    assert state_of(0.79, 0.21, holds=True, hard=False) == "inconclusive"
    assert state_of(0.21, 0.79, holds=False, hard=False) == "inconclusive"
    assert state_of(0.2, 0.8, holds=False, hard=False) == "breached"
    assert state_of(0.4, 0.6, holds=False, hard=True) == "breached"          # hard: a breach need not be shown
    assert state_of(None, None, holds=True, hard=False) == "inconclusive"
    assert state_of(None, None, holds=None, hard=True) == "not measured"
    assert state_of(0.1, 0.5, holds=False, hard=False) == "inconclusive"     # it may lie anywhere


def test_a_figure_that_may_lie_anywhere_is_no_breach(judged: Make, paper: Paper) -> None:
    """Costs that jump by a fifth from month to month are most likely outside ±2%, and nothing is shown by that."""
    for number in range(8):
        month = date(2025 + (number + 8) // 12, (number + 8) % 12 + 1, 1)
        paper.put(month, 10_000, 400, 50_000 + (6_000 if number % 2 else -6_000))
    found = judged(12_150, 486, 50_500)
    assert found.guards[1].chance is not None
    assert found.guards[1].chance < 0.2
    assert (found.guards[1].state, found.word) == ("inconclusive", "provisionally achieved")


def test_what_is_missing_is_never_green(judged: Make, paper: Paper) -> None:
    paper.incomplete = frozenset({"operating_cost"})
    found = judged(12_150, 486, 50_000)
    assert (found.word, found.points) == ("unknown", None)
    assert found.guards[1].why == "not all of that time is loaded"
    found = judged(12_150, 486, 50_000, "calls +20% | adherence >= 80%")
    assert (found.word, found.guards[0].why) == ("unknown", "It is not told here")


def test_without_past_periods_an_amount_is_inconclusive(judged: Make, paper: Paper) -> None:
    paper.facts.clear()
    found = judged(12_150, 486, 50_000)
    assert (found.word, found.guards[1].state) == ("provisionally achieved", "inconclusive")
    assert found.guards[1].by == "nothing tells how far it moves by chance"
    assert judged(12_150, 486, 58_000, "calls +20% | hard cost flat").word == "bought"
    assert judged(12_150, 486, 58_000).word == "provisionally achieved"


def test_a_goal_without_a_date_has_only_to_have_moved(judged: Make) -> None:
    assert judged(10_100, 404, 50_000, "calls +20% | conversion ~ 4% ±0.8pp").word == "in progress"
    assert judged(9_900, 396, 50_000, "calls +20% | conversion ~ 4% ±0.8pp").word == "behind"
    assert judged(10_100, 404, 50_000, "calls +20% by 2026-12 | conversion ~ 4% ±0.8pp").word == "behind"


def test_windows_end_with_the_period_and_periods_go_back_by_months() -> None:
    may = Days(date(2026, 5, 1), date(2026, 6, 1))
    assert window_of(GoalGuard("k", "flat", over=Window(4, "w")), may) == Days(date(2026, 5, 4), date(2026, 6, 1))
    assert window_of(GoalGuard("k", "flat", over=Window(3, "m")), may) == Days(date(2026, 3, 1), date(2026, 6, 1))
    odd = Days(date(2026, 3, 1), date(2026, 3, 31))
    assert window_of(GoalGuard("k", "flat", over=Window(1, "m")), odd) == Days(date(2026, 2, 28), date(2026, 3, 31))
    assert before(may) == Days(date(2026, 4, 1), date(2026, 5, 1))
    assert before(Days(date(2026, 1, 1), date(2026, 4, 1))) == Days(date(2025, 10, 1), date(2026, 1, 1))
    assert before(Days(date(2026, 5, 4), date(2026, 5, 11))) == Days(date(2026, 4, 27), date(2026, 5, 4))




def test_a_part_may_be_limited_to_one_team(judged: Make, paper: Paper) -> None:
    paper.put(date(2026, 5, 1), 3_000, 30, 10_000, team="B")
    whole = judged(9_150, 432, 40_000)
    assert whole.guards[0].value == pytest.approx(462 / 12_150)
    only = judged(9_150, 432, 40_000, "calls +20% by 2026-12 | conversion ~ 4% ±0.4pp for team:B, cost flat")
    assert only.guards[0].value == pytest.approx(0.01)
    assert (only.word, only.breached[0].guard.where) == ("bought", (("team", "B"),))
    each = judged(9_150, 432, 40_000, "calls +20% by 2026-12 | conversion ~ 4% ±0.4pp for team:*, cost flat")
    assert [guard.guard.where for guard in each.guards] == [(("team", "A"),), (("team", "B"),), ()]
    assert [guard.value for guard in each.guards[:2]] == pytest.approx([432 / 9_150, 0.01])
    assert each.word == "bought"
    assert "Conversion (team B)" in verdict_line(each).replace("rate per dial ", "")


def test_what_was_frozen_for_all_is_no_teams_baseline(judged: Make, paper: Paper) -> None:
    """Calls of 10,000 before are the centre's; a team's are those it had in the period it is counted from."""
    paper.put(date(2026, 5, 1), 3_000, 120, 10_000, team="B")
    frozen = judged(9_150, 432, 40_000, "calls +20% by 2026-12 for team:B | conversion ~ 4% ±0.4pp for team:B")
    assert (frozen.moves[0].baseline.value, frozen.moves[0].target, frozen.word) == (None, None, "unknown")
    assert "not told of these alone" in verdict_line(frozen)
    paper.put(date(2026, 1, 1), 2_000, 80, 10_000, team="B")
    paper.put(date(2026, 1, 1), 8_000, 320, 10_000, team="A", kind="x")
    each = judged(9_150, 432, 40_000, "calls +20% by 2026-12 from 2026-01 for team:* | conversion ~ 4% ±1pp for team:*")
    assert {move.move.where[0][1]: (move.baseline.value, move.target) for move in each.moves}["B"] == (
        2_000, pytest.approx(2_400))
    assert [move.move.where[0][1] for move in each.moves] == ["A", "B"]
    assert each.moves[1].figure.value == 3_000
