"""This file is about a document's words in the language of who reads it, whatever they are held in."""

from __future__ import annotations

import re
from typing import Any

from fourscore.terms import said, spoken, tongue
from fourscore.web.sheets.excel import FORMATS

# Signs that are not seen: what stands between them is written in whichever direction its first letter is.
ITS_OWN, AGAIN = "\u2068", "\u2069"
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


def put(told: Any) -> Any:
    """The same, each of its texts as it is said in the language of who reads."""
    if isinstance(told, dict):
        return {name: put(one) for name, one in told.items()}
    if isinstance(told, list | tuple):
        return [put(one) for one in told]
    return spoken(told)


def apart(text: str) -> str:
    """What somebody wrote, kept in its own direction among words that are read in the other."""
    return f"{ITS_OWN}{text}{AGAIN}" if text and right_to_left() else text


def right_to_left() -> bool:
    """Whether who reads begins at the right."""
    other = tongue()
    return other is not None and other.reads == "rtl"


def axis_format(unit: str) -> str:
    """How a spreadsheet's own chart writes the figures along its axis: lengths of time say what they are in."""
    word = {"seconds": said("s"), "minutes": said("min")}.get(unit)
    return f'#,##0" {spoken(word)}"' if word else FORMATS.get(unit, "General")


def sheet_name(name: str) -> str:
    """A name as a spreadsheet takes it for one of its sheets."""
    return NOT_IN_A_NAME.sub(" ", spoken(name)).strip("' ")[:31]
