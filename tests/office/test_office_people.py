"""This file is about the roster in the office: every edit of people.yaml keeps what was, and says what changed."""

import threading
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from fourscore.office import Office, TypedAgent, TypedStay, TypedTeam
from fourscore.office.tables import Membership

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
TODAY = date(2026, 3, 9)
TEAMS = [TypedTeam("Billing", "Leeds", "Mara Quinn"), TypedTeam("Sales")]
ADA = TypedAgent(
    "Ada",
    ("PJSIP/1001",),
    (TypedStay("Billing", date(2025, 9, 1), date(2026, 2, 2)), TypedStay("Sales", date(2026, 2, 2))),
)


@pytest.fixture
def office(office_url: str, tmp_path: Path):
    opened = Office.open(office_url, backups=tmp_path / "backups", now=NOW)
    yield opened
    opened.close()


def hand_in(office: Office, agents, teams=TEAMS, now: datetime = NOW):
    return office.bring_in(teams, agents, who="people.yaml", now=now, today=now.date())


def words(changes) -> list[str]:
    return [f"{change.thing} {change.name}: {change.old} -> {change.new}" for change in changes]


def test_the_first_time_everything_is_new(office: Office) -> None:
    assert words(hand_in(office, [ADA])) == [
        "team Billing: None -> site Leeds, led by Mara Quinn",
        "team Sales: None -> there",
        "agent Ada: None -> here",
        "further name Ada: None -> PJSIP/1001",
        "membership Ada: None -> Billing from 2025-09-01 until 2026-02-02",
        "membership Ada: None -> Sales from 2026-02-02",
    ]
    assert office.roster() == [
        ("Ada", "Billing", date(2025, 9, 1), date(2026, 2, 2)),
        ("Ada", "Sales", date(2026, 2, 2), None),
    ]
    assert (office.agents(), office.teams(), office.names()) == (["Ada"], ["Billing", "Sales"], ["Ada", "PJSIP/1001"])


def test_the_same_text_again_changes_nothing(office: Office) -> None:
    hand_in(office, [ADA])
    before = office.changes()
    assert hand_in(office, [ADA], now=NOW + timedelta(days=1)) == []
    assert office.changes() == before


def test_a_corrected_date_withdraws_the_old_row_and_keeps_it(office: Office) -> None:
    hand_in(office, [ADA])
    corrected = ADA._replace(
        stays=(TypedStay("Billing", date(2025, 9, 1), date(2026, 2, 9)), TypedStay("Sales", date(2026, 2, 9)))
    )
    assert words(hand_in(office, [corrected], now=NOW + timedelta(hours=1))) == [
        "membership Ada: Sales from 2026-02-02 -> None",
        "membership Ada: Billing from 2025-09-01 until 2026-02-02 -> Billing from 2025-09-01 until 2026-02-09",
        "membership Ada: None -> Sales from 2026-02-09",
    ]
    with office.reading() as session:
        rows = session.scalars(select(Membership).order_by(Membership.membership)).all()
    assert [(row.until_day, row.withdrawn_at) for row in rows] == [
        (date(2026, 2, 2), NOW + timedelta(hours=1)),
        (None, NOW + timedelta(hours=1)),
        (date(2026, 2, 9), None),
        (None, None),
    ]


def test_a_leaver_and_a_changed_team_are_told_as_old_and_new(office: Office) -> None:
    hand_in(office, [ADA])
    left = ADA._replace(
        until_day=date(2026, 5, 31), stays=(ADA.stays[0], TypedStay("Sales", date(2026, 2, 2), date(2026, 5, 31)))
    )
    assert words(hand_in(office, [left], teams=[TEAMS[0]._replace(leader="Nils"), TEAMS[1]])) == [
        "team Billing: site Leeds, led by Mara Quinn -> site Leeds, led by Nils",
        "agent Ada: here -> leaves on 2026-05-31",
        "membership Ada: Sales from 2026-02-02 -> Sales from 2026-02-02 until 2026-05-31",
    ]


def test_who_is_taken_out_is_gone_from_that_day_and_keeps_the_past(office: Office) -> None:
    hand_in(office, [ADA])
    assert words(hand_in(office, [])) == [
        "agent Ada: here -> gone from 2026-03-09",
        "membership Ada: Sales from 2026-02-02 -> Sales from 2026-02-02 until 2026-03-09",
    ]
    assert office.roster() == [
        ("Ada", "Billing", date(2025, 9, 1), date(2026, 2, 2)),
        ("Ada", "Sales", date(2026, 2, 2), date(2026, 3, 9)),
    ]
    assert hand_in(office, [], teams=TEAMS) == []


