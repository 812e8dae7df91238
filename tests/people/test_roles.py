"""This file is about roles: who is appointed to what, from which day until which, and every mistake in it."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from fourscore.centre import init
from fourscore.settings import ROLES, People, RoleLine, read_people, read_settings

PEOPLE = """\
teams: [{name: Billing, leader: Zoe Ray}, Sales]
agents:
  - {name: Ada Bell, teams: [{team: Billing, from: 2026-01-01, until: 2026-03-01}]}
  - {name: Ben Cole, until: 2026-05-01}
roles:
  - {name: Mara Quinn, role: senior manager}
  - {name: Mara Quinn, role: Team leader, from: 2026-01-01, until: 2026-02-01}
  - {name: Zoe Ray, role: "Agents' representative", from: 2026-02-01}
  - {name: Ida Holt, role: Outside adviser, from: 2026-02-01, until: 2026-04-01}
"""


def people(folder: Path, text: str) -> tuple[People, list[str]]:
    (folder / "people.yaml").write_text(text, encoding="utf-8")
    read, issues = read_people(folder / "people.yaml")
    return read, [f"{issue.where} {issue.name}" for issue in issues]


def test_who_holds_a_role_on_a_day(tmp_path: Path) -> None:
    read, issues = people(tmp_path, PEOPLE)
    assert issues == []
    assert read.roles[0] == RoleLine("Mara Quinn", "Senior manager", date(1900, 1, 1), None, "people.yaml:6")
    january, february, april, may = (date(2026, month, 1) for month in (1, 2, 4, 5))
    assert read.holders("Team leader", date(2026, 1, 31)) == ("Mara Quinn", "Zoe Ray")
    assert read.holders("Team leader", february) == ("Zoe Ray",)  # the day `until` names is not in it
    assert read.holders("Outside adviser", january) == ()
    assert read.holders("Outside adviser", date(2026, 3, 31)) == ("Ida Holt",)
    assert read.holders("Outside adviser", april) == ()
    agents = [read.holders("Agent", day) for day in (january, april, may)]
    assert agents == [("Ada Bell", "Ben Cole"), ("Ben Cole",), ()]
    assert read.roles_of("Mara Quinn", january) == ("Senior manager", "Team leader")
    assert read.roles_of("Zoe Ray", may) == ("Team leader", "Agents' representative")


def test_one_person_may_hold_every_role(tmp_path: Path) -> None:
    rows = "".join(f'  - {{name: Ada Bell, role: "{role}", until: 2027-01-01}}\n' for role in ROLES)
    read, issues = people(tmp_path, f"agents: [Ada Bell]\nroles:\n{rows}")
    assert issues == []
    assert len(ROLES) == 12
    assert read.roles_of("Ada Bell", date(2026, 1, 1)) == ROLES


def test_everything_wrong_with_roles_is_told_at_once(tmp_path: Path) -> None:
    _, issues = people(tmp_path, """\
agents: [Ada Bell]
roles:
  - {name: Mara Quinn, role: Senor manager}
  - {name: Ada Bel, role: Agent}
  - {name: Ida Holt, role: Outside adviser}
  - {name: Ada Bell, role: Trainer, until: 2026-03-01}
  - {name: Ada Bell, role: Trainer, from: 2026-02-28}
  - {name: Ada Bell, role: Recruiter, from: 2026-02-28, until: 2026-02-28}
  - {role: Trainer}
  - {name: Ada Bell}
  - {name: Ada Bell, role: Trainer, form: 2026-03-01}
""")
    assert issues == [
        "people.yaml:3 unknown-role", "people.yaml:4 unknown-agent", "people.yaml:5 adviser-without-end",
        "people.yaml:7 role-twice", "people.yaml:8 until-before-from", "people.yaml:9 missing-key",
        "people.yaml:10 missing-key", "people.yaml:11 unknown-key", "people.yaml:11 role-twice"]


def test_a_row_that_begins_on_the_day_another_ends_is_no_overlap(tmp_path: Path) -> None:
    _, issues = people(tmp_path, "roles:\n  - {name: A, role: Trainer, until: 2026-03-01}\n"
                                 "  - {name: A, role: Trainer, from: 2026-03-01}\n")
    assert issues == []


@given(day=st.dates(date(2025, 12, 1), date(2026, 3, 31)))
def test_a_role_is_held_from_its_first_day_up_to_its_end(day: date) -> None:
    line = RoleLine("A", "Trainer", date(2026, 1, 1), date(2026, 3, 1), "")
    assert (People(roles=(line,)).holders("Trainer", day) == ("A",)) == (date(2026, 1, 1) <= day <= date(2026, 2, 28))


def test_a_new_centre_shows_the_roles_as_an_example(tmp_path: Path) -> None:
    for name, sample in (("plain", False), ("sample", True)):
        init(tmp_path / name, kind="support", name="N", zone="Europe/London", currency="GBP", until=date(2026, 3, 1),
             with_sample=sample, visits=500 if sample else None)
        text = (tmp_path / name / "people.yaml").read_text(encoding="utf-8")
        shown = [line.replace("  # - ", "  - ") for line in text.splitlines() if "role:" in line]
        settings, issues = read_settings(tmp_path / name)
        assert settings is not None
        assert (issues, settings.people.roles) == ([], ())
        assert people(tmp_path, "roles:\n" + "\n".join(shown))[1] == []
        assert len(shown) == 3
