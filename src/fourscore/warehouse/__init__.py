"""This file is about the front door of the warehouse: what happened in the centre, kept and never overwritten."""

from fourscore.warehouse.agreed import (
    Fill,
    Handed,
    LoadReport,
    LoadTerms,
    Membership,
    Progress,
    Rate,
    TableRate,
    Threshold,
)
from fourscore.warehouse.derived.as_known import AsKnown, Load
from fourscore.warehouse.derived.histograms import ERROR as HISTOGRAM_ERROR
from fourscore.warehouse.derived.histograms import bucket, counted_from, estimate, histogram_rows, uncounted
from fourscore.warehouse.derived.histograms import edges as bucket_edges
from fourscore.warehouse.derived.seen import LOOKING_BACK, SEEN, seen, told_rows, worth_by_currency
from fourscore.warehouse.doubts.finding import Closure, Finding, Known, Person, Row
from fourscore.warehouse.doubts.look import FINDINGS
from fourscore.warehouse.facts import COUNTS_TOLD, FACTS, SCHEMA, SECONDS_TOLD, TYPED, WORDS
from fourscore.warehouse.file import Warehouse
from fourscore.warehouse.keep.afresh import copy_closed, copy_out, form_of, resting
from fourscore.warehouse.keep.ageing import AGEING, Aged, frozen
from fourscore.warehouse.keep.book import mask_of
from fourscore.warehouse.keep.held import Held
from fourscore.warehouse.keep.touched import Touch
from fourscore.warehouse.now.standing import AgentNow, QueueNow, Standing, standing
from fourscore.warehouse.parts import CUBES, HISTOGRAMS, LENGTHS, STORED, StoredLength, StoredPart
from fourscore.warehouse.sources import Fetched, Fetches, Fetching, History, Secret, Slice, Source, Staged
from fourscore.warehouse.sources.nature import Nature, nature_of, packed_file
from fourscore.warehouse.sources.push.batch import MOST_BYTES as MOST_PUSHED_BYTES
from fourscore.warehouse.sources.push.batch import Batch as PushedBatch
from fourscore.warehouse.sources.push.batch import read_batch, too_large
from fourscore.warehouse.sources.push.spool import Spool
from fourscore.warehouse.sources.push.spool import place_of as spool_of
from fourscore.warehouse.sources.reasons import reason
from fourscore.warehouse.sources.recognise import HEAD, LIKELY, PERHAPS, SURE, Guess, columns_in, keys_in, lines_in
from fourscore.warehouse.sources.rehearsal import read_options as sample_options
from fourscore.warehouse.sources.rehearsal import sample_people, sample_thresholds
from fourscore.warehouse.sources.table.files import workbook_rows
from fourscore.warehouse.sources.table.mapping.shape import FIELDS, UNITS, FieldKind
from fourscore.warehouse.sources.trial import Beside, Reason, Seen, Shown, Trial, try_out
from fourscore.warehouse.sources.typed import Figure, TypedFigures
from fourscore.warehouse.storing.staff import Colleague, SkillHeld, skills_held
from fourscore.warehouse.trust import Aside, Health, SourceHealth

__all__ = [
    "AGEING",
    "COUNTS_TOLD",
    "CUBES",
    "FACTS",
    "FIELDS",
    "FINDINGS",
    "HEAD",
    "HISTOGRAMS",
    "HISTOGRAM_ERROR",
    "LENGTHS",
    "LIKELY",
    "LOOKING_BACK",
    "MOST_PUSHED_BYTES",
    "PERHAPS",
    "SCHEMA",
    "SECONDS_TOLD",
    "SEEN",
    "STORED",
    "SURE",
    "TYPED",
    "UNITS",
    "WORDS",
    "Aged",
    "AgentNow",
    "AsKnown",
    "Aside",
    "Beside",
    "Closure",
    "Colleague",
    "Fetched",
    "Fetches",
    "Fetching",
    "FieldKind",
    "Figure",
    "Fill",
    "Finding",
    "Guess",
    "Handed",
    "Health",
    "Held",
    "History",
    "Known",
    "Load",
    "LoadReport",
    "LoadTerms",
    "Membership",
    "Nature",
    "Person",
    "Progress",
    "PushedBatch",
    "QueueNow",
    "Rate",
    "Reason",
    "Row",
    "Secret",
    "Seen",
    "Shown",
    "SkillHeld",
    "Slice",
    "Source",
    "SourceHealth",
    "Spool",
    "Staged",
    "Standing",
    "StoredLength",
    "StoredPart",
    "TableRate",
    "Threshold",
    "Touch",
    "Trial",
    "TypedFigures",
    "Warehouse",
    "bucket",
    "bucket_edges",
    "columns_in",
    "copy_closed",
    "copy_out",
    "counted_from",
    "estimate",
    "form_of",
    "frozen",
    "histogram_rows",
    "keys_in",
    "lines_in",
    "mask_of",
    "nature_of",
    "packed_file",
    "read_batch",
    "reason",
    "resting",
    "sample_options",
    "sample_people",
    "sample_thresholds",
    "seen",
    "skills_held",
    "spool_of",
    "standing",
    "told_rows",
    "too_large",
    "try_out",
    "uncounted",
    "workbook_rows",
    "worth_by_currency",
]
