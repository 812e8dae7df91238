"""This file is about scorecards through the API: the card, its parts and weights, series, and goals with guards."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from fourscore.centre import goals, scorecard_as_known, try_goal
from fourscore.scoring import Measured, Part, Scorecard, ScoredGoal, explain, judged_dict, plan_dict, weigh
from fourscore.strategy import write_goal
from fourscore.terms import Issue, WrongUse
from fourscore.web.api.desk import Desk, plain
from fourscore.web.api.shapes.cards import (
    Card,
    CardPart,
    GoalShape,
    KnownCard,
    PointShape,
    Series,
    TriedGoal,
    TryGoal,
    WeightsShape,
)
from fourscore.web.api.shapes.words import Every

Period = Annotated[str, Query(max_length=60, description="A period; the last complete week where it is left out.",
                              examples=["2026-W11"])]
Team = Annotated[str, Query(max_length=200, examples=["Billing"])]
Agent = Annotated[str, Query(max_length=200, examples=["Ada Bell"])]
Site = Annotated[str, Query(max_length=200, examples=["Leeds"])]
Group = Annotated[str, Query(max_length=200, examples=["Money"])]
YEAR_WEEKS = 52


class Cards:
    """What the pages Scorecard and Strategy map tell of points."""

    def __init__(self, desk: Desk) -> None:
        self.rooms, self.centre = desk.rooms, desk.rooms.centre
        desk.offer("GET /scorecard", self.scorecard, opens="scorecard", returns=Card)
        desk.offer("GET /scorecard/weights", self.weights, opens="scorecard", returns=WeightsShape)
        desk.offer("GET /scorecard/as-known/{day}", self.scorecard_as_known, opens="stages", returns=KnownCard)
        desk.offer("GET /scorecard/parts/{part}", self.scorecard_part, opens="scorecard", returns=CardPart)
        desk.offer("GET /scorecard/measures/{kpi}/series", self.series, opens="scorecard", returns=Series)
        desk.offer("GET /goals", self.list_goals, opens="scorecard", returns=Every[GoalShape])
        desk.offer("POST /goals/trial", self.try_goal, opens="strategy", returns=TriedGoal)

    def _card(self, period: str, weeks: int | None = None, **named: str) -> Scorecard:
        return self.centre.scorecard(period or None, weeks, **{level: name or None for level, name in named.items()})

    def scorecard(self, period: Period = "", team: Team = "", agent: Agent = "", site: Site = "",
                  queue_group: Group = "") -> Card:
        """The scorecard of the centre, a site, a group of queues, a team or an agent.

        Perspectives, objectives and measures with their points, targets and intervals.
        """
        return Card.model_validate(card_told(self._card(period, team=team, agent=agent, site=site,
                                                        queue_group=queue_group)))

    def weights(self, period: Period = "", team: Team = "") -> WeightsShape:
        """The weights of a card: as written, and as they work."""
        found = weigh(self._card(period, YEAR_WEEKS, team=team))
        rows = [{"id": one.measured.kpi.id, "nominal": one.nominal, "effective": one.effective, "slope": one.slope}
                for one in found.rows]
        rows += [{"id": goal.judged.guarded.id, "nominal": nominal, "effective": effective, "slope": None}
                 for goal, nominal, effective in found.goals]
        return WeightsShape.model_validate({"weeks": found.weeks, "measures": rows})

    def scorecard_as_known(self, day: str, period: Period = "", team: Team = "") -> KnownCard:
        """The scorecard of a period as it was known at the end of a day."""
        known = scorecard_as_known(self.centre, day, period, team=team or None)
        return KnownCard.model_validate({
            **card_told(known.card), "as_known": day, "strategy_version": known.version, "load": known.load,
            "loaded_at": known.loaded_at, "otherwise": list(known.otherwise)})

    def scorecard_part(self, part: str, period: Period = "", team: Team = "", agent: Agent = "", site: Site = "",
                       queue_group: Group = "") -> CardPart:
        """A score taken apart: the contributions of its parts, and the rule of each measure.

        part: total, or the id of a perspective, an objective, a goal or a measure.
        """
        card = self._card(period, team=team, agent=agent, site=site, queue_group=queue_group)
        found = explain(card, self.centre.metrics.catalogue).find(part)
        if found is None:
            raise WrongUse(Issue("unknown-part-of-a-card", repr(part), "It is no part of this scorecard.",
                                 "Name the id of a measure, a goal, an objective or a perspective, or total."))
        return CardPart.model_validate(_part(found))

    def series(self, kpi: str, period: Period = "", team: Team = "", agent: Agent = "") -> Series:
        """A measure of the scorecard week by week, up to the period."""
        card = self._card(period, YEAR_WEEKS, team=team, agent=agent)
        there = next((one for one in card.measured() if one.kpi.id == kpi), None)
        if there is None:
            raise WrongUse(Issue("unknown-part-of-a-card", repr(kpi), "It is no measure of this scorecard.",
                                 "The scorecard tells the id of each."))
        return Series(id=kpi, metric=there.kpi.metric, unit=there.kpi.unit,
                      points=[PointShape.model_validate(_point(one)) for one in there.history])

    def list_goals(self, goal: Annotated[str, Query(max_length=200, description="The id of one.",
                                                    examples=["quicker"])] = "",
                   period: Period = "", plan: Annotated[bool, Query(description="With what it asks for.")] = False,
                   ) -> Every[GoalShape]:
        """Every goal with guards, with its verdict and what stands behind it."""
        found = goals(self.centre, goal, period, with_plan=plan)
        currency = self.centre.settings.currency
        return Every[GoalShape](rows=[GoalShape.model_validate(plain({
            **judged_dict(one.judged, self.centre.strategy, currency),
            "plan": plan_dict(one.plan) if one.plan else None})) for one in found])

    def try_goal(self, body: TryGoal) -> TriedGoal:
        """A goal tried before it is written: what it says, its plan, and everything wrong with it."""
        tried = try_goal(self.centre, body.line)
        return TriedGoal.model_validate(plain({
            "goal": write_goal(tried.goal), "says": tried.says, "issues": list(tried.issues),
            "plan": plan_dict(tried.plan) if tried.plan else None}))


def card_told(card: Scorecard) -> dict[str, Any]:
    """A card as plain values."""
    return {
        "as_of": card.as_of, "zone": card.zone, "period": card.period, "first": card.days.first,
        "until": card.days.until, "currency": card.currency, "scope": card.scope, "score": card.score,
        "status": card.status, "coverage": card.coverage, "withheld": card.withheld, "change": card.change,
        "disputed": dict(card.disputed), "note": card.note,
        "perspectives": [{
            "id": p.perspective.id, "name": p.perspective.name, "score": p.score, "status": p.status,
            "weight": p.weight, "contribution": p.contribution, "coverage": p.coverage,
            "objectives": [{
                "id": o.objective.id, "name": o.objective.name, "score": o.score, "status": o.status,
                "weight": o.weight, "contribution": o.contribution, "measures": [_measure(m) for m in o.measured],
                "goals": [_goal(goal) for goal in o.goals],
                "bought": o.bought.judged.guarded.id if o.bought else None} for o in p.objectives]}
            for p in card.perspectives]}


def _measure(m: Measured) -> dict[str, Any]:
    return {"id": m.kpi.id, "name": m.kpi.name, "metric": m.kpi.metric, "value": m.value, "target": m.target,
            "upper_target": m.upper_target, "score": m.score, "state": m.state, "status": m.status, "weight": m.weight,
            "contribution": m.contribution, "n": m.n, "parts": dict(m.row.parts) if m.row else {}, "low": m.sure.low,
            "high": m.sure.high, "steadied": m.sure.steadied, "reliability": m.sure.reliability,
            "certain": m.certain, "lacking": list(m.lacking)}


def _goal(goal: ScoredGoal) -> dict[str, Any]:
    return {"id": goal.judged.guarded.id, "goal": goal.judged.guarded.text, "verdict": goal.judged.word,
            "score": goal.score, "weight": goal.weight, "contribution": goal.contribution}


def _part(part: Part) -> dict[str, Any]:
    return {"kind": part.kind, "id": part.id, "name": part.name, "score": part.score, "share": part.share,
            "contribution": part.contribution, "sentence": part.sentence, "rule": part.rule,
            "parts": [_part(one) for one in part.parts]}


def _point(point: Any) -> dict[str, Any]:
    return {"days": {"first": point.days.first, "until": point.days.until}, "value": point.value,
            "target": point.target, "score": point.score}
