"""This file is about what is wrong with something a person gave us, said so that they can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from fourscore.terms.writing.said import said, together


class Issue(NamedTuple):
    """Something wrong, with its place and the way out.

    name: stable and dashed; docs/errors.md has a paragraph under it.
    where: file, and line or row where known ("strategy.yaml:14").
    what: one sentence saying what was found and what was expected.
    remedy: one sentence saying how to mend it.
    """

    name: str
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} [{self.name}]\n    {self.remedy}"


class Trouble(Exception):
    """Work that cannot go on; carries every issue found, never only the first."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = issues


class WrongUse(Trouble):
    """The question itself was put wrongly (exit code 2 on the command line)."""


def did_you_mean(name: str, there: Iterable[str]) -> str:
    """A sentence naming the nearest known names, or all of them when nothing is near and they are few."""
    known = sorted(set(there))
    near = get_close_matches(name, known, n=2, cutoff=0.6)
    if near:
        return (said("Did you mean {name}?", name=near[0]) if len(near) == 1
                else said("Did you mean {name} or {other}?", name=near[0], other=near[1]))
    if 0 < len(known) <= 12:
        return said("There are: {names}.", names=together(known, ", "))
    return ""
