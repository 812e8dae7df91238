"""This file is about a goal with guards told as a sentence, with the numbers it means."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from fourscore.strategy.goals.identities import Implied
from fourscore.strategy.goals.meaning import Band, band_of, rises, target_of, value_of
from fourscore.strategy.goals.model import GoalGuard, GuardedGoal, Move, Where
from fourscore.strategy.goals.write import amount, write_guard, write_move
from fourscore.strategy.model import Kpi
from fourscore.terms import all_of, capital, kept, said, said_many, together, write_span, write_value

Baseline = Callable[[Move | GoalGuard, Kpi], float | None]


def sentence(goal: GuardedGoal, kpis: Mapping[str, Kpi], baseline: Baseline, currency: str = "") -> str:
    """The goal as a person would say it: what is to move, and what is to hold meanwhile."""
    moves = _joined([move_words(move, kpis.get(move.kpi), baseline, currency) for move in goal.moves])
    if not goal.guards:
        return capital(said("{moves}; nothing is said that has to hold meanwhile.", moves=moves))
    guards = _joined([guard_words(guard, kpis.get(guard.kpi), baseline, currency) for guard in goal.guards])
    return capital(said("{moves}, keeping {guards}.", moves=moves, guards=guards))


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else all_of((together(parts[:-1], ", "), parts[-1]))


def move_words(move: Move, kpi: Kpi | None, baseline: Baseline, currency: str = "") -> str:
    """`raise Dial attempts by 20% to 12,000 a month by the end of 2026-12 (10,000 before)`."""
    if kpi is None:
        return write_move(move)
    before = baseline(move, kpi)
    target = target_of(move.change, kpi.unit, before)
    up, change = rises(move.change, kpi.unit, before), move.change
    what = together((kept(kpi.name), where_words(move.where)), "")
    told = (said("bring {kpi}", kpi=what) if up is None else said("raise {kpi}", kpi=what) if up
            else said("lower {kpi}", kpi=what))
    how = "" if change.kind == "to" else said("to {factor} times", factor=amount(change.amount)) if (
        change.kind == "times") else said("by {amount}", amount=amount(change.amount).lstrip("-"))
    to = said("to {target}", target=_per(write_value(target, kpi.unit, currency), kpi)) if target is not None else ""
    since = said("from {period}", period=move.since) if move.since else ""
    was = said("({value} before)", value=write_value(before, kpi.unit, currency)) if before is not None else ""
    due = said("by the end of {period}", period=move.by) if move.by else ""
    return together((told, how, to, since, due, was))


def guard_words(guard: GoalGuard, kpi: Kpi | None, baseline: Baseline, currency: str = "") -> str:
    """`Conversion about 4.0% (3.6% to 4.4%; judged over 4 weeks)`."""
    if kpi is None:
        return write_guard(guard)
    band = band_of(guard, kpi, baseline(guard, kpi))
    how = {"flat": said("flat"), "no worse": said("no worse")}.get(guard.op, "")
    if guard.op == "~":
        value = None if guard.value is None else value_of(guard.value, kpi.unit)
        how = said("about the baseline") if value is None else said("about {value}",
                                                                    value=write_value(value, kpi.unit, currency))
    elif guard.op in ("<=", ">="):
        how = (band_words(band, kpi, currency) if band else said("<= the baseline") if guard.op == "<="
               else said(">= the baseline"))
    more = (band_words(band, kpi, currency) if band and guard.op not in ("<=", ">=") else "", _over(guard),
            said("at the mix of {period}", period=guard.mix) if guard.mix else "",
            said("a breach need not be shown") if guard.hard else "")
    told = together(more, "; ")
    return together((together((kept(kpi.name), where_words(guard.where)), ""), how,
                     said("({more})", more=told) if told else ""))


def _over(guard: GoalGuard) -> str:
    """Over how long it is judged; "" where that is not told."""
    if guard.over is None:
        return ""
    number, unit = guard.over.number, guard.over.unit
    if unit == "d":
        return said_many("judged over {number} day", "judged over {number} days", number)
    if unit == "w":
        return said_many("judged over {number} week", "judged over {number} weeks", number)
    return said_many("judged over {number} month", "judged over {number} months", number)


def band_words(band: Band, kpi: Kpi, currency: str = "") -> str:
    """From where to where, in the KPI's unit."""
    low, high = write_span(*band, kpi.unit, currency)
    if math.isinf(band.low):
        return said("at most {value}", value=_per(high, kpi))
    if math.isinf(band.high):
        return said("at least {value}", value=_per(low, kpi))
    return said("{low} to {high}", low=low, high=_per(high, kpi))


def implied_words(implied: Implied) -> str:
    """`Sales +20% (+8% to +32%): Calls × Conversion`."""
    factor = implied.factor
    if not math.isinf(factor.high) and factor.high - factor.low > 1e-9:
        return said("{measure} {change} ({low} to {high}): {why}", measure=implied.name, change=percent(factor.at),
                    low=percent(factor.low), high=percent(factor.high), why=implied.because)
    return said("{measure} {change}: {why}", measure=implied.name, change=percent(factor.at), why=implied.because)


def where_words(where: Where) -> str:
    """What a part is limited to, ` (queue Sales, each team)`; "" where it is not."""
    told = together((said("each {dimension}", dimension=kept(name)) if word == "*" else
                     together((kept(name), word)) for name, word in where), ", ")
    return together((" ", said("({limits})", limits=told)), "") if told else ""


def _per(value: str, kpi: Kpi) -> str:
    return said("{value} a {length}", value=value, length=kept(kpi.per)) if kpi.per else value


def percent(factor: float) -> str:
    """A multiple of the baseline as a change: +20%, −16.7%, ±0%."""
    by = (factor - 1) * 100
    told = f"{abs(by):.1f}".removesuffix(".0")
    return f"{'±' if told == '0' else '+' if by > 0 else '−'}{told}%"
