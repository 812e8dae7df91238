"""This file is about reading single values of a strategy's text, with an issue for each that cannot be read."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date

from fourscore.strategy.text.tree import Node
from fourscore.terms import Issue, did_you_mean, read_value, said, together

EXAMPLES = {
    "share": "80%", "seconds": "5:45", "money": "4.20", "count": "1,200", "minutes": "45",
    "points": "85", "ratio": "1.5",
}


class Reading:
    """Issues found so far in one file, and the words for finding more."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.issues: list[Issue] = []

    def wrong(self, name: str, line: int, what: str, remedy: str) -> None:
        self.issues.append(Issue(name, f"{self.where}:{line}", what, remedy))

    def map(self, node: Node | None, what: str, known: Sequence[str] = ()) -> Node:
        """`node` if it is a map of names (only the known ones, where given); otherwise an issue and an empty map."""
        if node is None or node.empty:
            return Node("map", 0, 0, node.line if node else 1, 0)
        if node.kind != "map":
            self.wrong("wrong-shape", node.line,
                       said("{what} should be lines of the form  name: value  under it.", what=what),
                       said("Write below it, further in:  {name}: …", name=known[0] if known else said("a-name")))
            return Node("map", 0, 0, node.line, 0)
        for key, _ in node.entries:
            if known and key.text not in known:
                self.wrong("unknown-key", key.line,
                           said("{text} is not known in {what}.", text=repr(key.text), what=what),
                           did_you_mean(key.text, known) or said("Use one of: {known}.",
                                                                 known=together(sorted(known), ", ")))
        return node

    def named(self, node: Node | None, what: str) -> Iterable[tuple[Node, Node]]:
        """Entries of a map whose names are chosen freely; a name is letters, digits, dashes and underscores."""
        for key, value in self.map(node, what).entries:
            if not re.fullmatch(r"[\w-]+", key.text):
                self.wrong("bad-id", key.line,
                           said("{text} cannot name one of the {what}.", text=repr(key.text), what=what),
                           said("Use letters, digits and dashes, as in an address; the words to show go under name."))
            yield key, value

    def rows(self, node: Node | None, what: str, example: str) -> Iterable[Node]:
        """The items of a list; one that is no list is told."""
        if node is None or node.empty:
            return ()
        if node.kind != "list":
            self.wrong("wrong-shape", node.line, said("{what} should be a list.", what=repr(what)),
                       said("Begin each with a dash:  - {example}", example=example))
            return ()
        return node.items

    def text(self, parent: Node, name: str) -> str:
        """The text under `name`, its line ends as spaces; "" where there is none."""
        node = parent.get(name)
        if node is None:
            return ""
        if node.kind != "text":
            self.wrong("wrong-shape", node.line, said("{name} should be a single text.", name=repr(name)),
                       said("Write it as  {name}: some words", name=name))
            return ""
        return " ".join(node.text.split())

    def texts(self, parent: Node, name: str) -> tuple[str, ...]:
        """One text or a list of texts under `name`."""
        node = parent.get(name)
        if node is None or node.empty:
            return ()
        items = node.items if node.kind == "list" else (node,)
        if any(item.kind != "text" for item in items):
            self.wrong("wrong-shape", node.line, said("{name} should be a list of texts.", name=repr(name)),
                       said("Write each on its own line behind a dash, or in brackets: [one, another]."))
            return ()
        return tuple(" ".join(item.text.split()) for item in items if not item.empty)

    def choice(self, parent: Node, name: str, choices: Sequence[str]) -> str | None:
        """One word out of a few under `name`; None where nothing or something else is written."""
        written = self.text(parent, name)
        if not written or written in choices:
            return written or None
        node = parent.get(name)
        self.wrong("unknown-choice", node.line if node else parent.line,
                   said("{written} is not a choice for {name}.", written=repr(written), name=name),
                   did_you_mean(written, choices) or said("Use one of: {choices}.", choices=together(choices, ", ")))
        return None

    def value(self, node: Node | None, unit: str, what: str) -> float | None:
        """A value in the metric's unit."""
        if node is None or node.empty:
            return None
        if node.kind == "text":
            try:
                # A comma that does not part thousands may be meant as a decimal one: ten times too much, unseen.
                if re.search(r",(?!\d{3}(?!\d))", node.text):
                    raise ValueError
                value = read_value(node.text, unit)
                if math.isfinite(value) and not (unit == "share" and "%" not in node.text and abs(value) > 1):
                    return value
            except (ValueError, ArithmeticError, IndexError):
                pass
        written = repr(node.text) if node.kind == "text" else said("What stands here")
        self.wrong("unreadable-value", node.line,
                   said("{written} cannot be read as {what} (unit: {unit}).", written=written, what=what, unit=unit),
                   said("Write it as {example}.", example=EXAMPLES.get(unit, "12.5")))
        return None

    def weight(self, parent: Node, what: str) -> float:
        """The weight written in `parent`, 1 where none is."""
        node = parent.get("weight")
        if node is None:
            return 1.0
        try:
            weight = float(node.text)
        except ValueError:
            weight = math.nan
        if not (math.isfinite(weight) and weight > 0):
            self.wrong("weight-not-positive", node.line,
                       said("The weight of {what} is no number above 0: {text}.", what=what, text=repr(node.text)),
                       said("Write a number such as 1 or 2.5; to leave something out of the score, remove it."))
            return 1.0
        return weight

    def day(self, node: Node) -> date | None:
        """`2026-03` (its first day) or `2026-03-09`."""
        try:
            return date.fromisoformat(f"{node.text}-01" if re.fullmatch(r"\d{4}-\d{2}", node.text) else node.text)
        except ValueError:
            self.wrong("unreadable-date", node.line, said("{text} is not a month or a day.", text=repr(node.text)),
                       said("Write a month as 2026-03 (its first day is meant) or a day as 2026-03-09."))
            return None
