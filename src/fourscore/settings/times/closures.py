"""This file is about reading closures: spans in which a centre, or some of its queues, did not work, and why."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from fourscore.settings.model import Closure
from fourscore.settings.table import SETTINGS, names_in
from fourscore.settings.text import Node, Text
from fourscore.terms import said

EXAMPLES = {"from": "from: 2026-12-24 14:00", "until": "until: 2026-12-27", "why": "why: Christmas"}


def read_closures(text: Text, node: Node | None, zone: ZoneInfo) -> tuple[Closure, ...]:
    """Every closure, by its beginning; every mistake is told."""
    found = []
    for row in text.items(node, "Closures"):
        lines = text.mapping(row, "A closure", names_in(SETTINGS, "closures"))
        if row.id == "mapping":
            for name in EXAMPLES:
                if name not in lines:
                    text.tell("missing-key", row, said("A closure has no {name}.", name=repr(name)),
                              said("Add a line such as  {examples}", examples=EXAMPLES[name]))
        first, until = (_moment(text, lines.get(name), name, zone) for name in ("from", "until"))
        why = text.text(lines.get("why"), "Why it was closed")
        queues = _queues(text, lines.get("queues"))
        if first is None or until is None or why is None or queues is None:
            continue
        if until <= first:
            text.tell("until-before-from", row, said("This closure would end on {until}, before it began.",
                                                     until=f"{until:%Y-%m-%d %H:%M}"),
                      said("The end is not included: write the first day, or moment, on which it was open again."))
            continue
        found.append(Closure(first, until, queues, why, text.where(row)))
    return tuple(sorted(found, key=lambda one: (one.first_at, one.until_at)))


def _moment(text: Text, node: Node | None, name: str, zone: ZoneInfo) -> datetime | None:
    """A day's beginning, or a moment, by the centre's clock."""
    written = text.text(node, f"{name!r} of a closure")
    if written is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2})?", written):
            raise ValueError(written)
        return datetime.fromisoformat(written).replace(tzinfo=zone)
    except ValueError:
        text.tell("unreadable-date", node, said("{name} of a closure is {written}, which is no day and no moment.",
                                                name=repr(name), written=repr(written)),
                  said("Write  {replace}  or  {name}: 2026-12-24 14:00",
                       replace=EXAMPLES['until'].replace('until', name), name=name))
        return None


def _queues(text: Text, node: Node | None) -> tuple[str, ...] | None:
    """Those named, one or a list; none means every queue. None when a mistake was told."""
    if node is None:
        return ()
    rows = text.items(node, "The queues of a closure") if node.id == "sequence" else [node]
    if not rows:
        text.tell("setting-empty", node, said("A closure names no queue."),
                  said("Name some, or leave the line out for every queue."))
    named = [text.text(row, "A queue of a closure") for row in rows]
    return tuple(name for name in named if name) if named and all(named) else None
