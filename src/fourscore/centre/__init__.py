"""This file is about the front door of the centre: opening one, writing a new one, and the sources it may have."""

from fourscore.centre.begin import init
from fourscore.centre.centre import Centre
from fourscore.centre.doctor import Doctor, FillAge
from fourscore.centre.sniffing import Sniffed, entry_lines, sniff_for, written_into
from fourscore.centre.sources import Configured, Kind, kinds_there, sources_of

__all__ = [
    "Centre",
    "Configured",
    "Doctor",
    "FillAge",
    "Kind",
    "Sniffed",
    "entry_lines",
    "init",
    "kinds_there",
    "sniff_for",
    "sources_of",
    "written_into",
]
