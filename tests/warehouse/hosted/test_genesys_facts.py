"""This file is about Genesys Cloud's conversations one by one, made up and real: what becomes of each kind of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fourscore.terms import Trouble
from fourscore.warehouse.sources.hosted import Genesys

Staging = Callable[..., Any]
Told = dict[str, Any]


def at(second: float | None) -> str | None:
    return None if second is None else f"2026-03-02T10:{int(second) // 60:02}:{second % 60:06.3f}Z"


def of(kind: str, began: float, ended: float | None, queue: str | None = None, end: str | None = None,
       **more: Any) -> Told:
    return {"segmentType": kind, "segmentStart": at(began), "segmentEnd": at(ended), "queueId": queue,
            "disconnectType": end, **more}


def who(purpose: str, *segments: Told, user: str | None = None, media: str = "voice", **more: Any) -> Told:
    session = {"mediaType": media, "direction": "inbound", "segments": segments, **more}
    return {"purpose": purpose, "userId": user, "sessions": [session]}


def conversation(name: str, *people: Told, start: float = 0, end: float | None = 600, **more: Any) -> Told:
    return {"conversationId": name, "conversationStart": at(start), "conversationEnd": at(end), "participants": people,
            **more}


CUSTOMER = who("customer", of("interact", 0, 600), ani="tel:+49301")


def answered(name: str = "a", **more: Any) -> Told:
    return conversation(
        name, CUSTOMER, who("acd", of("interact", 10, 30.004, "q1", "transfer")),
        who("agent", of("alert", 25, 30, "q1"), of("interact", 30, 90, "q1"), of("hold", 90, 120, "q1"),
            of("interact", 120, 130, "q1", "client"), of("wrapup", 130, 150, "q1", wrapUpCode="w1"), user="u1"), **more)


def stays(told: Any) -> list[tuple[Any, ...]]:
    return told.some("staged_visit", "contact", "number", "queue", "agent", "outcome", "flow", "wait_s", "transferred",
                     order="contact, number")


def text(*conversations: Told) -> str:
    return json.dumps({"conversations": conversations, "totalHits": len(conversations)})


def test_an_answered_call(staged: Staging) -> None:
    told = staged(Genesys, text(answered(mediaStatsMinConversationMos=4.31)),
                  names={"q1": "sales", "u1": "Ada", "w1": "sold"}, topics={"sales": "orders"})
    (visit,) = told.visits
    assert stays(told) == [("a", 1, "sales", "Ada", "answered", None, 20, 0)]
    assert (visit["ring_s"], visit["talk_s"], visit["hold_s"], visit["wrap_up_s"]) == (5, 70, 30, 20)
    assert (visit["ended_at"], visit["agent_ended"]) == ("2026-03-02T10:02:10", 1)
    (contact,) = told.contacts
    assert [contact[name] for name in ("key", "channel", "outbound", "customer", "topic", "disposition", "mos", "agent",
                                       "ended_at")] == [
        "a", "voice", 0, "+49301", "orders", "sold", 4.31, "Ada", "2026-03-02T10:10:00"]
    assert [segment[0] for segment in told.segments] == ["alert", "talk", "hold", "talk", "wrap_up"]


def test_what_the_metrics_say_counts(staged: Staging) -> None:
    """They are to the millisecond; what the segments would say of the end is left out of account."""
    metric = {"name": "tAbandon", "value": 4321, "emitDate": at(20)}
    told = staged(Genesys, text(conversation(
        "a", CUSTOMER, who("acd", of("interact", 10, 20, "q1", "system"), metrics=[metric]))))
    assert stays(told) == [("a", 1, "q1", None, "abandoned", None, 4.321, 0)]


@pytest.mark.parametrize(("end", "more", "outcome", "flow"), [
    ("peer", {}, "abandoned", None), ("endpoint", {}, "abandoned", None), ("transfer", {}, "flowed_out", None),
    ("timeout", {}, "flowed_out", "timeout"), ("client", {}, "flowed_out", "withdrawn"), ("error", {}, "dropped", None),
    ("transfer", {"flowOutType": "voicemail"}, "flowed_out", "key"),
])
def test_how_an_unanswered_stay_ended(
        staged: Staging, end: str, more: Told, outcome: str, flow: str | None) -> None:
    told = staged(Genesys, text(conversation("a", CUSTOMER, who("acd", of("interact", 10, 20, "q1", end), **more))))
    assert stays(told) == [("a", 1, "q1", None, outcome, flow, 10, 0)]


def test_missed_offers_and_those_the_customer_cut_short(staged: Staging) -> None:
    told = staged(Genesys, text(conversation(
        "a", CUSTOMER, who("acd", of("interact", 10, 60, "q1", "peer")),
        who("agent", of("alert", 10, 25, "q1", "system"), user="u1"),
        who("agent", of("alert", 40, 60, "q1", "peer"), user="u2"))))
    assert told.some("staged_segment", "kind", "agent", "answered", "cancelled", order="number") == [
        ("alert", "u1", 0, 0), ("alert", "u2", 0, 1)]


def test_passed_on_into_the_same_queue_and_back(staged: Staging) -> None:
    """Each stay has its own answer, and whoever was called over without a queue is in no stay."""
    told = staged(Genesys, text(conversation(
        "a", CUSTOMER,
        who("acd", of("interact", 10, 20, "q1", "transfer")),
        who("agent", of("interact", 20, 60, "q1", "transfer"), user="u1"),
        who("acd", of("interact", 60, 90, "q1", "transfer")),
        who("agent", of("interact", 90, 100, "q1", "transfer"), user="u2"),
        who("agent", of("alert", 100, 104), of("interact", 104, 130, None, "client"), user="u3"),
        who("agent", of("alert", 200, 204, "q2"), of("interact", 204, 230, "q2", "peer"), user="u4"))))
    assert stays(told) == [("a", 1, "q1", "u1", "answered", None, 10, 1), ("a", 2, "q1", "u2", "answered", None, 30, 1),
                           ("a", 3, "q2", "u4", "answered", None, 4, 0)]
    assert ("talk", "u3", None, "2026-03-02T10:01:44", "2026-03-02T10:02:10", 1) in told.segments


def test_what_goes_on_is_open(staged: Staging) -> None:
    told = staged(Genesys, text(
        conversation("a", CUSTOMER, who("acd", of("interact", 10, None, "q1")), end=None),
        conversation("b", who("customer", of("interact", 0, None)),
                     who("acd", of("interact", 10, 20, "q1", "transfer")),
                     who("agent", of("interact", 20, None, "q1"), user="u1"), end=None)))
    assert [row[:6] for row in stays(told)] == [("a", 1, "q1", None, "open", None), ("b", 1, "q1", "u1", "open", None)]
    assert told.some("staged_contact", "key", "ended_at", order="key") == [("a", None), ("b", None)]


def test_a_callback_is_a_contact_of_its_own(staged: Staging) -> None:
    """The stay flowed out; filling in the callback's form is no talk, the call back is."""
    agent = {"purpose": "agent", "userId": "u1", "sessions": [
        {"mediaType": "callback", "segments": [of("alert", 100, 105, "q1"), of("interact", 105, 300, "q1", "client"),
                                               of("wrapup", 300, 310, "q1")]},
        {"mediaType": "voice", "direction": "outbound", "segments": [of("dialing", 120, 130, "q1"),
                                                                     of("interact", 130, 290, "q1", "client")]}]}
    told = staged(Genesys, text(conversation(
        "a", CUSTOMER, who("acd", of("interact", 10, 40, "q1", "transfer")),
        who("acd", of("interact", 41, 105, "q1", "transfer"), media="callback", sessionId="s1",
            callbackScheduledTime=at(90)), agent)))
    assert stays(told) == [("a", 1, "q1", None, "flowed_out", "key", 30, 0)]
    assert told.some("staged_contact", "key", "outbound", "connected", "started_at", "ended_at", order="key") == [
        ("a", 0, 0, "2026-03-02T10:00:00", "2026-03-02T10:10:00"),
        ("a/callback", 1, 1, "2026-03-02T10:00:41", "2026-03-02T10:05:00")]
    assert told.some("staged_segment", "contact", "kind", "started_at", "ended_at", order="number") == [
        ("a/callback", "alert", "2026-03-02T10:01:40", "2026-03-02T10:01:45"),
        ("a/callback", "wrap_up", "2026-03-02T10:05:00", "2026-03-02T10:05:10"),
        ("a/callback", "talk", "2026-03-02T10:02:10", "2026-03-02T10:04:50")]
    assert told.some("staged_callback", "key", "contact", "agent", "promised_at", "due_at", "attempted_at") == [
        ("s1", "a/callback", "u1", "2026-03-02T10:00:41", "2026-03-02T10:01:30", "2026-03-02T10:02:00")]


