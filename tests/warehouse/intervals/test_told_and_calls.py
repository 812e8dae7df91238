"""This file is about one day told twice: call by call, and as a report of its half hours. The numbers are the same."""

import csv
import random
from datetime import datetime, timedelta
from io import StringIO

import pytest

from fourscore.terms import WrongUse

QUEUES, AGENTS = ("Billing", "Sales"), ("Ada", "Bo", "Cy")
CALLS = {
    "key": "id", "covers": "day",
    "facts": {"contact": {"started": "at", "channel": {"value": "voice"}, "customer": "who"},
              "visit": {"queue": "queue", "agent": "agent", "outcome": "outcome", "wait": "wait", "talk": "talk",
                        "hold": "hold", "wrap_up": "wrap"}},
}
REPORT = {
    "period": "half_hour", "start": {"date": "day", "time": "from"}, "queue": "queue", "covers": "day",
    "within": "20s", "short_within": 5,
    "tells": {"offered": "offered", "answered": "answered", "abandoned": "abandoned", "answered_in_time": "in time",
              "abandoned_in_time": "gone in time", "short_abandoned": "gone at once", "wait_answered": "wait answered",
              "wait_abandoned": "wait abandoned", "wait": "wait", "longest_wait": "longest", "talk": "talk",
              "hold": "hold", "wrap_up": {"column": "wrap", "unit": "minutes"}},
}
BY_AGENT = {
    "period": "half_hour", "start": "from", "queue": "queue", "agent": "agent", "covers": "day",
    "tells": {"answered": "answered", "talk": "talk", "hold": "hold", "wrap_up": "wrap"},
}
SAME = ("contacts_offered contacts_handled contacts_abandoned flow_outs service_level:offered service_level:answered "
        "service_level:abandons_in_threshold_excluded service_level:abandons_in_threshold_credited "
        "service_level:short_abandons_credited service_level:short_abandons_excluded average_speed_of_answer "
        "average_waiting_time longest_wait average_time_to_abandon abandonment_rate:all "
        "abandonment_rate:short_excluded answer_rate average_talk_time average_handle_time talk_time:entered "
        "handling_time:entered average_hold_time after_call_work_time")
NEED_CALLS = ("first_contact_resolution repeat_contact_rate contacts_handled:answered_at "
              "service_level:service_level_events")


def day() -> list[dict]:
    """Two days of calls; the clock never changes in them."""
    rng, found = random.Random(7), []
    for number in range(160):
        at = datetime.fromisoformat(f"2026-03-0{2 + number % 2} 08:00") + timedelta(seconds=rng.randrange(4 * 3600))
        answered = rng.random() < 0.8
        found.append({
            "id": number, "at": at, "queue": rng.choice(QUEUES), "who": f"c{rng.randrange(90)}",
            "agent": rng.choice(AGENTS) if answered else "", "outcome": "answered" if answered else "abandoned",
            "wait": rng.randrange(60), "talk": rng.randrange(30, 400) if answered else 0,
            "hold": rng.randrange(0, 30) if answered else 0, "wrap": rng.randrange(60) * 3 if answered else 0})
    return found


