"""This file is about what doctor says where a report and the calls of the same time differ."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from fourscore.warehouse import Known

CALLS = {
    "key": "id", "covers": "day",
    "facts": {"contact": {"started": "at", "channel": {"value": "voice"}},
              "visit": {"queue": "queue", "outcome": {"value": "answered"}, "wait": {"value": "5"}, "talk": "talk"}},
}
REPORT = {"period": "day", "start": "day", "queue": "queue", "channel": {"value": "voice"},
          "tells": {"offered": "offered", "answered": "answered", "talk": "talk"}}


def doubts(room) -> list:
    known = Known(ZoneInfo("Europe/Berlin"), datetime(2026, 3, 4, tzinfo=UTC), tuple(room.sources))
    return [found for found in room.warehouse.doubts(known) if found.name == "sources-disagree"]


@pytest.mark.parametrize(("told", "spots"), [
    ("200,200,20000", []), ("201,200,20000", []),
    ("203,200,20000", [("Billing", "203 stays told, 200 by calls")]),
    ("200,196,19000", [("Billing", "196 answered told, 200 by calls"),
                       ("Billing", "19,000 seconds of talk told, 20,000 by calls")]),
])
def test_more_than_one_percent_apart(room, told: str, spots: list) -> None:
    calls = "".join(f"{n},2026-03-02 {8 + n // 60:02d}:{n % 60:02d}:00,Billing,100\n" for n in range(200))
    room.source("calls", CALLS, "id,at,queue,talk\n" + calls, "table")
    room.source("report", REPORT,
                f"day,queue,offered,answered,talk\n2026-03-02,Billing,{told}\n2026-03-02,Sales,9,9,9\n")
    room.load()
    found = doubts(room)
    assert [(spot.where, spot.what) for one in found for spot in one.spots] == spots
    if spots:
        (finding,) = found
        assert finding.issue.where == "source report and the single calls"
        assert {(row.line, row.queue) for row in finding.rows} == {(2, "Billing")}


def test_an_interval_the_calls_cover_in_part_is_not_compared(room) -> None:
    room.source("calls", CALLS, "id,at,queue,talk\n1,2026-03-02 08:00:00,Billing,100\n", "table")
    room.source("report", {**REPORT, "period": "month"}, "day,queue,offered,answered,talk\n2026-03,Billing,900,900,9\n")
    room.load()
    assert doubts(room) == []
    (row,) = room.rows("contacts_offered", "2026-03-01", "2026-04-01")
    assert (row.value, row.complete) == (1, False)
