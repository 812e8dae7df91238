"""This file is about the shapes of pages made for a role: their tables, with the figures and the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from fourscore.web.api.shapes.words import DayOrNone, MomentOrNone, Name, Said, Sentences, Shape

Value = Annotated[float | int | bool | str | None, Field(examples=[213.5])]


class CellShape(Shape):
    """A cell. text: as a person reads it; value: the figure in its unit, empty where there is none; below: what is said
    beneath it. status: of a target, good, near, off or none. upper: the upper edge of a target that is a band."""

    text: Annotated[str, Field(examples=["3:33"])]
    value: Value
    unit: Annotated[str, Field(examples=["seconds"])]
    status: Annotated[str, Field(examples=["good"])]
    below: Said
    upper: Annotated[float | None, Field(examples=[0.85])]


class ColumnShape(Shape):
    """A column of a table."""

    key: Annotated[str, Field(examples=["actual"])]
    word: Annotated[str, Field(examples=["Actual"])]


class TableShape(Shape):
    """A table; each row has a cell for each column. lead: what it says; empty: why it has no rows."""

    id: Annotated[str, Field(examples=["measures"])]
    title: Name
    lead: Said
    empty: Said
    notes: Sentences
    columns: Sequence[ColumnShape]
    rows: Sequence[Sequence[CellShape]]


class RolePage(Shape):
    """A page made for a role. first, until: the days it is of, where it has a period. others: pages of its kind.

    wants: which facts would feed it, where nothing is loaded that it could show.
    """

    page: Annotated[str, Field(examples=["team"])]
    title: Name
    first: DayOrNone
    until: DayOrNone
    as_of: MomentOrNone
    notes: Sentences
    others: Annotated[Sequence[str], Field(examples=[["Reds", "Blues"]])]
    wants: Annotated[Sequence[str], Field(examples=[["evaluation"]])]
    tables: Sequence[TableShape]
