"""This file is about a help desk's API: page by page, patiently, on from where it was left; a desk here plays it."""

from __future__ import annotations

import builtins
import logging
from typing import Any

import pytest

TICKET = {"status": "solved", "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-02T12:00:00Z",
          "assignee_id": 1, "group_id": 11, "requester_id": 7, "type": "question", "via": {"channel": "email"}}
PAGES: list[list[dict[str, Any]]] = [
    [{"id": 1, **TICKET}, {"id": 2, **TICKET}],
    [{"id": 3, **TICKET}, {"ticket_id": 3, "id": 33, "replies": 1, "reopens": 0, "solved_at": "2026-03-02T11:00:00Z",
                           "updated_at": "2026-03-02T12:00:00Z", "status_updated_at": "2026-03-02T11:00:00Z"}],
]
EVENTS = [{"id": at, "ticket_id": 1, "metric": "reply_time", "instance_id": 1, "type": kind,
           "time": f"2026-03-02T09:0{at}:00Z"}
          for at, kind in enumerate(("measure", "activate", "apply_sla", "fulfill", "update_status"))]
RATINGS = [{"id": at, "ticket_id": at, "score": score, "assignee_id": 1, "group_id": 11, "created_at": created,
            "updated_at": created} for at, score, created in (
    (1, "good", "2026-03-03T08:00:00Z"), (2, "offered", "2026-03-04T08:00:00Z"), (3, "bad", "2026-04-20T08:00:00Z"))]


@pytest.fixture
def options(help_desk) -> dict[str, Any]:
    help_desk.plays(PAGES, EVENTS, RATINGS)
    return {"url": help_desk.url, "user": "ada@example.org", "token_from": "DESK_TOKEN", "since": "2026-01-01"}


def paths(help_desk) -> list[str]:
    return [path.rpartition("/")[2].removesuffix(".json") for path, _ in help_desk.asked]


def test_everything_page_by_page(loaded, help_desk, options: dict[str, Any]) -> None:
    report = loaded.load(**options)
    assert (report.issues, report.rows_set_aside) == ((), 0)
    assert set(loaded.tickets) == {"1", "2", "3"}
    assert loaded.tickets["1"][3:7] == ("First line", "Ada", "2026-03-02 09:00:00", "2026-03-02 09:03:00")
    assert loaded.tickets["3"][7:] == ("2026-03-02 11:00:00", None, "1", "0")
    assert [(key, score) for key, _, _, _, score, *_ in loaded.surveys()] == [("rating 1", 1.0), ("rating 3", 0.0)]
    assert paths(help_desk) == ["cursor"] * 2 + ["ticket_metric_events"] * 5 + ["satisfaction_ratings"] * 3
    assert help_desk.asked[0][1] == {
        "start_time": "1767225600", "per_page": "1000", "include": "metric_sets,users,groups"}
    assert help_desk.asked[1][1]["cursor"] == "c1"


def test_the_next_load_goes_on(loaded, help_desk, options: dict[str, Any]) -> None:
    loaded.load(**options)
    help_desk.asked.clear()
    assert loaded.load(**options).files == 0
    assert [values.get("cursor") for path, values in help_desk.asked if "cursor" in path] == ["c2"]
    assert paths(help_desk).count("ticket_metric_events") == 1
    help_desk.plays([*PAGES, [{"id": 1, **TICKET, "status": "open", "updated_at": "2026-04-25T00:00:00Z"}]], EVENTS,
                    [{**RATINGS[0], "created_at": "2026-04-01T08:00:00Z"}, *RATINGS[1:2],
                     {**RATINGS[2], "score": "good", "updated_at": "2026-04-25T00:00:00Z"}])
    assert loaded.load(**options).rows_read >= 2
    assert set(loaded.tickets) == {"1", "2", "3"}
    assert [(key, score) for key, _, _, _, score, *_ in loaded.surveys()] == [("rating 1", 1.0), ("rating 3", 1.0)]


