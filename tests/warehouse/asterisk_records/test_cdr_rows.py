"""This file is about records as rows: how files of them are written, what is set aside, and what is no such file."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from fourscore.terms import Trouble
from fourscore.warehouse import Warehouse
from fourscore.warehouse.sources.asterisk.records import CallRecords

Write = Mapping[str, Callable[..., Any]]
BASE = 16
HEADER = [
    "accountcode",
    "src",
    "dst",
    "dcontext",
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
    "amaflags",
    "uniqueid",
    "userfield",
    "peeraccount",
    "linkedid",
    "sequence",
]
CALL = {"at": 0, "up": 12, "until": 72, "dstchannel": "PJSIP/201-0000aaaa"}


@pytest.mark.parametrize(
    ("kept", "key"),
    [
        ((), "PJSIP/trunk-00000001@2026-03-02 12:00:00"),
        (("uniqueid",), "1772452800.5"),
        (("userfield",), "PJSIP/trunk-00000001@2026-03-02 12:00:00"),
        (("uniqueid", "userfield"), "1772452800.5"),
        (("peeraccount", "linkedid", "sequence"), "1772452800.1"),
        (("uniqueid", "peeraccount", "linkedid", "sequence"), "1772452800.1"),
        (("userfield", "peeraccount", "linkedid", "sequence"), "1772452800.1"),
        (tuple(HEADER[BASE:]), "1772452800.1"),
    ],
)
def test_the_columns_there_are_show_by_their_number(
    staged: Callable[..., Any], write: Write, kept: tuple[str, ...], key: str
) -> None:
    row = dict(zip(HEADER, write["cdr"](**CALL, own=5), strict=True))
    found = staged(CallRecords, write["csv"]([[row[name] for name in (*HEADER[:BASE], *kept)]]))
    assert found.contacts("started_at") == [(key, 0)]
    assert found.visits("talk_s") == [(key, 1, 60)]


@pytest.mark.parametrize(
    ("change", "delimiter"),
    [
        ({}, ","),
        ({}, ";"),
        ({}, "\t"),
        ({"start": "calldate", "src": "SRC"}, ","),
        ({"userfield": "tenantid"}, ","),
    ],
)
def test_a_header_names_the_columns_in_any_order(
    staged: Callable[..., Any], write: Write, change: dict[str, str], delimiter: str
) -> None:
    """Newer versions add columns; what nobody here reads is landed and left alone."""
    order = sorted(range(len(HEADER)), key=lambda place: HEADER[place])
    row = write["cdr"](**CALL)
    text = write["csv"](
        [[row[place] for place in order]], [change.get(HEADER[place], HEADER[place]) for place in order]
    )
    found = staged(
        CallRecords,
        text
        if delimiter == ","
        else text.replace(",t", "").replace('"', "").replace(",", delimiter).replace("Ada", ""),
    )
    assert found.visits("queue", "wait_s", "talk_s") == [("1772452800.1", 1, "sales", 12, 60)]


def test_columns_can_be_named(staged: Callable[..., Any], write: Write) -> None:
    row = dict(zip(HEADER, write["cdr"](**CALL), strict=True))
    names = [
        "channel",
        "dstchannel",
        "start",
        "duration",
        "billsec",
        "disposition",
        "lastapp",
        "lastdata",
        "dst",
        "linkedid",
    ]
    found = staged(CallRecords, write["csv"]([[row[name] for name in names]]), columns=names)
    assert found.visits("queue", "talk_s") == [("1772452800.1", 1, "sales", 60)]


@pytest.mark.parametrize(
    ("zone", "start", "uniqueid", "at"),
    [
        ("UTC", "2026-03-02 12:00:00", "", 0),
        ("Europe/Berlin", "2026-03-02 13:00:00", "", 0),
        ("Europe/Berlin", "2026-03-02 12:00:00+00", "", 0),
        ("Europe/Berlin", "2026-03-02T07:00:00.500000-05:00", "", 0.5),
        ("Europe/Berlin", "1772452800.250000", "", 0.25),
        # 25 October 2026: 02:10 comes twice; the channel was made when it came for the second time.
        ("Europe/Berlin", "2026-10-25 02:10:00", "", 20_434_200),
        ("Europe/Berlin", "2026-10-25 02:10:00", "pbx-1792890590.7", 20_437_800),
    ],
)
def test_when_it_began(
    staged: Callable[..., Any], write: Write, zone: str, start: str, uniqueid: str, at: float
) -> None:
    text = write["csv"]([write["cdr"](**CALL, start=start, answer="", end="", uniqueid=uniqueid)])
    found = staged(CallRecords, text, zone=zone)
    assert found.contacts("started_at", "ended_at") == [("1772452800.1", at, at + 72)]


@pytest.mark.parametrize(
    ("wrong", "issue"),
    [
        ({"start": "yesterday"}, "unreadable-cell"),
        ({"start": ""}, "unreadable-cell"),
        ({"start": "0000-00-00 00:00:00"}, "impossible-time"),
        ({"start": "1000-01-01 00:00:00"}, "impossible-time"),
        ({"start": "2026-03-29 02:30:00"}, "impossible-time"),
        ({"duration": "long"}, "unreadable-cell"),
        ({"billsec": ""}, "unreadable-cell"),
        ({"duration": -3}, "impossible-time"),
        ({"billsec": 73}, "impossible-time"),
        ({"duration": 99_000_000}, "impossible-time"),
        ({"channel": ""}, "empty-field"),
    ],
)
def test_records_that_are_none_are_kept_aside(
    staged: Callable[..., Any], write: Write, wrong: dict[str, Any], issue: str
) -> None:
    good, bad = write["cdr"](**CALL), write["cdr"](**{**CALL, "call": 2, **wrong})
    found = staged(CallRecords, write["csv"]([good, bad]), zone="Europe/Berlin")
    assert found.aside == [(2, issue)]
    assert [row[0] for row in found.contacts()] == ["1772452800.1"]
    (text,) = found.rows("aside", "row_text")
    assert "PJSIP/201-0000aaaa" in text[0]


def test_of_many_records_of_which_every_tenth_is_broken_the_others_load(
    staged: Callable[..., Any], write: Write
) -> None:
    lines = write["csv"]([write["cdr"](**CALL, call=call) for call in range(3_000)]).splitlines()
    for number in range(0, 3_000, 10):
        lines[number] = (
            '"not closed,' + lines[number],
            lines[number].rsplit(",", 3)[0],
            lines[number].replace("2026", "26"),
        )[number // 10 % 3]
    # A first line that is broken would be no sign of such a file.
    found = staged(CallRecords, "\n".join([lines[1], *lines]) + "\n")
    assert len(found.contacts()) == 2_700
    assert len(found.aside) == 300
    assert {issue for _, issue in found.aside} == {"unreadable-text", "wrong-number-of-columns", "unreadable-cell"}


def test_a_record_told_twice_counts_once_and_as_told_last(staged: Callable[..., Any], write: Write) -> None:
    """Exports overlap. A later file corrects an earlier one."""
    record = write["cdr"](**CALL)
    longer = write["cdr"](**{**CALL, "until": 90})
    found = staged(CallRecords, write["csv"]([record, record]), write["csv"]([longer]))
    assert found.visits("talk_s") == [("1772452800.1", 1, 78)]
    assert len(found.segments) == 2


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("Master.csv", "a,b\n" * 100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (zipped(), "packed-file"),
        (b"1767225700|c1|sales|NONE|ENTERQUEUE||555|1\n", "not-a-cdr"),
        (b"one,two,three\n1,2,3\n", "not-a-cdr"),
        (b"\n\n", "not-a-cdr"),
        (b"", "not-a-cdr"),
        (",".join(HEADER).encode("utf-16") + b"\n", "other-encoding"),
        (b"start,duration,channel\n", "not-a-cdr"),
    ],
)
def test_other_files_are_refused(staged: Callable[..., Any], text: bytes, name: str) -> None:
    with pytest.raises(Trouble) as raised:
        staged(CallRecords, text)
    assert [issue.name for issue in raised.value.issues] == [name]


def test_texts_of_another_encoding(staged: Callable[..., Any], write: Write) -> None:
    """A line that is no UTF-8 is set aside with its reason; told the encoding, it is read."""
    text = write["csv"]([write["cdr"](**CALL), write["cdr"](**CALL, call=2, clid='"Müller" <5551234>')]).encode(
        "latin-1"
    )
    assert staged(CallRecords, text).aside == [(2, "unreadable-text")]
    assert len(staged(CallRecords, text, encoding="latin-1").contacts()) == 2


def test_a_torn_last_line_waits_for_its_end(hand: Any, write: Write, tmp_path: Path) -> None:
    text = write["csv"]([write["cdr"](**CALL, call=call) for call in (1, 2)])
    source, _ = CallRecords.configure("calls", {"files": "Master.csv"}, "centre.yaml:1", tmp_path)
    assert source is not None
    warehouse = Warehouse.open(tmp_path / "data")
    reports = []
    for share in (text[:-20], text):
        (tmp_path / "Master.csv").write_text(share, encoding="utf-8", newline="")
        reports += warehouse.load(
            [source], hand.agreed(), now=datetime(2026, 4, 1, tzinfo=UTC), progress=lambda *_: None
        )
    warehouse.close()
    assert [[issue.name for issue in report.issues] for report in reports] == [["half-written-line"], []]
    assert [report.facts["contact"] for report in reports] == [1, 1]


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"files": 3}, "files"),
        ({"columns": 5}, "columns"),
        ({"names": ["x"]}, "names"),
        ({"queues": "x"}, "queues"),
        ({"topics": 1}, "topics"),
        ({"inside": "(("}, "inside"),
        ({"inside": "(?=a)b"}, "inside"),
        ({"covers": "week"}, "covers"),
        ({"encoding": "klingon"}, "encoding"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"answered_by": "me"}, "answered_by"),
    ],
)
def test_options_are_told_what_is_wrong_with_them(tmp_path: Path, options: dict[str, Any], wrong: str) -> None:
    made, issues = CallRecords.configure("x", {"files": "f", **options}, "centre.yaml:9", tmp_path)
    assert made is None
    assert [(issue.name, issue.where) for issue in issues] == [("bad-option", "centre.yaml:9")]
    assert repr(wrong) in issues[0].what


def test_every_wrong_option_is_told_at_once(tmp_path: Path) -> None:
    made, issues = CallRecords.configure("x", {"file": "f", "covers": 1, "answered_by": 2}, "centre.yaml:9", tmp_path)
    assert made is None
    assert [issue.name for issue in issues] == ["unknown-key", "bad-option", "bad-option", "bad-option"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    source, _ = CallRecords.configure("x", {"files": ["Master.csv", "*.old"]}, "centre.yaml:9", tmp_path)
    assert source is not None
    with pytest.raises(Trouble) as raised:
        source.files()
    assert [issue.name for issue in raised.value.issues] == ["file-missing"]


def test_how_far_it_is_complete(staged: Callable[..., Any], write: Write) -> None:
    """Up to the last call's beginning: a record is written when it ends."""
    text = write["csv"]([write["cdr"](**CALL), write["cdr"](at=50_000, until=50_090, call=2)])
    assert staged(CallRecords, text).staged.covers == (
        datetime(2026, 3, 2, 12, tzinfo=UTC),
        datetime(2026, 3, 3, 1, 53, 20, tzinfo=UTC),
    )
    assert staged(CallRecords, text, covers="day").staged.covers == (
        datetime(2026, 3, 2, tzinfo=UTC),
        datetime(2026, 3, 4, tzinfo=UTC),
    )
