"""This file is about the questions a KPI has to bear before it is chosen: what the strategy answers, what is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from fourscore.strategy.guide.questions import objectives
from fourscore.strategy.model import Kpi, Objective, Strategy
from fourscore.strategy.text.tree import Node, grow
from fourscore.terms import Worded, formula_words, kept, said, together, write_value

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue, Metric


BETTER = {"higher": said("higher is better"), "lower": said("lower is better"), "band": said("within a band")}


class KpiQuestion(NamedTuple):
    """One question of one KPI. about: its word, such as decision. answer: in words; "" where it is open. write: how an
    open one is answered in strategy.yaml, at `line`.
    """

    kpi: str
    about: str
    text: str
    answer: str
    write: str
    line: int

    @property
    def open(self) -> bool:
        return not self.answer


def kpi_questions(strategy: Strategy, text: str, catalogue: Catalogue, currency: str = "") -> list[KpiQuestion]:
    """Every question of every KPI, in the order of the file. text: what the strategy was read from.

    Source: the questions the articles and the rules ask of a measure before it may stand on a card (L17 to L28).
    """
    root, _ = grow(text, strategy.path)
    written = {key.text: node for _, _, objective in (objectives(root) if root is not None else ())
               for key, node in _entries(objective)}
    return [question for objective in strategy.objectives() for kpi in objective.kpis
            for question in _Asking(strategy, objective, kpi, catalogue.metrics[kpi.metric], currency,
                                    written.get(kpi.id)).all()]


def _entries(objective: Node) -> tuple[tuple[Node, Node], ...]:
    kpis = objective.get("kpis")
    return kpis.entries if kpis is not None else ()


class _Asking:
    """One KPI, and what is round it."""

    def __init__(self, strategy: Strategy, objective: Objective, kpi: Kpi, metric: Metric, currency: str,
                 written: Node | None) -> None:
        self.strategy, self.objective, self.kpi, self.metric = strategy, objective, kpi, metric
        self.currency, self.written = currency, written

    def all(self) -> Iterator[KpiQuestion]:
        kpi, metric = self.kpi, self.metric
        yield self._asked("decision", said("Which decision changes with it?"), kpi.decision,
                          said("decision: what is done then"))
        yield self._asked("numerator", said("What is counted above the line?"), formula_words(metric.num), "metric: …")
        yield self._asked("denominator", said("What is counted below the line?"),
                          formula_words(metric.den or "") or said("nothing: it is an amount"), "metric: …")
        yield self._asked("source", said("Where does it come from?"), kpi.source,
                          said("source: the system or report it is from"))
        yield self._asked("direction", said("Which way is better?"), BETTER[kpi.direction], "direction: higher")
        yield self._asked("baseline", said("What was it before, from data?"), self._baseline(),
                          "baseline: {value: …, from: 2025-01, until: 2026-01, points: 12}")
        yield self._asked("target", said("What is to be reached, and when?"), self._target(), "target: …")
        yield self._asked("guard", said("What must not get worse for it?"), self._guards(),
                          said("guards: [the id of a KPI], or guards: [] where nothing can"))
        yield self._asked("lag", said("How early does it tell, and when does what it leads to follow?"), self._lag(),
                          said("timing: leading  or  timing: lagging"))
        yield self._asked("control", said("Who can move it?"), kept(kpi.control or ""),
                          said("control: agent, team or centre"))
        yield self._asked("gaming", said("How could it be made to look good?"), kpi.gaming,
                          said("gaming: what somebody would do who only wants the figure"))

    def _asked(self, about: str, text: str, answer: str, write: str) -> KpiQuestion:
        answer = answer if isinstance(answer, Worded) else " ".join(answer.split())
        return KpiQuestion(self.kpi.id, about, text, answer, "" if answer else write, self.kpi.line)

    def _value(self, value: float) -> str:
        return write_value(value, self.kpi.unit, self.currency)

    def _baseline(self) -> str:
        """The baseline where it says which days it is from; any other is somebody's word."""
        kpi = self.kpi
        if kpi.baseline is None or kpi.baseline_days is None:
            return ""
        first, until = kpi.baseline_days
        value = self._value(kpi.baseline)
        if not kpi.baseline_points:
            return said("{value}, from {first} up to {until}", value=value, first=first, until=until)
        return said("{value}, from {first} up to {until}, of {points} values", value=value, first=first, until=until,
                    points=kpi.baseline_points)

    def _target(self) -> str:
        kpi = self.kpi
        told = [self._value(value) if day == date.min else said("{value} from {day} on", value=self._value(value),
                                                                day=day)
                for day, value in kpi.targets]
        if kpi.upper_target is not None:
            told = [together((told[0], self._value(kpi.upper_target)), " – ")]
        return together((*told, said("per {length}", length=kept(kpi.per)) if kpi.per else ""), ", ")

    def _guards(self) -> str:
        """Those named beside it, and what goals with guards ask to hold; none is an answer where it is written."""
        held = [*self.kpi.guards]
        for guarded in self.strategy.guarded:
            if guarded.goal is not None and self.kpi.id in {move.kpi for move in guarded.goal.moves}:
                held += [guard.kpi for guard in guarded.goal.guards]
        node = self.written.get("guards") if self.written is not None else None
        names = {kpi.id: kept(kpi.name) for kpi in self.strategy.kpis()}
        told = together((names.get(one, one) for one in dict.fromkeys(held)), ", ")
        return told or (said("nothing") if node is not None else "")

    def _lag(self) -> str:
        told: list[str] = [kept(self.kpi.timing)] if self.kpi.timing else []
        names = {one.id: one.name for one in self.strategy.objectives()}
        for link in self.strategy.links:
            if link.source == self.objective.id and link.lag_weeks is not None and told:
                (first, last), target = link.lag_weeks, names.get(link.target, link.target)
                told.append(said("{target} follows after {weeks} weeks", target=target, weeks=first)
                            if first == last else said("{target} follows after {first} to {last} weeks",
                                                       target=target, first=first, last=last))
        return together(told, "; ")

