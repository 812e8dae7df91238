"""This file is about the words of accounts, walls and the audit: who is let in, what screens see, who looked."""

from __future__ import annotations

from typing import Annotated

import typer

from fourscore.cli.run import carry
from fourscore.cli.words.options import HERE, At, Centre, Format, NeededCentre
from fourscore.cli.words.walls import walls

Login = Annotated[str, typer.Argument(help="The name to sign in with, such as an e-mail address.")]


def signing(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command("account invite", epilog="Example: fourscore account invite my-centre ada@example.org 'Ada King'",
                )(account_invite)
    app.command("audit", epilog="Example: fourscore audit my-centre --about 'Ada Bell' --during 2026-03 --format csv",
                )(audit)
    app.command("account list", epilog="Example: fourscore account list my-centre")(account_list)
    app.command("account owner", epilog="Example: fourscore account owner my-centre 'Mara Quinn'")(account_owner)
    app.command("account withdraw", epilog="Example: fourscore account withdraw my-centre ada@example.org",
                )(account_withdraw)
    walls(app)


def account_invite(
    centre: NeededCentre,
    login: Login,
    person: Annotated[str, typer.Argument(help="Who it is: a person of people.yaml, or of a staff list.")] = "",
    guest: Annotated[str, typer.Option("--guest", help="Or somebody from outside, by name: sees totals and no names.")]
    = "",
    until: Annotated[str, typer.Option("--until", help="A guest's first day without access, such as 2026-12-31.")] = "",
    at: At = "",
    form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
) -> None:
    """Make a one-time link by which somebody chooses a password. From the first account on the pages ask who comes."""
    carry("account", centre, {"do": "invite", "login": login, "person": person, "guest": guest, "until": until,
                              "at": at, "format": form})


def account_owner(
    centre: NeededCentre,
    person: Annotated[str, typer.Argument(help="A senior manager or call centre manager of people.yaml.")],
    login: Annotated[str, typer.Option(help="The name to sign in with.", show_default="the name, with dots")] = "",
    at: At = "",
    form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
) -> None:
    """Make a one-time link for an owner, where no owner can sign in any more, or none ever could. It holds eight hours,
    and is made on the machine that holds the centre only."""
    carry("account", centre, {"do": "owner", "login": login, "person": person, "at": at, "format": form})


def account_list(centre: Centre = HERE, form: Format = "table") -> None:
    """Every account there ever was: who signs in by it, with which roles, and until when."""
    carry("account", centre, {"do": "list", "format": form})


def audit(
    centre: Centre = HERE,
    about: Annotated[str, typer.Option(help="Only what is about this person or thing.")] = "",
    who: Annotated[str, typer.Option(help="Only what this person did.")] = "",
    thing: Annotated[str, typer.Option(help="Only entries of this kind, such as figures, sign-in or token.")] = "",
    during: Annotated[str, typer.Option(help="2026, 2026-Q1, 2026-03, 2026-W12, 2026-03-09 or first..until.",
                                        show_default="all")] = "",
    limit: Annotated[int, typer.Option(help="How many, the latest first; 0 is all.", min=0)] = 50,
    form: Format = "table",
) -> None:
    """Who did what, about whom, from where: changes, signing in, and who opened whose figures. Never changed."""
    carry("audit", centre, {"about": about, "who": who, "thing": thing, "during": during, "limit": limit,
                            "format": form})


def account_withdraw(centre: NeededCentre, login: Login) -> None:
    """Let nobody in by this account any more, from this moment on; whoever is signed in by it is out."""
    carry("account", centre, {"do": "withdraw", "login": login, "format": "table"})
