"""This file is about every error of a strategy: the smallest file that causes it, and what a person then reads."""

import re
from pathlib import Path

import pytest

from fourscore.metrics import Catalogue
from fourscore.strategy import STOPS, StrategyText, read_strategy
from fourscore.terms import Issue, Trouble

ERRORS = Path(__file__).parents[1] / "errors"
FOLDERS = sorted(path.parent for path in ERRORS.glob("*/strategy.yaml"))
SOURCE = Path(__file__).parents[2] / "src" / "fourscore" / "strategy"


def issues_of(path: Path, catalogue: Catalogue) -> tuple[bool, list[Issue]]:
    try:
        text = StrategyText.open(path).text
    except Trouble as trouble:
        return False, list(trouble.issues)
    strategy, issues = read_strategy(text, path.name, catalogue)
    return strategy is not None, issues


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_error_reads_as_expected(folder: Path, catalogue: Catalogue) -> None:
    stands, issues = issues_of(folder / "strategy.yaml", catalogue)
    assert "\n".join(map(str, issues)) + "\n" == (folder / "expected.txt").read_text(encoding="utf-8")
    assert any(folder.name.startswith(issue.name) for issue in issues)
    assert stands == (not any(issue.name in STOPS | {"not-utf-8"} for issue in issues))


def test_every_issue_a_strategy_can_have_has_its_folder() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")
                   if path.name not in ("edit.py", "bring.py") and path.parent.name != "workbook")
    named = set(re.findall(r"(?:Issue|wrong)\(\s*\"([a-z0-9-]+)\"", text)) | STOPS
    named -= {"unknown-kind"}  # raised for a wrong word of a command, not by a file
    assert len(named) > 30
    folders = {folder.name for folder in FOLDERS}
    assert [name for name in sorted(named) if name not in folders] == []
