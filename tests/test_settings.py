"""This file is about centre.yaml, people.yaml and the rates: what they say, and every mistake in them told at once."""

import functools
import re
import textwrap
from datetime import date, time
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.settings import PEOPLE, SETTINGS, People, Settings, page, people_page, read_people, read_settings
from fourscore.settings.text import Text
from fourscore.settings.times.hours import spans_of
from fourscore.terms import Days, Issue

DOCS = Path(__file__).parents[1] / "docs"
LEAST = "zone: Europe/Berlin\ncurrency: EUR\n"


def read(
    folder: Path, text: str, people: str | None = None, rates: str | None = None
) -> tuple[Settings | None, list[Issue]]:
    (folder / "centre.yaml").write_text(textwrap.dedent(text), encoding="utf-8")
    for name, more in (("people.yaml", people), ("rates.csv", rates)):
        if more is not None:
            (folder / name).write_text(textwrap.dedent(more), encoding="utf-8")
    return read_settings(folder)


def good(folder: Path, text: str, **more: str) -> Settings:
    settings, issues = read(folder, text, **more)
    assert issues == []
    assert settings is not None
    return settings


def told(issues: list[Issue]) -> list[str]:
    return [f"{issue.where} {issue.name}" for issue in issues]


def written(test):
    """Hand the test the issues of the centre.yaml that its own docstring is."""

    @functools.wraps(test, assigned=("__module__", "__name__"), updated=())
    def run(tmp_path: Path) -> None:
        settings, issues = read(tmp_path, (test.__doc__ or "").lstrip("\n"))
        assert settings is None
        test(told(issues), issues)

    del run.__wrapped__
    return run


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


@pytest.mark.parametrize(
    ("rows", "told_at"),
    [
        ("2026-03-09,USD,nought", 2),
        ("2026-03-09,USD,0", 2),
        ("2026-03-09,USD,NaN", 2),
        ("2026-03-09,USX,1.1", 2),
        ("9.3.2026,USD,1.1", 2),
        ("2026-03-09,EUR,1", 2),
        ("2026-03-09,USD", 2),
        ("2026-03-09,USD,1.1\n2026-03-09,USD,1.2", 3),
    ],
)
def test_a_rate_that_cannot_be_meant_is_told_with_its_line(tmp_path: Path, rows: str, told_at: int) -> None:
    assert told(read(tmp_path, LEAST, rates=f"day,currency,rate\n{rows}\n")[1]) == [f"rates.csv:{told_at} bad-rate"]


def test_rates_need_their_heading_and_may_stand_in_any_order(tmp_path: Path) -> None:
    assert told(read(tmp_path, LEAST, rates="2026-03-09,USD,1.1\n")[1]) == ["rates.csv:1 bad-rate"]
    settings = good(tmp_path, LEAST, rates="Rate, Day, Currency\n1.1,2026-03-09,USD\n")
    assert settings.rates == ((date(2026, 3, 9), "USD", Decimal("1.1")),)


KINDS = """\
day,currency,rate,kind
2026-03-09,USD,0.92,
2026-03-09,USD,0.93,Month average
2026-04,USD,0.94,month_average
2024,USD,0.90,plan
2025-Q3,USD,0.91,plan
2025,GBP,1.1,plan
2026-02-10,GBP,1.2,plan
2026-03-10,USD,0.95,transaction
"""


def test_rates_are_of_three_kinds_and_each_holds_for_its_own_days(tmp_path: Path) -> None:
    settings = good(tmp_path, LEAST + "fiscal_year_starts: july\n", rates=KINDS)
    assert settings.rates == ((date(2026, 3, 9), "USD", Decimal("0.92")), (date(2026, 3, 10), "USD", Decimal("0.95")))
    told = [(kind, f"{first}", f"{until}", currency, str(rate))
            for kind, first, until, currency, rate in settings.rate_tables]
    assert told == [
        ("month_average", "2026-03-01", "2026-04-01", "USD", "0.93"),
        ("month_average", "2026-04-01", "2026-05-01", "USD", "0.94"),
        # A fiscal year that begins in July; a plan ends with it, or where the next of its currency begins.
        ("plan", "2024-07-01", "2025-07-01", "USD", "0.90"),
        ("plan", "2025-07-01", "2026-02-10", "GBP", "1.1"),
        ("plan", "2026-01-01", "2026-07-01", "USD", "0.91"),
        ("plan", "2026-02-10", "2026-07-01", "GBP", "1.2"),
    ]


