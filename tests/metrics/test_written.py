"""This file is about a file of definitions as names and values: the same as a whole YAML library makes of it."""

import pytest
from ruamel.yaml import YAML

from fourscore.metrics.catalogue import written
from fourscore.metrics.read import OURS
from fourscore.terms import Unreadable


def lines_of(value, path=()):
    if isinstance(value, dict):
        for name, under in value.items():
            yield (*path, name), value.lines.get(name)
            yield from lines_of(under, (*path, name))


def same(text):
    quick, whole = written.read_written(text), written._loaded(text)
    assert quick == whole == YAML(typ="safe", pure=True).load(text)
    assert list(lines_of(quick)) == list(lines_of(whole))
    return quick


@pytest.mark.parametrize("path", sorted(OURS.glob("*.yaml")), ids=lambda path: path.name)
def test_our_definitions_say_the_same_on_the_same_lines(path) -> None:
    assert same(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", [
    "a: {quantile: 0.90, n: 12, b: yes, c: true, d: ~, e: , f: [x, 1.5]}\n",
    "a:\n  words: >\n    one\n    two\n  more: |\n    x\n", "a: 2026-03-09\n", "a: 1_000\n", "a: 007\n", "a: 0x1F\n",
    "a: 12:30\n",
    "a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n", "1: a\n", "", "- a\n- b\n", "a:\r\n  b: c\r\n",
])
def test_every_form_says_the_same(text) -> None:
    same(text)


def test_only_what_is_rare_is_read_twice(monkeypatch) -> None:
    monkeypatch.setattr(written, "_loaded", lambda text: "whole")
    assert written.read_written("a: {b: 1, c: 0.9, d: [x]}\n") == {"a": {"b": 1, "c": 0.9, "d": ["x"]}}
    assert [written.read_written(text) for text in ("a: 1\na: 2\n", "a: 007\n", "a: [\n")] == ["whole"] * 3


@pytest.mark.parametrize(("text", "line", "cause"), [
    ("a: 1\nb: 2\na: 3\n", 3, "form"), ("a: 'b\n", 2, "form"), ("a: \x00\n", None, "character"),
    ("a: " + "[" * 600, None, "depth"),
])
def test_a_mistake_is_told_with_its_line(text, line, cause) -> None:
    with pytest.raises(Unreadable) as told:
        written.read_written(text)
    assert (told.value.line, told.value.cause) == (line, cause)
