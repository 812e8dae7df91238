"""This file is about a workbook kept by hand: a row for each KPI, a column for each month, or turned round."""

import io
import zipfile
from datetime import date

import pytest

from fourscore.warehouse.sources.intervals.figures import figure

COLUMNS = {
    "period": "month", "kpi": "KPI",
    "tells": {"offered": "Calls offered", "answered": "Calls answered",
              "handle": {"column": "Total handle time", "unit": "hours"}},
    "entered": {"service_level": "Service level", "average_handle_time": "AHT",
                "customer_satisfaction:top_box": "CSAT"},
    "who": "Ada",
}
SHEET = """KPI,Unit,Jan 2026,Feb 2026,Mar 2026,Total
Calls offered,calls,"1,000",900,1100,3000
Calls answered,calls,950,870,,2700
Total handle time,h,95,87,100,282
Service level,%,82 %,79.5%,n/a,80 %
AHT,s,312,5:12,,
CSAT,%,91%,90%,92%,91%
Comment,,fine,busy,,
"""


@pytest.fixture(scope="module")
def book(new_room):
    room = new_room()
    room.source("book", COLUMNS, SHEET)
    (report,) = room.load()
    assert (report.rows_set_aside, dict(report.facts)) == (0, {"interval": 3, "entered": 7})
    return room


def test_counts_and_sums_are_added_up(book) -> None:
    assert book.values("contacts_offered answer_rate", "2026-01-01", "2026-03-01", "month") == [
        ("2026-01", 1000), ("2026-01", 0.95), ("2026-02", 900), ("2026-02", 870 / 900)]
    assert book.values("contacts_offered answer_rate average_handle_time", "2026-01-01", "2026-03-01") == [
        (1900,), (1820 / 1900,), (182 * 3600 / 1820,)]
    assert book.values("contacts_offered contacts_handled", "2026-01-01", "2026-04-01") == [(3000,), (None,)]


def test_bare_figures_are_shown_as_entered_for_exactly_their_month(book) -> None:
    rows = book.rows("service_level", "2026-01-01", "2026-04-01", "month")
    assert [(row.by["month"], row.value, row.entered) for row in rows] == [
        ("2026-01", 0.82, "as entered by Ada, loaded on 2026-06-01"),
        ("2026-02", 0.795, "as entered by Ada, loaded on 2026-06-01"), ("2026-03", None, "")]
    (row,) = book.rows("customer_satisfaction:top_box", "2026-03-01", "2026-04-01")
    assert (row.value, row.n, row.parts, row.as_dict()["entered"]) == (
        0.92, 0, {}, "as entered by Ada, loaded on 2026-06-01")


@pytest.mark.parametrize(("first", "until"), [("2026-01-01", "2026-04-01"), ("2026-01-01", "2027-01-01"),
                                              ("2026-01-01", "2026-01-15")])
def test_bare_figures_are_never_rolled_up_nor_taken_apart(book, first: str, until: str) -> None:
    (row,) = book.rows("customer_satisfaction:top_box", first, until)
    assert (row.value, row.entered) == (None, "")
    assert row.why == ("was entered as bare figures for other times or scopes; without what they are counted from they "
                       "cannot be added up")
    assert book.values("customer_satisfaction:top_box", "2026-01-01", "2026-04-01", "quarter") == []


def test_what_is_counted_comes_before_what_was_entered(book) -> None:
    """AHT stands in the sheet as a bare figure and as its sum and count: the sum and count are the number."""
    (row,) = book.rows("average_handle_time", "2026-01-01", "2026-02-01")
    assert (row.value, row.entered) == (95 * 3600 / 950, "")


def test_the_other_way_round_it_is_the_same(book, new_room) -> None:
    turned = [list(row) for row in zip(*(line.split("|") for line in (
        "Month|2026-01|2026-02|2026-03", "Calls offered|1000|900|1100", "Calls answered|950|870|",
        "Total handle time|95|87|100", "Service level|82 %|79.5%|n/a", "AHT|312|5:12|", "CSAT|91%|90%|92%")),
        strict=True)]
    room = new_room()
    options = {key: value for key, value in COLUMNS.items() if key != "kpi"}
    room.source("book", {**options, "start": "Month"}, "\n".join(",".join(row) for row in turned) + "\n")
    room.load()
    columns = "day, started_at, ended_at, offered, answered, handle_s"
    for what in (f"{columns} FROM interval", "key, metric, first_day, until_day, num, who FROM entered"):
        one, two = (made.warehouse.cursor().execute(f"SELECT {what} ORDER BY ALL").fetchall() for made in (book, room))
        assert one == two != []


def test_figures_of_teams_stand_for_the_team_alone(new_room) -> None:
    room = new_room()
    room.source("book", {"period": "month", "kpi": "KPI", "team": "Team", "entered": {
        "service_level": {"column": "SL", "unit": "percent"}}},
        "Team,KPI,2026-01-31 00:00:00,2026-02-28 00:00:00\nNorth,SL,80,81\nSouth,SL,90.5,91\n")
    room.load()
    assert room.values("service_level", "2026-01-01", "2026-02-01", "team") == [("North", 0.8), ("South", 0.905)]
    assert room.values("service_level", "2026-02-01", "2026-03-01", where={"team": ["South"]}) == [(0.91,)]
    for by, where in (("", {}), ("", {"team": ["North", "South"]}), ("", {"queue": [None], "team": ["South"]})):
        (row,) = room.rows("service_level", "2026-01-01", "2026-02-01", by, where=where)
        assert (row.value, bool(row.why)) == (None, True)


