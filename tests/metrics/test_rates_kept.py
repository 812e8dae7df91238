"""This file is about rates on their way in: what is written, what waits for one, and what changes with them."""

from __future__ import annotations

import importlib.util
import json
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from fourscore.centre import Centre
from fourscore.metrics import Metrics, Reporting, read_catalogue
from fourscore.terms import Days
from fourscore.warehouse import TableRate, Warehouse

MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))
PLANNED = TableRate("plan", date(2026, 1, 1), date(2027, 1, 1), "USD", Decimal("0.5"))
LINES = [
    {"sale": {"key": "a", "agent": "Ada", "sold_at": "2026-03-09 10:00:00", "amount": "10.00", "currency": "USD"}},
    {"sale": {"key": "b", "agent": "Ben", "sold_at": "2026-03-10 23:30:00", "amount": "20.00", "currency": "USD"}},
    {"sale": {"key": "c", "agent": "Ben", "sold_at": "2026-03-12 10:00:00", "amount": "7.00"}},
    {"cost": {"key": "r", "first_day": "2026-03-01", "until_day": "2026-03-03", "amount": "8.00", "currency": "USD",
              "line_of_cost": "rent"}},
    {"budget": {"key": "p", "first_day": "2026-03-09", "amount": "30.00", "currency": "USD", "line_of_cost": "rent"}},
    {"subscription": {"key": "s", "customer": "K1", "began_on": "2026-03-09", "amount": "4.00", "currency": "USD"}},
    {"until": "2026-05-01"},
]


def hand() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hand_fed", Path(__file__).parents[1] / "warehouse" / "hand_fed.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FEED = hand()


def terms(*rates: tuple[str, str, str], tables: tuple[TableRate, ...] = (PLANNED,), zone: str = "Europe/Berlin"):
    return FEED.agreed(zone, rates=rates)._replace(rate_tables=tables)


@pytest.fixture
def warehouse(tmp_path: Path):
    """Sales of the 9th and the 11th (by Berlin's clock) in dollars; rates of the 1st to the 9th are known."""
    opened = Warehouse.open(tmp_path / "data")
    FEED.write(tmp_path / "in", "march", *map(json.dumps, LINES))
    known = [(f"2026-03-0{day}", "USD", "0.9") for day in (1, 2, 9)]
    report = FEED.load(opened, tmp_path / "in", terms(*known))
    assert report.rows_set_aside == 1
    yield opened
    opened.close()


def asked(warehouse: Warehouse, *names: str, by=(), during: Days = MARCH, money: Reporting | None = None):
    with_money = Metrics(warehouse, read_catalogue(None, {})[0], terms().calendar, "EUR")
    return with_money.ask(names, by, during=during, money=money).rows


def test_while_a_row_waits_for_its_rate_no_amount_of_its_time_is_told(warehouse: Warehouse) -> None:
    revenue, cost, rate = asked(warehouse, "sales_revenue", "operating_cost", "conversion_rate")
    assert (revenue.value, revenue.complete, revenue.missing) == (
        None, False, ("the transaction rate of USD for 2026-03-11",))
    assert (cost.value, cost.missing, rate.missing) == (7.2, (), ())
    days = {row.by["day"]: row.value for row in asked(warehouse, "sales_revenue", by=["day"])}
    assert days == {"2026-03-09": 9.0, "2026-03-12": 7.0}
    (planned,) = asked(warehouse, "sales_revenue", money=Reporting("EUR", "plan"))
    assert (planned.value, planned.missing) == (None, ("the transaction rate of USD for 2026-03-11",))
    eleventh = Days(date(2026, 3, 11), date(2026, 3, 12))
    assert asked(warehouse, "sales_revenue", during=eleventh)[0].value is None
    assert asked(warehouse, "sales_revenue", during=Days(date(2026, 3, 9), date(2026, 3, 11)))[0].value == 9.0
    assert warehouse.restate(terms(("2026-03-11", "USD", "0.8")), now=FEED.NOW)
    (revenue,) = asked(warehouse, "sales_revenue")
    assert (revenue.value, revenue.missing, revenue.complete) == (32.0, (), True)


