"""This file is about a centre's folder given as a name, as `.` and as a whole path: its files are the same ones."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fourscore.centre import Centre
from fourscore.warehouse import news

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


def corrected(room: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> tuple[float | None, float | None]:
    """Load a folder as `desk`, then its corrected file by another name of it: calls offered, and their wait."""
    desk, calls = room / "desk", room / "desk" / "calls.csv"
    desk.mkdir(parents=True)
    (desk / "centre.yaml").write_text(CENTRE)
    calls.write_text("started,queue,wait,talk\n2026-03-02 10:00:00,Billing,12,100\n")

    def load(folder: Path) -> None:
        with Centre.open(folder, now=lambda: datetime(2026, 3, 3, tzinfo=UTC)) as centre:
            centre.load()

    monkeypatch.chdir(room)
    load(Path("desk"))
    calls.write_text(calls.read_text().replace("12,100", "13,100"))
    if given == "other":
        try:
            (room / "other").symlink_to(desk)
        except OSError:
            pytest.skip("this system lets nobody make a link")
        load(room / "other")
    else:
        monkeypatch.chdir(desk)
        load(room / given if given == "desk" else Path(given))
    with Centre.open(desk, now=lambda: datetime(2026, 3, 3, tzinfo=UTC)) as centre:
        offered, wait = centre.metrics.ask(["contacts_offered", "average_speed_of_answer"],
                                           during=centre.calendar.period("2026-03")).rows
    return offered.value, wait.value


@pytest.mark.parametrize("given", ["", "desk", "../desk", "other"])
def test_a_corrected_file_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    """Rows without a key are known by their file and line. Caught: a file known by the name it was given this time."""
    assert corrected(tmp_path / "right", monkeypatch, given) == (1, 13)
    monkeypatch.setattr(Centre, "open", classmethod(lambda cls, folder, *, now: cls(folder, now)))
    monkeypatch.setattr(news, "_name", lambda path, folder: str(path))
    assert corrected(tmp_path / "wrong", monkeypatch, given) == (2, 12.5)
