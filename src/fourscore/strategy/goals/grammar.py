"""This file is about the grammar of a goal with guards: one line, or its parts as fields, with every mistake's column.

goal := move {"," move} "|" guard {"," guard}
move := kpi change ["by" period] ["from" period] ["for" scope]
guard := ["hard"] kpi held [± tolerance] ["over" window] ["at mix" period] ["for" scope]
change := "+20%" | "-15s" | "+2pp" | "to 80%" | "x1.2"
held := "~" value | "<=" value | ">=" value | "flat" | "no worse"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, cast

from fourscore.strategy.goals.model import (
    Amount,
    GoalChange,
    GoalGuard,
    GuardedGoal,
    Mistake,
    Move,
    Op,
    Where,
)
from fourscore.strategy.goals.scan import amount_at, name_at, period_at, scope_at, window_at
from fourscore.terms import said

SPACE = re.compile(r"\s*")
BREAK = re.compile(r"[,;|]|$")
SIGN = re.compile(r"[+\-–−]\s*")
TIMES = re.compile(r"[x×*]\s*(?=[\d.])|times\s+", re.IGNORECASE)
TO = re.compile(r"to\b|=|->|→", re.IGNORECASE)
BY, SINCE, OVER = (re.compile(words, re.IGNORECASE) for words in (r"(?:by|until)\b", r"(?:from|since)\b", r"over\b"))
FOR, AT_MIX = re.compile(r"for\b", re.IGNORECASE), re.compile(r"at\s+(?:the\s+)?mix(?:\s+of)?\b", re.IGNORECASE)
HARD = re.compile(r"hard\s+(?![~<>≤≥]|flat\b|no\b)", re.IGNORECASE)
HELD: tuple[tuple[Op, re.Pattern[str]], ...] = (
    ("no worse", re.compile(r"(?:no|not|never)\s+worse\b", re.IGNORECASE)),
    ("flat", re.compile(r"(?:stays?\s+)?(?:flat|unchanged)\b", re.IGNORECASE)),
    ("~", re.compile(r"[~≈]|about\b", re.IGNORECASE)),
    ("<=", re.compile(r"<=|=<|≤|at\s+most\b", re.IGNORECASE)),
    (">=", re.compile(r">=|=>|≥|at\s+least\b", re.IGNORECASE)),
)
BASELINE = re.compile(r"(?:the\s+)?baseline\b", re.IGNORECASE)
PLUS_MINUS = re.compile(r"±|\+\s*/?\s*[-–−]|plus\s+or\s+minus\b", re.IGNORECASE)
CHANGES = said("a change such as +20%, -15s, +2pp, to 80% or x1.2")
HOLDS = said("how it is held: ~ 4% ±0.4pp, <= 6:00, >= 80%, flat or no worse")
PERIODS = said("Write a month as 2026-12, a quarter as 2026-Q4, a year as 2026 or a day as 2026-12-31.")


class _Stopped(Exception):
    """A part that cannot be read further."""

    def __init__(self, at: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.at, self.what, self.remedy = at, what, remedy


class _Line:
    """A text with a place in it."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.skip()

    def skip(self) -> None:
        self.at = cast(re.Match[str], SPACE.match(self.text, self.at)).end()

    def word(self, pattern: re.Pattern[str]) -> bool:
        """Whether the pattern stands here; if so it is passed."""
        found = pattern.match(self.text, self.at)
        if not found or found.end() == self.at:
            return False
        self.at = found.end()
        self.skip()
        return True

    def take(self, reader: Callable[[str, int], tuple[Any, int] | None], wanted: str, remedy: str) -> Any:
        found = reader(self.text, self.at)
        if found is None:
            raise self.stop(said("{wanted} is expected here, not {found}.", wanted=wanted, found=self.here()), remedy)
        value, self.at = found
        self.skip()
        return value

    def here(self) -> str:
        """What stands at this place, for telling."""
        rest = self.text[self.at:].split()
        return repr(rest[0]) if rest else said("the end")

    def stop(self, what: str, remedy: str) -> _Stopped:
        return _Stopped(self.at, what, remedy)

    def ended(self) -> bool:
        return self.at >= len(self.text) or self.text[self.at] in ",;|"

    def to_break(self) -> None:
        self.at = cast(re.Match[str], BREAK.search(self.text, self.at)).start()