@pytest.mark.parametrize(
    ("rows", "told_at"),
    [
        ("2026-03-09,USD,1.1,daily", 2),
        ("2026-03,USD,1.1,", 2),
        ("2026,USD,1.1,month_average", 2),
        ("2026-13,USD,1.1,month_average", 2),
        ("next year,USD,1.1,plan", 2),
        ("9999,USD,1.1,plan", 2),
        ("9999-12,USD,1.1,month_average", 2),
        ("2026,USD,0,plan", 2),
        ("2026,EUR,1,plan", 2),
        ("2026,USX,1,plan", 2),
        ("2026,USD,1.1", 2),
        ("2026-03-01,USD,1.1,month_average\n2026-03-31,USD,1.2,month_average", 3),
        ("2026,USD,1.1,plan\n2026-01-01,USD,1.2,plan", 3),
    ],
)
def test_a_rate_of_another_kind_that_cannot_be_meant_is_told_with_its_line(
    tmp_path: Path, rows: str, told_at: int
) -> None:
    issues = read(tmp_path, LEAST, rates=f"day,currency,rate,kind\n{rows}\n")[1]
    assert told(issues) == [f"rates.csv:{told_at} bad-rate"]


PEOPLE_TEXT = """\
    teams:
      - {name: Leeds Billing 1, site: Leeds, leader: "Mara Quinn"}
      - Sales 2
    agents:
      - name: Ada Bell
        names: ["PJSIP/1001", 007]
        teams: [{team: Sales 2, from: 2026-02-02}, {team: Leeds Billing 1, from: 2025-09-01}]
        until: 2026-05-31
      - {name: Ben, teams: [Sales 2]}
      - Cleo
    """


def test_people_are_read_with_their_days(tmp_path: Path) -> None:
    settings = good(tmp_path, LEAST + "sites: [{name: Leeds}]\n", people=PEOPLE_TEXT)
    assert [team[:3] for team in settings.people.teams] == [
        ("Leeds Billing 1", "Leeds", "Mara Quinn"),
        ("Sales 2", None, None),
    ]
    ada, ben, cleo = settings.people.agents
    assert (ada.names, ada.until_day, ada.where) == (("PJSIP/1001", "007"), date(2026, 5, 31), "people.yaml:5")
    assert ada.stays == (
        ("Leeds Billing 1", date(2025, 9, 1), date(2026, 2, 2)),
        ("Sales 2", date(2026, 2, 2), date(2026, 5, 31)),
    )
    assert (ben.stays, cleo.stays) == ((("Sales 2", date(1900, 1, 1), None),), ())


def test_seats_are_planned_by_the_day(tmp_path: Path) -> None:
    settings = good(tmp_path, LEAST, people="""\
        teams:
          - {name: Sales, seats: {2026-07: 26, 2026-01-15: 24}}
          - {name: Desk, seats: 12}
          - Night
        """)
    assert [team.seats for team in settings.people.teams] == [
        ((date(2026, 1, 15), 24), (date(2026, 7, 1), 26)), ((date(1900, 1, 1), 12),), ()]
    _, issues = read(tmp_path, LEAST, people="teams: [{name: A, seats: {soon: 3}}, {name: B, seats: many}]\n")
    assert told(issues) == ["people.yaml:1 unreadable-date", "people.yaml:1 bad-number"]


