"""This file is about who is signed in: a key in the browser, its print here, ended by leaving, idling or age."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, update

from fourscore.office.access.accounts import living, printed
from fourscore.office.access.tables import AccountRow, SignIn
from fourscore.office.tables import Audit

if TYPE_CHECKING:
    from fourscore.office.file import Office

NOTED = timedelta(minutes=1)  # how finely being there is written down: not once per request


class SignedIn(NamedTuple):
    """Somebody who is signed in. person: as people.yaml and the roster name them. guest: known by the account alone.
    language: the code of the one they chose; empty where they did not."""

    sign_in: int
    account: int
    login: str
    person: str
    browser: str
    made_at: datetime
    seen_at: datetime
    guest: bool = False
    language: str = ""


def sign_in(
    office: Office, account: int, browser: str, *, now: datetime, instead: str = "", language: str = "",
) -> str:
    """The key of a new sign-in, for the only time.

    instead: the key the browser had, which ends, so that a key planted before signing in is worth nothing. language:
    the one chosen in the browser, which the account takes on where none was chosen by it.
    """
    key = secrets.token_urlsafe(32)
    with office.writing() as session:
        if instead:
            session.execute(update(SignIn).where(SignIn.print == printed(instead), SignIn.ended_at.is_(None))
                            .values(ended_at=now))
        held = session.get_one(AccountRow, account)
        person, held.language = held.person, held.language or language or None
        session.add(SignIn(print=printed(key), account=account, browser=browser[:200], made_at=now, seen_at=now))
        session.add(Audit(at=now, who=person, thing="sign-in", name=person, old=None, new="signed in"))
    return key


def signed_in(office: Office, key: str, *, now: datetime, idle: timedelta, longest: timedelta) -> SignedIn | None:
    """Who that key signs in at this moment; none where it is over, or the account lets nobody in any more."""
    with office.reading() as session:
        found = session.execute(
            select(SignIn, AccountRow).join(AccountRow, AccountRow.account == SignIn.account).where(
                SignIn.print == printed(key), SignIn.ended_at.is_(None), SignIn.seen_at > now - idle,
                SignIn.made_at > now - longest, living(now))).first()
        if found is None:
            return None
        row, account = found
        there = SignedIn(row.sign_in, account.account, account.login, account.person, row.browser, row.made_at,
                         row.seen_at, account.guest, account.language or "")
    if now - there.seen_at >= NOTED:
        with office.writing() as session:
            session.execute(update(SignIn).where(SignIn.sign_in == there.sign_in).values(seen_at=now))
    return there


def sign_out(office: Office, key: str, *, now: datetime) -> None:
    """That key signs nobody in any more; nothing where it did not."""
    with office.writing() as session:
        row = session.scalar(select(SignIn).where(SignIn.print == printed(key), SignIn.ended_at.is_(None)))
        if row is not None:
            row.ended_at = now
            person = session.get_one(AccountRow, row.account).person
            session.add(Audit(at=now, who=person, thing="sign-in", name=person, old="signed in", new="signed out"))


def sign_ins(office: Office, account: int, *, now: datetime, idle: timedelta, longest: timedelta) -> list[SignedIn]:
    """Where that account is signed in now, the latest seen first."""
    with office.reading() as session:
        rows = session.execute(
            select(SignIn, AccountRow).join(AccountRow, AccountRow.account == SignIn.account).where(
                SignIn.account == account, SignIn.ended_at.is_(None), SignIn.seen_at > now - idle,
                SignIn.made_at > now - longest, living(now)).order_by(SignIn.seen_at.desc(), SignIn.sign_in)).all()
        return [SignedIn(row.sign_in, held.account, held.login, held.person, row.browser, row.made_at, row.seen_at,
                         held.guest, held.language or "")
                for row, held in rows]
