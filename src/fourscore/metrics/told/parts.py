"""This file is about which parts a report can tell: for each its SQL over an interval told, null where it is not told.

`f` is a row of `told_rows` with `limit_s` and `short_limit_s`, the limits in force (see `sums.py`). A report dates its
times its own way; they are taken as it dates them.
"""

from __future__ import annotations

# Whether single calls, or single log-ins, say the same better; and the kind of fact whose fill mark says so.
CALLS, AGENTS = "visit", "agent_state"
# What a report must tell to say anything of agents' time.
OF_AGENTS = ("staffed_s", "paused_s", "idle_s")
# Kinds of fact that are made of single calls, and of single log-ins.
MADE_OF = {
    **dict.fromkeys(("visit", "visit_by_answer", "visit_by_end", "visit_by_event", "contact", "contact_subscribed",
                     "segment", "piece", "handling_time"), CALLS),
    **dict.fromkeys(("agent_time", "agent_state", "pause_time", "ready_time"), AGENTS),
}

# Where all who were offered were answered or gave up, nobody left otherwise; else the report must say who did.
NOBODY_ELSE = "coalesce(f.{}, CASE WHEN f.offered = f.answered + f.abandoned THEN 0 END)"
HANDLE = "coalesce(f.handle_s, f.talk_s + f.hold_s + f.wrap_up_s)"
IDLE = f"coalesce(f.idle_s, f.staffed_s - f.paused_s - {HANDLE})"
STAFFED = f"coalesce(f.staffed_s, f.paused_s + {HANDLE} + f.idle_s)"
# Parts told within a limit: the column, whatever its limit.
LIMITED = {**{name: f"f.{name}" for name in ("answered_in_time", "abandoned_in_time", "short_abandoned")},
           "answered_in_time__wait": "f.answered_in_time", "abandoned_in_time__wait": "f.abandoned_in_time",
           "short_abandoned__wait": "f.short_abandoned"}
IN_TIME = "CASE WHEN f.within_s = f.limit_s THEN f.{} END"
SHORT = "CASE WHEN f.short_s = f.short_limit_s THEN f.short_abandoned END"


def _half_hours(seconds: str) -> str:
    return f"CAST(ceil({seconds} / 1800) AS BIGINT)"


TOLD: dict[str, str] = {
    "entered": "f.offered", "entered_stays": "f.offered", "answered": "f.answered", "abandoned": "f.abandoned",
    "flowed_out": NOBODY_ELSE.format("flowed_out"), "dropped": NOBODY_ELSE.format("dropped"),
    "refused": "f.refused", "transferred": "f.transferred",
    "dials": "f.dials", "outbound_connected": "f.outbound_connected",
    "still_open": "CAST(0 AS BIGINT)",  # a report is made when its interval is over
    "answered_in_time": IN_TIME.format("answered_in_time"),
    "abandoned_in_time": IN_TIME.format("abandoned_in_time"),
    "short_abandoned": SHORT,
    "wait_answered_s": "f.wait_answered_s", "wait_abandoned_s": "f.wait_abandoned_s", "wait_finished_s": "f.wait_s",
    "longest_wait_s": "f.longest_wait_s", "talk_s": "f.talk_s", "hold_s": "f.hold_s", "wrap_up_s": "f.wrap_up_s",
    "handle_s": HANDLE, "talk_overlap_s": "f.talk_s", "handling_overlap_s": HANDLE,
    "hold_told_s": "f.hold_s", "answered_hold_told": "CASE WHEN f.hold_s IS NOT NULL THEN f.answered END",
    "wrap_up_told_s": "f.wrap_up_s",
    "answered_wrap_up_told": "CASE WHEN f.wrap_up_s IS NOT NULL THEN f.answered END",
    "transferred_told": "f.transferred",
    "answered_transfer_told": "CASE WHEN f.transferred IS NOT NULL THEN f.answered END",
    "dials_answer_told": "CASE WHEN f.outbound_connected IS NOT NULL THEN f.dials END",
    "agent_handling_s": HANDLE, "agent_idle_s": IDLE, "agent_there_s": f"{HANDLE} + {IDLE}",
    # Each is divided by or added to something withheld, which says itself where a report does not tell it.
    "answered__talk": "f.answered", "answered__handling": "f.answered", "entered__refused": "f.offered",
    "entered__wait": "f.offered", "still_open__wait": "CAST(0 AS BIGINT)", "answered__wait": "f.answered",
    "abandoned__wait": "f.abandoned", "flowed_out__wait": NOBODY_ELSE.format("flowed_out"),
    "answered_in_time__wait": IN_TIME.format("answered_in_time"),
    "abandoned_in_time__wait": IN_TIME.format("abandoned_in_time"),
    "short_abandoned__wait": SHORT, "wait_finished_s__wait": "f.wait_s",
    "staffed_s": STAFFED, "pause_s": "f.paused_s",
    "agent_half_hours": _half_hours(f"({HANDLE} + {IDLE})"), "staffed_half_hours": _half_hours(STAFFED),
    "pause_half_hours": _half_hours("f.paused_s"),
}
