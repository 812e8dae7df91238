"""This file is about the front door of what Twilio TaskRouter tells."""

from fourscore.warehouse.sources.twilio.events import TaskRouterEvents

__all__ = ["TaskRouterEvents"]
