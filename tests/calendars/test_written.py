"""This file is about calendars in centre.yaml: fiscal weeks and holidays, and every mistake in them."""

import textwrap
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from fourscore.settings import Settings, read_settings
from fourscore.settings.times import holidays as reading
from fourscore.terms import Days, FiscalWeeks, Holiday, Trouble

LEAST = "zone: Europe/London\ncurrency: GBP\n"
SITES = """\
sites:
  - {name: Leeds, hours: {mon-fri: 08:00-20:00}}
  - name: Munich
    zone: Europe/Berlin
    hours: {mon-sat: 08:00-20:00}
"""
YEAR = Days(date(2026, 1, 1), date(2027, 1, 1))


def read(folder: Path, text: str) -> tuple[Settings | None, list[str]]:
    (folder / "centre.yaml").write_text(LEAST + textwrap.dedent(text), encoding="utf-8")
    settings, issues = read_settings(folder)
    return settings, [f"{issue.where.partition(':')[2]} {issue.name}" for issue in issues]


def good(folder: Path, text: str) -> Settings:
    settings, told = read(folder, text)
    assert told == []
    assert settings is not None
    return settings


@pytest.fixture
def a_country(monkeypatch: pytest.MonkeyPatch) -> None:
    """Countries of our own, so that no law can change these tests."""
    monkeypatch.setattr(reading, "_countries", lambda: {"GB": ["ENG", "SCT"], "DE": ["BY"], "MT": []})
    days = {"GB": (12, 26), "DE": (10, 3)}
    monkeypatch.setattr(reading, "_of_year", lambda country, part, year: (
        Holiday(date(year, *days[country]), f"{country} {part}"),))


def test_a_fiscal_calendar_of_weeks_is_read(tmp_path: Path) -> None:
    settings = good(tmp_path, """\
        week_starts: sunday
        fiscal_year_starts: february
        fiscal_weeks: 4-5-4
        fiscal_year_ends: nearest
        fiscal_year_named: end
        """)
    calendar = settings.calendar
    assert calendar.fiscal_weeks == FiscalWeeks((4, 5, 4), nearest=True)
    assert calendar.period("FY2024") == Days(date(2023, 1, 29), date(2024, 2, 4))
    last = good(tmp_path, "fiscal_weeks: 5-4-4\n").calendar
    assert (last.fiscal_weeks, last.named_by_end) == (FiscalWeeks((5, 4, 4)), False)
    assert good(tmp_path, "fiscal_year_named: start\n").calendar == good(tmp_path, "").calendar


def test_what_is_wrong_with_a_fiscal_year_is_told(tmp_path: Path) -> None:
    assert read(tmp_path, "fiscal_weeks: 4-4-4\nfiscal_year_ends: sunday\nfiscal_year_named: 2026\n")[1] == [
        "3 unknown-choice", "4 unknown-choice", "5 unknown-choice"]
    assert read(tmp_path, "fiscal_year_ends: last\n")[1] == ["3 setting-without-effect"]


def test_a_site_has_its_own_holidays_beside_the_centres(tmp_path: Path, a_country: None) -> None:
    settings = good(tmp_path, "public_holidays: gb-eng\nholidays:\n" """\
  - {day: 2026-12-24, name: Christmas Eve, hours: 08:00-12:00}
  - {day: 2026-12-26, name: Boxing Day, hours: as usual}
""" + SITES + """\
    public_holidays: DE-BY
    holidays:
      - {day: 2026-12-24, name: Heiligabend}
      - {day: 2026-08-03, name: Summer, hours: "10:00-12:00, 14:00-16:00"}
""")
    leeds, munich = (site.hours.holidays for site in settings.sites)
    assert leeds.between(YEAR) == [
        Holiday(date(2026, 12, 24), "Christmas Eve", ((time(8), time(12)),)),
        Holiday(date(2026, 12, 26), "Boxing Day", None)]
    assert munich.between(YEAR) == [
        Holiday(date(2026, 8, 3), "Summer", ((time(10), time(12)), (time(14), time(16)))),
        Holiday(date(2026, 10, 3), "DE BY"),
        Holiday(date(2026, 12, 24), "Heiligabend"),
        Holiday(date(2026, 12, 26), "Boxing Day", None)]
    # 261 weekdays and 52 Saturdays in 2026: the 26th of December is a Saturday, as is the 3rd of October.
    assert settings.working_days.of_sites(YEAR) == {"Leeds": 261, "Munich": 261 + 52 - 2}
    # 11:30 by Munich's clock: its day off, a half day at Leeds.
    eve = datetime(2026, 12, 24, 10, 30, tzinfo=UTC)
    assert [site.hours.is_open(eve) for site in settings.sites] == [True, False]


