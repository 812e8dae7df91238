"""This file is about a goal with guards filled in as a sentence, with the grammar beside it for those who like it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.centre import try_goal
from fourscore.strategy import OPS, WAYS, GuardFields, MoveFields, Strategy, goal_fields, goal_line, read_goal
from fourscore.strategy import with_ids as named_by_ids
from fourscore.terms import Trouble, said
from fourscore.web.editor.typed import NOW, WAS, Typed
from fourscore.web.words import issues_of

if TYPE_CHECKING:
    from fourscore.web.editor.desk import Desk

MOVE, GUARD, GOAL = "move", "guard", "goal"
MOST = 12  # headlines or guards one goal may have in a form
WAY_WORDS = {"by": said("by"), "to": said("to"), "times": said("times over")}
OP_WORDS = {"~": said("about"), "<=": said("at most"), ">=": said("at least"), "flat": said("as it was (flat)"),
            "no worse": said("no worse")}


def sentence_of(desk: Desk, strategy: Strategy | None, line: str) -> dict[str, Any]:
    """The fields of the sentence, one part more than there are, and what the goal says; or why it cannot be read."""
    goal, mistakes = read_goal(line) if line.strip() else (None, [])
    if goal is not None and strategy is not None:
        goal = named_by_ids(goal, list(strategy.kpis()))
    moves, guards = goal_fields(goal) if goal is not None else ([], [])
    says, issues = "", []
    if goal is not None and strategy is not None:
        try:
            tried = try_goal(desk.frame.centre, line, strategy)
            says, issues = tried.says, list(tried.issues)
        except Trouble as wrong:
            issues = list(issues_of(wrong))
    return {"moves": [*(one._asdict() for one in moves), MoveFields()._asdict()] if moves else [MoveFields()._asdict()],
            "guards": [*(one._asdict() for one in guards), GuardFields()._asdict()], "says": says,
            "mistakes": mistakes, "issues": issues, "fields": goal is not None or not line.strip(),
            "ways": [(way, WAY_WORDS[way]) for way in WAYS], "ops": [(op, OP_WORDS[op]) for op in OPS]}


def sentence_said(typed: Typed) -> Mapping[str, str]:
    """The form with its goal as one line: the grammar's, where that was changed, else what the sentence's fields make.
    """
    fields = typed.as_dict()
    plain = fields.get(NOW + GOAL, "").strip()
    if "sentence" not in fields or plain != fields.get(WAS + GOAL, "").strip():
        return fields
    moves = [MoveFields(**_filled(fields, f"{MOVE}.{n}.", MoveFields._fields)) for n in range(MOST)]
    guards = [GuardFields(**_filled(fields, f"{GUARD}.{n}.", GuardFields._fields)) for n in range(MOST)]
    line = goal_line(moves, guards)
    goal, _ = read_goal(plain) if plain else (None, [])
    if goal is not None and goal_line(*goal_fields(goal)) == line:
        return fields  # nothing of the sentence was changed: the line stays as it was written
    return fields | {NOW + GOAL: line}


def _filled(fields: Mapping[str, str], before: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: " ".join(fields[before + name].split()) for name in names if before + name in fields}
