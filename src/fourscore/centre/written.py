"""This file is about the texts of a centre that change while it is open: strategy, own metrics, what was agreed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.settings import Settings
from fourscore.terms import Issue, said

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue
    from fourscore.strategy import Strategy
    from fourscore.warehouse import Source, Warehouse

STRATEGY, OWN_METRICS = "strategy.yaml", "metrics"
Stamp = tuple[str, int, int]
Stamps = tuple[Stamp, tuple[Stamp, ...]]  # of the strategy, and of the centre's own metrics
_HELD: ContextVar[dict[Path, Stamps] | None] = ContextVar("texts as they stand", default=None)


def stamp(path: Path) -> Stamp:
    """Changes whenever the file does; noughts where there is none."""
    try:
        found = path.stat()
    except OSError:
        return path.name, 0, 0
    return path.name, found.st_mtime_ns, found.st_size


def metrics_stamp(folder: Path) -> tuple[Stamp, ...]:
    """Changes whenever one of the centre's own metrics does."""
    try:
        with os.scandir(folder / OWN_METRICS) as there:  # asked often, so the folder is read once
            return tuple(sorted(_stamped(one) for one in there if one.name.endswith((".yaml", ".yml"))))
    except OSError:
        return ()


@contextmanager
def texts_held() -> Iterator[None]:
    """Within, on this thread, the texts are looked at once: what only reads is made of one state of them, and a page
    asks a hundred times whether they changed.
    """
    before = _HELD.set({})
    try:
        yield
    finally:
        _HELD.reset(before)


def texts_stamp(folder: Path) -> Stamps:
    """Changes whenever the strategy or one of the centre's own metrics does."""
    held = _HELD.get()
    if held is not None and (found := held.get(folder)) is not None:
        return found
    found = stamp(folder / STRATEGY), metrics_stamp(folder)
    if held is not None:
        held[folder] = found
    return found


def _stamped(one: os.DirEntry[str]) -> Stamp:
    try:
        found = one.stat()
    except OSError:
        return one.name, 0, 0
    return one.name, found.st_mtime_ns, found.st_size


def extras_of(warehouse: Warehouse | None, sources: Sequence[Source]) -> dict[str, dict[str, str]]:
    """The columns mappings brought to each fact table, and those they will bring with their next load.

    Without a warehouse, which another process may hold, only the latter.
    """
    from fourscore.warehouse import FACTS

    def there(table: str) -> list[Mapping[str, str]]:
        brought = [source.brings().get(table, {}) for source in sources]
        return [*brought, warehouse.extras(table)] if warehouse is not None else brought

    return {table: {name: kind for some in there(table) for name, kind in some.items()} for table in FACTS}


def catalogue_of(folder: Path, extras: Mapping[str, Mapping[str, str]]) -> tuple[Catalogue, list[Issue]]:
    """Our metrics and the centre's own, over the columns its mappings bring; what is wrong with its own."""
    from fourscore.metrics import read_catalogue

    own = folder / OWN_METRICS
    return read_catalogue(own if own.is_dir() else None, extras)


def strategy_text(folder: Path) -> tuple[str | None, list[Issue]]:
    """What strategy.yaml says, or why it cannot be read at all."""
    try:
        return text_in((folder / STRATEGY).read_bytes(), STRATEGY)
    except OSError:
        what = said("The centre has no strategy that can be read: there is no strategy.yaml.")
        remedy = said("Write one, or take the one that `fourscore init` writes into a new folder.")
        return None, [Issue("file-missing", STRATEGY, what, remedy)]


def text_in(content: bytes, where: str) -> tuple[str | None, list[Issue]]:
    """These bytes as text, or why they are none."""
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as wrong:
        what, remedy = f"Byte {wrong.start + 1} is not UTF-8 text.", "Save the file again with the encoding UTF-8."
        line = content.count(b"\n", 0, wrong.start) + 1
        return None, [Issue("not-utf-8", f"{where}:{line}", what, remedy)]


def scopes_of(extras: Mapping[str, Mapping[str, str]]) -> list[str]:
    """By which columns of the centre's own mappings a KPI may be limited."""
    return sorted({name.removeprefix("x_") for columns in extras.values() for name in columns})


def strategy_of(
    folder: Path, extras: Mapping[str, Mapping[str, str]], catalogue: Catalogue
) -> tuple[Strategy | None, list[Issue]]:
    """The strategy of this folder, or None where it cannot be scored, and every issue in it."""
    text, unread = strategy_text(folder)
    return (None, unread) if text is None else _read(text, STRATEGY, extras, catalogue)


def strategy_in(
    content: bytes, where: str, extras: Mapping[str, Mapping[str, str]], catalogue: Catalogue
) -> tuple[Strategy | None, list[Issue]]:
    """The strategy in these bytes, called `where` in its issues; None where it cannot be scored."""
    text, unread = text_in(content, where)
    return (None, unread) if text is None else _read(text, where, extras, catalogue)


def _read(
    text: str, where: str, extras: Mapping[str, Mapping[str, str]], catalogue: Catalogue
) -> tuple[Strategy | None, list[Issue]]:
    from fourscore.strategy import read_strategy

    return read_strategy(text, where, catalogue, scopes_of(extras))


def agreed(settings: Settings) -> str:
    """A fingerprint of everything that decides how facts are placed, flagged, converted and given their team."""
    calendar = (settings.zone.key, settings.week_starts, settings.fiscal_year_starts)
    rates = (settings.rates, settings.rate_tables)
    whole = (calendar, settings.currency, settings.thresholds, *rates, settings.people.teams, settings.people.agents,
             settings.office)
    return hashlib.sha256(repr(whole).encode()).hexdigest()
