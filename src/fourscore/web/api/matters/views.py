"""This file is about saved questions, and what goes on now, through the API."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from fourscore.centre import (
    View,
    is_yours,
    keep_view,
    read_now,
    view_of,
    views_of,
    wall_scope,
    wall_today,
    withdraw_view,
)
from fourscore.terms import Issue, WrongUse
from fourscore.web.api.desk import Desk, IfMatch, Told, edition_of, passed
from fourscore.web.api.shapes.access import KeepView, ViewShape
from fourscore.web.api.shapes.people import FloorShape, WallShape
from fourscore.web.api.shapes.words import Done, Every


class Views:
    """The saved views of Explore, the wall and the floor."""

    def __init__(self, desk: Desk) -> None:
        self.rooms, self.centre = desk.rooms, desk.rooms.centre
        desk.offer("GET /views", self.list_views, opens="explore", returns=Every[ViewShape])
        desk.offer("POST /views", self.keep_view, opens="explore", returns=ViewShape, writes="views", status=201)
        desk.offer("GET /views/{number}", self.get_view, opens="explore", returns=ViewShape)
        desk.offer("PUT /views/{number}", self.change_view, opens="explore", returns=ViewShape, writes="views")
        desk.offer("DELETE /views/{number}", self.withdraw_view, opens="explore", returns=Done, writes="views")
        desk.offer("GET /live/wall", self.wall, opens="scorecard", returns=WallShape, waits=False)
        desk.offer("GET /live/floor", self.floor, opens="scorecard", returns=FloorShape, waits=False)

    def list_views(self) -> Every[ViewShape]:
        """Your saved questions, and those shared with a role of yours."""
        return Every[ViewShape](rows=[self._view(one) for one in views_of(self.centre)])

    def keep_view(self, body: KeepView) -> Told:
        """Keep a question under a name; share it with roles. Who opens it is answered by their own rights."""
        return self._told(keep_view(self.centre, body.name, [(one.name, one.value) for one in body.question],
                                    moves=body.moves, roles=list(body.roles)))

    def get_view(self, number: int) -> Told:
        """A saved question."""
        return self._told(view_of(self.centre, number))

    def change_view(self, number: int, body: KeepView, if_match: IfMatch = "") -> Told:
        """Change a saved question of yours; how it stood before is kept. If-Match: its edition, as it was seen."""
        seen = edition_of(if_match)
        if str(view_of(self.centre, number).seen) != seen:
            raise passed()
        return self._told(keep_view(self.centre, body.name, [(one.name, one.value) for one in body.question],
                                    moves=body.moves, roles=list(body.roles), number=number, seen=int(seen)))

    def withdraw_view(self, number: int) -> Done:
        """Take a saved question of yours away."""
        return Done(done=f"{withdraw_view(self.centre, number).now.name} is taken away.")

    def wall(self, scope: Annotated[str, Query(max_length=200, description="queue:NAME or queue_group:NAME; the whole "
                                               "centre where it is left out.", examples=["queue_group:Money"])] = "",
             ) -> WallShape:
        """The numbers of a wall, as of now."""
        centre = self.centre
        try:
            there = wall_scope(centre, scope)
        except WrongUse:
            if self.rooms.frame.rights.everything:
                raise
            raise WrongUse(self.rooms.frame.rights.hidden()) from None  # else it tells which queues there are
        where = {} if there.queues is None else {"queue": there.queues}
        self.rooms.frame.rights.allow((), where, wall_today(centre))
        found = read_now(centre, {there.said}, floor=False)
        if found.trouble is not None:
            raise found.trouble
        board = found.boards[there.said]
        return WallShape.model_validate({
            "at": found.at, "scope": there.said, "as_of": board.as_of, "followed": board.followed,
            "issues": [one._asdict() for one in board.troubles], "tiles": [{
                "key": one.number.key, "name": one.number.name, "unit": one.number.unit, "value": one.value,
                "since": one.since, "as_of": one.as_of, "target": one.target, "upper_target": one.upper,
                "status": one.status, "why": one.why} for one in board.tiles]})

    def floor(self) -> FloorShape:
        """What goes on now: the queues, and what the agents you may see are at."""
        teams = self.centre.keeper.floor()
        if teams is None:
            raise WrongUse(self.rooms.frame.rights.hidden())
        found = read_now(self.centre, set(), floor=True)
        if found.trouble is not None:
            raise found.trouble
        if found.floor is None:
            raise WrongUse(Issue("nothing-loaded", "the floor", "Nothing is known of what goes on now.",
                                 "Follow a source that tells it."))
        floor = found.floor.seen_by(teams)
        return FloorShape.model_validate({
            "at": found.at, "as_of": floor.as_of, "followed": floor.followed, "states_told": floor.states_told,
            "queues": [_queue(one) for one in floor.queues], "issues": [one._asdict() for one in floor.troubles],
            "agents": [one._asdict() for one in floor.agents]})

    def _told(self, view: View) -> Told:
        return Told(self._view(view), str(view.seen))

    def _view(self, view: View) -> ViewShape:
        now = view.now
        return ViewShape.model_validate({
            "number": view.number, "name": now.name, "owner": view.owner, "yours": is_yours(self.centre, view),
            "question": [{"name": name, "value": value} for name, value in now.question], "moves": now.moves,
            "roles": list(now.roles), "by": now.by, "at": now.at})


def _queue(one: Any) -> dict[str, Any]:
    return {"name": one.name, "waiting": one.waiting, "since": one.since, "talking": one.talking,
            "service_level": one.level.value if one.level else None, "target": one.target, "status": one.status,
            "handled": one.handled, "abandoned": one.abandoned}
