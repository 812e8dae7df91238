"""This file is about freezing a baseline: the value of all days at once, natural limits, and what is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.scoring import freeze, months_of
from fourscore.scoring.baseline import limits, written
from fourscore.terms import Days, Trouble, read_value

SPRING = Days(date(2026, 1, 1), date(2026, 4, 1))


def monthly(paper, *parts):
    """One day of each month with these parts."""
    return paper.metrics({("a", "North", date(2026, month, 5)): part for month, part in enumerate(parts, 1)})


def test_it_is_the_value_of_all_days_and_never_a_mean_of_months(paper) -> None:
    frozen = freeze(paper.kpi("a"), monthly(paper, (1, 10), (5, 190), (30, 600)), SPRING)
    assert frozen.value == pytest.approx(36 / 800)  # the mean of the months' ratios is 6.0 %
    assert (frozen.written, frozen.points, frozen.n) == ("4.5%", 3, 800)
    ranges = [abs(5 / 190 - 1 / 10), abs(30 / 600 - 5 / 190)]
    assert frozen.high == pytest.approx(0.045 + 2.66 * sum(ranges) / 2)
    assert frozen.low == 0  # a share is not below nothing


def test_an_amount_is_for_the_time_its_target_is_meant_for(paper) -> None:
    kpi = paper.kpi("a", unit="count", per="month")
    frozen = freeze(kpi, monthly(paper, (100, None), (200, None), (330, None)), SPRING)
    assert (frozen.value, frozen.written) == (210, "210")
    assert (frozen.low, frozen.high) == pytest.approx((0, 210 + 2.66 * 115))


@pytest.mark.parametrize("incomplete", [False, True])
def test_what_is_not_complete_is_refused(paper, incomplete: bool) -> None:
    metrics = monthly(paper, (1, 10), *([(5, 190), (1, 10)] if incomplete else [(5, 190)]))
    metrics.incomplete = frozenset({"a"} if incomplete else ())
    with pytest.raises(Trouble) as refused:
        freeze(paper.kpi("a"), metrics, SPRING)
    (issue,) = refused.value.issues
    assert issue.name == "baseline-not-complete"
    assert ("2026-03 has no value" in issue.what) != incomplete


def test_xmr_limits() -> None:
    """X̄ ± 2.66 · mR̄, by hand: ranges 2, 3, 1, a mean of 2."""
    assert limits(10.0, [9.0, 11.0, 8.0, 9.0]) == (10 - 5.32, 10 + 5.32)
    assert limits(10.0, [9.0]) == (None, None)


@given(st.floats(1e-5, 1e7), st.sampled_from(["share", "seconds", "money", "count", "minutes", "points", "ratio"]))
def test_what_is_written_reads_back_to_six_digits(value: float, unit: str) -> None:
    if unit == "share" and value > 1:
        value = 1 / value
    assert read_value(written(value, unit), unit) == pytest.approx(value, rel=1e-5, abs=1e-9)


def test_months_of_a_span() -> None:
    assert [month.first for month in months_of(Days(date(2025, 11, 1), date(2026, 2, 1)))] == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    assert months_of(SPRING)[-1].until == SPRING.until == date(2026, 3, 31) + timedelta(days=1)
