"""This file is about the facts: every table that holds them, its columns and their meaning. The only schema of facts.

Times are UTC, intervals half-open, durations decimal seconds (exact when added), money decimal in the centre's currency
beside the amount and currency it was paid in. A flag (FLAG) is 0 or 1, never null; what a source need not tell (MAYBE)
is null where it did not. `x_…` columns are brought by mappings.
Every fact carries its source row (`file`, `line`), the load that brought it (`loaded_in`) and the load that replaced it
(`replaced_in`, null while it stands). Facts are corrected by superseding, never by overwriting; what is *derived* from
other facts (team stamp, threshold flags, seconds to the next contact) is restated in place.
"""

from __future__ import annotations

from fourscore.terms import FLOWS, OUTCOMES, SEGMENTS

SCHEMA = 7
TYPED = "typed"  # the name of the source of figures that people enter by hand; no other may have it

SECONDS = "DECIMAL(12,3)"
MONEY = "DECIMAL(18,4)"
FLAG = "UTINYINT"
MAYBE = "TINYINT"  # 1 or 0, or null where the source does not tell: no share counts such a row on either side
OUTCOME = f"ENUM{OUTCOMES}"
SEGMENT = f"ENUM{SEGMENTS}"
FLOW = f"ENUM{FLOWS}"

# Words kept as integer keys: table → its facts use the key under the same name.
WORDS = ("source", "queue", "agent", "team", "channel", "topic", "customer_segment", "reason")

# Facts dated by a day instead of a moment, and that day's column (a cost is spread over its days).
DATED = {
    "subscription": "began_on", "employment": "hired_on", "vacancy": "opened_on", "certificate": "required_from",
    "skill": "from_day", "entered": "first_day",
}

# What some sources tell of a contact beyond its stays. disposition: the wrap-up code, '' where none was chosen.
# machine: an answering machine took it. dialler_dropped: a live answer that was given no agent. menu: it entered the
# voice menu; contained: it ended there with what the customer wanted.
TOLD = {
    "disposition": "VARCHAR", "language": "VARCHAR", "recorded": MAYBE, "machine": MAYBE, "dialler_dropped": MAYBE,
    "menu": MAYBE, "contained": MAYBE, "escalated": MAYBE, "complaint": MAYBE, "cancel_intent": MAYBE,
    "article_used": MAYBE, "mos": SECONDS, "sentiment": SECONDS,
}

# What a report tells of one interval: counts, and seconds added up. Null where the report does not tell it, never 0.
# answered_in_time and abandoned_in_time: within `within_s`; short_abandoned: within `short_s`.
COUNTS_TOLD = ("offered", "answered", "abandoned", "flowed_out", "dropped", "refused", "transferred",
               "answered_in_time", "abandoned_in_time", "short_abandoned", "dials", "outbound_connected")
SECONDS_TOLD = ("wait_answered_s", "wait_abandoned_s", "wait_s", "longest_wait_s", "talk_s", "hold_s", "wrap_up_s",
                "handle_s", "staffed_s", "paused_s", "idle_s", "within_s", "short_s")
TOLD_SUMS = {**dict.fromkeys(COUNTS_TOLD, "BIGINT"), **dict.fromkeys(SECONDS_TOLD, "DECIMAL(18,3)")}

