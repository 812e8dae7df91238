"""This file is about a verdict and a plan in words and as plain values: the same on a terminal, a page and in JSON."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fourscore.scoring.guard.judge import Judged, JudgedGuard, JudgedMove
from fourscore.scoring.guard.mix import mix_words
from fourscore.scoring.guard.plan.feasible import feasible_words
from fourscore.scoring.guard.plan.planned import Plan
from fourscore.scoring.guard.plan.power import power_words
from fourscore.scoring.guard.trade import Trade
from fourscore.scoring.guard.verdict import SHAPES, WORDS
from fourscore.strategy import (
    GoalGuard,
    Kpi,
    Move,
    Strategy,
    band_words,
    implied_words,
    sentence,
    where_words,
    write_goal,
    write_guard,
    write_move,
)
from fourscore.terms import Days, kept, said, together, write_digits, write_value

EACH = {"day": said("a day"), "week": said("a week"), "month": said("a month"), "quarter": said("a quarter"),
        "year": said("a year")}
HEADINGS = ("", "part", "value", "asked for", "inside", "90% interval", "n", "")


def verdict_line(judged: Judged) -> str:
    """`✖ bought: Conversion rate per dial`; behind it what keeps it from being sure."""
    return together((SHAPES[judged.word], _plainly(judged)))


def _plainly(judged: Judged) -> str:
    """The verdict, and behind it what keeps it from being sure."""
    word = WORDS[judged.word]
    if judged.breached:
        return together((word, together([_name(guard) for guard in judged.breached], ", ")), ": ")
    if judged.word == "unknown":
        gaps = [said("{name} ({why})", name=_name(part), why=_why(part)) for part in judged.parts
                if part.state == "not measured"]
        return together((word, together(gaps, ", ")), ": ") if gaps else f"{word}: "
    unsure = [_name(guard) for guard in judged.guards if guard.state == "inconclusive"]
    if unsure and judged.word in ("provisionally achieved", "in progress, watch"):
        return said("{verdict}: not yet shown for {names}", verdict=word, names=together(unsure, ", "))
    return word if judged.guards else said("{verdict}: it has no guard", verdict=word)


def said_plainly(judged: Judged) -> str:
    """The verdict in everyday words, as pages and explanations say it: `reached at the cost of Conversion rate`."""
    if judged.word != "bought":
        return _plainly(judged)
    cost = together([_name(guard) for guard in judged.breached], ", ")
    if all(part.state == "reached" for part in judged.moves):
        return said("reached at the cost of {cost}", cost=cost)
    return said("on its path at the cost of {cost}", cost=cost)


def _name(part: JudgedMove | JudgedGuard) -> str:
    written = part.move if isinstance(part, JudgedMove) else part.guard
    return together((kept(part.kpi.name if part.kpi else written.kpi), where_words(written.where)), "")


def _why(part: JudgedMove | JudgedGuard) -> str:
    return part.figure.why or part.baseline.why if isinstance(part, JudgedMove) else part.why


def goal_sentence(judged: Judged, strategy: Strategy, currency: str) -> str:
    """The goal as a person would say it, with the baselines it was judged by."""
    known: dict[Move | GoalGuard, float | None] = {part.move: part.baseline.value for part in judged.moves}
    known.update({part.guard: part.baseline.value for part in judged.guards})
    return sentence(judged.goal, {kpi.id: kpi for kpi in strategy.kpis()},
                    lambda part, _: known.get(part), currency)


def rows(judged: Judged, currency: str) -> list[list[str]]:
    """A row for each headline and guard, under HEADINGS."""
    return [*(_move_row(move, currency) for move in judged.moves),
            *(_guard_row(guard, currency) for guard in judged.guards)]


def _move_row(move: JudgedMove, currency: str) -> list[str]:
    unit = move.kpi.unit if move.kpi else "ratio"
    way = "" if move.progress is None else said("{share} of the way", share=write_digits(move.progress, "share", 0))
    path = "" if move.position is None else said("{share} of the time over",
                                                 share=write_digits(move.position, "share", 0))
    return ["to move", _name(move), write_value(move.figure.value, unit, currency),
            write_value(move.target, unit, currency), "", "", write_value(move.figure.cases, "count"),
            together((WORDS[move.state], way, path), ", ")]


def _guard_row(guard: JudgedGuard, currency: str) -> list[str]:
    unit = guard.kpi.unit if guard.kpi else "ratio"
    low, high = (write_value(edge, unit, currency) for edge in guard.interval) if guard.interval else ("", "")
    between = said("{low} to {high}", low=low, high=high) if guard.interval else "–"
    return ["to hold", _name(guard), write_value(guard.value, unit, currency),
            band_words(guard.band, guard.kpi, currency) if guard.band and guard.kpi else "–",
            "–" if guard.chance is None else _chance(guard.chance), between, write_value(guard.figure.cases, "count"),
            together((WORDS[guard.state], guard.by or guard.why), ", ")]


def part_words(part: JudgedMove | JudgedGuard, currency: str, name: Callable[[Days], str], days: Days) -> str:
    """A headline or guard opened: its value now and before, what is asked of it, and how it stands.

    days: those the goal is judged over; name: what a period is called.
    """
    unit = part.kpi.unit if part.kpi else "ratio"
    per, base = EACH.get(part.kpi.per or "", "") if part.kpi else "", part.baseline
    moved = isinstance(part, JudgedMove)
    if base.value is None:
        before = said("nothing to count from") if moved else ""
    else:
        was = together((write_value(base.value, unit, currency), per))
        before = said("{value} before, in {period}", value=was, period=name(base.days)) \
            if base.days and base.figure is not None else said("{value} before, frozen in the strategy", value=was)
    asked, how = _asked(part, unit, currency)
    told = together((said("asked for {value}", value=asked), before), "; ")
    now = together((write_value(part.figure.value if isinstance(part, JudgedMove) else part.value, unit, currency),
                    per))
    over = name(days if isinstance(part, JudgedMove) else part.days)
    stands = together((WORDS[part.state], how), ", ")
    if moved:
        return said("To move: {name} {value} in {period} ({told}): {stands}.", name=_name(part), value=now, period=over,
                    told=told, stands=stands)
    return said("To hold: {name} {value} in {period} ({told}): {stands}.", name=_name(part), value=now, period=over,
                told=told, stands=stands)


def _asked(part: JudgedMove | JudgedGuard, unit: str, currency: str) -> tuple[str, str]:
    """What is asked of it, and how far it has come or how sure it holds."""
    if isinstance(part, JudgedMove):
        way = "" if part.progress is None else said("{share} of the way",
                                                    share=write_digits(part.progress, "share", 0))
        return write_value(part.target, unit, currency), way
    asked = band_words(part.band, part.kpi, currency) if part.band and part.kpi else "–"
    how = "" if part.chance is None else said("inside with {chance} {by}", chance=_chance(part.chance), by=part.by)
    if part.interval:
        low, high = (write_value(edge, unit, currency) for edge in part.interval)
        how = together((how, said("({low} to {high} with 90%)", low=low, high=high)))
    return asked, how


def _chance(chance: float) -> str:
    """A probability that is neither nought nor one is never written as either."""
    return "<1%" if 0 < chance < 0.01 else ">99%" if 0.99 < chance < 1 else write_digits(chance, "share", 0)


def notes(judged: Judged, currency: str) -> list[str]:
    """Beneath the rows: the verdict at face value where it differs, the trade, and whose fault a fall was."""
    lines = []
    if judged.at_face != judged.word:
        lines.append(said("Taken at face value it would be {verdict}.", verdict=WORDS[judged.at_face]))
    for guard in judged.guards:
        outside = guard.band is not None and guard.value is not None and not guard.band.holds(guard.value)
        if guard.kpi is not None and outside and _better(guard):
            lines.append(said("{name} lies outside its band on the better side; where that is welcome, write: {guard}",
                              name=kept(guard.kpi.name),
                              guard=write_guard(replace(guard.guard, op="no worse", value=None))))
            continue
        if guard.trade is not None and guard.kpi is not None and outside and judged.word == "bought":
            lines.append(trade_words(guard.trade, guard.kpi, currency))
        if guard.mixed is not None and guard.kpi is not None and (outside or guard.guard.mix):
            lines.append(together((mix_words(guard.mixed, kept(guard.kpi.name)), "."), ""))
            if outside and guard.mixed.by_mix + guard.mixed.by_work < 0:
                lines.append(said("It was lost mostly by worse work of the same kinds.")
                             if guard.mixed.by_work < guard.mixed.by_mix
                             else said("It was lost mostly by a worse mix."))
    return lines


def _better(guard: JudgedGuard) -> bool:
    """Whether the value lies beyond the edge where the KPI gets better."""
    if guard.kpi is None or guard.band is None or guard.value is None or guard.kpi.direction == "band":
        return False
    return guard.value > guard.band.high if guard.kpi.direction == "higher" else guard.value < guard.band.low


def trade_words(found: Trade, guard: Kpi, currency: str) -> str:
    """`For each 1,000 more of Dial attempts, Conversion changed by −0.46 points (−0.58 to −0.34).`"""
    def told(value: float) -> str:
        if guard.unit == "share":
            return together(("+" if value >= 0 else "", write_digits(100 * value, "points", 2)), "")
        return together(("+" if value >= 0 else "", write_value(value, guard.unit, currency)), "")

    rate = told(found.rate)
    if guard.unit == "share":
        rate = said("{number} points", number=rate)
    if found.low is not None and found.high is not None:
        rate = together((rate, said("({low} to {high})", low=told(found.low), high=told(found.high))))
    return said("For each {thousand} more of {headline}, {guard} changed by {rate}.",
                thousand=write_value(1000, "count"), headline=kept(found.headline), guard=kept(found.guard), rate=rate)


def plan_lines(plan: Plan, currency: str, headline: Kpi | None) -> list[str]:
    """The plan in sentences, under short headings."""
    unit = headline.unit if headline else "count"
    lines = ["It implies"]
    lines += [f"  {implied_words(one)}" for one in plan.implied] or ["  nothing that the catalogue's definitions tell"]
    lines += ["Can it be done?"]
    lines += ([f"  {line}" for line in feasible_words(plan.feasible)] if plan.feasible
              else ["  Occupancy, or what part of the work it is, is not known."])
    lines += ["Can it be seen?"]
    lines += [f"  {power_words(one)}" for one in plan.speaks] or ["  No guard is a share of cases that was measured."]
    lines += ["Who takes which part?"]
    for part in plan.cascade:
        told = f"  {part.team}: {part.share:.0%} of the volume, {write_value(part.target, unit, currency)}"
        if part.value is not None and part.steadied is not None and part.chance is not None and plan.cascade_guard:
            told += (f"; {plan.cascade_guard.name} {part.value:.2%} of {part.n:,.0f}, drawn to the others "
                     f"{part.steadied:.2%}, inside with {_chance(part.chance)}")
        lines.append(told)
    if not plan.cascade:
        lines.append("  No team's volume is known.")
    return lines + _frontier_lines(plan, currency, unit)


def _frontier_lines(plan: Plan, currency: str, unit: str) -> list[str]:
    found = plan.frontier
    if found is None or found.beyond is None or plan.cascade_guard is None:
        return ["Was it ever so?", "  Too few months are known to tell."]

    def point(x: float, y: float) -> str:
        guard = plan.cascade_guard.unit if plan.cascade_guard else "share"
        return f"{write_value(x, unit, currency)} at {write_value(y, guard, currency)}"

    best = ", ".join(f"{one.name} {point(one.x, one.y)}" for one in found.edge)
    return ["Was it ever so?", f"  Of {len(found.months)} months the best were {best}.",
            f"  The goal, {point(found.goal.x, found.goal.y)}, lies "
            + ("beyond all of them: it asks for a new way of working, not for pressure." if found.beyond
               else "within what was reached before.")]


def judged_dict(judged: Judged, strategy: Strategy, currency: str) -> dict[str, Any]:
    """The verdict as plain values; shares 0..1, times in seconds; an open edge and a missing number are left empty."""
    return {
        "id": judged.guarded.id, "goal": write_goal(judged.goal), "says": goal_sentence(judged, strategy, currency),
        "first": judged.days.first, "until": judged.days.until, "verdict": judged.word, "at_face_value": judged.at_face,
        "breached": [guard.guard.kpi for guard in judged.breached], "progress": judged.progress,
        "points": judged.points,
        "headlines": [{
            "kpi": move.move.kpi, "goal": write_move(move.move), "value": move.figure.value,
            "baseline": move.baseline.value, "target": move.target, "progress": move.progress,
            "time_over": move.position, "due": move.due, "n": move.figure.cases, "state": move.state,
            "why": _why(move)} for move in judged.moves],
        "guards": [_guard_dict(guard) for guard in judged.guards], "notes": notes(judged, currency),
    }


def _guard_dict(guard: JudgedGuard) -> dict[str, Any]:
    band = [None, None] if guard.band is None else [None if math.isinf(edge) else edge for edge in guard.band]
    return {
        "kpi": guard.guard.kpi, "goal": write_guard(guard.guard), "value": guard.value,
        "baseline": guard.baseline.value, "low": band[0], "high": band[1], "inside": guard.chance,
        "interval": guard.interval, "n": guard.figure.cases, "state": guard.state, "by": guard.by, "why": guard.why,
        "first": guard.days.first, "until": guard.days.until, "trade": guard.trade and guard.trade._asdict(),
        "mix": guard.mixed and guard.mixed._asdict()}


def plan_dict(plan: Plan) -> dict[str, Any]:
    """The plan as plain values; factors are multiples of the baseline."""
    edge = plan.frontier
    return {
        "implied": [{"name": one.name, "metric": one.metric or None, "kpi": one.kpi or None, "at": one.factor.at,
                     "low": one.factor.low, "high": None if math.isinf(one.factor.high) else one.factor.high,
                     "because": one.because} for one in plan.implied],
        "feasible": plan.feasible and {**plan.feasible._asdict(), "impossible": plan.feasible.impossible},
        "power": [{**one._asdict(), "in_time": one.in_time} for one in plan.speaks],
        "cascade": [one._asdict() for one in plan.cascade],
        "frontier": edge and {"months": [one._asdict() for one in edge.months],
                              "edge": [one.name for one in edge.edge], "goal": [edge.goal.x, edge.goal.y],
                              "beyond": edge.beyond},
    }
