"""This file is about rules of people: who answers, who may act, how much for one, and what is fair to an agent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from fourscore.strategy.check.finding import Noticed
from fourscore.strategy.check.look import NO_RIGHTS, ROLES, Look
from fourscore.terms import all_of, did_you_mean, kept, said, together

TEAM_ONLY = ("Team leader",)
RELIABLE = 0.8
# Waits, abandons and idle time follow from volume and rota.
NOT_THE_AGENTS = frozenset({
    "average_speed_of_answer", "average_waiting_time", "longest_wait", "wait_percentile", "service_level",
    "abandonment_rate", "answer_rate", "occupancy", "contacts_abandoned", "contacts_offered", "blocked_refused_rate",
    "utilisation", "forecast_error", "staffing_error", "backlog", "round_the_clock_availability",
    "average_time_to_abandon", "answered_within_opening_hours_coverage", "first_response_time", "system_availability",
    "connect_rate",
})
QUARTER_DAYS = 91
# One of those with no rights (`NO_RIGHTS`), in a sentence.
ONE_OF = {"Outside adviser": said("an outside adviser"), "Agents' representative": said("an agents' representative"),
          "Agent": said("an agent")}


def _roles_of(look: Look, owner: str) -> set[str]:
    """The roles of that owner: of a role itself, or those the person holds."""
    return {owner} if owner in ROLES else {role for name, role in look.known.people if name == owner}


def _owned(look: Look) -> Iterator[tuple[str, int, str, str, str]]:
    """Owner, line, id, kind and control of everything that has an owner."""
    for objective in look.strategy.objectives():
        if objective.owner:
            yield objective.owner, objective.line, objective.id, said("the objective"), ""
        for kpi in objective.kpis:
            if kpi.owner and (kpi.owner != objective.owner or kpi.control == "centre"):
                yield kpi.owner, kpi.line, kpi.id, said("the KPI"), kpi.control or ""
    for goal in look.strategy.goals:
        if goal.owner:
            yield goal.owner, goal.line, goal.id, said("the goal"), ""
    for guarded in look.strategy.guarded:
        if guarded.owner:
            yield guarded.owner, guarded.line, guarded.id, said("the guarded goal"), ""
    for policy in look.strategy.policies:
        if policy.owner:
            yield policy.owner, policy.line, policy.id, said("the policy"), ""


def _deputies(look: Look) -> Iterator[tuple[str, int, str, str]]:
    for objective in look.strategy.objectives():
        yield objective.deputy, objective.line, objective.id, said("the objective")
        for kpi in objective.kpis:
            yield kpi.deputy, kpi.line, kpi.id, said("the KPI")


def who_is_meant(owner: str, known: Iterable[str]) -> str:
    """What to write in the place of a name that is none of those known: the nearest, else who there is."""
    return did_you_mean(owner, known) or said("Name a person with a role, or one of: {roles}.",
                                              roles=together((kept(role) for role in ROLES), ", "))


def rights(look: Look) -> Iterator[Noticed]:
    """L10: an owner people.yaml knows, and who may act on what is owned."""
    known = {*ROLES, *(name for name, _ in look.known.people)}
    for deputy, line, name, kind in _deputies(look):
        if deputy and deputy not in known:
            yield look.wrong("owner-unknown", line, name,
                             said("The deputy for {kind} {name}, {deputy}, is no role, and people.yaml gives nobody "
                                  "of that name one.", kind=kind, name=repr(name), deputy=repr(deputy)),
                             who_is_meant(deputy, known))
    for owner, line, name, kind, control in _owned(look):
        roles = _roles_of(look, owner)
        if owner not in known:
            yield look.wrong("owner-unknown", line, name,
                             said("The owner of {kind} {name}, {owner}, is no role, and people.yaml gives nobody of "
                                  "that name one.", kind=kind, name=repr(name), owner=repr(owner)),
                             who_is_meant(owner, known))
        elif roles <= set(NO_RIGHTS):
            yield look.wrong("owner-without-rights", line, name,
                             said("{owner} owns {kind} {name}, but {word} cannot act on it.", owner=repr(owner),
                                  kind=kind, name=repr(name), word=_word(roles)),
                             said("Name somebody who can change what it depends on."))
        elif control == "centre" and roles <= {*TEAM_ONLY, *NO_RIGHTS}:
            yield look.wrong("owner-without-rights", line, name,
                             said("{owner} owns {kind} {name}, which only the centre as a whole can move.",
                                  owner=repr(owner), kind=kind, name=repr(name)),
                             said("Name somebody above the teams, or correct  control."))


def _word(roles: set[str]) -> str:
    return all_of(ONE_OF[role] for role in sorted(roles))


def readers(look: Look) -> Iterator[Noticed]:
    """L10: a policy is read by the roles it names; of a role there is not, nobody would ever be asked."""
    for policy in look.strategy.policies:
        for role in policy.acknowledge:
            if role not in ROLES:
                yield look.wrong("acknowledger-unknown", policy.line, policy.id,
                                 said("The policy {policy} is to be acknowledged by {role}, which is no role, so "
                                      "nobody is asked to read it.", policy=repr(policy.id), role=repr(role)),
                                 did_you_mean(role, ROLES) or said("Name one of: {names}.", names=", ".join(ROLES)))


def overload(look: Look) -> Iterator[Noticed]:
    """L11: a role counts as the person who holds it alone; a role held by many is nobody in particular."""
    holders = {role: [name for name, there in look.known.people if there == role] for role in ROLES}
    owned: dict[str, list[int]] = {}
    for kpi in look.strategy.kpis():
        there = holders.get(kpi.owner, [])
        if kpi.owner and len(there) < 2:
            owned.setdefault(there[0] if there else kpi.owner, []).append(kpi.line)
    for who, lines in owned.items():
        if len(lines) > look.limits.kpis_per_person:
            yield look.wrong("owner-overloaded", lines[int(look.limits.kpis_per_person)], "",
                             said("{who} owns {count} KPIs, more than {kpis_per_person}.", who=repr(who),
                                  count=len(lines), kpis_per_person=f"{look.limits.kpis_per_person:g}"),
                             said("Give some of them another owner."))


def agents_control(look: Look) -> Iterator[Noticed]:
    """L30."""
    for kpi in look.strategy.kpis():
        if "agent" in kpi.levels and (look.slug(kpi) in NOT_THE_AGENTS or kpi.control in ("team", "centre")):
            why = (said("only the team can move it") if kpi.control == "team" else
                   said("only the centre can move it") if kpi.control == "centre" else
                   said("it follows from how many calls come and how many are there"))
            yield look.wrong("beyond-the-agent", kpi.line, kpi.id,
                             said("{kpi} stands on agents' cards, but {why}.", kpi=repr(kpi.id), why=why),
                             said("Write  levels: [centre, team]  or  levels: [centre]."))


def pay(look: Look) -> Iterator[Noticed]:
    """L31 and L42: paid by a figure that tells people apart, and that was there for two quarters."""
    for kpi in look.strategy.kpis():
        if kpi.use != "pay":
            continue
        reliability = look.known.reliability.get(kpi.id)
        if "agent" in kpi.levels and reliability is None:
            yield look.wrong("pay-without-reliability", kpi.line, kpi.id,
                             said("{kpi} is used for pay, and nothing shows that it tells agents apart.",
                                  kpi=repr(kpi.id)),
                             said("Write  use: coaching  until its reliability is known to be {least} or more.",
                                  least=RELIABLE))
        elif "agent" in kpi.levels and reliability is not None and reliability < RELIABLE:
            yield look.wrong("pay-below-reliability", kpi.line, kpi.id,
                             said("{kpi} is used for pay with a reliability of {reliability}; below {least} most "
                                  "of a difference between two agents is chance.", kpi=repr(kpi.id),
                                  reliability=f"{reliability:.2f}", least=RELIABLE),
                             said("Write  use: coaching, or judge longer periods or whole teams."))
        days = _days(kpi.baseline_days)
        if days < 2 * QUARTER_DAYS:
            yield look.wrong("pay-too-early", kpi.line, kpi.id,
                             said("{kpi} is used for pay, and its baseline covers {days} days; two quarters are "
                                  "{wanted}.", kpi=repr(kpi.id), days=days, wanted=2 * QUARTER_DAYS),
                             said("Measure it for two quarters first, and write them into baseline: {value: …, from: "
                                  "…, until: …}."))


def _days(span: tuple[date, date] | None) -> int:
    return (span[1] - span[0]).days if span else 0


RULES = (rights, readers, overload, agents_control, pay)
