"""This file is about words that are written down and read again: the message with its values, not the finished text.

So a sentence that was stored with a file is told to each reader in their own language, whoever it was first told to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fourscore.terms.writing.said import (
    Capital,
    Dated,
    Inner,
    Said,
    Together,
    Unended,
    Written,
    as_written,
    capital,
    inner,
    together,
    unended,
    write_day,
)

KIND = "¶"  # what a map begins with that stands for a text
# Texts made of one other text.
OF_ONE = {Unended: ("sentence", unended), Capital: ("text", capital), Inner: ("name", inner)}
MADE = {kind.__name__: make for kind, (_, make) in OF_ONE.items()}


def storable(thing: Any) -> Any:
    """Plain values for JSON, in which each text for people keeps what it was made of; a text of another kind stays as
    it is in English.
    """
    if isinstance(thing, Mapping):
        return {name: storable(value) for name, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [storable(value) for value in thing]
    if isinstance(thing, Said):
        return {KIND: "Said", "message": thing.message, "many": thing.many, "number": thing.number,
                "values": storable(thing.values)}
    if isinstance(thing, Together):
        return {KIND: "Together", "parts": storable(thing.parts), "between": storable(thing.between)}
    if isinstance(thing, Written):
        return {KIND: "Written", "text": str(thing), "value": thing.value, "unit": thing.unit,
                "currency": thing.currency, "digits": thing.digits}
    if isinstance(thing, Dated):
        return {KIND: "Dated", "day": thing.day.isoformat(), "pattern": thing.pattern}
    for kind, (name, _) in OF_ONE.items():
        if type(thing) is kind:
            return {KIND: kind.__name__, "text": storable(getattr(thing, name))}
    return thing if thing is None or type(thing) in (bool, int, float) else str(thing)


def restored(thing: Any) -> Any:
    """What `storable` made plain, with its texts as they were; what was stored as a finished text stays one."""
    if isinstance(thing, list):
        return [restored(value) for value in thing]
    if not isinstance(thing, Mapping):
        return thing
    kind = thing.get(KIND)
    if kind == "Said":
        return _said(thing)
    if kind == "Together":
        return together(restored(thing["parts"]), restored(thing["between"]))
    if kind == "Written":
        return as_written(thing["text"], thing["value"], thing["unit"], thing["currency"], thing["digits"])
    if kind == "Dated":
        return write_day(date.fromisoformat(thing["day"]), thing["pattern"])
    if kind in MADE:
        return MADE[kind](restored(thing["text"]))
    return {name: restored(value) for name, value in thing.items()}


def _said(thing: Mapping[str, Any]) -> str:
    values = {name: restored(value) for name, value in thing["values"].items()}
    text = thing["many"] if thing["many"] and thing["number"] != 1 else thing["message"]
    found = Said(text.format(**values) if values else text)
    found.message, found.many, found.number, found.values = (
        thing["message"], thing["many"], thing["number"], values)
    return found
