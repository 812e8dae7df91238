"""This file is about the stages: each gate shut until what it asks is there and somebody entitled signed it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fourscore.centre import Centre, gates, publish_card, publish_strategy, sign_stage
from fourscore.terms import Trouble

from .conftest import NOW, edit

SENIOR, MANAGER, ANALYST = "Zoë King", "Mara Quinn", "Rae Poe"


@pytest.fixture
def draft(folder: Path) -> Iterator[Centre]:
    """The centre before anybody signed anything, with somebody for its figures."""
    edit(folder / "people.yaml", "roles:\n", f"roles:\n  - {{name: {ANALYST}, role: Reporting analyst}}\n")
    with Centre.open(folder, now=lambda: NOW) as opened:
        opened.load()
        yield opened


def names(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Trouble) as refused:
        act()
    return [(issue.name, issue.where) for issue in refused.value.issues]


def report(centre: Centre, shift: int = 0) -> Path:
    """A switch's own report of two weeks of April, its offered calls counted from the log itself."""
    counted: dict[str, int] = {}
    for line in (centre.folder / "queue_log").read_text().splitlines():
        at, _, _, _, event, *_ = line.split("|")
        if event == "ENTERQUEUE":
            day = centre.calendar.local(NOW.fromtimestamp(int(at), NOW.tzinfo)).date().isoformat()
            counted[day] = counted.get(day, 0) + 1
    rows = [f"{day},{count + shift}" for day, count in counted.items() if "2026-04-06" <= day < "2026-04-20"]
    path = centre.folder / "switch.csv"
    path.write_text("Date,Calls offered\n" + "\n".join(rows) + "\n")
    return path


def test_each_stage_is_signed_by_who_may_and_opens_what_comes_after(draft: Centre) -> None:
    assert [gate.open for gate in gates(draft)] == [False] * 5
    assert [gate.ready for gate in gates(draft)] == [True] * 5
    assert names(lambda: publish_strategy(draft, SENIOR, "Why")) == [
        ("stage-shut", "stage 1"), ("stage-shut", "stage 2"), ("stage-shut", "stage 3")]
    assert names(lambda: sign_stage(draft, 1, MANAGER)) == [("approval-needed", "--as")]
    assert names(lambda: sign_stage(draft, 1, " ")) == [("not-signed", "--as")]
    assert names(lambda: sign_stage(draft, 6, SENIOR)) == [("unknown-stage", "6")]
    sign_stage(draft, 1, SENIOR)
    for number in (2, 3):
        sign_stage(draft, number, MANAGER)
    tried = gates(draft)[2].checks[0].told
    assert tried.startswith("2026-01-05 up to 2026-05-05: ")  # all that is loaded of the last year
    assert sum(int(part.split()[0]) for part in tried.partition(": ")[2].split(", ")) == 4  # each KPI has its verdict
    publish_strategy(draft, SENIOR, "The first")
    assert names(lambda: publish_card(draft, "2026-04", MANAGER)) == [("stage-shut", "stage 4")]
    sign_stage(draft, 4, ANALYST, report(draft))
    assert "switch.csv: 1 figures, at most 0.00% apart" in [check.told for check in gates(draft)[3].checks]
    assert publish_card(draft, "2026-04", MANAGER).period == "2026-04"


def test_figures_are_signed_beside_a_report_that_agrees(draft: Centre) -> None:
    assert names(lambda: sign_stage(draft, 4, ANALYST)) == [("report-needed", "--report")]
    apart = report(draft, shift=1)  # six calls a day: one more is far from one per cent
    assert names(lambda: sign_stage(draft, 4, ANALYST, apart)) == [("report-apart", "switch.csv")]
    assert gates(draft)[3].signed is None


def test_what_changes_later_is_told_and_an_error_shuts_the_gate_again(draft: Centre) -> None:
    sign_stage(draft, 3, MANAGER)
    assert (gates(draft)[2].open, gates(draft)[2].current) == (True, True)
    edit(draft.folder / "strategy.yaml", "target: 80%", "target: 85%")
    assert (gates(draft)[2].open, gates(draft)[2].current) == (True, False)
    edit(draft.folder / "strategy.yaml", "guards: [in-time]}}}\n  customer", "}}}\n  customer")
    edit(draft.folder / "strategy.yaml", "- {rule: L27, reason", "- {rule: L26, reason")
    gate = gates(draft)[2]
    assert {error.id for error in gate.errors} == {"L27"}
    assert not gate.open
    assert gates(draft)[0].ready


def test_what_nobody_is_appointed_to_keeps_the_second_stage_shut(draft: Centre) -> None:
    edit(draft.folder / "strategy.yaml", "able: {name: Be able, owner: Call centre manager",
         "able: {name: Be able, owner: Trainer")
    gate = gates(draft)[1]
    assert [(check.met, check.told) for check in gate.checks] == [(False, "nobody is appointed: Trainer")]
    assert ("stage-not-ready", "stage 2") in names(lambda: sign_stage(draft, 2, MANAGER))


def test_nothing_loaded_leaves_the_fourth_stage_shut(folder: Path) -> None:
    with Centre.open(folder, now=lambda: NOW) as empty:
        assert [gate.ready for gate in gates(empty)] == [True, True, True, False, True]
