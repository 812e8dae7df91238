"""This file is about an edited workbook brought back: every edit is the same edit by hand, and nothing else moves."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from tests.strategy.workbook_there import WRITTEN, back, cell_of, new_row, no_row, put, text_of

from fourscore.metrics import Catalogue

CUSTOMER = ("perspectives", "customer", "objectives")
QUICK = (*CUSTOMER, "quick", "kpis")
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), max_codepoint=0x2fff), min_size=1,
                max_size=12).map(lambda word: word.replace("_x", "x"))
ROLE = st.sampled_from([("Trainer",) * 2, ("Agents' representative",) * 2])
SHARES = st.decimals(61, 74, places=1).map(lambda n: (float(n) / 100, f"{n.normalize():f}%"))
MONEY = st.integers(100_000, 279_999).map(lambda n: (n, f"£{n:,}"))
EDITS: list[tuple[str, str, str, tuple[str | int, ...], st.SearchStrategy[tuple[object, str]]]] = [
    ("Strategy", "Mission", "Text", ("mission",), WORDS.map(lambda w: (w, w))),
    ("Strategy", "Vision", "Text", ("vision",), WORDS.map(lambda w: (w, w))),
    ("Goals", "more", "By", ("goals", "more", "by"), WORDS.map(lambda w: (w, w))),
    ("Guarded goals", "safe", "Owner", ("guarded", "safe", "owner"), ROLE),
    ("Policies", "promise", "Until", ("policies", "promise", "until"), st.just(("2026-12", "2026-12"))),
    ("Objectives", "quick", "Owner", (*CUSTOMER, "quick", "owner"), ROLE),
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
