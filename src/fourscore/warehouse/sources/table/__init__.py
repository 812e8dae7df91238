"""This file is about the front door of the table source: rows of CSV, TSV, Excel and Parquet files, read by a mapping."""

from fourscore.warehouse.sources.table.source import Table

__all__ = ["Table"]
