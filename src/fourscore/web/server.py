"""This file is about serving a centre's pages on this computer, and on no other address until there is sign-in."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from fourscore.terms import Issue, Trouble, WrongUse
from fourscore.web.app import create_app
from fourscore.web.guard import OWN_NAMES

# Python runs one thread at a time: who looks at a page has its turn after so long, however busy the others are.
TURN_S = 0.0005

if TYPE_CHECKING:
    from fourscore.centre import Centre, Intake


def serve(centre: Centre, host: str = "127.0.0.1", port: int = 8484, *,
          ready: Callable[[str], None] | None = None, intake: Intake | None = None) -> None:
    """Serve until interrupted. `ready` is told the address once the port is ours; port 0 takes any free one.

    intake: takes pushed events in; without it none are taken.

    Raises WrongUse with `open-to-the-network` for an address others could reach, Trouble with `port-taken` when
    another program listens there already.
    """
    if host not in OWN_NAMES:
        raise WrongUse(Issue(
            "open-to-the-network", f"--host {host}",
            "The pages show people's figures and there is no sign-in yet, so they are shown on this computer only.",
            "Leave --host out, or give 127.0.0.1, ::1 or localhost; from elsewhere, tunnel to it (ssh -L).",
        ))
    import uvicorn

    app = create_app(centre, intake)
    listening = _listen(host, port)
    number = listening.getsockname()[1]
    if ready:
        ready(f"http://{f'[{host}]' if ':' in host else host}:{number}/")
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="off")
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        sys.setswitchinterval(usual)
        listening.close()
        app.state.remembered.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)  # from here on a browser that is told the address gets through
    except OSError as why:
        listening.close()
        raise Trouble(Issue(
            "port-taken", f"port {port}", f"Port {port} of this computer cannot be listened on: {why.strerror}.",
            "Stop the other program, or choose another with --port (0 takes any free one).",
        )) from why
    return listening
