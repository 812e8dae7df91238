"""This file is about contact records of Amazon Connect one by one: what becomes of each kind of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fourscore.warehouse.sources.hosted import AmazonConnect

Staging = Callable[..., Any]


def at(minute: int, second: int = 0) -> str:
    return f"2026-03-02T10:{minute:02}:{second:02}Z"


def record(name: str, minute: int = 0, *, wait: int = 20, talk: int = 0, agent: str | None = None,
           queue: str | None = "sales", **more: Any) -> dict[str, Any]:
    """A contact that came at that minute, waited `wait` seconds in its queue and talked `talk` seconds to an agent."""
    began, left, end = at(minute), at(minute, wait), at(minute + (wait + talk) // 60, (wait + talk) % 60)
    return {
        "ContactId": name, "Channel": "VOICE", "InitiationMethod": "INBOUND", "InitiationTimestamp": began,
        "ConnectedToSystemTimestamp": began, "DisconnectTimestamp": end, "LastUpdateTimestamp": end,
        "DisconnectReason": "CUSTOMER_DISCONNECT", "CustomerEndpoint": {"Address": "+4930 1", "Type": "X"},
        "Queue": queue and {"Name": queue, "EnqueueTimestamp": began, "DequeueTimestamp": left, "Duration": wait},
        "Agent": agent and {"Username": agent, "ConnectedToAgentTimestamp": left, "AgentInteractionDuration": talk,
                            "CustomerHoldDuration": 0, "AfterContactWorkDuration": 0}, **more}


def after(name: str, previous: str, method: str, minute: int, initial: str = "a", **more: Any) -> dict[str, Any]:
    return record(name, minute, InitialContactId=initial, PreviousContactId=previous, InitiationMethod=method, **more)


def lines(*records: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(one)}\n" for one in records)


def stays(told: Any) -> list[tuple[Any, ...]]:
    return told.some("staged_visit", "contact", "number", "queue", "agent", "outcome", "flow", "transferred",
                     order="contact, number")


def test_a_chain_of_transfers_is_one_contact(staged: Staging) -> None:
    """In whatever order its records stand; the customer is counted once, and once more in each queue."""
    told = staged(AmazonConnect, lines(
        after("c", "b", "TRANSFER", 4, talk=30, agent="Cleo", queue="billing"),
        record("a", talk=60, agent="Ada", NextContactId="b"),
        after("b", "a", "TRANSFER", 2, talk=30, agent="Ben", NextContactId="c")))
    assert stays(told) == [("a", 1, "sales", "Ada", "answered", None, 1), ("a", 2, "sales", "Ben", "answered", None, 1),
                           ("a", 3, "billing", "Cleo", "answered", None, 0)]
    (contact,) = told.contacts
    assert (contact["key"], contact["started_at"], contact["ended_at"], contact["customer"], contact["outbound"]) == (
        "a", "2026-03-02T10:00:00", "2026-03-02T10:04:50", "+4930 1", 0)


def test_what_came_next_is_told_by_the_next_record(staged: Staging) -> None:
    """A flow after the call opens a contact too, which is no transfer; where the next is not known, it is one."""
    told = staged(AmazonConnect, lines(
        record("a", talk=60, agent="Ada", NextContactId="b"), after("b", "a", "DISCONNECT", 2, queue=None),
        record("d", 5, talk=60, agent="Ada", NextContactId="lost"),
        record("e", 6, talk=60, agent="Ada", TransferCompletedTimestamp=at(7))))
    assert [(row[0], row[-1]) for row in stays(told)] == [("a", 0), ("d", 1), ("e", 1)]


def test_moved_on_while_waiting(staged: Staging) -> None:
    told = staged(AmazonConnect, lines(
        record("a", DisconnectReason="CONTACT_FLOW_DISCONNECT", NextContactId="b"),
        after("b", "a", "QUEUE_TRANSFER", 1, queue="billing")))
    assert stays(told) == [("a", 1, "sales", None, "flowed_out", None, 0),
                           ("a", 2, "billing", None, "abandoned", None, 0)]


def test_a_callback_is_no_abandoned_call(staged: Staging) -> None:
    """It is a contact of its own, outbound; what is transferred out of it is a further stay of the first call."""
    told = staged(AmazonConnect, lines(
        record("a", NextContactId="b"),
        after("b", "a", "CALLBACK", 1, wait=50, talk=120, agent="Ada", queue="back", ConnectedToSystemTimestamp=at(2),
              ScheduledTimestamp=at(1, 30)),
        after("c", "b", "TRANSFER", 4, talk=30, agent="Ben", queue="billing")))
    assert stays(told) == [("a", 1, "sales", None, "flowed_out", "key", 0),
                           ("a", 2, "billing", "Ben", "answered", None, 0)]
    assert told.some("staged_contact", "key", "outbound", "connected", "started_at", "agent", order="key") == [
        ("a", 0, 0, "2026-03-02T10:00:00", "Ben"), ("b", 1, 1, "2026-03-02T10:01:50", "Ada")]
    assert ("talk", "Ada", "back", "2026-03-02T10:01:50", "2026-03-02T10:03:50", 1) in told.segments
    names = ("key", "contact", "queue", "agent", "promised_at", "due_at", "attempted_at")
    assert told.some("staged_callback", *names) == [
        ("b", "b", "back", "Ada", "2026-03-02T10:01:00", "2026-03-02T10:01:30", "2026-03-02T10:01:50")]


@pytest.mark.parametrize(("reason", "outcome"), [
    ("CUSTOMER_DISCONNECT", "abandoned"), ("CONTACT_FLOW_DISCONNECT", "flowed_out"), ("TELECOM_PROBLEM", "dropped"),
    ("OTHER", "dropped"), (None, "abandoned"),
])
def test_how_an_unanswered_stay_ended(staged: Staging, reason: str | None, outcome: str) -> None:
    told = staged(AmazonConnect, lines(record("a", DisconnectReason=reason)))
    assert stays(told) == [("a", 1, "sales", None, outcome, None, 0)]
    assert told.visits[0]["ended_at"] == "2026-03-02T10:00:20"
    assert told.staged.notices == ({} if reason else {
        "unanswered contact without a reason of its end, taken as abandoned": 1})


def test_without_a_queue_there_is_no_stay(staged: Staging) -> None:
    """A caller who leaves the menu was in no queue; an agent's own call out waits in none, whatever is named."""
    told = staged(AmazonConnect, lines(
        record("a", queue=None), record("b", talk=60, agent="Ada", InitiationMethod="OUTBOUND"),
        record("c", talk=0, InitiationMethod="OUTBOUND", ConnectedToSystemTimestamp=None),
        record("d", talk=60, agent="Ben", InitiationMethod="API")))
    assert [row[0] for row in stays(told)] == ["d"]
    assert told.some("staged_contact", "key", "outbound", "connected", "agent", order="key") == [
        ("a", 0, 0, None), ("b", 1, 1, "Ada"), ("c", 1, 0, None), ("d", 1, 1, "Ben")]


