"""This file is about a person who is forgotten while events that name them wait to be loaded."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

from fourscore.centre import Centre, Intake, forget, init

CENTRE = """\
name: Live
zone: UTC
currency: EUR
sources:
  - {name: crm, kind: push, facts: {contact: {started: at, customer: caller, channel: {value: voice}}}}
"""
CALLER = "+4915112345678"


def test_nobody_is_left_in_a_file_of_events(tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    init(folder, kind="support", name="Live", zone="UTC", currency="EUR", until=date(2026, 3, 1))
    (folder / "centre.yaml").write_text(CENTRE)
    with Centre.open(folder, now=lambda: datetime(2026, 3, 2, 12, tzinfo=UTC)) as centre:
        intake = Intake(centre)

        def push(key: str) -> None:
            event = {"id": key, "at": "2026-03-02T10:00:00Z", "caller": CALLER}
            intake.take("crm", json.dumps(event).encode()).done.result(30)

        push("a")
        centre.load()
        push("b")
        done = forget(centre, CALLER)
        assert (done.done, done.left) == (True, ())
        intake.close()
        named = [path for path in folder.rglob("*") if path.is_file() and CALLER.encode() in path.read_bytes()]
        assert named == []
        rows = centre.warehouse.cursor().execute("SELECT count(*) FROM contact WHERE replaced_in IS NULL").fetchone()
        assert rows == (2,)
