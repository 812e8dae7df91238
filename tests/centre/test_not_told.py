"""This file is about a list of calls out of a telephone campaign: what a blank cell is, and what no column tells."""

from datetime import date
from pathlib import Path

import pytest

from fourscore.centre import Centre
from fourscore.centre.roles.feeding import fed
from fourscore.terms import Days

from .conftest import NOW

MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))
CENTRE = """name: Campaign
zone: UTC
currency: EUR
sources:
  - name: campaign
    kind: table
    files: calls.csv
    covers: day
    facts:
      contact:
        started: at
        direction: {value: outbound}
        connected: answered
        recorded: rec
        right_party: %s
        agent: who
"""
# Two of four calls were answered; of one answered call nobody noted whether the right person spoke.
CALLS = """at,answered,rec,right,who
2026-03-02 10:00,yes,,yes,Ada
2026-03-02 11:00,yes,,,Ada
2026-03-02 12:00,no,,,Ada
2026-03-02 13:00,no,,,Ada
2026-03-02 14:00,,,,Ada
"""


@pytest.mark.parametrize(("field", "right_party"), [("right", 1 / 3), ("{column: right, otherwise: no}", 1 / 5)])
def test_a_blank_cell_is_not_known_unless_the_mapping_says_what_it_means(
    tmp_path: Path, field: str, right_party: float,
) -> None:
    (tmp_path / "centre.yaml").write_text(CENTRE % field, encoding="utf-8")
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    with Centre.open(tmp_path, now=lambda: NOW) as centre:
        assert [report.rows_set_aside for report in centre.load()] == [0]
        metrics = centre.metrics.unguarded()
        asked = metrics.ask(["dial_attempts", "connect_rate", "right_party_contact_rate", "recording_coverage",
                             "conversion_rate:offer"], during=MARCH)
        assert [row.value for row in asked.rows] == [5, 2 / 4, right_party, None, None]
        assert (metrics.lacking("recording_coverage"), metrics.lacking("connect_rate")) == (("recorded",), ())
        there = fed(centre, "network")
        assert not there.there
        assert {"recorded", "segment"} <= set(there.wants)


def test_nobody_to_compare_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "centre.yaml").write_text((CENTRE % "right").replace("        agent: who\n", ""), encoding="utf-8")
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    with Centre.open(tmp_path, now=lambda: NOW) as centre:
        centre.load()
        assert not fed(centre, "compare").there