def read_goal(text: str) -> tuple[GuardedGoal | None, list[Mistake]]:
    """The goal written in one line and everything that cannot be read of it, each with its column from 1."""
    line, mistakes = _Line(text), list[Mistake]()
    moves = _parts(line, _move, mistakes)
    guards: list[GoalGuard] = []
    if line.at < len(line.text) and line.text[line.at] == "|":
        line.at += 1
        line.skip()
        if line.at < len(line.text):
            guards = _parts(line, _guard, mistakes)
    if line.at < len(line.text) and not mistakes:
        mistakes.append(Mistake(line.at + 1, said("A goal has one | between what is to move and what is to hold."),
                                said("Part several guards by commas: | conversion ~ 4% ±0.4pp, cost flat")))
    return (None if mistakes else GuardedGoal(tuple(moves), tuple(guards))), mistakes


def read_fields(headlines: Sequence[str], guards: Sequence[str]) -> tuple[GuardedGoal | None, list[Mistake]]:
    """The same from fields: one headline or guard in each text. A mistake names its field."""
    mistakes: list[Mistake] = []
    read: list[list[Any]] = []
    for texts, reader in ((headlines, _move), (guards, _guard)):
        parts: list[Any] = []
        for number, text in enumerate(texts, 1):
            line, found = _Line(text), list[Mistake]()
            parts += _parts(line, reader, found)
            if line.at < len(text) and not found:
                found.append(Mistake(line.at + 1, said("A field is read without |."),
                                     said("Write guards under  guards:")))
            part = (said("headline {number}", number=number) if reader is _move
                    else said("guard {number}", number=number))
            mistakes += [one._replace(part=part) for one in found]
        read.append(parts)
    if not headlines:
        mistakes.append(Mistake(1, said("No headline says what is to move."),
                                said('Add  headline: ["calls +20% by 2026-12"]')))
    return (None if mistakes else GuardedGoal(tuple(read[0]), tuple(read[1]))), mistakes


def _parts(line: _Line, reader: Callable[[_Line], Any], mistakes: list[Mistake]) -> list[Any]:
    """One part after the other, up to | or the end; a part that cannot be read is told and passed over."""
    found = []
    while True:
        try:
            found.append(reader(line))
            if not line.ended():
                raise line.stop(said("{found} cannot stand here.", found=line.here()), _further(reader))
        except _Stopped as stopped:
            mistakes.append(Mistake(stopped.at + 1, stopped.what, stopped.remedy))
            line.at = max(line.at, stopped.at)
            line.to_break()
        if line.at >= len(line.text) or line.text[line.at] == "|":
            return found
        line.at += 1
        line.skip()


def _further(reader: Callable[[_Line], Any]) -> str:
    clauses = "by 2026-12, from 2025-Q4, for queue:sales" if reader is _move else (
        "±2%, over 4w, at mix 2025-Q4, for queue:sales")
    return said("Behind it may stand: {clauses}; then a comma. A KPI's name of several words goes in quotation marks.",
                clauses=clauses)


def _move(line: _Line) -> Move:
    column = line.at + 1
    kpi = line.take(name_at, said("The id of a KPI"), said("Write for example: calls +20% by 2026-12"))
    change = _change(line, kpi)
    told: dict[str, Any] = {}
    while not line.ended():
        if line.word(BY):
            _once(line, told, "by", line.take(period_at, said("The time it is due"), PERIODS))
        elif line.word(SINCE):
            _once(line, told, "since", line.take(period_at, said("The period it is counted from"), PERIODS))
        elif line.word(FOR):
            _once(line, told, "where", _where(line))
        else:
            break
    return Move(kpi, change, column=column, **told)


