"""This file is about a real report: calls of a bank by five minutes, counted a second way."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from fourscore.warehouse.sources.intervals import Intervals


@pytest.fixture(scope="module")
def bank(new_room, shared_data: Path):
    room = new_room()
    room.source("bank", {"files": str(shared_data / "bank_calls_5min" / "train_120days.csv"), "period": "five_minutes",
                         "start": "DateTime", "tells": {"offered": "Calls"}})
    (report,) = room.load()
    assert (report.rows_read, report.rows_set_aside, report.facts["interval"]) == (20_280, 0, 20_280)
    return room


@pytest.mark.parametrize(("by", "label"), [("day", 10), ("month", 7), ("hour", 13)])
def test_five_minutes_add_up(bank, shared_data: Path, by: str, label: int) -> None:
    with (shared_data / "bank_calls_5min" / "train_120days.csv").open(encoding="utf-8") as file:
        rows = [(row["DateTime"], int(row["Calls"])) for row in csv.DictReader(file)]
    sums: Counter = Counter()
    for at, calls in rows:
        sums[at[:label]] += calls
    year = ("contacts_offered", "2003-01-01", "2004-01-01")
    assert {at.replace("T", " ")[:label]: calls for at, calls in bank.values(*year, by)} == sums
    assert bank.values(*year) == [(sum(calls for _, calls in rows),)]


def test_it_is_recognised(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "bank_calls_5min" / "train_120days.csv"
    guess = Intervals.recognise(path.read_bytes()[:1 << 16], path)
    assert guess.options == {"period": "five_minutes", "start": "DateTime", "tells": {"offered": "Calls"}}


HEADINGS = "Date;Interval;Queue;Calls Offered;Calls Answered;Calls Abandoned;Answered < 20 s;Talk Time (min);ASA\n"


@pytest.mark.parametrize(("name", "text", "options"), [
    ("half.csv", HEADINGS + "02.03.2026;09:00 - 09:30;Billing;10;8;2;6;40,5;12\n"
     "02.03.2026;09:30 - 10:00;Billing;5;5;0;5;20;9\n13.03.2026;09:00 - 09:30;Sales;4;3;1;1;10;30\n",
     {"delimiter": ";", "decimal": ",", "period": "half_hour", "queue": "Queue", "within": "20s",
      "start": {"date": "Date", "time": "Interval", "date_format": ["%d.%m.%Y"]},
      "tells": {"offered": "Calls Offered", "answered": "Calls Answered", "abandoned": "Calls Abandoned",
                "answered_in_time": "Answered < 20 s", "talk": {"column": "Talk Time (min)", "unit": "minutes"}}}),
    ("kpi.csv", "KPI,Jan 2026,Feb 2026\nCalls offered,1000,900\nService level,82%,80%\n",
     {"period": "month", "kpi": "KPI", "tells": {"offered": "Calls offered"},
      "entered": {"service_level": "Service level"}}),
    ("agents.csv", "Day,Agent,Calls Handled,AHT\n2026-03-01,Ada,40,300\n2026-03-02,Ada,35,310\n2026-03-01,Bo,20,290\n",
     {"period": "day", "start": "Day", "agent": "Agent", "tells": {"answered": "Calls Handled"},
      "entered": {"average_handle_time": "AHT"}}),
    ("calls.csv", "call_id,Date,Queue,Answered\n1,2026-03-02 08:00:00,Billing,Y\n2,2026-03-02 08:01:00,Billing,N\n",
     None),
])
def test_headings_tell_what_a_report_is(tmp_path: Path, name: str, text: str, options: dict | None) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    guess = Intervals.recognise(path.read_bytes(), path)
    assert (None if guess is None else guess.options) == options
    if options is not None:
        source, issues = Intervals.configure("it", {"files": name, "zone": "UTC", **options}, "centre.yaml", tmp_path)
        assert (source is not None, issues) == (True, [])