def test_a_campaign_has_no_stays(staged: Staging) -> None:
    lost = {"name": "nOutboundAbandoned", "value": 1, "emitDate": at(20)}
    told = staged(Genesys, text(
        conversation("a", who("customer", of("interact", 5, 60), direction="outbound", dnis="tel:+4977", ani="tel:+49"),
                     who("acd", of("interact", 10, 20, "q1", "transfer"), outboundCampaignId="c"),
                     who("agent", of("interact", 20, 60, "q1", "client"), user="u1", outboundCampaignId="c")),
        conversation("b", who("customer", of("interact", 5, 60), direction="outbound", dnis="sip:77@host"),
                     who("acd", of("interact", 10, 20, "q1", "peer"), outboundCampaignId="c", metrics=[lost]))))
    assert stays(told) == []
    assert told.some("staged_contact", "key", "outbound", "connected", "dialler_dropped", "customer", order="key") == [
        ("a", 1, 1, 0, "+4977"), ("b", 1, 0, 1, "77")]


def test_the_menu_counts_where_its_success_is_told(staged: Staging) -> None:
    menu = who("ivr", of("ivr", 0, 60))
    told = staged(Genesys, text(conversation("a", CUSTOMER, menu, selfServed=True),
                                conversation("b", CUSTOMER, menu, selfServed=False), conversation("c", CUSTOMER, menu)))
    assert told.some("staged_contact", "key", "menu", "contained", order="key") == [
        ("a", 1, 1), ("b", 1, 0), ("c", 0, 0)]


