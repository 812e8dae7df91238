"""This file is about files nobody configured: what kind they are, and the entry of centre.yaml that reads them."""

from fourscore.centre.sniffing.entry import entry_lines, written_into
from fourscore.centre.sniffing.sniff import Sniffed, sniff_for

__all__ = ["Sniffed", "entry_lines", "sniff_for", "written_into"]
