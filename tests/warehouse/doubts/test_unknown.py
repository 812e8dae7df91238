"""This file is about agents whom nobody wrote down, and people written down whom no fact names."""


def test_an_agent_nobody_wrote_down(desk) -> None:
    del desk.people["Ada"]
    (one,) = desk.look().values()
    assert (one.name, one.sure) == ("agents-not-on-roster", "certain")
    assert [spot.where for spot in one.spots] == ["Ada"]
    assert one.rows_total > 100
    assert {row.agent for row in one.rows} == {"Ada"}
    assert {row.path for row in one.rows} <= {"calls.csv", "logins.csv"}


def test_nobody_is_missed_where_nobody_is_written_down(desk) -> None:
    desk.people = {}
    assert desk.look() == {}


def test_somebody_who_is_never_seen(desk) -> None:
    desk.people["Zoe"] = "2026-01-01"
    (one,) = desk.look().values()
    assert (one.name, one.sure) == ("never-seen", "possible")
    assert [tuple(spot) for spot in one.spots] == [("Zoe", "on the roster from 2026-01-01")]


def test_a_newcomer_may_still_be_in_training(desk) -> None:
    desk.people["Zoe"] = "2026-03-02"
    assert desk.look() == {}
