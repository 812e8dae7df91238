"""This file is about telling people by mail: one message to one person, by the mail server of centre.yaml."""

from __future__ import annotations

import logging
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from fourscore.centre.mailing.server import Refused, Unsure, hand_over
from fourscore.terms import Trouble

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.settings import Mail

LOG = logging.getLogger("fourscore.alerts")


class Telling(NamedTuple):
    """What somebody is told. key: always the same for the same notice, so that whoever gets it twice can tell."""

    key: str
    person: str
    subject: str
    text: str


class Notify(Protocol):
    """A way by which people are told of alerts, beside the page."""

    def reaches(self, person: str) -> bool:
        """Whether that person can be told this way at all."""

    def send(self, message: Telling) -> None:
        """Tell them. Raises OSError where that did not work; it is tried again."""


class ByMail:
    """Mails by the server of the settings, to the addresses it names."""

    def __init__(self, centre: Centre, mail: Mail) -> None:
        self.centre, self.mail = centre, mail

    def reaches(self, person: str) -> bool:
        return person in self.mail.addresses

    def send(self, message: Telling) -> None:
        mail, made, to = self.mail, EmailMessage(), self.mail.addresses[message.person]
        made["From"], made["To"], made["Subject"] = mail.sender, to, " ".join(message.subject.split())
        made["Date"] = format_datetime(self.centre.calendar.local(self.centre.now()))
        made["Message-ID"] = f"<{message.key}@{mail.sender.rpartition('@')[2]}>"
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(message.text)
        try:
            hand_over(self.centre, mail, made, to, lambda: True)
        except Unsure as broken:  # it may have arrived: nobody is told the same twice
            LOG.warning("whether the mail server took an alert is not known: %s", broken)
        except Refused as wrong:
            raise OSError(wrong.why) from wrong
        except Trouble as wrong:
            raise OSError(" ".join(issue.what for issue in wrong.issues)) from wrong
