"""This file is about calls made of channel events. In each test the docstring is the events; times count from noon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from fourscore.warehouse.sources.asterisk.records import ChannelEvents

Write = Mapping[str, Callable[..., Any]]
NAMES = {"names": {"PJSIP/201": "Anna", "202": "Ben", "Local/201": "Anna"}}
C1 = "1772452800.1"


@pytest.fixture
def tell(staged: Callable[..., Any], write: Write) -> Callable[..., Any]:
    """Stage the events a text tells."""
    return lambda text, **options: staged(ChannelEvents, write["csv"](write["cel"](text)), **{**NAMES, **options})


@pytest.fixture
def told(request: pytest.FixtureRequest, tell: Callable[..., Any]) -> Any:
    """The events of the test's own docstring."""
    return tell(request.function.__doc__)


def test_an_answered_call(told: Any) -> None:
    """
    0 caller CHAN_START
    3 caller APP_START Queue:sales,t
    5 anna CHAN_START
    12.5 anna ANSWER
    12.5 anna BRIDGE_ENTER bridge_id=b1
    12.6 caller BRIDGE_ENTER Queue:sales,t bridge_id=b1
    72 anna BRIDGE_EXIT bridge_id=b1
    72 caller BRIDGE_EXIT Queue:sales,t bridge_id=b1
    72 anna HANGUP hangupsource=anna
    72 anna CHAN_END
    72.1 caller APP_END Queue:sales,t
    72.1 caller HANGUP hangupsource=anna
    72.1 caller CHAN_END
    72.2 caller LINKEDID_END
    """
    assert told.visits(
        "queue",
        "agent",
        "entered_at",
        "answered_at",
        "ended_at",
        "outcome",
        "wait_s",
        "ring_s",
        "talk_s",
        "hold_s",
        "transferred",
        "agent_ended",
    ) == [(C1, 1, "sales", "Anna", 3, 12.6, 72.1, "answered", 9.6, 7.5, 59.4, 0, 0, 1)]
    assert told.contacts(
        "started_at", "ended_at", "channel", "outbound", "connected", "customer", "agent", "queue"
    ) == [(C1, 0, 72.2, "voice", 0, 0, "5551234", "Anna", "sales")]
    assert told.segments == [(C1, "alert", "Anna", 5, 12.5, 1), (C1, "talk", "Anna", 12.6, 72, 1)]
    assert (told.aside, told.staged.left_out, told.staged.notices) == ([], 0, {})


def test_until_it_is_over_it_is_open(told: Any) -> None:
    """
    0 caller CHAN_START
    3 caller APP_START Queue:sales
    5 anna CHAN_START
    12 anna ANSWER
    12 anna BRIDGE_ENTER bridge_id=b1
    12 caller BRIDGE_ENTER bridge_id=b1
    """
    assert told.visits("outcome", "agent", "answered_at", "ended_at", "wait_s") == [
        (C1, 1, "open", "Anna", 12, None, 9)
    ]
    assert told.contacts("ended_at") == [(C1, None)]
    assert told.segments == [(C1, "alert", "Anna", 5, 12, 1), (C1, "talk", "Anna", 12, None, 1)]


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ("30 caller HANGUP hangupsource=caller", "abandoned"),
        ("30 caller HANGUP", "abandoned"),
        ("30 caller HANGUP hangupsource=dialplan/builtin", "flowed_out"),
        ("55 caller HANGUP hangupsource=caller", "flowed_out"),
        ("30 caller APP_START VoiceMail:600", "flowed_out"),
    ],
)
def test_a_caller_nobody_answered(tell: Callable[..., Any], end: str, outcome: str) -> None:
    """Given up by the caller's own hanging up just then, else the call went on in the dialplan."""
    found = tell(f"""
        0 caller CHAN_START
        0 caller APP_START Queue:sales
        1 anna CHAN_START
        16 anna HANGUP
        20 ben CHAN_START
        30 ben HANGUP
        30 caller APP_END Queue:sales
        {end}""")
    assert found.visits("outcome", "agent", "wait_s", "ended_at") == [(C1, 1, outcome, None, 30, 30)]
    assert found.rows("staged_segment", "agent", "started_at", "ended_at", "answered", "cancelled") == [
        ("Anna", 1, 16, 0, 0),
        ("Ben", 20, 30, 0, int(outcome == "abandoned")),
    ]


