"""This file is about the words of accounts: what a person types to let people sign in."""

from __future__ import annotations

from typing import Annotated

import typer

from fourscore.cli.run import carry
from fourscore.cli.words.options import HERE, Centre, Format, NeededCentre

Login = Annotated[str, typer.Argument(help="The name to sign in with, such as an e-mail address.")]


def signing(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command("account invite", epilog="Example: fourscore account invite my-centre ada@example.org 'Ada King'",
                )(account_invite)
    app.command("account list", epilog="Example: fourscore account list my-centre")(account_list)
    app.command("account withdraw", epilog="Example: fourscore account withdraw my-centre ada@example.org",
                )(account_withdraw)


def account_invite(
    centre: NeededCentre,
    login: Login,
    person: Annotated[str, typer.Argument(help="Who it is: a person of people.yaml, or of a staff list.")],
    at: Annotated[str, typer.Option(help="The address by which people reach the pages.")] = "http://127.0.0.1:8484",
    form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
) -> None:
    """Make a one-time link by which somebody chooses a password. From the first account on the pages ask who comes."""
    carry("account", centre, {"do": "invite", "login": login, "person": person, "at": at, "format": form})


def account_list(centre: Centre = HERE, form: Format = "table") -> None:
    """Every account there ever was: who signs in by it, with which roles, and until when."""
    carry("account", centre, {"do": "list", "format": form})


def account_withdraw(centre: NeededCentre, login: Login) -> None:
    """Let nobody in by this account any more, from this moment on; whoever is signed in by it is out."""
    carry("account", centre, {"do": "withdraw", "login": login, "format": "table"})
