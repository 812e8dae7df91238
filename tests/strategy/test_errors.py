"""This file is about every error of a strategy: the smallest file that causes it, and what a person then reads."""

from pathlib import Path

import pytest
from tests.strategy import errors_there as there

from fourscore.metrics import Catalogue
from fourscore.strategy import STOPS

# Folders with figures beside are held against the rules that need them by tests/scoring/test_check_folders.py.
FOLDERS = sorted(path.parent for path in there.ERRORS.glob("*/strategy.yaml")
                 if not (path.parent / "figures.yaml").exists())
BY_RULES = there.names_in(list((there.SOURCE / "check").rglob("*.py"))) - there.names_in(there.READING)
READ = [folder for folder in FOLDERS if folder.name not in BY_RULES]
RULED = [folder for folder in FOLDERS if folder.name in BY_RULES]


@pytest.mark.parametrize("folder", READ, ids=lambda folder: folder.name)
def test_error_reads_as_expected(folder: Path, catalogue: Catalogue) -> None:
    stands, issues = there.issues_of(folder / "strategy.yaml", catalogue)
    assert "\n".join(map(str, issues)) + "\n" == (folder / "expected.txt").read_text(encoding="utf-8")
    assert any(folder.name.startswith(issue.name) for issue in issues)
    assert stands == (not any(issue.name in STOPS | {"not-utf-8"} for issue in issues))


@pytest.mark.parametrize("folder", RULED, ids=lambda folder: folder.name)
def test_a_broken_rule_reads_as_expected(folder: Path) -> None:
    found = [finding for finding in there.findings_of(folder) if finding.issue.name == folder.name]
    assert found
    told = "\n".join(map(there.told, found)) + "\n"
    assert told == (folder / "expected.txt").read_text(encoding="utf-8")


def test_every_issue_a_strategy_can_have_has_its_folder() -> None:
    # bring.py and the workbook say what is wrong with a workbook.
    named = there.names_in([path for path in there.SOURCE.rglob("*.py")
                            if path.name != "bring.py" and path.parent.name != "workbook"]) | STOPS
    # Raised for a wrong word of a command or a sheet, not by a file; others hang on figures or sites (test_linter.py).
    named -= {"other-zone", "other-working-days", "other-months"}
    named -= {"unknown-kind", "unknown-rule", "pay-below-reliability", "unknown-answer", "answer-needed",
              "answer-unreadable", "unknown-kpi"}
    # Said of what is typed into a form of the editor.
    named -= {"cannot-edit", "not-read-as-typed", "nothing-named", "unknown-thing-of-strategy"}
    assert len(named) > 70
    folders = {folder.name for folder in FOLDERS}
    assert [name for name in sorted(named) if name not in folders] == []
