"""This file is about what doctor counts of a file that grew and was then corrected: its rows once, not once a load."""

from datetime import UTC, datetime
from pathlib import Path

from fourscore.centre import Centre

CENTRE = """\
name: Support desk
zone: UTC
currency: EUR
sources:
  - name: calls
    kind: table
    files: calls.csv
    key: call
    distinct: [trunk]
    notices: {long_waits: wait >= 60}
    facts:
      contact: {started: started}
      visit: {queue: queue, outcome: {value: answered}, wait: wait, talk: talk}
"""
HEAD = "call,trunk,started,queue,wait,talk\n"
ROWS = ("1,A,2026-03-02 10:00:00,Billing,12,100\n", "2,A,2026-03-02 11:00:00,Billing,75,100\n",
        "3,B,2026-03-02 12:00:00,Billing,80,100\n")


NAMES = ("long_waits", "distinct_trunk", "trunk_repeats_across_lines")


def noticed(folder: Path, text: str) -> tuple[dict[str, int], dict[str, int]]:
    """Load the file as it now reads: what doctor says of it, and what the counts of all loads add up to."""
    (folder / "calls.csv").write_text(HEAD + text)
    with Centre.open(folder, now=lambda: datetime(2026, 3, 3, tzinfo=UTC)) as centre:
        centre.load()
        found = centre.doctor().health.sources[0].notices
        added = dict(centre.warehouse.cursor().execute("SELECT name, sum(rows) FROM notice GROUP BY name").fetchall())
    return {name: found[name] for name in NAMES}, {name: int(added[name]) for name in NAMES}


def test_a_file_that_grew_and_was_corrected_is_counted_once(tmp_path: Path) -> None:
    """Caught: the counts of all loads added, which tells of mended rows for ever and of the others twice."""
    (tmp_path / "centre.yaml").write_text(CENTRE)
    first, _ = noticed(tmp_path, ROWS[0] + ROWS[1])
    grown, _ = noticed(tmp_path, "".join(ROWS))
    corrected, wrong = noticed(tmp_path, "".join(ROWS).replace("75,100", "15,100"))
    assert first == {"long_waits": 1, "distinct_trunk": 1, "trunk_repeats_across_lines": 1}
    assert grown == {"long_waits": 2, "distinct_trunk": 2, "trunk_repeats_across_lines": 1}
    assert corrected == {"long_waits": 1, "distinct_trunk": 2, "trunk_repeats_across_lines": 1}
    assert wrong == {"long_waits": 3, "distinct_trunk": 4, "trunk_repeats_across_lines": 2}
