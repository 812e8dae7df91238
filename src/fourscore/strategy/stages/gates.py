"""This file is about the gates between the stages: what each wants, and what still stands in its way.

A gate keeps back what is published, never a number: everything can be drafted, loaded, scored and looked at before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from fourscore.strategy.check.finding import Finding
from fourscore.strategy.guide.questions import STAGES
from fourscore.strategy.model import Strategy
from fourscore.terms import said


class Stage(NamedTuple):
    """One stage. number: from 1. artefact: what it leaves behind. rules: ids of the rules of its gate, first and last.

    role: whose signature it wants.
    """

    number: int
    title: str
    artefact: str
    rules: tuple[str, str]
    role: str


GATES = (
    Stage(1, STAGES[0], said("mission, goals, objectives and the map of strategy.yaml"), ("L01", "L09"),
          "Senior manager"),
    Stage(2, STAGES[1], said("roles in people.yaml, owners and deputies in strategy.yaml"), ("L10", "L12"),
          "Call centre manager"),
    Stage(3, STAGES[2], said("KPIs of strategy.yaml, with targets, guards and baselines, tried on what happened"),
          ("L13", "L33"), "Call centre manager"),
    Stage(4, STAGES[3], said("sources of centre.yaml, held against a second report"), ("L34", "L40"),
          "Reporting analyst"),
    Stage(5, STAGES[4], said("the decisions of reviews"), ("L41", "L44"), "Call centre manager"),
)


class Signature(NamedTuple):
    """Somebody approved a stage as it was then (`fingerprint`). shown: what was looked at, in words.

    verified: whether the person had signed in.
    """

    stage: int
    fingerprint: str
    who: str
    role: str
    shown: str
    at: datetime
    verified: bool


class Check(NamedTuple):
    """One thing a gate looks at, in words. met: None for what is done when the stage is signed."""

    what: str
    met: bool | None
    told: str


@dataclass(frozen=True)
class Gate:
    """How a stage stands. signed: the latest signature. current: whether nothing of the stage changed since; what did
    is approved by whoever publishes it.
    """

    stage: Stage
    checks: tuple[Check, ...]
    errors: tuple[Finding, ...]
    signed: Signature | None
    current: bool

    @property
    def ready(self) -> bool:
        """Whether it may be signed."""
        return not self.errors and all(check.met is not False for check in self.checks)

    @property
    def open(self) -> bool:
        """Whether what comes after it may be published."""
        return self.ready and self.signed is not None


def errors_of(stage: Stage, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The errors nobody put up with that stand in this stage's way; those of no rule stand in the first's."""
    first, last = stage.rules
    return tuple(
        finding for finding in findings if finding.severity == "E" and finding.allowed is None
        and (first <= finding.rule.id <= last if finding.rule else stage.number == 1)
    )


def fingerprint(stage: Stage, strategy: Strategy, beside: Sequence[object] = ()) -> str:
    """What a stage's artefact is recognised by; places in the file and the words of other stages have no part in it.

    beside: what of other texts belongs to it, such as the roles for the second stage.
    """
    parts: dict[int, object] = {
        1: (strategy.centre, strategy.mission, strategy.vision, strategy.values,
            [(goal.id, goal.text, goal.term, goal.by, goal.serves) for goal in strategy.goals],
            [(p.id, p.name, p.weight, [(o.id, o.name, o.weight) for o in p.objectives]) for p in strategy.perspectives],
            [(arrow.source, arrow.target, arrow.sign, arrow.lag_weeks, arrow.sentence, arrow.kind)
             for arrow in strategy.links]),
        2: ([(o.id, o.owner, o.deputy) for o in strategy.objectives()],
            [(kpi.id, kpi.owner, kpi.deputy) for kpi in strategy.kpis()]),
        3: [(kpi.id, kpi.metric, kpi.direction, kpi.targets, kpi.upper_target, kpi.floor, kpi.amber, kpi.stretch,
             kpi.per, sorted(kpi.scope.items()), kpi.weight, kpi.levels, kpi.guards, kpi.baseline)
            for kpi in strategy.kpis()],
        4: [(kpi.id, kpi.metric, kpi.source) for kpi in strategy.kpis()],
        5: (),
    }
    return hashlib.sha256(repr((parts[stage.number], list(beside))).encode()).hexdigest()


def barred(gates: Sequence[Gate], upto: int) -> list[Gate]:
    """The gates that are still shut among the stages up to that number."""
    return [gate for gate in gates if gate.stage.number <= upto and not gate.open]
