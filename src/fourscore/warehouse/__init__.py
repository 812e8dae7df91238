"""This file is about the front door of the warehouse: what happened in the centre, kept and never overwritten."""

from fourscore.warehouse.agreed import Fill, LoadReport, LoadTerms, Membership, Progress, Rate, Threshold
from fourscore.warehouse.derived.seen import SEEN, seen
from fourscore.warehouse.facts import FACTS, WORDS
from fourscore.warehouse.file import Warehouse
from fourscore.warehouse.parts import CUBES, STORED, StoredPart
from fourscore.warehouse.sources import History, Slice, Source, Staged
from fourscore.warehouse.sources.recognise import HEAD, LIKELY, PERHAPS, SURE, Guess, columns_in, keys_in, lines_in
from fourscore.warehouse.sources.rehearsal import read_options as sample_options
from fourscore.warehouse.sources.rehearsal import sample_people, sample_thresholds
from fourscore.warehouse.sources.trial import Reason, Trial, try_out
from fourscore.warehouse.trust import Aside, Health, SourceHealth

__all__ = [
    "CUBES",
    "FACTS",
    "HEAD",
    "LIKELY",
    "PERHAPS",
    "SEEN",
    "STORED",
    "SURE",
    "WORDS",
    "Aside",
    "Fill",
    "Guess",
    "Health",
    "History",
    "LoadReport",
    "LoadTerms",
    "Membership",
    "Progress",
    "Rate",
    "Reason",
    "Slice",
    "Source",
    "SourceHealth",
    "Staged",
    "StoredPart",
    "Threshold",
    "Trial",
    "Warehouse",
    "columns_in",
    "keys_in",
    "lines_in",
    "sample_options",
    "sample_people",
    "sample_thresholds",
    "seen",
    "try_out",
]
