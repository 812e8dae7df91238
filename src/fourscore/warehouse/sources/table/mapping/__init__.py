"""This file is about the front door of mappings: reading one with every issue in it."""

from fourscore.warehouse.sources.table.mapping.reading import read_mapping
from fourscore.warehouse.sources.table.mapping.shape import OF_FILES, OPTIONS

__all__ = ["OF_FILES", "OPTIONS", "read_mapping"]
