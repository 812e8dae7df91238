"""This file is about daily lists: one row for each person as of a day, whose differences become dated changes."""

import random

from .conftest import Tried, sheet

DAILY = {"day_in_name": "s_%Y-%m-%d.csv"}


def day(tried: Tried, number: int, *rows: str, head: str = "Name Team From") -> str:
    name = f"s_2026-03-{number:02d}.csv"
    tried.write(name, sheet(head, *rows))
    return name


def three_days(tried: Tried) -> list[str]:
    """Ada changes team, Cy is missing from the second day on, Dan comes on the third."""
    return [day(tried, 1, "Ada Red 2025-01-01", "Ben Red 2025-06-01", "Cy Blue 2025-01-01"),
            day(tried, 2, "Ada Blue 2025-01-01", "Ben Red 2025-06-01"),
            day(tried, 3, "Ada Blue 2025-01-01", "Ben Red 2025-06-01", "Dan Red .")]


def test_differences_become_dated_changes_and_who_is_missing_has_left(tried: Tried) -> None:
    tried.load(*three_days(tried), **DAILY, whole=True)
    assert tried.stays == [("Ada", "Red", "2025-01-01", "2026-03-02"), ("Ada", "Blue", "2026-03-02", None),
                           ("Ben", "Red", "2025-06-01", None), ("Cy", "Blue", "2025-01-01", "2026-03-02"),
                           ("Dan", "Red", "2026-03-03", None)]
    assert tried.jobs == [("Ada", "2025-01-01", None), ("Ben", "2025-06-01", None), ("Cy", "2025-01-01", "2026-03-02"),
                          ("Dan", "2026-03-03", None)]


def test_without_whole_nothing_is_assumed_of_who_is_missing(tried: Tried) -> None:
    staged = tried.load(*three_days(tried), **DAILY)
    assert ("Cy", "Blue", "2025-01-01", None) in tried.stays
    assert ("Dan", "Red", "2026-03-03", None) in tried.stays
    assert [job[0] for job in tried.jobs] == ["Ada", "Ben", "Cy"]
    assert staged.notices == {"people_without_joining_day": 1}


def test_back_after_a_gap_is_a_rehire_unless_the_list_says_they_never_left(tried: Tried) -> None:
    names = [day(tried, 1, "Ada Red 2025-01-01", "Ben Red 2025-01-01", "Cy Red 2025-01-01"),
             day(tried, 2, "Ben Red 2025-01-01", "Cy Red 2025-01-01"),
             day(tried, 3, "Ada Red 2026-03-03", "Cy Red 2025-01-01"),
             day(tried, 4, "Ada Red 2026-03-03", "Ben Red 2025-01-01", "Cy Red 2025-01-01")]
    tried.load(*names, **DAILY, whole=True)
    assert tried.jobs == [("Ada", "2025-01-01", "2026-03-02"), ("Ada", "2026-03-03", None), ("Ben", "2025-01-01", None),
                          ("Cy", "2025-01-01", None)]


def test_a_day_told_late_dates_the_change(tried: Tried) -> None:
    """Monday's change entered on Wednesday; a leaver still listed after leaving; a leaving that was called off."""
    head = "Name Team From To"
    names = [day(tried, 2, "Ada Red 2025-01-01 .", "Ben Red 2025-01-01 .", "Cy Red 2025-01-01 2026-03-03", head=head),
             day(tried, 4, "Ada Blue 2026-03-03 .", "Ben Red 2025-01-01 2026-03-02", "Cy Red 2025-01-01 .", head=head)]
    tried.load(*names, **DAILY)
    assert tried.stays == [("Ada", "Red", "2025-01-01", "2026-03-03"), ("Ada", "Blue", "2026-03-03", None),
                           ("Ben", "Red", "2025-01-01", "2026-03-03"), ("Cy", "Red", "2025-01-01", None)]
    assert tried.jobs == [("Ada", "2025-01-01", None), ("Ben", "2025-01-01", "2026-03-03"), ("Cy", "2025-01-01", None)]


