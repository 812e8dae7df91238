"""This file is about what stands behind a figure: the very rows, their file and line, and the figure taken apart."""

import json

import pytest

from fourscore.metrics import is_opinion
from fourscore.metrics.catalogue.shown import SHOWN
from fourscore.metrics.compile import table_of
from fourscore.terms import WrongUse

MARCH = ("2026-03-01", "2026-04-01")


@pytest.fixture
def metrics(world_in):
    world = world_in("Europe/Berlin")
    world.fact("contact", "2026-03-02 10:54", "started_at", contact=70, key="call-70", queue="Billing", handled=1)
    world.visit("2026-03-02 10:55", wait=10, talk=1200, agent="Ada", team="North", contact=70)
    world.visit("2026-03-02 12:00", wait=30, talk=100, agent="Ben", team="North")
    world.visit("2026-03-03 12:00", "Sales", wait=4, outcome="abandoned")
    world.visit("2026-03-04 12:00", "Sales", wait=4, outcome="refused")
    world.visit("2026-03-05 12:00", "Sales", wait=4, replaced_in=9)
    world.fact("sale", "2026-03-03 10:00", "sold_at", key="s", contact=70, contact_key="call-70", revenue=5)
    world.fact("coaching", "2026-03-03 10:00", "started_at", agent="Ada", team="North", minutes=30, attended=1)
    world.put("cost", day="2026-03-03", cost=12, line_of_cost="wages")
    world.put("agent_time", **world.place(world.utc("2026-03-02 10:00")), agent="Ada", handling_s=9, idle_s=9)
    world.roster("Ada", "North", world.calendar.period("2026-03"))
    world.fill_all(*MARCH)
    return world.metrics()


def table(rows) -> list[dict]:
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]


def test_the_calls_behind_a_service_level(metrics, days) -> None:
    rows = metrics.rows("service_level", during=days(*MARCH))
    first, second, third = table(rows)
    assert rows.total == 3
    assert rows.columns[-3:] == ["source", "file", "line"]
    assert first == {
        "entered_at": "2026-03-02T10:55:00+01:00", "answered_at": None, "ended_at": None, "queue": "Billing",
        "team": "North", "agent": "Ada", "channel": "voice", "customer_segment": None, "topic": None,
        "outcome": "answered", "flow": None, "wait_s": 10, "talk_s": 1200, "hold_s": 0, "wrap_up_s": 0, "in_time": 1,
        "short_abandon": 0, "transferred": 0, "contact": "call-70", "number": 1, "source": "calls",
        "file": "calls/march.csv", "line": 2}
    assert (second["in_time"], third["outcome"]) == (0, "abandoned")


