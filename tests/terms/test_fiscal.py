"""This file is about fiscal years: published calendars of weeks, and that fiscal months part the days."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.terms import PATTERNS, Calendar, Days, FiscalWeeks, WrongUse

NEW_YORK = ZoneInfo("America/New_York")
SUNDAY, FRIDAY = 6, 4
# The US National Retail Federation's calendar: weeks from Sunday, the year ends on the Saturday nearest 31 January.
NRF = Calendar(NEW_YORK, SUNDAY, 2, FiscalWeeks((4, 5, 4), nearest=True))
DAY = timedelta(days=1)
calendars = st.builds(
    Calendar, st.just(NEW_YORK), st.integers(0, 6), st.integers(1, 12),
    st.none() | st.builds(FiscalWeeks, st.sampled_from([(4, 4, 5), (4, 5, 4), (5, 4, 4)]), st.booleans()),
    st.booleans())
days = st.dates(date(1980, 1, 1), date(2060, 12, 31))


def weeks_of(calendar: Calendar, word: str) -> int:
    length = calendar.period(word).length
    assert length % 7 == 0
    return length // 7


def test_the_retail_calendar_is_that_of_the_federation() -> None:
    """Source: nrf.com, "4-5-4 calendar": years with 53 weeks are 2000, 2006, 2012, 2017 and 2023; fiscal 2023 is
    29 January 2023 to 3 February 2024."""
    assert NRF.period("FY2023") == Days(date(2023, 1, 29), date(2024, 2, 4))
    assert NRF.period("FY2024").first == date(2024, 2, 4)
    assert [year for year in range(1998, 2025) if weeks_of(NRF, f"FY{year}") == 53] == [2000, 2006, 2012, 2017, 2023]
    assert {weeks_of(NRF, f"FY{year}") for year in range(1998, 2025)} == {52, 53}
    assert [weeks_of(NRF, f"FY2024-P{month:02d}") for month in range(1, 13)] == [4, 5, 4] * 4
    # The 53rd week is January's, the last month's.
    assert [weeks_of(NRF, f"FY2023-P{month:02d}") for month in range(1, 13)] == [*([4, 5, 4] * 3), 4, 5, 5]
    assert NRF.period("FY2023-P12") == Days(date(2023, 12, 31), date(2024, 2, 4))
    assert weeks_of(NRF, "FY2023-Q4") == 14
    last_week = [date(2024, 1, 28) + DAY * step for step in range(7)]
    assert {NRF.fiscal_days(day, 1) for day in last_week} == {NRF.period("FY2023-P12")}
    assert NRF.fiscal_days(date(2024, 2, 4), 12) == NRF.period("FY2024")


def test_a_year_that_ends_on_the_last_saturday_of_september_and_is_named_by_it() -> None:
    """Source: Apple's annual reports: fiscal 2023 spanned 53 weeks and ended on 30 September 2023, fiscal 2024 spanned
    52 and ended on 28 September 2024."""
    calendar = Calendar(NEW_YORK, SUNDAY, 10, FiscalWeeks((4, 4, 5)), named_by_end=True)
    assert calendar.period("FY2023") == Days(date(2022, 9, 25), date(2023, 10, 1))
    assert calendar.period("FY2024") == Days(date(2023, 10, 1), date(2024, 9, 29))
    assert (weeks_of(calendar, "FY2023"), weeks_of(calendar, "FY2024")) == (53, 52)


def test_a_year_that_ends_on_the_last_thursday_of_december() -> None:
    """Source: Floor & Decor's quarterly report of September 2023: the year ends on the Thursday on or before
    31 December; fiscal 2022 ended on 29 December 2022, fiscal 2023 on 28 December 2023."""
    calendar = Calendar(NEW_YORK, FRIDAY, 1, FiscalWeeks((4, 4, 5)))
    assert calendar.period("FY2023") == Days(date(2022, 12, 30), date(2023, 12, 29))
    assert weeks_of(calendar, "FY2023") == 52


def test_the_fiscal_year_of_weeks_agrees_with_the_iso_year() -> None:
    """Weeks from Monday, the Sunday nearest 31 December: a second way to the same years, the ISO week calendar's."""
    calendar = Calendar(NEW_YORK, 0, 1, FiscalWeeks((4, 4, 5), nearest=True))
    for year in range(1980, 2060):
        assert calendar.period(f"FY{year}") == Days(date.fromisocalendar(year, 1, 1),
                                                    date.fromisocalendar(year + 1, 1, 1))


