"""This file is about `serve`: one process holds the centre, shows its pages and carries verbs out for the others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.cli.relay import Relay, Streams, connect
from fourscore.cli.run import bound, clock, secret
from fourscore.terms import Issue, Trouble

if TYPE_CHECKING:
    from fourscore.centre import Centre


def serve_verb(folder: Path, host: str, port: int, streams: Streams) -> int:
    from fourscore.centre import Centre

    if there := connect(folder / "data"):
        there[0].close()
        raise Trouble(Issue("already-serving", str(folder), "Another serve already shows this centre.",
                            "Use its address, or stop it with Ctrl-C first."))
    with Centre.open(folder, now=clock, secret=secret) as centre:
        return serve_open(centre, host, port, streams)


def serve_open(centre: Centre, host: str, port: int, streams: Streams) -> int:
    """Serve a centre that is open already, until Ctrl-C. The address is printed once the port is ours."""
    from fourscore.web import serve

    def ready(address: str) -> None:
        streams.out.write(f"{centre.settings.name} is at {address} (Ctrl-C stops it)\n")
        streams.out.flush()

    relay = Relay(centre.folder / "data", bound(centre)).start()
    try:
        serve(centre, host=host, port=port, ready=ready)
    finally:
        relay.close()
    return 0
