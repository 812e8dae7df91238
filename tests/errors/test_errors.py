"""This file is about wrong input as a person meets it on the command line: a folder each, with what is then read."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Folders with a strategy.yaml only are tried by tests/strategy/test_errors.py.
FOLDERS = [path.parent for path in sorted(HERE.glob("*/expected.txt")) if path.read_text("utf-8").startswith("$ ")]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_person_reads(folder: Path, tmp_path: Path, session: Callable[[str, Path], str]) -> None:
    shutil.copytree(folder, tmp_path / "desk", ignore=shutil.ignore_patterns("expected.txt"))
    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    assert session(expected, tmp_path) == expected
    assert folder.name in expected


def test_the_folders_are_found() -> None:
    assert {"not-a-queue-log", "half-written-line", "unknown-column", "impossible-time", "not-a-centre"} <= {
        folder.name for folder in FOLDERS}
