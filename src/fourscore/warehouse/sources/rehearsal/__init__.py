"""This file is about the front door of rehearsal: a whole centre made up from a seed, to try everything on."""

from fourscore.warehouse.sources.rehearsal.people import (
    Cast,
    Person,
    Stint,
    Stories,
    Team,
    cast,
    sample_people,
    sample_thresholds,
)
from fourscore.warehouse.sources.rehearsal.source import Options, Rehearsal, read_options

__all__ = [
    "Cast",
    "Options",
    "Person",
    "Rehearsal",
    "Stint",
    "Stories",
    "Team",
    "cast",
    "read_options",
    "sample_people",
    "sample_thresholds",
]
