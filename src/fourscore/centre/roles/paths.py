"""This file is about the targets of the strategy as paths, who owns them, and what each really weighs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from fourscore.scoring import weigh
from fourscore.terms import Trouble

if TYPE_CHECKING:
    from datetime import date

    from fourscore.centre.centre import Centre
    from fourscore.scoring import Measured
    from fourscore.strategy import Kpi, Objective, Perspective


class Aimed(NamedTuple):
    """One KPI. now: its target today; to_come: the points of its path after today, dated. nominal: its share of the
    weight present (0..1); effective: its share of the total's ups and downs; None where that is not known."""

    perspective: Perspective
    objective: Objective
    kpi: Kpi
    owner: str
    now: float | None
    to_come: tuple[tuple[date, float], ...]
    nominal: float | None
    effective: float | None
    measured: Measured | None


class Paths(NamedTuple):
    """weeks: on how many weeks' totals the effective weights stand; 0 where they cannot be told."""

    weeks: int
    rows: tuple[Aimed, ...]


def paths(centre: Centre) -> Paths:
    """Every KPI's path, owner and weights, by the card of the last complete week."""
    from fourscore.scoring import target_on

    today = centre.calendar.local(centre.now()).date()
    try:
        found = weigh(centre.scorecard())
    except Trouble:  # nothing is loaded: the paths are there all the same
        found = None
    weights: Mapping[str, tuple[float, float | None, Measured]] = {
        one.measured.kpi.id: (one.nominal, one.effective, one.measured) for one in found.rows} if found else {}
    rows = []
    for perspective in centre.strategy.perspectives:
        for objective in perspective.objectives:
            for kpi in objective.kpis:
                nominal, effective, measured = weights.get(kpi.id, (None, None, None))
                rows.append(Aimed(
                    perspective, objective, kpi, kpi.owner or objective.owner, target_on(kpi, today),
                    tuple(point for point in kpi.targets if point[0] > today), nominal, effective, measured))
    return Paths(found.weeks if found else 0, tuple(rows))
