"""This file is about channel events as rows: how they are written, set aside, refused, and told again in pieces."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.terms import Trouble
from fourscore.warehouse import Warehouse
from fourscore.warehouse.sources.asterisk.records import ChannelEvents

Write = Mapping[str, Callable[..., Any]]
TABLE = (
    "id",
    "eventtype",
    "eventtime",
    "cid_num",
    "exten",
    "channame",
    "appname",
    "appdata",
    "uniqueid",
    "linkedid",
    "userdeftype",
    "extra",
)
PLACES = (None, 0, 1, 3, 7, 9, 10, 11, 14, 15, 18, 19)  # of those columns in a row of cel_custom
CALL = """
    0 caller CHAN_START
    3 caller APP_START Queue:sales
    5 anna CHAN_START
    12 anna ANSWER
    12 anna BRIDGE_ENTER bridge_id=b1
    12 caller BRIDGE_ENTER bridge_id=b1
    20 anna HOLD
    30 anna UNHOLD
    72 anna BRIDGE_EXIT bridge_id=b1
    72 caller BRIDGE_EXIT bridge_id=b1
    72 caller APP_END Queue:sales
    72 caller HANGUP hangupsource=caller
    72 caller LINKEDID_END
"""
TOLD = [("1772452800.1", 1, "sales", 9, 50, 10)]
AS_TOLD = ("queue", "wait_s", "talk_s", "hold_s")


def table(rows: list[list[Any]], when: Callable[[str], str], first: int = 1) -> list[list[Any]]:
    """The rows as a database writes them out."""
    return [
        [when(row[1]) if place == 1 else number if place is None else row[place] for place in PLACES]
        for number, row in enumerate(rows, first)
    ]


def at(text: str) -> datetime:
    return datetime.fromtimestamp(float(text), UTC)


@pytest.mark.parametrize(
    ("when", "zone"),
    [
        (lambda text: text, "Europe/Berlin"),
        (lambda text: at(text).strftime("%Y-%m-%d %H:%M:%S"), "UTC"),
        (lambda text: at(text).strftime("%Y-%m-%d %H:%M:%S.%f") + "+00", "Europe/Berlin"),
        (
            lambda text: at(text).replace(hour=at(text).hour + 2).strftime("%Y-%m-%dT%H:%M:%S") + "+02:00",
            "America/Lima",
        ),
        (lambda text: at(text).replace(hour=at(text).hour + 1).strftime("%Y-%m-%d %H:%M:%S.%f"), "Europe/Berlin"),
    ],
)
def test_as_the_database_writes_them_out(
    staged: Callable[..., Any], write: Write, when: Callable[[str], str], zone: str
) -> None:
    text = write["csv"](table(write["cel"](CALL), when), list(TABLE))
    found = staged(ChannelEvents, text, zone=zone)
    assert found.visits(*AS_TOLD) == TOLD
    assert found.contacts("started_at", "customer") == [("1772452800.1", 0, "5551234")]


def test_the_order_of_columns_can_be_told(staged: Callable[..., Any], write: Write) -> None:
    rows = [row[::-1] for row in write["cel"](CALL)]
    names = [
        "extra",
        "usereventname",
        "userfield",
        "peer",
        "linkedid",
        "uniqueid",
        "acctcode",
        "amaflags",
        "appdata",
        "appname",
        "channame",
        "context",
        "exten",
        "ciddnid",
        "cidrdnis",
        "cidani",
        "cidnum",
        "cidname",
        "eventtime",
        "eventtype",
    ]
    assert staged(ChannelEvents, write["csv"](rows), columns=names).visits(*AS_TOLD) == TOLD


def test_a_newer_column_is_left_alone_and_a_broken_extra_is_none(staged: Callable[..., Any], write: Write) -> None:
    rows = [[*row, "tenant-7"] for row in table(write["cel"](CALL), str)]
    rows[0][-2] = '{"hangupcause":'
    assert staged(ChannelEvents, write["csv"](rows, [*TABLE, "tenantid"])).visits(*AS_TOLD) == TOLD


@pytest.mark.parametrize(
    ("place", "text", "issue"),
    [
        (1, "yesterday", "unreadable-cell"),
        (1, "", "unreadable-cell"),
        (1, "2026-03-29 02:30:00", "impossible-time"),
        (1, "0000-00-00 00:00:00", "impossible-time"),
        (1, "9999999999", "impossible-time"),
        (0, "", "empty-field"),
        (9, "", "empty-field"),
        (14, "", "empty-field"),
        (15, "", "empty-field"),
    ],
)
def test_events_that_are_none_are_kept_aside(
    staged: Callable[..., Any], write: Write, place: int, text: str, issue: str
) -> None:
    rows = write["cel"](CALL)
    wrong = [*rows[0][:place], text, *rows[0][place + 1 :]]
    found = staged(ChannelEvents, write["csv"]([*rows, wrong]), zone="Europe/Berlin")
    assert found.aside == [(14, issue)]
    assert found.visits(*AS_TOLD) == TOLD


def test_of_many_events_of_which_every_tenth_is_broken_the_others_load(
    staged: Callable[..., Any], write: Write
) -> None:
    """Each breaks in one of three ways; of every third call with one it is the entry into the queue that is lost."""
    rows = [
        row
        for call in range(1_000)
        for row in write["cel"](
            f"0 {call}/caller CHAN_START\n1 {call}/caller APP_START Queue:sales\n5 {call}/caller LINKEDID_END"
        )
    ]
    lines = write["csv"](rows).splitlines()
    for number in range(9, 3_000, 10):
        line = lines[number]
        lines[number] = ('"not closed,' + line, line.rsplit(",", 3)[0], line.replace("17724528", "x"))[number // 10 % 3]
    found = staged(ChannelEvents, "\n".join(lines) + "\n")
    assert len(found.aside) == 300
    assert {issue for _, issue in found.aside} == {"unreadable-text", "wrong-number-of-columns", "unreadable-cell"}
    assert (len(found.contacts()), len(found.visits())) == (1_000, 900)


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("Master.csv", "a,b\n" * 100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (zipped(), "packed-file"),
        (b"1767225700|c1|sales|NONE|ENTERQUEUE||555|1\n", "not-a-cel"),
        (b"one,two,three\n1,2,3\n", "not-a-cel"),
        (b"", "not-a-cel"),
        (",".join(TABLE).encode("utf-16") + b"\n", "other-encoding"),
        (",".join(["x"] * 20).encode() + b"\n", "not-a-cel"),
    ],
)
def test_other_files_are_refused(staged: Callable[..., Any], text: bytes, name: str) -> None:
    with pytest.raises(Trouble) as raised:
        staged(ChannelEvents, text)
    assert [issue.name for issue in raised.value.issues] == [name]


def test_texts_of_another_encoding(staged: Callable[..., Any], write: Write) -> None:
    rows = write["cel"](CALL)
    rows[0][2] = "Müller"
    text = write["csv"](rows).encode("latin-1")
    assert staged(ChannelEvents, text).aside == [(1, "unreadable-text")]
    assert staged(ChannelEvents, text, encoding="latin-1").aside == []


def test_an_unknown_option_is_told(tmp_path: Path) -> None:
    made, issues = ChannelEvents.configure("x", {"files": "f", "answered_by": "agent"}, "centre.yaml:9", tmp_path)
    assert made is None
    assert [issue.name for issue in issues] == ["unknown-key"]


def loaded(hand: Any, *states: Mapping[str, str]) -> dict[str, Any]:
    """Everything that stands after the files were loaded in each of these states."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        source, _ = ChannelEvents.configure("calls", {"files": "*.csv"}, "centre.yaml:1", folder)
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