def test_who_comes_back_is_the_same_person(office: Office) -> None:
    hand_in(office, [ADA])
    hand_in(office, [])
    assert words(hand_in(office, [ADA])) == [
        "agent Ada: gone from 2026-03-09 -> here",
        "membership Ada: Sales from 2026-02-02 until 2026-03-09 -> Sales from 2026-02-02",
    ]
    assert len(office.people()) == 1


def test_a_team_taken_out_is_gone_and_its_past_stays(office: Office) -> None:
    hand_in(office, [ADA])
    only_sales = ADA._replace(stays=(TypedStay("Sales", date(2026, 2, 2)),))
    assert words(hand_in(office, [only_sales], teams=[TEAMS[1]])) == [
        "team Billing: site Leeds, led by Mara Quinn -> site Leeds, led by Mara Quinn, gone from 2026-03-09",
        "membership Ada: Billing from 2025-09-01 until 2026-02-02 -> None",
    ]


def test_a_new_name_with_the_old_one_kept_renames_the_person(office: Office) -> None:
    hand_in(office, [ADA])
    renamed = ADA._replace(name="Ada Bell", names=("PJSIP/1001", "Ada"))
    assert words(hand_in(office, [renamed])) == [
        "agent Ada Bell: called Ada -> called Ada Bell",
        "further name Ada Bell: None -> Ada",
    ]
    assert [stay.agent for stay in office.roster()] == ["Ada Bell", "Ada Bell"]


def test_two_log_ins_found_to_be_one_person_become_one(office: Office) -> None:
    stays = (TypedStay("Sales", date(2026, 1, 1)),)
    hand_in(office, [TypedAgent("Ada", (), stays), TypedAgent("abell", (), stays)])
    hand_in(office, [TypedAgent("Ada", ("abell",), stays)])
    assert [(stay.agent, stay.until_day) for stay in office.roster()] == [("Ada", None)]


def test_a_name_can_pass_to_somebody_else(office: Office) -> None:
    hand_in(office, [ADA])
    hand_in(office, [ADA._replace(names=()), TypedAgent("Ben", ("PJSIP/1001",))])
    assert {row.name: row.names for row in office.people()} == {"Ada": (), "Ben": ("PJSIP/1001",)}


def test_what_was_changed_can_be_asked_of_one_person(office: Office) -> None:
    hand_in(office, [ADA, TypedAgent("Ben")])
    assert {change.name for change in office.changes("Ben")} == {"Ben"}
    assert {change.who for change in office.changes()} == {"people.yaml"}
    assert {change.at for change in office.changes()} == {NOW}


def test_many_who_hand_the_same_text_in_at_once_make_one_of_it(office: Office) -> None:
    gate, found = threading.Barrier(6), []

    def hand() -> None:
        gate.wait()
        found.append(len(hand_in(office, [ADA])))

    threads = [threading.Thread(target=hand) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 0, 0, 0, 0, 6]
    assert len(office.changes()) == 6


DAYS = st.integers(0, 12).map(lambda n: date(2026, 1, 1) + timedelta(weeks=n))


@st.composite
def rosters(draw):
    """A people.yaml as read: few agents, each in at most one team on a day."""
    agents = []
    for name in draw(st.lists(st.sampled_from("ABCD"), unique=True)):
        cuts = sorted(draw(st.sets(DAYS, max_size=4)))
        stays = tuple(
            TypedStay(draw(st.sampled_from(["Billing", "Sales"])), first, until)
            for first, until in pairwise([*cuts, None][: len(cuts) + 1])
            if first is not None
        )
        agents.append(TypedAgent(name, (), stays))
    return agents


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rosters(), min_size=1, max_size=4))
def test_whatever_is_handed_in_the_roster_says_it_and_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, texts
) -> None:
    folder = tmp_path_factory.mktemp("office")
    office = Office.open(f"sqlite:///{folder / 'office.db'}", backups=folder, now=NOW)
    written: set[tuple[int, str]] = set()
    for step, agents in enumerate(texts):
        hand_in(office, agents, now=NOW + timedelta(days=step))
        held = {name: [stay[1:] for stay in office.roster() if stay.agent == name] for name in "ABCD"}
        for agent in agents:
            assert held[agent.name] == list(agent.stays)
        for stays in held.values():
            assert all(a[2] is not None and a[2] <= b[1] for a, b in pairwise(stays))
        with office.reading() as session:
            rows = {
                (row.membership, f"{row.team} {row.first_day} {row.until_day}")
                for row in session.scalars(select(Membership))
            }
        assert written <= rows
        written = rows
    office.close()
