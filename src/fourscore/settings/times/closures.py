"""This file is about reading closures: spans in which a centre, or some of its queues, did not work, and why."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from fourscore.settings.model import Closure
from fourscore.settings.table import SETTINGS, names_in
from fourscore.settings.text import Node, Text

EXAMPLES = {"from": "from: 2026-12-24 14:00", "until": "until: 2026-12-27", "why": "why: Christmas"}


def read_closures(text: Text, node: Node | None, zone: ZoneInfo) -> tuple[Closure, ...]:
    """Every closure, by its beginning; every mistake is told."""
    found = []
    for row in text.items(node, "Closures"):
        lines = text.mapping(row, "A closure", names_in(SETTINGS, "closures"))
        if row.id == "mapping":
            for name in EXAMPLES:
                if name not in lines:
                    text.tell("missing-key", row, f"A closure has no {name!r}.",
                              f"Add a line such as  {EXAMPLES[name]}")
        first, until = (_moment(text, lines.get(name), name, zone) for name in ("from", "until"))
        why = text.text(lines.get("why"), "Why it was closed")
        queues = _queues(text, lines.get("queues"))
        if first is None or until is None or why is None or queues is None:
            continue
        if until <= first:
            text.tell("until-before-from", row, f"This closure would end on {until:%Y-%m-%d %H:%M}, before it began.",
                      "The end is not included: write the first day, or moment, on which it was open again.")
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
        text.tell("unreadable-date", node, f"{name!r} of a closure is {written!r}, which is no day and no moment.",
                  f"Write  {EXAMPLES['until'].replace('until', name)}  or  {name}: 2026-12-24 14:00")
        return None


def _queues(text: Text, node: Node | None) -> tuple[str, ...] | None:
    """Those named, one or a list; none means every queue. None when a mistake was told."""
    if node is None:
        return ()
    rows = text.items(node, "The queues of a closure") if node.id == "sequence" else [node]
    if not rows:
        text.tell("setting-empty", node, "A closure names no queue.",
                  "Name some, or leave the line out for every queue.")
    named = [text.text(row, "A queue of a closure") for row in rows]
    return tuple(name for name in named if name) if named and all(named) else None
