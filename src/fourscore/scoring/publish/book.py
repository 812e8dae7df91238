"""This file is about the book of published strategies: each kept exactly as it was, one after the other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from fourscore.scoring.publish.approval import Approval
from fourscore.strategy import stamp
from fourscore.terms import Issue, Trouble, WrongUse, said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fourscore.office import Office
    from fourscore.scoring.publish.tables import PublishedStrategy


class Publication(NamedTuple):
    """One published strategy. definitions: each metric's, by its key, as they were then. at: aware, UTC.

    text: as published, byte for byte in UTF-8; `whole` is False where a person was forgotten in it since.
    """

    number: int
    text: str
    fingerprint: str
    definitions: Mapping[str, str]
    at: datetime
    approval: Approval

    @property
    def whole(self) -> bool:
        return stamp(self.text.encode()) == self.fingerprint


def declare_tables() -> None:
    """Make the tables of judging known to the office, which copies, migrates and searches all it knows."""
    from fourscore.strategy import declare_signatures

    for matter in ("publish", "review"):
        import_module(f"fourscore.scoring.{matter}.tables")
    declare_signatures()


def keep_strategy(
    office: Office, content: bytes, definitions: Mapping[str, str], approval: Approval, *, seen: int, now: datetime,
) -> Publication:
    """Keep that text as the version after `seen`, the newest its publisher knew of (0: none).

    Raises Trouble `published-meanwhile` when somebody published another since: nothing is kept then, and nothing of
    theirs is lost.
    """
    from sqlalchemy.exc import IntegrityError

    from fourscore.scoring.publish.tables import PublishedStrategy

    made = Publication(seen + 1, content.decode("utf-8"), stamp(content), dict(definitions), now, approval)
    row = PublishedStrategy(number=made.number, text=made.text, fingerprint=made.fingerprint, published_at=now,
                            definitions=json.dumps(made.definitions, ensure_ascii=False), **approval._asdict())
    try:
        with office.writing() as session:
            newest = _newest(session)
            if (newest.number if newest else 0) != seen:
                raise _meanwhile(newest)
            session.add(row)
    except IntegrityError:
        with office.reading() as session:
            raise _meanwhile(_newest(session)) from None
    return made


def _newest(session: Session) -> PublishedStrategy | None:
    from sqlalchemy import select

    from fourscore.scoring.publish.tables import PublishedStrategy

    return session.scalar(select(PublishedStrategy).order_by(PublishedStrategy.number.desc()).limit(1))


def _meanwhile(newest: PublishedStrategy | None) -> Trouble:
    there = (said("{who} published version {number} on {day} at {time} UTC, after you had looked", who=newest.who,
                  number=newest.number, day=f"{newest.published_at:%Y-%m-%d}", time=f"{newest.published_at:%H:%M}")
             if newest else said("The version you had looked at is not there"))
    return Trouble(Issue("published-meanwhile", "strategy.yaml", said("{there}; yours was not published.", there=there),
                         said("See what differs with  fourscore diff, then publish again.")))


def strategies(office: Office) -> list[Publication]:
    """Every published strategy, oldest first."""
    from sqlalchemy import select

    from fourscore.scoring.publish.tables import PublishedStrategy

    with office.reading() as session:
        rows = session.scalars(select(PublishedStrategy).order_by(PublishedStrategy.number))
        return [Publication(row.number, row.text, row.fingerprint, json.loads(row.definitions), row.published_at,
                            Approval(row.who, row.role, row.why, row.verified)) for row in rows]


def version_of(there: list[Publication], number: int) -> Publication:
    """The version of that number. Raises WrongUse `unknown-version`."""
    for one in there:
        if one.number == number:
            return one
    known = said("There are 1 to {number}.", number=there[-1].number) if there else said("None is published yet.")
    raise WrongUse(Issue("unknown-version", said("version {number}", number=number),
                         said("There is no version {number} of the strategy.", number=number),
                         known))


def version_before(there: list[Publication], moment: datetime) -> Publication | None:
    """The newest version published before an aware moment."""
    return next((one for one in reversed(there) if one.at < moment), None)
