"""This file is about rules of what people wrote down: initiatives, decisions, and what reviews speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from fourscore.strategy import Noticed, Strategy
from fourscore.terms import Issue, said, said_many


@dataclass(frozen=True)
class Written:
    """What the office knows, by ids. off: of each objective, whether it was off target in each of the last months, the
    latest last. helped: objectives with an initiative planned or running. a_year: KPIs published a year ago or
    earlier. decided, cited: KPIs that decisions of a year name, or that its reviews spoke of.
    """

    off: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)
    helped: frozenset[str] = frozenset()
    a_year: frozenset[str] = frozenset()
    decided: frozenset[str] = frozenset()
    cited: frozenset[str] = frozenset()


PERIODS = 2  # so many months off target in a row


def check_office(strategy: Strategy, written: Written) -> Iterator[Noticed]:
    """Everything noticed."""
    for rule in (without_initiative, never_decided_by, only_common):
        yield from rule(strategy, written)


def without_initiative(strategy: Strategy, written: Written) -> Iterator[Noticed]:
    """L12."""
    for objective in strategy.objectives():
        off = written.off.get(objective.id, ())
        if len(off) >= PERIODS and all(off[-PERIODS:]) and objective.id not in written.helped:
            yield _at(strategy, "off-target-without-initiative", objective.line, objective.id,
                      said("{objective} was off target in the last {months} months, and nothing is planned or under "
                           "way to change that.", objective=repr(objective.name), months=PERIODS),
                      said("Say what is to be done: fourscore initiative add … --objective {objective}",
                           objective=objective.id))


def never_decided_by(strategy: Strategy, written: Written) -> Iterator[Noticed]:
    """L39."""
    for kpi in strategy.kpis():
        if kpi.id in written.a_year and kpi.id not in written.decided:
            yield _at(strategy, "never-decided-by", kpi.line, kpi.id,
                      said("No decision of the last 12 months names {kpi}.", kpi=repr(kpi.name)),
                      said("Ask what would be done otherwise without it; if nothing, take it off the card."))


def only_common(strategy: Strategy, written: Written) -> Iterator[Noticed]:
    """L41: reviews that cite measures all have in common, and none that some teams or queues have of their own."""
    own = {kpi.id for kpi in strategy.kpis() if kpi.scope}
    if own and written.cited and not written.cited & own:
        first = next(kpi for kpi in strategy.kpis() if kpi.id in own)
        yield _at(strategy, "only-common-measures", first.line, first.id,
                  (said("Reviews of the last 12 months spoke of {kpis}, and not of the one that some teams or "
                                 "queues have of their own.", kpis=_count(written.cited)) if len(own) == 1 else
                            said("Reviews of the last 12 months spoke of {kpis}, and of none of the {own} that some "
                                 "teams or queues have of their own.", kpis=_count(written.cited), own=len(own))),
                  said("Begin a review with what each has of its own."))


def _count(kpis: Collection[str]) -> str:
    return said_many("{number} KPI", "{number} KPIs", len(kpis))


def _at(strategy: Strategy, name: str, line: int, thing: str, what: str, remedy: str) -> Noticed:
    return Noticed(Issue(name, f"{strategy.path}:{line}", what, remedy), thing)
