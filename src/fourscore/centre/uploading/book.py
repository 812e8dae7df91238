"""This file is about the book of files that were brought: what each is, and what became of it, in files of their own.

They stand under the centre's data folder, one folder each, so that a file survives whatever happens to the process that
took it in.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from fourscore.centre.uploading.look import Looked
from fourscore.terms import Issue, WrongUse, restored, said, storable

PLACE, RECORD = "uploads", "upload.json"
NUMBER = re.compile(r"[0-9a-f]{16}")
WAITING, LOADING, LOADED = "waiting", "loading", "loaded"


@dataclass
class Upload:
    """One file that was brought. state: waiting, loading or loaded. version: another after every change.

    looked: what it was found to be. to: the source there is that it goes to; empty for a new one. note: what happened
    to it, for whoever looks. target: where it stands in the centre's folder once it went there. before, after: the text
    of centre.yaml round the writing of its entry.
    """

    id: str
    name: str
    size: int
    print: str
    by: str
    at: str
    state: str = WAITING
    version: int = 0
    looked: dict[str, Any] = field(default_factory=dict)
    to: str = ""
    note: str = ""
    issues: list[list[str]] = field(default_factory=list)
    target: str = ""
    before: str = ""
    after: str = ""
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def found(self) -> Looked:
        return Looked.of(self.looked)

    @property
    def source(self) -> str:
        """The source it goes to."""
        return self.to or str(self.found.entry.get("name", ""))

    @property
    def brought_at(self) -> datetime:
        return datetime.fromisoformat(self.at)


class Book:
    """The records of one centre."""

    def __init__(self, data: Path) -> None:
        self.folder = data / PLACE

    def place(self, number: str) -> Path:
        return self.folder / number

    def new_number(self) -> str:
        return secrets.token_hex(8)

    def all(self) -> list[Upload]:
        """Every one, the latest first."""
        found = [self._read(path) for path in self.folder.glob(f"*/{RECORD}")]
        return sorted((one for one in found if one is not None), key=lambda one: (one.at, one.id), reverse=True)

    def get(self, number: str) -> Upload:
        """Raises WrongUse `unknown-upload`."""
        found = self._read(self.place(number) / RECORD) if NUMBER.fullmatch(number) else None
        if found is None:
            raise WrongUse(Issue("unknown-upload", repr(number[:40]), said("There is no file under this number; it may "
                                 "have been thrown away."), said("Choose one from the list, or bring it again.")))
        return found

    def keep(self, upload: Upload) -> None:
        """Write it down, whole or not at all."""
        upload.version += 1
        path = self.place(upload.id) / RECORD
        beside = path.with_suffix(".part")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(storable(asdict(upload)), file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def forget(self, upload: Upload) -> None:
        shutil.rmtree(self.place(upload.id), ignore_errors=True)

    def coming(self) -> int:
        """How many are on their way, or being looked at for the first time."""
        return sum(not (folder / RECORD).exists() for folder in self.folder.glob("*"))

    def sweep(self) -> None:
        """Remove what never came whole."""
        for folder in self.folder.glob("*") if self.folder.is_dir() else ():
            if folder.is_dir() and not (folder / RECORD).exists():
                shutil.rmtree(folder, ignore_errors=True)

    def _read(self, path: Path) -> Upload | None:
        try:
            told = restored(json.loads(path.read_text(encoding="utf-8")))
            known = {one.name for one in fields(Upload)}
            return Upload(**{name: value for name, value in told.items() if name in known})
        except (OSError, ValueError, TypeError, KeyError):
            return None  # gone meanwhile, or not ours
