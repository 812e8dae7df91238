"""This file is about the front door of the database source: rows of any SQL database, by a query and a mapping."""

from fourscore.warehouse.sources.database.source import Database

__all__ = ["Database"]
