"""This file is about putting a backup back: everything is brought beside first, then put in place by renaming.

What was there is put aside, never deleted. Once the plan of the renamings is on the disk they are done to the end, by
this program or by the next one that opens the folder; before, nothing was changed.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from fourscore.centre.backups.making import ASIDE, DATA, HALF, RESTORING
from fourscore.centre.backups.manifest import INSIDE, OFFICE, PIECE, Backup, Copied, check, read
from fourscore.settings import Settings, read_settings
from fourscore.terms import Issue, Trouble, WrongUse

PLAN, NEW = "plan.json", "new"
HERE, THERE = "here", "there"
LINE = re.compile(r"^office:", re.MULTILINE)


class Restored(NamedTuple):
    """What was put back; aside: where the earlier state is, None where there was none. said: what came before it."""

    backup: Backup
    aside: Path | None
    said: tuple[str, ...]


def restore(place: Path, folder: Path, now: datetime, office: str = "") -> Restored:
    """Make the folder what the backup says, every file held against its print first.

    office: where it is kept outside the centre's folder, "there" puts it back there, "here" into the folder.
    Raises Trouble `backup-damaged`, `backup-newer`, `warehouse-locked`, `disk-full`, `restore-failed`; WrongUse
    `office-elsewhere`. Then everything is as it was.
    """
    backup, folder = read(place.resolve()), folder.resolve()
    _known_forms(backup)
    check(backup)
    said = [words] if (words := finish(folder)) else []
    _nobody_has(folder)
    staged = folder / RESTORING
    if staged.exists():
        shutil.rmtree(staged)
        said.append("An earlier restore was cut short before it had changed anything; its half was cleared away.")
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    try:
        (staged / NEW).mkdir(parents=True)
        plan = _bring(backup, folder, stamp, office)
        _write_plan(staged, plan)
    except OSError as wrong:
        shutil.rmtree(staged, ignore_errors=True)
        name = "disk-full" if wrong.errno in (errno.ENOSPC, errno.EDQUOT) else "restore-failed"
        raise Trouble(Issue(name, str(folder), f"The backup could not be brought there: {wrong.strerror or wrong}; "
                            "nothing was changed.", "Make room, or check that you may write there.")) from None
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    finish(folder)
    aside = folder / f"{ASIDE}{stamp}"
    return Restored(backup, aside if aside.exists() else None, tuple(said))


def _known_forms(backup: Backup) -> None:
    from fourscore.office import newest
    from fourscore.warehouse import SCHEMA

    if (backup.office_form or "") > newest() or (backup.warehouse_form or 0) > SCHEMA:
        raise Trouble(Issue("backup-newer", str(backup.place), f"This backup was made by fourscore {backup.program}, "
                            "whose data this version cannot read.", "Use that version, or a newer one."))


def _nobody_has(folder: Path) -> None:
    """Raises Trouble `warehouse-locked` where somebody works with the centre that is there."""
    from fourscore.warehouse import form_of

    try:
        form_of(folder / DATA)
    except Trouble as trouble:
        if trouble.issues[0].name == "warehouse-locked":
            raise


def _bring(backup: Backup, folder: Path, stamp: str, office: str) -> dict[str, Any]:
    """Copy everything beside, and say what is to be renamed then."""
    staged = folder / RESTORING
    for one in backup.files:
        if one.path != OFFICE:
            _copy(backup, one, staged / NEW / Path(one.path).relative_to(INSIDE))
    plan: dict[str, Any] = {"from": str(backup.place), "moves": []}
    if (backup.place / OFFICE).exists():
        _bring_office(backup, folder, stamp, office, plan)
    new = sorted(path.name for path in (staged / NEW).iterdir())
    aside = folder / f"{ASIDE}{stamp}"
    stays = _backups_of(folder)
    old = [path.name for path in sorted(folder.iterdir()) if path.name != RESTORING
           and not path.name.startswith(ASIDE) and (path.name in new or path.name not in stays)]
    if old:
        aside.mkdir()
    plan["moves"] += [[str(folder / name), str(aside / name)] for name in old]
    plan["moves"] += [[str(staged / NEW / name), str(folder / name)] for name in new]
    return plan


def _bring_office(backup: Backup, folder: Path, stamp: str, office: str, plan: dict[str, Any]) -> None:
    staged = folder / RESTORING
    one = next(one for one in backup.files if one.path == OFFICE)
    if backup.office_place:
        _copy(backup, one, staged / NEW / backup.office_place)
        return
    settings = _settings_of(staged / NEW)
    if office not in (HERE, THERE):
        raise WrongUse(Issue(
            "office-elsewhere", str(backup.place), "The office of this centre is kept outside its folder.",
            f"Say --office {THERE}: it is put back there, and what is there now is put aside; or --office {HERE}: it "
            f"goes into {DATA}/{OFFICE} of the folder, and its line in centre.yaml becomes a remark."))
    if office == HERE:
        _copy(backup, one, staged / NEW / DATA / OFFICE)
        text = staged / NEW / "centre.yaml"
        text.write_bytes(LINE.sub("# office:", text.read_bytes().decode("utf-8")).encode("utf-8"))
    elif settings.office.startswith("sqlite:///"):
        there = Path(settings.office.removeprefix("sqlite:///"))
        beside = there.with_name(f".{there.name}.restoring")
        beside.unlink(missing_ok=True)
        _copy(backup, one, beside)
        plan["moves"] += [[f"{there}{end}", f"{there}.{ASIDE}{stamp}{end}"] for end in ("", "-wal", "-shm")]
        plan["moves"] += [[str(beside), str(there)]]
    else:
        _copy(backup, one, staged / OFFICE)
        plan["postgresql"] = [settings.office, f"before_restore_{stamp.lower()}"]


def _settings_of(folder: Path) -> Settings:
    settings, issues = read_settings(folder)
    if settings is None:
        raise Trouble(*issues)
    return settings


def _backups_of(folder: Path) -> set[str]:
    """What holds the backups of the centre that is there, and stays."""
    settings, _ = read_settings(folder) if (folder / "centre.yaml").exists() else (None, [])
    said = settings.backups.to if settings is not None else ""
    return {"backups", *Path(said).parts[:1]}


def _copy(backup: Backup, one: Copied, to: Path) -> None:
    """A copy that is on the disk; what was read is held against the print once more."""
    to.parent.mkdir(parents=True, exist_ok=True)
    told = hashlib.sha256()
    with (backup.place / one.path).open("rb") as source, to.open("xb") as copy:
        while piece := source.read(PIECE):
            copy.write(piece)
            told.update(piece)
        copy.flush()
        os.fsync(copy.fileno())
    if told.hexdigest() != one.sha256:
        check(backup)
    shutil.copymode(backup.place / one.path, to)
    if one.written_ns:  # by their times the next backup knows that they are the same, as does a followed source
        os.utime(to, ns=(one.written_ns, one.written_ns))


def _write_plan(staged: Path, plan: dict[str, Any]) -> None:
    half = staged / f"{PLAN}{HALF}"
    with half.open("w", encoding="utf-8") as file:
        json.dump(plan, file)
        file.flush()
        os.fsync(file.fileno())
    half.replace(staged / PLAN)


def finish(folder: Path) -> str:
    """Do to the end what a plan says, where there is one; in words, else nothing. Doing it twice changes nothing."""
    staged = folder / RESTORING
    if not (staged / PLAN).exists():
        return ""
    plan = json.loads((staged / PLAN).read_text(encoding="utf-8"))
    if "postgresql" in plan:
        from fourscore.office import put_back

        put_back(staged / OFFICE, *plan["postgresql"])
    try:
        _move(plan["moves"])
    except OSError as wrong:
        raise Trouble(Issue(
            "restore-failed", str(folder), f"Not everything could be put in its place: {wrong}.",
            "Nothing is lost: let go of what holds it, and open the centre again; it is then done to the end."),
        ) from None
    (staged / PLAN).unlink()
    shutil.rmtree(staged, ignore_errors=True)
    return f"A restore of {plan['from']} had been cut short; it was done to the end now."


def _move(moves: Iterable[list[str]]) -> None:
    """Where both are there, the first is what came in its place already."""
    for old, new in moves:
        if os.path.lexists(old) and not os.path.lexists(new):
            Path(old).rename(new)
    with suppress(OSError):
        os.sync()
