"""This file is about the shapes of figures: definitions, answers, what stands behind one, people beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from fourscore.web.api.shapes.words import (
    Count,
    CountOrNone,
    Currency,
    Cursor,
    Day,
    Flag,
    Key,
    Labels,
    Moment,
    MomentOrNone,
    Name,
    NameOrNone,
    Names,
    Number,
    Parts,
    Period,
    Plain,
    Said,
    Sentences,
    Shape,
    State,
    Unit,
    Where,
    Zone,
)


class MetricLine(Shape):
    """A metric of the catalogue, or the centre's own."""

    key: Key
    name: Annotated[str, Field(examples=["Average handle time"])]
    unit: Unit
    better: Annotated[str, Field(examples=["lower"], description="higher, lower, band or neutral.")]
    words: Annotated[str, Field(examples=["handle time of answered stays, per answered stay"])]
    own: Flag


class MetricPart(Shape):
    """One part that is added up. sql: what one row of that kind of fact gives."""

    name: Annotated[str, Field(examples=["handle_s"])]
    of: Annotated[str, Field(examples=["visit"])]
    aggregate: Annotated[str, Field(examples=["sum"])]
    unit: Unit
    words: Said
    sql: Annotated[str, Field(examples=["handle_s"])]


class MetricDefinition(MetricLine):
    """The one definition of a number. cuts: by what it can be told to you."""

    variant: NameOrNone
    numerator: Annotated[str, Field(examples=["handle_s"])]
    denominator: Annotated[str | None, Field(examples=["answered"])]
    applies: Said
    ambiguity: Said
    source: Said
    parts: Sequence[MetricPart]
    cuts: Annotated[Sequence[str], Field(examples=[["day", "queue", "team"]])]
    lacking: Names


class AnswerRow(Shape):
    """One figure with its parts. value: in the metric's unit. n: how many cases it stands on. complete: it will not
    change by itself any more."""

    by: Labels
    metric: Key
    variant: NameOrNone
    value: Number
    parts: Parts
    n: Count
    complete: Flag
    currency: Annotated[str | None, Field(examples=["GBP"])] = None
    rates: Annotated[str | None, Field(examples=["transaction"])] = None
    missing: Names = ()
    error: Annotated[float | None, Field(examples=[0.005])] = None
    why: Said = ""
    entered: Said = ""


class AnswerPage(Shape):
    """Rows in the order of `by`. as_of: up to when everything asked about is loaded."""

    as_of: MomentOrNone
    zone: Zone
    first: Day
    until: Day
    rows: Sequence[AnswerRow]
    total: Count
    next: Cursor = None


class ComparedRow(Shape):
    """A figure beside the one of another period."""

    by: Labels
    metric: Key
    variant: NameOrNone
    value: Number
    then: Number
    change: Number
    change_share: Number
    n: CountOrNone
    n_then: CountOrNone
    complete: Annotated[bool | None, Field(examples=[True])]
    complete_then: Annotated[bool | None, Field(examples=[True])]
    per_working_day: Number
    per_working_day_then: Number
    adjusted_change_share: Number
    not_adjusted: Annotated[str | None, Field(examples=["the opening hours are not known"])]


class ComparedPage(Shape):
    """Figures of one period beside those of another. during, versus: the two, and how far each is complete."""

    zone: Zone
    during: Plain
    versus: Plain
    rows: Sequence[ComparedRow]
    total: Count
    next: Cursor = None


class PartValue(Shape):
    """A part with its value."""

    name: Name
    words: Said
    value: Number


class Provenance(Shape):
    """Where the facts came from."""

    fact: Annotated[str, Field(examples=["visit"])]
    source: NameOrNone
    rows: Count
    files: Count


class Why(Shape):
    """One figure taken apart."""

    metric: Key
    variant: NameOrNone
    name: Name
    words: Said
    unit: Unit
    value: Number
    n: Count
    complete: Flag
    as_of: MomentOrNone
    zone: Zone
    first: Day
    until: Day
    where: Where
    formula: Annotated[str, Field(examples=["handle_s / answered"])]
    with_numbers: Annotated[str, Field(examples=["88014 / 412"])]
    parts: Sequence[PartValue]
    ambiguity: Said
    source: Said
    sources: Sequence[Provenance]
    margin: Said = ""
    currency: Annotated[str | None, Field(examples=["GBP"])] = None
    missing: Names = ()


class FactRows(Shape):
    """The facts behind a figure, each with the file and line it came from."""

    columns: Names
    rows: Annotated[Sequence[Sequence[str | float | int | bool | None]], Field(examples=[[["Billing", 61.0]]])]
    total: Count
    next: Cursor = None


class Movement(Shape):
    """What of a change in money is business, and what the exchange rate."""

    metric: Key
    variant: NameOrNone
    currency: Currency
    rates: Annotated[str, Field(examples=["transaction"])]
    period: Period
    versus: Period
    value: Number
    value_versus: Number
    complete: Flag
    change: Number
    business: Number
    exchange: Number
    currencies: Annotated[Sequence[Plain], Field(examples=[[{"currency": "EUR", "change": 12.5}]])]
    missing: Names


class Standing(Shape):
    """One agent or team, fair beside the others. expected: what was to be expected of these cases; steadied: the value
    pulled to the whole by how little it stands on."""

    name: Annotated[str, Field(examples=["Ada Bell"])]
    n: Count
    value: Number
    low: Number
    high: Number
    expected: Number
    ratio: Number
    ratio_low: Number
    ratio_high: Number
    adjusted: Number
    steadied: Number
    steadied_low: Number
    steadied_high: Number
    reliability: Number
    judged: State
    group: Name
    rank_low: CountOrNone
    rank_high: CountOrNone
    rank_of: CountOrNone
    z: Number
    p: Number
    limit_low: Number
    limit_high: Number
    flagged: Flag
    chance: Number
    status: State
    verdict: Annotated[str, Field(examples=["not told apart"])]
    complete: Flag
    needs: Said
    notes: Sentences


class Standings(Shape):
    """Many people, one measure, one period."""

    metric: Key
    name: Name
    unit: Unit
    level: Annotated[str, Field(examples=["agent"])]
    first: Day
    until: Day
    period: Period
    overall: Number
    dispersion: Number
    target: Number
    upper_target: Number
    mix: Names
    no_mix: Said
    currency: Currency
    rows: Sequence[Standing]
    notes: Sentences


class PeriodShape(Shape):
    """A period by the centre's calendar; until is not included. start, end: the same in UTC."""

    name: Period
    first: Day
    until: Day
    start: Moment
    end: Moment


class Calendar(Shape):
    """The centre's calendar, and what is loaded."""

    zone: Zone
    today: Day
    loaded: PeriodShape | None
    last_week: PeriodShape | None
    week_starts: Count
    fiscal_year_starts: Count
    fiscal: Flag


class Hit(Shape):
    """What a few words find. href: the page it is on."""

    kind: Annotated[str, Field(examples=["Measures"])]
    name: Name
    said: Said
    href: Annotated[str, Field(examples=["/measure/average_handle_time"])]
