"""This file is about reading a switch's report: its cells, its headings, its table, and everything wrong with it."""

from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fourscore.metrics.reconcile import cells
from fourscore.metrics.reconcile.cells import Figure, Hour
from fourscore.metrics.reconcile.report import Report, read_report
from fourscore.terms import Calendar, Days, WrongUse, headings

UTC = Calendar(ZoneInfo("UTC"))
LOADED = Days(date(2026, 3, 1), date(2026, 4, 1))
KNOWN = ["service_level", "contacts_offered", "average_handle_time"]


@pytest.mark.parametrize(("text", "comma", "value", "digits", "way"), [
    ("1,204", False, "1204", 0, "number"), ("1.204", True, "1204", 0, "number"), ("1 204", False, "1204", 0, "number"),
    ("1'204", False, "1204", 0, "number"), ("12,345,678", False, "12345678", 0, "number"),
    ("81.1", False, "81.1", 1, "number"), ("81,1", True, "81.1", 1, "number"),
    ("1.204,50", False, "1204.50", 2, "number"),
    ("1,204.5", True, "1204.5", 1, "number"), ("-3", False, "-3", 0, "number"),
    ("81.1%", False, "81.1", 1, "percent"), ("81,1 %", True, "81.1", 1, "percent"),
    ("100 %", False, "100", 0, "percent"),
    ("0:28", False, "28", 0, "clock"), ("5:45", False, "345", 0, "clock"), ("1:02:03", False, "3723", 0, "clock"),
    ("00:00:28", False, "28", 0, "clock"), ("125:00:00", False, "450000", 0, "clock"),
    ("0:28.4", False, "28.4", 1, "clock"), ("1d 02:03:04", False, "93784", 0, "clock"),
    ("1.02:03:04", False, "93784", 0, "clock"), ("45 s", False, "45", 0, "clock"), ("5m 45s", False, "345", 0, "clock"),
    ("2 min", False, "120", 0, "clock"), ("1h 2m", False, "3720", 0, "clock"), ("75:10", False, "4510", 0, "clock"),
])
def test_figures_as_switches_print_them(text, comma, value, digits, way) -> None:
    assert cells.figure(text, comma) == Figure(Decimal(value), digits, way)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "n/a", "N/A", "#DIV/0!"])
def test_a_blank_is_no_zero(text) -> None:
    assert cells.figure(text, False) is None


@pytest.mark.parametrize("text", ["abc", "12,34,56", "81.1.2", "1:75", "1:75:00", "%", "12 calls", "1.2.3,4"])
def test_what_is_no_figure(text) -> None:
    with pytest.raises(ValueError, match="is n"):
        cells.figure(text, False)


@pytest.mark.parametrize(("column", "comma"), [
    (["81,1", "80"], True), (["81.1", "1,204"], False), (["1,204"], False), (["1.204,5"], True), (["1,204.5"], False),
    (["0,811"], False), (["0,8114"], True), (["81,1 %"], True), (["81,1", "81.1"], False), ([], False)])
def test_the_decimal_sign_is_found_in_the_whole_report(column, comma) -> None:
    assert cells.writes_commas(column) == comma


@pytest.mark.parametrize("text", [
    "2026-03-09", "2026/3/9", "09.03.2026", "9.3.26", "Mon 09/03/2026", "Monday, 9 March 2026", "9 Mar 2026",
    "March 9, 2026", "9-Mar-26", "20260309", "260309", "2026-03-09 00:00:00", "Mo., 09.03.2026", "9th March 2026"])
def test_days(text) -> None:
    found = cells.when(text, UTC, True)
    assert found is not None
    assert found.days == Days(date(2026, 3, 9), date(2026, 3, 10))


@pytest.mark.parametrize(("text", "minute", "length"), [
    ("9", 540, None), ("09", 540, None), ("09:30", 570, None), ("9:30 AM", 570, None), ("12 AM", 0, None),
    ("12:15 pm", 735, None), ("0930", 570, None), ("09:00-09:30", 540, 30), ("09:00 - 09:29", 540, 30),
    ("9 - 10", 540, 60), ("09:00 to 10:00", 540, 60), ("23:30-00:00", 1410, 30), ("23:30 – 24:00", 1410, 30),
    ("9 Uhr", 540, None), ("9-10 Uhr", 540, 60), ("09:00:00", 540, None)])
def test_times_of_day(text, minute, length) -> None:
    assert cells.hour(text) == Hour(minute, length)


@pytest.mark.parametrize("text", ["25", "9:75", "13 PM", "noon", "", "9:00-26:00"])
def test_what_is_no_time_of_day(text) -> None:
    assert cells.hour(text) is None


@pytest.mark.parametrize("text", [
    "2026-03-09 09:30", "2026-03-09T09:30:00", "09.03.2026 09:30", "2026-03-09T09:30:00+01:00",
    "2026-03-09 09:30 - 2026-03-09 10:00", "09.03.2026 09:30 - 10:00"])
