"""This file is about money in another currency and at other rates, against figures worked by hand and plain SQL."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from fourscore.metrics import Reporting, compare
from fourscore.terms import Days, WorkingDays, WrongUse

MARCH = ("2026-03-01", "2026-04-01")
DAY_RATES = [("2026-03-02", "USD", "0.90"), ("2026-03-03", "USD", "0.80"), ("2026-03-02", "GBP", "1.20"),
             ("2026-03-03", "GBP", "1.25"), ("2026-03-02", "CHF", "1.05"), ("2026-03-05", "CHF", "1.05")]
TABLES = [("month_average", "2026-03-01", "2026-04-01", "USD", "0.85"),
          ("month_average", "2026-03-01", "2026-04-01", "GBP", "1.22"),
          ("plan", "2026-01-01", "2027-01-01", "USD", "0.95"), ("plan", "2026-01-01", "2027-01-01", "GBP", "1.10")]
SALES = [("a", "2026-03-02", "Ada", "100", "EUR", "100"), ("b", "2026-03-02", "Ada", "50", "USD", "45"),
         ("c", "2026-03-03", "Ben", "30", "USD", "24"), ("d", "2026-03-03", "Ben", "20", "GBP", "25")]
COSTS = [("2026-03-02", "North", "40", "USD", "36"), ("2026-03-03", None, "11", "GBP", "13.75")]


def rates_into(world, day_rates, tables) -> None:
    for row in day_rates:
        world.cursor.execute("INSERT INTO rate VALUES (?, ?, ?)", [*row])
    for row in tables:
        world.cursor.execute("INSERT INTO rate_table VALUES (?, ?, ?, ?, ?)", [*row])


def sold(world, key: str, day: str, agent: str, amount: str, currency: str, revenue: str) -> None:
    world.fact("sale", f"{day} 10:00", "sold_at", key=key, agent=agent, team="North" if agent == "Ada" else "South",
               amount=Decimal(amount), currency=currency, revenue=Decimal(revenue))


@pytest.fixture(scope="module")
def shop(new_world, tmp_path_factory: pytest.TempPathFactory):
    world = new_world(tmp_path_factory.mktemp("shop"))
    rates_into(world, DAY_RATES, TABLES)
    for row in SALES:
        sold(world, *row)
    for day, team, amount, currency, cost in COSTS:
        world.put("cost", day=day, team=team, amount=Decimal(amount), currency=currency, cost=Decimal(cost),
                  line_of_cost="wages")
    world.fill_all(*MARCH)
    return world.metrics()


def asked(metrics, days, *names: str, by=(), during=MARCH, where=None, **money):
    reporting = Reporting(money.get("currency", "EUR"), money.get("rates", "transaction")) if money else None
    return metrics.ask(names, by, during=days(*during), where=where, money=reporting).rows


# 100 EUR; 50 + 30 USD; 20 GBP. In dollars of the day: 100 / 0.9 + 50 + 30 + 20 * 1.25 / 0.8.
@pytest.mark.parametrize(("currency", "rates", "expected"), [
    ("EUR", "transaction", Fraction(194)), ("EUR", "plan", Fraction(198)), ("EUR", "month_average", Fraction("192.4")),
    ("GBP", "plan", Fraction(180)), ("USD", "plan", Fraction(198) / Fraction("0.95")),
    ("USD", "transaction", Fraction(100) / Fraction("0.9") + 80 + Fraction("31.25")),
])
def test_revenue_in_the_currency_and_at_the_rates_asked_for(shop, days, currency, rates, expected) -> None:
    (row,) = asked(shop, days, "sales_revenue", currency=currency, rates=rates)
    assert row.value == pytest.approx(float(expected), rel=1e-15)
    assert (row.n, row.complete, row.missing) == (4, True, ())
    told = row.as_dict()
    assert (told["currency"], told["rates"]) == (currency, rates)


def test_without_a_wish_money_is_the_centres_at_the_rates_of_the_day_and_says_so(shop, days) -> None:
    plain, wished = (asked(shop, days, "sales_revenue", "return_on_investment", "conversion_rate", **money)
                     for money in ({}, {"currency": "EUR"}))
    assert [row.as_dict() for row in plain] == [row.as_dict() for row in wished]
    assert [(row.value, str(row.money)) for row in plain[:2]] == [
        (194.0, "EUR at the rates of the day"), (144.25 / 49.75, "EUR at the rates of the day")]
    assert plain[2].money is None
    assert "currency" not in plain[2].as_dict()


def test_shares_and_differences_of_money_are_worked_out_in_that_money(shop, days) -> None:
    margin, share, each = asked(shop, days, "contribution_margin", "return_on_investment", "revenue_per_sale",
                                rates="plan")
    # Cost at plan: 40 * 0.95 + 11 * 1.1 = 50.1.
    assert (margin.value, share.value, each.value) == (147.9, pytest.approx(147.9 / 50.1, rel=1e-15), 49.5)
    assert (share.money, each.money) == (Reporting("EUR", "plan"), Reporting("EUR", "plan"))


def test_every_cell_is_converted_by_itself(shop, days) -> None:
    rows = asked(shop, days, "sales_revenue", by=["day", "agent"], currency="GBP", rates="plan")
    assert [(row.by["day"], row.by["agent"], row.value) for row in rows] == [
        ("2026-03-02", "Ada", pytest.approx(147.5 / 1.1, rel=1e-15)),
        ("2026-03-03", "Ben", pytest.approx(50.5 / 1.1, rel=1e-15))]
    (ben,) = asked(shop, days, "sales_revenue", where={"agent": ["Ben"]}, currency="USD")
    assert ben.value == 61.25


def test_an_amount_in_the_currency_asked_for_needs_no_rate_and_any_other_does(world, days) -> None:
    rates_into(world, [("2026-03-02", "CHF", "1.05")], [])
    sold(world, "x", "2026-03-09", "Ada", "70", "CHF", "73.5")
    sold(world, "y", "2026-03-10", "Ada", "10", "EUR", "10")
    sold(world, "z", "2026-03-11", "Ben", "0", "EUR", "0")
    world.fill_all(*MARCH)
    metrics = world.metrics()
    first, second, third = asked(metrics, days, "sales_revenue", by=["day"], currency="CHF")
    assert (first.value, first.missing) == (70.0, ())
    assert (second.value, second.complete) == (None, False)
    assert second.missing == ("the transaction rate of CHF for 2026-03-10",)
    assert (third.value, third.missing) == (0.0, ())  # nothing is nothing in any currency
    (whole,) = asked(metrics, days, "sales_revenue", currency="CHF")
    assert (whole.value, whole.n) == (None, 3)
    assert whole.as_dict()["missing"] == ["the transaction rate of CHF for 2026-03-10"]
    (plan,) = asked(metrics, days, "sales_revenue", rates="plan")
    assert (plan.value, plan.missing) == (None, ("the plan rate of CHF for 2026-03-09",))
    (mean,) = asked(metrics, days, "sales_revenue", rates="month_average")
    assert mean.missing == ("the month-average rate of CHF for 2026-03",)
    counted, each = asked(metrics, days, "conversion_rate", "revenue_per_sale", rates="plan")
    assert (counted.missing, each.value, each.parts["den"]) == ((), None, 3)
    assert json.loads(json.dumps(each.as_dict()))["missing"] == ["the plan rate of CHF for 2026-03-09"]


def test_what_only_counts_goes_on_while_a_row_waits_for_its_rate_but_is_not_complete(world, days) -> None:
    for key, at in (("a", "2026-03-02"), ("b", "2026-03-20")):
        sold(world, key, at, "Ada", "10", "EUR", "10")
        world.fact("contact", f"{at} 10:00", "started_at", contact=1, outbound=1)
    world.fill_all(*MARCH)
    waits = {"kind": "sale", "key": "c", "sold_at": "2026-03-20 10:00:00", "currency": "USD", "amount": "5"}
    world.cursor.execute("INSERT INTO set_aside VALUES (1, 1, 1, 9, 'no-rate', '', ?)", [json.dumps(waits)])
    metrics, first_half = world.metrics(), ("2026-03-01", "2026-03-16")
    found = [(row.value, row.complete, row.missing) for row in (
        *asked(metrics, days, "attempts_per_sale", "sales_revenue", "dial_attempts"),
        *asked(metrics, days, "attempts_per_sale", "sales_revenue", during=first_half))]
    assert found == [(1.0, False, ()), (None, False, ("the transaction rate of USD for 2026-03-20",)), (2.0, True, ()),
                     (1.0, True, ()), (10.0, True, ())]


@pytest.mark.parametrize(("money", "name", "remedy"), [
    (Reporting("USX"), "unknown-currency", "USD"), (Reporting("JPY"), "unknown-currency", "CHF, EUR, GBP, USD"),
    (Reporting("USD", "plans"), "unknown-rates", "plan"),
])
def test_a_currency_or_a_kind_nobody_told_of_is_refused(shop, days, money, name, remedy) -> None:
    with pytest.raises(WrongUse) as refused:
        shop.ask(["sales_revenue"], during=days(*MARCH), money=money)
    assert refused.value.issues[0].name == name
    assert remedy in refused.value.issues[0].remedy


OWN = """\
parts:
  fee: {of: sale, sum: revenue * 0.2 / 2, where: revenue > 24, words: a tenth of larger sales}
  net: {of: sale, sum: revenue - 5, words: revenue less five}
  largest: {of: sale, max: revenue, words: the largest sale}
  spread: {of: sale, values: revenue, words: amounts of sales}
