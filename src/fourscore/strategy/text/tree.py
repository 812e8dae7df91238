"""This file is about YAML text as a tree that knows where each of its words stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from fourscore.terms import Issue, Unreadable, compose, said

Plain = str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True)
class Node:
    """A text, a list or a map (names and what stands under them), at `text[start:end]` of the file.

    line: from 1. column: from 0. style: "" as it stands, a quotation mark, "|" or ">" for a text;
    "{" for a list or map written in brackets on one line. An empty text is also a value nobody wrote.
    """

    kind: Literal["text", "list", "map"]
    start: int
    end: int
    line: int
    column: int
    style: str = ""
    text: str = ""
    entries: tuple[tuple[Node, Node], ...] = ()
    items: tuple[Node, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.text.strip() or self.entries or self.items)

    def get(self, name: str) -> Node | None:
        """What stands under `name`, or None."""
        return next((value for key, value in self.entries if key.text == name), None)

    def name_of(self, name: str) -> Node | None:
        """Where the name itself stands."""
        return next((key for key, _ in self.entries if key.text == name), None)

    def plain(self) -> Plain:
        """The same tree without places; whatever is empty is an empty text."""
        if self.entries:
            return {key.text: value.plain() for key, value in self.entries}
        return [item.plain() for item in self.items] if self.items else self.text

    def inside(self) -> Iterator[Node]:
        for key, value in self.entries:
            yield key
            yield value
        yield from self.items


def grow(text: str, where: str) -> tuple[Node | None, list[Issue]]:
    """The tree of a whole YAML text and what is wrong with its form; no tree where it cannot be read at all."""
    root, issues = _grown(text, where)
    return root, list(issues)


@lru_cache(maxsize=8)  # one verb looks at the same few texts many times, and a tree never changes
def _grown(text: str, where: str) -> tuple[Node | None, list[Issue]]:
    try:
        root = compose(text)
    except Unreadable as error:
        place = f"{where}:{error.line or error.near or 1}" if error.cause == "form" else where
        return None, [_unreadable(place, error.problem)]
    if root is None:
        return Node("map", 0, 0, 1, 0), []
    issues: list[Issue] = []
    return _node(root, text, where, issues, set()), issues


def _unreadable(where: str, problem: str) -> Issue:
    remedy = said("Look at the indentation of this line and the one above; a text with a colon in it needs quotation "
                  "marks.")
    if "'\\t'" in problem:
        remedy = said("Indent with spaces; a tab cannot be used here.")
    elif "quoted scalar" in problem or "end of stream" in problem:
        remedy = said("A quotation mark or bracket that was opened is not closed.")
    elif "special characters" in problem:
        remedy = said("Remove the invisible character; only letters, signs and line ends belong in this file.")
    return Issue("bad-yaml", where, said("This cannot be read as YAML: {problem}.", problem=problem), remedy)


def _node(node: Any, text: str, where: str, issues: list[Issue], seen: set[int]) -> Node:
    start, end = node.start_mark, node.end_mark
    if id(node) in seen:
        issues.append(Issue(
            "bad-yaml", f"{where}:{start.line + 1}",
            said("This value is written once and pointed at elsewhere (& and *)."),
            said("Write the value out at each place, so that one can be changed without the other."),
        ))
        return Node("text", start.index, start.index, start.line + 1, start.column)
    seen.add(id(node))
    place = Node("text", start.index, end.index, start.line + 1, start.column)
    if not isinstance(node.value, list):
        empty = str(node.tag).endswith(":null") and not node.style
        return replace(place, style=node.style or "", text="" if empty else str(node.value))
    style = "{" if node.flow_style else ""
    if node.value and isinstance(node.value[0], tuple):
        entries = tuple(_entry(key, value, text, where, issues, seen) for key, value in node.value)
        _same_name_twice([key for key, _ in entries], where, issues)
        return replace(place, kind="map", style=style, entries=entries)
    items = tuple(_node(item, text, where, issues, seen) for item in node.value)
    return replace(place, kind="map" if str(node.tag).endswith(":map") else "list", style=style, items=items)


def _entry(
    key: Any, value: Any, text: str, where: str, issues: list[Issue], seen: set[int],
) -> tuple[Node, Node]:
    name = _node(key, text, where, issues, seen)
    if name.kind != "text":
        issues.append(_unreadable(f"{where}:{name.line}", said("a name has to be a single text")))
    there = _node(value, text, where, issues, seen)
    if there.kind == "text" and there.start == there.end:  # nothing written: its place is behind the colon
        behind = text.find(":", name.end) + 1
        there = replace(there, start=behind, end=behind, line=name.line, column=name.column)
    return name, there


def _same_name_twice(names: list[Node], where: str, issues: list[Issue]) -> None:
    first: dict[str, int] = {}
    for name in names:
        if name.text in first:
            issues.append(Issue(
                "bad-yaml", f"{where}:{name.line}",
                said("{name} is already written on line {first}; one of the two would be lost.", name=repr(name.text),
                     first=first[name.text]), said("Give one of them another name, or join them."),
            ))
        first.setdefault(name.text, name.line)
