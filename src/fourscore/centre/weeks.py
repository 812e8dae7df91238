"""This file is about which week is shown where none is named."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fourscore.terms import Days, Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.metrics import Metrics


def last_week(centre: Centre, metrics: Metrics | None = None) -> Days:
    """The last complete week, else the last that holds anything. Raises Trouble `nothing-loaded`.

    metrics: those to look at, the centre's where none are handed in.

    Where the strategy holds the centre to first-contact resolution, the last week whose resolution window has
    passed: a later one would always lack that number, and the customer's view with it.
    """
    metrics = metrics or centre.metrics
    spread = metrics.spread()
    if spread is None:
        raise Trouble(
            Issue(
                "nothing-loaded",
                str(centre.folder),
                said("Nothing is loaded yet, so there is no number."),
                said("Run: fourscore load"),
            )
        )
    complete = max(
        (fill.until_at for fill in metrics.warehouse.fills() if fill.kind in ("visit", "contact")), default=None
    )
    last = centre.calendar.week(spread.until - timedelta(days=1))
    waits = [centre.settings.resolution_window_days, 0] if _waits_for_resolution(centre) else [0]
    for days in waits:
        first = last
        if complete is None:
            break
        while centre.calendar.midnight(first + timedelta(days=7 + days)) > complete:
            first -= timedelta(days=7)
        if first + timedelta(days=7) > spread.first:
            return Days(first, first + timedelta(days=7))
    return Days(last, last + timedelta(days=7))


def _waits_for_resolution(centre: Centre) -> bool:
    try:
        kpis = centre.strategy.kpis()
    except Trouble:
        return False  # without a strategy there is nothing to wait for
    catalogue = centre.metrics.catalogue
    return any(catalogue.find(kpi.metric).provisional for kpi in kpis)
