"""This file is about guessing a report's options from its headings."""
from __future__ import annotations
from pathlib import Path
from fourscore.warehouse.sources.recognise import Guess


def guess_report(head: bytes, path: Path) -> Guess | None:
    return None
