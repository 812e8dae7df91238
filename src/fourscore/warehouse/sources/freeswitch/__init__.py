"""This file is about the front door of what FreeSWITCH writes."""

from fourscore.warehouse.sources.freeswitch.events import CallcenterEvents

__all__ = ["CallcenterEvents"]
