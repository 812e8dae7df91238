"""This file is about opinions: told of five answers and more only, and not to be found by subtraction."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.metrics import Answer, Row, is_opinion, read_catalogue
from fourscore.metrics.answer.opinions import of_groups
from fourscore.terms import Days, WrongUse, emotion_of_staff

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


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6), st.integers(3, 8))
def test_what_is_hidden_cannot_be_found_by_subtraction(sizes: list[int], smallest: int) -> None:
    rows = [Row({"team": f"T{n}"}, "pulse_score", None, 3.0, {}, size, complete=True) for n, size in enumerate(sizes)]
    told = of_groups(Answer(None, "UTC", ("team",), MARCH, rows), CATALOGUE, smallest).rows
    shown = [row.n for row in told if row.value is not None]
    hidden = [size for size, row in zip(sizes, told, strict=True) if size and row.value is None]
    assert all(size >= smallest or size == 0 for size in shown)
    assert len(hidden) != 1 or not any(shown)
    for row, was in zip(told, rows, strict=True):
        assert row == was or (row.value, row.n, row.parts) == (None, 0, {})


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
