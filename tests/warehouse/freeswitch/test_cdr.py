"""This file is about FreeSWITCH's call detail records: what legs tell together, their forms, pieces, wrong files."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest
from fed_switch import MIDNIGHT, Switch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.warehouse.sources.freeswitch import CallDetailRecords

Leg = dict[str, str]


def at(seconds: float, unit: int = 1) -> str:
    return str(round((MIDNIGHT + seconds) * unit))


def caller(call: str = "c1", place: str = "m1", joined: float = 100, began: float = 90, ended: float = 180,
           queue: str = "sales", **more: str | float) -> Leg:
    """The caller's leg; `taken`, `over`, `canceled`: seconds."""
    times = {"taken": "cc_queue_answered_epoch", "over": "cc_queue_terminated_epoch",
             "canceled": "cc_queue_canceled_epoch"}
    told = {"uuid": call, "cc_side": "member", "cc_member_uuid": place, "cc_queue": queue,
            "cc_queue_joined_epoch": at(joined), "start_uepoch": at(began, 10**6), "end_uepoch": at(ended, 10**6)}
    return told | {times.get(name, name): at(value) if isinstance(value, int) else str(value)
                   for name, value in more.items()}


def agent(name: str, began: float, ended: float, answered: float | None = None, call: str = "c1", place: str = "m1",
          queue: str = "sales", joined: float = 100, **more: str) -> Leg:
    return {"uuid": f"{call}-{name}-{began}", "cc_side": "agent", "cc_agent": name, "cc_queue": queue,
            "cc_member_uuid": place, "cc_member_session_uuid": call, "cc_queue_joined_epoch": at(joined),
            "start_uepoch": at(began, 10**6), "answer_uepoch": at(answered, 10**6) if answered else "0",
            "end_uepoch": at(ended, 10**6), **more}


def record(leg: Leg) -> str:
    """As mod_json_cdr writes it: values encoded as in an address."""
    return json.dumps({"core-uuid": "x", "variables": {name: quote(value) for name, value in leg.items()},
                       "callflow": [{"caller_profile": {"caller_id_number": "%2B49301"}}]})


def as_xml(leg: Leg) -> str:
    told = "\n".join(f"    <{name}>{escape(quote(value))}</{name}>" for name, value in leg.items())
    return (f'<?xml version="1.0"?>\n<cdr core-uuid="x">\n  <channel_data><uuid>no</uuid></channel_data>\n'
            f"  <variables>\n{told}\n  </variables>\n  <callflow dialplan=\"XML\"><caller_profile>"
            f"<uuid>no</uuid><caller_id_number>%2B49301</caller_id_number></caller_profile></callflow>\n</cdr>\n")


def lines(*legs: Leg) -> str:
    return "".join(f"{record(leg)}\n" for leg in legs)


@pytest.fixture
def cdr(hand: ModuleType, tmp_path: Path) -> Iterator[Switch]:
    made = Switch(hand, tmp_path, CallDetailRecords.configure)
    made.options["form"] = "lines"
    yield made
    made.warehouse.close()


ANSWERED = [caller(taken=120, over=170, cc_agent="Anna@x", cc_cause="answered", rtp_audio_in_mos="4.31"),
            agent("Anna@x", 110.5, 170.25, 120.125)]
FOUND = [("c1", 1, "sales", "Anna@x", 100, 120, 170, "answered", 20, 50)]


def test_an_answered_call(cdr: Switch) -> None:
    cdr.load(lines(*ANSWERED))
    assert cdr.visits == FOUND
    assert cdr.contacts == [("c1", 90, 180, 1)]
    assert cdr.segments == [("alert", "c1", "Anna@x", 110.5, 120.125, 1), ("talk", "c1", "Anna@x", 120, 170, 1)]
    assert cdr.rows("SELECT identifier FROM customer_identifier") == [("+49301",)]


def test_an_answer_without_its_end_ended_with_the_leg(cdr: Switch) -> None:
    cdr.load(lines(caller(taken=120, cc_agent="Anna")))
    assert [visit[5:8] for visit in cdr.visits] == [(120, 180, "answered")]


@pytest.mark.parametrize(("reason", "outcome"), [
    ("NONE", "abandoned"), ("BREAK_OUT", "abandoned"), ("TIMEOUT", "timeout"), ("NO_AGENT_TIMEOUT", "empty"),
    ("EXIT_WITH_KEY", "key"),
])
def test_why_a_caller_left(cdr: Switch, reason: str, outcome: str) -> None:
    cdr.load(lines(caller(canceled=130, cc_cause="cancel", cc_cancel_reason=reason)))
    assert cdr.visits == [("c1", 1, "sales", None, 100, None, 130, outcome, 30, 0)]


