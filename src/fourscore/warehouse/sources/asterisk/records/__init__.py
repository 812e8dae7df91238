"""This file is about the front door of Asterisk's records of calls (CDR)."""

from fourscore.warehouse.sources.asterisk.records.cdr import CallRecords

__all__ = ["CallRecords"]
