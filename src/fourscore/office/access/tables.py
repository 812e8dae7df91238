"""This file is about the tables of sign-in: accounts, invitations, sign-ins, tokens. Only prints are kept of keys.

An account ties a sign-in name to a person; what that person may see stands in people.yaml and the staff agreement.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from fourscore.office.tables import PERSON, Typed

LIVE = text("withdrawn_at IS NULL")


class AccountRow(Typed):
    """A person's account. `secret`: the password's argon2 hash. `subject`: who they are at an OpenID provider.

    ends_at: the first moment it lets nobody in any more. One that was withdrawn stays on record. guest: known by this
    account alone, whatever people.yaml says of that name. language: the code of the one its person chose.
    """

    __tablename__ = "account"

    account: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(info=PERSON)
    person: Mapped[str] = mapped_column(info=PERSON)
    secret: Mapped[str | None]
    subject: Mapped[str | None]
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    guest: Mapped[bool] = mapped_column(default=False, server_default=false())
    language: Mapped[str | None]

    __table_args__ = (
        Index("uq_account_login", "login", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        Index("uq_account_subject", "subject", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )


class Invitation(Typed):
    """A one-time way to choose a password: for a new account, or a new password of one that is there."""

    __tablename__ = "invitation"

    invitation: Mapped[int] = mapped_column(primary_key=True)
    print: Mapped[str] = mapped_column(unique=True)
    login: Mapped[str] = mapped_column(info=PERSON)
    person: Mapped[str] = mapped_column(info=PERSON)
    invited_by: Mapped[str] = mapped_column(info=PERSON)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    account_ends_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    guest: Mapped[bool] = mapped_column(default=False, server_default=false())


class ReadToken(Typed):
    """A token by its print, with which a program reads tables in the place of the account's person.

    reads: the pages it is for, with blanks between. used_at: when it was first used on the last day it was.
    """

    __tablename__ = "read_token"

    read_token: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.account"), index=True)
    name: Mapped[str]
    print: Mapped[str] = mapped_column(unique=True)
    reads: Mapped[str]
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignIn(Typed):
    """Somebody signed in, on one browser, until they leave, are idle too long, or the longest time is over."""

    __tablename__ = "sign_in"

    sign_in: Mapped[int] = mapped_column(primary_key=True)
    print: Mapped[str] = mapped_column(unique=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.account"), index=True)
    browser: Mapped[str]
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Granted(Typed):
    """A role that the provider's groups gave an account's person at the last sign-in; team: the one led, or empty."""

    __tablename__ = "granted"

    granted: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.account"), index=True)
    role: Mapped[str]
    team: Mapped[str]
    made_at: Mapped[datetime]
