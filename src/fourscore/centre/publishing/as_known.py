"""This file is about a scorecard as it was known on a day: the strategy published by then, the facts loaded by then."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.publishing.strategies import definitions_now, end_of, publication_of, strategy_of_version
from fourscore.centre.weeks import last_week
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Scorecard


class KnownCard(NamedTuple):
    """A card as known at the end of a day. load, loaded_at: the last load by then (aware).

    otherwise: in sentences, what may make it another card than was seen then.
    """

    card: Scorecard
    version: int
    load: int
    loaded_at: datetime
    otherwise: tuple[str, ...]


def scorecard_as_known(
    centre: Centre, day: str, period: str = "", **named: str | None,
) -> KnownCard:
    """The scorecard of a period as known at the end of a local day, written 2026-03-09; of the last whole week by then.

    Raises WrongUse as `Centre.scorecard` does, and `unknown-version` for what is no day; Trouble `nothing-published`,
    `nothing-loaded`, `not-known-then`.
    """
    from fourscore.centre.agreement.cards import card_of
    from fourscore.centre.cards.scopes import scope_of

    moment = end_of(centre, day)
    version = publication_of(centre, day)
    strategy = strategy_of_version(centre, version)
    load = centre.warehouse.last_before(moment)
    if load is None:
        raise Trouble(Issue("nothing-loaded", day, said("Nothing was loaded by the end of this day."),
                            said("Ask as of a later day; fourscore doctor shows what was loaded when.")))
    scope = scope_of(centre, named)
    with centre.warehouse.as_known(load.load) as known:
        metrics = centre.metrics.over(known)
        days = centre.calendar.period(period) if period else last_week(centre, metrics)
        card = card_of(centre, days, scope, centre.settings.history_weeks, then=(strategy, metrics))
        otherwise = [
            said("People, thresholds or rates were changed since, on {days}; they are as they are now.",
                 days=", ".join(dict.fromkeys(f"{one.at:%Y-%m-%d}" for one in known.restated))),
        ] if known.restated else []
    now = definitions_now(centre, strategy)
    changed = sorted(key for key in {kpi.metric for kpi in strategy.kpis()}
                     if now.get(key) != version.definitions.get(key))
    if changed:
        otherwise.append(said("Defined otherwise since, and told as they are defined now: {names}.",
                              names=", ".join(changed)))
    return KnownCard(card, version.number, load.load, load.at, tuple(otherwise))