def test_days_with_their_time(text) -> None:
    found = cells.when(text, UTC, True)
    assert found is not None
    assert (found.days.first, found.hour and found.hour.minute) == (date(2026, 3, 9), 570)


def test_weeks_and_months() -> None:
    assert cells.when("2026-03", UTC, True).days == Days(date(2026, 3, 1), date(2026, 4, 1))
    assert cells.when("2026-W11", UTC, True).days == Days(date(2026, 3, 9), date(2026, 3, 16))
    assert cells.when("soon", UTC, True) is None
    assert cells.when("2026-02-30", UTC, True) is None


@pytest.mark.parametrize(("column", "order"), [
    (["03/13/2026"], (False, True)), (["13/03/2026", "01/03/2026"], (True, True)), (["03.04.2026"], (True, True)),
    (["03/04/2026", "03/05/2026"], (False, True)),  # nothing is loaded of April and May
    (["03/03/2026"], (True, True)), (["2026-03-04"], (True, True))])
def test_day_or_month_first(column, order) -> None:
    assert cells.order_of(column, UTC, LOADED) == order


@pytest.mark.parametrize(("heading", "meaning"), [
    ("Calls Offered", "contacts_offered"), ("CallsOffered", "contacts_offered"), ("ACD Calls", "contacts_handled"),
    ("Aban Calls", "contacts_abandoned"), ("Abandoned %", "abandonment_rate"), ("% Aban", "abandonment_rate"),
    ("SL", "service_level"), ("Service Level (%)", "service_level"), ("SL 80/20", "service_level"),
    ("TSF", "service_level"),
    ("Avg Speed Ans", "average_speed_of_answer"), ("ASA (s)", "average_speed_of_answer"),
    ("AHT", "average_handle_time"),
    ("Avg ACW", "average_wrap_up_time"), ("ACD Time", "talk_time"), ("Max Delay", "longest_wait"), ("Datum", "day"),
    ("Split/Skill", "queue"), ("Time", "hour"), ("service_level", "service_level"), ("Weather", ""),
    ("Answered within 20 s", "answered_in_time"), ("Gesprächszeit", "average_talk_time")])
def test_headings_in_the_switchs_words(heading, meaning) -> None:
    assert headings.understood(heading).meaning == meaning


def test_a_heading_names_its_threshold_and_its_unit() -> None:
    assert headings.understood("SL 80/20").seconds == 20
    assert headings.understood("Answered <= 30 sec").seconds == 30
    assert headings.understood("AHT (min)").unit == "minutes"
    assert headings.understood("Talk time [h]").unit == "hours"


def read(folder: Path, text: str | bytes, name: str = "report.csv", **named: str) -> Report:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_report(path, UTC, LOADED, KNOWN, named)


def test_a_title_above_and_totals_and_a_footer_below(tmp_path) -> None:
    report = read(tmp_path, "Queue performance;;;\nNorthgate;;;\n\nDatum;Warteschlange;Angenommen;SL\n"
                  "02.03.2026;Billing;1.204;81,1 %\n02.03.2026;Sales;12;79,0 %\n02.03.2026;Total;1.216;81,0 %\n"
                  "Gesamt;;1.216;81,0 %\nPrinted on 3 March;;;\n")
    assert report.keys == ("day", "queue")
    assert [(row.line, row.label) for row in report.rows] == [(5, "2026-03-02 Billing"), (6, "2026-03-02 Sales")]
    assert [row.label for row in report.totals] == ["2026-03-02", "total"]
    answered, level = report.columns
    assert [int(one.value) for one in answered.figures] == [1204, 12]
    assert (level.digits, [str(one.value) for one in level.figures]) == (1, ["81.1", "79.0"])
    assert report.issues == []


@pytest.mark.parametrize("text", [
    "Date\tOffered\n2026-03-02\t5\n", "Date,Offered\n2026-03-02,5\n", "Date;Offered\r\n2026-03-02;5\r\n",
    "\ufeffDate,Offered\n2026-03-02,5\n", '"Date","Offered"\n"2026-03-02","5"\n', "Date|Offered\n2026-03-02|5\n"])
def test_every_kind_of_text(tmp_path, text) -> None:
    report = read(tmp_path, text)
    assert (report.keys, report.columns[0].heading) == (("day",), "Offered")
    assert [one.value for one in report.columns[0].figures] == [5]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_every_encoding(tmp_path, encoding) -> None:
    report = read(tmp_path, "Datum;Gesprächszeit\n02.03.2026;0:28\n".encode(encoding))
    assert report.columns[0].measure == "average_talk_time"


