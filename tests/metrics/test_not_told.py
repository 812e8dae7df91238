"""This file is about what no loaded source tells: it is no number, never a "no" counted as nought.

Each thing is told by nobody, then by one source of two: only the rows of which it is known are counted.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from fourscore.metrics.catalogue.telling import KEPT_NEEDS, OF_TELLERS, TELLS
from fourscore.terms import TOLD_WORDS, lacks
from fourscore.warehouse.facts import FACTS

MARCH = ("2026-03-01", "2026-04-01")
AT = "2026-03-02 10:00"
MOMENTS = {"visit": "entered_at", "contact": "started_at", "coaching": "started_at", "absence": "started_at",
           "schedule": "started_at", "segment": "started_at", "agent_state": "started_at", "callback": "promised_at",
           "lead": "created_at", "ticket": "opened_at", "sale": "sold_at", "training": "started_at",
           "evaluation": "evaluated_at"}

# What one source never told: rows (kind of fact, values), and for each metric what it lacks.
CALL = {"handled": 1, "customer": 1}
DIAL = {"outbound": 1, "handled": 1}
ALERT = {"kind": "alert", "answered": 1, "ended_at": "2026-03-02 10:00:10", "seconds": 10}
SIDE = {"agent": "Ada", "method": "side_by_side", "minutes": 30}
NEVER: list[tuple[list[tuple[str, dict[str, Any]]], dict[str, str]]] = [
    ([("contact", DIAL)], {"connect_rate": "connected", "right_party_contact_rate": "right_party",
                           "dialler_drop_rate": "dialler_dropped", "cost_per_contact:handled": "connected"}),
    ([("contact", CALL)], {
        "dial_attempts": "dial", "attempts_per_sale": "dial", "upsell_cross_sell_rate": "eligible",
        "conversion_rate:offer": "offer_made", "revenue_per_completed_call": "completed",
        "recording_coverage": "recorded", "complaint_rate": "complaint", "escalation_rate": "escalated",
        "knowledge_base_use": "article_used", "disposition_completeness": "disposition", "voice_quality": "mos",
        "sentiment_evaluated_csat": "sentiment", "ivr_containment_self_service_rate": "menu",
        "revenue_saved": "cancel_intent", "save_rate": "cancel_intent"}),
    ([("contact", {"handled": 1})], {"first_contact_resolution": "customer", "repeat_contact_rate": "customer"}),
    ([("contact", {"menu": 1})], {"ivr_containment_self_service_rate": "contained"}),
    ([("contact", {**DIAL, "connected": 1, "dialler_dropped": 0})],
     {"dialler_drop_rate:machines_excluded": "machine"}),
    ([("sale", {"revenue": 0, "amount": 0})], {"sales_revenue": "amount", "revenue_per_sale": "amount"}),
    ([("segment", {"kind": "talk"})], {"agent_non_response_rate": "missed", "ring_alert_time": "alert"}),
    ([("segment", ALERT)], {"agent_non_response_rate": "missed", "agent_non_response_rate:all": "missed"}),
    ([("agent_state", {"agent": "Ada", "state": "login"})],
     {"availability": "pause", "occupancy:logged_in": "pause", "pause_time_by_reason": "pause"}),
    ([("coaching", SIDE)], {"coaching_time_per_agent:side_by_side": "attended", "coaching_coverage": "attended",
                            "team_leader_coaching_share": "attended"}),
    ([("coaching", {**SIDE, "attended": 1, "actions_agreed": 3})], {"coaching_action_completion": "actions_done"}),
    ([("absence", {"agent": "Ada"})], {"absenteeism": "planned"}),
    ([("lead", {})], {"list_penetration": "attempts", "time_to_first_attempt": "first_dial_at"}),
    ([("callback", {"due_at": "2026-03-02 11:00"})], {"callback_kept_in_time": "attempted_at"}),
    ([("ticket", {})], {"backlog": "ticket_end", "first_response_time": "first_reply_at",
                        "first_response_time:median": "first_reply_at", "resolution_time": "solved_at"}),
    ([("ticket", {"solved_at": "2026-03-02 11:00", "replies": 1})],
     {"one_touch_ratio": "reopened", "reopen_rate": "reopened"}),
    ([("evaluation", {"points": 1, "applicable": 1})], {"critical_error_rate": "auto_fail"}),
    ([("training", {"agent": "Ada"})], {"training_pass_rate": "passed"}),
    ([("vacancy", {"day": "2026-03-02", "opened_on": "2026-03-02", "accepted_on": "2026-03-09"})],
     {"internal_promotion_rate": "internal"}),
    ([("employment", {"agent": "Ada", "day": "2025-03-02", "hired_on": "2025-03-02"})],
     {"agent_turnover": "left_on", "new_hire_survival_90_days": "left_on"}),
    ([("certificate", {"agent": "Ada", "day": "2026-03-02", "certificate": "c", "required_from": "2026-03-02"})],
     {"certification_in_date": "valid_from"}),
    ([("subscription", {"customer": 1, "day": "2025-03-02", "began_on": "2025-03-02"})],
     {"customer_retention_rate": "subscription_end", "churn_after_contact": "subscription_end"}),
]


def put(world: Any, kind: str, values: dict[str, Any], source: str = "calls") -> None:
    if kind in MOMENTS:
        world.fact(kind, AT, MOMENTS[kind], source=source, **values)
    else:
        world.put(kind, source=source, **values)


@pytest.mark.parametrize(("rows", "metrics"), NEVER, ids=lambda one: "-".join(one) if isinstance(one, dict) else "")
def test_what_nobody_tells_is_no_number_and_is_named(world: Any, days: Any, rows: Any, metrics: Any) -> None:
    for kind, values in rows:
        put(world, kind, values)
    world.fill_all("2020-01-01", "2026-06-01")
    asked = world.metrics()
    found = {row.key: row for row in asked.ask(list(metrics), during=days(*MARCH)).rows}
    assert {key: row.value for key, row in found.items()} == dict.fromkeys(metrics)
    assert not any(row.complete for row in found.values())
    assert {key: row.why for key, row in found.items()} == {key: lacks(asked.lacking(key)) for key in metrics}
    assert {key: name in asked.lacking(key) for key, name in metrics.items()} == dict.fromkeys(metrics, True)
    assert all(TOLD_WORDS[name] in lacks(asked.lacking(key)) for key, name in metrics.items())


STAY = {"agent": "Ada", "queue": "Billing"}
STAYS: list[tuple[dict[str, Any], dict[str, Any], dict[str, float]]] = [
    ({"wait": 10}, {"wait": 10, "talk": 90},
     {"average_talk_time": 45, "average_handle_time": 45, "handle_time_percentile:p90": 81, "talk_time:entered": 90}),
    ({"wait": 0, "outcome": "abandoned"}, {"wait": 30, "outcome": "abandoned"},
     {"average_time_to_abandon": 15, "abandonment_rate:short_excluded": 1, "average_waiting_time": 15,
      "service_level:abandons_in_threshold_credited": 0.5, "service_level:short_abandons_excluded": 0}),
    ({}, {"outcome": "refused"}, {"blocked_refused_rate": 0.5}),
    ({"talk": 9}, {"talk": 9, "customer_segment": "gold"}, {"calls_by_segment": 0.5}),
]


@pytest.mark.parametrize("use_cubes", [True, False])
@pytest.mark.parametrize(("untold", "told", "metrics"), STAYS)
def test_stays_are_told_of_alike_from_cubes_and_from_facts(
    world: Any, days: Any, untold: Any, told: Any, metrics: Any, use_cubes: bool,
) -> None:
    world.visit(AT, **STAY, **untold)
    world.fill_all(*MARCH)
    asked = world.metrics().ask(list(metrics), during=days(*MARCH), use_cubes=use_cubes)
    assert {row.key: row.value for row in asked.rows} == dict.fromkeys(metrics)
    world.visit(AT, **STAY, **told)
    asked = world.metrics().ask(list(metrics), during=days(*MARCH), use_cubes=use_cubes)
    assert {row.key: row.value for row in asked.rows} == pytest.approx(metrics)


# Rows of a source that tells the thing, rows of one that does not, and the figure of the first alone.
DIALS = [{**DIAL, "connected": 1, "right_party": 1}, {**DIAL, "connected": 1, "right_party": 0},
         {**DIAL, "connected": 0}, {**DIAL, "connected": 0}]
MIXED: list[tuple[str, str, list[dict[str, Any]], list[dict[str, Any]], Fraction]] = [
    ("connect_rate", "contact", DIALS, [DIAL] * 4, Fraction(1, 2)),
    ("right_party_contact_rate", "contact", DIALS, [DIAL] * 4, Fraction(1, 4)),
    ("right_party_contact_rate", "contact", [*DIALS, {"right_party": 1, "handled": 1}], [], Fraction(1, 4)),
    ("recording_coverage", "contact", [{**CALL, "recorded": 1}, {**CALL, "recorded": 0}], [CALL] * 3, Fraction(1, 2)),
    ("upsell_cross_sell_rate", "contact", [{**CALL, "eligible": 0, "sold": 1}, {**CALL, "eligible": 0},
                                           {**CALL, "eligible": 1, "sold": 1}], [CALL] * 3, Fraction(1, 2)),
    ("ivr_containment_self_service_rate", "contact", [{"menu": 1, "contained": 1}, {"menu": 1, "contained": 0}],
     [{"menu": 1}] * 3, Fraction(1, 2)),
    ("routing_accuracy", "visit", [{"answered": 1, "transferred": 1, "talk_s": 30}, {"answered": 1, "talk_s": 90}],
     [{"answered": 1, "transferred": 1}] * 3, Fraction(1, 2)),
    ("agent_non_response_rate", "segment", [ALERT, {**ALERT, "answered": 0}], [ALERT] * 3, Fraction(1, 2)),
    ("list_penetration", "lead", [{"attempts": 1}, {"attempts": 0}], [{}] * 3, Fraction(1, 2)),
    ("callback_kept_in_time", "callback",
     [{"due_at": "2026-03-02 11:00", "attempted_at": "2026-03-02 10:30"}, {"due_at": "2026-03-02 11:00"}],
     [{"due_at": "2026-03-02 11:00"}] * 3, Fraction(1, 2)),
    ("coaching_action_completion", "coaching", [{**SIDE, "attended": 1, "actions_agreed": 2, "actions_done": 1}],
     [{**SIDE, "attended": 1, "actions_agreed": 2}], Fraction(1, 2)),
]


@pytest.mark.parametrize(("metric", "kind", "told", "untold", "figure"), MIXED)
def test_only_what_is_known_is_counted(
    world: Any, days: Any, metric: str, kind: str, told: Any, untold: Any, figure: Fraction,
) -> None:
    for source, rows in (("calls", told), ("other", untold)):
        for values in rows:
            put(world, kind, values, source)
        world.fill(kind, "2026-01-01", "2026-06-01", source)
    for another in {"contact", "sale"} - {kind}:
        world.fill(another, "2026-01-01", "2026-06-01")
    (row,) = world.metrics().ask([metric], during=days(*MARCH)).rows
    assert row.value == float(figure)


# Stays of which one source tells, a stay of one that does not, and the figures of the first alone.
WITHHELD: list[tuple[list[dict[str, Any]], dict[str, Any], dict[str, float], str]] = [
    ([{"talk": 60, "wrap_up": 30}, {"talk": 120}], {"wait": 3},
     {"average_handle_time": 105, "average_talk_time": 90, "handle_time_percentile:p90": 117}, "handling"),
    ([{"outcome": "abandoned", "wait": 30}, {"outcome": "abandoned", "wait": 2}, {"wait": 40}, {"wait": 4}],
     {"outcome": "abandoned"},
     {"average_time_to_abandon": 16, "average_waiting_time": 19, "abandonment_rate:short_excluded": 1 / 3,
      "service_level:abandons_in_threshold_excluded": 1 / 3, "service_level:short_abandons_excluded":
      1 / 3, "service_level:abandons_in_threshold_credited": 0.5,
      "service_level:short_abandons_credited": 0.5}, "abandoned_wait"),
    ([{"outcome": "refused"}, {}, {}], {}, {"blocked_refused_rate": 1 / 3}, "refused"),
]


@pytest.mark.parametrize("use_cubes", [True, False])
@pytest.mark.parametrize(("told", "untold", "figures", "lacked"), WITHHELD, ids=[one[-1] for one in WITHHELD])
def test_what_one_source_never_tells_dilutes_no_other(
    world: Any, days: Any, told: Any, untold: Any, figures: Any, lacked: str, use_cubes: bool,
) -> None:
    for number, values in enumerate(told):
        world.visit(f"2026-03-02 1{number}:00", agent="Ada", **values)
    world.fill_all(*MARCH)
    names = list(figures)

    def asked(*by: str) -> Any:
        return world.metrics().ask(names, by, during=days(*MARCH), use_cubes=use_cubes).rows

    before = asked()
    assert {row.key: row.value for row in before} == pytest.approx(figures)
    for _ in range(3):
        world.visit(AT, "Silent", agent="Ben", source="other", **untold)
    world.fill("visit", *MARCH, "other")
    assert [(row.value, row.n, row.complete) for row in asked()] == [(row.value, row.n, row.complete) for row in before]
    by_queue = {(row.by["queue"], row.key): row for row in asked("queue")}
    assert [by_queue["Billing", row.key].value for row in before] == [row.value for row in before]
    silent = [by_queue["Silent", key] for key in names]
    assert [row.value for row in silent] == [None] * len(names)
    assert all("the source of these calls never gives them" in row.why for row in silent)
    assert any(TOLD_WORDS[lacked] in row.why for row in silent)
    # Told later of one stay, it is told of by all.
    world.visit(AT, "Silent", agent="Ben", source="other", **{**told[0], "wait": 25})
    assert all(row.value is not None for row in asked("queue") if row.by["queue"] == "Silent")
    assert [row.n for row in asked()] > [row.n for row in before]


def test_where_every_source_tells_the_kept_sums_are_read(world: Any, days: Any) -> None:
    """Single facts are read only where a source withholds something."""
    from fourscore.metrics.plan import passes, plan

    def tables(during: tuple[str, str] = MARCH) -> set[str]:
        metrics = world.metrics()
        with metrics._snapshot() as snapshot:
            found = [metrics.catalogue.find(name) for name in ("average_handle_time", "average_waiting_time")]
            question = plan(metrics.catalogue, snapshot.extras, found, (), days(*during), None)
            return {one.table for one in passes(question, snapshot.reads(metrics.catalogue, question), snapshot.extras)}

    world.visit(AT, talk=9)
    world.visit(AT, talk=9, source="other")
    for source in ("calls", "other"):
        world.fill("visit", *MARCH, source)
    assert "visit" not in tables()
    world.visit(AT, source="third")
    world.fill("visit", *MARCH, "third")
    assert "visit" in tables()
    april = ("2026-04-01", "2026-05-01")
    world.fill("visit", *april)
    assert "visit" not in tables(april)  # the third had ended by then


def test_what_was_told_of_another_time_says_nothing_of_this(world: Any, days: Any) -> None:
    """A source that tells of recordings ended in March; the one that took over from it does not."""
    put(world, "contact", {**CALL, "recorded": 1})
    world.fact("contact", "2026-04-02 10:00", "started_at", source="later", **CALL)
    world.fill("contact", "2026-03-01", "2026-04-01")
    world.fill("contact", "2026-04-01", "2026-05-01", "later")
    asked = world.metrics()
    assert [row.value for during in (MARCH, ("2026-04-01", "2026-05-01"))
            for row in asked.ask(["recording_coverage"], during=days(*during)).rows] == [1, None]
    assert asked.lacking("recording_coverage") == ()


def test_a_queue_without_dials_costs_what_its_calls_cost(world: Any, days: Any) -> None:
    world.visit(AT)
    put(world, "contact", CALL)
    world.put("cost", day="2026-03-02", cost=9)
    world.fill_all(*MARCH)
    (row,) = world.metrics().ask(["cost_per_contact"], during=days(*MARCH)).rows
    assert row.value == 9.0


def test_everything_that_may_be_told_has_a_word_and_a_table() -> None:
    assert set(TELLS) == set(TOLD_WORDS)
    assert {tells.of for tells in TELLS.values()} <= set(FACTS)
    assert {told for _, told in KEPT_NEEDS.values()} <= set(TELLS)
    assert {one.told for one in OF_TELLERS.values()} <= set(TELLS)