def test_more_than_is_stored_at_once_comes_in_several_loads(loaded, help_desk, options: dict[str, Any],
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fourscore.warehouse.sources.tickets.api.PAGES", 1)
    report = loaded.load(**options)
    assert (report.issues, set(loaded.tickets)) == ((), {"1", "2", "3"})
    assert len(help_desk.asked) == 10
    loads = loaded.warehouse.cursor().execute("SELECT count(*) FROM load WHERE kind = 'load'").fetchone()
    assert loads[0] >= 8, "a page that brought nothing new is no load"


def test_a_busy_desk_is_given_the_time_it_asks_for(loaded, help_desk, options: dict[str, Any]) -> None:
    help_desk.trouble = [(429, {"Retry-After": "37"}), (503, {}), (429, {"Retry-After": "2"})]
    assert loaded.load(**options).issues == ()
    assert loaded.slept == [37.0, 2.0, 4.0]
    assert set(loaded.tickets) == {"1", "2", "3"}


def test_a_desk_that_breaks_off_leaves_what_was_fetched(loaded, help_desk, options: dict[str, Any]) -> None:
    first = help_desk.pages["/api/v2/incremental/tickets/cursor.json"]

    def breaks_off(values: dict[str, str]) -> dict[str, Any]:
        if "cursor" not in values:
            help_desk.trouble = [(500, {})] * 6
        return first(values)

    help_desk.pages["/api/v2/incremental/tickets/cursor.json"] = breaks_off
    (issue,) = loaded.load(**options).issues
    assert issue.name == "service-unreachable"
    assert set(loaded.tickets) == {"1", "2"}
    assert loaded.slept == [1.0, 2.0, 4.0, 8.0, 16.0]
    help_desk.asked.clear()
    assert loaded.load(**options).issues == ()
    assert help_desk.asked[0][1]["cursor"] == "c1"
    assert set(loaded.tickets) == {"1", "2", "3"}


def test_who_asks_for_an_hour_is_asked_at_the_next_load(loaded, help_desk, options: dict[str, Any]) -> None:
    help_desk.trouble = [(429, {"Retry-After": "3600"})]
    assert [issue.name for issue in loaded.load(**options).issues] == ["service-unreachable"]
    assert loaded.slept == []


def test_nobody_there(loaded, help_desk, options: dict[str, Any]) -> None:
    help_desk.server.server_close()
    help_desk.server.shutdown()
    assert [issue.name for issue in loaded.load(**options).issues] == ["service-unreachable"]
    assert len(loaded.slept) == 5


def test_a_token_alone(loaded, options: dict[str, Any]) -> None:
    assert loaded.load(**{name: value for name, value in options.items() if name != "user"}).issues == ()
    assert len(loaded.tickets) == 3


def test_a_wrong_token_is_refused_and_never_told(
    loaded, options: dict[str, Any], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    loaded.secret = {"DESK_TOKEN": "wr0ng"}.get
    (issue,) = loaded.load(**options).issues
    assert issue.name == "service-refused"
    assert "DESK_TOKEN" in issue.remedy
    assert "wr0ng" not in str(issue) + caplog.text + "".join(capfd.readouterr())


def test_no_token(loaded, options: dict[str, Any]) -> None:
    loaded.secret = {}.get
    assert [issue.name for issue in loaded.load(**options).issues] == ["secret-missing"]


def test_something_else_answers(loaded, help_desk, options: dict[str, Any]) -> None:
    help_desk.pages = {}
    (issue,) = loaded.load(**options).issues
    assert (issue.name, "404" in issue.what) == ("service-unlike", True)
    help_desk.pages = {"/api/v2/incremental/tickets/cursor.json": lambda values: {"hello": "world"}}
    assert [issue.name for issue in loaded.load(**options).issues] == ["service-unlike"]


def test_without_the_package(loaded, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *more: Any) -> Any:
        if name == "httpx2":
            raise ImportError(name=name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", missing)
    (issue,) = loaded.load(**options).issues
    assert (issue.name, "fourscore[tickets]" in issue.remedy) == ("source-not-installed", True)
