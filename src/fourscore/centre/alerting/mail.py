"""This file is about telling people by mail: one message to one person, over SMTP, as `mail` of centre.yaml says."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from fourscore.settings import Mail

TIMEOUT_S = 20


class Message(NamedTuple):
    """What somebody is told. key: always the same for the same notice, so that whoever gets it twice can tell."""

    key: str
    person: str
    subject: str
    text: str


class Notify(Protocol):
    """A way by which people are told of alerts, beside the page."""

    def reaches(self, person: str) -> bool:
        """Whether that person can be told this way at all."""

    def send(self, message: Message) -> None:
        """Tell them. Raises OSError where that did not work; it is tried again."""


class ByMail:
    """Mails by the server of the settings."""

    def __init__(self, mail: Mail, folder: Path, environment: Mapping[str, str]) -> None:
        self.mail, self.folder, self.environment = mail, folder, environment

    def reaches(self, person: str) -> bool:
        return person in self.mail.addresses

    def send(self, message: Message) -> None:
        mail, made = self.mail, EmailMessage()
        made["From"], made["To"] = mail.sender, mail.addresses[message.person]
        made["Subject"] = " ".join(message.subject.split())
        made["Message-ID"] = f"<{message.key}@{mail.sender.rpartition('@')[2].strip('>') or 'fourscore'}>"
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(message.text)
        context = ssl.create_default_context()
        try:
            with smtplib.SMTP_SSL(mail.server, mail.port, timeout=TIMEOUT_S, context=context) if mail.tls == "tls" \
                    else smtplib.SMTP(mail.server, mail.port, timeout=TIMEOUT_S) as server:
                if mail.tls == "starttls":
                    server.starttls(context=context)
                if mail.user:
                    server.login(mail.user, self._password())
                server.send_message(made)
        except smtplib.SMTPException as wrong:
            raise OSError(str(wrong)) from wrong

    def _password(self) -> str:
        """From the environment, or the first line of a file; it never stands in centre.yaml."""
        if self.mail.password_file:
            return (self.folder / self.mail.password_file).read_text(encoding="utf-8").split("\n", 1)[0].strip()
        return self.environment.get(self.mail.password, "") if self.mail.password else ""
