"""This file is about the words of programs: what a person types to let them push, read and write, and to export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourscore.cli.run import carry
from fourscore.cli.words.options import HERE, Centre, Format, NeededCentre

For = Annotated[str, typer.Option("--for", help="The sign-in name in whose place it reads; without it a token pushes.")]


def tokens(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command("token add", epilog="Example: fourscore token add my-centre crm-bridge --source calls   or: "
                "fourscore token add my-centre nightly --for ada@example.org --reads scorecard,measure",
                )(token_add)
    app.command("token list", epilog="Example: fourscore token list my-centre --format json")(token_list)
    app.command("token revoke", epilog="Example: fourscore token revoke my-centre crm-bridge")(token_revoke)
    app.command(epilog="Example: fourscore export my-centre /srv/grafana/centre")(export)


def token_add(
    centre: NeededCentre,
    name: Annotated[str, typer.Argument(help="Who will have it, such as crm-bridge.")],
    source: Annotated[str, typer.Option(help="The source of kind push it is for.", show_default="the only one")] = "",
    login: For = "",
    reads: Annotated[str, typer.Option(help="With --for: scorecard, measure, rows, audit; several by commas.",
                                       show_default="all of them")] = "",
    writes: Annotated[str, typer.Option(help="With --for: what it may change through the API instead: access, alerts, "
                                             "comments, figures, incidents, load, people, review, strategy, "
                                             "subscriptions, views; several by commas.")] = "",
    until: Annotated[str, typer.Option(help="With --for: the first day it is over, such as 2026-12-31; within a year.",
                                       show_default="90 days from now")] = "",
    form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
) -> None:
    """Make a token by which a program may push events to one source, or (--for) read tables as that person may see
    them. It is shown once; only a print of it is kept."""
    carry("token", centre, {"do": "add", "name": name, "source": source, "login": login, "reads": reads,
                            "writes": writes, "until": until, "format": form})


def token_list(centre: Centre = HERE, form: Format = "table") -> None:
    """Every token there ever was: who has it, what it is for, since when, and when it ends or was revoked."""
    carry("token", centre, {"do": "list", "format": form})


def token_revoke(
    centre: NeededCentre, name: Annotated[str, typer.Argument(help="Who had it.")], login: For = "",
) -> None:
    """Let a token's holder in no more, from this moment on. What they pushed stays."""
    carry("token", centre, {"do": "revoke", "name": name, "login": login, "format": "table"})


def export(
    centre: NeededCentre,
    folder: Annotated[Path, typer.Argument(help="The folder to write, in the place of an earlier export.")],
    people: Annotated[bool, typer.Option("--people", help="Also figures of single persons by day, those that the staff "
                                                          "agreement lets you see.")] = False,
    form: Format = "table",
) -> None:
    """Write the cubes as Parquet files, with the formula of every metric over them and views for DuckDB, so that
    Grafana or any SQL tool reads them (docs/api.md). A new folder takes the place of the former one, whole."""
    carry("export", centre, {"folder": str(folder.absolute()), "people": people, "format": form})
