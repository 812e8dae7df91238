"""This file is about the half-loaded day: hours that are not here yet must never look like quiet hours."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from fourscore.metrics import Metrics, read_catalogue
from fourscore.terms import Calendar, Days

LAST_FACT = "SELECT max(entered_at) FROM visit WHERE replaced_in IS NULL"
HAS_FACTS = "SELECT count(*) > 0 FROM visit WHERE day = DATE '2026-03-09' AND replaced_in IS NULL"


@pytest.fixture
def morning(hand, warehouse, tmp_path):
    """A day of which only the morning is loaded: one call over, one in talk, one waiting; Ada logged in."""
    lines = [
        hand.call(
            "a",
            "2026-03-09 09:00:00",
            answered="2026-03-09 09:00:10",
            ended="2026-03-09 09:05:10",
            agent="Ada",
            talk_s=300,
        ),
        hand.call("b", "2026-03-09 11:50:00", answered="2026-03-09 11:50:10", agent="Ada"),
        hand.call("c", "2026-03-09 11:59:00"),
        '{"agent_state": {"key": "1", "agent": "Ada", "state": "login", "started_at": "2026-03-09 08:00:00"}}',
        '{"until": "2026-03-09T12:00:00"}',
    ]
    hand.write(tmp_path / "in", "a", *lines)
    hand.load(warehouse, tmp_path / "in", hand.agreed("Europe/Berlin"))
    return warehouse


@pytest.fixture
def evening(hand, morning, tmp_path):
    """The same day once the rest has come."""
    hand.write(
        tmp_path / "in",
        "b",
        hand.call(
            "b",
            "2026-03-09 11:50:00",
            answered="2026-03-09 11:50:10",
            ended="2026-03-09 12:10:10",
            agent="Ada",
            talk_s=1200,
        ),
        hand.call("c", "2026-03-09 11:59:00", ended="2026-03-09 12:00:30"),
        '{"agent_state": {"key": "1", "agent": "Ada", "state": "login", "started_at": "2026-03-09 08:00:00", '
        '"ended_at": "2026-03-09 16:00:00"}}',
        '{"until": "2026-03-10T00:00:00"}',
    )
    hand.load(morning, tmp_path / "in", hand.agreed("Europe/Berlin"))
    return morning


def is_complete(warehouse) -> bool:
    """Whether the calls of the whole local day are said to be here."""
    metrics = Metrics(warehouse, read_catalogue(None, {})[0], Calendar(ZoneInfo("Europe/Berlin")), "EUR")
    (row,) = metrics.ask(["contacts_offered"], during=Days(date(2026, 3, 9), date(2026, 3, 10))).rows
    assert row.value == 3
    return row.complete


def test_the_fill_mark_says_how_far_the_day_is_here(hand, morning) -> None:
    """Caught: a day taken for complete because it has facts; its last fact taken for how far it is here."""
    noon = datetime(2026, 3, 9, 12, tzinfo=UTC)
    assert {fill.until_at for fill in morning.fills()} == {noon}
    assert not is_complete(morning)
    assert hand.one(morning, HAS_FACTS)
    assert hand.one(morning, LAST_FACT).replace(tzinfo=UTC) < noon


def test_a_quiet_afternoon_is_here_once_it_is_loaded(hand, evening) -> None:
    """Caught: completeness read off the last fact, which stands at 11:59 still: nobody called after that."""
    assert is_complete(evening)
    wrong = hand.one(evening, LAST_FACT)
    assert f"{wrong:%H:%M}" == "11:59"
    assert {fill.until_at for fill in evening.fills()} == {datetime(2026, 3, 10, tzinfo=UTC)}


def test_a_waiting_call_is_neither_answered_nor_abandoned(hand, morning) -> None:
    """Caught: abandoned as 'not answered', which makes the call still waiting at noon an abandoned one."""
    wrong = hand.one(morning, "SELECT sum(1 - answered) FROM visit")
    assert wrong == 1
    assert hand.one(morning, "SELECT sum(answered), sum(abandoned), sum(still_open) FROM cube_queue") == (2, 0, 1)


def test_a_talk_not_ended_has_no_length_yet(hand, morning) -> None:
    """Caught: open segments closed at the load's own time (the new year here): months for one call, and less than none.
    """
    wrong = hand.one(morning, "SELECT sum(epoch(coalesce(ended_at, TIMESTAMP '2026-01-01') - started_at)) FROM segment")
    assert wrong < -60 * 86400
    assert hand.one(morning, "SELECT sum(handling_overlap_s) FROM cube_agent") == 300


def test_an_open_login_counts_to_the_mark_and_no_further(hand, morning) -> None:
    """Caught: an open login closed at midnight, which gives Ada an idle afternoon nobody has seen yet."""
    wrong = hand.one(morning, "SELECT epoch(day + INTERVAL 1 DAY - started_at) FROM agent_state")
    assert wrong == 16 * 3600
    assert hand.one(morning, "SELECT sum(staffed_s) FROM agent_time") == 4 * 3600


def test_the_rest_of_the_day_completes_it_and_doubles_nothing(hand, evening, tmp_path) -> None:
    """Caught: the second load added to the first, with the calls that were open at noon in both."""
    wrong = hand.one(evening, "SELECT count(*), sum(open) FROM visit")
    assert wrong == (5, 1)
    assert hand.one(evening, "SELECT sum(answered), sum(abandoned), sum(still_open), sum(talk_s) FROM cube_queue") == (
        2,
        1,
        0,
        1500,
    )
    assert hand.one(evening, "SELECT sum(staffed_s), sum(handling_s) FROM agent_time") == (8 * 3600, 1500)
    arrived = hand.dump(evening)
    evening.rebuild([hand.HandFed(tmp_path / "in")], hand.agreed("Europe/Berlin"), now=hand.NOW)
    assert hand.dump(evening) == arrived
