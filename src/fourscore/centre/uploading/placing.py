"""This file is about putting a file that was brought into the centre: its own place, and its source in centre.yaml."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.centre.sniffing.entry import FILE, changed_text, plain, save
from fourscore.centre.sources import configured, files_of
from fourscore.centre.uploading.book import Upload
from fourscore.centre.uploading.look import RECEIVED
from fourscore.centre.uploading.receive import print_of
from fourscore.strategy import StrategyText
from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse import Guess

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

LOADED = "SELECT count(*) FROM file WHERE path = ?"


class NewSource(NamedTuple):
    """A source that a person corrected, as it is to be written. See `sniffing.entry.Enterable`."""

    entry: Mapping[str, Any]
    guess: Guess
    head_lines: tuple[str, ...]
    path: Path
    twice: str | None = None

    def head(self) -> list[str]:
        return list(self.head_lines)


def source_of(upload: Upload, by: str, day: str) -> NewSource:
    """The source of this file as it stands in centre.yaml; comments stay beside what they speak of."""
    found = upload.found
    said = {place: text for place, text in found.said.items() if _at(found.entry, place) is not None}
    guess = Guess({}, 1.0, said, tuple(found.check), tuple(found.left))
    head = f"{upload.name}, brought and looked through in the browser by {by} on {day}."
    return NewSource(found.entry, guess, (head,), Path(upload.name))


def _at(entry: Mapping[str, Any], place: str) -> object:
    here: Any = entry
    for step in place.split("."):
        if not isinstance(here, Mapping) or step not in here:
            return None
        here = here[step]
    return here


def known_file(centre: Centre, size: int, print_: str) -> tuple[str, str] | None:
    """The source and the name of a file of the same content that is there already."""
    settings = centre.settings
    for source in configured(settings.sources, centre.folder, settings.zone.key, centre.environment)[0]:
        try:
            files = files_of(source)
        except Trouble:
            continue
        for path in files:
            try:
                if path.stat().st_size == size and print_of(path) == print_:
                    return source.name, path.name
            except OSError:
                continue  # a generated one, or gone
    return None


def place(centre: Centre, upload: Upload, folder: Path) -> Path:
    """Move the file to where its source reads it. Never over another: one of the same name gets a number.

    Raises Trouble `folder-not-writable`.
    """
    there = centre.folder / RECEIVED / upload.source
    try:
        there.mkdir(parents=True, exist_ok=True)
        for name in names(upload.name):
            try:
                os.link(folder / upload.name, there / name)
            except FileExistsError:
                continue
            except OSError:  # a disk without links
                if (there / name).exists():
                    continue
                (folder / upload.name).rename(there / name)
            else:
                (folder / upload.name).unlink()
            return there / name
    except OSError as wrong:
        raise Trouble(Issue("folder-not-writable", f"{RECEIVED}/{upload.source}", said("The file cannot be put there: "
                            "{strerror}.", strerror=wrong.strerror), said("Check that the disk has room, and who may "
                            "write there."))) from None
    raise AssertionError("there is always one more name")


def names(name: str) -> Iterator[str]:
    yield name
    path, again = Path(name), 2
    while True:
        yield f"{path.stem}-{again}{path.suffix}"
        again += 1


def enter(centre: Centre, upload: Upload, keep: Callable[[Upload], None]) -> None:
    """Write the source into centre.yaml; every other byte stays. `keep` writes the text before it down first.

    Raises Trouble `cannot-edit`, `changed-meanwhile`, `folder-not-writable`.
    """
    new = source_of(upload, upload.by, f"{centre.calendar.local(centre.now()):%Y-%m-%d}")
    there = StrategyText.open(centre.folder / FILE)
    upload.before, upload.after = there.text, changed_text(there.text, new)
    keep(upload)
    save(there, upload.after, centre.folder)


def take_back(centre: Centre, upload: Upload, folder: Path) -> None:
    """As it was before it was put into the centre: the file waits again, and its source is out of centre.yaml.

    Where centre.yaml was changed since, only the source is taken out of it.
    """
    there = _where(centre, upload, folder)
    if there is not None:
        there.replace(folder / upload.name)
        if not any(there.parent.iterdir()):
            there.parent.rmdir()
    upload.target = ""
    if upload.after:
        text = StrategyText.open(centre.folder / FILE)
        if text.text == upload.after:
            save(text, upload.before, centre.folder)
        elif (at := _number_of(text.text, upload)) is not None:
            text.remove(("sources", at))
            save(text, text.text, centre.folder)
        upload.before = upload.after = ""


def _where(centre: Centre, upload: Upload, folder: Path) -> Path | None:
    """Where the file was put, also where nobody came to write that down any more."""
    if upload.target:
        there = centre.folder / upload.target
        return there if there.exists() else None
    if (folder / upload.name).exists():
        return None
    return next((path for path in (centre.folder / RECEIVED / upload.source).glob("*")
                 if path.stat().st_size == upload.size and print_of(path) == upload.print), None)


def _number_of(text: str, upload: Upload) -> int | None:
    sources = (plain(text) or {}).get("sources")
    for at, source in enumerate(sources if isinstance(sources, list) else ()):
        if isinstance(source, Mapping) and (source.get("name"), source.get("files")) == (
                upload.source, upload.found.entry.get("files")):
            return at
    return None


def is_loaded(centre: Centre, upload: Upload) -> bool:
    """Whether the warehouse holds what the file brought."""
    row = centre.warehouse.cursor().execute(LOADED, [upload.target]).fetchone()
    return bool(row and row[0])
