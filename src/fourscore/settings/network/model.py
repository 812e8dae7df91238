"""This file is about what the settings say of serving to the network and of signing in, once they are read."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

# Names under which a computer reaches itself.
OWN_NAMES = ("127.0.0.1", "::1", "localhost")
PORT = 8484
SKEW_S = 60.0


class Network(NamedTuple):
    """Where pages are served. listen: the address listened on. names: the public names they answer to, small letters.

    certificate, key: files in PEM form for TLS of our own. proxies: addresses, or networks of them, of the proxies in
    front, at which TLS ends.
    """

    listen: str = "127.0.0.1"
    port: int = PORT
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    proxies: tuple[str, ...] = ()

    @property
    def beyond(self) -> bool:
        """Whether people at other computers are meant to reach the pages."""
        return self.listen not in OWN_NAMES or bool(self.names)

    @property
    def tls(self) -> bool:
        """Whether TLS ends here."""
        return self.certificate is not None

    def address(self, port: int | None = None) -> str:
        """The address people open, without a stroke at its end; port: the one that was free."""
        host, number = self.names[0] if self.names else self.listen, self.port if port is None else port
        shown = f"[{host}]" if ":" in host else host
        if self.proxies and self.names:
            return f"https://{shown}"
        usual = 443 if self.tls else 80
        return f"{'https' if self.tls else 'http'}://{shown}{'' if number == usual else f':{number}'}"

    def trusts(self, address: str) -> bool:
        """Whether that address is one of a proxy in front."""
        try:
            one = plain_address(address)
        except ValueError:
            return False
        return any(one in ipaddress.ip_network(proxy) for proxy in self.proxies)


class Mail(NamedTuple):
    """Over which server mail is sent. tls: starttls, always (from the first byte) or never. sender: whom it is from.

    password_name: the name in the environment under which the password stands; or it is in password_file. authority:
    a file with the certificate that vouches for the server, where it is none the system knows. domains: where alone
    mail is sent to; anywhere where there is none. addresses: where each person is told of alerts.
    """

    server: str
    sender: str
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    password_name: str = ""
    password_file: Path | None = None
    authority: Path | None = None
    domains: tuple[str, ...] = ()
    addresses: Mapping[str, str] = {}


class Grant(NamedTuple):
    """What members of a group may: a role of ROLES and, for leaders, the teams they lead."""

    role: str
    teams: tuple[str, ...] = ()


class Provider(NamedTuple):
    """An OpenID provider that vouches for people.

    issuer: its address, as its tokens name it. secret: the name in the environment under which our secret with it
    stands; empty where it gave none. person: the claim that names the person. groups: the claim that lists their
    groups. grants: what a group's members may. ask: whom a person who is not known here should ask. skew_s: by how many
    seconds its clock and ours may differ.
    """

    name: str
    issuer: str
    client: str
    secret: str = ""
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    person: str = "email"
    groups: str = "groups"
    grants: Mapping[str, tuple[Grant, ...]] = {}
    ask: str = ""
    skew_s: float = SKEW_S


class SignIn(NamedTuple):
    """How people sign in: by passwords of our own, by an OpenID provider, or either."""

    passwords: bool = True
    provider: Provider | None = None


def plain_address(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address as one thing, however it is written: ::ffff:10.0.0.2 is 10.0.0.2. Raises ValueError."""
    one = ipaddress.ip_address(address.partition("%")[0])
    mapped = one.ipv4_mapped if isinstance(one, ipaddress.IPv6Address) else None
    return mapped or one
