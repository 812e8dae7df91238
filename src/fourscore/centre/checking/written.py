"""This file is about gathering what people wrote down that rules ask for: initiatives, decisions, reviews."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fourscore.centre.checking.figures import centre_card
from fourscore.terms import Days, Trouble

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Written
    from fourscore.strategy import Strategy

YEAR = timedelta(days=365)


def written_of(centre: Centre, strategy: Strategy) -> Written:
    """What the office knows of this strategy's objectives and KPIs."""
    from fourscore.scoring import Written, kpis_cited, kpis_decided, objectives_helped

    since = centre.now() - YEAR
    return Written(_off(centre, strategy), frozenset(objectives_helped(centre.office)), _a_year(centre),
                   frozenset(kpis_decided(centre.office, since)), frozenset(kpis_cited(centre.office, since)))


def _a_year(centre: Centre) -> frozenset[str]:
    """The KPIs of the version that was in force a year ago; none where none was."""
    from fourscore.centre.publishing.strategies import strategy_of_version
    from fourscore.scoring import strategies

    then = [one for one in strategies(centre.office) if one.at <= centre.now() - YEAR]
    try:
        return frozenset(kpi.id for kpi in strategy_of_version(centre, then[-1]).kpis()) if then else frozenset()
    except Trouble:
        return frozenset()


def _off(centre: Centre, strategy: Strategy) -> dict[str, tuple[bool, ...]]:
    """Of each objective, whether it was off target in the last two whole months, as far as both are loaded."""
    spread = centre.metrics.spread()
    if spread is None:
        return {}
    found: dict[str, tuple[bool, ...]] = {}
    for month in _last_months(centre, spread):
        card = centre_card(centre, strategy, month, 0)
        for perspective in card.perspectives:
            for scored in perspective.objectives:
                found[scored.objective.id] = (*found.get(scored.objective.id, ()), scored.status == "off_target")
    return found


def _last_months(centre: Centre, spread: Days) -> list[Days]:
    """The last two whole months loaded, the earlier first; fewer where fewer are."""
    first, months = spread.until.replace(day=1), []
    for _ in range(2):
        first = (first - timedelta(days=1)).replace(day=1)
        if first >= spread.first:
            months.append(centre.calendar.period(f"{first:%Y-%m}"))
    return months[::-1]