@pytest.mark.parametrize(("wrong", "issue", "what"), [
    ({"conversationStart": None}, "broken-record", "no conversationStart"),
    ({"conversationEnd": "soon"}, "broken-record", "A time in the record cannot be read."),
    ({"conversationEnd": "2020-01-01T00:00:00Z"}, "impossible-time", "ended before it began"),
    ({"participants": [who("acd", {"segmentStart": "0020-01-01T00:00:00Z"})]}, "impossible-time", "1990"),
    ({"conversationId": 7}, "broken-record", "no conversationId"),
])
def test_a_conversation_that_makes_no_sense_goes_aside(staged: Staging, wrong: Told, issue: str, what: str) -> None:
    told = staged(Genesys, text(answered(), {**answered("b"), **wrong}))
    assert [row[0] for row in stays(told)] == ["a"]
    ((line, name, said),) = told.some("aside", "line", "issue", "what")
    assert (line, name) == (1, issue)  # both stand on one line
    assert what in said


def test_every_tenth_of_many_broken(staged: Staging) -> None:
    """One to a line: cut off, they are set aside, and the others load."""
    lines = [json.dumps(answered(f"c{number}")) for number in range(2_000)]
    lines[::10] = [line[:-50] for line in lines[::10]]
    told = staged(Genesys, "\n".join(lines))
    assert len(told.visits) == 1_800
    assert told.aside == [(number + 1, "broken-record") for number in range(0, 2_000, 10)]


@pytest.mark.parametrize("other", [b'{"ContactId": "a"}', b"a;b\n1;2\n"])
def test_a_file_of_another_kind(staged: Staging, other: bytes) -> None:
    with pytest.raises(Trouble, match="This file holds no conversation details of Genesys Cloud") as trouble:
        staged(Genesys, other)
    assert [issue.name for issue in trouble.value.issues] == ["not-conversations"]


def test_real_conversations(shared_data: Path, staged: Staging) -> None:
    """Of 25 conversations 19 are a campaign's previews which agents skipped, four are chats that came to an agent
    without a queue, and two are calls through a menu and a queue."""
    told = staged(Genesys, (shared_data / "switch_formats" / "genesys_conversation_details.json").read_bytes())
    assert told.aside == []
    assert Counter((row["channel"], row["outbound"], row["connected"]) for row in told.contacts) == {
        ("voice", 1, 0): 19, ("chat", 0, 0): 4, ("voice", 0, 0): 2}
    assert told.some("staged_visit", "outcome", "entered_at", "answered_at", "wait_s", "ring_s", "talk_s", "wrap_up_s",
                     order="entered_at") == [
        ("answered", "2016-09-06T07:06:19.524000", "2016-09-06T07:06:33.227000", 13.703, 5.425, 16.072, 5),
        ("answered", "2016-09-06T07:07:11.196000", "2016-09-06T07:07:15.541000", 4.345, 3.673, 17.48, 39)]
    assert Counter((kind, took) for kind, _, _, _, _, took in told.segments) == {
        ("alert", 1): 25, ("alert", 0): 2, ("talk", 1): 6, ("wrap_up", 1): 24}
    assert {row["customer"] for row in told.contacts if row["outbound"]} == {
        "+999418148661", "+999596177842", "+999179799093"}
