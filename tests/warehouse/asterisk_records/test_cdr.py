"""This file is about calls made of call detail records: stays, offers, talk, and calls out. Times count from noon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from fourscore.warehouse.sources.asterisk.records import CallRecords

Write = Mapping[str, Callable[..., Any]]
ANNA, BEN = "PJSIP/201-0000aaaa", "PJSIP/202-0000bbbb"
NAMES = {"names": {"PJSIP/201": "Anna", "202": "Ben"}}
C1 = "1772452800.1"


@pytest.fixture
def calls(staged: Callable[..., Any], write: Write) -> Callable[..., Any]:
    """Stage records, each told by what is special about it."""

    def run(*records: dict[str, Any], **options: Any) -> Any:
        return staged(CallRecords, write["csv"]([write["cdr"](**record) for record in records]), **NAMES, **options)

    return run


def test_an_answered_call(calls: Callable[..., Any]) -> None:
    found = calls({"at": 0, "up": 12, "until": 72, "dstchannel": ANNA, "src": "+49 (30) 555-1"})
    assert found.visits(
        "queue", "agent", "entered_at", "answered_at", "ended_at", "outcome", "transferred", "wait_s", "talk_s"
    ) == [(C1, 1, "sales", "Anna", 0, 12, 72, "answered", 0, 12, 60)]
    assert found.contacts(
        "started_at", "ended_at", "channel", "outbound", "connected", "customer", "agent", "queue"
    ) == [(C1, 0, 72, "voice", 0, 0, "+49305551", "Anna", "sales")]
    assert found.segments == [(C1, "alert", "Anna", 0, 12, 1), (C1, "talk", "Anna", 12, 72, 1)]
    assert (found.aside, found.staged.notices, found.staged.left_out) == ([], {}, 0)


def test_all_telephones_of_a_queue_ring(calls: Callable[..., Any]) -> None:
    """One record for each: who did not answer stops ringing when a colleague does, which is no cancelled offer."""
    found = calls({"at": 0, "until": 20, "dstchannel": ANNA}, {"at": 4, "up": 20, "until": 80, "dstchannel": BEN})
    assert found.visits("agent", "entered_at", "answered_at", "talk_s") == [(C1, 1, "Ben", 0, 20, 60)]
    assert found.rows(
        "staged_segment", "kind::VARCHAR", "agent", "started_at", "ended_at", "answered", "cancelled"
    ) == [("alert", "Anna", 0, 20, 0, 0), ("alert", "Ben", 4, 20, 1, 0), ("talk", "Ben", 20, 80, 1, 0)]


def test_a_caller_who_gives_up(calls: Callable[..., Any]) -> None:
    """The telephones that rang until then were cancelled; the one that was tried before was not."""
    found = calls({"at": 0, "until": 15, "dstchannel": ANNA}, {"at": 18, "until": 25, "dstchannel": BEN})
    assert found.visits("outcome", "agent", "ended_at", "wait_s", "talk_s") == [(C1, 1, "abandoned", None, 25, 25, 0)]
    assert found.rows("staged_segment", "agent", "ended_at", "answered", "cancelled") == [
        ("Anna", 15, 0, 0),
        ("Ben", 25, 0, 1),
    ]


def test_an_answer_that_lasted_no_second_cancels_no_offer(calls: Callable[..., Any]) -> None:
    found = calls({"at": 0, "until": 20, "dstchannel": ANNA}, {"at": 4, "up": 20, "until": 20, "dstchannel": BEN})
    assert found.rows("staged_segment", "kind::VARCHAR", "agent", "cancelled") == [
        ("alert", "Anna", 0),
        ("alert", "Ben", 0),
        ("talk", "Ben", 0),
    ]


def test_a_call_that_goes_on_without_an_answer_flowed_out(calls: Callable[..., Any]) -> None:
    found = calls(
        {"at": 0, "until": 30, "dstchannel": ANNA},
        {"at": 30, "up": 30, "until": 44, "lastapp": "VoiceMail", "lastdata": "600@default,u"},
    )
    assert found.visits("outcome", "ended_at") == [(C1, 1, "flowed_out", 30)]
    assert [row for row in found.segments if row[1] == "talk"] == []
    assert found.rows("staged_segment", "cancelled") == [(0,)]


def test_the_same_queue_again_after_an_answer_is_another_stay(calls: Callable[..., Any]) -> None:
    """A transfer. That the second was answered is told, but not when: the records talk at once, so it is counted."""
    found = calls(
        {"at": 0, "up": 8, "until": 128, "dstchannel": ANNA}, {"at": 128, "up": 128, "until": 258, "dstchannel": BEN}
    )
    assert found.visits("agent", "outcome", "transferred", "entered_at", "wait_s", "talk_s") == [
        (C1, 1, "Anna", "answered", 1, 0, 8, 120),
        (C1, 2, "Ben", "answered", 0, 128, 0, 130),
    ]
    assert found.staged.notices == {"stay of a call that had been answered before (see answered_by)": 1}


def test_one_queue_after_another(calls: Callable[..., Any]) -> None:
    found = calls(
        {"at": 0, "until": 20, "dstchannel": ANNA},
        {"at": 20, "until": 50, "dstchannel": ANNA, "lastdata": "billing"},
        {"at": 50, "until": 60, "dstchannel": ANNA},
    )
    assert found.visits("queue", "outcome", "entered_at", "ended_at") == [
        (C1, 1, "sales", "flowed_out", 0, 20),
        (C1, 2, "billing", "flowed_out", 20, 50),
        (C1, 3, "sales", "abandoned", 50, 60),
    ]


@pytest.mark.parametrize(
    ("said", "queue"),
    [
        ({"lastdata": "400,t,,,300"}, "sales"),
        ({"lastdata": "400|t||300"}, "sales"),
        ({"lastdata": "", "dst": "400"}, "sales"),
        ({"lastdata": "500"}, "500"),
    ],
)
def test_a_queue_by_its_name_here(calls: Callable[..., Any], said: dict[str, str], queue: str) -> None:
    found = calls({"at": 0, "until": 20, **said}, queues={"400": "sales"}, topics={"sales": "new contract"})
    assert found.visits("queue") == [(C1, 1, queue)]
    assert found.contacts("topic") == [(C1, "new contract" if queue == "sales" else None)]


def test_a_queue_that_answers_for_music_reached_nobody(calls: Callable[..., Any]) -> None:
    """Disposition ANSWERED without a called channel: the dialplan answered, and the caller gave up."""
    found = calls({"at": 0, "up": 0, "until": 40})
    assert found.visits("outcome", "answered_at", "wait_s", "talk_s") == [(C1, 1, "abandoned", None, 40, 0)]
    assert found.staged.notices == {"stay of a call that had been answered before (see answered_by)": 1}


def test_where_the_dialplan_answers_no_stays_are_told(calls: Callable[..., Any]) -> None:
    """Nor offers and talk of which the answer is not the agent's; a telephone behind a way of its own still tells."""
    ways = (
        {"dstchannel": "Local/202@from-queue-00000001;1"},
        {"channel": "Local/202@from-queue-00000001;2", "dstchannel": BEN, "lastapp": "Dial", "own": 7},
    )
    found = calls(
        {"at": 0, "until": 9, "dstchannel": ANNA},
        {"at": 9, "up": 9, "until": 80, **ways[0]},
        {"at": 10, "up": 20, "until": 80, **ways[1]},
        {"at": 0, "up": 0, "until": 30, "dstchannel": ANNA, "call": 2},
        answered_by="dialplan",
    )
    assert found.segments == [
        (C1, "alert", "Anna", 0, 9, 0),
        (C1, "alert", "Ben", 10, 20, 1),
        (C1, "talk", "Ben", 20, 80, 1),
    ]
    assert found.contacts("queue", "agent") == [(C1, "sales", "Ben"), ("1772452800.2", "sales", None)]
    tables = {name for (name,) in found.cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert "staged_visit" not in tables
    made, _ = CallRecords.configure("x", {"files": "f", "answered_by": "dialplan"}, "w", Path())
    assert made is not None
    assert made.gives == ("contact", "segment")


def test_the_telephone_at_the_end_of_a_way_tells_when(calls: Callable[..., Any]) -> None:
    """FreePBX calls members through Local channels: who is called and when it was answered stands in the other half."""
    found = calls(
        {"at": 0, "up": 0, "until": 90, "dstchannel": "Local/202@from-queue-00000001;1"},
        {
            "at": 5,
            "until": 12,
            "channel": "Local/201@from-queue-00000002;2",
            "dstchannel": ANNA,
            "lastapp": "Dial",
            "own": 5,
        },
        {"at": 2, "until": 12, "dstchannel": "Local/201@from-queue-00000002;1"},
        {
            "at": 6,
            "up": 12,
            "until": 90,
            "channel": "Local/202@from-queue-00000001;2",
            "dstchannel": BEN,
            "lastapp": "Dial",
            "own": 6,
        },
    )
    assert found.visits("agent", "answered_at", "wait_s", "talk_s", "outcome") == [
        (C1, 1, "Ben", 12, 12, 78, "answered")
    ]
    assert found.segments == [
        (C1, "alert", "Anna", 5, 12, 0),
        (C1, "alert", "Ben", 6, 12, 1),
        (C1, "talk", "Ben", 12, 90, 1),
    ]
    assert found.rows("staged_segment", "queue") == [("sales",)] * 3


def test_an_answer_beyond_its_call_is_kept_within(calls: Callable[..., Any]) -> None:
    """Clocks of two records that contradict each other make no talk of less than nothing."""
    found = calls(
        {"at": 0, "up": 0, "until": 20, "dstchannel": "Local/202@from-queue-00000001;1"},
        {
            "at": 5,
            "up": 30,
            "until": 40,
            "channel": "Local/202@from-queue-00000001;2",
            "dstchannel": BEN,
            "lastapp": "Dial",
            "own": 6,
        },
    )
    assert found.visits("answered_at", "ended_at") == [(C1, 1, 20, 20)]


def test_a_way_without_records_of_its_own_stands_for_its_extension(calls: Callable[..., Any]) -> None:
    found = calls({"at": 0, "up": 10, "until": 70, "dstchannel": "Local/RG-600-202@from-internal-00000001;1"})
    assert found.visits("agent", "talk_s") == [(C1, 1, "Ben", 60)]


def test_a_voicemail_at_the_end_of_a_way_is_no_agent(calls: Callable[..., Any]) -> None:
    found = calls(
        {"at": 0, "up": 10, "until": 70, "dstchannel": "Local/202@from-queue-00000001;1"},
        {
            "at": 1,
            "until": 10,
            "channel": "Local/202@from-queue-00000001;2",
            "dstchannel": BEN,
            "lastapp": "Dial",
            "own": 6,
        },
        {
            "at": 10,
            "up": 10,
            "until": 70,
            "channel": "Local/202@from-queue-00000001;2",
            "lastapp": "VoiceMail",
            "own": 6,
        },
    )
    assert found.visits("outcome", "agent", "talk_s") == [(C1, 1, "flowed_out", None, 0)]
    assert found.segments == [(C1, "alert", "Ben", 1, 10, 0)]


def test_a_way_that_was_shortened_is_one_talk(calls: Callable[..., Any]) -> None:
    """The Local channel is taken out once the telephone answered, and a new record begins: still one stay and talk."""
    found = calls(
        {"at": 0, "up": 10, "until": 15, "dstchannel": "Local/202@from-queue-00000001;1"},
        {"at": 15, "up": 15, "until": 70, "dstchannel": BEN},
    )
    assert found.visits("agent", "transferred", "ended_at", "talk_s") == [(C1, 1, "Ben", 0, 70, 60)]
    assert [row for row in found.segments if row[1] == "talk"] == [(C1, "talk", "Ben", 10, 70, 1)]


def test_a_call_straight_to_an_extension(calls: Callable[..., Any]) -> None:
    found = calls({"at": 0, "up": 5, "until": 65, "dst": "201", "dstchannel": ANNA, "lastapp": "Dial"})
    assert found.visits() == []
    assert found.contacts("outbound", "customer", "agent", "queue") == [(C1, 0, "5551234", "Anna", None)]
    assert found.segments == [(C1, "alert", "Anna", 0, 5, 1), (C1, "talk", "Anna", 5, 65, 1)]


OUT = {"channel": ANNA, "src": "201", "dst": "0301234567", "lastapp": "Dial", "lastdata": "PJSIP/0301234567@trunk"}


@pytest.mark.parametrize(
    ("said", "connected", "talk"),
    [
        ({"up": 9, "until": 69, "dstchannel": "PJSIP/trunk-0000cccc"}, 1, [(C1, "talk", "Anna", 9, 69, 1)]),
        ({"until": 30, "dstchannel": "PJSIP/trunk-0000cccc"}, 0, []),
        ({"until": 2, "disposition": "FAILED"}, 0, []),
    ],
)
def test_calls_out(calls: Callable[..., Any], said: dict[str, Any], connected: int, talk: list[Any]) -> None:
    found = calls({"at": 0, **OUT, **said})
    assert found.contacts("outbound", "connected", "customer", "agent") == [(C1, 1, connected, "0301234567", "Anna")]
    assert found.segments == talk


def test_a_call_out_through_a_way_is_of_who_began_it(calls: Callable[..., Any]) -> None:
    way = "Local/0301234567@out-00000001;"
    found = calls(
        {"at": 0, "up": 9, "until": 69, **OUT, "dstchannel": f"{way}1"},
        {"at": 1, "up": 9, "until": 69, **OUT, "channel": f"{way}2", "dstchannel": "PJSIP/trunk-00000001", "own": 3},
    )
    assert found.contacts("outbound", "connected", "customer", "agent") == [(C1, 1, 1, "0301234567", "Anna")]
    assert found.segments == [(C1, "talk", "Anna", 9, 69, 1)]


def test_colleagues_talking_are_left_out_and_counted(calls: Callable[..., Any]) -> None:
    found = calls(
        {"at": 0, "up": 3, "until": 60, "channel": ANNA, "dst": "202", "dstchannel": BEN, "lastapp": "Dial"},
        {"at": 0, "until": 60, "channel": ANNA, "dst": "203", "lastapp": "Dial", "call": 2},
        {"at": 5, "until": 9, "channel": ANNA, "src": "201", "call": 3},
    )
    assert found.staged.left_out == 2
    assert found.contacts("outbound", "customer") == [("1772452800.3", 0, "201")]
    assert found.visits("outcome") == [("1772452800.3", 1, "abandoned")]


def test_asking_a_colleague_is_no_talk_with_the_customer(calls: Callable[..., Any]) -> None:
    found = calls(
        {"at": 0, "up": 5, "until": 60, "dstchannel": ANNA},
        {
            "at": 30,
            "up": 34,
            "until": 50,
            "channel": "PJSIP/201-0000dddd",
            "dst": "202",
            "dstchannel": BEN,
            "lastapp": "Dial",
            "own": 9,
        },
    )
    assert [row for row in found.segments if row[2] == "Ben"] == []


@pytest.mark.parametrize(("inside", "outbound"), [(r"\d{2,6}", 0), (r"(trunk|20\d)", 1)])
def test_what_is_inside_decides_the_direction(calls: Callable[..., Any], inside: str, outbound: int) -> None:
    found = calls(
        {"at": 0, "up": 5, "until": 65, "dst": "0301234567", "dstchannel": "PJSIP/other-00000001", "lastapp": "Dial"},
        inside=inside,
    )
    assert found.contacts("outbound") == [(C1, outbound)]


@pytest.mark.parametrize("caller", ["anonymous", "Anonymous", "unknown", ""])
def test_a_caller_nobody_knows(calls: Callable[..., Any], caller: str) -> None:
    found = calls({"at": 0, "until": 5, "src": caller, "clid": f'"" <{caller}>'})
    assert found.contacts("customer") == [(C1, None)]


def test_a_call_of_which_the_first_record_is_missing(calls: Callable[..., Any]) -> None:
    found = calls({"at": 0, "up": 5, "until": 65, "dstchannel": ANNA, "own": 8})
    assert found.contacts("outbound", "agent") == [(C1, 0, "Anna")]
    assert found.staged.notices == {"call of which the first record is not in the files": 1}
