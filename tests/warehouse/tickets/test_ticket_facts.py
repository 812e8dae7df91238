"""This file is about what a help desk's records say: tickets and ratings, however they are spread over loads."""

from __future__ import annotations

import json
import random
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def ticket(number: int, status: str = "open", **more: Any) -> dict[str, Any]:
    return {
        "id": number, "status": status, "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-02T09:30:00Z",
        "type": "question", "requester_id": 7, "assignee_id": 1, "group_id": 11, "via": {"channel": "email"},
        "custom_fields": [{"id": 360, "value": "billing"}], "satisfaction_rating": {"score": "unoffered"}, **more}


def metrics(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": 1000 + number, "ticket_id": number, "replies": 2, "reopens": 0, "solved_at": None,
        "updated_at": "2026-03-02T09:30:00Z", "status_updated_at": "2026-03-02T09:30:00Z",
        "reply_time_in_minutes": {"calendar": 21, "business": 5}, **more}


def event(number: int, about: int, kind: str, at: str, metric: str = "reply_time", instance: int = 1) -> dict[str, Any]:
    return {"id": number, "ticket_id": about, "metric": metric, "instance_id": instance, "type": kind, "time": at}


def rating(number: int, about: int, score: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "ticket_id": about, "score": score, "assignee_id": 1, "group_id": 11, "requester_id": 7,
            "created_at": "2026-03-03T08:00:00Z", "updated_at": "2026-03-03T09:00:00Z", **more}


ADA = {"id": 1, "name": "Ada", "role": "agent", "email": "ada@example.org", "updated_at": "2026-01-01T00:00:00Z"}
CARA = {"id": 7, "name": "Cara", "role": "end-user", "email": "Cara@Example.com ", "phone": "+44 20 1",
        "updated_at": "2026-01-01T00:00:00Z"}
DESK = {"id": 11, "name": "First line", "updated_at": "2026-01-01T00:00:00Z"}
FILES = {"files": "*.jsonl"}
SOLVED = {"solved_at": "2026-03-02T11:00:00Z", "status_updated_at": "2026-03-06T11:00:00Z", "reopens": 1,
          "updated_at": "2026-03-06T11:00:00Z"}
RECORDS: list[dict[str, Any]] = [
    ADA, CARA, DESK, ticket(1), metrics(1), event(100, 1, "activate", "2026-03-02T09:00:00Z"),
    event(101, 1, "fulfill", "2026-03-02T09:20:30Z"),
    event(102, 1, "fulfill", "2026-03-02T09:40:00Z", instance=2),
    ticket(1, "closed", updated_at="2026-03-06T11:00:00Z"), metrics(1, **SOLVED),
    ticket(2, "solved"), metrics(2, **SOLVED), ticket(2, "open", updated_at="2026-03-08T00:00:00Z"),
    ticket(3, via={"channel": "pigeon"}, assignee_id=None, group_id=12, type=None),
    ticket(4), ticket(4, "deleted", updated_at="2026-03-09T00:00:00Z"),
    rating(5, 1, "offered"), rating(5, 1, "good", updated_at="2026-03-04T09:00:00Z"),
    rating(6, 2, "good"), rating(6, 2, "bad_with_comment", updated_at="2026-03-05T09:00:00Z"),
    {**ADA, "name": "Ada L.", "updated_at": "2026-04-01T00:00:00Z"},
]
TICKETS = {
    "1": ("email", "7", "question", "First line", "Ada L.", "2026-03-02 09:00:00", "2026-03-02 09:20:30",
          "2026-03-02 11:00:00", "2026-03-06 11:00:00", "2", "1"),
    "2": ("email", "7", "question", "First line", "Ada L.", "2026-03-02 09:00:00", "2026-03-02 09:21:00", None, None,
          "2", "1"),
    "3": (None, "7", None, "12", None, "2026-03-02 09:00:00", None, None, None, None, None),
}
SURVEYS = [("rating 5", "Ada L.", "First line", "2026-03-04 09:00:00", 1.0, 1.0, 1),
           ("rating 6", "Ada L.", "First line", "2026-03-05 09:00:00", 0.0, 1.0, 0)]


