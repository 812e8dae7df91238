"""This file is about steps: how many of the values behind a percentile lie up to where, in steps of 1% of length.

The steps are the buckets of `warehouse.derived.histograms`. Over single facts each has the smallest and the largest of
its own values for edges; of histogram rows, all that is left where single facts were deleted, the bucket's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.metrics.catalogue.fields import FRAMES
from fourscore.metrics.compile import Snapshot, filters, key_columns, table_of, word_joins
from fourscore.metrics.metric import Part
from fourscore.metrics.percentiles.choice import Ways
from fourscore.metrics.plan import Question
from fourscore.warehouse import bucket, bucket_edges, histogram_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


class Steps(NamedTuple):
    """The values of one cell in order: low, high: the edges of each step; upto: how many values lie up to its end."""

    low: Numbers
    high: Numbers
    upto: Numbers

    @property
    def n(self) -> int:
        return int(self.upto[-1])

    def at_least(self, place: float) -> float:
        """What the value at this place (1 is the smallest) is no smaller than."""
        return float(self.low[self._step(place)])

    def at_most(self, place: float) -> float:
        """What it is no larger than."""
        return float(self.high[self._step(place)])

    def within(self, edge: float) -> tuple[int, int]:
        """How many values are up to an edge: at the least, and at the most."""
        import numpy as np

        upto = [0, *self.upto.astype(int).tolist()]
        surely, perhaps = (upto[int(np.searchsorted(edges, edge, side="right"))] for edges in (self.high, self.low))
        return surely, perhaps

    def _step(self, place: float) -> int:
        import numpy as np

        return int(np.searchsorted(self.upto, place))


def steps_of(part: Part, question: Question, snapshot: Snapshot, ways: Ways) -> Mapping[tuple[str | None, ...], Steps]:
    """By the words of each cell the steps of its values."""
    keys = [column for name in question.by for column in key_columns(name, snapshot.calendar)]
    named = [f"{key} AS k_{place}" for place, key in enumerate(keys)]
    groups = ", ".join([*(f"k_{place}" for place in range(len(keys))), "step"])
    conditions, values = filters(part.of, question.where, question.during, snapshot)
    if ways.reads(part):
        rows = histogram_rows(ways.cells[part.of], part.of, ways.missing.get(part.of))
        source = f"{rows} AS f WHERE f.part = '{part.column}' AND {' AND '.join(conditions)}"
        inner = f"SELECT {', '.join([*named, 'f.bucket AS step', 'f.n AS many'])} FROM {source}"
        edges = ", ".join((*bucket_edges("step"), "CAST(sum(many) AS BIGINT)"))
    else:
        table = table_of(part.of, question.during, snapshot.calendar)
        source = f"{table} AS f {word_joins(part.joins)} WHERE {' AND '.join([FRAMES[part.of].standing, *conditions])}"
        inner = f"SELECT {', '.join([*named, f'CAST({part.sql} AS DOUBLE) AS length'])} FROM {source}"
        inner = f"SELECT *, {bucket('length')} AS step FROM ({inner}) WHERE length IS NOT NULL"
        edges = "min(length), max(length), count(*)"
    found = snapshot.run(f"SELECT {groups}, {edges} FROM ({inner}) GROUP BY {groups} ORDER BY {groups}", values)
    words = [snapshot.words(word) for word in question.by]
    return _told(found, words)


def _told(rows: Sequence[tuple[Any, ...]], words: Sequence[Mapping[int, str]]) -> dict[tuple[str | None, ...], Steps]:
    import numpy as np

    by_cell: dict[tuple[str | None, ...], list[tuple[Any, ...]]] = {}
    many = len(words)
    for row in rows:
        cell = tuple(names.get(key) for names, key in zip(words, row, strict=False))
        by_cell.setdefault(cell, []).append(row[many + 1:])
    told = {}
    for cell, steps in by_cell.items():
        low, high, count = np.array(steps, dtype=np.float64).T
        order = np.argsort(high, kind="stable")
        told[cell] = Steps(low[order], high[order], np.cumsum(count[order]))
    return told
