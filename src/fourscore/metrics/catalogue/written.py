"""This file is about a file of definitions as names and values, and the line on which each name stands."""

from __future__ import annotations

import re
from typing import Any

from fourscore.terms import Node, Unreadable, compose

WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")


class Written(dict[Any, Any]):
    """Names and values, and the line of each name; a name that came in from elsewhere (with `<<`) has no line."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[Any, int] = {}

    def place(self, where: str, name: object, otherwise: str = "") -> str:
        """The file and line of one name."""
        return f"{where}:{self.lines[name]}" if name in self.lines else otherwise or where


class _Rare(Exception):
    """What stands here is left to the library that knows every form of YAML."""


def read_written(text: str) -> Any:
    """What a text in YAML says: Written, lists and single values; None where it is empty. Raises Unreadable.

    A name written twice is not readable either: one of the two would be lost.
    """
    try:
        top = compose(text)
        return None if top is None else _value(top, set())
    except (Unreadable, _Rare):
        return _loaded(text)


def _value(node: Node, seen: set[int]) -> Any:
    if id(node) in seen:  # written once and pointed at elsewhere
        raise _Rare
    seen.add(id(node))
    kind = str(node.tag).rpartition(":")[2]
    if node.id == "sequence" and kind == "seq":
        return [_value(one, seen) for one in node.value]
    if node.id == "mapping" and kind == "map":
        written = Written()
        for name, value in node.value:
            if not str(name.tag).endswith(":str") or name.value in written:
                raise _Rare
            written[name.value] = _value(value, seen)
            written.lines[name.value] = name.start_mark.line + 1
        return written
    if kind == "str":
        return node.value
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() == "true"
    if kind == "int" and WHOLE.fullmatch(node.value):
        return int(node.value)
    if kind == "float" and DECIMAL.fullmatch(node.value):
        return float(node.value)
    raise _Rare


def _loaded(text: str) -> Any:
    """The same of every form there is, with what is wrong told."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return _copied(YAML().load(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise Unreadable("form", str(error.problem), line) from None
    except YAMLError as error:
        raise Unreadable("character", str(error).splitlines()[0]) from None
    except RecursionError:
        raise Unreadable("depth", "it is nested too deeply") from None


def _copied(value: Any) -> Any:
    from ruamel.yaml.comments import CommentedMap

    if isinstance(value, list):
        return [_copied(one) for one in value]
    if not isinstance(value, CommentedMap):
        return value
    written = Written()
    lines = value.lc.data or {}
    for name, under in value.items():
        written[name] = _copied(under)
        if name in lines:
            written.lines[name] = lines[name][0] + 1
    return written
