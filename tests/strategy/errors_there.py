"""This file is about the folders of tests/errors that hold a strategy, and what a person then reads."""

import re
from datetime import date
from pathlib import Path

from fourscore.metrics import Catalogue, read_catalogue
from fourscore.strategy import Finding, Known, StrategyText, judge, lint, read_strategy, things_of
from fourscore.terms import Issue, Trouble

ERRORS = Path(__file__).parents[1] / "errors"
SOURCE = Path(__file__).parents[2] / "src" / "fourscore" / "strategy"
# Names given while a strategy is read are in every reading; the others only where its rules are asked.
READING = [SOURCE / "check" / "sound.py", *(SOURCE / "reading").glob("*.py"), *(SOURCE / "text").glob("*.py")]
NAME = re.compile(r"(?:Issue|wrong)\(\s*\"([a-z0-9-]+)\"")
DAY = date(2026, 6, 1)


def names_in(paths: list[Path]) -> set[str]:
    return set(NAME.findall("".join(path.read_text(encoding="utf-8") for path in paths if path.name != "edit.py")))


def issues_of(path: Path, catalogue: Catalogue) -> tuple[bool, list[Issue]]:
    """What reading alone tells, and whether there is a strategy then."""
    try:
        text = StrategyText.open(path).text
    except Trouble as trouble:
        return False, list(trouble.issues)
    strategy, issues = read_strategy(text, path.name, catalogue)
    return strategy is not None, issues


def findings_of(folder: Path) -> list[Finding]:
    """What every rule of the text tells of a folder: its own metrics beside it, and what was published before."""
    own = folder / "metrics"
    catalogue, _ = read_catalogue(own if own.is_dir() else None, {})
    before = None
    if (folder / "before.yaml").exists():
        before, _ = read_strategy((folder / "before.yaml").read_text(encoding="utf-8"), "before.yaml", catalogue)
        assert before is not None
    known = Known(currency="EUR", before=before)
    linted = lint((folder / "strategy.yaml").read_text(encoding="utf-8"), "strategy.yaml", catalogue, known=known)
    assert linted.strategy is not None
    return judge(linted.noticed, linted.strategy.allowed, DAY, things_of(linted.strategy), "strategy.yaml")


def told(finding: Finding) -> str:
    return f"{finding.severity} {finding.id} {finding.at or '–'}\n{finding.issue}"
