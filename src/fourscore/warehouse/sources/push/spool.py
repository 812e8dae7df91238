"""This file is about the spool: pushed events on disk, in the order they came, until a load has taken them over.

A source's folder holds files of whole lines. A file's name is never used again, and a file is only ever added to by the
process that made it, so that what a load remembers of it (its name, and how many bytes it read) stays true: a crash
leaves at worst a half-written last line, which nobody was told is safe. A file is removed once a load that was
committed had read all of it.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import BinaryIO, ClassVar, NamedTuple

from fourscore.terms import Issue, Trouble, said

PUSHED = "pushed"
NAME = re.compile(r"(\d{8,})-[0-9a-f]{16}\.events")
LONGEST = 1 << 24   # bytes after which another file is begun
WAITING = 1 << 26   # bytes that may wait to be written


class Stretch(NamedTuple):
    """Whole lines of one file: its name, its bytes from where it was read up to `end`."""

    name: str
    lines: bytes
    end: int


def place_of(data: Path, source: str) -> Path:
    """The folder in which a source's events wait; `data` is the centre's folder of that name."""
    return data / PUSHED / source


class Spool:
    """Appends lines to one folder. What is appended together is written and brought to the disk together."""

    _open: ClassVar[dict[Path, Spool]] = {}
    _opening: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._writing = threading.Lock()  # held while a file is written, begun or let go
        self._news = threading.Condition()
        self._waiting: list[tuple[bytes, Future[None]]] = []
        self._bytes = 0
        self._closed = False
        self._file: BinaryIO | None = None
        self._path: Path | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"spool {folder.name}")
        self._thread.start()

    @classmethod
    def at(cls, folder: Path) -> Spool:
        """The one that writes there; a folder has one in a process."""
        with cls._opening:
            spool = cls._open.get(folder)
            if spool is None:
                folder.mkdir(parents=True, exist_ok=True)
                spool = cls._open[folder] = cls(folder)
            return spool

    def append(self, lines: bytes) -> Future[None]:
        """Done once these lines, each with its end, are safely on the disk; else it raises Trouble.

        Raises Trouble `intake-busy` where more waits to be written than makes sense.
        """
        done: Future[None] = Future()
        with self._news:
            if self._closed or self._bytes + len(lines) > WAITING:
                raise Trouble(Issue("intake-busy", self.folder.name,
                                    said("More events wait to be written to the disk than can be held."),
                                    said("Send them again in a few seconds.")))
            self._waiting.append((lines, done))
            self._bytes += len(lines)
            self._news.notify()
        return done

    def close(self) -> None:
        """Write what waits, and let go of the folder."""
        with self._news:
            self._closed = True
            self._news.notify()
        self._thread.join()
        with self._opening:
            self._open.pop(self.folder, None)
        with self._writing:
            self._let_go()

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._waiting or self._closed)
                taken, self._waiting = self._waiting, []
                if not taken:
                    return
            wrong = self._write(b"".join(lines for lines, _ in taken))
            with self._news:
                self._bytes -= sum(len(lines) for lines, _ in taken)
            for _, done in taken:
                if wrong is None:
                    done.set_result(None)
                else:
                    done.set_exception(wrong)

    def _write(self, lines: bytes) -> Trouble | None:
        with self._writing:
            try:
                file = self._file or self._begin()
                file.write(lines)
                os.fsync(file.fileno())
                if file.tell() >= LONGEST:
                    self._let_go()
            except OSError as wrong:
                self._let_go()  # its last line may be half written: nothing is ever put behind that
                return Trouble(Issue(
                    "spool-not-written", str(self.folder),
                    said("The events could not be brought to the disk: {what}.", what=wrong.strerror or wrong),
                    said("Make room on that disk, or check that you may write there, then send them again.")))
            return None

    def _begin(self) -> BinaryIO:
        """Another file, behind all that are there, whose name is on the disk before anything stands in it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        last = max((int(found[1]) for path in self.folder.iterdir() if (found := NAME.fullmatch(path.name))), default=0)
        self._path = self.folder / f"{last + 1:08d}-{secrets.token_hex(8)}.events"
        self._file = self._path.open("xb", buffering=0)
        if hasattr(os, "O_DIRECTORY"):
            handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return self._file

    def _let_go(self) -> None:
        file, self._file, self._path = self._file, None, None
        if file is not None:
            file.close()

    def remove_read(self, path: Path, end: int) -> bool:
        """Remove a file if nothing stands in it behind `end`; the one being written is let go first."""
        with self._writing:
            if self._path == path:
                if path.stat().st_size > end:
                    return False
                self._let_go()
            return _remove_read(path, end)


def _remove_read(path: Path, end: int) -> bool:
    """The same for a file nobody writes any more: a last line without an end was never finished, nor will it be."""
    with path.open("rb") as file:
        file.seek(end)
        if any(b"\n" in block for block in iter(lambda: file.read(1 << 20), b"")):
            return False
    path.unlink()
    return True


def files_in(folder: Path) -> list[Path]:
    """The files there are, in the order they were begun."""
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if NAME.fullmatch(path.name)),
                  key=lambda path: (int(path.name.split("-")[0]), path.name))


def sizes(folder: Path) -> tuple[tuple[str, int], ...]:
    """Every file with its bytes: other than before once something came in."""
    return tuple((path.name, path.stat().st_size) for path in files_in(folder))


def tidy(folder: Path, done: Mapping[str, int]) -> None:
    """Remove what a committed load has read to its end; `done`: bytes read, by file."""
    with Spool._opening:
        spool = Spool._open.get(folder)
        for path in files_in(folder):
            if path.name in done:
                remove = spool.remove_read if spool is not None else _remove_read
                remove(path, done[path.name])


def unread(folder: Path, done: Mapping[str, int], most: int) -> tuple[list[Stretch], bool]:
    """Whole lines behind what was read, about `most` bytes of them in all; and whether there are more."""
    found: list[Stretch] = []
    for path in files_in(folder):
        start = done.get(path.name, 0)
        with path.open("rb") as file:
            file.seek(start)
            lines = file.read(most)
        left = path.stat().st_size > start + len(lines)
        lines = lines[: lines.rfind(b"\n") + 1]
        if lines:
            found.append(Stretch(path.name, lines, start + len(lines)))
            most -= len(lines)
        if left:  # what stands behind is later
            return found, bool(found)
    return found, False
