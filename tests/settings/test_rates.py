"""This file is about the rates of currencies beside the settings: their kinds, days and mistakes."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from .conftest import LEAST, good, read, told


@pytest.mark.parametrize(
    ("rows", "told_at"),
    [
        ("2026-03-09,USD,nought", 2),
        ("2026-03-09,USD,0", 2),
        ("2026-03-09,USD,NaN", 2),
        ("2026-03-09,USX,1.1", 2),
        ("9.3.2026,USD,1.1", 2),
        ("2026-03-09,EUR,1", 2),
        ("2026-03-09,USD", 2),
        ("2026-03-09,USD,1.1\n2026-03-09,USD,1.2", 3),
    ],
)
def test_a_rate_that_cannot_be_meant_is_told_with_its_line(tmp_path: Path, rows: str, told_at: int) -> None:
    assert told(read(tmp_path, LEAST, rates=f"day,currency,rate\n{rows}\n")[1]) == [f"rates.csv:{told_at} bad-rate"]


def test_rates_need_their_heading_and_may_stand_in_any_order(tmp_path: Path) -> None:
    assert told(read(tmp_path, LEAST, rates="2026-03-09,USD,1.1\n")[1]) == ["rates.csv:1 bad-rate"]
    settings = good(tmp_path, LEAST, rates="Rate, Day, Currency\n1.1,2026-03-09,USD\n")
    assert settings.rates == ((date(2026, 3, 9), "USD", Decimal("1.1")),)


KINDS = """\
day,currency,rate,kind
2026-03-09,USD,0.92,
2026-03-09,USD,0.93,Month average
2026-04,USD,0.94,month_average
2024,USD,0.90,plan
2025-Q3,USD,0.91,plan
2025,GBP,1.1,plan
2026-02-10,GBP,1.2,plan
2026-03-10,USD,0.95,transaction
"""


def test_rates_are_of_three_kinds_and_each_holds_for_its_own_days(tmp_path: Path) -> None:
    settings = good(tmp_path, LEAST + "fiscal_year_starts: july\n", rates=KINDS)
    assert settings.rates == ((date(2026, 3, 9), "USD", Decimal("0.92")), (date(2026, 3, 10), "USD", Decimal("0.95")))
    told = [(kind, f"{first}", f"{until}", currency, str(rate))
            for kind, first, until, currency, rate in settings.rate_tables]
    assert told == [
        ("month_average", "2026-03-01", "2026-04-01", "USD", "0.93"),
        ("month_average", "2026-04-01", "2026-05-01", "USD", "0.94"),
        # A fiscal year that begins in July; a plan ends with it, or where the next of its currency begins.
        ("plan", "2024-07-01", "2025-07-01", "USD", "0.90"),
        ("plan", "2025-07-01", "2026-02-10", "GBP", "1.1"),
        ("plan", "2026-01-01", "2026-07-01", "USD", "0.91"),
        ("plan", "2026-02-10", "2026-07-01", "GBP", "1.2"),
    ]


@pytest.mark.parametrize(
    ("rows", "told_at"),
    [
        ("2026-03-09,USD,1.1,daily", 2),
        ("2026-03,USD,1.1,", 2),
        ("2026,USD,1.1,month_average", 2),
        ("2026-13,USD,1.1,month_average", 2),
        ("next year,USD,1.1,plan", 2),
        ("9999,USD,1.1,plan", 2),
        ("9999-12,USD,1.1,month_average", 2),
        ("2026,USD,0,plan", 2),
        ("2026,EUR,1,plan", 2),
        ("2026,USX,1,plan", 2),
        ("2026,USD,1.1", 2),
        ("2026-03-01,USD,1.1,month_average\n2026-03-31,USD,1.2,month_average", 3),
        ("2026,USD,1.1,plan\n2026-01-01,USD,1.2,plan", 3),
    ],
)
def test_a_rate_of_another_kind_that_cannot_be_meant_is_told_with_its_line(
    tmp_path: Path, rows: str, told_at: int
) -> None:
    issues = read(tmp_path, LEAST, rates=f"day,currency,rate,kind\n{rows}\n")[1]
    assert told(issues) == [f"rates.csv:{told_at} bad-rate"]