def _change(line: _Line, kpi: str) -> GoalChange:
    wants = said("A number behind it")
    if line.word(TO):
        return GoalChange("to", _signed(line, wants))
    if line.word(TIMES):
        start, amount = line.at, line.take(amount_at, wants, said("Write for example: calls x1.2"))
        if amount.unit:
            raise _Stopped(start, said("A factor has no unit."), said("Write for example: calls x1.2"))
        return GoalChange("times", amount)
    sign = SIGN.match(line.text, line.at)
    if sign is None:
        near = re.fullmatch(r"(.+)-(\d+)", kpi)
        remedy = said("Put a space before the sign: {kpi} -{number}…", kpi=near[1], number=near[2]) if near else said(
            "Write for example: calls +20%. A KPI's name of several words goes in quotation marks.")
        raise line.stop(said("Behind {kpi} {changes} is expected, not {found}.", kpi=repr(kpi), changes=CHANGES,
                             found=line.here()), remedy)
    line.at = sign.end()
    amount = line.take(amount_at, wants, said("Write for example: calls +20%"))
    return GoalChange("by", amount if sign[0][0] == "+" else amount._replace(number=-amount.number))


def _signed(line: _Line, wants: str) -> Amount:
    sign = SIGN.match(line.text, line.at)
    line.at = sign.end() if sign else line.at
    amount = cast(Amount, line.take(amount_at, wants, said("Write a value as 80%, 5:45, €4.20 or 1,200.")))
    return amount._replace(number=-amount.number) if sign and sign[0][0] != "+" else amount


def _guard(line: _Line) -> GoalGuard:
    column, hard = line.at + 1, line.word(HARD)
    kpi = line.take(name_at, said("The id of a KPI"), said("Write for example: conversion ~ 4% ±0.4pp"))
    op = next((op for op, pattern in HELD if line.word(pattern)), None)
    if op is None:
        raise line.stop(said("Behind {kpi} is expected {holds}; not {found}.", kpi=repr(kpi), holds=HOLDS,
                             found=line.here()),
                        said("To leave it where it was, write: {kpi} flat. A KPI's name of several words goes in "
                             "quotation marks.", kpi=kpi))
    value = None
    if op in ("~", "<=", ">=") and not line.word(BASELINE):
        value = _signed(line, said("The value it is held to"))
    told: dict[str, Any] = {}
    if line.word(PLUS_MINUS):
        told["tolerance"] = line.take(amount_at, said("How far it may stray"),
                                      said("Write for example: ±0.4pp or ±10%"))
    _fits(line, kpi, op, value, told)
    while not line.ended():
        if line.word(OVER):
            _once(line, told, "over", line.take(window_at, said("A length of time"), said("Write 4w, 30d or 3m.")))
        elif line.word(AT_MIX):
            _once(line, told, "mix", line.take(period_at, said("The period whose mix of work is kept"), PERIODS))
        elif line.word(FOR):
            _once(line, told, "where", _where(line))
        else:
            break
    return GoalGuard(kpi, op, value, hard=hard, column=column, **told)


def _fits(line: _Line, kpi: str, op: Op, value: Amount | None, told: dict[str, Any]) -> None:
    """About a value needs to know how near; an upper or lower limit has no ±."""
    if op == "~" and "tolerance" not in told:
        raise line.stop(said("How far {kpi} may stray is not told.", kpi=repr(kpi)),
                        said("Write it behind: ~ 4% ±0.4pp, or ±10% of the 4%."))
    if op in ("<=", ">=") and "tolerance" in told:
        raise line.stop(said("A limit ({op}) has no ±.", op=op),
                        said("Write the limit itself, or ~ and the value with ±."))


def _where(line: _Line) -> Where:
    found = []
    while True:
        found.append(line.take(scope_at, said("What it is limited to"),
                               said("Write for example: for queue:sales or for team:*")))
        if not re.match(r"\w+\s*[:=]", line.text[line.at:]):
            return tuple(found)


def _once(line: _Line, told: dict[str, Any], name: str, value: Any) -> None:
    if name in told:
        raise line.stop(said("This is told twice."), said("Leave one of the two."))
    told[name] = value
