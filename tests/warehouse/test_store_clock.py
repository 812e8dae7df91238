"""This file is about where moments fall on local calendars: no clock change doubles or loses anything."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fourscore.warehouse.derived.place import Clock, half_even

ZONES = ("Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Africa/Monrovia", "UTC")
FIRST, LAST = datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-01-01")
MOMENTS = st.integers(0, 365 * 86400 - 1).map(lambda second: FIRST + timedelta(seconds=second))
# Kathmandu moved its clock by a quarter of an hour in 1986; Berlin by an hour, in 2026, forward and back.
QUARTER = datetime.fromisoformat("1985-12-31T18:30")
FORWARD, BACK = datetime.fromisoformat("2026-03-29T01:00"), datetime.fromisoformat("2026-10-25T01:00")


@pytest.fixture(scope="module")
def cursor():
    with duckdb.connect() as connection:
        yield connection


def placed(cursor, clock: Clock, at: datetime):
    return cursor.execute(
        f"SELECT slot, day, half FROM (SELECT {clock.columns('at_')} FROM (SELECT ?::TIMESTAMP AS at_))", [at]
    ).fetchone()


@given(at=MOMENTS, zone=st.sampled_from(ZONES))
@example(at=FORWARD, zone="Europe/Berlin")
@example(at=BACK, zone="Europe/Berlin")
@example(at=BACK - timedelta(seconds=1), zone="Europe/Berlin")
@settings(deadline=None)
def test_day_and_half_hour_are_those_of_the_wall_clock(cursor, at, zone) -> None:
    """Against Python's own zone rules."""
    slot, day, half = placed(cursor, Clock.over(ZoneInfo(zone), FIRST, LAST), at)
    wall = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert (day, half) == (wall.date(), wall.hour * 2 + wall.minute // 30)
    assert timedelta(0) <= at - slot < timedelta(minutes=30)
    assert (wall.minute % 30) * 60 + wall.second == (at - slot).total_seconds()


def cut(cursor, clock: Clock, start: datetime, end: datetime):
    return cursor.execute(
        f"SELECT from_at, until_at, {clock.columns('from_at')} FROM ("
        + clock.cut("SELECT ?::TIMESTAMP AS started_at, ?::TIMESTAMP AS ended_at")
        + ") ORDER BY 1",
        [start, end],
    ).fetchall()


@given(start=MOMENTS, seconds=st.integers(0, 200_000), zone=st.sampled_from(ZONES))
@example(start=FORWARD - timedelta(minutes=45), seconds=7200, zone="Europe/Berlin")
@example(start=BACK - timedelta(minutes=75), seconds=3 * 3600, zone="Europe/Berlin")
@settings(deadline=None)
def test_pieces_are_as_long_as_the_row_and_none_crosses_a_half_hour(cursor, start, seconds, zone) -> None:
    clock = Clock.over(ZoneInfo(zone), FIRST, LAST + timedelta(days=3))
    end = start + timedelta(seconds=seconds)
    pieces = cut(cursor, clock, start, end)
    assert sum((until - first for first, until, *_ in pieces), timedelta(0)) == end - start
    assert [first for first, *_ in pieces[1:]] == [until for _, until, *_ in pieces[:-1]]
    assert all(until <= slot + timedelta(minutes=30) for _, until, slot, *_ in pieces)
    assert len({slot for _, _, slot, *_ in pieces}) == len(pieces)


def test_the_repeated_hour_has_slots_of_its_own(cursor) -> None:
    pieces = cut(
        cursor, Clock.over(ZoneInfo("Europe/Berlin"), FIRST, LAST), BACK - timedelta(hours=1), BACK + timedelta(hours=1)
    )
    assert [half for *_, half in pieces] == [4, 5, 4, 5]
    assert len({slot for _, _, slot, *_ in pieces}) == 4


def test_the_missing_hour_has_none(cursor) -> None:
    pieces = cut(
        cursor,
        Clock.over(ZoneInfo("Europe/Berlin"), FIRST, LAST),
        FORWARD - timedelta(hours=1),
        FORWARD + timedelta(hours=1),
    )
    assert [half for *_, half in pieces] == [2, 3, 6, 7]


def test_a_change_of_a_quarter_of_an_hour_is_cut_at_its_own_half_hours(cursor) -> None:
    """New Year 1986 in Kathmandu: 00:00 at +5:30 became 00:15 at +5:45."""
    clock = Clock.over(ZoneInfo("Asia/Kathmandu"), QUARTER - timedelta(days=2), QUARTER + timedelta(days=2))
    pieces = cut(cursor, clock, QUARTER - timedelta(minutes=40), QUARTER + timedelta(minutes=40))
    by_day: dict[object, timedelta] = {}
    for first, until, _, day, _ in pieces:
        by_day[day] = by_day.get(day, timedelta(0)) + (until - first)
    assert [*by_day.values()] == [timedelta(minutes=40)] * 2
    assert sorted({half for *_, half in pieces}) == [0, 1, 46, 47]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kathmandu"])
def test_a_call_over_midnight_gives_its_talk_to_both_days(hand, warehouse, tmp_path, zone) -> None:
    """23:58 to 00:07 by the centre's own clock: two minutes to the first day, seven to the next."""
    start = datetime(2026, 3, 9, 23, 58, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    said = [f"{start + timedelta(minutes=m):%Y-%m-%d %H:%M:%S}" for m in (0, 9)]
    hand.write(tmp_path / "in", "a", hand.call("a", said[0], answered=said[0], ended=said[1], agent="Ada", talk_s=540))
    hand.load(warehouse, tmp_path / "in", hand.agreed(zone))
    for table, column in (("piece", "seconds"), ("cube_agent", "talk_overlap_s"), ("cube_queue", "talk_overlap_s")):
        rows = (
            warehouse.cursor().execute(f"SELECT day, sum({column}) FROM {table} GROUP BY day ORDER BY day").fetchall()
        )
        assert [(day.day, int(seconds)) for day, seconds in rows] == [(9, 120), (10, 420)]
    assert hand.one(warehouse, "SELECT day, talk_s FROM visit") == (date(2026, 3, 9), Decimal(540))


@given(amount=st.integers(-(10**12), 10**12), rate=st.integers(1, 10**13))
@example(amount=-10_000, rate=500_000)
@settings(deadline=None)
def test_money_is_rounded_half_to_even_exactly(cursor, amount, rate) -> None:
    """Against Python's decimals; amounts to four places, rates to ten."""
    money, by = Decimal(amount) / 10**4, Decimal(rate) / 10**10
    found = cursor.execute(
        f"SELECT {half_even('a', 'r')} FROM (SELECT ?::DECIMAL(18,4) AS a, ?::DECIMAL(18,10) AS r)", [money, by]
    )
    assert found.fetchone()[0] == (money * by).quantize(Decimal("0.0001"))
