"""This file is about the words of `serve`: where the pages are shown, and over what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourscore.cli.run import finish
from fourscore.cli.words.options import HERE, Centre


def serving(app: typer.Typer) -> None:
    """Give this verb to the command line."""
    app.command("serve", epilog="Example: fourscore serve my-centre --port 8484 or: fourscore serve my-centre "
                "--host 0.0.0.0 --port 443 --name bsc.example.org --certificate tls/cert.pem --key tls/key.pem",
                )(serve)


def serve(
    centre: Centre = HERE,
    port: Annotated[int | None, typer.Option(help="The port to listen on; 0 takes any free one.", min=0, max=65535,
                                             show_default="8484, or the one in centre.yaml")] = None,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 stands for all of this computer's.",
                                      show_default="127.0.0.1, or the one in centre.yaml")] = "",
    name: Annotated[list[str] | None, typer.Option(help="A public name people reach the pages by; may be repeated.")]
    = None,
    certificate: Annotated[Path | None, typer.Option(help="The file of the certificate for TLS.")] = None,
    key: Annotated[Path | None, typer.Option(help="The file of its key.")] = None,
    proxy: Annotated[list[str] | None, typer.Option(
        help="The address of a proxy in front, at which TLS ends; may be repeated.")] = None,
) -> None:
    """Show the centre's pages until Ctrl-C; take pushed events in, and load what is new in every source that is
    followed. On this computer only; beyond it over TLS, and to people who sign in (docs/serving.md). In an empty or
    missing folder, begin a centre by three questions in the browser."""
    from fourscore.cli.serve import Given, serve_verb

    finish(serve_verb, centre, Given(host, port, tuple(name or ()), certificate, key, tuple(proxy or ())))
