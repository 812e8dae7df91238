"""This file is about the recorded day in Genesys Cloud's conversation details: a line of JSON for each conversation."""

import json
from datetime import datetime
from typing import Any

from recorded_day import BEGIN, Step, Told, steps

from fourscore.warehouse.sources.hosted import Genesys


def at(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def segment(kind: str, began: datetime, ended: datetime | None, queue: str | None, end: str | None) -> dict[str, Any]:
    told = {"segmentType": kind, "segmentStart": at(began), "segmentEnd": at(ended), "queueId": queue,
            "disconnectType": end}
    return {name: value for name, value in told.items() if value is not None}


def party(purpose: str, call: Step, segments: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    session = {"mediaType": "voice", "direction": "inbound", "ani": f"tel:{call.caller}", "segments": segments, **more}
    return {"purpose": purpose, "userId": call.agent or None, "sessions": [session]}


def of_queue(stay: Step) -> dict[str, Any]:
    """The queue's own session: how the customer left it."""
    left = stay.answered or stay.ended
    how = {"gave up": "peer", "waited too long": "timeout", "pressed a key": "transfer"}.get(stay.result, "transfer")
    more = {"flowOutType": "callback"} if stay.result == "pressed a key" else {}
    segments = [segment("interact", stay.began, left, stay.queue, how if left else None)]
    return {**party("acd", stay, segments, **more), "userId": None}


def of_agent(ring: Step, stay: Step | None) -> dict[str, Any]:
    """A session of the agent who was rung: missed, or with the talk of the stay."""
    if stay is None or ring.result == "missed":
        return party("agent", ring, [segment("alert", ring.began, ring.ended, ring.queue, "system")])
    how = "transfer" if stay.passed_on == "yes" else "client"
    return party("agent", ring, [
        segment("alert", ring.began, ring.ended, ring.queue, None),
        segment("interact", stay.answered or stay.began, stay.ended, ring.queue, how if stay.ended else None)])


def conversations() -> str:
    """In the order they ended, those that go on last."""
    calls: dict[str, list[Step]] = {}
    for step in steps():
        calls.setdefault(step.call, []).append(step)
    told = []
    for call, parts in calls.items():
        stays = [step for step in parts if step.step == "stay"]
        ends = [stay.ended for stay in stays]
        ended = None if None in ends else max(end for end in ends if end is not None)
        first = stays[0]
        people = [party("customer", Step(call, "", "", "", first.began, caller=first.caller),
                        [segment("interact", first.began, ended, None, "peer" if ended else None)])]
        people += [of_queue(stay) for stay in stays]
        for ring in (step for step in parts if step.step == "ring"):
            people.append(of_agent(ring, next((stay for stay in stays if stay.answered == ring.ended), None)))
        whole = {"conversationId": call, "conversationStart": at(first.began), "conversationEnd": at(ended),
                 "originatingDirection": "inbound", "participants": people}
        told.append({name: value for name, value in whole.items() if value is not None})
    told.sort(key=lambda one: one.get("conversationEnd", "9"))
    return "".join(f"{json.dumps(one)}\n" for one in told)


WAY = Told(
    {"switch": (Genesys.configure, {"files": "conversations.jsonl", "covers": "day"})},
    {"conversations.jsonl": conversations},
    {
        BEGIN: "details tell of conversations and not since when somebody watched: of whole days, since midnight",
        "agents": "conversation details do not speak of agents' log-ins and pauses",
        "time of agents on the day": "without log-ins no time is time logged in",
    },
)
