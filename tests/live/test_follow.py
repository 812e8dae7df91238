"""This file is about following: files that grow, rotate and half-way lines; troubles that are told and backed off."""

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fourscore.centre import Centre, Follower, init
from fourscore.terms import Trouble

CENTRE = """\
name: Live
zone: UTC
currency: EUR
sources:
  - {name: switch, kind: asterisk, files: "logs/queue_log*", follow: 2s}
"""
START = 1_772_445_600


def call(number: int) -> str:
    """A whole call to Billing, as the switch writes it."""
    at, key = START + 60 * number, f"c{number}"
    return (f"{at}|{key}|Billing|NONE|ENTERQUEUE||555{number}|1\n{at + 12}|{key}|Billing|Ada|CONNECT|12|x{number}|3\n"
            f"{at + 50}|{key}|Billing|Ada|COMPLETECALLER|12|38|1\n")


class Clock:
    """A clock that is put on by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def on(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class World:
    def __init__(self, folder: Path) -> None:
        self.folder, self.log, self.clock = folder, folder / "logs" / "queue_log", Clock()
        self.centre = Centre.open(folder, now=self.clock)
        self.follower = Follower(self.centre)
        self.centre.follower = self.follower

    def write(self, text: str, path: Path | None = None) -> None:
        with (path or self.log).open("a", newline="\n") as log:
            log.write(text)

    def look(self, seconds: float = 2) -> list[str]:
        self.clock.on(seconds)
        return self.follower.look()

    def calls(self) -> list[str]:
        rows = self.centre.warehouse.cursor().execute(
            "SELECT key FROM contact WHERE replaced_in IS NULL ORDER BY key").fetchall()
        return [key for (key,) in rows]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live") / "centre"
    init(folder, kind="support", name="Live", zone="UTC", currency="EUR", until=date(2026, 3, 1))
    (folder / "centre.yaml").write_text(CENTRE)
    (folder / "logs").mkdir()
    return folder


@pytest.fixture
def world(empty: Path, tmp_path: Path) -> Iterator[World]:
    shutil.copytree(empty, tmp_path / "centre")
    there = World(tmp_path / "centre")
    yield there
    there.centre.close()


def test_a_log_is_followed_line_by_line_and_a_half_written_one_waits(world: World) -> None:
    world.write(call(1) + call(2)[:60])
    assert world.look() == ["switch"]
    assert world.calls() == ["c1", "c2"] or world.calls() == ["c1"]
    assert world.look() == []
    world.write(call(2)[60:])
    assert world.look() == ["switch"]
    assert world.calls() == ["c1", "c2"]
    assert world.follower.troubles() == []
    assert world.look() == []
    assert world.look(0.1) == []


def test_it_is_not_looked_at_before_its_time(world: World) -> None:
    world.write(call(1))
    assert world.look() == ["switch"]
    world.write(call(2))
    assert world.look(0.5) == []
    assert world.look(20) == ["switch"]


def test_a_log_renamed_and_begun_anew_loses_nothing(world: World) -> None:
    world.write(call(1))
    world.look()
    world.write(call(2))
    world.log.rename(world.log.with_name("queue_log.1"))
    world.write(call(3))
    assert world.look() == ["switch"]
    assert world.calls() == ["c1", "c2", "c3"]
    world.write(call(4))
    assert world.look() == ["switch"]
    assert world.calls() == ["c1", "c2", "c3", "c4"]
    assert world.follower.troubles() == []


def test_a_log_copied_away_and_cut_to_nothing_loses_nothing(world: World) -> None:
    world.write(call(1))
    world.look()
    world.write(call(2))
    shutil.copyfile(world.log, world.log.with_name("queue_log.1"))
    world.log.write_text("")
    assert world.look() == ["switch"]
    assert world.calls() == ["c1", "c2"]
    world.write(call(3))
    assert world.look() == ["switch"]
    assert world.calls() == ["c1", "c2", "c3"]
    assert world.follower.troubles() == []


def test_a_log_rotated_out_of_sight_is_no_correction_and_is_told(world: World) -> None:
    text = CENTRE.replace("logs/queue_log*", "logs/queue_log")
    (world.folder / "centre.yaml").write_text(text)
    world.write(call(1) + call(2))
    world.look()
    world.log.rename(world.folder / "elsewhere")
    world.write(call(3))
    assert world.look() == ["switch"]
    assert world.calls() == ["c1", "c2", "c3"]
    assert [issue.name for _, issue in world.follower.troubles()] == ["rotated-away"]
    world.write(call(4))
    assert world.look() == ["switch"]
    assert world.calls() == ["c1", "c2", "c3", "c4"]
    assert [issue.name for _, issue in world.follower.troubles()] == ["rotated-away"]
    assert "rotated-away" in {finding.name for finding in world.centre.doctor().findings}


def test_what_is_loaded_piece_by_piece_is_what_one_load_of_all_would_be(
    world: World, empty: Path, tmp_path: Path
) -> None:
    lines = "".join(call(number) for number in range(6)).splitlines(keepends=True)
    whole = World(Path(shutil.copytree(empty, tmp_path / "whole")))
    for line in sorted(lines):
        whole.write(line)
    whole.look()
    for number, line in enumerate(sorted(lines)):
        world.write(line)
        if number == 9:
            world.log.rename(world.log.with_name("queue_log.1"))
        if number % 4 == 3:
            world.look(60)
    world.look(60)
    asked = "SELECT day, queue, channel, entered, answered, wait_answered_s, talk_s FROM cube_queue ORDER BY ALL"
    one, other = (there.centre.warehouse.cursor().execute(asked).fetchall() for there in (world, whole))
    assert one == other
    assert sum(row[3] for row in one) == 6
    whole.centre.close()


def test_a_source_in_trouble_is_told_backed_off_and_taken_up_again(world: World) -> None:
    assert world.look() == []
    assert [(name, issue.name) for name, issue in world.follower.troubles()] == [("switch", "file-missing")]
    world.write("this is no log\n" * 50)
    assert world.look(2) == []  # it is too early to look again
    assert world.look(2) == ["switch"]
    assert [issue.name for _, issue in world.follower.troubles()] == ["not-a-queue-log"]
    assert "not-a-queue-log" in {finding.name for finding in world.centre.doctor().findings}
    world.log.write_text(call(1))
    assert world.look(4) == []
    assert world.look(600) == ["switch"]
    assert world.calls() == ["c1"]
    assert world.follower.troubles() == []


def test_mistakes_in_the_settings_are_told_and_do_not_end_it(world: World) -> None:
    world.write(call(1))
    world.look()
    (world.folder / "centre.yaml").write_text(CENTRE.replace("EUR", "EURO"))
    world.write(call(2))
    world.look()
    assert [issue.name for _, issue in world.follower.troubles()] == ["bad-currency"]
    (world.folder / "centre.yaml").write_text(CENTRE)
    assert world.look(60) == ["switch"]
    assert world.calls() == ["c1", "c2"]


def test_a_load_that_runs_is_waited_for_by_people_and_passed_over_by_the_follower(world: World) -> None:
    world.write(call(1))
    with world.centre.changing():
        assert world.look() == []
        assert world.follower.troubles() == []
        with pytest.raises(Trouble) as running:
            world.centre.load()
        assert running.value.issues[0].name == "load-running"
        world.centre.patience_s = 30
        done = threading.Event()
        waiting = threading.Thread(target=lambda: (world.centre.load(), done.set()))
        waiting.start()
        assert not done.wait(0.3)
    waiting.join(30)
    assert done.is_set()
    assert world.calls() == ["c1"]


def test_stopping_gives_up_the_load_that_runs_and_keeps_nothing_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.write(call(1))
    reached, go_on = threading.Event(), threading.Event()
    ask = world.follower._progress

    def slow(what: str, done: int, total: int) -> None:
        if what.endswith("storing"):
            reached.set()
            go_on.wait(30)
        ask(what, done, total)

    monkeypatch.setattr(world.follower, "_progress", slow)
    world.clock.on(2)
    world.follower.start()
    assert reached.wait(60)
    threading.Timer(0.2, go_on.set).start()
    world.follower.stop()
    assert world.calls() == []
    assert world.centre.load()[0].files == 1
    assert world.calls() == ["c1"]


@pytest.mark.parametrize(("said", "issue"), [
    ("soon", "bad-duration"), ("0s", "bad-duration"), ("3d", "bad-duration"), ("[1]", "setting-empty")])
def test_how_often_must_make_sense(world: World, said: str, issue: str) -> None:
    (world.folder / "centre.yaml").write_text(CENTRE.replace("2s", said))
    assert {found.name for found in world.centre.check()} >= {issue}
