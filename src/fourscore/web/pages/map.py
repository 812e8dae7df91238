"""This file is about the strategy map's page: the drawing, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse, Response

from fourscore.scoring import said_plainly
from fourscore.strategy import arrow_name
from fourscore.terms import write_beside, write_score
from fourscore.web.address import Address, scoped
from fourscore.web.draw import Card, LaneName, Tie, strategy_map
from fourscore.web.pages.frame import Frame, freshness
from fourscore.web.pages.trouble import empty_page, strategy_page
from fourscore.web.words import Note, day_word, period_word, status_of

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
    ties = {number: Tie(tie.sign, f"{tie.said}{_told(notes.of(arrow_name(strategy.links[number])))}")
            for number, tie in ties.items()}
    cards = {o.objective.id: _flagged(_card(o, frame, address), notes.of(o.objective.id, *(
             m.kpi.id for m in o.measured))) for p in card.perspectives for o in p.objectives}
    lanes = {p.perspective.id: LaneName(p.perspective.name, f"score {write_score(p.score, 1)}")
             for p in card.perspectives}
    period = period_word(address.calendar, address.days)
    drawing = strategy_map(frame.layout(strategy), lanes, cards, ties, f"Strategy map, {period}")
    words = [(p.perspective, [(o.objective, status_of(o.status), cards[o.objective.id], _linked(o, frame, address),
                               [ties[n].said for n, link in enumerate(strategy.links) if link.source == o.objective.id])
                              for o in p.objectives]) for p in card.perspectives]
    return frame.render("map.html", here=PATH, title="Strategy map", address=address, drawing=drawing, words=words,
                        strategy=strategy, pickers=pickers, scopes=scopes, fresh=freshness(card.as_of, address),
                        period=period, days=day_word(address.days), zone=card.zone)


def _flagged(card: Card, told: Sequence[Note]) -> Card:
    """The card with the mark of the gravest note, and with what the notes say in its words."""
    return replace(card, flag=told[0].mark, said=f"{card.said}{_told(told)}") if told else card


def _told(told: Sequence[Note]) -> str:
    return "".join(f". {note.word} {note.id}: {note.what.rstrip('.')}" for note in told)


def _goals(scored: ScoredObjective, frame: Frame) -> list[str]:
    """The verdict on each goal with guards that the objective names; it may speak of any team or queue."""
    if not frame.rights.everything:
        return []
    return [f"Goal {goal.judged.guarded.id}: {said_plainly(goal.judged)}" for goal in scored.goals]


def _linked(scored: ScoredObjective, frame: Frame, address: Address) -> list[tuple[str, str]]:
    """The same with where each opens."""
    return [(said, f"{address.link('/scorecard')}#goal-{goal.judged.guarded.id}")
            for said, goal in zip(_goals(scored, frame), scored.goals, strict=False)]


def _card(scored: ScoredObjective, frame: Frame, address: Address) -> Card:
    """The card shows the objective's weakest measure, because that is where to look; its score is the objective's."""
    shown = scored.weakest or (scored.measured[0] if scored.measured else None)
    status = status_of(scored.status)
    score = write_score(scored.score)
    if shown is None:
        return Card(scored.objective.name, status.tone, "no measure", score, address.link("/scorecard"),
                    f"{scored.objective.name}: no measure")
    beside = write_beside(shown.value, shown.target, shown.upper_target, shown.kpi.unit, frame.currency)
    said = (f"{scored.objective.name}: {status.word.lower()}, score {score}. {shown.kpi.name} {beside.value}, "
            f"target {beside.aim}" + "".join(f". {line}" for line in _goals(scored, frame)))
    several = f"weakest {beside.value}" if len(scored.measured) > 1 else beside.value
    return Card(scored.objective.name, status.tone, several, score,
                address.within(shown.kpi.scope).link(f"/measure/{shown.kpi.metric}"), said)


def _said(link: Link, names: dict[str, str]) -> str:
    """The link's claim in words, and that it has not been held against the data."""
    way = "leads to" if link.sign == "+" else "works against"
    lag = ""
    if link.lag_weeks:
        first, last = link.lag_weeks
        lag = f", after {first} weeks" if first == last else f", after {first} to {last} weeks"
    claim = f"{names.get(link.source, link.source)} {way} {names.get(link.target, link.target)}{lag}"
    sentence = f": {link.sentence.rstrip('.')}" if link.sentence else ""
    return f"{claim}{sentence}. Not tested yet."
