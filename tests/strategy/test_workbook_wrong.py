"""This file is about workbooks with mistakes in them, and files that are none: all told at once, nothing changed."""

import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from tests.strategy.workbook_there import WRITTEN, back, cell_of, edited, new_row, out, put, text_of

from fourscore.metrics import Catalogue
from fourscore.strategy import bring_back, marked_workbook
from fourscore.terms import Trouble


def issues(content: bytes, catalogue: Catalogue, written: str = WRITTEN) -> list[str]:
    with pytest.raises(Trouble) as caught:
        bring_back(text_of(written), content, "s.xlsx", catalogue, "GBP")
    return [issue.name for issue in caught.value.issues]


def test_every_mistake_is_told_at_its_cell_and_all_at_once(catalogue: Catalogue) -> None:
    found = back(
        WRITTEN, catalogue, put("Targets", "sl", "Target", "many"), put("Targets", "cost", "Target", "4,2"),
        put("KPIs", "cost", "Weight", 0), put("KPIs", "aht", "Metric", "happiness"),
        put("KPIs", "coach", "Direction", "up"), put("Objectives", "quick", "Perspective", "nowhere"),
        put("Links", "quick", "To", "nobody"), put("Goals", "more", "Drivers", "sl; no-kpi"),
        put("Policies", "promise", "From", "soon"), put("Guarded goals", "safe", "Id", "not an id"),
        put("KPIs", "sl", "Only team", True), put("Links", "learn", "Lag", "soon"),
        new_row("KPIs", Name="New", Objective="cheap"), put("Perspectives", "learning", "Id", "customer"),
    )
    marks = {(mark.sheet, mark.issue.name, mark.place) for mark in found.marks}
    assert {(sheet, name) for sheet, name, _ in marks} >= {
        ("Targets", "unreadable-value"), ("KPIs", "weight-not-positive"), ("KPIs", "unknown-metric"),
        ("KPIs", "unknown-choice"), ("Objectives", "workbook-unknown-id"), ("Links", "workbook-unknown-id"),
        ("Goals", "workbook-unknown-id"), ("Policies", "unreadable-date"), ("Guarded goals", "bad-id"),
        ("KPIs", "unreadable-value"), ("Links", "unreadable-lag"), ("KPIs", "workbook-cell-empty"),
        ("Perspectives", "duplicate-id"),
    }
    assert ("Targets", "unreadable-value", "C2") in marks
    assert ("Links", "unreadable-lag", "D2") in marks
    for mark in found.marks:
        assert mark.issue.where == f"s.xlsx: {mark.sheet}!{mark.place}"
        assert mark.issue.what.endswith(".")
        assert mark.issue.remedy


def test_a_mistake_that_needs_two_cells_is_told_at_the_changed_one(catalogue: Catalogue) -> None:
    found = back(WRITTEN, catalogue, put("KPIs", "sl", "Floor", 0.9))  # above the target
    assert [(m.sheet, m.place, m.issue.name) for m in found.marks] == [
        ("KPIs", "H2", "anchors-contradict-direction")]
    found = back(WRITTEN, catalogue, put("Objectives", "quick", "Owner", None))
    assert [(m.sheet, m.place, m.issue.name) for m in found.marks] == [("Objectives", "D2", "objective-without-owner")]
    found = back(WRITTEN, catalogue, put("Strategy", "Mission", "Text", None))
    assert [(m.sheet, m.issue.name) for m in found.marks] == [("Strategy", "missing-mission")]


def test_what_was_wrong_before_is_no_reason_to_refuse(catalogue: Catalogue) -> None:
    written = WRITTEN.replace("vision: >-\n  To be\n  first\n", "")
    found = back(written, catalogue, put("KPIs", "cost", "Weight", 3))
    assert found.marks == ()
    assert found.text.text == written.replace("weight: 2", "weight: 3")


def test_a_time_of_day_is_not_guessed_and_a_share_needs_its_sign(catalogue: Catalogue) -> None:
    from datetime import time, timedelta

    for typed in (time(5, 45), timedelta(minutes=5)):
        found = back(WRITTEN, catalogue, put("Targets", "aht", "Target, upper", typed))
        assert [mark.issue.name for mark in found.marks] == ["unreadable-value"]
    plain = back(WRITTEN, catalogue,
                 new_row("KPIs", Id="n", Objective="quick", Metric="service_level:offered", Floor=60),
                 new_row("Targets", KPI="n", Target=0.9))
    assert [(mark.place[0], mark.issue.remedy) for mark in plain.marks if mark.issue.name == "unreadable-value"] == [
        ("H", "Write it as 60%.")]


