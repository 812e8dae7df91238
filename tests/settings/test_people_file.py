"""This file is about people.yaml: what it says, and every mistake in it told at once."""

from datetime import date
from pathlib import Path

from fourscore.settings import People, read_people

from .conftest import LEAST, good, read, told

PEOPLE_TEXT = """\
    teams:
      - {name: Leeds Billing 1, site: Leeds, leader: "Mara Quinn"}
      - Sales 2
    agents:
      - name: Ada Bell
        names: ["PJSIP/1001", 007]
        teams: [{team: Sales 2, from: 2026-02-02}, {team: Leeds Billing 1, from: 2025-09-01}]
        until: 2026-05-31
      - {name: Ben, teams: [Sales 2]}
      - Cleo
    """


def test_people_are_read_with_their_days(tmp_path: Path) -> None:
    settings = good(tmp_path, LEAST + "sites: [{name: Leeds}]\n", people=PEOPLE_TEXT)
    assert [team[:3] for team in settings.people.teams] == [
        ("Leeds Billing 1", "Leeds", "Mara Quinn"),
        ("Sales 2", None, None),
    ]
    ada, ben, cleo = settings.people.agents
    assert (ada.names, ada.until_day, ada.where) == (("PJSIP/1001", "007"), date(2026, 5, 31), "people.yaml:5")
    assert ada.stays == (
        ("Leeds Billing 1", date(2025, 9, 1), date(2026, 2, 2)),
        ("Sales 2", date(2026, 2, 2), date(2026, 5, 31)),
    )
    assert (ben.stays, cleo.stays) == ((("Sales 2", date(1900, 1, 1), None),), ())


def test_everything_wrong_with_people_is_told_at_once(tmp_path: Path) -> None:
    _, issues = read(
        tmp_path,
        LEAST + "sites: [{name: Leeds}]\n",
        people="""\
        teams: [{name: Sales, site: Leds}, {name: Sales}, {leader: Mara}]
        agents:
          - {name: A, names: [x], teams: [{team: Sale, from: 2026-01-01}], untill: 2026-02-01}
          - {name: B, names: [x]}
          - {name: C, teams: [{team: Sales, from: 2026-01-01, until: 2026-03-01}, {team: Sales, from: 2026-02-01}]}
          - {name: D, teams: [{team: Sales, from: 2026-01-01, until: 2026-01-01}]}
          - {name: E, until: 2026-01-01, teams: [{team: Sales, from: 2026-02-01}]}
          - {name: F, teams: [{team: Sales, from: 2026-01-01}, {team: Sales, from: 2026-01-01}]}
          - {teams: []}
          - {name: G, teams: [{from: 2026-02-30}]}
        """,
    )
    assert told(issues) == [
        "people.yaml:1 unknown-site",
        "people.yaml:1 name-twice",
        "people.yaml:1 missing-key",
        "people.yaml:3 unknown-key",
        "people.yaml:3 unknown-team",
        "people.yaml:4 name-twice",
        "people.yaml:5 memberships-overlap",
        "people.yaml:6 until-before-from",
        "people.yaml:7 after-leaving",
        "people.yaml:8 memberships-overlap",
        "people.yaml:9 missing-key",
        "people.yaml:10 missing-key",
    ]
    assert "Did you mean Leeds?" in issues[0].remedy


def test_an_empty_people_file_names_nobody(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text("# nobody yet\n")
    assert read_people(tmp_path / "people.yaml") == (People(), [])
