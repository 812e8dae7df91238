"""This file is about intervals of days and months: what they are added up to, and what they are too long for."""

from datetime import date

import pytest

from fourscore.terms import Days, WrongUse

DAYS = {"period": "day", "start": "day", "queue": "queue", "tells": {"offered": "offered", "answered": "answered"}}
MONTHS = {**DAYS, "period": "month", "start": "month"}
YEAR = "".join(f"2026-{month:02d},Billing,{month * 100},{month * 90}\n" for month in range(1, 13))


@pytest.fixture(scope="module")
def days(new_room):
    room = new_room()
    rows = "".join(f"2026-03-{day:02d},{queue},{day},{day - 1}\n"
                   for day in range(1, 32) for queue in ("Billing", "Sales"))
    room.source("report", DAYS, "day,queue,offered,answered\n" + rows)
    room.load()
    return room


@pytest.fixture(scope="module")
def months(new_room):
    room = new_room()
    room.source("report", MONTHS, "month,queue,offered,answered\n" + YEAR)
    room.load()
    return room


def test_days_add_up_to_weeks_and_months_over_the_clock_change(days) -> None:
    assert days.values("contacts_offered", "2026-03-01", "2026-04-01") == [(2 * sum(range(1, 32)),)]
    assert days.values("contacts_offered", "2026-03-23", "2026-03-30", "week queue") == [
        ("2026-W13", "Billing", sum(range(23, 30))), ("2026-W13", "Sales", sum(range(23, 30)))]
    assert days.values("contacts_offered", "2026-03-29", "2026-03-30", "weekday") == [("sunday", 58)]
    (row,) = days.rows("contacts_offered", "2026-03-01", "2026-04-01")
    assert row.complete
    assert [str(one) for one in days.metrics.spread()] == ["2026-03-01", "2026-04-01"]


@pytest.mark.parametrize("by", ["hour", "half_hour", "hour_of_day", "queue hour"])
def test_hours_of_daily_rows_are_refused(days, by: str) -> None:
    with pytest.raises(WrongUse, match="the report of 'report' tells days, and no single calls are loaded") as refused:
        days.rows("contacts_offered", "2026-03-01", "2026-04-01", by)
    assert refused.value.issues[0].name == "cannot-bear"
    assert not {"hour", "half_hour", "hour_of_day"} & set(days.metrics.dimensions("contacts_offered"))


@pytest.mark.parametrize("by", ["day", "week", "weekday"])
def test_days_and_weeks_of_monthly_rows_are_refused(months, by: str) -> None:
    with pytest.raises(WrongUse, match="tells months"):
        months.rows("contacts_offered", "2026-01-01", "2026-04-01", by)


def test_months_add_up_to_quarters_and_years(months) -> None:
    assert months.values("contacts_offered", "2026-01-01", "2027-01-01", "quarter") == [
        ("2026-Q1", 600), ("2026-Q2", 1500), ("2026-Q3", 2400), ("2026-Q4", 3300)]
    assert months.values("answer_rate", "2026-01-01", "2027-01-01") == [(0.9,)]


@pytest.mark.parametrize(("first", "until"), [("2026-01-10", "2026-02-01"), ("2026-01-01", "2026-02-10"),
                                              ("2026-01-10", "2026-01-12")])
def test_a_part_of_a_month_has_no_number(months, first: str, until: str) -> None:
    (row,) = months.rows("contacts_offered", first, until)
    assert row.value is None
    assert not row.complete
    assert row.why == "needs a part of what the report of 'report' tells only for whole months"


def test_the_other_months_of_a_cut_period_stand(months) -> None:
    assert months.values("contacts_offered", "2026-01-01", "2026-03-10", "month") == [
        ("2026-01", 100), ("2026-02", 200), ("2026-03", None)]


def test_a_month_that_nobody_told_leaves_the_year_open(new_room) -> None:
    room = new_room()
    room.source("report", MONTHS, "month,queue,offered,answered\n" + YEAR.replace("2026-04,Billing,400,360\n", ""))
    room.load()
    (year,) = room.rows("contacts_offered", "2026-01-01", "2027-01-01")
    assert (year.value, year.complete) == (7400, False)
    (first,) = room.rows("contacts_offered", "2026-01-01", "2026-04-01")
    assert (first.value, first.complete) == (600, True)
    assert room.values("contacts_offered", "2026-04-01", "2026-05-01") == [(None,)]


