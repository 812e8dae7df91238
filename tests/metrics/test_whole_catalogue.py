"""This file is about the whole catalogue: every number that facts can tell, against figures worked out by hand."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fourscore.metrics import Metrics, read_catalogue
from fourscore.terms import Calendar, Days, OpeningHours
from fourscore.warehouse import Warehouse

WEEK = Days(date(2026, 3, 2), date(2026, 3, 9))
MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))
ROSTER = [(agent, "red", "2026-01-01", None) for agent in ("Ada", "Ben", "Cem")]


def hand() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hand_fed", Path(__file__).parents[1] / "warehouse" / "hand_fed.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stay(outcome: str, entered: str, **more: Any) -> dict[str, Any]:
    return {"queue": "sales", "entered_at": entered, "outcome": outcome, **more}


def talk(agent: str, start: str, end: str, kind: str = "talk") -> dict[str, Any]:
    return {"kind": kind, "agent": agent, "queue": "sales", "started_at": start, "ended_at": end}


def alert(agent: str, start: str, end: str, answered: int, cancelled: int = 0) -> dict[str, Any]:
    return {**talk(agent, start, end, "alert"), "answered": answered, "cancelled": cancelled}


def inbound(key: str, at: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "started_at": at, "ended_at": at, "channel": "voice", **more}


CALLS: list[dict[str, Any]] = [
    {"contact": inbound("c1", "2026-03-02 10:00:00", customer="K1", customer_segment="gold", disposition="ok",
                        recorded=1, escalated=0, complaint=0, article_used=1, mos=4, sentiment=0.5, menu=1, contained=0,
                        cancel_intent=1, eligible=0),
     "visits": [stay("answered", "2026-03-02 10:00:00", agent="Ada", answered_at="2026-03-02 10:00:10",
                     ended_at="2026-03-02 10:05:10", wait_s=10, talk_s=240, hold_s=60, wrap_up_s=30)],
     "segments": [alert("Ada", "2026-03-02 10:00:05", "2026-03-02 10:00:10", 1),
                  talk("Ada", "2026-03-02 10:00:10", "2026-03-02 10:04:10"),
                  talk("Ada", "2026-03-02 10:04:10", "2026-03-02 10:05:10", "hold"),
                  talk("Ada", "2026-03-02 10:05:10", "2026-03-02 10:05:40", "wrap_up")]},
    {"contact": inbound("c2", "2026-03-03 10:00:00", customer="K1", disposition="", recorded=0, escalated=1,
                        complaint=1, article_used=0, mos=3, eligible=0),
     "visits": [stay("answered", "2026-03-03 10:00:00", agent="Ben", answered_at="2026-03-03 10:00:30",
                     ended_at="2026-03-03 10:01:20", wait_s=30, talk_s=50, wrap_up_s=60, transferred=1)],
     "segments": [alert("Ben", "2026-03-03 10:00:00", "2026-03-03 10:00:20", 0),
                  alert("Ben", "2026-03-03 10:00:23", "2026-03-03 10:00:30", 1),
                  talk("Ben", "2026-03-03 10:00:30", "2026-03-03 10:01:20"),
                  talk("Ben", "2026-03-03 10:01:20", "2026-03-03 10:02:20", "wrap_up")]},
    {"contact": inbound("c3", "2026-03-04 10:00:00", customer="K2", cancel_intent=1, eligible=1),
     "visits": [stay("answered", "2026-03-04 10:00:00", agent="Ada", answered_at="2026-03-04 10:00:00",
                     ended_at="2026-03-04 10:01:40", wait_s=0, talk_s=100, agent_ended=1)],
     "segments": [talk("Ada", "2026-03-04 10:00:00", "2026-03-04 10:01:40"),
                  talk("Ada", "2026-03-04 10:00:00", "2026-03-04 10:01:40")]},
    {"contact": inbound("c4", "2026-03-08 12:00:00", customer="K3"),
     "visits": [stay("abandoned", "2026-03-08 12:00:00", ended_at="2026-03-08 12:00:15", wait_s=15)],
     "segments": [alert("Ben", "2026-03-08 12:00:05", "2026-03-08 12:00:15", 0, 1)]},
    {"contact": inbound("c5", "2026-03-05 10:00:00"), "visits": [stay("refused", "2026-03-05 10:00:00")]},
    {"contact": inbound("c6", "2026-03-05 11:00:00"),
     "visits": [stay("flowed_out", "2026-03-05 11:00:00", ended_at="2026-03-05 11:02:00", wait_s=120)]},
    {"contact": inbound("c8", "2026-03-06 10:00:00", menu=1, contained=1)},
    {"contact": inbound("d1", "2026-03-02 14:00:00", outbound=1, connected=1, right_party=1, dialler_dropped=0,
                        machine=0)},
    {"contact": inbound("d2", "2026-03-02 14:01:00", outbound=1, connected=1, right_party=0, dialler_dropped=0,
                        machine=1)},
    {"contact": inbound("d3", "2026-03-02 14:02:00", outbound=1, connected=1, right_party=0, dialler_dropped=1)},
    {"contact": inbound("d4", "2026-03-02 14:03:00", outbound=1, connected=0)},
]


def times(day: str, start: str, end: str) -> dict[str, str]:
    return {"started_at": f"2026-03-{day} {start}:00", "ended_at": f"2026-03-{day} {end}:00"}


def survey(key: str, question: str | None, score: int, scale: int) -> dict[str, Any]:
    return {"survey": {"key": key, "question": question, "score": score, "scale": scale,
                       "answered_at": "2026-03-05 09:00:00"}}


COACHED = {"coach": "Lea", "method": "side_by_side"}
OTHERS: list[dict[str, Any]] = [
    {"sale": {"key": "s1", "contact": "d1", "agent": "Ada", "sold_at": "2026-03-02 14:00:30", "amount": 100}},
    {"sale": {"key": "s2", "contact": "c2", "agent": "Ben", "sold_at": "2026-03-03 10:01:00", "amount": 50}},
    {"subscription": {"key": "1", "customer": "K1", "began_on": "2025-01-01", "ended_on": "2026-03-20", "amount": 240}},
    {"subscription": {"key": "2", "customer": "K2", "began_on": "2025-06-01", "amount": 120}},
    {"lead": {"key": "1", "list": "spring", "created_at": "2026-03-02 09:00:00", "attempts": 2,
              "first_dial_at": "2026-03-02 09:10:00"}},
    {"lead": {"key": "2", "list": "spring", "created_at": "2026-03-02 09:00:00", "attempts": 0}},
    *({"callback": {"key": str(n), "promised_at": "2026-03-02 09:00:00", "due_at": "2026-03-02 10:00:00",
                    "attempted_at": at}} for n, at in enumerate(("2026-03-02 10:00:00", "2026-03-02 11:00:00", None))),
    survey("1", None, 4, 5), survey("2", "csat", 2, 5), survey("3", "nps", 10, 10), survey("4", "nps", 6, 10),
    survey("5", "nps", 9, 10), survey("6", "ces", 3, 5), survey("7", "ces2", 6, 7), survey("8", "enps", 9, 10),
    survey("9", "enps", 3, 10),
    *({"invitation": {"key": str(n), "sent_at": "2026-03-04 09:00:00", "delivered": d}}
      for n, d in enumerate((1, 0, None))),
    {"evaluation": {"key": "1", "contact": "c1", "form": "A", "evaluator": "X", "points": 80, "applicable": 100,
                    "auto_fail": 0, "evaluated_at": "2026-03-05 09:00:00"}},
    {"evaluation": {"key": "2", "contact": "c1", "form": "A", "evaluator": "Y", "points": 70, "applicable": 100,
                    "evaluated_at": "2026-03-05 09:00:00"}},
    {"evaluation": {"key": "3", "contact": "c3", "form": "A", "evaluator": "X", "points": 50, "applicable": 100,
                    "auto_fail": 1, "evaluated_at": "2026-03-05 09:00:00"}},
    {"coaching": {"key": "1", "agent": "Ada", **COACHED, **times("03", "10:00", "10:30"), "attended": 1,
                  "actions_agreed": 2, "actions_done": 1}},
    {"coaching": {"key": "2", "agent": "Ben", **COACHED, **times("03", "10:00", "10:30"), "attended": 1,
                  "actions_agreed": 2, "actions_done": 2}},
    {"coaching": {"key": "3", "agent": "Cem", **COACHED, **times("04", "10:00", "10:30"), "attended": 0}},
    {"training": {"key": "1", "agent": "Ada", **times("02", "13:00", "15:00"), "passed": 1}},
    {"training": {"key": "2", "agent": "Ben", **times("02", "13:00", "14:00"), "passed": 0}},
    {"training": {"key": "3", "agent": "Cem", **times("02", "13:00", "14:00")}},
    {"absence": {"key": "1", "agent": "Ben", **times("03", "08:00", "10:00"), "planned": 0}},
    {"absence": {"key": "2", "agent": "Cem", **times("03", "08:00", "16:00"), "planned": 1}},
    {"schedule": {"key": "1", "agent": "Lea", "activity": "contacts", **times("03", "08:00", "12:00")}},
    {"schedule": {"key": "2", "agent": "Ada", "activity": "contacts", **times("02", "08:00", "12:00")}},
    {"agent_state": {"key": "1", "agent": "Ada", "state": "login", **times("02", "08:00", "12:00")}},
    {"agent_state": {"key": "2", "agent": "Ada", "state": "pause", "reason": "lunch", **times("02", "10:30", "11:00")}},
    {"agent_state": {"key": "3", "agent": "Ben", "state": "login", **times("02", "09:00", "10:00")}},
    {"ticket": {"key": "1", "queue": "mail", "opened_at": "2026-03-02 09:00:00", "replies": 1, "reopened": 0,
                "first_reply_at": "2026-03-02 10:00:00", "solved_at": "2026-03-02 11:00:00"}},
    {"ticket": {"key": "2", "queue": "mail", "opened_at": "2026-03-03 09:00:00", "replies": 3, "reopened": 1,
                "first_reply_at": "2026-03-03 09:30:00", "solved_at": "2026-03-04 09:00:00"}},
    {"ticket": {"key": "3", "queue": "mail", "opened_at": "2026-03-05 09:00:00"}},
    {"forecast": {"key": "1", "queue": "sales", **times("02", "10:00", "10:30"), "calls": 3, "required": 5,
                  "version": "1"}},
    {"forecast": {"key": "2", "queue": "sales", **times("02", "10:00", "10:30"), "calls": 2, "required": 2,
                  "version": "2"}},
    {"forecast": {"key": "3", "queue": "sales", **times("03", "10:00", "10:30"), "calls": 1, "version": "2"}},
    *({"system_health": {"key": state + start, "system": "pbx", "state": state, "started_at": f"2026-03-04 {start}",
                         "ended_at": f"2026-03-{end}"}}
      for state, start, end in (("up", "00:00:00", "04 12:00:00"), ("down", "12:00:00", "04 13:00:00"),
                                ("maintenance", "13:00:00", "04 15:00:00"), ("up", "15:00:00", "05 00:00:00"))),
    {"cost": {"key": "1", "first_day": "2026-03-02", "line_of_cost": "labour", "amount": 100}},
    {"cost": {"key": "2", "first_day": "2026-03-03", "line_of_cost": "rent", "amount": 50}},
    {"budget": {"key": "1", "first_day": "2026-03-02", "line_of_cost": "labour", "amount": 120}},
    *({"entered": {"key": metric, "metric": metric, "first_day": "2026-03-02", "num": num, "den": den, "who": "Lea"}}
      for metric, num, den in (("market_share", 20, 100), ("cost_of_turnover", 5000, 1), ("coaching_effect", 3, 2),
                               ("time_to_proficiency", 20, 4))),
    {"employment": {"key": "1", "agent": "Ada", "role": "agent", "hired_on": "2026-03-02"}},
    {"employment": {"key": "2", "agent": "Ben", "hired_on": "2026-03-02", "left_on": "2026-03-06",
                    "leaving": "voluntary"}},
    {"employment": {"key": "3", "agent": "Lea", "role": "team_leader", "hired_on": "2026-01-01"}},
    *({"vacancy": {"key": opened, "opened_on": f"2026-03-{opened}", "accepted_on": accepted, "internal": internal}}
      for opened, accepted, internal in (("02", "2026-03-12", 1), ("03", "2026-03-23", 0), ("04", None, None))),
    {"certificate": {"key": "1", "agent": "Ada", "certificate": "cards", "required_from": "2026-03-01",
                     "valid_from": "2026-03-01", "valid_until": "2026-03-05"}},
    {"skill": {"key": "1", "agent": "Ada", "skill": "French", "from_day": "2026-03-01"}},
    *({"suggestion": {"key": str(n), "agent": "Ada", "shared_at": "2026-03-02 09:00:00"}} for n in range(3)),
    {"until": "2026-06-10"},
]

# Of the week (customer retention: of March). Handling of the week is 330 + 110 + 200 seconds; logged in are 5 hours.
EXPECTED = {
    "cost_per_resolved_contact": 150, "cost_per_handled_minute": 150 * 60 / 640, "sales_per_hour": 2 / 5,
    "revenue_per_agent_hour": 150 / 8, "contribution_margin": 0, "return_on_investment": 0, "revenue_saved": 120,
    "cost_of_turnover": 5000, "labour_share_of_cost": 100 / 150, "upsell_cross_sell_rate": 1 / 2, "market_share": 0.2,
    "budget_variance": 30 / 120,
    "service_level:service_level_events": 2 / 5, "answer_rate": 3 / 5, "blocked_refused_rate": 1 / 6,
    "first_response_time": 2700, "first_response_time:median": 2700, "repeat_contact_rate": 1 / 4,
    "one_touch_ratio": 1 / 2, "customer_satisfaction:mean": 3, "customer_satisfaction:top_box": 1 / 2,
    "net_promoter_score": 100 / 3, "customer_effort_score": 3, "customer_effort_score:ease": 6,
    "survey_response_rate": 9 / 2, "save_rate": 1 / 2, "customer_retention_rate": 1 / 2, "churn_after_contact": 2 / 3,
    "answered_within_opening_hours_coverage": 4 / 5, "complaint_rate": 1 / 2, "transfer_rate": 1 / 3,
    "callback_kept_in_time": 1 / 3,
    "round_the_clock_availability": 3.5 / 168, "resolution_time": 46800, "resolution_time:median": 46800,
    "sentiment_evaluated_csat": 0.5, "callers_per_distinct_customer": 4 / 3,
    "contacts_handled:answered_at": 3, "contacts_handled:ended_at": 3, "contacts_abandoned:ended_at": 1, "flow_outs": 1,
    "average_hold_time": 20, "average_hold_time:held": 60, "after_call_work_time": 30, "ring_alert_time": 6,
    "agent_non_response_rate": 1 / 3, "agent_non_response_rate:all": 2 / 4, "utilisation": 330 / 18000,
    "utilisation:scheduled": 330 / 28800, "occupancy:logged_in": 0.9, "availability": 0.9, "conformance": 5 / 8,
    "shrinkage": 1 - 16200 / 28800, "login_time": 18000, "pause_time_by_reason": 1800, "idle_time": 15870,
    "contacts_per_agent_hour": 3 / 5, "calls_by_segment": 1 / 5, "ivr_containment_self_service_rate": 1 / 2,
    "routing_accuracy": 1 / 3, "forecast_error": 1 / 2, "staffing_error": 1 / 2, "connect_rate": 3 / 4,
    "right_party_contact_rate": 1 / 4, "list_penetration": 1 / 2, "dialler_drop_rate": 1 / 3,
    "dialler_drop_rate:of_answered": 1 / 2, "dialler_drop_rate:machines_excluded": 1 / 2, "attempts_per_sale": 2,
    "time_to_first_attempt": 600, "backlog": 1, "backlog:mean": 5 / 7, "reopen_rate": 1 / 2, "escalation_rate": 1 / 2,
    "knowledge_base_use": 1 / 2, "recording_coverage": 1 / 2, "disposition_completeness": 1 / 2,
    "system_availability": 21 / 24, "system_availability:unplanned": 21 / 22, "voice_quality": 3.5,
    "agent_disconnect_first_rate": 1 / 2, "concurrency": 640 / 540,
    "team_leader_coaching_share": 30 / 240, "coaching_time_per_agent:side_by_side": 60, "coaching_coverage": 2 / 3,
    "coaching_effect": 1.5, "coaching_action_completion": 3 / 4, "critical_error_rate": 1 / 2,
    "evaluations_per_agent": 1, "calibration_agreement": 0.9, "training_hours_per_agent": 4800,
    "time_to_proficiency": 5, "agent_turnover": 365 / 11, "absenteeism": 2 / 8, "average_tenure": 27 / (11 * 30.4375),
    "agent_satisfaction": 0, "skill_coverage_cross_training": 1 / 3, "certification_in_date": 3 / 7, "time_to_hire": 15,
    "new_hire_survival_90_days": 1 / 2, "training_pass_rate": 1 / 2, "span_of_control": 11 / 7,
    "suggestions_practices_shared": 1, "internal_promotion_rate": 1 / 2,
}


# Open on weekdays from nine to six, by Berlin's clock: the call on Sunday entered outside.
DAYTIME = ((time(9), time(18)),)
HOURS = OpeningHours(ZoneInfo("Europe/Berlin"), (*(DAYTIME,) * 5, (), ()))


def opened(folder: Path, lines: list[dict[str, Any]]) -> Metrics:
    feed = hand()
    (folder / "in").mkdir()
    (folder / "in" / "day.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    warehouse = Warehouse.open(folder / "data")
    report = feed.load(warehouse, folder / "in", feed.agreed("Europe/Berlin", roster=ROSTER))
    assert (report.issues, report.rows_set_aside) == ((), 0)
    catalogue, issues = read_catalogue(None, {})
    assert issues == []
    return Metrics(warehouse, catalogue, Calendar(ZoneInfo("Europe/Berlin")), "EUR", hours=[HOURS],
                   smallest_group=1)  # the definitions are tried here; tests/people tries what is hidden


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Metrics]:
    metrics = opened(tmp_path_factory.mktemp("everything"), [*CALLS, *OTHERS])
    yield metrics
    metrics.warehouse.close()


@pytest.fixture(scope="module")
def calls_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Metrics]:
    plain = [{**one, "contact": {k: v for k, v in one["contact"].items() if k in ("key", "started_at", "ended_at")}}
             for one in CALLS]
    for one in plain:
        for visit in one.get("visits", ()):
            for name in ("hold_s", "wrap_up_s", "transferred", "agent_ended"):
                visit.pop(name, None)
    metrics = opened(tmp_path_factory.mktemp("calls"), [*plain, {"until": "2026-06-10"}])
    yield metrics
    metrics.warehouse.close()


@pytest.mark.parametrize("key", EXPECTED)
def test_the_figure_worked_out_by_hand(everything: Metrics, key: str) -> None:
    (row,) = everything.ask([key], during=MARCH if key == "customer_retention_rate" else WEEK).rows
    assert row.value == pytest.approx(EXPECTED[key], rel=1e-9), row.parts
    assert row.n > 0


# What a source of calls alone, which tells nothing of hold, wrap-up, transfers or endings, can still tell.
TOLD_BY_CALLS = {
    "service_level:service_level_events", "answer_rate", "blocked_refused_rate", "contacts_handled:answered_at",
    "contacts_handled:ended_at", "contacts_abandoned:ended_at", "flow_outs", "answered_within_opening_hours_coverage",
    "ring_alert_time",
    "agent_non_response_rate", "agent_non_response_rate:all", "upsell_cross_sell_rate", "calls_by_segment",
    "concurrency",
}


@pytest.mark.parametrize("key", sorted(set(EXPECTED) - TOLD_BY_CALLS))
def test_what_nobody_told_is_no_number(calls_only: Metrics, key: str) -> None:
    """Missing is never zero: a log of calls says nothing of hold, staff, tickets or money."""
    (row,) = calls_only.ask([key], during=WEEK).rows
    assert row.value is None or (row.value == 0 and row.n == 0), (row.value, row.parts)


def test_counts_are_dated_as_their_variant_says(tmp_path: Path) -> None:
    """Entered at 23:59:50, answered ten seconds after midnight, ended at 00:05: one stay, three datings."""
    line = {"contact": inbound("n", "2026-03-02 22:59:50"), "visits": [
        stay("answered", "2026-03-02 22:59:50", agent="Ada", answered_at="2026-03-02 23:00:10",
             ended_at="2026-03-03 23:05:00", wait_s=20, talk_s=86_690)]}
    late = {"contact": inbound("m", "2026-03-02 22:59:50"), "visits": [
        stay("abandoned", "2026-03-02 22:59:50", ended_at="2026-03-02 23:00:20", wait_s=30)]}
    metrics = opened(tmp_path, [line, late, {"until": "2026-06-10"}])

    def by_day(key: str) -> dict[str | None, float | None]:
        return {row.by["day"]: row.value for row in metrics.ask([key], by=["day"], during=WEEK).rows if row.n}

    assert by_day("contacts_handled") == {"2026-03-02": 1}
    assert by_day("contacts_handled:answered_at") == {"2026-03-03": 1}
    assert by_day("contacts_handled:ended_at") == {"2026-03-04": 1}
    assert by_day("contacts_abandoned:ended_at") == {"2026-03-03": 1}
    assert by_day("service_level:offered") == {"2026-03-02": 0.5}
    # Both met the threshold of 20 seconds after midnight.
    assert by_day("service_level:service_level_events") == {"2026-03-03": 0.5}
    metrics.warehouse.close()


@pytest.mark.parametrize(("key", "by", "found"), [
    ("skill_coverage_cross_training", "skill", {"French": 1 / 3}),
    ("pause_time_by_reason", "reason", {"lunch": 1800}),
    ("operating_cost", "line_of_cost", {"labour": 100, "rent": 50}),
    ("system_availability", "system", {"pbx": 21 / 24}),
    ("coaching_time_per_agent:side_by_side", "method", {"side_by_side": 60}),
    ("agent_turnover", "team", {"red": 365 / 11}),
    ("backlog", "day", {"2026-03-03": 1, "2026-03-05": 1, "2026-03-06": 1, "2026-03-07": 1, "2026-03-08": 1}),
])
def test_cut_by_its_own_words(everything: Metrics, key: str, by: str, found: dict[str, float]) -> None:
    rows = everything.ask([key], by=[by], during=WEEK).rows
    assert {row.by[by]: row.value for row in rows if row.n and row.by[by]} == pytest.approx(found)


def test_opening_hours_go_by_the_wall_clock(tmp_path: Path) -> None:
    """Open from two to three in the night the clock goes back: both hours of that name count, the others do not."""
    night = OpeningHours(ZoneInfo("Europe/Berlin"), ((),) * 6 + (((time(2), time(3)),),))
    shift = OpeningHours(ZoneInfo("Europe/Berlin"), ((),) * 5 + (((time(22), time(1)),), ()))
    entered = ["2026-10-24 20:30:00", "2026-10-24 22:59:00", "2026-10-24 23:30:00", "2026-10-25 00:30:00",
               "2026-10-25 01:30:00", "2026-10-25 02:30:00"]
    metrics = opened(tmp_path, [{"contact": inbound(at, at), "visits": [
        stay("abandoned", at, ended_at=at)]} for at in entered] + [{"until": "2026-12-01"}])
    day = Days(date(2026, 10, 24), date(2026, 10, 26))
    for hours, inside in (([night], 2), ([shift], 2), ([night, shift], 4), ([], None)):
        asked = Metrics(metrics.warehouse, metrics.catalogue, metrics.calendar, "EUR", hours=hours)
        (row,) = asked.ask(["answered_within_opening_hours_coverage"], during=day).rows
        assert row.value == (None if inside is None else pytest.approx(inside / 6))
        expected = sum(any(one.is_open(datetime.fromisoformat(at + "+00:00")) for one in hours) for at in entered)
        assert row.parts["num"] == expected
    metrics.warehouse.close()
