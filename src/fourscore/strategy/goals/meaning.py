"""This file is about what the numbers of a goal mean in its KPI's unit: targets, bands, and what does not fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from fourscore.strategy.goals.model import FLAT, Amount, GoalChange, GoalGuard, GuardedGoal
from fourscore.strategy.model import Kpi
from fourscore.terms import said

# How a change, a value and a tolerance of each unit are written, for who wrote something else.
WRITTEN = {
    "share": (said("+2pp (points) or +20% (of the baseline)"), "80%", said("±2pp (points) or ±20% (of the baseline)")),
    "seconds": (said("-15s or -5%"), "5:45", said("-15s or -5%")),
    "minutes": (said("+15 or +20%"), "45", said("±15 or ±20%")),
    "money": (said("-500 or -5%"), "4.20", said("-500 or -5%")),
    "count": (said("+500 or +20%"), "1,200", said("±500 or ±20%")),
    "ratio": (said("+0.5 or +20%"), "1.5", said("±0.5 or ±20%")),
    "points": (said("+2pp or +5%"), "85", said("±2pp or ±5%")),
}


class Band(NamedTuple):
    """Where a guard is to stay, both edges inside it; an open side is infinite. In the KPI's unit."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        # A hair of rounding (1.02 × 50,000) puts no value outside.
        return value > self.low - 1e-12 * abs(self.low or 1) and value < self.high + 1e-12 * abs(self.high or 1)


def value_of(amount: Amount, unit: str) -> float | None:
    """The amount as a value of the unit (shares as 0..1, times in seconds); None where it does not fit."""
    number, written = float(amount.number), amount.unit
    if unit == "share":
        return number / 100 if written == "%" else None
    if unit in ("seconds", "minutes"):
        seconds = {"s": number, "m": number * 60, "": number * (1 if unit == "seconds" else 60)}.get(written)
        return None if seconds is None else seconds if unit == "seconds" else seconds / 60
    if written == "m":
        return number * 1_000_000
    money = written not in ("", "%", "pp", "s")
    if unit == "points" and written == "pp":
        return number
    return number if written == "" or (money and unit == "money") else None


def difference_of(amount: Amount, unit: str, of: float | None) -> float | None:
    """The amount as a difference: a percentage is one of `of`, pp are points. None where it does not fit or `of` is
    not known."""
    if amount.unit == "%":
        return None if of is None else abs(of) * float(amount.number) / 100
    if unit == "share":
        return float(amount.number) / 100 if amount.unit == "pp" else None
    return value_of(amount, unit)


def target_of(change: GoalChange, unit: str, baseline: float | None) -> float | None:
    """Where a headline is to arrive; None where that hangs on a baseline that is not known, or the number does not
    fit."""
    if change.kind == "to":
        return value_of(change.amount, unit)
    if baseline is None:
        return None
    if change.kind == "times":
        return baseline * float(change.amount.number)
    by = difference_of(change.amount, unit, baseline)
    return None if by is None else baseline + by


def band_of(guard: GoalGuard, kpi: Kpi, baseline: float | None) -> Band | None:
    """Where the guard is to stay; None where that hangs on a baseline that is not known, or a number does not fit."""
    middle = value_of(guard.value, kpi.unit) if guard.value is not None else baseline
    if guard.op == "no worse" and kpi.direction == "band" and kpi.upper_target is not None:
        return Band(kpi.targets[0][1], kpi.upper_target)
    if middle is None:
        return None
    if guard.op in ("<=", ">="):
        return Band(-math.inf, middle) if guard.op == "<=" else Band(middle, math.inf)
    tolerance = guard.tolerance or Amount(FLAT if guard.op == "flat" else FLAT * 0, "%")
    reach = difference_of(tolerance, kpi.unit, middle)
    if reach is None:
        return None
    if guard.op == "no worse":
        return Band(middle - reach, math.inf) if kpi.direction == "higher" else Band(-math.inf, middle + reach)
    return Band(middle - reach, middle + reach)


def needs_baseline(guard: GoalGuard, kpi: Kpi) -> bool:
    """Whether the guard's band hangs on what there was before."""
    return guard.value is None and not (guard.op == "no worse" and kpi.direction == "band")


def misfits(part: Amount, unit: str, *, of: Literal["change", "value", "tolerance"]) -> str:
    """How such a number is written for the unit, where this one does not fit; "" where it does."""
    fits = value_of(part, unit) if of == "value" else difference_of(part, unit, 1.0)
    if fits is not None and math.isfinite(fits):
        return ""
    return WRITTEN.get(unit, WRITTEN["count"])[("change", "value", "tolerance").index(of)]


def rises(change: GoalChange, unit: str, baseline: float | None) -> bool | None:
    """Whether the change is upwards; None where it is none, or cannot be told without a baseline."""
    if change.kind == "by":
        return change.amount.number > 0 if change.amount.number else None
    if change.kind == "times":
        return change.amount.number > 1 if change.amount.number != 1 else None
    there = value_of(change.amount, unit)
    return None if there is None or baseline is None or there == baseline else there > baseline


def with_ids(goal: GuardedGoal, kpis: Sequence[Kpi]) -> GuardedGoal:
    """The goal with each KPI's id in the place of its shown name; a name that is none of them stays as written."""
    ids = {kpi.id for kpi in kpis}
    by_name: dict[str, list[str]] = {}
    for kpi in kpis:
        by_name.setdefault(kpi.name.casefold(), []).append(kpi.id)

    def id_of(written: str) -> str:
        named = by_name.get(written.casefold(), [])
        return named[0] if written not in ids and len(named) == 1 else written

    return GuardedGoal(tuple(replace(move, kpi=id_of(move.kpi)) for move in goal.moves),
                       tuple(replace(guard, kpi=id_of(guard.kpi)) for guard in goal.guards))