# What a source stages: plain names instead of keys. `contact` is the source's own key of the conversation.
# Columns a source has nothing for are left out; `store` reads them as null (flags as 0).
STAGED: dict[str, dict[str, str]] = {
    "contact": {
        "key": "VARCHAR", "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", "channel": "VARCHAR",
        "outbound": FLAG, "customer": "VARCHAR", "topic": "VARCHAR", "customer_segment": "VARCHAR",
        "connected": MAYBE, "right_party": MAYBE, "eligible": MAYBE, "offer_made": MAYBE, "completed": MAYBE,
        **TOLD, "agent": "VARCHAR", "queue": "VARCHAR", "file": "INTEGER", "line": "BIGINT",
    },
    "visit": {
        "contact": "VARCHAR", "number": "SMALLINT", "queue": "VARCHAR", "agent": "VARCHAR",
        "entered_at": "TIMESTAMP", "answered_at": "TIMESTAMP", "ended_at": "TIMESTAMP",
        "outcome": OUTCOME, "flow": "VARCHAR", "transferred": FLAG, "agent_ended": FLAG,
        "wait_s": SECONDS, "ring_s": SECONDS, "talk_s": SECONDS, "hold_s": SECONDS, "wrap_up_s": SECONDS,
        "file": "INTEGER", "line": "BIGINT",
    },
    "segment": {
        "contact": "VARCHAR", "number": "SMALLINT", "kind": SEGMENT, "agent": "VARCHAR", "queue": "VARCHAR",
        "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", "answered": FLAG, "cancelled": MAYBE,
        "file": "INTEGER", "line": "BIGINT",
    },
    "agent_state": {
        "key": "VARCHAR", "agent": "VARCHAR", "state": "VARCHAR", "reason": "VARCHAR", "queue": "VARCHAR",
        "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", "file": "INTEGER", "line": "BIGINT",
    },
    "sale": {
        "key": "VARCHAR", "contact": "VARCHAR", "agent": "VARCHAR", "sold_at": "TIMESTAMP",
        "amount": MONEY, "currency": "VARCHAR", "file": "INTEGER", "line": "BIGINT",
    },
    "survey": {
        "key": "VARCHAR", "contact": "VARCHAR", "agent": "VARCHAR", "queue": "VARCHAR", "answered_at": "TIMESTAMP",
        "question": "VARCHAR", "score": SECONDS, "scale": SECONDS, "top_box": FLAG, "file": "INTEGER", "line": "BIGINT",
    },
    "evaluation": {
        "key": "VARCHAR", "contact": "VARCHAR", "agent": "VARCHAR", "evaluated_at": "TIMESTAMP", "form": "VARCHAR",
        "evaluator": "VARCHAR", "points": SECONDS, "applicable": SECONDS, "auto_fail": MAYBE,
        "file": "INTEGER", "line": "BIGINT",
    },
    "coaching": {
        "key": "VARCHAR", "agent": "VARCHAR", "coach": "VARCHAR", "method": "VARCHAR", "attended": MAYBE,
        "actions_agreed": "INTEGER", "actions_done": "INTEGER",
        "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", "file": "INTEGER", "line": "BIGINT",
    },
    "cost": {
        "key": "VARCHAR", "first_day": "DATE", "until_day": "DATE", "line_of_cost": "VARCHAR", "team": "VARCHAR",
        "queue": "VARCHAR", "amount": MONEY, "currency": "VARCHAR", "file": "INTEGER", "line": "BIGINT",
    },
    "schedule": {
        "key": "VARCHAR", "agent": "VARCHAR", "activity": "VARCHAR",
        "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", "file": "INTEGER", "line": "BIGINT",
    },
    "ticket": {
        "key": "VARCHAR", "contact": "VARCHAR", "channel": "VARCHAR", "customer": "VARCHAR", "topic": "VARCHAR",
        "queue": "VARCHAR", "agent": "VARCHAR", "opened_at": "TIMESTAMP", "first_reply_at": "TIMESTAMP",
        "solved_at": "TIMESTAMP", "closed_at": "TIMESTAMP", "replies": "INTEGER", "reopened": "INTEGER",
        "file": "INTEGER", "line": "BIGINT",
    },
    "lead": {
        "key": "VARCHAR", "list": "VARCHAR", "queue": "VARCHAR", "agent": "VARCHAR", "created_at": "TIMESTAMP",
        "first_dial_at": "TIMESTAMP", "attempts": "INTEGER", "file": "INTEGER", "line": "BIGINT",
    },
    "callback": {
        "key": "VARCHAR", "contact": "VARCHAR", "queue": "VARCHAR", "agent": "VARCHAR", "promised_at": "TIMESTAMP",
        "due_at": "TIMESTAMP", "attempted_at": "TIMESTAMP", "file": "INTEGER", "line": "BIGINT",
    },
    "invitation": {
        "key": "VARCHAR", "question": "VARCHAR", "queue": "VARCHAR", "agent": "VARCHAR", "sent_at": "TIMESTAMP",
        "delivered": MAYBE, "file": "INTEGER", "line": "BIGINT",
    },
    "training": {
        "key": "VARCHAR", "agent": "VARCHAR", "course": "VARCHAR", "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP",
        "passed": MAYBE, "file": "INTEGER", "line": "BIGINT",
    },
    "absence": {
        "key": "VARCHAR", "agent": "VARCHAR", "reason": "VARCHAR", "planned": MAYBE, "started_at": "TIMESTAMP",
        "ended_at": "TIMESTAMP", "file": "INTEGER", "line": "BIGINT",
    },
    "suggestion": {
        "key": "VARCHAR", "agent": "VARCHAR", "shared_at": "TIMESTAMP", "title": "VARCHAR",
        "file": "INTEGER", "line": "BIGINT",
    },
    "recognition": {
        "key": "VARCHAR", "agent": "VARCHAR", "given_at": "TIMESTAMP", "given_by": "VARCHAR", "kind": "VARCHAR",
        "file": "INTEGER", "line": "BIGINT",
    },
    "pulse": {
        "key": "VARCHAR", "team": "VARCHAR", "answered_at": "TIMESTAMP", "question": "VARCHAR", "score": SECONDS,
        "scale": SECONDS, "file": "INTEGER", "line": "BIGINT",
    },
    "forecast": {
        "key": "VARCHAR", "queue": "VARCHAR", "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", "calls": SECONDS,
        "required": SECONDS, "version": "VARCHAR", "file": "INTEGER", "line": "BIGINT",
    },
    "system_health": {
        "key": "VARCHAR", "system": "VARCHAR", "state": "VARCHAR", "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP",
        "file": "INTEGER", "line": "BIGINT",
    },
    "budget": {
        "key": "VARCHAR", "first_day": "DATE", "until_day": "DATE", "line_of_cost": "VARCHAR", "team": "VARCHAR",
        "queue": "VARCHAR", "amount": MONEY, "currency": "VARCHAR", "file": "INTEGER", "line": "BIGINT",
    },
    "subscription": {
        "key": "VARCHAR", "customer": "VARCHAR", "product": "VARCHAR", "began_on": "DATE", "ended_on": "DATE",
        "amount": MONEY, "currency": "VARCHAR", "file": "INTEGER", "line": "BIGINT",
    },
    "employment": {
        "key": "VARCHAR", "agent": "VARCHAR", "role": "VARCHAR", "hired_on": "DATE", "left_on": "DATE",
        "leaving": "VARCHAR", "file": "INTEGER", "line": "BIGINT",
    },
    "vacancy": {
        "key": "VARCHAR", "team": "VARCHAR", "opened_on": "DATE", "accepted_on": "DATE", "internal": MAYBE,
        "file": "INTEGER", "line": "BIGINT",
    },
    "certificate": {
        "key": "VARCHAR", "agent": "VARCHAR", "certificate": "VARCHAR", "required_from": "DATE",
        "required_until": "DATE", "valid_from": "DATE", "valid_until": "DATE", "file": "INTEGER", "line": "BIGINT",
    },
    "skill": {
        "key": "VARCHAR", "agent": "VARCHAR", "skill": "VARCHAR", "from_day": "DATE", "until_day": "DATE",
        "file": "INTEGER", "line": "BIGINT",
    },
    "entered": {
        "key": "VARCHAR", "metric": "VARCHAR", "first_day": "DATE", "until_day": "DATE", "team": "VARCHAR",
        "queue": "VARCHAR", "num": MONEY, "den": MONEY, "who": "VARCHAR", "file": "INTEGER", "line": "BIGINT",
    },
    "interval": {
        "key": "VARCHAR", "queue": "VARCHAR", "agent": "VARCHAR", "team": "VARCHAR", "channel": "VARCHAR",
        "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", **TOLD_SUMS, "file": "INTEGER", "line": "BIGINT",
    },
}

