"""This file is about tokens that read: by which a program asks for tables in a person's place. Only prints are kept.

Such a token belongs to an account and is worth nothing without it; it has a name, an end, and the pages it is for.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from fourscore.office.access.accounts import living, plain, printed
from fourscore.office.access.tables import AccountRow, ReadToken
from fourscore.office.tables import Audit
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from fourscore.office.file import Office


class Reading(NamedTuple):
    """A token that reads, on record. reads: the pages it is for. ends_at: the first moment it lets nobody in."""

    number: int
    account: int
    login: str
    person: str
    name: str
    reads: tuple[str, ...]
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    guest: bool = False

    def lives(self, now: datetime) -> bool:
        """Whether it was neither revoked nor has ended."""
        return self.revoked_at is None and now < self.ends_at


def make(
    office: Office, login: str, name: str, reads: Collection[str], *, by: str, now: datetime, ends: datetime,
    start: str = "",
) -> str:
    """Make a token for the account of that sign-in name and give it, for the only time. start: what it begins with.

    Raises Trouble `unknown-account`; `token-twice` where a living token of the account has that name.
    """
    token = start + secrets.token_urlsafe(32)
    with office.writing() as session:
        account = session.scalar(select(AccountRow).where(AccountRow.login == plain(login, strict=False), living(now)))
        if account is None:
            raise Trouble(Issue("unknown-account", repr(login), said("No account of that name lets anybody in."),
                                said("See every account with: fourscore account list CENTRE")))
        if any(one.name == name for one in _of(session, account.account, now)):
            raise Trouble(Issue("token-twice", repr(name), said("{login} has a token of that name already.",
                                                                login=account.login),
                                said("Choose another name, or revoke the other one first.")))
        session.add(ReadToken(account=account.account, name=name, print=printed(token), reads=" ".join(sorted(reads)),
                              made_at=now, ends_at=ends))
        session.add(Audit(at=now, who=by, thing="token", name=account.person, old=None,
                          new=f"{name}: reads {', '.join(sorted(reads))}"))
    return token


def revoke(office: Office, name: str, *, by: str, now: datetime, login: str = "", account: int | None = None) -> None:
    """From now on that token lets nobody in: of that account, or sign-in name, where one is said.

    Raises Trouble `unknown-token`.
    """
    with office.writing() as session:
        found = [(row, held) for row, held in session.execute(
            select(ReadToken, AccountRow).join(AccountRow, AccountRow.account == ReadToken.account).where(
                ReadToken.name == name, ReadToken.revoked_at.is_(None)))
            if account in (None, held.account) and (not login or held.login == plain(login, strict=False))]
        if not found:
            raise Trouble(Issue("unknown-token", repr(name), said("No token of that name lets anybody in."),
                                said("See every token with: fourscore token list CENTRE")))
        for row, held in found:
            row.revoked_at = now
            session.add(Audit(at=now, who=by, thing="token", name=held.person, old=f"{name}: reads "
                              f"{', '.join(row.reads.split())}", new="revoked"))


def every(office: Office, account: int | None = None) -> list[Reading]:
    """All there ever were, or those of one account, by sign-in name and when they were made."""
    mine = [] if account is None else [ReadToken.account == account]
    with office.reading() as session:
        return _read(session, *mine)


def lets_in(office: Office, token: str, *, now: datetime) -> Reading | None:
    """Whose token this is; none where it is over, or its account lets nobody in any more. Its use is noted by days."""
    with office.reading() as session:
        found = _read(session, ReadToken.print == printed(token), ReadToken.revoked_at.is_(None),
                      ReadToken.ends_at > now, living(now))
    if not found:
        return None
    there = found[0]
    if there.used_at is None or there.used_at.date() != now.date():
        with office.writing() as session:
            session.get_one(ReadToken, there.number).used_at = now
    return there


def _of(session: Session, account: int, now: datetime) -> list[Reading]:
    return [one for one in _read(session, ReadToken.account == account) if one.lives(now)]


def _read(session: Session, *conditions: ColumnElement[bool]) -> list[Reading]:
    rows = session.execute(
        select(ReadToken, AccountRow).join(AccountRow, AccountRow.account == ReadToken.account).where(*conditions)
        .order_by(AccountRow.login, ReadToken.made_at, ReadToken.read_token))
    return [Reading(row.read_token, held.account, held.login, held.person, row.name, tuple(row.reads.split()),
                    row.made_at, row.ends_at, row.used_at, row.revoked_at, held.guest) for row, held in rows]