def test_what_an_earlier_queue_left_behind_is_not_of_the_last(cdr: Switch) -> None:
    """Answered in the first queue, given up in the second; and the other way round, in the same second."""
    cdr.load(lines(
        caller("c1", "m2", 200, 90, 250, "billing", taken=120, over=199, canceled=250, cc_cause="cancel",
               cc_agent="Anna", cc_cancel_reason="BREAK_OUT", transfer_history=f"{at(199)}:x:bl_xfer:7/q"),
        agent("Anna", 110, 199, 120),
        caller("c2", "m4", 300, 90, 400, "billing", canceled=300, taken=310, over=390, cc_cause="answered",
               cc_agent="Ben", cc_cancel_reason="TIMEOUT"),
        agent("Cleo", 280, 290, call="c2", place="m3", joined=270, hangup_cause="NO_ANSWER"),
        agent("Ben", 305, 390, 310, "c2", "m4", "billing", 300)))
    assert cdr.visits == [
        ("c1", 1, "sales", "Anna", 100, 120, 199, "answered", 20, 79),
        ("c1", 2, "billing", None, 200, None, 250, "abandoned", 50, 0),
        ("c2", 1, "sales", None, 270, None, 300, None, 30, 0),
        ("c2", 2, "billing", "Ben", 300, 310, 390, "answered", 10, 80)]
    assert cdr.rows("SELECT transferred, flowed_out FROM visit ORDER BY contact, number") == [
        (1, 0), (0, 0), (0, 1), (0, 0)]


def test_who_comes_back_to_an_earlier_place_is_one_stay(cdr: Switch) -> None:
    """In one load, or in two: the call given up keeps no stay, its wait is part of the other's."""
    first = caller("c1", canceled=130, ended=130, cc_cancel_reason="BREAK_OUT")
    again = caller("c2", joined=3600, began=3590, ended=3700, taken=3610, over=3700, cc_agent="Anna")
    cdr.load(lines(first))
    assert [visit[:1] + visit[7:9] for visit in cdr.visits] == [("c1", "abandoned", 30)]
    cdr.load(lines(first, again))
    assert [visit[:1] + visit[7:9] for visit in cdr.visits] == [("c2", "answered", 40)]
    assert [contact[0] for contact in cdr.contacts] == ["c1", "c2"]


def test_an_agent_who_was_never_connected(cdr: Switch) -> None:
    cdr.load(lines(caller(canceled=121), agent("Anna", 110, 122, 120, cc_agent_bridged="false")))
    assert [visit[7] for visit in cdr.visits] == ["abandoned"]
    assert cdr.segments == [("alert", "c1", "Anna", 110, 120, 0)]


def test_other_calls_are_left_out(cdr: Switch) -> None:
    other = {name: value for name, value in ANSWERED[0].items() if not name.startswith("cc_")} | {"uuid": "other"}
    report = cdr.load(lines(*ANSWERED, other))
    assert (report.rows_left_out, report.rows_set_aside, cdr.visits) == (1, 0, FOUND)


def test_files_as_the_modules_write_them(hand: ModuleType, tmp_path: Path) -> None:
    """One record to a file, over many lines or on one without an end; XML may hold several."""
    for form, files in (
            ("json", [json.dumps(json.loads(record(leg)), indent=1) for leg in ANSWERED]),
            ("json", [record(leg) for leg in ANSWERED]),
            ("xml", [as_xml(leg) for leg in ANSWERED]),
            ("xml", ["".join(map(as_xml, ANSWERED))])):
        with tempfile.TemporaryDirectory() as room:
            switch = Switch(hand, Path(room), CallDetailRecords.configure)
            for nth, text in enumerate(files):
                assert switch.load(text, f"{nth}.json", form=form).rows_set_aside == 0
            assert switch.visits == FOUND, form
            assert switch.rows("SELECT identifier FROM customer_identifier") == [("+49301",)]
            switch.warehouse.close()


def test_an_xml_file_that_was_torn_and_mended(cdr: Switch) -> None:
    text = "".join(map(as_xml, ANSWERED))
    assert cdr.load(text[:-20], form="xml").rows_set_aside == 1
    assert cdr.load(text, form="xml").rows_set_aside == 0
    assert cdr.visits == FOUND


def test_another_encoding(cdr: Switch) -> None:
    text = json.dumps({"variables": ANSWERED[0] | {"cc_agent": "Änne"}}, ensure_ascii=False).encode("latin-1")
    assert cdr.load(text + b"\n").rows_set_aside == 0
    assert [visit[3] for visit in cdr.visits] == ["Änne"]


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("day.json", lines(*ANSWERED))
    return packed.getvalue()


