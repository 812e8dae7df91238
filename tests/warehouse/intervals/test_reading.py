"""This file is about reading reports: late, repeated and corrected ones, wrong ones, and options that make no sense."""

import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.warehouse.sources.intervals import Intervals

HALVES = {"period": "half_hour", "start": "from", "queue": "queue", "within": 20, "tells": {
    "offered": "offered", "answered": "answered", "answered_in_time": "in time", "talk": "talk"}}
HEAD = "from,queue,offered,answered,in time,talk\n"

rows = st.tuples(st.integers(0, 3), st.sampled_from(["Billing", "Sales"]), st.integers(0, 9), st.integers(0, 9))
reports = st.lists(st.lists(rows, max_size=6), min_size=2, max_size=3)


def text(told: list[tuple]) -> str:
    return HEAD + "".join(f"2026-03-02 {8 + at // 2:02d}:{at % 2 * 3}0,{queue},{offered},{answered},0,{answered * 60}\n"
                          for at, queue, offered, answered in told)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=reports, at_once=st.integers(0, 3))
def test_however_reports_come_what_stands_is_what_was_told_last(new_room, told: list, at_once: int) -> None:
    """Late, repeated and corrected rows, in files loaded one by one or some at once: as one load of them all."""
    one, two = new_room(), new_room()
    for room in (one, two):
        room.source("report", {**HALVES, "files": "*.csv"})
    last: dict = {}
    for number, some in enumerate(told):
        for room in (one, two):
            room.write(f"{number}.csv", text(some))
        last |= {(at, queue): (offered, answered) for at, queue, offered, answered in some}
        if number >= at_once:
            one.load()
    two.load()
    one.load()
    assert one.standing() == two.standing()
    assert sorted((row[8 - 1], row[9], row[10]) for row in one.standing()) == sorted(
        (queue, offered, answered) for (_, queue), (offered, answered) in last.items())
    if any(told):
        before = one.standing()
        one.rebuild()
        assert one.standing() == before
        assert one.values("contacts_offered", "2026-03-02", "2026-03-03") == [
            (sum(offered for offered, _ in last.values()),)]


def test_a_report_that_grows_is_read_on(room) -> None:
    room.source("report", HALVES, text([(0, "Billing", 5, 4)]))
    room.load()
    room.write("report.csv", text([(0, "Billing", 5, 4), (1, "Billing", 6, 6)]))
    (report,) = room.load()
    assert (report.rows_read, report.replaced) == (1, 0)
    assert room.values("contacts_offered", "2026-03-02", "2026-03-03") == [(11,)]


