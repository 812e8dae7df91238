"""This file is about the words for what happens to a contact, the same in every room."""

from __future__ import annotations

from collections.abc import Iterable

from fourscore.terms.writing.said import all_of, said, together
from fourscore.terms.writing.units import write_value

CHANNELS = ("voice", "chat", "email", "message", "task")
DIRECTIONS = ("inbound", "outbound")

# How a stay in a queue ended. Refused never entered; open has not ended in what was loaded, and is in no rate.
OUTCOMES = ("answered", "abandoned", "flowed_out", "dropped", "refused", "open")

# Why a stay flowed out: by the queue's limit, a key, no agents, or an operator's hand.
FLOWS = ("timeout", "key", "empty", "withdrawn")

SEGMENTS = ("alert", "talk", "hold", "wrap_up", "consult", "monitor")
HANDLING = ("talk", "hold", "wrap_up")

AGENT_STATES = ("login", "pause")

SYSTEM_STATES = ("up", "down", "maintenance")
LEAVING = ("voluntary", "involuntary", "internal")
# What a survey asks: satisfaction, recommendation, effort (1.0: how hard it was; 2.0: was it made easy), and the same
# recommendation asked of agents about their employer.
QUESTIONS = ("csat", "nps", "ces", "ces2", "enps")

COACHING_METHODS = ("remote_listening", "sharing_practices_with_agents", "role_playing", "side_by_side", "other")

# What a person calls one fact, and several.
FACT_WORDS = {
    "contact": (said("contact"), said("contacts")),
    "visit": (said("queue stay"), said("queue stays")),
    "segment": (said("part of a call"), said("parts of calls")),
    "agent_state": (said("agent state"), said("agent states")),
    "sale": (said("sale"), said("sales")),
    "survey": (said("survey answer"), said("survey answers")),
    "evaluation": (said("quality review"), said("quality reviews")),
    "coaching": (said("coaching session"), said("coaching sessions")),
    "cost": (said("day of cost"), said("days of cost")),
    "schedule": (said("schedule entry"), said("schedule entries")),
    "ticket": (said("ticket"), said("tickets")),
    "lead": (said("lead"), said("leads")),
    "callback": (said("promised callback"), said("promised callbacks")),
    "invitation": (said("survey invitation"), said("survey invitations")),
    "training": (said("training"), said("trainings")),
    "absence": (said("absence"), said("absences")),
    "suggestion": (said("practice shared"), said("practices shared")),
    "recognition": (said("recognition"), said("recognitions")),
    "pulse": (said("pulse answer"), said("pulse answers")),
    "forecast": (said("forecast interval"), said("forecast intervals")),
    "system_health": (said("state of a system"), said("states of systems")),
    "budget": (said("day of budget"), said("days of budget")),
    "subscription": (said("subscription"), said("subscriptions")),
    "employment": (said("employment"), said("employments")),
    "vacancy": (said("vacancy"), said("vacancies")),
    "certificate": (said("certificate"), said("certificates")),
    "skill": (said("skill held"), said("skills held")),
    "entered": (said("figure entered"), said("figures entered")),
    "interval": (said("interval told"), said("intervals told")),
}

# What is told beside facts by some sources and not by others, as a person calls several of it.
TOLD_WORDS = {
    "customer": said("customers"), "dial": said("outbound dials"), "connected": said("results of dials"),
    "right_party": said("marks of the right person reached"), "eligible": said("marks of possible sales"),
    "offer_made": said("marks of offers made"), "completed": said("marks of completed contacts"),
    "recorded": said("marks of recordings"), "machine": said("marks of answering machines"),
    "dialler_dropped": said("marks of dropped live answers"), "menu": said("contacts in a voice menu"),
    "contained": said("results of the voice menu"), "escalated": said("marks of escalations"),
    "complaint": said("marks of complaints"), "cancel_intent": said("marks of wishes to cancel"),
    "article_used": said("marks of knowledge articles used"), "mos": said("measurements of voice quality"),
    "sentiment": said("scores of customers' mood"), "disposition": said("wrap-up codes"),
    "hold": said("times on hold"), "wrap_up": said("times of after-call work"), "transfer": said("transfers"),
    "ending": said("calls ended by agents"), "talk": said("talk times"), "handling": said("handling times"),
    "abandoned_wait": said("waiting times of abandoned calls"), "refused": said("refused calls"),
    "customer_segment": said("customer groups"), "alert": said("offers to agents"),
    "missed": said("offers to agents without an answer"), "pause": said("pauses of agents"),
    "amount": said("amounts of sales"), "auto_fail": said("marks of critical errors"),
    "attended": said("marks of attendance"), "actions_done": said("counts of actions done"),
    "planned": said("marks of planned absences"), "first_reply_at": said("times of first replies"),
    "solved_at": said("times of solutions"), "replies": said("counts of replies"),
    "reopened": said("counts of reopenings"), "ticket_end": said("ends of tickets"),
    "attempts": said("counts of dials"), "first_dial_at": said("times of first dials"),
    "attempted_at": said("times of attempts"), "passed": said("results of trainings"),
    "internal": said("marks of vacancies filled from within"), "left_on": said("days on which people left"),
    "valid_from": said("validities of certificates"), "subscription_end": said("ends of subscriptions"),
}


def lacks(kinds: Iterable[str]) -> str:
    """What a figure lacks that nothing loaded can feed: `needs tickets: nothing loaded gives them`; "" of no kinds."""
    words = [FACT_WORDS[kind][1] if kind in FACT_WORDS else TOLD_WORDS.get(kind, kind) for kind in kinds]
    if words == [FACT_WORDS["entered"][1]]:
        return said("needs figures entered by hand: nobody entered any")
    return said("needs {facts}: nothing loaded gives them", facts=all_of(words)) if words else ""


def counted(count: int, kind: str) -> str:
    """A number of facts in words: `1 queue stay`, `8,948 queue stays`."""
    one, several = FACT_WORDS[kind]
    return together((write_value(count, "count"), one if count == 1 else several))
