"""This file is about single metrics worked out by hand: money, conversion, resolution, coaching, agents' time."""

from datetime import timedelta
from decimal import Decimal

import pytest

MARCH = ("2026-03-01", "2026-04-01")
DAY = 86400


def ask(world, days, *metrics: str, by=(), during=MARCH, **more):
    return world.metrics().ask(list(metrics), by, during=days(*during), **more).rows


def value(world, days, metric: str, **more):
    (row,) = ask(world, days, metric, **more)
    return row.value


@pytest.fixture
def shop(world):
    """Ten dials, four connected, three to the right person, two offers, one call sold twice, one stray sale."""
    for number in range(10):
        world.fact("contact", "2026-03-02 10:00", "started_at", contact=number, agent="Ada", team="North", outbound=1,
                   connected=int(number < 4), right_party=int(number < 3), eligible=int(number < 3),
                   offer_made=int(number < 2), completed=int(number < 4), sold=int(number < 1), handled=int(number < 4))
    for key, contact, revenue in (("s1", 0, "100.10"), ("s2", 0, "50.05"), ("s3", None, "25.00")):
        world.fact("sale", "2026-03-03 10:00", "sold_at", key=key, contact=contact, agent="Ada", team="North",
                   revenue=Decimal(revenue), amount=Decimal(revenue), currency="EUR")
    for day, team, cost in (("2026-03-02", "North", "30.01"), ("2026-03-03", None, "9.99")):
        world.put("cost", day=day, team=team, cost=Decimal(cost), line_of_cost="wages")
    world.fill_all(*MARCH)
    return world


@pytest.mark.parametrize(("metric", "expected"), [
    ("conversion_rate", 1 / 3), ("conversion_rate:dial", 1 / 10), ("conversion_rate:contact", 1 / 4),
    ("conversion_rate:right_party", 1 / 3), ("conversion_rate:offer", 1 / 2), ("dial_attempts", 10),
    ("sales_revenue", 175.15), ("revenue_per_sale", 175.15 / 3), ("revenue_per_completed_call", 150.15 / 4),
    ("operating_cost", 40.0), ("cost_per_sale", 40 / 3), ("cost_per_contact", 10.0),
])
def test_money_and_conversion(shop, days, metric: str, expected: float) -> None:
    assert value(shop, days, metric) == pytest.approx(expected, rel=1e-15)


def test_a_sale_without_a_contact_is_revenue_and_no_conversion(shop, days) -> None:
    revenue, conversion = ask(shop, days, "sales_revenue", "conversion_rate")
    assert (revenue.value, revenue.n) == (175.15, 3)
    assert conversion.parts["num"] == 1


def test_revenue_lies_on_the_day_of_sale_and_costs_on_nobodys_team_stay_apart(shop, days) -> None:
    assert [(row.by["day"], row.value) for row in ask(shop, days, "sales_revenue", by=["day"])] == [
        ("2026-03-03", 175.15)]
    assert [(row.by["team"], row.value) for row in ask(shop, days, "operating_cost", by=["team"])] == [
        ("North", 30.01), (None, 9.99)]
    rows = ask(shop, days, "cost_per_contact", by=["team"])
    assert [(row.by["team"], row.value, row.parts["den"]) for row in rows] == [("North", 30.01 / 4, 4), (None, None, 0)]


def test_answered_stays_and_connected_dials_are_both_handled(shop, days) -> None:
    for _ in range(6):
        shop.visit("2026-03-02 11:00")
    assert value(shop, days, "cost_per_contact") == 4.0


# Each: seconds from the earlier and to the later contact of the same customer and topic, day of March, and whether it
# is a first contact, a resolved one, or still waiting, with a window of seven days and contacts known up to 1 April.
ISSUES = [
    (None, None, 2, "resolved"), (None, 3 * DAY, 2, "repeated"), (3 * DAY, None, 5, "no first"),
    (8 * DAY, None, 5, "resolved"), (None, 7 * DAY, 2, "resolved"), (None, 7 * DAY - 1, 2, "repeated"),
    (7 * DAY, None, 9, "resolved"), (None, None, 25, "resolved"), (None, None, 26, "waiting"),
]


@pytest.fixture
def issues(world):
    for number, (before, after, day, _) in enumerate(ISSUES):
        world.fact("contact", f"2026-03-{day:02d} 00:00", "started_at", contact=number, customer=1, handled=1,
                   agent="Ada" if number % 2 else "Ben", previous_topic_s=before, next_topic_s=after)
    world.fact("contact", "2026-03-02 00:00", "started_at", contact=90, customer=None, handled=1)
    world.fact("contact", "2026-03-02 00:00", "started_at", contact=91, customer=2, handled=0)
    world.fill_all(*MARCH)
    return world


def test_first_contact_resolution_by_hand(issues, days) -> None:
    (row,) = ask(issues, days, "first_contact_resolution")
    resolved = sum(issue[3] == "resolved" for issue in ISSUES)
    firsts = resolved + sum(issue[3] == "repeated" for issue in ISSUES)
    assert (row.parts["num"], row.parts["den"], row.n) == (resolved, firsts, firsts) == (5, 7, 7)
    assert row.parts["first_contacts_waiting"] == 1
    assert not row.complete
    (passed,) = ask(issues, days, "first_contact_resolution", during=("2026-03-01", "2026-03-26"))
    assert (passed.value, passed.complete) == (5 / 7, True)


