"""This file is about the strategy map's page: the drawing, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse, Response

from fourscore.scoring import said_plainly
from fourscore.strategy import arrow_name
from fourscore.terms import kept, said, together, unended, write_beside, write_score
from fourscore.web.address import Address, scoped
from fourscore.web.draw import Card, LaneName, Tie, strategy_map
from fourscore.web.pages.frame import Frame, freshness
from fourscore.web.pages.trouble import empty_page, strategy_page
from fourscore.web.words import Note, day_word, period_word, status_inside, status_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.scoring import Scorecard, ScoredObjective
    from fourscore.strategy import Link, Strategy

PATH = "/map"


def map_page(frame: Frame, request: Request) -> Response:
    centre = frame.centre
    spread, (strategy, issues) = centre.metrics.spread(), frame.strategy()
    if strategy is None:
        return strategy_page(frame, PATH, issues)
    if spread is None:
        return empty_page(frame, PATH)
    if (home := frame.homeward(request, PATH, spread)) is not None:
        return RedirectResponse(home, status_code=303)
    address = frame.address(request)
    if (scope := request.query_params.get("scope")) is not None:
        return RedirectResponse(scoped(address, scope).link(PATH), status_code=303)
    card = centre.scorecard(address.period, **address.scope)
    return _page(frame, strategy, card, address, frame.pickers(address, PATH, spread),
                 frame.scopes(address, spread))


def _page(frame: Frame, strategy: Strategy, card: Scorecard, address: Address, pickers: dict[str, object],
          scopes: list[tuple[str, list[object]]] | object) -> HTMLResponse:
    names = {objective.id: objective.name for objective in strategy.objectives()}
    ties = {number: Tie(link.sign, _said(link, names)) for number, link in enumerate(strategy.links)}
    notes = frame.notes()
    ties = {number: Tie(tie.sign, _told(tie.said, notes.of(arrow_name(strategy.links[number]))))
            for number, tie in ties.items()}
    cards = {o.objective.id: _flagged(_card(o, frame, address), notes.of(o.objective.id, *(
             m.kpi.id for m in o.measured))) for p in card.perspectives for o in p.objectives}
    lanes = {p.perspective.id: LaneName(kept(p.perspective.name), said("score {score}", score=write_score(p.score, 1)))
             for p in card.perspectives}
    period = period_word(address.calendar, address.days)
    drawing = strategy_map(frame.layout(strategy), lanes, cards, ties, said("Strategy map, {period}", period=period))
    words = [(p.perspective, [(o.objective, status_of(o.status), cards[o.objective.id], _linked(o, frame, address),
                               [ties[n].said for n, link in enumerate(strategy.links) if link.source == o.objective.id])
                              for o in p.objectives]) for p in card.perspectives]
    return frame.render("map.html", here=PATH, title=said("Strategy map"), address=address, drawing=drawing,
                        words=words, strategy=strategy, pickers=pickers, scopes=scopes,
                        fresh=freshness(card.as_of, address), period=period,
                        days=day_word(address.days), zone=card.zone)


def _flagged(card: Card, told: Sequence[Note]) -> Card:
    """The card with the mark of the gravest note, and with what the notes say in its words."""
    return replace(card, flag=told[0].mark, said=_told(card.said, told)) if told else card


def _told(words: str, told: Sequence[Note]) -> str:
    """These words, and then what the notes say."""
    return together((words, *(said("{kind} {rule}: {what}", kind=note.word, rule=note.id, what=unended(note.what))
                              for note in told)), ". ")

def _goals(scored: ScoredObjective, frame: Frame) -> list[str]:
    """The verdict on each goal with guards that the objective names; it may speak of any team or queue."""
    if not frame.rights.everything:
        return []
    return [said("Goal {name}: {verdict}", name=goal.judged.guarded.id, verdict=said_plainly(goal.judged))
            for goal in scored.goals]


def _linked(scored: ScoredObjective, frame: Frame, address: Address) -> list[tuple[str, str]]:
    """The same with where each opens."""
    return [(words, f"{address.link('/scorecard')}#goal-{goal.judged.guarded.id}")
            for words, goal in zip(_goals(scored, frame), scored.goals, strict=False)]


def _card(scored: ScoredObjective, frame: Frame, address: Address) -> Card:
    """The card shows the objective's weakest measure, because that is where to look; its score is the objective's."""
    shown = scored.weakest or (scored.measured[0] if scored.measured else None)
    status = status_of(scored.status)
    score = write_score(scored.score)
    name = scored.objective.name
    if shown is None:
        return Card(name, status.tone, said("no measure"), score, address.link("/scorecard"),
                    said("{objective}: no measure", objective=name))
    beside = write_beside(shown.value, shown.target, shown.upper_target, shown.kpi.unit, frame.currency)
    words = said("{objective}: {status}, score {score}. {measure} {value}, target {target}", objective=name,
                 status=status_inside(scored.status), score=score, measure=kept(shown.kpi.name), value=beside.value,
                 target=beside.aim)
    several = said("weakest {value}", value=beside.value) if len(scored.measured) > 1 else beside.value
    return Card(name, status.tone, several, score,
                address.within(shown.kpi.scope).link(f"/measure/{shown.kpi.metric}"),
                together((words, *_goals(scored, frame)), ". "))


def _said(link: Link, names: dict[str, str]) -> str:
    """The link's claim in words, and that it has not been held against the data."""
    one, other = names.get(link.source, link.source), names.get(link.target, link.target)
    claim = (said("{objective} leads to {other}", objective=one, other=other) if link.sign == "+"
             else said("{objective} works against {other}", objective=one, other=other))
    if link.lag_weeks:
        first, last = link.lag_weeks
        claim = (said("{claim}, after {first} weeks", claim=claim, first=first) if first == last
                 else said("{claim}, after {first} to {last} weeks", claim=claim, first=first, last=last))
    if link.sentence:
        claim = together((claim, unended(link.sentence)), ": ")
    return said("{claim}. Not tested yet.", claim=claim)
