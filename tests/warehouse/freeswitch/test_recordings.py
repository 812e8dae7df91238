"""This file is about recordings of events: in both forms, torn, in another encoding, of another kind, or broken."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fed_switch import MIDNIGHT, as_json, as_text, event, member

from fourscore.warehouse.sources.freeswitch import CallcenterEvents

CALL = [
    event(100, "member-queue-start", **member(caller="+49 30 1")),
    event(110, "agent-offering", **member(), Agent="Änne @1"),
    event(120, "bridge-agent-start", **member(), Agent="Änne @1"),
    event(180, "bridge-agent-end", **member(), Agent="Änne @1"),
    event(180, "member-queue-end", **member(), Agent="Änne @1", Cause="Terminated"),
    event(200, "agent-status-change", Agent="Änne @1", Agent_Status="On Break"),
]
FOUND = [("c1", 1, "sales", "Änne @1", 100, 120, 180, "answered", 20, 60)]
ENVELOPE = "Content-Length: 500\nContent-Type: text/event-plain\n\n"


def test_text_says_the_same(switch: Any) -> None:
    """Values are encoded as in an address; what the event socket puts around an event is no event."""
    report = switch.load("".join(ENVELOPE + as_text(one) for one in CALL), form="text")
    assert (switch.visits, report.rows_set_aside, report.issues) == (FOUND, 0, ())
    assert switch.rows("SELECT identifier FROM customer_identifier") == [("+49301",)]
    assert switch.states == [("login", "Änne @1", 200, None), ("pause", "Änne @1", 200, None)]


def test_text_with_bodies_of_json(switch: Any) -> None:
    switch.load("".join("Content-Type: text/event-json\n\n" + as_json(one) + "\n" for one in CALL), form="text")
    assert switch.visits == FOUND


def test_lines_that_end_as_windows_ends_them(switch: Any) -> None:
    switch.load(as_text(*CALL).replace("\n", "\r\n"), form="text")
    assert switch.visits == FOUND


def test_text_that_grows_within_an_event(switch: Any) -> None:
    """Wherever it was cut when it was read, the event is read whole by the next load."""
    text = as_text(*CALL)
    cuts = [at for at, sign in enumerate(text) if sign == "\n"][3::9]
    for cut in cuts:
        switch.load(text[: cut + 1], form="text")
    switch.load(text)
    assert switch.visits == FOUND
    assert switch.states == [("login", "Änne @1", 200, None), ("pause", "Änne @1", 200, None)]
    first = text[: cuts[0] + 1].count("\n")
    assert first < len(CALL[0]), "the first cut has to lie within the first event"


def test_a_last_event_without_its_blank_line_is_read(switch: Any) -> None:
    switch.load(as_text(*CALL).rstrip("\n") + "\n", form="text")
    assert switch.visits == FOUND
    assert len(switch.states) == 2


def test_a_torn_file_keeps_what_is_whole(switch: Any) -> None:
    whole = as_json(*CALL)
    report = switch.load(whole[:-40])
    assert switch.visits == FOUND
    assert [issue.name for issue in report.issues] == ["half-written-line"]
    report = switch.load(as_json(*CALL[:5]) + json.dumps(CALL[5])[:40] + "\n", "torn.json")
    assert switch.aside == [(6, "not-an-event")]


def test_another_encoding(switch: Any) -> None:
    """What is no UTF-8 is kept with a sign for it; nothing else is lost."""
    text = as_json(*CALL).replace("\\u00c4", "Ä").encode("latin-1")
    assert switch.load(text).rows_set_aside == 0
    assert [visit[3] for visit in switch.visits] == ["Änne @1"]


def zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("day.json", text)
    return packed.getvalue()


@pytest.mark.parametrize(("text", "form", "name", "remedy"), [
    ("1767225700|c1|q|NONE|ENTERQUEUE||5|1\n" * 50, "json", "not-switch-events", "Point `files` at"),
    (as_text(*CALL), "json", "not-switch-events", "form: text"),
    (as_json(*CALL), "text", "not-switch-events", "form: json"),
    (zipped(as_json(*CALL) * 20) + b"\n", "json", "packed-file", "Unpack it"),
    (as_json(*CALL).encode("utf-16"), "json", "other-encoding", "Save it as UTF-8"),
    ("calls: 3\nlost: 1\n\n", "text", "not-switch-events", "Point `files` at"),
])
def test_another_kind_of_file(switch: Any, text: str | bytes, form: str, name: str, remedy: str) -> None:
    report = switch.load(text, form=form)
    assert [issue.name for issue in report.issues] == [name]
    assert remedy in report.issues[0].remedy
    assert switch.rows("SELECT count(*) FROM load") == [(0,)]


def test_every_tenth_is_broken(switch: Any) -> None:
    """Of four thousand events the good ones load; the others are told, each with its reason."""
    broken = [
        "no json at all", '{"Event-Name": "CUSTOM"', "[1, 2]", json.dumps({"Event-Name": "CUSTOM", "CC-Action": "x"}),
        json.dumps(event(5, "member-queue-start", Queue="sales", Member_UUID="m")),
        json.dumps(event(-MIDNIGHT, "member-queue-start", **member())),
        json.dumps(event(5, "member-queue-end", **member(), Cause="Cancel", Cancel_Reason="BOREDOM")),
        json.dumps(event(5, "agent-status-change", Agent="A", Agent_Status="Asleep")),
    ]
    rows = []
    for nth in range(4_000):
        if nth % 10 == 9:
            rows.append(broken[nth // 10 % len(broken)])
        else:
            rows.append(json.dumps(event(nth, "member-queue-start", **member(f"c{nth}", f"m{nth}"))))
    report = switch.load("".join(f"{row}\n" for row in rows))
    assert (report.rows_read, report.rows_set_aside, len(switch.visits)) == (4_000, 400, 3_600)
    assert switch.rows("SELECT issue, count(*) FROM set_aside GROUP BY issue ORDER BY issue") == [
        ("impossible-time", 50), ("not-an-event", 250), ("unknown-word", 100)]
    said = switch.rows("SELECT DISTINCT what FROM set_aside ORDER BY what")
    assert ("member-queue-start lacks CC-Member-Session-UUID.",) in said
    assert ("member-queue-end says BOREDOM, which is not known.",) in said


def test_events_of_other_modules_only_say_that_somebody_recorded(switch: Any) -> None:
    beat = {"Event-Name": "HEARTBEAT", "Event-Date-Timestamp": str((MIDNIGHT + 900) * 10**6)}
    report = switch.load(as_json(*CALL, beat, event(300, "members-recounted")))
    assert (report.rows_left_out, report.rows_set_aside) == (1, 0)
    assert switch.notices == {"unknown event members-recounted": 1}
    assert {plain.until_at.timestamp() - MIDNIGHT for plain in switch.warehouse.fills()} == {900}


def test_whole_days(switch: Any) -> None:
    switch.load(as_json(*CALL), covers="day", zone="Europe/Berlin")
    assert {(fill.first_at.timestamp() - MIDNIGHT, fill.until_at.timestamp() - MIDNIGHT)
            for fill in switch.warehouse.fills()} == {(-3600, 82_800)}


def test_options_that_cannot_be(tmp_path: Path) -> None:
    made, issues = CallcenterEvents.configure(
        "s", {"form": "xml", "names": [1], "queue": {}, "covers": "week", "zone": "Mars"}, "centre.yaml:3", tmp_path)
    assert made is None
    assert sorted(issue.name for issue in issues) == ["bad-option"] * 5 + ["unknown-key"]
    assert {issue.where for issue in issues} == {"centre.yaml:3"}
    assert [issue.remedy for issue in issues if issue.name == "unknown-key"] == ["Did you mean queues?"]


def test_no_file_there(switch: Any) -> None:
    source, _ = CallcenterEvents.configure("s", {"files": "none*"}, "centre.yaml:3", switch.folder)
    report = switch.warehouse.load([source], switch.hand.agreed(), now=switch.hand.NOW, progress=lambda *_: None)[0]
    assert [issue.name for issue in report.issues] == ["file-missing"]
