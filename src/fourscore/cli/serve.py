"""This file is about `serve`: one process holds the centre, shows its pages and carries verbs out for the others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.cli.relay import Relay, Streams, connect
from fourscore.cli.run import bound, clock
from fourscore.terms import Issue, Trouble

# A load of a followed source is mostly over in seconds; whoever asks for a load meanwhile waits so long for it.
PATIENCE_S = 60.0

if TYPE_CHECKING:
    from fourscore.centre import Centre


def serve_verb(folder: Path, host: str, port: int, streams: Streams) -> int:
    from fourscore.centre import Centre

    if there := connect(folder / "data"):
        there[0].close()
        raise Trouble(Issue("already-serving", str(folder), "Another serve already shows this centre.",
                            "Use its address, or stop it with Ctrl-C first."))
    with Centre.open(folder, now=clock, environment=os.environ) as centre:
        return serve_open(centre, host, port, streams)


def serve_open(centre: Centre, host: str, port: int, streams: Streams) -> int:
    """Serve a centre that is open already, until Ctrl-C. The address is printed once the port is ours."""
    from fourscore.web import serve

    def ready(address: str) -> None:
        streams.out.write(f"{centre.settings.name} is at {address} (Ctrl-C stops it)\n")
        streams.out.flush()

    from fourscore.centre import Follower, Intake, Noticer

    intake, follower, noticer = Intake(centre), Follower(centre), Noticer(centre)
    relay = Relay(centre.folder / "data", bound(centre)).start()
    centre.follower, centre.patience_s = follower, PATIENCE_S
    try:
        follower.start()
        noticer.start()
        serve(centre, host=host, port=port, ready=ready, intake=intake)
    finally:
        follower.stop()
        noticer.stop()
        centre.follower, centre.patience_s = None, 0.0
        intake.close()
        relay.close()
    return 0
