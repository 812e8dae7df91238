"""This file is about a generated centre in which every role is somebody's, fed so that each one's page has a story."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fourscore.centre import Centre, approve_agreement, init
from fourscore.settings import ROLES

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
PASSWORD = "four blue kettles sing"
# Who holds each role that is no agent's; who agrees on the agents' figures with them is Tia Voss.
PEOPLE = {
    "Senior manager": "Mara Quinn", "Call centre manager": "Cal Hume", "Resource analyst": "Rob Lund",
    "Reporting analyst": "Rae Dunn", "Network analyst": "Nia Fox", "Recruiter": "Rex Moor", "Trainer": "Tom Berg",
    "Quality analyst": "Quin Hay", "Agents' representative": "Tia Voss",
}
LEADER, AGENT, TWICE = "Zoe Ray", "Benedikt Haddad", "Rae Dunn"
SOURCES = """
  - name: contracts
    kind: table
    files: contracts.csv
    key: id
    facts: {employment: {hired: hired, agent: agent, left: left, role: role, leaving: leaving}}
  - name: skills
    kind: table
    files: skills.csv
    key: id
    facts: {skill: {from_day: since, agent: agent, skill: skill}}
  - name: plan
    kind: table
    files: plan.csv
    key: id
    facts: {forecast: {started: at, queue: queue, ended: until, calls: calls, required: required}}
  - name: watch
    kind: table
    files: watch.csv
    key: id
    facts: {system_health: {started: at, system: system, state: state, ended: until}}
"""
AGREEMENT = """
agreement:
  agreed: 2025-01-01
  with: Tia Voss
  measures:
    - {measure: all, purpose: coaching, grain: week,
       viewers: [Team leader, Senior manager, Call centre manager, Quality analyst, Trainer]}
"""
GOAL = """
guarded:
  shorter-calls:
    goal: "talk-time -5% by 2026-12 from 2026-Q1 | quality no worse, first-contact-resolution no worse"
    objective: find-the-answer-quickly
    owner: Call centre manager

"""


def staffed(folder: Path, visits: int = 2500) -> Path:
    """Such a centre in that folder, loaded, and the staff agreement approved."""
    init(folder, kind="support", name="Northgate", zone="Europe/Berlin", currency="EUR", with_sample=True,
         until=date(2026, 11, 16), visits=visits)
    text = (folder / "centre.yaml").read_text(encoding="utf-8")
    text = text.replace("acting_as: Team leader\n", "")
    (folder / "centre.yaml").write_text(text.rstrip("\n") + SOURCES, encoding="utf-8")
    _staff(folder / "people.yaml")
    strategy = (folder / "strategy.yaml").read_text(encoding="utf-8")
    (folder / "strategy.yaml").write_text(
        strategy.replace("perspectives:\n", GOAL + "perspectives:\n", 1),
        encoding="utf-8")
    _write_sources(folder)
    with Centre.open(folder, now=lambda: NOW) as centre:
        assert [str(issue) for report in centre.load() for issue in report.issues] == []
        approve_agreement(centre, "Mara Quinn")
    return folder


def _staff(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace(
        "{name: Alder,", f"{{name: Alder, leader: {LEADER}, seats: {{2026-01-01: 9, 2027-01-01: 12}},")
    roles = [f"  - {{name: {name}, role: \"{role}\", from: 2024-01-01}}\n" for role, name in PEOPLE.items()]
    roles.append(f"  - {{name: {TWICE}, role: Resource analyst}}\n")
    path.write_text(text.replace("roles: []\n", f"roles:\n{''.join(roles)}") + AGREEMENT, encoding="utf-8")


def _write_sources(folder: Path) -> None:
    contracts = [f"e{n},{date(2025, 1, 6) + timedelta(days=14 * n)},Person {n},"
                 f"{date(2025, 3, 1) + timedelta(days=14 * n) if n % 4 == 0 else ''},agent,"
                 f"{'voluntary' if n % 4 == 0 else ''}" for n in range(45)]
    skills = [f"s{n},2026-01-05,{AGENT if n == 0 else f'Person {n}'},{('Billing', 'Technical help')[n % 2]}"
              for n in range(12)]
    plan = [f"p{half},2026-11-13 {half // 2:02d}:{'30' if half % 2 else '00'},Technical help,"
            f"2026-11-13 {(half + 1) // 2:02d}:{'00' if half % 2 else '30'},{1 + half % 3},2"
            for half in range(18, 36)]
    watch = ["w1,2026-11-02 00:00,Telephone switch,up,2026-11-05 10:00",
             "w2,2026-11-05 10:00,Telephone switch,down,2026-11-05 10:40",
             "w3,2026-11-05 10:40,Telephone switch,up,2026-11-16 00:00"]
    for name, head, rows in (("contracts", "id,hired,agent,left,role,leaving", contracts),
                             ("skills", "id,since,agent,skill", skills),
                             ("plan", "id,at,queue,until,calls,required", plan),
                             ("watch", "id,at,system,state,until", watch)):
        (folder / f"{name}.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")


assert set(PEOPLE) | {"Team leader", "Agent", "Outside adviser"} == set(ROLES)
