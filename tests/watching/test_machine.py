"""This file is about how an alert goes on from reading to reading, and who is on duty meanwhile."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourscore.centre import Reading, RuleText
from fourscore.centre.alerting.duty import on_duty, read_duty, read_quiet, told_from
from fourscore.centre.alerting.machine import Duty, step
from fourscore.centre.alerting.reading import last_spans
from fourscore.office import Episode
from fourscore.terms import Calendar, WrongUse

NOW = datetime(2026, 3, 20, 10, tzinfo=UTC)
LONDON = Calendar(ZoneInfo("Europe/London"))
RULE = RuleText("Waits", "average_speed_of_answer", (), "above", 60.0, 40.0, "half_hour", 600, 10, "Mara", (), "", 900,
                "Mara", NOW)


def read(value: float | None, n: int = 20) -> Reading:
    return Reading(value, n, str(value), "" if value is not None else "There is no figure.")


class Played:
    """An episode as readings come in, one a minute."""

    def __init__(self, rule: RuleText = RULE, people: tuple[str, ...] = ("Zoe", "Max", "Mara")) -> None:
        self.rule, self.people, self.now = rule, people, NOW
        self.episode: Episode | None = None
        self.told: frozenset[str] = frozenset()
        self.past: list[str] = []

    def play(self, *readings: Reading, minutes: float = 1) -> str:
        for reading in readings:
            found = step(self.rule, 1, 1, self.episode, self.told, reading, Duty(self.people, self.now), self.now)
            if found.episode is not None:
                self.episode = found.episode if found.episode.resolved_at is None else None
            self.past += [event.what + (f" {event.person}" if event.person else "") for event in found.events]
            self.told |= {person for person, _ in found.tell} if self.episode else frozenset()
            self.now += timedelta(minutes=minutes)
        return self.episode.state if self.episode else "quiet"


def test_it_fires_once_it_held_for_as_long_as_the_rule_says() -> None:
    one = Played()
    assert one.play(*[read(61)] * 10) == "pending"
    assert one.past == []
    assert one.play(read(61)) == "firing"
    assert one.past == ["fired", "told Zoe"]
    assert one.told == {"Zoe"}


def test_what_is_missing_or_too_little_never_fires_and_the_time_begins_anew() -> None:
    one = Played()
    assert one.play(*[read(None)] * 30) == "quiet"
    assert one.play(*[read(500, n=9)] * 30) == "quiet"
    assert one.play(*[read(61)] * 9, read(None), *[read(61)] * 10) == "pending"
    assert one.past == []


def test_a_wavering_figure_tells_once() -> None:
    one = Played()
    one.play(*[read(61)] * 11)
    assert one.play(*[read(value) for value in (59, 61, 50, 62, 39, 61, 58, 41) * 5]) == "firing"
    assert one.play(*[read(39)] * 10) == "firing"
    assert one.play(read(39)) == "quiet"
    assert one.past == ["fired", "told Zoe", "escalated Max", "escalated Mara", "resolved"]


def test_missing_data_do_not_resolve() -> None:
    one = Played()
    one.play(*[read(61)] * 11)
    assert one.play(*[read(None)] * 30) == "firing"
    assert one.play(*[read(10)] * 9, read(None), *[read(10)] * 9) == "firing"


def test_the_next_one_is_told_until_somebody_takes_it_on() -> None:
    one = Played()
    one.play(*[read(61)] * 11)
    one.play(*[read(61)] * 15)
    assert one.past == ["fired", "told Zoe", "escalated Max"]
    assert one.episode is not None
    one.episode = one.episode._replace(state="acknowledged")
    assert one.play(*[read(61)] * 60) == "acknowledged"
    assert one.past == ["fired", "told Zoe", "escalated Max"]
    assert one.play(*[read(10)] * 11) == "quiet"


def test_below_is_the_other_side() -> None:
    below = RULE._replace(side="below", threshold=0.8, clears=0.85, for_s=0)
    one = Played(below)
    assert one.play(read(0.8)) == "quiet"
    assert one.play(read(0.79)) == "firing"
    assert one.play(read(0.84)) == "firing"
    assert one.play(read(0.85)) == "quiet"


def test_silence_is_a_rule_of_its_own() -> None:
    one = Played(RULE._replace(side="silent", threshold=None, clears=None, for_s=900))
    fresh = Reading(None, None, "", "", NOW)
    assert one.play(*[fresh] * 15) == "quiet"
    assert one.play(fresh) == "firing"
    assert one.play(Reading(None, None, "", "", one.now)) == "quiet"
    assert one.past == ["fired", "told Zoe", "resolved"]
    assert Played(one.rule).play(Reading(None, None, "", "")) == "firing"  # nothing was ever loaded
    assert Played(one.rule).play(Reading(None, None, "", "The office cannot be read.")) == "quiet"


def test_a_changed_rule_ends_what_the_former_began() -> None:
    one = Played()
    one.play(*[read(61)] * 11)
    assert one.episode is not None
    found = step(RULE, 2, 1, one.episode, one.told, read(61), Duty(("Zoe",), one.now), one.now)
    assert found.episode is not None
    assert (found.episode.state, [event.what for event in found.events]) == ("resolved", ["the rule was changed"])


READINGS = st.lists(st.one_of(st.none(), st.floats(0, 120)), max_size=80)


@settings(max_examples=60, deadline=None)
@given(READINGS)
def test_it_never_fires_without_ten_minutes_of_figures_beyond(values: list[float | None]) -> None:
    one, held = Played(), 0
    for value in values:
        fired = one.past.count("fired")
        open_before = one.episode is not None and one.episode.fired_at is not None
        held = held + 1 if value is not None and value > 60 else 0
        one.play(read(value))
        if one.past.count("fired") > fired:
            assert held >= 11
            assert not open_before


# -- who is told ----


@pytest.mark.parametrize(("at", "people"), [
    ("2026-03-20 08:00", ["Zoe"]), ("2026-03-20 17:59", ["Zoe"]), ("2026-03-20 18:00", ["Max"]),
    ("2026-03-21 03:00", ["Max"]), ("2026-03-21 06:00", []), ("2026-03-22 12:00", ["Ann"]),
])
def test_duty_goes_by_weekday_and_hours_of_the_centres_clock(at: str, people: list[str]) -> None:
    shifts = read_duty(["Zoe: mon-fri 08:00-18:00", "Max: fri 18:00-06:00", "Ann: sun"])
    moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Europe/London"))
    assert on_duty(shifts, moment, LONDON) == people


@pytest.mark.parametrize("wrong", ["", "Zoe: someday", "Zoe: mon 8-18", "Zoe: mon 08:00-18:00 sharp", ": mon"])
def test_a_line_that_says_nothing_is_told(wrong: str) -> None:
    if not wrong:
        assert read_duty([wrong]) == ()
        return
    with pytest.raises(WrongUse, match="bad-duty"):
        read_duty([wrong])


def test_quiet_hours_end_by_the_wall_clock_on_the_day_it_changes() -> None:
    quiet = read_quiet("22:00-06:00")
    late = datetime(2026, 3, 28, 23, tzinfo=UTC)  # the clock goes from 01:00 to 02:00 that night
    assert told_from(quiet, late, LONDON) == datetime(2026, 3, 29, 5, tzinfo=UTC)
    assert told_from(quiet, datetime(2026, 3, 28, 12, tzinfo=UTC), LONDON) == datetime(2026, 3, 28, 12, tzinfo=UTC)
    with pytest.raises(WrongUse, match="bad-duty"):
        read_quiet("22-6")


def test_the_hour_the_clock_repeats_stays_two() -> None:
    labels: list[Any] = [label for minutes in (5, 35, 65, 95) for label, _ in list(last_spans(
        LONDON, "half_hour", datetime(2026, 10, 25, 0, tzinfo=UTC) + timedelta(minutes=minutes)))[:1]]
    assert labels == ["2026-10-25T00:30+01:00", "2026-10-25T01:00+01:00", "2026-10-25T01:30+01:00",
                      "2026-10-25T01:00+00:00"]
