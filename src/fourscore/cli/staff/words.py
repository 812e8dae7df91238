"""This file is about the verbs on people as they are typed: agreement, disputes, what is held about somebody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from fourscore.cli.run import carry

Needed = Annotated[Path, typer.Argument(help="The centre's folder (a dot for this one).")]
Folder = Annotated[Path, typer.Argument(help="The centre's folder.", show_default="this folder")]
As = Annotated[str, typer.Option("--as", help="Whose word it is.")]
Form = Annotated[str, typer.Option("--format", "-f", help="table or json.")]
HERE = Path()


def agreement_show(centre: Folder = HERE, form: Form = "table") -> None:
    """The staff agreement in force, measure by measure; who asks here, who was told, and what waits for somebody."""
    carry("agreement", centre, {"what": "show", "by": "", "format": form})


def agreement_approve(centre: Needed, by: As = "") -> None:
    """Put what people.yaml says of the agreement in force, in the name of a Senior or Call centre manager."""
    carry("agreement", centre, {"what": "approve", "by": by, "format": "table"})


def agreement_tell(centre: Needed, by: As = "", form: Form = "table") -> None:
    """Write down what each agent on the roster is told of the agreement in force; on their pages until they say so."""
    carry("agreement", centre, {"what": "tell", "by": by, "format": form})


def agreement_acknowledge(centre: Needed, by: As = "") -> None:
    """An agent has read the agreement in force."""
    carry("agreement", centre, {"what": "acknowledge", "by": by, "format": "table"})


def agreement_history(centre: Folder = HERE, form: Form = "table") -> None:
    """Every agreement there ever was: who approved it, when, and what it changed."""
    carry("agreement", centre, {"what": "history", "by": "", "format": form})


def dispute_open(
    centre: Needed,
    metric: Annotated[str, typer.Argument(help="METRIC[:variant]")],
    agent: Annotated[str, typer.Option(help="Whose number it is.")] = "",
    period: Annotated[str, typer.Option(help="Such as 2026-03.", show_default="the last whole week")] = "",
    by: As = "",
    why: Annotated[str, typer.Option(help="What is wrong with it, in a sentence.")] = "",
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv or json.")] = "table",
) -> None:
    """Dispute a number of an agent: it stays shown, with a mark and the answer."""
    carry("dispute", centre, {"what": "open", "on": metric, "agent": agent, "period": period, "by": by, "why": why,
                              "format": form})


def dispute_answer(
    centre: Needed,
    number: Annotated[str, typer.Argument(help="The dispute's number.")],
    by: As = "",
    outcome: Annotated[str, typer.Option(help="upheld (the number stands), corrected (the facts were) or withdrawn.")]
    = "",
    text: Annotated[str, typer.Option(help="The answer, in a sentence.")] = "",
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv or json.")] = "table",
) -> None:
    """Answer a dispute. A number is corrected by its facts, never by hand; only who disputed it takes that back."""
    carry("dispute", centre, {"what": "answer", "on": number, "by": by, "outcome": outcome, "text": text,
                              "format": form})


def dispute_list(
    centre: Folder = HERE,
    agent: Annotated[str, typer.Option(help="Only of this agent's numbers.")] = "",
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv or json.")] = "table",
) -> None:
    """Every disputed number: as it was, why, and what was answered."""
    carry("dispute", centre, {"what": "list", "agent": agent, "format": form})


def about(
    centre: Needed,
    person: Annotated[str, typer.Argument(help="A customer by any identifier, or an agent by any name.")],
    kind: Annotated[str, typer.Option(help="customer or agent, where both are known by this, or neither is.")] = "",
    also: Annotated[list[str] | None, typer.Option(help="Another spelling of theirs; may be repeated.")] = None,
    to: Annotated[Path | None, typer.Option(help="Write it here.", show_default="the terminal")] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="text, json or zip.")] = "text",
) -> None:
    """All that is held about a person, place by place: the same places that `forget` clears."""
    carry("about", centre, {"person": person, "kind": kind, "also": also or [], "format": form,
                            "to": str(to.absolute()) if to else ""})


VERBS: dict[str, tuple[Callable[..., None], str]] = {
    "agreement show": (agreement_show, "fourscore agreement show my-centre"),
    "agreement approve": (agreement_approve, "fourscore agreement approve my-centre --as 'Mara Quinn'"),
    "agreement tell": (agreement_tell, "fourscore agreement tell my-centre --as 'Mara Quinn'"),
    "agreement acknowledge": (agreement_acknowledge, "fourscore agreement acknowledge my-centre --as 'Ada Bell'"),
    "agreement history": (agreement_history, "fourscore agreement history my-centre --format json"),
    "dispute open": (dispute_open, "fourscore dispute open my-centre average_handle_time --agent 'Ada Bell' --period "
                     "2026-03 --as 'Ada Bell' --why 'Two calls are a colleague’s.'"),
    "dispute answer": (dispute_answer, "fourscore dispute answer my-centre 4 --as 'Mara Quinn' --outcome upheld --text "
                       "'The recordings are of Ada.'"),
    "dispute list": (dispute_list, "fourscore dispute list my-centre --agent 'Ada Bell'"),
    "about": (about, "fourscore about my-centre 'Ada Bell' --format zip --to ada.zip"),
}


def add_to(app: typer.Typer) -> None:
    """Give the command line these verbs."""
    for name, (verb, example) in VERBS.items():
        app.command(name, epilog=f"Example: {example}")(verb)
