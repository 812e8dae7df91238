"""This file is about what a file is when no source knows it: empty, packed, or no text."""

from __future__ import annotations

import zipfile
from pathlib import Path

from fourscore.terms import Issue, Trouble, said

# What files begin with, and what they then are.
PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "Zstandard",
          b"7z\xbc\xaf\x27\x1c": "7-Zip", b"Rar!": "RAR"}
OTHERS = {b"%PDF": said("a PDF"), b"\xd0\xcf\x11\xe0": said("an older Office document"),
          b"SQLite format 3": said("a SQLite database"), b"\x89PNG": said("a picture"),
          b"\xff\xd8\xff": said("a picture"), b"RIFF": said("a recording"), b"ID3": said("a recording"),
          b"\x7fELF": said("a program"), b"MZ": said("a program")}


def refuse_no_file(path: Path) -> None:
    """Raises Trouble `file-missing`, `unreadable-file` or `empty-file`."""
    if not path.exists():
        raise Trouble(Issue("file-missing", str(path), said("There is no such file."), said("Correct the path.")))
    if not path.is_file():
        raise Trouble(Issue("unreadable-file", str(path), said("This is no file but a folder."),
                            said("Name one file in it.")))
    try:
        with path.open("rb") as file:
            some = file.read(1 << 20)
    except OSError as wrong:
        raise Trouble(Issue("unreadable-file", str(path), said("The file cannot be read: {strerror}.",
                                                               strerror=wrong.strerror),
                            said("Check that you may read it."))) from None
    if not some.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise Trouble(Issue("empty-file", str(path), said("There is nothing in this file."),
                            said("Check the export that wrote it, and take a file of a day with calls.")))


def refuse(path: Path, head: bytes, kinds: list[str]) -> Trouble:
    """Why nobody knows the file: `packed-file`, `binary-file` or `unrecognised-file`."""
    packed = "ZIP" if zipfile.is_zipfile(path) else next(
        (name for mark, name in PACKED.items() if head.startswith(mark)), None)
    if packed is not None:
        return Trouble(Issue("packed-file", str(path), inside(path, packed),
                             said("Unpack it, and give the file that is inside.")))
    other = next((name for mark, name in OTHERS.items() if head.startswith(mark)), None)
    utf_16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if other is not None or (b"\0" in head and not utf_16):
        what = said("This is no text: it begins with the bytes {bytes}, and no kind of source reads it.",
                    bytes=head[:8].hex(" "))
        if other is not None:
            what = said("This is {other}, no text, and no kind of source reads it.", other=other)
        return Trouble(Issue("binary-file", str(path), what, said("Export it anew as CSV, or as a workbook.")))
    first = next((line for line in head.decode("utf-16" if utf_16 else "utf-8", "replace").splitlines()
                  if line.strip()), "")
    return Trouble(Issue(
        "unrecognised-file", str(path), said("No kind of source knows this file; it begins with {first}.",
                                             first=repr(first.strip()[:80])),
        said("There are: {names}. If it is one of them, write its entry by hand: docs/sources.md.",
             names=', '.join(sorted(kinds)))))


def inside(path: Path, packed: str) -> str:
    """That it is an archive, and what is in it, where that can be told."""
    try:
        if packed == "ZIP":
            with zipfile.ZipFile(path) as archive:
                names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
            if not names:
                return said("This is a {packed} archive, with nothing in it.", packed=packed)
            first, more = ", ".join(names[:3]), len(names) - 3
            if more > 0:
                return said("This is a {packed} archive, and holds {names} and {more} more.", packed=packed,
                            names=first, more=more)
            return said("This is a {packed} archive, and holds {names}.", packed=packed, names=first)
        if packed == "gzip":
            return said("This is a {packed} archive, and holds {names}.", packed=packed, names=gzip_name(path))
    except (OSError, zipfile.BadZipFile):
        return said("This is a {packed} archive, and cannot be opened.", packed=packed)
    return said("This is a {packed} archive.", packed=packed)


def gzip_name(path: Path) -> str:
    """The name a gzip file was packed from: written in it, else its own without the ending."""
    with path.open("rb") as file:
        head = file.read(1 << 12)
    if len(head) > 10 and head[3] & 8:
        start = 10 + (2 + int.from_bytes(head[10:12], "little") if head[3] & 4 else 0)
        name = head[start:].split(b"\0")[0].decode("latin-1")
        if name:
            return name
    return path.stem
