"""This file is about spreads as they are told: per cell how many cases a figure stands on, their sums and squares."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from operator import add
from typing import TYPE_CHECKING, Any

from fourscore.metrics.catalogue.fields import FRAMES
from fourscore.metrics.compile import Snapshot
from fourscore.metrics.metric import Catalogue, Metric
from fourscore.metrics.percentiles.choice import Ways
from fourscore.metrics.plan import Question, readable
from fourscore.metrics.spread.family import Family, family_of
from fourscore.metrics.spread.statement import LOGARITHMS, LOGS, SUMS, by_days, by_rows, units, ways
from fourscore.metrics.spread.steps import Steps, steps_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Cells = dict[tuple[Any, ...], list[Any]]
Rows = list[tuple[Any, ...]]
Once = Callable[[Hashable, Callable[[], Rows]], Rows]
DIGITS = 60  # more than any sum of the warehouse has
PEOPLE = ("team", "agent")
SPREADING = ("share", "mean", "ratio")
FEW = 100  # cases from which on nobody needs the logarithms: a mean of so many spreads evenly
UNREAD = [Decimal("NaN")] * len(LOGARITHMS)
NO_SUMS = "single facts of that time were deleted, and sums tell no spread"


@dataclass(frozen=True)
class Spread:
    """How one metric's cases spread, cell by cell; `at` gives the place of a cell's words in every array.

    cases: rows (or days) with something in them. num, den: what stands above and below the line, added up; num2,
    cross, den2: their squares and products, added up over the cases. logs, logs2: natural logarithms of what stands
    above and their squares, over the `positive` cases in which it is more than nothing; of `FEW` cases and more, and of
    days, nan. In the metric's own unit, money in the centre's currency as the facts carry it. steps: of a percentile,
    the values behind each cell in order. why: for want of what there are no such sums.
    """

    metric: str
    family: Family
    at: Mapping[tuple[str | None, ...], int] = field(default_factory=dict)
    sums: Mapping[str, Numbers] = field(default_factory=dict)
    steps: Mapping[tuple[str | None, ...], Steps] = field(default_factory=dict)
    why: str = ""

    def of(self, cell: tuple[str | None, ...]) -> dict[str, float] | None:
        """Every sum of one cell; None where it has no case."""
        place = self.at.get(cell)
        return None if place is None else {name: float(values[place]) for name, values in self.sums.items()}

    def only(self, cells: Collection[tuple[str | None, ...]]) -> Spread:
        """Of these cells only."""
        there = [(cell, place) for cell, place in self.at.items() if cell in cells]
        places = [place for _, place in there]
        at = {cell: number for number, (cell, _) in enumerate(there)}
        return replace(self, at=at, sums={name: values[places] for name, values in self.sums.items()})


def spreads(metrics: Sequence[Metric], question: Question, catalogue: Catalogue, snapshot: Snapshot,
            words: Sequence[str], once: Once, ways_to: Ways) -> dict[str, Spread]:
    """The spread of each metric by its key, every kind of fact read once. words: the names the cells are told by.

    once: makes what is asked for under a key, unless it is there from before. ways_to: from what the values behind
    percentiles are read.
    """
    families = {metric.key: family_of(metric, catalogue) for metric in metrics}
    found, asked = {}, []
    for metric in metrics:
        family = families[metric.key]
        parts = [catalogue.parts[name] for name in metric.parts()]
        if family.kind == "percentile":
            found[metric.key] = _steps(metric, family, question, catalogue, snapshot, ways_to)
        elif family.kind not in SPREADING:
            found[metric.key] = Spread(metric.key, family, why=family.why)
        elif any(not readable(part, snapshot.extras) and part.of != "calendar" for part in parts):
            found[metric.key] = Spread(metric.key, family, why="what it counts was never loaded")
        elif gone(question, snapshot):
            found[metric.key] = Spread(metric.key, family, why=NO_SUMS)
        else:
            asked.append((metric, family))
    for fact, here in ways(asked, catalogue).items():
        if not fact:
            ask = by_days(here, question, catalogue, snapshot)
            rows = [_beside(row, ask.keys, ()) for row in snapshot.run(ask.sql, ask.values)]
            cells = _added(rows, range(ask.keys), ask.keys)
        else:
            cells = _of_rows(fact, here, question, catalogue, snapshot, once)
        lines_in = {metric.key: units(metric, catalogue) if fact else (None, None) for metric in here}
        found |= _told(here, cells, snapshot, words, families, lines_in)
    return found


def _of_rows(fact: str, metrics: Sequence[Metric], question: Question, catalogue: Catalogue, snapshot: Snapshot,
             once: Once) -> Cells:
    """The sums of each cell over its rows. A centre's card, its teams' and its agents' are made of the same ones: the
    facts are read by team and agent, once for all of them."""
    finest = question.by
    if set(question.by) <= set(PEOPLE) <= set(FRAMES[fact].names):
        finest = PEOPLE

    def read() -> Rows:
        told = replace(question, by=finest)
        ask = by_rows(fact, metrics, told, catalogue, snapshot)
        rows = snapshot.run(ask.sql, ask.values)
        few = {row[:ask.keys] for row in rows if any(_are_few(row, ask.keys + place * len(SUMS))
                                                     for place in range(len(metrics)))}
        logs: dict[tuple[Any, ...], Sequence[Any]] = {}
        if few:
            more = by_rows(fact, metrics, told, catalogue, snapshot, few)
            logs = {row[:ask.keys]: row[ask.keys:] for row in snapshot.run(more.sql, more.values)}
        return [_beside(row, ask.keys, logs.get(row[:ask.keys], ()) if row[:ask.keys] in few else ()) for row in rows]

    key = ("spread of rows", fact, tuple(metric.key for metric in metrics), finest, question.during,
           tuple(question.where.items()))
    return _added(once(key, read), [finest.index(name) for name in question.by], len(finest))


def _are_few(row: tuple[Any, ...], at: int) -> bool:
    """Whether a metric whose sums begin there stands on few cases, however they are counted."""
    cases, _, den = row[at:at + 3]
    return bool(cases) and (cases < FEW or (den or 0) < FEW)


def _beside(row: tuple[Any, ...], keys: int, logs: Sequence[Any]) -> tuple[Any, ...]:
    """The sums of each metric with those of its logarithms behind them, as far as these were read."""
    found = list(row[:keys])
    for place in range((len(row) - keys) // len(SUMS)):
        at = keys + place * len(SUMS)
        found += row[at:at + len(SUMS)]
        found += logs[place * len(LOGARITHMS):(place + 1) * len(LOGARITHMS)] or UNREAD
    return tuple(found)


def _added(rows: Rows, places: Sequence[int], keys: int) -> Cells:
    """Rows of sums, which begin with so many keys, added up exactly to cells of the keys at these places."""
    found: Cells = {}
    with localcontext(prec=DIGITS):
        for row in rows:
            cell, sums = tuple([row[place] for place in places]), [value or 0 for value in row[keys:]]
            there = found.get(cell)
            found[cell] = sums if there is None else list(map(add, there, sums))
    return found


def _steps(metric: Metric, family: Family, question: Question, catalogue: Catalogue, snapshot: Snapshot,
           ways_to: Ways) -> Spread:
    """The values behind a percentile, where single facts or histogram rows of all of that time are there."""
    part = catalogue.parts[metric.num]
    if not readable(part, snapshot.extras):
        return Spread(metric.key, family, why="what it counts was never loaded")
    if gone(question, snapshot) and not ways_to.reads(part):
        return Spread(metric.key, family, why=NO_SUMS)
    return Spread(metric.key, family, steps=steps_of(part, question, snapshot, ways_to))


def gone(question: Question, snapshot: Snapshot) -> bool:
    """Whether single facts of the time asked about were deleted."""
    return any(day > question.during.first for day, _ in snapshot.frozen.values())


def _told(metrics: Sequence[Metric], cells: Cells, snapshot: Snapshot, words: Sequence[str],
          families: Mapping[str, Family], lines_in: Mapping[str, tuple[int | None, int | None]]) -> dict[str, Spread]:
    """The sums of each cell in the metric's own unit. lines_in: how many of what was added up make one of it."""
    import numpy as np

    names = [snapshot.words(word) for word in words]
    at = {tuple(names[place].get(key) for place, key in enumerate(cell)): place for place, cell in enumerate(cells)}
    sums = (*SUMS, *LOGARITHMS)
    table = np.array(list(cells.values()), dtype=float).reshape(len(cells), len(sums) * len(metrics))
    found = {}
    for first, metric in enumerate(metrics):
        above, below = (one or 1 for one in lines_in[metric.key])
        per = {"num": above, "den": below, "num2": above**2, "cross": above * below, "den2": below**2, "logs": LOGS,
               "logs2": LOGS}
        found[metric.key] = Spread(metric.key, families[metric.key], at, {
            name: table[:, first * len(sums) + place] / per.get(name, 1) for place, name in enumerate(sums)})
    return found