def test_everything_wrong_with_people_is_told_at_once(tmp_path: Path) -> None:
    _, issues = read(
        tmp_path,
        LEAST + "sites: [{name: Leeds}]\n",
        people="""\
        teams: [{name: Sales, site: Leds}, {name: Sales}, {leader: Mara}]
        agents:
          - {name: A, names: [x], teams: [{team: Sale, from: 2026-01-01}], untill: 2026-02-01}
          - {name: B, names: [x]}
          - {name: C, teams: [{team: Sales, from: 2026-01-01, until: 2026-03-01}, {team: Sales, from: 2026-02-01}]}
          - {name: D, teams: [{team: Sales, from: 2026-01-01, until: 2026-01-01}]}
          - {name: E, until: 2026-01-01, teams: [{team: Sales, from: 2026-02-01}]}
          - {name: F, teams: [{team: Sales, from: 2026-01-01}, {team: Sales, from: 2026-01-01}]}
          - {teams: []}
          - {name: G, teams: [{from: 2026-02-30}]}
        """,
    )
    assert told(issues) == [
        "people.yaml:1 unknown-site",
        "people.yaml:1 name-twice",
        "people.yaml:1 missing-key",
        "people.yaml:3 unknown-key",
        "people.yaml:3 unknown-team",
        "people.yaml:4 name-twice",
        "people.yaml:5 memberships-overlap",
        "people.yaml:6 until-before-from",
        "people.yaml:7 after-leaving",
        "people.yaml:8 memberships-overlap",
        "people.yaml:9 missing-key",
        "people.yaml:10 missing-key",
    ]
    assert "Did you mean Leeds?" in issues[0].remedy


def test_an_empty_people_file_names_nobody(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text("# nobody yet\n")
    assert read_people(tmp_path / "people.yaml") == (People(), [])


@given(st.text(max_size=60))
def test_whatever_is_written_is_read_or_told(text: str) -> None:
    """No text makes the reader fall over; what it cannot use has an issue."""
    reading = Text("centre.yaml")
    node = reading.compose(text)
    if node is None:
        assert reading.issues or not re.sub(r"(?m)#.*$|^---.*$|^\.\.\.|^%.*$", "", text).strip(
            "\ufeff \t\r\n\x85\u2028\u2029"
        )
    else:
        reading.mapping(node, "A text", ("name",))


@given(st.times(), st.times())
def test_every_span_of_hours_is_read_back(start: time, end: time) -> None:
    written = f"{start:%H:%M}-{end:%H:%M}"
    same = (start.hour, start.minute) == (end.hour, end.minute)
    assert spans_of(written) == (None if same else [(time(start.hour, start.minute), time(end.hour, end.minute))])


def test_the_pages_on_settings_and_people_are_current() -> None:
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == page(), "run: make docs"
    assert (DOCS / "people.md").read_text(encoding="utf-8") == people_page(), "run: make docs"


def test_every_example_of_a_setting_is_readable(tmp_path: Path) -> None:
    """The manual's examples are tried, each in a centre of its own, beside what the setting says it needs."""
    open_site = "sites: [{name: Leeds, hours: {mon-fri: 08:00-20:00}}]\n"
    needs = {"fiscal_year_ends": "fiscal_weeks: 4-4-5\n", "holidays": open_site, "public_holidays": open_site}
    for setting in SETTINGS:
        if setting.name == "public_holidays" and find_spec("holidays") is None:
            continue
        if "." not in setting.name and setting.name not in ("zone", "currency"):
            text = LEAST + needs.get(setting.name, "") + setting.example + "\n"
            settings, issues = read(tmp_path, text, rates="day,currency,rate\n")
            assert (settings is not None, issues) == (True, []), setting.name
    (tmp_path / "people.yaml").write_text(
        "\n".join(
            [
                "teams: [{name: Leeds Billing 1}, {name: Sales 2}]",
                "agents:",
                "  - name: Ada Bell",
                *(
                    f"    {row.example}"
                    for row in PEOPLE
                    if row.name.startswith("agents.") and row.name.count(".") == 1 and row.name != "agents.name"
                ),
            ]
        )
    )
    assert read_people(tmp_path / "people.yaml")[1] == []
