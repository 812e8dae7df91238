"""This file is about the hour that comes twice and the hour that never comes: nothing is doubled, nothing is lost.

A call begins every ten minutes, and every fifteenth runs over midnight. Each test also counts in a tempting wrong way
(one offset for the whole year; the wall clock's label without its offset) and asserts that the wrong way is seen.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fourscore.centre import Centre
from fourscore.terms import Days

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
ONE_OFFSET = timezone(timedelta(hours=1))
TALK = 900
CENTRE = """\
name: Clock
zone: Europe/Berlin
currency: EUR
sources: [{name: switch, kind: asterisk, files: queue_log}]
"""


def starts(day: date) -> list[datetime]:
    """Every ten minutes from the day before to the day after, in UTC."""
    first = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    return [first + timedelta(minutes=10 * n) for n in range(3 * 144)]


def load(folder: Path, day: date) -> Centre:
    (folder / "centre.yaml").write_text(CENTRE)
    lines = []
    for number, at in enumerate(starts(day)):
        epoch = int(at.timestamp())
        lines += [(epoch, f"c{number}|Billing|NONE|ENTERQUEUE||0{number}|1"),
                  (epoch, f"c{number}|Billing|Ada|CONNECT|0|x|0"),
                  (epoch + TALK, f"c{number}|Billing|Ada|COMPLETECALLER|0|{TALK}|1")]
    (folder / "queue_log").write_text("".join(f"{epoch}|{rest}\n" for epoch, rest in sorted(lines, key=lambda e: e[0])))
    centre = Centre.open(folder, now=lambda: datetime(2027, 1, 1, tzinfo=UTC))
    centre.load()
    return centre


def asked(centre: Centre, metric: str, day: date, by: str) -> dict[str | None, float | None]:
    days = Days(day, day + timedelta(days=1))
    return {row.by[by]: row.value for row in centre.metrics.ask([metric], [by], during=days).rows}


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_a_day_has_its_own_calls_however_many_hours_it_has(tmp_path: Path, day: date, hours: int) -> None:
    with load(tmp_path, day) as centre:
        found = asked(centre, "contacts_offered", day, "day")
    assert found == {day.isoformat(): hours * 6}
    wrong = sum(at.astimezone(ONE_OFFSET).date() == day for at in starts(day))
    assert wrong == 144 != hours * 6


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_every_hour_has_six_calls_the_repeated_one_too(tmp_path: Path, day: date) -> None:
    with load(tmp_path, day) as centre:
        found = asked(centre, "contacts_offered", day, "hour")
        merged = asked(centre, "contacts_offered", day, "hour_of_day")
    assert set(found.values()) == {6}
    assert len(found) == (23 if day == SPRING else 25)
    label = Counter(f"{at.astimezone(BERLIN):%H}" for at in starts(day) if at.astimezone(BERLIN).date() == day)
    assert ("02" in label, label["02"]) == ((False, 0) if day == SPRING else (True, 12))
    assert {f"{int(hour):02}": n for hour, n in merged.items() if hour is not None} == label
    wrong = Counter(f"{at.astimezone(ONE_OFFSET):%H}" for at in starts(day) if at.astimezone(ONE_OFFSET).date() == day)
    assert wrong["02"] == 6  # in an hour that never was, or in one of the two


def wall(at: datetime) -> datetime:
    """What the clock on the wall shows."""
    return at.astimezone(BERLIN).replace(tzinfo=None)


def within(calls: list[datetime], length: timedelta, first: datetime, until: datetime) -> float:
    """Seconds of calls of this length between two moments."""
    return sum(max(timedelta(0), min(at + length, until) - max(at, first)).total_seconds() for at in calls)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_talk_is_dated_by_when_it_was_spent_and_none_of_it_is_lost(tmp_path: Path, day: date) -> None:
    """900 seconds of every call, cut at the local half hours and midnights they cross.

    Taken as what the clock on the wall went on by, the call over the change is an hour longer or shorter than it was.
    """
    with load(tmp_path, day) as centre:
        during = Days(day - timedelta(days=2), day + timedelta(days=3))
        by_half_hour = centre.metrics.ask(["talk_time:overlap"], ["half_hour"], during=during).rows
        by_day = centre.metrics.ask(["talk_time:overlap"], ["day"], during=during).rows
        entered = asked(centre, "talk_time:entered", day, "day")[day.isoformat()]
        spent = asked(centre, "talk_time:overlap", day, "day")[day.isoformat()]
    whole, length = len(starts(day)) * TALK, timedelta(seconds=TALK)
    assert sum(row.value or 0 for row in by_half_hour) == sum(row.value or 0 for row in by_day) == whole
    wrong = sum((wall(at + length) - wall(at)).total_seconds() for at in starts(day))
    assert wrong - whole == (3600 if day == SPRING else -3600)
    midnight = datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(UTC)
    next_day = day + timedelta(days=1)
    end = datetime(next_day.year, next_day.month, next_day.day, tzinfo=BERLIN).astimezone(UTC)
    true = within(starts(day), length, midnight, end)
    assert spent == true
    its_midnight = datetime(day.year, day.month, day.day, tzinfo=ONE_OFFSET)
    assert within(starts(day), length, its_midnight, its_midnight + timedelta(days=1)) == 144 * TALK != true
    assert entered == sum(midnight <= at < end for at in starts(day)) * TALK


def test_a_call_over_midnight_gives_its_talk_to_both_days(tmp_path: Path) -> None:
    """From 23:58 to 00:07: two minutes and seven. Dated by its entry alone, the second day would have none."""
    (tmp_path / "centre.yaml").write_text(CENTRE)
    at = int(datetime(2026, 6, 1, 23, 58, tzinfo=BERLIN).timestamp())
    (tmp_path / "queue_log").write_text(f"{at}|c|Billing|NONE|ENTERQUEUE||1|1\n{at}|c|Billing|Ada|CONNECT|0|x|0\n"
                                        f"{at + 540}|c|Billing|Ada|COMPLETECALLER|0|540|1\n")
    with Centre.open(tmp_path, now=lambda: datetime(2027, 1, 1, tzinfo=UTC)) as centre:
        centre.load()
        days = Days(date(2026, 6, 1), date(2026, 6, 3))
        spent = centre.metrics.ask(["talk_time:overlap"], ["day"], during=days).rows
        entered = centre.metrics.ask(["talk_time:entered"], ["day"], during=days).rows
    assert {row.by["day"]: row.value for row in spent} == {"2026-06-01": 120, "2026-06-02": 420}
    assert {row.by["day"]: row.value for row in entered} == {"2026-06-01": 540}