def test_passed_on_into_the_same_queue(told: Any) -> None:
    """
    0 caller CHAN_START
    0 caller APP_START Queue:sales
    5 anna CHAN_START
    8 anna ANSWER
    8 anna BRIDGE_ENTER bridge_id=b1
    8 caller BRIDGE_ENTER bridge_id=b1
    60 anna BLINDTRANSFER bridge_id=b1 extension=600
    60 caller BRIDGE_EXIT bridge_id=b1
    60 anna BRIDGE_EXIT bridge_id=b1
    60 caller APP_END Queue:sales
    60 caller APP_START Queue:sales
    62 ben CHAN_START
    70 ben ANSWER
    70 ben BRIDGE_ENTER bridge_id=b2
    70 caller BRIDGE_ENTER bridge_id=b2
    100 caller BRIDGE_EXIT bridge_id=b2
    100 ben BRIDGE_EXIT bridge_id=b2
    100 caller APP_END Queue:sales
    100 caller HANGUP hangupsource=caller
    100 caller LINKEDID_END
    """
    assert told.visits(
        "agent", "outcome", "transferred", "agent_ended", "entered_at", "ended_at", "wait_s", "talk_s"
    ) == [(C1, 1, "Anna", "answered", 1, 0, 0, 60, 8, 52), (C1, 2, "Ben", "answered", 0, 0, 60, 100, 10, 30)]


def test_a_colleague_takes_over_in_another_bridge(told: Any) -> None:
    """
    0 caller CHAN_START
    0 caller APP_START Queue:sales
    8 anna ANSWER
    8 anna BRIDGE_ENTER bridge_id=b1
    8 caller BRIDGE_ENTER bridge_id=b1
    60 anna ATTENDEDTRANSFER bridge1_id=b1 bridge2_id=b2
    60 anna BRIDGE_EXIT bridge_id=b1
    60 caller BRIDGE_EXIT bridge_id=b1
    60 ben BRIDGE_ENTER bridge_id=b2
    60.5 caller BRIDGE_ENTER bridge_id=b2
    90 caller BRIDGE_EXIT bridge_id=b2
    90 ben BRIDGE_EXIT bridge_id=b2
    90 caller APP_END Queue:sales
    90 caller LINKEDID_END
    """
    assert told.visits("agent", "transferred", "ended_at", "talk_s") == [(C1, 1, "Anna", 1, 60, 52)]
    assert told.segments == [(C1, "talk", "Anna", 8, 60, 1), (C1, "talk", "Ben", 60.5, 90, 1)]


def test_hold_is_told_by_the_dialplans_own_events(told: Any) -> None:
    """
    0 caller CHAN_START
    0 caller APP_START Queue:sales
    10 anna BRIDGE_ENTER bridge_id=b1
    10 caller BRIDGE_ENTER bridge_id=b1
    20 anna HOLD
    50 anna UNHOLD
    55 anna HOLD
    60 anna BRIDGE_EXIT bridge_id=b1
    60 caller BRIDGE_EXIT bridge_id=b1
    60 caller APP_END Queue:sales
    60 caller LINKEDID_END
    """
    assert told.visits("talk_s", "hold_s") == [(C1, 1, 15, 35)]
    assert told.segments == [
        (C1, "hold", "Anna", 20, 50, 1),
        (C1, "hold", "Anna", 55, 60, 1),
        (C1, "talk", "Anna", 10, 20, 1),
        (C1, "talk", "Anna", 50, 55, 1),
    ]


def test_who_is_parked_talks_with_nobody(told: Any) -> None:
    """
    0 caller CHAN_START
    0 anna CHAN_START
    10 anna ANSWER
    10 anna BRIDGE_ENTER bridge_id=b1
    10 caller BRIDGE_ENTER bridge_id=b1
    30 caller BRIDGE_EXIT bridge_id=b1
    30 caller PARK_START parking_lot=default
    30 caller BRIDGE_ENTER bridge_id=lot bridge_technology=holding_bridge
    30 anna BRIDGE_ENTER bridge_id=lot bridge_technology=holding_bridge
    80 caller BRIDGE_EXIT bridge_id=lot
    80 caller PARK_END reason=ParkedCallUnparked
    80 caller BRIDGE_ENTER bridge_id=b3
    80 ben BRIDGE_ENTER bridge_id=b3
    90 caller CHAN_END
    90 ben CHAN_END
    90 caller LINKEDID_END
    """
    assert told.segments == [
        (C1, "alert", "Anna", 0, 10, 1),
        (C1, "talk", "Anna", 10, 30, 1),
        (C1, "talk", "Ben", 80, 90, 1),
    ]
    assert told.visits() == []


