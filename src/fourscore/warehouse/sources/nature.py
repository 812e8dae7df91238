"""This file is about what a file is by its first bytes: packed, a workbook, another format, or text in wide letters.

Every source that reads text asks here before it looks for rows, so that all of them give the same answer: an archive
may hold a log as it is, and a text of two bytes a sign has lines too, but none of them would be read as it is meant.
"""

from __future__ import annotations

import codecs
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import Slice

ZIP = b"PK\x03\x04"
HEAD = 1 << 12
# What files begin with, and what they then are.
PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "Zstandard",
          b"7z\xbc\xaf\x27\x1c": "7-Zip", b"Rar!\x1a": "RAR"}
OLDER = b"\xd0\xcf\x11\xe0"
OTHERS = {b"%PDF-": said("a PDF"), OLDER: said("an older Office document"),
          b"SQLite format 3\0": said("a SQLite database"), b"PAR1": said("a Parquet file"),
          b"\x89PNG": said("a picture"), b"\xff\xd8\xff": said("a picture"), b"RIFF": said("a recording"),
          b"ID3": said("a recording"), b"\x7fELF": said("a program"), b"MZ": said("a program")}
# With how many bytes a sign begins, or what stands at the beginning, and how the encoding is called. The longer first.
MARKS = {b"\xff\xfe\0\0": "UTF-32", b"\0\0\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
SURELY = (b"%PDF-", ZIP, b"\x1f\x8b")  # no text begins like this; of the shorter ones one might


LETTERS = "fourscore-windows-1252"  # how bytes that are no UTF-8 are read; two names then never become one


def as_windows(wrong: UnicodeError) -> tuple[str, int]:
    """The letters that most programs meant which do not write UTF-8."""
    if not isinstance(wrong, UnicodeDecodeError):
        raise wrong
    some = wrong.object[wrong.start:wrong.end]
    return some.decode("cp1252", "replace").replace("\ufffd", some.decode("latin-1")[:1]), wrong.end


codecs.register_error(LETTERS, as_windows)


class Nature(NamedTuple):
    """What a file is. how: `packed`, `workbook`, `other`, `wide` (text of two bytes a sign, or four) or `one line` (its
    lines end in a carriage return alone).

    called: in words; of a packed one what is inside, as a sentence; of a wide one its encoding.
    """

    how: str
    called: str


def nature_of(path: Path) -> Nature | None:
    """What the file is; None where it may be text as everybody writes it, or something nobody knows."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(ZIP) or zipfile.is_zipfile(path):
        return Nature("workbook", said("a workbook")) if is_workbook(path) else Nature("packed", inside(path, "ZIP"))
    encoding = next((name for mark, name in MARKS.items() if head.startswith(mark)), None)
    if encoding is not None:
        return Nature("wide", encoding)
    if not is_text(head) or head.startswith(SURELY):
        packed = next((name for mark, name in PACKED.items() if head.startswith(mark)), None)
        if packed is not None:
            return Nature("packed", inside(path, packed))
        other = next((name for mark, name in OTHERS.items() if head.startswith(mark)), None)
        if other is not None:
            return Nature("other", other)
    if is_wide(head):
        return Nature("wide", "UTF-16")
    one_line = head.count(b"\r") > 1 and not lines_end(path)
    return Nature("one line", said("text without line breaks")) if one_line else None


def lines_end(path: Path) -> bool:
    """Whether a line of it ends as lines do nowadays; they ended in a carriage return alone once."""
    with path.open("rb") as file:
        return any(b"\n" in block for block in iter(lambda: file.read(1 << 20), b""))


def is_text(head: bytes) -> bool:
    """Whether it can be read as UTF-8, but for a sign cut off at its end."""
    try:
        head.decode()
    except UnicodeDecodeError as wrong:
        return wrong.start >= len(head) - 3 and b"\0" not in head
    return b"\0" not in head


def is_wide(head: bytes) -> bool:
    """Whether it is UTF-16 without a mark: of its bytes in pairs, one is nearly always nothing, the other never."""
    even, odd = head[0::2].count(b"\0"), head[1::2].count(b"\0")
    least = len(head) // 2 * 0.8
    return len(head) >= 8 and min(even, odd) == 0 and max(even, odd) >= least


def is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        return False
    return any(name.startswith("xl/") or name in ("content.xml", "[Content_Types].xml") for name in names)


def refuse_no_text(path: Path, *, encoding: str = "utf-8", options: bool = False, gzip: bool = False,
                   lines: bool = True, wide: bool = False) -> None:
    """Raise Trouble `packed-file`, `binary-file`, `other-encoding` or `other-line-ends` where it is no text in lines of
    this encoding.

    options: the source has the options `format` and `encoding`. gzip, wide: it reads what gzip packed, or UTF-16 with
    its mark. lines: it cuts the text at its lines' ends.
    """
    nature = nature_of(path)
    if nature is None or (not lines and nature.how == "one line"):
        return
    if nature.how == "one line":
        raise Trouble(Issue(
            "other-line-ends", str(path),
            said("Its lines end in a carriage return alone, so that all of it is one line. Nothing of it was loaded."),
            said("Save it with usual line ends: in an editor, or with  tr '\\r' '\\n' < FILE > NEW")))
    if nature.how == "packed":
        with path.open("rb") as file:
            if gzip and file.read(2) == b"\x1f\x8b":
                return
        raise packed_file(path, nature)
    if nature.how == "wide":
        with path.open("rb") as file:
            marked = wide and nature.called == "UTF-16" and file.read(2) in MARKS
        if not marked and len("\n".encode(encoding)) == 1:
            raise Trouble(Issue(
                "other-encoding", str(path),
                said("This text is written in {other}, and is to be read as {encoding}. Nothing of it was loaded.",
                     other=nature.called, encoding=encoding.upper()),
                said("Write  encoding: {other}  for this source.", other=nature.called.lower()) if options else
                said("Save it as UTF-8: in an editor, or with  iconv -f {other} -t UTF-8 FILE > NEW",
                     other=nature.called)))
        return
    what = said("This is {other}, and is to be read as text. Nothing of it was loaded.", other=nature.called)
    if options and nature.how == "workbook":
        raise Trouble(Issue("binary-file", str(path), what, said("Write  format: excel  for this source.")))
    if options and nature.called == OTHERS[b"PAR1"]:
        raise Trouble(Issue("binary-file", str(path), what, said("Write  format: parquet  for this source.")))
    raise Trouble(Issue("binary-file", str(path), what,
                        said("Give the text as it was written; fourscore sources sniff FILE tells what reads this "
                             "one.")))


def note_letters(cursor: DuckDBPyConnection, piece: Slice) -> None:
    """Put the file into temp table `other_letters(file)` where the slice is no UTF-8, so that a load says so."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with piece.path.open("rb") as file:
        file.seek(piece.start)
        left = piece.end - piece.start
        try:
            while left > 0 and (block := file.read(min(left, 1 << 20))):
                left -= len(block)
                if not block.isascii() or decoder.getstate()[0]:
                    decoder.decode(block, left <= 0)
        except UnicodeDecodeError:
            cursor.execute("CREATE TEMP TABLE IF NOT EXISTS other_letters (file INTEGER)")
            cursor.execute("INSERT INTO other_letters VALUES (?)", [piece.file])


def packed_file(path: Path, nature: Nature) -> Trouble:
    """The Trouble of an archive."""
    return Trouble(Issue("packed-file", str(path), nature.called,
                         said("Unpack it, and give the file that is inside.")))


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
