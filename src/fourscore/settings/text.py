"""This file is about reading a text in YAML so that every value knows its line and every mistake is told at once.

Values are read from what was written, not from what YAML would make of it: `007` as a log-in keeps its noughts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from fourscore.terms import Issue, Unreadable, compose, did_you_mean, read_seconds, said
from fourscore.terms import Node as Node

DEEPEST = 40


class Text:
    """One YAML file being read. Its issues gather in `issues`; a reader gives None for what it could not read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.issues: list[Issue] = []

    def tell(self, name: str, node: Node | None, what: str, remedy: str) -> None:
        self.issues.append(Issue(name, self.where(node), what, remedy))

    def where(self, node: Node | None) -> str:
        """The place as `centre.yaml:14`; the file alone where no line is known."""
        return self.file if node is None else f"{self.file}:{node.start_mark.line + 1}"

    def open(self, path: Path) -> Node | None:
        """The whole file; None when it is empty or cannot be read as YAML (then an issue says why)."""
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            self.issues.append(
                Issue(
                    "not-utf-8",
                    self.file,
                    said("Byte {number} is not UTF-8 text.", number=wrong.start + 1),
                    said("Save the file again with the encoding UTF-8."),
                )
            )
            return None
        except OSError as wrong:
            self.issues.append(
                Issue(
                    "unreadable-file",
                    self.file,
                    said("The file cannot be read: {strerror}.", strerror=wrong.strerror),
                    said("Check that it is a file and that you may read it."),
                )
            )
            return None
        return self.compose(text)

    def compose(self, text: str) -> Node | None:
        try:
            return compose(text)
        except Unreadable as wrong:
            why = {"character": said("it holds a character that YAML does not allow"),
                   "depth": said("it is nested too deeply")}
            told = why.get(wrong.cause, wrong.problem or "<")
            line = f":{wrong.line}" if wrong.line else ""
            self.bad_yaml(line, told if "<" not in told else said(
                "what begins here does not belong to what stands above it"))
        return None

    def bad_yaml(self, line: str, why: str) -> None:
        self.issues.append(
            Issue(
                "bad-yaml",
                self.file + line,
                said("This is not readable as YAML: {why}.", why=why),
                said("Check indentation (spaces, no tabs), a space behind each colon, and that quotes and brackets "
                     "close."),
            )
        )

    def mapping(self, node: Node, what: str, known: Iterable[str] | None) -> dict[str, Node]:
        """Names and values of a mapping; unknown and doubled names are told and left out. `known` None: any goes."""
        if node.id != "mapping":
            self.tell(
                "wrong-shape",
                node,
                said("{what} should be lines of `name: value`.", what=what),
                said("Write for example: {what}",
                     what=', '.join(f'{name}: …' for name in list(known or ())[:3]) or 'name: value'),
            )
            return {}
        names = None if known is None else list(known)
        found: dict[str, Node] = {}
        for key, value in node.value:
            if key.tag == "tag:yaml.org,2002:merge" and value.id == "mapping":
                found = {**self.mapping(value, what, names), **found}
                continue
            name = key.value if isinstance(key.value, str) else ""
            if self.empty(value):
                value.start_mark = key.start_mark  # what is not there would be told at the next line
            if names is not None and name not in names:
                self.tell(
                    "unknown-key",
                    key,
                    said("{what} has no setting {name}.", what=what, name=repr(name)),
                    did_you_mean(name, names) or said("There are: {names}.", names=', '.join(names)),
                )
            elif name in found and key.start_mark.line > found[name].start_mark.line:
                self.tell(
                    "setting-twice",
                    key,
                    said("{name} is written twice here (first at {where}).", name=repr(name),
                         where=self.where(found[name])),
                    said("Keep the one that is meant."),
                )
            else:
                found[name] = value
        return found

    def items(self, node: Node | None, what: str) -> list[Node]:
        """The rows of a list; an empty value is an empty list."""
        if node is None or self.empty(node):
            return []
        if node.id != "sequence":
            self.tell("wrong-shape", node, said("{what} should be a list.", what=what),
                      said("Start each row with a dash and a space: - …"))
            return []
        return list(node.value)

    @staticmethod
    def empty(node: Node) -> bool:
        return bool(node.tag == "tag:yaml.org,2002:null")

    def text(self, node: Node | None, what: str) -> str | None:
        """One line of text exactly as written, outer blanks cut; told when it is empty or a list."""
        if node is None:
            return None
        if node.id != "scalar" or self.empty(node) or not node.value.strip():
            self.tell(
                "setting-empty",
                node,
                said("{what} has no value.", what=what),
                said("Write its value behind the colon, or leave the line out."),
            )
            return None
        return str(node.value).strip()

    def day(self, node: Node | None, what: str) -> date | None:
        written = self.text(node, what)
        if written is None:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
                raise ValueError(written)
            return date.fromisoformat(written)
        except ValueError:
            self.tell(
                "unreadable-date",
                node,
                said("{what} is {written}, which is not a day.", what=what, written=repr(written)),
                said("Write year-month-day: 2026-03-09"),
            )
            return None

    def seconds(self, node: Node | None, what: str, issue: str) -> Decimal | None:
        """A length of time in seconds, told under the name `issue` when it cannot be read."""
        written = self.text(node, what)
        if written is None:
            return None
        try:
            return read_seconds(written)
        except ValueError:
            self.tell(
                issue,
                node,
                said("{what} is {written}, which is not a length of time.", what=what, written=repr(written)),
                said("Write a number with its unit: 20s, 1m30s, 5m, 2h, 7d"),
            )
            return None

    def zone(self, node: Node | None, what: str) -> ZoneInfo | None:
        written = self.text(node, what)
        if written is None:
            return None
        if (zone := read_zone(written)) is None:
            near = did_you_mean(written, available_timezones())
            self.tell(
                "unknown-zone",
                node,
                said("{what} is {written}, which is not a time zone.", what=what, written=repr(written)),
                f"{near} Write an IANA name such as Europe/Berlin, America/New_York or UTC.".strip(),
            )
        return zone

    def plain(self, node: Node, depth: int = 0) -> Any:
        """The value as Python words for a reader elsewhere: text, whole number, float, bool, list, dict or None.

        Days and numbers with leading noughts stay text. An endless or very deep value is told as bad-yaml.
        """
        if depth > DEEPEST:
            raise RecursionError
        if node.id == "mapping":
            return {str(key.value): self.plain(value, depth + 1) for key, value in node.value}
        if node.id == "sequence":
            return [self.plain(value, depth + 1) for value in node.value]
        kind, text = str(node.tag).rpartition(":")[2], str(node.value)
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind == "int" and re.fullmatch(r"[-+]?(0|[1-9]\d*)", text):
            return int(text)
        if kind == "float" and re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text):
            return float(text)
        return text


def read_zone(name: str) -> ZoneInfo | None:
    """The zone of that IANA name, or None when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def choice(text: Text, node: Node | None, what: str, words: Mapping[str, int]) -> int | None:
    """One of a few words (a weekday, a month), as its number."""
    written = text.text(node, what)
    if written is None:
        return None
    found = words.get(written.lower())
    if found is None:
        text.tell(
            "unknown-choice",
            node,
            said("{what} is {written}.", what=what, written=repr(written)),
            did_you_mean(written.lower(), words) or said("Write one of: {names}", names=', '.join(words)),
        )
    return found
