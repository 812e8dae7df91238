"""This file is about the front door of what FreeSWITCH writes."""

from fourscore.warehouse.sources.freeswitch.cdr import CallDetailRecords
from fourscore.warehouse.sources.freeswitch.events import CallcenterEvents

__all__ = ["CallDetailRecords", "CallcenterEvents"]
