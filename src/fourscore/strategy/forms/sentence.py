"""This file is about a goal with guards as fields of a sentence, and the line of grammar such fields make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fourscore.strategy.goals.model import GoalGuard, GuardedGoal, Move
from fourscore.strategy.goals.write import amount, name, where

# How a headline is told: by so much, to a value, or times over.
WAYS = ("by", "to", "times")


class MoveFields(NamedTuple):
    """A headline as it is filled in: which KPI, by, to or times how much, by when, counted from when, limited to."""

    kpi: str = ""
    way: str = "by"
    much: str = ""
    by: str = ""
    since: str = ""
    where: str = ""


class GuardFields(NamedTuple):
    """A guard as it is filled in: which KPI is held, how, to what and how near, over how long, limited to.

    hard: "yes" where a breach need not be shown to be more than chance.
    """

    kpi: str = ""
    op: str = "~"
    value: str = ""
    near: str = ""
    over: str = ""
    where: str = ""
    mix: str = ""
    hard: str = ""


def goal_fields(goal: GuardedGoal) -> tuple[list[MoveFields], list[GuardFields]]:
    """The goal, filled in."""
    return [_move(move) for move in goal.moves], [_guard(guard) for guard in goal.guards]


def _move(move: Move) -> MoveFields:
    told = amount(move.change.amount)
    sign = "" if move.change.kind != "by" or told.startswith("-") else "+"
    return MoveFields(move.kpi, move.change.kind, sign + told, move.by, move.since, _where(move))


def _guard(guard: GoalGuard) -> GuardFields:
    over = f"{guard.over.number}{guard.over.unit}" if guard.over else ""
    held = "" if guard.op in ("flat", "no worse") else "baseline" if guard.value is None else amount(guard.value)
    return GuardFields(guard.kpi, guard.op, held, amount(guard.tolerance) if guard.tolerance else "", over,
                       _where(guard), guard.mix, "yes" if guard.hard else "")


def _where(part: Move | GoalGuard) -> str:
    return where(part.where).removeprefix("for ")


def goal_line(moves: Sequence[MoveFields], guards: Sequence[GuardFields]) -> str:
    """The line that fields make, of those that name a KPI; what is wrong in it `read_goal` tells."""
    told = ", ".join(_move_line(move) for move in moves if move.kpi)
    held = ", ".join(_guard_line(guard) for guard in guards if guard.kpi)
    return f"{told} | {held}" if held else told


def _move_line(move: MoveFields) -> str:
    much = move.much.strip()
    if move.way == "by" and much and much[0] not in "+-−–":
        much = f"+{much}"
    way = {"to": "to ", "times": "x"}.get(move.way, "")
    parts = [name(move.kpi), f"{way}{much.removeprefix('x') if way == 'x' else much}", move.by and f"by {move.by}",
             move.since and f"from {move.since}", move.where and f"for {move.where}"]
    return " ".join(part for part in parts if part)


def _guard_line(guard: GuardFields) -> str:
    plain = guard.op in ("flat", "no worse")
    value = "" if plain else guard.value or ("baseline" if guard.op == "~" else "")
    near = guard.near.strip().removeprefix("±").strip()
    parts = ["hard" if guard.hard else "", name(guard.kpi), guard.op, value, near and f"±{near}",
             guard.over and f"over {guard.over}", guard.mix and f"at mix {guard.mix}",
             guard.where and f"for {guard.where}"]
    return " ".join(part for part in parts if part)
