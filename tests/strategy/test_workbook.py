"""This file is about the strategy as a workbook: what a manager meets in it, and out and back unchanged."""

import io

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from tests.strategy.workbook_there import WRITTEN, back, cell_of, out, put, text_of

from fourscore.metrics import Catalogue
from fourscore.strategy import STARTERS, starter
from fourscore.strategy.workbook.columns import SHEETS


def test_sheets_headings_notes_and_what_is_protected(catalogue: Catalogue) -> None:
    book = load_workbook(io.BytesIO(out(text_of(WRITTEN), catalogue)))
    assert book.sheetnames == ["Read me", *(sheet.title for sheet in SHEETS), "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    assert all(book[name].sheet_state == "visible" for name in book.sheetnames[:-1])
    for sheet in SHEETS:
        there = book[sheet.title]
        assert [cell.value for cell in there[1]][:-1] == [column.title for column in sheet.columns]
        assert all(cell.comment is not None and len(cell.comment.text) > 10 for cell in there[1][:-1])
        assert there.freeze_panes in ("A2", "B2")
        assert there.print_title_rows == "$1:$1"
        assert there.page_setup.orientation == "landscape"
        assert there.column_dimensions[there[1][-1].column_letter].hidden
        assert there.protection.sheet
        assert not there.protection.insertRows
        assert there["A1"].protection.locked
    kpis = book["KPIs"]
    assert [cell.coordinate for cell in kpis[2] if cell.protection.locked] == []  # or the row could not be deleted
    assert "Northgate && Co" in (kpis.oddFooter.left.text or "")


def test_drop_downs_offer_what_may_be_chosen(catalogue: Catalogue) -> None:
    book = load_workbook(io.BytesIO(out(text_of(WRITTEN), catalogue)))

    def offered(sheet: str, first: str, column: str) -> tuple[str, bool]:
        place = cell_of(book, sheet, first, column).coordinate
        rule = next(r for r in book[sheet].data_validations.dataValidation if place in r.cells)
        return rule.formula1, bool(rule.showErrorMessage)

    metrics, strict = offered("KPIs", "sl", "Metric")
    assert strict
    column, last = metrics.split("$")[1], int(metrics.split("$")[-1])
    lists = [book["Lists"][f"{column}{n}"].value for n in range(2, last + 1)]
    assert lists == sorted(catalogue.metrics)
    assert offered("KPIs", "sl", "Direction") == ('"higher,lower,band"', True)
    assert offered("KPIs", "sl", "Use") == ('"coaching,review,pay"', True)
    assert offered("KPIs", "sl", "Objective") == ("'Objectives'!$A$2:$A$300", True)
    assert offered("Objectives", "quick", "Perspective")[0] == "'Perspectives'!$A$2:$A$300"
    assert offered("Links", "learn", "Sign") == ('"+,-"', True)
    assert offered("Goals", "more", "Term")[0] == '"annual,short,mid"'
    owners, strict = offered("Objectives", "quick", "Owner")
    assert not strict  # an owner may be anybody
    column, last = owners.split("$")[1], int(owners.split("$")[-1])
    assert {"Senior manager", "Trainer"} <= {book["Lists"][f"{column}{n}"].value for n in range(2, last + 1)}
    assert offered("KPIs", "cost", "Weight")[0] == "0"


@pytest.mark.parametrize(("sheet", "first", "column", "value", "form"), [
    ("KPIs", "sl", "Floor", 0.6, "0%"),
    ("Targets", "sl", "Target", 0.75, "0%"),
    ("Targets", "sl#2", "Target", 0.8, "0%"),
    ("Targets", "sl#2", "Since", "2026-07", "@"),
    ("Targets", "aht", "Target", "4:00", "@"),
    ("Targets", "aht", "Target, upper", "5:45", "@"),
    ("Targets", "cost", "Target", 280_000, '"£"#,##0'),
    ("KPIs", "cost", "Floor", 340_000.5, '"£"#,##0.00'),
    ("KPIs", "cost", "Baseline", 300_000, '"£"#,##0'),
    ("KPIs", "cost", "Baseline points", 12, "General"),
    ("KPIs", "sl", "Only queue", '"Sales; new"; B', "@"),
    ("KPIs", "aht", "Levels", "centre; team", "@"),
    ("Links", "learn", "Sign", "+", "@"),
])
def test_values_stand_in_their_own_unit(
    sheet: str, first: str, column: str, value: object, form: str, catalogue: Catalogue,
) -> None:
    content = out(text_of(WRITTEN), catalogue)
    cell = cell_of(load_workbook(io.BytesIO(content)), sheet, first, column)
    assert (cell.value, cell.number_format) == (value, form)
    second = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()
    assert value in [cell for row in second for cell in row]


def test_no_text_is_taken_for_a_formula(catalogue: Catalogue) -> None:
    book = load_workbook(io.BytesIO(out(text_of(WRITTEN), catalogue)))
    cell = cell_of(book, "Links", "quick", "Sentence")
    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == ("=If quick, then cheap", "s", True)
    assert not [one for sheet in book for row in sheet.iter_rows() for one in row if one.data_type == "f"]


def test_what_a_cell_cannot_show_is_left_alone(catalogue: Catalogue) -> None:
    written = WRITTEN.replace("name: Customer", 'name: "a\\x07b"')
    book = load_workbook(io.BytesIO(out(text_of(written), catalogue)))
    cell = cell_of(book, "Perspectives", "customer", "Name")
    assert (cell.value, cell.protection.locked) == ("(as in strategy.yaml)", True)
    assert back(written, catalogue).changes == ()
    found = back(written, catalogue, put("Perspectives", "customer", "Name", "C"))
    assert [(one.sheet, one.place, one.issue.name) for one in found.marks] == [("Perspectives", "B2", "cannot-edit")]


@pytest.mark.parametrize("written", [WRITTEN, WRITTEN.replace("\n", "\r\n"), "\ufeff" + WRITTEN,
                                     *(starter(kind) for kind in STARTERS)],
                         ids=["own", "crlf", "bom", *STARTERS])
def test_out_and_back_changes_no_byte(written: str, catalogue: Catalogue) -> None:
    found = back(written, catalogue)
    assert (found.changes, found.marks, found.text.text) == ((), (), written)
