"""This file is about rules of guards: what has to hold while something else is pushed, and KPIs under no objective."""

from __future__ import annotations

from collections.abc import Iterator

from fourscore.strategy.check.finding import Noticed
from fourscore.strategy.check.look import Look
from fourscore.strategy.model import Kpi
from fourscore.terms import did_you_mean, said

# More of it, or less time for it, can be had at once by doing it worse.
VOLUME = frozenset({"contacts_handled", "contacts_offered", "dial_attempts", "contacts_per_agent_hour",
                    "list_penetration"})
SPEED = frozenset({"average_handle_time", "average_talk_time", "after_call_work_time", "handle_time_percentile",
                   "average_hold_time", "talk_time", "handling_time", "resolution_time"})
# Whether it was worth the customer's while.
QUALITY = frozenset({
    "quality_score", "customer_satisfaction", "first_contact_resolution", "net_promoter_score",
    "customer_effort_score", "repeat_contact_rate", "critical_error_rate", "complaint_rate", "one_touch_ratio",
    "reopen_rate", "sentiment_evaluated_csat", "conversion_rate", "save_rate", "customer_retention_rate",
    "churn_after_contact", "escalation_rate",
})


def pushed(look: Look, kpi: Kpi) -> bool:
    """Whether it asks for more calls or for quicker ones; a band asks for neither."""
    slug = look.slug(kpi)
    return (slug in VOLUME and kpi.direction == "higher") or (slug in SPEED and kpi.direction == "lower")


def volume_and_speed(look: Look) -> Iterator[Noticed]:
    """L27 and L28: a guard is named under guards, or stands behind the bar of a goal with guards.

    A measure of quality that merely stands under the same objective is only a weight, and can be bought off.
    """
    kpis = {kpi.id: kpi for kpi in look.strategy.kpis()}
    for objective in look.strategy.objectives():
        beside = [kpi.id for kpi in objective.kpis if look.slug(kpi) in QUALITY]
        for kpi in objective.kpis:
            named = {*kpi.guards, *_behind_the_bar(look, kpi.id)}
            if not pushed(look, kpi) or any(look.slug(kpis[one]) in QUALITY for one in named if one in kpis):
                continue
            what = said("more calls") if look.slug(kpi) in VOLUME else said("quicker calls")
            if beside:
                yield look.wrong("guard-only-a-weight", kpi.line, kpi.id,
                                 said("{kpi} asks for {what}, and {beside} stands beside it only as a weight: much "
                                      "of the one makes up for little of the other.", kpi=repr(kpi.id), what=what,
                                      beside=repr(beside[0])),
                                 said("Add  guards: [{beside}]  to {kpi}.", beside=beside[0], kpi=repr(kpi.id)))
            else:
                near = next((one.id for one in kpis.values() if look.slug(one) in QUALITY), "quality")
                yield look.wrong("volume-without-guard", kpi.line, kpi.id,
                                 said("{kpi} asks for {what}, and nothing says that quality must hold meanwhile.",
                                      kpi=repr(kpi.id), what=what),
                                 said("Add  guards: [{near}]  or make it a band.", near=near))


def _behind_the_bar(look: Look, kpi: str) -> set[str]:
    """What the goals with guards that move this KPI ask to hold."""
    found: set[str] = set()
    for guarded in look.strategy.guarded:
        if guarded.goal is not None and kpi in {move.kpi for move in guarded.goal.moves}:
            found |= {guard.kpi for guard in guarded.goal.guards}
    return found


def named(look: Look) -> Iterator[Noticed]:
    """L28: a guard that is not there holds nothing. So for drivers, policies, and what guarded goals belong to."""
    strategy = look.strategy
    kpis, objectives = {name for name, _ in look.written()}, {o.id for o in strategy.objectives()}
    goals = {goal.id for goal in strategy.goals}
    for kpi in strategy.kpis():
        for guard in kpi.guards:
            if guard not in kpis or guard == kpi.id:
                what = said("itself") if guard == kpi.id else said("{guard}, which is no KPI here", guard=repr(guard))
                yield look.wrong("guard-names-nothing", kpi.line, kpi.id,
                                 said("{kpi} is guarded by {what}.", kpi=repr(kpi.id), what=what),
                                 did_you_mean(guard, kpis - {kpi.id}) or said("Name the id of another KPI."))
    mentioned = [(goal.line, goal.id, name, kpis | objectives) for goal in strategy.goals for name in goal.drivers]
    mentioned += [(goal.line, goal.id, goal.objective, objectives) for goal in strategy.guarded]
    mentioned += [(goal.line, goal.id, goal.serves, goals) for goal in strategy.guarded]
    mentioned += [(policy.line, policy.id, policy.kpi, kpis) for policy in strategy.policies]
    mentioned += [(policy.line, policy.id, policy.serves, goals) for policy in strategy.policies]
    for line, at, name, known in mentioned:
        if name and name not in known:
            yield look.wrong("names-nothing", line, at,
                             said("{at} names {name}, and there is no such thing here.", at=repr(at), name=repr(name)),
                             did_you_mean(name, known) or said("Name an id that stands in this file."))


def homeless(look: Look) -> Iterator[Noticed]:
    """L13: KPIs written anywhere but under an objective."""
    perspectives = look.root.get("perspectives")
    places = [look.root, *(node for _, node in (perspectives.entries if perspectives is not None else ()))]
    for place in places:
        name, kpis = place.name_of("kpis"), place.get("kpis")
        for key, _ in kpis.entries if kpis is not None else ():
            yield look.wrong("kpi-without-objective", key.line, "",
                             said("The KPI {kpi} stands under no objective (kpis on line {line}).", kpi=repr(key.text),
                                  line=name.line) if name else
                             said("The KPI {kpi} stands under no objective.", kpi=repr(key.text)),
                             said("Write it under the  kpis:  of the objective it tells of."))


RULES = (volume_and_speed, named, homeless)
