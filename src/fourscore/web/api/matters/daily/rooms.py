"""This file is about the pages made for a role through the API: the same tables, by the same rights."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Path, Query, Request

from fourscore.centre import fed, led_by
from fourscore.terms import WrongUse
from fourscore.web.api.desk import Desk
from fourscore.web.api.shapes.daily.rooms import RolePage
from fourscore.web.roles.landing import MADE
from fourscore.web.roles.rooms import ROOMS
from fourscore.web.roles.view import Cell, Table, View

Page = Annotated[Literal["my", "agent", "team", "teams", "coach", "quality", "goals", "targets", "recruiting",
                         "training", "resource", "network"], Path(examples=["team"])]
PeriodOf = Annotated[str, Query(max_length=60, description="Of the pages that have one; the page's usual one where it "
                                "is left out.", examples=["2026-W11"])]
TeamOf = Annotated[str, Query(max_length=200, description="Of team, coach and quality, the first of yours where it is "
                              "left out; of recruiting, whose people are told.", examples=["Reds"])]
AgentOf = Annotated[str, Query(max_length=200, description="Of agent.", examples=["Ada Bell"])]


class Roles:
    """What each role finds on its own page."""

    def __init__(self, desk: Desk) -> None:
        self.frame = desk.rooms.frame
        desk.offer("GET /roles/{page}", self.role_page, opens="scorecard", returns=RolePage)

    def role_page(self, request: Request, page: Page, period: PeriodOf = "", team: TeamOf = "", agent: AgentOf = "",
                  ) -> RolePage:
        """The tables of a page made for a role: one's own card, an agent, a team today, coaching, staffing and more."""
        frame = self.frame
        made = next(one for one in MADE if one.opens == page)
        if not frame.rights.opens(page):
            raise WrongUse(frame.rights.hidden())
        feeding = fed(frame.centre, page)
        if not feeding.there:
            room = next(one for one in ROOMS if one.opens == page)
            return _page(page, View(room.path, room.name, ()), feeding.wants)
        named = [agent] if page == "agent" else [team or next(iter(led_by(frame.centre)), "")] if made.keyed else []
        return _page(page, made.make(frame, request, *named), ())


def _page(page: str, view: View, wants: tuple[str, ...]) -> RolePage:
    days = view.address.days if view.address else None
    return RolePage.model_validate({
        "page": page, "title": view.title, "first": days.first if days else None, "until": days.until if days else None,
        "as_of": view.as_of, "notes": list(view.notes), "others": [name for name, _, _ in view.links], "wants": wants,
        "tables": [_table(one) for one in view.tables]})


def _table(one: Table) -> dict[str, Any]:
    return {"id": one.id, "title": one.title, "lead": one.lead, "empty": one.empty, "notes": list(one.notes),
            "columns": [{"key": head.key, "word": head.word} for head in one.heads],
            "rows": [[_cell(cell) for cell in row] for row in one.rows]}


def _cell(cell: Cell) -> dict[str, Any]:
    value = cell.value
    if isinstance(value, str) and not value:  # the text is what it says
        value = cell.text
    plain = value is None or isinstance(value, (str, int, float, bool))
    return {"text": cell.text, "value": value if plain else str(value), "unit": cell.unit, "status": cell.tone,
            "below": cell.below, "upper": cell.upper}
