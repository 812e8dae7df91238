"""This file is about the words the API's shapes are made of: each says what it holds, with an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Said = Annotated[str, Field(examples=["Too few people at noon."])]
Name = Annotated[str, Field(examples=["Billing"])]
NameOrNone = Annotated[str | None, Field(examples=["Billing"])]
Person = Annotated[str, Field(examples=["Ada Bell"])]
Role = Annotated[str, Field(examples=["Call centre manager"])]
Key = Annotated[str, Field(examples=["average_handle_time"], description="A metric: its name, or name:variant.")]
Id = Annotated[str, Field(examples=["handle"], description="The id of a thing in strategy.yaml.")]
Unit = Annotated[str, Field(examples=["seconds"], description="share is 0..1, times are seconds.")]
Number = Annotated[float | None, Field(examples=[213.5], description="Empty where there is nothing to tell.")]
Points = Annotated[float | None, Field(examples=[81.2], description="Points of 100; empty where not told.")]
Share = Annotated[float, Field(examples=[0.25])]
Count = Annotated[int, Field(examples=[412])]
CountOrNone = Annotated[int | None, Field(examples=[3])]
Flag = Annotated[bool, Field(examples=[True])]
Day = Annotated[date, Field(examples=["2026-03-02"])]
DayOrNone = Annotated[date | None, Field(examples=["2026-03-09"])]
Moment = Annotated[datetime, Field(examples=["2026-03-09T00:00:00Z"])]
MomentOrNone = Annotated[datetime | None, Field(examples=["2026-03-09T00:00:00Z"])]
Period = Annotated[str, Field(examples=["2026-W11"], description="A week, month, quarter, year, day, or FIRST..LAST.")]
Month = Annotated[str, Field(examples=["2026-03"])]
Zone = Annotated[str, Field(examples=["Europe/London"])]
Currency = Annotated[str, Field(examples=["GBP"])]
State = Annotated[str, Field(examples=["open"])]
Names = Annotated[Sequence[str], Field(examples=[["Billing", "Orders"]])]
Sentences = Annotated[Sequence[str], Field(examples=[["Loaded up to Sunday."]])]
Parts = Annotated[Mapping[str, float | int | None], Field(examples=[{"num": 88014, "den": 412}])]
Labels = Annotated[Mapping[str, str | None], Field(examples=[{"queue": "Billing"}])]
Where = Annotated[Mapping[str, Sequence[str | None]], Field(examples=[{"queue": ["Billing"]}])]
Plain = Annotated[Mapping[str, Any], Field(examples=[{"name": "value"}])]
Cursor = Annotated[str | None, Field(examples=["eyJhdCI6MTAwfQ"], description="Ask again with it for the next page; "
                                     "empty on the last one.")]


class Shape(BaseModel):
    """What the API tells: read from the centre's own things by their names."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class Body(BaseModel):
    """What somebody sends: nothing the API does not know."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


Row = TypeVar("Row", bound=BaseModel)


class Page(Shape, Generic[Row]):
    """One page of a list. total: how many there are in all."""

    rows: Sequence[Row]
    total: Count
    next: Cursor = None


class Every(Shape, Generic[Row]):
    """A short list, whole."""

    rows: Sequence[Row]


class Done(Shape):
    """What was done, in a sentence."""

    done: Said


class Wrong(Shape):
    """One thing that is wrong, with its place and what to do."""

    name: Annotated[str, Field(examples=["unknown-metric"], description="One of docs/errors.md.")]
    where: Annotated[str, Field(examples=["'average_hold'"])]
    what: Annotated[str, Field(examples=["There is no metric called 'average_hold'."])]
    remedy: Annotated[str, Field(examples=["Did you mean hold_time?"])]


class Problem(Shape):
    """Why a request was not answered, as RFC 9457 has it; name, place and remedy are those of the first issue."""

    type: Annotated[str, Field(examples=["urn:fourscore:issue:unknown-metric"])]
    title: Annotated[str, Field(examples=["There is no metric called 'average_hold'."])]
    status: Annotated[int, Field(examples=[404])]
    detail: Annotated[str, Field(examples=["There is no metric called 'average_hold'. Did you mean hold_time?"])]
    instance: Annotated[str, Field(examples=["/api/v1/metrics/average_hold"])]
    name: Annotated[str, Field(examples=["unknown-metric"])]
    place: Annotated[str, Field(examples=["'average_hold'"])]
    remedy: Annotated[str, Field(examples=["Did you mean hold_time?"])]
    issues: Sequence[Wrong]
