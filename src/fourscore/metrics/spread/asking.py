"""This file is about spreads as they are told: per cell how many cases a figure stands on, their sums and squares."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fourscore.metrics.compile import Snapshot
from fourscore.metrics.metric import Catalogue, Metric
from fourscore.metrics.plan import Question, readable
from fourscore.metrics.spread.family import Family, family_of
from fourscore.metrics.spread.statement import SUMS, by_days, by_rows, ways

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SPREADING = ("share", "mean", "ratio")
NO_SUMS = "single facts of that time were deleted, and sums tell no spread"


@dataclass(frozen=True)
class Spread:
    """How one metric's cases spread, cell by cell; `at` gives the place of a cell's words in every array.

    cases: rows (or days) with something in them. num, den: what stands above and below the line, added up; num2,
    cross, den2: their squares and products, added up over the cases. logs, logs2: natural logarithms of what stands
    above and their squares, over the `positive` cases in which it is more than nothing. In the metric's own unit,
    money in the centre's currency as the facts carry it. why: for want of what there are no such sums.
    """

    metric: str
    family: Family
    at: Mapping[tuple[str | None, ...], int] = field(default_factory=dict)
    sums: Mapping[str, Numbers] = field(default_factory=dict)
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
            words: Sequence[str]) -> dict[str, Spread]:
    """The spread of each metric by its key, every kind of fact read once. words: the names the cells are told by."""
    families = {metric.key: family_of(metric, catalogue) for metric in metrics}
    found, asked = {}, []
    for metric in metrics:
        family = families[metric.key]
        parts = [catalogue.parts[name] for name in metric.parts()]
        if family.kind not in SPREADING:
            found[metric.key] = Spread(metric.key, family, why=family.why)
        elif any(not readable(part, snapshot.extras) and part.of != "calendar" for part in parts):
            found[metric.key] = Spread(metric.key, family, why="what it counts was never loaded")
        elif gone(question, snapshot):
            found[metric.key] = Spread(metric.key, family, why=NO_SUMS)
        else:
            asked.append((metric, family))
    for fact, here in ways(asked, catalogue).items():
        ask = (by_rows(fact, here, question, catalogue, snapshot) if fact
               else by_days(here, question, catalogue, snapshot))
        found |= _told(here, ask.sql, ask.values, snapshot, words, families)
    return found


def gone(question: Question, snapshot: Snapshot) -> bool:
    """Whether single facts of the time asked about were deleted."""
    return any(day > question.during.first for day, _ in snapshot.frozen.values())


def _told(metrics: Sequence[Metric], sql: str, values: Mapping[str, object], snapshot: Snapshot,
          words: Sequence[str], families: Mapping[str, Family]) -> dict[str, Spread]:
    import numpy as np

    rows = snapshot.run(sql, values)
    names = [snapshot.words(word) for word in words]
    keys = [tuple(names[place].get(row[place]) for place in range(len(words))) for row in rows]
    table = np.array([[0.0 if value is None else value for value in row[len(words):]] for row in rows], dtype=float)
    table = table.reshape(len(rows), len(SUMS) * len(metrics))
    at = {key: place for place, key in enumerate(keys)}
    return {metric.key: Spread(metric.key, families[metric.key], at, {
        name: table[:, first * len(SUMS) + place] for place, name in enumerate(SUMS)})
        for first, metric in enumerate(metrics)}
