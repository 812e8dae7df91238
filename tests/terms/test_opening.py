"""This file is about holidays in opening hours, and the working days left."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fourscore.terms import Days, Holiday, Holidays, Interval, OpeningHours, WorkingDays

BERLIN, LONDON = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London")
OFFICE, NIGHT = ((time(8), time(20)),), ((time(22), time(6)),)
WEEKDAYS_ONLY = (*[OFFICE] * 5, (), ())
MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))


def public(year: int) -> tuple[Holiday, ...]:
    return Holiday(date(year, 1, 1), "New Year"), Holiday(date(year, 12, 25), "Christmas")


def test_a_holiday_has_its_own_hours_and_a_written_one_goes_before_a_public_one() -> None:
    listed = (Holiday(date(2026, 12, 24), "Christmas Eve", ((time(9), time(13)),)),
              Holiday(date(2026, 1, 1), "New Year", None))
    hours = OpeningHours(BERLIN, WEEKDAYS_ONLY, Holidays(listed, public))
    eve = datetime(2026, 12, 24, 8, tzinfo=UTC)
    assert list(hours.open_between(Days(date(2026, 12, 24), date(2026, 12, 27)))) == [
        Interval(eve, eve.replace(hour=12))]
    assert hours.on(date(2026, 1, 1)) == OFFICE  # works as usual
    assert hours.on(date(2027, 1, 1)) == ()
    assert not hours.is_open(datetime(2026, 12, 25, 12, tzinfo=UTC))
    assert hours.is_open(datetime(2026, 12, 23, 12, tzinfo=UTC))
    # Public ones are asked for by the year, over its end too.
    assert [one.day.isoformat() for one in hours.holidays.between(Days(date(2026, 12, 1), date(2027, 2, 1)))] == [
        "2026-12-24", "2026-12-25", "2027-01-01"]


def test_a_night_of_the_evening_before_runs_into_a_holiday() -> None:
    """25 October 2026: the night of the 24th has nine hours, and the holiday's own night does not begin."""
    hours = OpeningHours(BERLIN, (NIGHT,) * 7, Holidays((Holiday(date(2026, 10, 25), "Autumn day"),)))
    (night,) = hours.open_between(Days(date(2026, 10, 24), date(2026, 10, 26)))
    assert night.seconds == 9 * 3600
    assert hours.is_open(datetime(2026, 10, 25, 4, 30, tzinfo=UTC))
    assert not hours.is_open(datetime(2026, 10, 25, 22, tzinfo=UTC))


def test_working_days_are_days_on_which_a_site_opens() -> None:
    half = Holiday(date(2026, 3, 27), "Half day", ((time(8), time(9)),))
    hours = OpeningHours(BERLIN, WEEKDAYS_ONLY, Holidays((Holiday(date(2026, 3, 9), "Outing"), half)))
    saturdays = OpeningHours(LONDON, (*[OFFICE] * 6, ()))
    assert len(hours.working_days(MARCH)) == 21  # 22 weekdays, less the outing; half a day is one
    assert len(saturdays.working_days(MARCH)) == 26
    working = WorkingDays({"Berlin": hours, "Leeds": saturdays}, {"A": "Berlin"})
    assert (working.of(MARCH), working.of(MARCH, ["Berlin"])) == (26, 21)
    assert working.of(MARCH, None, {0}) == 5
    assert working.of(MARCH, ["Berlin"], {0}) == 4
    assert working.of_sites(MARCH) == {"Berlin": 21, "Leeds": 26}
    assert working.of(MARCH, ["Rome"]) is None
    assert WorkingDays().of(MARCH) is None
    assert OpeningHours(BERLIN, (OFFICE,) * 7).working_days(Days(date(2028, 2, 1), date(2028, 3, 1))) == {
        date(2028, 2, day) for day in range(1, 30)}


@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)), st.integers(1, 400),
       st.sets(st.dates(date(2024, 1, 1), date(2028, 1, 1)), max_size=20))
def test_working_days_are_weekdays_less_the_holidays_on_them(first: date, count: int, closed: set[date]) -> None:
    days = Days(first, date.fromordinal(first.toordinal() + count))
    hours = OpeningHours(BERLIN, WEEKDAYS_ONLY, Holidays(tuple(Holiday(day, "x") for day in sorted(closed))))
    every = [date.fromordinal(first.toordinal() + step) for step in range(count)]
    assert sorted(hours.working_days(days)) == [day for day in every if day.weekday() < 5 and day not in closed]
    assert {span.start.astimezone(BERLIN).date() for span in hours.open_between(days)} == hours.working_days(days)