def test_a_site_may_keep_no_countrys_holidays(tmp_path: Path, a_country: None) -> None:
    settings = good(tmp_path, "public_holidays: GB\n" + SITES + "    public_holidays: none\n")
    assert [len(site.hours.holidays.between(YEAR)) for site in settings.sites] == [1, 0]


def test_everything_wrong_with_holidays_is_told(tmp_path: Path, a_country: None) -> None:
    assert read(tmp_path, """\
        public_holidays: XX
        holidays:
          - {day: 2026-12-24}
          - {name: Nameless}
          - {day: 2026-13-24, name: No day}
          - {day: 2026-12-31, name: Hours, hours: late}
          - {day: 2026-12-30, name: Two, hours: "08:00-12:00, 11:00-14:00"}
          - {day: 2026-12-29, name: One}
          - {day: 2026-12-29, name: Again}
          - {day: 2026-12-28, name: Known, from: 8}
        sites:
          - {name: Leeds, hours: {mon: 08:00-20:00}, public_holidays: GB-XXX}
          - {name: Valletta, hours: {mon: 08:00-20:00}, public_holidays: MT-01}
          - {name: Open, public_holidays: DE}
        """)[1] == [
        "5 missing-key", "6 missing-key", "7 unreadable-date", "8 bad-opening-hours", "9 bad-opening-hours",
        "11 holiday-twice", "12 unknown-key", "3 unknown-country", "14 unknown-country", "15 unknown-country",
        "16 holiday-without-hours"]
    assert read(tmp_path, "holidays: [{day: 2026-12-24, name: Eve}]\n")[1] == ["3 holiday-without-hours"]
    assert read(tmp_path, "holidays: [{day: 2026-12-24, name: Eve}]\nsites: [{name: Leeds}]\n")[1] == [
        "3 holiday-without-hours"]


def test_without_the_library_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> dict[str, list[str]]:
        raise ImportError("holidays")

    monkeypatch.setattr(reading, "_countries", missing)
    assert read(tmp_path, "public_holidays: DE\n" + SITES)[1] == ["3 add-on-missing"]
    assert read(tmp_path, "public_holidays: none\n" + SITES)[1] == []


def test_a_countrys_public_holidays(tmp_path: Path) -> None:
    """Source: gov.uk, bank holidays in England and Wales 2026; the German Unity Day of 3 October is in the treaty."""
    pytest.importorskip("holidays", reason="the extra `holidays` is not installed")
    settings = good(tmp_path, "public_holidays: GB-ENG\n" + SITES + "    public_holidays: DE-BY\n")
    leeds, munich = (site.hours.holidays for site in settings.sites)
    # Boxing Day is a Saturday, so the Monday after it is taken in its place.
    assert {one.day.isoformat() for one in leeds.between(YEAR)} - {"2026-12-26"} == {
        "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28"}
    assert munich.on(date(2026, 10, 3)) is not None
    assert munich.on(date(2026, 12, 28)) is None
    assert settings.working_days.of_sites(YEAR)["Leeds"] == 261 - 8
    with pytest.raises(Trouble, match="public-holidays-unknown"):
        munich.on(date(1850, 1, 1))
    assert read(tmp_path, "public_holidays: GB-XXX\n" + SITES)[1] == ["3 unknown-country"]
