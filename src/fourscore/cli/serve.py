"""This file is about `serve`: one process holds the centre, shows its pages and carries verbs out for the others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.cli.relay import Relay, Streams, connect
from fourscore.cli.run import bound, clock, told_of_restore
from fourscore.terms import Issue, Trouble, WrongUse

# A load of a followed source is mostly over in seconds; whoever asks for a load meanwhile waits so long for it.
PATIENCE_S = 60.0

if TYPE_CHECKING:
    from fourscore.centre import Centre, Intake, OwnerLink, Uploads
    from fourscore.settings import Network


class Given(NamedTuple):
    """What the flags of `serve` say; what they leave out is as centre.yaml says."""

    host: str = ""
    port: int | None = None
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    proxies: tuple[str, ...] = ()

    def over(self, network: Network) -> Network:
        """The network of centre.yaml with these flags before it; files count from where one stands."""
        return network._replace(
            listen=self.host or network.listen, port=network.port if self.port is None else self.port,
            names=tuple(name.lower() for name in self.names) or network.names,
            certificate=self.certificate.absolute() if self.certificate else network.certificate,
            key=self.key.absolute() if self.key else network.key, proxies=self.proxies or network.proxies)


HERE = Given(host="127.0.0.1")


def serve_verb(folder: Path, given: Given, streams: Streams) -> int:
    from fourscore.centre import Centre

    if there := connect(folder / "data"):
        there[0].close()
        raise Trouble(Issue("already-serving", str(folder), "Another serve already shows this centre.",
                            "Use its address, or stop it with Ctrl-C first."))
    told_of_restore(folder, streams)
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        from fourscore.settings import Network

        network = given.over(Network())
        if network.beyond:
            raise WrongUse(Issue(
                "no-centre-yet", str(folder), "There is no centre here yet, and one is begun on this computer alone.",
                "Begin it with  fourscore serve  without --host, or with  fourscore init."))
        return _first(folder, network, streams)
    with Centre.open(folder, now=clock, environment=os.environ) as centre:
        return serve_open(centre, given.over(centre.settings.network), streams)


def _first(folder: Path, network: Network, streams: Streams) -> int:
    """Ask for the centre in the browser, and serve it once it is there."""
    from fourscore.centre import Centre
    from fourscore.cli.starting.guided import proposed
    from fourscore.web import serve_first

    def ready(address: str) -> None:
        streams.out.write(f"There is no centre in {folder} yet. Open {address} and answer three questions "
                          "(Ctrl-C stops it)\n")
        streams.out.flush()

    with ExitStack() as stack:
        def begun() -> tuple[Centre, Intake, Uploads]:
            centre = stack.enter_context(Centre.open(folder, now=clock, environment=os.environ))
            return centre, *stack.enter_context(attended(centre))

        serve_first(folder, {**proposed(folder), "zone": own_zone()}, begun, network, ready=ready)
    return 0


def own_zone() -> str:
    """The zone of this computer's clock, where it says which; else UTC."""
    from zoneinfo import available_timezones

    said = os.environ.get("TZ", "").lstrip(":")
    link = str(Path("/etc/localtime").resolve()) if Path("/etc/localtime").exists() else ""
    found = said or link.partition("zoneinfo/")[2].removeprefix("posix/")
    return found if found in available_timezones() and found not in ("Etc/UTC", "Zulu", "UCT") else "UTC"


@contextmanager
def attended(centre: Centre) -> Iterator[tuple[Intake, Uploads]]:
    """All that runs beside the pages while a centre is served: verbs for others, followed sources, what comes in."""
    from fourscore.centre import Follower, Intake, Nightly, Noticer, Postman, TakingUp, Uploads, Watcher
    from fourscore.web import letter_of, tongue_of

    intake, follower, noticer, uploads = Intake(centre), Follower(centre), Noticer(centre), Uploads(centre)
    watcher, postman, nightly = Watcher(centre, tongue_of=tongue_of), Postman(centre, letter_of), Nightly(centre)
    beside = (TakingUp(centre), follower, noticer, watcher, postman)
    relay = Relay(centre.folder / "data", bound(centre)).start()
    centre.follower, centre.watcher, centre.patience_s = follower, watcher, PATIENCE_S
    try:
        for one in (*beside, nightly):
            one.start()
        yield intake, uploads
    finally:
        nightly.stop()
        uploads.close()
        for one in beside:
            one.stop()
        centre.follower, centre.watcher, centre.patience_s = None, None, 0.0
        centre.not_taken_up, centre.served_at = (), ""
        intake.close()
        relay.close()


def serve_open(centre: Centre, network: Network, streams: Streams) -> int:
    """Serve a centre that is open already, until Ctrl-C. The address is printed once the port is ours.

    Beyond this computer only over TLS, and where somebody can sign in; the first owner's link is printed, once.
    """
    from fourscore.centre import first_owner
    from fourscore.web import may_serve, serve

    may_serve(network)
    owner = first_owner(centre, by="fourscore serve") if network.beyond else None

    def ready(address: str) -> None:
        streams.out.write(f"{centre.settings.name} is at {address} (Ctrl-C stops it)\n")
        if owner is not None:
            told(owner, address.rstrip("/"), streams)
        streams.out.flush()

    with attended(centre) as (intake, uploads):
        for name in [one.name for one in uploads.all() if one.state == "waiting"]:
            streams.out.write(f"{name} waits to be loaded: see Load a file\n")
        serve(centre, network, ready=ready, intake=intake, uploads=uploads)
    return 0


def told(owner: OwnerLink, at: str, streams: Streams) -> None:
    """The owner's link, for the only time."""
    streams.out.write(f"{at}/invitation/{owner.key}\n")
    streams.err.write(f"By this link {owner.person} chooses a password, and signs in as {owner.login} from then on. It "
                      f"is shown this once, can be used once, and holds until {owner.until:%Y-%m-%d %H:%M}.\n")
