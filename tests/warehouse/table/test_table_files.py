"""This file is about reading files of every form: quotes, encodings, growth, workbooks, Parquet, line numbers."""

# ruff: noqa: DTZ001  staged times are UTC without saying so

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from fourscore.terms import Trouble
from fourscore.warehouse import Slice

COACHED = """
files: "{files}"
facts:
  coaching:
    agent: who
    started: at
    lasts: {{column: took, unit: minutes}}
"""


def coached(tried, name: str, text: str | bytes, **more: object):
    tried.write(name, text)
    staged = tried.load(COACHED.format(files=name), **more)
    return staged, tried.rows("coaching", "line, agent, CAST(epoch(ended_at - started_at) AS INTEGER)")


def test_quotes_delimiters_and_line_numbers(tried) -> None:
    text = ('who,at,took\r\n"Ann, the ""one""",2026-03-01 09:00,30\r\n\r\n"Bo\nof two lines",2026-03-01 10:00,5\r\n'
            "Cy,2026-03-01 11:00\r\nDi,2026-03-01 12:00,1,,\r\n")
    _, rows = coached(tried, "a.csv", text)
    assert rows == [(2, 'Ann, the "one"', 1800), (4, "Bo\nof two lines", 300), (7, "Di", 60)]
    assert tried.aside() == [(6, "wrong-number-of-columns", "this row has 2 columns where the header has 3")]


def test_a_stray_quote_costs_its_own_line_only(tried) -> None:
    _, rows = coached(tried, "a.csv", 'who,at,took\n5" Ann,2026-03-01 09:00,30\nBo,2026-03-01 10:00,5\n')
    assert rows == [(3, "Bo", 300)]
    assert [row[:2] for row in tried.aside()] == [(2, "unreadable-text")]
    _, rows = coached(tried, "a.csv", 'who,at,took\n5" Ann,2026-03-01 09:00,30\n', quote="none")
    assert rows == [(2, '5" Ann', 1800)]


@pytest.mark.parametrize(("name", "separator", "more"), [
    ("a.tsv", "\t", {}), ("a.txt", "\t", {}), ("a.csv", ";", {"delimiter": ";"}), ("a.log", "|", {"delimiter": "|"}),
    ("a.csv", "\t", {"delimiter": "tab"}), ("a.dat", "\t", {"format": "tsv"}),
])
def test_every_delimiter(tried, name: str, separator: str, more: dict) -> None:
    text = "who,at,took\nAnn,2026-03-01 09:00,30\n".replace(",", separator)
    assert coached(tried, name, text, **more)[1] == [(2, "Ann", 1800)]


def test_other_encodings_and_bytes_that_are_no_text(tried) -> None:
    text = "who,at,took\nZoë,2026-03-01 09:00,30\nBo,2026-03-01 10:00,5\n"
    both = [(2, "Zoë", 1800), (3, "Bo", 300)]
    for encoding in ("cp1252", "utf-16"):
        assert coached(tried, "a.csv", text.encode(encoding), encoding=encoding)[1] == both
    assert coached(tried, "a.csv", b"\xef\xbb\xbf" + text.encode())[1] == both
    assert coached(tried, "a.csv", text.encode("cp1252"))[1] == [(3, "Bo", 300)]
    assert tried.aside() == [(2, "unreadable-text", "this line is no text in the encoding utf-8")]
    assert tried.connection.execute("SELECT row_text FROM aside").fetchall() == [("Zo\\xeb,2026-03-01 09:00,30",)]


def test_titles_above_the_header_and_files_without_one(tried) -> None:
    _, rows = coached(tried, "a.csv", "March report\n\nwho,at,took\nAnn,2026-03-01 09:00,30\n", header_row=3)
    assert rows == [(4, "Ann", 1800)]
    _, rows = coached(tried, "a.csv", "Ann,2026-03-01 09:00,30\n", columns=["who", "at", "took"])
    assert rows == [(1, "Ann", 1800)]


def test_a_file_that_grew_is_read_on(tried) -> None:
    first = "who,at,took\nAnn,2026-03-01 09:00,30\n"
    path = tried.write("a.csv", first + "Bo,2026-03-01 10:00,5\n")
    size = path.stat().st_size
    tried.load(COACHED.format(files="a.csv"), [Slice(1, path, len(first.encode()), size, 3, 1)])
    assert tried.rows("coaching", "line, agent") == [(3, "Bo")]


def test_columns_that_are_named_alike_or_not_at_all(tried) -> None:
    tried.write("a.csv", "line,who,Who,,at\n7,Ann,Bo,x,2026-03-01 09:00\n")
    tried.load("""
        files: a.csv
        facts: {coaching: {agent: who, coach: Who (2), method: {value: other}, started: at, lasts: line (column)}}
        extra: {unnamed: {column: column 4}}""")
    assert tried.rows("coaching", "line, agent, coach, x_unnamed") == [(2, "Ann", "Bo", "x")]


def test_files_with_different_columns_in_one_load(tried) -> None:
    tried.write("a.csv", "who,at,took\nAnn,2026-03-01 09:00,30\n")
    tried.write("b.csv", "took,note,at,who\n5,new,2026-03-02 09:00,Bo\n")
    tried.load(COACHED.format(files="*.csv"))
    assert tried.rows("coaching", "file, line, agent") == [(1, 2, "Ann"), (2, 2, "Bo")]


