"""This file is about policies and who has read them: a new wording is owed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from fourscore.strategy import Policy, Strategy, stamp
from fourscore.terms import Issue, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.office import Office


class Acknowledged(NamedTuple):
    """That somebody, in a role, has read a policy in the wording of this fingerprint. at: aware."""

    policy: str
    fingerprint: str
    name: str
    role: str
    at: datetime


class Owed(NamedTuple):
    """Who has to have read the policy: when they said so of this wording, and of an earlier one; None where never."""

    name: str
    role: str
    read_at: datetime | None
    read_before_at: datetime | None


def fingerprint_of(policy: Policy) -> str:
    """What its wording is recognised by; spaces and line ends do not make it another."""
    return stamp(" ".join(policy.text.split()).encode())[:16]


def in_force(policy: Policy, day: date) -> bool:
    """Whether it holds on that local day."""
    return (policy.first_day is None or policy.first_day <= day) and (
        policy.until_day is None or day < policy.until_day)


def policy_of(strategy: Strategy, id_: str) -> Policy:
    """Raises WrongUse `unknown-policy`."""
    for policy in strategy.policies:
        if policy.id == id_:
            return policy
    raise WrongUse(Issue("unknown-policy", repr(id_), said("There is no policy called {id_}.", id_=repr(id_)),
                         did_you_mean(id_, [policy.id for policy in strategy.policies])
                         or said("Write it under  policies:  in strategy.yaml.")))


def keep_acknowledged(office: Office, said: Acknowledged) -> bool:
    """Keep it; False where it was said before of the same wording."""
    from sqlalchemy.exc import IntegrityError

    from fourscore.scoring.review.tables import AcknowledgedRow

    try:
        with office.writing() as session:
            session.add(AcknowledgedRow(**said._asdict()))
    except IntegrityError:
        return False
    return True


def acknowledged(office: Office) -> list[Acknowledged]:
    """Everything anybody ever said they have read, oldest first."""
    from sqlalchemy import select

    from fourscore.scoring.review.tables import AcknowledgedRow

    with office.reading() as session:
        return [Acknowledged(*(getattr(row, name) for name in Acknowledged._fields))
                for row in session.scalars(select(AcknowledgedRow).order_by(AcknowledgedRow.policy_acknowledged))]


def owed(policy: Policy, holders: Mapping[str, Sequence[str]], said: Sequence[Acknowledged]) -> list[Owed]:
    """Everybody who holds a role that acknowledges the policy, by role and name. holders: names by role, of today."""
    now, found = fingerprint_of(policy), list[Owed]()
    for role in policy.acknowledge:
        for name in sorted(holders.get(role, ())):
            mine = [one for one in said if (one.policy, one.name) == (policy.id, name)]
            here = next((one.at for one in mine if one.fingerprint == now), None)
            before = next((one.at for one in reversed(mine) if one.fingerprint != now), None)
            if all(one.name != name for one in found):
                found.append(Owed(name, role, here, before))
    return found
