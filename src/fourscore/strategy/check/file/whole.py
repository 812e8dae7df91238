"""This file is about rules of the whole card: what it is for, how much is on it, and how it is balanced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from fourscore.strategy.check.finding import Noticed
from fourscore.strategy.check.look import Look
from fourscore.strategy.model import Kpi, Timing
from fourscore.strategy.starters import STARTERS, starter
from fourscore.strategy.text.tree import grow
from fourscore.terms import kept, said, said_many, write_value

COACHING = ("coaching_time_per_agent", "team_leader_coaching_share", "coaching_coverage", "training_hours_per_agent")
# Amounts of the starters carry the centre's currency; their map does not hang on it.
ANY = "EUR"


def kind_of_centre(look: Look) -> Iterator[Noticed]:
    """L01: a centre that sells and one that helps are not run by the same card."""
    if not look.strategy.centre and look.root.get("centre") is None:
        yield look.wrong("missing-centre", 1, "", said("The strategy does not say what kind of centre it is for."),
                         said("Add a line such as  centre: sales  (or support, or blended)."))


def number_of_objectives(look: Look) -> Iterator[Noticed]:
    """L02."""
    count, limits = len(list(look.strategy.objectives())), look.limits
    if not count or not look.whole:
        return
    line = look.strategy.perspectives[0].line
    if count > limits.most_objectives:
        yield look.wrong("too-many-objectives", line, "",
                         said("There are {count} objectives; above {most_objectives} nobody can follow a map.",
                              count=count, most_objectives=f"{limits.most_objectives:g}"),
                         said("Keep the {fewest_objectives} to {many_objectives} that decide.",
                              fewest_objectives=f"{limits.fewest_objectives:g}",
                              many_objectives=f"{limits.many_objectives:g}"))
    elif count > limits.many_objectives:
        yield look.wrong("many-objectives", line, "",
                         said("There are {count} objectives; usual are {fewest_objectives} to {many_objectives}.",
                              count=count, fewest_objectives=f"{limits.fewest_objectives:g}",
                              many_objectives=f"{limits.many_objectives:g}"),
                         said("Join those that say the same, or leave some for next year."))
    elif count < limits.fewest_objectives:
        yield look.wrong("few-objectives", line, "",
                         said_many("There is {number} objective; usual are {fewest_objectives} to {many_objectives}.",
                                   "There are {number} objectives; usual are {fewest_objectives} to "
                                   "{many_objectives}.", count,
                              fewest_objectives=f"{limits.fewest_objectives:g}",
                              many_objectives=f"{limits.many_objectives:g}"),
                         said("Look through the four perspectives for what must go well and is not named yet."))


def balance(look: Look) -> Iterator[Noticed]:
    """L08: most of the measures in one perspective."""
    shares = [(perspective, sum(len(o.kpis) for o in perspective.objectives)) for perspective
              in look.strategy.perspectives]
    whole = sum(count for _, count in shares)
    for perspective, count in shares:
        if len(shares) > 2 and count > 1 and count > look.limits.perspective_share * whole:
            yield look.wrong("one-sided", perspective.line, perspective.id,
                             said("{count} of {whole} KPIs stand in the perspective {perspective}: {share}, above "
                                  "{most}.", count=count, whole=whole, perspective=repr(perspective.id),
                                  share=write_value(count / whole, "share"),
                                  most=write_value(look.limits.perspective_share, "share")),
                             said("Take some out, or ask what the other perspectives should measure."))


def own_map(look: Look) -> Iterator[Noticed]:
    """L09: objectives and arrows all those of a starter."""
    strategy = look.strategy
    mine = ({o.id for o in strategy.objectives()}, {(link.source, link.target) for link in strategy.links})
    for kind in STARTERS if mine[0] else ():
        if mine == _map_of(kind):
            yield look.wrong("map-is-the-starter", strategy.perspectives[0].line, "",
                             said("The map is still the one a {kind} centre begins with.", kind=kept(kind)),
                             said("Change what is not yours: its objectives, and what you believe moves them."))


@lru_cache
def _map_of(kind: str) -> tuple[set[str], set[tuple[str, str]]]:
    root, _ = grow(starter(kind, ANY), kind)
    objectives: set[str] = set()
    for _, perspective in (root.get("perspectives") or root).entries if root else ():
        objectives |= {key.text for key, _ in (perspective.get("objectives") or perspective).entries}
    links = root.get("links") if root else None
    ends = ((link.get("from"), link.get("to")) for link in (links.items if links else ()))
    return objectives, {(source.text, target.text) for source, target in ends if source and target}


def number_of_kpis(look: Look) -> Iterator[Noticed]:
    """L15: what can be looked at on one card, of the centre and of an agent."""
    limits = look.limits
    centre = [kpi for kpi in look.strategy.kpis() if "centre" in kpi.levels]
    agent = [kpi for kpi in look.strategy.kpis() if "agent" in kpi.levels]
    fewer = said("Keep those a decision hangs on; the others stay on their own pages.")
    own = said("Keep those an agent can move; write  levels: [centre, team]  into the others.")
    if len(centre) > limits.most_kpis:
        yield look.wrong("too-many-kpis", centre[int(limits.most_kpis)].line, "",
                         _crowd(centre, said("the centre's card"), limits.most_kpis), fewer)
    elif len(centre) > limits.many_kpis:
        yield look.wrong("many-kpis", centre[int(limits.many_kpis)].line, "",
                         _crowd(centre, said("the centre's card"), limits.many_kpis), fewer)
    if len(agent) > limits.most_agent_kpis:
        yield look.wrong("too-many-agent-kpis", agent[int(limits.most_agent_kpis)].line, "",
                         _crowd(agent, said("an agent's card"), limits.most_agent_kpis), own)
    elif len(agent) > limits.many_agent_kpis:
        yield look.wrong("many-agent-kpis", agent[int(limits.many_agent_kpis)].line, "",
                         _crowd(agent, said("an agent's card"), limits.many_agent_kpis), own)


def _crowd(kpis: Sequence[Kpi], card: str, most: float) -> str:
    return said("{count} KPIs stand on {card}; nobody can look at more than {most}.", count=len(kpis), card=card,
                most=f"{most:g}")


def times_told(look: Look) -> Iterator[Noticed]:
    """L16: an objective alone with late figures, or with early ones that lead nowhere.

    The ways of the map count: an early figure of one objective may tell of the late one it leads to.
    """
    told = {o.id: {kpi.timing for kpi in o.kpis} for o in look.strategy.objectives()}
    if not any(timings - {None} for timings in told.values()):
        if not look.whole or not told:
            return
        yield look.wrong("timing-not-told", look.strategy.perspectives[0].line, "",
                         said("No KPI says whether it tells early or late."),
                         said("Add  timing: leading  or  timing: lagging  to the KPIs."))
        return
    ways = [(link.source, link.target) for link in look.strategy.links]
    for objective in look.strategy.objectives():
        back = [(target, source) for source, target in ways]
        if told[objective.id] == {"lagging"} and not _along(objective.id, told, back) - {"lagging"}:
            yield look.wrong("only-lagging", objective.line, objective.id,
                             said("Everything under {objective}, and under what leads to it, tells late.",
                                  objective=repr(objective.id)),
                             said("Add a KPI that moves before it, here or at an objective that leads here."))
        if told[objective.id] == {"leading"} and not _along(objective.id, told, ways) - {"leading"}:
            yield look.wrong("only-leading", objective.line, objective.id,
                             said("Everything under {objective}, and under what it leads to, tells early; nothing "
                                  "shows whether it was worth it.", objective=repr(objective.id)),
                             said("Add the result it is for, here or where it leads to."))


def _along(start: str, told: Mapping[str, set[Timing | None]], ways: list[tuple[str, str]]) -> set[Timing | None]:
    """The timings of everything these ways lead to."""
    reached = {start}
    while more := {target for source, target in ways if source in reached} - reached:
        reached |= more
    return {timing for one in reached for timing in told.get(one, ())}


def weights(look: Look) -> Iterator[Noticed]:
    """L23: one of at least three neighbours that weighs more than all others, or one of several that weighs nothing."""
    groups = [[(p.id, p.line, p.weight) for p in look.strategy.perspectives]]
    groups += [[(o.id, o.line, o.weight) for o in p.objectives] for p in look.strategy.perspectives]
    groups += [[(k.id, k.line, k.weight) for k in o.kpis] for o in look.strategy.objectives()]
    for group in groups:
        whole = sum(weight for *_, weight in group)
        for name, line, weight in group if len(group) > 1 else ():
            share = weight / whole
            told = said("{name} has {share} of the weight among its neighbours", name=repr(name),
                        share=write_value(share, "share"))
            if share > look.limits.largest_weight and len(group) > 2:
                yield look.wrong("weight-too-large", line, name, said("{told}; the others hardly count.", told=told),
                                 said("Give it less, or the others more."))
            elif share < look.limits.smallest_weight:
                yield look.wrong("weight-too-small", line, name, said("{told}; it hardly counts.", told=told),
                                 said("Give it more, or take it off the card."))


def coaching(look: Look) -> Iterator[Noticed]:
    """L44."""
    kpis = list(look.strategy.kpis())
    if look.whole and kpis and not any(look.slug(kpi) in COACHING for kpi in kpis):
        yield look.wrong("coaching-not-measured", look.strategy.perspectives[-1].line, "",
                         said("No KPI tells the time for coaching or training."),
                         said("Add one such as  metric: coaching_time_per_agent:all  or  metric: "
                              "training_hours_per_agent"))


RULES = (kind_of_centre, number_of_objectives, balance, own_map, number_of_kpis, times_told, weights, coaching)
