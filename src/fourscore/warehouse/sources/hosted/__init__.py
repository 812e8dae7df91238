"""This file is about the front door of what hosted systems hand out: records of contacts as JSON."""

from fourscore.warehouse.sources.hosted.connect import AmazonConnect

__all__ = ["AmazonConnect"]
