"""This file is about a backup as it lies there: its list of files with their prints, and whether they still hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from fourscore.terms import Issue, Trouble

FORM = 1
NAME, INSIDE, OFFICE = "manifest.json", "centre", "office.db"
PIECE = 1 << 20
NIGHTLY, BY_HAND, BEFORE_UPGRADE = "nightly", "by hand", "before an upgrade"


class Copied(NamedTuple):
    """One file: where it lies in the backup, its size and print, and when the file it was copied from was written."""

    path: str
    size: int
    sha256: str
    written_ns: int


class Backup(NamedTuple):
    """A whole backup at `place`.

    of: the folder of the centre. office_form, warehouse_form: which forms its data have. office_place: where in the
    centre's folder the office is; empty where it is kept elsewhere. warehouse_from: by what an unchanged one is known.
    """

    place: Path
    made_at: datetime
    kind: str
    of: str
    name: str
    program: str
    office_form: str | None
    office_place: str
    warehouse_form: int | None
    warehouse_from: tuple[int, ...]
    files: tuple[Copied, ...]

    @property
    def bytes(self) -> int:
        return sum(one.size for one in self.files)


def print_of(path: Path) -> str:
    """The SHA-256 of a file."""
    told = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            told.update(piece)
    return told.hexdigest()


def write(backup: Backup) -> None:
    """The last file of a backup: without it, it is none."""
    said = {**backup._asdict(), "form": FORM, "made_at": backup.made_at.isoformat(),
            "files": [one._asdict() for one in backup.files]}
    del said["place"]
    text = json.dumps({**said, "print": _own_print(said)}, indent=1, default=list, ensure_ascii=False)
    (backup.place / NAME).write_text(text, encoding="utf-8")


def _own_print(said: dict[str, object]) -> str:
    plain = json.dumps(said, sort_keys=True, default=list, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def read(place: Path) -> Backup:
    """The backup in that folder. Raises Trouble `not-a-backup`, `backup-newer`, `backup-damaged`."""
    try:
        said = json.loads((place / NAME).read_text(encoding="utf-8"))
        form, own = said.pop("form"), said.pop("print")
        if form > FORM:
            raise Trouble(Issue("backup-newer", str(place), "This backup was made by a later version of fourscore.",
                                "Use that version, or a newer one, to restore it."))
        right = own == _own_print({**said, "form": form})
        files = tuple(Copied(**one) for one in said.pop("files"))
        made, known = datetime.fromisoformat(said.pop("made_at")), tuple(said.pop("warehouse_from"))
        found = Backup(place=place, made_at=made, warehouse_from=known, files=files, **said)
    except FileNotFoundError:
        raise Trouble(Issue("not-a-backup", str(place), f"This is no backup: there is no {NAME} in it.",
                            "Name a folder that `fourscore backup` made.")) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        right, found = False, None
    if not right or found is None or not all(_stays_inside(one.path) for one in files):
        raise _damaged(place, [NAME])
    return found


def is_backup(place: Path) -> bool:
    """Whether a whole backup lies there, of whatever centre."""
    try:
        return (place / NAME).is_file() and bool(read(place))
    except Trouble:
        return False


def _stays_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and ".." not in parts and not PurePosixPath(path).is_absolute() and "\\" not in path


def check(backup: Backup) -> None:
    """Hold every file against its print. Raises Trouble `backup-damaged`, naming those that differ."""
    wrong = []
    for one in backup.files:
        path = backup.place / one.path
        try:
            if path.stat().st_size != one.size or print_of(path) != one.sha256:
                wrong.append(one.path)
        except OSError:
            wrong.append(one.path)
    if wrong:
        raise _damaged(backup.place, wrong)


def _damaged(place: Path, wrong: Sequence[str]) -> Trouble:
    told = ", ".join(wrong[:3]) + (f" and {len(wrong) - 3:,} more" if len(wrong) > 3 else "")
    return Trouble(Issue("backup-damaged", str(place), f"Of this backup is missing, or no longer as it was: {told}.",
                         "Nothing was changed. Restore another backup; what disks lose, they mostly go on losing."))


def backups_in(folder: Path, of: Path) -> list[Backup]:
    """The whole backups of that centre in the folder, the oldest first; damaged ones and others' are left out."""
    return sorted(_found(folder, of), key=lambda one: (one.made_at, one.place.name))


def _found(folder: Path, of: Path) -> Iterator[Backup]:
    if not folder.is_dir():
        return
    for place in folder.iterdir():
        if place.is_dir() and not place.name.startswith(".") and (place / NAME).is_file():
            try:
                one = read(place)
            except Trouble:
                continue
            if one.of == str(of) or folder.resolve().parent == of:
                yield one