def table(rows: list[dict]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def report(calls: list[dict], *names: str) -> list[dict]:
    """What a switch would add up of these calls: a row for each half hour and each of these names."""
    groups: dict[tuple, list[dict]] = {}
    for call in calls:
        half = call["at"].replace(minute=call["at"].minute // 30 * 30, second=0)
        groups.setdefault((half, *(call[name] for name in names)), []).append(call)
    rows = []
    for (half, *named), mine in sorted(groups.items()):
        taken = [call for call in mine if call["outcome"] == "answered"]
        gone = [call for call in mine if call["outcome"] == "abandoned"]
        end = half + timedelta(minutes=30)
        rows.append({
            "day": f"{half:%Y-%m-%d}", "from": f"{half:%H:%M} - {end:%H:%M}", **dict(zip(names, named, strict=True)),
            "offered": len(mine), "answered": len(taken), "abandoned": len(gone),
            "in time": sum(call["wait"] <= 20 for call in taken), "gone in time": sum(c["wait"] <= 20 for c in gone),
            "gone at once": sum(call["wait"] <= 5 for call in gone),
            "wait answered": sum(call["wait"] for call in taken), "wait abandoned": sum(c["wait"] for c in gone),
            "wait": sum(call["wait"] for call in mine), "longest": max(call["wait"] for call in mine),
            "talk": sum(call["talk"] for call in mine), "hold": sum(call["hold"] for call in mine),
            "wrap": sum(call["wrap"] for call in mine) / 60})
    return rows


@pytest.fixture(scope="module")
def calls(new_room):
    made = new_room()
    made.source("calls", CALLS, table(day()), "table")
    assert made.load()[0].rows_set_aside == 0
    return made


@pytest.fixture(scope="module")
def told(new_room):
    made = new_room()
    made.source("report", REPORT, table(report(day(), "queue")))
    assert made.load()[0].rows_set_aside == 0
    return made


@pytest.mark.parametrize("by", ["", "queue", "half_hour", "hour queue", "day", "week", "month", "hour_of_day",
                                "weekday"])
def test_a_report_of_every_half_hour_answers_as_the_calls_do(calls, told, by: str) -> None:
    asked = (SAME, "2026-03-02", "2026-03-04", by)
    one, two = calls.rows(*asked), told.rows(*asked)
    assert [(r.by, r.key, r.value, r.complete) for r in two] == [(r.by, r.key, r.value, r.complete) for r in one]
    assert {row.key for row in two if row.value is not None} == {*SAME.split()}


def test_of_a_queue_and_hour_picked_it_answers_the_same(calls, told) -> None:
    for where in ({"queue": ["Sales"]}, {"hour_of_day": ["9", "10"]}, {"weekday": ["tuesday"], "queue": ["Billing"]}):
        asked = (SAME, "2026-03-02", "2026-03-04", "day")
        assert told.values(*asked, where=where) == calls.values(*asked, where=where) != []


def test_with_and_without_the_cubes_it_answers_the_same(told) -> None:
    asked = (SAME, "2026-03-02", "2026-03-04", "hour queue")
    assert told.values(*asked, use_cubes=False) == told.values(*asked) != []


def test_what_needs_calls_says_so(told) -> None:
    for row in told.rows(NEED_CALLS, "2026-03-02", "2026-03-04"):
        assert (row.value, row.why) == (None, "needs single calls; this centre told interval sums only"), row.key
    quantiles = [key for key, metric in told.metrics.catalogue.metrics.items() if metric.quantile is not None
                 and metric.num in ("waits_answered", "handle_times__handling")]
    assert len(quantiles) >= 4
    assert {row.why for row in told.rows(" ".join(quantiles), "2026-03-02", "2026-03-04")} == {
        "needs single calls; this centre told interval sums only"}


def test_another_limit_needs_calls(new_room) -> None:
    room = new_room()
    room.thresholds = [room.thresholds[0]._replace(answer_within_s=30)]
    room.source("report", REPORT, table(report(day(), "queue")))
    room.load()
    (row,) = room.rows("service_level", "2026-03-02", "2026-03-04")
    assert row.value is None
    assert "another limit than the one in force" in row.why
    assert room.values("contacts_offered", "2026-03-02", "2026-03-04") == [(160,)]


def test_a_report_without_agents_is_refused_by_agent(told) -> None:
    with pytest.raises(WrongUse, match="no report tells its figures by agent, and no single calls are loaded"):
        told.rows("contacts_handled", "2026-03-02", "2026-03-04", "agent")
    assert "agent" not in told.metrics.dimensions("contacts_handled")


def test_two_reports_of_the_same_calls_count_once(calls, new_room) -> None:
    """One of queues, one of queues and agents: together they tell more, and nothing of it twice."""
    room = new_room()
    room.source("queues", REPORT, table(report(day(), "queue")))
    by_agent = [{**row, "from": f"{row['day']} {row['from']}", "wrap": round(row["wrap"] * 60)}
                for row in report([call for call in day() if call["agent"]], "queue", "agent")]
    room.source("agents", BY_AGENT, table(by_agent))
    room.load()
    days = ("2026-03-02", "2026-03-04")
    assert room.values(SAME, *days, "queue") == calls.values(SAME, *days, "queue")
    of_agents = "contacts_handled average_talk_time average_handle_time"
    assert room.values(of_agents, *days, "agent") == [
        row for row in calls.values(of_agents, *days, "agent") if row[0] is not None]


def test_where_calls_are_loaded_the_report_counts_nothing(calls, new_room) -> None:
    room = new_room()
    room.source("calls", CALLS, table(day()), "table")
    room.source("report", REPORT, table([{**row, "offered": row["offered"] + 3} for row in report(day(), "queue")]))
    for names in (("report",), ("calls",)):  # whichever came first
        room.load(*names)
    days = ("2026-03-02", "2026-03-04")
    for by in ("", "queue half_hour"):
        assert room.values(SAME + " " + NEED_CALLS, *days, by) == calls.values(SAME + " " + NEED_CALLS, *days, by)
    assert all(row.complete and not row.why for row in room.rows(SAME, *days))


def test_a_queue_without_calls_is_taken_from_the_report(calls, new_room) -> None:
    room = new_room()
    room.source("calls", CALLS, table([call for call in day() if call["queue"] == "Billing"]), "table")
    room.source("report", REPORT, table(report(day(), "queue")))
    room.load()
    days = ("2026-03-02", "2026-03-04")
    assert room.values(SAME, *days, "queue") == calls.values(SAME, *days, "queue")
    assert room.values(SAME, *days) == calls.values(SAME, *days)
    (row,) = room.rows("first_contact_resolution", *days)
    assert not row.complete
    assert row.why == "needs single calls, and some of that time is told as interval sums only"


def test_time_before_the_calls_is_taken_from_the_report(calls, new_room) -> None:
    room = new_room()
    room.source("calls", CALLS, table([call for call in day() if call["at"].day == 3]), "table")
    room.source("report", REPORT, table(report(day(), "queue")))
    room.load()
    days = ("2026-03-02", "2026-03-04")
    assert room.values(SAME, *days, "day") == calls.values(SAME, *days, "day")
    assert all(row.complete for row in room.rows(SAME, *days, "day"))
