"""This file is about `backup`, `restore` and `upgrade`: what they did, in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams, connect
from fourscore.cli.run import clock
from fourscore.terms import Issue, Trouble

if TYPE_CHECKING:
    from fourscore.centre import Backup, Centre


def backup_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import back_up, backups_of

    known_format(args["format"], ("table", "json"))
    to = Path(args["to"]) if args["to"] else None
    if args["list"]:
        there = backups_of(centre, to)
        if args["format"] == "json":
            show.as_json([_plain(one) for one in there], streams)
        elif there:
            zone = centre.settings.zone
            show.table(["made", "kind", "files", "size", "where"], [
                [f"{one.made_at.astimezone(zone):%Y-%m-%d %H:%M}", one.kind, f"{len(one.files):,}", _size(one.bytes),
                 str(one.place)] for one in there], streams)
        else:
            streams.out.write("There is no backup of this centre there.\n")
        return 0
    made = back_up(centre, to)
    if args["format"] == "json":
        show.as_json({**_plain(made.backup), "linked": made.linked}, streams)
        return 0
    if made.cleared:
        streams.err.write("An earlier backup had been cut short; its half was cleared away.\n")
    linked = f", {made.linked:,} of them unchanged since the one before" if made.linked else ""
    streams.out.write(f"{made.backup.place}: {len(made.backup.files):,} files, {_size(made.backup.bytes)}{linked}\n")
    return 0


def _plain(one: Backup) -> dict[str, object]:
    return {"place": str(one.place), "made_at": one.made_at.isoformat(), "kind": one.kind, "files": len(one.files),
            "bytes": one.bytes, "program": one.program}


def _size(size: int) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"


def restore_verb(place: Path, folder: Path, office: str, streams: Streams) -> int:
    from fourscore.centre import restore

    _nobody_serves(folder)
    done = restore(place, folder, clock(), office)
    for line in done.said:
        streams.err.write(f"{line}\n")
    streams.out.write(f"{folder} is as {done.backup.name} was on {done.backup.made_at:%Y-%m-%d %H:%M} UTC: "
                      f"{len(done.backup.files):,} files, every one as it was backed up.\n")
    if done.aside is not None:
        streams.out.write(f"What was there before is in {done.aside}\n")
    streams.out.write(f"Next: fourscore load {folder}, which brings what came since; then fourscore doctor {folder}\n")
    return 0


def upgrade_verb(folder: Path, streams: Streams) -> int:
    from fourscore import __version__
    from fourscore.centre import upgrade

    if not (folder / "centre.yaml").is_file() and not (folder / ".restoring").is_dir():
        raise Trouble(Issue("not-a-centre", str(folder), "This folder holds no centre: there is no centre.yaml in it.",
                            "Give the folder of a centre, or write a new one with: fourscore init FOLDER"))
    _nobody_serves(folder)
    done = upgrade(folder, clock())
    for line in done.said:
        streams.err.write(f"{line}\n")
    if done.backup is None:
        streams.out.write(f"Nothing to do: all is in the form of fourscore {__version__}.\n")
        return 0
    for line in done.steps:
        streams.out.write(f"{line}\n")
    streams.out.write(f"As it was before, it is in {done.backup.place}\n")
    return 0


def _nobody_serves(folder: Path) -> None:
    if there := connect(folder / "data"):
        there[0].close()
        raise Trouble(Issue("serve-runs", str(folder), "A serve shows this centre just now.",
                            "Stop it first (Ctrl-C, or: fourscore service stop), then do the same again."))
