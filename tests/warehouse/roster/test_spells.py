"""This file is about lists of spells: joiners, leavers, rehires, loans, log-ins, and rows that contradict others."""

import itertools
import random

import pytest

from .conftest import Tried, lines, sheet

HEAD = "Employee_ID Name Log-in Team From To Loan_team Loan_from Loan_to Role Reason Skills"


def spell(rest: str) -> str:
    """A row: what follows the team may be left out."""
    cells = rest.split()
    return " ".join([*cells, *["."] * (12 - len(cells))])


def test_joiner_leaver_rehire_and_loan(tried: Tried) -> None:
    """Worked by hand: To is the last day; on loan from the 1st to the 7th, then back; a gap begins a new employment."""
    tried.write("a.csv", sheet(
        HEAD, spell("1 Ada_Bell ada Red 2025-01-01 2025-12-31 . . . agent voluntary"),
        spell("1 Ada_Bell ada Red 2026-02-01 . Blue 2026-03-01 2026-03-07"),
        spell("2 Ben ben Red 2025-06-01 2025-12-31"), spell("2 Ben ben Blue 2026-01-01 .")))
    tried.load("a.csv")
    assert tried.aside == []
    assert tried.jobs == [("Ada Bell", "2025-01-01", "2026-01-01"), ("Ada Bell", "2026-02-01", None),
                          ("Ben", "2025-06-01", None)]
    assert tried.stays == [
        ("Ada Bell", "Red", "2025-01-01", "2026-01-01"), ("Ada Bell", "Red", "2026-02-01", "2026-03-01"),
        ("Ada Bell", "Blue", "2026-03-01", "2026-03-08"), ("Ada Bell", "Red", "2026-03-08", None),
        ("Ben", "Red", "2025-06-01", "2026-01-01"), ("Ben", "Blue", "2026-01-01", None)]
    assert tried.names == [("Ada Bell", "ada", None, None), ("Ben", "ben", None, None)]
    assert tried.rows("SELECT leaving FROM staged_employment ORDER BY agent, hired_on") == [
        ("voluntary",), (None,), (None,)]


def test_a_loan_may_be_a_row_of_its_own_and_an_open_end_is_the_next_rows_beginning(tried: Tried) -> None:
    tried.write("a.csv", sheet("Name Team From Until Loan", "Ada Red 2026-01-01 . no",
                               "Ada Blue 2026-02-01 2026-02-11 yes", "Ada Green 2026-04-01 . ."))
    tried.load("a.csv")
    assert tried.stays == [("Ada", "Red", "2026-01-01", "2026-02-01"), ("Ada", "Blue", "2026-02-01", "2026-02-11"),
                           ("Ada", "Red", "2026-02-11", "2026-04-01"), ("Ada", "Green", "2026-04-01", None)]
    assert tried.jobs == [("Ada", "2026-01-01", None)]


def test_log_ins_in_one_cell_several_columns_and_several_rows(tried: Tried) -> None:
    tried.write("a.csv", sheet("Name Team From Log-in_1 Log-in_2 Extension", "Ada Red 2026-01-01 a1,a2 a3 1001",
                               "Ada . . a4 . .", "Ben Red 2026-01-01 b1;b2 . 1002"))
    tried.load("a.csv", login_forms=["{}", "PJSIP/{}"], columns={"logins": ["Log-in 1", "Log-in 2", "Extension"]})
    assert {name for agent, name, *_ in tried.names if agent == "Ada"} == {
        form + name for name in ("a1", "a2", "a3", "a4", "1001") for form in ("", "PJSIP/")}
    assert tried.aside == []
    assert tried.stays == [("Ada", "Red", "2026-01-01", None), ("Ben", "Red", "2026-01-01", None)]


def test_a_log_in_handed_on_is_the_firsts_before_and_the_seconds_after(tried: Tried) -> None:
    tried.write("a.csv", sheet("Name Log-in Team From To", "Ada 1001 Red 2025-01-01 2026-01-31",
                               "Ben 1001 Red 2026-02-01 ."))
    tried.load("a.csv")
    assert tried.names == [("Ada", "1001", "2025-01-01", "2026-02-01"), ("Ben", "1001", "2026-02-01", None)]
    assert tried.aside == []


def test_a_log_in_of_a_row_set_aside_is_not_given_to_the_next_one_for_all_time(tried: Tried) -> None:
    tried.write("a.csv", sheet("Name Log-in Team From To", "Ada 1001 Red 2025-01-01 soon", "Ben 1001 Red 2026-02-01 .",
                               "Cy 1002 Red 2026-02-01 .", "Cy 1002 Red 2026-02-01 soon"))
    tried.load("a.csv")
    assert tried.names == [("Ben", "1001", "2026-02-01", None), ("Cy", "1002", None, None)]


