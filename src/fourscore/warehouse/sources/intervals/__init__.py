"""This file is about the front door of interval reports: sums a switch or a person added up, no single calls."""

from fourscore.warehouse.sources.intervals.source import Intervals

__all__ = ["Intervals"]
