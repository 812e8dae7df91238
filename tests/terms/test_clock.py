"""This file is about half-open time: calendars, clock changes, opening hours."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.terms import Calendar, Days, Interval, OpeningHours, WrongUse, offsets

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC", "America/Sao_Paulo"]
days = st.dates(date(1990, 1, 1), date(2035, 12, 31))


def test_the_day_the_clock_goes_forward_has_23_hours_and_back_25() -> None:
    calendar = Calendar(BERLIN)
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    for day, hours in ((spring, 23), (autumn, 25), (date(2026, 6, 1), 24)):
        assert calendar.interval(Days(day, day + timedelta(days=1))).seconds == hours * 3600


@given(days, st.integers(1, 60), st.sampled_from(ZONES))
def test_days_that_follow_each_other_neither_overlap_nor_leave_a_gap(day: date, count: int, zone: str) -> None:
    calendar = Calendar(ZoneInfo(zone))
    one_by_one = [calendar.interval(Days(d, d + timedelta(days=1)))
                  for d in (day + timedelta(days=i) for i in range(count))]
    whole = calendar.interval(Days(day, day + timedelta(days=count)))
    assert sum(i.seconds for i in one_by_one) == whole.seconds
    assert all(a.end == b.start for a, b in itertools.pairwise(one_by_one))


@given(st.integers(800_000_000, 2_050_000_000), st.sampled_from(ZONES))
def test_offsets_say_what_the_zone_says(second: int, zone: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    known = offsets(ZoneInfo(zone), at - timedelta(days=400), at + timedelta(days=1))
    in_force = [o for o in known if o.start <= at][-1]
    assert timedelta(seconds=in_force.seconds) == at.astimezone(ZoneInfo(zone)).utcoffset()


@given(days, st.sampled_from(range(7)), st.sampled_from(range(1, 13)))
def test_a_period_is_named_so_that_it_is_read_back(day: date, week_starts: int, fiscal: int) -> None:
    calendar = Calendar(BERLIN, week_starts, fiscal)
    week = calendar.week(day)
    quarter = calendar.quarter(day)
    month = calendar.period(f"{day:%Y-%m}")
    for found in (Days(week, week + timedelta(days=7)), month, Days(day, day + timedelta(days=1)),
                  calendar.period(f"{calendar.fiscal_year(day).year}"), Days(day, day + timedelta(days=17))):
        assert calendar.period(calendar.name(found)) == found
    assert week <= day < week + timedelta(days=7)
    assert quarter <= day
    assert (quarter.month - fiscal) % 3 == 0
    assert calendar.fiscal_year(day) <= quarter


def test_periods_as_people_write_them() -> None:
    calendar = Calendar(BERLIN, fiscal_year_starts=4)
    assert calendar.period("2026-03") == Days(date(2026, 3, 1), date(2026, 4, 1))
    assert calendar.period("2026-12") == Days(date(2026, 12, 1), date(2027, 1, 1))
    assert calendar.period("2026") == Days(date(2026, 4, 1), date(2027, 4, 1))
    assert calendar.period("2026-Q4") == Days(date(2027, 1, 1), date(2027, 4, 1))
    assert calendar.period("2026-W01") == Days(date(2025, 12, 29), date(2026, 1, 5))
    assert calendar.period("2026-03-09..2026-03-10").length == 1
    assert Days(date(2026, 3, 9), date(2026, 3, 16)).before() == Days(date(2026, 3, 2), date(2026, 3, 9))


@pytest.mark.parametrize("text", ["", "soon", "2026-13", "2026-W60", "2026-02-30", "2026-03-08..2026-03-01", "..",
                                  "2026-03-01..2026-03-01"])
def test_what_is_no_period_is_said(text: str) -> None:
    with pytest.raises(WrongUse, match="bad-period"):
        Calendar(BERLIN).period(text)


def test_intervals_that_only_touch_share_nothing() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert Interval(at, at + hour).overlap(Interval(at + hour, at + 2 * hour)) is None
    assert Interval(at, at + 2 * hour).overlap(Interval(at + hour, at + 3 * hour)) == Interval(at + hour, at + 2 * hour)


def _open(zone: str, start: time, end: time) -> OpeningHours:
    return OpeningHours(ZoneInfo(zone), tuple(((start, end),) for _ in range(7)))


def test_opening_hours_follow_the_sites_wall_clock() -> None:
    hours = _open("Europe/Berlin", time(8), time(20))
    before, after = (next(hours.open_between(Days(d, d + timedelta(days=1))))
                     for d in (date(2026, 3, 28), date(2026, 3, 29)))
    assert (before.start.hour, after.start.hour) == (7, 6)
    assert hours.is_open(datetime(2026, 3, 29, 6, 0, tzinfo=UTC))
    assert not hours.is_open(datetime(2026, 3, 29, 18, 0, tzinfo=UTC))


def test_opening_over_midnight_and_over_a_repeated_hour() -> None:
    night = _open("Europe/Berlin", time(22), time(6))
    autumn = next(night.open_between(Days(date(2026, 10, 24), date(2026, 10, 25))))
    spring = next(night.open_between(Days(date(2026, 3, 28), date(2026, 3, 29))))
    assert (autumn.seconds, spring.seconds) == (9 * 3600, 7 * 3600)
    assert night.is_open(datetime(2026, 10, 25, 2, 30, tzinfo=UTC))
    whole = _open("Europe/Berlin", time(0), time(0))
    assert next(whole.open_between(Days(date(2026, 10, 25), date(2026, 10, 26)))).seconds == 25 * 3600
