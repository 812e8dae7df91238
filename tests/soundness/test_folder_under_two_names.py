"""This file is about a centre's folder given as a name, as `.` and as a whole path: its files are the same ones."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fourscore.centre import Centre

CENTRE = """\
name: Support desk
zone: UTC
currency: EUR
sources:
  - name: calls
    kind: table
    files: calls.csv
    facts:
      contact: {started: started}
      visit: {queue: queue, outcome: {value: answered}, wait: wait, talk: talk}
"""


@pytest.mark.parametrize("given", ["", "desk", "../desk", "other"])
def test_a_corrected_file_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    """Rows without a key are known by their file and line, so another name of the file would count them twice."""
    desk, calls = tmp_path / "desk", tmp_path / "desk" / "calls.csv"
    desk.mkdir()
    (desk / "centre.yaml").write_text(CENTRE)
    calls.write_text("started,queue,wait,talk\n2026-03-02 10:00:00,Billing,12,100\n")

    def load(folder: Path) -> None:
        with Centre.open(folder, now=lambda: datetime(2026, 3, 3, tzinfo=UTC)) as centre:
            centre.load()

    monkeypatch.chdir(tmp_path)
    load(Path("desk"))
    calls.write_text(calls.read_text().replace("12,100", "13,100"))
    if given == "other":
        try:
            (tmp_path / "other").symlink_to(desk)
        except OSError:
            pytest.skip("this system lets nobody make a link")
        load(tmp_path / "other")
    else:
        monkeypatch.chdir(desk)
        load(tmp_path / given if given == "desk" else Path(given))
    with Centre.open(desk, now=lambda: datetime(2026, 3, 3, tzinfo=UTC)) as centre:
        offered, wait = centre.metrics.ask(["contacts_offered", "average_speed_of_answer"],
                                           during=centre.calendar.period("2026-03")).rows
    assert (offered.value, wait.value) == (1, 13)
