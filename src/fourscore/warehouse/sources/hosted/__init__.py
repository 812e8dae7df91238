"""This file is about the front door of what hosted systems hand out: records of contacts as JSON."""

from fourscore.warehouse.sources.hosted.connect import AmazonConnect
from fourscore.warehouse.sources.hosted.genesys import Genesys

__all__ = ["AmazonConnect", "Genesys"]