@pytest.mark.parametrize("telephone", [True, False])
def test_through_a_way_to_a_telephone(tell: Callable[..., Any], telephone: bool) -> None:
    """The caller is bridged with one half of a Local channel, the telephone with the other: both are one."""
    found = tell(f"""
        0 caller CHAN_START
        0 caller APP_START Queue:sales
        5 way1 CHAN_START
        5 way2 CHAN_START
        {"6 anna CHAN_START" if telephone else ""}
        {"12 anna ANSWER" if telephone else ""}
        {"12 anna BRIDGE_ENTER bridge_id=b9" if telephone else ""}
        12 way2 BRIDGE_ENTER bridge_id=b9
        12.5 way1 ANSWER
        12.5 way1 BRIDGE_ENTER bridge_id=b1
        12.5 caller BRIDGE_ENTER bridge_id=b1
        60 caller BRIDGE_EXIT bridge_id=b1
        60 way1 BRIDGE_EXIT bridge_id=b1
        60 way2 BRIDGE_EXIT bridge_id=b9
        {"60 anna BRIDGE_EXIT bridge_id=b9" if telephone else ""}
        60 caller APP_END Queue:sales
        60 caller LINKEDID_END""")
    assert found.visits("agent", "answered_at", "talk_s") == [(C1, 1, "Anna", 12.5, 47.5)]
    assert found.segments == [(C1, "alert", "Anna", 5, 12 if telephone else 12.5, 1), (C1, "talk", "Anna", 12.5, 60, 1)]


def test_a_call_out(told: Any) -> None:
    """The call is begun by anna.

    0 anna CHAN_START
    1 outside CHAN_START
    9 outside ANSWER
    9 outside BRIDGE_ENTER bridge_id=b1
    9 anna BRIDGE_ENTER bridge_id=b1
    69 anna BRIDGE_EXIT bridge_id=b1
    69 outside BRIDGE_EXIT bridge_id=b1
    69 anna LINKEDID_END
    """
    assert told.contacts("outbound", "connected", "customer", "agent", "ended_at") == [
        (C1, 1, 1, "0301234567", "Anna", 69)
    ]
    assert told.segments == [(C1, "talk", "Anna", 9, 69, 1)]


def test_a_call_out_through_a_way(told: Any) -> None:
    """The call is begun by anna. She shares a bridge with one half of the Local channel, the customer with the other.

    0 anna CHAN_START
    1 out1 CHAN_START
    1 out2 CHAN_START
    2 outside CHAN_START
    9 outside ANSWER
    9 outside BRIDGE_ENTER bridge_id=b2
    9 out2 BRIDGE_ENTER bridge_id=b2
    9 out1 BRIDGE_ENTER bridge_id=b1
    10 anna BRIDGE_ENTER bridge_id=b1
    69 anna BRIDGE_EXIT bridge_id=b1
    69 out1 BRIDGE_EXIT bridge_id=b1
    69 out2 BRIDGE_EXIT bridge_id=b2
    69 outside BRIDGE_EXIT bridge_id=b2
    69 anna LINKEDID_END
    """
    assert told.contacts("outbound", "connected", "agent") == [(C1, 1, 1, "Anna")]
    assert told.segments == [(C1, "talk", "Anna", 10, 69, 1)]


def test_a_call_out_that_reached_nobody(told: Any) -> None:
    """The call is begun by anna.

    0 anna CHAN_START
    1 outside CHAN_START
    30 outside HANGUP hangupcause=19
    30 anna LINKEDID_END
    """
    assert told.contacts("outbound", "connected") == [(C1, 1, 0)]
    assert told.segments == []


def test_colleagues_talking_are_left_out_and_counted(told: Any) -> None:
    """The call is begun by anna.

    0 anna CHAN_START
    1 ben CHAN_START
    5 ben ANSWER
    5 ben BRIDGE_ENTER bridge_id=b1
    5 anna BRIDGE_ENTER bridge_id=b1
    30 anna LINKEDID_END
    """
    assert (told.contacts(), told.segments, told.staged.left_out) == ([], [], 6)


def test_a_colleague_who_asks_a_queue(told: Any) -> None:
    """The call is begun by anna.

    0 anna CHAN_START
    0 anna APP_START Queue:billing
    2 ben CHAN_START
    5 ben ANSWER
    5 ben BRIDGE_ENTER bridge_id=b1
    5 anna BRIDGE_ENTER bridge_id=b1
    30 anna BRIDGE_EXIT bridge_id=b1
    30 anna APP_END Queue:billing
    30 anna LINKEDID_END
    """
    assert told.visits("queue", "agent", "talk_s") == [(C1, 1, "billing", "Ben", 25)]
    assert told.contacts("outbound", "customer") == [(C1, 0, "201")]


def test_two_calls_are_kept_apart(told: Any) -> None:
    """
    0 caller CHAN_START
    0 2/caller CHAN_START
    0 caller APP_START Queue:400
    1 2/caller APP_START Queue:500
    4 2/caller APP_END Queue:500
    4 2/caller HANGUP hangupsource=caller
    4 2/caller LINKEDID_END
    9 caller APP_END Queue:400
    9 caller HANGUP hangupsource=caller
    9 caller LINKEDID_END
    """
    assert told.visits("queue", "wait_s") == [(C1, 1, "400", 9), ("1772452800.2", 1, "500", 3)]


def test_events_nobody_knows_are_counted(told: Any) -> None:
    """
    0 caller CHAN_START
    1 caller DANCED
    2 caller DANCED
    """
    assert told.staged.notices == {"unknown event DANCED": 2}
