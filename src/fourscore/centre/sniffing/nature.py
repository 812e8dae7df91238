"""This file is about what a file is when no source knows it: empty, packed, or no text."""

from __future__ import annotations

from pathlib import Path

from fourscore.terms import Issue, Trouble, said


def refuse_no_file(path: Path) -> None:
    """Raises Trouble `file-missing`, `unreadable-file` or `empty-file`."""
    if not path.exists():
        raise Trouble(Issue("file-missing", str(path), said("There is no such file."), said("Correct the path.")))
    if path.is_dir():
        raise Trouble(Issue("unreadable-file", str(path), said("This is no file but a folder."),
                            said("Name one file in it.")))
    if not path.is_file():
        raise Trouble(Issue("unreadable-file", str(path), said("This is a device or the like and no file, so there "
                                                               "is nothing in it."), said("Name the file with the "
                                                               "calls.")))
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
    from fourscore.warehouse import nature_of, packed_file

    nature = nature_of(path)
    if nature is not None and nature.how == "packed":
        return packed_file(path, nature)
    wide = nature is not None and nature.how == "wide"
    if nature is not None and not wide:
        what = said("This is {other}, no text, and no kind of source reads it.", other=nature.called)
        return Trouble(Issue("binary-file", str(path), what, said("Export it anew as CSV, or as a workbook.")))
    if b"\0" in head and not wide:
        what = said("This is no text: it begins with the bytes {bytes}, and no kind of source reads it.",
                    bytes=head[:8].hex(" "))
        if b"\0" not in head[:8]:
            what = said("This is no text: its byte {number} is none that a text has, and no kind of source reads it.",
                        number=head.index(b"\0") + 1)
        return Trouble(Issue("binary-file", str(path), what, said("Export it anew as CSV, or as a workbook.")))
    first = next((line for line in head.decode("utf-16" if wide else "utf-8", "replace").splitlines()
                  if line.strip()), "")
    return Trouble(Issue(
        "unrecognised-file", str(path), said("No kind of source knows this file; it begins with {first}.",
                                             first=repr(first.strip()[:80])),
        said("There are: {names}. If it is one of them, write its entry by hand: docs/sources.md.",
             names=', '.join(sorted(kinds)))))
