"""This file is about tables taken along: the page, the CSV and the workbook hold the same numbers, cell by cell."""

import csv
import re
from datetime import datetime
from html.parser import HTMLParser
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from fourscore.terms import WrongUse, write_beside, write_reliability, write_score, write_value
from fourscore.web.sheets import Column, Figure, Sheet, handed_out
from fourscore.web.sheets.excel import workbook

EXPLORE = ("/explore{}?period=2026-W46&metric=service_level:offered&metric=average_handle_time&by=queue&by=team"
           "&versus=before&versus=year-before&sort=service_level:offered&order=up")


class Cells(HTMLParser):
    """The texts of the last table's body on a page, row by row."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = self.body = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tbody":
            self.rows, self.body = [], True
        elif tag == "tr" and self.body:
            self.rows.append([])
        elif tag in ("td", "th") and self.body:
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")
        self.body = self.body and tag not in ("tbody", "table")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


def taken(pages, address: str) -> tuple[list[list[str]], list[list[object]], dict[str, str]]:
    """The rows of the CSV without its heads, those of the workbook, and what its first sheet says."""
    text = pages.get(address.format(".csv")).text.lstrip("\ufeff")
    answer = pages.get(address.format(".xlsx"))
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    book = load_workbook(BytesIO(answer.content))
    about = {str(row[0]): str(row[1]) for row in book["About"].iter_rows(values_only=True)}
    rows = [list(row) for row in book["Table"].iter_rows(values_only=True)]
    return list(csv.reader(StringIO(text))), rows, about


def agree(lines: list[list[str]], book: list[list[object]], kept: list[int]) -> None:
    """Every cell of the workbook is that of the CSV: a number as the number, a word as the word."""
    assert len(book) == len(lines)
    for line, row in zip(lines[1:], book[1:], strict=True):
        for place, there in zip(kept, row, strict=True):
            said = line[place]
            if isinstance(there, datetime):
                assert said.startswith(str(there))
            elif isinstance(there, (int, float)):
                assert float(said) == pytest.approx(there, rel=1e-14)  # as many digits as a workbook keeps
            else:
                assert said.removeprefix("'") == (there or "")


def test_a_view_is_the_same_on_the_page_as_csv_and_as_a_workbook(pages) -> None:
    lines, book, about = taken(pages, EXPLORE)
    agree(lines, book, list(range(len(lines[0]))))
    heads, shown = lines[0], Cells(pages.get(EXPLORE.format("")).text).rows
    assert len(shown) == len(lines) - 2 == 16
    for row, line in zip(shown, lines[1:-1], strict=True):
        values = dict(zip(heads, line, strict=True))
        cells = iter(row)
        assert (next(cells), next(cells)) == (values["queue"].removeprefix("'"), values["team"])
        for key, unit in (("service_level:offered", "share"), ("average_handle_time", "seconds")):
            assert next(cells).split()[0] == write_value(float(values[key]), unit).split()[0]
            for word in ("before", "year-before"):
                then = values[f"{key}.{word}"]
                assert next(cells).split()[0] == write_value(float(then), unit).split()[0]
                change = float(values[f"{key}.{word}.change"])
                assert change == pytest.approx(float(values[key]) - float(then))
                assert ("▲" in next(cells)) is (change > 0)
            assert next(cells).replace(",", "") == values[f"{key}.n"]
    assert about["Period"] == "Week 46, 2026"
    assert about["Time zone"] == "Europe/Berlin"
    assert about["Beside the year before"] == "10 – 16 Nov 2025"
    assert "Variant: offered." in about["Service level"]
    assert "Complete to" in about
    assert book[0][2] == "Service level (%)"
    assert "Average handle time (seconds)" in book[0]


def test_the_scorecard_is_the_same_on_the_page_as_csv_and_as_a_workbook(pages, paper) -> None:
    address = "/scorecard{}?period=2026-W46"
    lines, book, about = taken(pages, address)
    agree(lines, book, list(range(28)))
    text, bands, changes = pages.get(address.format("")).text, 0, 0
    for line in lines[1:]:
        one = dict(zip(lines[0], line, strict=True))
        number = {name: float(one[name]) if one[name] else None for name in ("value", "target", "upper_target",
                                                                             "score", "change")}
        row = next(part for part in text.split("<tr") if f">{one['measure']}</a>" in part and 'class="k' in part)
        told = {name: re.sub("<[^>]*>", "", re.search(f'class="num {name}"[^>]*>(.*?)</td>', row, re.DOTALL)[1]).strip()
                for name in ("actual", "target", "scored", "chg")}
        beside = write_beside(number["value"], number["target"], number["upper_target"], one["unit"], "EUR")
        assert (told["actual"], told["target"]) == (beside.value, beside.aim)
        assert told["scored"] == write_score(number["score"])
        assert (number["change"] is not None) == told["chg"].startswith(("▲", "▼", "±", "0", "="))
        bands += number["upper_target"] is not None
        changes += number["change"] is not None
    assert bands > 1
    assert changes > 5
    assert about["Whose figures"] == "Whole centre"
    formats = [cell.number_format for cell in load_workbook(BytesIO(
        pages.get(address.format(".xlsx")).content))["Table"]["G"][1:]]
    assert {"0.0%", "#,##0.0"} <= set(formats)


def test_what_is_not_complete_yet_says_so_in_the_file_too(pages, paper) -> None:
    for period, told in (("2026-W46", "yes"), ("2026-W48", "no")):
        lines, _, _ = taken(pages, "/scorecard{}?period=" + period)
        of = lines[0].index("complete")
        assert {line[of] for line in lines[1:] if line[6]} == {told}


def test_how_sure_a_persons_figures_are_is_the_same_on_the_page_and_in_the_files(pages, paper) -> None:
    address = "/scorecard{}?period=2026-W46&agent=" + paper.AGENTS[0].replace(" ", "+")
    lines, book, _ = taken(pages, address)
    agree(lines, book, list(range(28)))
    text, seen = pages.get(address.format("")).text, 0
    for line in lines[1:]:
        one = dict(zip(lines[0], line, strict=True))
        if not one["low"]:
            continue
        row = next(part for part in text.split("<tr") if f">{one['measure']}</a>" in part)
        low, high, steadied = (write_value(float(one[name]), one["unit"], "EUR") for name in (
            "low", "high", "steadied"))
        assert f"{low} to {high}</span>" in row
        reliability = write_reliability(float(one["reliability"]))
        assert f"n {int(one['n']):,}, steadied {steadied}, reliability {reliability}" in row
        seen += 1
    assert seen > 1


def test_a_measures_table_and_its_rows_are_the_same_and_no_name_is_run(pages) -> None:
    lines, book, _ = taken(pages, "/measure/service_level:offered/table{}?period=2026-W46&by=queue&sort=value&order=up")
    agree(lines, book, [0, 2, 4, 5, 6, 7, 8])
    shown = Cells(pages.get("/measure/service_level:offered?period=2026-W46&by=queue&sort=value&order=up").text).rows
    assert [(row[0].strip(), row[1].strip()) for row in shown] == [
        (line[0].removeprefix("'"), line[3]) for line in lines[1:]]
    whole = load_workbook(BytesIO(pages.get("/measure/service_level:offered/table.xlsx?by=queue").content))
    (evil,) = [cell for cell in whole["Table"]["A"] if str(cell.value).startswith("=")]
    assert (evil.data_type, evil.quotePrefix) == ("s", True)
    lines, book, _ = taken(pages, "/measure/service_level:offered/rows{}?period=2026-W46")
    agree(lines, book, list(range(len(lines[0]))))
    assert len(book) == 348
    assert str(book[1][0]) == "2026-11-09 09:00:00"  # 8 o'clock UTC, on the centre's clock


def test_the_list_of_measures_is_what_is_shown(pages) -> None:
    lines, book, about = taken(pages, "/measures{}?q=wait")
    agree(lines, book, list(range(10)))
    page = pages.get("/measures?q=wait").text
    assert [line[1] for line in lines[1:]] == re.findall(r'href="/measure/([^"]+)" data-row', page)
    assert about["Searched for"] == "wait"


def test_a_workbook_says_no_number_where_there_is_none() -> None:
    sheet = Sheet("T", "t", [Column("a", "Name"), Column("v", "Value", "share"), Column("z", "Zone", told=True)],
                  [("b\x01", None, "UTC"), ("c", Figure(61.5, "seconds"), "UTC"), ("d", True, "UTC")], [])
    (_, *rows) = load_workbook(BytesIO(workbook(sheet, sheet.rows)))["Table"].iter_rows()
    assert [[cell.value for cell in row] for row in rows] == [["b", None], ["c", 61.5], ["d", "yes"]]
    assert rows[1][1].number_format == "#,##0.0"


def test_what_is_too_long_for_a_workbook_is_refused(monkeypatch) -> None:
    monkeypatch.setattr("fourscore.web.sheets.sheet.EXCEL_ROWS", 2)
    sheet = Sheet("T", "t", [Column("a", "Name")], [("x",)] * 3, [])
    with pytest.raises(WrongUse, match="too-long-for-excel"):
        handed_out(sheet, "xlsx")
    assert handed_out(sheet, "csv").status_code == 200