def test_a_workbook(tried) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Read me"
    sheet = book.create_sheet("Coaching")
    sheet.append(["who", "at", "took"])
    sheet.append(["Ann", datetime(2026, 3, 1, 9, 0), timedelta(hours=25, minutes=30)])
    sheet.append([])
    sheet.append([17, datetime(2026, 3, 1, 10, 0), time(0, 45)])
    sheet.append(["Cy", "yesterday", 5])
    sheet.append(["Di", date(2026, 3, 2), 0.5])
    book.save(tried.folder / "a.xlsx")
    staged = tried.load(COACHED.format(files="a.xlsx"), sheet="Coaching", covers="day")
    assert tried.rows("coaching", "line, agent, epoch(ended_at - started_at)") == [
        (2, "Ann", 91800), (4, "17", 2700), (6, "Di", 30)]
    assert tried.aside() == [
        (5, "unreadable-cell", "coaching.started (at): yesterday is no date and time that can be read")]
    assert [at.isoformat() for at in staged.covers] == ["2026-03-01T00:00:00+00:00", "2026-03-03T00:00:00+00:00"]
    with pytest.raises(Trouble, match=r"no sheet 'Coachin'"):
        tried.load(COACHED.format(files="a.xlsx"), sheet="Coachin")


def test_fractions_of_a_day_and_serial_dates(tried) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["who", "day", "clock", "took"])
    book.active.append(["Ann", 46082, 0.375, 0.0208333333333])
    book.save(tried.folder / "a.xlsx")
    tried.load("""
        files: a.xlsx
        facts:
          coaching:
            agent: who
            started: {date: day, time: clock, date_format: excel, time_format: day_fraction}
            lasts: {column: took, unit: day_fraction}""")
    assert tried.rows("coaching", "started_at, epoch(ended_at - started_at)") == [(datetime(2026, 3, 1, 9), 1800)]


def test_parquet_keeps_what_its_columns_mean(tried) -> None:
    tried.connection.execute(
        "COPY (SELECT 'Ann' AS who, TIMESTAMP '2026-03-01 09:00:00' AS at, INTERVAL 90 SECOND AS took "
        "UNION ALL SELECT '7.5', TIMESTAMP '2026-03-01 10:00:00.25', INTERVAL 2 HOUR) "
        f"TO '{tried.folder / 'a.parquet'}' (FORMAT parquet)")
    tried.load(COACHED.format(files="a.parquet"))
    assert tried.rows("coaching", "line, agent, started_at, epoch(ended_at - started_at)") == [
        (1, "Ann", datetime(2026, 3, 1, 9), 90), (2, "7.5", datetime(2026, 3, 1, 10, 0, 0, 250000), 7200)]


def test_parquet_written_by_pandas(tried) -> None:
    import pandas

    pandas.DataFrame({
        "who": [7.0, 8.0], "at": pandas.to_datetime(["2026-03-01 09:00+02:00", "2026-03-01 10:00+02:00"]),
        "took": [1.5, 2.0],
    }).to_parquet(tried.folder / "a.parquet")
    tried.load(COACHED.format(files="a.parquet"))
    assert tried.rows("coaching", "agent, started_at, epoch(ended_at - started_at)") == [
        ("7", datetime(2026, 3, 1, 7), 90), ("8", datetime(2026, 3, 1, 8), 120)]


@pytest.mark.parametrize(("name", "text"), [("a.xlsx", b"no workbook"), ("a.parquet", b"no parquet")])
def test_a_file_that_is_something_else(tried, name: str, text: bytes) -> None:
    tried.write(name, text)
    with pytest.raises(Trouble) as trouble:
        tried.load(COACHED.format(files=name))
    assert [issue.name for issue in trouble.value.issues] == ["unreadable-file"]


def test_no_file(tried) -> None:
    with pytest.raises(Trouble) as trouble:
        tried.load(COACHED.format(files="calls/*.csv"))
    assert [issue.name for issue in trouble.value.issues] == ["file-missing"]


def test_columns_the_file_has_not_are_told_at_once(tried) -> None:
    tried.write("a.csv", "who;when;took\n")
    with pytest.raises(Trouble) as trouble:
        tried.load(COACHED.format(files="a.csv"))
    assert [issue.what for issue in trouble.value.issues] == [
        "The file a.csv has no column 'at', nor any other the mapping names."]
    assert "separated by ';'" in trouble.value.issues[0].remedy
    with pytest.raises(Trouble) as trouble:
        tried.load(COACHED.format(files="a.csv"), delimiter=";", key="whom")
    assert [(i.name, i.where, i.remedy) for i in trouble.value.issues] == [
        ("unknown-column", "centre.yaml:7, facts.coaching.started", "There are: took, when, who."),
        ("unknown-column", "centre.yaml:7, key", "Did you mean who?"),
    ]


def test_what_grows_and_what_is_read_whole(tried) -> None:
    def sliced(files: str, **more: object) -> bool:
        return tried.configure(COACHED.format(files=files), **more)[0].sliced

    assert [sliced("a.csv"), sliced("a.txt", encoding="cp1252")] == [True, True]
    assert [sliced("a.xlsx"), sliced("a.parquet"), sliced("a.csv", encoding="utf-16")] == [False, False, False]


def test_blocks_meet_without_losing_a_row(tried, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fourscore.warehouse.sources.table.files.BLOCK", 64)
    rows = [f'"A\n{number}",2026-03-01 09:00,{number}' for number in range(50)]
    _, found = coached(tried, "a.csv", "who,at,took\n" + "\n".join(rows) + "\n")
    assert found == [(2 * number + 2, f"A\n{number}", 60 * number) for number in range(50)]


def test_a_file_given_by_its_whole_path(tried, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere: Path = tmp_path_factory.mktemp("elsewhere") / "a.csv"
    elsewhere.write_text("who,at,took\nAnn,2026-03-01 09:00,30\n", encoding="utf-8")
    tried.load(COACHED.format(files=elsewhere.as_posix()))
    assert tried.rows("coaching", "agent") == [("Ann",)]
