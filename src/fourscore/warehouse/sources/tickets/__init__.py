"""This file is about the front door of the tickets source: a help desk's tickets, from its exports or its API."""

from fourscore.warehouse.sources.tickets.source import Tickets

__all__ = ["Tickets"]
