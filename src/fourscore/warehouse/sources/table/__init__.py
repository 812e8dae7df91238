"""This file is about the front door of the table source: rows of text, Excel and Parquet files, by a mapping."""

from fourscore.warehouse.sources.table.source import Table

__all__ = ["Table"]
