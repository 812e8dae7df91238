"""This file is about a centre's policies: who has read them, who still has to, and whether they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.publishing.strategies import today_of
from fourscore.centre.reviewing.initiatives import signed_by
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Measured, Owed
    from fourscore.strategy import Policy


class KeptPolicy(NamedTuple):
    """A policy, whether it is in force today, who has to have read it, and the KPI that shows whether it is kept.

    shown: of the last whole week; None where the policy names none, or nothing is loaded.
    """

    policy: Policy
    in_force: bool
    owed: tuple[Owed, ...]
    shown: Measured | None


def policies(centre: Centre) -> list[KeptPolicy]:
    """Every policy of strategy.yaml."""
    from fourscore.scoring import acknowledged, in_force, owed

    holders, said, day = _holders(centre), acknowledged(centre.office), today_of(centre)
    try:
        card = {one.kpi.id: one for one in centre.scorecard().measured()}
    except Trouble:
        card = {}
    return [KeptPolicy(policy, in_force(policy, day), tuple(owed(policy, holders, said)), card.get(policy.kpi))
            for policy in centre.strategy.policies]


def _holders(centre: Centre) -> dict[str, tuple[str, ...]]:
    people, day = centre.settings.people, today_of(centre)
    roles = {role for policy in centre.strategy.policies for role in policy.acknowledge}
    return {role: people.holders(role, day) for role in roles}


def acknowledge(centre: Centre, id_: str, who: str) -> bool:
    """Keep that somebody has read a policy as it is worded now; False where they had said so before.

    Raises WrongUse `unknown-policy`, `not-signed`; Trouble `not-asked` for who holds none of its roles.
    """
    from fourscore.scoring import Acknowledged, fingerprint_of, keep_acknowledged, policy_of

    policy, who = policy_of(centre.strategy, id_), signed_by(who)
    holders = _holders(centre)
    role = next((role for role in policy.acknowledge if who in holders[role]), None)
    if role is None:
        roles = " or ".join(policy.acknowledge) or "nobody: it names no roles under acknowledge"
        raise Trouble(Issue("not-asked", repr(who), said("This policy is acknowledged by {roles}.", roles=roles),
                            said("Write the name as people.yaml has it, or appoint them there.")))
    told = Acknowledged(policy.id, fingerprint_of(policy), who, role, centre.now())
    kept = keep_acknowledged(centre.office, told)
    centre.anew()
    return kept
