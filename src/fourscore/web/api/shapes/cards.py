"""This file is about the shapes of scorecards: the card and its parts, goals with guards, what was published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from fourscore.web.api.shapes.words import (
    Body,
    Count,
    Currency,
    Day,
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
    Parts,
    Period,
    Person,
    Plain,
    Points,
    Role,
    Said,
    Sentences,
    Shape,
    Share,
    State,
    Unit,
    Where,
    Zone,
)

Verdict = Annotated[str, Field(examples=["reached"])]


class DaysShape(Shape):
    """Local days; until is not included."""

    first: Day
    until: Day


class ScopeShape(Shape):
    """Whom a card is about."""

    level: Annotated[str, Field(examples=["team"])]
    name: NameOrNone


class Measure(Shape):
    """A measure on a card. low, high: the 95 % interval. certain: whether the colour is more than chance."""

    id: Id
    name: Name
    metric: Key
    value: Number
    target: Number
    upper_target: Number
    score: Points
    state: State
    status: Annotated[str, Field(examples=["green"])]
    weight: Share
    contribution: Share
    n: Count
    parts: Parts
    low: Number
    high: Number
    steadied: Number
    reliability: Number
    certain: Flag
    lacking: Names


class CardGoal(Shape):
    """A goal with guards on a card."""

    id: Id
    goal: Said
    verdict: Verdict
    score: Points
    weight: Share
    contribution: Share


class CardObjective(Shape):
    """An objective on a card. bought: the goal that was reached at the cost of it."""

    id: Id
    name: Name
    score: Points
    status: Annotated[str, Field(examples=["green"])]
    weight: Share
    contribution: Share
    measures: Sequence[Measure]
    goals: Sequence[CardGoal]
    bought: Annotated[str | None, Field(examples=["quicker"])]


class CardPerspective(Shape):
    """A perspective on a card."""

    id: Id
    name: Name
    score: Points
    status: Annotated[str, Field(examples=["green"])]
    weight: Share
    contribution: Share
    coverage: Share
    objectives: Sequence[CardObjective]


class Card(Shape):
    """A scorecard. coverage: the share of the weight that is measured; withheld: too little for a score."""

    as_of: MomentOrNone
    zone: Zone
    period: Period
    first: Day
    until: Day
    currency: Currency
    scope: ScopeShape
    score: Points
    status: Annotated[str, Field(examples=["green"])]
    coverage: Share
    withheld: Flag
    change: Number
    disputed: Annotated[dict[str, str], Field(examples=[{"handle": "disputed on 2026-03-10"}])]
    note: Said
    perspectives: Sequence[CardPerspective]


class KnownCard(Card):
    """A card as it was known on a day."""

    as_known: Day
    strategy_version: Count
    load: Count
    loaded_at: Moment
    otherwise: Sentences


class CardPart(Shape):
    """A part of a card with all below it: the contributions of its parts add up to its own."""

    kind: Annotated[str, Field(examples=["objective"])]
    id: Id
    name: Name
    score: Points
    share: Share
    contribution: Share
    sentence: Said
    rule: Said = ""
    parts: Annotated[Sequence[CardPart], Field(examples=[[]])] = ()


class WeightShape(Shape):
    """A measure's weight as written, and its share of the total's ups and downs."""

    id: Id
    nominal: Share
    effective: Number
    slope: Number


class WeightsShape(Shape):
    """The weights of a card. weeks: with a total, that the effective ones stand on."""

    weeks: Count
    measures: Sequence[WeightShape]


class PointShape(Shape):
    """One week of a measure."""

    days: DaysShape
    value: Number
    target: Number
    score: Points


class Series(Shape):
    """A measure week by week, oldest first."""

    id: Id
    metric: Key
    unit: Unit
    points: Sequence[PointShape]


class GoalShape(Shape):
    """A goal with guards: its verdict, and what stands behind it. at_face_value: the verdict without the guards."""

    id: Id
    goal: Said
    says: Said
    first: Day
    until: Day
    verdict: Verdict
    at_face_value: Verdict
    breached: Names
    progress: Number
    points: Points
    headlines: Annotated[Sequence[Plain], Field(examples=[[{"kpi": "handle", "value": 213.5}]])]
    guards: Annotated[Sequence[Plain], Field(examples=[[{"kpi": "repeat", "state": "held"}]])]
    notes: Sentences
    plan: Annotated[Plain | None, Field(examples=[{"implied": []}])] = None


class TryGoal(Body):
    """A goal as it would be written."""

    line: Annotated[str, Field(max_length=2000, examples=["handle -5% by 2026-12-31 while repeat <= +1%"])]


class TriedGoal(Shape):
    """What a goal says, and everything wrong with it."""

    goal: Said
    says: Said
    issues: Annotated[Sequence[Plain], Field(examples=[[{"name": "goal-unknown-kpi"}]])]
    plan: Annotated[Plain | None, Field(examples=[{"implied": []}])]


class Approval(Shape):
    """Whose word it is. verified: they signed in themselves."""

    who: Person
    role: Role
    why: Said
    verified: Flag


class PublishedValue(Shape):
    """A number as it was published."""

    kpi: Id
    name: Name
    metric: Key
    unit: Unit
    value: Number
    n: Count
    target: Number
    upper_target: Number
    score: Points
    weight: Share
    contribution: Share
    state: State
    status: Annotated[str, Field(examples=["green"])]
    parts: Parts


class Correction(Shape):
    """A published number corrected, with its date."""

    kpi: Id
    number: Count
    old_value: Number
    new_value: Number
    old_score: Points
    new_score: Points
    old_total: Points
    new_total: Points
    load: Count
    at: Moment
    approval: Approval


class Restated(Shape):
    """A published number that is another by now, and the loads that came between."""

    kpi: Id
    published: Number
    now: Number
    n: Count
    n_now: Count
    redefined: Flag
    loads: Annotated[Sequence[Plain], Field(examples=[[{"load": 7, "source": "calls"}]])]


class PublishedCard(Shape):
    """A scorecard as it was published, never edited. total: the score with corrections; total_now: by today's data."""

    period: Period
    days: DaysShape
    scope: ScopeShape
    strategy: Count
    load: Count
    as_of: MomentOrNone
    score: Points
    total: Points
    total_now: Points
    coverage: Share
    zone: Zone
    currency: Currency
    at: Moment
    approval: Approval
    values: Sequence[PublishedValue]
    corrections: Sequence[Correction]
    restated: Sequence[Restated]


