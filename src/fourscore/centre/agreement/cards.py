"""This file is about scorecards as they may be shown: an agent's holds what the agent controls and may be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fourscore.centre.cards.scopes import PICKED_BY
from fourscore.centre.staff.peers import peers_of, rules_of
from fourscore.metrics import Answer
from fourscore.scoring import GoalFigures, Scope, score
from fourscore.terms import Days, WrongUse, said, said_many

if TYPE_CHECKING:
    from datetime import date

    from fourscore.centre.centre import Centre
    from fourscore.metrics import Family, Metrics, Spread
    from fourscore.scoring import Scorecard
    from fourscore.strategy import Kpi, Strategy

FEWEST, MOST = 3, 7  # things an agent can keep in mind, and move


def card_of(
    centre: Centre, days: Days, scope: Scope, history_weeks: int, *, then: tuple[Strategy, Metrics] | None = None,
) -> Scorecard:
    """The card of these days, with so many weeks before; then: by another strategy and the facts of another day.

    Raises WrongUse `not-agreed` for an agent of whom nothing on it may be told, `not-yours` for whom who asks may not
    see. The card itself is asked without a guard: who may see it may see all of it, and what it is held against.
    """
    from fourscore.centre.agreement.disputing import marked

    needed, rules = centre.settings.coverage_needed, rules_of(centre)
    strategy, metrics = then or (centre.strategy, centre.metrics)
    peers = peers_of(centre, scope.level, days) if then is None and scope.level in ("team", "agent") else None
    if scope.level != "agent" or scope.name is None:
        free = metrics.unguarded()
        mine = _yours(centre, strategy, scope, days)
        goals = GoalFigures(free, free.catalogue, centre.calendar)
        card = score(only(strategy, mine), free, days, scope=scope, calendar=centre.calendar,
                     history_weeks=history_weeks, coverage_needed=needed, rules=rules, peers=peers,
                     goals=goals if len(mine) == len(list(strategy.kpis())) else None)
        return replace(card, note=_part(len(mine), len(list(strategy.kpis()))))
    centre.keeper.rights().allow((), {"agent": (scope.name,)}, days)
    guarding = centre.keeper.guarding()
    kept = _allowed(centre, [kpi for kpi in strategy.kpis() if is_agents(kpi, metrics)], scope.name, days)
    found = [metrics.catalogue.find(kpi.metric) for kpi in kept]
    since = max((guarding.since(guarding.term(metric)) for metric in found), default=days.first)
    weeks = min(history_weeks, max(0, (days.until - since).days // 7)) if guarding.weekly(found) else 0
    card = score(only(strategy, kept), _Since(metrics.unguarded(), since), days, scope=scope,
                 calendar=centre.calendar, history_weeks=weeks, coverage_needed=needed, rules=rules, peers=peers)
    return replace(marked(centre, card), note=_size(len(kept)))


def _yours(centre: Centre, strategy: Strategy, scope: Scope, days: Days) -> list[Kpi]:
    """The KPIs of a card of no single person that who asks may see there. Raises WrongUse `not-yours` for none."""
    rights = centre.keeper.rights()
    picked = {PICKED_BY[scope.level]: scope.parts or (scope.name or "",)} if scope.level in PICKED_BY else {}
    rights.allow((), picked, days)
    return [kpi for kpi in strategy.kpis() if rights.covers((), {**kpi.scope, **picked}, days)]


def _part(shown: int, there: int) -> str:
    """What is to be said of a card on which some things are not shown."""
    if shown == there:
        return ""
    return said("You see {shown} of the {there} measures of this card, and the scores of these alone.", shown=shown,
                there=there)


def is_agents(kpi: Kpi, metrics: Metrics) -> bool:
    """Whether it belongs on an agent's card: the agent can move it, and the figure can be told by agent."""
    if "agent" not in kpi.levels:
        return False
    return kpi.control == "agent" if kpi.control else "agent" in metrics.catalogue.find(kpi.metric).level


def _size(held: int) -> str:
    """What is to be said of a card that holds too few or too many things to be a help."""
    if FEWEST <= held <= MOST:
        return ""
    return said_many("This card holds {number} thing that the agent controls; {fewest} to {most} are a help.",
                     "This card holds {number} things that the agent controls; {fewest} to {most} are a help.", held,
                     fewest=FEWEST, most=MOST)


def _allowed(centre: Centre, kpis: Sequence[Kpi], agent: str, days: Days) -> list[Kpi]:
    guarding, metrics = centre.keeper.guarding(), centre.metrics
    kept, refused = [], []
    for kpi in kpis:
        where = {**kpi.scope, "agent": (agent,)}
        try:
            guarding.allow([metrics.catalogue.find(kpi.metric)], (), where, days, metrics.spread)
            kept.append(kpi)
        except WrongUse as no:
            refused.append(no)
    if refused and not kept:
        raise refused[0]
    return kept


def only(strategy: Strategy, kpis: Sequence[Kpi]) -> Strategy:
    """The strategy with these KPIs alone; perspectives and objectives stay, for the map is drawn of them."""
    ids = {kpi.id for kpi in kpis}
    return replace(strategy, perspectives=tuple(
        replace(perspective, objectives=tuple(
            replace(objective, kpis=tuple(kpi for kpi in objective.kpis if kpi.id in ids))
            for objective in perspective.objectives))
        for perspective in strategy.perspectives))


class _Since:
    """Figures from a day on; of earlier days there are none."""

    def __init__(self, metrics: Metrics, since: date) -> None:
        self.metrics, self.since, self.currency = metrics, since, metrics.currency

    def dimensions(self, metric: str) -> list[str]:
        return self.metrics.dimensions(metric)

    def family(self, metric: str) -> Family:
        return self.metrics.family(metric)

    def lacking(self, metric: str) -> tuple[str, ...]:
        return self.metrics.lacking(metric)

    def spread_of(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str | None]] | None = None,
    ) -> dict[str, Spread]:
        return {} if during.first < self.since else self.metrics.spread_of(metrics, by, during=during, where=where)

    def ask(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str]] | None = None, every: Sequence[str] = (),
    ) -> Answer:
        if during.first < self.since:
            return Answer(None, str(self.metrics.calendar.zone), tuple(by), during, [])
        return self.metrics.ask(metrics, by, during=during, where=where, every=every)
