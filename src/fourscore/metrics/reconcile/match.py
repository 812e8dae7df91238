"""This file is about matching: which candidates print the very digits of a column, all in whole numbers.

A candidate reproduces a figure when rounding it to the digits printed, or cutting it off there, gives what is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from fourscore.metrics.reconcile.cells import MOST_DIGITS, UNITS, Figure
from fourscore.metrics.reconcile.formulas import Definition
from fourscore.metrics.reconcile.report import Column
from fourscore.metrics.reconcile.tally import MOMENTS, Frame, Sums

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64] | NDArray[np.object_]

# How figures lose their digits; some print an exact half now up and now down, by how it lies in their memory.
ROUNDED, CUT, EITHER = WAYS = ("rounded", "cut off", "rounded, exact halves up or down")
SECONDS_DIGITS = 6
SAMPLE, BEST = 240, 60  # so many rows of a long report are looked at first; so many candidates go on from there
BLOCK = 1 << 21  # so many numbers are compared at once
_LARGEST = 2**62


class Reading(NamedTuple):
    """One way to take a column's plain numbers: what they are called, and how much of the unit one of them is."""

    name: str
    factor: Fraction


class Printed(NamedTuple):
    """A column's figures under one reading, at the rows compared.

    places: the rows. halves: each figure in half steps of its last digit; step: that half step, in the unit.
    whole: how many of its unit a sum counts to one (1 for counts, 1000 for milliseconds). loose: kept to more digits
    than are exact.
    """

    reading: Reading
    places: Sequence[int]
    halves: Numbers
    step: Fraction
    whole: int
    loose: bool
    share: bool

    def value(self, place: int) -> Fraction:
        """The figure at this place of `places`, in the unit."""
        return int(self.halves[place]) * self.step

    def at(self, some: Sequence[int]) -> Printed:
        """The figures at these places of `places` only."""
        return self._replace(places=[self.places[one] for one in some], halves=self.halves[list(some)])


def suits(figure: Figure, unit: str) -> bool:
    """Whether a cell written so can be of that unit."""
    if unit == "count":
        return figure.way == "number" and figure.value == figure.value.to_integral_value()
    return figure.way in (("percent", "number") if unit == "share" else ("clock", "number"))


def printed(column: Column, unit: str, places: Sequence[int]) -> list[Printed]:
    """The column's figures at those rows, under each reading that makes sense, the likeliest first."""
    import numpy as np

    figures = [figure for place in places if (figure := column.figures[place]) is not None]
    whole = 1000 if unit == "seconds" else 1
    most = SECONDS_DIGITS if unit == "seconds" else MOST_DIGITS
    digits = 0 if unit == "count" else column.digits
    found = []
    for reading in _readings(column, figures, unit):
        kept = min(digits, most)
        step = reading.factor / (2 * 10**kept)
        halves = [2 * round(figure.value * 10**kept) for figure in figures]
        found.append(Printed(reading, places, np.array(halves, dtype=np.int64), step, whole, digits > kept,
                             unit == "share"))
    return found


def _readings(column: Column, figures: Sequence[Figure], unit: str) -> list[Reading]:
    plain = [figure for figure in figures if figure.way == "number"]
    if unit == "share":
        percent, part = Reading("percent", Fraction(1, 100)), Reading("parts of one", Fraction(1))
        if not plain or any(figure.value > Decimal("1.5") for figure in plain):
            return [percent]
        return [percent, part] if "%" in column.heading else [part, percent]
    if unit == "count" or not plain:
        return [Reading("", Fraction(1))]
    if column.hint.unit:
        return [Reading(column.hint.unit, Fraction(UNITS[column.hint.unit]))]
    return [Reading(name, Fraction(size)) for name, size in UNITS.items()]


class Hit(NamedTuple):
    """A candidate held against a column. agreed: at how many rows it prints what is printed; cost: how far-fetched."""

    definition: Definition
    frame: Frame
    way: str
    shown: Printed
    agreed: int
    cost: int

    @property
    def whole(self) -> bool:
        return self.agreed == len(self.shown.places)


def agrees(shown: Printed, over: Numbers, under: Numbers, way: str) -> Flags:
    """At which of the rows compared over / under, rounded or cut off, is what is printed; any number of candidates."""
    import numpy as np

    down = shown.step.denominator
    if max((int(abs(over).max(initial=0)) * down, int(abs(under).max(initial=0)) * shown.whole * shown.step.numerator
            * (2 + int(abs(shown.halves).max(initial=0))))) > _LARGEST:
        over, under = over.astype(object), under.astype(object)
    line = under * shown.whole * shown.step.numerator
    away = over * down - shown.halves * line
    if shown.loose:
        found = abs(away) <= 2 * line
    elif way == CUT:
        found = (away >= 0) & (away < 2 * line)
    else:
        found = (away >= -line) & (away < line + (1 if way == EITHER else 0))
    # Where nothing stands under the line there is no number; switches print 0 or, for a share, 100 %.
    nothing = (shown.halves == 0) | (shown.share & (shown.halves * shown.step.numerator == down))
    return np.asarray(np.where(under > 0, found, nothing & (under == 0)), dtype=bool)


def prints(shown: Printed, value: Fraction, way: str) -> bool:
    """Whether a value, rounded or cut off, is the only figure shown."""
    import numpy as np

    over, under = np.array([value.numerator], dtype=object), np.array([value.denominator], dtype=object)
    return bool(agrees(shown._replace(whole=1), over, under, way)[0])


