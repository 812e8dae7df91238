"""This file is about the front door of Asterisk's records of calls (CDR) and of what happened to channels (CEL)."""

from fourscore.warehouse.sources.asterisk.records.cdr import CallRecords
from fourscore.warehouse.sources.asterisk.records.cel import ChannelEvents

__all__ = ["CallRecords", "ChannelEvents"]
