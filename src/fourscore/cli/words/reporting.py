"""This file is about the words of reporting: what a person types to have a document made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourscore.cli.run import carry
from fourscore.cli.words.options import HERE, Centre


def reporting(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command("report", epilog="Example: fourscore report my-centre scorecard --period 2026-10 --scope team:Blues "
                                 "--out october.pdf")(report)


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