def test_a_waiting_cost_holds_back_all_its_days(warehouse: Warehouse, tmp_path: Path) -> None:
    FEED.write(tmp_path / "in", "more", json.dumps({"cost": {
        "key": "w", "first_day": "2026-03-05", "until_day": "2026-03-08", "amount": "9.00", "currency": "GBP",
        "line_of_cost": "wages"}}))
    report = FEED.load(warehouse, tmp_path / "in", terms(("2026-03-06", "GBP", "1.1")))
    assert report.rows_set_aside == 1
    (whole,) = asked(warehouse, "operating_cost")
    assert whole.missing == ("the transaction rate of GBP for 2026-03-05, 2026-03-07",)
    values = {day: asked(warehouse, "operating_cost", during=Days(date(2026, 3, day), date(2026, 3, day + 1)))[0].value
              for day in (2, 5, 6, 7, 8)}
    assert values == {2: 3.6, 5: None, 6: None, 7: None, 8: 0.0}


def test_changed_rates_change_what_facts_carry_and_changed_plans_only_what_is_asked(warehouse: Warehouse) -> None:
    assert warehouse.restate(terms(("2026-03-11", "USD", "0.8")), now=FEED.NOW)
    worth = "SELECT (SELECT sum(revenue) FROM sale), (SELECT sum(cost) FROM cost), (SELECT cost FROM budget), " \
            "(SELECT worth FROM subscription)"
    before, loads = FEED.one(warehouse, worth), FEED.one(warehouse, "SELECT count(*) FROM load")
    assert before == (Decimal(32), Decimal("7.2"), Decimal(27), Decimal("3.6"))
    in_plan = Reporting("EUR", "plan")
    assert asked(warehouse, "sales_revenue", "operating_cost", money=in_plan)[0].value == 22.0

    dearer = PLANNED._replace(rate=Decimal("0.6"))
    assert not warehouse.restate(terms(tables=(dearer,)), now=FEED.NOW)
    assert [row.value for row in asked(warehouse, "sales_revenue", "operating_cost", money=in_plan)] == [25.0, 4.8]
    assert (FEED.one(warehouse, worth), FEED.one(warehouse, "SELECT count(*) FROM load")) == (before, loads)

    mean = TableRate("month_average", date(2026, 3, 1), date(2026, 4, 1), "USD", Decimal("0.85"))
    assert not warehouse.restate(terms(tables=(mean,)), now=FEED.NOW)
    assert asked(warehouse, "sales_revenue", money=Reporting("EUR", "month_average"))[0].value == 32.5
    gone = asked(warehouse, "sales_revenue", money=in_plan)[0]
    assert (gone.value, gone.missing) == (None, ("the plan rate of USD for 2026-03-09, 2026-03-11",))

    # A rate of the day restates every kind of fact that has money, and with it every currency asked for.
    assert warehouse.restate(terms(("2026-03-09", "USD", "0.5"), tables=(mean,)), now=FEED.NOW)
    assert FEED.one(warehouse, worth) == (Decimal(28), Decimal("7.2"), Decimal(15), Decimal(2))
    assert asked(warehouse, "sales_revenue", during=Days(date(2026, 3, 9), date(2026, 3, 13)),
                 money=Reporting("EUR"))[0].value == 28.0


# -- a centre's own file ----------------------------------------------------------------------------------------------

SHOP = Path(__file__).parents[1] / "sessions" / "centres" / "dollar-shop"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHOP, tmp_path / "shop"))


def test_a_plan_changed_in_the_file_holds_from_the_next_question_on(folder: Path) -> None:
    def revenue(rates: str, file: str) -> float | None:
        (folder / "rates.csv").write_text(file, encoding="utf-8")
        with Centre.open(folder, now=lambda: datetime(2026, 4, 6, 8, tzinfo=UTC)) as centre:
            if not centre.warehouse.last_load():
                centre.load()
        with Centre.open(folder, now=lambda: datetime(2026, 4, 6, 8, tzinfo=UTC)) as centre:
            days = centre.calendar.period("2026-02")
            return centre.metrics.ask(["sales_revenue"], during=days, money=Reporting("EUR", rates)).rows[0].value

    told = (folder / "rates.csv").read_text(encoding="utf-8")
    assert revenue("plan", told) == 174.0
    assert revenue("plan", told.replace("0.95,plan", "0.5,plan")) == 120.0
    assert revenue("month_average", told.replace("0.81", "0.82")) == pytest.approx(158.4)
    # The fiscal year that begins in July 2026 says nothing of February.
    assert revenue("plan", told.replace("2025,USD", "2026,USD")) is None
