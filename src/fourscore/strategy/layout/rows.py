"""This file is about ordering the rows of a layered drawing so that few lines cross, and spacing them out."""

from __future__ import annotations

import random
from itertools import combinations
from statistics import median_low

SWEEPS = 4
PULLS = 60


class Rows:
    """Names in rows, lowest row first, with steps that each join a name to one in a higher (or the same) row."""

    def __init__(self, names: list[list[str]], steps: list[tuple[str, str]]) -> None:
        self.names = names
        self.steps = steps
        self.up: dict[str, list[str]] = {}
        self.down: dict[str, list[str]] = {}
        for low, high in steps:
            self.up.setdefault(low, []).append(high)
            self.down.setdefault(high, []).append(low)

    def places(self) -> dict[str, int]:
        return {name: place for row in self.names for place, name in enumerate(row)}

    def crossings(self) -> int:
        """Pairs of steps between the same two rows that cross."""
        rank = {name: number for number, row in enumerate(self.names) for name in row}
        place = self.places()
        between: dict[int, list[tuple[int, int]]] = {}
        for low, high in self.steps:
            between.setdefault(rank[low], []).append((place[low], place[high]))
        return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for ends in between.values() for a, b in combinations(ends, 2))

    def order(self, draw: random.Random, restarts: int) -> None:
        """Reorder each row so that few steps cross, from the given order and from some shuffled ones."""
        best, kept = self._sweep()
        for _ in range(restarts):
            if best == 0:
                break
            for row in self.names:
                draw.shuffle(row)
            crossings, names = self._sweep()
            if crossings < best:
                best, kept = crossings, names
        self.names = kept

    def _sweep(self) -> tuple[int, list[list[str]]]:
        best, kept = self.crossings(), [list(row) for row in self.names]
        for sweep in range(SWEEPS):
            upwards = sweep % 2 == 0
            near = self.down if upwards else self.up
            place = self.places()
            for row in self.names if upwards else self.names[::-1]:
                wanted = {name: median_low([place[n] for n in near.get(name, [name])]) for name in row}
                row.sort(key=wanted.__getitem__)
                place.update({name: number for number, name in enumerate(row)})
            crossings = self._swap_neighbours()
            if crossings < best:
                best, kept = crossings, [list(row) for row in self.names]
        return best, kept

    def _swap_neighbours(self) -> int:
        """Swap two neighbours wherever that saves a crossing, until no swap does."""
        now, moved = self.crossings(), True
        while moved:
            moved = False
            for row in self.names:
                for i in range(len(row) - 1):
                    row[i], row[i + 1] = row[i + 1], row[i]
                    after = self.crossings()
                    if after < now:
                        now, moved = after, True
                    else:
                        row[i], row[i + 1] = row[i + 1], row[i]
        return now


def settle(rows: Rows, widths: dict[str, float], gap: float) -> tuple[dict[str, float], float]:
    """The middle of each name along its row, drawn towards what it is joined to, and the full width."""
    x: dict[str, float] = {}
    full = max((sum(widths[n] + gap for n in row) - gap for row in rows.names if row), default=0.0)
    for row in rows.names:
        at = (full - sum(widths[n] + gap for n in row) + gap) / 2
        for name in row:
            x[name] = at + widths[name] / 2
            at += widths[name] + gap
    for pull in range(PULLS):
        for row in rows.names if pull % 2 else rows.names[::-1]:
            _pull(rows, row, x, widths, gap, full)
    return x, full


def _pull(rows: Rows, row: list[str], x: dict[str, float], widths: dict[str, float], gap: float, full: float) -> None:
    """Move each name of a row half way to the mean of its neighbours above and below; order and gaps are kept."""
    for i, name in enumerate(row):
        near = [x[other] for other in rows.up.get(name, []) + rows.down.get(name, [])]
        wanted = x[name] + (sum(near) / len(near) - x[name]) / 2 if near else x[name]
        before = x[row[i - 1]] + (widths[row[i - 1]] + widths[name]) / 2 + gap if i else widths[name] / 2
        x[name] = max(before, wanted)
    most = full
    for name in reversed(row):
        x[name] = min(x[name], most - widths[name] / 2)
        most = x[name] - widths[name] / 2 - gap
