"""This file is about the office's tables of mail: subscriptions, and the outbox with a state for each message."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fourscore.office.tables import PERSON, Typed


class SubscriptionRow(Typed):
    """Who is sent what, and when. person: who signed in by that name; "" on this computer itself.

    what: scorecard, review, digest, or view:NUMBER. scope: whose figures, "" for the centre's. form: pdf, pptx,
    xlsx, or text for none attached. every: daily, weekly or monthly, at that hour of the centre's zone.
    """

    __tablename__ = "mail_subscription"

    mail_subscription: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True, info=PERSON)
    address: Mapped[str] = mapped_column(info=PERSON)
    what: Mapped[str]
    scope: Mapped[str]
    form: Mapped[str]
    every: Mapped[str]
    hour: Mapped[int]
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    language: Mapped[str]


class MessageRow(Typed):
    """One message. day: the local day it was due, once for each subscription. state: waiting, sending, sent, failed.

    Its words are made when it is sent, and are not kept: by then its reader may have lost a right. sending: handed to
    the mail server, which has not answered yet. reason: why it was not sent so far. told: what a digest told, so that
    the next does not tell it again, as JSON.
    """

    __tablename__ = "mail_message"

    mail_message: Mapped[int] = mapped_column(primary_key=True)
    mail_subscription: Mapped[int | None] = mapped_column(ForeignKey("mail_subscription.mail_subscription"))
    day: Mapped[date]
    address: Mapped[str] = mapped_column(info=PERSON)
    subject: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    tries: Mapped[int]
    reason: Mapped[str]
    told: Mapped[str]
    made_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("mail_subscription", "day", name="uq_mail_message_mail_subscription"),)
