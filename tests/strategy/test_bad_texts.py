"""This file is about texts that are hardly a strategy: encodings, tabs, pointers in circles, depth, size, no KPI."""

import time
from pathlib import Path

import pytest

from fourscore.centre.written import strategy_of
from fourscore.metrics import Catalogue
from fourscore.strategy import StrategyText, read_strategy, starter
from fourscore.strategy.text.edit import LONGEST
from fourscore.terms import Issue, Trouble

WHOLE = starter("support")


def read(folder: Path, content: bytes, catalogue: Catalogue) -> tuple[bool, list[Issue]]:
    (folder / "strategy.yaml").write_bytes(content)
    strategy, issues = strategy_of(folder, {}, catalogue)
    return strategy is not None, issues


@pytest.mark.parametrize(("content", "name"), [
    (WHOLE.encode("utf-16"), "not-utf-8"),
    (WHOLE.replace("vision: ", "vision: Ü").encode("latin-1", "replace"), "not-utf-8"),
    ("mission: m\nvision: v\n".encode("utf-16-le"), "bad-yaml"),
    (WHOLE.replace("  more", "\tmore", 1).replace("goals:\n  ", "goals:\n\t").encode(), "bad-yaml"),
    (b"a: &a\n  b: *a\n", "bad-yaml"),
    (b"a: &a [1, 2]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n", "bad-yaml"),
    (WHOLE.encode() + b"mission: twice\n", "bad-yaml"),
    (b"[" * 5000, "bad-yaml"),
    (b"perspectives:\n  - [", "bad-yaml"),
    (b"- a\n- b\n", "wrong-shape"),
    (b"just words", "wrong-shape"),
], ids=["utf-16", "latin-1", "utf-16 unmarked", "tabs", "circle", "laughs", "twice", "deep", "open", "list", "words"])
def test_it_is_told_and_nothing_breaks(content: bytes, name: str, tmp_path: Path, catalogue: Catalogue) -> None:
    stands, issues = read(tmp_path, content, catalogue)
    assert not stands
    assert name in [issue.name for issue in issues]
    assert all(issue.where.startswith("strategy.yaml") for issue in issues)


def test_a_mark_at_the_start_and_windows_line_ends_are_fine(tmp_path: Path, catalogue: Catalogue) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode(), catalogue) == (True, [])


def test_an_empty_strategy_says_what_it_lacks(tmp_path: Path, catalogue: Catalogue) -> None:
    stands, issues = read(tmp_path, b"", catalogue)
    assert not stands
    assert "missing-perspectives" in [issue.name for issue in issues]


def test_a_strategy_without_any_kpi_stands_and_says_so(catalogue: Catalogue) -> None:
    text = "mission: m\nvision: v\nvalues: [a]\nperspectives:\n  one:\n    objectives:\n      first: {owner: me}\n"
    strategy, issues = read_strategy(text, "strategy.yaml", catalogue)
    assert strategy is not None
    assert list(strategy.kpis()) == []
    assert "objective-without-kpi" in [issue.name for issue in issues]


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, catalogue: Catalogue) -> None:
    content = WHOLE.encode() + b"# much too much\n" * (LONGEST // 16)
    started = time.perf_counter()
    stands, issues = read(tmp_path, content, catalogue)
    assert time.perf_counter() - started < 2
    assert (stands, [issue.name for issue in issues]) == (False, ["text-too-large"])
    with pytest.raises(Trouble, match="text-too-large"):
        StrategyText.open(tmp_path / "strategy.yaml")