def away(shown: Printed, over: Numbers, under: Numbers) -> float:
    """How far a candidate is from the figures, all rows together."""
    import numpy as np

    there = under > 0
    value = np.divide(over, under * shown.whole, out=np.zeros(len(over)), where=there)
    return float(abs(value - shown.halves.astype(float) * float(shown.step))[there].sum())


@dataclass
class Found:
    """What a column is. best: the simplest candidate that reproduces it, else the nearest.

    Of the others that reproduce it too, `alike` count the very same in every row, and `close` come to the same digits.
    """

    best: Hit
    alike: list[Hit] = field(default_factory=list)
    close: list[Hit] = field(default_factory=list)

    @property
    def hits(self) -> list[Hit]:
        return [self.best, *self.alike, *self.close]


def cost_of(frame: Frame, zones: Sequence[object]) -> int:
    """How far-fetched a way of dating is: the centre's zone and the entry cost nothing."""
    moment = (0, 14, 16)[list(MOMENTS).index(frame.moment)]
    place = list(zones).index(frame.zone)
    return moment + (30 + place if place else 0) + (35 if frame.kept else 0)


def search(
    definitions: Sequence[Definition], shown: Sequence[Printed], tallies: Sequence[tuple[int, Sums]],
) -> Found | None:
    """Hold every candidate against a column. tallies: the sums of each way of dating, with what that costs.

    Of a long report a sample of rows comes first: who fails there cannot reproduce every row. Where nobody passes, the
    best of the sample are held against all of it.
    """
    rows = len(shown[0].places)
    if rows <= SAMPLE:
        hits = _held(definitions, shown, tallies)
    else:
        some = [at * rows // SAMPLE for at in range(SAMPLE)]
        few = [one.at(some) for one in shown]
        parts = [(cost, sums.part(tuple(few[0].places))) for cost, sums in tallies]
        rough = sorted(_held(definitions, few, parts), key=lambda hit: (-hit.agreed, hit.cost))
        hits = _again([hit for hit in rough if hit.whole], shown, tallies)
        if not any(hit.whole for hit in hits):
            hits += _again(rough[:BEST], shown, tallies)
    if not hits:
        return None
    most = max(hit.agreed for hit in hits)
    best = sorted((hit for hit in hits if hit.agreed == most), key=lambda hit: hit.cost)
    by_frame = {sums.frame: sums for _, sums in tallies}
    if most and best[0].whole:
        return _sorted(best, by_frame)

    def distance(hit: Hit) -> tuple[float, int]:
        sums, places = by_frame[hit.frame], list(hit.shown.places)
        over, under = sums.over(hit.definition)[places], sums.under(hit.definition)[places]
        return round(away(hit.shown, over, under), 9), hit.cost

    return Found(min(best, key=distance))


def _again(hits: Sequence[Hit], shown: Sequence[Printed], tallies: Sequence[tuple[int, Sums]]) -> list[Hit]:
    """The candidates of these hits, held against every row."""
    found: list[Hit] = []
    for cost, sums in tallies:
        some = list(dict.fromkeys(hit.definition for hit in hits if hit.frame == sums.frame))
        found += _held(some, shown, [(cost, sums)]) if some else []
    return found


def _held(
    definitions: Sequence[Definition], shown: Sequence[Printed], tallies: Sequence[tuple[int, Sums]],
) -> list[Hit]:
    """At how many rows each candidate prints what is printed, in each way and reading."""
    hits: list[Hit] = []
    for cost, sums in tallies:
        for some, over, under in _tables(definitions, sums, shown[0].places):
            for place, one in enumerate(shown):
                for way in WAYS if some[0].unit != "count" else WAYS[:1]:
                    numbers = agrees(one, over, under, way).sum(axis=1)
                    more = cost + 7 * place + 3 * WAYS.index(way)
                    hits += [Hit(definition, sums.frame, way, one, int(number), definition.cost + more)
                             for definition, number in zip(some, numbers, strict=True)]
    return hits


def _tables(
    definitions: Sequence[Definition], sums: Sums, places: Sequence[int],
) -> Iterator[tuple[Sequence[Definition], Numbers, Numbers]]:
    """Candidates by the block, with what stands over and under the line: a row for each, a column for each place."""
    import numpy as np

    size = max(1, BLOCK // max(1, len(places)))
    at = list(range(len(places))) if sums.only == tuple(places) else list(places)
    for start in range(0, len(definitions), size):
        some = definitions[start:start + size]
        yield some, np.stack([sums.over(one)[at] for one in some]), np.stack([sums.under(one)[at] for one in some])


def _sorted(hits: Sequence[Hit], by_frame: Mapping[Frame, Sums]) -> Found:
    """Each candidate once, whichever way it was rounded or read, those that count the same apart from the others."""
    import numpy as np

    def numbers(hit: Hit) -> tuple[Numbers, Numbers]:
        sums, places = by_frame[hit.frame], list(hit.shown.places)
        return sums.over(hit.definition)[places], sums.under(hit.definition)[places]

    found, (over, under) = Found(hits[0]), numbers(hits[0])
    seen: set[object] = set()
    for hit in hits:
        name = hit.definition.name, tuple(hit.definition.limits().items()), hit.frame
        if name not in seen and hit is not hits[0]:
            there, line = numbers(hit)
            same = np.array_equal(there, over) and np.array_equal(line, under)
            (found.alike if same else found.close).append(hit)
        seen.add(name)
    return found
