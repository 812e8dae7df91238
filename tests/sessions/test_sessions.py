"""This file is about sessions a manager could read: what was typed and what was answered, played anew."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("text", sorted(HERE.glob("*.txt")), ids=lambda path: path.stem)
def test_session(text: Path, tmp_path: Path, session: Callable[[str, Path], str]) -> None:
    shutil.copytree(HERE / "centres", tmp_path, dirs_exist_ok=True)
    expected = text.read_text(encoding="utf-8")
    assert session(expected, tmp_path) == expected
