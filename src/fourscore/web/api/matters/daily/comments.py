"""This file is about comments and notices through the API: threads read and written, and what one is to hear of."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from fourscore.centre import (
    Notice,
    On,
    Remark,
    change_comment,
    comment,
    is_mine,
    may_remove,
    notices_of,
    on_of,
    people_for,
    remark_of,
    remove_comment,
    see_notices,
    thread_of,
)
from fourscore.web.api.desk import Desk, IfMatch, Told, seen_of
from fourscore.web.api.matters.figures import Wheres, conditions
from fourscore.web.api.shapes.daily.talk import (
    ChangeComment,
    CommentShape,
    HeardShape,
    PeopleShape,
    SeenNotices,
    StoodShape,
    ThreadShape,
    WriteComment,
)
from fourscore.web.api.shapes.words import Done, Every

Kind = Annotated[str, Query(alias="on", max_length=20, examples=["figure"],
                            description="figure, objective, goal, guarded (a goal with guards) or initiative.")]
About = Annotated[str, Query(max_length=200, description="A metric, or the id of the objective, goal or initiative.",
                             examples=["average_handle_time"])]
PeriodOf = Annotated[str, Query(max_length=60, description="Of a figure.", examples=["2026-W11"])]


class Comments:
    """What people say of figures, and what they are to hear of."""

    def __init__(self, desk: Desk) -> None:
        self.centre = desk.rooms.centre
        desk.offer("GET /comments", self.list_comments, opens="notices", returns=ThreadShape)
        desk.offer("POST /comments", self.write_comment, opens="notices", returns=CommentShape, writes="comments",
                   status=201)
        desk.offer("GET /comments/people", self.people_to_name, opens="notices", returns=PeopleShape)
        desk.offer("GET /comments/{number}", self.get_comment, opens="notices", returns=CommentShape)
        desk.offer("PUT /comments/{number}", self.change_comment, opens="notices", returns=CommentShape,
                   writes="comments")
        desk.offer("DELETE /comments/{number}", self.remove_comment, opens="notices", returns=Done, writes="comments")
        desk.offer("GET /notices", self.list_notices, opens="notices", returns=Every[HeardShape])
        desk.offer("POST /notices/seen", self.see_notices, opens="notices", returns=Done, writes="comments")

    def list_comments(self, about: About, kind: Kind = "figure", period: PeriodOf = "", where: Wheres = None,
                      ) -> ThreadShape:
        """The thread of a figure, an objective, a goal, with guards or not, or an initiative; with the figure as it
        stands now."""
        thread = thread_of(self.centre, self._on(kind, about, period, where))
        return ThreadShape.model_validate({
            "on": _on(thread.on), "now": StoodShape.model_validate(thread.now._asdict()),
            "rows": [self._comment(one) for one in thread.remarks], "others": dict(thread.others)})

    def write_comment(self, body: WriteComment) -> Told:
        """Write a comment; whom it names by @, and who may see the datum, gets a notice."""
        on = on_of(self.centre, body.on, body.about, body.where, body.period)
        return self._told(comment(self.centre, on, body.text))

    def people_to_name(self, about: About, kind: Kind = "figure", period: PeriodOf = "", where: Wheres = None,
                       q: Annotated[str, Query(max_length=80, examples=["ma"])] = "") -> PeopleShape:
        """People who may see the datum, by how their names begin."""
        return PeopleShape(names=people_for(self.centre, self._on(kind, about, period, where), q))

    def get_comment(self, number: int) -> Told:
        """One comment, with all it ever said."""
        return self._told(number)

    def change_comment(self, number: int, body: ChangeComment, if_match: IfMatch = "") -> Told:
        """Say it otherwise; what it said before stays readable. If-Match: its edition, as it was seen."""
        change_comment(self.centre, number, seen_of(if_match), body.text)
        return self._told(number)

    def remove_comment(self, number: int) -> Done:
        """Take a comment away; it says only that it was removed. For whoever wrote it, and the managers."""
        remove_comment(self.centre, number)
        return Done(done="The comment says only that it was removed.")

    # -- notices -----------------------------------------------------------------------------------------------------

    def list_notices(self, unseen: Annotated[bool, Query(description="Only those not read yet.", examples=[True])]
                     = False) -> Every[HeardShape]:
        """What you are to hear of, the latest first."""
        return Every[HeardShape](rows=[_notice(one) for one in notices_of(self.centre, unseen=unseen)])

    def see_notices(self, body: SeenNotices) -> Done:
        """Say that you have read notices; other people's are passed over."""
        see_notices(self.centre, body.numbers)
        return Done(done="They count as read.")

    # -- how they are told -------------------------------------------------------------------------------------------

    def _on(self, kind: str, about: str, period: str, where: Wheres) -> On:
        return on_of(self.centre, kind, about, conditions(where or ()), period)

    def _told(self, number: int) -> Told:
        there = remark_of(self.centre, number)
        return Told(self._comment(there), str(there.texts[-1].number))

    def _comment(self, one: Remark) -> CommentShape:
        by, at = one.removed or (None, None)
        return CommentShape.model_validate({
            "number": one.number, "on": _on(one.on), "by": one.by, "at": one.at,
            "text": "" if one.removed else one.text,
            "texts": [] if one.removed else [{"text": said.text, "at": said.at} for said in one.texts],
            "stood": one.stood._asdict(), "mine": is_mine(self.centre, one),
            "may_remove": may_remove(self.centre, one), "removed_by": by, "removed_at": at})


def _on(on: On) -> dict[str, object]:
    return {"kind": on.kind, "about": on.about, "where": {name: list(labels) for name, labels in on.where},
            "period": on.period}


def _notice(one: Notice) -> HeardShape:
    head, text = "", ""
    if one.remark is not None:
        head, text = f"{one.remark.by} mentions you", one.remark.text
    elif one.rule is not None and one.episode is not None:
        head = f"Alert: {one.rule.name}, {one.episode.state}"
    return HeardShape(number=one.number, at=one.at, seen=one.seen, head=head, text=text,
                      comment=one.remark.number if one.remark else None,
                      episode=one.episode.number if one.episode else None)
