"""This file is about a forgotten person's mail: nothing is sent to them any more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from fourscore.office.mail.outbox import FAILED, WAITING
from fourscore.office.mail.tables import MessageRow, SubscriptionRow
from fourscore.terms import Mask

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def forget(session: Session, mask: Mask, now: datetime) -> None:
    """End what a forgotten person subscribed to, or is sent, and what waits to be sent of it."""
    for row in session.scalars(select(SubscriptionRow).where(SubscriptionRow.withdrawn_at.is_(None))):
        if mask.found(row.person) or mask.found(row.address):
            row.withdrawn_at = now
    for message in session.scalars(select(MessageRow).where(MessageRow.state == WAITING)):
        if mask.found(message.address):
            message.state, message.reason, message.ended_at = FAILED, "Whoever it was for is forgotten.", now
