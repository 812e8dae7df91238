"""This file is about what is new: which files, and which part of them, no earlier load has read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Issue, said
from fourscore.warehouse.sources import FileSource, Slice
from fourscore.warehouse.sources.nature import nature_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BLOCK = 1 << 20
SETTLED = timedelta(seconds=2)  # the coarsest times of files that are still about


class Known(NamedTuple):
    """A file as it was last read: `print` is the fingerprint of its first `bytes` bytes, which hold `lines` lines."""

    file: int
    path: str
    print: str
    bytes: int
    lines: int


class Piece(NamedTuple):
    """A slice to load, and how the file will be known once it is loaded."""

    slice: Slice
    known: Known


class News(NamedTuple):
    """What to load, what a person should know, and files known under another path now."""

    pieces: list[Piece]
    issues: list[Issue]
    moved: list[Known]


class Seen(NamedTuple):
    """A file on disk: its name in the books, its usable end, fingerprint and lines there and at each earlier length."""

    path: Path
    name: str
    end: int
    half_line: bool
    marks: dict[int, tuple[str, int]]

    def starts_with(self, known: Known) -> bool:
        return known.bytes > 0 and self.marks.get(known.bytes, ("", 0))[0] == known.print


class Read(NamedTuple):
    """A file as it was read: what the disk told of it (where it is, its length, when it was changed) and what it held.

    sliced: whether it was read up to the end of its last whole line.
    """

    stamp: tuple[int, ...]
    sliced: bool
    seen: Seen


class Lately:
    """The files this process has read, so that those of which the disk tells the same are not read again.

    What was changed less than two seconds before it was read is not kept: the times of some disks are too coarse to
    tell whether it was changed once more.
    """

    def __init__(self) -> None:
        self._read: dict[Path, Read] = {}

    def see(self, path: Path, name: str, lengths: Iterable[int], *, sliced: bool, now: datetime) -> Seen:
        """The file with its fingerprint at its end and at every length it was known with before. `now` is aware."""
        stamp = _stamp(path)
        before = self._read.get(path)
        if before and (before.stamp, before.sliced, before.seen.name) == (stamp, sliced, name):
            seen = before.seen
            more = {length for length in lengths if length < seen.end} - set(seen.marks)
            seen = seen._replace(marks={**seen.marks, **_marks(path, more)})
        else:
            seen = _see(path, name, lengths, sliced)
        if _stamp(path) == stamp and max(stamp[-2:]) < (now - SETTLED).timestamp() * 1e9:
            self._read[path] = Read(stamp, sliced, seen)
        else:
            self._read.pop(path, None)
        return seen


def _stamp(path: Path) -> tuple[int, ...]:
    told = path.stat()
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


def find(
    cursor: DuckDBPyConnection, source: FileSource, number: int, folder: Path, *, lately: Lately, now: datetime,
    grows: bool = False,
) -> News:
    """What `source` (its key is `number`) has that was not loaded. Raises Trouble from the source's own listing.

    grows: its files are only ever added to, so that one which begins anew is another file, and corrects nothing.

    Files inside `folder`, the centre's, are known by their place in it, so that the folder may move with all it holds.
    """
    books = _Books(cursor, number, sliced=source.sliced)
    news = News([], [], [])
    paths = source.files()
    made = {path: text for path in paths if (text := source.print_of(path)) is not None}
    seen = []
    for path in paths:
        if path not in made:
            name = _name(path, folder)
            seen.append(lately.see(path, name, books.lengths(name), sliced=source.sliced, now=now))
    before = {there.name: books.before(there) for there in seen}
    books.claimed |= {k.file for there in seen for k in before[there.name] if k.path == there.name}
    for there in seen:
        news.moved.extend(k._replace(path=there.name) for k in before[there.name] if k.file not in books.claimed)
    books.taken |= {k.file for k in news.moved}
    for path, text in made.items():
        if any(k.print == text for k in books.known):
            continue
        same = books.by_path.get(str(path))
        file = same[0].file if same else books.number()
        news.pieces.append(Piece(Slice(file, path, 0, 0, 1, 0), Known(file, str(path), text, 0, 0)))
    if grows and source.sliced:
        _rotated(seen, before, books, news)
    for there in seen:
        if there.half_line:
            news.issues.append(_half_written(there))
        piece = _new_in(there, before[there.name], books)
        if piece is not None:
            news.pieces.append(piece)
            books.read(piece.known)
    return news


def fetched(cursor: DuckDBPyConnection, source: str, number: int) -> Known:
    """How far a source that fetches its rows has read: its mark is the print, its rows so far are the lines.

    It has one entry in the books, under its own name; a new one, with no mark (""), where it never brought anything.
    """
    known, next_file = _known(cursor, number)
    return next((k for k in known if k.path == source), Known(next_file, source, "", 0, 0))


def _known(cursor: DuckDBPyConnection, number: int) -> tuple[list[Known], int]:
    """What the books hold of a source, and the next free number for a file."""
    rows = cursor.execute("SELECT file, path, print, bytes, lines FROM file WHERE source = ?", [number]).fetchall()
    top = cursor.execute("SELECT coalesce(max(file), 0) FROM file").fetchone()
    return [Known(*row) for row in rows], (top[0] if top else 0) + 1


class _Books:
    """The files of one source as they were last read, to be looked up many times over."""

    def __init__(self, cursor: DuckDBPyConnection, number: int, *, sliced: bool) -> None:
        self.known, self.next_file = _known(cursor, number)
        self.sliced = sliced
        self.by_path: dict[str, list[Known]] = {}
        self.by_print: dict[tuple[int, str], list[Known]] = {}
        for k in self.known:
            self.by_path.setdefault(k.path, []).append(k)
            self.by_print.setdefault((k.bytes, k.print), []).append(k)
        self.every_length = {k.bytes for k in self.known}
        self.claimed: set[int] = set()  # numbers of files that are still there
        self.taken: set[int] = set()  # numbers that this load gives to a file

    def lengths(self, name: str) -> set[int]:
        """The lengths at which a file must be looked at: one that is read whole never goes on under another path."""
        return self.every_length if self.sliced else {k.bytes for k in self.by_path.get(name, ())}

    def before(self, there: Seen) -> list[Known]:
        """What this file may have been when it was last read: its first bytes are those of that."""
        if self.sliced:
            return [k for k in self.known if there.starts_with(k)]
        return [k for k in self.by_print.get((there.end, there.marks[there.end][0]), ()) if there.starts_with(k)]

    def number(self) -> int:
        self.next_file += 1
        return self.next_file - 1

    def read(self, known: Known) -> None:
        self.claimed.add(known.file)
        self.taken.add(known.file)
        self.by_print.setdefault((known.bytes, known.print), []).append(known)


def _rotated(seen: list[Seen], before: dict[str, list[Known]], books: _Books, news: News) -> None:
    """Let go of the numbers of files that begin anew, and tell of those whose former self is nowhere any more."""
    for there in seen:
        if there.end == 0:
            continue
        for known in books.by_path.get(there.name, ()):
            if known in before[there.name] or known.bytes == 0:
                continue
            if known.file not in books.taken and known.file not in books.claimed:
                news.issues.append(_rotated_away(there))
                news.moved.append(known._replace(path=f"{known.path} (file {known.file}, rotated away)"))
            books.taken.add(known.file)


def _rotated_away(there: Seen) -> Issue:
    return Issue(
        "rotated-away",
        str(there.path),
        said("The file begins anew, and its former self is not among the source's files; what was read of it "
             "stays, but lines written to it last may be missing."),
        said("Let `files` name the rotated files too, such as  files: logs/queue_log* ."),
    )


def _new_in(there: Seen, before: list[Known], books: _Books) -> Piece | None:
    """The part of one file that is new: nothing, what it grew by, or all of it."""
    path, end = there.name, there.end
    if end == 0:
        return None
    now, lines = there.marks[end]
    if (end, now) in books.by_print:
        return None  # the same bytes under this path or another: copied, renamed or rotated
    grown = [k for k in before if k.bytes < end and (k.path == path or k.file not in books.claimed)]
    if grown:
        # A file rotated away before its last lines were read goes on under its new path.
        last = max(grown, key=lambda k: (k.path == path, k.bytes))
        piece = Slice(last.file, there.path, last.bytes, end, last.lines + 1, lines - last.lines)
        return Piece(piece, Known(last.file, path, now, end, lines))
    # The same path with other bytes is corrected and keeps its number, so that rows known only by their line supersede.
    same = [k.file for k in books.by_path.get(path, ()) if k.file not in books.taken]
    file = same[0] if same else books.number()
    return Piece(Slice(file, there.path, 0, end, 1, lines), Known(file, path, now, end, lines))


def _name(path: Path, folder: Path) -> str:
    whole, inside = path.absolute(), folder.absolute()
    return whole.relative_to(inside).as_posix() if whole.is_relative_to(inside) else str(path)


def _see(path: Path, name: str, lengths: Iterable[int], sliced: bool) -> Seen:
    """Read the file once, and note its fingerprint at every length it was known with before."""
    size = path.stat().st_size
    end = _after_last_newline(path, size) if sliced else size
    if end == 0 and size and nature_of(path) is not None:
        end = size  # it has no lines at all, as it is something else: its source says what
    return Seen(path, name, end, end < size, _marks(path, {length for length in lengths if length < end} | {end}))


def _marks(path: Path, lengths: set[int]) -> dict[int, tuple[str, int]]:
    """The fingerprint of the file's first bytes and the lines in them, for each of these lengths."""
    digest, lines, at, marks = blake2b(digest_size=20), 0, 0, {}
    if not lengths:
        return {}
    with path.open("rb") as file:
        for stop in sorted(lengths):
            while at < stop:
                block = file.read(min(BLOCK, stop - at))
                if not block:
                    break
                digest.update(block)
                lines += block.count(b"\n")
                at += len(block)
            marks[stop] = (digest.copy().hexdigest(), lines)
    return marks


