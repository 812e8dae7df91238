"""This file is about rules of people: who answers, who may act, how much for one, and what is fair to an agent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from fourscore.strategy.check.finding import Noticed
from fourscore.strategy.check.look import NO_RIGHTS, ROLES, Look
from fourscore.terms import did_you_mean

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


def _roles_of(look: Look, owner: str) -> set[str]:
    """The roles of that owner: of a role itself, or those the person holds."""
    return {owner} if owner in ROLES else {role for name, role in look.known.people if name == owner}


def _owned(look: Look) -> Iterator[tuple[str, int, str, str, str]]:
    """Owner, line, id, kind and control of everything that has an owner."""
    for objective in look.strategy.objectives():
        if objective.owner:
            yield objective.owner, objective.line, objective.id, "the objective", ""
        for kpi in objective.kpis:
            if kpi.owner and (kpi.owner != objective.owner or kpi.control == "centre"):
                yield kpi.owner, kpi.line, kpi.id, "the KPI", kpi.control or ""
    for goal in look.strategy.goals:
        if goal.owner:
            yield goal.owner, goal.line, goal.id, "the goal", ""
    for guarded in look.strategy.guarded:
        if guarded.owner:
            yield guarded.owner, guarded.line, guarded.id, "the guarded goal", ""
    for policy in look.strategy.policies:
        if policy.owner:
            yield policy.owner, policy.line, policy.id, "the policy", ""


def _deputies(look: Look) -> Iterator[tuple[str, int, str, str]]:
    for objective in look.strategy.objectives():
        yield objective.deputy, objective.line, objective.id, "the objective"
        for kpi in objective.kpis:
            yield kpi.deputy, kpi.line, kpi.id, "the KPI"


def who_is_meant(owner: str, known: Iterable[str]) -> str:
    """What to write in the place of a name that is none of those known: the nearest, else who there is."""
    return did_you_mean(owner, known) or f"Name a person with a role, or one of: {', '.join(ROLES)}."


def rights(look: Look) -> Iterator[Noticed]:
    """L10: an owner people.yaml knows, and who may act on what is owned."""
    known = {*ROLES, *(name for name, _ in look.known.people)}
    for deputy, line, name, kind in _deputies(look):
        if deputy and deputy not in known:
            yield look.wrong("owner-unknown", line, name, f"The deputy for {kind} {name!r}, {deputy!r}, is no role, "
                             "and people.yaml gives nobody of that name one.", who_is_meant(deputy, known))
    for owner, line, name, kind, control in _owned(look):
        roles = _roles_of(look, owner)
        if owner not in known:
            yield look.wrong("owner-unknown", line, name, f"The owner of {kind} {name!r}, {owner!r}, is no role, and "
                             "people.yaml gives nobody of that name one.", who_is_meant(owner, known))
        elif roles <= set(NO_RIGHTS):
            yield look.wrong("owner-without-rights", line, name,
                             f"{owner!r} owns {kind} {name!r}, but {_word(roles)} cannot act on it.",
                             "Name somebody who can change what it depends on.")
        elif control == "centre" and roles <= {*TEAM_ONLY, *NO_RIGHTS}:
            yield look.wrong("owner-without-rights", line, name,
                             f"{owner!r} owns {kind} {name!r}, which only the centre as a whole can move.",
                             "Name somebody above the teams, or correct  control.")


def _word(roles: set[str]) -> str:
    return " and ".join(f"an {role.lower()}" if role[0] in "AO" else f"a {role.lower()}" for role in sorted(roles))


def readers(look: Look) -> Iterator[Noticed]:
    """L10: a policy is read by the roles it names; of a role there is not, nobody would ever be asked."""
    for policy in look.strategy.policies:
        for role in policy.acknowledge:
            if role not in ROLES:
                yield look.wrong("acknowledger-unknown", policy.line, policy.id,
                                 f"The policy {policy.id!r} is to be acknowledged by {role!r}, which is no role, so "
                                 "nobody is asked to read it.",
                                 did_you_mean(role, ROLES) or f"Name one of: {', '.join(ROLES)}.")


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
                             f"{who!r} owns {len(lines)} KPIs, more than {look.limits.kpis_per_person:g}.",
                             "Give some of them another owner.")


def agents_control(look: Look) -> Iterator[Noticed]:
    """L30."""
    for kpi in look.strategy.kpis():
        if "agent" in kpi.levels and (look.slug(kpi) in NOT_THE_AGENTS or kpi.control in ("team", "centre")):
            why = (f"only the {kpi.control} can move it" if kpi.control in ("team", "centre")
                   else "it follows from how many calls come and how many are there")
            yield look.wrong("beyond-the-agent", kpi.line, kpi.id,
                             f"{kpi.id!r} stands on agents' cards, but {why}.",
                             "Write  levels: [centre, team]  or  levels: [centre].")


def pay(look: Look) -> Iterator[Noticed]:
    """L31 and L42: paid by a figure that tells people apart, and that was there for two quarters."""
    for kpi in look.strategy.kpis():
        if kpi.use != "pay":
            continue
        reliability = look.known.reliability.get(kpi.id)
        if "agent" in kpi.levels and reliability is None:
            yield look.wrong("pay-without-reliability", kpi.line, kpi.id,
                             f"{kpi.id!r} is used for pay, and nothing shows that it tells agents apart.",
                             f"Write  use: coaching  until its reliability is known to be {RELIABLE} or more.")
        elif "agent" in kpi.levels and reliability is not None and reliability < RELIABLE:
            yield look.wrong("pay-below-reliability", kpi.line, kpi.id,
                             f"{kpi.id!r} is used for pay with a reliability of {reliability:.2f}; below {RELIABLE} "
                             "most of a difference between two agents is chance.",
                             "Write  use: coaching, or judge longer periods or whole teams.")
        days = _days(kpi.baseline_days)
        if days < 2 * QUARTER_DAYS:
            yield look.wrong("pay-too-early", kpi.line, kpi.id,
                             f"{kpi.id!r} is used for pay, and its baseline covers {days} days; two quarters are "
                             f"{2 * QUARTER_DAYS}.", "Measure it for two quarters first, and write them into baseline: "
                             "{value: …, from: …, until: …}.")


def _days(span: tuple[date, date] | None) -> int:
    return (span[1] - span[0]).days if span else 0


RULES = (rights, readers, overload, agents_control, pay)