metrics:
  fees: {unit: money, better: higher, num: fee, words: fees}
  nets: {unit: money, better: higher, num: net, words: nets}
  top_sale: {unit: money, better: higher, num: largest, words: top}
  middle_sale: {unit: money, better: higher, num: spread, quantile: 0.5, words: middle}
  less_ten: {unit: money, better: higher, num: revenue - 10 * sales, words: less ten each}
  square: {unit: money, better: higher, num: revenue * operating_cost_lines, den: sales, words: square}
"""


@pytest.fixture(scope="module")
def own(new_world, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("own")
    world = new_world(folder)
    rates_into(world, DAY_RATES, TABLES)
    for row in SALES:
        sold(world, *row)
    world.fill_all(*MARCH)
    (folder / "own").mkdir()
    (folder / "own" / "ours.yaml").write_text(OWN, encoding="utf-8")
    return world.metrics(folder / "own")


def test_a_centres_own_metrics_are_converted_where_they_scale_with_money(own, days) -> None:
    fees, top = asked(own, days, "fees", "top_sale", rates="plan")
    # Sales above 24 euros of the day: a (100 EUR), b (50 USD = 45), d (20 GBP = 25); the limit stays in euros.
    assert (fees.value, top.value) == (pytest.approx((100 + 47.5 + 22) / 10, rel=1e-15), 100.0)
    (dollars,) = asked(own, days, "top_sale", currency="USD", where={"agent": ["Ben"]})
    assert dollars.value == 31.25


@pytest.mark.parametrize("metric", ["nets", "middle_sale", "less_ten", "square", "cost_of_turnover"])
def test_what_does_not_scale_with_money_is_refused_and_told_in_the_centres(own, days, metric) -> None:
    with pytest.raises(WrongUse) as refused:
        asked(own, days, metric, rates="plan")
    assert refused.value.issues[0].name == "cannot-convert"
    asked(own, days, metric)


def test_the_worth_of_subscriptions_is_converted_each_at_the_rate_of_its_first_day(world, days) -> None:
    rates_into(world, [("2025-03-02", "USD", "0.5"), ("2025-04-01", "GBP", "2")],
               [("plan", "2025-01-01", "2026-01-01", "USD", "0.6"), ("plan", "2025-01-01", "2026-01-01", "GBP", "3")])
    world.fact("contact", "2026-02-02 10:00", "started_at", contact=1, customer=7, handled=1, cancel_intent=1)
    for key, began, amount, currency, worth in (("s1", "2025-03-02", 100, "USD", 50),
                                                ("s2", "2025-04-01", 10, "GBP", 20)):
        world.put("subscription", key=key, day=began, customer=7, began_on=began, amount=amount, currency=currency,
                  worth=worth)
    # Nobody is known to have stayed where no end of a subscription is ever told.
    world.put("subscription", key="s3", day="2025-01-01", customer=8, began_on="2025-01-01", ended_on="2025-06-01")
    world.fill_all("2026-02-01", "2026-04-01")
    metrics, february = world.metrics(), ("2026-02-01", "2026-03-01")
    assert [asked(metrics, days, "revenue_saved", during=february, **money)[0].value
            for money in ({}, {"rates": "plan"}, {"currency": "USD"}, {"currency": "GBP", "rates": "plan"})] == [
        70.0, 90.0, None, 30.0]
    (row,) = asked(metrics, days, "revenue_saved", during=february, currency="USD")
    assert row.missing == ("the transaction rate of USD for 2025-04-01",)


# -- many facts, against plain SQL ------------------------------------------------------------------------------------

PLAIN = """
    WITH told AS (
        SELECT 'transaction' AS kind, day AS first_day, day + 1 AS until_day, currency, rate FROM rate
        UNION ALL SELECT kind, first_day, until_day, currency, rate FROM rate_table
        UNION ALL SELECT unnest(['transaction', 'month_average', 'plan']), DATE '2000-01-01', DATE '2100-01-01',
            'EUR', 1
    )
    SELECT {by}, sum(CASE WHEN s.currency = $currency THEN s.amount::DOUBLE
                          ELSE s.amount::DOUBLE * here.rate::DOUBLE / there.rate::DOUBLE END)
    FROM {table} s
    LEFT JOIN told here ON here.kind = $kind AND here.currency = s.currency
        AND s.day >= here.first_day AND s.day < here.until_day
    LEFT JOIN told there ON there.kind = $kind AND there.currency = $currency
        AND s.day >= there.first_day AND s.day < there.until_day
    WHERE s.replaced_in IS NULL AND s.day >= $first AND s.day < $until GROUP BY ALL
