"""This file is about tokens: by which a program proves that it may push events to one source. Only prints are kept.

A token is drawn by lot with 256 bits, so that a plain print (SHA-256) of it cannot be guessed back; it is shown once,
when it is made. One that was revoked stays on record and lets nobody in any more.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Index, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from fourscore.office.tables import Audit, Typed
from fourscore.terms import Issue, Trouble, said

START = "fsp_"  # so that a token left lying about is known for what it is


class PushToken(Typed):
    """A token by its print; `name` says who has it."""

    __tablename__ = "push_token"

    push_token: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    source: Mapped[str]
    print: Mapped[str]
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_push_token_source", "source"),)


class Token(NamedTuple):
    """A token on record; moments are aware."""

    name: str
    source: str
    made_at: datetime
    revoked_at: datetime | None


def make(session: Session, name: str, source: str, now: datetime) -> str:
    """Make a token and give it, for the only time. Raises Trouble `token-twice`."""
    if session.scalar(_of_name(name)) is not None:
        raise Trouble(Issue("token-twice", repr(name), said("There is a token of that name already."),
                            said("Choose another name, or revoke the other one first: fourscore token revoke "
                                 "CENTRE NAME")))
    token = START + secrets.token_urlsafe(32)
    session.add(PushToken(name=name, source=source, print=_print(token), made_at=now))
    session.add(Audit(at=now, who="fourscore token", thing="token", name=name, old=None, new=f"for {source}"))
    return token


def revoke(session: Session, name: str, now: datetime) -> None:
    """From now on it lets nobody in. Raises Trouble `unknown-token`."""
    rows = list(session.scalars(_of_name(name)))
    if not rows:
        raise Trouble(Issue("unknown-token", repr(name), said("No token of that name lets anybody in."),
                            said("See every token with: fourscore token list CENTRE")))
    for row in rows:
        row.revoked_at = now
        session.add(
            Audit(at=now, who="fourscore token", thing="token", name=name, old=f"for {row.source}", new="revoked"))


def every(session: Session) -> list[Token]:
    """All there ever were, by source and when they were made."""
    rows = session.scalars(select(PushToken).order_by(PushToken.source, PushToken.made_at, PushToken.push_token))
    return [Token(row.name, row.source, row.made_at, row.revoked_at) for row in rows]


def lets_in(session: Session, source: str, token: str) -> str | None:
    """The name of the token, if it may push to that source; the time this takes does not tell how near one came."""
    said, found = _print(token), None
    for row in session.scalars(select(PushToken).where(PushToken.source == source, PushToken.revoked_at.is_(None))):
        if hmac.compare_digest(row.print, said):
            found = row.name
    return found


def _print(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _of_name(name: str) -> Select[PushToken]:
    """Those that let somebody in; more than one only where two were made at the same moment."""
    return select(PushToken).where(PushToken.name == name, PushToken.revoked_at.is_(None))
