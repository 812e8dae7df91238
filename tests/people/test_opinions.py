"""This file is about opinions: told of five answers and more only, and not to be found by subtraction."""

import json
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourscore.metrics import Row, is_opinion, read_catalogue
from fourscore.metrics.answer.groups import Groups
from fourscore.terms import Calendar, Days, WrongUse, emotion_of_staff

MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))


def asked(centre, metric: str, **more: object) -> list[Row]:
    return list(centre.metrics.ask([metric], during=MARCH, **more).rows)


def test_pulse_answers_are_told_of_groups(made) -> None:
    centre = made()
    (whole,) = asked(centre, "pulse_favourable")
    assert (whole.value, whole.n) == (pytest.approx(13 / 16), 16)
    teams = {row.by["team"]: (row.value, row.n) for row in asked(centre, "pulse_favourable", by=["team"])}
    # Three of Sales are too few; six of Billing go with them, or they would be what is left of the whole.
    assert teams == {"Sales": (None, 0), "Billing": (None, 0), "Night": (pytest.approx(6 / 7), 7)}
    (alone,) = asked(centre, "pulse_favourable", where={"team": ["Sales"]})
    assert (alone.value, alone.n, alone.parts) == (None, 0, {})
    assert "fewer than 5 answers" in alone.why
    (rest,) = asked(centre, "pulse_favourable", where={"team": ["Billing", "Night"]})
    assert rest.value is None  # with the whole it would tell of the three that are left


def test_a_long_answer_hides_what_a_short_one_does(made, monkeypatch) -> None:
    """The rows of a long answer are made anew whenever they are read."""
    centre = made()
    short = asked(centre, "pulse_favourable", by=["team"])
    monkeypatch.setattr("fourscore.metrics.answer.asking.MANY", 0)
    assert asked(centre, "pulse_favourable", by=["team"]) == short
    assert [row.value for row in short].count(None) == 2


def test_the_mean_is_on_a_scale_of_five(made) -> None:
    (whole,) = asked(made(), "pulse_score")
    assert whole.value == pytest.approx((13 * 4 + 3 * 1) / 16)


def test_recognition_is_told_of_five_and_more(made) -> None:
    centre = made()
    (row,) = asked(centre, "recognition_per_agent")
    assert (row.value, row.n) == (pytest.approx(6 * 31 / 58), 6)  # two agents, of 29 days that are loaded
    (week,) = centre.metrics.ask(["recognition_per_agent"], during=Days(date(2026, 3, 9), date(2026, 3, 13))).rows
    assert week.value is None
    with pytest.raises(WrongUse) as no:
        centre.metrics.ask(["recognition_per_agent"], by=["agent"], during=MARCH)
    assert no.value.issues[0].name in ("cannot-bear", "not-agreed")


def test_single_answers_and_few_are_not_taken_apart(made, say) -> None:
    centre = made("Team leader")
    said = say(centre, "why", {"metric": "pulse_favourable", "period": "2026-03"})
    assert "[answers-are-hidden]" in said.err
    said = say(centre, "why", {"metric": "pulse_favourable", "period": "2026-03", "where": ["team=Sales"]})
    assert "[group-too-small]" in said.err


def test_the_smallest_group_is_a_setting(made) -> None:
    centre = made("Team leader\nsmallest_group: 3")
    teams = {row.by["team"]: row.n for row in asked(centre, "pulse_favourable", by=["team"])}
    assert teams == {"Sales": 3, "Billing": 6, "Night": 7}


CATALOGUE = read_catalogue(None, {})[0]


def test_which_measures_are_opinions() -> None:
    found = {metric.key for metric in CATALOGUE.metrics.values() if is_opinion(metric, CATALOGUE)}
    assert found == {"agent_satisfaction", "pulse_favourable", "pulse_score", "recognition_per_agent",
                     "recognition_reach"}


