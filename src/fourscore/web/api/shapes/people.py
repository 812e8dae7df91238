"""This file is about the shapes of people: teams, agents, disputes, the staff agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from fourscore.web.api.shapes.words import (
    Body,
    Count,
    Day,
    Flag,
    Key,
    Moment,
    MomentOrNone,
    NameOrNone,
    Names,
    Number,
    Person,
    Role,
    Said,
    Sentences,
    Shape,
    State,
    Wrong,
)

Who = Annotated[str, Field(max_length=200, examples=["Ada Bell"], description="Only where nobody signs in.")]


class TeamShape(Shape):
    """A team you may see, with those of its agents you may see."""

    name: NameOrNone
    leader: Annotated[str, Field(examples=["Zoe Ray"])]
    site: NameOrNone
    agents: Annotated[Sequence[str], Field(examples=[["Ada Bell"]])]


class AgentShape(Shape):
    """An agent you may see. notice: what they have still to read of the staff agreement; for themselves alone."""

    name: Person
    team: NameOrNone
    notice: Said
    scorecard: Annotated[str, Field(examples=["/api/v1/scorecard?agent=Ada%20Bell"])]


class AnswerShape(Shape):
    """What was answered to a dispute, and the number as it was then."""

    outcome: State
    text: Said
    value: Number
    n: Count
    by: Person
    at: Moment


class DisputeShape(Shape):
    """A number of an agent that is held to be wrong."""

    number: Count
    metric: Key
    agent: Person
    first_day: Day
    until_day: Day
    value: Number
    n: Count
    why: Said
    by: Person
    at: Moment
    outcome: State
    answers: Sequence[AnswerShape]


class OpenDispute(Body):
    """A number that is held to be wrong."""

    metric: Annotated[str, Field(max_length=200, examples=["average_handle_time"])]
    agent: Annotated[str, Field(max_length=200, examples=["Ada Bell"])]
    period: Annotated[str, Field(max_length=60, examples=["2026-W11"])]
    why: Annotated[str, Field(max_length=4000, examples=["Two calls are a colleague's."])]
    who: Who = ""


class AnswerDispute(Body):
    """What is answered: upheld, corrected, or withdrawn by who opened it."""

    outcome: Annotated[str, Field(max_length=40, examples=["upheld"])]
    text: Annotated[str, Field(max_length=4000, examples=["The recordings are of Ada."])]
    who: Who = ""


class ApprovedShape(Shape):
    """An agreement that was put in force."""

    number: Count
    approved_by: Person
    role: Role
    approved_at: Moment
    changes: Sentences = ()


class NoticeShape(Shape):
    """What an agent was told of it."""

    agent: Person
    what: Said
    told_by: Person
    told_at: Moment
    acknowledged_at: MomentOrNone


class AgreementShape(Shape):
    """What was agreed with the agents. waiting: what is written and not in force."""

    in_force: ApprovedShape | None
    terms: Annotated[Mapping[str, str], Field(examples=[{"all": "for coaching, by day"}])]
    beside: Names
    waiting: Sentences
    told: Sequence[NoticeShape]
    issues: Sequence[Wrong]


class AgentNow(Shape):
    """What an agent is at just now."""

    agent: Person
    team: NameOrNone
    state: Annotated[str | None, Field(examples=["talk"])]
    since: MomentOrNone
    queue: NameOrNone
    reason: NameOrNone


class QueueNow(Shape):
    """A queue just now."""

    name: NameOrNone
    waiting: Annotated[int | None, Field(examples=[3])]
    since: MomentOrNone
    talking: Annotated[int | None, Field(examples=[5])]
    service_level: Number
    target: Number
    status: Annotated[str | None, Field(examples=["green"])]
    handled: Number
    abandoned: Number


class FloorShape(Shape):
    """What goes on now: the queues, and the agents you may see."""

    at: Moment
    as_of: MomentOrNone
    followed: Flag
    states_told: Flag
    queues: Sequence[QueueNow]
    agents: Sequence[AgentNow]
    issues: Sequence[Wrong]


class TileShape(Shape):
    """A number of the wall. value: empty where it is not told, and why."""

    key: Annotated[str, Field(examples=["waiting"])]
    name: Annotated[str, Field(examples=["Waiting"])]
    unit: Annotated[str, Field(examples=["count"])]
    value: Number
    since: MomentOrNone
    as_of: MomentOrNone
    target: Number
    upper_target: Number
    status: Annotated[str | None, Field(examples=["green"])]
    why: Said


class WallShape(Shape):
    """The numbers of a wall."""

    at: Moment
    scope: Annotated[str, Field(examples=["queue_group:Money"])]
    as_of: MomentOrNone
    followed: Flag
    tiles: Sequence[TileShape]
    issues: Sequence[Wrong]
