"""This file is about reading over which server mail is sent; a password never stands in the text."""

from __future__ import annotations

import re
from pathlib import Path

from fourscore.settings.network.mail import MAIL
from fourscore.settings.network.model import OWN_NAMES, Mail
from fourscore.settings.text import Node, Text
from fourscore.terms import did_you_mean, said

NAMES_INSIDE = tuple(row.name.removeprefix("mail.") for row in MAIL if row.name.startswith("mail."))
PORTS = {"starttls": 587, "always": 465, "never": 25}
SENDER = re.compile(r"[^@\s<>]+@[^@\s<>]+")


def read_mail(text: Text, node: Node | None, folder: Path) -> Mail | None:
    """What centre.yaml says; every mistake is told."""
    if node is None:
        return None
    lines = text.mapping(node, "Mail", NAMES_INSIDE)
    told = {name: text.text(lines.get(name), f"The {word}") or ""
            for name, word in (("server", "mail server"), ("from", "sender"), ("port", "mail server's port"),
                               ("tls", "TLS of mail"), ("user", "name to sign in with"),
                               ("authority", "file that vouches for the mail server"))}
    for name, example in (("server", "server: mail.example.org"), ("from", "from: bsc@example.org")):
        if node.id == "mapping" and name not in lines:
            text.tell("missing-key", node, said("Mail has no {name}.", name=name),
                      said("Add a line such as  {example}", example=example))
    tls = told["tls"] or "starttls"
    if tls not in PORTS:
        text.tell("unknown-choice", lines["tls"], said("TLS of mail is {tls}.", tls=repr(tls)),
                  did_you_mean(tls, PORTS) or said("Write one of: {names}.", names=', '.join(PORTS)))
    people = text.mapping(lines["addresses"], "The addresses", None) if "addresses" in lines else {}
    addresses = {name: text.text(row, f"The address of {name}") or "" for name, row in people.items()}
    for address, row in ((told["from"], lines.get("from")), *((addresses[name], people[name]) for name in people)):
        if address and not SENDER.fullmatch(address):
            text.tell("bad-mail-address", row, said("{address} is no mail address.", address=repr(address)),
                      said("Write for example: bsc@example.org"))
    if told["port"] and not (re.fullmatch(r"\d{1,5}", told["port"]) and 0 < int(told["port"]) < 65536):
        text.tell("bad-number", lines["port"], said("The port is {port}; it should be a whole number up to 65535.",
                                                    port=repr(told['port'])), said("Write for example 587"))
    name, file = _password(text, lines.get("password"), folder)
    if told["user"] and node.id == "mapping" and not (name or file) and "password" not in lines:
        text.tell("missing-key", node, said("Mail has a user and no password."),
                  "Add a line such as  password: {environment: MAIL_PASSWORD}")
    if tls == "never" and told["user"] and told["server"] not in OWN_NAMES:
        text.tell("password-in-clear", lines["tls"], said("The password would be sent to the mail server for all "
                                                          "to read."),
                  said("Leave tls out, or write  tls: always"))
    domains = tuple(word.lower() for row in text.items(lines.get("domains"), "The domains of mail")
                    if (word := text.text(row, "A domain")))
    port = int(told["port"]) if re.fullmatch(r"\d{1,5}", told["port"]) else PORTS.get(tls, 587)
    return Mail(told["server"], told["from"], port, tls, told["user"], name, file,
                folder.resolve() / told["authority"] if told["authority"] else None, domains, addresses)


def _password(text: Text, node: Node | None, folder: Path) -> tuple[str, Path | None]:
    """The name it stands under in the environment, or its file."""
    if node is None:
        return "", None
    if node.id != "mapping":
        text.tell("secret-in-text", node, said("A password does not belong into this file, which many can read."),
                  "Put it into the environment and name it here:  password: {environment: MAIL_PASSWORD}")
        return "", None
    lines = text.mapping(node, "The password", ("environment", "file"))
    name = text.text(lines.get("environment"), "The name in the environment") or ""
    file = text.text(lines.get("file"), "The password's file") or ""
    if bool(name) == bool(file):
        text.tell("missing-key", node, said("The password has neither a name in the environment nor a file, or "
                                            "both."),
                  "Write  password: {environment: MAIL_PASSWORD}")
    return name, folder.resolve() / file if file else None
