"""This file is about the front door of the warehouse: what happened in the centre, kept and never overwritten."""

from fourscore.warehouse.agreed import Fill, LoadReport, LoadTerms, Membership, Progress, Rate, Threshold
from fourscore.warehouse.derived.seen import SEEN, seen
from fourscore.warehouse.facts import FACTS, WORDS
from fourscore.warehouse.file import Warehouse
from fourscore.warehouse.keep.ageing import AGEING, Aged, frozen
from fourscore.warehouse.keep.book import mask_of
from fourscore.warehouse.keep.touched import Touch
from fourscore.warehouse.parts import CUBES, STORED, StoredPart
from fourscore.warehouse.sources import History, Slice, Source, Staged
from fourscore.warehouse.sources.rehearsal import read_options as sample_options
from fourscore.warehouse.sources.rehearsal import sample_people, sample_thresholds
from fourscore.warehouse.trust import Aside, Health, SourceHealth

__all__ = [
    "AGEING",
    "CUBES",
    "FACTS",
    "SEEN",
    "STORED",
    "WORDS",
    "Aged",
    "Aside",
    "Fill",
    "Health",
    "History",
    "LoadReport",
    "LoadTerms",
    "Membership",
    "Progress",
    "Rate",
    "Slice",
    "Source",
    "SourceHealth",
    "Staged",
    "StoredPart",
    "Threshold",
    "Touch",
    "Warehouse",
    "frozen",
    "mask_of",
    "sample_options",
    "sample_people",
    "sample_thresholds",
    "seen",
]
