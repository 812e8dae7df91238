"""This file is about problems and their remedies: whatever a page can show of them is said in its language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import fourscore

ROOT = Path(fourscore.__file__).parent
# What only a terminal or a program is told, in English: the terminal itself, the API, files exchanged, a copy put back.
ENGLISH = ("cli/", "web/api/", "web/push.py", "web/server.py", "strategy/workbook/", "centre/exporting/",
           "centre/backups/", "centre/access/repeating.py", "office/file.py", "warehouse/file.py",
           "warehouse/sources/rehearsal/")


def unsaid(told: ast.expr) -> Iterator[int]:
    """The lines of sentences that are finished where they stand."""
    if isinstance(told, ast.JoinedStr):
        words = "".join(part.value for part in told.values if isinstance(part, ast.Constant))
        if any(sign.isalpha() for sign in words):
            yield told.lineno
    elif isinstance(told, ast.Constant) and isinstance(told.value, str):
        if " " in told.value:
            yield told.lineno
    elif isinstance(told, ast.IfExp):
        yield from (*unsaid(told.body), *unsaid(told.orelse))
    elif isinstance(told, ast.BoolOp):
        for one in told.values:
            yield from unsaid(one)


def problems(text: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Issue":
            for told in node.args[2:]:
                yield from unsaid(told)


def test_no_problem_is_finished_where_it_stands():
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(ENGLISH):
            found += [f"{name}:{line}" for line in problems(path.read_text(encoding="utf-8"))]
    assert found == []


def test_a_finished_sentence_is_found():
    told = 'Issue("a", "b", f"The file {x} is gone.", near or "Look for it.")'
    assert list(problems(told)) == [1, 1]
    assert list(problems('Issue("a", "b", said("The file {x} is gone.", x=x), f"{wrong}.")')) == []
