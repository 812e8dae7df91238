"""This file is about backing up and putting back: whole, checked, killed at every step, on a disk that is full."""

import errno
import json
import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.typed import fourscore

from fourscore.centre import Backup, Centre, back_up, backups_of, finish_restore, restore
from fourscore.office import Office
from fourscore.terms import Trouble, WrongUse

from .conftest import NOW, killed_at, texts, told

needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


@pytest.fixture(scope="session")
def backup(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Backup:
    safe = tmp_path_factory.mktemp("safe")
    with Centre.open(shutil.copytree(original, safe / "centre"), now=lambda: NOW) as centre:
        return back_up(centre, safe / "backups").backup


def trouble(work: Callable[[], object]) -> str:
    with pytest.raises((Trouble, WrongUse)) as raised:
        work()
    return raised.value.issues[0].name


def test_what_is_restored_into_a_new_folder_is_the_centre(backup: Backup, original: Path, tmp_path: Path) -> None:
    done = restore(backup.place, tmp_path / "new", NOW)
    assert done.aside is None
    assert told(tmp_path / "new") == told(original)
    assert not (tmp_path / "new" / ".restoring").exists()
    with Centre.open(tmp_path / "new", now=lambda: NOW) as centre:
        assert [report.files for report in centre.load()] == [0, 0]  # no row comes twice


def test_the_earlier_state_is_put_aside_and_backups_stay(
    backup: Backup, folder: Path, original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "notes.txt").write_text("later words\n")
    (folder / "new.txt").write_text("written later\n")
    (folder / "backups").mkdir()
    (folder / "backups" / "kept").write_text("")
    done = restore(backup.place, folder, NOW)
    assert done.aside is not None
    assert texts(folder) == texts(original)
    assert (done.aside / "notes.txt").read_text() == "later words\n"
    assert (done.aside / "new.txt").exists()
    assert (done.aside / "data" / "warehouse.duckdb").exists()
    assert (folder / "backups" / "kept").exists()


@pytest.mark.parametrize("where", ["centre/notes.txt", "centre/data/warehouse.duckdb", "office.db", "manifest.json"])
def test_a_backup_that_is_no_longer_whole_changes_nothing(
    backup: Backup, tmp_path: Path, where: str
) -> None:
    place = shutil.copytree(backup.place, tmp_path / "damaged")
    path = place / where
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert trouble(lambda: restore(place, tmp_path / "new", NOW)) == "backup-damaged"
    assert not (tmp_path / "new").exists()
    path.unlink()
    expected = "not-a-backup" if where == "manifest.json" else "backup-damaged"
    assert trouble(lambda: restore(place, tmp_path / "new", NOW)) == expected


def test_a_backup_that_leads_out_of_the_folder_is_refused(backup: Backup, tmp_path: Path) -> None:
    from fourscore.centre.backups import manifest

    place = shutil.copytree(backup.place, tmp_path / "odd")
    first = backup.files[0]._replace(path="centre/../../outside")
    manifest.write(backup._replace(place=place, files=(first, *backup.files[1:])))
    assert trouble(lambda: restore(place, tmp_path / "new", NOW)) == "backup-damaged"


def test_a_second_backup_links_what_is_unchanged_and_holds_by_itself(folder: Path, original: Path) -> None:
    with Centre.open(folder, now=lambda: NOW) as centre:
        first = back_up(centre)
        (folder / "notes.txt").write_text("later words\n")
        second = back_up(centre)
        assert [one.place for one in backups_of(centre)] == [first.backup.place, second.backup.place]
    assert (first.linked, second.linked) == (0, len(second.backup.files) - 2)  # the office, and what was changed
    parquet = "centre/data/landed"
    one, other = (next((made.backup.place / parquet).rglob("*.parquet")) for made in (first, second))
    assert one.samefile(other)
    shutil.rmtree(first.backup.place)
    restore(second.backup.place, folder, NOW)
    assert told(folder)[1:] == told(original)[1:]
    assert (folder / "notes.txt").read_text() == "later words\n"


@needs_fork
def test_a_backup_killed_at_any_step_leaves_the_earlier_and_is_cleared_away(
    folder: Path, original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fourscore.centre.backups import making
    from fourscore.settings import read_settings

    settings, _ = read_settings(folder)
    assert settings is not None
    to, step, now = tmp_path / "safe", 0, NOW
    # The office's own file stands for all of it here: what is killed is not told apart by how large it is.
    (folder / "data" / "warehouse.duckdb").rename(tmp_path / "away.duckdb")
    whole = 0
    while True:
        step, now = step + 2, now + timedelta(minutes=1)
        done = killed_at(step, lambda at=now: making.back_up(folder, settings, None, to, at), monkeypatch)
        there = backups_in(to, folder)
        assert len(there) in (whole, whole + 1)
        whole = len(there)
        if done:
            break
    assert step > 10
    made = making.back_up(folder, settings, None, to, now)
    assert not list(to.glob(".*"))
    from fourscore.centre.backups.manifest import check

    for one in backups_in(to, folder):
        check(one)
    assert made.backup.files


def backups_in(to: Path, folder: Path) -> list[Backup]:
    from fourscore.centre.backups.manifest import backups_in

    return backups_in(to, folder)


@needs_fork
def test_a_restore_killed_at_any_step_is_all_or_nothing_and_can_be_done_again(
    backup: Backup, folder: Path, original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "notes.txt").write_text("later words\n")
    (folder / "data" / "warehouse.duckdb").unlink()  # else each step costs a start of it
    earlier, step, asked = texts(folder), 0, []
    while True:
        step += 1 if asked and asked[-1] else 3
        there = shutil.copytree(folder, tmp_path / f"killed-{step}")
        if killed_at(step, lambda at=there: restore(backup.place, at, NOW), monkeypatch):
            break
        asked.append(finish_restore(there))
        done = bool(asked[-1]) or any(asked)  # all was in its place, and only the plan was still to be cleared away
        assert texts(there) == (texts(original) if done else earlier)
        if done:
            assert texts(next(there.glob("before-restore-*"))) == earlier
        shutil.rmtree(there)
    # Killed before the plan stood nothing was changed; from then on it is done to the end by whoever comes next.
    assert not asked[0]
    assert sum(map(bool, asked)) > 5
    again = shutil.copytree(folder, tmp_path / "again")
    killed_at(3, lambda: restore(backup.place, again, NOW), monkeypatch)
    assert "cut short before it had changed anything" in restore(backup.place, again, NOW).said[0]
    assert told(again) == told(original)


@needs_fork
def test_a_verb_finishes_what_was_cut_short_and_says_so(
    backup: Backup, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "notes.txt").write_text("later words\n")
    last = len(backup.files) + 4
    assert not killed_at(last, lambda: restore(backup.place, folder, NOW), monkeypatch)
    assert (folder / ".restoring" / "plan.json").exists()
    assert not (folder / "centre.yaml").exists()
    ran = fourscore("ask", str(folder), "contacts_offered", "--format", "csv")
    assert ran.returncode == 0
    assert "it was done to the end now" in ran.stderr
    assert (folder / "notes.txt").read_text() == "what a person wrote\n"


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_keeps_the_earlier_backups_and_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fourscore.centre.backups import making

    with Centre.open(folder, now=lambda: NOW) as centre:
        first = back_up(centre).backup
        (folder / "notes.txt").write_text("later words\n")
        with monkeypatch.context() as patch:
            patch.setattr(making.os, "fsync", full)
            assert trouble(lambda: back_up(centre)) == "disk-full"
        with monkeypatch.context() as patch:
            patch.setattr(making.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 10))
            assert trouble(lambda: back_up(centre)) == "disk-full"
        assert [path.name for path in (folder / "backups").iterdir()] == [first.place.name]
        assert [one.name for one in centre.doctor().findings if one.name == "disk-full"] == ["disk-full"]
        back_up(centre)
        assert "disk-full" not in {one.name for one in centre.doctor().findings}
        assert "Last backup: 2026-04-20 10:00 (0 minutes old)" in centre.doctor().lines()[2]


def test_a_full_disk_while_restoring_changes_nothing(
    backup: Backup, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fourscore.centre.backups import restoring

    (folder / "notes.txt").write_text("later words\n")
    earlier = texts(folder)
    with monkeypatch.context() as patch:
        patch.setattr(restoring.os, "fsync", full)
        assert trouble(lambda: restore(backup.place, folder, NOW)) == "disk-full"
    assert texts(folder) == earlier
    assert not (folder / ".restoring").exists()


def test_an_office_elsewhere_is_asked_for(original: Path, tmp_path: Path) -> None:
    folder, outside = shutil.copytree(original, tmp_path / "centre"), tmp_path / "offices" / "ours.db"
    outside.parent.mkdir()
    (folder / "data" / "office.db").rename(outside)
    text = folder / "centre.yaml"
    text.write_text(f"office: sqlite:///{outside}\n{text.read_text()}")
    with Centre.open(folder, now=lambda: NOW) as centre:
        people = centre.office.agents()
        place = back_up(centre, tmp_path / "safe").backup.place
    assert trouble(lambda: restore(place, tmp_path / "new", NOW)) == "office-elsewhere"
    restore(place, tmp_path / "new", NOW, "here")
    before = outside.read_bytes()
    with Centre.open(tmp_path / "new", now=lambda: NOW) as centre:
        assert centre.office.agents() == people
        assert Path(centre.office.place) == tmp_path / "new" / "data" / "office.db"
    assert outside.read_bytes() == before
    outside.write_bytes(b"lost")
    restore(place, tmp_path / "other", NOW, "there")
    assert [path.read_bytes() for path in outside.parent.glob("*before-restore-*")] == [b"lost"]
    with Centre.open(tmp_path / "other", now=lambda: NOW) as centre:
        assert centre.office.agents() == people


def test_an_office_on_postgresql_is_put_back_with_what_was_there_put_aside(postgresql: str, tmp_path: Path) -> None:
    from datetime import date

    from fourscore.office import TypedAgent, TypedTeam, put_back

    url = postgresql
    office = Office.open(url, backups=tmp_path, now=NOW)

    def bring(*names: str) -> None:
        office.bring_in([TypedTeam("A")], [TypedAgent(name, (), ()) for name in names], who="x", now=NOW,
                        today=date(2026, 4, 20))

    bring("Ada", "Bo")
    copy, changes = office.back_up(tmp_path / "copy.db"), office.changes()
    bring("Cy")
    later = office.agents()
    for _ in range(2):  # cut short behind it, it is done again
        put_back(copy, url, "before_restore_x")
        assert (office.agents(), office.changes()) == (["Ada", "Bo"], changes)
    bring("Ada", "Bo", "Di")  # numbers go on behind those put back
    assert office.agents() == ["Ada", "Bo", "Di"]
    with office.engine.connect() as there:
        from sqlalchemy import text

        aside = there.execute(text('SELECT name FROM before_restore_x.agent ORDER BY 1')).scalars().all()
    assert aside == later
    office.close()


def test_the_verbs_say_what_they_did(folder: Path, tmp_path: Path) -> None:
    made = fourscore("backup", str(folder), "--to", str(tmp_path / "safe"), "--format", "json")
    assert made.returncode == 0
    place = json.loads(made.stdout)["place"]
    done = fourscore("restore", place, str(folder))
    assert done.returncode == 0
    assert "every one as it was backed up" in done.stdout
    assert "What was there before is in" in done.stdout
    wrong = fourscore("restore", str(tmp_path), str(folder))
    assert (wrong.returncode, "[not-a-backup]" in wrong.stderr) == (1, True)
