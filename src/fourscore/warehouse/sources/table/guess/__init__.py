"""This file is about the front door of guessing: the mapping of a table that nobody described."""

from fourscore.warehouse.sources.table.guess.guessed import guess_table

__all__ = ["guess_table"]