def test_a_log_in_of_two_at_once_is_nobodys_on_those_days(tried: Tried) -> None:
    tried.write("a.csv", sheet("Name Log-in Team From To", "Ada 1001 Red 2025-01-01 2026-03-31",
                               "Ben 1001 Red 2026-02-01 ."))
    tried.load("a.csv")
    assert tried.names == [("Ada", "1001", "2025-01-01", "2026-02-01"), ("Ben", "1001", "2026-04-01", None)]
    assert tried.aside == [(2, "login-of-two"), (3, "login-of-two")]
    assert [job[0] for job in tried.jobs] == ["Ada", "Ben"]


def test_a_log_in_that_is_somebodys_name_is_no_log_in(tried: Tried) -> None:
    tried.write("a.csv", sheet("Name Log-in Team From", "Ada Ben Red 2025-01-01", "Ben . Red 2025-01-01"))
    tried.load("a.csv")
    assert tried.names == []
    assert tried.aside == [(2, "login-of-two")]


def test_days_two_rows_dispute_are_in_no_team(tried: Tried) -> None:
    tried.write("a.csv", sheet("Name Team From To", "Ada Red 2026-01-01 2026-03-31", "Ada Blue 2026-03-01 2026-06-30"))
    tried.load("a.csv")
    assert tried.stays == [("Ada", "Red", "2026-01-01", "2026-03-01"), ("Ada", "Blue", "2026-04-01", "2026-07-01")]
    assert tried.jobs == [("Ada", "2026-01-01", "2026-07-01")]
    assert tried.aside == [(2, "memberships-overlap"), (3, "memberships-overlap")]


@pytest.mark.parametrize(("row", "issue"), [
    ("Ada Red 2026-05-01 2026-04-01 . . . . .", "until-before-from"),
    ("Ada Red 01.05.2026 . . . . . .", "unreadable-cell"),
    ("Ada Red 1026-05-01 . . . . . .", "unreadable-cell"),
    (". Red 2026-05-01 . . . . . .", "empty-field"),
    ("Ada Red 2026-05-01 . Blue . . . .", "empty-field"),
    ("Ada Red 2026-05-01 . Blue 2026-06-02 2026-05-31 . .", "until-before-from"),
    ("Ada Red 2026-05-01 . . . . perhaps .", "unknown-word"),
    ("Ada Red 2026-05-01 . . . . . 7x", "unreadable-cell"),
])
def test_a_row_that_makes_no_sense_is_set_aside_and_the_others_load(tried: Tried, row: str, issue: str) -> None:
    tried.write("a.csv", sheet("Name Team From To Loan_team Loan_from Loan_to Loan FTE", row,
                               "Ben Red 2026-01-01 . . . . . 80%"))
    tried.load("a.csv")
    assert tried.aside == [(2, issue)]
    assert tried.jobs == [("Ben", "2026-01-01", None)]
    assert tried.rows("SELECT CAST(x_full_time AS VARCHAR) FROM staged_employment") == [("0.8000",)]


def test_a_loan_outside_the_persons_time_counts_within_it(tried: Tried) -> None:
    tried.write("a.csv", sheet("Name Team From To Loan_team Loan_from Loan_to",
                               "Ada Red 2026-01-01 2026-03-31 Blue 2026-03-20 2026-05-31"))
    tried.load("a.csv")
    assert tried.stays == [("Ada", "Red", "2026-01-01", "2026-03-20"), ("Ada", "Blue", "2026-03-20", "2026-04-01")]
    assert tried.aside == [(2, "loan-outside")]


def test_people_of_one_name_are_told_apart_by_their_number(tried: Tried) -> None:
    tried.write("a.csv", sheet("Employee_ID Name Team From", "1 Jo_Smith Red 2026-01-01", "2 Jo_Smith Blue 2026-01-01",
                               ". Jo_Smith Green 2026-01-01", "3 Eve_Fox Red 2026-01-01", "3 Eve_Hill Red 2026-03-01"))
    tried.load("a.csv")
    assert [job[0] for job in tried.jobs] == ["Eve Hill", "Jo Smith (1)", "Jo Smith (2)"]
    assert tried.names == [("Eve Hill", "Eve Fox", None, None)]
    assert tried.aside == [(4, "empty-key")]


