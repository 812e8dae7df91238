"""This file is about reading the limits of the rules: numbers, shares, and how many times as much."""

from __future__ import annotations

from collections.abc import Mapping

from fourscore.settings.table import SETTINGS, names_in
from fourscore.settings.text import Node, Text
from fourscore.terms import read_value, said

LIMITS = {row.name.removeprefix("lint."): row.default for row in SETTINGS if row.name.startswith("lint.")}


def read_limits(text: Text, node: Node) -> Mapping[str, float]:
    """The limits written, by their names, shares as 0..1; every mistake is told."""
    found = {}
    for name, value in text.mapping(node, "The limits under lint", names_in(SETTINGS, "lint")).items():
        written = text.text(value, f"The limit {name}")
        limit = None if written is None else _number(written, LIMITS[name])
        if limit is not None:
            found[name] = limit
        elif written is not None:
            text.tell("bad-number", value, said("The limit {name} is {written}.", name=name, written=repr(written)),
                      said("Write for example {limits}", limits=LIMITS[name]))
    return found


def _number(written: str, like: str) -> float | None:
    """A positive number, or a share up to 100 % where the usual limit is one."""
    share = like.endswith("%")
    try:
        value = read_value(written, "share") if share and written.endswith("%") else float(written)
    except ValueError:
        return None
    return value if 0 < value <= (1 if share else 100_000) else None
