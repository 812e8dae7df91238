"""This file is about when backups are made, where they go and how many are kept, as centre.yaml says it."""

from __future__ import annotations

import re
from datetime import time

from fourscore.settings.model import Backups
from fourscore.settings.table import SETTINGS, names_in
from fourscore.settings.text import Node, Text
from fourscore.terms import said

OFF, ON = ("false", "no", "off"), ("true", "yes", "on")
MOST = 999


def read_backups(text: Text, node: Node) -> Backups:
    """`backups: no`, or lines; every mistake is told."""
    usual = Backups()
    if node.id == "scalar" and not text.empty(node):
        word = str(node.value).strip().lower()
        if word in OFF:
            return usual._replace(at=None)
        if word in ON:
            return usual
    lines = text.mapping(node, "Backups", names_in(SETTINGS, "backups"))

    def number(name: str, usually: int) -> int:
        found = _number(text, lines.get(name), name)
        return usually if found is None else found

    return Backups(
        _hour(text, lines.get("at")) or usual.at, text.text(lines.get("to"), "The place of backups") or usual.to,
        number("daily", usual.daily), number("weekly", usual.weekly), number("monthly", usual.monthly))


def _hour(text: Text, node: Node | None) -> time | None:
    written = text.text(node, "The hour of the backup")
    if written is None:
        return None
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", written)
    if match is None:
        text.tell("bad-hour", node,
                  said("{written} is no time of day.", written=repr(written)), said("Write for example 02:00"))
        return None
    return time(int(match[1]), int(match[2]))


def _number(text: Text, node: Node | None, name: str) -> int | None:
    written = text.text(node, f"The number of {name} backups")
    if written is None:
        return None
    least = 1 if name == "daily" else 0
    if not re.fullmatch(r"\d{1,3}", written) or not least <= int(written) <= MOST:
        text.tell("bad-number", node,
                  said("{written} {name} backups: it should be a whole number from {least} to {most}.",
                       written=repr(written), name=name, least=least, most=MOST),
                  said("Write for example 7"))
        return None
    return int(written)
