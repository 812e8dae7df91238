"""This file is about the front door of terms: the words every room uses."""

from fourscore.terms.clock import WEEKDAYS, Calendar, Days, Interval, Offset, OpeningHours, offsets
from fourscore.terms.contact import (
    AGENT_STATES,
    CHANNELS,
    COACHING_METHODS,
    DIRECTIONS,
    FACT_WORDS,
    FLOWS,
    HANDLING,
    OUTCOMES,
    SEGMENTS,
    counted,
)
from fourscore.terms.issue import Issue, Trouble, WrongUse, did_you_mean
from fourscore.terms.secret import Secret
from fourscore.terms.units import (
    SYMBOLS,
    UNITS,
    Beside,
    Money,
    read_seconds,
    read_value,
    write_beside,
    write_score,
    write_value,
)

__all__ = [
    "AGENT_STATES",
    "CHANNELS",
    "COACHING_METHODS",
    "DIRECTIONS",
    "FACT_WORDS",
    "FLOWS",
    "HANDLING",
    "OUTCOMES",
    "SEGMENTS",
    "SYMBOLS",
    "UNITS",
    "WEEKDAYS",
    "Beside",
    "Calendar",
    "Days",
    "Interval",
    "Issue",
    "Money",
    "Offset",
    "OpeningHours",
    "Secret",
    "Trouble",
    "WrongUse",
    "counted",
    "did_you_mean",
    "offsets",
    "read_seconds",
    "read_value",
    "write_beside",
    "write_score",
    "write_value",
]
