"""This file is about the postman of a served centre: what is due is put into the outbox, and sent until it is taken.

A message is made when it is sent, under its reader's rights of that moment, and its words are kept nowhere. Whatever
was with the mail server when we were stopped is not sent a second time: it is told as such.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.access.asking import asked_by
from fourscore.centre.mailing.server import Refused, Unsure, hand_over, settings_of
from fourscore.centre.mailing.subscribing import NOT_THEIRS, ending_link, still_theirs
from fourscore.centre.mailing.when import due_at, due_day
from fourscore.centre.serving.repeated import Repeated
from fourscore.centre.serving.taking_up import address_of
from fourscore.office import Message, Subscription, outbox
from fourscore.office import subscriptions as kept
from fourscore.terms import Trouble, WrongUse

if TYPE_CHECKING:
    from datetime import date

    from fourscore.centre.centre import Centre

LOG = logging.getLogger("fourscore.mail")
# After how long it is tried again; the last of them goes on. A mail nobody takes for days is no news any more.
PAUSES = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 180))
LONGEST = timedelta(days=3)
INTERRUPTED = "Stopped while the mail server had it: it may have arrived, and is not sent twice."


class File(NamedTuple):
    """Something attached."""

    name: str
    media: str
    body: bytes


class Letter(NamedTuple):
    """What a message says: as plain text, and the same as HTML; language: by its code.

    told: what need not be told again.
    """

    subject: str
    text: str
    html: str
    files: Sequence[File] = ()
    told: Sequence[str] = ()
    language: str = "en"


# Makes the letter of a subscription due on a day; asked in its reader's place. told: what earlier ones told.
Maker = Callable[["Centre", Subscription, "date", str, Sequence[str]], Letter]


class Postman(Repeated):
    """Looks every few seconds whether something is due or waits."""

    called, tick_s, at_once, wrong, log = "postman", 20.0, True, "mail could not be seen to", LOG

    def __init__(self, centre: Centre, maker: Maker) -> None:
        super().__init__()
        self.centre, self._make = centre, maker
        self._begun = False

    def look(self) -> None:
        if self.centre.settings.mail is None:
            return
        if not self._begun:
            outbox.interrupted(self.centre.office, self.centre.now(), INTERRUPTED)
            self._begun = True
        self.round()

    def round(self) -> int:
        """Put what is due into the outbox, and try everything whose time has come; how many were tried."""
        centre, now = self.centre, self.centre.now()
        there = {one.number: one for one in kept.subscriptions(centre.office)}
        for one in there.values():
            day = due_day(centre.calendar, one.every, one.hour, now)
            if due_at(centre.calendar, day, one.hour) > one.made_at:  # never of a time before it was asked for
                outbox.put(centre.office, subscription=one.number, day=day, address=one.address, now=now)
        due = [one for one in outbox.messages(centre.office, states=[outbox.WAITING]) if one.next_try_at <= now]
        for message in reversed(due):
            if self._stopping.is_set():
                break
            self.post(message, there.get(message.subscription or 0))
        return len(due)

    def post(self, message: Message, one: Subscription | None) -> None:
        """One try of one message; its state says what came of it."""
        centre = self.centre
        if message.subscription is not None and one is None:
            self._settle(message, outbox.FAILED, "The subscription was ended; nothing was sent.")
            return
        try:
            mail = settings_of(centre)
            letter = trial_letter(centre) if one is None else self._letter(message, one)
            if letter is None:
                self._settle(message, outbox.FAILED, NOT_THEIRS)
                return
            made = written(centre, message, letter, mail.sender, ending_link(centre, one.number) if one else "")
            if hand_over(centre, mail, made, message.address, lambda: outbox.claim(
                    centre.office, message.number, letter.subject, letter.told)):
                self._settle(message, outbox.SENT)
        except Unsure:
            self._settle(message, outbox.FAILED, INTERRUPTED)
        except Refused as why:
            self._later(message, why.why, lasting=why.lasting)
        except Trouble as why:
            self._later(message, " ".join(issue.what for issue in why.issues))
        except Exception:  # one message that cannot be made holds up no other
            LOG.exception("message %s could not be made", message.number)
            self._later(message, "It could not be made; the log of the serve says why.")

    def _letter(self, message: Message, one: Subscription) -> Letter | None:
        """What it says, made in its reader's place; nothing where it is not theirs to see any more."""
        centre, who = self.centre, still_theirs(self.centre, one)
        if who is None:
            return None
        before = [told for earlier in outbox.messages(centre.office, states=[outbox.SENT])
                  if earlier.subscription == one.number for told in earlier.told]
        try:
            with centre.warehouse.whole_loads.asked(), asked_by(who):
                return self._make(centre, one, message.day, unsubscribe_at(centre, one.number), before)
        except WrongUse as wrong:
            if any(issue.name == "not-yours" for issue in wrong.issues):
                return None
            raise

    def _later(self, message: Message, why: str, *, lasting: bool = False) -> None:
        now = self.centre.now()
        if lasting or message.subscription is None or now - message.made_at >= LONGEST:
            self._settle(message, outbox.FAILED, why)
            return
        pause = PAUSES[min(message.tries, len(PAUSES) - 1)]
        outbox.settle(self.centre.office, message.number, outbox.WAITING, now, reason=why, next_try_at=now + pause)

    def _settle(self, message: Message, state: str, why: str = "") -> None:
        outbox.settle(self.centre.office, message.number, state, self.centre.now(), reason=why)


def unsubscribe_at(centre: Centre, number: int) -> str:
    """The whole address by which the subscription ends."""
    return f"{address_of(centre)}/unsubscribe/{ending_link(centre, number)}"


def written(centre: Centre, message: Message, letter: Letter, sender: str, ends: str) -> EmailMessage:
    """The message as it goes out: plain text and HTML, what is attached, and how it is ended with one click."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, message.address, " ".join(letter.subject.split())
    made["Date"] = format_datetime(centre.calendar.local(centre.now()))
    # The same at each try, so that a server which has it already can tell.
    made["Message-ID"] = f"<fourscore.{message.number}.{message.made_at:%Y%m%d%H%M%S}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    if ends:
        made["List-Unsubscribe"] = f"<{address_of(centre)}/unsubscribe/{ends}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    made.set_content(letter.text)
    made.add_alternative(letter.html, subtype="html")
    for file in letter.files:
        main, _, sub = file.media.partition("/")
        made.add_attachment(file.body, maintype=main, subtype=sub, filename=file.name)
    made["Content-Language"] = letter.language  # last: what is put in takes such heads away
    return made


def trial_letter(centre: Centre) -> Letter:
    """A message that says only that mail goes out."""
    name = centre.settings.name
    said = f"This is a test: mail from {name} goes out."
    return Letter(f"{name}: a test", f"{said}\n", f"<p>This is a test: mail from {_plain(name)} goes out.</p>\n")


def _plain(said: str) -> str:
    from html import escape

    return escape(said)


def put_trial(centre: Centre, address: str, now: datetime) -> Message:
    """A test message in the outbox. Raises Trouble `no-mail`."""
    settings_of(centre)
    number = outbox.put(centre.office, subscription=None, day=centre.calendar.local(now).date(), address=address,
                        now=now)
    return next(one for one in outbox.messages(centre.office) if one.number == number)
