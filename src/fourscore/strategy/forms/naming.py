"""This file is about another id for a thing of a strategy's text, there and wherever the text refers to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fourscore.strategy.forms.found import place_of, things_in
from fourscore.strategy.goals.grammar import HARD, read_fields, read_goal
from fourscore.strategy.goals.scan import name_at
from fourscore.strategy.goals.write import name
from fourscore.strategy.text.bring import Path, node_at
from fourscore.strategy.text.edit import StrategyText
from fourscore.strategy.text.tree import Node

# Where the text names a thing by its id: in which kind of thing, under which name.
REFERS: dict[str, tuple[tuple[str, str], ...]] = {
    "perspective": (),
    "objective": (("link", "from"), ("link", "to"), ("goal", "drivers"), ("guarded", "objective")),
    "kpi": (("kpi", "guards"), ("goal", "drivers"), ("policy", "kpi")),
    "goal": (("guarded", "serves"), ("policy", "serves")),
    "guarded": (), "policy": (),
}
ENDS = re.compile(r"(\s*(?:->|→)\s*)")


def rename(text: StrategyText, kind: str, key: str, new: str) -> str:
    """Call that thing by another id; the new one. Raises WrongUse `unknown-thing-of-strategy`; Trouble `cannot-edit`.
    """
    text.rename(place_of(text.root(), kind, key), new)
    for path, now in list(_named(text.root(), kind, key, new)):
        text.set(path, now)
    return new


def _named(root: Node, kind: str, key: str, new: str) -> Iterator[tuple[Path, str]]:
    """Where the text refers to it, and what is to stand there."""
    for within, field in REFERS[kind]:
        for path, written in _words(root, within, field):
            if written.strip() == key:
                yield path, new
    for path, written in _words(root, "allow", "at"):
        ends = ENDS.split(written)
        now = "".join(new if end.strip() == key else end for end in ends)
        if now != written and (kind == "objective" or len(ends) == 1):
            yield path, now
    if kind == "kpi":
        for field in ("goal", "headline", "guards"):
            for path, written in _words(root, "guarded", field):
                if (now := renamed_in_goal(written, field, key, new)) != written:
                    yield path, now


def _words(root: Node, kind: str, field: str) -> Iterator[tuple[Path, str]]:
    """Every text, or word of a list, under that name of such things."""
    for _, path in things_in(root, kind):
        node = node_at(root, (*path, field))
        if node is not None and node.kind == "text":
            yield (*path, field), node.text
        elif node is not None and node.kind == "list":
            yield from (((*path, field, place), one.text) for place, one in enumerate(node.items)
                        if one.kind == "text")


def renamed_in_goal(line: str, field: str, key: str, new: str) -> str:
    """A goal's line, or one of its fields, with a KPI's other id; as it was where it cannot be read."""
    goal, _ = (read_goal(line) if field == "goal" else read_fields([line], []) if field == "headline"
               else read_fields(["a +1"], [line]))
    if goal is None:
        return line
    parts = {"goal": goal.parts, "headline": goal.moves, "guards": goal.guards}[field]
    for part in sorted(parts, key=lambda part: part.column, reverse=True):
        at = part.column - 1
        hard = HARD.match(line, at)
        at = hard.end() if hard else at
        found = name_at(line, at)
        if found is not None and found[0] == key:
            line = line[:at] + name(new) + line[found[1]:]
    return line