def test_nothing_is_had_another_way(made) -> None:
    """Sales have three answers; every other way to what is left of the whole is shut too."""
    centre = made()
    for where in ({"team": ["Billing"]}, {"team": ["Billing", "Night"]}, {"team": ["Sales"]}):
        for by in ([], ["team"], ["month"], ["team", "question"]):
            rows = asked(centre, "pulse_favourable", by=by, where=where)
            assert {row.by.get("team", "Sales") for row in rows if row.value is not None} <= {"Night"}, (by, where)
    (both,) = asked(centre, "pulse_favourable", where={"team": ["Billing", "Sales"]})
    assert both.value == pytest.approx(7 / 9)  # what is hidden is told all together: it is the whole without Night
    with pytest.raises(WrongUse, match="cannot-bear"):
        asked(centre, "pulse_favourable", by=["day"])
    assert not {"day", "hour", "agent"} & set(centre.metrics.dimensions("pulse_favourable"))
    assert "agent" not in centre.metrics.dimensions("agent_satisfaction")
    spread = centre.metrics.spread_of(["pulse_score"], ["team"], during=MARCH)["pulse_score"]
    assert set(spread.at) == {("Night",)}
    assert not centre.metrics.expected_of("pulse_favourable", "team", during=MARCH).by


def test_two_times_do_not_differ_by_a_few_answers(made) -> None:
    """Of the sixteen of March two were given from the 15th on; the first fourteen days are told with them or never."""
    centre = made()
    (row,) = centre.metrics.ask(["pulse_score"], during=Days(date(2026, 3, 1), date(2026, 3, 15))).rows
    assert (row.value, row.n) == (None, 0)
    weeks = asked(centre, "pulse_score", by=["week"])
    assert [row.value for row in weeks] == [None] * len(weeks)
    (month,) = asked(centre, "pulse_score", by=["month"])
    assert month.n == 16
    (cut,) = centre.metrics.ask(["pulse_score"], during=Days(date(2026, 3, 9), date(2026, 3, 20))).rows
    assert cut.n == 16  # nobody answered on the days that are cut off


TEAMS, JANUARY = ("A", "B", "C"), date(2026, 1, 1)
CALENDAR = Calendar(ZoneInfo("UTC"))


YEAR = Days(JANUARY, date(2027, 1, 1))
MONTHS = [Days(date(2026, month, 1), date(2026, month + 1, 1)) for month in range(1, 7)]
QUARTERS = [Days(date(2026, 1, 1), date(2026, 4, 1)), Days(date(2026, 4, 1), date(2026, 7, 1))]
WEEKS = [Days(day, day + timedelta(days=7)) for n in range(26) if (day := date(2025, 12, 29) + timedelta(days=7 * n))]
WITHIN = [(YEAR, QUARTERS), *((quarter, MONTHS) for quarter in QUARTERS), (YEAR, MONTHS),
          *((month, WEEKS) for month in MONTHS)]
GIVEN = st.dictionaries(st.tuples(st.sampled_from(TEAMS), st.integers(0, 119)), st.integers(1, 7), max_size=14)


@settings(deadline=None)
@given(GIVEN, st.sampled_from([None, 60, 100]), st.integers(3, 6))
def test_no_whole_less_what_is_told_of_it_is_a_small_group(
    sizes: dict[tuple[str, int], int], loaded: int | None, smallest: int,
) -> None:
    """Of a time less its teams, and of a team or all of them less its times: nobody is left, or no small group."""
    there = {(team, JANUARY + timedelta(days=day)): n for (team, day), n in sizes.items() if not loaded or day < loaded}
    by_team: dict[tuple[str], dict[date, int]] = {}
    for (team, day), n in there.items():
        by_team.setdefault((team,), {})[day] = n
    groups = Groups(("team",), by_team, CALENDAR, smallest, JANUARY + timedelta(days=loaded) if loaded else None)

    def many(some: tuple[str, ...], days: Days) -> int:
        return sum(n for (team, day), n in there.items() if team in some and days.first <= day < days.until)

    @cache
    def told(some: tuple[str, ...], days: Days) -> bool:
        if not groups.tells(*(((), [()]) if some == TEAMS else (("team",), [(team,) for team in some])), days):
            return False
        n = many(some, days)
        assert n == 0 or n >= smallest, (some, days)
        return True

    for days in (YEAR, *QUARTERS, *MONTHS, *WEEKS):
        if told(TEAMS, days):
            left = sum(many((team,), days) for team in TEAMS if not told((team,), days))
            assert left == 0 or left >= smallest, days
    for some in [*((team,) for team in TEAMS), TEAMS]:
        for whole, parts in WITHIN:
            if told(some, whole):
                inside = [part for part in parts if whole.first <= part.first and part.until <= whole.until]
                left = many(some, whole) - sum(many(some, part) for part in inside if told(some, part))
                assert left == 0 or left >= smallest, (some, whole)