def test_every_tenth_row_broken(room) -> None:
    lines, good, told = [], 0, 0
    wrong = ("never,Billing,1,1,1,1", "2026-03-02 08:10,Billing,1,1,1,1", "2026-03-02 08:00,,1,1,1,1",
             "2026-03-02 08:00,Billing,1", "2026-03-29 02:30,Billing,1,1,1,1", ",Billing,1,1,1,1",
             "1830-03-02 08:00,Billing,1,1,1,1")
    for number in range(3000):
        if number % 10 == 9:
            lines.append(wrong[number // 10 % len(wrong)])
        else:
            day, half = divmod(number, 48)
            lines.append(f"{2026 - day // 28 % 2}-{day // 28 % 12 + 1:02d}-{day % 28 + 1:02d} "
                         f"{half // 2:02d}:{half % 2 * 3}0,Q{number % 3},2,1,1,60")
            good, told = good + 1, told + 2
    room.source("report", HALVES, HEAD + "\n".join(lines) + "\n")
    (report,) = room.load()
    assert (report.rows_set_aside, report.facts["interval"]) == (300, good)
    assert room.values("contacts_offered", "2025-01-01", "2027-01-01") == [(told,)]
    assert {(issue, what) for _, issue, what in room.aside()} == {
        ("unreadable-cell", '"never" is no time that can be read as the beginning of an interval'),
        ("impossible-time", "08:10:00 is not where a half hour begins"), ("empty-field", "the queue is blank"),
        ("wrong-number-of-columns", "this row has 3 columns where the header has 6"),
        ("impossible-time", "the clock jumped over 2026-03-29 02:30"),
        ("empty-field", "when the interval begins is blank"),
        ("impossible-time", "1830-03-02 is not between 1990 and 2100")}


def test_a_cell_that_no_count_can_be_leaves_no_number(room) -> None:
    cells = ("-3", "2.5", "lots")
    broken = "".join(f"2026-03-02 {hour:02d}:00,Billing,{cell},3,1,60\n" for hour, cell in enumerate(cells, 9))
    room.source("report", HALVES, text([(0, "Billing", 5, 4)]) + broken)
    room.load()
    assert room.aside() == [
        (line, "unreadable-cell",
         f"\"{cell}\" in 'offered' is no whole number of things; the rest of the row is loaded")
        for line, cell in enumerate(cells, 3)]
    assert room.values("contacts_offered contacts_handled", "2026-03-02", "2026-03-03") == [(None,), (13,)]
    assert room.values("contacts_offered", "2026-03-02", "2026-03-03", "hour") == [
        ("2026-03-02T08:00+01:00", 5), *((f"2026-03-02T{hour:02d}:00+01:00", None) for hour in (9, 10, 11))]


def test_the_hour_that_comes_twice_is_two_hours(room) -> None:
    rows = "".join(f"2026-10-25 {hour},Billing,{n},0,0,0\n" for n, hour in enumerate(
        ("01:30", "02:00", "02:30", "02:00", "02:30", "03:00"), 1))
    room.source("report", HALVES, HEAD + rows)
    room.load()
    assert room.values("contacts_offered", "2026-10-25", "2026-10-26", "half_hour") == [
        ("2026-10-25T01:30+02:00", 1), ("2026-10-25T02:00+02:00", 2), ("2026-10-25T02:30+02:00", 3),
        ("2026-10-25T02:00+01:00", 4), ("2026-10-25T02:30+01:00", 5), ("2026-10-25T03:00+01:00", 6)]


WRONG = {
    "cp1252": ({}, text([(0, "Größe", 5, 4)]).encode("cp1252"), []),
    "utf-16": ({"encoding": "utf-16"}, text([(0, "Billing", 5, 4)]).encode("utf-8"), ["unreadable-file"]),
    "program": ({}, b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\n", ["binary-file"]),
    "other": ({}, b"when;what\n1;2\n", ["unknown-column"]),
    "excel": ({"format": "excel"}, text([(0, "Billing", 5, 4)]).encode(), ["unreadable-file"]),
    "parquet": ({"format": "parquet"}, text([(0, "Billing", 5, 4)]).encode(), ["unreadable-file"]),
}


def test_another_encoding_or_format(room) -> None:
    for name, (options, encoded, _) in WRONG.items():
        room.source(name, {**HALVES, **options})
        (room.folder / f"{name}.csv").write_bytes(encoded)
    found = {report.source: report for report in room.load()}
    assert {name: [issue.name for issue in report.issues][:1] for name, report in found.items()} == {
        name: issues for name, (_, _, issues) in WRONG.items()}
    assert room.standing() == []
    assert {name for name, report in found.items() if report.rows_set_aside} == {"cp1252"}  # that line alone


def test_a_zip_instead_of_text_and_a_workbook_cut_short(room) -> None:
    room.source("report", HALVES)
    with zipfile.ZipFile(room.folder / "report.csv", "w") as packed:
        packed.writestr("report.csv", text([(0, "Billing", 5, 4)]))
    (report,) = room.load()
    assert [issue.name for issue in report.issues] == ["packed-file"]
    whole = (room.folder / "report.csv").read_bytes()
    room.source("report", {**HALVES, "files": "report.xlsx"})
    (room.folder / "report.xlsx").write_bytes(whole[:60])
    (report,) = room.load()
    assert [issue.name for issue in report.issues] == ["unreadable-file"]


def test_a_file_cut_in_the_middle_of_a_row_waits_for_its_end(room) -> None:
    whole = text([(0, "Billing", 5, 4), (1, "Billing", 6, 6)])
    room.source("report", HALVES, whole[:-4])
    room.load()
    assert room.values("contacts_offered", "2026-03-02", "2026-03-03") == [(5,)]
    room.write("report.csv", whole)
    room.load()
    assert room.values("contacts_offered", "2026-03-02", "2026-03-03") == [(11,)]


def test_every_problem_of_the_options_is_told(tmp_path) -> None:
    source, issues = Intervals.configure("report", {
        "kind": "intervals", "zone": "UTC", "period": "fortnight", "tells": {"offerd": "x", "answered_in_time": "y"},
        "short_within": "soon", "entered": {"aht": {"unit": "bananas"}}, "color": "red"}, "centre.yaml:7", tmp_path)
    assert source is None
    assert [(issue.name, issue.where) for issue in issues] == [
        ("unknown-key", "centre.yaml:7"), ("bad-mapping", "centre.yaml:7, files"),
        ("bad-option", "centre.yaml:7, period"), ("missing-field", "centre.yaml:7, start"),
        ("unknown-key", "centre.yaml:7, tells"), ("missing-field", "centre.yaml:7, within"),
        ("bad-option", "centre.yaml:7, short_within"), ("bad-mapping", "centre.yaml:7, entered.aht")]
    _, issues = Intervals.configure("report", {"zone": "UTC", "files": "x.csv", "period": "hour", "start": "when",
                                               "entered": {"aht": "AHT"}}, "centre.yaml:7", tmp_path)
    assert [(issue.name, issue.what) for issue in issues] == [
        ("bad-option", "Bare figures are kept for whole days, weeks or months only.")]
    _, issues = Intervals.configure("report", {"zone": "UTC", "files": "x.csv", "period": "hour", "start": "when"},
                                    "centre.yaml:7", tmp_path)
    assert [(issue.name, issue.what) for issue in issues] == [
        ("bad-option", "The source does not say what its report tells.")]


def test_the_team_of_an_agent_in_a_report_follows_the_roster(room) -> None:
    from datetime import date

    from fourscore.warehouse import Membership

    room.source("report", {**HALVES, "agent": "queue", "queue": None}, text([(0, "Ada", 5, 4), (0, "Bo", 2, 1)]))
    room.load()
    assert room.values("contacts_handled", "2026-03-02", "2026-03-03", "team") == [(None, 5)]
    room.roster = [Membership("Ada", "North", date(2026, 1, 1), None)]
    room.load()
    assert room.values("contacts_handled", "2026-03-02", "2026-03-03", "team") == [("North", 4), (None, 1)]
