"""This file is about the lines and files of a queue_log: what is read, what is set aside, and what is no such log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fourscore.terms import Issue, Trouble
from fourscore.warehouse import Slice
from fourscore.warehouse.sources.asterisk import QueueLog

GOOD = b"1767225700|c1|sales|NONE|ENTERQUEUE||555|1\n"


def source(folder: Path, **options: Any) -> QueueLog:
    made, issues = QueueLog.configure("calls", {"files": "queue_log*", **options}, "centre.yaml:3", folder)
    assert made is not None, issues
    return made


def landed(folder: Path, *pieces: Slice) -> list[tuple[int, int, str]]:
    with duckdb.connect() as cursor:
        for piece in pieces:
            source(folder).land(cursor, piece)
        return cursor.execute("FROM landed ORDER BY file, line").fetchall()


def test_lines_that_are_no_event_are_kept_aside(log: Any) -> None:
    """
    100|c1|sales|NONE|ENTERQUEUE||555|1
    yesterday|c1|sales|Anna|CONNECT|1|x|1
    105|c1|sales|Anna
    105|c1|sales|Anna||1
    0000000|c1|sales|Anna|CONNECT|1|x|1
    4500000000|c1|sales|Anna|CONNECT|1|x|1
    95|c1|sales|Anna|RINGNOANSWER|1000
    95|c1|sales|Anna|CONNECT|1|x|1
    110|c1|sales|NONE|ABANDON|1|1|10
    """
    aside = {row["line"]: (row["issue"], row["row_text"]) for row in log.rows("aside")}
    assert {line: issue for line, (issue, _) in aside.items()} == {
        2: "not-an-event", 3: "not-an-event", 4: "not-an-event", 5: "impossible-time", 6: "impossible-time",
        7: "impossible-time", 8: "impossible-time"}
    assert aside[2][1] == "yesterday|c1|sales|Anna|CONNECT|1|x|1"
    assert [(visit["outcome"], visit["wait_s"]) for visit in log.visits] == [("abandoned", 10)]


def test_an_offer_before_its_entry_is_impossible(log: Any) -> None:
    """
    100|c1|sales|NONE|ENTERQUEUE||555|1
    95|c1|sales|Anna|RINGNOANSWER|1000
    """
    assert log.aside == [(2, "impossible-time")]
    assert log.segments == []


def test_events_nobody_knows_are_kept_and_counted(log: Any) -> None:
    """
    100|c1|sales|NONE|DID|4930555
    100|c1|sales|NONE|ENTERQUEUE||555|1
    101|NONE|NONE|NONE|CONFIGRELOAD|
    102|c1|sales|Anna|CONGRATULATED|with|many|more|bars|than|usual|and|more
    103|c1|sales|PJSIP/1|PENALTY|3
    103|c1|sales|PJSIP/1|RINGINUSE|1
    104|c2|sales|Anna|CONGRATULATED|
    """
    assert log.staged.notices == {"unknown event CONGRATULATED": 2}
    assert log.rows("landed")[3]["row_text"].endswith("|bars|than|usual|and|more")


@pytest.mark.parametrize("odd", [
    b"1767225701|c2|sales|NONE|ENTERQUEUE||555|1|M\xfcller\n",                # not UTF-8
    b"1767225701|c2|sales|NONE|ENTERQUEUE||555|1|a\rb\0c\x1f\x1e\x1d\x1cd\n",  # bytes a reader might take for ends
    b"1767225701|c2|sales|NONE|ENTERQUEUE||555|1\r\n",
    b"\n\n1767225701|c2|sales|NONE|ENTERQUEUE||555|1|\"quoted, as it is\n",
    b"1767225701|c2|sales|NONE|ENTERQUEUE||555|1|" + b"x" * 8_100 + b"\n",
    b"1767225701|c2|sales|NONE|ENTERQUEUE||555|1|" + b"y" * 3_000_000 + b"\n",
])
def test_no_byte_stops_a_load_or_moves_a_line(stage: Callable[..., Any], odd: bytes) -> None:
    log = stage(GOOD + odd + b"1767225702|c3|sales|NONE|ENTERQUEUE||555|1\n")
    lines = (GOOD + odd).count(b"\n")
    found = [(contact["key"], contact["line"]) for contact in log.contacts]
    assert found == [("c1", 1), ("c2", lines), ("c3", lines + 1)]
    assert len(log.rows("landed")) == lines + 1
    assert {issue for _, issue in log.aside} <= {"not-an-event"}


def test_a_part_of_a_file_is_read_without_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    path.write_bytes(b"one\ntwo\nthree\nhalf")
    assert landed(tmp_path, Slice(7, path, 4, 14, 2, 2)) == [(7, 2, "two"), (7, 3, "three")]
    assert list((tmp_path / "data").iterdir()) == []


def test_a_log_that_grows_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "queue_log[1]"
    path.write_bytes(GOOD * 3)
    assert [line for _, line, _ in landed(tmp_path, Slice(1, path, 0, len(GOOD) * 2, 1, 2))] == [1, 2]


def test_something_else_is_no_queue_log(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    path.write_bytes(b"date,agent,calls\n2026-01-01,Anna,5\n" * 3_000)
    with pytest.raises(Trouble) as trouble:
        landed(tmp_path, Slice(1, path, 0, path.stat().st_size, 1, 6_000))
    (issue,) = trouble.value.issues
    assert (issue.name, issue.where) == ("not-a-queue-log", str(path))
    assert "0 of 6000 lines" in issue.what
    assert "ENTERQUEUE" in issue.remedy


def test_a_log_with_a_bad_beginning_is_one(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    path.write_bytes(b"rubbish\n" * 3_000 + GOOD * 3_000)
    assert len(landed(tmp_path, Slice(1, path, 0, path.stat().st_size, 1, 6_000))) == 6_000


def test_files_come_in_the_order_of_their_first_event(tmp_path: Path) -> None:
    for name, first in (("queue_log", 3), ("queue_log.1", 2), ("queue_log-20260101", 1)):
        (tmp_path / name).write_bytes(b"%d|c|q|NONE|ENTERQUEUE||5|1\n" % (1_767_225_600 + first))
    (tmp_path / "queue_log.9").write_bytes(b"")
    names = [path.name for path in source(tmp_path).files()]
    assert names == ["queue_log-20260101", "queue_log.1", "queue_log", "queue_log.9"]


def test_a_call_goes_on_in_the_next_file(tmp_path: Path) -> None:
    """Files are in the order of their events, whatever numbers they got."""
    parts = [b"1767225700|c1|q|NONE|ENTERQUEUE||5|1\n1767225700|c1|q|Anna|CONNECT|0|x|0\n",
             b"1767225800|c1|q|Anna|BLINDTRANSFER|6|q|0|100|1\n1767225800|c1|q|NONE|ENTERQUEUE||5|1\n"]
    with duckdb.connect() as cursor:
        cursor.execute("CREATE TEMP TABLE aside "
                       "(file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)")
        for file, part in ((2, parts[0]), (1, parts[1])):
            path = tmp_path / f"queue_log.{file}"
            path.write_bytes(part)
            source(tmp_path).land(cursor, Slice(file, path, 0, len(part), 1, part.count(b"\n")))

        class Nothing:
            def landed(self) -> list[str]:
                return []

            def landed_with(self, cursor: duckdb.DuckDBPyConnection, keys: str) -> list[str]:
                return []

        source(tmp_path).stage(cursor, Nothing())
        found = cursor.execute("SELECT number, outcome, talk_s::INTEGER FROM staged_visit ORDER BY number").fetchall()
    assert found == [(1, "answered", 100), (2, "open", None)]


def test_no_file_there(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        source(tmp_path).files()
    assert [issue.name for issue in trouble.value.issues] == ["file-missing"]


def test_how_far_a_log_is_complete(stage: Callable[..., Any]) -> None:
    """Up to the second of its last event, which may go on; a finished log may be said to hold whole days."""
    text = "86000|c1|q|NONE|ENTERQUEUE||5|1\n86300|c1|q|NONE|ABANDON|1|1|300"
    assert stage(text).staged.covers == (
        datetime(2026, 1, 1, 23, 53, 20, tzinfo=UTC), datetime(2026, 1, 1, 23, 58, 20, tzinfo=UTC))
    assert stage(text, covers="day", zone="Europe/Berlin").staged.covers == (
        datetime(2026, 1, 1, 23, tzinfo=UTC), datetime(2026, 1, 2, 23, tzinfo=UTC))
    assert stage(b"").staged.covers is None


@pytest.mark.parametrize(("options", "names"), [
    ({}, ["bad-option"]),
    ({"files": []}, ["bad-option"]),
    ({"files": ["a", 3]}, ["bad-option"]),
    ({"files": "a", "file": "b"}, ["unknown-key"]),
    ({"files": "a", "names": ["x"], "topics": {"q": ["t"]}, "covers": "week", "zone": "Mars"}, ["bad-option"] * 4),
])
def test_options_that_cannot_be(tmp_path: Path, options: dict[str, Any], names: list[str]) -> None:
    made, issues = QueueLog.configure("calls", options, "centre.yaml:3", tmp_path)
    assert made is None
    assert [issue.name for issue in issues] == names
    assert {issue.where for issue in issues} == {"centre.yaml:3"}


def test_an_option_nearly_right_is_named(tmp_path: Path) -> None:
    _, issues = QueueLog.configure("calls", {"files": "a", "topic": {}}, "centre.yaml:3", tmp_path)
    assert issues == [Issue("unknown-key", "centre.yaml:3", "The source 'calls' has no option 'topic'.",
                            "Did you mean topics?")]