def test_fiscal_months_of_calendar_months() -> None:
    april = Calendar(NEW_YORK, fiscal_year_starts=4)
    assert april.period("FY2026-P03") == Days(date(2026, 6, 1), date(2026, 7, 1))
    assert april.period("fy2026-p12") == Days(date(2027, 3, 1), date(2027, 4, 1))
    assert april.period("FY2026-P11").length == 28
    assert april.period("FY2027-P11").length == 29  # February 2028
    assert april.period("FY2026") == april.period("2026") == Days(date(2026, 4, 1), date(2027, 4, 1))
    assert april.period("FY2026-Q4") == april.period("2026-Q4") == Days(date(2027, 1, 1), date(2027, 4, 1))
    by_end = Calendar(NEW_YORK, fiscal_year_starts=4, named_by_end=True)
    assert by_end.period("FY2027") == by_end.period("2027") == april.period("2026")
    assert by_end.name(by_end.period("FY2027-Q2")) == "2027-Q2"
    assert Calendar(NEW_YORK, named_by_end=True).period("FY2026").first == date(2026, 1, 1)


def test_a_calendar_month_is_named_by_itself_and_a_fiscal_one_before_it() -> None:
    february = Days(date(2026, 2, 1), date(2026, 3, 1))  # the first fiscal month of 2026 has the same days
    assert NRF.period("2026-02") == NRF.period("FY2026-P01") == february
    assert (NRF.name(february), Calendar(NEW_YORK).name(february)) == ("FY2026-P01", "2026-02")
    assert NRF.name(Days(date(2026, 3, 1), date(2026, 4, 1))) == "2026-03"


@pytest.mark.parametrize("text", ["FY26", "FY2026-P00", "FY2026-P13", "FY2026-Q5", "FY2026-P", "2026-P03", "FY0000",
                                  "FY2026-W03"])
def test_what_is_no_fiscal_period_is_said(text: str) -> None:
    with pytest.raises(WrongUse, match="bad-period"):
        NRF.period(text)


@given(calendars, days)
def test_fiscal_months_part_the_days(calendar: Calendar, day: date) -> None:
    """Each day lies in exactly one; they are half-open and follow one another; quarters and years are made of them."""
    month, quarter, year = (calendar.fiscal_days(day, months) for months in (1, 3, 12))
    for part in (month, quarter, year):
        assert part.first <= day < part.until
    assert calendar.fiscal_days(month.until, 1).first == month.until
    assert calendar.fiscal_days(month.first - DAY, 1).until == month.first
    inside = [calendar.fiscal_days(quarter.first, 1)]
    while inside[-1].until < quarter.until:
        inside.append(calendar.fiscal_days(inside[-1].until, 1))
    assert (len(inside), inside[-1].until, month in inside) == (3, quarter.until, True)
    if calendar.fiscal_weeks:
        assert month.first.weekday() == calendar.week_starts
        weeks = [part.length / 7 for part in inside]
        assert weeks == [*calendar.fiscal_weeks.pattern[:2], calendar.fiscal_weeks.pattern[2] + (quarter.length == 98)]
        assert year.length in (364, 371)
        _ends_by_its_rule(calendar, year.until - DAY)


def _ends_by_its_rule(calendar: Calendar, last: date) -> None:
    starts = calendar.fiscal_year_starts
    if calendar.fiscal_weeks.nearest:  # at most three days from the end of the month before
        assert any((near.month, near.day) == (starts, 1) for near in (last + DAY * step for step in range(-2, 5)))
    else:
        assert last.month == (starts - 2) % 12 + 1 != (last + 7 * DAY).month


@given(calendars, days, st.sampled_from([1, 3, 12]))
def test_a_fiscal_period_is_named_so_that_it_is_read_back(calendar: Calendar, day: date, months: int) -> None:
    found = calendar.fiscal_days(day, months)
    word = calendar.fiscal.word(calendar.fiscal.number(found.first), months)
    assert calendar.period(word) == calendar.period(calendar.name(found)) == found
    named = found.first if months == 12 else calendar.fiscal_days(day, 12).first
    assert int(word[2:6]) - named.year in (0, 1)


def test_the_patterns_are_three_months_of_a_quarter() -> None:
    assert [sum(map(int, pattern.split("-"))) for pattern in PATTERNS] == [13, 13, 13]