@pytest.mark.parametrize(("text", "form", "name", "remedy"), [
    ("a,b\n1,2\n", "lines", "not-call-records", "Point `files` at"),
    (zipped() + b"\n", "lines", "packed-file", "Unpack it"), (zipped(), "lines", "packed-file", "Unpack it"),
    (zipped(), "json", "packed-file", "Unpack it"), (as_xml(ANSWERED[0]), "json", "not-call-records", "form: xml"),
    (record(ANSWERED[0]), "xml", "not-call-records", "form: json"),
    (lines(*ANSWERED).encode("utf-16"), "json", "other-encoding", "Save it as UTF-8"),
    (lines(*ANSWERED).encode("utf-16-le"), "lines", "other-encoding", "Save it as UTF-8"),
    (lines(*ANSWERED).replace("\n", "\r"), "lines", "other-line-ends", "usual line ends"),
])
def test_another_kind_of_file(cdr: Switch, text: str | bytes, form: str, name: str, remedy: str) -> None:
    report = cdr.load(text, form=form)
    assert [issue.name for issue in report.issues] == [name]
    assert remedy in report.issues[0].remedy


def test_every_tenth_is_broken(cdr: Switch) -> None:
    rows = [record(caller(f"c{nth}", f"m{nth}", canceled=130)) for nth in range(3_000)]
    lacking = caller(canceled=130)
    del lacking["cc_member_uuid"]
    broken = ["{", "rubbish", record(lacking), record(caller(canceled=130, ended=10)), record(caller()),
              record(caller(canceled=130, cc_cancel_reason="BOREDOM"))]
    rows[9::10] = [broken[nth % len(broken)] for nth in range(300)]
    report = cdr.load("\n".join(rows) + "\n")
    assert (report.rows_read, report.rows_set_aside, len(cdr.visits)) == (3_000, 300, 2_700)
    assert cdr.rows("SELECT issue, count(*) FROM set_aside GROUP BY issue ORDER BY issue") == [
        ("impossible-time", 50), ("not-an-event", 200), ("unknown-word", 50)]


def test_options_that_cannot_be(tmp_path: Path) -> None:
    made, issues = CallDetailRecords.configure(
        "s", {"files": 3, "form": "csv", "topics": "x", "zones": 1}, "centre.yaml:3", tmp_path)
    assert made is None
    assert sorted(issue.name for issue in issues) == ["bad-option"] * 3 + ["unknown-key"]


@st.composite
def days(draw: st.DrawFn) -> list[Leg]:
    """Legs of a few calls that share places and queues, each call's own leg once."""
    legs: dict[str, Leg] = {}
    for _ in range(draw(st.integers(1, 10))):
        call, place = draw(st.sampled_from(("c1", "c2", "c3"))), draw(st.sampled_from(("m1", "m2")))
        joined, n = draw(st.integers(0, 5)) * 50, draw(st.integers(1, 30))
        if draw(st.booleans()):
            more: dict[str, Any] = draw(st.sampled_from((
                {"taken": joined + n, "cc_agent": "Anna"}, {"canceled": joined + n, "cc_cancel_reason": "TIMEOUT"},
                {"canceled": joined + n}, {"taken": joined, "canceled": joined + n, "cc_cause": "cancel"})))
            leg = caller(call, place, joined, joined - 5, 400, f"queue {place}", **more)
        else:
            answered = draw(st.sampled_from((None, joined + n + 2)))
            leg = agent(draw(st.sampled_from(("Anna", "Ben"))), joined + n, joined + n + 9, answered, call, place,
                        f"queue {place}", joined)
        legs[leg["uuid"]] = leg
    return list(legs.values())


def loaded(hand: Any, *texts: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as room:
        switch = Switch(hand, Path(room), CallDetailRecords.configure)
        for nth, text in enumerate(texts):
            if text:
                switch.load(text, f"{nth}.json", form="lines")
        found: dict[str, Any] = hand.dump(switch.warehouse)
        switch.warehouse.close()
        return found


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(legs=days(), pick=st.randoms(use_true_random=False))
def test_in_any_order_and_twice_it_is_the_same_day(hand: Any, legs: list[Leg], pick: Any) -> None:
    dealt: list[list[Leg]] = [[], [], []]
    for leg in pick.sample(legs, len(legs)) + pick.sample(legs, len(legs) // 3):
        dealt[pick.randrange(3)].append(leg)
    assert loaded(hand, *(lines(*part) for part in dealt)) == loaded(hand, lines(*legs))