def test_formulas_count_with_their_last_value_or_are_told(catalogue: Catalogue) -> None:
    found = back(WRITTEN, catalogue, lambda book: setattr(cell_of(book, "KPIs", "cost", "Weight"), "value", "=1+2"))
    assert [mark.issue.name for mark in found.marks] == ["workbook-formula"]
    content = edited(out(text_of(WRITTEN), catalogue),
                     lambda book: setattr(cell_of(book, "KPIs", "cost", "Weight"), "value", "=1+2"))
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(saved, "w") as new:
        for name in old.namelist():  # as a spreadsheet program saves it: with the value beside the formula
            new.writestr(name, old.read(name).replace(b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>")
                         .replace(b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>"))
    found = bring_back(text_of(WRITTEN), saved.getvalue(), "s.xlsx", catalogue, "GBP")
    assert (found.marks, found.text.text) == ((), WRITTEN.replace("weight: 2", "weight: 3"))


def test_merged_cells_are_told(catalogue: Catalogue) -> None:
    found = back(WRITTEN, catalogue, lambda book: book["KPIs"].merge_cells("Y2:Z3"))
    assert [(mark.place, mark.issue.name) for mark in found.marks] == [("Y2", "workbook-merged")]
    assert found.text.text == WRITTEN


def _renamed(book: Workbook) -> None:
    book["KPIs"].title = "Kpi"
    book["Links"]["C1"] = "Plus or minus"
    book["Goals"].delete_cols(2)


def test_missing_sheets_and_columns_are_told_at_once(catalogue: Catalogue) -> None:
    with pytest.raises(Trouble) as caught:
        back(WRITTEN, catalogue, _renamed)
    assert [issue.name for issue in caught.value.issues] == ["workbook-lacks"] * 3
    text = str(caught.value)
    assert "The sheet 'KPIs' is missing" in text
    assert "The column 'Sign' is missing" in text
    assert "The column 'Goal' is missing" in text


def _zip(**members: bytes) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/"), content)
    return saved.getvalue()


@pytest.mark.parametrize(("content", "words"), [
    (b"", "an empty file"), (b"Id;Name\n1;2\n", "a text, such as CSV"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Excel file"),
    (b"PK\x03\x04 broken", "a damaged workbook"),
    (b"\x00\x01\x02", "a file of another kind"), (b"%PDF-1.7", "a PDF"), (_zip(a=b"b"), "a packed file"),
    (_zip(**{"content.xml": b"<a/>"}), "OpenDocument"), (_zip(**{"xl__workbook.bin": b""}), "binary workbook"),
    (_zip(**{"xl__workbook.xml": b"<nonsense"}), "a damaged workbook"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_no_workbook_is_named(content: bytes, words: str, catalogue: Catalogue) -> None:
    with pytest.raises(Trouble, match="not-a-workbook") as caught:
        bring_back(text_of(WRITTEN), content, "s.xlsx", catalogue, "GBP")
    assert words in caught.value.issues[0].what


def test_another_workbook_is_not_ours(catalogue: Catalogue) -> None:
    saved = io.BytesIO()
    Workbook().save(saved)
    assert issues(saved.getvalue(), catalogue) == ["not-our-workbook"]


def test_a_sheet_of_a_million_rows_is_refused_before_it_is_read(catalogue: Catalogue) -> None:
    bomb = _zip(**{"xl__workbook.xml": b"<a/>", "xl__worksheets__sheet1.xml": b"<row/>" * 8_000_000})
    assert len(bomb) < 1_000_000
    assert issues(bomb, catalogue) == ["workbook-too-large"]

    def far_down(book: Workbook) -> None:
        book["KPIs"].cell(1_000_000, 1).value = "x"

    assert issues(edited(out(text_of(WRITTEN), catalogue), far_down), catalogue) == ["workbook-too-large"]


def test_the_second_of_two_is_told(catalogue: Catalogue) -> None:
    content = edited(out(text_of(WRITTEN), catalogue), put("KPIs", "cost", "Weight", 3))
    meanwhile = WRITTEN.replace("why", "because")
    assert issues(content, catalogue, meanwhile) == ["changed-meanwhile"]


def test_marks_stand_in_the_workbook_and_go_again(catalogue: Catalogue) -> None:
    wrong: list[Callable[[Workbook], None]] = [
        put("Targets", "sl", "Target", "=many"), put("KPIs", "cost", "Weight", 0), put("KPIs", "sl", "Name", "Kept")]
    content = edited(out(text_of(WRITTEN), catalogue), *wrong,
                     lambda book: setattr(book["KPIs"]["R4"], "comment", Comment("mine", "Mara")))
    found = bring_back(text_of(WRITTEN), content, "s.xlsx", catalogue, "GBP")
    marked = marked_workbook(content, "s.xlsx", found.marks)
    book = load_workbook(io.BytesIO(marked))
    assert book.sheetnames[0] == "To mend"
    rows = [[cell.value for cell in row] for row in book["To mend"].iter_rows()]
    assert rows[0] == ["Sheet", "Cell", "What is wrong", "How to mend it"]
    assert [row[:2] for row in rows[1:]] == [["KPIs", "R4"], ["Targets", "C2"]]
    assert "no number above 0" in rows[1][2]
    cell = book["Targets"]["C2"]
    assert (cell.value, cell.data_type, cell.fill.fgColor.rgb) == ("=many", "s", "FFFFC7CE")
    assert "Write it as 80%" in cell.comment.text
    assert book["KPIs"]["R4"].comment.text.startswith("mine")
    assert book["KPIs"]["B2"].value == "Kept"
    assert book["KPIs"].data_validations.dataValidation
    assert book["KPIs"]["A1"].comment is not None

    mended = edited(marked, put("Targets", "sl", "Target", 0.7), put("KPIs", "cost", "Weight", 3))
    found = bring_back(text_of(WRITTEN), mended, "s.xlsx", catalogue, "GBP")
    assert found.marks == ()
    assert len(found.changes) == 3
    again = load_workbook(io.BytesIO(marked_workbook(mended, "s.xlsx", ())))
    assert again["Targets"]["C2"].fill.fill_type is None
    assert again["Targets"]["C2"].comment is None
    assert again["KPIs"]["R4"].comment.text == "mine"


@pytest.mark.parametrize(("sheet", "first", "column", "near"), [
    ("Objectives", "quick", "Owner", "Trainer"), ("Objectives", "quick", "Deputy", "Trainer"),
    ("KPIs", "aht", "Owner", "Trainer"), ("KPIs", "aht", "Deputy", "Trainer"), ("Goals", "more", "Owner", "Trainer"),
    ("Guarded goals", "safe", "Owner", "Trainer"), ("Policies", "promise", "Owner", "Trainer"),
])
def test_an_owner_nobody_knows_is_marked_at_its_cell(sheet: str, first: str, column: str, near: str,
                                                     catalogue: Catalogue) -> None:
    found = back(WRITTEN, catalogue, put(sheet, first, column, "Trainr"))
    (mark,) = found.marks
    assert (mark.sheet, mark.issue.name, mark.issue.remedy) == (sheet, "owner-unknown", f"Did you mean {near}?")
    book = load_workbook(io.BytesIO(out(text_of(WRITTEN), catalogue)))
    assert mark.place == cell_of(book, sheet, first, column).coordinate
    assert found.text.text == WRITTEN


def test_a_person_who_holds_a_role_may_own_and_an_owner_left_as_it_was_is_not_asked(catalogue: Catalogue) -> None:
    changed = edited(out(text_of(WRITTEN), catalogue), put("Objectives", "quick", "Owner", "Mara Quinn"))
    assert bring_back(text_of(WRITTEN), changed, "s.xlsx", catalogue, "GBP", people=["Mara Quinn"]).marks == ()
    (mark,) = bring_back(text_of(WRITTEN), changed, "s.xlsx", catalogue, "GBP", people=["Mara King"]).marks
    assert mark.issue.remedy == "Did you mean Mara King?"
    old = WRITTEN.replace("owner: Trainer", "owner: Somebody who left")
    assert back(old, catalogue, put("KPIs", "cost", "Weight", 3)).marks == ()