"""
CURRENCIES = ("EUR", "USD", "GBP", "JPY")
KINDS = ("transaction", "month_average", "plan")
SPAN = Days(date(2026, 1, 1), date(2026, 4, 1))


@pytest.fixture(scope="module")
def many(new_world, tmp_path_factory: pytest.TempPathFactory):
    world, dice = new_world(tmp_path_factory.mktemp("many")), random.Random(4)
    usual = {"EUR": Decimal(1), "USD": Decimal("0.9"), "GBP": Decimal("1.17"), "JPY": Decimal("0.0061")}
    told = {}
    for step in range(SPAN.length):
        day = SPAN.first + timedelta(days=step)
        for currency in CURRENCIES[1:]:
            told[day, currency] = usual[currency] * Decimal(dice.randint(900000, 1100000)) / 1000000
    tables = [("month_average", f"2026-0{month}-01", f"2026-0{month + 1}-01", currency,
               usual[currency] * Decimal(dice.randint(950, 1050)) / 1000)
              for month in (1, 2, 3) for currency in CURRENCIES[1:]]
    tables += [("plan", first, until, currency, usual[currency] * factor) for currency in CURRENCIES[1:]
               for first, until, factor in (("2026-01-01", "2026-02-15", 1),
                                            ("2026-02-15", "2027-01-01", Decimal("1.1")))]
    rates_into(world, [(day, currency, rate) for (day, currency), rate in told.items()], tables)
    for number in range(900):
        day = SPAN.first + timedelta(days=dice.randrange(SPAN.length))
        currency, amount = dice.choice(CURRENCIES), Decimal(dice.randint(-20000, 100000)) / 100
        rate = told.get((day, currency), Decimal(1)).quantize(Decimal("1e-10"))
        worth = (amount * rate).quantize(Decimal("0.0001"))
        if number % 3:
            sold(world, str(number), str(day), dice.choice(("Ada", "Ben")), str(amount), currency, str(worth))
        else:
            world.put("cost", day=str(day), team=dice.choice(("North", "South")), amount=amount, currency=currency,
                      cost=worth, line_of_cost="wages")
    world.fill_all("2026-01-01", "2026-04-01")
    return world.metrics(), world


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("metric", "table"), [("sales_revenue", "sale"), ("operating_cost", "cost")])
def test_every_currency_and_kind_equals_plain_sql(many, currency, kind, metric, table) -> None:
    metrics, world = many
    for by, column in (((), "1"), (("day",), "s.day"), (("team",), "s.team")):
        found = [row.value for row in metrics.ask([metric], by, during=SPAN, money=Reporting(currency, kind)).rows]
        rows = world.cursor.execute(PLAIN.format(by=column, table=table), {
            "currency": currency, "kind": kind, "first": SPAN.first, "until": SPAN.until}).fetchall()
        assert sorted(found) == pytest.approx(sorted(value for _, value in rows), rel=1e-9, abs=0.02), by


# -- why an amount moved ----------------------------------------------------------------------------------------------

def test_a_movement_by_hand(world, days) -> None:
    # In January 100 USD at 0.90 and 50 EUR; in February 120 USD at 0.80 and 60 EUR, and 10 GBP at 1.30.
    rates_into(world, [("2026-01-10", "USD", "0.90"), ("2026-01-20", "USD", "0.94"), ("2026-02-10", "USD", "0.80"),
                       ("2026-01-10", "GBP", "1.20"), ("2026-02-10", "GBP", "1.30")], [])
    for row in (("a", "2026-01-10", "Ada", "100", "USD", "90"), ("b", "2026-01-11", "Ada", "50", "EUR", "50"),
                ("c", "2026-02-10", "Ada", "120", "USD", "96"), ("d", "2026-02-11", "Ada", "60", "EUR", "60"),
                ("e", "2026-02-10", "Ada", "10", "GBP", "13")):
        sold(world, *row)
    world.fill_all("2026-01-01", "2026-04-01")
    metrics = world.metrics()
    moved = metrics.movement("sales_revenue", during=days("2026-02-01", "2026-03-01"),
                             versus=days("2026-01-01", "2026-02-01"))
    # Held at January's means: USD 0.92, GBP 1.20. Business: 20 * 0.92 + 10 + 10 * 1.20; the rest is the rates.
    figures = {one.currency: (one.rate, one.change, one.business, one.exchange) for one in moved.currencies}
    assert figures == {
        "EUR": (1, 10, 10, 0), "USD": (Fraction("0.92"), 6, Fraction("18.4"), Fraction("-12.4")),
        "GBP": (Fraction("1.2"), 13, 12, 1)}
    assert [moved.total(name) for name in ("change", "business", "exchange")] == [
        29, Fraction("40.4"), Fraction("-11.4")]
    told = json.loads(json.dumps(moved.as_dict()))
    assert (told["value"], told["value_versus"], told["change"], told["business"], told["exchange"]) == (
        169.0, 140.0, 29.0, 40.4, -11.4)
    assert (told["period"], told["versus"], told["currency"], told["rates"]) == (
        "2026-02", "2026-01", "EUR", "transaction")
    each = metrics.movement("revenue_per_sale", during=days("2026-02-01", "2026-03-01"),
                            versus=days("2026-01-01", "2026-02-01"))
    # Three sales after two: business is (120/3 - 100/2) * 0.92 + (60/3 - 50/2) + 10/3 * 1.20.
    assert each.total("business") == Fraction(-10) * Fraction("0.92") - 5 + 4
    assert each.total("change") == Fraction(169, 3) - 70


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_parts_of_a_movement_add_up_to_the_whole_exactly(many, days, currency, kind) -> None:
    metrics, _ = many
    money = Reporting(currency, kind)
    for metric in ("contribution_margin", "revenue_per_sale"):
        for versus, during in (("01", "02"), ("03", "01")):
            spans = [metrics.calendar.period(f"2026-{month}") for month in (versus, during)]
            moved = metrics.movement(metric, versus=spans[0], during=spans[1], money=money)
            before, now = (metrics.ask([metric], during=span, money=money).rows[0].value for span in spans)
            change, business, exchange = (moved.total(name) for name in ("change", "business", "exchange"))
            assert business + exchange == change
            assert sum(one.business + one.exchange for one in moved.currencies) == change
            assert float(change) == pytest.approx(now - before, rel=1e-9, abs=1e-6)
            (own_currency,) = (one for one in moved.currencies if one.currency == currency)
            assert own_currency.exchange == 0


def test_where_a_rate_is_missing_nothing_is_split_and_it_is_said_which(world, days) -> None:
    rates_into(world, [("2026-02-10", "USD", "0.80")], [("plan", "2026-02-01", "2027-01-01", "USD", "0.9")])
    sold(world, "a", "2026-01-10", "Ada", "50", "EUR", "50")
    sold(world, "c", "2026-02-10", "Ada", "120", "USD", "96")
    world.fill_all("2026-01-01", "2026-04-01")
    metrics, spans = world.metrics(), {"during": days("2026-02-01", "2026-03-01"),
                                       "versus": days("2026-01-01", "2026-02-01")}
    moved = metrics.movement("sales_revenue", **spans)
    assert (moved.total("business"), moved.currencies) == (None, ())
    assert moved.missing == ("any transaction rate of USD in 2026-01",)
    assert (moved.before.value, moved.now.value) == (50.0, 96.0)
    mean = metrics.movement("sales_revenue", **spans, money=Reporting("EUR", "month_average"))
    assert mean.missing == ("the month-average rate of USD for 2026-02",)
    assert mean.as_dict()["change"] is None


@pytest.mark.parametrize("metric", ["conversion_rate", "return_on_investment", "budget_variance", "cost_of_turnover"])
def test_what_is_no_sum_of_amounts_is_not_split(shop, days, metric) -> None:
    with pytest.raises(WrongUse) as refused:
        shop.movement(metric, during=days("2026-03-03", "2026-03-04"), versus=days("2026-03-02", "2026-03-03"))
    assert refused.value.issues[0].name == "cannot-split"


def test_a_figure_is_explained_in_the_money_asked_for(shop, days) -> None:
    explained = shop.explain("sales_revenue", during=days(*MARCH), money=Reporting("GBP", "plan"))
    lines = "\n".join(explained.lines("EUR"))
    assert (explained.value, explained.as_dict()["rates"]) == (180.0, "plan")
    assert "£180.00" in lines
    assert "Money in GBP at plan rates." in lines
    gone = shop.explain("sales_revenue", during=days(*MARCH), money=Reporting("CHF", "plan"))
    assert "There is no figure without the plan rate of CHF for 2026-03-02" in "\n".join(gone.lines("EUR"))


def test_two_periods_are_compared_in_the_currency_asked_for(shop, days) -> None:
    """At plan: 100 + 50 * 0.95 on the second of March, 30 * 0.95 + 20 * 1.10 on the third."""
    second, third = days("2026-03-02", "2026-03-03"), days("2026-03-03", "2026-03-04")
    found = compare(shop, ["sales_revenue"], during=third, versus=second, working=WorkingDays(),
                    money=Reporting("EUR", "plan"))
    (row,) = found.rows
    assert (row.value, row.value_then, row.change) == (50.5, 147.5, -97)
    assert {name: row.as_dict()[name] for name in ("currency", "rates", "missing")} == {
        "currency": "EUR", "rates": "plan", "missing": []}
    (lacking,) = compare(shop, ["sales_revenue"], during=third, versus=second, working=WorkingDays(),
                         money=Reporting("CHF", "plan")).rows
    assert (lacking.value, lacking.change) == (None, None)
    assert lacking.missing[0].startswith("the plan rate of CHF")
