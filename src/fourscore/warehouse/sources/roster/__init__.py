"""This file is about the source `roster`: a staff list from an HR system, as one row per person or one per spell."""

from fourscore.warehouse.sources.roster.source import Roster

__all__ = ["Roster"]
