"""This file is about records that arrive in pieces, late, twice or corrected: the facts are those of one load."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.warehouse import Warehouse
from fourscore.warehouse.sources.asterisk.records import CallRecords

Write = Mapping[str, Callable[..., Any]]
CHANNELS = ("PJSIP/trunk-00000001", "PJSIP/201-00000001", "Local/202@q-00000001;2", "PJSIP/202-00000009")
CALLED = ("", "PJSIP/201-00000002", "PJSIP/202-00000003", "Local/202@q-00000001;1", "PJSIP/trunk-00000004")


@st.composite
def records(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Records of a few calls in which anything may stand beside anything."""
    found = []
    for sequence in range(draw(st.integers(1, 10))):
        at, lasts = draw(st.integers(0, 6)) * 10, draw(st.integers(0, 4)) * 10
        up = draw(st.sampled_from((None, at, at + lasts)))
        found.append(
            {
                "at": at,
                "until": at + lasts,
                "up": up,
                "call": draw(st.integers(1, 2)),
                "own": draw(st.integers(1, 3)),
                "channel": draw(st.sampled_from(CHANNELS)),
                "dstchannel": draw(st.sampled_from(CALLED)),
                "lastapp": draw(st.sampled_from(("Queue", "Queue", "Dial", "VoiceMail"))),
                "lastdata": draw(st.sampled_from(("sales", "billing"))),
                "sequence": sequence,
                "dst": draw(st.sampled_from(("600", "0301234567"))),
            }
        )
    return found


def loaded(hand: Any, *states: Mapping[str, str]) -> dict[str, Any]:
    """Everything that stands after the files were loaded in each of these states."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        source, _ = CallRecords.configure("calls", {"files": "*.csv"}, "centre.yaml:1", folder)
        assert source is not None
        warehouse = Warehouse.open(folder / "data")
        for files in states:
            for name, text in files.items():
                (folder / name).write_text(text, encoding="utf-8", newline="")
            (report,) = warehouse.load(
                [source], hand.agreed(), now=datetime(2026, 4, 1, tzinfo=UTC), progress=lambda *_: None
            )
            assert report.rows_set_aside == 0
        found = hand.dump(warehouse)
        warehouse.close()
        return found


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=records(), order=st.randoms(use_true_random=False), data=st.data())
def test_in_any_order_and_in_any_pieces_it_is_the_same(
    hand: Any, write: Write, told: list[dict[str, Any]], order: Any, data: st.DataObject
) -> None:
    rows = [write["cdr"](**record) for record in told]
    mixed = order.sample(rows, len(rows))
    cut = data.draw(st.integers(1, len(rows)))
    first, rest = write["csv"](mixed[:cut]), write["csv"](mixed[cut:] + mixed[:1])
    once = loaded(hand, {"a.csv": write["csv"](rows)})
    assert loaded(hand, {"a.csv": first}, {"a.csv": first + rest}) == once
    assert loaded(hand, {"b.csv": first}, {"a.csv": rest}) == once


def test_a_later_record_makes_a_contact_of_what_was_none(hand: Any, write: Write) -> None:
    """Colleagues talked, as far as was known: nothing was stored, and yet their record is found again."""
    inner = {"at": 0, "until": 5, "channel": CHANNELS[1], "dstchannel": CALLED[2], "lastapp": "Dial", "dst": "202"}
    outer = {
        "at": 5,
        "up": 9,
        "until": 60,
        "channel": CHANNELS[1],
        "dstchannel": CALLED[4],
        "lastapp": "Dial",
        "dst": "0301234567",
    }
    both = [write["cdr"](**inner), write["cdr"](**outer)]
    text = write["csv"](both)
    found = loaded(hand, {"a.csv": write["csv"](both[:1])}, {"a.csv": text})
    assert found == loaded(hand, {"a.csv": text})
    assert len(found["contact"]) == 1


@pytest.mark.parametrize("header", [True, False])
def test_a_corrected_file_takes_the_place_of_the_first(hand: Any, write: Write, header: bool) -> None:
    names = (
        [
            "a",
            "src",
            "dst",
            "x",
            "clid",
            "channel",
            "dstchannel",
            "lastapp",
            "lastdata",
            "start",
            "answer",
            "end",
            "duration",
            "billsec",
            "disposition",
            "f",
            "uniqueid",
            "u",
            "p",
            "linkedid",
            "sequence",
        ]
        if header
        else None
    )
    wrong = write["csv"]([write["cdr"](at=0, up=5, until=50, dstchannel=CALLED[1], sequence=1)], names)
    right = write["csv"]([write["cdr"](at=0, up=9, until=40, dstchannel=CALLED[2], sequence=1)], names)
    more = write["csv"]([write["cdr"](at=40, up=45, until=60, dstchannel=CALLED[1], sequence=2)])
    assert loaded(hand, {"a.csv": wrong}, {"a.csv": right}, {"a.csv": right + more}) == loaded(
        hand, {"a.csv": right + more}
    )
