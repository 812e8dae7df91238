"""This file is about mix: worse lists and worse calling told apart, in points that add up."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fourscore.scoring import Judged
from fourscore.scoring.guard.figures import Figure
from fourscore.scoring.guard.mix import at_mix, mix_words


def cell(x: float, n: float) -> Figure:
    return Figure(x / n, x, n, int(n), 1.0)


THEN = {("warm",): cell(300, 5_000), ("cold",): cell(100, 5_000)}  # 6% and 2%: 4% together


def test_more_cold_leads_sold_as_well_as_ever_are_a_matter_of_mix() -> None:
    found = at_mix(THEN, {("warm",): cell(120, 2_000), ("cold",): cell(200, 10_000)}, ("topic",))
    assert found is not None
    assert (found.value, found.by_work) == (pytest.approx(0.04), pytest.approx(0))
    assert found.by_mix == pytest.approx(320 / 12_000 - 0.04)
    assert mix_words(found, "Conversion").startswith(
        "Conversion changed by −1.33 points: −1.33 by another mix of work, +0.00 in the same work; at the baseline's "
        "mix it is 4.00%")


def test_the_same_leads_sold_worse_are_a_matter_of_the_work() -> None:
    found = at_mix(THEN, {("warm",): cell(225, 5_000), ("cold",): cell(75, 5_000)}, ("topic",))
    assert found is not None
    assert (found.value, found.by_mix) == (pytest.approx(0.03), pytest.approx(0))
    assert found.by_work == pytest.approx(-0.01)
    assert found.low < 0.03 < found.high < 0.036


def test_the_two_always_add_up_and_new_kinds_are_told() -> None:
    found = at_mix(THEN, {("warm",): cell(100, 2_000), ("new",): cell(50, 2_000)}, ("topic",))
    assert found is not None
    assert found.by_mix + found.by_work == pytest.approx(150 / 4_000 - 0.04)
    assert (found.unknown, found.by_mix) == (0.5, pytest.approx(0.01))       # a new kind is expected to do as the whole
    assert "50% of the work is of kinds not seen before" in mix_words(found, "Conversion")
    assert at_mix({}, THEN, ("topic",)) is None
    assert at_mix(THEN, {}, ("topic",)) is None


def test_a_guard_at_the_baselines_mix_is_not_breached_by_worse_lists(judged: Callable[..., Judged], paper: Any) -> None:
    for facts in paper.facts.values():
        facts.clear()
    for month in range(1, 5):
        paper.put(date(2026, month, 1), 5_000, 300, 25_000, "warm")
        paper.put(date(2026, month, 1), 5_000, 100, 25_000, "")
    paper.put(date(2026, 5, 1), 2_000, 120, 25_000, "warm")
    goal = "calls +20% by 2026-12 from 2026-04 | conversion ~ 4% ±0.4pp"
    plain = judged(10_000, 200, 25_000, goal)
    assert (plain.word, plain.guards[0].value) == ("bought", pytest.approx(320 / 12_000))
    same = judged(10_000, 200, 25_000, f"{goal} at mix 2026-04")
    assert (same.word, same.guards[0].value) == ("achieved", pytest.approx(0.04))
    assert plain.guards[0].mixed is not None
    assert plain.guards[0].mixed.by_work == pytest.approx(0)
    assert judged(10_000, 100, 25_000, f"{goal} at mix 2026-04").word == "bought"