def test_offers_talk_hold_and_work_afterwards(staged: Staging) -> None:
    """Three offers, of which one was taken; hold stands behind talk, work where its time is told, else behind both."""
    agent = {"Username": "Ada", "ConnectedToAgentTimestamp": at(1), "AgentInteractionDuration": 60,
             "CustomerHoldDuration": 30, "AfterContactWorkDuration": 20}
    told = staged(AmazonConnect, lines(
        record("a", talk=200, AgentConnectionAttempts=3,
               Agent={**agent, "AfterContactWorkStartTimestamp": at(4), "AfterContactWorkEndTimestamp": at(4, 20)}),
        record("b", 10, talk=200, Agent={**agent, "ConnectedToAgentTimestamp": at(11)})))
    come, answered = "2026-03-02T10:00:00", 1
    assert told.segments == [
        ("alert", None, "sales", come, come, 1), ("alert", None, "sales", come, come, 0),
        ("alert", None, "sales", come, come, 0),
        ("talk", "Ada", "sales", "2026-03-02T10:01:00", "2026-03-02T10:02:00", answered),
        ("hold", "Ada", "sales", "2026-03-02T10:02:00", "2026-03-02T10:02:30", answered),
        ("wrap_up", "Ada", "sales", "2026-03-02T10:04:00", "2026-03-02T10:04:20", answered),
        ("talk", "Ada", "sales", "2026-03-02T10:11:00", "2026-03-02T10:12:00", answered),
        ("hold", "Ada", "sales", "2026-03-02T10:12:00", "2026-03-02T10:12:30", answered),
        ("wrap_up", "Ada", "sales", "2026-03-02T10:12:30", "2026-03-02T10:12:50", answered)]
    assert told.some("staged_visit", "talk_s", "hold_s", "wrap_up_s", order="contact") == [(60, 30, 20), (60, 30, 20)]


def test_the_answer_of_the_api(staged: Staging) -> None:
    """It tells no length of talk and wait, so both are worked out; a contact that goes on is open."""
    contact = {
        "Id": "a", "Channel": "VOICE", "InitiationMethod": "INBOUND",
        "InitiationTimestamp": "2026-03-02T12:00:00+02:00",
        "QueueInfo": {"Id": "q1", "EnqueueTimestamp": "2026-03-02 10:00:10.500000+00:00"},
        "AgentInfo": {"Id": "u1", "ConnectedToAgentTimestamp": at(1), "AgentInitiatedHoldDuration": 10,
                      "AfterContactWorkDuration": 5},
        "DisconnectTimestamp": at(2), "DisconnectReason": "AGENT_DISCONNECT"}
    going_on = {**contact, "Id": "b", "DisconnectTimestamp": None, "DisconnectReason": None}
    told = staged(AmazonConnect, json.dumps({"Contact": contact}), json.dumps([going_on]),
                  names={"u1": "Ada", "q1": "sales"})
    (one, other) = told.visits
    assert (one["queue"], one["agent"], one["wait_s"], one["talk_s"], one["hold_s"], one["wrap_up_s"]) == (
        "sales", "Ada", 49.5, 50, 10, 5)
    assert (one["outcome"], one["agent_ended"]) == ("answered", 1)
    assert (other["outcome"], other["answered_at"], other["ended_at"]) == ("open", "2026-03-02T10:01:00", None)
    assert [row["ended_at"] for row in told.contacts] == ["2026-03-02T10:02:00", None]
    assert ("talk", "Ada", "sales", "2026-03-02T10:01:00", None, 1) in told.segments


