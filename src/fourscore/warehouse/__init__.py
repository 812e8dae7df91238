"""This file is about the front door of the warehouse: what happened in the centre, kept and never overwritten."""

from fourscore.warehouse.agreed import Fill, LoadReport, LoadTerms, Membership, Progress, Rate, Threshold
from fourscore.warehouse.derived.seen import SEEN, seen, told_rows
from fourscore.warehouse.doubts.finding import Finding, Known, Person, Row
from fourscore.warehouse.doubts.look import FINDINGS
from fourscore.warehouse.facts import COUNTS_TOLD, FACTS, SECONDS_TOLD, WORDS
from fourscore.warehouse.file import Warehouse
from fourscore.warehouse.keep.ageing import AGEING, Aged, frozen
from fourscore.warehouse.keep.book import mask_of
from fourscore.warehouse.keep.touched import Touch
from fourscore.warehouse.parts import CUBES, STORED, StoredPart
from fourscore.warehouse.sources import Fetched, Fetches, Fetching, History, Secret, Slice, Source, Staged
from fourscore.warehouse.sources.recognise import HEAD, LIKELY, PERHAPS, SURE, Guess, columns_in, keys_in, lines_in
from fourscore.warehouse.sources.rehearsal import read_options as sample_options
from fourscore.warehouse.sources.rehearsal import sample_people, sample_thresholds
from fourscore.warehouse.sources.table.files import workbook_rows
from fourscore.warehouse.sources.trial import Reason, Trial, try_out
from fourscore.warehouse.trust import Aside, Health, SourceHealth

__all__ = [
    "AGEING",
    "COUNTS_TOLD",
    "CUBES",
    "FACTS",
    "FINDINGS",
    "HEAD",
    "LIKELY",
    "PERHAPS",
    "SECONDS_TOLD",
    "SEEN",
    "STORED",
    "SURE",
    "WORDS",
    "Aged",
    "Aside",
    "Fetched",
    "Fetches",
    "Fetching",
    "Fill",
    "Finding",
    "Guess",
    "Health",
    "History",
    "Known",
    "LoadReport",
    "LoadTerms",
    "Membership",
    "Person",
    "Progress",
    "Rate",
    "Reason",
    "Row",
    "Secret",
    "Slice",
    "Source",
    "SourceHealth",
    "Staged",
    "StoredPart",
    "Threshold",
    "Touch",
    "Trial",
    "Warehouse",
    "columns_in",
    "frozen",
    "keys_in",
    "lines_in",
    "mask_of",
    "sample_options",
    "sample_people",
    "sample_thresholds",
    "seen",
    "told_rows",
    "try_out",
    "workbook_rows",
]
