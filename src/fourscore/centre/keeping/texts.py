"""This file is about a centre's own texts: an agent's names in them replaced, together with the office's or not at all.

The new texts wait in a file beside the office until the office is written; whoever opens the centre after a stop in
between puts them in place, or throws them away where the office still has the names.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fourscore.settings import read_settings
from fourscore.terms import Mask, Unreadable, compose

PENDING = "forgetting.json"


def texts_of(folder: Path) -> list[Path]:
    """The texts a person writes for a centre."""
    return sorted(path for path in [*folder.glob("*.yaml"), *folder.glob("metrics/*.y*ml")] if path.is_file())


def masked(text: str, mask: Mask) -> str:
    """The text with every value that is one of the names, and nothing else, replaced; what mentions one stays."""
    try:
        top = compose(text)
    except Unreadable:
        return text
    places: dict[tuple[int, int], str] = {}
    _values(top, mask, places, set())
    for (start, end), alias in sorted(places.items(), reverse=True):
        text = text[:start] + alias + text[end:]
    return text


def _values(node: Any, mask: Mask, places: dict[tuple[int, int], str], seen: set[int]) -> None:
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if node.id == "scalar":
        if node.value in mask.aliases:
            places[node.start_mark.index, node.end_mark.index] = mask.aliases[node.value]
        return
    for inner in node.value:
        for one in inner if node.id == "mapping" else (inner,):
            _values(one, mask, places, seen)


def hold_texts(folder: Path, data: Path, mask: Mask, alias: str) -> Mapping[str, str]:
    """Write the masked texts into the file in which they wait; gives those that change, by their place."""
    changed = {}
    for path in texts_of(folder):
        try:
            text = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if (new := masked(text, mask)) != text:
            changed[path.relative_to(folder).as_posix()] = new
    _write(data / PENDING, json.dumps({"alias": alias, "texts": changed}))
    return changed


def place_texts(folder: Path, data: Path) -> None:
    """Put the waiting texts in place, each in one renaming."""
    waiting = json.loads((data / PENDING).read_text(encoding="utf-8"))
    for place, text in waiting["texts"].items():
        _write(folder / place, text)
    (data / PENDING).unlink()


def finish_texts(folder: Path, now: datetime) -> None:
    """After a stop in between: place the texts where the office has the alias already, else throw them away."""
    from fourscore.office import Office

    data = folder / "data"
    settings, _ = read_settings(folder)
    if settings is None:
        return  # the texts cannot be read just now; whoever mends them opens the centre again
    office = Office.open(settings.office, backups=data / "backups", now=now)
    try:
        alias = json.loads((data / PENDING).read_text(encoding="utf-8"))["alias"]
        if alias in office.agents():
            place_texts(folder, data)
        else:
            (data / PENDING).unlink()
    finally:
        office.close()


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
