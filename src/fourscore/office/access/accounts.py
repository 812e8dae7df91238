"""This file is about accounts: being invited, choosing a password, proving it, and losing the account again.

Passwords are kept as argon2id hashes with the library's own settings (RFC 9106, low-memory profile), made stronger
at the next sign-in where those settings have grown. Moments are aware.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, update

from fourscore.office.access.tables import AccountRow, Invitation, ReadToken, SignIn
from fourscore.office.tables import Audit
from fourscore.terms import Issue, Mask, Trouble, said

if TYPE_CHECKING:
    from argon2 import PasswordHasher
    from sqlalchemy.orm import Session

    from fourscore.office.file import Office

SHORTEST, LONGEST = 12, 200  # signs of a password; longer ones would only keep the hashing busy
INVITED_FOR = timedelta(days=7)
WHO = "fourscore account"


class Account(NamedTuple):
    """An account on record. own: whether it has a password of ours; else an OpenID provider vouches for the person."""

    number: int
    login: str
    person: str
    own: bool
    made_at: datetime
    ends_at: datetime | None
    withdrawn_at: datetime | None
    guest: bool = False


def invite(
    office: Office, login: str, person: str, *, by: str, now: datetime, ends: datetime | None = None,
    held: timedelta = INVITED_FOR, guest: bool = False,
) -> str:
    """The key of an invitation, for the only time; earlier ones for the same sign-in name hold no longer.

    login: the name to sign in with, any case. ends: the first moment the account lets nobody in. held: how long the
    invitation holds. guest: somebody who is known by this account alone.
    Raises Trouble: `bad-login`; `account-of-another` where that name signs another person in.
    """
    login = plain(login)
    key = secrets.token_urlsafe(32)
    with office.writing() as session:
        there = session.scalar(select(AccountRow).where(AccountRow.login == login, AccountRow.withdrawn_at.is_(None)))
        if there is not None and there.person != person:
            raise Trouble(Issue("account-of-another", repr(login),
                                said("{login} signs {person} in already.", login=login, person=there.person),
                                said("Choose another name to sign in with, or withdraw that account first.")))
        session.execute(update(Invitation).where(Invitation.login == login, Invitation.used_at.is_(None))
                        .values(used_at=now))
        session.add(Invitation(print=printed(key), login=login, person=person, invited_by=by, made_at=now,
                               ends_at=now + held, account_ends_at=ends, guest=guest))
        session.add(Audit(at=now, who=by, thing="account", name=person, old=None,
                          new=f"invited as {login}{' (guest)' if guest else ''}"))
    return key


def invited(office: Office, key: str, now: datetime) -> tuple[str, str] | None:
    """The sign-in name and the person that key invites; none where it holds no longer."""
    with office.reading() as session:
        row = _invitation(session, key, now)
        return None if row is None else (row.login, row.person)


def open_invitations(office: Office, now: datetime) -> list[tuple[str, str]]:
    """The sign-in name and person of each invitation that still holds."""
    with office.reading() as session:
        rows = session.scalars(select(Invitation).where(Invitation.used_at.is_(None), Invitation.ends_at > now))
        return [(row.login, row.person) for row in rows]


def accept(office: Office, key: str, password: str, *, now: datetime) -> int:
    """Make the account, or give it this password; its number. Whoever was signed in by it no longer is.

    Raises Trouble: `bad-password`; `invitation-over` where the key was used, has ended, or never was one.
    """
    with office.writing() as session:
        row = _invitation(session, key, now)
        if row is None:
            raise Trouble(Issue("invitation-over", "the invitation",
                                said("This invitation was used, has ended, or was taken back."),
                                said("Ask whoever invited you for a new one.")))
        check(password, row.login, row.person)
        account = session.scalar(
            select(AccountRow).where(AccountRow.login == row.login, AccountRow.withdrawn_at.is_(None)))
        old = None if account is None else "a password"
        if account is None:
            account = AccountRow(login=row.login, person=row.person, subject=None, made_at=now)
            session.add(account)
        account.secret, account.ends_at = _hasher().hash(password), row.account_ends_at
        account.guest = row.guest
        row.used_at = now
        session.flush()
        end_all(session, account.account, now)
        session.add(Audit(at=now, who=row.person, thing="account", name=row.person, old=old, new="chose a password"))
        return account.account


def prove(office: Office, login: str, password: str, *, now: datetime) -> int | None:
    """The number of the account that name and password sign in to; none where they do not.

    An unknown name takes as long as a wrong password, so that nobody learns which names there are.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    with office.reading() as session:
        account = session.scalar(select(AccountRow).where(AccountRow.login == plain(login, strict=False), living(now)))
        number, secret = (account.account, account.secret) if account is not None else (None, None)
    try:
        _hasher().verify(secret or _nobody(), password[:LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return None
    if secret is None or number is None:
        return None
    if _hasher().check_needs_rehash(secret):
        with office.writing() as session:
            session.get_one(AccountRow, number).secret = _hasher().hash(password)
    return number


def any_made(office: Office) -> bool:
    """Whether there ever was an account."""
    with office.reading() as session:
        return session.scalar(select(AccountRow.account).limit(1)) is not None


def accounts(office: Office) -> list[Account]:
    """All there ever were, by sign-in name and when they were made."""
    with office.reading() as session:
        rows = session.scalars(select(AccountRow).order_by(AccountRow.login, AccountRow.account))
        return [Account(row.account, row.login, row.person, row.secret is not None, row.made_at, row.ends_at,
                        row.withdrawn_at, row.guest) for row in rows]


def speak(office: Office, account: int, code: str) -> None:
    """From now on that account's person is spoken to in that language, wherever they are signed in."""
    with office.writing() as session:
        session.get_one(AccountRow, account).language = code


def spoken_by(office: Office, person: str, *, now: datetime) -> str:
    """The code of the language that person chose, by the latest of the accounts that let them in; empty where none."""
    chosen = AccountRow.language.is_not(None)
    with office.reading() as session:
        return session.scalar(select(AccountRow.language).where(AccountRow.person == person, chosen, living(now))
                              .order_by(AccountRow.account.desc()).limit(1)) or ""


def withdraw(office: Office, login: str, *, by: str, now: datetime) -> None:
    """From now on it lets nobody in, and whoever is signed in by it no longer is. Raises Trouble `unknown-account`."""
    with office.writing() as session:
        account = session.scalar(select(AccountRow).where(AccountRow.login == plain(login, strict=False),
                                                       AccountRow.withdrawn_at.is_(None)))
        if account is None:
            raise Trouble(Issue("unknown-account", repr(login), said("No account of that name lets anybody in."),
                                said("See every account with: fourscore account list CENTRE")))
        account.withdrawn_at = now
        end_all(session, account.account, now)
        session.execute(update(Invitation).where(Invitation.login == account.login, Invitation.used_at.is_(None))
                        .values(used_at=now))
        session.add(Audit(at=now, who=by, thing="account", name=account.person, old="lets in", new="withdrawn"))


def end_all(session: Session, account: int, now: datetime) -> None:
    """Nobody is signed in by this account any more."""
    session.execute(update(SignIn).where(SignIn.account == account, SignIn.ended_at.is_(None)).values(ended_at=now))


def forget(session: Session, mask: Mask, alias: str, now: datetime) -> None:
    """A forgotten person's accounts let nobody in, and their sign-in names are gone with the person's."""
    for row in session.scalars(select(AccountRow)):
        if mask.found(row.person) or mask.found(row.login):
            row.login, row.secret, row.subject, row.language = f"{alias} {row.account}", None, None, None
            row.withdrawn_at = row.withdrawn_at or now
            end_all(session, row.account, now)
            session.execute(update(ReadToken).where(ReadToken.account == row.account, ReadToken.revoked_at.is_(None))
                            .values(revoked_at=now))
    for invitation in session.scalars(select(Invitation)):
        if mask.found(invitation.person) or mask.found(invitation.login):
            invitation.login, invitation.used_at = alias, invitation.used_at or now


def living(now: datetime) -> ColumnElement[bool]:
    """The condition by which an account lets somebody in."""
    return and_(AccountRow.withdrawn_at.is_(None), or_(AccountRow.ends_at.is_(None), AccountRow.ends_at > now))


def plain(login: str, *, strict: bool = True) -> str:
    """A sign-in name as it is kept. Raises Trouble `bad-login` where it cannot be one (unless not `strict`)."""
    name = login.strip().casefold()
    if strict and (not name or len(name) > LONGEST or any(sign.isspace() or not sign.isprintable() for sign in name)):
        raise Trouble(Issue("bad-login", repr(login), said("A name to sign in with is one word, such as an e-mail "
                                                           "address."),
                            said("Write for example: ada@example.org")))
    return name


def check(password: str, login: str, person: str) -> None:
    """Raises Trouble `bad-password` for one that is easily guessed.

    Source: NIST SP 800-63B (2025) 3.1.1: length and a look at what is expected, no rules about kinds of signs.
    """
    low = password.casefold()
    expected = [word for word in (login, login.partition("@")[0], *person.casefold().split(), "password", "fourscore")
                if len(word) > 2]
    left = low
    for word in sorted(expected, key=len, reverse=True):
        left = left.replace(word, "")
    if len(password) > LONGEST:
        wrong = said("It has more than {longest} signs.", longest=LONGEST)
    elif len(password) < SHORTEST:
        wrong = said("It has fewer than {shortest} signs.", shortest=SHORTEST)
    elif len(left) < SHORTEST - 4 or len(set(low)) < 5:
        wrong = said("It is one of the first that would be tried.")
    else:
        return
    raise Trouble(Issue("bad-password", "the password", wrong,
                        said("Choose at least {shortest} signs, such as four words that have nothing to do with "
                             "you.", shortest=SHORTEST)))


def printed(key: str) -> str:
    """What is kept of a key drawn by lot: 256 bits cannot be guessed back from a plain print."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _invitation(session: Session, key: str, now: datetime) -> Invitation | None:
    return session.scalar(select(Invitation).where(
        Invitation.print == printed(key), Invitation.used_at.is_(None), Invitation.ends_at > now))


@functools.cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@functools.cache
def _nobody() -> str:
    """The hash an unknown name is tried against."""
    return _hasher().hash(secrets.token_urlsafe(32))
