"""This file is about a real mail server on this computer, spoken to over STARTTLS with a certificate made here."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fourscore.centre import Centre, approve_agreement, invite
from fourscore.office import accounts

NOW = datetime(2026, 3, 23, 9, tzinfo=UTC)  # a Monday; the week before is over
START = 1772323200  # 1 March 2026
USER, PASSWORD, SENDER = "bsc", "seven green doors", "bsc@example.org"
CENTRE = """\
name: Northern Support
zone: Europe/London
currency: GBP
sources: [{name: calls, kind: asterisk, files: queue_log}]
mail: {server: localhost, port: PORT, from: bsc@example.org, authority: ca.pem, user: bsc,
       password: {environment: MAIL}}
"""
PEOPLE = """\
teams: [{name: Reds, leader: Zoe Ray}, {name: Blues, leader: Max Orr}]
agents:
  - {name: Ada Bell, names: [PJSIP/1001], teams: [{team: Reds, from: 2026-01-01}]}
  - {name: Ben Cole, names: [PJSIP/1002], teams: [{team: Blues, from: 2026-01-01}]}
roles:
  - {name: Mara Quinn, role: Senior manager}
  - {name: Tia Voss, role: "Agents' representative"}
agreement:
  agreed: 2026-02-01
  with: Tia Voss
  measures: [{measure: all, purpose: coaching, grain: day, viewers: [Team leader, Senior manager]}]
"""
STRATEGY = """\
mission: m
vision: v
values: [one]
goals: {serve: {text: Serve every caller, serves: Customers stay}}
perspectives:
  customer:
    objectives:
      quick:
        name: Quick help
        owner: Mara Quinn
        kpis:
          handle: {metric: average_handle_time, direction: lower, target: 100, floor: 300,
                   levels: [centre, team, agent]}
  financial: {objectives: {spend: {name: Spend well, owner: Senior manager, kpis: {}}}}
  internal: {objectives: {work: {name: Work well, owner: Mara Quinn, kpis: {}}}}
  learning: {objectives: {learn: {name: Learn, owner: Mara Quinn, kpis: {}}}}
"""


def call(n: int) -> str:
    """A call to Ada about money, or to Ben about goods, six hours after the one before; Ben's grew long in the last
    whole week."""
    at, of = START + n * 21600, n % 2
    queue, agent, talk = (("Billing", "PJSIP/1001", 60), ("Orders", "PJSIP/1002", 120 if n < 60 else 400))[of]
    return (f"{at}|{at}.{n}|{queue}|NONE|ENTERQUEUE||030123{n}|1\n"
            f"{at + 15}|{at}.{n}|{queue}|{agent}|CONNECT|15|u{n}|3\n"
            f"{at + 15 + talk + n % 7}|{at}.{n}|{queue}|{agent}|COMPLETECALLER|15|{talk + n % 7}|1\n")


class Box:
    """What the server took; `refuses` is what it answers to a recipient, or to the words, instead of taking them."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.refuses = self.refuses_words = ""
        self.before: Callable[[], None] = lambda: None

    # The server calls its handler by these names.
    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any,
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.before()
        if self.refuses_words:
            return self.refuses_words
        made = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(made, EmailMessage)
        self.taken.append((envelope.rcpt_tos[0], made))
        return "250 taken"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for localhost that vouches for itself."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"),
                                                        x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256()))
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return folder


class Listening(Controller):
    """A server on whichever port was free."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture(scope="module")
def server(certificate: Path) -> Iterator[tuple[Box, int]]:
    """A mail server that takes nothing before STARTTLS and the right password."""
    box, context = Box(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "ca.pem", certificate / "key.pem")

    def known(_server: SMTP, _session: Any, _envelope: Any, _how: str, said: Any) -> AuthResult:
        right = isinstance(said, LoginPassword) and said == LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=right)

    running = Listening(box, hostname="127.0.0.1", port=0, tls_context=context, require_starttls=True,
                         auth_required=True, authenticator=known)
    running.start()
    yield box, running.port
    running.stop()


class Clock:
    """The time of a centre, to be set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Opened:
    """A centre with a mail server, its clock, and what the server took."""

    def __init__(self, centre: Centre, clock: Clock, box: Box) -> None:
        self.centre, self.clock, self.box = centre, clock, box


@pytest.fixture(scope="module")
def centre_once(tmp_path_factory: pytest.TempPathFactory, server: tuple[Box, int], certificate: Path,
                ) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("mailing") / "centre"
    folder.mkdir()
    (folder / "queue_log").write_text("".join(call(n) for n in range(92)))
    (folder / "ca.pem").write_bytes((certificate / "ca.pem").read_bytes())
    for name, text in (("centre", CENTRE.replace("PORT", str(server[1]))), ("people", PEOPLE), ("strategy", STRATEGY)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    clock = Clock()
    with Centre.open(folder, now=clock, environment={"MAIL": PASSWORD}) as centre:
        assert [str(issue) for report in centre.load() for issue in report.issues] == []
        approve_agreement(centre, "Mara Quinn")
        for person in ("Mara Quinn", "Zoe Ray", "Max Orr", "Ada Bell"):
            key = invite(centre, person.replace(" ", "."), person, by="Mara Quinn").key
            accounts.accept(centre.office, key, "four blue kettles sing", now=clock())
        yield Opened(centre, clock, server[0])


@pytest.fixture
def opened(centre_once: Opened) -> Opened:
    """The same centre, with nothing subscribed and an empty server."""
    from sqlalchemy import delete

    from fourscore.office.mail.tables import MessageRow, SubscriptionRow

    centre_once.clock.now, centre_once.box.taken = NOW, []
    centre_once.box.refuses, centre_once.box.refuses_words, centre_once.box.before = "", "", lambda: None
    with centre_once.centre.office.writing() as session:
        session.execute(delete(MessageRow))
        session.execute(delete(SubscriptionRow))
    return centre_once
