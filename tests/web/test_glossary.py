"""This file is about the words of the pages: those of a call centre, and never those of our own rooms."""

import ast
import re
from pathlib import Path

import pytest

from fourscore.metrics import read_catalogue
from fourscore.web.languages.gather import gathered

WEB = Path(__file__).parents[2] / "src" / "fourscore" / "web"
# What is said instead, by what is never said to somebody who looks at a page.
INSTEAD = {
    r"visits?": "queue stay", r"(?<!customer )segments?": "part of call", r"customer segments?": "customer group",
    r"rehearsals?": "sample centre", r"outlooks?": "forecast to target", r"arrows?": "cause-and-effect check",
    r"O/E": "expected against actual", r"shrunken|shrinkage estimate": "steadied estimate",
    r"bought": "reached at the cost of X", r"doctor": "data health",
}
TAGS = re.compile(r"<[^>]*>|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
NAMES = re.compile(r"<code>.*?</code>|<title>.*?</title>", re.DOTALL)  # what is typed in a terminal keeps its name


def wrong_words(text: str) -> list[str]:
    """What of the text is said in words of ours, with what to say instead."""
    return [f"{found[0]!r}: say {word!r}" for pattern, word in INSTEAD.items()
            for found in re.finditer(rf"(?<![\w/-])(?:{pattern})(?![\w/-])", text, re.IGNORECASE)]


def said_by(path: Path) -> list[str]:
    """The phrases a module may show: its texts of several words, without the comments it calls its parts by."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {id(node.body[0].value) for node in ast.walk(tree)
             if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
             and node.body and isinstance(node.body[0], ast.Expr)}
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and id(node) not in notes and " " in node.value]


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.html")), ids=lambda path: path.name)
def test_templates_speak_of_calls_and_people(path: Path) -> None:
    text = TAGS.sub(" ", NAMES.sub(" ", path.read_text(encoding="utf-8")))
    assert wrong_words(text) == []


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.py")), ids=lambda path: str(path.relative_to(WEB)))
def test_modules_of_the_pages_speak_of_calls_and_people(path: Path) -> None:
    assert [wrong for text in said_by(path) for wrong in wrong_words(text)] == []


def test_a_word_of_ours_is_found() -> None:
    assert wrong_words("3,120 visits in two customer segments") == [
        "'visits': say 'queue stay'", "'customer segments': say 'customer group'"]
    assert wrong_words("12 segments by O/E; the goal was bought") == [
        "'segments': say 'part of call'", "'O/E': say 'expected against actual'",
        "'bought': say 'reached at the cost of X'"]
    assert wrong_words("/visits, queue-visits and revisited") == []


def test_measures_are_called_and_told_in_the_words_of_the_pages() -> None:
    catalogue, _ = read_catalogue(None, {})
    told = {key: wrong_words(f"{metric.name}. {metric.words}") for key, metric in catalogue.metrics.items()}
    assert {key: wrong for key, wrong in told.items() if wrong} == {}


KEY_OF_A_VERDICT = "bought"  # as programs are told it; people read the sentence beside it
VERB = re.compile(r"`?fourscore \w+`?")  # what is typed in a terminal keeps its name


def test_whatever_is_said_anywhere_is_said_in_the_words_of_the_pages() -> None:
    """What a room below says reaches the pages as well: findings of the rules, issues, names, reports, mails."""
    said = gathered()
    wrong = {message.one: found for message in said if message.one != KEY_OF_A_VERDICT
             and (found := wrong_words(VERB.sub(" ", f"{message.one} {message.many}")))}
    assert len(said) > 2000
    assert wrong == {}
