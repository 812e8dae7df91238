"""This file is about the shapes of the strategy: the map, its versions, the stages, questions and what is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from fourscore.web.api.shapes.cards import Approval
from fourscore.web.api.shapes.words import (
    Body,
    Count,
    Day,
    DayOrNone,
    Flag,
    Id,
    Key,
    Moment,
    Name,
    Names,
    Number,
    Person,
    Plain,
    Role,
    Said,
    Shape,
    Share,
    State,
    Unit,
    Where,
    Wrong,
)

Fingerprint = Annotated[str, Field(examples=["5f1d0c2e9a77"])]


class TargetShape(Shape):
    """A target from a day on."""

    since: Annotated[str | None, Field(examples=["2026-01-01"])]
    value: Annotated[float, Field(examples=[180.0])]


class KpiShape(Shape):
    """A measure of the strategy."""

    id: Id
    name: Name
    metric: Key
    unit: Unit
    direction: Annotated[str, Field(examples=["lower"])]
    targets: Sequence[TargetShape]
    upper_target: Number
    floor: Number
    amber: Number
    stretch: Number
    baseline: Number
    per: Annotated[str | None, Field(examples=["month"])]
    scope: Where
    weight: Share
    owner: Person
    levels: Names
    guards: Names


class ObjectiveShape(Shape):
    """An objective with its measures."""

    id: Id
    name: Name
    perspective: Id
    owner: Person
    weight: Share
    kpis: Sequence[KpiShape]


class PerspectiveShape(Shape):
    """A perspective with its objectives."""

    id: Id
    name: Name
    question: Said
    weight: Share
    objectives: Sequence[ObjectiveShape]


class LinkShape(Shape):
    """An arrow of the map. sign: + moves the same way. lag_weeks: from, to."""

    source: Id
    target: Id
    sign: Annotated[str, Field(examples=["+"])]
    lag_weeks: Annotated[Sequence[int] | None, Field(examples=[[2, 6]])]
    sentence: Said
    kind: Annotated[str, Field(examples=["cause"])]


class StrategicGoal(Shape):
    """A goal of the strategy."""

    id: Id
    text: Said
    term: Annotated[str, Field(examples=["long"])]
    by: Annotated[str | None, Field(examples=["2028"])]
    serves: Said
    owner: Person


class GuardedShape(Shape):
    """A goal with guards, as it is written."""

    id: Id
    text: Said
    objective: Id
    owner: Person
    weight: Share


class StrategyShape(Shape):
    """Where the centre wants to go: the map."""

    mission: Said
    vision: Said
    values: Names
    goals: Sequence[StrategicGoal]
    perspectives: Sequence[PerspectiveShape]
    links: Sequence[LinkShape]
    guarded: Sequence[GuardedShape]


class VersionLine(Shape):
    """A published version of the strategy."""

    version: Count
    fingerprint: Fingerprint
    whole: Flag
    published_at: Moment
    approval: Approval


class VersionText(VersionLine):
    """The same with its text."""

    text: Said


class PublishStrategy(Body):
    """Why the strategy is published. who: only where nobody signs in."""

    why: Annotated[str, Field(max_length=2000, examples=["Agreed by the board."])]
    who: Annotated[str, Field(max_length=200, examples=["Mara Quinn"])] = ""


class DifferenceShape(Shape):
    """One difference."""

    kind: Annotated[str, Field(examples=["changed"])]
    of: Annotated[str, Field(examples=["KPI"])]
    id: Id
    field: Annotated[str, Field(examples=["targets"])]
    was: Annotated[str | None, Field(examples=["3:00"])]
    now: Annotated[str | None, Field(examples=["2:50"])]
    since: DayOrNone
    who: Annotated[str | None, Field(examples=["Mara Quinn"])]
    why: Annotated[str | None, Field(examples=["Calls grew shorter."])]
    words: Said


class DiffShape(Shape):
    """What differs between two texts of the strategy."""

    old: Annotated[str, Field(examples=["v1"])]
    new: Annotated[str, Field(examples=["file"])]
    differences: Sequence[DifferenceShape]


class StepShape(Shape):
    """One change of a measure."""

    at: Annotated[str, Field(examples=["2026-03-02T10:00:00+00:00"])]
    version: Annotated[str, Field(examples=["v1"])]
    what: Said
    who: Annotated[str | None, Field(examples=["Mara Quinn"])]
    why: Annotated[str | None, Field(examples=["Calls grew shorter."])]


class CheckShape(Shape):
    """What a stage looks at. met: empty where it cannot be told yet."""

    what: Said
    met: Annotated[bool | None, Field(examples=[True])]
    told: Said


class StageShape(Shape):
    """A stage of the set-up."""

    stage: Count
    title: Name
    artefact: Said
    role: Role
    open: Flag
    ready: Flag
    current: Flag
    checks: Sequence[CheckShape]
    errors: Sequence[Wrong]
    signed_by: Annotated[str | None, Field(examples=["Mara Quinn"])]
    signed_at: Annotated[str | None, Field(examples=["2026-03-02T10:00:00+00:00"])]


class Appoint(Body):
    """A role given from today on."""

    name: Annotated[str, Field(max_length=200, examples=["Ada Bell"])]
    role: Annotated[str, Field(max_length=100, examples=["Team leader"])]


class QuestionShape(Shape):
    """A question whose answer stands in the strategy. proposed: what stands there, or is proposed."""

    id: Annotated[str, Field(examples=["mission"])]
    stage: Count
    text: Said
    proposed: Said
    leave_out: Flag


class Answers(Body):
    """Answers by the question's id."""

    answers: Annotated[Mapping[str, str], Field(max_length=300, examples=[{"mission": "We help at once."}])]


class Changed(Shape):
    """What changed."""

    differences: Sequence[DifferenceShape]


class KpiQuestionShape(Shape):
    """A question a measure has to answer. write: where its answer is written."""

    kpi: Id
    about: Name
    text: Said
    answer: Said
    write: Said
    open: Flag


class TriedShape(Shape):
    """A candidate tried on the past."""

    candidate: Name
    metric: Key
    of: Annotated[str | None, Field(examples=["Billing"])]
    verdict: Annotated[str, Field(examples=["moves"])]
    words: Said
    mean: Number
    sd: Number
    weeks_measured: Count
    weeks: Count
    n: Count
    signals: Count
    pattern: State


class BacktestShape(Shape):
    """Candidates tried on what is loaded."""

    first: Day
    until: Day
    tried: Sequence[TriedShape]


class FindingShape(Shape):
    """What a rule says of the centre's own texts or figures."""

    rule: Annotated[str | None, Field(examples=["S04"])]
    severity: Annotated[str, Field(examples=["warning"])]
    issue: Wrong
    at: Annotated[str, Field(examples=["kpi handle"])]
    allowed: Annotated[Plain | None, Field(examples=[{"who": "Mara Quinn"}])]
