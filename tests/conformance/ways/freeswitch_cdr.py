"""This file is about the recorded day in FreeSWITCH's call detail records, one line of JSON for each leg of a call."""

import json
from datetime import datetime
from typing import Any

from recorded_day import BEGIN, DAY, Step, Told, steps

from fourscore.warehouse.sources.freeswitch import CallDetailRecords

REASONS = {"gave up": "BREAK_OUT", "pressed a key": "EXIT_WITH_KEY", "waited too long": "TIMEOUT"}


def micro(at: datetime | None) -> str:
    return f"{at.timestamp() * 1e6:.0f}" if at else "0"


def second(at: datetime) -> str:
    return f"{at.timestamp():.0f}"


def place(stay: Step, stays: list[Step]) -> str:
    return f"{stay.call}-{1 + stays.index(stay)}"


def of_caller(stays: list[Step]) -> dict[str, str]:
    """The caller's leg: every stay writes over the variables of the one before, and leaves those it has none for."""
    told = {"uuid": stays[0].call, "cc_side": "member", "caller_id_number": stays[0].caller, "transfer_history": "",
            "start_uepoch": micro(stays[0].began)}
    for stay in stays:
        told |= {"cc_queue": stay.queue, "cc_member_uuid": place(stay, stays),
                 "cc_queue_joined_epoch": second(stay.began)}
        if stay.answered is not None:
            told |= {"cc_agent": stay.agent, "cc_cause": "answered", "cc_queue_answered_epoch": second(stay.answered),
                     "cc_queue_terminated_epoch": second(stay.ended)}
        else:
            told |= {"cc_cause": "cancel", "cc_cancel_reason": REASONS[stay.result],
                     "cc_queue_canceled_epoch": second(stay.ended)}
        if stay.passed_on == "yes":
            told["transfer_history"] += f"{second(stay.ended)}:x:bl_xfer:600/q"
    return told | {"end_uepoch": micro(stays[-1].ended)}


def of_agent(ring: Step, stay: Step, stays: list[Step]) -> dict[str, str]:
    """The leg of an agent who was called."""
    cause = "ORIGINATOR_CANCEL" if ring.ended == stay.ended else "NO_ANSWER"
    taken = ring.result == "taken"
    return {
        "uuid": f"{stay.call}-{ring.agent}-{second(ring.began)}", "cc_side": "agent", "cc_queue": stay.queue,
        "cc_member_uuid": place(stay, stays), "cc_member_session_uuid": stay.call, "cc_agent": ring.agent,
        "cc_queue_joined_epoch": second(stay.began), "start_uepoch": micro(ring.began),
        "answer_uepoch": micro(ring.ended if taken else None), "end_uepoch": micro(stay.ended if taken else ring.ended),
        "hangup_cause": "NORMAL_CLEARING" if taken else cause}


def records() -> str:
    """In the order in which the legs ended; of a call that goes on there is none."""
    told, found = steps(), []
    for call in {step.call: 0 for step in told}:
        stays = [step for step in told if (step.call, step.step) == (call, "stay")]
        if any(stay.ended is None for stay in stays):
            continue
        found.append(of_caller(stays))
        for ring in (step for step in told if (step.call, step.step) == (call, "ring")):
            stay = next(s for s in stays if s.queue == ring.queue and s.began <= ring.began and ring.ended <= s.ended)
            found.append(of_agent(ring, stay, stays))
    found.sort(key=lambda variables: int(variables["end_uepoch"]))
    return "".join(json.dumps({"core-uuid": "core", "variables": variables}) + "\n" for variables in found)


def expected(facts: str) -> list[list[Any]]:
    """The expected rows but those of calls without a record."""
    rows: list[list[Any]] = json.loads((DAY / "expected.json").read_text(encoding="utf-8"))[facts]["rows"]
    return [row for row in rows if row[0] not in ("1761.8", "1761.10")]


GOING_ON = "a leg has its record when it has hung up, so that a call still going on is not there"
WAY = Told(
    {"cdr": (CallDetailRecords.configure, {"files": "legs.jsonl", "form": "lines", "covers": "day"})},
    {"legs.jsonl": records},
    {BEGIN: "records tell of calls and not since when somebody wrote them: of a file of whole days, since midnight",
     "agents": "who was logged in or on a break is not in records of calls",
     "time of agents on the day": "without log-ins nobody is known to have been there"},
    {"contacts": (GOING_ON, expected("contacts")),
     "visits": ("a queue the caller left before anybody was called for it is overwritten by the next; " + GOING_ON,
                [[*row[:1], 1, *row[2:]] if row[0] == "1761.6" else row
                 for row in expected("visits") if row[2:3] + row[7:8] != ["billing", "flowed_out"]]),
     "offers": (GOING_ON, expected("offers"))},
)
