"""This file is about what events of TaskRouter mean, and about files of them that are torn, late, twice or wrong."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fed_router import Event, event, in_queue, lines, offered, posted, streamed
from fed_switch import MIDNIGHT, Switch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.warehouse.sources.twilio import TaskRouterEvents

ABOUT = json.dumps({"from": "+49 30 1", "direction": "inbound", "conversations": {"outcome": "sold"}})
CALL = [
    event(100, "task.created", task_sid="WT1", task_attributes=ABOUT, task_channel_unique_name="voice"),
    event(100, "task-queue.entered", **in_queue()),
    event(105, "reservation.created", **offered(1, "Anna")),
    event(110.5, "reservation.rejected", **offered(1, "Anna")),
    event(111, "reservation.created", **offered(2, "Ben")),
    event(120.25, "reservation.accepted", **offered(2, "Ben")),
    event(180, "reservation.wrapup", **offered(2, "Ben")),
    event(180, "task.wrapup", task_sid="WT1"),
    event(200.5, "reservation.completed", **offered(2, "Ben")),
    event(200.5, "task.completed", task_sid="WT1"),
]
FOUND = [("WT1", 1, "sales", "Ben", 100, 120.25, 180, "answered", 20.25, 59.75)]


@pytest.mark.parametrize("form", [lambda one: one, posted, streamed])
def test_every_form_says_the_same(router: Switch, form: Callable[[Event], Event]) -> None:
    report = router.load(lines(*map(form, CALL)))
    assert (report.rows_set_aside, report.rows_left_out) == (0, 1)
    assert router.visits == FOUND
    assert router.rows("SELECT ring_s, wrap_up_s, transferred FROM visit") == [(9.25, 20.5, 0)]
    assert router.segments == [
        ("alert", "WT1", "Anna", 105, 110.5, 0), ("alert", "WT1", "Ben", 111, 120.25, 1),
        ("talk", "WT1", "Ben", 120.25, 180, 1), ("wrap_up", "WT1", "Ben", 180, 200.5, 1)]
    assert router.contacts == [("WT1", 100, 180, 1)]
    assert router.rows("SELECT identifier FROM customer_identifier") == [("+49301",)]
    assert router.rows("SELECT name FROM channel") == [("voice",)]


@pytest.mark.parametrize(("reason", "outcome"), [
    ("hangup", "abandoned"), ("Task TTL Exceeded", "timeout"), ("Workflow timed out", "timeout"),
    ("callback", "key"), (None, "abandoned"),
])
def test_why_a_task_was_canceled(router: Switch, reason: str | None, outcome: str) -> None:
    router.load(lines(*CALL[:2], event(130, "task.canceled", task_sid="WT1", task_canceled_reason=reason)),
                canceled={"callback": "key"})
    assert router.visits == [("WT1", 1, "sales", None, 100, None, 130, outcome, 30, 0)]


def test_from_queue_to_queue(router: Switch) -> None:
    """An entry told as entered and as moved is one; back in the first queue is another stay."""
    router.load(lines(
        *CALL[:2], event(130, "task-queue.timeout", **in_queue()),
        event(130, "task-queue.moved", **in_queue("WT1", "b")),
        event(130, "task-queue.entered", **in_queue("WT1", "b")), event(160, "task-queue.moved", **in_queue()),
        event(170, "task.deleted", task_sid="WT1")))
    assert [visit[1:3] + visit[4:5] + visit[6:9] for visit in router.visits] == [
        (1, "sales", 100, 130, "timeout", 30), (2, "b", 130, 160, None, 30), (3, "sales", 160, 170, "withdrawn", 10)]


def test_a_transfer_to_a_queue_and_to_a_worker(router: Switch) -> None:
    """While the first worker still talks the task waits in the next queue; a worker asked directly enters none."""
    router.load(lines(
        *CALL[:2], event(110, "reservation.created", **offered(1)), event(120, "reservation.accepted", **offered(1)),
        event(150, "task.transfer-initiated", task_sid="WT1"), event(150, "task-queue.entered", **in_queue("WT1", "b")),
        event(155, "reservation.created", **offered(2, "Ben", queue="b")),
        event(160, "reservation.accepted", **offered(2, "Ben", queue="b")),
        event(161, "task.transfer-completed", task_sid="WT1"), event(161, "reservation.completed", **offered(1)),
        event(180, "reservation.created", **offered(3, "Cleo", queue="b")),
        event(185, "reservation.accepted", **offered(3, "Cleo", queue="b")),
        event(190, "reservation.completed", **offered(2, "Ben", queue="b")),
        event(195, "task.completed", task_sid="WT1")))
    assert router.visits == [
        ("WT1", 1, "sales", "Anna", 100, 120, 161, "answered", 20, 41),
        ("WT1", 2, "b", "Ben", 150, 160, 190, "answered", 10, 30),
        ("WT1", 3, "b", "Cleo", 180, 185, 195, "answered", 5, 10)]
    assert router.rows("SELECT transferred FROM visit ORDER BY number") == [(1,), (1,), (0,)]


def test_offers_taken_back_and_still_open(router: Switch) -> None:
    router.load(lines(*CALL[:3], event(112, "reservation.rescinded", **offered(1, "Anna")),
                      event(113, "reservation.created", **offered(2, "Ben"))))
    assert router.segments == [("alert", "WT1", "Anna", 105, 112, 0), ("alert", "WT1", "Ben", 113, None, 0)]
    assert router.contacts == [("WT1", 100, None, 0)]


def test_what_began_before_the_log(router: Switch) -> None:
    router.load(lines(event(200, "reservation.accepted", **offered(9)),
                      event(260, "reservation.completed", **offered(9))))
    assert router.visits == [("WT1", 1, "sales", "Anna", 200, 200, 260, "answered", 0, 60)]
    assert router.notices == {"reservation whose beginning is not in the log": 1}


def test_an_activity_is_a_log_in_or_a_pause(router: Switch) -> None:
    """The first event tells what was before, and how long; what is neither offline nor available is a pause."""

    def activity(at: float, name: str, before: str | None = None, for_ms: str | None = None) -> Event:
        return event(at, "worker.activity.update", worker_name="anna@x", worker_sid="WK1", worker_activity_name=name,
                     worker_previous_activity_name=before, worker_time_in_previous_activity_ms=for_ms)

    router.load(lines(
        activity(100, "Lunch", "Available", "40000"), activity(130, "Training", "Lunch", "30000"),
        activity(150, "Admin", "Training", "20000"), activity(170, "Offline", "Admin", "20000"),
        activity(200, "Available"), event(220, "worker.deleted", worker_name="anna@x", worker_sid="WK1")),
        names={"anna@x": "Anna"}, activities={"Admin": "available"})
    assert router.states == [("login", "Anna", 60, 170), ("login", "Anna", 200, 220),
                             ("pause", "Anna", 100, 130), ("pause", "Anna", 130, 150)]
    assert router.rows("SELECT name FROM reason ORDER BY reason") == [("Lunch",), ("Training",)]


def test_outbound_and_other_channels(router: Switch) -> None:
    out = json.dumps({"direction": "outbound", "customers": {"phone": "+1 555"}})
    router.load(lines(
        event(1, "task.created", task_sid="WT1", task_attributes=out, task_channel_unique_name="voice"),
        event(1, "task-queue.entered", **in_queue()), event(2, "reservation.created", **offered()),
        event(3, "reservation.accepted", **offered()),
        event(5, "task.created", task_sid="WT2", task_attributes="{}", task_channel_unique_name="sms"),
        event(6, "task.created", task_sid="WT3", task_attributes="no json", task_channel_unique_name="fax")))
    assert router.rows("SELECT key, outbound, connected, name FROM contact JOIN channel USING (channel) ORDER BY key"
                       ) == [("WT1", 1, 1, "voice"), ("WT2", 0, 0, "message"), ("WT3", 0, 0, "task")]


def test_every_tenth_is_broken(router: Switch) -> None:
    broken = ["{", "no json", json.dumps({"sid": "EV1"}), json.dumps({"event_type": "task.created", "sid": "EV1"}),
              json.dumps(event(-MIDNIGHT, "task.created", task_sid="WT1")),
              json.dumps(event(5, "task-queue.entered", task_sid="WT1")),
              json.dumps(event(5, "reservation.accepted", task_sid="WT1"))]
    rows = [json.dumps(event(nth, "task-queue.entered", **in_queue(f"WT{nth}"))) for nth in range(3_500)]
    rows[9::10] = [broken[nth % len(broken)] for nth in range(350)]
    report = router.load("\n".join(rows) + "\n")
    assert (report.rows_read, report.rows_set_aside, len(router.visits)) == (3_500, 350, 3_150)
    assert router.rows("SELECT issue, count(*) FROM set_aside GROUP BY issue ORDER BY issue") == [
        ("impossible-time", 100), ("not-an-event", 250)]
    assert ("task-queue.entered lacks task_queue_name.",) in router.rows("SELECT DISTINCT what FROM set_aside")


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("day.json", lines(*CALL))
    return packed.getvalue()


@pytest.mark.parametrize(("text", "name"), [
    ("a,b\n1,2\n", "not-task-events"), (zipped() + b"\n", "packed-file"),
    (lines(*CALL).encode("utf-16") + b"\n\0", "other-encoding")])
def test_another_kind_of_file(router: Switch, text: str | bytes, name: str) -> None:
    assert [issue.name for issue in router.load(text).issues] == [name]
    assert router.rows("SELECT count(*) FROM load") == [(0,)]


def test_another_encoding_and_a_torn_end(router: Switch) -> None:
    text = json.dumps(CALL[1], ensure_ascii=False).replace('"sales"', '"Verkäufe"').encode("latin-1")
    report = router.load(text + b"\n" + json.dumps(CALL[2]).encode()[:50])
    assert [visit[2] for visit in router.visits] == ["Verkäufe"]
    assert [issue.name for issue in report.issues] == ["half-written-line", "other-letters"]


def test_a_later_version_of_the_format(router: Switch) -> None:
    """Version 4 of the schema is known; what a later one means is not guessed."""
    schema = "https://events-schemas.twilio.com/TaskRouter.WDSEvent"
    router.load(lines(streamed(CALL[0]) | {"dataschema": f"{schema}/4"},
                      streamed(CALL[1]) | {"dataschema": f"{schema}/5"}))
    assert router.aside == [(2, "newer-version")]
    assert [contact[0] for contact in router.contacts] == ["WT1"]


def test_options_that_cannot_be(tmp_path: Path) -> None:
    made, issues = TaskRouterEvents.configure(
        "t", {"files": "a", "canceled": {"x": "gone"}, "activities": {"x": "asleep"}, "canceld": 1}, "c:1", tmp_path)
    assert made is None
    assert sorted(issue.name for issue in issues) == ["bad-option", "bad-option", "unknown-key"]


@st.composite
def days(draw: st.DrawFn) -> list[Event]:
    """Events in which nearly anything follows anything, of few tasks, queues, workers and moments."""
    at, said = 0, []
    kinds = ("task.created", "task-queue.entered", "task-queue.moved", "task-queue.timeout", "reservation.created",
             "reservation.accepted", "reservation.rejected", "reservation.canceled", "reservation.wrapup",
             "reservation.completed", "task.transfer-initiated", "task.canceled", "task.completed")
    for _ in range(draw(st.integers(1, 25))):
        at += draw(st.sampled_from((0, 1, 7, 900)))
        task, queue = draw(st.sampled_from(("WT1", "WT2"))), draw(st.sampled_from(("sales", "billing")))
        number, worker = draw(st.integers(1, 3)), draw(st.sampled_from(("Anna", "Ben")))
        if draw(st.integers(0, 6)) == 0:
            name = draw(st.sampled_from(("Available", "Offline", "Lunch")))
            said.append(event(at, "worker.activity.update", worker_name=worker, worker_sid="W",
                              worker_activity_name=name, worker_previous_activity_name="Break",
                              worker_time_in_previous_activity_ms="500"))
        else:
            said.append(event(at, draw(st.sampled_from(kinds)), **offered(number, worker, task, queue) | {
                "reservation_sid": f"{task}-{number}", "task_attributes": json.dumps({"from": f"5{task}"})}))
    return said


def loaded(hand: Any, *texts: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as room:
        router = Switch(hand, Path(room), TaskRouterEvents.configure)
        for nth, text in enumerate(texts):
            if text:
                router.load(text, f"{nth}.json")
        found: dict[str, Any] = hand.dump(router.warehouse)
        router.warehouse.close()
        return found


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=days(), pick=st.randoms(use_true_random=False))
def test_in_any_order_and_twice_it_is_the_same_day(hand: Any, said: list[Event], pick: Any) -> None:
    dealt: list[list[Event]] = [[], [], []]
    for one in pick.sample(said, len(said)) + pick.sample(said, len(said) // 3):
        dealt[pick.randrange(3)].append(one)
    assert loaded(hand, *(lines(*part) for part in dealt)) == loaded(hand, lines(*said))
