"""This file is about the strategy as a workbook: what a manager meets in it, and every edit brought back."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from fourscore.metrics import Catalogue
from fourscore.strategy import STARTERS, Brought, StrategyText, bring_back, starter, workbook_of
from fourscore.strategy.workbook.columns import SHEETS

WRITTEN = """\
# the whole of it
mission:   'It''s help'   # why
vision: >-
  To be
  first
values: [one, "two; and a half"]
goals:
  more: {text: More calls, serves: Growth, drivers: [sl, quick]}   # flow
guarded:
  safe: {goal: "sl +2pp by 2026-12 | aht flat", objective: quick, owner: Team leader, serves: more}
policies:
  promise:
    text: We call back
    serves: more
    kpi: sl
    from: 2026-01
    acknowledge: [Agent, Team leader]

perspectives:
  customer:
    name: Customer
    objectives:
      quick:   # the first
        owner: Resource analyst
        kpis:
          sl:
            metric: service_level:offered   # offered
            target: {2026-01: 75%, 2026-07: 80%}
            # below it nothing
            floor: 60%
            scope: {queue: ["Sales; new", B]}
            guards: [aht]
            season: {1: 90%}     # not in the workbook
          aht:
            metric: average_handle_time
            direction: band
            target: {from: 4:00, to: 5:45}
            floor: {from: 2:00, to: 9:00}
            levels: [centre, team]
      cheap:
        kpis:
          cost:
            metric: operating_cost
            target: £280,000
            floor: £340,000.50
            baseline: {value: '£300,000', from: 2025-01, until: 2026-01, points: 12}
            weight: 2
  learning:
    objectives:
      learn:
        owner: Trainer
        kpis: {coach: {metric: coaching_time_per_agent:all, direction: higher, target: 75, floor: 20}}
links:
  - from: learn
    to: quick
    sign: +    # the same way
    lag: 2..6
    sentence: If we learn, then we are quick, because we know.
  - {from: quick, to: cheap, sign: '-', lag: 4, sentence: "=If quick, then cheap"}
allow:
  - {rule: L15, at: sl, reason: for now, who: Mara, until: 2026-12-31}
