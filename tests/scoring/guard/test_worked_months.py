"""This file is about the worked months of the article's goal, each to the figures that follow from its numbers.

Baseline 10,000 calls, 400 sales, costs of 50,000 a month; the goal: 20% more calls, conversion about 4%, costs flat.
"""

from collections.abc import Callable

import pytest

from fourscore.scoring import Judged

Make = Callable[..., Judged]


def test_month_a_is_achieved_at_face_and_provisional_until_shown(judged: Make) -> None:
    """12,150 calls (+21.5%), 462 sales (3.80%, 90% interval 3.53 to 4.10), costs +1.6%."""
    a = judged(12_150, 462, 50_800)
    conversion, cost = a.guards
    assert (a.at_face, a.word) == ("achieved", "provisionally achieved")
    assert a.moves[0].figure.value == pytest.approx(10_000 * 1.215)
    assert a.progress == pytest.approx(1.075)
    assert conversion.value == pytest.approx(0.0380, abs=5e-5)
    assert conversion.interval == pytest.approx((0.0353, 0.0410), abs=5e-5)
    assert conversion.interval is not None
    assert conversion.interval[0] < 0.036                                   # its lower end lies below the band
    assert conversion.chance == pytest.approx(0.88, abs=0.01)
    assert cost.value == pytest.approx(50_000 * 1.016)
    assert (cost.state, cost.by) == ("inconclusive", "from the spread of the periods before")
    assert a.points == 90


def test_month_b_is_bought_with_conversion(judged: Make) -> None:
    """365 sales: 3.00% (2.76 to 3.27): the guard is outside, and that is more than chance."""
    b = judged(12_150, 365, 50_200)
    assert (b.word, [guard.guard.kpi for guard in b.breached]) == ("bought", ["conversion"])
    assert b.guards[0].value == pytest.approx(0.0300, abs=5e-5)
    assert b.guards[0].interval == pytest.approx((0.0276, 0.0327), abs=5e-5)
    assert b.guards[0].chance == pytest.approx(0.0, abs=0.001)
    assert b.points == 40


def test_month_c_is_bought_with_money(judged: Make) -> None:
    c = judged(12_150, 486, 58_000)
    assert (c.word, [guard.guard.kpi for guard in c.breached]) == ("bought", ["cost"])
    assert c.guards[1].value == pytest.approx(50_000 * 1.16)


def test_month_d_is_in_progress_with_its_guards_held(judged: Make) -> None:
    """10,900 calls are 45% of the way, with 5 of 12 months over."""
    d = judged(10_900, 436, 50_000)
    assert d.word == d.at_face == "in progress"
    assert (d.progress, d.points) == (pytest.approx(0.45), pytest.approx(45))
    assert d.moves[0].position == pytest.approx(151 / 365)
    assert [guard.state for guard in d.guards] == ["inside", "inside"]


def test_a_weighted_mean_would_call_month_b_green(judged: Make) -> None:
    """(100 + 75 + 98) / 3 = 91: the mean lets calls buy off conversion; the verdict does not."""
    b = judged(12_150, 365, 50_800)
    calls, conversion, cost = 100.0, 100 * 365 / 12_150 / 0.04, 100 * 50_000 / 50_800
    assert [round(part) for part in (calls, conversion, cost)] == [100, 75, 98]
    assert round((calls + conversion + cost) / 3) == 91
    assert b.word == "bought"
    assert b.points == 40


def test_the_trade_of_month_b(judged: Make) -> None:
    """0.996 points of conversion for 2,150 more calls: 0.46 for each thousand (the baseline taken as it is)."""
    found = judged(12_150, 365, 50_200).guards[0].trade
    assert found is not None
    assert (found.extra, 100 * found.rate) == (pytest.approx(2_150), pytest.approx(-0.463, abs=0.001))
    assert found.low is not None
    assert found.high is not None
    assert (100 * found.low, 100 * found.high) == (pytest.approx(-0.577, abs=0.001), pytest.approx(-0.340, abs=0.001))


def test_a_measured_baseline_brings_its_own_doubt_into_the_trade(judged: Make) -> None:
    goal = "calls +20% by 2026-12 from 2026-04 | conversion ~ baseline ±10%, cost flat"
    found = judged(12_150, 365, 50_200, goal).guards[0].trade
    assert found is not None
    assert found.low is not None
    assert 100 * found.rate == pytest.approx(-0.463, abs=0.001)
    assert 100 * found.low < -0.62
    assert judged(9_000, 365, 50_200).guards[0].trade is None                # nothing was bought
