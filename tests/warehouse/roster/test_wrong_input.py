"""This file is about staff lists that are wrong: options, headings, encodings, formats, and rows among thousands."""

import zipfile
from datetime import datetime
from io import BytesIO

import duckdb
import pytest

from fourscore.terms import Trouble
from fourscore.warehouse.sources.roster import Roster

from .conftest import Tried, sheet

GOOD = sheet("Name Team From", "Ada Red 2026-01-01", "Ben Blue 2026-01-01")


def trouble(tried: Tried, text: str | bytes, name: str = "a.csv", **options: object) -> str:
    tried.write(name, text)
    with pytest.raises(Trouble) as wrong:
        tried.load(name, **options)
    return wrong.value.issues[0].name


@pytest.mark.parametrize(("options", "issue", "place"), [
    ({}, "bad-option", "files"),
    ({"files": "a.csv", "colums": {}}, "unknown-key", "centre.yaml:7"),
    ({"files": "a.csv", "columns": {"nmae": "Name"}}, "unknown-key", "columns"),
    ({"files": "a.csv", "columns": {"team": ["A", "B"]}}, "bad-option", "columns.team"),
    ({"files": "a.csv", "columns": {"team": "A", "site": "A"}}, "bad-option", "columns.site"),
    ({"files": "a.csv", "columns": {"until": "A", "last_day": "B"}}, "bad-option", "columns.last_day"),
    ({"files": "a.csv", "date_format": "%d.%m."}, "bad-option", "date_format"),
    ({"files": "a.csv", "login_forms": "PJSIP/"}, "bad-option", "login_forms"),
    ({"files": "a.csv", "leaving": {"resigned": "gone"}}, "bad-option", "leaving"),
    ({"files": "a.csv", "day_in_name": "staff_%m.csv"}, "bad-option", "day_in_name"),
    ({"files": "a.csv", "day_in_name": "%Y-%m-%d.csv", "columns": {"day": "A"}}, "bad-option", "day_in_name"),
    ({"files": "a.csv", "whole": "always"}, "bad-option", "whole"),
    ({"files": "a.csv", "missing_at_most": "many"}, "bad-option", "missing_at_most"),
    ({"files": "a.csv", "format": "word"}, "unknown-choice", "format"),
])
def test_options_that_make_no_sense_are_told(tried: Tried, options: dict, issue: str, place: str) -> None:
    source, issues = tried.configure(**options)
    assert source is None
    assert issues[0].name == issue
    assert place in issues[0].where


def test_every_issue_of_the_options_is_told_at_once(tried: Tried) -> None:
    _, issues = tried.configure(whole=3, missing_at_most=200, date_format="%H")
    assert len(issues) == 4


def test_a_file_that_is_something_else(tried: Tried) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.csv", GOOD)
    assert trouble(tried, packed.getvalue()) == "packed-file"
    assert trouble(tried, GOOD.encode("utf-16")) == "other-encoding"
    assert trouble(tried, "a,b\n1,2\n") == "unknown-column"
    assert trouble(tried, GOOD.replace(",", ";")) == "unknown-column"
    assert trouble(tried, GOOD, columns={"team": "Squad"}) == "unknown-column"
    assert trouble(tried, sheet("Name Team Group", "Ada Red Blue")) == "unclear-column"
    assert trouble(tried, "Name,Team,From\n") == "empty-roster"
    assert trouble(tried, b"Name,Team\n\xff\xfe\n") == "other-encoding"
    assert trouble(tried, GOOD, day_in_name="staff_%Y-%m-%d.csv") == "unclear-day"
    assert trouble(tried, "no workbook", "a.xlsx") == "unreadable-file"
    assert trouble(tried, "no parquet", "a.parquet") == "unreadable-file"
    tried.write("a.csv", sheet("Name Team Group", "Ada Red Blue"))
    tried.load("a.csv", columns={"team": "Group"})
    assert [stay[1] for stay in tried.stays] == ["Blue"]


