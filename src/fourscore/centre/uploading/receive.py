"""This file is about taking a file in while it comes: straight to the disk, bounded, and whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from fourscore.centre.uploading.limits import Limits
from fourscore.terms import Issue, Trouble, said, write_value

LONGEST_NAME = 150
NOT_IN_NAMES = '<>:"|?*[]'  # what some system keeps out of names, or a pattern of files would take for its own
SPARE = 50_000_000         # bytes of the disk that are left for everything else


def file_name(asked: str) -> str:
    """The name under which it is kept. Raises Trouble `bad-file-name` for one that names a place, or nothing."""
    name = unicodedata.normalize("NFC", asked).strip()
    why = ""
    if "/" in name or "\\" in name or name in (".", ".."):
        why = said("It names a place in folders.")
    elif any(unicodedata.category(letter).startswith("C") for letter in name):
        why = said("It holds signs that cannot be seen.")
    elif not name or name.startswith("."):
        why = said("It is empty, or begins with a dot.")
    elif len(name.encode()) > LONGEST_NAME:
        why = said("It is longer than {number} signs.", number=LONGEST_NAME)
    if why:
        shown = "".join(letter if letter.isprintable() else "?" for letter in asked[:80])
        raise Trouble(Issue("bad-file-name", repr(shown), said("A file cannot be kept under this name. {why}", why=why),
                            said("Rename it on your computer, and bring it again.")))
    return "".join("_" if letter in NOT_IN_NAMES else letter for letter in name)


class Incoming:
    """One file on its way in; `write` may be called from any thread, one at a time. Nothing is left of it unless it
    was finished."""

    def __init__(self, folder: Path, name: str, limits: Limits, expected: int | None = None) -> None:
        """expected: bytes the sender speaks of. Raises Trouble `file-too-large`, `disk-full`, `bad-file-name`."""
        self.name, self.limits, self.size, self.lines = file_name(name), limits, 0, 0
        self._digest = hashlib.sha256()
        self.folder = folder
        if expected is not None and expected > limits.size:
            raise self._too_large()
        try:
            folder.mkdir(parents=True)
            if expected is not None and shutil.disk_usage(folder).free < expected + SPARE:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self._file: BinaryIO = self.path.open("xb")
        except OSError as wrong:
            self.drop()
            raise self._not_written(wrong) from None

    @property
    def path(self) -> Path:
        return self.folder / self.name

    @property
    def print(self) -> str:
        """What its content is recognised by."""
        return self._digest.hexdigest()

    def write(self, some: bytes) -> None:
        """Raises Trouble `file-too-large`, `too-many-rows`, `disk-full`; nothing is left of it then."""
        self.size += len(some)
        self.lines += some.count(b"\n")
        if self.size > self.limits.size:
            self.drop()
            raise self._too_large()
        if self.lines > self.limits.rows:
            self.drop()
            raise Trouble(Issue("too-many-rows", self.name, said("It has more than {rows} lines.",
                          rows=write_value(self.limits.rows, "count")), said("Bring it in parts, such as a month "
                          "each.")))
        self._digest.update(some)
        try:
            self._file.write(some)
        except OSError as wrong:
            self.drop()
            raise self._not_written(wrong) from None

    def finish(self) -> None:
        """It is whole, and on the disk. Raises Trouble `disk-full`, `empty-file`."""
        if not self.size:
            self.drop()
            raise Trouble(Issue("empty-file", self.name, said("There is nothing in this file."), said("Check the "
                                "export that wrote it, and take a file of a day with calls.")))
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as wrong:
            self.drop()
            raise self._not_written(wrong) from None

    def drop(self) -> None:
        """Leave nothing of it."""
        if hasattr(self, "_file"):
            with suppress(OSError):  # what could not be written any more is thrown away anyway
                self._file.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def too_slow(self) -> Trouble:
        """The Trouble of one that did not come in time."""
        return Trouble(Issue("file-too-slow", self.name, said("It was not here after {seconds} minutes.",
                             seconds=f"{self.limits.seconds / 60:.0f}"), said("Bring it over a faster line, or in "
                             "parts.")))

    def _too_large(self) -> Trouble:
        return Trouble(Issue("file-too-large", self.name, said("It is larger than {size}.",
                       size=in_bytes(self.limits.size)), said("Bring it in parts, such as a month each; or put it in "
                       "the centre's folder and run: fourscore sources sniff FILE --write")))

    def _not_written(self, wrong: OSError) -> Trouble:
        if wrong.errno in (errno.ENOSPC, errno.EDQUOT):
            return Trouble(Issue("disk-full", self.name, said("The disk of the computer that serves these pages is "
                                 "full. Nothing of the file was kept."), said("Make room there, then bring it again.")))
        return Trouble(Issue("folder-not-writable", self.name, said("It could not be written: {strerror}. Nothing of "
                             "it was kept.", strerror=wrong.strerror), said("Check the centre's folder on the computer "
                             "that serves these pages.")))


def in_bytes(size: int) -> str:
    """A size as people say it: `2 GB`, `3.4 MB`, `812 bytes`."""
    for unit, many in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= many:
            return f"{size / many:.3g} {unit}"
    return f"{size} bytes"


def print_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
