"""This file is about what events of mod_callcenter mean: each of their traps with the facts that should come of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fed_switch import MIDNIGHT, as_json, event, member

from fourscore.warehouse import Known

IN = event(100, "member-queue-start", **member())
OFFERED = event(110, "agent-offering", **member(), Agent="Anna")
TAKEN = event(120.25, "bridge-agent-start", **member(), Agent="Anna", Agent_Answered_Time=MIDNIGHT + 120)
PARTED = event(180.5, "bridge-agent-end", **member(), Agent="Anna", Agent_Bridged="true")
OUT = event(180.5, "member-queue-end", **member(), Agent="Anna", Cause="Terminated",
            Member_Joined_Time=MIDNIGHT + 100, Agent_Answered_Time=MIDNIGHT + 120)


def left(reason: str, at: float = 130, who: dict[str, str] | None = None) -> dict[str, str]:
    return event(at, "member-queue-end", **(who or member()), Cause="Cancel", Cancel_Reason=reason)


def test_an_answered_call(switch: Any) -> None:
    """Moments are those of the events, finer than the seconds the switch itself keeps."""
    switch.load(as_json(IN, OFFERED, TAKEN, PARTED, OUT))
    assert switch.visits == [("c1", 1, "sales", "Anna", 100, 120.25, 180.5, "answered", 20.25, 60.25)]
    assert switch.segments == [("alert", "c1", "Anna", 110, 120.25, 1), ("talk", "c1", "Anna", 120.25, 180.5, 1)]
    assert switch.contacts == [("c1", 100, 180.5, 1)]
    assert switch.rows("SELECT ring_s, transferred, agent_ended FROM visit") == [(10.25, 0, 0)]


@pytest.mark.parametrize(("reason", "more", "outcome"), [
    ("NONE", {}, "abandoned"),
    ("BREAK_OUT", {}, "abandoned"),
    ("BREAK_OUT", {"Answer-State": "hangup"}, "abandoned"),
    ("BREAK_OUT", {"Answer-State": "answered"}, "withdrawn"),
    ("TIMEOUT", {}, "timeout"),
    ("NO_AGENT_TIMEOUT", {}, "empty"),
    ("EXIT_WITH_KEY", {}, "key"),
])
def test_why_a_caller_left(switch: Any, reason: str, more: dict[str, str], outcome: str) -> None:
    """BREAK_OUT is also said where the switch sent the caller elsewhere; then the channel goes on."""
    switch.load(as_json(IN, left(reason) | more))
    assert switch.visits == [("c1", 1, "sales", None, 100, None, 130, outcome, 30, 0)]


def test_who_comes_back_to_an_earlier_place_is_one_stay(switch: Any) -> None:
    """It counts where the caller came back; the wait is that of both calls, without the hour between."""
    again = member("c2")
    report = switch.load(as_json(
        IN, left("BREAK_OUT", 130), event(3600, "member-queue-resume", **again),
        event(3610, "bridge-agent-start", **again, Agent="Anna", Member_Joined_Time=MIDNIGHT + 100),
        event(3700, "bridge-agent-end", **again, Agent="Anna"),
        event(3700, "member-queue-end", **again, Agent="Anna", Cause="Terminated")))
    assert switch.visits == [("c2", 1, "sales", "Anna", 3600, 3610, 3700, "answered", 40, 90)]
    assert switch.contacts == [("c1", 100, 130, 0), ("c2", 3600, 3700, 1)]
    assert report.rows_set_aside == 0
    known = Known(ZoneInfo("UTC"), datetime(2026, 2, 1, tzinfo=UTC), ("switch",))
    for resuming, doubted in (((), True), (("switch",), False)):
        found = switch.warehouse.doubts(known._replace(resuming=resuming), wanted="longer-than-the-stay", limit=5)
        assert any(one.name == "longer-than-the-stay" for one in found) is doubted


def test_who_comes_back_is_one_stay_whatever_came_first(switch: Any) -> None:
    """The abandoned stay was counted by the load before; it goes when its caller resumes it."""
    switch.load(as_json(IN, left("BREAK_OUT", 130)))
    assert [visit[:1] + visit[7:9] for visit in switch.visits] == [("c1", "abandoned", 30)]
    switch.load(as_json(event(3600, "member-queue-resume", **member("c2")), left("BREAK_OUT", 3660, member("c2"))),
                "later.json")
    assert [visit[:1] + visit[7:9] for visit in switch.visits] == [("c2", "abandoned", 90)]


def test_a_late_beginning_of_a_resumed_place(switch: Any) -> None:
    switch.load(as_json(event(3600, "member-queue-resume", **member("c2")), left("BREAK_OUT", 3660, member("c2"))))
    assert [visit[:1] + visit[7:9] for visit in switch.visits] == [("c2", "abandoned", 60)]
    switch.load(as_json(IN, left("BREAK_OUT", 130)), "late.json")
    assert [visit[:1] + visit[7:9] for visit in switch.visits] == [("c2", "abandoned", 90)]
    assert [contact[0] for contact in switch.contacts] == ["c1", "c2"]


def test_a_call_in_several_queues(switch: Any) -> None:
    other = member("c1", "m2", "billing")
    switch.load(as_json(IN, left("TIMEOUT"), event(131, "member-queue-start", **other), left("BREAK_OUT", 150, other)))
    assert [visit[1:3] + visit[6:8] for visit in switch.visits] == [
        (1, "sales", 130, "timeout"), (2, "billing", 150, "abandoned")]
    assert switch.contacts == [("c1", 100, 150, 0)]


def test_an_agent_who_was_never_connected_has_not_answered(switch: Any) -> None:
    switch.load(as_json(IN, OFFERED, TAKEN, event(120.5, "bridge-agent-end", **member(), Agent="Anna",
                                                  Agent_Bridged="false"), left("BREAK_OUT", 121)))
    assert switch.visits == [("c1", 1, "sales", None, 100, None, 121, "abandoned", 21, 0)]
    assert switch.segments == [("alert", "c1", "Anna", 110, 120.25, 0)]


def test_nobody_left_and_nobody_connected_is_a_dropped_call(switch: Any) -> None:
    unmet = event(120.5, "bridge-agent-end", **member(), Agent="Anna", Agent_Bridged="false")
    switch.load(as_json(IN, OFFERED, TAKEN, unmet, OUT))
    assert [visit[6:8] for visit in switch.visits] == [(180.5, "dropped")]


def test_a_cancel_after_the_answer_takes_nothing_back(switch: Any) -> None:
    """Where the caller hangs up as soon as the agent is found, the switch sends both ends."""
    switch.load(as_json(IN, OFFERED, TAKEN, left("NONE", 180.4), PARTED, OUT))
    assert [visit[5:8] for visit in switch.visits] == [(120.25, 180.5, "answered")]


def test_what_began_before_the_recording(switch: Any) -> None:
    """The switch tells when the caller joined and when the agent answered, in whole seconds."""
    switch.load(as_json(PARTED, OUT))
    assert switch.visits == [("c1", 1, "sales", "Anna", 100, 120, 180.5, "answered", 20, 60.5)]
    switch.load(as_json(event(500, "agent-offering", **member("c9", "m9"), Agent="Ben")), "more.json")
    assert switch.contacts[1:] == [("c9", 500, None, 0)]
    assert switch.notices == {"event of a call whose beginning is not in the log": 1}


def test_offers_nobody_took(switch: Any) -> None:
    """An offer the switch took back is marked as such; one of which no more is known stays open."""
    switch.load(as_json(
        IN, OFFERED, event(118.5, "bridge-agent-fail", **member(), Agent="Anna", Hangup_Cause="NO_ANSWER"),
        event(119, "agent-offering", **member(), Agent="Ben"),
        event(120, "agent-offering", **member(), Agent="Cleo"),
        left("BREAK_OUT", 121),
        event(121, "bridge-agent-fail", **member(), Agent="Ben", Hangup_Cause="ORIGINATOR_CANCEL")))
    assert switch.segments == [("alert", "c1", "Anna", 110, 118.5, 0), ("alert", "c1", "Ben", 119, 121, 0),
                               ("alert", "c1", "Cleo", 120, None, 0)]


def test_transfers_are_told_by_the_channel(switch: Any) -> None:
    """One into the queue is older than the answer; a list of them is one text in one form, several in the other."""
    into = f"{MIDNIGHT + 99}:x:bl_xfer:5000/default"
    switch.load(as_json(IN, OFFERED, TAKEN, PARTED, OUT | {"variable_transfer_history": into}))
    assert switch.rows("SELECT transferred FROM visit WHERE replaced_in IS NULL") == [(0,)]
    gone = [into, f"{MIDNIGHT + 180}:x:bl_xfer:600/default"]
    switch.load(as_json(IN, OFFERED, TAKEN, PARTED | {"variable_sip_hangup_disposition": "recv_bye"},
                        OUT | {"variable_transfer_history": gone}))
    assert switch.rows("SELECT transferred, agent_ended FROM visit WHERE replaced_in IS NULL") == [(1, 1)]


def test_a_status_is_a_log_in_or_a_pause(switch: Any) -> None:
    def status(at: float, word: str, agent: str = "1001@x") -> dict[str, str]:
        return event(at, "agent-status-change", Agent=agent, Agent_Status=word)

    switch.load(as_json(status(10, "Available"), status(20, "On Break"), status(30, "On Break"),
                        status(40, "Available (On Demand)"), status(50, "Logged Out"), status(60, "On Break"),
                        status(70, "Logged Out", "Ben")), names={"1001@x": "Anna"})
    assert switch.states == [("login", "Anna", 10, 50), ("login", "Anna", 60, None),
                             ("pause", "Anna", 20, 40), ("pause", "Anna", 60, None)]
    assert switch.notices == {"log-off without a log-in": 1}
    switch.load(as_json(status(65, "Available")), "late.json")
    assert switch.states[-1] == ("pause", "Anna", 60, 65)


def test_names_people_use(switch: Any) -> None:
    switch.load(as_json(IN, OFFERED, TAKEN, PARTED, OUT), names={"Anna": "Anna Lee"}, queues={"sales": "Sales desk"},
                topics={"Sales desk": "orders"})
    assert [visit[2:4] for visit in switch.visits] == [("Sales desk", "Anna Lee")]
    assert switch.rows("SELECT name FROM topic") == [("orders",)]


def test_an_event_recorded_twice_is_one(switch: Any) -> None:
    """By two recorders, or twice by one; the second load of it changes nothing."""
    whole = as_json(IN, OFFERED, OFFERED, TAKEN, TAKEN, PARTED, OUT)
    switch.load(whole)
    found = switch.visits, switch.segments, switch.contacts
    report = switch.load(as_json(OFFERED, TAKEN), "second.json")
    assert (switch.visits, switch.segments, switch.contacts) == found
    assert (dict(report.facts), report.replaced) == ({"contact": 0, "segment": 0, "visit": 0, "agent_state": 0}, 0)
    assert len(switch.segments) == 2
