"""This file is about centre.yaml: what it says, and every mistake in it told at once."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from fourscore.settings import read_settings
from fourscore.terms import Days, Issue

from .conftest import LEAST, good, read, told, written


def test_the_least_there_is_takes_every_default(tmp_path: Path) -> None:
    settings = good(tmp_path, LEAST)
    assert (settings.name, settings.zone.key, settings.currency) == (tmp_path.name, "Europe/Berlin", "EUR")
    assert (settings.week_starts, settings.fiscal_year_starts, settings.resolution_window_days) == (0, 1, 7)
    assert (settings.coverage_needed, settings.history_weeks) == (0.7, 26)
    assert settings.office == f"sqlite:///{(tmp_path / 'data' / 'office.db').resolve().as_posix()}"
    assert settings.thresholds == ((None, date(1900, 1, 1), 20, 5),)
    assert (settings.sites, settings.sources, settings.rates, settings.people.agents) == ((), (), (), ())


def test_a_whole_centre_is_read(tmp_path: Path) -> None:
    settings = good(
        tmp_path,
        """\
        name: "Northern: Support"
        zone: Europe/London
        currency: GBP
        week_starts: Sunday
        fiscal_year_starts: apr
        office: postgresql://me@db/x
        resolution_window: 14d
        coverage_needed: 80%
        history_weeks: 52
        sites:
          - name: Leeds
            hours: {mon-fri: 08:00-20:00, sat: "09:00-13:00, 14:00-18:00", sun: closed}
          - {name: Pune, zone: Asia/Kolkata, hours: {daily: 00:00-24:00}}
          - {name: Night, hours: {fri-sun: 22:00-06:00}}
        sources:
          - {kind: asterisk, files: "logs/queue_log*"}
          - name: crm
            kind: table
            skip: 3
            prefix: 007
            exact: true
            since: 2025-01-01
            columns: {a: [x, 1.5, ~]}
        """,
        rates="day,currency,rate\n2026-03-09,USD,0.75\n\n2026-03-10,EUR,0.8412\n",
    )
    assert settings.name == "Northern: Support"
    assert (settings.week_starts, settings.fiscal_year_starts, settings.resolution_window_days) == (6, 4, 14)
    assert (settings.coverage_needed, settings.history_weeks) == (0.8, 52)
    assert settings.office == "postgresql+psycopg://me@db/x"
    leeds, pune, night = settings.sites
    assert (leeds.zone.key, pune.zone.key) == ("Europe/London", "Asia/Kolkata")
    assert leeds.hours.week[4:] == (((time(8), time(20)),), ((time(9), time(13)), (time(14), time(18))), ())
    monday = Days(date(2026, 3, 9), date(2026, 3, 10))
    assert [span.seconds for span in pune.hours.open_between(monday)] == [86400]
    assert [len(spans) for spans in night.hours.week] == [0, 0, 0, 0, 1, 1, 1]
    assert [(source.name, source.kind, source.where) for source in settings.sources] == [
        ("asterisk", "asterisk", "centre.yaml:16"),
        ("crm", "table", "centre.yaml:17"),
    ]
    assert settings.sources[1].options == {
        "name": "crm",
        "kind": "table",
        "skip": 3,
        "prefix": "007",
        "exact": True,
        "since": "2025-01-01",
        "columns": {"a": ["x", 1.5, None]},
    }
    assert settings.rates == ((date(2026, 3, 9), "USD", Decimal("0.75")), (date(2026, 3, 10), "EUR", Decimal("0.8412")))


def test_thresholds_are_dated_and_each_queue_fills_its_gaps_from_the_general_one_of_that_day(tmp_path: Path) -> None:
    settings = good(
        tmp_path,
        LEAST
        + """\
thresholds:
  - {queue: Billing, from: 2026-02-01, short_abandon: 0s}
  - {from: 2026-01-01, answer_within: 30s}
  - {queue: Billing, from: 2026-03-01, answer_within: 1m}
  - {from: 2026-04-01, answer_within: 40s, short_abandon: 10s}