def test_of_days_and_months_the_days_count_and_the_months_before_them(new_room) -> None:
    room = new_room()
    room.source("months", MONTHS, "month,queue,offered,answered\n" + YEAR)
    rows = "".join(f"2026-03-{day:02d},Billing,{day},{day}\n" for day in range(1, 32))
    room.source("days", DAYS, "day,queue,offered,answered\n" + rows)
    room.load()
    assert room.values("contacts_offered", "2026-02-01", "2026-05-01", "month") == [
        ("2026-02", 200), ("2026-03", 496), ("2026-04", 400)]


def test_a_row_of_totals_is_left_out_and_a_cell_not_told_gives_no_number(new_room) -> None:
    room = new_room()
    room.source("report", DAYS, "day,queue,offered,answered\n2026-03-01,Billing,10,9\n2026-03-01,Sales,5,\n"
                                "2026-03-01,Total,15,9\nTotal,,15,9\n")
    report = room.load()[0]
    assert (report.rows_left_out, report.rows_set_aside) == (2, 0)
    assert room.values("contacts_offered contacts_handled", "2026-03-01", "2026-03-02") == [(15,), (None,)]
    assert room.values("contacts_handled", "2026-03-01", "2026-03-02", "queue") == [("Billing", 9), ("Sales", None)]


def test_teams_of_a_report_without_agents(new_room) -> None:
    room = new_room()
    room.source("report", {**MONTHS, "queue": None, "team": "team"}, "month,team,offered,answered\n"
                "2026-03,North,10,9\n2026-03,South,20,15\n")
    room.load()
    assert room.values("answer_rate contacts_handled", "2026-03-01", "2026-04-01", "team") == [
        ("North", 0.9), ("North", 9), ("South", 0.75), ("South", 15)]
    assert room.values("contacts_handled", "2026-03-01", "2026-04-01", where={"team": ["South"]}) == [(15,)]


def test_occupancy_of_a_report_of_agents(new_room) -> None:
    """By hand: 5 h 30 of handling, 1 h of pauses and 8 h logged in leave 1 h 30 of waiting: 330 of 420 minutes."""
    room = new_room()
    room.source("report", {**DAYS, "queue": None, "agent": "agent", "tells": {
        "answered": "answered", "staffed": "staffed", "paused": "paused", "talk": "talk", "hold": {"value": "0"},
        "wrap_up": "acw"}}, "day,agent,answered,staffed,paused,talk,acw\n"
        "2026-03-02,Ada,40,8:00:00,1:00:00,5:00:00,0:30:00\n2026-03-02,Bo,30,8:00:00,2:00:00,3:00:00,0:00:00\n")
    room.load()
    assert room.values("occupancy utilisation login_time average_handle_time", "2026-03-02", "2026-03-03", "agent") == [
        ("Ada", 330 / 420), ("Ada", 330 / 480), ("Ada", 28800), ("Ada", 495),
        ("Bo", 0.5), ("Bo", 0.375), ("Bo", 28800), ("Bo", 360)]
    assert room.values("occupancy", "2026-03-02", "2026-03-03") == [(510 / 780,)]


def test_outbound_calls_are_told_or_there_is_no_connect_rate(new_room) -> None:
    room = new_room()
    room.source("report", {**DAYS, "tells": {**DAYS["tells"], "dials": "dials", "outbound_connected": "reached"}},
                "day,queue,offered,answered,dials,reached\n2026-03-02,Billing,10,9,50,20\n2026-03-03,Billing,10,9,,\n")
    room.load()
    assert room.values("connect_rate dial_attempts", "2026-03-02", "2026-03-04", "day") == [
        ("2026-03-02", 0.4), ("2026-03-02", 50), ("2026-03-03", None), ("2026-03-03", None)]
    (row,) = room.rows("connect_rate", "2026-03-03", "2026-03-04")
    assert row.why == "needs outbound dials a live person answered, which the report of 'report' does not tell for " \
        "all of that time"


def test_the_rows_behind_a_figure_are_those_of_the_report(days) -> None:
    during = Days(date(2026, 3, 2), date(2026, 3, 4))
    rows = days.metrics.rows("answer_rate", during=during, where={"queue": ["Sales"]})
    assert rows.columns == [
        "started_at", "ended_at", "queue", "calls_offered", "calls_answered", "source", "file", "line"]
    assert [row[2:6] for row in rows.rows] == [("Sales", 2, 1, "report"), ("Sales", 3, 2, "report")]
    explained = days.metrics.explain("answer_rate", during=during)
    assert [(one.fact, one.source, one.rows, one.files) for one in explained.sources] == [("interval", "report", 4, 1)]
    needs = days.metrics.explain("first_contact_resolution", during=during).lines("EUR")
    assert "  It needs single calls; this centre told interval sums only." in needs
