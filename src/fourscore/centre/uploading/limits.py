"""This file is about how much a file brought in a browser may be."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """What is bounded. size, unpacked, memory: bytes; unpacked is of a workbook, memory of whoever looks at a file.

    seconds: while a file comes in; looking: seconds it may be looked at. columns: of one row. cells: of a workbook.
    waiting: files that wait for somebody at one time.
    """

    size: int = 2_000_000_000
    unpacked: int = 400_000_000
    memory: int = 6_000_000_000
    seconds: float = 1_800.0
    looking: float = 180.0
    rows: int = 20_000_000
    columns: int = 1_000
    cells: int = 5_000_000
    waiting: int = 20
