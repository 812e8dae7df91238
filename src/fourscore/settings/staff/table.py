"""This file is about every setting of people.yaml, once: its name, its default, what it is for."""

from __future__ import annotations

from fourscore.settings.model import Setting

PEOPLE: tuple[Setting, ...] = (
    Setting("teams", "none", "Every team, each with its name.", "teams: [{name: Leeds Billing 1}]"),
    Setting("teams.name", "", "The team's name; no two the same.", "name: Leeds Billing 1"),
    Setting("teams.site", "none", "The site of centre.yaml where the team sits.", "site: Leeds"),
    Setting("teams.leader", "none", "Who leads the team.", "leader: Mara Quinn"),
    Setting("teams.seats", "not planned", "How many people are planned for the team: one number, or numbers by the day "
            "from which each holds.", "seats: {2026-01-01: 24, 2026-07-01: 26}"),
    Setting("agents", "none", "Every agent, leavers included, each with a name.", "agents: [{name: Ada Bell}]"),
    Setting("agents.name", "", "The name the agent is shown under; no two the same.", "name: Ada Bell"),
    Setting(
        "agents.names",
        "none",
        "Further names the agent has in the sources: log-ins, extensions, a former name; each has its agent's team.",
        'names: ["PJSIP/1001", "abell"]',
    ),
    Setting(
        "agents.teams",
        "none",
        "The teams the agent was in, oldest or newest first, each with its first day; a bare team name means always.",
        "teams: [{team: Leeds Billing 1, from: 2025-09-01}, {team: Sales 2, from: 2026-02-02}]",
    ),
    Setting("agents.teams.team", "", "The team, by its name above.", "team: Leeds Billing 1"),
    Setting("agents.teams.from", "always", "First day in the team, in the reporting zone.", "from: 2025-09-01"),
    Setting(
        "agents.teams.until",
        "the next team's first day, else the agent's until",
        "First day no longer in the team (that day is not included).",
        "until: 2026-02-02",
    ),
    Setting(
        "agents.until",
        "still here",
        "A leaver's first day no longer here (that day is not included).",
        "until: 2026-05-31",
    ),
    Setting(
        "roles",
        "agents and the leaders of teams only",
        "Who is appointed to what: Senior manager, Call centre manager, Resource analyst, Reporting analyst, Network "
        "analyst, Recruiter, Team leader, Trainer, Quality analyst, Agent, Outside adviser or Agents' representative. "
        "One person may hold every role. Agents and the leaders of teams hold theirs without a row here.",
        "roles: [{name: Mara Quinn, role: Senior manager, from: 2026-01-01}]",
    ),
    Setting("roles.name", "", "Who holds the role; an Agent by the name above.", "name: Mara Quinn"),
    Setting("roles.role", "", "The role, one of those above.", "role: Senior manager"),
    Setting("roles.from", "always", "First day in the role, in the reporting zone.", "from: 2026-01-01"),
    Setting(
        "roles.until",
        "still in it; an Outside adviser must have one",
        "First day no longer in the role (that day is not included).",
        "until: 2026-12-31",
    ),
    Setting(
        "roles.scope",
        "what the role itself may see",
        "What the figures of this role are limited to; see signing-in.md. Teams and queues at once mean both. A Team "
        "leader's teams are added to those the person leads, as for a deputy. Not for an Agent, an Outside adviser or "
        "an Agents' representative.",
        "scope: {teams: [Leeds Billing 1]}",
    ),
    Setting("roles.scope.teams", "not limited to teams", "Only figures of these teams.", "teams: [Leeds Billing 1]"),
    Setting("roles.scope.queues", "not limited to queues", "Only figures of these queues, as the facts call them.",
            "queues: [Billing]"),
    Setting(
        "agreement",
        "the strictest",
        "The staff agreement on figures of persons; see agreement.md. Without it they are for the person and the "
        "team's leader, by weeks at the finest, for coaching, and touch neither pay nor discipline. It is in force "
        "once it is approved: `fourscore agreement approve`.",
        "agreement: {agreed: 2026-02-01, with: Zoe Ray, measures: [{measure: all, purpose: coaching}]}",
    ),
    Setting("agreement.agreed", "", "The day it was agreed.", "agreed: 2026-02-01"),
    Setting("agreement.with", "", "The agents' representative it was agreed with; a role above.", "with: Zoe Ray"),
    Setting(
        "agreement.beside",
        "none",
        "Whose totals agents see beside their own figures: those of their team, of the centre, or both.",
        "beside: [team, centre]",
    ),
    Setting(
        "agreement.measures",
        "the strictest for every measure",
        "What was agreed for each measure. Where several rows are about one, the strictest of each matter holds.",
        "measures: [{measure: all, purpose: coaching, viewers: [Team leader, Quality analyst], grain: day}]",
    ),
    Setting(
        "agreement.measures.measure",
        "",
        "A metric's key, a KPI's id of strategy.yaml, or all.",
        "measure: average_handle_time",
    ),
    Setting("agreement.measures.purpose", "", "What the figures are for, in words.", "purpose: coaching"),
    Setting(
        "agreement.measures.viewers",
        "Team leader",
        "The roles that may see figures of a person; a Team leader those of the own team. The person always may.",
        "viewers: [Team leader, Quality analyst]",
    ),
    Setting(
        "agreement.measures.grain",
        "week",
        "The shortest time figures of a person are told by: day, week, month or quarter. Single calls and sales name "
        "their agent by day only.",
        "grain: week",
    ),
    Setting(
        "agreement.measures.retention",
        "as long as centre.yaml keeps contacts, else 13 months",
        "How far back figures of a person are told.",
        "retention: 13 months",
    ),
    Setting("agreement.measures.pay", "no", "Whether they may touch pay.", "pay: no"),
    Setting("agreement.measures.discipline", "no", "Whether they may touch discipline.", "discipline: no"),
)