def test_a_workbook_with_its_own_kinds_of_cells(tmp_path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["A cover"])
    sheet = book.create_sheet("Report")
    for row in (["Skill report"], [], ["Date", "Interval", "Offered", "SL", "ASA", "Talk Time"],
                [date(2026, 3, 2), time(9, 0), 53, 43 / 53, time(0, 0, 28), timedelta(hours=26, minutes=5)],
                [date(2026, 3, 2), time(9, 30), 10, 1, time(0, 1, 5), timedelta(minutes=5)]):
        sheet.append(row)
    book.save(tmp_path / "report.xlsx")
    report = read_report(tmp_path / "report.xlsx", UTC, LOADED, KNOWN)
    assert (report.keys, report.interval) == (("day", "hour"), 30)
    assert [row.line for row in report.rows] == [4, 5]
    figures = {column.heading: [one.value for one in column.figures] for column in report.columns}
    assert figures["ASA"] == [28, 65]
    assert figures["Talk Time"] == [93900, 300]
    assert figures["SL"][0] == Decimal("0.8113207547169812")


def test_a_report_by_day_whose_dates_carry_midnight(tmp_path) -> None:
    report = read(tmp_path, "Date,Offered\n2026-03-02 00:00:00,5\n2026-03-03 00:00:00,6\n")
    assert (report.keys, report.interval) == (("day",), None)


def names(report: Report) -> list[str]:
    return [issue.name for issue in report.issues]


def test_every_unreadable_cell_is_told_and_the_rest_is_read(tmp_path) -> None:
    report = read(tmp_path, "Date,Offered,SL\n2026-03-02,5,80%\nlater,6,80%\n2026-03-04,many,a lot\n2026-03-05,7,1%\n")
    assert [(issue.name, issue.where) for issue in report.issues] == [
        ("unreadable-cell", "report.csv:3"), ("unreadable-cell", "report.csv:4"), ("unreadable-cell", "report.csv:4")]
    assert [row.line for row in report.rows] == [2, 5]


def test_a_heading_not_understood_is_named_with_the_nearest(tmp_path) -> None:
    report = read(tmp_path, "Date,Offered,Servise levels,Remark\n2026-03-02,5,80,quiet\n")
    (issue,) = report.issues
    assert (issue.name, "Servise levels" in issue.where) == ("unknown-heading", True)
    assert "service_level" in issue.remedy
    assert '--column "Servise levels=' in issue.remedy
    named = read(tmp_path, "Date,Offered,Servise levels\n2026-03-02,5,80\n", **{"servise  LEVELS": "service_level"})
    assert [column.measure for column in named.columns] == ["contacts_offered", "service_level"]
    passed = read(tmp_path, "Date,Offered,SL\n2026-03-02,5,80\n", SL="")
    assert [column.heading for column in passed.columns] == ["Offered"]


def test_rows_about_the_same_are_left_out(tmp_path) -> None:
    report = read(tmp_path, "Date,Agent,Answered\n2026-03-02,Ada,5\n2026-03-02,Ben,6\n2026-03-03,Ada,7\n")
    assert names(report) == ["row-twice", "row-twice"]
    assert [row.line for row in report.rows] == [4]
    assert len(report.columns[0].figures) == 1


def test_dates_that_can_be_read_both_ways(tmp_path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("Date,Answered\n03/04/2026,5\n")
    report = read_report(path, UTC, Days(date(2026, 1, 1), date(2027, 1, 1)), KNOWN)
    assert names(report) == ["day-or-month"]
    assert report.rows[0].days == Days(date(2026, 4, 3), date(2026, 4, 4))
    assert names(read(tmp_path, "Date,Answered\n03/03/2026,5\n")) == []


@pytest.mark.parametrize(("text", "issue"), [
    ("Name,Weather\nAda,rain\n", "no-report-column"), ("", "empty-file"), ("\0\1\2", "unreadable-file"),
    ("Date,Offered\n", "no-report-rows"), ("Date,Offered\n2026-03-02,\n", "no-report-rows")])
def test_a_report_of_no_use(tmp_path, text, issue) -> None:
    with pytest.raises(WrongUse) as caught:
        read(tmp_path, text)
    assert caught.value.issues[0].name == issue


def test_a_report_that_is_not_there_or_no_workbook(tmp_path) -> None:
    with pytest.raises(WrongUse, match="file-missing"):
        read_report(tmp_path / "none.csv", UTC, LOADED, KNOWN)
    (tmp_path / "report.xlsx").write_bytes(b"PK no workbook")
    with pytest.raises(WrongUse, match="unreadable-file"):
        read_report(tmp_path / "report.xlsx", UTC, LOADED, KNOWN)


def test_columns_named_wrongly(tmp_path) -> None:
    with pytest.raises(WrongUse, match=r"unknown-metric(.|\n)*service_level"):
        read(tmp_path, "Date,Offered\n2026-03-02,5\n", Offered="servise_level")
    with pytest.raises(WrongUse, match=r"no-such-heading(.|\n)*Offered"):
        read(tmp_path, "Date,Offered\n2026-03-02,5\n", Ofered="contacts_offered")
