"""This file is about a goal with guards told as a sentence, with the numbers it means."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from fourscore.strategy.goals.identities import Implied
from fourscore.strategy.goals.meaning import Band, band_of, rises, target_of, value_of
from fourscore.strategy.goals.model import GoalGuard, GuardedGoal, Move, Where
from fourscore.strategy.goals.write import amount, write_guard, write_move
from fourscore.strategy.model import Kpi
from fourscore.terms import write_span, write_value

LENGTHS = {"d": "day", "w": "week", "m": "month"}
Baseline = Callable[[Move | GoalGuard, Kpi], float | None]


def sentence(goal: GuardedGoal, kpis: Mapping[str, Kpi], baseline: Baseline, currency: str = "") -> str:
    """The goal as a person would say it: what is to move, and what is to hold meanwhile."""
    moves = _joined([move_words(move, kpis.get(move.kpi), baseline, currency) for move in goal.moves])
    moves = moves[:1].upper() + moves[1:]
    if not goal.guards:
        return f"{moves}; nothing is said that has to hold meanwhile."
    guards = _joined([guard_words(guard, kpis.get(guard.kpi), baseline, currency) for guard in goal.guards])
    return f"{moves}, keeping {guards}."


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def move_words(move: Move, kpi: Kpi | None, baseline: Baseline, currency: str = "") -> str:
    """`raise Dial attempts by 20% to 12,000 a month by the end of 2026-12 (10,000 before)`."""
    if kpi is None:
        return write_move(move)
    before = baseline(move, kpi)
    target = target_of(move.change, kpi.unit, before)
    up, change = rises(move.change, kpi.unit, before), move.change
    verb = "bring" if up is None else "raise" if up else "lower"
    how = "" if change.kind == "to" else (f" to {amount(change.amount)} times" if change.kind == "times"
                                          else f" by {amount(change.amount).lstrip('-')}")
    to = f" to {write_value(target, kpi.unit, currency)}{_per(kpi)}" if target is not None else ""
    since = f" from {move.since}" if move.since else ""
    was = f" ({write_value(before, kpi.unit, currency)} before)" if before is not None else ""
    due = f" by the end of {move.by}" if move.by else ""
    return f"{verb} {kpi.name}{where_words(move.where)}{how}{to}{since}{due}{was}"


def guard_words(guard: GoalGuard, kpi: Kpi | None, baseline: Baseline, currency: str = "") -> str:
    """`Conversion about 4.0% (3.6% to 4.4%; judged over 4 weeks)`."""
    if kpi is None:
        return write_guard(guard)
    band = band_of(guard, kpi, baseline(guard, kpi))
    how: str = guard.op
    if guard.op == "~":
        value = None if guard.value is None else value_of(guard.value, kpi.unit)
        how = f"about {'the baseline' if value is None else write_value(value, kpi.unit, currency)}"
    elif guard.op in ("<=", ">="):
        how = band_words(band, kpi, currency) if band else f"{guard.op} the baseline"
    more = [band_words(band, kpi, currency) if band and guard.op not in ("<=", ">=") else "",
            f"judged over {guard.over.number} {LENGTHS[guard.over.unit]}{'s' * (guard.over.number > 1)}"
            if guard.over else "", f"at the mix of {guard.mix}" if guard.mix else "",
            "a breach need not be shown" if guard.hard else ""]
    told = "; ".join(part for part in more if part)
    return f"{kpi.name}{where_words(guard.where)} {how}{f' ({told})' if told else ''}"


def band_words(band: Band, kpi: Kpi, currency: str = "") -> str:
    """From where to where, in the KPI's unit."""
    low, high = write_span(*band, kpi.unit, currency)
    if math.isinf(band.low):
        return f"at most {high}{_per(kpi)}"
    return f"at least {low}{_per(kpi)}" if math.isinf(band.high) else f"{low} to {high}{_per(kpi)}"


def implied_words(implied: Implied) -> str:
    """`Sales +20% (+8% to +32%): Calls × Conversion`."""
    factor = implied.factor
    spread = f" ({percent(factor.low)} to {percent(factor.high)})" if (
        not math.isinf(factor.high) and factor.high - factor.low > 1e-9) else ""
    return f"{implied.name} {percent(factor.at)}{spread}: {implied.because}"


def where_words(where: Where) -> str:
    told = ", ".join(f"each {name}" if word == "*" else f"{name} {word}" for name, word in where)
    return f" ({told})" if told else ""


def _per(kpi: Kpi) -> str:
    return f" a {kpi.per}" if kpi.per else ""


def percent(factor: float) -> str:
    """A multiple of the baseline as a change: +20%, −16.7%, ±0%."""
    by = (factor - 1) * 100
    told = f"{abs(by):.1f}".removesuffix(".0")
    return f"{'±' if told == '0' else '+' if by > 0 else '−'}{told}%"
