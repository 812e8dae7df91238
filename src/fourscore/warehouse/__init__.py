"""This file is about the front door of the warehouse: what happened in the centre, kept and never overwritten."""

from fourscore.warehouse.agreed import Fill, LoadReport, LoadTerms, Membership, Progress, Rate, Threshold
from fourscore.warehouse.derived.seen import SEEN, seen
from fourscore.warehouse.doubts.finding import Finding, Known, Person, Row
from fourscore.warehouse.doubts.look import FINDINGS
from fourscore.warehouse.facts import FACTS, WORDS
from fourscore.warehouse.file import Warehouse
from fourscore.warehouse.parts import CUBES, STORED, StoredPart
from fourscore.warehouse.sources import History, Slice, Source, Staged
from fourscore.warehouse.sources.rehearsal import read_options as sample_options
from fourscore.warehouse.sources.rehearsal import sample_people, sample_thresholds
from fourscore.warehouse.trust import Aside, Health, SourceHealth

__all__ = [
    "CUBES",
    "FACTS",
    "FINDINGS",
    "SEEN",
    "STORED",
    "WORDS",
    "Aside",
    "Fill",
    "Finding",
    "Health",
    "History",
    "Known",
    "LoadReport",
    "LoadTerms",
    "Membership",
    "Person",
    "Progress",
    "Rate",
    "Row",
    "Slice",
    "Source",
    "SourceHealth",
    "Staged",
    "StoredPart",
    "Threshold",
    "Warehouse",
    "sample_options",
    "sample_people",
    "sample_thresholds",
    "seen",
]
