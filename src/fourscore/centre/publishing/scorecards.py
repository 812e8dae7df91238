"""This file is about publishing a scorecard, correcting it with a date, and what data restated since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose
from typing import TYPE_CHECKING

from fourscore.centre.cards.scopes import scope_of
from fourscore.centre.keeping.closing import kinds_of
from fourscore.centre.publishing.strategies import (
    approved,
    definitions_now,
    publication_of,
    reasoned,
    strategy_of_version,
    today_of,
)
from fourscore.centre.setup.stages import shut_before
from fourscore.terms import Days, Issue, Trouble, WrongUse, did_you_mean, read_value, said, together

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Card, Corrected, Measured, Scope, Scorecard, Value
    from fourscore.strategy import Strategy
    from fourscore.warehouse import Touch

MEASURED = 4  # the stages a scorecard is published after
TRIES = 3  # a load that ends while a card is made makes it anew


@dataclass(frozen=True)
class Restated:
    """A published number that is another one now. was: as it stands (published, or corrected since); n_was, n_now.

    loads: those that touched its days since. redefined: its metric's definition is another than then.
    """

    value: Value
    was: float | None
    now: float | None
    n_now: int
    loads: tuple[Touch, ...]
    redefined: bool


@dataclass(frozen=True)
class CardShown:
    """A published card beside what the data say now: of each KPI (`now`), and its score (total_now).

    restated: the numbers that moved. One corrected by hand has not, while the data say what they said then.
    """

    card: Card
    total_now: float | None
    restated: tuple[Restated, ...]
    now: Mapping[str, float | None]


def publish_card(centre: Centre, period: str, who: str, why: str = "", **named: str) -> Card:
    """Publish the scorecard of a period that is over, by the newest published strategy: the centre's, or that of the
    one `site`, `queue_group` or `team` that is named.

    Raises WrongUse `bad-period`, `period-not-over`, `two-scopes`, `unknown-team` …, `not-signed`; Trouble
    `role-unheld`, `approval-needed`, `nothing-published`, `stage-shut`, `nothing-loaded`, `already-published`,
    `load-running`.
    """
    from fourscore.scoring import cards, keep_card

    approval = approved(centre, "scorecard", who, why)
    days, scope = centre.calendar.period(period), scope_of(centre, named)
    if days.until > today_of(centre):
        raise WrongUse(Issue("period-not-over", period, said("This period is over on {until} only.", until=days.until),
                             said("Publish it when it is; fourscore score shows it until then.")))
    version = publication_of(centre)
    strategy = strategy_of_version(centre, version)
    if shut := shut_before(centre, MEASURED):
        raise Trouble(*shut)
    for _ in range(TRIES):
        load = centre.warehouse.last_load()
        if not load:
            raise Trouble(Issue("nothing-loaded", str(centre.folder), said("Nothing is loaded yet."),
                                said("Run: fourscore load")))
        card = _score(centre, strategy, days, scope)
        if centre.warehouse.last_load() == load:
            break
    else:
        raise Trouble(Issue("load-running", str(centre.folder), said("Loads came while the scorecard was made."),
                            said("Wait until they have finished, then try again.")))
    key = keep_card(centre.office, card, definitions_now(centre, strategy), approval, strategy=version.number,
                    load=load, now=centre.now())
    centre.anew()
    assert (card.days, card.scope) == (days, scope)
    return next(one for one in cards(centre.office) if one.key == key)


def _score(centre: Centre, strategy: Strategy, days: Days, scope: Scope) -> Scorecard:
    from fourscore.centre.agreement.cards import card_of

    return card_of(centre, days, scope, 0, then=(strategy, centre.metrics))


def _now(centre: Centre, strategy: Strategy, card: Card) -> Scorecard:
    """The published card as the data make it today; a site's or group's of the teams or queues it has today."""
    scope = scope_of(centre, {card.scope.level: card.scope.name}) if card.scope.name else card.scope
    return _score(centre, strategy, card.days, scope)


def published_card(centre: Centre, period: str, **named: str) -> Card:
    """The published scorecard of that period: the centre's, or that of the `site`, `queue_group` or `team` that is
    named. Raises WrongUse `not-published`."""
    from fourscore.scoring import cards

    days, there = centre.calendar.period(period), cards(centre.office)
    wanted = next(((level, name) for level, name in named.items() if name), ("centre", None))
    for card in there:
        if card.days == days and (card.scope.level, card.scope.name) == wanted:
            return card
    known = list(dict.fromkeys(card.period for card in there))
    raise WrongUse(Issue("not-published", f"{period} {wanted[1] or ''}".strip(),
                         said("No scorecard of this was published."),
                         said("Published are: {names}.", names=together(known, ", ")) if known
                         else said("Publish one with  fourscore publish scorecard")))


def shown(centre: Centre, card: Card) -> CardShown:
    """The card beside its numbers now, by the strategy it was published with, and the loads in between."""
    from fourscore.scoring import strategies, version_of

    strategy = strategy_of_version(centre, version_of(strategies(centre.office), card.strategy))
    now = _now(centre, strategy, card)
    there = {one.kpi.id: one for one in now.measured()}
    stamps = _stamps(centre, strategy)
    touches = centre.warehouse.touching(card.days, card.load)
    found = []
    for value in card.values:
        here, (was, _) = there.get(value.kpi), card.standing(value.kpi)
        redefined = stamps.get(value.metric) != value.definition
        corrected = any(one.kpi == value.kpi for one in card.corrections)
        if here is None or (not redefined and (
                (_same(value.value, here.value) and here.n == value.n) or (corrected and _same(was, here.value)))):
            continue
        kinds = kinds_of(centre, value.metric)
        loads = tuple(touch for touch in touches if not touch.kind or touch.kind in kinds)
        found.append(Restated(value, was, here.value, here.n, loads, redefined))
    return CardShown(card, now.score, tuple(found), {kpi: one.value for kpi, one in there.items()})


def _stamps(centre: Centre, strategy: Strategy) -> dict[str, str]:
    from fourscore.strategy import stamp_of

    return {metric: stamp_of(words) for metric, words in definitions_now(centre, strategy).items()}


def may_have_moved(centre: Centre, card: Card) -> bool:
    """Whether anything came since that can have moved a number of this card: a quick look, without making it anew."""
    from fourscore.scoring import strategies, version_of

    if any(value.state == "partial" for value in card.values) or centre.warehouse.touching(card.days, card.load):
        return True
    strategy = strategy_of_version(centre, version_of(strategies(centre.office), card.strategy))
    stamps = _stamps(centre, strategy)
    return any(stamps.get(value.metric) != value.definition for value in card.values)


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def correct(
    centre: Centre, period: str, kpi: str, who: str, why: str, *, value: str = "", **named: str,
) -> Corrected:
    """Correct one KPI of a published card, to what the data say now, or to a `value` as a person writes it.

    What was published stays beside it, with who, when and why; the KPI's score and the total follow by the strategy of
    the card. Raises WrongUse `not-published`, `unknown-kpi`, `unreadable-value`, `no-reason`, `not-signed`; Trouble
    `nothing-to-correct`, `corrected-meanwhile`.
    """
    from fourscore.scoring import Corrected, keep_correction

    approval = approved(centre, "correction", who, reasoned(why))
    card = published_card(centre, period, **named)
    there = {one.kpi: one for one in card.values}
    if kpi not in there:
        raise WrongUse(Issue("unknown-kpi", repr(kpi),
                             said("The published scorecard has no KPI called {kpi}.", kpi=repr(kpi)),
                             did_you_mean(kpi, there)))
    new = _written(value, there[kpi].unit) if value else _measured(centre, card, kpi).value
    old, old_score = card.standing(kpi)
    if _same(old, new):
        raise Trouble(Issue("nothing-to-correct", kpi, said("The number that stands is already this one."),
                            said("See what stands with  fourscore publish show.")))
    score, total = _scores_with(centre, card, kpi, new)
    made = Corrected(kpi, len(card.corrections) + 1, old, new, old_score, score, card.total, total,
                     centre.warehouse.last_load(), centre.now(), approval)
    keep_correction(centre.office, card, made)
    centre.anew()
    return made


def _written(value: str, unit: str) -> float:
    try:
        return read_value(value, unit)
    except ValueError as wrong:
        raise WrongUse(Issue("unreadable-value", "--value", f"{wrong}.",
                             said("Write for example: --value 80%"))) from None


def _measured(centre: Centre, card: Card, kpi: str) -> Measured:
    from fourscore.scoring import strategies, version_of

    strategy = strategy_of_version(centre, version_of(strategies(centre.office), card.strategy))
    now = _now(centre, strategy, card)
    return next(one for one in now.measured() if one.kpi.id == kpi)


def _scores_with(centre: Centre, card: Card, kpi: str, value: float | None) -> tuple[float | None, float | None]:
    """The KPI's score at that value, and the total with it; all else as it stands, verdicts on goals too."""
    from fourscore.scoring import hold, roll_up, strategies, version_of

    strategy = strategy_of_version(centre, version_of(strategies(centre.office), card.strategy))
    held = hold(next(one for one in strategy.kpis() if one.id == kpi), value, card.days)
    scores = {one.kpi: card.standing(one.kpi)[1] for one in card.values if one.state != "not_applicable"}
    scores[kpi] = held.score
    total = roll_up(strategy, scores, card.coverage_needed, card.goals()).total.score
    return held.score, None if total is None else float(total)
