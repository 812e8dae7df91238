"""This file is about records a real Asterisk wrote. The figures were counted a second way, row by row in Python."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fourscore.warehouse.sources.asterisk.records import CallRecords, ChannelEvents

# Extensions of that laboratory: 200 to 205, and one whose name was replaced by a number.
INSIDE = r"20\d|\+999116857033"


def summed(found: Any) -> dict[str, Any]:
    ask = found.cursor.execute
    return {
        "aside": ask("SELECT issue, count(*) FROM aside GROUP BY ALL").fetchall(),
        "left out": found.staged.left_out,
        "contacts": ask(
            "SELECT outbound, connected, count(*) FROM staged_contact GROUP BY ALL ORDER BY ALL"
        ).fetchall(),
        "open": ask("SELECT count(*) FROM staged_contact WHERE ended_at IS NULL").fetchone()[0],
        "talk": ask(
            "SELECT sum(epoch(ended_at - started_at))::INTEGER FROM staged_segment WHERE kind = 'talk'"
        ).fetchone()[0],
        "offers": ask(
            "SELECT answered, count(*), sum(epoch(ended_at - started_at))::INTEGER FROM staged_segment "
            "WHERE kind = 'alert' GROUP BY ALL ORDER BY ALL"
        ).fetchall(),
        "stays": ask("SELECT count(*) FROM staged_visit").fetchone()[0],
    }


def test_call_records(shared_data: Path, staged: Callable[..., Any]) -> None:
    """574 records of 371 calls; 38 rows of the table were typed by somebody and are no records."""
    found = staged(CallRecords, (shared_data / "switch_formats" / "asterisk_cdr.csv").read_bytes(), inside=INSIDE)
    assert summed(found) == {
        "aside": [("impossible-time", 38)],
        "left out": 191,
        "contacts": [(0, 0, 152), (1, 0, 23), (1, 1, 76)],
        "open": 0,
        "talk": 1831,
        "offers": [(0, 21, 128), (1, 7, 15)],
        "stays": 0,
    }


def test_channel_events(shared_data: Path, staged: Callable[..., Any]) -> None:
    """4,100 events of 397 calls, two of which were not over when the file was written."""
    found = staged(ChannelEvents, (shared_data / "switch_formats" / "asterisk_cel.csv").read_bytes(), inside=INSIDE)
    said = summed(found)
    assert {key: said[key] for key in said if key not in ("offers", "open")} == {
        "aside": [],
        "left out": 1351,
        "contacts": [(0, 0, 156), (1, 0, 8), (1, 1, 77)],
        "talk": 1678,
        "stays": 0,
    }
    assert (sum(row[1] for row in said["offers"]), said["offers"][1][1], sum(row[2] for row in said["offers"])) == (
        28,
        7,
        179,
    )
