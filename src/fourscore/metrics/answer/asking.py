"""This file is about a question on its way to its answer: each table read once, then cells joined from parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from fourscore.metrics.answer.cells import MANY, Cell, Later, in_order
from fourscore.metrics.answer.row import Answer, Row
from fourscore.metrics.answer.values import Way, cut, exact_of, fill, joined, plain
from fourscore.metrics.buckets import TIMES, Bucket, cell_of
from fourscore.metrics.catalogue.fields import FRAMES, WORD_NAMES
from fourscore.metrics.catalogue.telling import OF_TELLERS
from fourscore.metrics.compile import Snapshot, statement
from fourscore.metrics.metric import DAYS, Catalogue, Exact, Metric, Part
from fourscore.metrics.money.rates import Reporting, in_words
from fourscore.metrics.money.told import Told
from fourscore.metrics.percentiles.choice import Ways
from fourscore.metrics.percentiles.statement import statement as from_histogram
from fourscore.metrics.plan import Question, cube_for, in_cubes, passes, readable, withheld_of
from fourscore.metrics.told.answers import Reported
from fourscore.terms import TOLD_WORDS, Interval, lacks, said
from fourscore.warehouse import FACTS, HISTOGRAM_ERROR, HISTOGRAMS, LOOKING_BACK

DERIVED = ("agent_time", "agent_day")  # stored, and kept when the facts they were made of go


class Telling(NamedTuple):
    """How one metric is told in every cell of one span of time. facts: those one of which a cell must have to tell it.
    whole: whether all of that time is loaded, nothing of it deleted or waiting for a rate, for every part. lacks: what
    it needs of which nothing ever came, in words.
    """

    metric: Metric
    facts: frozenset[str]
    parts: tuple[tuple[str, Part, tuple[str, ...], Way], ...]
    whole: bool
    shown: tuple[str, ...]
    money: Reporting | None
    lacks: str


class Asking:
    """One question on its way to its answer. Once it has read, rows are made without another look at the warehouse."""

    def __init__(self, question: Question, catalogue: Catalogue, snapshot: Snapshot, ways: Ways, money: Told) -> None:
        self.question, self.catalogue, self.snapshot = question, catalogue, snapshot
        self.ways, self.money = ways, money
        self.reports = Reported(snapshot.told, question, catalogue, snapshot) if snapshot.told else None
        self.cells: dict[Cell, dict[str, Any]] = {}
        self.present: dict[Cell, set[str]] = {}
        self.weekdays = question.where.get("weekday", ())
        coverage = snapshot.coverage
        self.parts = {metric.key: [(name, part, coverage.kinds(part)) for name in metric.parts()
                                   if (part := catalogue.parts[name])] for metric in question.metrics}
        self.facts = {metric.key: frozenset(catalogue.parts[name].of for key, formula in metric.formulas.items()
                                            if key != "n" for name in formula.parts()) for metric in question.metrics}
        self.every: set[Cell] = set()  # cells with a row of each metric, whatever facts there are
        self.cube = False
        # What holds for many cells is worked out once: words of keys; spans of times, with how metrics are told there.
        self.called: dict[tuple[str, tuple[Any, ...]], str | None] = {}
        self.spans: dict[tuple[tuple[str, tuple[Any, ...]], ...], tuple[Interval, int, list[Telling]]] = {}
        # Of the cell whose rows are being made: what was read, of which facts; every part exactly and as it is shown.
        self.here: dict[str, Any] = {}
        self.there: set[str] = set()
        self.found: dict[str, Exact | None] = {}
        self.plain: dict[str, int | float] = {}

    def answer(self, *, use_cubes: bool, every: Sequence[str] = ()) -> Answer:
        self.cube = use_cubes and cube_for((*self.question.by, *self.question.where)) is not None
        if not self.question.by:
            self.cells[()] = {}
        for step in passes(self.question, self.catalogue, self.snapshot.extras, use_cubes=use_cubes,
                           histograms=self.ways.cells):
            sql, values, widths = (
                from_histogram(step, self.question, self.snapshot, self.ways.missing.get(step.fact))
                if step.table in HISTOGRAMS else statement(step, self.question, self.snapshot))
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
        self.every = self.named(every)
        for cell in (*(self.reports.there() if self.reports else ()), *self.every):
            self.cells.setdefault(cell, {})
        rows = self.rows(in_order(self.cells, len(self.question.by), self.order))
        whole = self.snapshot.calendar.interval(self.question.during)
        needed = any(self.deleted(part, whole) for parts in self.parts.values() for _, part, _ in parts)
        gone = {kind: day for kind, (day, _) in self.snapshot.frozen.items() if needed}
        zone = str(self.snapshot.calendar.zone)
        return Answer(self.as_of(), zone, self.question.by, self.question.during, rows, gone)

    def rows(self, cells: list[Cell]) -> Sequence[Row]:
        """Every row of a short answer, or where reports are looked up for each; of a long one each when it is read."""
        if self.reports or len(cells) * len(self.question.metrics) < MANY:
            return [row for cell in cells for row in self.cell_rows(cell)]
        wordless = [{key for key in {cell[place] for cell in cells} if self.order(place, key)[0]}
                    for place in range(len(self.question.by))]
        many: dict[frozenset[str], int] = {}
        counts = []
        for cell in cells:
            there = frozenset(self.present.get(cell, ()))
            if there not in many:
                many[there] = sum(not self.facts[metric.key].isdisjoint(there) for metric in self.question.metrics)
            wordy = any(key in without for key, without in zip(cell, wordless, strict=True))
            counts.append(len(self.cell_rows(cell)) if wordy or cell in self.every else many[there])
        return Later(cells, counts, self.cell_rows)

    def named(self, every: Sequence[str]) -> set[Cell]:
        """The cells of those names, of one word asked by alone."""
        if not every:
            return set()
        (name,) = self.question.by
        keys = {word: key for key, word in self.snapshot.words(name).items()}
        return {((keys[word],),) for word in every if word in keys}

    def as_of(self) -> datetime | None:
        kinds = {kind for parts in self.parts.values() for *_, needs in parts for kind in needs}
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
            span, days = cell_of([(Bucket(name, calendar), key) for name, key in times], self.question.during,
                                 calendar, picked)
            self.spans[times] = span, days, self.tellings(span)
        span, days, tellings = self.spans[times]
        labels = dict(zip(self.question.by, self.words_of(cell), strict=True))
        self.here, self.there, self.found, self.plain = self.cells[cell], self.present.get(cell, set()), {}, {}
        always = not self.question.by or cell in self.every
        rows = [self.row(one, cell, labels, span, days) for one in tellings
                if always or not one.facts.isdisjoint(self.there)
                or (self.reports and self.reports.shows(one.metric, cell, span, labels))]
        # A cell without a word is made by facts of other parts: where it says nothing of a metric, it is not shown.
        if None in labels.values():
            rows = [row for row in rows
                    if row.value is not None or row.n or row.parts.get("num") or row.missing or row.why]
        blank = {row.key for row in rows if row.value is None and not row.why}
        silent = {one.metric.key: why for one in tellings
                  if one.metric.key in blank and (why := one.lacks or self.withheld(one))} if blank else {}
        return [row._replace(why=silent[row.key]) if row.key in silent else row for row in rows] if silent else rows

    def row(self, telling: Telling, cell: Cell, labels: dict[str, str | None], span: Interval, days: int) -> Row:
        metric, parts, exact, shown = telling.metric, telling.parts, self.found, self.plain
        for name, part, kinds, way in parts:
            if name not in exact:
                single = exact_of(self.value(part, kinds, way, cell, span, days), way)
                exact[name] = one = self.reports.with_told(part, cell, span, single) if self.reports else single
                if one is not None:
                    shown[name] = plain(one)
        missing = in_words(self.money.missing([one[1] for one in parts], cell, span)) if self.money.parts else ()
        complete = telling.whole and not missing and not (metric.provisional and exact[metric.provisional])
        value, n, added = joined(metric, exact, self.here)
        near = None
        if metric.kind != "quantile":
            for name, *_ in parts:
                if name in shown:
                    added[name] = shown[name]
        elif value is not None and self.ways.reads(self.catalogue.parts[metric.num]):
            near = HISTOGRAM_ERROR
        row = Row(labels, metric.slug, metric.variant, value, added, n, complete, telling.shown, telling.money, missing,
                  near)
        return self.reports.row(row, metric, cell, span) if self.reports else row

    def withheld(self, telling: Telling) -> str:
        """What the sources of this cell's stays never tell, though others do; "" where nothing was withheld."""
        for name, part, _, way in telling.parts:
            beside = withheld_of(part)
            if beside is not None and not way.gone and not self.found.get(name) and self.here.get(beside):
                return said("needs {facts}: the source of these calls never gives them",
                            facts=TOLD_WORDS[OF_TELLERS[name].told])
        return ""

    def tellings(self, span: Interval) -> list[Telling]:
        """How each metric is told in that time, in the order they were named."""
        coverage, ways = self.snapshot.coverage, dict[str, Way]()
        found = []
        for metric in self.question.metrics:
            parts = self.parts[metric.key]
            for name, part, kinds in parts:
                if name not in ways:
                    ways[name] = self.way(part, kinds, span)
            loaded = all(coverage.of(kind, span)[1] for *_, kinds in parts for kind in kinds)
            whole = loaded and not any(self.deleted(part, span) or self.money.waiting(part, span)
                                       for _, part, _ in parts)
            found.append(Telling(metric, self.facts[metric.key],
                                 tuple([(name, part, kinds, ways[name]) for name, part, kinds in parts]), whole,
                                 ("num", "den", *metric.also), self.money.of(metric),
                                 lacks(coverage.never(kind for *_, kinds in parts for kind in kinds))))
        return found

    def way(self, part: Part, kinds: tuple[str, ...], span: Interval) -> Way:
        """What holds for that part in every cell of a span."""
        gone = part.name != DAYS and (not readable(part, self.snapshot.extras) or self.deleted(part, span))
        unknown = any(not self.snapshot.coverage.of(kind, span)[0] for kind in kinds)
        return Way(
            gone, unknown, 0 if part.aggregate in ("sum", "distinct") else None,
            part.name != DAYS and part.name not in self.money.parts and part.aggregate != "stock",
            part.unit == "seconds" and in_cubes(part))

    def value(self, part: Part, kinds: tuple[str, ...], way: Way, cell: Cell, span: Interval, days: int) -> Any:
        """What one part adds up to in a cell: 0 where it is known that there is nothing, None where it is not known."""
        if part.name == DAYS:
            return days
        there = part.of in self.there
        if way.gone or (way.unknown and (part.needs or not there)):
            return None
        found = self.here.get(part.name) if there else None
        if not way.single:
            if part.name in self.money.parts:
                if self.money.lacks(part, cell, span):
                    return None
                found = self.money.value(part, cell, found) if there else None
            if part.aggregate == "stock":
                return (found or {}).get(self.last_day(kinds, span), 0)
        return way.blank if found is None else found

    def deleted(self, part: Part, span: Interval) -> bool:
        """Whether single facts this part is counted over were deleted from that time, and no cube or histogram has it.

        What is worked out when asked may look at any kind of fact.
        """
        kept = self.ways.reads(part) if part.aggregate == "values" else self.cube and part.column
        if not self.snapshot.frozen or part.of not in FRAMES or kept:
            return False
        kinds = {"segment"} if part.of == "piece" else {part.of} if part.of in FACTS else (
            set() if part.of in DERIVED else set(self.snapshot.frozen))
        return any(self.snapshot.calendar.midnight(day) > span.start or kind in LOOKING_BACK.get(part.of, ())
                   for kind, (day, _) in self.snapshot.frozen.items() if kind in kinds)

    def last_day(self, kinds: tuple[str, ...], span: Interval) -> date:
        """The last local day of a cell, as far as it is loaded: that at whose end a stock is counted."""
        ends = [until for kind in kinds if (until := self.snapshot.coverage.until(kind)) is not None]
        return self.snapshot.calendar.local(min([span.end, *ends]) - timedelta(microseconds=1)).date()
