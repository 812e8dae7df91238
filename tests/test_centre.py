"""This file is about one open centre: its parts, loads, edits while it runs, and a new folder."""

import shutil
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from fourscore.centre import Centre, init
from fourscore.centre import sources as centre_sources
from fourscore.settings import read_settings
from fourscore.terms import Days, Issue, Secret, Trouble, WrongUse

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CENTRE = """\
name: Northern Support
zone: Europe/London
currency: GBP
acting_as: Team leader
thresholds:
  - {answer_within: 20s, short_abandon: 5s}
sources:
  - {name: calls, kind: asterisk, files: queue_log}
"""
PEOPLE = """\
teams: [Billing 1, Sales 2]
agents:
  - {name: Ada Bell, names: [PJSIP/1001], teams: [{team: Billing 1, from: 2026-01-01}]}
  - {name: Ben, teams: [Sales 2]}
"""


def calls(count: int, first: int = 0) -> str:
    """A queue_log: one call every two hours; each waits 15 s and is answered by one of two log-ins in turn."""
    lines = []
    for n in range(first, first + count):
        at, agent = int(START.timestamp()) + n * 7200, f"PJSIP/100{1 + n % 2}"
        lines += [
            f"{at}|c{n}|Billing|NONE|ENTERQUEUE||0{n % 50}|1",
            f"{at + 15}|c{n}|Billing|{agent}|CONNECT|15|u{n}|3",
            f"{at + 75}|c{n}|Billing|{agent}|COMPLETECALLER|15|60|1",
        ]
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from fourscore.strategy import starter

    made = tmp_path / "centre"
    made.mkdir()
    for name, text in (
        ("centre.yaml", CENTRE),
        ("people.yaml", PEOPLE),
        ("strategy.yaml", starter("support")),
        ("queue_log", calls(170)),
    ):
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def centre(folder: Path):
    with Centre.open(folder, now=lambda: NOW) as opened:
        yield opened


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def issue_of(call) -> Issue:
    with pytest.raises(Trouble) as raised:
        call()
    return raised.value.issues[0]


def level(centre: Centre, **where: list[str]) -> float | None:
    days = Days(date(2026, 3, 2), date(2026, 3, 16))
    return centre.metrics.ask(["service_level:offered"], during=days, where=where).rows[0].value


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


def test_a_source_of_somebody_elses_is_found_like_ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(folder / "centre.yaml", "kind: asterisk", "kind: switchboard")
    (line,) = read_settings(folder)[0].sources

    class Switchboard:
        @classmethod
        def configure(cls, name, options, where, folder):
            return (name, options["files"], options["zone"], where), []

    monkeypatch.setitem(sys.modules, "their_switchboard", Switchboard)
    points = [EntryPoint("switchboard", "their_switchboard:configure.__self__", centre_sources.GROUP)]
    monkeypatch.setattr(centre_sources, "entry_points", lambda group: points)
    assert centre_sources.configured([line], folder, "UTC") == ([("calls", "queue_log", "UTC", "centre.yaml:8")], [])
    points[0] = EntryPoint("switchboard", "not_installed_anywhere:Source", centre_sources.GROUP)
    (issue,) = centre_sources.configured([line], folder, "UTC")[1]
    assert (issue.name, issue.where) == ("source-not-installed", "centre.yaml:8")


