"""This file is about holding a history against every rule that needs figures."""

from __future__ import annotations

from collections.abc import Iterator

from fourscore.scoring.check import goals, people, targets, together
from fourscore.scoring.check.history import History
from fourscore.strategy import Limits, Noticed

MATTERS = (targets, goals, together, people)


def check_figures(history: History, limits: Limits) -> Iterator[Noticed]:
    """Everything noticed, matter by matter."""
    for matter in MATTERS:
        for rule in matter.RULES:
            yield from rule(history, limits)
