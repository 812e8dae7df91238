"""This file is about asking: metrics, cut and picked as they can bear, answered with parts and completeness."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.metrics import rows as behind
from fourscore.metrics.buckets import TIMES, Bucket, cell_of
from fourscore.metrics.catalogue.fields import FRAMES, WORD_NAMES
from fourscore.metrics.compile import Known, Snapshot, statement
from fourscore.metrics.metric import DAYS, Catalogue, Exact, Metric, Part
from fourscore.metrics.plan import Question, cube_for, dimensions, passes, plan, readable
from fourscore.metrics.reconcile.asking import Asked, reconcile
from fourscore.metrics.reconcile.told import Reconciled
from fourscore.metrics.told.answers import FIGURE_DAYS, TOLD_DAYS, Told
from fourscore.terms import Calendar, Days, Interval, OpeningHours
from fourscore.warehouse import FACTS

if TYPE_CHECKING:
    from fourscore.warehouse import Warehouse

HAPPENED = ("contact", "visit", "agent_state", "sale", "survey", "evaluation", "coaching", "ticket")
PLANNED = ("cost", "schedule")
DERIVED = ("agent_time", "agent_day")  # stored, and kept when the facts they were made of go
# One cell: for each name of `by`, the values that make its key.
Cell = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Row:
    """One number. by: the label of each name asked for (None: the fact has no such word).

    value: in the metric's unit; None where nothing stands below the line, or nothing of that time is loaded.
    parts: `num` and `den` as added up, then every named part. n: how many things the value stands on.
    complete: every source has loaded all of that time, and the value will not change by itself any more.
    why: where reports tell sums only, why there is no value or not all of it. entered: who brought the value as a bare
    figure, and when; such a figure is shown for exactly its time and scope and never added to another.
    """

    by: dict[str, str | None]
    metric: str
    variant: str | None
    value: float | None
    parts: dict[str, int | float]
    n: int
    complete: bool
    shown: tuple[str, ...] = field(default=("num", "den"), repr=False)
    why: str = ""
    entered: str = ""

    @property
    def key(self) -> str:
        return f"{self.metric}:{self.variant}" if self.variant else self.metric

    def as_dict(self) -> dict[str, Any]:
        value = None if self.value is None else round(self.value, 6)
        parts = {name: self.parts[name] for name in self.shown if name in self.parts}
        told = {"by": self.by, "metric": self.metric, "variant": self.variant, "value": value, "parts": parts,
                "n": self.n, "complete": self.complete}
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
    rows: list[Row]
    deleted: Mapping[str, date] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        as_of = self.as_of.isoformat(timespec="seconds") if self.as_of else None
        told: dict[str, Any] = {"as_of": as_of, "zone": self.zone, "rows": [row.as_dict() for row in self.rows]}
        return told | ({"deleted": {kind: str(day) for kind, day in self.deleted.items()}} if self.deleted else {})

    def as_json(self) -> str:
        return json.dumps(self.as_dict(), ensure_ascii=False)


class Metrics:
    """The only way to a number: every definition, over everything loaded.

    currency: the centre's, in which all money comes. resolution_window_days: how long a customer must not come back.
    hours: the opening hours of the sites that tell them.
    """

    def __init__(
        self, warehouse: Warehouse, catalogue: Catalogue, calendar: Calendar, currency: str,
        resolution_window_days: int = 7, hours: Sequence[OpeningHours] = (),
    ) -> None:
        self.warehouse, self.catalogue, self.calendar = warehouse, catalogue, calendar
        self.currency, self.resolution_window_days, self.hours = currency, resolution_window_days, tuple(hours)
        self._known: dict[int, Known] = {}

    def _snapshot(self) -> AbstractContextManager[Snapshot]:
        return Snapshot.of(self.warehouse, self.calendar, self.resolution_window_days, self._known, self.hours)

    def ask(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str | None]] | None = None, use_cubes: bool = True,
    ) -> Answer:
        """The metrics of those local days: one row for each where `by` is empty, else one for each cell with facts.

        where: for each name the words to keep; a missing word is written "" or None. use_cubes=False reads single
        facts only, to the same answer. Raises WrongUse `unknown-metric`, `unknown-dimension`, `cannot-bear` (with the
        reason) or `unknown-word`.
        """
        with self._snapshot() as snapshot:
            found = [self.catalogue.find(name) for name in metrics]
            question = plan(self.catalogue, snapshot.extras, found, by, during, where,
                            agentless=snapshot.agentless, told=snapshot.told)
            return _Asking(question, self.catalogue, snapshot).answer(use_cubes=use_cubes)

    def rows(
        self, metric: str, *, during: Days, where: Mapping[str, Sequence[str | None]] | None = None,
        part: str | None = None, limit: int = 200, offset: int = 0,
    ) -> behind.Rows:
        """The very facts behind a figure, with the file and line each came from.

        part: `num`, `den` or the name of one of its parts; without it, everything the figure stands on.
        Raises WrongUse as `ask` does, and `unknown-part`.
        """
        with self._snapshot() as snapshot:
            question = plan(self.catalogue, snapshot.extras, [self.catalogue.find(metric)], (), during, where,
                            agentless=snapshot.agentless, told=snapshot.told)
            return behind.rows(question, self.catalogue, snapshot, part, limit, offset)

    def explain(
        self, metric: str, *, during: Days, where: Mapping[str, Sequence[str | None]] | None = None,
    ) -> behind.Explanation:
        """One figure taken apart: its words, its formula with numbers, its parts, and where their rows came from."""
        with self._snapshot() as snapshot:
            question = plan(self.catalogue, snapshot.extras, [self.catalogue.find(metric)], (), during, where,
                            agentless=snapshot.agentless, told=snapshot.told)
            answer = _Asking(question, self.catalogue, snapshot).answer(use_cubes=True)
            return behind.explain(question, self.catalogue, snapshot, answer.rows[0], answer.as_of)

    def dimensions(self, metric: str) -> list[str]:
        """Every name this metric can be cut and picked by."""
        with self._snapshot() as snapshot:
            return dimensions(self.catalogue.find(metric), self.catalogue, snapshot.extras,
                              agentless=snapshot.agentless, told=snapshot.told)

    def reconcile(self, report: Path, asked: Asked, loaded: Days) -> Reconciled:
        """What each column of the switch's own report is: the definition, the limits, the zone and the dating that
        reproduce its figures, and every difference from the centre's own in causes that add up.

        loaded: the local days that are loaded (`spread`). Raises WrongUse where the report cannot be used.
        """
        with self._snapshot() as snapshot:
            return reconcile(snapshot, self.catalogue, report, asked, loaded)

    def spread(self) -> Days | None:
        """The local days from the first to the last on which something happened; None where nothing is loaded.

        Costs and schedules reach beyond what happened, so they count only where nothing else is loaded.
        """
        with self._snapshot() as snapshot:
            for facts in HAPPENED, PLANNED:
                days = " UNION ALL ".join(
                    f"SELECT min(day) AS day, max(day) + 1 AS until FROM {fact} WHERE replaced_in IS NULL"
                    for fact in facts)
                days += f" UNION ALL {TOLD_DAYS if facts is HAPPENED else FIGURE_DAYS}"
                if facts is HAPPENED and snapshot.frozen:  # what was counted of deleted facts is still there
                    days += " UNION ALL SELECT min(day), max(day) + 1 FROM cube_queue"
                ((first, until),) = snapshot.run(f"SELECT min(day), max(until) FROM ({days})", {})
                if first:
                    return Days(first, until)
            return None


class _Asking:
    """One question on its way to its answer."""

    def __init__(self, question: Question, catalogue: Catalogue, snapshot: Snapshot) -> None:
        self.question, self.catalogue, self.snapshot = question, catalogue, snapshot
        self.cells: dict[Cell, dict[str, Any]] = {}
        self.present: dict[Cell, set[str]] = {}
        self.weekdays = question.where.get("weekday", ())
        coverage = snapshot.coverage
        self.parts = {metric.key: [(part, coverage.kinds(part)) for name in metric.parts()
                                   if (part := catalogue.parts[name])] for metric in question.metrics}
        self.facts = {metric.key: {catalogue.parts[name].of for key, formula in metric.formulas.items() if key != "n"
                                   for name in formula.parts()} for metric in question.metrics}

        self.cube = False
        self.told = Told(snapshot.told, question, catalogue, snapshot) if snapshot.told else None

    def answer(self, *, use_cubes: bool) -> Answer:
        self.cube = use_cubes and cube_for((*self.question.by, *self.question.where)) is not None
        if not self.question.by:
            self.cells[()] = {}
        for step in passes(self.question, self.catalogue, self.snapshot.extras, use_cubes=use_cubes):
            sql, values, widths = statement(step, self.question, self.snapshot)
            for found in self.snapshot.run(sql, values):
                cell, rest = _cut(found, widths)
                self.present.setdefault(cell, set()).add(step.fact)
                _fill(self.cells.setdefault(cell, {}), step.parts, step.quantiles, rest[1:])
        for cell in self.told.there() if self.told else ():
            self.cells.setdefault(cell, {})
        # A cell without a word is made by facts of other parts: where it says nothing of a metric, it is not shown.
        rows = [row for cell in sorted(self.cells, key=self.order) for row in self.cell_rows(cell)
                if row.value is not None or row.n or row.parts.get("num") or None not in row.by.values() or row.why]
        whole = self.snapshot.calendar.interval(self.question.during)
        needed = any(self.deleted(part, whole) for parts in self.parts.values() for part, _ in parts)
        gone = {kind: day for kind, (day, _) in self.snapshot.frozen.items() if needed}
        zone = str(self.snapshot.calendar.zone)
        return Answer(self.as_of(), zone, self.question.by, self.question.during, rows, gone)

    def as_of(self) -> datetime | None:
        kinds = {kind for parts in self.parts.values() for _, needs in parts for kind in needs}
        ends = [until for kind in kinds if (until := self.snapshot.coverage.until(kind)) is not None]
        return self.snapshot.calendar.local(min(ends)) if ends else None

    def labels(self, cell: Cell) -> dict[str, str | None]:
        labels: dict[str, str | None] = {}
        for name, key in zip(self.question.by, cell, strict=True):
            if name in TIMES:
                labels[name] = Bucket(name, self.snapshot.calendar).label(key)
            else:
                labels[name] = self.snapshot.words(name).get(key[0]) if name in WORD_NAMES else key[0]
        return labels

    def order(self, cell: Cell) -> list[tuple[bool, Any]]:
        """Times in their own order (by UTC within a day), words by the alphabet, the missing word last."""
        order: list[tuple[bool, Any]] = []
        labels = self.labels(cell)
        for name, key in zip(self.question.by, cell, strict=True):
            if name in ("half_hour", "hour"):
                order.append((False, key[0] - timedelta(seconds=key[1])))
            elif name in TIMES:
                order.append((False, key[0]))
            else:
                order.append((labels[name] is None, labels[name] or ""))
        return order

    def cell_rows(self, cell: Cell) -> list[Row]:
        calendar = self.snapshot.calendar
        times = [(Bucket(name, calendar), key) for name, key in zip(self.question.by, cell, strict=True)
                 if name in TIMES]
        picked = [(Bucket("weekday", calendar), (Bucket("weekday", calendar).key_of(one or ""),))
                  for one in self.weekdays]
        span, days = cell_of(times, self.question.during, calendar, picked)
        labels = self.labels(cell)
        return [self.row(metric, cell, labels, span, days) for metric in self.question.metrics
                if not self.question.by or self.facts[metric.key] & self.present.get(cell, set())
                or (self.told and self.told.shows(metric, cell, span, labels))]

    def row(self, metric: Metric, cell: Cell, labels: dict[str, str | None], span: Interval, days: int) -> Row:
        parts, coverage = self.parts[metric.key], self.snapshot.coverage
        found = {part.name: self.value(part, kinds, cell, span, days) for part, kinds in parts}
        if self.told:
            found = {part.name: self.told.with_told(part, cell, span, found[part.name]) for part, _ in parts}
        complete = all(coverage.of(kind, span)[1] for _, kinds in parts for kind in kinds)
        if any(self.deleted(part, span) for part, _ in parts):
            complete = False
        if metric.provisional and found[metric.provisional]:
            complete = False
        value, n, named = _joined(metric, found, self.cells[cell])
        if self.told:
            return self.told.row(Row(labels, metric.slug, metric.variant, value, named, n, complete,
                                     ("num", "den", *metric.also)), metric, cell, span)
        return Row(labels, metric.slug, metric.variant, value, named, n, complete, ("num", "den", *metric.also))

    def value(self, part: Part, kinds: tuple[str, ...], cell: Cell, span: Interval, days: int) -> Any:
        """What one part adds up to in a cell: 0 where it is known that there is nothing, None where it is not known."""
        if part.name == DAYS:
            return days
        if not readable(part, self.snapshot.extras) or self.deleted(part, span):
            return None
        unknown = [kind for kind in kinds if not self.snapshot.coverage.of(kind, span)[0]]
        there = part.of in self.present.get(cell, set())
        if unknown and (part.needs or not there):
            return None
        found = self.cells[cell].get(part.name) if there else None
        if part.aggregate == "stock":
            return (found or {}).get(self.last_day(kinds, span), 0)
        return 0 if found is None and part.aggregate in ("sum", "distinct") else found

    def deleted(self, part: Part, span: Interval) -> bool:
        """Whether single facts this part is counted over were deleted from that time, and no cube has it.

        What is worked out when asked may look at any kind of fact.
        """
        if not self.snapshot.frozen or part.of not in FRAMES or (self.cube and part.column):
            return False
        kinds = {"segment"} if part.of == "piece" else {part.of} if part.of in FACTS else (
            set() if part.of in DERIVED else set(self.snapshot.frozen))
        return any(self.snapshot.calendar.midnight(day) > span.start
                   for kind, (day, _) in self.snapshot.frozen.items() if kind in kinds)

    def last_day(self, kinds: tuple[str, ...], span: Interval) -> date:
        """The last local day of a cell, as far as it is loaded: that at whose end a stock is counted."""
        ends = [until for kind in kinds if (until := self.snapshot.coverage.until(kind)) is not None]
        return self.snapshot.calendar.local(min([span.end, *ends]) - timedelta(microseconds=1)).date()


def _cut(found: tuple[Any, ...], widths: tuple[int, ...]) -> tuple[Cell, tuple[Any, ...]]:
    key, place = [], 0
    for width in widths:
        key.append(found[place:place + width])
        place += width
    return tuple(key), found[place:]


def _fill(cell: dict[str, Any], parts: tuple[Part, ...], quantiles: Mapping[str, tuple[Decimal, ...]],
          values: tuple[Any, ...]) -> None:
    rest = iter(values)
    for part in parts:
        cell[part.name] = next(rest)
        if part.aggregate == "values":
            found = next(rest) or []
            cell.update({f"{part.name}@{share}": one
                         for share, one in zip(quantiles.get(part.name, ()), found, strict=False)})


def _joined(
    metric: Metric, found: Mapping[str, Any], cell: Mapping[str, Any],
) -> tuple[float | None, int, dict[str, int | float]]:
    """The value by the metric's formula, from exact parts; how many things it stands on; and the parts to show."""
    if metric.kind == "quantile":
        value = cell.get(f"{metric.num}@{metric.quantile}")
        return value, int(found[metric.num] or 0), {}
    exact: dict[str, Exact | None] = {
        name: value if value is None or isinstance(value, int) else Fraction(value) for name, value in found.items()}
    added = {key: formula.value(exact) for key, formula in metric.formulas.items()}
    num, den = added["num"], added.get("den")
    if metric.kind == "ratio":
        value = float(num / den) if num is not None and den else None
    else:
        value = None if num is None else float(num)
    shown: dict[str, Exact | None] = {**{key: added[key] for key in ("num", "den") if key in added}, **exact}
    size = added.get("n", den)
    return value, int(size or 0), {name: _plain(one) for name, one in shown.items() if one is not None}


def _plain(value: Exact) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