def test_a_secret_is_named_and_taken_from_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it stands in the options; no message shows it, and one that is missing is told beside all others."""
    edit(folder / "centre.yaml", "kind: asterisk, files: queue_log",
         "kind: switchboard, api: {secret: {environment: OUR_SECRET}, user: ada}, key: {environment: OTHER}")
    (line,) = read_settings(folder)[0].sources

    class Switchboard:
        @classmethod
        def configure(cls, name, options, where, folder):
            return (options["api"]["secret"], options["api"]["user"], options["key"]), []

    monkeypatch.setitem(sys.modules, "their_switchboard", Switchboard)
    points = [EntryPoint("switchboard", "their_switchboard:configure.__self__", centre_sources.GROUP)]
    monkeypatch.setattr(centre_sources, "entry_points", lambda group: points)
    ((secret, user, other),), (issue,) = centre_sources.configured([line], folder, "UTC", {"OUR_SECRET": "geheim"})
    assert (type(secret), secret.told, user, type(other), other.told) == (Secret, "geheim", "ada", Secret, "")
    assert "geheim" not in f"{secret} {secret!r} {[secret]}"
    assert (issue.name, issue.where) == ("secret-missing", line.where)
    assert "'OTHER'" in issue.what


def test_our_own_kinds_are_found() -> None:
    assert {"asterisk", "rehearsal", "table"} <= set(centre_sources.source_kinds())


# -- a new folder --

NEW = {"name": 'Nord: "Süd" #1', "zone": "Europe/Berlin", "currency": "EUR", "until": date(2026, 3, 16)}


@pytest.mark.parametrize("kind", ["support", "sales", "blended"])
def test_a_new_centre_runs_as_it_stands(tmp_path: Path, kind: str) -> None:
    init(tmp_path / "new", kind=kind, **NEW)
    with Centre.open(tmp_path / "new", now=lambda: NOW) as centre:
        assert centre.check() == []
        assert (centre.settings.name, centre.settings.sources) == (NEW["name"], ())
        assert centre.load() == []
        assert issue_of(centre.scorecard).name == "nothing-loaded"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_a_new_centre_with_a_sample_loads_and_scores(tmp_path: Path) -> None:
    init(tmp_path / "new", kind="blended", with_sample=True, visits=1_000, seed=7, **NEW)
    with Centre.open(tmp_path / "new", now=lambda: NOW) as centre:
        assert centre.check() == []
        (report,) = centre.load()
        assert report.facts["visit"] > 500
        card = centre.scorecard()
        assert card.days == Days(date(2026, 3, 2), date(2026, 3, 9))  # the later week still waits for resolution
        assert card.coverage > 0
        assert centre.roster_unknown == []
        assert {site.name for site in centre.settings.sites} == {team.site for team in centre.settings.people.teams}


def test_every_example_in_a_new_folder_works_without_its_mark(tmp_path: Path) -> None:
    """What stands behind a # is tried too: the manual of first use cannot be wrong."""
    init(tmp_path / "new", kind="support", **NEW)
    for name in ("people.yaml", "metrics/own.yaml"):
        path = tmp_path / "new" / name
        text = path.read_text(encoding="utf-8")
        for empty in ("teams", "agents", "roles"):
            text = text.replace(f"{empty}: []", f"{empty}:")
        lines = [
            line.replace("# ", "", 1)
            if line.lstrip().startswith(("# -", "#   ")) or line in ("# parts:", "# metrics:")
            else line
            for line in text.splitlines()
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with Centre.open(tmp_path / "new", now=lambda: NOW) as centre:
        assert centre.check() == []
        assert [agent.name for agent in centre.settings.people.agents] == ["Ada Bell"]
        assert [line.role for line in centre.settings.people.roles] == [
            "Senior manager", "Call centre manager", "Outside adviser"]
        assert centre.metrics.catalogue.metrics["answered_at_once"].own


def test_an_empty_folder_may_be_there_already(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    held = (tmp_path / "new").stat().st_ino
    init(tmp_path / "new", kind="support", **NEW)
    assert read_settings(tmp_path / "new")[1] == []
    assert (tmp_path / "new").stat().st_ino == held, "who stands in the folder still stands in it"


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "letter.txt").write_text("dear")
    assert issue_of(lambda: init(tmp_path / "new", kind="support", **NEW)).name == "folder-not-empty"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"kind": "sailing"}, "unknown-kind"),
        ({"zone": "Europe/Berln"}, "unknown-zone"),
        ({"currency": "EURO"}, "bad-currency"),
    ],
)
def test_wrong_answers_leave_no_folder(tmp_path: Path, given: dict[str, str], name: str) -> None:
    with pytest.raises(WrongUse) as raised:
        init(tmp_path / "new", **({"kind": "support", **NEW} | given))
    assert raised.value.issues[0].name == name
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", [True, False])
def test_nothing_half_written_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    if there:
        (tmp_path / "new").mkdir()
    before = sorted(path.name for path in tmp_path.rglob("*"))
    places: list[str] = []

    def full(source: str, to: str) -> None:
        places.append(str(to))
        if len(places) == 3 or not there:
            raise OSError(28, "No space left on device")
        shutil.move(source, to)

    monkeypatch.setattr("os.replace", full)
    monkeypatch.setattr(Path, "replace", full)
    assert issue_of(lambda: init(tmp_path / "new", kind="support", **NEW)).name == "folder-not-writable"
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_the_last_week_is_the_last_complete_one(centre: Centre, folder: Path) -> None:
    (folder / "queue_log").write_text(calls(100))  # ends on Tuesday of the second week
    centre.load()
    assert centre.last_week() == Days(date(2026, 3, 2), date(2026, 3, 9))


def test_a_first_week_that_is_not_complete_is_better_than_none(centre: Centre, folder: Path) -> None:
    (folder / "queue_log").write_text(calls(10))
    centre.load()
    assert centre.last_week() == Days(date(2026, 3, 2), date(2026, 3, 9))
    assert centre.calendar.local(START + timedelta(hours=1)).hour == 10
