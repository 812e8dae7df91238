"""This file is about reading a text in YAML 1.2 into nodes that know their places.

Two libraries read. ruamel.yaml knows YAML 1.2 to its last corner, and is written in Python; PyYAML's compiled parser is
twenty times as quick, and knows YAML 1.1. Their grammars differ only in rare forms: a text that may hold one is left to
ruamel.yaml, and so is every text the quick parser refuses, so that what is told of a mistake is always told alike. What
a word means (is `yes` a truth value, `12:30` a number?) is decided here, as YAML 1.2 has it.
Source: YAML Ain't Markup Language, version 1.2, chapter 10.3 (core schema), with the dates, merges and underscores in
numbers that ruamel.yaml keeps of version 1.1.
"""

from __future__ import annotations

import re
import warnings
from typing import Any, Protocol

TAG = "tag:yaml.org,2002:"
DEEPEST = 40  # deeper texts are left to the library that counts how deep it is
# Where the two libraries read differently: tabs, line ends other than \n and what is not printable; directives and
# signs between documents; a sign right behind `|` or `>`, and blanks with which the text below them begins;
# `?` before a name.
ODD = re.compile(
    "[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|^(?:%|---|\\.\\.\\.)"
    "|[|>][-+0-9]*(?:#| *(?: #[^\n]*)?\n\n* +\n)|(?:^|[ ,[{])\\?[ \n]", re.MULTILINE)
STARTS = frozenset("0123456789+-.tTfFnN~<=")  # what is no text begins with one of these
WORDS = {"": "null", "~": "null", "<<": "merge", "=": "value"} | {
    form(word): kind for word, kind in (("null", "null"), ("true", "bool"), ("false", "bool"))
    for form in (str.lower, str.title, str.upper)}
NUMBERS = (
    ("float", re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)"
                         r"|\.[0-9_]+(?:[eE][-+][0-9]+)?|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)")),
    ("int", re.compile(r"[-+]?(?:[0-9_]+|0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+)")),
    ("timestamp", re.compile(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]"
                             r"|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9][0-9]:[0-9][0-9]"
                             r"(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9][0-9])?))?")),
)


class Node(Protocol):
    """A piece of a YAML text: `id`: scalar, sequence or mapping; `value` what was written; flow_style: in brackets.

    A mark's `index`, `line` and `column` are counted from 0; of an end only the index is meant: it is the place behind
    the last character. A value that nobody wrote stands where its name ends.
    """

    id: str
    tag: Any
    value: Any
    start_mark: Any
    end_mark: Any
    style: Any
    flow_style: Any


class Unreadable(Exception):
    """A text that is not YAML.

    problem: what is wrong at `line` (from 1); near: the line where what cannot be read began; either is None where it
    is not known. cause: "form", "character" (one YAML does not allow) or "depth" (nested too deeply).
    """

    def __init__(self, cause: str, problem: str, line: int | None = None, near: int | None = None) -> None:
        super().__init__(problem)
        self.cause, self.problem, self.line, self.near = cause, problem, line, near


class _Read:
    """A node the quick parser found."""

    __slots__ = ("end_mark", "flow_style", "id", "start_mark", "style", "tag", "value")

    def __init__(self, kind: str, tag: str, value: Any, event: Any, flow_style: bool | None) -> None:
        self.id, self.tag, self.value, self.flow_style = kind, tag, value, flow_style
        self.start_mark, self.end_mark = event.start_mark, event.end_mark
        self.style = getattr(event, "style", None)


def tag_of(written: str) -> str:
    """What a text without quotation marks is, as YAML 1.2 has it."""
    if written and written[0] not in STARTS:
        return TAG + "str"
    if written in WORDS:
        return TAG + WORDS[written]
    return TAG + next((kind for kind, form in NUMBERS if form.fullmatch(written)), "str")


def compose(text: str) -> Node | None:
    """The whole text as a node, which the caller may change; None where nothing is written. Raises Unreadable."""
    found = _quickly(text)
    if found is None:
        found = _thoroughly(text)
        if found is not None:
            _place_unwritten(found)
    return found


def _thoroughly(text: str) -> Node | None:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor written twice is no mistake of a form
            found: Node | None = YAML(typ="safe", pure=True).compose(text)
            return found
    except MarkedYAMLError as error:
        line, near = (mark.line + 1 if mark else None for mark in (error.problem_mark, error.context_mark))
        raise Unreadable("form", str(error.problem or error.context or ""), line, near) from None
    except YAMLError as error:
        raise Unreadable("character", str(error).splitlines()[0]) from None
    except RecursionError as error:
        raise Unreadable("depth", str(error).splitlines()[0]) from None


def _quickly(text: str) -> Node | None:
    """The same by the compiled parser; None where it refuses, is not there, or might read something else."""
    if ODD.search(text):
        return None
    try:
        from yaml import YAMLError
        from yaml._yaml import CParser  # a PyYAML made without a compiler has none
    except ImportError:
        return None
    parser = CParser(text)
    try:
        return _document(parser.get_event)
    except YAMLError:
        return None
    finally:
        parser.dispose()


def _document(event_of: Any) -> Node | None:
    from yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent, StreamEndEvent

    event_of(), event_of()  # the stream begins, and its document
    open_nodes: list[_Read] = []
    values: list[Any] = []  # those of the innermost open list or map; a map's names and values in turn
    above: list[list[Any]] = []
    while True:
        event = event_of()
        kind = type(event)
        if kind is ScalarEvent:
            if event.tag or event.anchor or not open_nodes:
                return None
            tag = tag_of(event.value) if event.implicit[0] else TAG + "str"
            node = _Read("scalar", tag, event.value, event, None)
        elif kind is SequenceStartEvent or kind is MappingStartEvent:
            if event.tag or event.anchor or len(open_nodes) == DEEPEST:
                return None
            name, tag = ("sequence", "seq") if kind is SequenceStartEvent else ("mapping", "map")
            open_nodes.append(_Read(name, TAG + tag, None, event, event.flow_style))
            above.append(values)
            values = []
            continue
        elif kind is AliasEvent or not open_nodes:
            return None
        else:  # a list or map ends
            node = open_nodes.pop()
            node.end_mark = event.end_mark
            node.value = _pairs(values) if node.id == "mapping" else values
            values = above.pop()
        if not open_nodes:
            event_of()  # the document ends
            return node if type(event_of()) is StreamEndEvent else None
        values.append(node)


def _pairs(values: list[Any]) -> list[tuple[Any, Any]]:
    pairs = list(zip(values[::2], values[1::2], strict=True))
    for name, value in pairs:
        if value.id == "scalar" and not (value.value or value.style):
            value.start_mark = value.end_mark = name.end_mark
    return pairs


def _place_unwritten(top: Any) -> None:
    """The thorough reader puts what is not written where the next word begins, often some lines below."""
    waiting, seen = [top], set()
    while waiting:
        node = waiting.pop()
        if node.id == "scalar" or id(node) in seen:
            continue
        seen.add(id(node))
        if node.id == "mapping":
            waiting += [one for pair in node.value for one in pair]
            _pairs([one for pair in node.value for one in pair])
        else:
            waiting += node.value
