"""This file is about files read before: unchanged ones are not read again, changed ones always are."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from fourscore.warehouse import news

LATER = datetime(2100, 1, 1, tzinfo=UTC)  # long after any file of a test was written


@pytest.fixture
def bytes_read(monkeypatch):
    """The lengths up to which files were read, one entry for each reading."""
    found: list[int] = []
    read = news._marks

    def watched(path, lengths):
        if lengths:
            found.append(max(lengths))
        return read(path, lengths)

    monkeypatch.setattr(news, "_marks", watched)
    return found


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"one\ntwo\nthr")
    return path


def test_an_unchanged_file_is_read_once_and_told_alike(log, bytes_read) -> None:
    lately = news.Lately()
    first = lately.see(log, "log", {4}, sliced=True, now=LATER)
    assert lately.see(log, "log", {4}, sliced=True, now=LATER) == first == news._see(log, "log", {4}, sliced=True)
    assert bytes_read == [8, 8]  # the second by `_see`, which knows nothing of before


def test_a_new_length_is_read_up_to_there_only(log, bytes_read) -> None:
    lately = news.Lately()
    lately.see(log, "log", (), sliced=True, now=LATER)
    seen = lately.see(log, "log", {4, 8, 900}, sliced=True, now=LATER)
    assert seen.marks == news._see(log, "log", {4}, sliced=True).marks
    assert bytes_read == [8, 4, 8]


def test_other_bytes_of_the_same_length_are_read(log, bytes_read) -> None:
    lately = news.Lately()
    first = lately.see(log, "log", (), sliced=True, now=LATER)
    told = log.stat()
    log.write_bytes(b"one\nTWO\nthr")
    os.utime(log, ns=(told.st_atime_ns, told.st_mtime_ns + 1))
    assert lately.see(log, "log", (), sliced=True, now=LATER).marks != first.marks


def test_a_file_in_anothers_place_is_read_though_it_is_as_long_and_as_old(log, tmp_path) -> None:
    lately = news.Lately()
    first = lately.see(log, "log", (), sliced=True, now=LATER)
    told, other = log.stat(), tmp_path / "other"
    other.write_bytes(b"ONE\ntwo\nthr")
    os.utime(other, ns=(told.st_atime_ns, told.st_mtime_ns))
    other.replace(log)
    assert lately.see(log, "log", (), sliced=True, now=LATER).marks != first.marks


def test_a_file_just_written_is_read_again(log, bytes_read) -> None:
    lately = news.Lately()
    just = datetime.fromtimestamp(log.stat().st_mtime, UTC) + timedelta(seconds=1)
    lately.see(log, "log", (), sliced=True, now=just)
    lately.see(log, "log", (), sliced=True, now=just)
    assert bytes_read == [8, 8]


def test_the_last_line_counts_where_the_file_is_read_whole(log) -> None:
    lately = news.Lately()
    assert lately.see(log, "log", (), sliced=True, now=LATER).end == 8
    assert lately.see(log, "log", (), sliced=False, now=LATER).end == 11


def test_a_load_long_after_the_files_were_written_reads_only_those_that_are_new(
    hand, warehouse, tmp_path, bytes_read
) -> None:
    call = hand.call("a", "2026-03-09 10:00:00", ended="2026-03-09 10:00:09")
    source = hand.HandFed(tmp_path / "in")

    def load(now=LATER):
        (report,) = warehouse.load([source], hand.agreed(), now=now, progress=lambda *_: None)
        return report.rows_read

    hand.write(tmp_path / "in", "a", call)
    assert (load(), load(), len(bytes_read)) == (1, 0, 1)
    hand.write(tmp_path / "in", "b", call.replace('"a"', '"bb"'))
    assert (load(), len(bytes_read)) == (1, 2)
    hand.write(tmp_path / "in", "a", call.replace(":09", ":08"))
    assert (load(), len(bytes_read)) == (1, 3)