def test_large_groups_are_told_by_month_and_by_week() -> None:
    many = {(team,): {JANUARY + timedelta(days=day): 6 for day in range(120)} for team in TEAMS}
    groups = Groups(("team",), many, CALENDAR, 5)
    for days in (*MONTHS[:4], *WEEKS[1:15], QUARTERS[0], YEAR):
        assert groups.tells(("team",), [("A",)], days)
    assert not groups.tells(("team",), [("A",)], Days(JANUARY, date(2026, 1, 20)))
    # A small piece of one week: the months are told still, the weeks of that one are not.
    many["A",] = {JANUARY: 2} | {day: n for day, n in many["A",].items() if day >= date(2026, 1, 5)}
    groups = Groups(("team",), many, CALENDAR, 5)
    assert groups.tells(("team",), [("A",)], Days(JANUARY, date(2026, 2, 1)))
    assert not groups.tells(("team",), [("A",)], Days(date(2026, 1, 5), date(2026, 1, 12)))
    assert groups.tells(("team",), [("A",)], Days(date(2026, 2, 2), date(2026, 2, 9)))


def test_a_month_that_has_just_begun_hides_none_that_is_over() -> None:
    counts = {(): {date(2026, 1, 10): 9, date(2026, 2, 10): 8, date(2026, 3, 10): 9, date(2026, 4, 2): 2}}
    groups = Groups((), counts, CALENDAR, 5, until=date(2026, 4, 3))
    assert groups.tells((), [()], Days(JANUARY, date(2026, 4, 1)))
    assert groups.tells((), [()], Days(date(2026, 3, 1), date(2026, 4, 1)))
    assert not groups.tells((), [()], Days(date(2026, 4, 1), date(2026, 5, 1)))
    assert not groups.tells((), [()], Days(JANUARY, date(2027, 1, 1)))  # it would tell of the two of April


@pytest.mark.parametrize(("name", "is_one"), [
    ("agent_sentiment", True), ("employee-emotion", True), ("mood of the agent", True), ("stress_agent", True),
    ("sentiment", False), ("customer_sentiment", False), ("agent", False), ("staffed", False), ("management", False),
])
def test_emotions_of_staff_are_known_by_their_name(name: str, is_one: bool) -> None:
    assert emotion_of_staff(name) == is_one


def test_a_measure_of_emotions_is_refused(made) -> None:
    centre = made()
    (centre.folder / "metrics").mkdir(exist_ok=True)
    (centre.folder / "metrics" / "own.yaml").write_text(
        "metrics:\n  agent_mood:\n    name: Mood\n    unit: points\n    better: higher\n    num: sentiment_sum\n"
        "    den: sentiment_contacts\n    words: Mood.\n", encoding="utf-8")
    text = (centre.folder / "centre.yaml").read_text(encoding="utf-8")
    (centre.folder / "centre.yaml").write_text(
        text.replace("    key: id\n", "    key: id\n    extra: {employee_stress: number}\n", 1), encoding="utf-8")
    assert [issue.name for issue in centre.check()].count("emotion-of-staff") == 2
    assert json.dumps(sorted(centre.metrics.catalogue.metrics)).count("agent_mood") == 0
