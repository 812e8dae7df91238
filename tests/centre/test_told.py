"""This file is about what an open centre tells: of its texts, of its facts, and of the last week."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from fourscore.centre import Centre
from fourscore.terms import Days, WrongUse

from .conftest import NOW, START, calls, edit, issue_of


def test_check_tells_everything_of_every_text_at_once(centre: Centre, folder: Path) -> None:
    assert [issue for issue in centre.check() if not issue.where.startswith("strategy.yaml")] == []
    edit(folder / "centre.yaml", "kind: asterisk, files", "kind: asterix, files")
    edit(folder / "strategy.yaml", "service_level:offered", "servise_level:offered")
    (folder / "metrics").mkdir()
    (folder / "metrics" / "own.yaml").write_text("metrics:\n  x: {}\n")
    found = {(issue.where.partition(":")[0], issue.name) for issue in centre.check()}
    assert {("centre.yaml", "unknown-source-kind"), ("strategy.yaml", "unknown-metric")} <= found
    assert any(where == "metrics/own.yaml" for where, _ in found)
    edit(folder / "centre.yaml", "zone: Europe/London", "zone: nowhere")
    edit(folder / "people.yaml", "team: Billing 1", "team: Biling 1")
    found = {(issue.where.partition(":")[0], issue.name) for issue in centre.check()}
    assert {
        ("centre.yaml", "unknown-zone"),
        ("people.yaml", "unknown-team"),
        ("strategy.yaml", "unknown-metric"),
    } <= found


def test_check_tells_its_texts_even_where_another_process_holds_the_facts(folder: Path) -> None:
    hold = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    (folder / "data").mkdir()
    command = [sys.executable, "-c", hold, str(folder / "data" / "warehouse.duckdb")]
    edit(folder / "people.yaml", "team: Billing 1", "team: Biling 1")
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other,
        Centre.open(folder, now=lambda: NOW) as centre,
    ):
        assert other.stdout.readline() == "held\n"
        assert [issue.name for issue in centre.check()] == ["unknown-team", "warehouse-locked"]
        edit(folder / "people.yaml", "team: Biling 1", "team: Billing 1")
        edit(folder / "strategy.yaml", "metric: occupancy", "metric: occupency")
        checked = centre.checked()
        assert {"warehouse-locked", "unknown-metric"} <= {issue.name for issue in checked.to_mend}
        assert "rules that need figures" in checked.waiting
        other.stdin.close()


def test_doctor_tells_what_is_there_how_old_and_who_is_unknown(centre: Centre) -> None:
    assert centre.doctor().trouble
    assert "never loaded" in "\n".join(centre.doctor().lines())
    centre.load()
    doctor = centre.doctor()
    said = "\n".join(doctor.lines())
    assert doctor.roster_unknown == ("PJSIP/1002",)
    assert "people.yaml: The facts name agents who are not in people.yaml: PJSIP/1002. [agents-not-on-roster]" in said
    assert "Office: data/office.db" in said
    visit = next(age for age in doctor.ages if age.kind == "visit")
    assert visit.age_s == (NOW - visit.until_at).total_seconds() > 0
    assert "queue stays: complete from 2026-03-02 09:00 up to 2026-03-16" in said
    assert "(3 days old)" in said


def test_wrong_questions_are_answered_with_the_right_names(centre: Centre) -> None:
    assert issue_of(centre.scorecard).name == "nothing-loaded"
    centre.load()
    for call, name in (
        (lambda: centre.load(["cals"]), "unknown-source"),
        (lambda: centre.scorecard("last week"), "bad-period"),
        (lambda: centre.scorecard(team="Biling 1"), "unknown-team"),
        (lambda: centre.scorecard(agent="Adda"), "unknown-agent"),
        (lambda: centre.scorecard(team="Billing 1", agent="Ben"), "two-scopes"),
        (lambda: centre.why("servise_level"), "unknown-metric"),
    ):
        with pytest.raises(WrongUse) as raised:
            call()
        assert raised.value.issues[0].name == name
    assert "Did you mean Billing 1?" in issue_of(lambda: centre.scorecard(team="Biling 1")).remedy


def test_the_last_week_is_the_last_complete_one(centre: Centre, folder: Path) -> None:
    (folder / "queue_log").write_text(calls(100))  # ends on Tuesday of the second week
    centre.load()
    assert centre.last_week() == Days(date(2026, 3, 2), date(2026, 3, 9))


def test_a_first_week_that_is_not_complete_is_better_than_none(centre: Centre, folder: Path) -> None:
    (folder / "queue_log").write_text(calls(10))
    centre.load()
    assert centre.last_week() == Days(date(2026, 3, 2), date(2026, 3, 9))
    assert centre.calendar.local(START + timedelta(hours=1)).hour == 10
