"""This file is about the shapes of the review: agenda, decisions, minutes, initiatives, policies, entered figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from fourscore.web.api.shapes.words import (
    Body,
    Count,
    CountOrNone,
    Currency,
    Day,
    DayOrNone,
    Flag,
    Id,
    Key,
    Moment,
    MomentOrNone,
    Month,
    Name,
    NameOrNone,
    Names,
    Number,
    Person,
    Role,
    Said,
    Shape,
    State,
)

Who = Annotated[str, Field(max_length=200, examples=["Mara Quinn"], description="Only where nobody signs in.")]
Text = Annotated[str, Field(max_length=4000, examples=["Two more people at noon."])]
Short = Annotated[str, Field(max_length=200, examples=["handle"])]


class EffectShape(Shape):
    """What came, beside what would have come anyway; low, high: the 95 % interval of the effect."""

    verdict: Annotated[str, Field(examples=["worked"])]
    method: Annotated[str, Field(examples=["before and after"])]
    before: Number
    after: Number
    expected: Number
    effect: Number
    low: Number
    high: Number
    weeks: Count
    until: DayOrNone
    why: Said


class ClosedLine(Shape):
    """How a line of the agenda was closed."""

    month: Month
    signal: Annotated[str, Field(examples=["handle:off"])]
    closed_as: Annotated[str, Field(examples=["decided"])]
    who: Person
    why: Said
    at: Moment


class AgendaLine(Shape):
    """A line of the agenda."""

    signal: Annotated[str, Field(examples=["handle:off"])]
    kind: Annotated[str, Field(examples=["off target"])]
    about: Annotated[str, Field(examples=["handle"])]
    words: Said


class AgendaEntry(Shape):
    """A line of the agenda, and how it was closed."""

    line: AgendaLine
    closed: ClosedLine | None


class Agenda(Shape):
    """The agenda of a month's review."""

    month: Month
    lines: Sequence[AgendaEntry]


class CloseLine(Body):
    """How a line of the agenda is closed."""

    signal: Short
    closed_as: Annotated[str, Field(max_length=60, examples=["decided"])]
    why: Text
    who: Who = ""


class DecisionShape(Shape):
    """A decision of a review; change: what is expected of the measure, by_day: by when."""

    number: Count
    month: Month
    text: Said
    kpi: Annotated[str | None, Field(examples=["handle"])]
    change: Number
    by_day: DayOrNone
    who: Person
    at: Moment
    withdraws: CountOrNone
    withdrawn: CountOrNone


class CheckedDecision(DecisionShape):
    """A decision, and what came of it as far as it can be told."""

    effect: EffectShape | None


class Decide(Body):
    """A decision. expect: what is expected of the measure `kpi`, such as -10s; by: a day."""

    text: Text
    kpi: Annotated[str, Field(max_length=200, examples=["handle"])] = ""
    expect: Annotated[str, Field(max_length=60, examples=["-10s"])] = ""
    by: Annotated[str, Field(max_length=20, examples=["2026-09-30"])] = ""
    who: Who = ""


class Because(Body):
    """Why something is taken back or moved on."""

    why: Text
    who: Who = ""


class MinutesShape(Shape):
    """The minutes of a month's review."""

    month: Month
    lines: Sequence[AgendaLine]
    closed: Sequence[ClosedLine]
    decisions: Sequence[DecisionShape]


class AimShape(Shape):
    """What an initiative is expected to change."""

    kpi: Id
    change: Annotated[float, Field(examples=[-10.0])]
    by_day: Day


class StoodShape(Shape):
    """A state an initiative stood in."""

    state: State
    at: Moment
    who: Person
    why: Said


class InitiativeShape(Shape):
    """An initiative: what is done, why it should work, and what it should change."""

    id: Id
    name: Name
    hypothesis: Said
    objective: Id
    owner: Person
    cost: Number
    currency: Currency
    first_day: Day
    scope: Names
    against: Names
    state: State
    aims: Sequence[AimShape]
    states: Sequence[StoodShape]


class AddInitiative(Body):
    """An initiative to be written down. expect: KPI CHANGE by DAY, one line each."""

    id: Annotated[str, Field(max_length=80, examples=["noon_shift"])]
    name: Annotated[str, Field(max_length=200, examples=["Two more at noon"])]
    hypothesis: Text
    objective: Short
    owner: Annotated[str, Field(max_length=200, examples=["Mara Quinn"])]
    expect: Annotated[Sequence[str], Field(max_length=20, examples=[["handle -10s by 2026-09-30"]])]
    start: Annotated[str, Field(max_length=20, examples=["2026-05-01"])] = ""
    cost: Annotated[str, Field(max_length=40, examples=["12000"])] = ""
    teams: Annotated[Sequence[str], Field(max_length=100, examples=[["Billing"]])] = ()
    against: Annotated[Sequence[str], Field(max_length=100, examples=[["Sales"]])] = ()
    who: Who = ""


class SetState(Because):
    """Where an initiative stands now."""

    state: Annotated[str, Field(max_length=40, examples=["running"])]


class AimEffect(Shape):
    """What came of an aim."""

    aim: AimShape
    effect: EffectShape


class OwedShape(Shape):
    """Who has to read a policy, and who has."""

    name: Person
    role: Role
    read_at: MomentOrNone
    read_before_at: MomentOrNone


class PolicyShape(Shape):
    """A policy of the strategy."""

    id: Id
    text: Said
    owner: Person
    serves: Said
    kpi: Annotated[str | None, Field(examples=["handle"])]
    in_force: Flag
    value: Number
    target: Number
    owed: Sequence[OwedShape]


class EnteredShape(Shape):
    """A figure entered by hand. state: stands, was, or withdrawal."""

    number: Count
    metric: Key
    first_day: Day
    until_day: Day
    team: NameOrNone
    queue: NameOrNone
    numerator: Annotated[str | None, Field(examples=["1200"])]
    denominator: Annotated[str | None, Field(examples=["8000"])]
    said_by: Person
    said_at: Moment
    note: Annotated[str | None, Field(examples=["From the market report."])]
    state: State


class EnterFigure(Body):
    """A figure to be entered by hand."""

    metric: Annotated[str, Field(max_length=200, examples=["market_share"])]
    period: Annotated[str, Field(max_length=60, examples=["2026-03"])]
    numerator: Annotated[str, Field(max_length=40, examples=["1200"])]
    denominator: Annotated[str, Field(max_length=40, examples=["8000"])] = ""
    team: Annotated[str, Field(max_length=200, examples=[""])] = ""
    queue: Annotated[str, Field(max_length=200, examples=[""])] = ""
    note: Annotated[str, Field(max_length=2000, examples=["From the market report."])] = ""
    who: Who = ""


class WithdrawFigure(Body):
    """An entered figure to be taken back."""

    metric: Annotated[str, Field(max_length=200, examples=["market_share"])]
    period: Annotated[str, Field(max_length=60, examples=["2026-03"])]
    team: Annotated[str, Field(max_length=200, examples=[""])] = ""
    queue: Annotated[str, Field(max_length=200, examples=[""])] = ""
    note: Annotated[str, Field(max_length=2000, examples=["A slip of the pen."])] = ""
    who: Who = ""
