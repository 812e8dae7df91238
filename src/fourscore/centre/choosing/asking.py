"""This file is about the questions of a strategy's KPIs: which its file answers, and which are still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.centre.written import STRATEGY
from fourscore.terms import Issue, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.strategy import KpiQuestion


def questions_of(centre: Centre, kpi: str = "") -> list[KpiQuestion]:
    """What every KPI, or the one of that id, has to answer. Raises WrongUse `unknown-kpi`, Trouble of the strategy."""
    from fourscore.strategy import StrategyText, kpi_questions

    strategy = centre.strategy
    known = [one.id for one in strategy.kpis()]
    if kpi and kpi not in known:
        raise WrongUse(Issue("unknown-kpi", repr(kpi),
                             said("There is no KPI called {kpi} in the strategy.", kpi=repr(kpi)),
                             did_you_mean(kpi, known) or said("KPIs are named by their ids in strategy.yaml.")))
    text = StrategyText.open(centre.folder / STRATEGY).text
    asked = kpi_questions(strategy, text, centre.metrics.catalogue, centre.settings.currency)
    return [one for one in asked if kpi in ("", one.kpi)]
