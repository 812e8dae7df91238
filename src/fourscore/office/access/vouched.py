"""This file is about accounts an OpenID provider vouches for, and what its groups gave at the last sign-in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, select, update

from fourscore.office.access.accounts import end_all, living, plain
from fourscore.office.access.tables import AccountRow, Granted, Invitation
from fourscore.office.tables import Audit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fourscore.office.file import Office


class Held(NamedTuple):
    """A living account. subject: who its person is at the provider; none where nobody came by it that way yet."""

    account: int
    person: str
    subject: str | None


Given = tuple[str, str]  # a role, and the team it leads; no team where that is empty


def of_subject(office: Office, subject: str, *, now: datetime) -> Held | None:
    """The account by which that subject of the provider comes in."""
    with office.reading() as session:
        row = session.scalar(select(AccountRow).where(AccountRow.subject == subject, living(now)))
        return None if row is None else Held(row.account, row.person, row.subject)


def of_login(office: Office, login: str, *, now: datetime) -> Held | None:
    """The account that is signed in to under that name."""
    with office.reading() as session:
        row = session.scalar(select(AccountRow).where(AccountRow.login == plain(login, strict=False), living(now)))
        return None if row is None else Held(row.account, row.person, row.subject)


def expected(
    office: Office, login: str, person: str, *, by: str, now: datetime, subject: str | None = None,
    ends: datetime | None = None,
) -> int:
    """The number of the account that person comes in by under that name: the one there is, or a new one, which has no
    password. Invitations to it are used up. Raises Trouble `bad-login`."""
    login = plain(login)
    with office.writing() as session:
        row = session.scalar(select(AccountRow).where(AccountRow.login == login, AccountRow.withdrawn_at.is_(None)))
        new = "may come in by the provider"
        if row is not None and row.ends_at is not None and row.ends_at <= now:
            row.withdrawn_at, row = now, None  # it is over, and its name free again
        if row is None:
            row = AccountRow(login=login, person=person, secret=None, subject=None, made_at=now, ends_at=ends)
            session.add(row)
            session.add(Audit(at=now, who=by, thing="account", name=person, old=None, new=f"{new} as {login}"))
        if subject is not None and row.subject != subject:
            row.subject = subject
            session.add(Audit(at=now, who=by, thing="account", name=row.person, old=None, new="known to the provider"))
        session.execute(update(Invitation).where(Invitation.login == login, Invitation.used_at.is_(None))
                        .values(used_at=now))
        session.flush()
        return row.account


def grant(office: Office, account: int, given: Collection[Given], *, now: datetime) -> bool:
    """From now on that account's person holds exactly what the groups give; whether that is another than before."""
    with office.writing() as session:
        before = _given(session, account)
        if before == set(given):
            return False
        person = session.get_one(AccountRow, account).person
        session.execute(delete(Granted).where(Granted.account == account))
        session.add_all(Granted(account=account, role=role, team=team, made_at=now)
                        for role, team in sorted(set(given)))
        session.add(Audit(at=now, who=person, thing="groups", name=person, old=_told(before), new=_told(set(given))))
        return True


def granted_to(office: Office, person: str, *, now: datetime) -> list[Given]:
    """What the groups gave that person at the last sign-in, over every account."""
    with office.reading() as session:
        rows = session.execute(
            select(Granted.role, Granted.team).join(AccountRow, AccountRow.account == Granted.account)
            .where(AccountRow.person == person, living(now)).distinct().order_by(Granted.role, Granted.team)).all()
        return [(role, team) for role, team in rows]


def shut_out(office: Office, account: int, *, now: datetime) -> None:
    """Whoever is signed in by that account no longer is: the provider's groups let the person in no more."""
    with office.writing() as session:
        end_all(session, account, now)


def _given(session: Session, account: int) -> set[Given]:
    rows = session.execute(select(Granted.role, Granted.team).where(Granted.account == account)).all()
    return {(role, team) for role, team in rows}


def _told(given: set[Given]) -> str | None:
    return ", ".join(f"{role} of {team}" if team else role for role, team in sorted(given)) or None
