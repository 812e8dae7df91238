"""This file is about the words for what happens to a contact, the same in every room."""

from __future__ import annotations

from collections.abc import Iterable

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
    "contact": ("contact", "contacts"),
    "visit": ("queue stay", "queue stays"),
    "segment": ("part of a call", "parts of calls"),
    "agent_state": ("agent state", "agent states"),
    "sale": ("sale", "sales"),
    "survey": ("survey answer", "survey answers"),
    "evaluation": ("quality review", "quality reviews"),
    "coaching": ("coaching session", "coaching sessions"),
    "cost": ("day of cost", "days of cost"),
    "schedule": ("schedule entry", "schedule entries"),
    "ticket": ("ticket", "tickets"),
    "lead": ("lead", "leads"),
    "callback": ("promised callback", "promised callbacks"),
    "invitation": ("survey invitation", "survey invitations"),
    "training": ("training", "trainings"),
    "absence": ("absence", "absences"),
    "suggestion": ("practice shared", "practices shared"),
    "recognition": ("recognition", "recognitions"),
    "pulse": ("pulse answer", "pulse answers"),
    "forecast": ("forecast interval", "forecast intervals"),
    "system_health": ("state of a system", "states of systems"),
    "budget": ("day of budget", "days of budget"),
    "subscription": ("subscription", "subscriptions"),
    "employment": ("employment", "employments"),
    "vacancy": ("vacancy", "vacancies"),
    "certificate": ("certificate", "certificates"),
    "skill": ("skill held", "skills held"),
    "entered": ("figure entered", "figures entered"),
    "interval": ("interval told", "intervals told"),
}


def lacks(kinds: Iterable[str]) -> str:
    """What a figure lacks that nothing loaded can feed: `needs tickets: nothing loaded gives them`; "" of no kinds."""
    words = [FACT_WORDS.get(kind, (kind, kind))[1] for kind in kinds]
    if words == [FACT_WORDS["entered"][1]]:
        return "needs figures entered by hand: nobody entered any"
    return f"needs {' and '.join(words)}: nothing loaded gives them" if words else ""


def counted(count: int, kind: str) -> str:
    """A number of facts in words: `1 queue stay`, `8,948 queue stays`."""
    one, several = FACT_WORDS[kind]
    return f"{count:,} {one if count == 1 else several}"
