"""This file is about bringing a centre forward by one command, and starting it with the machine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from tests.typed import fourscore

from fourscore.centre import Centre, upgrade
from fourscore.office import form_of, newest
from fourscore.office.forward import upgrade as run_chain
from fourscore.terms import Trouble
from fourscore.warehouse import SCHEMA, Warehouse
from fourscore.warehouse import form_of as warehouse_form
from fourscore.warehouse.file import MIGRATIONS

from .conftest import KILLED, NOW, killed_at, texts


@pytest.fixture
def old(folder: Path) -> Path:
    """The centre with an office of the first form, in which one team stands, and a warehouse of the form before."""
    import duckdb

    place = folder / "data" / "office.db"
    place.unlink()
    engine = create_engine(f"sqlite:///{place}")
    with engine.begin() as there:
        run_chain(there, "0001")
        there.execute(text("INSERT INTO team (name, version) VALUES ('Old hands', 1)"))
    engine.dispose()
    with duckdb.connect(str(folder / "data" / "warehouse.duckdb")) as warehouse:
        warehouse.execute(f"UPDATE setting SET value = '{SCHEMA - 1}' WHERE name = 'schema'")
    return folder


def forms(folder: Path) -> tuple[str | None, int | None]:
    return form_of(f"sqlite:///{folder / 'data' / 'office.db'}"), warehouse_form(folder / "data")


def teams(folder: Path) -> list[str]:
    engine = create_engine(f"sqlite:///{folder / 'data' / 'office.db'}")
    with engine.connect() as there:
        found = [str(name) for name in there.execute(text("SELECT name FROM team")).scalars()]
    engine.dispose()
    return found


def test_it_is_backed_up_and_brought_forward(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MIGRATIONS, SCHEMA - 1, ("SELECT 1",))
    ran = fourscore("upgrade", str(old))
    assert (ran.returncode, ran.stdout.splitlines()[:2]) == (
        0, [f"office: from 0001 to {newest()}", f"warehouse: from {SCHEMA - 1} to {SCHEMA}"])
    assert forms(old) == (newest(), SCHEMA)
    assert "Old hands" in teams(old)
    assert fourscore("upgrade", str(old)).stdout == "Nothing to do: all is in the form of fourscore 0.1.0.\n"


def test_where_it_fails_all_is_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = texts(old)
    monkeypatch.setitem(MIGRATIONS, SCHEMA - 1, ("SELECT nothing_of_that_name",))
    with pytest.raises(Trouble) as raised:
        upgrade(old, NOW)
    assert raised.value.issues[0].name == "upgrade-undone"
    assert (forms(old), teams(old), texts(old)) == (("0001", SCHEMA - 1), ["Old hands"], before)
    monkeypatch.setitem(MIGRATIONS, SCHEMA - 1, ("SELECT 1",))
    assert upgrade(old, NOW).said == ()
    assert forms(old) == (newest(), SCHEMA)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")
def test_killed_at_any_step_it_goes_on(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MIGRATIONS, SCHEMA - 1, ("SELECT 1",))
    forms(old)
    for name, at in (("in the backup", 5), ("between office and warehouse", 10**6)):
        there = shutil.copytree(old, tmp_path / name)
        with monkeypatch.context() as patch:
            if at > 5:
                patch.setattr(Warehouse, "open", lambda _: os._exit(KILLED))
            assert not killed_at(at, lambda there=there: upgrade(there, NOW), patch)
        assert forms(there) == ("0001" if at == 5 else newest(), SCHEMA - 1)
        assert "Old hands" in teams(there)
        said = upgrade(there, NOW).said
        assert len(said) == (at > 5)
        assert all(one.startswith("An earlier upgrade was cut short; it goes on now.") for one in said)
        assert (forms(there), "Old hands" in teams(there)) == ((newest(), SCHEMA), True)
        assert not list((there / "backups").glob(".*"))
    with Centre.open(there, now=lambda: NOW) as centre:
        assert centre.office.agents()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What the system was told, in place of telling it."""
    told: list[str] = []

    def run(command: tuple[str, ...], **_: object) -> subprocess.CompletedProcess[str]:
        told.append(" ".join(command))
        return subprocess.CompletedProcess(command, int("refused" in told), "", "")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(sys, "platform", "linux")
    return told


def test_it_starts_with_the_machine_until_it_is_taken_back(folder: Path, tmp_path: Path, said: list[str]) -> None:
    unit = tmp_path / ".config/systemd/user/fourscore-centre.service"
    assert fourscore("service", "status", str(folder)).returncode == 1
    for _ in range(2):  # cut short, it is done again
        assert fourscore("service", "install", str(folder)).returncode == 0
    assert f"ExecStart={sys.executable} -m fourscore serve {folder}\n" in unit.read_text()
    assert said == ["systemctl --user daemon-reload", "systemctl --user enable --now fourscore-centre.service"] * 2
    assert fourscore("service", "remove", str(folder)).returncode == 0
    assert not unit.exists()
    said.append("refused")
    failed = fourscore("service", "install", str(folder))
    assert (failed.returncode, "[service-failed]" in failed.stderr) == (1, True)
