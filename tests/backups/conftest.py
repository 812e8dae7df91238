"""This file is about a small centre with calls, people and texts, made once and copied for each test."""

import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.keeping.conftest import CENTRE, DAYS, PEOPLE, calls, sales

from fourscore.centre import Centre

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
KILLED = 137


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The centre as it was made; nobody changes it."""
    from fourscore.strategy import starter

    top = tmp_path_factory.mktemp("kept")
    out, made = top / "systems", top / "centre"
    out.mkdir()
    made.mkdir()
    (out / "queue_log").write_text(calls(0, 12))
    (out / "sales.csv").write_text(sales(4))
    for name, text in (("centre.yaml", CENTRE.format(out=out)), ("people.yaml", PEOPLE),
                       ("strategy.yaml", starter("support")), ("notes.txt", "what a person wrote\n")):
        (made / name).write_text(text, encoding="utf-8")
    (made / "metrics").mkdir()
    (made / "metrics" / "empty.txt").write_text("")
    with Centre.open(made, now=lambda: NOW) as centre:
        centre.load()
    return made


@pytest.fixture
def folder(tmp_path: Path, original: Path) -> Path:
    return shutil.copytree(original, tmp_path / "centre")


@pytest.fixture
def opened(folder: Path) -> Callable[[], Centre]:
    return lambda: Centre.open(folder, now=lambda: NOW)


def killed_at(step: int, work: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> bool:
    """Do the work in a process that is gone, as by kill -9, at its step; whether it was done before it came to that.

    A step is a writing that is made sure of, or a renaming.
    """
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        assert code in (0, KILLED)
        return code == 0
    left = [step]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def stepped(*a: object, **k: object) -> object:
            left[0] -= 1
            if not left[0]:
                os._exit(KILLED)
            return real(*a, **k)
        return stepped

    try:
        for at, name in ((os, "fsync"), (Path, "rename"), (Path, "replace"), (os, "link"), (shutil, "rmtree")):
            monkeypatch.setattr(at, name, counted(getattr(at, name)))
        work()
        os._exit(0)
    except BaseException as wrong:  # the child must never come back into the tests
        sys.stderr.write(f"{wrong!r}\n")
        os._exit(1)


def texts(folder: Path) -> dict[str, bytes]:
    """The files of a centre that people write."""
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in [*folder.glob("*.yaml"), *folder.glob("*.txt"), *folder.glob("metrics/*")]}


def told(folder: Path) -> tuple[object, ...]:
    """What the centre knows: its texts, its people, how many facts, its landed rows, its last number."""
    with Centre.open(folder, now=lambda: NOW) as centre:
        count = centre.metrics.ask(["contacts_offered", "sales_revenue"], during=DAYS).rows
        landed = sorted(path.name for path in (folder / "data" / "landed").rglob("*.parquet"))
        return texts(folder), centre.office.agents(), [(row.key, row.value) for row in count], landed
