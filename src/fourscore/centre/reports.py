"""This file is about the switch's own report held against a centre's facts, with all the centre knows of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.terms import Issue, Trouble, WrongUse, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.metrics import Asked, Reconciled


def reconcile(centre: Centre, report: Path, asked: Asked) -> Reconciled:
    """What each column of the report is, tried in the zones of the centre's sites too.

    The centre's own definition of a measure is the variant its strategy holds it to, else the catalogue's first.
    Raises WrongUse where the report cannot be used, or where nothing is loaded (`nothing-loaded`).
    """
    loaded = centre.metrics.spread()
    if loaded is None:
        raise WrongUse(Issue("nothing-loaded", str(centre.folder),
                             said("Nothing is loaded yet, so there is no number."),
                             said("Run: fourscore load")))
    zones = tuple(dict.fromkeys(site.zone for site in centre.settings.sites))
    return centre.metrics.reconcile(report, replace(asked, zones=(*asked.zones, *zones), chosen={
        **_chosen(centre), **asked.chosen}), loaded)


def _chosen(centre: Centre) -> dict[str, str]:
    """For each metric the strategy holds the centre to, its variant."""
    try:
        kpis = list(centre.strategy.kpis())
    except Trouble:
        return {}  # without a strategy nothing was chosen
    return {kpi.metric.partition(":")[0]: kpi.metric for kpi in reversed(kpis)}
