"""This file is about links to a wall: whoever has one sees that wall's numbers and nothing else. Only prints are kept.

A link's key is drawn by lot with 256 bits, so that it cannot be made up, and a plain print (SHA-256) of it cannot be
guessed back. What it opens stands beside the print: it cannot be changed in the link.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from fourscore.office.access.accounts import printed
from fourscore.office.tables import Audit, Typed
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.office.file import Office

START = "fsl_"  # so that a link left lying about is known for what it is, and for no token
WHO = "fourscore wall"


class WallLink(Typed):
    """A link by the print of its key; `name` says where the screen hangs, `scope` whose numbers it shows."""

    __tablename__ = "wall_link"

    wall_link: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    scope: Mapped[str]
    print: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Link(NamedTuple):
    """A link on record; moments are aware."""

    name: str
    scope: str
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None


def make_link(office: Office, name: str, scope: str, *, ends: datetime, now: datetime) -> str:
    """The key of a new link, for the only time. Raises Trouble `wall-link-twice` while one of that name holds."""
    key = START + secrets.token_urlsafe(32)
    with office.writing() as session:
        held = select(WallLink).where(WallLink.name == name, WallLink.revoked_at.is_(None), WallLink.ends_at > now)
        if session.scalar(held) is not None:
            raise Trouble(Issue("wall-link-twice", repr(name), said("There is a link of that name already."),
                                said("Choose another name, or revoke that one: fourscore wall revoke CENTRE NAME")))
        session.add(WallLink(name=name, scope=scope, print=printed(key), made_at=now, ends_at=ends))
        session.add(Audit(at=now, who=WHO, thing="wall link", name=name, old=None, new=f"shows {scope}"))
    return key


def revoke_link(office: Office, name: str, *, now: datetime) -> None:
    """From now on it shows nothing. Raises Trouble `unknown-wall-link`."""
    with office.writing() as session:
        rows = list(session.scalars(select(WallLink).where(
            WallLink.name == name, WallLink.revoked_at.is_(None), WallLink.ends_at > now)))
        if not rows:
            raise Trouble(Issue("unknown-wall-link", repr(name), said("No link of that name shows anything."),
                                said("See every link with: fourscore wall list CENTRE")))
        for row in rows:
            row.revoked_at = now
            session.add(Audit(at=now, who=WHO, thing="wall link", name=name, old=f"shows {row.scope}", new="revoked"))


def links(office: Office) -> list[Link]:
    """All there ever were, by name and when they were made."""
    with office.reading() as session:
        rows = session.scalars(select(WallLink).order_by(WallLink.name, WallLink.made_at, WallLink.wall_link))
        return [_told(row) for row in rows]


def link_of(office: Office, key: str, now: datetime) -> Link | None:
    """What that key opens at this moment; none where it holds no longer, or never was one."""
    with office.reading() as session:
        row = session.scalar(select(WallLink).where(
            WallLink.print == printed(key), WallLink.revoked_at.is_(None), WallLink.ends_at > now))
        return None if row is None else _told(row)


def _told(row: WallLink) -> Link:
    return Link(row.name, row.scope, row.made_at, row.ends_at, row.revoked_at)