def test_loans_of_daily_lists(tried: Tried) -> None:
    head = "Name Team From Loan_team Loan_from Loan_until"
    names = [day(tried, 1, "Ada Red 2025-01-01 . . .", "Ben Red 2025-01-01 Blue . .", head=head),
             day(tried, 5, "Ada Red 2025-01-01 Blue 2026-03-03 2026-03-20", "Ben Red 2025-01-01 . . .", head=head),
             day(tried, 9, "Ada Red 2025-01-01 Blue 2026-03-03 2026-03-12", "Ben Red 2025-01-01 . . .", head=head)]
    tried.load(*names, **DAILY)
    assert tried.stays == [
        ("Ada", "Red", "2025-01-01", "2026-03-03"), ("Ada", "Blue", "2026-03-03", "2026-03-12"),
        ("Ada", "Red", "2026-03-12", None), ("Ben", "Red", "2025-01-01", "2026-03-01"),
        ("Ben", "Blue", "2026-03-01", "2026-03-05"), ("Ben", "Red", "2026-03-05", None)]


def test_a_list_that_was_cut_off_sends_nobody_away(tried: Tried) -> None:
    """A list without many of those who stood on the last one, and one with a line that could not be read."""
    people = [f"P{number:02d} Red 2025-01-01" for number in range(40)]
    names = [day(tried, 1, *people), day(tried, 2, *people[:20]), day(tried, 3, *people[:39], "X Red soon"),
             day(tried, 4, *people[:38])]
    staged = tried.load(*names, **DAILY, whole=True)
    assert [job for job in tried.jobs if job[2]] == [("P38", "2025-01-01", "2026-03-04"),
                                                     ("P39", "2025-01-01", "2026-03-04")]
    assert staged.notices == {"lists_not_believed_to_be_whole": 2}
    assert tried.aside == [(41, "unreadable-cell")]


def test_many_may_leave_at_once_where_that_is_said(tried: Tried) -> None:
    people = [f"P{number:02d} Red 2025-01-01" for number in range(40)]
    tried.load(day(tried, 1, *people), day(tried, 2, *people[:20]), **DAILY, whole=True, missing_at_most="60%")
    assert len([job for job in tried.jobs if job[2] == "2026-03-02"]) == 20


def test_one_file_written_over_every_day_tells_its_day_in_a_column(tried: Tried) -> None:
    head = "As_of Name Team From"
    for number, team in ((1, "Red"), (2, "Blue")):
        tried.write("staff.csv", sheet(head, f"2026-03-0{number} Ada {team} 2025-01-01"))
        tried.load("staff.csv")
    assert tried.stays == [("Ada", "Red", "2025-01-01", "2026-03-02"), ("Ada", "Blue", "2026-03-02", None)]
    tried.write("staff.csv", sheet(head, "2026-03-02 Ada Green 2025-01-01"))
    tried.load("staff.csv")
    assert tried.stays[-1] == ("Ada", "Green", "2026-03-02", None)
    tried.write("staff.csv", sheet(head, "2026-03-03 Ada Green 2025-01-01", ". Ben Green 2025-01-01"))
    tried.load("staff.csv")
    assert tried.aside == [(3, "empty-field")]


def test_a_log_in_given_to_somebody_else_from_one_list_to_the_next(tried: Tried) -> None:
    head = "Name Team From Log-in"
    names = [day(tried, 1, "Ada Red 2025-01-01 1001", "Ben Red 2025-01-01 .", head=head),
             day(tried, 2, "Ada Red 2025-01-01 .", "Ben Red 2025-01-01 1001", head=head)]
    tried.load(*names, **DAILY)
    assert tried.names == [("Ada", "1001", "2025-01-01", "2026-03-02"), ("Ben", "1001", "2026-03-02", None)]


def test_lists_in_any_order_corrected_or_not_say_the_same(tried: Tried) -> None:
    chance = random.Random(3)
    every = []
    for number in range(1, 9):
        rows = [f"P{who} {chance.choice(['Red', 'Blue'])} 2025-01-0{1 + who} {chance.choice(['.', f'x{who % 3}'])}"
                for who in range(6) if chance.random() < 0.9]
        every.append((number, rows))
    head, options = "Name Team From Log-in", {**DAILY, "whole": True, "missing_at_most": 50}
    names = [day(tried, number, *rows, head=head) for number, rows in every]
    tried.load(*names, **options)
    expected = tried.everything
    assert len(expected[1]) > 8
    for turn in range(3):
        folder = tried.folder.parent / f"turn{turn}"
        folder.mkdir()
        again = Tried(folder)
        for number, rows in chance.sample(every, 4):
            again.load(day(again, number, *rows[1:], "Q Red 2025-01-01 .", head=head), **options)
        shuffled = chance.sample(every, len(every))
        for part in (shuffled[:3], shuffled[3:]):
            again.load(*[day(again, number, *rows, head=head) for number, rows in part], **options)
        assert again.everything == expected
