"""This file is about which characters of a YAML text a change has to replace, and by what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from fourscore.strategy.text.tree import Node, Plain


class Edit(NamedTuple):
    """Put `text` in the place of `text[start:end]`; the whole then reads as `meant`."""

    start: int
    end: int
    text: str
    meant: Plain


def plain_of(value: object) -> Plain:
    """A value to be written, all its leaves as text."""
    if isinstance(value, Mapping):
        return {str(name): plain_of(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_of(inner) for inner in value]
    return str(value)


def replaced(text: str, root: Node, path: Sequence[str | int], value: str) -> list[Edit]:
    """Ways to write `value` over what stands at `path`, the style it has now first."""
    node = node_at(root, path)
    meant = changed(root.plain(), path, value)
    if node.kind != "text":
        return []
    if node.style in ("|", ">"):
        return [Edit(node.start, last_of(text, node), _block_text(text, node, value), meant),
                *(Edit(node.start, last_of(text, node), written, meant) for written in scalars("", value))]
    gap = " " if node.start == node.end and text[node.start - 1 : node.start] == ":" else ""
    return [Edit(node.start, node.end, gap + written, meant) for written in scalars(node.style, value)]


def added(text: str, root: Node, path: Sequence[str | int], name: str | None, value: Plain) -> list[Edit]:
    """Ways to add an entry (name None: a list item) at the end of what stands at `path`."""
    node = node_at(root, path)
    meant = changed(root.plain(), (*path, len(node.items) if name is None else name), value)
    if node.style == "{":
        return list(_add_in_brackets(text, node, name, value, meant))
    break_ = "\r\n" if "\r\n" in text else "\n"
    column, step, gap = indentation(root, path, node)
    lines = _item_lines(value, column, step, gap) if name is None else _entry_lines(name, value, column, step)
    at = line_end(text, last_of(text, node)) if path or node.entries else len(text)
    before = "" if at == 0 or text[at - 1] == "\n" else break_
    after = break_ if before == "" or at < len(text) else ""
    return [Edit(at, at, before + break_.join(lines) + after, meant)]


def removed(text: str, root: Node, path: Sequence[str | int]) -> list[Edit]:
    """Ways to take out the entry at `path`: its lines, or its part of a line in brackets."""
    parent, node = node_at(root, path[:-1]), node_at(root, path)
    meant = changed(root.plain(), path, None)
    key = next((key for key, value in parent.entries if value is node), node)
    if parent.style == "{":
        siblings = [(k.start, v.end) for k, v in parent.entries] or [(item.start, item.end) for item in parent.items]
        index = siblings.index((key.start, node.end))
        if index + 1 < len(siblings):
            return [Edit(key.start, siblings[index + 1][0], "", meant)]
        return [Edit(siblings[index - 1][1] if index else key.start, node.end, "", meant)]
    start = text.rfind("\n", 0, key.start) + 1
    # Where a map in a list ends is told as where the next dash stands: what is written in it ends before.
    end = line_end(text, last_of(text, node) if key is node else max(last_of(text, node), key.end))
    if text[start : key.start].strip(" -\ufeff"):
        return []
    return [Edit(start, end, "", meant)]


def node_at(root: Node, path: Sequence[str | int]) -> Node:
    here = root
    for step in path:
        here = here.items[step] if isinstance(step, int) else _get(here, step)
    return here


def _get(node: Node, name: str) -> Node:
    return next(value for key, value in node.entries if key.text == name)


def changed(tree: Plain, path: Sequence[str | int], value: Plain | None) -> Plain:
    """A copy of the plain tree with another value at `path` (None: without it)."""
    if not path:
        return value if value is not None else ""
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(tree) if isinstance(tree, list) else []
        inside = changed(items[step], rest, value) if rest else value
        return [*items[:step], *([] if inside is None else [inside]), *items[step + 1 :]]
    entries = dict(tree) if isinstance(tree, dict) else {}
    if rest:
        return {**entries, step: changed(entries.get(step, ""), rest, value)}
    if value is None:
        return {name: inside for name, inside in entries.items() if name != step}
    return {**entries, step: value}


def last_of(text: str, node: Node) -> int:
    """Where the last written character below `node` ends, without the blank lines a block of text may claim."""
    if node.kind == "text":
        if node.style in ("|", ">"):
            return node.start + len(text[node.start : node.end].rstrip())
        return node.end
    if node.style == "{":
        return node.end
    return max((last_of(text, inner) for inner in node.inside()), default=node.start)


def line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def indentation(root: Node, path: Sequence[str | int], node: Node) -> tuple[int, int, int]:
    """Column for a new entry at `path`, spaces for each step inwards, spaces from a dash to what follows it."""
    step = 2
    here, columns = root, [0]
    for part in path:
        here = here.items[part] if isinstance(part, int) else _get(here, part)
        if here.entries:
            columns.append(here.entries[0][0].column)
    if len(columns) > 1 and columns[-1] > columns[-2]:
        step = columns[-1] - columns[-2]
    if node.entries:
        return node.entries[0][0].column, step, 2
    if node.items:
        return node.column, step, max(node.items[0].column - node.column, 2)
    return (node.column + step if path else 0), step, 2


def _entry_lines(name: str, value: Plain, column: int, step: int) -> list[str]:
    head = " " * column + scalar(name) + ":"
    if not value:
        return [head]
    if isinstance(value, str):
        return [f"{head} {scalar(value)}"]
    return [head, *_below(value, column + step, step)]


def _below(value: Plain, column: int, step: int) -> list[str]:
    if isinstance(value, dict):
        return [line for name, inner in value.items() for line in _entry_lines(name, inner, column, step)]
    return [line for inner in value for line in _item_lines(inner, column, step, 2)]


def _item_lines(value: Plain, column: int, step: int, gap: int) -> list[str]:
    dash = " " * column + "-" + " " * (gap - 1)
    if isinstance(value, str) or not value:
        return [dash + scalar(str(value or ""))]
    lines = _below(value, column + gap, step)
    return [dash + lines[0].lstrip(), *lines[1:]]


def _add_in_brackets(text: str, node: Node, name: str | None, value: Plain, meant: Plain) -> Iterator[Edit]:
    at = node.end - 1
    while text[at - 1].isspace():
        at -= 1
    comma = "" if text[at - 1] in "{[," else ", "
    entry = in_brackets(value) if name is None else f"{scalar(name, flow=True)}: {in_brackets(value)}"
    yield Edit(at, at, comma + entry, meant)


def in_brackets(value: Plain) -> str:
    if isinstance(value, dict):
        inside = (f"{scalar(name, flow=True)}: {in_brackets(inner)}" for name, inner in value.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_brackets, value)) + "]"
    return scalar(value, flow=True)


def scalars(style: str, value: str) -> list[str]:
    """Ways to write a text, the given style first; the plain way is only offered where it may work."""
    ways = {'"': json.dumps(value, ensure_ascii=False)}
    if "\n" not in value:
        ways["'"] = "'" + value.replace("'", "''") + "'"
        if value and value == value.strip():
            ways[""] = value
    order = [style, "", "'", '"']
    return [ways[way] for way in dict.fromkeys(order) if way in ways]


def scalar(value: str, *, flow: bool = False) -> str:
    """A text as it can stand in a new line: plain where nothing in it could be read as a sign of YAML."""
    risky = value != value.strip() or not value or value[0] in "-?:,[]{}#&*!|>'\"%@`~" or "\n" in value
    risky = risky or ": " in value or value.endswith(":") or " #" in value or "\t" in value
    risky = risky or value.lower() in ("null", "true", "false", "yes", "no", "on", "off")
    if flow:
        risky = risky or any(sign in value for sign in ",[]{}:")
    return scalars("'" if risky else "", value)[0]


def _block_text(text: str, node: Node, value: str) -> str:
    """The value as a block of text, with the head and the indentation of the one that stands there."""
    lines = text[node.start : last_of(text, node)].splitlines()
    break_ = "\r\n" if "\r\n" in text[node.start : node.end] else "\n"
    body = next((line for line in lines[1:] if line.strip()), "  ")
    indent = body[: len(body) - len(body.lstrip(" "))]
    return break_.join([lines[0], *(indent + line if line else "" for line in value.split("\n"))])
