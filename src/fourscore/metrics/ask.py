"""This file is about asking: metrics, cut and picked as they can bear, answered with parts and completeness."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.metrics import rows as behind
from fourscore.metrics.answer.cells import MANY, Cell, Later, in_order
from fourscore.metrics.answer.values import cut, exact_of, fill, joined, plain
from fourscore.metrics.buckets import TIMES, Bucket, cell_of
from fourscore.metrics.catalogue.fields import FRAMES, WORD_NAMES
from fourscore.metrics.compile import Known, Snapshot, statement
from fourscore.metrics.metric import DAYS, Catalogue, Exact, Metric, Part
from fourscore.metrics.plan import Question, cube_for, dimensions, passes, plan, readable
from fourscore.metrics.reconcile.asking import Asked, reconcile
from fourscore.metrics.reconcile.told import Reconciled
from fourscore.terms import Calendar, Days, Interval, OpeningHours
from fourscore.warehouse import FACTS

if TYPE_CHECKING:
    from fourscore.warehouse import Warehouse

HAPPENED = ("contact", "visit", "agent_state", "sale", "survey", "evaluation", "coaching", "ticket")
PLANNED = ("cost", "schedule")
DERIVED = ("agent_time", "agent_day")  # stored, and kept when the facts they were made of go


@dataclass(frozen=True)
class Row:
    """One number. by: the label of each name asked for (None: the fact has no such word).

    value: in the metric's unit; None where nothing stands below the line, or nothing of that time is loaded.
    parts: `num` and `den` as added up, then every named part. n: how many things the value stands on.
    complete: every source has loaded all of that time, and the value will not change by itself any more.
    """

    by: dict[str, str | None]
    metric: str
    variant: str | None
    value: float | None
    parts: dict[str, int | float]
    n: int
    complete: bool
    shown: tuple[str, ...] = field(default=("num", "den"), repr=False)

    @property
    def key(self) -> str:
        return f"{self.metric}:{self.variant}" if self.variant else self.metric

    def as_dict(self) -> dict[str, Any]:
        value = None if self.value is None else round(self.value, 6)
        parts = {name: self.parts[name] for name in self.shown if name in self.parts}
        return {"by": self.by, "metric": self.metric, "variant": self.variant, "value": value, "parts": parts,
                "n": self.n, "complete": self.complete}


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
                            agentless=snapshot.agentless)
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
                            agentless=snapshot.agentless)
            return behind.rows(question, self.catalogue, snapshot, part, limit, offset)

    def explain(
        self, metric: str, *, during: Days, where: Mapping[str, Sequence[str | None]] | None = None,
    ) -> behind.Explanation:
        """One figure taken apart: its words, its formula with numbers, its parts, and where their rows came from."""
        with self._snapshot() as snapshot:
            question = plan(self.catalogue, snapshot.extras, [self.catalogue.find(metric)], (), during, where,
                            agentless=snapshot.agentless)
            answer = _Asking(question, self.catalogue, snapshot).answer(use_cubes=True)
            return behind.explain(question, self.catalogue, snapshot, answer.rows[0], answer.as_of)

    def dimensions(self, metric: str) -> list[str]:
        """Every name this metric can be cut and picked by."""
        with self._snapshot() as snapshot:
            return dimensions(self.catalogue.find(metric), self.catalogue, snapshot.extras,
                              agentless=snapshot.agentless)

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
        self.shown = {metric.key: ("num", "den", *metric.also) for metric in question.metrics}
        self.cube = False
        # What holds for many cells is worked out once: words of keys, spans of times; of a span, whether a part is gone
        # or not known, and whether all of a metric is there.
        self.called: dict[tuple[str, tuple[Any, ...]], str | None] = {}
        self.spans: dict[tuple[tuple[str, tuple[Any, ...]], ...], tuple[Interval, int]] = {}
        self.told: dict[Interval, dict[str, tuple[bool, bool]]] = {}
        self.whole: dict[Interval, dict[str, bool]] = {}
        self.here: tuple[dict[str, tuple[bool, bool]], dict[str, bool]] = ({}, {})
        # Every part of the cell whose rows are being made, exactly and as it is shown.
        self.found: dict[str, Exact | None] = {}
        self.plain: dict[str, int | float] = {}

    def answer(self, *, use_cubes: bool) -> Answer:
        self.cube = use_cubes and cube_for((*self.question.by, *self.question.where)) is not None
        if not self.question.by:
            self.cells[()] = {}
        for step in passes(self.question, self.catalogue, self.snapshot.extras, use_cubes=use_cubes):
            sql, values, widths = statement(step, self.question, self.snapshot)
            names = [part.name for part in step.parts]
            for found in self.snapshot.run(sql, values):
                cell, rest = cut(found, widths)
                self.present.setdefault(cell, set()).add(step.fact)
                if step.quantiles:
                    fill(self.cells.setdefault(cell, {}), step.parts, step.quantiles, rest[1:])
                elif cell in self.cells:
                    self.cells[cell].update(zip(names, rest[1:], strict=True))
                else:
                    self.cells[cell] = dict(zip(names, rest[1:], strict=True))
        rows = self.rows(in_order(self.cells, len(self.question.by), self.order))
        whole = self.snapshot.calendar.interval(self.question.during)
        needed = any(self.deleted(part, whole) for parts in self.parts.values() for part, _ in parts)
        gone = {kind: day for kind, (day, _) in self.snapshot.frozen.items() if needed}
        zone = str(self.snapshot.calendar.zone)
        return Answer(self.as_of(), zone, self.question.by, self.question.during, rows, gone)

    def rows(self, cells: list[Cell]) -> Sequence[Row]:
        if len(cells) * len(self.question.metrics) < MANY:
            return [row for cell in cells for row in self.cell_rows(cell)]
        wordless = [{key for key in {cell[place] for cell in cells} if self.order(place, key)[0]}
                    for place in range(len(self.question.by))]
        many: dict[frozenset[str], int] = {}
        counts = []
        for cell in cells:
            there = frozenset(self.present[cell])
            if there not in many:
                many[there] = sum(not self.facts[metric.key].isdisjoint(there) for metric in self.question.metrics)
            lacks = any(key in without for key, without in zip(cell, wordless, strict=True))
            counts.append(len(self.cell_rows(cell)) if lacks else many[there])
        return Later(cells, counts, self.cell_rows)

    def as_of(self) -> datetime | None:
        kinds = {kind for parts in self.parts.values() for _, needs in parts for kind in needs}
        ends = [until for kind in kinds if (until := self.snapshot.coverage.until(kind)) is not None]
        return self.snapshot.calendar.local(min(ends)) if ends else None

    def words_of(self, cell: Cell) -> list[str | None]:
        """What a person calls each key of a cell."""
        found = []
        for name, key in zip(self.question.by, cell, strict=True):
            if (name, key) not in self.called:
                if name in TIMES:
                    self.called[name, key] = Bucket(name, self.snapshot.calendar).label(key)
                else:
                    self.called[name, key] = self.snapshot.words(name).get(key[0]) if name in WORD_NAMES else key[0]
            found.append(self.called[name, key])
        return found

    def order(self, place: int, key: tuple[Any, ...]) -> tuple[bool, Any]:
        """Times in their own order (by UTC within a day), words by the alphabet, the missing word last."""
        name = self.question.by[place]
        if name in ("half_hour", "hour"):
            return False, key[0] - timedelta(seconds=key[1])
        if name in TIMES:
            return False, key[0]
        word = self.snapshot.words(name).get(key[0]) if name in WORD_NAMES else key[0]
        return word is None, word or ""

    def cell_rows(self, cell: Cell) -> list[Row]:
        times = tuple((name, key) for name, key in zip(self.question.by, cell, strict=True) if name in TIMES)
        if times not in self.spans:
            calendar = self.snapshot.calendar
            picked = [(Bucket("weekday", calendar), (Bucket("weekday", calendar).key_of(one or ""),))
                      for one in self.weekdays]
            self.spans[times] = cell_of([(Bucket(name, calendar), key) for name, key in times], self.question.during,
                                        calendar, picked)
        span, days = self.spans[times]
        self.here = self.told.setdefault(span, {}), self.whole.setdefault(span, {})
        labels = dict(zip(self.question.by, self.words_of(cell), strict=True))
        there, self.found, self.plain = self.present.get(cell, set()), {}, {}
        rows = [self.row(metric, cell, labels, span, days) for metric in self.question.metrics
                if not self.question.by or self.facts[metric.key] & there]
        # A cell without a word is made by facts of other parts: where it says nothing of a metric, it is not shown.
        if None in labels.values():
            rows = [row for row in rows if row.value is not None or row.n or row.parts.get("num")]
        return rows

    def row(self, metric: Metric, cell: Cell, labels: dict[str, str | None], span: Interval, days: int) -> Row:
        parts = self.parts[metric.key]
        for part, kinds in parts:
            if part.name not in self.found:
                self.found[part.name] = exact_of(self.value(part, kinds, cell, span, days), part)
        complete = self.complete(metric, span)
        if metric.provisional and self.found[metric.provisional]:
            complete = False
        value, n, added = joined(metric, self.found, self.cells[cell])
        if metric.kind != "quantile":
            for part, _ in parts:
                one = self.found[part.name]
                if one is not None:
                    added[part.name] = self.plain.setdefault(part.name, one if type(one) is int else plain(one))
        return Row(labels, metric.slug, metric.variant, value, added, n, complete, self.shown[metric.key])

    def complete(self, metric: Metric, span: Interval) -> bool:
        """Whether all of that time is loaded, and nothing of it deleted, for every part of a metric."""
        _, whole = self.here
        if metric.key not in whole:
            parts, coverage = self.parts[metric.key], self.snapshot.coverage
            loaded = all(coverage.of(kind, span)[1] for _, kinds in parts for kind in kinds)
            whole[metric.key] = loaded and not any(self.deleted(part, span) for part, _ in parts)
        return whole[metric.key]

    def value(self, part: Part, kinds: tuple[str, ...], cell: Cell, span: Interval, days: int) -> Any:
        """What one part adds up to in a cell: 0 where it is known that there is nothing, None where it is not known."""
        if part.name == DAYS:
            return days
        told, _ = self.here
        if part.name not in told:
            gone = not readable(part, self.snapshot.extras) or self.deleted(part, span)
            unknown = any(not self.snapshot.coverage.of(kind, span)[0] for kind in kinds)
            told[part.name] = gone, unknown
        gone, unknown = told[part.name]
        if gone:
            return None
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