@st.composite
def happenings(draw: st.DrawFn) -> str:
    """Events of two calls in which anything may follow anything, and several happen at once."""
    moment, lines = 0, []
    for _ in range(draw(st.integers(2, 25))):
        moment += draw(st.sampled_from((0, 1, 7)))
        who = draw(st.sampled_from(("caller", "anna", "ben", "way1", "way2", "outside", "2/caller", "2/anna")))
        event = draw(
            st.sampled_from(
                (
                    "CHAN_START",
                    "ANSWER",
                    "APP_START Queue:sales",
                    "APP_END Queue:sales",
                    "BRIDGE_ENTER bridge_id=b1",
                    "BRIDGE_ENTER bridge_id=b2",
                    "BRIDGE_EXIT bridge_id=b1",
                    "HOLD",
                    "UNHOLD",
                    "HANGUP hangupsource=caller",
                    "CHAN_END",
                    "LINKEDID_END",
                    "BLINDTRANSFER bridge_id=b1",
                )
            )
        )
        lines.append(f"{moment} {who} {event}")
    return "\n".join(lines)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=happenings(), order=st.randoms(use_true_random=False), data=st.data())
def test_in_any_order_and_in_any_pieces_it_is_the_same(
    hand: Any, write: Write, text: str, order: Any, data: st.DataObject
) -> None:
    """Rows of a table carry the number they were written with, by which they are put in order again."""
    rows = table(write["cel"](text), str)
    mixed = order.sample(rows, len(rows))
    cut = data.draw(st.integers(1, len(rows)))
    first, rest = write["csv"](mixed[:cut], list(TABLE)), write["csv"](mixed[cut:])
    again = write["csv"](mixed[cut:] + mixed[:1], list(TABLE))
    once = loaded(hand, {"a.csv": write["csv"](rows, list(TABLE))})
    assert loaded(hand, {"a.csv": first}, {"a.csv": first + rest}) == once
    assert loaded(hand, {"b.csv": first}, {"a.csv": again}) == once


def test_an_event_that_came_again_in_another_file_is_the_same(staged: Callable[..., Any], write: Write) -> None:
    text = write["csv"](write["cel"](CALL))
    found = staged(ChannelEvents, text, text)
    assert found.visits(*AS_TOLD) == TOLD
    assert len(found.segments) == 4
