"""This file is about reading how mail is sent: the server, from whom, and where each person is reached."""

from __future__ import annotations

import re

from fourscore.settings.network.model import Mail
from fourscore.settings.network.table import NETWORK
from fourscore.settings.text import Node, Text

TLS = ("starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")


def read_mail(text: Text, node: Node) -> Mail:
    """What centre.yaml says; every mistake is told."""
    known = [row.name.removeprefix("mail.") for row in NETWORK if row.name.startswith("mail.")]
    lines = text.mapping(node, "The mail", known)
    said = {name: text.text(lines.get(name), f"The {name} of the mail") or ""
            for name in ("server", "port", "tls", "from", "user", "password", "password_file")}
    for name, example in (("server", "server: mail.example.org"), ("from", "from: bsc@example.org")):
        if node.id == "mapping" and name not in lines:
            text.tell("missing-key", node, f"The mail has no {name!r}.", f"Add a line such as  {example}")
    tls = said["tls"] or "starttls"
    if tls not in TLS:
        text.tell("unknown-choice", lines["tls"], f"The mail's tls is {tls!r}.", f"Write one of: {', '.join(TLS)}")
    port = said["port"]
    if port and (not re.fullmatch(r"\d{1,5}", port) or not 0 < int(port) < 65536):
        text.tell("bad-number", lines["port"], f"The port is {port!r}; it should be a whole number up to 65535.",
                  "Write for example 587")
        port = ""
    addresses = {name: _address(text, value) for name, value in (
        text.mapping(lines["addresses"], "The addresses", None) if "addresses" in lines else {}).items()}
    sender = _address(text, lines.get("from")) if "from" in lines else ""
    return Mail(said["server"], int(port or PORTS.get(tls, 25)), tls, sender, said["user"], said["password"],
                said["password_file"], addresses)


def _address(text: Text, node: Node | None) -> str:
    said = text.text(node, "The address") or ""
    if said and not ADDRESS.fullmatch(said):
        text.tell("bad-mail-address", node, f"{said!r} is no address of mail.", "Write for example mara@example.org")
    return said