def _after_last_newline(path: Path, size: int) -> int:
    with path.open("rb") as file:
        at = size
        while at > 0:
            start = max(0, at - BLOCK)
            file.seek(start, os.SEEK_SET)
            found = file.read(at - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            at = start
    return 0


def _half_written(there: Seen) -> Issue:
    return Issue(
        "half-written-line",
        str(there.path),
        said("The last line has no end yet, so it was left for the next load."),
        said("Load again once the line is written; if the file is finished, end its last line with a line break."),
    )


def remember(cursor: DuckDBPyConnection, number: int, news: News, load: int) -> None:
    """Write into the books how far each file has been read, and under which path it is known."""
    for moved in news.moved:
        cursor.execute("UPDATE file SET path = ? WHERE file = ?", [moved.path, moved.file])
    rows = [(*piece.known, piece.slice.whole) for piece in news.pieces]
    columns = [list(column) for column in zip(*rows, strict=True)]
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE now_read AS SELECT n.*, CASE WHEN n.whole OR f.file IS NULL THEN ? "
        "ELSE f.whole_in END AS whole_in FROM (SELECT unnest(?::INTEGER[]) AS file, unnest(?::VARCHAR[]) AS path, "
        "unnest(?::VARCHAR[]) AS print, unnest(?::BIGINT[]) AS bytes, unnest(?::BIGINT[]) AS lines, "
        "unnest(?::BOOLEAN[]) AS whole) n LEFT JOIN file f ON f.file = n.file",
        [load, *columns],
    )
    cursor.execute("DELETE FROM file WHERE file IN (SELECT file FROM now_read)")
    cursor.execute(
        "INSERT INTO file SELECT file, ?, path, print, bytes, lines, ?, whole_in FROM now_read", [number, load]
    )
    cursor.execute("DROP TABLE temp.now_read")
