"""This file is about the words of keeping a centre safe, as a person types them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourscore.cli.run import carry, finish
from fourscore.cli.words.options import HERE, Centre

Form = Annotated[str, typer.Option("--format", "-f", help="table or json.")]
System = Annotated[bool, typer.Option("--system", help="For the whole machine; needs its administrator.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only print what would be written and run.")]


def add_to(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command("backup", epilog="Example: fourscore backup my-centre --to /mnt/backup/my-centre")(backup)
    app.command("restore", epilog="Example: fourscore restore my-centre/backups/my-centre-20260309T020000Z my-centre",
                )(restore)
    app.command("upgrade", epilog="Example: pip install --upgrade fourscore && fourscore upgrade my-centre")(upgrade)
    app.command("service install", epilog="Example: fourscore service install my-centre")(service_install)
    app.command("service remove", epilog="Example: fourscore service remove my-centre")(service_remove)
    app.command("service status", epilog="Example: fourscore service status my-centre")(service_status)


def backup(
    centre: Centre = HERE,
    to: Annotated[Path | None, typer.Option(help="The folder in which it gets its own.",
                                            show_default="backups, or as centre.yaml says")] = None,
    every: Annotated[bool, typer.Option("--list", help="The backups there are.")] = False,
    form: Form = "table",
) -> None:
    """Copy the whole centre, as of one moment, while it is served too: texts, people, facts, landed rows."""
    carry("backup", centre, {"to": str(to.absolute()) if to else "", "list": every, "format": form})


def restore(
    backup: Annotated[Path, typer.Argument(help="The backup's own folder.")],
    centre: Annotated[Path, typer.Argument(help="The folder that becomes as the centre was.")],
    office: Annotated[str, typer.Option(help="Where the office is kept outside the centre's folder: put it back there "
                                             "(there), or into this folder (here).")] = "",
) -> None:
    """Put a backup back, into a new folder or in place of what is there, which is put aside and never deleted. Every
    file is held against its print first."""
    from fourscore.cli.backups.backup import restore_verb

    finish(restore_verb, backup, centre, office)


def upgrade(centre: Centre = HERE) -> None:
    """After a newer fourscore was installed: back the centre up, and bring its data to the newer form. Where that
    fails, all is as it was before."""
    from fourscore.cli.backups.backup import upgrade_verb

    finish(upgrade_verb, centre)


def service_install(centre: Centre = HERE, system: System = False, dry_run: DryRun = False) -> None:
    """Serve the centre from now on, and whenever the machine starts: by systemd, launchd or the task scheduler."""
    _service("install", centre, system=system, dry_run=dry_run)


def service_remove(centre: Centre = HERE, system: System = False, dry_run: DryRun = False) -> None:
    """Stop it, and do not start it with the machine any more."""
    _service("remove", centre, system=system, dry_run=dry_run)


def service_status(centre: Centre = HERE, system: System = False, dry_run: DryRun = False) -> None:
    """Whether it runs, as the system tells it."""
    _service("status", centre, system=system, dry_run=dry_run)


def _service(do: str, centre: Path, *, system: bool, dry_run: bool) -> None:
    from fourscore.cli.backups.service import service_verb

    finish(lambda streams: service_verb(do, centre, streams, system=system, dry_run=dry_run))
