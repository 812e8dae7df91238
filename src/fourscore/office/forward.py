"""This file is about bringing the office's database forward: one chain of migrations, in one transaction."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from fourscore.office.file import lock_forward
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.office.file import Office

MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The number of the last migration in the chain (its file is called `v0001_….py`)."""
    return max(found[1] for path in (MIGRATIONS / "versions").iterdir() if (found := re.match(r"v(\d{4})_", path.name)))


def revision(connection: Connection) -> str | None:
    """The migration the database stands at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None


def bring_forward(office: Office, *, backups: Path, now: datetime) -> None:
    """Run what is missing of the chain; Alembic is only imported for that. Raises Trouble `office-newer`."""
    target = newest()
    with office.engine.execution_options(reading=True).begin() as connection:
        before = revision(connection)
    if before == target:
        return
    if before is not None and before > target:
        raise Trouble(
            Issue(
                "office-newer",
                office.shown,
                said("The office is at step {before}; this program knows up to {target}.", before=before,
                     target=target),
                said("Use the version of fourscore that wrote it, or a later one."),
            )
        )
    if before is not None and office.engine.dialect.name == "sqlite":
        office.back_up(backups / f"office-{before}-{now:%Y%m%dT%H%M%S}.db")
    with office.engine.begin() as connection:
        lock_forward(connection)
        if revision(connection) != target:  # another program may have been faster
            upgrade(connection)


def upgrade(connection: Connection, target: str = "head") -> None:
    """Run the chain up to `target` on this connection, inside its transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
