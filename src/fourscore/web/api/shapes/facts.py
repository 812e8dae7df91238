"""This file is about the shapes of what comes in: sources, loads, files, data health, other systems' numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from fourscore.web.api.shapes.words import (
    Body,
    Count,
    Flag,
    Moment,
    MomentOrNone,
    Name,
    NameOrNone,
    Names,
    Person,
    Plain,
    Said,
    Shape,
    State,
    Wrong,
    Zone,
)

UploadId = Annotated[str, Field(examples=["0f3c9a1b2d4e5f60"])]
Line = Annotated[int | None, Field(examples=[1204])]


class SourceShape(Shape):
    """A source of centre.yaml."""

    name: Name
    kind: Annotated[str, Field(examples=["asterisk"])]
    gives: Names
    files: Count
    loads: Count
    rows_read: Count
    until_at: MomentOrNone
    trouble: Sequence[Wrong]


class AsideShape(Shape):
    """A row that stands aside, with its place, why, and what to do."""

    path: Annotated[str, Field(examples=["queue_log"])]
    line: Count
    issue: Annotated[str, Field(examples=["unreadable-time"])]
    what: Said
    text: Annotated[str, Field(examples=["2026-03-32 10:00"])]
    mending: Said


class StartLoad(Body):
    """Which sources are to be loaded; all where none is named."""

    sources: Annotated[Sequence[str], Field(max_length=200, examples=[["calls"]])] = ()


class LoadState(Shape):
    """How far a load is: loading, waiting, loaded, or over."""

    state: State
    what: Said
    done: Count
    total: Count
    stopping: Flag
    issues: Sequence[Wrong] = ()


class UploadShape(Shape):
    """A file that was brought. entry: how it is read. columns: its own."""

    id: UploadId
    name: Annotated[str, Field(examples=["calls.csv"])]
    size: Count
    by: Person
    at: Moment
    state: State
    version: Count
    source: Name
    to: Name
    note: Said
    entry: Annotated[Mapping[str, Any], Field(examples=[{"name": "calls", "kind": "table"}])]
    columns: Names
    facts: Annotated[Mapping[str, int], Field(examples=[{"visit": 412}])]
    issues: Sequence[Wrong]
    result: Plain


class Bounds(Shape):
    """How much a file may be. size: bytes."""

    size: Count
    rows: Count
    cells: Count
    columns: Count
    waiting: Count


class UploadList(Shape):
    """The files that were brought."""

    bounds: Bounds
    rows: Sequence[UploadShape]


class CorrectUpload(Body):
    """How a file is read, as it stands under sources in centre.yaml; to: the source there is that it goes to."""

    entry: Annotated[Mapping[str, Any], Field(max_length=100, examples=[{"name": "calls", "kind": "table"}])]
    to: Annotated[str, Field(max_length=200, examples=["calls"])] = ""


class FillShape(Shape):
    """Up to when a kind of fact is loaded, and how old that is."""

    source: Name
    kind: Annotated[str, Field(examples=["visit"])]
    until_at: Moment
    age_s: Annotated[float, Field(examples=[5400.0])]
    stale: Flag


class DoubtShape(Shape):
    """Something that can be wrong with facts. means: what it does to figures; sure: how sure it is."""

    issue: Wrong
    means: Said
    sure: Said
    rows_total: Count


class SourceHealthShape(Shape):
    """What was read of a source, left out, and set aside."""

    source: Name
    files: Count
    rows_read: Count
    rows_left_out: Count
    rows_set_aside: Count
    last_load: MomentOrNone


class HealthShape(Shape):
    """How well the data are."""

    at: Moment
    zone: Zone
    facts: Annotated[Mapping[str, int], Field(examples=[{"visit": 412}])]
    ages: Sequence[FillShape]
    sources: Sequence[SourceHealthShape]
    findings: Sequence[DoubtShape]
    roster_unknown: Names
    restated: Names


class DoubtRow(Shape):
    """A fact that is in doubt."""

    where: Said
    source: Name
    path: Annotated[str, Field(examples=["queue_log"])]
    line: Line
    at: MomentOrNone
    queue: NameOrNone
    agent: Annotated[str | None, Field(examples=["Ada Bell"])]
    what: Said


class DoubtRows(Shape):
    """The facts of one finding."""

    issue: Wrong
    rows_total: Count
    rows: Sequence[DoubtRow]


class Reconcile(Body):
    """Another system's numbers, as a table with its headings. calls: the number of a cause, for its calls."""

    numbers: Annotated[str, Field(max_length=4_000_000, examples=["day,queue,offered\n2026-03-02,Billing,4\n"])]
    during: Annotated[str, Field(max_length=60, examples=["2026-W10"])] = ""
    calls: Annotated[int | None, Field(ge=1, le=99999, examples=[1])] = None


class PastedShape(Shape):
    """Another system's report as it was sent."""

    number: Annotated[int, Field(examples=[3])]
    numbers: Annotated[str, Field(examples=["day,queue,offered\n2026-03-02,Billing,4\n"])]
    by: Person
    at: Moment


class ReconciledShape(Shape):
    """Their numbers beside ours, and the causes of what differs. number: of the report as it is kept."""

    number: Annotated[int, Field(examples=[3])]
    whole: Flag
    headings: Names
    rows: Annotated[Sequence[Sequence[str]], Field(examples=[[["offered", "4", "4"]]])]
    lines: Names
    issues: Sequence[Wrong]
