"""This file is about writing a goal with guards back as one line, which reads as the same goal."""

from __future__ import annotations

from fourscore.strategy.goals.model import Amount, GoalChange, GoalGuard, GuardedGoal, Move, Where
from fourscore.strategy.goals.scan import NAME

# Words of the grammar; a KPI of such a name stands in quotation marks.
WORDS = frozenset({"hard", "by", "until", "from", "since", "for", "over", "at", "to", "flat", "about", "no", "not",
                   "times", "x", "never", "stay", "stays"})


def write_goal(goal: GuardedGoal) -> str:
    """`calls +20% by 2026-12 | conversion ~ 4% ±0.4pp, cost flat`."""
    moves = ", ".join(write_move(move) for move in goal.moves)
    guards = ", ".join(write_guard(guard) for guard in goal.guards)
    return f"{moves} | {guards}" if guards else moves


def write_move(move: Move) -> str:
    parts = [name(move.kpi), change(move.change), move.by and f"by {move.by}", move.since and f"from {move.since}",
             where(move.where)]
    return " ".join(part for part in parts if part)


def write_guard(guard: GoalGuard) -> str:
    value = "" if guard.op in ("flat", "no worse") else "baseline" if guard.value is None else amount(guard.value)
    parts = ["hard" if guard.hard else "", name(guard.kpi), guard.op, value,
             guard.tolerance and f"±{amount(guard.tolerance)}",
             guard.over and f"over {guard.over.number}{guard.over.unit}",
             guard.mix and f"at mix {guard.mix}", where(guard.where)]
    return " ".join(part for part in parts if part)


def name(written: str) -> str:
    plain = NAME.fullmatch(written) and written.lower() not in WORDS
    return written if plain else f'"{written}"'


def amount(written: Amount) -> str:
    number = f"{abs(written.number):f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    sign = "-" if written.number < 0 else ""
    seconds = int(written.number)
    if written.unit == "s" and 60 <= abs(seconds) < 3600 and seconds == written.number:
        return f"{sign}{abs(seconds) // 60}:{abs(seconds) % 60:02d}"
    if written.unit in ("", "%", "pp", "s", "m"):
        return f"{sign}{number}{written.unit}"
    between = " " if written.unit.isalpha() else ""
    return f"{sign}{written.unit}{between}{number}"


def change(written: GoalChange) -> str:
    told = amount(written.amount)
    if written.kind == "times":
        return f"x{told}"
    if written.kind == "to":
        return f"to {told}"
    return told if told.startswith("-") else f"+{told}"


def where(limits: Where) -> str:
    told = " ".join(f"{word}:{'*' if to == '*' else name(to)}" for word, to in limits)
    return f"for {told}" if told else ""
