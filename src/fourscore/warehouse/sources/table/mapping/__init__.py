"""This file is about the front door of mappings: what a person says about a file's columns, read and checked."""

from fourscore.warehouse.sources.table.mapping.reading import read_mapping

__all__ = ["read_mapping"]
