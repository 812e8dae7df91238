"""This file is about the words of links to a wall: what a person types to hang numbers on a screen."""

from __future__ import annotations

from typing import Annotated

import typer

from fourscore.cli.run import carry
from fourscore.cli.words.options import HERE, At, Centre, Format, NeededCentre

Name = Annotated[str, typer.Argument(help="Where the screen hangs, such as 'Hall 2'.")]


def walls(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command("wall link", epilog="Example: fourscore wall link my-centre 'Hall 2' --scope queue_group:Sales",
                )(wall_link)
    app.command("wall list", epilog="Example: fourscore wall list my-centre --format json")(wall_list)
    app.command("wall revoke", epilog="Example: fourscore wall revoke my-centre 'Hall 2'")(wall_revoke)


def wall_link(
    centre: NeededCentre,
    name: Name,
    scope: Annotated[str, typer.Option(help="Whose numbers: centre, queue_group:NAME or queue:NAME.")] = "centre",
    days: Annotated[int, typer.Option(help="How many days the link holds.")] = 90,
    at: At = "",
    form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
) -> None:
    """Make a link by which a screen shows the wall, and nothing else, without signing in. It is shown once."""
    carry("wall", centre, {"do": "link", "name": name, "scope": scope, "days": days, "at": at, "format": form})


def wall_list(centre: Centre = HERE, form: Format = "table") -> None:
    """Every link to a wall there ever was: where it hangs, whose numbers it shows, until when, and when it was revoked.
    """
    carry("wall", centre, {"do": "list", "format": form})


def wall_revoke(centre: NeededCentre, name: Name) -> None:
    """Let a link show nothing any more, from this moment on; a screen that shows it now goes blank."""
    carry("wall", centre, {"do": "revoke", "name": name, "format": "table"})
