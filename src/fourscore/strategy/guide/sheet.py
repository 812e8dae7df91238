"""This file is about the guided set-up on paper: a text of questions and answers, to be filled in and handed over."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence

from fourscore.strategy.guide.questions import STAGES, Question
from fourscore.strategy.reading.values import Reading
from fourscore.strategy.text.tree import grow
from fourscore.terms import Issue

HEAD = """\
# The answers of a new centre: fourscore init my-centre --answers THIS-FILE
# What is left empty is taken as proposed. The word none leaves out what can be left out.
"""


def sheet(asked: Sequence[Question], answers: Mapping[str, str]) -> str:
    """The text of a sheet: each question as a comment with what is proposed, its answer below it."""
    lines, stage = [HEAD.rstrip()], -1
    for question in asked:
        if question.stage != stage:
            stage = question.stage
            lines += ["", f"# {stage + 1}. {STAGES[stage]}" if stage >= 0 else "# The centre"]
        may = " (none leaves it out)" if question.leave_out else ""
        lines += ["", *textwrap.wrap(question.text + may, 116, initial_indent="# ", subsequent_indent="# ")]
        if question.proposed:
            lines += textwrap.wrap(f"Proposed: {question.proposed}", 116, initial_indent="# ", subsequent_indent="# ")
        lines.append(f"{question.id}: {_written(answers.get(question.id, ''))}".rstrip())
    return "\n".join(lines) + "\n"


def read_sheet(text: str, where: str) -> tuple[dict[str, str], list[Issue]]:
    """The answers of a sheet by the ids of their questions, without the empty ones, and what is wrong with its form."""
    root, issues = grow(text, where)
    if root is None:
        return {}, issues
    reading = Reading(where)
    top = reading.map(root, "a sheet of answers")
    answers = {key.text: reading.text(top, key.text) for key, _ in top.entries}
    return {name: answer for name, answer in answers.items() if answer}, [*issues, *reading.issues]


def _written(answer: str) -> str:
    """An answer as YAML reads it back."""
    return json.dumps(answer, ensure_ascii=False) if answer else ""
