"""This file is about the words of reporting: what a person types to have a document made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourscore.cli.run import carry
from fourscore.cli.words.options import HERE, Centre, Format, NeededCentre


def reporting(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command("report", epilog="Example: fourscore report my-centre scorecard --period 2026-10 --scope team:Blues "
                                 "--out october.pdf")(report)
    app.command("mail", epilog="Example: fourscore mail my-centre")(mail)
    app.command("mail test", epilog="Example: fourscore mail test my-centre ada@example.org")(mail_test)
    app.command("mail again", epilog="Example: fourscore mail again my-centre 17")(mail_again)


def report(
    centre: Centre = HERE,
    kind: Annotated[str, typer.Argument(help="scorecard, or review: the month's pack.")] = "scorecard",
    period: Annotated[str, typer.Option(help="Such as 2026-10 or 2026-W46; of a review a month.",
                                        show_default="the last one that is over")] = "",
    scope: Annotated[str, typer.Option(help="Whose: team:NAME, agent:NAME, site:NAME or queue_group:NAME.",
                                       show_default="the whole centre")] = "",
    out: Annotated[Path | None, typer.Option(help="The file to write; its ending says the form.")] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="pdf, pptx or xlsx.",
                                      show_default="by the file's ending, else pdf")] = "",
) -> None:
    """Write the scorecard or the month's review pack as PDF, PowerPoint or Excel, with the pages' own words and
    figures, and what whoever asks may see of them."""
    carry("report", centre, {"kind": kind, "period": period, "scope": scope, "format": form,
                             "out": str(out.absolute()) if out else "", "named": str(out) if out else "",
                             "here": str(Path.cwd())})


def mail(centre: Centre = HERE, form: Format = "table") -> None:
    """The outbox: what was sent to whom, what waits, and why something was not sent."""
    carry("mail", centre, {"do": "list", "format": form})


def mail_test(centre: NeededCentre, address: Annotated[str, typer.Argument(help="Where to.")]) -> None:
    """Send a message that says only that mail goes out, at once, and tell what the mail server answered."""
    carry("mail", centre, {"do": "test", "address": address, "format": "table"})


def mail_again(
    centre: NeededCentre, number: Annotated[int, typer.Argument(help="As fourscore mail lists it.")],
) -> None:
    """Let a message that failed wait to be sent once more."""
    carry("mail", centre, {"do": "again", "number": number, "format": "table"})
