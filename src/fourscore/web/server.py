"""This file is about serving a centre's pages: on this computer, and beyond it over TLS to people who sign in."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from fourscore.settings import Network, wrong_with
from fourscore.terms import Issue, Trouble, WrongUse
from fourscore.web.app import create_app
from fourscore.web.loading.first import First

# Python runs one thread at a time: who looks at a page has its turn after so long, however busy the others are.
TURN_S = 0.0005

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from ssl import SSLContext

    from fastapi import FastAPI
    from uvicorn import Config

    from fourscore.centre import Centre, Intake, Uploads

HERE = Network()


def serve(centre: Centre, network: Network = HERE, *, ready: Callable[[str], None] | None = None,
          intake: Intake | None = None, uploads: Uploads | None = None) -> None:
    """Serve until interrupted. `ready` is told the address once the port is ours; port 0 takes any free one.

    intake: takes pushed events in; without it none are taken. uploads: takes files in.

    Raises WrongUse as `may_serve` does, Trouble with `port-taken` when another program listens there already,
    `bad-certificate`.
    """
    may_serve(network)

    def listening(address: str) -> None:
        centre.served_at = address
        if ready:
            ready(f"{address}/")

    _run(create_app(centre, intake, network, uploads), network, listening)


def serve_first(folder: Path, proposed: Mapping[str, str], begun: Callable[[], tuple[Centre, Intake, Uploads]],
                network: Network = HERE, *, ready: Callable[[str], None] | None = None) -> None:
    """Serve the questions of a first start until they are answered, and the centre written into `folder` from then on.

    proposed: name, zone and currency where nothing else is said. begun: opens the centre once it is written.
    Raises as `serve`.
    """
    may_serve(network)
    served_at = ""

    def opened() -> FastAPI:
        centre, intake, uploads = begun()
        centre.served_at = served_at
        return create_app(centre, intake, network, uploads)

    def listening(address: str) -> None:
        nonlocal served_at
        served_at = address
        if ready:
            ready(f"{address}/")

    _run(First(folder, proposed, opened), network, listening)


def _run(app: FastAPI | First, network: Network, listening_at: Callable[[str], None]) -> None:
    import uvicorn

    def inside() -> FastAPI | None:
        return app.inside if isinstance(app, First) else app

    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="off",
                            ssl_context_factory=_context(network),
                            proxy_headers=False)  # what proxies say is read in serving/forwarded.py alone
    listening = _listen(network.listen, network.port)
    number = listening.getsockname()[1]
    listening_at(network.address(number))
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            if (pages := inside()) is not None:
                pages.state.live.hub.close()  # streams would be waited for without end
            await super().shutdown(sockets)

    try:
        Server(config).run(sockets=[listening])
    finally:
        sys.setswitchinterval(usual)
        listening.close()
        if (pages := inside()) is not None:
            pages.state.live.hub.stop()
            pages.state.remembered.close()
            pages.state.looks.close()


def may_serve(network: Network) -> None:
    """Raises WrongUse where pages must not be served so: `open-to-the-network` beyond this computer without TLS,
    `no-public-name`, and for every word of it that cannot be what it should."""
    wrong = [issue for _, issue in wrong_with(network)]
    if wrong:
        raise WrongUse(*wrong)
    if network.beyond and not network.tls and not network.proxies:
        raise WrongUse(Issue(
            "open-to-the-network", f"{network.listen}:{network.port}",
            "Others could reach these pages and, without TLS, read along what is shown to people, and passwords.",
            "Give a certificate and its key, or name the proxy in front at which TLS ends (docs/serving.md). Else "
            "serve on 127.0.0.1, and tunnel to it from elsewhere (ssh -L).",
        ))
    if network.beyond and not network.names:
        raise WrongUse(Issue(
            "no-public-name", f"{network.listen}:{network.port}",
            "It is not said by which name people reach these pages, and other names are refused.",
            "Write it under network in centre.yaml, or give it:  --name bsc.example.org",
        ))


def _context(network: Network) -> Callable[[Config, Callable[[], SSLContext]], SSLContext] | None:
    """What greets connections over TLS; none where TLS ends elsewhere, or is not spoken."""
    if network.certificate is None or network.key is None:
        return None
    from fourscore.web.serving.tls import Certificate

    context = Certificate(network.certificate, network.key).context
    return lambda _config, _usual: context


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
            "port-taken", f"port {port}", f"Port {port} at {host} cannot be listened on: {why.strerror}.",
            "Stop the other program, or choose another with --port (0 takes any free one).",
        )) from why
    return listening
