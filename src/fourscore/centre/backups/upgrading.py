"""This file is about bringing a centre to the form of this program: backed up first, and taken back where it fails."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from fourscore.centre.backups.making import DATA, MARK, back_up
from fourscore.centre.backups.manifest import BEFORE_UPGRADE, Backup
from fourscore.centre.backups.restoring import THERE, finish, restore
from fourscore.settings import Settings, read_settings
from fourscore.terms import Issue, Trouble


class Upgraded(NamedTuple):
    """What was brought forward, in words; nothing where all was new. said: what an earlier upgrade had left."""

    steps: tuple[str, ...]
    backup: Backup | None
    said: tuple[str, ...]


def upgrade(folder: Path, now: datetime) -> Upgraded:
    """Back the centre up, then bring office and warehouse forward, each in one transaction.

    Raises Trouble `upgrade-undone` where one could not be: then both are as the backup has them.
    """
    from fourscore.office import form_of as office_form
    from fourscore.office import newest
    from fourscore.warehouse import SCHEMA, form_of

    folder = folder.resolve()
    said = [words] if (words := finish(folder)) else []
    settings, issues = read_settings(folder)
    if settings is None:
        raise Trouble(*issues)
    mark = folder / DATA / MARK
    if mark.exists():
        before = json.loads(mark.read_text(encoding="utf-8"))["backup"]
        said.append(f"An earlier upgrade was cut short; it goes on now. The backup made before it: {before}")
    forms = ("office", office_form(settings.office), newest()), ("warehouse", form_of(folder / DATA), SCHEMA)
    steps = tuple(f"{what}: from {old} to {new}" for what, old, new in forms if old is not None and old != new)
    if not steps:
        mark.unlink(missing_ok=True)
        return Upgraded((), None, tuple(said))
    backup = back_up(folder, settings, None, folder / settings.backups.to, now, BEFORE_UPGRADE).backup
    mark.write_text(json.dumps({"backup": str(backup.place)}), encoding="utf-8")
    try:
        _forward(folder, settings, now)
    except Exception as wrong:
        restore(backup.place, folder, now, THERE)
        (folder / DATA / MARK).unlink(missing_ok=True)
        cause = wrong.issues[0].what if isinstance(wrong, Trouble) else str(wrong)
        raise Trouble(Issue(
            "upgrade-undone", str(folder), f"The centre could not be brought forward ({cause.rstrip('.')}); it is as "
            "it was before.", f"Go on with the earlier version, and report this. The backup: {backup.place}"),
        ) from wrong
    mark.unlink()
    return Upgraded(steps, backup, tuple(said))


def _forward(folder: Path, settings: Settings, now: datetime) -> None:
    from fourscore.office import Office
    from fourscore.warehouse import Warehouse

    Office.open(settings.office, backups=folder / DATA / "backups", now=now).close()
    Warehouse.open(folder / DATA).close()