def test_the_total_is_the_n_and_pages_follow_each_other(metrics, days) -> None:
    during = days(*MARCH)
    (row,) = metrics.ask(["service_level"], during=during).rows
    pages = [metrics.rows("service_level", during=during, limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [page.total for page in pages] == [row.n] * 3
    assert [len(page.rows) for page in pages] == [2, 1, 0]
    assert [one for page in pages for one in page.rows] == metrics.rows("service_level", during=during).rows


@pytest.mark.parametrize(("metric", "part", "where", "lines"), [
    ("service_level", "num", None, ["10:55"]), ("service_level", "abandoned", None, ["12:00"]),
    ("service_level", None, {"queue": ["Sales"]}, ["12:00"]),
    ("service_level:answered", None, {"agent": ["Ben"]}, ["12:00"]),
    ("longest_wait", None, None, ["12:00", "10:55", "12:00"]), ("wait_percentile", None, None, ["10:55", "12:00"]),
    ("contacts_offered", None, {"weekday": ["monday"]}, ["10:55", "12:00"]),
])
def test_the_rows_are_those_of_the_part_and_the_condition(metrics, days, metric, part, where, lines) -> None:
    rows = table(metrics.rows(metric, during=days(*MARCH), part=part, where=where))
    assert [row["entered_at"][11:16] for row in rows] == lines


def test_rows_of_a_ratio_over_two_kinds_of_fact_are_the_upper_ones(metrics, days) -> None:
    during = days(*MARCH)
    assert table(metrics.rows("cost_per_contact", during=during))[0]["line_of_cost"] == "wages"
    assert metrics.rows("cost_per_contact", during=during, part="answered").total == 2
    assert table(metrics.rows("coaching_time_per_agent", during=during))[0]["minutes"] == 30
    assert metrics.rows("coaching_time_per_agent", during=during, part="days").rows == []
    assert metrics.rows("coaching_time_per_agent", during=during, part="agent_days").total == 31
    pieces = table(metrics.rows("talk_time", during=during))
    assert [(piece["half_hour_of"][11:16], piece["seconds"], piece["line"]) for piece in pieces] == [
        ("10:30", 290, 2), ("11:00", 910, 2), ("12:00", 100, 5)]


def test_every_metric_has_rows_and_an_explanation(metrics, days) -> None:
    for key, metric in metrics.catalogue.metrics.items():
        if is_opinion(metric, metrics.catalogue):
            with pytest.raises(WrongUse, match="answers-are-hidden"):  # single answers given in confidence
                metrics.rows(key, during=days(*MARCH))
            continue
        for part in (None, *metric.formulas, *metric.parts()):
            rows = metrics.rows(key, during=days(*MARCH), part=part, limit=2000)
            assert len(rows.rows) == rows.total
        explained = metrics.explain(key, during=days(*MARCH))
        (row,) = metrics.ask([key], during=days(*MARCH)).rows
        assert explained.value == row.value
        assert json.loads(json.dumps(explained.as_dict()))["variant"] == metric.variant
        assert metric.words in "\n".join(explained.lines("EUR"))


def test_every_column_shown_exists(metrics, days) -> None:
    for fact, columns in SHOWN.items():
        table = table_of(fact, days(*MARCH), metrics.calendar)
        metrics.warehouse.cursor().execute(f"SELECT {', '.join(columns.values())} FROM {table} AS f").fetchall()


def test_an_unknown_part_is_answered_with_the_right_one(metrics, days) -> None:
    with pytest.raises(WrongUse, match="Did you mean abandoned") as refused:
        metrics.rows("service_level", during=days(*MARCH), part="abandond")
    assert refused.value.issues[0].name == "unknown-part"


def test_a_figure_taken_apart(metrics, days) -> None:
    explained = metrics.explain("service_level:abandons_in_threshold_excluded", during=days(*MARCH))
    assert explained.formula == (
        "answered_in_time__wait / (answered__wait + abandoned__wait − abandoned_in_time__wait)")
    assert explained.with_numbers == "1 / (2 + 1 − 1)"
    assert [(part.name, part.value) for part in explained.parts] == [
        ("answered_in_time__wait", 1), ("answered__wait", 2), ("abandoned__wait", 1), ("abandoned_in_time__wait", 1)]
    assert [tuple(one) for one in explained.sources] == [("visit", "calls", 3, 1)]
    said = "\n".join(explained.lines("EUR"))
    assert "50.0%" in said
    assert "3 stays in a queue from calls in 1 file" in said
    assert metrics.explain("longest_wait", during=days(*MARCH)).formula == "the largest of longest_wait_s"
    unknown = metrics.explain("service_level", during=days("2027-01-01", "2027-02-01"))
    assert unknown.with_numbers == "– / (– + –)"
    assert "It is not complete" in "\n".join(unknown.lines("EUR"))


def test_rows_come_in_time_and_the_largest_first_where_a_largest_is_asked(world_in, days) -> None:
    """The words beside a row are fetched after the rows are picked, and must not shuffle them."""
    world = world_in("Europe/Berlin")
    for number in range(200):
        agent, queue = ("Ada", "Ben", None)[number % 3], ("Billing", "Sales")[number % 2]
        at = f"2026-03-{1 + number * 7 % 28:02} {8 + number % 12:02}:{number * 13 % 60:02}"
        key = 1000 + number * 17 % 200
        world.fact("contact", at, "started_at", contact=key, key=f"call-{key}", queue=queue, handled=1)
        world.visit(at, queue, wait=number * 37 % 199, agent=agent, outcome="answered" if agent else "abandoned",
                    contact=key)
    world.fill_all(*MARCH)
    metrics = world.metrics()
    times = [row["entered_at"] for row in table(metrics.rows("contacts_offered", during=days(*MARCH), limit=30))]
    waits = [row["wait_s"] for row in table(metrics.rows("longest_wait", during=days(*MARCH), limit=30))]
    assert times == sorted(times)
    assert waits == sorted(waits, reverse=True)
    assert waits[0] == 198
