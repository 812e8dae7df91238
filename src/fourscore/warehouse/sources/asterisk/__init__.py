"""This file is about the front door of what Asterisk writes."""

from fourscore.warehouse.sources.asterisk.queue_log import QueueLog

__all__ = ["QueueLog"]