def test_what_else_a_record_tells(staged: Staging) -> None:
    told = staged(
        AmazonConnect, lines(
            record("a", talk=9, agent="u1", Attributes={"wrapUp": "sold", "lang": "de", "id": "C7"}, Recordings=[{}],
                   QualityMetrics={"Agent": {"Audio": {"QualityScore": 4.2}},
                                   "Customer": {"Audio": {"QualityScore": 3.9}}}),
            record("b", 1, Channel="CHAT", Recordings=[], CustomerEndpoint={"Address": "Anonymous"},
                   SegmentAttributes={"connect:Subtype": {"ValueString": "connect:SMS"}}),
            record("c", 2, InitiationMethod="OUTBOUND", AnsweringMachineDetectionStatus="VOICEMAIL_BEEP"),
            record("d", 3, InitiationMethod="OUTBOUND", AnsweringMachineDetectionStatus="HUMAN_ANSWERED"),
            after("m", "a", "MONITOR", 1, agent="Sue", talk=9, queue=None)),
        names={"u1": "Ada"}, topics={"sales": "orders"},
        attributes={"disposition": "wrapUp", "language": "lang", "customer": "id"})
    assert told.some("staged_contact", "key", "channel", "customer", "topic", "disposition", "language", "recorded",
                     "mos", "machine", order="key") == [
        ("a", "voice", "c7", "orders", "sold", "de", 1, 3.9, None),
        ("b", "message", None, "orders", None, None, 0, None, None),
        ("c", "voice", "+4930 1", None, None, None, None, None, 1),
        ("d", "voice", "+4930 1", None, None, None, None, None, 0)]
    assert [segment[:2] for segment in told.segments if segment[0] == "monitor"] == [("monitor", "Sue")]
    assert [row[0] for row in stays(told)] == ["a", "b"]


def test_the_record_last_updated_counts(staged: Staging) -> None:
    early, late = record("a"), record("a", talk=30, agent="Ada")
    for first, second in ((early, late), (late, early)):
        told = staged(AmazonConnect, lines(first, second, first))
        assert stays(told) == [("a", 1, "sales", "Ada", "answered", None, 0)]


@pytest.mark.parametrize(("wrong", "issue", "what"), [
    ({"ContactId": None}, "broken-record", "no ContactId"),
    ({"InitiationTimestamp": None}, "broken-record", "no InitiationTimestamp"),
    ({"InitiationTimestamp": "yesterday"}, "broken-record", "cannot be read in: InitiationTimestamp."),
    ({"DisconnectTimestamp": "?", "Agent": {"AfterContactWorkDuration": "long"}}, "broken-record",
     "DisconnectTimestamp, AfterContactWorkDuration."),
    ({"DisconnectTimestamp": "2026-03-02T09:00:00Z"}, "impossible-time", "not in their order"),
    ({"InitiationTimestamp": "1969-03-02T09:00:00Z"}, "impossible-time", "between 1990 and 2100"),
    ({"Agent": {"AgentInteractionDuration": -1}}, "impossible-time", "less than nothing"),
    ({"AWSContactTraceRecordFormatVersion": "2031-01-01"}, "newer-version", "2031-01-01"),
])
def test_a_record_that_makes_no_sense_goes_aside(
        staged: Staging, wrong: dict[str, Any], issue: str, what: str) -> None:
    told = staged(AmazonConnect, lines(record("a"), {**record("b"), **wrong}))
    assert [row[0] for row in stays(told)] == ["a"]
    ((line, name, said, text),) = told.some("aside", "line", "issue", "what", "row_text")
    assert (line, name) == (2, issue)
    assert what in said
    assert json.loads(text)["Channel"] == "VOICE"


def test_every_wrong_option_is_told(tmp_path: Path) -> None:
    source, issues = AmazonConnect.configure(
        "switch", {"name": "switch", "kind": "amazon_connect", "file": "x", "files": [], "names": "x", "topics": [1],
                   "covers": "week", "zone": "Mars", "attributes": {"disposal": "x"}}, "centre.yaml:3", tmp_path)
    assert source is None
    assert [issue.name for issue in issues] == ["unknown-key", *["bad-option"] * 3, "unknown-key", *["bad-option"] * 2]
    assert all("centre.yaml:3" in str(issue) for issue in issues)
    assert "Did you mean files?" in str(issues[0])
    assert "Did you mean disposition?" in str(issues[4])
