"""This file is about the front door of pushed events: what they are, where they wait, and how they are loaded."""

from fourscore.warehouse.sources.push.batch import Batch, Problem, read_batch
from fourscore.warehouse.sources.push.source import Push
from fourscore.warehouse.sources.push.spool import Spool, place_of

__all__ = ["Batch", "Problem", "Push", "Spool", "place_of", "read_batch"]