def test_a_corrected_sheet_takes_the_place_of_the_earlier(new_room) -> None:
    room = new_room()
    room.source("book", COLUMNS, SHEET)
    room.load()
    room.write("book.csv", SHEET.replace("82 %", "83 %").replace('"1,000"', '"1,010"'))
    (report,) = room.load()
    assert (report.replaced, dict(report.facts)) == (2, {"interval": 1, "entered": 1})
    assert room.values("service_level contacts_offered", "2026-01-01", "2026-02-01") == [(0.83,), (1010,)]


@pytest.mark.parametrize(("text", "unit", "decimal", "value"), [
    ("82 %", "number", ".", "0.82"), ("82", "percent", ".", "0.82"), ("0,82", "share", ",", "0.82"),
    ("1.234,5", "number", ",", "1234.5"), ("1,234.5", "number", ".", "1234.5"), ("5:12", "number", ".", "312"),
    ("5.2", "minutes", ".", "312"), ("312 s", "number", ".", "312"), ("-3", "number", ".", "-3"),
])
def test_a_figure_as_people_write_it(text: str, unit: str, decimal: str, value: str) -> None:
    assert str(figure(text, unit, decimal).normalize()) == value


@pytest.mark.parametrize("text", ["good", "82 of 100", "%", "1e99", "12:345:9x"])
def test_what_is_no_figure(text: str) -> None:
    assert figure(text, "number", ".") is None


def test_a_cell_of_a_workbook_that_cannot_be_read_is_that_cell_alone(new_room) -> None:
    room = new_room()
    room.source("book", COLUMNS, SHEET.replace("900", "nine hundred").replace("79.5%", "good"))
    room.load()
    assert [(line, issue, what.split(";")[0]) for line, issue, what in room.aside()] == [
        (2, "unreadable-cell", "\"nine hundred\" in 'Calls offered' is no whole number of things"),
        (5, "unreadable-cell", "\"good\" in 'Service level' is no figure")]
    assert room.values("contacts_offered contacts_handled", "2026-02-01", "2026-03-01") == [(None,), (870,)]


def test_a_sheet_of_another_form_is_refused_as_a_whole(new_room) -> None:
    wrong = {
        "months": (SHEET.replace("Jan 2026", "A").replace("Feb 2026", "B").replace("Mar 2026", "C"),
                   "No column of months.csv is headed"),
        "rows": (SHEET.replace("CSAT", "Happiness"), "The file rows.csv has no row 'CSAT'"),
        "names": (SHEET.replace("KPI,", "Figure,"), "The file names.csv has no column 'KPI'"),
    }
    room = new_room()
    for name, (text, _) in wrong.items():
        room.source(name, COLUMNS, text)
    for report in room.load():
        assert [issue.name for issue in report.issues] == ["unknown-column"]
        assert wrong[report.source][1] in report.issues[0].what
    assert room.standing() == []


def test_an_excel_sheet_with_dates_over_its_columns(new_room) -> None:
    room = new_room()
    room.source("book", {"files": "book.xlsx", "period": "month", "kpi": "KPI", "tells": {"offered": "Offered"},
                         "entered": {"service_level": "SL"}})
    write_workbook(room.folder / "book.xlsx", [["KPI", date(2026, 1, 1), date(2026, 2, 1)], ["Offered", 10, 12],
                                               ["SL", 0.8, 0.75]])
    room.load()
    assert room.values("contacts_offered service_level", "2026-01-01", "2026-03-01", "month") == [
        ("2026-01", 10), ("2026-01", 0.8), ("2026-02", 12), ("2026-02", 0.75)]


def write_workbook(path, rows: list[list]) -> None:
    """The smallest workbook there is: one sheet, dates as days since 1899-12-30 in a date's form."""
    def cell(column: int, row: int, value) -> str:
        place = f'r="{chr(65 + column)}{row}"'
        if isinstance(value, date):
            return f'<c {place} s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        if isinstance(value, str):
            return f'<c {place} t="inlineStr"><is><t>{value}</t></is></c>'
        return f"<c {place}><v>{value}</v></c>"

    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kinds, office = "http://schemas.openxmlformats.org/package/2006/", "http://schemas.openxmlformats.org/officeDocument/2006/"
    sheet = "".join(f'<row r="{at}">{"".join(cell(column, at, value) for column, value in enumerate(row))}</row>'
                    for at, row in enumerate(rows, 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        '"application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{kinds}relationships"><Relationship Id="a" Type="{office}relationships/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}relationships"><sheets><sheet name="One" sheetId="1" '
        'r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{kinds}relationships"><Relationship Id="a" Type="{office}'
        f'relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{office}relationships/'
        'styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet {main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>",
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{sheet}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, text in parts.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    path.write_bytes(out.getvalue())
