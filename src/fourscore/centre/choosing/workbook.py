"""This file is about a centre's strategy going out as a workbook and coming back."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.written import STRATEGY, scopes_of
from fourscore.settings import ROLES
from fourscore.strategy import OWNERS, Changed, StrategyText, bring_back, marked_workbook, workbook_of
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre


class Imported(NamedTuple):
    """What a workbook changed, or, with issues, what has to be mended first; marked: where the marked workbook is."""

    changes: tuple[Changed, ...]
    issues: tuple[Issue, ...]
    marked: Path | None


def export_strategy(centre: Centre, file: Path, *, replace: bool = False) -> None:
    """Write the centre's strategy as a workbook into `file`. Raises Trouble `file-there-already`, `cannot-save`."""
    if file.exists() and not replace:
        raise Trouble(Issue("file-there-already", str(file),
                            said("There is a file of this name, perhaps with your changes."),
                            said("Give another name, or say --replace.")))
    text = StrategyText.open(centre.folder / STRATEGY)
    settings = centre.settings
    units = {key: metric.unit for key, metric in centre.metrics.catalogue.metrics.items()}
    _written(file, workbook_of(text, units, settings.currency, settings.name, _who_may_own(centre)))


def _who_may_own(centre: Centre) -> list[str]:
    """The names of people.yaml that hold a role today with which something can be owned."""
    people, today = centre.settings.people, centre.calendar.local(centre.now()).date()
    return sorted({name for role in OWNERS for name in people.holders(role, today)})


def _who_holds_a_role(centre: Centre) -> set[str]:
    people, today = centre.settings.people, centre.calendar.local(centre.now()).date()
    return {name for role in ROLES for name in people.holders(role, today)}


def import_strategy(centre: Centre, file: Path, *, dry_run: bool = False, mark: bool = False) -> Imported:
    """Bring the workbook's changes into strategy.yaml; with any issue nothing is changed and the workbook is saved
    again beside itself (mark: over itself) with each wrong cell marked.

    Raises Trouble `file-missing`, `changed-meanwhile`, `cannot-save`, and whatever says the file is no such workbook.
    """
    try:
        content = file.read_bytes()
    except OSError as wrong:
        raise Trouble(Issue("file-missing", str(file),
                            said("The workbook cannot be read: {strerror}.", strerror=wrong.strerror),
                            said("Check the name, or write one with: fourscore strategy export FILE.xlsx"))) from None
    text = StrategyText.open(centre.folder / STRATEGY)
    brought = bring_back(text, content, file.name, centre.metrics.catalogue, centre.settings.currency,
                         scopes_of(centre.extras), _who_holds_a_role(centre))
    if brought.marks:
        there = file if mark else file.with_name(f"{file.stem.removesuffix('-marked')}-marked{file.suffix}")
        if not dry_run:
            _written(there, marked_workbook(content, file.name, brought.marks))
        issues = tuple(dict.fromkeys(one.issue for one in brought.marks))
        return Imported(brought.changes, issues, None if dry_run else there)
    if brought.changes and not dry_run:
        try:
            brought.text.save(text.seen)
        except OSError as wrong:
            raise _unsaved(centre.folder / STRATEGY, wrong) from None
    return Imported(brought.changes, (), None)


def _written(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = None
    try:
        handle, beside = tempfile.mkstemp(dir=file.absolute().parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(beside).chmod(0o644)
        Path(beside).replace(file)
    except OSError as wrong:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
        raise _unsaved(file, wrong) from None


def _unsaved(file: Path, wrong: OSError) -> Trouble:
    return Trouble(Issue("cannot-save", str(file),
                         said("The file cannot be written: {strerror}. It is as it was.", strerror=wrong.strerror),
                         said("Close it in other programs, check that you may write there and that the disk has "
                              "room.")))
