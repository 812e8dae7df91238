"""This file is about taking a change apart: what each queue, team or the like brought to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from fourscore.metrics.metric import Catalogue
from fourscore.terms import Days, Trouble

if TYPE_CHECKING:
    from fourscore.metrics.answer.guard import Where
    from fourscore.metrics.answer.row import Answer, Row
    from fourscore.metrics.ask import Metrics

RATIO, SUM = "ratio", "sum"


class Brought(NamedTuple):
    """What one of them brought: in the metric's unit. label: None where the record names none."""

    label: str | None
    amount: float


def apart(metrics: Metrics, metric: str, by: str, during: Days, before: Days, where: Where) -> list[Brought]:
    """What each label of `by` brought to the change from `before` to `during`, the greatest first.

    Of a ratio R from R₀, a label with parts num and den brings (num − R₀·den)/D − (num₀ − R₀·den₀)/D₀, so that one
    that grew in weight counts as far as it lies off the earlier ratio; of a sum, its own change. Nothing where the
    parts do not add up to the change, or one of the days is not complete.
    """
    answers = [metrics.ask([metric], cut, during=days, where=where)
               for cut in ((by,), ()) for days in (during, before)]
    return shares_of(answers, by, ratio=metrics.catalogue.metrics[metric].kind == RATIO)


def shares_of(answers: Sequence[Answer], by: str, *, ratio: bool) -> list[Brought]:
    """The same from four answers: cut now and then, whole now and then."""
    now, then = ({row.by[by]: _parts(row) for row in answer.rows} for answer in answers[:2])
    wholes = [answer.rows[0] for answer in answers[2:] if answer.rows]
    if len(wholes) < 2 or any(row.value is None or not row.complete for row in wholes):
        return []
    (_, den), (num_then, den_then) = _parts(wholes[0]), _parts(wholes[1])
    if ratio and not (den and den_then):
        return []
    earlier = num_then / den_then if ratio else 0.0

    def of(parts: tuple[float, float], whole: float) -> float:
        return (parts[0] - earlier * parts[1]) / whole if ratio else parts[0]

    shares = [Brought(label, of(now.get(label, (0.0, 0.0)), den) - of(then.get(label, (0.0, 0.0)), den_then))
              for label in {*now, *then}]
    change = (wholes[0].value or 0.0) - (wholes[1].value or 0.0)
    if not math.isclose(sum(one.amount for one in shares), change, rel_tol=1e-6, abs_tol=1e-9):
        return []
    return sorted(shares, key=lambda one: (-abs(one.amount), one.label or ""))


def _parts(row: Row) -> tuple[float, float]:
    return float(row.parts.get("num") or 0), float(row.parts.get("den") or 0)


def can_be_taken_apart(catalogue: Catalogue, metric: str) -> bool:
    """Whether its parts add up at all: percentiles and the like have none that do."""
    return catalogue.metrics[metric].kind in (RATIO, SUM)


def parts_of(metrics: Metrics, metric: str, dimensions: Sequence[str], during: Days, before: Days,
             where: Where) -> tuple[str, list[Brought]]:
    """By the first of these dimensions that the metric, and whoever asks, bears; ("", []) by none."""
    if can_be_taken_apart(metrics.catalogue, metric):
        for by in dimensions:
            if by in where or by not in metrics.dimensions(metric):
                continue
            try:
                found = apart(metrics, metric, by, during, before, where)
            except Trouble:
                continue  # not theirs to see by this
            if len(found) > 1:
                return by, found
    return "", []
