"""This file is about the cells of an answer: put in order, and made into rows when somebody reads them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from fourscore.metrics.ask import Row

# One cell: for each name of `by`, the values that make its key.
Cell = tuple[tuple[Any, ...], ...]
# An answer with fewer rows is made at once.
MANY = 5_000


class Later(Sequence["Row"]):
    """Rows made cell by cell as they are read, and not kept: an answer of a million rows takes the room of its cells.

    counts: how many rows each cell has.
    """

    def __init__(self, cells: Sequence[Cell], counts: Sequence[int], make: Callable[[Cell], Sequence[Row]]) -> None:
        self._cells, self._make = cells, make
        self._ends = list(accumulate(counts))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Row]:
        for cell in self._cells:
            yield from self._make(cell)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        cell = bisect_right(self._ends, at)
        before = self._ends[cell - 1] if cell else 0
        return self._make(self._cells[cell])[at - before]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(
            mine == theirs for mine, theirs in zip(self, other, strict=True))


def in_order(cells: Mapping[Cell, Any], names: int, place: Callable[[int, tuple[Any, ...]], Any]) -> list[Cell]:
    """The cells by the place of each of their keys; every key is looked at once, however many cells have it."""
    ranks = []
    for name in range(names):
        keys = sorted({cell[name] for cell in cells}, key=partial(place, name))
        ranks.append({key: rank for rank, key in enumerate(keys)})
    if names == 1:
        (first,) = ranks
        return sorted(cells, key=lambda cell: first[cell[0]])
    return sorted(cells, key=lambda cell: tuple(rank[key] for rank, key in zip(ranks, cell, strict=True)))
