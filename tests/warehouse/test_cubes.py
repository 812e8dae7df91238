"""This file is about the cubes and everything derived: however rows arrive, they are as if made at once."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.warehouse import Warehouse
from fourscore.warehouse.storing import ready

START = datetime.fromisoformat("2026-03-28T20:00")  # the evening before Berlin's clocks go forward
ROSTER = [
    ("Ada", "red", "2026-01-01", "2026-03-29"),
    ("Ada", "blue", "2026-03-29", None),
    ("Bob", "red", "2026-01-01", None),
]


@contextmanager
def empty() -> Iterator[tuple[Warehouse, Path]]:
    """A warehouse and a folder for its lines; hypothesis runs many examples in one test, so not from a fixture."""
    folder = Path(tempfile.mkdtemp())
    warehouse = Warehouse.open(folder / "data")
    try:
        yield warehouse, folder / "in"
    finally:
        warehouse.close()
        shutil.rmtree(folder)


def moment(minutes: float) -> str:
    return f"{START + timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S}"


@st.composite
def conversations(draw, hand):
    """One line: a call by one of a few customers, or a sale hanging on one, or an agent's login or pause."""
    kind = draw(st.sampled_from(["call", "call", "call", "sale", "state"]))
    at = draw(st.integers(0, 900))
    agent = draw(st.sampled_from(["Ada", "Bob", "Eve"]))
    number = draw(st.integers(0, 5))
    length = draw(st.integers(1, 90))
    if kind == "sale":
        return json.dumps(
            {
                "sale": {
                    "key": f"s{number}",
                    "contact": f"c{draw(st.integers(0, 5))}",
                    "sold_at": moment(at),
                    "amount": str(length),
                    "agent": draw(st.sampled_from([None, agent])),
                }
            }
        )
    if kind == "state":
        ended = draw(st.sampled_from([None, moment(at + length)]))
        return json.dumps(
            {
                "agent_state": {
                    "key": f"k{number}",
                    "agent": agent,
                    "started_at": moment(at),
                    "ended_at": ended,
                    "state": draw(st.sampled_from(["login", "pause"])),
                },
                "until": moment(at).replace(" ", "T"),
            }
        )
    answered = draw(st.booleans())
    return hand.call(
        f"c{number}",
        moment(at),
        answered=moment(at + 1) if answered else None,
        ended=moment(at + 1 + length),
        agent=agent if answered else None,
        queue=draw(st.sampled_from(["sales", "help"])),
        talk_s=60 * length if answered else 0,
        customer=draw(st.sampled_from(["x", "y", None])),
        topic=draw(st.sampled_from(["bill", None])),
        right_party=draw(st.sampled_from([1, 0, None])),
        recorded=draw(st.sampled_from([1, None])),
    )


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_of_loads_doubles_and_corrections_equals_one_load_and_a_rebuild(hand, data) -> None:
    """Lines arrive in files of any size, some twice; the last word on each key is what one load of them all gives."""
    lines = data.draw(st.lists(conversations(hand), min_size=1, max_size=14))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(lines)), max_size=3)) | {0, len(lines)})
    agreed = hand.agreed("Europe/Berlin", roster=ROSTER)
    few = data.draw(st.sampled_from([0, ready.FEW]))  # staged rows looked at through views, and made once as tables
    with mock.patch.object(ready, "FEW", few), empty() as (step, steps), empty() as (whole, at_once):
        for number, (first, until) in enumerate(pairwise(cuts)):
            # The line before comes again; the note keeps two files of the same lines from being one and the same file.
            hand.write(steps, f"{number:04}", f'{{"note": {number}}}', *lines[max(0, first - 1) : until])
            hand.load(step, steps, agreed)
        hand.write(at_once, "all", *lines)
        hand.load(whole, at_once, agreed)
        arrived = hand.dump(step)
        assert arrived == hand.dump(whole)
        step.rebuild([hand.HandFed(steps)], agreed, now=hand.NOW)
        assert hand.dump(step) == arrived


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_changed_terms_restate_what_loading_under_them_would_have_given(hand, data) -> None:
    """Thresholds, roster, zone and rates may come before the facts or after them: the same numbers."""
    lines = data.draw(st.lists(conversations(hand), min_size=1, max_size=10))
    later = hand.agreed(
        data.draw(st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"])),
        roster=ROSTER,
        thresholds=[(None, "2000-01-01", 90, 5), ("help", "2026-03-29", 10, 1)],
    )
    with empty() as (before, first), empty() as (after, second):
        for folder in (first, second):
            hand.write(folder, "a", *lines)
        hand.load(before, first, later)
        hand.load(after, second, hand.agreed("Europe/Berlin"))
        assert after.restate(later, now=hand.NOW)
        assert hand.dump(after) == hand.dump(before)


def test_cells_of_every_cube_add_up_to_the_facts(hand, warehouse, tmp_path) -> None:
    for day in range(3):
        hand.write(
            tmp_path / "in",
            f"{day}",
            *(
                hand.call(
                    f"{day}{n}",
                    moment(1440 * day + n * 7),
                    answered=moment(1440 * day + n * 7 + n % 3),
                    ended=moment(1440 * day + n * 8 + 2),
                    agent="Ada",
                    talk_s=60,
                )
                for n in range(20)
            ),
        )
        hand.load(warehouse, tmp_path / "in", hand.agreed())
    facts = hand.one(warehouse, "SELECT count(*), sum(in_time), sum(talk_s), max(wait_s) FROM visit")
    for cube in ("cube_queue", "cube_agent", "cube_person"):
        assert (
            hand.one(
                warehouse, f"SELECT sum(entered), sum(answered_in_time), sum(talk_s), max(longest_wait_s) FROM {cube}"
            )
            == facts
        )


def state(key, agent, kind, start, end, reason=None):
    return json.dumps(
        {
            "agent_state": {
                "key": key,
                "agent": agent,
                "state": kind,
                "reason": reason,
                "started_at": f"2026-03-09 {start}",
                "ended_at": end and f"2026-03-09 {end}",
            }
        }
    )


def schedule(key, activity, start, end):
    return json.dumps(
        {
            "schedule": {
                "key": key,
                "agent": "Ada",
                "activity": activity,
                "started_at": f"2026-03-09 {start}",
                "ended_at": f"2026-03-09 {end}",
            }
        }
    )


def test_overlapping_intervals_of_an_agent_count_once(hand, warehouse, tmp_path) -> None:
    """Two logins overlap, a pause lies over half a call: the union, and no idle second too few."""
    hand.write(
        tmp_path / "in",
        "a",
        state("1", "Ada", "login", "10:00:00", "10:20:00"),
        state("2", "Ada", "login", "10:10:00", "10:30:00"),
        state("3", "Ada", "pause", "10:04:00", "10:08:00"),
        hand.call("a", "2026-03-09 10:05:00", answered="2026-03-09 10:06:00", ended="2026-03-09 10:12:00", agent="Ada"),
    )
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    found = hand.one(warehouse, "SELECT staffed_s, paused_s, handling_s, idle_s FROM agent_time")
    assert [int(s) / 60 for s in found] == [
        30,
        4,
        6,
        22,
    ]  # idle: not 30 - 4 - 6, the pause and the call share two minutes


def test_an_open_login_counts_as_far_as_its_source_is_complete(hand, warehouse, tmp_path) -> None:
    hand.write(tmp_path / "in", "a", state("1", "Ada", "login", "23:00:00", None), '{"until": "2026-03-09T23:40:00"}')
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert hand.one(warehouse, "SELECT sum(staffed_s) FROM agent_time") == 40 * 60
    hand.write(
        tmp_path / "in", "b", '{"until": "2026-03-10T01:00:00"}', state("2", "Bob", "login", "23:00:00", "23:01:00")
    )
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert (
        hand.one(warehouse, "SELECT sum(staffed_s) FROM agent_time a JOIN agent USING (agent) WHERE name = 'Ada'")
        == 2 * 3600
    )


@pytest.mark.parametrize(("activity", "adhering"), [("contacts", 40), ("break", 15), ("lunch", 10), ("Training", 5)])
def test_adherence_is_time_in_the_scheduled_kind_of_activity(hand, warehouse, tmp_path, activity, adhering) -> None:
    """Logged in 10:00-10:55 with a break of 10 and a training of 5 minutes, scheduled for an hour."""
    hand.write(
        tmp_path / "in",
        "a",
        state("1", "Ada", "login", "10:00:00", "10:55:00"),
        state("2", "Ada", "pause", "10:10:00", "10:20:00", "Lunch"),
        state("3", "Ada", "pause", "10:25:00", "10:30:00", "training"),
        schedule("1", activity, "10:00:00", "11:00:00"),
    )
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    scheduled, adhered = hand.one(warehouse, "SELECT sum(scheduled_s), sum(adhering_s) FROM agent_time")
    assert (int(scheduled) / 60, int(adhered) / 60) == (60, adhering)


def test_headcount_days_run_from_the_first_day_with_data_to_the_last(hand, warehouse, tmp_path) -> None:
    hand.write(tmp_path / "in", "a", hand.call("a", "2026-03-08 10:00:00"))
    hand.load(warehouse, tmp_path / "in", hand.agreed(roster=ROSTER))
    hand.write(tmp_path / "in", "b", hand.call("b", "2026-03-30 10:00:00"))
    hand.load(warehouse, tmp_path / "in", hand.agreed(roster=ROSTER))
    rows = (
        warehouse.cursor()
        .execute(
            "SELECT a.name, t.name, count(*) FROM agent_day JOIN agent a USING (agent) JOIN team t "
            "USING (team) GROUP BY ALL ORDER BY ALL"
        )
        .fetchall()
    )
    assert rows == [("Ada", "blue", 2), ("Ada", "red", 21), ("Bob", "red", 23)]


def test_the_cost_of_a_correction_is_its_cells_and_no_more(hand, warehouse, tmp_path) -> None:
    hand.write(tmp_path / "in", "a", hand.call("a", "2026-03-09 10:00:00"), hand.call("b", "2026-03-10 10:00:00"))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    hand.write(tmp_path / "in", "b", hand.call("a", "2026-03-09 10:00:00", ended="2026-03-09 10:01:00"))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    rows = warehouse.cursor().execute(
        "SELECT day, sum(still_open), sum(wait_abandoned_s) FROM cube_agent GROUP BY 1 ORDER BY 1"
    )
    assert [(str(day), opened, wait) for day, opened, wait in rows.fetchall()] == [
        ("2026-03-09", 0, Decimal(60)),
        ("2026-03-10", 1, Decimal(0)),
    ]
