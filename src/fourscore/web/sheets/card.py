"""This file is about the scorecard as a file: its measures with the page's very numbers, and its goals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from fourscore.terms import write_score
from fourscore.web.comparing.surely import COLUMNS, cells
from fourscore.web.sheets import Column, Figure, Sheet, ending_of, handed_out
from fourscore.web.sheets.about import about
from fourscore.web.words import standing_of, status_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.scoring import ScoredGoal, ScoredObjective, ScoredPerspective
    from fourscore.web.pages.frame import Frame

SHEET = (
    Column("perspective", "Perspective"), Column("objective", "Objective"), Column("measure", "Measure"),
    Column("metric", "Name"), Column("owner", "Owner"), Column("unit", "Unit"), Column("value", "Actual"),
    Column("target", "Target"), Column("score", "Score", "points"), Column("status", "Status"),
    Column("weight", "Weight", "share"), Column("contribution", "Adds to the total", "points"),
    Column("n", "Counted", "count"), Column("complete", "Complete"), *COLUMNS, Column("error", "Within", "share"),
    Column("disputed", "Disputed"),
    Column("period", "Period", told=True), Column("scope", "Scope", told=True), Column("zone", "Zone", told=True),
    Column("complete_to", "Complete to", told=True),
)


def scorecard_sheet(frame: Frame, request: Request) -> Response:
    """The table of measures with the page's very numbers, unrounded."""
    address = frame.address(request)
    card = frame.centre.scorecard(address.period, **address.scope)
    scope = card.scope.name or "centre"
    rows = [
        [perspective.perspective.name, objective.objective.name, m.kpi.name, m.kpi.metric,
         frame.owner(m.kpi.owner or objective.objective.owner), m.kpi.unit, Figure(m.value, m.kpi.unit),
         Figure(m.target, m.kpi.unit), m.score, standing_of(m).word, m.weight, m.contribution, m.n,
         m.row.complete if m.row else None, *cells(m, card), m.row.error if m.row else None,
         card.disputed.get(m.kpi.id), address.period, scope, card.zone, card.as_of]
        for perspective in card.perspectives for objective in perspective.objectives for m in objective.measured]
    rows += [_filed(frame, perspective, objective, goal, (address.period, scope, card.zone, card.as_of))
             for perspective in card.perspectives for objective in perspective.objectives for goal in objective.goals]
    told = [*about(frame.centre.settings.name, address, card.zone, card.as_of),
            ("Overall score", "withheld" if card.withheld else write_score(card.score, 1))]
    return handed_out(Sheet("Scorecard", "-".join(filter(None, ("scorecard", card.scope.name, address.period))), SHEET,
                            rows, told, frame.currency), ending_of(request))


def _filed(frame: Frame, perspective: ScoredPerspective, objective: ScoredObjective, goal: ScoredGoal,
           told: Sequence[object]) -> list[Any]:
    """The row of a goal with guards: its score and how it stands; its figures are those of its measures."""
    first = [perspective.perspective.name, objective.objective.name, goal.judged.guarded.id, "",
             frame.owner(goal.judged.guarded.owner or objective.objective.owner), "", None, None, goal.score,
             status_of(goal.status).word]
    return [*first, *[None] * (len(SHEET) - len(first) - len(told)), *told]
