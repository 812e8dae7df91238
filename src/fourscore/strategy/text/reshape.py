"""This file is about changes of YAML text that move or reshape: another id, another parent, a value of another form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fourscore.strategy.text.splice import (
    Edit,
    changed,
    in_brackets,
    indentation,
    last_of,
    line_end,
    node_at,
    replaced,
    scalar,
    scalars,
)
from fourscore.strategy.text.tree import Node, Plain


def put(text: str, root: Node, path: Sequence[str | int], value: Plain) -> list[Edit]:
    """Ways to write a value of any form over what stands at `path`; comments inside it come to stand below it."""
    node = node_at(root, path)
    meant = changed(root.plain(), path, value)
    if isinstance(value, str) and node.kind == "text":
        return replaced(text, root, path, value)
    written = scalar(value, flow=True) if isinstance(value, str) else in_brackets(value)
    if node.kind == "text" or node.style == "{":
        gap = " " if node.start == node.end else ""
        end = last_of(text, node) if node.style in ("|", ">") else node.end
        return [Edit(node.start, end, gap + written, meant)]
    parent = node_at(root, path[:-1])
    key = next((key for key, there in parent.entries if there is node), None)
    if key is None:
        return []
    start, end = text.find(":", key.end) + 1, last_of(text, node)
    first, *comments = _comments(text, start, end, node)
    tail = f" {first}" if first else ""
    break_ = "\r\n" if "\r\n" in text else "\n"
    below = "".join(f"{break_}{' ' * node.column}{comment}" for comment in comments)
    return [Edit(start, end, f" {written}{tail}{below}", meant)]


def renamed(text: str, root: Node, path: Sequence[str | int], name: str) -> list[Edit]:
    """Ways to give what stands at `path` another name, at the same place and with everything below it."""
    parent, node = node_at(root, path[:-1]), node_at(root, path)
    key = next(key for key, there in parent.entries if there is node)
    tree = parent.plain()
    assert isinstance(tree, dict)
    entries: Plain = {name if old == key.text else old: value for old, value in tree.items()}
    meant = changed(root.plain(), path[:-1], entries)
    return [Edit(key.start, key.end, written, meant) for written in scalars(key.style, name)]


def moved(text: str, root: Node, path: Sequence[str], to: Sequence[str]) -> list[Edit]:
    """The way to move the lines of what stands at `path` to the end of the map at `to`, as they are but for their
    indentation; none where either is written in brackets, or there is nothing at `to` yet."""
    parent, node, there = node_at(root, path[:-1]), node_at(root, path), node_at(root, to)
    if parent.style == "{" or there.style == "{" or not there.entries:
        return []
    key = next(key for key, value in parent.entries if value is node)
    start, end = text.rfind("\n", 0, key.start) + 1, line_end(text, max(last_of(text, node), key.end))
    column, _, _ = indentation(root, to, there)
    lines = _with_indentation(text[start:end], column - key.column)
    at = line_end(text, last_of(text, there))
    taken = changed(root.plain(), path, None)
    meant = changed(taken, (*to, path[-1]), node.plain())
    if at == len(text) and not text.endswith("\n"):
        break_ = "\r\n" if "\r\n" in text else "\n"
        lines = break_ + lines.rstrip("\r\n")
    elif not lines.endswith("\n"):
        lines += "\r\n" if "\r\n" in text else "\n"
    if at <= start:
        return [Edit(at, end, lines + text[at:start], meant)]
    return [Edit(start, at, text[end:at] + lines, meant)] if at >= end else []


def _with_indentation(block: str, by: int) -> str:
    lines = block.splitlines(keepends=True)
    if by >= 0:
        return "".join(" " * by + line if line.strip() else line for line in lines)
    return "".join(re.sub(rf"^ {{0,{-by}}}", "", line) for line in lines)


def _comments(text: str, start: int, end: int, node: Node) -> list[str]:
    """The comments of `text[start:end]`, first the one behind the name ("" where there is none)."""
    bare = list(text[start:end])
    for leaf in _leaves(node):
        for place in range(max(leaf.start - start, 0), min(leaf.end - start, len(bare))):
            if bare[place] != "\n":
                bare[place] = "x"
    lines = "".join(bare).split("\n")
    found = [(match.start(), number) for number, line in enumerate(lines)
             if (match := re.search(r"(?:^|(?<=\s))#", line))]
    whole = text[start:end].split("\n")
    told = {number: whole[number][place:].rstrip() for place, number in found}
    return [told.pop(0, ""), *told.values()]


def _leaves(node: Node) -> list[Node]:
    if node.kind == "text":
        return [node]
    return [leaf for inner in node.inside() for leaf in _leaves(inner)]
