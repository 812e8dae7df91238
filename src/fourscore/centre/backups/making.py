"""This file is about making a backup: everything of one moment in a folder beside, which gets its name once whole."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.backups.manifest import (
    BY_HAND,
    INSIDE,
    OFFICE,
    PIECE,
    Backup,
    Copied,
    backups_in,
    is_backup,
    print_of,
    write,
)
from fourscore.terms import Issue, Trouble

if TYPE_CHECKING:
    from fourscore.settings import Settings
    from fourscore.warehouse import Warehouse

DATA, WAREHOUSE, LANDED = "data", "warehouse.duckdb", "landed"
SOCKET, PORT, LAST, MARK = "serve.sock", "serve.port", "backup.json", "upgrading.json"
RESTORING, ASIDE, HALF = ".restoring", "before-restore-", ".part"
# What stands beside a database, copied with it or of no use without the program that runs.
BESIDE = ("", ".wal", ".part", "-wal", "-shm", "-journal")
OWN = 0o700  # a backup holds everything there is about everybody
NOT_KEPT = {f"{DATA}/{SOCKET}", f"{DATA}/{PORT}", f"{DATA}/{LAST}", f"{DATA}/{MARK}"}
FULL = ("no space left", "disk is full", "not enough space", "disk full")


class Made(NamedTuple):
    """A new backup; `linked` of its files lie in an earlier one, too. cleared: halves of others, cut short."""

    backup: Backup
    linked: int
    cleared: int


def back_up(
    folder: Path, settings: Settings, warehouse: Warehouse | None, to: Path, now: datetime, kind: str = BY_HAND
) -> Made:
    """Copy a centre into a new folder under `to`; it appears under its name once every file is on the disk.

    warehouse: the one that is open; None: nobody has it open, and it is copied as it is, as the office always is.
    Raises Trouble `disk-full`, `backup-failed`; then nothing of it is left.
    """
    folder, to = folder.resolve(), to.resolve()
    half = to / f".{folder.name}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{HALF}"
    try:
        to.mkdir(parents=True, exist_ok=True)
        cleared = clear_halves(folder, to)
        earlier = backups_in(to, folder)
        half.mkdir(mode=OWN)
        (half / "of").write_text(str(folder), encoding="utf-8")
        making = Making(folder, half, earlier[-1] if earlier else None, to)
        found = making.everything(settings, warehouse, now, kind)
        (half / "of").unlink()
        write(found)
        _settle(half)
        place = _free(to / half.name.removeprefix(".").removesuffix(HALF))
        half.rename(place)
        _settle(to)
    except OSError as wrong:
        shutil.rmtree(half, ignore_errors=True)
        raise _in_words(wrong, to) from None
    except BaseException as wrong:
        shutil.rmtree(half, ignore_errors=True)
        if any(words in str(wrong).lower() for words in FULL):
            raise _in_words(OSError(errno.ENOSPC, ""), to) from None
        raise
    return Made(found._replace(place=place), making.linked, cleared)


def _free(place: Path) -> Path:
    """This place, or the first beside it that is free: two backups may be made within a second."""
    number = 2
    while place.exists():
        place, number = place.with_name(f"{place.name.partition('Z')[0]}Z-{number}"), number + 1
    return place


def clear_halves(folder: Path, to: Path) -> int:
    """Clear away what backups of this centre left when they were cut short; how many there were."""
    cleared = 0
    for place in to.glob(f".*{HALF}") if to.is_dir() else ():
        with suppress(OSError):
            mark = place / "of"
            if not mark.exists() or mark.read_text(encoding="utf-8") == str(folder):
                shutil.rmtree(place)
                cleared += 1
    return cleared


def _in_words(wrong: OSError, to: Path) -> Trouble:
    if wrong.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Trouble(Issue("disk-full", str(to), "The disk is full; nothing of this backup was kept, and the centre "
                             "and its earlier backups are as they were.", "Make room there, then do the same again."))
    return Trouble(Issue("backup-failed", str(to), f"The backup could not be made: {wrong.strerror or wrong}.",
                         "Check that you may write there; the centre and its earlier backups are as they were."))


class Making:
    """One backup on its way into the folder `half`; what did not change since the `earlier` one is linked to it."""

    def __init__(self, folder: Path, half: Path, earlier: Backup | None, to: Path) -> None:
        self.folder, self.half, self.to, self.linked = folder, half, to, 0
        self.before = {one.path: one for one in earlier.files} if earlier else {}
        self.earlier = earlier
        self.files: list[Copied] = []

    def everything(
        self, settings: Settings, warehouse: Warehouse | None, now: datetime, kind: str
    ) -> Backup:
        """Texts, then office, warehouse and landed rows of one moment; gives what the manifest tells."""
        from fourscore import __version__
        from fourscore.office import form_of as office_form
        from fourscore.warehouse import SCHEMA, form_of, resting

        data, place = self.folder / DATA, office_place(self.folder, settings.office)
        self._room(settings)
        form = SCHEMA if warehouse is not None else form_of(data)
        for path in self._files(settings):
            if LANDED not in path.relative_to(self.folder).parts[:2]:
                self._take(path)
        known: tuple[int, ...] = ()
        with nullcontext() if warehouse is None else resting(warehouse):
            self._office(settings.office)
            if form is not None:
                known = self._warehouse(warehouse)
            for path in self._files(settings):
                if LANDED in path.relative_to(self.folder).parts[:2]:
                    self._take(path)
        return Backup(self.half, now.astimezone(UTC), kind, str(self.folder), settings.name, __version__,
                      office_form(settings.office), place, form, known, tuple(self.files))

    def _files(self, settings: Settings) -> Iterator[Path]:
        """Every file of the centre but its two databases, other backups, and what only runs or is half made."""
        office = office_place(self.folder, settings.office)
        not_files = {f"{one}{end}" for one in (f"{DATA}/{WAREHOUSE}", office) if one for end in BESIDE} | NOT_KEPT
        not_here = {self.folder / settings.backups.to, self.to, self.folder / RESTORING}
        for at, folders, names in os.walk(self.folder):
            here = Path(at)
            folders[:] = sorted(name for name in folders if here / name not in not_here
                                and not (here == self.folder and name.startswith(ASIDE))
                                and name != f"{WAREHOUSE}.tmp" and not is_backup(here / name))
            for name in sorted(names):
                path = here / name
                inside = path.relative_to(self.folder).as_posix()
                if inside not in not_files and not name.endswith(HALF) and path.is_file():
                    yield path

    def _room(self, settings: Settings) -> None:
        """Raises OSError where the disk has not room for what must be copied, before anything is."""
        needed = sum(path.stat().st_size for path in self._files(settings) if self._same(path) is None)
        needed += sum(path.stat().st_size for path in (self.folder / DATA).glob(f"{WAREHOUSE}*") if path.is_file())
        if shutil.disk_usage(self.half).free < needed:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _same(self, path: Path) -> Copied | None:
        """The file in the earlier backup, where this one was not written since."""
        told = path.stat()
        one = self.before.get(f"{INSIDE}/{path.relative_to(self.folder).as_posix()}")
        return one if one and (one.size, one.written_ns) == (told.st_size, told.st_mtime_ns) else None

    def _take(self, path: Path) -> None:
        try:
            same, told = self._same(path), path.stat()
            inside = f"{INSIDE}/{path.relative_to(self.folder).as_posix()}"
            if same is None or not self._link(same):
                self._copy(path, inside, told.st_mtime_ns)
        except FileNotFoundError:
            if path.exists():
                raise  # it is the copy that has no place, not the file that went meanwhile

    def _link(self, same: Copied) -> bool:
        assert self.earlier is not None
        to = self.half / same.path
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self.earlier.place / same.path, to)
        except OSError:
            return False  # this disk knows no links, or the earlier one is gone: then it is copied
        self.files.append(same)
        self.linked += 1
        return True

    def _copy(self, path: Path, inside: str, written_ns: int) -> None:
        to, told, size = self.half / inside, hashlib.sha256(), 0
        to.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, to.open("xb") as copy:
            while piece := source.read(PIECE):
                copy.write(piece)
                told.update(piece)
                size += len(piece)
            copy.flush()
            os.fsync(copy.fileno())
        shutil.copymode(path, to)
        self.files.append(Copied(inside, size, told.hexdigest(), written_ns))

    def _office(self, url: str) -> None:
        from fourscore.office import copy_closed

        to = self.half / OFFICE
        copy_closed(url, to)
        if to.exists():
            _sync(to)
            self.files.append(Copied(OFFICE, to.stat().st_size, print_of(to), 0))

    def _warehouse(self, warehouse: Warehouse | None) -> tuple[int, ...]:
        """Copy it, or link it where its file was not written since; by what it is known next time."""
        from fourscore.warehouse import copy_closed, copy_out

        data, inside = self.folder / DATA, f"{INSIDE}/{DATA}/{WAREHOUSE}"
        known = tuple(number for path in (data / WAREHOUSE, data / f"{WAREHOUSE}.wal") if path.exists()
                      for number in (path.stat().st_size, path.stat().st_mtime_ns))
        same = self.before.get(inside)
        if same and self.earlier and self.earlier.warehouse_from == known and self._link(same):
            return known
        to = self.half / inside
        to.parent.mkdir(parents=True, exist_ok=True)
        if warehouse is None:
            copy_closed(data, to)
        else:
            copy_out(warehouse, to)
        self.files.append(Copied(inside, to.stat().st_size, print_of(to), 0))
        return known


def office_place(folder: Path, url: str) -> str:
    """Where in the centre's folder the office is; empty where it is kept elsewhere."""
    path = Path(url.removeprefix("sqlite:///"))
    inside = url.startswith("sqlite:///") and path.is_relative_to(folder.resolve())
    return path.relative_to(folder.resolve()).as_posix() if inside else ""


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """What stands in these folders is on the disk; some systems have no way to say so."""
    for at in [str(folder), *(one[0] for one in os.walk(folder) if folder.name.endswith(HALF))]:
        with suppress(OSError):
            handle = os.open(at, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
