"""This file is about the recorded day in Amazon Connect's contact records: a line for each contact that ended."""

import json
from datetime import datetime
from typing import Any

from recorded_day import BEGIN, DAY, Step, Told, steps

from fourscore.warehouse.sources.hosted import AmazonConnect

EXPECTED = json.loads((DAY / "expected.json").read_text(encoding="utf-8"))
OPEN = ("1761.8", "1761.10")  # they have not ended: there is no record of them yet


def at(moment: datetime | None) -> str | None:
    """In whole seconds of UTC, as Connect writes."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def key(call: str, nth: int) -> str:
    return call if nth == 0 else f"{call}-{nth}"


def record(stays: list[Step], nth: int, offered: int) -> dict[str, Any]:
    """The record of one stay; each stay after the first is a contact of its own, transferred out of the one before."""
    stay, last = stays[nth], nth == len(stays) - 1
    assert stay.ended is not None
    left = stay.answered or stay.ended
    method = "INBOUND" if nth == 0 else "TRANSFER" if stays[nth - 1].answered else "QUEUE_TRANSFER"
    return {
        "AWSContactTraceRecordFormatVersion": "2017-03-10",
        "ContactId": key(stay.call, nth), "Channel": "VOICE", "InitiationMethod": method,
        "InitialContactId": None if nth == 0 else stay.call,
        "PreviousContactId": None if nth == 0 else key(stay.call, nth - 1),
        "NextContactId": "called-back" if stay.result == "pressed a key" else None if last else key(stay.call, nth + 1),
        "InitiationTimestamp": at(stay.began), "ConnectedToSystemTimestamp": at(stay.began),
        "DisconnectTimestamp": at(stay.ended), "LastUpdateTimestamp": at(stay.ended),
        "DisconnectReason": "CUSTOMER_DISCONNECT" if last and stay.result in ("talked", "gave up")
                            else "CONTACT_FLOW_DISCONNECT",
        "CustomerEndpoint": {"Address": stay.caller, "Type": "TELEPHONE_NUMBER"},
        "AgentConnectionAttempts": offered,
        "Queue": {"Name": stay.queue, "EnqueueTimestamp": at(stay.began), "DequeueTimestamp": at(left),
                  "Duration": int((left - stay.began).total_seconds())},
        "Agent": {"Username": stay.agent, "ConnectedToAgentTimestamp": at(stay.answered),
                  "AgentInteractionDuration": int((stay.ended - stay.answered).total_seconds()),
                  "CustomerHoldDuration": 0, "AfterContactWorkDuration": 0} if stay.answered else None,
    }


def records() -> str:
    """In the order the contacts ended."""
    calls: dict[str, list[Step]] = {}
    rings: dict[str, list[Step]] = {}
    for step in steps():
        if step.step != "talk" and step.call not in OPEN:
            (calls if step.step == "stay" else rings).setdefault(step.call, []).append(step)
    told = []
    for stays in calls.values():
        for nth, stay in enumerate(stays):
            offered = sum(ring.queue == stay.queue and stay.began <= ring.ended <= stay.ended
                          for ring in rings.get(stay.call, ()))
            told.append(record(stays, nth, offered))
    return "".join(f"{json.dumps(one)}\n" for one in sorted(told, key=lambda one: one["DisconnectTimestamp"]))


def ended(facts: str) -> list[list[Any]]:
    return [row for row in EXPECTED[facts]["rows"] if row[0] not in OPEN]


def visits() -> list[list[Any]]:
    """As expected, but that no record says why a stay flowed out: a callback is known once it was made."""
    flow = EXPECTED["visits"]["columns"].index("flow")
    return [[*row[:flow], None, *row[flow + 1 :]] for row in ended("visits")]


def offers() -> list[list[Any]]:
    """Each offer of a stay where the stay begins, without agent and length."""
    return [[call, None, entered, entered, offer[4]] for call, _, _, _, entered, _, ended_at, *_ in ended("visits")
            for offer in ended("offers") if offer[0] == call and entered <= offer[3] <= ended_at]


WAY = Told(
    {"switch": (AmazonConnect.configure, {"files": "contact_records.jsonl", "covers": "day"})},
    {"contact_records.jsonl": records},
    {
        BEGIN: "records tell of contacts and not since when somebody watched: of a file of whole days, since midnight",
        "agents": "contact records do not speak of agents' log-ins and pauses",
        "time of agents on the day": "without log-ins no time is time logged in",
    },
    {
        "contacts": ("a contact has no record until it has ended", ended("contacts")),
        "visits": ("a contact has no record until it has ended, and none says why it left a queue", visits()),
        "offers": ("a record tells how often it was offered, not to whom or when", offers()),
    },
)
