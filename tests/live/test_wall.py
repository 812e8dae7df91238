"""This file is about which numbers stand on a wall: as set, as usual for what is loaded, and what is wrong there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fourscore.centre import Centre, init
from fourscore.centre.live.numbers import issues_of, numbers_of, usual
from fourscore.metrics import read_catalogue
from fourscore.settings import WallLine, read_settings

HEAD = "zone: UTC\ncurrency: EUR\n"


def wall_of(folder: Path, text: str) -> tuple[tuple[WallLine, ...], list[str]]:
    (folder / "centre.yaml").write_text(HEAD + text)
    settings, issues = read_settings(folder)
    return settings.wall if settings else (), [issue.name for issue in issues]


def test_the_wall_is_read_as_written(tmp_path: Path) -> None:
    wall, issues = wall_of(tmp_path, """\
wall:
  - waiting_now
  - {show: longest_wait_now, target: 1:00}
  - {show: contacts_handled, beside: contacts_abandoned}
""")
    assert issues == []
    assert [(one.show, one.target, one.beside, one.where) for one in wall] == [
        ("waiting_now", None, None, "centre.yaml:4"), ("longest_wait_now", "1:00", None, "centre.yaml:5"),
        ("contacts_handled", None, "contacts_abandoned", "centre.yaml:6")]


@pytest.mark.parametrize(("text", "issue"), [
    ("wall: waiting_now\n", "wrong-shape"),
    ("wall: [[waiting_now]]\n", "wrong-shape"),
    ("wall: [{target: 5}]\n", "missing-key"),
    ("wall: [{show: ready_now, colour: red}]\n", "unknown-key"),
    ("wall: [ready_now, {show: ready_now}]\n", "name-twice"),
    ("wall: [a, b, c, d, e, f, g]\n", "too-many-wall-numbers"),
])
def test_what_cannot_stand_on_a_wall_is_told(tmp_path: Path, text: str, issue: str) -> None:
    assert wall_of(tmp_path, text)[1] == [issue]


def test_names_and_targets_are_held_against_the_catalogue(tmp_path: Path) -> None:
    (tmp_path / "centre.yaml").write_text(HEAD)
    settings, _ = read_settings(tmp_path)
    assert settings is not None
    catalogue, _ = read_catalogue(None, {})

    def issues(show: str, target: str | None = None, beside: str | None = None) -> list[str]:
        line = WallLine(show, target, beside, "centre.yaml:4")
        return [issue.name for issue in issues_of(replace(settings, wall=(line,)), catalogue)]

    assert issues("service_level:offered", "80%") == []
    assert issues("service_level") == []  # the first of its variants
    assert issues("longest_wait_now", "90s", "waiting_now") == []
    assert issues("longest_wate_now") == ["unknown-wall-number"]
    assert issues("ready_now", None, "nonsense") == ["unknown-wall-number"]
    assert issues("service_level:offered", "1:30") == ["bad-wall-target"]
    assert issues("longest_wait_now", "soon") == ["bad-wall-target"]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    folder = tmp_path_factory.mktemp("wall") / "centre"
    init(folder, kind="support", name="Live", zone="UTC", currency="EUR", until=date(2026, 3, 1))
    (folder / "centre.yaml").write_text(HEAD + "queue_groups: {Care: [Billing]}\n")
    with Centre.open(folder, now=lambda: datetime(2026, 3, 2, tzinfo=UTC)) as there:
        yield there


def kinds(centre: Centre, monkeypatch: pytest.MonkeyPatch, *there: str) -> list[str]:
    class Marks:
        kind = ""

    marks = [type("Mark", (Marks,), {"kind": kind})() for kind in there]
    monkeypatch.setattr(centre.warehouse, "fills", lambda: marks)
    return [line.show for line in usual(centre)]


def test_what_is_usual_goes_by_what_is_loaded(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    service = ["waiting_now", "longest_wait_now", "service_level:offered", "contacts_handled"]
    assert kinds(centre, monkeypatch) == [*service, "ready_now", "on_call_now"]
    assert kinds(centre, monkeypatch, "visit") == [*service, "ready_now", "on_call_now"]
    assert kinds(centre, monkeypatch, "visit", "sale") == [*service, "sales_revenue", "ready_now"]
    assert kinds(centre, monkeypatch, "contact", "sale")[:2] == ["dial_attempts", "connect_rate"]
    for there in ((), ("visit", "sale"), ("sale",)):
        kinds(centre, monkeypatch, *there)
        assert len(numbers_of(centre)) == 6  # every usual number is one there is


def test_a_metric_has_the_strategys_target_unless_the_wall_gives_one(centre: Centre) -> None:
    level = next(one for one in numbers_of(centre) if one.key == "service_level:offered")
    assert level.kpi is not None
    assert level.kpi.targets[-1][1] == 0.8
    assert level.target is None
    handled = next(one for one in numbers_of(centre) if one.key == "contacts_handled")
    assert handled.kpi is None
    assert handled.beside is not None
    centre._settings = replace(centre.settings, wall=(WallLine("service_level:offered", "70%", None, ""),
                                                      WallLine("gone", None, None, "")))
    (own,) = numbers_of(centre)
    assert own.kpi is None
    assert own.target == pytest.approx(0.7)


def test_check_tells_what_is_wrong_with_the_wall(centre: Centre) -> None:
    text = (centre.folder / "centre.yaml").read_text()
    (centre.folder / "centre.yaml").write_text(text + "wall: [wating_now]\n")
    try:
        found = [issue for issue in centre.check() if issue.name == "unknown-wall-number"]
        assert [(issue.where, "waiting_now" in issue.remedy) for issue in found] == [("centre.yaml:4", True)]
    finally:
        (centre.folder / "centre.yaml").write_text(text)