def test_tickets_and_ratings(loaded) -> None:
    loaded.write(*RECORDS)
    report = loaded.load(**FILES)
    assert (report.issues, report.rows_set_aside, report.rows_left_out) == ((), 0, 1)
    assert (loaded.tickets, loaded.surveys()) == (TICKETS, SURVEYS)
    assert loaded.warehouse.health().sources[0].notices == {"unknown channel pigeon": 1}
    assert loaded.load(**FILES).files == 0


def test_answers_of_the_api_on_a_line_each(loaded) -> None:
    loaded.write({"tickets": [one for one in RECORDS if "status" in one], "users": [RECORDS[-1], CARA],
                  "groups": [DESK], "metric_sets": [one for one in RECORDS if "reopens" in one], "x": 1},
                 {"ticket_metric_events": [one for one in RECORDS if "metric" in one]},
                 {"satisfaction_ratings": [one for one in RECORDS if "score" in one]})
    loaded.load(**FILES)
    assert (loaded.tickets, loaded.surveys()) == (TICKETS, SURVEYS)


@pytest.mark.parametrize(("wish", "place", "value"), [
    ({"customer": "email"}, 1, "cara@example.com"), ({"customer": "phone"}, 1, "+44 20 1"),
    ({"topic": 360}, 2, "billing"), ({"topic": "status"}, 2, "closed"),
    ({"channels": {"email": "message"}}, 0, "message"),
])
def test_wishes(loaded, wish: dict[str, Any], place: int, value: str) -> None:
    loaded.write(*RECORDS)
    loaded.load(**FILES, **wish)
    assert loaded.tickets["1"][place] == value


def test_a_deleted_ticket_and_a_rating_taken_back_are_gone(loaded) -> None:
    loaded.write(ADA, DESK, ticket(1), rating(5, 1, "good"))
    loaded.load(**FILES)
    assert (len(loaded.tickets), len(loaded.surveys())) == (1, 1)
    loaded.write(ticket(1, "deleted", updated_at="2026-03-05T00:00:00Z"),
                 rating(5, 1, "offered", updated_at="2026-03-05T00:00:00Z"), more=True)
    loaded.load(**FILES)
    assert (loaded.tickets, loaded.surveys()) == ({}, [])


@pytest.mark.parametrize("renamed", [{**ADA, "name": "Ada L."}, {**DESK, "name": "Second line"}])
def test_a_new_name_of_an_agent_or_group_is_on_what_was_told_before(loaded, renamed: dict[str, Any]) -> None:
    loaded.write(ADA, DESK, ticket(1), rating(5, 1, "good"))
    loaded.load(**FILES)
    loaded.write({**renamed, "updated_at": "2026-04-01T00:00:00Z"}, more=True)
    loaded.load(**FILES)
    assert renamed["name"] in loaded.tickets["1"]
    assert renamed["name"] in loaded.surveys()[0]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(RECORDS))), cuts=st.sets(st.integers(1, len(RECORDS) - 1), max_size=4),
       again=st.lists(st.sampled_from(range(len(RECORDS))), max_size=4))
def test_in_any_order_and_again_the_facts_are_the_same(
    loaded, order: list[int], cuts: set[int], again: list[int]
) -> None:
    loaded.warehouse.close()
    loaded.warehouse = type(loaded.warehouse).open(loaded.folder / f"some {random.random()}")
    loaded.tickets = {}
    said = [RECORDS[at] for at in (*order, *again)]
    for until in (*sorted(cuts), len(said)):
        loaded.write(*said[:until])
        loaded.load(**FILES)
    assert (loaded.tickets, loaded.surveys()) == (TICKETS, SURVEYS)
    before = loaded.hand.dump(loaded.warehouse)
    source, _ = loaded.configure(**FILES)
    loaded.warehouse.rebuild([source], loaded.hand.agreed(), now=loaded.hand.NOW)
    assert loaded.hand.dump(loaded.warehouse) == before


