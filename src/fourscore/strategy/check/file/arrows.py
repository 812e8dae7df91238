"""This file is about rules of the map: where objectives lead, what leads to them, and what holds by logic."""

from __future__ import annotations

from collections.abc import Iterator

from fourscore.strategy.check.finding import Noticed
from fourscore.strategy.check.look import Look, arrow_name
from fourscore.strategy.model import Kpi, Objective
from fourscore.terms import all_of, any_of, kept, said

TOP_WORDS = ("financ", "mission", "budget", "result")


def leads_somewhere(look: Look) -> Iterator[Noticed]:
    """L03: from every objective arrows lead up to a financial or mission one; with none of that name, to the first."""
    strategy = look.strategy
    named = [p for p in strategy.perspectives if any(word in f"{p.id} {p.name}".lower() for word in TOP_WORDS)]
    tops = named or list(strategy.perspectives[:1])
    reached = {o.id for p in tops for o in p.objectives}
    if not reached:
        return
    while more := {link.source for link in strategy.links if link.target in reached} - reached:
        reached |= more
    for objective in strategy.objectives():
        if objective.id not in reached:
            yield look.wrong("leads-nowhere", objective.line, objective.id,
                             said("No way leads from {objective} up to {names}.", objective=repr(objective.id),
                                  names=any_of(kept(p.name) for p in tops)),
                             said("Add the link that says what it is for, or take the objective out."))


def causes(look: Look) -> Iterator[Noticed]:
    """L04: above the lowest perspective, where causes begin, every objective has something that leads to it."""
    strategy, place = look.strategy, look.perspective_of()
    led_to = {link.target for link in strategy.links}
    for objective in strategy.objectives():
        if objective.id not in led_to and place[objective.id] < len(strategy.perspectives) - 1:
            yield look.wrong("no-cause", objective.line, objective.id,
                             said("Nothing leads to {objective}: the map does not say how it is to be reached.",
                                  objective=repr(objective.id)),
                             said("Add a link from the objective that moves it."))
    for link in strategy.links:
        source, target = place.get(link.source), place.get(link.target)
        if source is not None and target is not None and source < target and not link.reason:
            yield look.wrong("against-the-order", link.line, arrow_name(link),
                             said("The link from {source} to {target} runs down, against the order of the "
                                  "perspectives.", source=repr(link.source), target=repr(link.target)),
                             said("Turn it round, or add  reason: why it runs that way"))


def identities(look: Look) -> Iterator[Noticed]:
    """L06: two measures one of which is counted from the other move together by arithmetic.

    L37: such measures are added and multiplied, so their amounts have to be meant for the same length of time.
    """
    objectives = {objective.id: objective for objective in look.strategy.objectives()}
    for link in look.strategy.links:
        ends = objectives.get(link.source), objectives.get(link.target)
        pair = _parts_of_one(look, *ends) if ends[0] and ends[1] and ends[0] is not ends[1] else None
        if pair is not None and link.kind == "cause":
            yield look.wrong("identity-as-cause", link.line, arrow_name(link),
                             said("{kpi} and {other} are counted from the same, so the link from {source} to {target} "
                                  "holds by arithmetic.", kpi=repr(pair[0].id), other=repr(pair[1].id),
                                  source=repr(link.source), target=repr(link.target)),
                             said("Add  kind: identity  to the link; it is then checked, and never tested."))
    for link in look.strategy.links:
        ends = objectives.get(link.source), objectives.get(link.target)
        if link.kind == "identity" and ends[0] and ends[1]:
            lengths = {kpi.per for end in ends if end for kpi in end.kpis if kpi.per}
            if len(lengths) > 1:
                yield look.wrong("lengths-differ", link.line, arrow_name(link),
                                 said("The parts of this identity are meant {lengths}.",
                                      lengths=all_of(said("per {length}", length=kept(one))
                                                     for one in sorted(lengths))),
                                 said("Give the amounts at both ends the same  per."))


def _parts_of_one(look: Look, source: Objective | None, target: Objective | None) -> tuple[Kpi, Kpi] | None:
    """A KPI of each end where the numerator of one is a part the other is made of."""
    for mine in source.kpis if source else ():
        for theirs in target.kpis if target else ():
            (num, den), (other_num, other_den) = _formula(look, mine), _formula(look, theirs)
            if mine.scope == theirs.scope and mine.metric != theirs.metric and num and other_num and (
                    num in (other_num, other_den) or other_num == den):
                return mine, theirs
    return None


def _formula(look: Look, kpi: Kpi) -> tuple[frozenset[str], frozenset[str]]:
    """The parts above and below the line."""
    num, den = (look.metric(kpi).formulas.get(name) for name in ("num", "den"))
    return frozenset(num.parts() if num else ()), frozenset(den.parts() if den else ())


RULES = (leads_somewhere, causes, identities)