def test_another_encoding_and_a_file_cut_off(tried: Tried) -> None:
    """Lines that are no text in the encoding, or lack what the others tell, are set aside; the good ones load."""
    text = sheet("Name Team From", "Ada Red 2026-01-01", "Zoë Red 2026-01-01", "Ben Blue 2026-01-01")
    tried.write("a.csv", text.encode("cp1252")[:-11])
    tried.load("a.csv")
    assert [job[0] for job in tried.jobs] == ["Ada"]
    assert tried.aside == [(3, "unreadable-text"), (4, "empty-field")]
    tried.write("a.csv", text.encode("cp1252"))
    tried.load("a.csv", encoding="cp1252")
    assert [job[0] for job in tried.jobs] == ["Ada", "Ben", "Zoë"]
    tried.write("a.csv", text.encode("utf-16"))
    tried.load("a.csv", encoding="utf-16")
    assert [job[0] for job in tried.jobs] == ["Ada", "Ben", "Zoë"]


def test_every_tenth_row_of_thousands_is_broken(tried: Tried) -> None:
    broken = ("P{} Red soon", "P{} Red 2026-01-01 2025-01-01", ". Red 2026-01-01 .", "P{} Red 31.12.2025 .")
    rows = [(broken[n // 10 % 4] if n % 10 == 9 else "P{} Red 2026-01-01 .").format(n) for n in range(4000)]
    tried.write("a.csv", sheet("Name Team From Until", *[row if len(row.split()) == 4 else f"{row} ." for row in rows]))
    tried.load("a.csv")
    assert len(tried.jobs) == 3600
    assert tried.rows("SELECT issue, count(*) FROM aside GROUP BY issue ORDER BY ALL") == [
        ("empty-field", 100), ("unreadable-cell", 200), ("until-before-from", 100)]
    assert tried.rows("SELECT min(line), max(line) FROM aside") == [(11, 4001)]


def test_days_by_format_and_names_in_two_columns(tried: Tried) -> None:
    tried.write("a.csv", "Vorname;Nachname;Gruppe;Von;Bis\nAda;Bell;Rot;01.02.2026;-\n"
                "Ben;Cole;Rot;2026-02-03;28.02.2026\n")
    tried.load("a.csv", delimiter=";", date_format=["%d.%m.%Y"], empty="-")
    assert tried.jobs == [("Ada Bell", "2026-02-01", None), ("Ben Cole", "2026-02-03", "2026-03-01")]
    assert tried.stays[0][1] == "Rot"


def test_a_staff_list_is_recognised_and_a_list_of_calls_is_not(tried: Tried) -> None:
    path = tried.folder / "a.csv"
    guess = Roster.recognise(b"Employee ID;Name;Team;Hire date;End date\n1;Ada;Red;2026-01-01;\n", path)
    assert guess is not None
    assert guess.options == {"delimiter": ";"}
    assert Roster.recognise(b"id,agent,queue,start,end,team\n1,Ada,Billing,2026-01-01,,Red\n", path) is None
    assert Roster.recognise(b"PK\x03\x04\0\0", path) is None


def test_a_parquet_file_and_a_workbook_say_the_same(tried: Tried) -> None:
    from openpyxl import Workbook

    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT * FROM (VALUES ('Ada', 'Red', DATE '2026-01-01'), ('Ben', 'Blue', DATE '2026-01-01')) "
            f"v(Name, Team, \"From\")) TO '{tried.folder / 'a.parquet'}' (FORMAT parquet)")
    tried.load("a.parquet")
    found = tried.everything
    book = Workbook()
    book.active.append(["Name", "Team", "From"])
    for name, team in (("Ada", "Red"), ("Ben", "Blue")):
        book.active.append([name, team, datetime(2026, 1, 1)])  # noqa: DTZ001  as a workbook keeps days
    book.save(tried.folder / "a.xlsx")
    tried.write("a.csv", GOOD)
    for name in ("a.xlsx", "a.csv"):
        again = Tried(tried.folder)
        again.load(name)
        assert again.everything == found
    assert len(found[0]) == 2
