"""This file is about the backups a served centre makes by itself: each night, what was missed at the start, few kept.

A night is due at its hour by the wall clock of the reporting zone. Where the clock skips that hour it is the moment the
clock goes on at; where the hour comes twice, its first time.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from fourscore.centre.backups.making import DATA, HALF, LAST, Made, back_up
from fourscore.centre.backups.manifest import BY_HAND, NIGHTLY, Backup, backups_in
from fourscore.centre.serving.repeated import Repeated
from fourscore.terms import Issue, Trouble

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

LOG = logging.getLogger("fourscore.backups")
AGAIN = timedelta(hours=1)  # after one that failed
OLD = timedelta(days=2)


class LastBackup(NamedTuple):
    """The last whole backup, and why a later one failed; at: aware, None where there is no backup at all."""

    at: datetime | None
    place: str
    trouble: Issue | None


def last_due(now: datetime, zone: ZoneInfo, at: time) -> datetime:
    """The last moment, not after `now`, at which a backup was due."""
    day = now.astimezone(zone).date()
    due = datetime.combine(day, at, zone).astimezone(UTC)
    return due if due <= now else datetime.combine(day - timedelta(days=1), at, zone).astimezone(UTC)


def is_due(backups: Sequence[Backup], begun: datetime, now: datetime, zone: ZoneInfo, at: time) -> bool:
    """Whether a backup is missing; the first one is due in the first night of the centre.

    One that says it was made later than now was made while the clock was wrong, and says nothing.
    """
    made = [one.made_at for one in backups if one.made_at <= now]
    return max(made, default=begun) < last_due(now, zone, at)


def to_go(
    backups: Sequence[Backup], zone: ZoneInfo, now: datetime, daily: int, weekly: int, monthly: int
) -> list[Backup]:
    """The nightly backups that are not kept: of the last days one each, before them of weeks, before them of months."""
    left = sorted((one for one in backups if one.kind == NIGHTLY and one.made_at <= now),
                  key=lambda one: one.made_at, reverse=True)
    kept: list[Backup] = []

    def keep(number: int, what: Callable[[date], object]) -> None:
        nonlocal left
        seen: dict[object, Backup] = {}
        rest = []
        for one in left:
            told = what(one.made_at.astimezone(zone).date())
            if told not in seen and len(seen) < number:
                seen[told] = one
            elif told not in seen:
                rest.append(one)
        kept.extend(seen.values())
        left = rest

    keep(daily, lambda day: day)
    keep(weekly, lambda day: day.isocalendar()[:2])
    keep(monthly, lambda day: (day.year, day.month))
    return [one for one in backups if one.kind == NIGHTLY and one.made_at <= now and one not in kept]


def place_of(centre: Centre) -> Path:
    """Where the centre's backups go unless told otherwise."""
    return centre.folder / centre.settings.backups.to


def back_up_centre(centre: Centre, to: Path | None = None, kind: str = BY_HAND) -> Made:
    """Back the open centre up. What came of it is noted, for the doctor; see `back_up` for what it raises."""
    now = centre.now()
    try:
        made = back_up(centre.folder, centre.settings, centre.warehouse, to or place_of(centre), now, kind)
    except Trouble as trouble:
        last = last_backup(centre)
        _note(centre.folder, last._replace(trouble=trouble.issues[0]))
        raise
    _note(centre.folder, LastBackup(now, str(made.backup.place), None))
    return made


def those_of(centre: Centre, to: Path | None = None) -> list[Backup]:
    """Every whole backup of this centre in that folder, or where they usually are; the oldest first."""
    return backups_in(to or place_of(centre), centre.folder)


def _note(folder: Path, last: LastBackup) -> None:
    said = {"at": last.at.isoformat() if last.at else None, "place": last.place,
            "trouble": list(last.trouble) if last.trouble else None}
    half = folder / DATA / f"{LAST}{HALF}"
    with suppress(OSError):  # a full disk: the trouble was told already
        half.write_text(json.dumps(said), encoding="utf-8")
        half.replace(folder / DATA / LAST)


def last_backup(centre: Centre) -> LastBackup:
    """As noted; where nothing is noted, as the usual place of backups shows."""
    try:
        said = json.loads((centre.folder / DATA / LAST).read_text(encoding="utf-8"))
        at = datetime.fromisoformat(said["at"]) if said["at"] else None
        return LastBackup(at, said["place"], Issue(*said["trouble"]) if said["trouble"] else None)
    except (OSError, ValueError, KeyError, TypeError):
        there = backups_in(place_of(centre), centre.folder)
        return LastBackup(there[-1].made_at, str(there[-1].place), None) if there else LastBackup(None, "", None)


def begun(folder: Path) -> datetime:
    """Since when the centre is there, as far as its files tell."""
    paths = [*folder.iterdir(), *(folder / DATA).iterdir()]
    return datetime.fromtimestamp(min((path.lstat().st_mtime for path in paths), default=0.0), UTC)


def troubles(centre: Centre) -> list[Issue]:
    """What is wrong with the backups: the last one failed, or is old. That there is none is told with its age."""
    last, now = last_backup(centre), centre.now()
    if last.trouble is not None:
        return [last.trouble]
    if centre.settings.backups.at is None or last.at is None or now - last.at <= OLD:
        return []
    return [Issue("backup-old", place_of(centre).name, f"The last backup is {(now - last.at).days} days old.",
                  "Make one with: fourscore backup CENTRE. While `fourscore serve` runs, one is made each night.")]


class Nightly(Repeated):
    """Makes the backups that are due; one that is on its way is finished first, so that it need not be made again."""

    called, tick_s, wrong, log = "nightly", 20.0, "no backup", LOG

    def __init__(self, centre: Centre) -> None:
        super().__init__()
        self.centre = centre
        self._looked_for: datetime | None = None
        self._rest_until: datetime | None = None

    def look(self) -> Made | None:
        """One round: make the backup that is due, if one is, and let go of those that are no longer kept."""
        centre, now = self.centre, self.centre.now()
        said = centre.settings.backups
        if said.at is None or (self._rest_until is not None and now < self._rest_until <= now + AGAIN):
            return None
        due = last_due(now, centre.settings.zone, said.at)
        if due == self._looked_for:
            return None
        there = backups_in(place_of(centre), centre.folder)
        made = None
        if is_due(there, begun(centre.folder), now, centre.settings.zone, said.at):
            self._rest_until = now + AGAIN
            made = back_up_centre(centre, kind=NIGHTLY)
            there = backups_in(place_of(centre), centre.folder)
            for one in to_go(there, centre.settings.zone, now, said.daily, said.weekly, said.monthly):
                _let_go(one)
        self._looked_for, self._rest_until = due, None
        return made


def _let_go(backup: Backup) -> None:
    """It loses its name first, so that a half of it is never taken for a whole one."""
    going = backup.place.with_name(f".{backup.place.name}{HALF}")
    backup.place.rename(going)
    shutil.rmtree(going, ignore_errors=True)
