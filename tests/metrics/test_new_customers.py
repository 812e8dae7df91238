"""This file is about customers won, and what each of them cost, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

MARCH = ("2026-03-01", "2026-04-01")


@pytest.fixture
def shop(world):
    """K1 buys twice, K2 is a subscriber, K3 buys in April, K4's contact is another's, one sale is nobody's."""
    for number, day, customer in ((1, "02", 1), (2, "05", 1), (3, "06", 2), (5, "07", 4), (6, "08", None)):
        world.fact("contact", f"2026-03-{day} 10:00", "started_at", contact=number, customer=customer, handled=1,
                   sold=1)
    world.fact("contact", "2026-04-02 10:00", "started_at", contact=4, customer=3, handled=1, sold=1)
    for key, contact, at, agent in (
        ("b", 1, "2026-03-02 10:00", "Ada"), ("a", 2, "2026-03-05 10:00", "Ben"), ("c", 3, "2026-03-06 10:00", "Ben"),
        ("d", 4, "2026-04-02 10:00", "Ben"), ("e", 5, "2026-03-07 10:00", "Ben"), ("f", 6, "2026-03-08 10:00", "Ada"),
        ("g", None, "2026-03-09 10:00", "Ada"),
    ):
        world.fact("sale", at, "sold_at", key=key, contact=contact, agent=agent, team="North",
                   amount=Decimal(10), currency="EUR", revenue=Decimal(10))
    # K4's corrected sale, of which the earlier telling was on an earlier day.
    world.fact("sale", "2026-02-07 10:00", "sold_at", key="e", contact=5, agent="Ben", team="North",
               amount=Decimal(10), currency="EUR", revenue=Decimal(10), replaced_in=2)
    for key, customer, began in (("1", 2, "2026-01-01"), ("2", 1, "2026-03-02"), ("3", 2, "2026-03-20"),
                                 ("4", 9, "2026-03-21")):
        world.put("subscription", key=key, customer=customer, day=began, began_on=began)
    world.put("cost", day="2026-03-10", team="North", cost=Decimal(90), line_of_cost="wages")
    return world


def asked(metrics, days, *names, by=(), during=MARCH):
    return metrics.ask(names, by, during=days(*during)).rows


def test_a_customer_is_won_by_the_first_sale_unless_subscribed_before(shop, days) -> None:
    shop.fill_all("2026-01-01", "2026-05-01")
    metrics = shop.metrics()
    won, joined, cost, each = asked(metrics, days, "new_customers_won", "new_customers_won:subscription",
                                    "cost_of_winning_a_customer", "cost_of_winning_a_customer:subscription")
    # K1 (whose subscription began the same day) and K4; K2 had one since January, of K3 the first sale is in April.
    assert (won.value, won.n, won.parts["sales_to_unknown"], won.complete) == (2.0, 2, 2, True)
    assert (joined.value, cost.value, each.value) == (2.0, 45.0, 45.0)
    by_agent = asked(metrics, days, "new_customers_won", by=["agent"])
    assert [(row.by["agent"], row.value) for row in by_agent] == [("Ada", 1.0), ("Ben", 1.0)]
    (april,) = asked(metrics, days, "new_customers_won", during=("2026-04-01", "2026-05-01"))
    assert april.value == 1.0
    rows = metrics.rows("new_customers_won", during=days(*MARCH))
    assert [row[rows.columns.index("agent")] for row in rows.rows] == ["Ada", "Ben"]


def test_nobody_can_be_new_where_no_customer_is_known(shop, days) -> None:
    shop.fill_all("2026-01-01", "2026-05-01")
    shop.store()
    shop.cursor.execute("UPDATE contact SET customer = NULL")
    won, cost = asked(shop.metrics(), days, "new_customers_won", "cost_of_winning_a_customer")
    assert (won.value, cost.value, won.complete) == (None, None, False)


def test_nobody_can_be_told_new_once_earlier_sales_are_deleted(shop, days) -> None:
    shop.fill_all("2026-01-01", "2026-05-01")
    metrics = shop.metrics()
    assert asked(metrics, days, "new_customers_won")[0].value == 2.0
    shop.cursor.execute("INSERT INTO frozen VALUES ('sale', '2026-02-01', '2026-02-01')")
    answer = metrics.ask(["new_customers_won", "sales_revenue"], during=days(*MARCH))
    assert [row.value for row in answer.rows] == [None, 60.0]