def test_the_window_is_the_centres_own(issues, days) -> None:
    (row,) = issues.metrics(window=3).ask(["first_contact_resolution"], during=days(*MARCH)).rows
    # Three days: the contact three days later is outside, so all but none repeat, and the 26th has passed too.
    assert (row.parts["num"], row.parts["den"], row.complete) == (9, 9, True)


def test_coaching_is_minutes_over_the_mean_headcount(world, days) -> None:
    world.roster("Ada", "North", days("2026-03-01", "2026-04-01"))
    world.roster("Ben", "North", days("2026-03-01", "2026-03-11"))
    for agent, method, minutes, attended in (("Ada", "role_playing", 40, 1), ("Ada", "remote_listening", 20, 1),
                                             ("Ben", "sharing_practices_with_agents", 30, 1),
                                             ("Ben", "role_playing", 60, 0), ("Ben", "other", 10, 1)):
        world.fact("coaching", "2026-03-05 10:00", "started_at", agent=agent, team="North", method=method,
                   minutes=minutes, attended=attended)
    world.fill_all(*MARCH)
    (row,) = ask(world, days, "coaching_time_per_agent")
    assert row.value == pytest.approx(100 / (41 / 31), rel=1e-15)
    assert (row.parts["coaching_sessions"], row.parts["agent_days"], row.parts["days"]) == (4, 41, 31)
    assert row.as_dict()["parts"] == {"num": 3100, "den": 41, "coaching_sessions": 4}
    each = ask(world, days, "coaching_time_per_agent", by=["agent"])
    assert [(one.by["agent"], one.value) for one in each] == [("Ada", 60), ("Ben", pytest.approx(40 * 3.1))]
    weeks = ask(world, days, "coaching_time_per_agent", by=["week"])
    # 2026-W10 is 2 to 8 March: both agents all seven days; the first week of the period has only its Sunday.
    assert [(one.by["week"], one.value, one.parts["days"]) for one in weeks[:2]] == [
        ("2026-W09", 0, 1), ("2026-W10", 50, 7)]
    mondays = ask(world, days, "coaching_time_per_agent", where={"weekday": ["monday", "thursday"]})
    assert mondays[0].parts["days"] == 9
    methods = ask(world, days, *(f"coaching_time_per_agent:{method}" for method in (
        "remote_listening", "sharing_practices_with_agents", "role_playing")))
    assert [(one.value, one.n) for one in methods] == [(20, 1), (30, 1), (40, 1)]
    assert methods[2].as_dict()["parts"] == {"num": 40, "role_playing_sessions": 1}


def test_occupancy_quality_and_satisfaction_are_sums_over_sums(world, days) -> None:
    for agent, handling, idle in (("Ada", 1500, 300), ("Ben", 300, 1500), ("Cy", 0, 0)):
        world.put("agent_time", **world.place(world.utc("2026-03-02 10:00")), agent=agent, team="North",
                  handling_s=handling, idle_s=idle, scheduled_s=1800, adhering_s=900)
    for points, applicable in ((9, 10), (10, 40)):
        world.fact("evaluation", "2026-03-02 10:00", "evaluated_at", agent="Ada", points=points, applicable=applicable)
    for top in (1, 1, 0):
        world.fact("survey", "2026-03-02 10:00", "answered_at", agent="Ada", score=5 if top else 2, top_box=top)
    world.fill_all(*MARCH)
    rows = ask(world, days, "occupancy", "schedule_adherence", "quality_score", "customer_satisfaction")
    assert [(row.value, row.n) for row in rows] == [(0.5, 2), (0.5, 3), (19 / 50, 2), (2 / 3, 3)]


def test_sums_of_decimals_are_exact(world, days) -> None:
    for _ in range(1000):
        world.visit("2026-03-02 10:00", wait=0.1)
    world.fill_all(*MARCH)
    rows = ask(world, days, "average_speed_of_answer", "average_waiting_time")
    assert [row.value for row in rows] == [0.1, 0.1]
    assert rows[0].parts["wait_answered_s"] == 100
    assert isinstance(rows[0].parts["wait_answered_s"], int)


def test_a_load_that_ends_meanwhile_is_not_half_seen(world, days) -> None:
    """All tables of one question are read in one snapshot."""
    world.visit("2026-03-02 10:00")
    world.fill_all(*MARCH)
    metrics = world.metrics()
    during = days(*MARCH)
    with metrics._snapshot() as snapshot:
        world.visit("2026-03-02 10:00")
        world.cursor.execute("BEGIN")
        world.store()
        world.cursor.execute("COMMIT")
        assert snapshot.run("SELECT count(*) FROM visit", {}) == [(1,)]
    (row,) = metrics.ask(["contacts_offered"], during=during, use_cubes=False).rows
    assert row.value == 2
    assert timedelta(days=during.length) == timedelta(days=31)
