"""This file is about the columns a person reads of each kind of fact, when the rows behind a figure are shown."""

from __future__ import annotations

from fourscore.warehouse import COUNTS_TOLD, SECONDS_TOLD

NAMES = ("queue", "team", "agent", "channel", "customer_segment", "topic")
_CONTACT = "(SELECT any_value(c.key) FROM contact AS c WHERE c.contact = f.contact AND c.replaced_in IS NULL)"
_OF_STAY = ("(SELECT any_value(v.{}) FROM visit AS v WHERE v.contact = f.contact AND v.number = f.number "
            "AND v.replaced_in IS NULL)")
_OUTCOME = ("CASE WHEN f.answered = 1 THEN 'answered' WHEN f.abandoned = 1 THEN 'abandoned' WHEN f.flowed_out = 1 "
            "THEN 'flowed out' WHEN f.dropped = 1 THEN 'dropped' WHEN f.refused = 1 THEN 'refused' ELSE 'open' END")
_ROW = ("source", "file", "line")


def _own(*names: str) -> dict[str, str]:
    return {name: f"f.{name}" for name in names}


# For each kind of fact the columns a person reads, and their SQL over `f`.
SHOWN: dict[str, dict[str, str]] = {
    "visit": {**_own("entered_at", "answered_at", "ended_at", *NAMES), "outcome": _OUTCOME,
              **_own("flow", "wait_s", "talk_s", "hold_s", "wrap_up_s", "in_time", "short_abandon", "transferred"),
              "contact": _CONTACT, **_own("number", *_ROW)},
    "contact": {**_own("started_at", "ended_at", *NAMES, "outbound", "handled", "connected", "right_party",
                       "eligible", "offer_made", "completed", "sold", "previous_topic_s", "next_topic_s"),
                "contact": "f.key", **_own(*_ROW)},
    "segment": {**_own("started_at", "ended_at", "kind", "seconds", "agent", "team", "queue"), "contact": _CONTACT,
                **_own("number", *_ROW)},
    "piece": {"half_hour_of": "f.slot", **_own("kind", "seconds", "agent", "team", "queue"), "contact": _CONTACT,
              **_own("number"), **{name: _OF_STAY.format(name) for name in _ROW}},
    "agent_state": _own("started_at", "ended_at", "state", "reason", "agent", "team", *_ROW),
    "sale": {**_own("sold_at", "revenue", "amount", "currency", "agent", "team", "queue"), "contact": "f.contact_key",
             **_own(*_ROW)},
    "first_sale": {**_own("sold_at", "won", "agent", "team", "queue"), "contact": "f.contact_key",
                   **_own(*_ROW)},
    "first_subscription": _own("began_on", "product", *_ROW),
    "survey": {**_own("answered_at", "score", "scale", "top_box", "agent", "team", "queue"),
               "contact": "f.contact_key", **_own(*_ROW)},
    "evaluation": {**_own("evaluated_at", "points", "applicable", "form", "evaluator", "agent", "team", "queue"),
                   "contact": "f.contact_key", **_own(*_ROW)},
    "coaching": _own("started_at", "ended_at", "agent", "team", "coach", "method", "attended", "minutes", *_ROW),
    "cost": _own("day", "line_of_cost", "cost", "amount", "currency", "team", "queue", *_ROW),
    "schedule": _own("started_at", "ended_at", "agent", "team", "activity", *_ROW),
    **dict.fromkeys(("ticket", "ticket_day"), _own(
        "opened_at", "first_reply_at", "solved_at", "closed_at", "replies", "reopened", "queue", "agent", "team",
        "channel", "topic", "key", *_ROW)),
    "lead": _own("created_at", "first_dial_at", "attempts", "list", "queue", "agent", "team", "key", *_ROW),
    "callback": _own("promised_at", "due_at", "attempted_at", "queue", "agent", "team", "key", *_ROW),
    "invitation": _own("sent_at", "question", "delivered", "queue", "agent", "team", "key", *_ROW),
    "training": _own("started_at", "ended_at", "agent", "team", "course", "passed", *_ROW),
    "absence": _own("started_at", "ended_at", "agent", "team", "reason", "planned", *_ROW),
    "suggestion": _own("shared_at", "agent", "team", "title", *_ROW),
    "recognition": _own("given_at", "kind", "team", *_ROW),
    "pulse": _own("answered_at", "question", "score", "scale", "team", *_ROW),
    "forecast": _own("started_at", "ended_at", "queue", "calls", "required", "version", *_ROW),
    "plan_time": _own("started_at", "ended_at", "queue", "calls", "came", "missed_by", "version", *_ROW),
    "required_time": {"half_hour_of": "f.slot", **_own("required_s", "staffed_s", "missed_by_s")},
    "ready_time": {"half_hour_of": "f.slot", **_own("length_s", "ready_s")},
    "pause_time": {"half_hour_of": "f.slot", **_own("agent", "team", "reason", "seconds", *_ROW)},
    "system_time": {"half_hour_of": "f.slot", **_own("system", "state", "seconds", *_ROW)},
    "budget": _own("day", "line_of_cost", "cost", "amount", "currency", "team", "queue", *_ROW),
    **dict.fromkeys(("employment", "leaver"), _own("hired_on", "left_on", "agent", "team", "role", "leaving", *_ROW)),
    "staff_day": _own("day", "agent", "team", "role", "tenure_days", *_ROW),
    "vacancy": _own("opened_on", "accepted_on", "team", "internal", *_ROW),
    "certificate_day": _own("day", "agent", "team", "certificate", "valid", *_ROW),
    "skill_day": _own("day", "agent", "team", "skill", "held"),
    "interval": {**_own("started_at", "ended_at", "queue", "agent", "team", "channel"),
                 **{f"calls_{name}": f"f.{name}" for name in COUNTS_TOLD}, **_own(*SECONDS_TOLD, *_ROW)},
    "entered": _own("first_day", "until_day", "metric", "num", "den", "who", "team", "queue", *_ROW),
    "handling_time": {"half_hour_of": "f.slot", **_own("agent", "team", "seconds", *_ROW)},
    "coach_session": _own("started_at", "ended_at", "coach", "team", "minutes", *_ROW),
    "double_review": _own("evaluated_at", "evaluator", "form", "apart", "agent", "team", *_ROW),
    "customer_month": {"month_of": "f.day", **_own("customer", "stayed", *_ROW)},
    "agent_time": {"half_hour_of": "f.slot", **_own("agent", "team", "staffed_s", "paused_s", "handling_s", "idle_s",
                                                    "scheduled_s", "adhering_s")},
    "agent_day": _own("day", "agent", "team"),
}
# A stay dated otherwise, or a contact with what its customer had, is shown as it is.
SHOWN |= dict.fromkeys(("visit_by_answer", "visit_by_end", "visit_by_event"), SHOWN["visit"])
SHOWN["contact_subscribed"] = {**SHOWN["contact"], "worth": "f.worth", "leaves_in_days": "f.leaves_in_days"}
# What comes from no single row of a file, and what orders its rows of one moment instead.
UNPLACED = {
    "piece": "f.contact, f.number, f.kind", "agent_time": "f.agent", "agent_day": "f.agent",
    "skill_day": "f.agent, f.skill", "required_time": "f.half", "ready_time": "f.half",
}
