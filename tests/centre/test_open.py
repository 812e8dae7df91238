"""This file is about one open centre: its parts, loads, and edits while it runs."""

import threading
from datetime import date
from pathlib import Path

from fourscore.centre import Centre
from fourscore.terms import Days

from .conftest import NOW, calls, edit, issue_of, level


def test_a_folder_without_centre_yaml_is_no_centre(tmp_path: Path) -> None:
    issue = issue_of(lambda: Centre.open(tmp_path, now=lambda: NOW))
    assert (issue.name, "fourscore init" in issue.remedy) == ("not-a-centre", True)
    assert list(tmp_path.iterdir()) == []


def test_opening_reads_nothing_heavy_until_it_is_asked(folder: Path) -> None:
    edit(folder / "centre.yaml", "zone: Europe/London", "zone: nowhere")
    with Centre.open(folder, now=lambda: NOW) as centre:
        assert issue_of(lambda: centre.settings).name == "unknown-zone"
        assert not (folder / "data" / "warehouse.duckdb").exists()


def test_calls_come_in_and_become_a_scorecard(centre: Centre) -> None:
    (report,) = centre.load()
    assert (report.source, report.facts["visit"], report.issues) == ("calls", 170, ())
    assert centre.load()[0].facts.get("visit", 0) == 0
    assert level(centre) == 1.0
    card = centre.scorecard()
    # The week after is whole as well, but too young to tell which of its calls were resolved.
    assert (card.days, card.zone, card.currency) == (Days(date(2026, 3, 2), date(2026, 3, 9)), "Europe/London", "GBP")
    assert centre.scorecard("2026-W11").days.first == date(2026, 3, 9)
    assert centre.scorecard(Days(date(2026, 3, 2), date(2026, 3, 4))).period == "2026-03-02..2026-03-04"
    assert centre.scorecard(team="Billing 1").scope[:2] == ("team", "Billing 1")
    assert centre.scorecard(agent="Ada Bell").scope[:2] == ("agent", "Ada Bell")
    assert centre.why("service_level", "2026-W10").value == 1.0


def test_a_grown_file_brings_only_what_is_new(centre: Centre, folder: Path) -> None:
    centre.load()
    with (folder / "queue_log").open("a") as log:
        log.write(calls(5, first=170))
    assert centre.load()[0].facts["visit"] == 5


def test_further_names_get_their_agents_team_and_count_once(centre: Centre) -> None:
    centre.load()
    days = Days(date(2026, 3, 2), date(2026, 3, 9))
    found = centre.metrics.ask(["contacts_offered"], ["team"], during=days).rows
    assert {row.by["team"]: row.value for row in found} == {"Billing 1": 40, None: 40}
    headcount = (
        "SELECT a.name, count(*) FROM agent_day d JOIN agent a ON a.agent = d.agent WHERE day = '2026-03-04' "
        "GROUP BY 1 ORDER BY 1"
    )
    people = centre.warehouse.cursor().execute(headcount).fetchall()
    assert people == [("Ada Bell", 1), ("Ben", 1)]
    assert centre.roster_unknown == ["PJSIP/1002"]


def test_a_changed_threshold_and_roster_restate_what_is_loaded(folder: Path) -> None:
    with Centre.open(folder, now=lambda: NOW) as centre:
        centre.load()
        assert (level(centre), centre.restate_if_needed()) == (1.0, False)
        edit(folder / "centre.yaml", "answer_within: 20s", "answer_within: 10s")
        assert level(centre) == 1.0, "settings hold until the facts agree with them"
        assert centre.restate_if_needed()
        assert level(centre) == 0.0
        edit(folder / "centre.yaml", "answer_within: 10s", "answer_within: 15s")
    edit(folder / "people.yaml", "teams: [{team: Billing 1", "teams: [{team: Sales 2")
    with Centre.open(folder, now=lambda: NOW) as centre:  # a new process asks: edits made meanwhile are put on first
        assert level(centre) == 1.0
        assert level(centre, team=["Billing 1"]) is None


def test_an_edit_of_the_strategy_holds_at_the_next_question(centre: Centre, folder: Path) -> None:
    centre.load()
    before = centre.strategy
    assert centre.strategy is before
    edit(folder / "strategy.yaml", f"mission: {text_of(folder, 'mission')}", "mission: Answer everybody")
    assert centre.strategy.mission == "Answer everybody"
    edit(folder / "strategy.yaml", "service_level:offered", "servise_level:offered")
    assert issue_of(lambda: centre.strategy).name == "unknown-metric"


def test_every_load_and_every_changed_text_make_another_state(centre: Centre, folder: Path) -> None:
    """By it pages are made anew; without a change they are not."""
    seen = [centre.state, centre.state]
    with (folder / "strategy.yaml").open("a") as text:
        text.write("# another line\n")
    seen.append(centre.state)
    (folder / "metrics").mkdir(exist_ok=True)
    (folder / "metrics" / "ours.yaml").write_text("parts: {}\n")
    seen.append(centre.state)
    centre.load()
    seen.append(centre.state)
    assert seen[0] == seen[1]
    assert len(set(seen)) == 4


def text_of(folder: Path, name: str) -> str:
    lines = (folder / "strategy.yaml").read_text(encoding="utf-8").splitlines()
    return next(line.partition(": ")[2] for line in lines if line.startswith(f"{name}: "))


def test_a_metric_of_ones_own_is_there_at_the_next_question(centre: Centre, folder: Path) -> None:
    centre.load()
    assert "at_once" not in centre.metrics.catalogue.metrics
    (folder / "metrics").mkdir()
    (folder / "metrics" / "own.yaml").write_text(
        "metrics:\n  at_once:\n    name: At once\n    unit: share\n    better: higher\n    num: answered\n"
        "    den: answered\n    words: Answered over answered.\n"
    )
    assert centre.metrics.ask(["at_once"], during=Days(date(2026, 3, 2), date(2026, 3, 3))).rows[0].value == 1.0


def test_a_second_load_is_refused_while_one_runs_and_reading_goes_on(centre: Centre) -> None:
    centre.load()
    running, done = threading.Event(), threading.Event()

    def progress(what: str, so_far: int, whole: int) -> None:
        running.set()
        assert done.wait(30)

    with (centre.folder / "queue_log").open("a") as log:
        log.write(calls(5, first=170))
    thread = threading.Thread(target=centre.load, kwargs={"progress": progress})
    thread.start()
    try:
        assert running.wait(30)
        assert issue_of(centre.load).name == "load-running"
        assert level(centre) == 1.0
        assert centre.scorecard("2026-W10").scope.level == "centre"
    finally:
        done.set()
        thread.join()
    assert centre.load()[0].facts.get("visit", 0) == 0


def test_many_threads_may_ask_a_centre_nobody_has_asked_yet(folder: Path) -> None:
    with Centre.open(folder, now=lambda: NOW) as centre:
        centre.load()
    found: list[float | None] = []
    with Centre.open(folder, now=lambda: NOW) as centre:
        threads = [threading.Thread(target=lambda: found.append(level(centre))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [1.0] * 8


def test_a_load_that_fails_in_its_texts_changes_nothing(centre: Centre, folder: Path) -> None:
    edit(folder / "centre.yaml", "files: queue_log", "fils: queue_log")
    assert issue_of(centre.load).where == "centre.yaml:8"
    edit(folder / "centre.yaml", "fils: queue_log", "files: queue_log")
    assert centre.load()[0].facts["visit"] == 170
