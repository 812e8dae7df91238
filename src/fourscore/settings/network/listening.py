"""This file is about reading where the pages are served: the address, the public names, TLS or the proxies in front."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fourscore.settings.network.model import OWN_NAMES, PORT, Network
from fourscore.settings.network.table import NETWORK
from fourscore.settings.text import Node, Text
from fourscore.terms import Issue, said

LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
NAMES_INSIDE = tuple(row.name.removeprefix("network.") for row in NETWORK
                     if row.name.startswith("network."))


def read_network(text: Text, node: Node | None, folder: Path) -> Network:
    """What centre.yaml says; every mistake is told."""
    if node is None:
        return Network()
    lines = text.mapping(node, "The network", NAMES_INSIDE)
    written = {name: text.text(lines.get(name), f"The {word}") or ""
            for name, word in (("listen", "address to listen on"), ("port", "port"),
                               ("certificate", "file of the certificate"), ("key", "file of its key"))}
    several = {name: _several(text, lines.get(name), word)
               for name, word in (("names", "A public name"), ("proxies", "A proxy"))}
    network = network_of(folder, written, several)
    for name, issue in wrong_with(network, written["port"]):
        text.tell(issue.name, lines.get(name, node), issue.what, issue.remedy)
    return network


def network_of(folder: Path, written: Mapping[str, str], several: Mapping[str, Sequence[str]]) -> Network:
    """The words as they were written, in their places; files count from the centre's folder."""
    def file(name: str) -> Path | None:
        return folder.resolve() / written[name] if written.get(name) else None

    port = written.get("port", "")
    return Network(
        listen=written.get("listen") or "127.0.0.1", port=int(port) if re.fullmatch(r"\d{1,5}", port) else PORT,
        names=tuple(name.lower().rstrip(".") for name in several.get("names", ())), certificate=file("certificate"),
        key=file("key"), proxies=tuple(several.get("proxies", ())))


def wrong_with(network: Network, port: str = "") -> Iterator[tuple[str, Issue]]:
    """Every word that cannot be what it should, with the setting it belongs to. The files are not opened."""
    if port and (not re.fullmatch(r"\d{1,5}", port) or int(port) > 65535):
        yield "port", Issue("bad-number", f"port {port}",
                            said("The port is {port}; it should be a whole number up to 65535.", port=repr(port)),
                            said("Write for example 8484"))
    if network.listen not in OWN_NAMES and not _is_address(network.listen):
        yield "listen", Issue("bad-address", network.listen, said("{listen} is no address to listen on.",
                                                                  listen=repr(network.listen)),
                              said("Write one of this computer's own addresses; 0.0.0.0 and :: stand for all of "
                                   "them."))
    for name in network.names:
        if not re.fullmatch(rf"{LABEL}(\.{LABEL})*", name) and not _is_address(name):
            yield "names", Issue("bad-public-name", name, said("{name} is no name by which a computer is reached.",
                                                               name=repr(name)),
                                 said("Write it as it stands in the browser, without https:// and port: "
                                      "bsc.example.org"))
    for proxy in network.proxies:
        if not _is_network(proxy):
            yield "proxies", Issue("bad-address", proxy, said("{proxy} is no address of a proxy.", proxy=repr(proxy)),
                                   said("Write an address such as 10.0.0.2, or a network such as 10.0.0.0/24"))
    for here, other in (("certificate", "key"), ("key", "certificate")):
        if getattr(network, here) is not None and getattr(network, other) is None:
            yield here, Issue("certificate-without-key", here,
                              said("There is a {here} without its {other}.", here=here, other=other),
                              said("Name the file of the {other} too.", other=other))


def _several(text: Text, node: Node | None, what: str) -> list[str]:
    """The words of a list; one word alone is a list of one."""
    if node is not None and node.id == "scalar":
        return [word] if (word := text.text(node, what)) else []
    return [word for row in text.items(node, f"{what}s") if (word := text.text(row, what))]


def _is_address(written: str) -> bool:
    try:
        ipaddress.ip_address(written)
    except ValueError:
        return False
    return True


def _is_network(written: str) -> bool:
    try:
        ipaddress.ip_network(written)
    except ValueError:
        return False
    return True
