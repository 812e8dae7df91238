"""This file is about the closures of centre.yaml: read as days or moments, and every mistake told."""

from datetime import UTC, datetime
from pathlib import Path

from fourscore.settings import read_settings

TOP = "zone: Europe/Berlin\ncurrency: EUR\n"


def read(folder: Path, lines: str) -> tuple[list[object], list[str]]:
    (folder / "centre.yaml").write_text(TOP + "closures:\n" + lines)
    settings, issues = read_settings(folder)
    told = [f"{issue.where} {issue.name}" for issue in issues]
    return [] if settings is None else [
        (one.first_at.astimezone(UTC), one.until_at.astimezone(UTC), one.queues, one.why) for one in settings.closures
    ], told


def test_days_and_moments_by_the_centres_clock_in_order(tmp_path: Path) -> None:
    found, told = read(tmp_path, """\
  - {from: 2026-12-24 14:00, until: 2026-12-27, why: Christmas}
  - {from: 2026-03-29, until: 2026-03-30, queues: Billing, why: "The clock's day"}
  - {from: "2026-07-01T09:30", until: 2026-07-01 12:00, queues: [Sales, Billing], why: Fire}
""")
    assert told == []
    assert found == [
        (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC), ("Billing",), "The clock's day"),
        (datetime(2026, 7, 1, 7, 30, tzinfo=UTC), datetime(2026, 7, 1, 10, tzinfo=UTC), ("Sales", "Billing"), "Fire"),
        (datetime(2026, 12, 24, 13, tzinfo=UTC), datetime(2026, 12, 26, 23, tzinfo=UTC), (), "Christmas")]


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    found, told = read(tmp_path, """\
  - {from: 2026-12-24, why: Christmas}
  - {from: 24.12.2026, until: 2026-12-27 25:00, why: Christmas}
  - {from: 2026-12-24, until: 2026-12-24, why: Christmas}
  - {from: 2026-12-24, until: 2026-12-25, queue: Billing, why: Christmas}
  - {from: 2026-12-24, until: 2026-12-25, queues: [], why: Christmas}
  - {from: 2026-12-24, until: 2026-12-25, queues: [""], why: ""}
  - never
""")
    assert found == []
    assert told == [
        "centre.yaml:4 missing-key", "centre.yaml:5 unreadable-date", "centre.yaml:5 unreadable-date",
        "centre.yaml:6 until-before-from", "centre.yaml:7 unknown-key", "centre.yaml:8 setting-empty",
        "centre.yaml:9 setting-empty", "centre.yaml:9 setting-empty", "centre.yaml:10 wrong-shape"]


def test_none_are_none(tmp_path: Path) -> None:
    assert read(tmp_path, "") == ([], [])
