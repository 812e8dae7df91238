"""This file is about the front door of Asterisk: its queue_log, as files and as a table."""

from fourscore.warehouse.sources.asterisk.queue_log import QueueLog
from fourscore.warehouse.sources.asterisk.queue_table import QueueTable

__all__ = ["QueueLog", "QueueTable"]
