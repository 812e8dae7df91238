"""This file is about the mail server: greeting it over TLS, signing in, and handing one message over."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP as SMTP_LINES
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.settings import Mail

TIMEOUT_S = 30.0


class Refused(Exception):
    """The server does not take it. lasting: it will not take it another time either."""

    def __init__(self, why: str, *, lasting: bool) -> None:
        super().__init__(why)
        self.why, self.lasting = why, lasting


class Unsure(Exception):
    """The connection broke while the server had the message: nobody knows whether it took it."""


def settings_of(centre: Centre) -> Mail:
    """Raises Trouble `no-mail` where centre.yaml names no mail server."""
    if centre.settings.mail is None:
        raise Trouble(Issue("no-mail", "centre.yaml", said("It is not said over which server mail is sent."),
                            said("Add for example:  mail: {server: mail.example.org, from: bsc@example.org}")))
    return centre.settings.mail


def hand_over(centre: Centre, mail: Mail, message: EmailMessage, to: str, taken: Callable[[], bool]) -> bool:
    """Hand a message to the server. False where `taken` says that somebody else has it.

    taken: is called in the moment before the server is given the words: from there on it may have gone out. Raises
    Refused, Unsure; Trouble `secret-missing`.
    """
    said = re.sub(rb"(?m)^\.", b"..", message.as_bytes(policy=SMTP_LINES)).rstrip(b"\r\n") + b"\r\n.\r\n"
    with _connected(centre, mail) as server:
        for code, words in (server.mail(mail.sender), server.rcpt(to), server.docmd("DATA")):
            if code not in (250, 251, 354):
                raise Refused(_told(code, words), lasting=500 <= code < 600)
        if not taken():
            server.close()  # it waits for the words, and would take a farewell for one of them
            return False
        try:
            server.send(said)
            code, words = server.getreply()
        except (OSError, smtplib.SMTPException) as broken:
            raise Unsure(str(broken)) from None
        if code != 250:
            raise Refused(_told(code, words), lasting=500 <= code < 600)
        return True


@contextmanager
def _connected(centre: Centre, mail: Mail) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context(cafile=str(mail.authority) if mail.authority else None)
    server: smtplib.SMTP | None = None
    try:
        server = smtplib.SMTP_SSL(mail.server, mail.port, timeout=TIMEOUT_S, context=context) if mail.tls == "always" \
            else smtplib.SMTP(mail.server, mail.port, timeout=TIMEOUT_S)
        server.ehlo()
        if mail.tls == "starttls":
            server.starttls(context=context)
            server.ehlo()
        if mail.user:
            server.login(mail.user, password_of(centre, mail))
    except smtplib.SMTPAuthenticationError as wrong:
        _left(server)
        raise Refused(f"It does not let {mail.user} in: {_told(wrong.smtp_code, wrong.smtp_error)}",
                      lasting=False) from None
    except smtplib.SMTPException as wrong:
        _left(server)
        raise Refused(f"It cannot be talked to: {wrong}", lasting=False) from None
    except OSError as wrong:
        _left(server)
        raise Refused(f"{mail.server} cannot be reached at port {mail.port}: {wrong.strerror or wrong}",
                      lasting=False) from None
    try:
        yield server
    except smtplib.SMTPServerDisconnected:
        raise Refused("It hung up before it was given the message.", lasting=False) from None
    finally:
        _left(server)


def _left(server: smtplib.SMTP | None) -> None:
    if server is not None:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def password_of(centre: Centre, mail: Mail) -> str:
    """From the environment, or a file beside the centre. Raises Trouble `secret-missing`."""
    if mail.password_file is not None:
        with suppress(OSError):
            return Path(mail.password_file).read_text(encoding="utf-8").strip()
    elif found := centre.environment.get(mail.password_name):
        return found
    where = f"the file {mail.password_file}" if mail.password_file else f"the environment, under {mail.password_name!r}"
    raise Trouble(Issue("secret-missing", "centre.yaml",
                        said("The mail server's password is taken from {where}, and is not there.", where=where),
                        said("Set it for the program that serves.")))


def _told(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(said.split())}"[:300]