"""
HERE = Path("strategy.yaml")


def text_of(written: str) -> StrategyText:
    return StrategyText(HERE, written.encode())


OUT: dict[str, bytes] = {}


def out(text: StrategyText, catalogue: Catalogue) -> bytes:
    """The workbook of a text, written once for all tests that change it."""
    units = {key: metric.unit for key, metric in catalogue.metrics.items()}
    if text.text not in OUT:
        OUT[text.text] = workbook_of(text, units, "GBP", "Northgate & Co")
    return OUT[text.text]


def edited(content: bytes, *changes: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    for change in changes:
        change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def cell_of(book: Workbook, sheet: str, first: str, column: str) -> Any:
    """The cell in the row that begins with `first` (the nth such one: "first#2") under that heading."""
    there = book[sheet]
    name, _, nth = first.partition("#")
    row = [one[0].row for one in there.iter_rows(min_row=2) if str(one[0].value or "") == name][int(nth or 1) - 1]
    return there.cell(row, next(one.column for one in there[1] if one.value == column))


def put(sheet: str, first: str, column: str, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        cell = cell_of(book, sheet, first, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    return change


def new_row(sheet: str, **cells: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        there = book[sheet]
        empty = next(n for n in range(2, 200) if all(there.cell(n, c).value is None for c in range(1, 9)))
        titles = {str(one.value): one.column for one in there[1]}
        for title, value in cells.items():
            there.cell(empty, titles[title.replace("_", " ")]).value = value
    return change


def no_row(sheet: str, *firsts: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for first in firsts:
            book[sheet].delete_rows(cell_of(book, sheet, first, str(book[sheet]["A1"].value)).row)
    return change


def back(written: str, catalogue: Catalogue, *changes: Callable[[Workbook], None]) -> Brought:
    text = text_of(written)
    return bring_back(text, edited(out(text, catalogue), *changes), "s.xlsx", catalogue, "GBP")


# -- what a manager meets in it --------------------------------------------------------------------------------------


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


# -- back again ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [WRITTEN, WRITTEN.replace("\n", "\r\n"), "\ufeff" + WRITTEN,
                                     *(starter(kind) for kind in STARTERS)],
                         ids=["own", "crlf", "bom", *STARTERS])
def test_out_and_back_changes_no_byte(written: str, catalogue: Catalogue) -> None:
    found = back(written, catalogue)
    assert (found.changes, found.marks, found.text.text) == ((), (), written)


CUSTOMER = ("perspectives", "customer", "objectives")
QUICK = (*CUSTOMER, "quick", "kpis")
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), max_codepoint=0x2fff), min_size=1,
                max_size=12).map(lambda word: word.replace("_x", "x"))
SHARES = st.decimals(61, 74, places=1).map(lambda n: (float(n) / 100, f"{n.normalize():f}%"))
MONEY = st.integers(100_000, 279_999).map(lambda n: (n, f"£{n:,}"))
EDITS: list[tuple[str, str, str, tuple[str | int, ...], st.SearchStrategy[tuple[object, str]]]] = [
    ("Strategy", "Mission", "Text", ("mission",), WORDS.map(lambda w: (w, w))),
    ("Strategy", "Vision", "Text", ("vision",), WORDS.map(lambda w: (w, w))),
    ("Goals", "more", "By", ("goals", "more", "by"), WORDS.map(lambda w: (w, w))),
    ("Guarded goals", "safe", "Owner", ("guarded", "safe", "owner"), WORDS.map(lambda w: (w, w))),
    ("Policies", "promise", "Until", ("policies", "promise", "until"), st.just(("2026-12", "2026-12"))),
    ("Objectives", "quick", "Owner", (*CUSTOMER, "quick", "owner"), WORDS.map(lambda w: (w, w))),
    ("KPIs", "sl", "Floor", (*QUICK, "sl", "floor"), SHARES),
    ("KPIs", "sl", "Name", (*QUICK, "sl", "name"), WORDS.map(lambda w: (w, w))),
    ("KPIs", "sl", "Weight", (*QUICK, "sl", "weight"), st.integers(1, 9).map(lambda n: (n, str(n)))),
    ("KPIs", "sl", "Timing", (*QUICK, "sl", "timing"), st.sampled_from([("leading",) * 2, ("lagging",) * 2])),
    ("Targets", "sl#2", "Target", (*QUICK, "sl", "target", "2026-07"),
     st.integers(76, 99).map(lambda n: (n / 100, f"{n}%"))),
    ("Targets", "aht", "Target, upper", (*QUICK, "aht", "target", "to"), st.just(("6:05", "6:05"))),
    ("KPIs", "aht", "Floor, upper", (*QUICK, "aht", "floor", "to"), st.just(("12:00", "12:00"))),
    ("Targets", "cost", "Target", (*CUSTOMER, "cheap", "kpis", "cost", "target"), MONEY),
    ("KPIs", "cost", "Baseline", (*CUSTOMER, "cheap", "kpis", "cost", "baseline", "value"),
     st.just((320_000, "£320,000"))),
    ("Targets", "coach", "Target", ("perspectives", "learning", "objectives", "learn", "kpis", "coach", "target"),
     st.integers(21, 90).map(lambda n: (n, str(n)))),
    ("Links", "learn", "Lag", ("links", 0, "lag"), st.just(("3..8", "3..8"))),
    ("Links", "quick", "Sentence", ("links", 1, "sentence"), WORDS.map(lambda w: (w, w))),
    ("Allowed", "L15", "Reason", ("allow", 0, "reason"), WORDS.map(lambda w: (w, w))),
]


ONE_EDIT = st.one_of(*(st.tuples(st.just(edit[:4]), edit[4]) for edit in EDITS))


@settings(max_examples=40)
@given(ONE_EDIT)
def test_one_edited_cell_is_the_same_edit_by_hand(catalogue: Catalogue, edit: Any) -> None:
    (sheet, first, column, path), (typed, written) = edit
    by_hand = text_of(WRITTEN)
    by_hand.set(path, written)
    found = back(WRITTEN, catalogue, put(sheet, first, column, typed))
    assert [mark.issue for mark in found.marks] == []
    assert found.text.text == by_hand.text
    assert "season: {1: 90%}     # not in the workbook" in found.text.text


def test_emptied_and_filled_cells(catalogue: Catalogue) -> None:
    """A cell emptied or filled anew is brought in too: the name goes from the text, or comes into it."""
    found = back(WRITTEN, catalogue, put("KPIs", "cost", "Weight", None), put("KPIs", "sl", "Guards", None),
                 put("KPIs", "cost", "Baseline points", None), put("KPIs", "sl", "Only queue", "B"),
                 put("KPIs", "sl", "Only team", "Red"), put("KPIs", "aht", "Levels", "centre; team; agent"),
                 put("Strategy", "Value#2", "Text", None), put("Policies", "promise", "Acknowledge", "Agent"))
    assert found.marks == ()
    wanted = WRITTEN
    for old, new in (("            weight: 2\n", ""), ("            guards: [aht]\n", ""), (", points: 12", ""),
                     ('{queue: ["Sales; new", B]}', "{queue: [B], team: [Red]}"),
                     ("[centre, team]", "[centre, team, agent]"),
                     (', "two; and a half"]', "]"), ("[Agent, Team leader]", "[Agent]")):
        assert wanted.count(old) == 1, old
        wanted = wanted.replace(old, new)
    assert found.text.text == wanted


def test_a_new_id_is_said_everywhere_and_the_old_one_is_still_understood(catalogue: Catalogue) -> None:
    found = back(WRITTEN, catalogue, put("KPIs", "sl", "Id", "in-time"), put("Objectives", "quick", "Id", "fast"),
                 put("Goals", "more", "Id", "growth"))
    assert found.marks == ()
    wanted = WRITTEN
    for old, new in (
        ("  more: {", "  growth: {"), ("serves: more", "serves: growth"), ("[sl, quick]", "[in-time, fast]"),
        ('"sl +2pp', '"in-time +2pp'), ("objective: quick", "objective: fast"), ("kpi: sl", "kpi: in-time"),
        ("      quick:   #", "      fast:   #"), ("          sl:\n", "          in-time:\n"), ("to: quick", "to: fast"),
        ("from: quick", "from: fast"), ("at: sl", "at: in-time"),
    ):
        assert old in wanted
        wanted = wanted.replace(old, new)
    assert found.text.text == wanted


def test_two_ids_change_places(catalogue: Catalogue) -> None:
    found = back(WRITTEN, catalogue, put("Objectives", "quick", "Id", "-"), put("Objectives", "cheap", "Id", "quick"),
                 put("Objectives", "-", "Id", "cheap"))
    assert found.marks == ()
    wanted = WRITTEN.replace("cheap", "QUICK").replace("quick", "cheap").replace("QUICK", "quick")
    wanted = wanted.replace("If cheap, then quick", "If quick, then cheap").replace("we are cheap", "we are quick")
    assert found.text.text == wanted


def test_another_objective_takes_the_kpi_with_its_comments(catalogue: Catalogue) -> None:
    found = back(WRITTEN, catalogue, put("KPIs", "sl", "Objective", "cheap"))
    assert found.marks == ()
    start, end = WRITTEN.index("          sl:\n"), WRITTEN.index("          aht:\n")
    block, rest = WRITTEN[start:end], WRITTEN[:start] + WRITTEN[end:]
    assert found.text.text == rest.replace("            weight: 2\n", "            weight: 2\n" + block)


def test_rows_added_and_taken_away(catalogue: Catalogue) -> None:
    found = back(
        WRITTEN, catalogue, no_row("KPIs", "cost"), no_row("Objectives", "cheap"), no_row("Links", "quick"),
        no_row("Allowed", "L15"),
        new_row("Objectives", Name="Be liked!", Perspective="customer", Owner="Quality analyst"),
        new_row("KPIs", Id="csat", Objective="be-liked", Metric="customer_satisfaction:top_box", Floor="60%"),
        new_row("Targets", KPI="csat", Since="2026-01", Target=0.8),
        new_row("Targets", KPI="csat", Since="2026-07", Target="85 %"),
        new_row("Links", From="quick", To="be-liked", Sign="+", Lag=2, Sentence="If quick, then liked"),
        new_row("Goals", Goal="Be liked", Serves="Growth"),
    )
    assert found.marks == ()
    wanted = WRITTEN
    start, end = wanted.index("      cheap:\n"), wanted.index("  learning:\n")
    wanted = wanted[:start] + (
        "      be-liked:\n        name: Be liked!\n        owner: Quality analyst\n        kpis:\n          csat:\n"
        "            metric: customer_satisfaction:top_box\n            floor: 60%\n"
        "            target: {2026-01: 80%, 2026-07: 85 %}\n") + wanted[end:]
    start, end = wanted.index("  - {from: quick"), wanted.index("allow:")
    wanted = wanted[:start] + (
        "  - from: quick\n    to: be-liked\n    sign: '+'\n    lag: 2\n    sentence: If quick, then liked\n"
    ) + wanted[end:]
    wanted = wanted[: wanted.index("  - {rule")]
    wanted = wanted.replace("# flow\n", "# flow\n  be-liked:\n    text: Be liked\n    serves: Growth\n")
    assert found.text.text.replace("sign: +\n", "sign: '+'\n") == wanted.replace("sign: +\n", "sign: '+'\n")


def test_a_copied_row_is_a_new_thing(catalogue: Catalogue) -> None:
    def copied(book: Workbook) -> None:
        there = book["KPIs"]
        row = cell_of(book, "KPIs", "sl", "Id").row
        for cell in list(there[row]):
            there.cell(30, cell.column).value = cell.value
        there.cell(30, 1).value = "sl-2"
        book["Targets"]["A30"], book["Targets"]["C30"] = "sl-2", 0.9

    found = back(WRITTEN, catalogue, copied)
    assert found.marks == ()
    assert found.text.text.count("          sl:\n") == 1
    assert "          sl-2:\n            metric: service_level:offered\n" in found.text.text
    assert "season" not in found.text.text.partition("sl-2:")[2]


def test_targets_change_their_form(catalogue: Catalogue) -> None:
    path = "target: {2026-01: 75%, 2026-07: 80%}"
    found = back(WRITTEN, catalogue, no_row("Targets", "sl"), put("Targets", "sl", "Since", None))
    assert (found.marks, found.text.text) == ((), WRITTEN.replace(path, "target: 80%"))
    found = back(WRITTEN, catalogue, put("Targets", "sl#2", "Since", "2026-09"),
                 new_row("Targets", KPI="sl", Since="2026-12", Target="85%"))
    assert (found.marks, found.text.text) == (
        (), WRITTEN.replace(path, "target: {2026-01: 75%, 2026-09: 80%, 2026-12: 85%}"))
    found = back(WRITTEN, catalogue, put("Targets", "cost", "Since", "2026-01"),
                 new_row("Targets", KPI="cost", Since="2026-07", Target=260_000))
    assert (found.marks, found.text.text) == (
        (), WRITTEN.replace("target: £280,000", "target: {2026-01: '£280,000', 2026-07: '£260,000'}"))


def test_what_others_wrote_below_a_value_is_never_lost(catalogue: Catalogue) -> None:
    written = WRITTEN.replace("points: 12}", "points: 12, method: median}")
    found = back(written, catalogue, put("KPIs", "cost", "Baseline", 310_000))
    assert found.text.text == written.replace("value: '£300,000'", "value: '£310,000'")
    titles = ("Baseline", "Baseline from", "Baseline until", "Baseline points")
    found = back(written, catalogue, *(put("KPIs", "cost", title, None) for title in titles))
    assert [mark.issue.name for mark in found.marks] == ["cannot-edit"]
    assert "method: median" in found.text.text
