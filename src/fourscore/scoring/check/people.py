"""This file is about figures of people: whether they tell people apart, and whether people do the same work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from fourscore.scoring.check.history import History
from fourscore.scoring.compare.standing import Standings
from fourscore.strategy import Limits, Noticed
from fourscore.terms import said, write_value

APART = 0.25  # the share of an agent's cases that would have to change queues to be as the others'
ENOUGH = 30  # cases; with fewer a mix is chance
MANY = 0.25  # of the agents


def reliability_of(told: Standings) -> float | None:
    """How much of the difference between agents is true difference, for the agent in the middle; 0..1.

    0 where they differ by no more than chance, and of whom there are too few cases to be scored; None where there are
    too few to tell.
    Source: Adams 2009, The Reliability of Provider Profiling (signal to noise, for each profiled).
    """
    there = [0.0 if row.judged == "too_few" and row.reliability >= told.rules.coach else row.reliability
             for row in told.rows if row.reliability is not None]
    return median(there) if there else None


def mixes(history: History, limits: Limits) -> Iterator[Noticed]:
    """L32: agents judged by a KPI although many of them do other work than the rest."""
    for run in history.runs:
        if run.kpi.use == "coaching" or "agent" not in run.kpi.levels or "queue" in run.kpi.scope:
            continue
        agents = [mix for mix in history.mixes.get(run.kpi.id, {}).values() if sum(mix.values()) >= ENOUGH]
        far = [mix for mix in agents if _distance(mix, agents) > APART]
        if len(agents) > 1 and len(far) > MANY * len(agents):
            yield history.wrong("mixes-differ", run.kpi,
                                said("{kpi} judges agents by one figure, but {far} of {agents} have other work: "
                                     "more than {share} of it lies in other queues.", kpi=repr(run.kpi.id),
                                     far=len(far), agents=len(agents), share=write_value(APART, "share")),
                                said("Limit it to a queue with  scope:, or compare each with what was to be expected."))


def _distance(mix: Mapping[str, int], agents: Sequence[Mapping[str, int]]) -> float:
    """Half the sum of the differences of the shares (total variation), 0..1."""
    mine, whole = sum(mix.values()), sum(sum(other.values()) for other in agents)
    queues = {queue for other in agents for queue in other}
    return sum(abs(mix.get(queue, 0) / mine - sum(other.get(queue, 0) for other in agents) / whole)
               for queue in queues) / 2


RULES = (mixes,)
