"""This file is about the recorded day in Asterisk's queue_log."""

from recorded_day import Told, lines

from fourscore.warehouse.sources.asterisk import QueueLog


def queue_log() -> str:
    """As Asterisk writes them: the lines with their times as seconds since 1970."""
    return "".join(f"{line.at.timestamp():.0f}|{'|'.join([*line[1:5], *line.more])}\n" for line in lines())


WAY = Told({"switch": (QueueLog.configure, {"files": "queue_log"})}, {"queue_log": queue_log})