def test_rows_that_cannot_be_are_set_aside(loaded) -> None:
    loaded.write(ADA, ticket(1, "frozen"), ticket(2, created_at="yesterday"),
                 ticket(3, created_at="1066-10-14T09:00:00Z"), ticket(4, "solved"),
                 metrics(4, solved_at="2026-03-02T08:00:00Z"), rating(5, 4, "bad", updated_at=None),
                 {"nothing": "of the kind"}, ticket(6))
    report = loaded.load(**FILES)
    assert report.rows_set_aside == 6
    assert loaded.warehouse.cursor().execute("SELECT line, issue FROM set_aside ORDER BY line").fetchall() == [
        (2, "unknown-word"), (3, "broken-record"), (4, "impossible-time"), (5, "impossible-time"), (7, "broken-record"),
        (8, "broken-record")]
    assert set(loaded.tickets) == {"6"}


def test_every_tenth_line_broken(loaded) -> None:
    lines = [json.dumps(ticket(number)) for number in range(3000)]
    (loaded.folder / "desk.jsonl").write_text("".join(
        (line[:40] if at % 10 == 0 else line) + "\n" for at, line in enumerate(lines)), encoding="utf-8")
    report = loaded.load(**FILES)
    assert (report.rows_set_aside, len(loaded.tickets)) == (300, 2700)


@pytest.mark.parametrize(("kind", "name"), [
    ("zip", "packed-file"), ("utf-16", "other-encoding"), ("csv", "not-tickets")])
def test_another_file(loaded, kind: str, name: str) -> None:
    text = "".join(json.dumps(ticket(number)) + "\n" for number in range(50))
    path = loaded.folder / "desk.jsonl"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("desk.jsonl", text * 20)
        with path.open("ab") as file:
            file.write(b"\n")
    else:
        path.write_bytes(text.encode("utf-16") + b"\n" if kind == "utf-16" else b"id,status\n1,open\n")
    (issue,) = loaded.load(**FILES).issues
    assert issue.name == name
    assert loaded.tickets == {}


def test_a_cut_off_file_waits_for_its_last_line(loaded) -> None:
    text = json.dumps(ticket(1)) + "\n" + json.dumps(ticket(2))
    (loaded.folder / "desk.jsonl").write_text(text[:-20], encoding="utf-8")
    assert [issue.name for issue in loaded.load(**FILES).issues] == ["half-written-line"]
    (loaded.folder / "desk.jsonl").write_text(text + "\n", encoding="utf-8")
    loaded.load(**FILES)
    assert set(loaded.tickets) == {"1", "2"}


@pytest.mark.parametrize(("options", "names"), [
    ({}, ["bad-option"]),
    ({"files": "a", "url": "https://x.zendesk.com"}, ["bad-option"]),
    ({"files": 5, "customer": "name", "channels": {"web": "pigeon"}, "topic": True, "fiels": 1},
     ["unknown-key", *["bad-option"] * 4]),
    ({"url": "http://x.zendesk.com", "since": "soon"}, ["bad-option"] * 3),
    ({"url": "https://ada:t0ken@x.zendesk.com", "token_from": "T", "since": "2026-01-01"}, ["bad-option"]),
])
def test_options_are_all_checked(loaded, options: dict[str, Any], names: list[str]) -> None:
    source, issues = loaded.configure(**options)
    assert source is None
    assert [issue.name for issue in issues] == names
    assert "t0ken" not in str(issues)


def test_an_answer_that_was_cut_off_keeps_its_whole_tickets(loaded) -> None:
    text = json.dumps({"tickets": [ticket(number) for number in range(9)], "count": 9})
    cut = text.index('"id": 6') + 20
    (loaded.folder / "desk.jsonl").write_text(text[:cut] + "\n", encoding="utf-8")
    report = loaded.load(**FILES)
    assert (report.facts["ticket"], report.rows_set_aside, report.issues) == (6, 1, ())
