"""This file is about handing a goal down to teams: the headline by volume, the guards as the same band for all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from fourscore.scoring.guard.figures import Figure
from fourscore.strategy import Band


class Handed(NamedTuple):
    """One team's part. share: of the volume; target: its part of the headline's target.

    value, n: the guard's share as counted, and of how many. steadied: drawn to the other teams as far as few cases ask
    for; chance: that its true figure is inside the band, told from all teams together. None where it is not known.
    """

    team: str
    share: float
    target: float
    value: float | None = None
    n: float = 0.0
    steadied: float | None = None
    chance: float | None = None


def by_volume(volumes: Mapping[str, float], target: float) -> dict[str, Handed]:
    """Each team's part of the headline's target, by its share of the volume; the parts add up to the target."""
    whole = math.fsum(volumes.values())
    return {team: Handed(team, volume / whole, target * volume / whole)
            for team, volume in sorted(volumes.items()) if whole > 0}


def with_guard(teams: Mapping[str, Handed], figures: Mapping[str, Figure], band: Band) -> list[Handed]:
    """The same band for every team, never a part of it; small teams' shares drawn to the others.

    Teams without cases have no value. With fewer than five teams each stands alone; teams that differ by chance alone
    have the common share.
    """
    import numpy as np

    from fourscore.maths import BetaPrior, NoPrior, Why, chance_inside, fit_beta, likely_share

    there = [team for team in teams if team in figures and 0 <= figures[team].x <= figures[team].n]
    x, n = (np.array([getattr(figures[team], part) for team in there], dtype=np.float64) for part in ("x", "n"))
    prior = fit_beta(x, n) if there else None
    known = prior if isinstance(prior, BetaPrior) else None
    alike = prior.mean if isinstance(prior, NoPrior) and prior.why is Why.ALIKE else None
    likely = likely_share(x.sum() + 0 * x, n.sum() + 0 * n) if alike is not None else likely_share(x, n, known)
    inside = np.atleast_1d(chance_inside(likely, max(0.0, band.low), min(1.0, band.high)))
    found = []
    for team, part in teams.items():
        if team not in there or not figures[team].n:
            found.append(part)
            continue
        at = there.index(team)
        drawn = float(likely.alpha[at] / (likely.alpha[at] + likely.beta[at])) if known else alike
        value = figures[team].x / figures[team].n
        found.append(part._replace(value=value, n=figures[team].n, steadied=value if drawn is None else drawn,
                                   chance=float(inside[at])))
    return found
