"""This file is about an answer as it is told: its numbers, each with what it stands on and how far it is complete."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.terms import Days

if TYPE_CHECKING:
    from fourscore.metrics.money.rates import Reporting


class Row(NamedTuple):
    """One number. by: the label of each name asked for (None: the fact has no such word).

    value: in the metric's unit; None where nothing stands below the line, or nothing of that time is loaded.
    parts: `num` and `den` as added up, then every named part. n: how many things the value stands on.
    complete: every source has loaded all of that time, and the value will not change by itself any more.
    money: the currency and the rates its amounts are told in (None: there are no amounts in it); missing: the rates
    for want of which there is no value. error: by what share of the exact value a percentile from histogram rows may
    differ from it; None: it is exact. why: where reports tell sums only, why there is no value or not all of it; else
    what nothing loaded tells, for want of which there is none.
    entered: who brought the value as a bare figure, and when; such a figure is shown for exactly its time and scope and
    never added to another.
    """

    by: dict[str, str | None]
    metric: str
    variant: str | None
    value: float | None
    parts: dict[str, int | float]
    n: int
    complete: bool
    shown: tuple[str, ...] = ("num", "den")
    money: Reporting | None = None
    missing: tuple[str, ...] = ()
    error: float | None = None
    why: str = ""
    entered: str = ""

    @property
    def key(self) -> str:
        return f"{self.metric}:{self.variant}" if self.variant else self.metric

    @property
    def margin(self) -> str:
        """How near the value is to the exact one, as it is written beside it; empty where it is exact."""
        return "" if self.error is None else f"±{100 * self.error:g}%"

    def as_dict(self) -> dict[str, Any]:
        value = None if self.value is None else round(self.value, 6)
        parts = {name: self.parts[name] for name in self.shown if name in self.parts}
        told: dict[str, Any] = {"by": self.by, "metric": self.metric, "variant": self.variant, "value": value,
                                "parts": parts, "n": self.n, "complete": self.complete}
        in_money = {"currency": self.money.currency, "rates": self.money.rates} if self.money else {}
        told |= in_money | ({"missing": list(self.missing)} if self.missing else {})
        told |= {} if self.error is None else {"error": self.error}
        return told | ({"why": self.why} if self.why else {}) | ({"entered": self.entered} if self.entered else {})


@dataclass(frozen=True)
class Answer:
    """Rows in the order of `by`, and for each cell in the order the metrics were named.

    A cell whose word is missing has a row only where something stands in it.

    as_of: up to when everything that was asked about is loaded, in the centre's zone. deleted: kinds of fact of which
    single facts of the time asked about are gone, up to that day; a value that needs them is not told.
    """

    as_of: datetime | None
    zone: str
    by: tuple[str, ...]
    during: Days
    rows: Sequence[Row]
    deleted: Mapping[str, date] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        as_of = self.as_of.isoformat(timespec="seconds") if self.as_of else None
        told: dict[str, Any] = {"as_of": as_of, "zone": self.zone, "rows": [row.as_dict() for row in self.rows]}
        return told | ({"deleted": {kind: str(day) for kind, day in self.deleted.items()}} if self.deleted else {})

    def as_json(self) -> str:
        return json.dumps(self.as_dict(), ensure_ascii=False)
