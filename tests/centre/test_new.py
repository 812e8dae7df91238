"""This file is about writing the folder of a new centre."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from fourscore.centre import Centre, init
from fourscore.settings import read_settings
from fourscore.terms import Days, WrongUse

from .conftest import NOW, issue_of

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
