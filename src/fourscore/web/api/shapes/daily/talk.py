"""This file is about the shapes of what people say to each other of figures, and of what they are to hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from fourscore.web.api.shapes.words import (
    Body,
    Count,
    CountOrNone,
    Flag,
    Moment,
    MomentOrNone,
    Number,
    Person,
    Said,
    Shape,
    Where,
)

Kind = Annotated[str, Field(max_length=20, examples=["figure"], description="figure, objective, goal, guarded (a goal "
                            "with guards) or initiative.")]
About = Annotated[str, Field(max_length=200, examples=["average_handle_time"], description="The figure's metric, or "
                             "the id of the objective, goal or initiative.")]
PeriodOf = Annotated[str, Field(max_length=60, examples=["2026-W11"], description="Of a figure.")]
Words = Annotated[str, Field(max_length=4000, examples=["The line was down on Monday, @Mara Quinn."])]
Numbers = Annotated[Sequence[int], Field(max_length=500, examples=[[7, 8]])]


class OnShape(Shape):
    """What is commented on."""

    kind: Kind
    about: About
    where: Where
    period: PeriodOf


class StoodShape(Shape):
    """A figure as it was, or is now. shown: in words; empty where there is none."""

    value: Number
    n: CountOrNone
    shown: Annotated[str, Field(examples=["3:33"])]


class SaidBefore(Shape):
    """What a comment said from then on."""

    text: Said
    at: Moment


class CommentShape(Shape):
    """A comment. stood: the figure when it was written. texts: what it said, the oldest first; none once removed."""

    number: Count
    on: OnShape
    by: Person
    at: Moment
    text: Said
    texts: Sequence[SaidBefore]
    stood: StoodShape
    mine: Flag
    may_remove: Flag
    removed_by: Annotated[str | None, Field(examples=["Mara Quinn"])]
    removed_at: MomentOrNone


class ThreadShape(Shape):
    """What is said of a datum. others: how many comments the same has in other periods."""

    on: OnShape
    now: StoodShape
    rows: Sequence[CommentShape]
    others: Annotated[Mapping[str, int], Field(examples=[{"2026-W10": 2}])]


class WriteComment(Body):
    """A comment; whoever is named by @ and may see the datum gets a notice."""

    on: Kind = "figure"
    about: About
    period: PeriodOf = ""
    where: Annotated[Mapping[str, Sequence[str]], Field(max_length=20, examples=[{"queue": ["Billing"]}])] = {}
    text: Words


class ChangeComment(Body):
    """What it says from now on."""

    text: Words


class PeopleShape(Shape):
    """People who may see the datum."""

    names: Annotated[Sequence[str], Field(examples=[["Ada Bell"]])]


class HeardShape(Shape):
    """A notice: of a comment that names you, or of an alert's episode."""

    number: Count
    at: Moment
    seen: Flag
    comment: CountOrNone
    episode: CountOrNone
    head: Said
    text: Said


class SeenNotices(Body):
    """Which notices were read."""

    numbers: Numbers
