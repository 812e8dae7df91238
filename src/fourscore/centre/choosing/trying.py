"""This file is about trying candidates for KPIs on what a centre has loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from fourscore.scoring import Candidate, Tried, backtest, window
from fourscore.terms import Days, Issue, Trouble, WrongUse, said, together

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.strategy import Kpi

LEVELS = ("centre", "team")


class Backtested(NamedTuple):
    """The days looked at, and each candidate with what they say of it."""

    during: Days
    tried: tuple[Tried, ...]


def backtest_metrics(
    centre: Centre, names: Sequence[str], *, months: int = 12, level: str = "centre",
) -> Backtested:
    """Try these metrics, or where none is named the strategy's KPIs with their scopes and targets, on the last months
    loaded.

    Raises WrongUse `unknown-metric`, `bad-level`, `bad-months`; Trouble `nothing-loaded`.
    """
    if level not in LEVELS:
        raise WrongUse(Issue("bad-level", "backtest",
                             said("{level} is no level to try a measure at.", level=repr(level)),
                             said("Use one of: {names}.", names=together(LEVELS, ", "))))
    if not 1 <= months <= 60:
        raise WrongUse(Issue("bad-months", "backtest", said("{months} months cannot be tried.", months=months),
                             said("Write 1 to 60.")))
    metrics = centre.metrics
    if names:
        candidates = [Candidate(metrics.catalogue.find(name)) for name in names]
    else:
        candidates = [Candidate(metrics.catalogue.find(kpi.metric), kpi) for kpi in centre.strategy.kpis()]
    loaded = metrics.spread()
    if loaded is None:
        raise Trouble(Issue("nothing-loaded", str(centre.folder),
                            said("Nothing is loaded, so nothing can be tried on it."),
                            said("Load the centre's sources first: fourscore load")))
    during = window(loaded, months)
    return Backtested(during, tuple(backtest(candidates, metrics, centre.calendar, during, level)))


def backtest_kpi(centre: Centre, kpi: Kpi) -> Backtested | None:
    """The same of one KPI, written or not, over the last twelve months; None where nothing is loaded."""
    loaded = centre.metrics.spread()
    if loaded is None:
        return None
    during = window(loaded, 12)
    candidate = Candidate(centre.metrics.catalogue.find(kpi.metric), kpi)
    return Backtested(during, tuple(backtest([candidate], centre.metrics, centre.calendar, during)))
