"""This file is about the backups a served centre makes by itself: when one is due, what is made up, which are kept."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fourscore.centre import Backup, Centre, Nightly, backups_of
from fourscore.centre.backups.manifest import BY_HAND, NIGHTLY
from fourscore.centre.backups.nightly import is_due, last_due, to_go
from fourscore.settings import Settings, read_settings
from fourscore.terms import Trouble

from .conftest import NOW

LONDON = ZoneInfo("Europe/London")


def made(at: datetime, kind: str = NIGHTLY) -> Backup:
    return Backup(Path(f"{at:%Y%m%dT%H%M}"), at, kind, "", "", "", None, "", None, (), ())


def dues(first: datetime, hours: int, at: time) -> list[datetime]:
    """When one becomes due, looked at every ten minutes."""
    moments = [first + timedelta(minutes=10 * n) for n in range(hours * 6)]
    return sorted({due for moment in moments if (due := last_due(moment, LONDON, at)) >= first})


def test_each_day_has_one_moment_whatever_the_clock_does() -> None:
    spring = dues(datetime(2026, 3, 28, tzinfo=UTC), 72, time(1, 30))  # 01:30 is no time of the 29th
    assert spring == [datetime(2026, 3, 28, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
                      datetime(2026, 3, 30, 0, 30, tzinfo=UTC)]
    autumn = dues(datetime(2026, 10, 24, tzinfo=UTC), 72, time(1, 30))  # 01:30 comes twice on the 25th
    assert autumn == [datetime(2026, 10, 24, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
                      datetime(2026, 10, 26, 1, 30, tzinfo=UTC)]


def test_one_is_due_where_none_was_made_since() -> None:
    now, at = datetime(2026, 3, 10, 9, tzinfo=UTC), time(2)
    old, today = datetime(2026, 3, 9, 2, tzinfo=UTC), datetime(2026, 3, 10, 2, tzinfo=UTC)
    assert is_due([made(old)], old, now, LONDON, at)
    assert not is_due([made(old), made(today)], old, now, LONDON, at)
    assert not is_due([made(today, BY_HAND)], old, now, LONDON, at)
    assert is_due([], old, now, LONDON, at)
    assert not is_due([], now - timedelta(hours=1), now, LONDON, at)  # a centre that was begun this morning
    # One made while the clock said next year does not keep others from being made until then.
    assert is_due([made(old), made(datetime(2027, 1, 1, tzinfo=UTC))], old, now, LONDON, at)


def test_days_then_weeks_then_months_are_kept() -> None:
    days = [datetime(2025, 10, 1, 2, tzinfo=UTC) + timedelta(days=n) for n in range(180)]
    now, kept = days[-1] + timedelta(hours=1), []
    for at in days:  # as it goes on, night by night
        kept.append(made(at))
        gone = to_go(kept, LONDON, at, 7, 4, 3)
        kept = [one for one in kept if one not in gone]
    told = [one.made_at.date() for one in kept]
    assert told[-7:] == [day.date() for day in days[-7:]]
    assert told[-11:-7] == [date(2026, 3, 1), date(2026, 3, 8), date(2026, 3, 15), date(2026, 3, 22)]
    assert [day.month for day in told[:-11]] == [12, 1, 2]
    assert len(told) == 14
    others = [made(days[0], BY_HAND), made(days[0] + timedelta(days=3650))]
    assert to_go([*others, *kept], LONDON, now, 1, 0, 0) == kept[:-1]


def test_serve_makes_up_what_was_missed_once_and_lets_old_ones_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [NOW]
    text = folder / "centre.yaml"
    text.write_text(text.read_text() + "backups: {daily: 1, weekly: 0, monthly: 0}\n")
    monkeypatch.setattr("fourscore.centre.backups.nightly.begun", lambda _: NOW - timedelta(days=3))
    with Centre.open(folder, now=lambda: clock[0]) as centre:
        assert centre.doctor().lines()[2] == "Last backup: none yet; run: fourscore backup"
        nightly = Nightly(centre)
        assert nightly.look() is not None
        assert nightly.look() is None
        assert Nightly(centre).look() is None  # started again
        clock[0] = NOW + timedelta(days=1)
        assert nightly.look() is not None
        assert [one.made_at for one in backups_of(centre)] == [clock[0]]
        clock[0] += timedelta(days=3)
        assert "backup-old" in {one.name for one in centre.doctor().findings}
        assert nightly.look() is not None
        assert "backup-old" not in {one.name for one in centre.doctor().findings}


def test_one_that_fails_is_tried_again_after_an_hour(
    folder: Path, opened: Callable[[], Centre], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourscore.centre.backups.nightly.begun", lambda _: NOW - timedelta(days=3))
    (folder / "backups").write_text("this is no folder")
    with opened() as centre:
        nightly = Nightly(centre)
        with pytest.raises(Trouble):
            nightly.look()
        assert nightly.look() is None
        (folder / "backups").unlink()
        centre.now = lambda: NOW + timedelta(minutes=61)
        assert nightly.look() is not None


def settings(folder: Path, said: str) -> tuple[Settings | None, list[str]]:
    folder.mkdir(exist_ok=True)
    (folder / "centre.yaml").write_text(f"name: A\nzone: UTC\ncurrency: EUR\nbackups: {said}\n")
    found, issues = read_settings(folder)
    return found, [issue.name for issue in issues]


def test_settings(tmp_path: Path) -> None:
    for said, expected in (("no", None), ("{at: 01:30}", time(1, 30)), ("yes", time(2)), ("{to: /x}", time(2))):
        found, issues = settings(tmp_path / "c", said)
        assert (found.backups.at if found else "", issues) == (expected, [])
    for said, name in (("{at: 25:00}", "bad-hour"), ("{daily: 0}", "bad-number"), ("{hourly: 1}", "unknown-key"),
                       ("sometimes", "wrong-shape"), ("", "wrong-shape")):
        assert settings(tmp_path / "c", said) == (None, [name])