""",
    )
    always, january, february, march, april = (
        date(1900, 1, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
        date(2026, 4, 1),
    )
    assert settings.thresholds == (
        (None, always, 20, 5),
        (None, january, 30, 5),
        (None, april, 40, 10),
        ("Billing", february, 30, 0),
        ("Billing", march, 60, 0),
        ("Billing", april, 60, 0),
    )


@written
def test_everything_wrong_is_told_at_once_with_its_line(places: list[str], issues: list[Issue]) -> None:
    """
    nme: Support
    zone: Europe/Amsterdm
    currency: EURO
    week_starts: mondy
    resolution_window: 90m
    coverage_needed: 170%
    history_weeks: many
    office: mysql://there
    sites:
      - zone: Europe/London
      - {name: Leeds, hours: {mon-fri: 8-20, fryday: 08:00-10:00}}
      - {name: Leeds}
    thresholds:
      - {from: 9.3.2026, answer_within: soon}
      - {queue: Billing}
      - answer_within: 2d
    sources:
      - {files: a.csv}
      - {kind: table, name: My Calls}
      - {kind: table, name: x}
      - {kind: table, name: x}
    """
    assert places == [
        "centre.yaml:1 unknown-key",
        "centre.yaml:2 unknown-zone",
        "centre.yaml:3 bad-currency",
        "centre.yaml:8 bad-office-url",
        "centre.yaml:4 unknown-choice",
        "centre.yaml:5 bad-duration",
        "centre.yaml:6 bad-number",
        "centre.yaml:7 bad-number",
        "centre.yaml:10 missing-key",
        "centre.yaml:11 bad-opening-hours",
        "centre.yaml:11 bad-opening-hours",
        "centre.yaml:12 name-twice",
        "centre.yaml:14 unreadable-date",
        "centre.yaml:14 bad-threshold",
        "centre.yaml:15 bad-threshold",
        "centre.yaml:16 bad-threshold",
        "centre.yaml:18 missing-key",
        "centre.yaml:19 bad-source-name",
        "centre.yaml:21 name-twice",
    ]
    assert [issue.remedy.partition("?")[0] for issue in issues[:4]] == [
        "Did you mean name",
        "Did you mean Europe/Amsterdam or Europe/Athens",
        "Did you mean EUR",
        "Write  sqlite:///data/office.db  or  postgresql+psycopg://user@host/database",
    ]


@written
def test_a_setting_written_twice_is_told_with_both_places(places: list[str], issues: list[Issue]) -> None:
    """
    zone: UTC
    currency: EUR
    zone: Europe/Berlin
    """
    assert places == ["centre.yaml:3 setting-twice"]
    assert "first at centre.yaml:1" in issues[0].what


@written
def test_what_every_centre_needs_is_missed(places: list[str], issues: list[Issue]) -> None:
    """
    name:
    """
    assert sorted(places) == [
        "centre.yaml missing-key",
        "centre.yaml missing-key",
        "centre.yaml:1 setting-empty",
    ]


@written
def test_hours_that_overlap_over_the_week_end_are_told(places: list[str], issues: list[Issue]) -> None:
    """
    zone: UTC
    currency: EUR
    sites: [{name: A, hours: {sun: 20:00-06:00, mon: 05:00-12:00}}, {name: B, hours: {mon-wed: 8:00-9:00, tue: closed}}]
    """
    assert places == ["centre.yaml:3 bad-opening-hours", "centre.yaml:3 bad-opening-hours"]
    assert [issue.what for issue in issues] == ["Two spans of hours overlap on Monday.", "Tuesday is named twice."]


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ("zone: [UTC\ncurrency: EUR\n", "bad-yaml", ":2"),
        ("zone: UTC\n\tcurrency: EUR\n", "bad-yaml", ":2"),
        ("zone: *there\n", "bad-yaml", ":1"),
        ("a\n---\nb\n", "bad-yaml", ":2"),
        ("[" * 1500, "bad-yaml", ""),
        ("zone: a\x00b\n", "bad-yaml", ""),
        ("just words\n", "wrong-shape", ":1"),
        ("", "missing-key", ""),
        (LEAST + "sources:\n  - &a {kind: table, again: *a}\n", "bad-yaml", ":4"),
        (LEAST + "sites: Leeds\n", "wrong-shape", ":3"),
        (LEAST + "rates: no.csv\n", "file-missing", ":3"),
    ],
)
def test_a_text_that_is_no_centre_is_told(tmp_path: Path, text: str, name: str, line: str) -> None:
    settings, issues = read(tmp_path, text)
    assert settings is None
    assert (issues[0].where, issues[0].name) == (f"centre.yaml{line}", name)


def test_another_encoding_is_told_and_a_mark_of_utf_8_is_not(tmp_path: Path) -> None:
    (tmp_path / "centre.yaml").write_bytes("name: Zürich\n".encode("latin-1") + LEAST.encode())
    assert [issue.name for issue in read_settings(tmp_path)[1]] == ["not-utf-8"]
    (tmp_path / "centre.yaml").write_bytes(("name: Zürich\n" + LEAST).encode("utf-8-sig"))
    assert good(tmp_path, "\ufeffname: Zürich\n" + LEAST).name == "Zürich"


@pytest.mark.parametrize("zone", ["Europe", "../etc/passwd", "/etc/localtime", "CET+1", "europe/Berlín"])
def test_what_is_no_zone_is_told(tmp_path: Path, zone: str) -> None:
    assert told(read(tmp_path, f"zone: {zone}\ncurrency: EUR\n")[1]) == ["centre.yaml:1 unknown-zone"]
