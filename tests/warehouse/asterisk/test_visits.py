"""This file is about stays read from a queue_log. In each test the docstring is the log; times count from midnight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ENTER = "100|c1|sales|NONE|ENTERQUEUE||555|1\n"


def told(visits: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(visit[name] for name in names) for visit in visits]


def test_an_answered_call(log: Any) -> None:
    """
    100|c1|sales|NONE|ENTERQUEUE||+49 (30) 555-1|1
    112|c1|sales|Anna|CONNECT|12|c1-b|3
    172|c1|sales|Anna|COMPLETECALLER|12|60|1
    """
    assert log.visits == [{
        "contact": "c1", "number": 1, "queue": "sales", "agent": "Anna", "entered_at": 100, "answered_at": 112,
        "ended_at": 172, "outcome": "answered", "flow": None, "transferred": 0, "agent_ended": 0, "wait_s": 12,
        "ring_s": 3, "talk_s": 60, "file": 1, "line": 1}]
    assert log.contacts == [{
        "key": "c1", "started_at": 100, "ended_at": 172, "channel": "voice", "outbound": 0, "connected": 0,
        "customer": "+49305551", "topic": None, "agent": "Anna", "queue": "sales", "file": 1, "line": 1}]
    assert log.segments == [("alert", "c1", "Anna", 109, 112, 1), ("talk", "c1", "Anna", 112, 172, 1)]
    assert log.aside == []
    assert log.staged.notices == {}


@pytest.mark.parametrize(("event", "outcome", "flow", "wait"), [
    ("NONE|ABANDON|1|2|7", "abandoned", None, 7),
    ("Anna|ABANDON|1|2|7", "abandoned", None, 7),
    ("NONE|EXITWITHTIMEOUT|1|2|7", "flowed_out", "timeout", 7),
    ("NONE|EXITWITHKEY|5|1|2|7", "flowed_out", "key", 7),
    ("NONE|EXITEMPTY|1|2|7", "flowed_out", "empty", 7),
    ("NONE|WITHDRAW|1|2|7|moved by hand", "flowed_out", "withdrawn", 7),
    ("Anna|SYSCOMPAT|", "dropped", None, 9),
])
def test_ends_without_an_answer(stage: Callable[..., Any], event: str, outcome: str, flow: str, wait: int) -> None:
    """The wait is where the event keeps it (EXITWITHKEY has it fourth), else the time that passed."""
    log = stage(f"{ENTER}109|c1|sales|{event}")
    assert told(log.visits, "outcome", "flow", "wait_s", "talk_s", "agent", "answered_at", "ended_at") == [
        (outcome, flow, wait, None, None, None, 109)]
    assert log.segments == []


@pytest.mark.parametrize(("event", "transferred", "agent_ended"), [
    ("COMPLETEAGENT|12|60|1", 0, 1),
    ("COMPLETECALLER|12|60|1", 0, 0),
    ("BLINDTRANSFER|600|queues|12|60|1", 1, 0),
    ("TRANSFER|600|queues|12|60|1", 1, 0),
    ("ATTENDEDTRANSFER|BRIDGE|0f3c-bridge|12|60|1", 1, 0),
    ("ATTENDEDTRANSFER|APP|Queue|12|60|1", 1, 0),
    ("ATTENDEDTRANSFER|LINK|PJSIP/1-a|PJSIP/2-b|12|60|1", 1, 0),
])
def test_ends_of_an_answered_call(stage: Callable[..., Any], event: str, transferred: int, agent_ended: int) -> None:
    """Every way to end has its own place for the talk time. A COMPLETE… without its CONNECT is dated back by it."""
    whole = stage(f"{ENTER}112|c1|sales|Anna|CONNECT|12|c1-b|3\n175|c1|sales|Anna|{event}")
    lost = stage(f"{ENTER}172|c1|sales|Anna|{event}")
    names = ("outcome", "answered_at", "wait_s", "talk_s", "transferred", "agent_ended", "agent")
    assert told(whole.visits, *names) == [("answered", 112, 12, 60, transferred, agent_ended, "Anna")]
    assert told(lost.visits, *names) == [("answered", 112, 12, 60, transferred, agent_ended, "Anna")]
    assert ("talk", "c1", "Anna", 112, 172, 1) in lost.segments


def test_numbers_that_are_none_are_worked_out_from_the_times(log: Any) -> None:
    """
    100|c1|sales|NONE|ENTERQUEUE||555|1
    112|c1|sales|Anna|CONNECT||c1-b|
    172|c1|sales|Anna|COMPLETECALLER|oops|-4|1
    """
    assert told(log.visits, "wait_s", "ring_s", "talk_s") == [(12, None, 60)]


def test_a_caller_who_leaves_in_the_second_of_entry(log: Any) -> None:
    """
    100|c1|sales|NONE|ENTERQUEUE||555|1
    100|c2|sales|NONE|ENTERQUEUE||556|2
    100|c1|sales|NONE|ABANDON|1|1|0
    """
    assert told(log.visits, "contact", "outcome", "wait_s") == [("c1", "abandoned", 0), ("c2", "open", None)]


def test_what_has_not_ended_is_open(log: Any) -> None:
    """A restart leaves the stays before it with an unknown end; nothing is guessed.

    100|c1|sales|NONE|ENTERQUEUE||555|1
    100|c2|sales|NONE|ENTERQUEUE||556|2
    105|c2|sales|Anna|CONNECT|5|c2-b|1
    900|NONE|NONE|NONE|QUEUESTART|
    """
    assert told(log.visits, "contact", "outcome", "agent", "answered_at", "ended_at", "wait_s", "talk_s") == [
        ("c1", "open", None, None, None, None, None), ("c2", "open", "Anna", 105, None, 5, None)]
    assert [contact["ended_at"] for contact in log.contacts] == [None, None]
    assert ("talk", "c2", "Anna", 105, None, 1) in log.segments


def test_the_same_caller_comes_into_the_same_queue_again(log: Any) -> None:
    """
    100|c1|sales|NONE|ENTERQUEUE||555|1
    110|c1|sales|Anna|CONNECT|10|c1-b|2
    140|c1|sales|Anna|BLINDTRANSFER|600|queues|10|30|1
    140|c1|sales|NONE|ENTERQUEUE||555|1
    150|c1|sales|Ben|RINGNOANSWER|6500
    160|c1|sales|NONE|EXITWITHTIMEOUT|1|1|20
    160|c1|sales|NONE|ENTERQUEUE||555|1
    165|c1|sales|NONE|ABANDON|1|1|5
    """
    assert told(log.visits, "number", "outcome", "entered_at", "wait_s", "talk_s", "line") == [
        (1, "answered", 100, 10, 30, 1), (2, "flowed_out", 140, 20, None, 4), (3, "abandoned", 160, 5, None, 7)]
    assert ("alert", "c1", "Ben", 143.5, 150, 0) in log.segments
    assert told(log.contacts, "key", "started_at", "ended_at", "agent", "queue") == [("c1", 100, 165, "Anna", "sales")]


def test_an_answer_under_the_old_call_in_the_new_queue(log: Any) -> None:
    """After an attended transfer into a queue the new stay is written under another call, its answer under this one.

    100|c1|sales|NONE|ENTERQUEUE||555|1
    110|c1|sales|Anna|CONNECT|10|c1-b|2
    140|c2|billing|NONE|ENTERQUEUE||100|1
    150|c1|sales|Anna|ATTENDEDTRANSFER|APP|Queue|10|40|1
    155|c1|billing|Ben|CONNECT|15|c2-b|1
    185|c1|billing|Ben|COMPLETECALLER|15|30|1
    """
    names = ("contact", "number", "queue", "outcome", "entered_at", "answered_at", "agent", "talk_s")
    assert told(log.visits, *names) == [
        ("c1", 1, "sales", "answered", 100, 110, "Anna", 40), ("c1", 2, "billing", "answered", 140, 155, "Ben", 30),
        ("c2", 1, "billing", "open", 140, None, None, None)]


def test_the_answer_may_be_written_before_the_transfer(log: Any) -> None:
    """
    100|c1|sales|NONE|ENTERQUEUE||555|1
    110|c1|sales|Anna|CONNECT|10|c1-b|2
    150|c1|billing|Ben|CONNECT|5|c2-b|1
    150|c1|sales|Anna|ATTENDEDTRANSFER|APP|Queue|10|40|1
    185|c1|billing|Ben|COMPLETEAGENT|5|35|1
    """
    assert told(log.visits, "number", "queue", "agent", "entered_at", "talk_s", "transferred", "agent_ended") == [
        (1, "sales", "Anna", 100, 40, 1, 0), (2, "billing", "Ben", 145, 35, 0, 1)]


def test_a_stay_ends_once(log: Any) -> None:
    """Wazo's dialplan writes LEAVEEMPTY just after the EXITEMPTY of the same stay.

    100|c1|sales|NONE|ENTERQUEUE||555|1
    109|c1|sales|NONE|EXITEMPTY|1|1|9
    109|c1|sales|NONE|LEAVEEMPTY|
    """
    assert told(log.visits, "number", "outcome", "flow", "wait_s") == [(1, "flowed_out", "empty", 9)]


def test_calls_that_were_refused(log: Any) -> None:
    """
    100|c1|sales|NONE|FULL|
    101|c2|sales|NONE|CLOSED|
    102|c3|sales|NONE|JOINEMPTY|
    103|c4|sales|NONE|DIVERT_CA_RATIO|
    104|c5|sales|NONE|DIVERT_HOLDTIME|
    104|c5|backup|NONE|ENTERQUEUE||555|1
    """
    assert told(log.visits, "contact", "number", "queue", "outcome", "wait_s") == [
        *((f"c{n}", 1, "sales", "refused", 0) for n in range(1, 6)), ("c5", 2, "backup", "open", None)]


def test_agent_hangs_up_during_the_announcement(log: Any) -> None:
    """The caller keeps waiting: AGENTDUMP ends nothing.

    100|c1|sales|NONE|ENTERQUEUE||555|1
    110|c1|sales|Anna|AGENTDUMP|
    125|c1|sales|Ben|CONNECT|25|c1-b|3
    155|c1|sales|Ben|COMPLETECALLER|25|30|1
    """
    assert told(log.visits, "outcome", "agent", "wait_s") == [("answered", "Ben", 25)]


def test_offers_that_were_not_answered(log: Any) -> None:
    """Milliseconds, one line for each agent that was rung.

    100|c1|sales|NONE|ENTERQUEUE||555|1
    115|c1|sales|Anna|RINGNOANSWER|15000
    115|c1|sales|Ben|RINGNOANSWER|1250
    120|c1|sales|Anna|RINGCANCELED|4000
    120|c1|sales|NONE|ABANDON|1|1|20
    """
    assert log.segments == [
        ("alert", "c1", "Anna", 100, 115, 0), ("alert", "c1", "Ben", 113.75, 115, 0),
        ("alert", "c1", "Anna", 116, 120, 0)]


def test_outbound_calls_of_a_queue(log: Any) -> None:
    """
    200|o1|sales|Anna|OUTCALL|ANSWER|50|65|030 444
    300|o2|sales|Anna|OUTCALL|BUSY|0|4|030445
    """
    assert told(log.contacts, "key", "outbound", "connected", "customer", "started_at", "ended_at", "agent") == [
        ("o1", 1, 1, "030444", 135, 200, "Anna"), ("o2", 1, 0, "030445", 296, 300, "Anna")]
    assert log.segments == [("talk", "o1", "Anna", 150, 200, 1)]
    assert log.visits == []


def test_who_calls(stage: Callable[..., Any]) -> None:
    """A number without its punctuation; nobody where the log says so."""
    says = ["+49 30-1", "anonymous", "", "Unknown", "(030) 2", "sip:müller"]
    log = stage("\n".join(f"{n}|c{n}|sales|NONE|ENTERQUEUE||{number}|1" for n, number in enumerate(says)))
    assert [contact["customer"] for contact in log.contacts] == ["+49301", None, None, None, "0302", "sipmüller"]


def test_topics_and_names(stage: Callable[..., Any]) -> None:
    """A queue may mean a topic; a person with two names is one."""
    log = stage(
        "100|c1|billing|NONE|ENTERQUEUE||555|1\n110|c1|billing|PJSIP/7|CONNECT|10|x|1\n"
        "120|c1|billing|Anna|COMPLETEAGENT|10|10|1\n130|c2|other|NONE|ENTERQUEUE||555|1",
        topics={"billing": "invoices"}, names={"PJSIP/7": "Anna"})
    assert [contact["topic"] for contact in log.contacts] == ["invoices", None]
    assert told(log.visits, "agent") == [("Anna",), (None,)]


def test_lines_of_a_call_that_began_before_the_log(log: Any) -> None:
    """An answer says how long the caller had waited; an end alone belongs to a stay the log does not have.

    100|c1|sales|Anna|RINGNOANSWER|1000
    101|c1|sales|NONE|ABANDON|1|1|60
    110|c2|sales|Anna|CONNECT|25|c2-b|3
    140|c2|sales|Anna|COMPLETEAGENT|25|30|1
    150|c3|sales|Anna|RINGNOANSWER|1000
    """
    assert told(log.visits, "contact", "entered_at", "answered_at", "wait_s") == [("c2", 85, 110, 25)]
    assert log.staged.notices == {"event of a call whose beginning is not in the log": 3}


def test_segments_have_numbers_that_stay(stage: Callable[..., Any]) -> None:
    """More of the same call does not change the numbers its segments had."""
    text = ("100|c1|q|NONE|ENTERQUEUE||5|1\n101|c1|q|Anna|RINGNOANSWER|1000\n102|c1|q|Anna|CONNECT|2|x|1\n"
            "110|c1|q|Anna|BLINDTRANSFER|6|q|2|8|1\n")
    more = "110|c1|q|NONE|ENTERQUEUE||5|1\n112|c1|q|Ben|RINGNOANSWER|1000\n113|c1|q|Ben|CONNECT|3|x|1\n"
    numbers = [{(row["kind"], row["started_at"]): row["number"] for row in stage(part).rows("staged_segment")}
               for part in (text, text + more)]
    assert len(set(numbers[1].values())) == 6
    assert numbers[0].items() <= numbers[1].items()


def test_two_calls_never_mix(log: Any) -> None:
    """
    100|c1|sales|NONE|ENTERQUEUE||555|1
    101|c2|sales|NONE|ENTERQUEUE||556|2
    110|c2|sales|Anna|CONNECT|9|b|1
    111|c1|sales|Ben|CONNECT|11|b|1
    120|c1|sales|Ben|COMPLETEAGENT|11|9|1
    130|c2|sales|Anna|COMPLETEAGENT|9|20|2
    """
    assert told(log.visits, "contact", "agent", "wait_s", "talk_s") == [("c1", "Ben", 11, 9), ("c2", "Anna", 9, 20)]
