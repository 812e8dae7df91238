"""This file is about how long things are kept, as centre.yaml says it: `13 months`, `2y`, `90d`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fourscore.settings.model import Keep
from fourscore.settings.text import Node, Text
from fourscore.terms import FACT_WORDS, said

TOGETHER = ("contact", "visit", "segment")
SUMS = ("interval",)  # kept for ever, as what is counted of single facts is
THINGS = ("contacts", *(kind for kind in FACT_WORDS if kind not in (*TOGETHER, *SUMS)), "set_aside", "landed")
UNITS = {"d": (0, 1), "w": (0, 7), "m": (1, 0), "y": (12, 0)}
LATE = 31  # days after the resolution window in which a late row may still come


def read_retention(text: Text, node: Node, window_days: int) -> Mapping[str, Keep]:
    """How long each thing is kept; every mistake is told."""
    found = {}
    for what, value in text.mapping(node, "The retention", THINGS).items():
        written = text.text(value, f"The time {what} is kept")
        if written is None:
            continue
        keep = read_keep(written)
        if keep is None:
            text.tell("bad-duration", value, said("{written} is no whole number of days, weeks, months or years.",
                                                  written=repr(written)),
                      said("Write for example 90d, 26 weeks, 13 months or 2y"))
        elif keep.months * 28 + keep.days < window_days + LATE:
            text.tell("bad-duration", value,
                      said("{what} would be kept for less than the resolution window and {late} days more, in "
                           "which rows still come late.", what=what, late=LATE),
                      said("Keep it for at least {number}d.", number=window_days + LATE))
        else:
            found[what] = keep
    return found


def read_keep(written: str) -> Keep | None:
    match = re.fullmatch(r"([1-9]\d{0,3})\s*(d|days?|w|weeks?|m|months?|y|years?)", written.strip().lower())
    if match is None:
        return None
    months, days = UNITS[match[2][0]]
    return Keep(int(match[1]) * months, int(match[1]) * days)
