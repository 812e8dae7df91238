"""This file is about the switch's own report held against a centre's facts, with all the centre knows of itself."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.centre.access.asking import signed_in
from fourscore.office import Pasted, pasted
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


def reconcile_text(centre: Centre, numbers: str, asked: Asked) -> Reconciled:
    """The same of a report as text: a table with its headings, its cells apart by tabs or as a CSV.

    Raises WrongUse `empty-file` where there is none, and all that `reconcile` raises.
    """
    numbers = numbers.strip("\r\n")
    if not numbers.strip():
        raise WrongUse(Issue("empty-file", said("the numbers"), said("There are no numbers here yet."),
                             said("Paste a table with its headings, or choose a file.")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pasted.tsv" if "\t" in numbers.split("\n", 1)[0] else "pasted.csv")
        path.write_text(numbers + "\n", encoding="utf-8", newline="\n")
        return reconcile(centre, path, asked)


def keep_report(centre: Centre, numbers: str) -> int:
    """Keep the text of a report, so that what came of it has an address; its number."""
    return pasted.keep(centre.office, numbers, by=signed_in() or centre.settings.acting_as, now=centre.now())


def report_of(centre: Centre, number: int) -> Pasted:
    """The kept report of that number. Raises WrongUse `unknown-report`."""
    found = pasted.one(centre.office, number)
    if found is None:
        raise WrongUse(Issue("unknown-report", str(number), said("There is no report of that number."),
                             said("See the reports there are on the page Reconcile.")))
    return found


def reports_of(centre: Centre, most: int = 20) -> list[Pasted]:
    """The reports kept last, the newest first."""
    return pasted.lately(centre.office, most)


def _chosen(centre: Centre) -> dict[str, str]:
    """For each metric the strategy holds the centre to, its variant."""
    try:
        kpis = list(centre.strategy.kpis())
    except Trouble:
        return {}  # without a strategy nothing was chosen
    return {kpi.metric.partition(":")[0]: kpi.metric for kpi in reversed(kpis)}