# Where a moment of the fact is put on the centre's local calendar: UTC start of its local half hour, its local day,
# and the half hour of that day by the wall clock (0..47).
PLACE = {"slot": "TIMESTAMP", "day": "DATE", "half": "UTINYINT"}
PROVENANCE = {
    "file": "INTEGER", "line": "BIGINT", "loaded_in": "INTEGER", "replaced_in": "INTEGER",
}
WHO = {"agent": "INTEGER", "team": "INTEGER"}
# 1 where the row came with its own agent or queue; else the linked contact's are copied onto it.
OWN = {"own_agent": FLAG, "own_queue": FLAG}
WHAT = {"queue": "INTEGER", "channel": "INTEGER", "topic": "INTEGER", "customer_segment": "INTEGER"}

FACTS: dict[str, dict[str, str]] = {
    # One conversation. `queue` and `agent` are the first it met. Seconds to the same customer's next and from the
    # previous contact (any topic; same topic) make any window of first-contact resolution a predicate.
    "contact": {
        "contact": "BIGINT", "source": "INTEGER", "key": "VARCHAR", **PLACE,
        "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", **WHAT, **WHO, "customer": "INTEGER",
        "outbound": FLAG, "handled": FLAG, "connected": MAYBE, "right_party": MAYBE, "eligible": MAYBE,
        "offer_made": MAYBE, "completed": MAYBE, "sold": FLAG, **TOLD,
        "next_s": "BIGINT", "next_topic_s": "BIGINT", "previous_s": "BIGINT", "previous_topic_s": "BIGINT",
        **PROVENANCE,
    },
    # One stay in one queue, key (contact, number); placed by its entry. Team, channel, topic, customer as of then.
    # in_time, abandoned_in_time, short_abandon: by the threshold in force that day for that queue.
    "visit": {
        "contact": "BIGINT", "number": "SMALLINT", "source": "INTEGER", **PLACE,
        "entered_at": "TIMESTAMP", "answered_at": "TIMESTAMP", "ended_at": "TIMESTAMP", **WHAT, **WHO,
        "customer": "INTEGER",
        "answered": FLAG, "abandoned": FLAG, "flowed_out": FLAG, "dropped": FLAG, "refused": FLAG, "open": FLAG,
        "flow": FLOW, "transferred": FLAG, "agent_ended": FLAG,
        "in_time": FLAG, "abandoned_in_time": FLAG, "short_abandon": FLAG,
        "wait_s": SECONDS, "ring_s": SECONDS, "talk_s": SECONDS, "hold_s": SECONDS, "wrap_up_s": SECONDS,
        "handle_s": SECONDS, **PROVENANCE,
    },
    # Who did what with a contact, from when to when. ended_at null: still open at the end of what was loaded.
    "segment": {
        "contact": "BIGINT", "number": "SMALLINT", "source": "INTEGER", **PLACE, "kind": SEGMENT,
        "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", "seconds": SECONDS, "answered": FLAG, "cancelled": MAYBE,
        **WHAT, **WHO, **PROVENANCE,
    },
    # known_as: the name the source knows the agent by, where it is not the agent's own.
    "agent_state": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "state": "VARCHAR", "reason": "INTEGER", "queue": "INTEGER",
        "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", **WHO, "known_as": "INTEGER", **PROVENANCE,
    },
    "sale": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "sold_at": "TIMESTAMP", "contact": "BIGINT",
        "contact_key": "VARCHAR", **WHAT, **WHO, **OWN,
        "amount": MONEY, "currency": "VARCHAR", "revenue": MONEY, **PROVENANCE,
    },
    "survey": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "answered_at": "TIMESTAMP", "contact": "BIGINT",
        "contact_key": "VARCHAR", **WHAT, **WHO, **OWN,
        "question": "VARCHAR", "score": SECONDS, "scale": SECONDS, "top_box": FLAG, **PROVENANCE,
    },
    "evaluation": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "evaluated_at": "TIMESTAMP", "contact": "BIGINT",
        "contact_key": "VARCHAR", **WHAT, **WHO, **OWN, "form": "VARCHAR", "evaluator": "VARCHAR",
        "points": SECONDS, "applicable": SECONDS, "auto_fail": MAYBE, **PROVENANCE,
    },
    "coaching": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP",
        **WHO, "coach": "VARCHAR", "method": "VARCHAR", "attended": MAYBE, "minutes": SECONDS,
        "actions_agreed": "INTEGER", "actions_done": "INTEGER", **PROVENANCE,
    },
    # One row per local day: a cost of several days is spread evenly over them, the last cent on the last day.
    "cost": {
        "key": "VARCHAR", "source": "INTEGER", "day": "DATE", "line_of_cost": "VARCHAR", "team": "INTEGER",
        "queue": "INTEGER", "amount": MONEY, "currency": "VARCHAR", "cost": MONEY, **PROVENANCE,
    },
    "schedule": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "activity": "VARCHAR",
        "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", **WHO, **PROVENANCE,
    },
    # A matter written down and worked on. replies: an agent's; reopened: how often. Times told by the ticket system.
    "ticket": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "opened_at": "TIMESTAMP", "first_reply_at": "TIMESTAMP",
        "solved_at": "TIMESTAMP", "closed_at": "TIMESTAMP", "replies": "INTEGER", "reopened": "INTEGER",
        "customer": "INTEGER", "channel": "INTEGER", "topic": "INTEGER", "queue": "INTEGER", **WHO, **PROVENANCE,
    },
    # A record to be called. attempts: dials so far.
    "lead": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "list": "VARCHAR", "created_at": "TIMESTAMP",
        "first_dial_at": "TIMESTAMP", "attempts": "INTEGER", "queue": "INTEGER", **WHO, **PROVENANCE,
    },
    "callback": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "promised_at": "TIMESTAMP", "due_at": "TIMESTAMP",
        "attempted_at": "TIMESTAMP", "queue": "INTEGER", **WHO, **PROVENANCE,
    },
    # A customer (or an agent) asked to answer a survey, answered or not.
    "invitation": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "question": "VARCHAR", "sent_at": "TIMESTAMP",
        "delivered": MAYBE, "queue": "INTEGER", **WHO, **PROVENANCE,
    },
    # passed: null where there was nothing to pass.
    "training": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "course": "VARCHAR", "started_at": "TIMESTAMP",
        "ended_at": "TIMESTAMP", "passed": MAYBE, **WHO, **PROVENANCE,
    },
    "absence": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "reason": "INTEGER", "planned": MAYBE,
        "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", **WHO, **PROVENANCE,
    },
    "suggestion": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "shared_at": "TIMESTAMP", "title": "VARCHAR", **WHO,
        **PROVENANCE,
    },
    # Somebody was thanked for their work; kind: for what, in the words of whoever asks for it.
    "recognition": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "given_at": "TIMESTAMP", "given_by": "VARCHAR",
        "kind": "VARCHAR", **WHO, **PROVENANCE,
    },
    # One answer of somebody who works here, given in confidence: of which team is known, and never of whom.
    "pulse": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "answered_at": "TIMESTAMP", "question": "VARCHAR",
        "score": SECONDS, "scale": SECONDS, "team": "INTEGER", **PROVENANCE,
    },
    # Calls expected and agents required in one interval of one queue; version: which of several forecasts.
    "forecast": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP",
        "calls": SECONDS, "required": SECONDS, "version": "VARCHAR", "queue": "INTEGER", **PROVENANCE,
    },
    # state: up, down, maintenance.
    "system_health": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "system": "VARCHAR", "state": "VARCHAR",
        "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP", **PROVENANCE,
    },
    # What was planned to be spent, as cost is.
    "budget": {
        "key": "VARCHAR", "source": "INTEGER", "day": "DATE", "line_of_cost": "VARCHAR", "team": "INTEGER",
        "queue": "INTEGER", "amount": MONEY, "currency": "VARCHAR", "cost": MONEY, **PROVENANCE,
    },
    # One customer's contract; worth: of its remaining term, or of twelve months, as its system tells it.
    "subscription": {
        "key": "VARCHAR", "source": "INTEGER", "day": "DATE", "customer": "INTEGER", "product": "VARCHAR",
        "began_on": "DATE", "ended_on": "DATE", "amount": MONEY, "currency": "VARCHAR", "worth": MONEY, **PROVENANCE,
    },
    # From the first day to the day after the last; leaving: voluntary, involuntary, internal. role: agent, team_leader.
    "employment": {
        "key": "VARCHAR", "source": "INTEGER", "day": "DATE", "role": "VARCHAR", "hired_on": "DATE",
        "left_on": "DATE", "leaving": "VARCHAR", **WHO, **PROVENANCE,
    },
    "vacancy": {
        "key": "VARCHAR", "source": "INTEGER", "day": "DATE", "opened_on": "DATE", "accepted_on": "DATE",
        "internal": MAYBE, "team": "INTEGER", **PROVENANCE,
    },
    # required_…: the days on which the agent must have it; valid_…: on which it is in date.
    "certificate": {
        "key": "VARCHAR", "source": "INTEGER", "day": "DATE", "certificate": "VARCHAR", "required_from": "DATE",
        "required_until": "DATE", "valid_from": "DATE", "valid_until": "DATE", **WHO, **PROVENANCE,
    },
    "skill": {
        "key": "VARCHAR", "source": "INTEGER", "day": "DATE", "skill": "VARCHAR", "from_day": "DATE",
        "until_day": "DATE", **WHO, **PROVENANCE,
    },
    # What no fact tells: a numerator and a denominator somebody brought, dated by the first day they are of.
    "entered": {
        "key": "VARCHAR", "source": "INTEGER", "day": "DATE", "metric": "VARCHAR", "first_day": "DATE",
        "until_day": "DATE", "team": "INTEGER", "queue": "INTEGER", "num": MONEY, "den": MONEY, "who": "VARCHAR",
        **PROVENANCE,
    },
    # One row of a report: sums over the calls of an interval that nobody can take apart. Placed by its start.
    "interval": {
        "key": "VARCHAR", "source": "INTEGER", **PLACE, "started_at": "TIMESTAMP", "ended_at": "TIMESTAMP",
        "queue": "INTEGER", "channel": "INTEGER", **WHO, **TOLD_SUMS, **PROVENANCE,
    },
}

# Derived from facts, restated by every load that touches them.
DERIVED: dict[str, dict[str, str]] = {
    # Pieces of talk, hold and wrap-up, cut at local half hours: times dated by overlap.
    "piece": {
        **PLACE, "contact": "BIGINT", "number": "SMALLINT", "kind": SEGMENT, **WHAT, **WHO,
        "started_at": "TIMESTAMP", "seconds": SECONDS,
        "loaded_in": "INTEGER", "replaced_in": "INTEGER",
    },
    # One agent's half hour: overlapping intervals of the same kind are united, so no second counts twice.
    # handling_s: handling while logged in, so that a source without log-ins gives no occupancy instead of a full one.
    # idle_s = logged in, not paused, not handling. adhering_s: scheduled seconds spent in the scheduled activity.
    "agent_time": {
        **PLACE, **WHO, "staffed_s": SECONDS, "paused_s": SECONDS, "handling_s": SECONDS, "idle_s": SECONDS,
        "scheduled_s": SECONDS, "adhering_s": SECONDS,
    },
    # One row per agent and local day on the roster: headcount is agent days over days.
    "agent_day": {"day": "DATE", **WHO},
}