def test_a_later_joining_day_is_a_rehire_even_without_a_gap(tried: Tried) -> None:
    tried.write("a.csv", sheet("Name Team From Until Joined", "Ada Red 2024-01-01 2024-07-01 2024-01-01",
                               "Ada Red 2024-07-01 2025-01-01 2024-01-01", "Ada Blue 2025-01-01 . 2025-01-01",
                               "Ben Red 2024-01-01 2024-03-01 2023-06-01", "Ben Red 2024-06-01 . 2023-06-01"))
    tried.load("a.csv")
    assert tried.jobs == [("Ada", "2024-01-01", "2025-01-01"), ("Ada", "2025-01-01", None), ("Ben", "2023-06-01", None)]
    assert tried.stays[-2:] == [("Ben", "Red", "2024-01-01", "2024-03-01"), ("Ben", "Red", "2024-06-01", None)]


def test_a_list_without_days_puts_people_into_teams_and_tells_no_employment(tried: Tried) -> None:
    tried.write("a.csv", sheet("Name Team Extension", "Ada Red 1001", "Ben Blue 1002"))
    staged = tried.load("a.csv")
    assert tried.stays == [("Ada", "Red", "1900-01-01", None), ("Ben", "Blue", "1900-01-01", None)]
    assert tried.jobs == []
    assert staged.notices == {"people_without_joining_day": 2}


def test_an_end_far_in_the_future_is_none(tried: Tried) -> None:
    tried.write("a.csv", sheet("Name Team From To", "Ada Red 2026-01-01 9999-12-31"))
    tried.load("a.csv")
    assert tried.jobs == [("Ada", "2026-01-01", None)]


def test_roles_reasons_sites_and_skills(tried: Tried) -> None:
    tried.write("a.csv", sheet(
        "Name Team From To Role Reason Site Skills", "Ada Red 2026-01-01 2026-01-31 CSR resigned Leeds French,Billing",
        "Ada Blue 2026-02-01 2026-02-28 CSR moved York French", "Ben Red 2026-01-01 2026-02-28 TL . York ."))
    staged = tried.load("a.csv", roles={"CSR": "agent", "TL": "team_leader"}, leaving={"resigned": "voluntary"})
    assert tried.rows("SELECT agent, role, leaving, x_site FROM staged_employment ORDER BY ALL") == [
        ("Ada", "agent", None, "York"), ("Ben", "team_leader", None, "York")]
    assert tried.rows("SELECT agent, skill, from_day, until_day FROM staged_skill ORDER BY ALL") == [
        ("Ada", "Billing", "2026-01-01", "2026-02-01"), ("Ada", "French", "2026-01-01", "2026-03-01")]
    assert staged.notices == {"unknown_reasons_for_leaving": 1}


MANY = sheet(HEAD, *(spell(row) for row in (
    "1 Ada a1 Red 2025-01-01 2025-12-31 . . . agent voluntary French", "1 Ada a1 Red 2026-02-01 . Blue 2026-03-01 "
    "2026-03-07", "2 Ben a2 Red 2025-06-01 2026-01-15", "3 Cy a2 Blue 2026-01-16 .", "3 Cy_Dee a5 Green 2026-05-01 .",
    "4 Di a3 Blue 2026-01-01 2026-03-31", "5 Ed a3 Blue 2026-03-01 .", "6 Fay a6 Red 2026-01-01 2026-03-31",
    "6 Fay a6 Blue 2026-03-01 2026-06-30", "7 Guy a7 . 2026-01-01 .", "8 Hal a8 Red 2026-09-01 2026-01-01")))


def test_rows_in_any_order_in_any_number_of_files_and_loads_say_the_same(tried: Tried) -> None:
    tried.write("whole.csv", MANY)
    tried.load("whole.csv")
    expected = tried.everything
    assert len(expected[0]) == 8
    chance = random.Random(7)
    for turn in range(4):
        folder = tried.folder.parent / f"turn{turn}"
        folder.mkdir()
        again = Tried(folder)
        places = list(range(11))
        chance.shuffle(places)
        cuts = sorted(chance.sample(range(1, 11), 2))
        files = [places[a:b] for a, b in itertools.pairwise([0, *cuts, 11])]
        for number, file in enumerate(files):
            # What a file said before, and says no longer, is past.
            again.write(f"{number}.csv", lines(MANY, [10 - place for place in file]))
            again.load(f"{number}.csv")
        for number in chance.sample(range(3), 3):
            again.write(f"{number}.csv", lines(MANY, files[number]))
            again.load(f"{number}.csv")
        assert again.everything == expected