class PublishCard(Body):
    """Which card is to be published. who: only where nobody signs in."""

    period: Annotated[str, Field(max_length=60, examples=["2026-03"])]
    why: Annotated[str, Field(max_length=2000, examples=["Agreed in the review."])] = ""
    team: Annotated[str, Field(max_length=200, examples=["Billing"])] = ""
    site: Annotated[str, Field(max_length=200, examples=["Leeds"])] = ""
    queue_group: Annotated[str, Field(max_length=200, examples=["Money"])] = ""
    who: Annotated[str, Field(max_length=200, examples=["Mara Quinn"])] = ""


class CorrectCard(PublishCard):
    """A correction of a published number. value: empty for what the data say now."""

    period: Annotated[str, Field(max_length=60, examples=["2026-03"])] = ""
    kpi: Annotated[str, Field(max_length=200, examples=["handle"])]
    value: Annotated[str, Field(max_length=60, examples=["3:31"])] = ""


class Touch(Shape):
    """A load that came between."""

    load: Count
    at: Moment
    source: Name
    kind: Name
    added: Count
    replaced: Count


class MovedNumber(Shape):
    """A number of a closed month that is another by now. provisional: it was not complete when it was signed."""

    metric: Key
    scope: Where
    team: NameOrNone
    then: Number
    now: Number
    n_then: Count
    n_now: Count
    loads: Sequence[Touch]
    provisional: Flag


class Reopened(Shape):
    """Who opened a month again, and when."""

    who: Person
    at: Moment


class MonthShape(Shape):
    """A month: open or closed, and what moved since it was closed."""

    month: Month
    state: State
    closed_by: Annotated[str | None, Field(examples=["Mara Quinn"])]
    closed_at: MomentOrNone
    reopened: Sequence[Reopened]
    moved: Sequence[MovedNumber]


class Sign(Body):
    """Whose word it is; only where nobody signs in."""

    who: Annotated[str, Field(max_length=200, examples=["Mara Quinn"])] = ""


class ClosedMonth(Shape):
    """A month signed off. late: numbers that were not complete."""

    month: Month
    numbers: Count
    late: Count
