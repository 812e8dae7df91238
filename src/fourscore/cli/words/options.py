"""This file is about the arguments and options that many verbs have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HERE = Path()
Centre = Annotated[Path, typer.Argument(help="The centre's folder.", show_default="this folder")]
NeededCentre = Annotated[Path, typer.Argument(help="The centre's folder (a dot for this one).")]
Format = Annotated[str, typer.Option("--format", "-f", help="table, csv or json.")]
TextOrJson = Annotated[str, typer.Option("--format", "-f", help="text or json.")]
At = Annotated[str, typer.Option(help="The address by which people reach the pages.",
                                 show_default="where it is served, else as centre.yaml says")]
As = Annotated[str, typer.Option("--as", help="Your name, as people.yaml has it; unverified until people sign in.")]
Why = Annotated[str, typer.Option("--why", help="Why, in a few words; it is kept.")]
