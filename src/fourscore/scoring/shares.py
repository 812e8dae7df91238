"""This file is about sharing a target out by volume: what part of the centre's is a team's, a site's, an agent's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from fourscore.strategy import Kpi
from fourscore.terms import Days, WrongUse

if TYPE_CHECKING:
    from fourscore.scoring.readings import Figures

# What an amount is shared out by.
VOLUME = "contacts_handled"


def shares_of(
    kpi: Kpi, metrics: Figures, level: str, groups: Mapping[str, Sequence[str]],
) -> dict[str | None, Fraction]:
    """Each one's share of the contacts handled in the days the KPI's baseline was frozen from; they add up to 1.

    The days never change, so neither do the shares, unless a fact of those days is corrected. What nobody in
    particular handled is the share of None. groups: the teams of each site, or the queues of each group; only these
    have a share of their own then. Empty where there is no volume, or it cannot be told so.
    """
    from fourscore.scoring.readings import PICKED_BY

    if kpi.baseline_days is None:
        return {}
    picked = PICKED_BY[level]
    try:
        answer = metrics.ask([VOLUME], (picked,), during=Days(*kpi.baseline_days),
                             where={name: list(words) for name, words in kpi.scope.items()})
    except WrongUse:
        return {}
    handled: dict[str | None, Fraction] = {}
    for row in answer.rows:
        if row.value:
            handled[row.by[picked]] = handled.get(row.by[picked], Fraction(0)) + Fraction(row.value)
    whole = sum(handled.values(), Fraction(0))
    if not whole:
        return {}
    shares = {name: count / whole for name, count in handled.items()}
    if level in ("team", "agent"):
        return shares
    found: dict[str | None, Fraction] = {
        name: sum((shares.get(part, Fraction(0)) for part in dict.fromkeys(parts)), Fraction(0))
        for name, parts in groups.items()}
    return {**found, None: 1 - sum(found.values(), Fraction(0))}
