"""This file is about `load`: what is new comes in, with progress, and what was set aside is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.relay import Streams
from fourscore.terms import counted

if TYPE_CHECKING:
    from fourscore.centre import Centre


def load_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=show.console(streams, err=True), transient=True,
                  disable=not streams.err_terminal) as bar:
        task = bar.add_task("Looking for what is new", total=None)

        def progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        reports = centre.load(args["sources"] or None, progress=progress)
    found = 0
    for report in reports:
        facts = ", ".join(counted(count, kind) for kind, count in report.facts.items() if count)
        said = facts or ("nothing loaded" if report.issues else "nothing new")
        if report.rows_left_out:
            said += f"; {_rows(report.rows_left_out)} left out by the mapping"
        if report.rows_set_aside:
            said += f"; {_rows(report.rows_set_aside)} set aside (see: fourscore doctor)"
        if report.replaced:
            said += f"; {report.replaced:,} {'fact' if report.replaced == 1 else 'facts'} corrected"
        streams.out.write(f"{report.source}: {said}\n")
        show.issues(report.issues, streams)
        found += report.rows_set_aside + len(report.issues)
    if not reports:
        streams.out.write("There is no source in centre.yaml yet; docs/mapping.md shows how to write one.\n")
    return 1 if found else 0


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"
