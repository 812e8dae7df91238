"""This file is about values: parts as they were added up, joined by a metric's formula without rounding on the way."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from fourscore.metrics.answer.cells import Cell
from fourscore.metrics.metric import Exact, Metric, Part


def cut(found: tuple[Any, ...], widths: tuple[int, ...]) -> tuple[Cell, tuple[Any, ...]]:
    """The cell's key, each name's columns together, and what stands behind it."""
    key, place = [], 0
    for width in widths:
        key.append(found[place:place + width])
        place += width
    return tuple(key), found[place:]


def fill(
    cell: dict[str, Any], parts: tuple[Part, ...], quantiles: Mapping[str, tuple[Decimal, ...]],
    values: tuple[Any, ...],
) -> None:
    """Put one row of a pass into its cell: every part, and every percentile as `part@share`."""
    rest = iter(values)
    for part in parts:
        cell[part.name] = next(rest)
        if part.aggregate == "values":
            found = next(rest) or []
            cell.update({f"{part.name}@{share}": one
                         for share, one in zip(quantiles.get(part.name, ()), found, strict=False)})


class Way(NamedTuple):
    """How one part is told in every cell of one span of time. gone: it cannot be counted any more, or never could.
    unknown: not all of the time is loaded. blank: what it is where there is nothing; single: whether a cell's own
    number is all there is to it. thousandths: whether it was read in thousandths.
    """

    gone: bool
    unknown: bool
    blank: int | None
    single: bool
    thousandths: bool


def exact_of(value: Any, way: Way) -> Exact | None:
    """Whole numbers as they are, decimals as fractions; what is kept in seconds was read in thousandths."""
    if way.thousandths and value is not None:
        whole, rest = divmod(value, 1000)
        return Fraction(value, 1000) if rest else int(whole)
    return value if value is None or type(value) is int else Fraction(value)


def joined(
    metric: Metric, exact: Mapping[str, Exact | None], cell: Mapping[str, Any],
) -> tuple[float | None, int, dict[str, int | float]]:
    """The value by the metric's formula, from exact parts; how many things it stands on; num and den to show."""
    if metric.kind == "quantile":
        # Where not all of its facts are there, those that are tell no percentile of all.
        value = None if exact[metric.num] is None else cell.get(f"{metric.num}@{metric.quantile}")
        return value, int(exact[metric.num] or 0), {}
    above, below, size_of = metric.lines
    num, den = above(exact), below(exact) if below else None
    if metric.kind == "ratio":
        value = ratio(num, den) if num is not None and den else None
    else:
        value = None if num is None else float(num)
    size = size_of(exact) if size_of else den
    told = {} if num is None else {"num": plain(num)}
    if den is not None:
        told["den"] = plain(den)
    return value, int(size or 0), told


def ratio(num: Exact, den: Exact) -> float:
    """One division of whole numbers, which rounds once and to the nearest: what the fraction itself would give."""
    if type(num) is int and type(den) is int:
        return num / den
    return (num.numerator * den.denominator) / (num.denominator * den.numerator)


def plain(value: Exact) -> int | float:
    return value if type(value) is int else int(value) if value.denominator == 1 else float(value)
